package search

import (
	"encoding/binary"
	"fmt"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// A Change is what a revision does to the text of one record: it ends the one
// that held, begins another, or both.
type Change struct {
	Node  keys.Node
	Ended bool
	Begun *Text
}

// A Text is a text as it begins.
type Text struct {
	// Kind is that of the record, or a part of the kind that is looked through
	// by itself: the ledger's to say.
	Kind  keys.Kind
	Class keys.Class
	At    keys.Position // of the record, in the order of answers
	Words *Words
}

// A Source reads a record as it was as of a revision, which is one that is
// there.
type Source func(tx storage.ReadTx, n keys.Node, at keys.Revision) (graph.Record, error)

const (
	// maxPendingRow keeps rows of pending texts below what a value may have.
	maxPendingRow = 60 << 10
	// maxInline is how much of a pending row the words of one text may take. A
	// longer text is read again from its record.
	maxInline = 16 << 10
)

// What stands before each text in a pending row.
const (
	flagEnded  = 1 << iota // the text that held has ended
	flagBegun              // another one has begun
	flagInline             // and its words follow
)

// PendingRows encodes what a revision does to texts. The words of the texts take
// about room bytes at most; beyond that the rows only name their records. It
// says what the rows count for.
func PendingRows(r keys.Revision, changes []Change, room int) (rows []storage.Pair, size Backlog) {
	row := begin(0)
	flush := func() {
		key := keys.AppendPending(nil, r, uint32(len(rows)))
		rows = append(rows, storage.Pair{Key: key, Value: seal(key, row)})
		size.Rows++
		size.Bytes += len(rows[len(rows)-1].Value)
		row = begin(0)
	}
	for _, c := range changes {
		var inline []byte
		if c.Begun != nil {
			if encoded := appendTerms(nil, c.Begun.Words, min(room, maxInline)); encoded != nil {
				inline = encoded
				room -= len(inline)
			} else {
				size.Bytes += bytesOfWord * c.Begun.Words.Length
			}
		}
		if len(row) > 1 && len(row)+len(inline)+64 > maxPendingRow {
			flush()
		}
		row = c.append(row, inline)
	}
	if len(row) > 1 {
		flush()
	}
	return rows, size
}

// appendTerms encodes words, or gives nil if that takes more than a limit.
func appendTerms(dst []byte, w *Words, limit int) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(w.Terms)))
	for _, t := range w.Terms {
		if len(dst)+len(t.Text)+len(t.Places) > limit {
			return nil
		}
		dst = binary.AppendUvarint(dst, uint64(len(t.Text)))
		dst = append(dst, t.Text...)
		stand := steps(t.Places)
		dst = binary.AppendUvarint(dst, uint64(len(t.Places)))
		dst = binary.AppendUvarint(dst, uint64(len(stand)))
		dst = append(dst, stand...)
	}
	if len(dst) > limit {
		return nil
	}
	return dst
}

func (c Change) append(dst, inline []byte) []byte {
	var flags byte
	if c.Ended {
		flags |= flagEnded
	}
	if c.Begun != nil {
		flags |= flagBegun
	}
	if inline != nil {
		flags |= flagInline
	}
	dst = append(binary.AppendUvarint(dst, uint64(c.Node)), flags)
	if t := c.Begun; t != nil {
		dst = append(dst, byte(t.Kind), byte(t.Class), byte(t.At.Bucket))
		dst = binary.AppendVarint(dst, t.At.Earliest)
		dst = binary.AppendUvarint(dst, uint64(t.Words.Length))
		dst = append(dst, inline...)
	}
	return dst
}

// A waiting is a change as it stands in a pending row.
type waiting struct {
	node     keys.Node
	since    keys.Revision
	ended    bool
	begun    bool
	kind     keys.Kind
	class    keys.Class
	earliest int64
	bucket   keys.Bucket
	length   uint32
	terms    []waitingTerm
	inline   bool
}

type waitingTerm struct {
	text   []byte // of the row that is read
	count  uint32
	places []byte
}

// openPending gives the changes of a pending row, one after the other.
func openPending(key, value []byte, give func(*waiting) error) error {
	k, err := keys.Parse(key)
	if err != nil {
		return corrupt(key, err)
	}
	payload, err := open(key, value)
	if err != nil {
		return corrupt(key, err)
	}
	d := decoder{b: payload}
	var w waiting
	for len(d.b) > 0 {
		w = waiting{node: keys.Node(d.number()), since: k.Revision, terms: w.terms[:0]}
		flags := d.byte()
		w.ended, w.begun, w.inline = flags&flagEnded != 0, flags&flagBegun != 0, flags&flagInline != 0
		if w.begun {
			w.kind, w.class, w.bucket = keys.Kind(d.byte()), keys.Class(d.byte()), keys.Bucket(d.byte())
			w.earliest = d.signed()
			w.length = uint32(d.size())
			if !w.class.Valid() || !w.bucket.Valid() {
				d.fail()
			}
		}
		if w.inline {
			w.terms = readTerms(&d, w.terms)
		}
		if d.err != nil {
			return corrupt(key, d.err)
		}
		if err := give(&w); err != nil {
			return err
		}
	}
	return nil
}

func readTerms(d *decoder, terms []waitingTerm) []waitingTerm {
	for n := d.size(); n > 0 && d.err == nil; n-- {
		var t waitingTerm
		t.text = d.bytes(d.size())
		t.count = uint32(d.size())
		t.places = d.bytes(d.size())
		terms = append(terms, t)
	}
	return terms
}

// read fills in the terms of a text that only names its record.
func (w *waiting) read(tx storage.ReadTx, source Source) error {
	if !w.begun || w.inline {
		return nil
	}
	r, err := source(tx, w.node, w.since)
	if err != nil {
		return err
	}
	words := WordsOf(r)
	if words.Length != int(w.length) {
		return &graph.CorruptError{ID: r.Shared().ID, What: "pending text", Err: fmt.Errorf("it has %d words, and the record %d", w.length, words.Length)}
	}
	w.inline = true
	for _, t := range words.Terms {
		w.terms = append(w.terms, waitingTerm{[]byte(t.Text), uint32(len(t.Places)), steps(t.Places)})
	}
	return nil
}

// A Backlog is how much is pending.
type Backlog struct {
	Rows int
	// Bytes are those of the rows, and what the words would take of the texts
	// that are only named in them.
	Bytes int
}

// bytesOfWord is what a word takes in a pending row, about.
const bytesOfWord = 16

// Add adds up.
func (b *Backlog) Add(o Backlog) {
	b.Rows += o.Rows
	b.Bytes += o.Bytes
}

// Sub takes away.
func (b *Backlog) Sub(o Backlog) {
	b.Rows -= o.Rows
	b.Bytes -= o.Bytes
}

// weigh adds what a change that a row has names without its words.
func (b *Backlog) weigh(w *waiting) {
	if w.begun && !w.inline {
		b.Bytes += bytesOfWord * int(w.length)
	}
}

// Pending adds up what is pending in a store.
func Pending(tx storage.ReadTx) (b Backlog, err error) {
	for pair, err := range tx.Scan(storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Pending))) {
		if err != nil {
			return b, err
		}
		b.Add(Backlog{Rows: 1, Bytes: len(pair.Value)})
		if err := openPending(pair.Key, pair.Value, func(w *waiting) error {
			b.weigh(w)
			return nil
		}); err != nil {
			return b, err
		}
	}
	return b, nil
}
