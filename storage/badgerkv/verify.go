package badgerkv

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/fb"
	"github.com/dgraph-io/badger/v4/pb"
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
	m, err := d.manifest()
	if err == nil {
		err = d.verify(m, whole)
	}
	return errors.Join(err, d.unlock())
}

// A depth says how much of a table is looked at.
type depth bool

const (
	// outline is what Badger reads of a table to open it, a few hundredths of
	// it: the footer, the index and the last block. Badger takes down the
	// process where one of these is not what it wrote.
	outline depth = false
	whole   depth = true
)

// verify checks the tables that are listed.
func (d *directory) verify(m badger.Manifest, deep depth) error {
	ids := make([]uint64, 0, len(m.Tables))
	for id := range m.Tables {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var damage []error
	for _, id := range ids {
		path := d.tableFile(id)
		switch err := verifyTable(path, deep); {
		case errors.Is(err, fs.ErrPermission):
			damage = append(damage, fmt.Errorf("badgerkv: %w", err))
		case err != nil:
			damage = append(damage, fmt.Errorf("badgerkv: %s: %w: %w", path, err, storage.ErrCorrupt))
		}
	}
	return errors.Join(damage...)
}

// manifest reads the list of the tables. Files that are not on it are what a
// compaction left behind that was cut short: Badger removes them. So a list that
// has been lost must never come before Badger, which would begin another and
// remove every table. It writes the list before any other file, and syncs it:
// where there are others, there was one.
func (d *directory) manifest() (m badger.Manifest, err error) {
	m, end, err := d.replay()
	if err != nil || m.Tables == nil {
		return m, err
	}
	v, err := d.inventory()
	if err != nil {
		return m, err
	}
	if v != nil { // who opens the store for writing will go back to that
		changes, err := v.recall(d, m.Tables)
		if err != nil {
			return m, err
		}
		apply(changes, m.Tables)
	}
	// A last entry that is not whole was cut short by a stop, if there was one.
	// Badger drops it, and with it the tables that it lists.
	s, err := os.Stat(d.file(badger.ManifestFilename))
	if err != nil {
		return m, fmt.Errorf("badgerkv: %w", err)
	}
	unclean, err := d.unclean()
	if err == nil && end != s.Size() && !unclean {
		err = fmt.Errorf("its last %d bytes are no entry", s.Size()-end)
	}
	if err == nil && len(m.Tables) == 0 && !unclean {
		var other string
		if other, err = d.engineFile(".sst"); err == nil && other != "" {
			err = fmt.Errorf("it lists no table, but there is %s", other)
		}
	}
	if err != nil {
		err = fmt.Errorf("badgerkv: %s: %w: %w", d.file(badger.ManifestFilename), err, storage.ErrCorrupt)
	}
	return m, err
}

// replay reads the list as it is, and says where its last whole entry ends. It
// gives none of a directory without a store.
func (d *directory) replay() (m badger.Manifest, end int64, err error) {
	path := d.file(badger.ManifestFilename)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		other, err := d.engineFile(".sst", ".mem", ".vlog", badger.KeyRegistryFileName)
		if err == nil && other != "" {
			err = fmt.Errorf("badgerkv: %s: it is missing beside %s: %w", path, other, storage.ErrCorrupt)
		}
		return m, 0, err
	}
	if err != nil {
		return m, 0, fmt.Errorf("badgerkv: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	defer func() {
		if err != nil {
			err = fmt.Errorf("badgerkv: %s: %w: %w", path, err, storage.ErrCorrupt)
		}
	}()
	defer caught(&err)
	return badger.ReplayManifestFile(f, 0, badger.Options{})
}

// engineFile names the first file whose name ends in one of the endings, "" if
// there is none.
func (d *directory) engineFile(endings ...string) (string, error) {
	files, err := os.ReadDir(d.path)
	if err != nil {
		return "", fmt.Errorf("badgerkv: %w", err)
	}
	for _, f := range files {
		for _, ending := range endings {
			if strings.HasSuffix(f.Name(), ending) {
				return f.Name(), nil
			}
		}
	}
	return "", nil
}

var errChecksum = errors.New("does not match its checksum")

func verifyTable(path string, deep depth) error {
	if deep == whole {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return checkTable(bytes.NewReader(data), int64(len(data)), deep)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	s, err := f.Stat()
	if err != nil {
		return err
	}
	return checkTable(f, s.Size(), deep)
}

// checkTable checks one table of so many bytes. From its end backwards it
// consists of: the length of a checksum, the checksum, the length of the index,
// and the index, which lists the blocks that fill the rest. Each block ends with
// a checksum and its length in the same way.
func checkTable(r io.ReaderAt, size int64, deep depth) (err error) {
	defer caught(&err)
	blocks, rest, err := tableIndex(r, size)
	if err != nil {
		return err
	}
	var block fb.BlockOffset
	end := int64(0)
	for i := range blocks.OffsetsLength() {
		if !blocks.Offsets(&block, i) || int64(block.Offset()) != end || int64(block.Len()) > rest-end {
			return fmt.Errorf("block %d is not where the index says", i)
		}
		if deep == whole || i == blocks.OffsetsLength()-1 {
			if err := checkBlock(io.NewSectionReader(r, end, int64(block.Len()))); err != nil {
				return fmt.Errorf("block %d%w", i, err)
			}
		}
		end += int64(block.Len())
	}
	if end != rest {
		return fmt.Errorf("%d bytes belong to no block", rest-end)
	}
	return nil
}

// tableIndex reads the index of a table, and says where the blocks before it end.
func tableIndex(r io.ReaderAt, size int64) (_ *fb.TableIndex, end int64, err error) {
	end, sum, err := cutChecksum(r, size)
	if err != nil {
		return nil, 0, fmt.Errorf("footer: %w", err)
	}
	end, index, err := cutTail(r, end)
	if err != nil {
		return nil, 0, fmt.Errorf("footer: %w", err)
	}
	if !matches(index, sum) {
		return nil, 0, fmt.Errorf("index %w", errChecksum)
	}
	return fb.GetRootAsTableIndex(index, 0), end, nil
}

// tableVersion reads the highest version in a table.
func tableVersion(path string) (version uint64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }() // it was only read
	s, err := f.Stat()
	if err != nil {
		return 0, err
	}
	defer caught(&err)
	index, _, err := tableIndex(f, s.Size())
	if err != nil {
		return 0, err
	}
	return index.MaxVersion(), nil
}

func checkBlock(r *io.SectionReader) error {
	size, sum, err := cutChecksum(r, r.Size())
	if err != nil {
		return fmt.Errorf(": %w", err)
	}
	content := make([]byte, size)
	if _, err := r.ReadAt(content, 0); err != nil {
		return fmt.Errorf(": %w", err)
	}
	if !matches(content, sum) {
		return fmt.Errorf(" %w", errChecksum)
	}
	return nil
}

// cutTail reads a tail that ends before a byte and is followed there by its
// length in four bytes. It returns where the tail begins.
func cutTail(r io.ReaderAt, end int64) (begin int64, tail []byte, err error) {
	var length [4]byte
	if end -= int64(len(length)); end < 0 {
		return 0, nil, errors.New("cut short")
	}
	if _, err := r.ReadAt(length[:], end); err != nil {
		return 0, nil, err
	}
	n := int64(binary.BigEndian.Uint32(length[:]))
	if n > end {
		return 0, nil, fmt.Errorf("a tail of %d bytes in %d", n, end)
	}
	tail = make([]byte, n)
	if _, err := r.ReadAt(tail, end-n); err != nil && n > 0 {
		return 0, nil, err
	}
	return end - n, tail, nil
}

func cutChecksum(r io.ReaderAt, end int64) (begin int64, sum *pb.Checksum, err error) {
	begin, tail, err := cutTail(r, end)
	if err != nil {
		return 0, nil, err
	}
	sum = new(pb.Checksum)
	if err := proto.Unmarshal(tail, sum); err != nil {
		return 0, nil, fmt.Errorf("checksum: %w", err)
	}
	return begin, sum, nil
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
