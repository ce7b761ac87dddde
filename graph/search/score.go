package search

import (
	"cmp"
	"math"
	"slices"

	"hudna/storage/keys"
)

// Totals are the statistics of all texts as of a revision, by kind and class,
// in order. Relevance is reckoned from those of the classes that are looked
// through, so that it tells nothing of what is hidden, and from nothing that
// changes later: it can be repeated.
//
// The score of a text is that of Okapi BM25, in the form that Lucene gives it
// (Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and
// Beyond, 2009; org.apache.lucene.search.similarities.BM25Similarity): the sum
// over the different words and phrases of the query, in their order, of
//
//	ln(1 + (N - n + 0.5) / (n + 0.5)) * f * (k1 + 1) / (f + k1 * (1 - b + b * l / a))
//
// with k1 = 1.2 and b = 0.75, where N texts have a words on the average, n of
// them have the word or phrase, and this one, of l words, has it f times. All
// forms of a word count as it.
type Totals []Total

// A Total is how many texts there are of a kind and class, and how many words
// they have together. Texts without a word are none.
type Total struct {
	Kind  keys.Kind
	Class keys.Class
	Texts uint64
	Words uint64
}

const (
	k1           = 1.2
	lengthWeight = 0.75
)

func compareTotals(x, y Total) int {
	return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Class, y.Class))
}

// Begin gives the totals with a text more.
func (t Totals) Begin(k keys.Kind, c keys.Class, words int) Totals { return t.add(k, c, 1, words) }

// End gives the totals with a text less.
func (t Totals) End(k keys.Kind, c keys.Class, words int) Totals { return t.add(k, c, -1, -words) }

// add makes new totals: others may hold on to these.
func (t Totals) add(k keys.Kind, c keys.Class, texts, words int) Totals {
	at, found := slices.BinarySearchFunc(t, Total{Kind: k, Class: c}, compareTotals)
	t = slices.Clone(t)
	if !found {
		t = slices.Insert(t, at, Total{Kind: k, Class: c})
	}
	t[at].Texts += uint64(texts)
	t[at].Words += uint64(words)
	if t[at].Texts == 0 {
		t = slices.Delete(t, at, at+1)
	}
	return t
}

// of adds up some kinds and classes.
func (t Totals) of(kinds []keys.Kind, classes []keys.Class) (sum Total) {
	for _, x := range t {
		if slices.Contains(kinds, x.Kind) && slices.Contains(classes, x.Class) {
			sum.Texts += x.Texts
			sum.Words += x.Words
		}
	}
	return sum
}

// scored gives the texts that have all items, with their scores.
func (s *searching) scored() ([]Hit, error) {
	sum := s.r.Totals.of(s.r.Kinds, s.r.Classes)
	average := float64(sum.Words) / float64(sum.Texts)
	var common []place
	rarity := make([]float64, len(s.wanted))
	for i := range s.wanted {
		w := &s.wanted[i]
		var err error
		if w.found, err = s.holding(w.found); err != nil {
			return nil, err
		}
		n := float64(len(w.found))
		rarity[i] = math.Log(1 + (float64(sum.Texts)-n+0.5)/(n+0.5))
		if i == 0 {
			common = w.found
		} else {
			common = intersect(common, w.found)
		}
	}
	hits := make([]Hit, len(common))
	next := make([]int, len(s.wanted))
	for i, p := range common {
		hits[i] = p.hit()
		// The conversions keep a processor from rounding once where others
		// round twice.
		long := float64(k1 * float64(1-lengthWeight+float64(lengthWeight*float64(p.length)/average)))
		for j := range s.wanted {
			found := s.wanted[j].found
			for found[next[j]].node != p.node { // both are in order, and it is there
				next[j]++
			}
			f := float64(found[next[j]].count)
			hits[i].Score += float64(rarity[j] * float64(f*(k1+1)) / (f + long))
		}
	}
	return inOrder(hits), nil
}
