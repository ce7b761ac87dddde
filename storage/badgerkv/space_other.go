//go:build !linux

package badgerkv

import (
	"errors"
	"os"
)

// allocate would reserve size bytes for f without writing them.
func allocate(*os.File, int64) error { return errors.ErrUnsupported }
