package badgerkv

import (
	"bytes"

	"github.com/dgraph-io/badger/v4"
	"github.com/tidwall/btree"

	"hudna/storage"
)

// Writes are what an update has written so far, beside the engine. Badger's own
// transaction that writes allows one iterator at a time, and sorts all it holds
// for each.
type writes struct {
	tree   *tree
	frozen *tree  // a copy that cursors share, nil if something was written since
	joined *tree  // the same over a commit that lies below it
	room   []byte // for the keys and values that follow, which most writes have few bytes of
}

// roomFor is how many bytes are allocated for keys and values at once.
const roomFor = 4 << 10

// keep copies b, which is not nil, to where it stays. Appending to what is given
// does not write into what is kept next.
func (w *writes) keep(b []byte) []byte {
	if len(b) > cap(w.room)-len(w.room) {
		if len(b) > roomFor/4 {
			return bytes.Clone(b)
		}
		w.room = make([]byte, 0, roomFor)
	}
	from := len(w.room)
	w.room = append(w.room, b...)
	return w.room[from:len(w.room):len(w.room)]
}

// A tree holds the last write of each key. A pair without a value is a deletion.
type tree = btree.BTreeG[storage.Pair]

func newWrites() *writes {
	less := func(a, b storage.Pair) bool { return bytes.Compare(a.Key, b.Key) < 0 }
	return &writes{tree: btree.NewBTreeGOptions(less, btree.Options{NoLocks: true})}
}

// put takes a copy of key and value; a nil value deletes.
func (w *writes) put(key, value []byte) {
	w.frozen, w.joined = nil, nil
	p := storage.Pair{Key: w.keep(key)}
	if value != nil {
		p.Value = w.keep(value)
	}
	w.tree.Set(p)
}

// get returns the value that was written for key, and whether any write was.
// w may be nil.
func (w *writes) get(key []byte) (value []byte, written bool) {
	if w == nil {
		return nil, false
	}
	p, ok := w.tree.Get(storage.Pair{Key: key})
	return p.Value, ok
}

// freeze returns the writes so far, which later ones do not change, or nil if
// there are none. It takes constant time, unless there is a commit below them that
// has to be seen as well: it is the same for all of an update. w may be nil.
func (w *writes) freeze(below *tree) *tree {
	if w == nil || w.tree.Len() == 0 {
		return nil
	}
	if below != nil {
		if w.joined == nil {
			w.joined = below.Copy()
			w.tree.Scan(func(p storage.Pair) bool {
				w.joined.Set(p)
				return true
			})
		}
		return w.joined
	}
	if w.frozen == nil {
		w.frozen = w.tree.Copy()
	}
	return w.frozen
}

// replay writes everything to txn.
func (w *writes) replay(txn *badger.Txn) (err error) {
	entries := make([]badger.Entry, w.tree.Len()) // at once; Badger keeps them until it has written them
	w.tree.Scan(func(p storage.Pair) bool {
		if p.Value == nil {
			err = txn.Delete(escape(p.Key))
			return err == nil
		}
		e := &entries[0]
		entries = entries[1:]
		e.Key, e.Value = escape(p.Key), p.Value
		err = txn.SetEntry(e)
		return err == nil
	})
	return err
}
