package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"hudna/storage"
)

// repairLimit bounds how long a command that only reads waits for another one
// that opens the graph for writing because the last writer was stopped.
const repairLimit = time.Minute

// repair opens a graph that was not closed cleanly for writing once, so that it
// can be read. Of several commands that want to, one does, and the others wait
// for it. It says whether the tables were verified here.
func (p *program) repair(ctx context.Context, dir string, o openFlags) (verified bool, err error) {
	done, err := soleRepairer(ctx, dir)
	if err != nil {
		return false, notOpened(dir, err)
	}
	defer func() { err = errors.Join(err, done()) }()
	store := filepath.Join(dir, storeName)
	unclean, err := notClosed(store)
	if err != nil {
		return false, notOpened(dir, err)
	}
	if !unclean {
		return false, nil
	}
	if err := p.verify(ctx, dir); err != nil {
		return false, err
	}
	// What looked unclean may have been open to a writer, who has closed it since.
	if unclean, err = notClosed(store); err != nil {
		return false, notOpened(dir, err)
	}
	if !unclean {
		return false, nil
	}
	l, err := p.openLedger(ctx, dir, openFlags{check: o.check})
	if err == nil {
		err = l.Close()
	}
	if err != nil {
		return false, notOpened(dir, whereUnclean(true, err))
	}
	p.log.Info("the graph was not closed cleanly; it was opened for writing once", "dir", dir)
	return true, nil
}

// soleRepairer waits, for repairLimit at most, until nobody else repairs the graph in a
// directory: they lock the directory, as the engine locks its own. A server holds
// no such lock, so that who meets one is told at once.
func soleRepairer(ctx context.Context, dir string) (done func() error, err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	end := time.After(repairLimit)
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return f.Close, nil
		}
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = storage.ErrLocked
		}
		if err = fmt.Errorf("locking %s: %w", dir, err); !errors.Is(err, storage.ErrLocked) {
			return nil, errors.Join(err, f.Close())
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.Close())
		case <-end:
			return nil, errors.Join(err, f.Close())
		}
	}
}
