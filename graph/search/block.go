package search

import (
	"cmp"
	"encoding/binary"
	"slices"

	"hudna/storage/keys"
)

const (
	// maxBlock is how long a block of postings may be in bytes.
	maxBlock = 32 << 10
	// maxPlaces is how many places stand in one posting. A text in which a word
	// stands more often has several.
	maxPlaces = 4096
)

// A posting says that a text holds a word.
type posting struct {
	node     keys.Node
	since    keys.Revision // in which the text began
	earliest int64         // the position of the record
	bucket   keys.Bucket
	length   uint32 // words of the text
	count    uint32 // how often it holds this one
	places   []byte // where, as steps
}

// comparePostings is the order within a block. The parts of one text's places
// stay in their order.
func comparePostings(a, b *posting) int {
	return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.since, b.since), cmp.Compare(firstPlace(a.places), firstPlace(b.places)))
}

// size is what a posting takes in a block, about.
func (p *posting) size() int { return 16 + len(p.places) }

func firstPlace(b []byte) uint64 {
	v, _ := binary.Uvarint(b)
	return v
}

// sortPostings puts postings into order, each once.
func sortPostings(list []posting) []posting {
	slices.SortFunc(list, func(a, b posting) int { return comparePostings(&a, &b) })
	return slices.CompactFunc(list, func(a, b posting) bool { return comparePostings(&a, &b) == 0 })
}

// A blockWriter encodes postings, which come in order, each as the steps from
// the one before.
type blockWriter struct {
	row   []byte
	last  posting
	count int
}

func (w *blockWriter) add(p *posting) {
	if w.count == 0 {
		w.row, w.last = begin(len(w.row)), posting{}
	}
	w.count++
	w.row = binary.AppendUvarint(w.row, uint64(p.node-w.last.node))
	w.row = binary.AppendVarint(w.row, int64(p.since-w.last.since))
	w.row = append(w.row, byte(p.bucket))
	w.row = binary.AppendVarint(w.row, p.earliest-w.last.earliest)
	w.row = binary.AppendUvarint(w.row, uint64(p.length))
	w.row = binary.AppendUvarint(w.row, uint64(p.count))
	w.row = binary.AppendUvarint(w.row, uint64(len(p.places)))
	w.row = append(w.row, p.places...)
	w.last = *p
}

// take gives what has been written, as the row of a key.
func (w *blockWriter) take(key []byte) []byte {
	w.count = 0
	return seal(key, w.row)
}

// room reports whether a posting surely fits into the block.
func (w *blockWriter) room(p *posting) bool {
	const most = 6*binary.MaxVarintLen64 + 1
	return w.count == 0 || len(w.row)+len(p.places)+most+sumLen <= maxBlock
}

// readBlock gives the postings of a block, in order. They share its memory.
func readBlock(key, value []byte, give func(*posting) error) error {
	payload, err := open(key, value)
	if err != nil {
		return corrupt(key, err)
	}
	d := decoder{b: payload}
	var p posting
	for len(d.b) > 0 {
		p.node += keys.Node(d.number())
		p.since += keys.Revision(d.signed())
		p.bucket = keys.Bucket(d.byte())
		p.earliest += d.signed()
		p.length = uint32(d.size())
		p.count = uint32(d.size())
		p.places = d.bytes(d.size())
		if d.err == nil && !p.bucket.Valid() {
			d.fail()
		}
		if d.err != nil {
			return corrupt(key, d.err)
		}
		if err := give(&p); err != nil {
			return err
		}
	}
	return nil
}

// appendPostings divides the places of a term into postings.
func appendPostings(list []posting, w *waiting, t *waitingTerm) []posting {
	p := posting{node: w.node, since: w.since, earliest: w.earliest, bucket: w.bucket, length: w.length, count: t.count, places: t.places}
	if t.count <= maxPlaces {
		return append(list, p)
	}
	for part := range slices.Chunk(places(nil, t.places), maxPlaces) {
		p.count, p.places = uint32(len(part)), steps(part)
		list = append(list, p)
	}
	return list
}
