package badgerkv

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/dgraph-io/badger/v4"

	"hudna/storage"
)

// The files in the directory that are not Badger's.
const (
	uncleanFile = "UNCLEAN"
	ballastFile = BallastFile
)

const uncleanText = "This file is here while hudna has the store open for writing.\n" +
	"Where no process has, the last one was stopped before it could close the store:\n" +
	"the next one to open it will then check the files first. Do not remove it.\n"

// A directory is one that is locked.
type directory struct {
	path string
	lock *os.File
}

// lockDirectory locks the directory at path, alone or beside other readers.
// The lock is the process's own and ends with it, however it ends.
func lockDirectory(path string, shared bool) (*directory, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("badgerkv: %w", err)
	}
	how := unix.LOCK_EX
	if shared {
		how = unix.LOCK_SH
	}
	if err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB); err != nil {
		_ = f.Close() // nothing was written
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("badgerkv: another process holds %s: %w", path, storage.ErrLocked)
		}
		return nil, fmt.Errorf("badgerkv: locking %s: %w", path, err)
	}
	if same, err := isAt(f, path); err != nil || !same {
		_ = f.Close() // nothing was written
		if err == nil {
			err = fmt.Errorf("another process has replaced it: %w", storage.ErrLocked)
		}
		return nil, fmt.Errorf("badgerkv: locking %s: %w", path, err)
	}
	return &directory{path: path, lock: f}, nil
}

// isAt says whether what was opened is still what stands at a path: another
// process may have put a store into its place before it was locked; see [Replace].
func isAt(f *os.File, path string) (bool, error) {
	opened, err := f.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(opened, there), err
}

func (d *directory) unlock() error { return d.lock.Close() }

func (d *directory) file(name string) string { return filepath.Join(d.path, name) }

func (d *directory) has(name string) (bool, error) {
	_, err := os.Stat(d.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Exists reports whether there is a store in dir, or what is left of one.
func Exists(dir string) (bool, error) {
	d := directory{path: dir}
	name, err := d.engineFile(badger.ManifestFilename, ".sst", ".mem", ".vlog", badger.KeyRegistryFileName)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return name != "", err
}

// isStore reports whether Badger has been here.
func (d *directory) isStore() (bool, error) { return d.has(badger.ManifestFilename) }

// unclean reports whether the last writer did not close the store: that takes away
// its mark, and before that what compactions and memtables leave.
func (d *directory) unclean() (bool, error) {
	for _, name := range []string{uncleanFile, compactionFile} {
		if there, err := d.has(name); err != nil || there {
			return there, err
		}
	}
	log, err := d.engineFile(".mem")
	return log != "", err
}

// dropEmptyLogs removes the logs that a writer had made when it was stopped, and
// nothing was in yet: Badger does not open a store that has one.
func (d *directory) dropEmptyLogs() error {
	for _, kind := range []string{"*.vlog", "*.mem"} {
		logs, err := filepath.Glob(d.file(kind))
		if err != nil {
			return err
		}
		for _, log := range logs {
			info, err := os.Stat(log)
			if err == nil && info.Size() == 0 {
				err = os.Remove(log)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// markUnclean notes that a writer is at work, before it is. The mark is made
// anew where there is one: that needs a directory that may be written to, as all
// that follows does.
func (d *directory) markUnclean() error {
	return d.put(uncleanFile, []byte(uncleanText))
}

// markClean notes that the writer has closed the store.
func (d *directory) markClean() error {
	return errors.Join(os.Remove(d.file(uncleanFile)), d.sync())
}

// put makes a file of that name and content durable, wholly or not at all.
func (d *directory) put(name string, content []byte) error {
	next := d.file(name + ".new")
	f, err := os.OpenFile(next, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(next, d.file(name)); err != nil {
		return err
	}
	return d.sync()
}

// sync makes the names of the files durable.
func (d *directory) sync() error { return d.lock.Sync() }
