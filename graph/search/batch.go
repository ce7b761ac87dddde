package search

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"hudna/storage"
	"hudna/storage/keys"
)

// A batch is what is merged at once: the texts of some revisions. There are
// millions of postings in a large one. So that they take little memory, and give
// the collector nothing to look through, only that is kept of each which the
// others of its text do not have.
type batch struct {
	first keys.Revision
	last  keys.Revision
	rows  [][]byte // the keys of the pending rows
	size  Backlog
	texts []heldText
	held  [][]byte // the rest of the postings
	lists []list
	runs  []keys.Node
	ended map[keys.Node][]end
	done  struct{ lists, runs int }
}

// A heldText is what the postings of a text have in common.
type heldText struct {
	node     keys.Node
	since    keys.Revision
	earliest int64
	length   uint32
	bucket   keys.Bucket
}

// A mention is a posting of a batch: of which text it is, and where the rest is
// held.
type mention struct{ text, at uint32 }

// heldPiece is how many bytes are held in a piece, which bounds what one posting
// takes.
const heldPiece = 1 << 20

// A list is a list of postings, and what a batch adds to it, or a portion of
// that.
type list struct {
	term     string
	kind     keys.Kind
	class    keys.Class
	mentions []mention
}

// follows reports whether it is another portion of the same list.
func (l *list) follows(o *list) bool {
	return l.term == o.term && l.kind == o.kind && l.class == o.class
}

func (l *list) prefix() []byte { return keys.AppendPostings(nil, l.term, l.kind, l.class) }

// hold keeps what a posting has of its own.
func (b *batch) hold(p *posting) mention {
	need := 2*binary.MaxVarintLen64 + len(p.places)
	if n := len(b.held); n == 0 || cap(b.held[n-1])-len(b.held[n-1]) < need {
		b.held = append(b.held, make([]byte, 0, heldPiece))
	}
	n := len(b.held) - 1
	piece := b.held[n]
	m := mention{uint32(len(b.texts) - 1), uint32(n*heldPiece + len(piece))}
	piece = binary.AppendUvarint(piece, uint64(p.count))
	piece = binary.AppendUvarint(piece, uint64(len(p.places)))
	b.held[n] = append(piece, p.places...)
	return m
}

// posting gives a posting back. It shares the memory of the batch.
func (b *batch) posting(m mention) posting {
	t := &b.texts[m.text]
	rest := b.held[m.at/heldPiece][m.at%heldPiece:]
	count, n := binary.Uvarint(rest)
	rest = rest[n:]
	long, n := binary.Uvarint(rest)
	return posting{
		node: t.node, since: t.since, earliest: t.earliest, bucket: t.bucket, length: t.length,
		count: uint32(count), places: rest[n : n+int(long) : n+int(long)], //nolint:gosec // as they were put there
	}
}

// postings appends those of a list, in order.
func (b *batch) postings(dst []posting, l *list) []posting {
	for _, m := range l.mentions {
		dst = append(dst, b.posting(m))
	}
	return sortPostings(dst)
}

// A listGroup is what all lists are of that are gathered together.
type listGroup struct {
	kind  keys.Kind
	class keys.Class
}

// A gathering makes a batch.
type gathering struct {
	*batch
	// By pointers, so that a term makes a string only where it is met first.
	lists   map[listGroup]map[string]*[]mention
	scratch []posting
}

// readBatch reads the oldest pending rows, of whole revisions, and sorts them
// by what they are written to.
func readBatch(tx storage.ReadTx, merged, last keys.Revision, source Source, most Backlog) (*batch, error) {
	b := &batch{ended: map[keys.Node][]end{}}
	g := gathering{batch: b, lists: map[listGroup]map[string]*[]mention{}}
	at := keys.Revision(0)
	r := storage.Range{
		Start: keys.AppendPending(nil, merged+1, 0),
		End:   keys.AppendEnd(nil, keys.AppendTag(nil, keys.Row, keys.Pending)),
	}
	if last < math.MaxUint64 {
		r.End = keys.AppendPending(nil, last+1, 0)
	}
	for pair, err := range tx.Scan(r) {
		if err != nil {
			return nil, err
		}
		k, err := keys.Parse(pair.Key)
		if err != nil {
			return nil, corrupt(pair.Key, err)
		}
		if k.Revision != at {
			if b.size.Rows >= most.Rows || b.size.Bytes >= most.Bytes {
				break
			}
			at = k.Revision
		}
		if len(b.rows) == 0 {
			b.first = k.Revision
		}
		b.last = k.Revision
		b.rows = append(b.rows, slices.Clone(pair.Key)) // without the value beside it
		b.size.Add(Backlog{Rows: 1, Bytes: len(pair.Value)})
		if err := openPending(pair.Key, pair.Value, func(w *waiting) error { return g.take(tx, w, source) }); err != nil {
			return nil, err
		}
	}
	if len(b.rows) == 0 {
		return nil, nil
	}
	g.sort()
	for run := range b.ended {
		b.runs = append(b.runs, run)
	}
	slices.Sort(b.runs)
	return b, nil
}

// take takes a pending change in.
func (g *gathering) take(tx storage.ReadTx, w *waiting, source Source) error {
	if w.ended {
		run := runOf(w.node)
		g.ended[run] = append(g.ended[run], end{w.node, w.since})
	}
	g.size.weigh(w)
	if err := w.read(tx, source); err != nil {
		return err
	}
	if len(w.terms) == 0 {
		return nil
	}
	group := listGroup{w.kind, w.class}
	terms := g.lists[group]
	if terms == nil {
		terms = map[string]*[]mention{}
		g.lists[group] = terms
	}
	g.texts = append(g.texts, heldText{node: w.node, since: w.since, earliest: w.earliest, length: w.length, bucket: w.bucket})
	for i := range w.terms {
		t := &w.terms[i]
		l := terms[string(t.text)]
		if l == nil {
			l = new([]mention)
			terms[string(t.text)] = l
		}
		g.scratch = appendPostings(g.scratch[:0], w, t)
		for j := range g.scratch {
			*l = append(*l, g.hold(&g.scratch[j]))
		}
	}
	return nil
}

// sort puts the lists into order, and the mentions of each into that of their
// postings.
func (g *gathering) sort() {
	compare := func(a, b heldText) int { return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.since, b.since)) }
	inOrder := slices.IsSortedFunc(g.texts, compare) // as those of fresh records are
	for group, terms := range g.lists {
		for term, mentions := range terms {
			if !inOrder {
				slices.SortFunc(*mentions, func(a, b mention) int {
					return cmp.Or(compare(g.texts[a.text], g.texts[b.text]), cmp.Compare(a.at, b.at))
				})
			}
			for _, portion := range g.portions(*mentions) {
				g.batch.lists = append(g.batch.lists, list{term, group.kind, group.class, portion})
			}
		}
	}
	slices.SortStableFunc(g.batch.lists, func(x, y list) int {
		return cmp.Or(cmp.Compare(x.term, y.term), cmp.Compare(x.kind, y.kind), cmp.Compare(x.class, y.class))
	})
}

// portions divides the postings of a list.
func (b *batch) portions(list []mention) (parts [][]mention) {
	size, from := 0, 0
	for i, m := range list {
		p := b.posting(m)
		if size += p.size(); size > maxPortion {
			parts = append(parts, list[from:i])
			size, from = p.size(), i
		}
	}
	return append(parts, list[from:])
}
