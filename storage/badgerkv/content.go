package badgerkv

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/table"
)

// A Piece is a part of what a file holds.
type Piece struct {
	File  string // its name in the directory
	What  string // "bytes", or of a table "keys" or "values", as they were written
	Bytes []byte // good until the next piece
}

// portion is how much of a file is given at once.
const portion = 1 << 20

// Content gives all that the files of the closed store in dir hold: every byte
// of every file, and of tables each key and each value as well, whole and
// unpacked, as a table keeps of most keys only in what they differ from the one
// before, and may be compressed. Each portion of bytes begins with the last ones
// of the portion before, overlap of them. An error of give ends it.
func Content(dir string, overlap int, give func(Piece) error) error {
	d, err := lockDirectory(dir, true)
	if err != nil {
		return err
	}
	defer func() { _ = d.unlock() }() // it was only read
	m, err := d.manifest()
	if err != nil {
		return err
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("badgerkv: %w", err)
	}
	for _, f := range files {
		if f.IsDir() {
			return fmt.Errorf("badgerkv: %s: a store has no directories", d.file(f.Name()))
		}
		if err := raw(d.file(f.Name()), f.Name(), overlap, give); err != nil {
			return err
		}
		if strings.HasSuffix(f.Name(), ".sst") {
			if err := unpacked(d.file(f.Name()), m, give); err != nil {
				return err
			}
		}
	}
	return nil
}

// raw gives the bytes of a file.
func raw(path, name string, overlap int, give func(Piece) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("badgerkv: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	buf := make([]byte, overlap+portion)
	kept := 0
	for {
		n, err := io.ReadFull(f, buf[kept:])
		if n > 0 {
			if err := give(Piece{File: name, What: "bytes", Bytes: buf[:kept+n]}); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return fmt.Errorf("badgerkv: %s: %w", path, err)
		}
		kept = copy(buf, buf[kept+n-min(overlap, kept+n):kept+n])
	}
}

// unpacked gives the keys and values of a table.
func unpacked(path string, m badger.Manifest, give func(Piece) error) (err error) {
	name := filepath.Base(path)
	id, ok := table.ParseFileID(name)
	if !ok {
		return fmt.Errorf("badgerkv: %s is no name of a table", path)
	}
	entry, listed := m.Tables[id]
	if !listed {
		// A compaction that was cut short leaves tables that belong to nothing.
		return fmt.Errorf("badgerkv: %s is on no list of tables", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("badgerkv: %w", err)
	}
	defer caught(&err)
	t, err := table.OpenInMemoryTable(data, id, &table.Options{Compression: entry.Compression, BlockSize: 4 << 10})
	if err != nil {
		return fmt.Errorf("badgerkv: %s: %w", path, err)
	}
	it := t.NewIterator(table.NOCACHE)
	defer func() { err = errors.Join(err, it.Close()) }()
	for it.Rewind(); it.Valid(); it.Next() {
		if err := give(Piece{File: name, What: "keys", Bytes: unescape(it.Key())}); err != nil {
			return err
		}
		value := it.Value()
		if err := give(Piece{File: name, What: "values", Bytes: value.Value}); err != nil {
			return err
		}
	}
	return nil
}
