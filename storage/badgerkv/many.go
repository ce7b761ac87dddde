package badgerkv

import (
	"bytes"
	"slices"

	"hudna/storage"
)

const (
	// manyByCursor is how many keys in ascending order are read by a cursor: to
	// open one costs a few reads, and a seek half of one.
	manyByCursor = 32
	// maxSteps is how often a cursor steps towards the next key before it seeks.
	// A step costs a tenth of a seek.
	maxSteps = 8
)

// byCursor reports whether keys are better read by a cursor: many, in ascending
// order, with nothing of the transaction's own among them.
func (tx *readTx) byCursor(keys [][]byte) bool {
	return len(keys) >= manyByCursor && tx.writes.freeze(nil) == nil && slices.IsSortedFunc(keys, bytes.Compare)
}

// along reads keys in ascending order by one cursor.
func (tx *readTx) along(keys [][]byte) ([][]byte, error) {
	c := newCursor(tx, storage.Range{Start: keys[0], End: append(bytes.Clone(keys[len(keys)-1]), 0)})
	defer c.Close()
	values := make([][]byte, len(keys))
	for i, key := range keys {
		if !c.reach(key) {
			break // at its end, or broken
		}
		if bytes.Equal(c.Key(), key) {
			values[i] = bytes.Clone(c.Value())
		}
	}
	return values, c.Err()
}

// reach moves the cursor forward to the first key from key on. It reports false at
// the end.
func (c *cursor) reach(key []byte) bool {
	if c.place == before {
		return c.Seek(key)
	}
	for range maxSteps {
		if c.place != on || bytes.Compare(c.Key(), key) >= 0 {
			return c.place == on
		}
		c.Next()
	}
	if c.place == on && bytes.Compare(c.Key(), key) < 0 {
		return c.Seek(key)
	}
	return c.place == on
}
