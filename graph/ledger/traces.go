package ledger

import (
	"encoding/binary"
	"reflect"

	"hudna/graph"
	"hudna/graph/search"
	"hudna/graph/text"
	"hudna/storage/keys"
)

// Traces are the pieces by which what was purged would be recognized in the files
// of a store: every eight bytes on end of its words, of their folded forms and
// stems, of its id, its codes and its hashes, as far as nothing that stays holds
// the same eight bytes. They are held in memory for as long as it takes to look
// for them, and never written.
type Traces struct {
	pieces map[uint64]struct{}
	// filter has a bit for each piece, and for few others: most of what is
	// looked at is passed over by it.
	filter []uint64
	most   int  // pieces
	more   bool // there were more
}

// pieceLen is the length of a piece in bytes.
const pieceLen = 8

// maxPieces bounds the memory that traces take, at about 40 bytes each. Whatever
// a purge of more would leave behind shows in the pieces that are looked for, as
// no row is treated by what its words are.
const maxPieces = 4 << 20

const filterBits = 1 << 24

func newTraces() *Traces {
	return &Traces{pieces: map[uint64]struct{}{}, filter: make([]uint64, filterBits/64), most: maxPieces}
}

// Len is how many pieces there are, and whether there were more than are held.
func (t *Traces) Len() (n int, more bool) { return len(t.pieces), t.more }

// place is where a piece has its bit.
func place(piece uint64) (word int, bit uint64) {
	h := piece * 0x9e3779b97f4a7c15 >> 40
	return int(h / 64), 1 << (h % 64)
}

// add takes in all pieces of b.
func (t *Traces) add(b []byte) {
	each(b, func(piece uint64) bool {
		t.put(piece)
		return true
	})
}

func (t *Traces) put(piece uint64) {
	if len(t.pieces) >= t.most {
		t.more = true
		return
	}
	t.pieces[piece] = struct{}{}
	word, bit := place(piece)
	t.filter[word] |= bit
}

// drop takes out all pieces of b: what stays holds them as well.
func (t *Traces) drop(b []byte) {
	each(b, func(piece uint64) bool {
		if t.has(piece) {
			delete(t.pieces, piece)
		}
		return true
	})
}

// Find gives the first of the pieces that stands in b, or false. To look through
// something in parts, let each begin with the last [Overlap] bytes of the part
// before.
func (t *Traces) Find(b []byte) (piece []byte, found bool) {
	each(b, func(p uint64) bool {
		if found = t.has(p); found {
			piece = binary.BigEndian.AppendUint64(nil, p)
		}
		return !found
	})
	return piece, found
}

// FindPlain does so for the bytes of files, in which engines keep of most keys
// only in what they differ from the one before: pieces with what stands around a
// short word in a key say nothing there, and are left out.
func (t *Traces) FindPlain(b []byte) (piece []byte, found bool) {
	each(b, func(p uint64) bool {
		if found = t.has(p) && !bounded(p); found {
			piece = binary.BigEndian.AppendUint64(nil, p)
		}
		return !found
	})
	return piece, found
}

// bounded says whether a piece has one of the bytes that divide the parts of
// keys.
func bounded(piece uint64) bool {
	for range pieceLen {
		if piece&0xff < ' ' {
			return true
		}
		piece >>= 8
	}
	return false
}

// Overlap is what two parts have in common so that no piece is missed.
const Overlap = pieceLen - 1

func (t *Traces) has(piece uint64) bool {
	word, bit := place(piece)
	if t.filter[word]&bit == 0 {
		return false
	}
	_, has := t.pieces[piece]
	return has
}

// each gives the pieces of b, until one is enough.
func each(b []byte, give func(piece uint64) bool) {
	if len(b) < pieceLen {
		return
	}
	piece := binary.BigEndian.Uint64(b)
	for i := pieceLen; ; i++ {
		if !give(piece) || i == len(b) {
			return
		}
		piece = piece<<8 | uint64(b[i])
	}
}

// addRecord takes in what a version of a record says, and the forms under which
// it is found.
func (t *Traces) addRecord(r graph.Record) {
	t.addStrings(reflect.ValueOf(r))
	id := string(r.Shared().ID)
	t.add(keys.AppendNodeOfID(nil, id))
	for _, own := range search.WordsOf(r).Terms {
		eachTermKey(own.Text, t.add)
	}
	for _, name := range namesOf(r) {
		for _, token := range text.NameKeys(name.Text) {
			for _, space := range []keys.Space{keys.Live, keys.Closed} {
				t.add(keys.AppendString(keys.AppendTag(nil, space, keys.Name), keys.Clip(token)))
			}
		}
	}
}

// eachTermKey gives the keys, as far as they are about it, under which a term
// and its forms stand. Short words make pieces only together with what a key has
// around them.
func eachTermKey(term string, give func([]byte)) {
	give(keys.AppendString(keys.AppendTag(nil, keys.Row, keys.Posting), term))
	for _, form := range search.FormsOf(term) {
		give(keys.AppendWord(nil, form, term))
	}
}

// addStrings takes in every string of a value but those of enumerations, which
// are stored as numbers.
func (t *Traces) addStrings(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			t.addStrings(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			t.addStrings(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			t.addStrings(v.Index(i))
		}
	case reflect.String:
		if freeText[v.Type()] {
			t.add([]byte(v.String()))
		}
	}
}

// freeText are the types of strings that are stored as they are.
var freeText = map[reflect.Type]bool{
	reflect.TypeFor[string]():     true,
	reflect.TypeFor[graph.ID]():   true,
	reflect.TypeFor[graph.EDTF](): true,
}
