package badgerkv

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

// TestContentUnpacks finds keys and values in tables of every sort: those that
// this package writes, and those that others may have compressed. The bytes
// alone do not show keys, of which tables keep only in what they differ.
func TestContentUnpacks(t *testing.T) {
	for name, compression := range map[string]options.CompressionType{"none": options.None, "snappy": options.Snappy, "zstd": options.ZSTD} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			o := small.withDefaults().badger(dir)
			if o.Compression = compression; compression != options.None {
				o.BlockCacheSize = 1 << 20
			}
			db, err := badger.Open(o)
			if err != nil {
				t.Fatal(err)
			}
			err = db.Update(func(txn *badger.Txn) error {
				var err error
				for i := range 500 {
					key := fmt.Sprintf("a common beginning of keys, and then %04d", i)
					err = errors.Join(err, txn.Set([]byte(key), bytes.Repeat([]byte("a word "), 9+i%7)))
				}
				return errors.Join(err, txn.Set([]byte("last"), []byte("in the end the ceasefire held, the ceasefire")))
			})
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			wanted := []string{"keys, and then 0499", "the end the ceasefire held"}
			found := map[string]map[string]bool{}
			err = Content(dir, 31, func(p Piece) error {
				for _, w := range wanted {
					if bytes.Contains(p.Bytes, []byte(w)) {
						if found[w] == nil {
							found[w] = map[string]bool{}
						}
						found[w][p.What] = true
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if !found[wanted[0]]["keys"] || !found[wanted[1]]["values"] {
				t.Errorf("found %v", found)
			}
			if found[wanted[0]]["bytes"] {
				t.Error("keys are kept whole: the test shows nothing")
			}
		})
	}
}

// TestContentOverlaps finds what lies across two portions of a file.
func TestContentOverlaps(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir, small)
	mustSet(t, s, "a", "1")
	closeStore(t, s)
	const word = "ceasefire"
	for _, before := range []int{portion - 4, portion, 2*portion - 1} {
		if err := os.WriteFile(filepath.Join(dir, "LEFT"), append(bytes.Repeat([]byte{'.'}, before), word...), 0o600); err != nil {
			t.Fatal(err)
		}
		found := 0
		err := Content(dir, len(word)-1, func(p Piece) error {
			if p.File == "LEFT" && bytes.Contains(p.Bytes, []byte(word)) {
				found++
			}
			return nil
		})
		if err != nil || found != 1 {
			t.Errorf("behind %d bytes it is found %d times, %v", before, found, err)
		}
	}
}
