//go:build unix

package access

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock waits until no other process holds a file. The system lets go of it when a
// process ends, however it does.
func lock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil { //nolint:gosec // a file descriptor is small
		return nil, errors.Join(fmt.Errorf("locking %s: %w", path, err), f.Close())
	}
	return f.Close, nil
}

// private refuses a file that others than its owner may read or write.
func private(path string, info os.FileInfo) error {
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("%s can be read or written by others (mode %04o): `chmod 600` it, and revoke what they may have seen", path, mode)
	}
	return nil
}
