package analysis

import (
	"cmp"
	"slices"

	"hudna/graph"
)

// CopiesDefinition names the version of the rules by which copies are found.
const CopiesDefinition = "copies/1"

// The thresholds of copies: parts of the shingles of own words, which do not stand
// within quotation marks. Two reports of one speech quote the same, and neither
// is a copy.
const (
	CopyThreshold = 0.2 // of the one or of the other, that one is a copy
	leastShared   = 8   // shingles

	verbatimPart = 0.9 // of both
	abridgedPart = 0.7 // of the copy, where the original has more
)

// A CopyPair is a document that may be a copy of another one.
type CopyPair struct {
	Original, Copy graph.ID
	How            graph.HowCopy
	// Certain: the dates say which was there first. Else the longer one is taken
	// for the original of what is abridged, and otherwise the one with the lesser id.
	Certain bool
	Shared  int // shingles that both have
	// OfCopy and OfOriginal are which parts of the one and of the other these are.
	OfCopy, OfOriginal float64
	// Others is how many other documents it may be a copy of, which have less in
	// common with it.
	Others int
}

// Score is how much of the one that has less of its own the other has.
func (p *CopyPair) Score() float64 { return max(p.OfCopy, p.OfOriginal) }

// Key names the pair among all.
func (p *CopyPair) Key() string { return string(p.Original) + " " + string(p.Copy) }

// A printed document is one as it is compared with others.
type printed struct {
	id     graph.ID
	copyOf graph.ID
	when   graph.Bounds
	own    []uint64 // shingles of its own words, each once, in their own order
	chosen []uint64 // those by which it is found
}

func printedOf(d *graph.Document) *printed {
	p := &printed{id: d.ID, when: boundsOf(d.Published)}
	if d.CopyOf != nil {
		p.copyOf = d.CopyOf.Document
	}
	all := ownShingles(wordsOf(d.Text))
	p.own, p.chosen = distinct(all), winnow(all)
	return p
}

// ownShingles are those with a word that is not quoted.
func ownShingles(words []word) (own []uint64) {
	for i, h := range shingles(words, shingleWords) {
		if slices.ContainsFunc(words[i:i+shingleWords], func(w word) bool { return !w.quoted }) {
			own = append(own, h)
		}
	}
	return own
}

// resemble says how two documents resemble each other, if one may be a copy.
func resemble(a, b *printed) (p CopyPair, ok bool) {
	n := inCommon(a.own, b.own)
	if n < leastShared {
		return p, false
	}
	ofA, ofB := float64(n)/float64(len(a.own)), float64(n)/float64(len(b.own))
	if max(ofA, ofB) < CopyThreshold {
		return p, false
	}
	older := a.when.Latest < b.when.Earliest && !a.when.Undated && !b.when.Undated
	newer := b.when.Latest < a.when.Earliest && !a.when.Undated && !b.when.Undated
	p = CopyPair{Certain: older || newer, Shared: n}
	abridged := max(ofA, ofB) >= abridgedPart && min(ofA, ofB) < verbatimPart
	switch {
	case newer, !p.Certain && abridged && ofA > ofB, !p.Certain && !(abridged && ofB > ofA) && a.id > b.id:
		a, b, ofA, ofB = b, a, ofB, ofA
	}
	p.Original, p.Copy, p.OfOriginal, p.OfCopy = a.id, b.id, rounded(ofA), rounded(ofB)
	switch {
	case min(ofA, ofB) >= verbatimPart:
		p.How = graph.CopyVerbatim
	case ofB >= abridgedPart && ofA < ofB:
		p.How = graph.CopyAbridged
	default:
		p.How = graph.CopyRewritten
	}
	return p, true
}

// byLikeness is the order of pairs: the most alike first, equals by their ids.
func byLikeness(a, b CopyPair) int {
	return cmp.Or(cmp.Compare(b.Score(), a.Score()), cmp.Compare(b.OfCopy+b.OfOriginal, a.OfCopy+a.OfOriginal),
		cmp.Compare(a.Copy, b.Copy), cmp.Compare(a.Original, b.Original))
}
