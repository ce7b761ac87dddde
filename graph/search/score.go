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
// with k1 = 1.2 and b = 0.75, where N texts are looked through, n of them have
// the word or phrase, and this one has it f times. Of its l words there are a on
// the average in texts alike, such as names or statements: so names, which are
// short, and texts that are long have one ranking, in which a name of the usual
// length and a text of the usual length are worth the same. All forms of a word
// count as it.
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

// lengths are the totals of the texts by which those of a kind are measured.
func (r *Request) lengths(among []keys.Class) map[keys.Kind]Total {
	by := make(map[keys.Kind]Total, len(r.Kinds))
	for _, kind := range r.Kinds {
		var alike []keys.Kind
		for _, other := range r.Kinds {
			if r.Alike == nil || r.Alike(other) == r.Alike(kind) {
				alike = append(alike, other)
			}
		}
		by[kind] = r.Totals.of(alike, among)
	}
	return by
}

// scored gives the texts that have all items, with their scores.
func (s *searching) scored() ([]Hit, error) {
	among := s.r.Among
	if among == nil {
		among = s.r.Classes
	}
	sum := s.r.Totals.of(s.r.Kinds, among)
	lengths := s.r.lengths(among)
	var common []place
	var scores []float64
	for i := range s.wanted {
		found, err := s.find(&s.wanted[i])
		if err != nil {
			return nil, err
		}
		if found, err = s.holding(found); err != nil {
			return nil, err
		}
		n := float64(len(found))
		rarity := math.Log(1 + (float64(sum.Texts)-n+0.5)/(n+0.5))
		if i == 0 {
			common, scores = found, make([]float64, len(found))
		}
		if common, scores = addScores(common, scores, found, rarity, lengths); len(common) == 0 {
			return nil, nil
		}
	}
	return s.given(common, scores), nil
}

// addScores keeps the texts that have one item more, and adds what it is worth
// in each to its score. Both lists are in the order of their nodes, of which each
// has one text at most, and may be the same.
func addScores(common []place, scores []float64, found []place, rarity float64, lengths map[keys.Kind]Total) ([]place, []float64) {
	kept, next := 0, 0
	var kind keys.Kind
	var alike Total
	for i := range common {
		c := &common[i]
		for next < len(found) && found[next].node < c.node {
			next++
		}
		if next == len(found) {
			break
		}
		if found[next].node != c.node {
			continue
		}
		if kept == 0 || c.kind != kind {
			kind, alike = c.kind, lengths[c.kind]
		}
		// The conversions keep a processor from rounding once where others
		// round twice. Where l/a is the same for texts of two kinds, so it is
		// here: whole numbers are multiplied, and divided once.
		relative := float64(float64(c.length)*float64(alike.Texts)) / float64(alike.Words)
		long := float64(k1 * float64(1-lengthWeight+float64(lengthWeight*relative)))
		f := float64(found[next].count)
		score := scores[i] + float64(rarity*float64(f*(k1+1))/(f+long))
		common[kept], scores[kept] = *c, score
		kept++
	}
	return common[:kept], scores[:kept]
}
