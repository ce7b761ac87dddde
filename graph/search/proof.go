package search

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"

	"hudna/storage"
	"hudna/storage/keys"
)

// A Proof holds the rows of texts against the records that they are of, in both
// directions. It is told what records ask for, with [Proof.Begun] and
// [Proof.Ended], and reads all rows, with [Proof.Rows]: it adds hashes up on
// both sides, in buckets, and needs no memory that grows with the graph. If the
// sums differ, [Proof.Narrow] has both repeated for some of the buckets, so that
// [Proof.Faults] can name what is missing and what is left over.
type Proof struct {
	seeds        [2]maphash.Seed
	asked, found [buckets]tally
	buf          []byte
	totals       totalsProof

	narrow map[int]bool   // the buckets that are looked into, the second time
	open   map[digest]int // how often the first side has what the second has not
	what   map[digest]Fault
	faults []Fault
}

// A Fault is something missing or left over.
type Fault struct {
	Node keys.Node // 0 where it is of none
	What string
}

const (
	buckets = 4096
	// maxNarrow is how many buckets are looked into at once, to name what is
	// wrong.
	maxNarrow = 16
)

type digest [2]uint64

// A tally adds hashes up.
type tally struct {
	count uint64
	sum   digest
}

// NewProof begins a proof.
func NewProof() *Proof { return &Proof{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}} }

// The sorts of what is hashed.
const (
	hashPosting = iota + 1
	hashEnd
	hashTotal
)

func (p *Proof) digest() digest {
	return digest{maphash.Bytes(p.seeds[0], p.buf), maphash.Bytes(p.seeds[1], p.buf)}
}

func (p *Proof) ofPosting(term string, k keys.Kind, c keys.Class, x *posting) digest {
	b := p.buf[:0]
	b = append(b, hashPosting, byte(k), byte(c), byte(x.bucket))
	b = binary.AppendUvarint(b, uint64(len(term)))
	b = append(b, term...)
	for _, v := range []uint64{uint64(x.node), uint64(x.since), uint64(x.earliest), uint64(x.length), uint64(x.count)} {
		b = binary.AppendUvarint(b, v)
	}
	b = append(b, x.places...)
	p.buf = b
	return p.digest()
}

func (p *Proof) ofEnd(e end) digest {
	b := p.buf[:0]
	b = append(b, hashEnd)
	p.buf = binary.AppendUvarint(binary.AppendUvarint(b, uint64(e.node)), uint64(e.at))
	return p.digest()
}

// count adds a digest on one of the sides. Where the proof has been narrowed,
// it is set against the other side.
func (p *Proof) count(side *[buckets]tally, d digest, fault func() Fault) {
	bucket := int(d[0] % buckets)
	if p.narrow == nil {
		t := &side[bucket]
		t.count++
		t.sum[0] += d[0]
		t.sum[1] += d[1]
		return
	}
	if !p.narrow[bucket] {
		return
	}
	if side == &p.asked {
		p.open[d]++
	} else {
		p.open[d]--
	}
	if p.open[d] == 0 {
		delete(p.open, d)
		delete(p.what, d)
	} else {
		p.what[d] = fault()
	}
}

// Begun says that a record asks for a text.
func (p *Proof) Begun(n keys.Node, since keys.Revision, t *Text) {
	w := waiting{
		node: n, since: since, begun: true, kind: t.Kind, class: t.Class,
		earliest: t.At.Earliest, bucket: t.At.Bucket, length: uint32(t.Words.Length),
	}
	for _, own := range t.Words.Terms {
		term := waitingTerm{[]byte(own.Text), uint32(len(own.Places)), steps(own.Places)}
		for _, x := range appendPostings(nil, &w, &term) {
			p.count(&p.asked, p.ofPosting(own.Text, t.Kind, t.Class, &x), func() Fault {
				return Fault{n, fmt.Sprintf("the word %q of its text of revision %d does not stand in the postings as it should", own.Text, since)}
			})
		}
	}
	p.total(since, Total{t.Kind, t.Class, 1, uint64(t.Words.Length)})
}

// Ended says that a record asks for the end of its text, of a class and so many
// words.
func (p *Proof) Ended(n keys.Node, at keys.Revision, k keys.Kind, c keys.Class, words int) {
	p.count(&p.asked, p.ofEnd(end{n, at}), func() Fault {
		return Fault{n, fmt.Sprintf("the end of its text in revision %d is missing", at)}
	})
	p.total(at, Total{k, c, ^uint64(0), -uint64(words)})
}

func (p *Proof) fault(n keys.Node, format string, args ...any) {
	if p.narrow == nil { // else it is said already
		p.faults = append(p.faults, Fault{n, fmt.Sprintf(format, args...)})
	}
}

// Differ reports whether rows and records ask for different things.
func (p *Proof) Differ() bool { return p.asked != p.found || p.totals.differ() }

// Narrow begins a second look, into some of what differs.
func (p *Proof) Narrow() {
	p.totals.narrow()
	p.narrow, p.open, p.what = map[int]bool{}, map[digest]int{}, map[digest]Fault{}
	for i := range p.asked {
		if p.asked[i] != p.found[i] && len(p.narrow) < maxNarrow {
			p.narrow[i] = true
		}
	}
}

// Faults are what was found, in the order of the nodes.
func (p *Proof) Faults() []Fault {
	faults := slices.Clone(p.faults)
	for _, f := range p.what {
		faults = append(faults, f)
	}
	faults = append(faults, p.totals.faults()...)
	slices.SortStableFunc(faults, func(a, b Fault) int {
		switch {
		case a.Node < b.Node:
			return -1
		case a.Node > b.Node:
			return 1
		}
		return 0
	})
	return faults
}

// Rows reads all rows of texts. What is damaged in itself is a fault; an error
// ends the proof.
func (p *Proof) Rows(tx storage.ReadTx, merged keys.Revision, source Source, damaged func(error) bool) error {
	r := rowReader{Proof: p, tx: tx, source: source, damaged: damaged, pending: map[digest]bool{}}
	for _, step := range []func() error{func() error { return r.pendings(merged) }, r.postings, r.ends, r.words} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// A rowReader is one run of [Proof.Rows].
type rowReader struct {
	*Proof
	tx      storage.ReadTx
	source  Source
	damaged func(error) bool
	// pending is what is pending since the first of revisions: a merge may have
	// written some of it already.
	pending map[digest]bool
	first   keys.Revision
	forms   int // that the terms of postings have together
}

// rows gives the rows of a tag. A fault of one does not keep from the others.
func (r *rowReader) rows(t keys.Tag, read func(k keys.Key, pair storage.Pair) error) error {
	for pair, err := range r.tx.Scan(storage.Prefix(keys.AppendTag(nil, keys.Row, t))) {
		if err != nil {
			return err
		}
		k, err := keys.Parse(pair.Key)
		if err != nil {
			continue // for others to find
		}
		if err := read(k, pair); err != nil {
			if !r.damaged(err) {
				return err
			}
			r.fault(0, "%v", err)
		}
	}
	return nil
}

func (r *rowReader) pendings(merged keys.Revision) error {
	return r.rows(keys.Pending, func(k keys.Key, pair storage.Pair) error {
		if k.Revision <= merged {
			r.fault(0, "texts of revision %d are pending, and nothing is said to be up to revision %d", k.Revision, merged)
		}
		if r.first == 0 {
			r.first = k.Revision
		}
		return openPending(pair.Key, pair.Value, func(w *waiting) error {
			if w.ended {
				r.stands(r.ofEnd(end{w.node, w.since}), w.node, "an end of its text in revision %d", w.since)
			}
			if err := w.read(r.tx, r.source); err != nil {
				return err
			}
			for i := range w.terms {
				t := &w.terms[i]
				for _, x := range appendPostings(nil, w, t) {
					r.stands(r.ofPosting(string(t.text), w.kind, w.class, &x), w.node, "the word %q of a text of revision %d", t.text, w.since)
				}
			}
			return nil
		})
	})
}

func (r *rowReader) stands(d digest, n keys.Node, format string, args ...any) {
	r.pending[d] = true
	r.count(&r.found, d, func() Fault { return Fault{n, leftOver(format, args...)} })
}

func leftOver(format string, args ...any) string {
	return fmt.Sprintf(format, args...) + " is there that no version of the record asks for"
}

// merged counts what postings or ends hold, unless it is pending as well.
func (r *rowReader) merged(d digest, since keys.Revision, n keys.Node, format string, args ...any) {
	if r.first == 0 || since < r.first {
		r.count(&r.found, d, func() Fault { return Fault{n, leftOver(format, args...)} })
	} else if !r.pending[d] {
		r.fault(n, format+" has been merged, and is not pending as well", args...)
	}
}

func (r *rowReader) postings() error {
	last := ""
	return r.rows(keys.Posting, func(k keys.Key, pair storage.Pair) error {
		if k.Text != last {
			last = k.Text
			if err := r.findable(k.Text); err != nil {
				return err
			}
		}
		return readBlock(pair.Key, pair.Value, func(x *posting) error {
			if x.since < k.Revision {
				r.fault(x.node, "%s holds a text of revision %d", k, x.since)
			}
			r.merged(r.ofPosting(k.Text, k.Kind, k.Class, x), x.since, x.node, "the word %q of a text of revision %d", k.Text, x.since)
			return nil
		})
	})
}

// findable checks that a term is found by its forms.
func (r *rowReader) findable(t string) error {
	forms := formsOf(t)
	r.forms += len(forms)
	for _, form := range forms {
		key := keys.AppendWord(nil, form, t)
		values, err := r.tx.GetMany([][]byte{key})
		if err != nil {
			return err
		}
		if values[0] == nil {
			r.fault(0, "the word %q is not found by %q", t, form)
		}
	}
	return nil
}

func (r *rowReader) ends() error {
	return r.rows(keys.Ended, func(_ keys.Key, pair storage.Pair) error {
		return readEnds(pair.Key, pair.Value, func(e end) {
			r.merged(r.ofEnd(e), e.at, e.node, "an end of its text in revision %d", e.at)
		})
	})
}

func (r *rowReader) words() error {
	found := 0
	check := func(k keys.Key, pair storage.Pair) error {
		found++
		if _, err := open(pair.Key, pair.Value); err != nil {
			return corrupt(pair.Key, err)
		}
		return nil
	}
	if err := r.rows(keys.Word, check); err != nil || found == r.forms {
		return err
	}
	return r.rows(keys.Word, func(k keys.Key, _ storage.Pair) error {
		held := false
		for _, err := range r.tx.Scan(storage.Prefix(keys.AppendString(keys.AppendTag(nil, keys.Row, keys.Posting), k.Text))) {
			if err != nil {
				return err
			}
			held = true
			break
		}
		if !held || !slices.Contains(formsOf(k.Text), k.Form) {
			r.fault(0, "%s is there that no posting asks for", k)
		}
		return nil
	})
}
