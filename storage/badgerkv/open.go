package badgerkv

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/y"
	"golang.org/x/sys/unix"

	"hudna/storage"
)

// Open opens the store in dir, and makes it if there is none and the options do
// not say ReadOnly. Besides those of the file system, it returns errors that are
//
//   - [storage.ErrLocked] if the store is open already, here or elsewhere;
//   - [storage.ErrReadOnly] if it is to be written to and dir may not be;
//   - [storage.ErrFull] if it is to be written to and there is no room;
//   - [storage.ErrUnclean] if it is only to be read, but was not closed cleanly:
//     what is in its logs can then only be read by opening it for writing;
//   - [storage.ErrCorrupt] if files are damaged;
//   - [fs.ErrNotExist] if it is only to be read and there is none.
func Open(ctx context.Context, dir string, o Options) (storage.Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	if !o.ReadOnly {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, denied(dir, err)
		}
	}
	d, err := lockDirectory(dir, o.ReadOnly)
	if err != nil {
		return nil, err
	}
	if !o.ReadOnly {
		if err := d.settle(); err != nil {
			return nil, errors.Join(err, d.unlock())
		}
	}
	journaled := o.Bulk && !o.ReadOnly
	if o.Bulk, err = d.fillable(o); err != nil {
		return nil, errors.Join(err, d.unlock())
	}
	s := &store{dir: d, options: o, turn: make(chan struct{}, 1), commit: (*badger.Txn).Commit}
	if err := d.open(s); err != nil {
		return nil, errors.Join(err, d.unlock())
	}
	if journaled {
		if s.journal, err = d.makeJournal(); err != nil {
			return nil, errors.Join(err, closeBadger(s.db, closeLimit), d.unlock())
		}
	}
	return s, nil
}

// fillable says whether the store is one for Bulk: it has no tables yet, and
// there is room.
func (d *directory) fillable(o Options) (bool, error) {
	if !o.Bulk || o.ReadOnly {
		return false, nil
	}
	m, err := d.manifest()
	if err != nil || len(m.Tables) > 0 {
		return false, err
	}
	free, err := o.free(d.path)
	return err == nil && free >= bulkRoom, err
}

// open opens Badger in a locked directory, for a store.
func (d *directory) open(s *store) error {
	o := s.options
	unclean, err := d.unclean()
	if err != nil {
		return fmt.Errorf("badgerkv: %w", err)
	}
	m, err := d.manifest()
	if err == nil {
		err = d.verify(m, outline)
	}
	if err != nil {
		return err
	}
	if o.ReadOnly {
		if exists, err := d.isStore(); err != nil {
			return fmt.Errorf("badgerkv: %w", err)
		} else if !exists {
			return fmt.Errorf("badgerkv: there is no store in %s: %w", d.path, fs.ErrNotExist)
		}
		if unclean {
			return fmt.Errorf("badgerkv: %s has to be opened for writing once, because the last writer was stopped: %w", d.path, storage.ErrUnclean)
		}
	} else if size, err := d.levelZero(m); err != nil {
		return err
	} else if err := d.roomy(o, size); err != nil {
		return err
	}
	if unclean || o.Verify {
		if err := d.verify(m, whole); err != nil {
			return err
		}
	}
	if o.ReadOnly {
		return s.start(o.badger(d.path), nil)
	}

	if err := d.markUnclean(); err != nil {
		return denied(d.path, err)
	}
	if err := d.load(o); err != nil {
		o.Logger.Warn("badgerkv: there is no ballast", "dir", d.path, "err", err)
	}
	if unclean {
		// Badger reads the logs of the last writer into memory, and writes
		// them out as synced tables when it is closed. Only then is what it
		// shows durable: the logs themselves may never have been synced.
		o.Logger.Info("badgerkv: not closed cleanly, all tables are sound", "dir", d.path)
		if err := d.dropEmptyLogs(); err != nil {
			return denied(d.path, err)
		}
		if err := d.takeStock(m); err != nil {
			return denied(d.path, err)
		}
		db, err := openBadger(o.withoutCompactions(d.path))
		if err != nil {
			return err
		}
		if err := d.replayJournal(db); err != nil {
			return errors.Join(err, closeBadger(db, closeLimit))
		}
		if err := closeBadger(db, closeLimit); err != nil {
			return fmt.Errorf("badgerkv: %s: %w", d.path, err)
		}
		if err := d.settle(); err != nil {
			return err
		}
	}
	g := newGuard(s)
	b := o.badger(d.path)
	b.Logger = listener{logger{o.Logger}, g}
	if o.tune != nil {
		o.tune(&b)
	}
	if err := s.start(b, g); err != nil {
		return err
	}
	if err := d.sync(); err != nil { // the names of the first logs
		return errors.Join(fmt.Errorf("badgerkv: %w", err), closeBadger(s.db, closeLimit))
	}
	return nil
}

// openBadger wraps what Badger says. Badger loses the identity of most errors,
// so a mismatch is known by its words.
func openBadger(b badger.Options) (db *badger.DB, err error) {
	dir := b.Dir
	defer func() {
		switch {
		case err == nil:
		case errors.Is(err, storage.ErrCorrupt):
			err = fmt.Errorf("badgerkv: opening %s: %w", dir, err)
		case strings.Contains(err.Error(), y.ErrChecksumMismatch.Error()), strings.Contains(err.Error(), "file does not exist for table"):
			err = fmt.Errorf("badgerkv: opening %s: %w: %w", dir, err, storage.ErrCorrupt)
		default:
			err = fmt.Errorf("badgerkv: opening %s: %w", dir, err)
		}
	}()
	defer caught(&err)
	return badger.Open(b)
}

// denied says ErrReadOnly where the file system denies writing.
func denied(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, unix.EROFS) {
		return fmt.Errorf("badgerkv: %s cannot be written to: %w: %w", dir, err, storage.ErrReadOnly)
	}
	return fmt.Errorf("badgerkv: %w", err)
}

// closeLimit bounds how long Badger may take to close. Where the disk refuses
// its tables it would try for ever. A level 0 that has grown large takes more.
const (
	closeLimit     = 2 * time.Minute
	bulkCloseLimit = 10 * time.Minute
)

var errHangs = errors.New("the engine does not close; the process has to end")

// closeBadger closes db, whatever it does. After errHangs it is still busy.
func closeBadger(db interface{ Close() error }, limit time.Duration) error {
	closed := make(chan error, 1)
	go func() {
		var err error
		defer func() { closed <- err }()
		defer caught(&err)
		err = db.Close()
	}()
	select {
	case err := <-closed:
		return err
	case <-time.After(limit):
		return errHangs
	}
}
