package search

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"hudna/storage/keys"
)

// A totalsProof holds the totals of revisions against what these did to texts:
// what each asks for, less what it says that it has more or less than the
// revision before. It adds that up in buckets, so that a second look can be
// confined to those that are not empty.
type totalsProof struct {
	buckets [buckets]digest
	before  Totals        // of the revision that was told last
	last    keys.Revision // and which that was

	looked map[int]bool // the buckets that are looked into, the second time
	all    bool         // these are all that differ
	off    map[keys.Revision]Totals
}

// maxTotals is how many buckets are looked into at once: for each revision in
// them, some totals are held in memory.
const maxTotals = 256

// total counts something that a revision did to texts. What a revision does to a
// list has a weight of its own, so that sums fit only where each does.
func (p *Proof) total(r keys.Revision, t Total) {
	x := &p.totals
	bucket := int(r % buckets)
	if p.narrow == nil {
		p.buf = binary.AppendUvarint(append(p.buf[:0], hashTotal, byte(t.Kind), byte(t.Class)), uint64(r))
		d := p.digest()
		x.buckets[bucket][0] += d[0] * t.Texts
		x.buckets[bucket][1] += d[1] * t.Words
		return
	}
	if !x.looked[bucket] {
		return
	}
	if off := x.off[r].plus(t); len(off) > 0 {
		x.off[r] = off
	} else {
		delete(x.off, r)
	}
}

// plus adds what may be less than nothing; what is nothing is left out.
func (t Totals) plus(x Total) Totals {
	at, found := slices.BinarySearchFunc(t, x, compareTotals)
	if t = slices.Clone(t); found {
		t[at].Texts += x.Texts
		t[at].Words += x.Words
	} else {
		t = slices.Insert(t, at, x)
	}
	if t[at].Texts == 0 && t[at].Words == 0 {
		t = slices.Delete(t, at, at+1)
	}
	return t
}

// Totals says what the totals of a revision are. Revisions come in their order,
// from the first on, in each of the looks.
func (p *Proof) Totals(r keys.Revision, now Totals) {
	for _, t := range now {
		p.total(r, Total{t.Kind, t.Class, -t.Texts, -t.Words})
	}
	for _, t := range p.totals.before {
		p.total(r, t)
	}
	p.totals.before, p.totals.last = now, r
}

func (x *totalsProof) differ() bool { return x.buckets != [buckets]digest{} }

// narrow begins the second look.
func (x *totalsProof) narrow() {
	x.before, x.last, x.all = nil, 0, true
	x.looked, x.off = map[int]bool{}, map[keys.Revision]Totals{}
	for i := range x.buckets {
		if x.buckets[i] != (digest{}) {
			if x.all = len(x.looked) < maxTotals; !x.all {
				break
			}
			x.looked[i] = true
		}
	}
}

// faults names the revisions whose totals are wrong. One that is wrong makes the
// step to the next one wrong too: so the steps are added up, and what is wrong
// is where that is not nothing.
func (x *totalsProof) faults() (faults []Fault) {
	if !x.differ() {
		return nil
	}
	const misfit = "the statistics of texts of %s do not fit what revisions did to texts"
	wrong := slices.Sorted(maps.Keys(x.off))
	switch {
	case len(wrong) == 0: // what could not be read twice in the same way
		return []Fault{{What: fmt.Sprintf(misfit, "some revision")}}
	case !x.all:
		return []Fault{{What: fmt.Sprintf(misfit, fmt.Sprintf("many revisions, such as %d,", wrong[0]))}}
	}
	var sum Totals
	since := keys.Revision(0)
	found := func(last keys.Revision) {
		which := fmt.Sprintf("revision %d", since)
		if last > since {
			which = fmt.Sprintf("revisions %d to %d", since, last)
		}
		faults = append(faults, Fault{What: fmt.Sprintf(misfit, which)})
	}
	for _, r := range wrong {
		held := len(sum) == 0
		for _, t := range x.off[r] {
			sum = sum.plus(t)
		}
		switch {
		case held && len(sum) > 0:
			since = r
		case !held && len(sum) == 0:
			found(r - 1)
		}
	}
	if len(sum) > 0 {
		found(max(since, x.last))
	}
	return faults
}
