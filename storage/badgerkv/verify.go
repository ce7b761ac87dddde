package badgerkv

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/fb"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/badger/v4/y"
	"google.golang.org/protobuf/proto"

	"hudna/storage"
)

// VerifyTables reads every table of the store in dir and compares all of it
// with its checksums. It returns an error that is [storage.ErrCorrupt] and
// names each file that is damaged, or one that is [storage.ErrLocked] if a
// writer has the store open. A directory without a store is not damaged.
//
// It reads the files itself: Badger's own check panics where it cannot be
// caught. What it cannot tell from a write that a stop cut short is damage at
// the end of a log: there Badger drops the rest of the log.
func VerifyTables(dir string) error {
	d, err := lockDirectory(dir, true)
	if err != nil {
		return err
	}
	return errors.Join(d.verify(), d.unlock())
}

func (d *directory) verify() error {
	manifest, err := d.manifest()
	if err != nil {
		return err
	}
	ids := make([]uint64, 0, len(manifest.Tables))
	for id := range manifest.Tables {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var damage []error
	for _, id := range ids {
		path := table.NewFilename(id, d.path)
		if err := verifyTable(path); err != nil {
			damage = append(damage, fmt.Errorf("badgerkv: %s: %w: %w", path, err, storage.ErrCorrupt))
		}
	}
	return errors.Join(damage...)
}

// manifest reads the list of the tables. Files that are not on it are what a
// compaction left behind that was cut short: Badger removes them.
func (d *directory) manifest() (m badger.Manifest, err error) {
	path := filepath.Join(d.path, badger.ManifestFilename)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, fmt.Errorf("badgerkv: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	defer func() {
		if err != nil {
			err = fmt.Errorf("badgerkv: %s: %w: %w", path, err, storage.ErrCorrupt)
		}
	}()
	defer caught(&err)
	m, end, err := badger.ReplayManifestFile(f, 0, badger.Options{})
	if err != nil {
		return m, err
	}
	// A last entry that is not whole was cut short by a stop, if there was one.
	// Badger drops it, and with it the tables that it lists.
	s, err := f.Stat()
	if err != nil {
		return m, err
	}
	unclean, err := d.unclean()
	if err == nil && end != s.Size() && !unclean {
		err = fmt.Errorf("its last %d bytes are no entry", s.Size()-end)
	}
	return m, err
}

var errChecksum = errors.New("does not match its checksum")

func verifyTable(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return checkTable(data)
}

// checkTable checks one table. From its end backwards it consists of: the
// length of a checksum, the checksum, the length of the index, and the index,
// which lists the blocks that fill the rest. Each block ends with a checksum
// and its length in the same way.
func checkTable(data []byte) (err error) {
	defer caught(&err)
	rest, sum, err := cutChecksum(data)
	if err != nil {
		return fmt.Errorf("footer: %w", err)
	}
	rest, index, err := cutTail(rest)
	if err != nil {
		return fmt.Errorf("footer: %w", err)
	}
	if !matches(index, sum) {
		return fmt.Errorf("index %w", errChecksum)
	}
	var block fb.BlockOffset
	blocks, end := fb.GetRootAsTableIndex(index, 0), 0
	for i := range blocks.OffsetsLength() {
		if !blocks.Offsets(&block, i) || int(block.Offset()) != end || int(block.Len()) > len(rest)-end {
			return fmt.Errorf("block %d is not where the index says", i)
		}
		end += int(block.Len())
		content, sum, err := cutChecksum(rest[block.Offset():end])
		if err != nil {
			return fmt.Errorf("block %d: %w", i, err)
		}
		if !matches(content, sum) {
			return fmt.Errorf("block %d %w", i, errChecksum)
		}
	}
	if end != len(rest) {
		return fmt.Errorf("%d bytes belong to no block", len(rest)-end)
	}
	return nil
}

// cutTail cuts off a tail that is followed by its length in four bytes.
func cutTail(data []byte) (rest, tail []byte, err error) {
	if len(data) < 4 {
		return nil, nil, errors.New("cut short")
	}
	n := int64(binary.BigEndian.Uint32(data[len(data)-4:]))
	data = data[:len(data)-4]
	if n > int64(len(data)) {
		return nil, nil, fmt.Errorf("a tail of %d bytes in %d", n, len(data))
	}
	at := len(data) - int(n)
	return data[:at], data[at:], nil
}

func cutChecksum(data []byte) (rest []byte, sum *pb.Checksum, err error) {
	rest, tail, err := cutTail(data)
	if err != nil {
		return nil, nil, err
	}
	sum = new(pb.Checksum)
	if err := proto.Unmarshal(tail, sum); err != nil {
		return nil, nil, fmt.Errorf("checksum: %w", err)
	}
	return rest, sum, nil
}

func matches(data []byte, sum *pb.Checksum) bool {
	return y.CalculateChecksum(data, sum.Algo) == sum.Sum
}

// caught turns a panic into an error: Badger and the readers of its formats
// panic where they meet what they did not write.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = panicked{p}
	}
}

// panicked is a panic of Badger's. It is storage.ErrCorrupt.
type panicked struct{ value any }

func (p panicked) Error() string { return fmt.Sprintf("badger panicked: %v", p.value) }
func (p panicked) Unwrap() error { return storage.ErrCorrupt }
