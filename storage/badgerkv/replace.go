package badgerkv

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hudna/storage"
)

// oldSuffix is behind the name of a store that another one has replaced, until
// it is removed.
const oldSuffix = ".old"

// Replace puts the store in the directory fresh into the place of the one in
// dir, and removes that. Both have to be closed, and lie in one directory. Stopped
// at any point, it is to be called again, before anybody opens the store in dir,
// and does what is left to do; who calls has to remember that it has begun. When
// it has returned nil, that is durable.
//
// What is removed is unlinked, not overwritten: what the disk does with the
// blocks is the disk's.
func Replace(dir, fresh string) error {
	if err := moveIn(dir, fresh); err != nil {
		return err
	}
	old := dir + oldSuffix
	if err := errors.Join(os.RemoveAll(old), syncParent(dir)); err != nil {
		return fmt.Errorf("badgerkv: removing %s: %w", old, err)
	}
	return nil
}

// moveIn renames both directories, as far as that has not been done.
func moveIn(dir, fresh string) error {
	there, err := hasDirectory(fresh)
	if err != nil || !there {
		return err
	}
	f, err := lockDirectory(fresh, false)
	if err != nil {
		return err
	}
	defer func() { _ = f.unlock() }() // it was only locked
	unclean, err := f.unclean()
	if err != nil {
		return fmt.Errorf("badgerkv: %w", err)
	}
	if whole, err := f.isStore(); err != nil || !whole || unclean {
		return errors.Join(fmt.Errorf("badgerkv: there is no store in %s that was closed: %w", fresh, storage.ErrUnclean), err)
	}
	moved, err := hasDirectory(dir + oldSuffix)
	if err != nil {
		return err
	}
	if !moved {
		// Who has it open would go on to write to it under its other name.
		d, err := lockDirectory(dir, false)
		if err != nil {
			return err
		}
		defer func() { _ = d.unlock() }() // it was only locked
		if err := errors.Join(os.Rename(dir, dir+oldSuffix), syncParent(dir)); err != nil {
			return fmt.Errorf("badgerkv: %w", err)
		}
	}
	if err := errors.Join(os.Rename(fresh, dir), syncParent(dir)); err != nil {
		return fmt.Errorf("badgerkv: %w", err)
	}
	return nil
}

func hasDirectory(path string) (bool, error) {
	s, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("badgerkv: %w", err)
	case !s.IsDir():
		return false, fmt.Errorf("badgerkv: %s is no directory", path)
	}
	return true, nil
}

// syncParent makes the names in the directory durable in which another one lies.
func syncParent(path string) error {
	f, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
