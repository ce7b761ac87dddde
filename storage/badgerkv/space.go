package badgerkv

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/table"
	"golang.org/x/sys/unix"

	"hudna/storage"
)

// free returns how many bytes the file system of dir has left for this process.
func free(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("badgerkv: asking for the free space of %s: %w", dir, err)
	}
	return int64(s.Bavail) * int64(s.Bsize), nil //nolint:unconvert // the types differ between systems
}

// roomy returns an error that is ErrFull if less is free than the floor and what
// a compaction of level 0 may take up before it gives anything back, which is
// as much as that level.
func (d *directory) roomy(o Options, levelZero int64) error {
	if o.Floor < 0 {
		return nil
	}
	free, err := o.free(d.path)
	need := o.Floor + levelZero
	if err != nil || free >= need {
		return err
	}
	gain := ""
	if s, err := os.Stat(d.file(ballastFile)); err == nil {
		gain = fmt.Sprintf(", or remove %s to gain %d MiB", d.file(ballastFile), s.Size()>>20)
	}
	return fmt.Errorf("badgerkv: %s has %d MiB free and needs %d: free some%s: %w", d.path, free>>20, (need+1<<20-1)>>20, gain, storage.ErrFull)
}

// levelZero returns the size of level 0, of a store that is not open.
func (d *directory) levelZero(m badger.Manifest) (size int64, err error) {
	for id, t := range m.Tables {
		if t.Level > 0 {
			continue
		}
		s, err := os.Stat(table.NewFilename(id, d.path))
		if err != nil {
			return 0, fmt.Errorf("badgerkv: %w", err)
		}
		size += s.Size()
	}
	return size, nil
}

// load makes the ballast, if there is none of that size and enough room for
// it. That it cannot be made is no reason not to open the store.
func (d *directory) load(o Options) error {
	if o.Ballast < 0 {
		return nil
	}
	path := d.file(ballastFile)
	s, err := os.Stat(path)
	switch {
	case err == nil && (s.Size() == o.Ballast || o.anyBallast):
		return nil
	case err == nil:
		if err := os.Remove(path); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	free, err := o.free(d.path)
	if err != nil {
		return err
	}
	if want := max(o.Floor, 0) + o.Ballast; free < want {
		return fmt.Errorf("badgerkv: %d MiB are free, %d are needed", free>>20, want>>20)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = allocate(f, o.Ballast)
	if errors.Is(err, errors.ErrUnsupported) {
		err = fill(f, o.Ballast)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// fill takes up space by writing, where the file system cannot reserve it. The
// bytes do not repeat soon, so that it cannot compress them much.
func fill(f *os.File, size int64) error {
	block := make([]byte, 1<<20)
	state := uint64(1)
	for i := range block {
		state = state*6364136223846793005 + 1442695040888963407
		block[i] = byte(state >> 56)
	}
	for at := int64(0); at < size; at += int64(len(block)) {
		if _, err := f.Write(block[:min(int64(len(block)), size-at)]); err != nil {
			return err
		}
	}
	return nil
}
