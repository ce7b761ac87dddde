package badgerkv

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"hudna/storage"
)

// free returns how many bytes the file system of dir has left for this process.
func free(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("badgerkv: asking for the free space of %s: %w", dir, err)
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}

// roomy returns an error that is ErrFull if less than the floor is free.
func (d *directory) roomy(o Options) error {
	if o.Floor < 0 {
		return nil
	}
	free, err := o.free(d.path)
	if err != nil || free >= o.Floor {
		return err
	}
	gain := ""
	if s, err := os.Stat(d.file(ballastFile)); err == nil {
		gain = fmt.Sprintf(", or remove %s to gain %d MiB", d.file(ballastFile), s.Size()>>20)
	}
	return fmt.Errorf("badgerkv: %s has %d MiB free and needs %d: free some%s: %w", d.path, free>>20, o.Floor>>20, gain, storage.ErrFull)
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
	case err == nil && s.Size() == o.Ballast:
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
