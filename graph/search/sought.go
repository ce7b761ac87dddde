package search

import (
	"cmp"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// A sought is an item of the query and where it was found.
type sought struct {
	*item
	terms map[string]*occurrences // of each term that is to be read
	most  int                     // postings of the word, or of one of the phrase
	taken int                     // postings of all terms
	keys  int                     // that were read to find the terms
	kept  *standing               // where a word stands, if that is known
	// room has the texts that have a word, in any of its terms.
	room []place
}

// A place is a text that has an item.
type place struct {
	node     keys.Node
	since    keys.Revision
	earliest int64
	length   uint32
	count    uint32 // how often
	bucket   keys.Bucket
	class    keys.Class
	kind     keys.Kind
}

func comparePlaces(a, b *place) int {
	if c := cmp.Compare(a.node, b.node); c != 0 {
		return c
	}
	return cmp.Compare(a.since, b.since)
}

// placesInOrder reports whether places stand in their order.
func placesInOrder(list []place) bool {
	for i := 1; i < len(list); i++ {
		if comparePlaces(&list[i-1], &list[i]) > 0 {
			return false
		}
	}
	return true
}

// occurrences are the texts that have a term of a phrase, in any order; with stands,
// as long as places, which say where in the text.
type occurrences struct {
	places []place
	stands [][]byte
}

// take adds a posting to the texts that have a word, or to the occurrences of a term
// of a phrase.
func (w *sought) take(o *occurrences, p *posting, kind keys.Kind, class keys.Class) error {
	switch {
	case !w.phrase && w.taken == w.most:
		return w.common()
	case w.phrase && (len(o.places) == w.most || w.taken == 2*w.most):
		return fmt.Errorf("%w: a word of %s stands in more than %d texts, or all of them in more than %d", graph.ErrTooComplex, w.item, w.most, 2*w.most)
	}
	w.taken++
	at := place{
		node: p.node, since: p.since, earliest: p.earliest, length: p.length, count: p.count, bucket: p.bucket, class: class, kind: kind,
	}
	if !w.phrase {
		w.room = append(w.room, at)
		return nil
	}
	o.places, o.stands = append(o.places, at), append(o.stands, p.places)
	return nil
}

// takeAll adds what is known of where a word stands.
func (w *sought) takeAll(list []place) error {
	if w.taken += len(list); w.taken > w.most {
		return w.common()
	}
	w.room = append(w.room, list...)
	return nil
}

func (w *sought) common() error {
	return fmt.Errorf("%w: the forms of %s stand in more than %d texts", graph.ErrTooComplex, w.item, w.most)
}

// findWord puts together where a word stands in its forms.
func (w *sought) findWord() []place {
	w.terms = nil
	return sumPlaces(byNode(w.room))
}

// sumPlaces makes one of the places of one text, which stand together: of many
// texts, none has several.
func sumPlaces(list []place) []place {
	n := 1
	for n < len(list) && comparePlaces(&list[n-1], &list[n]) != 0 {
		n++
	}
	if n >= len(list) {
		return list
	}
	out := list[:n]
	for i := n; i < len(list); i++ {
		if last := &out[len(out)-1]; comparePlaces(last, &list[i]) == 0 {
			last.count += list[i].count
			continue
		}
		out = append(out, list[i])
	}
	return out
}

// findPhrase finds the texts in which the words stand one behind the other.
func (w *sought) findPhrase() (found []place) {
	// By the rarest of the words, which says in which texts to look.
	rarest := w.terms[w.words[0]]
	for _, o := range w.terms {
		if o.sort(); len(o.places) < len(rarest.places) {
			rarest = o
		}
	}
	next := make([]int, len(w.words))
	stand := make([][]uint32, len(w.words))
	last := place{}
	for _, p := range rarest.places {
		if comparePlaces(&p, &last) == 0 {
			continue // another part of the places in one text
		}
		last = p
		whole := true
		for n, t := range w.words {
			stand[n], next[n] = w.terms[t].within(p, stand[n][:0], next[n])
			if len(stand[n]) == 0 {
				whole = false
				break
			}
		}
		if !whole {
			continue
		}
		if p.count = phrases(stand); p.count > 0 {
			found = append(found, p)
		}
	}
	w.terms = nil
	return found
}

// within gives the places in a text, and how far one has come by looking from
// next on. It is asked for one text after the other, in their order.
func (o *occurrences) within(p place, dst []uint32, next int) (stand []uint32, at int) {
	for next < len(o.places) && comparePlaces(&o.places[next], &p) < 0 {
		next++
	}
	for i := next; i < len(o.places) && comparePlaces(&o.places[i], &p) == 0; i++ {
		dst = places(dst, o.stands[i])
	}
	return dst, next
}

// sort puts occurrences into order.
func (o *occurrences) sort() {
	if placesInOrder(o.places) {
		return
	}
	order := make([]int, len(o.places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return comparePlaces(&o.places[a], &o.places[b]) })
	sorted := occurrences{make([]place, len(order)), make([][]byte, len(order))}
	for i, from := range order {
		sorted.places[i], sorted.stands[i] = o.places[from], o.stands[from]
	}
	*o = sorted
}

// phrases counts how often words stand one behind the other.
func phrases(stand [][]uint32) (n uint32) {
	for _, words := range stand[1:] {
		slices.Sort(words) // the places of a word that stands very often come in parts
	}
	for _, first := range stand[0] {
		whole := true
		for i, words := range stand[1:] {
			if _, found := slices.BinarySearch(words, first+uint32(i)+1); !found {
				whole = false
				break
			}
		}
		if whole {
			n++
		}
	}
	return n
}

// intersect gives the texts of a that are in b too; both are in order.
func intersect(a, b []place) []place {
	out := a[:0:0]
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := comparePlaces(&a[i], &b[j]); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			out = append(out, a[i])
			i++
			j++
		}
	}
	return out
}
