package search

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// maxPostings bounds what a word or phrase of a query is looked for in, which
// is held in memory, 40 bytes each: beyond it the query is too complex.
const maxPostings = 1 << 21

// A Request says what is looked for, and in what.
type Request struct {
	Query *Query
	// Kinds and Classes are those of the texts that are looked through,
	// ascending and each once.
	Kinds   []keys.Kind
	Classes []keys.Class
	At      keys.Revision
	// Totals are those of the revision, for scores; nil for hits without.
	Totals Totals
	Source Source
	// Spend is told how many keys are read, and says when those are too many.
	Spend func(keys int) error
}

// A Hit is a record whose text has everything that the query asks for.
type Hit struct {
	At    keys.Position
	Class keys.Class
	Score float64 // see [Totals]; 0 unless asked for
}

// A Finder finds texts. It is safe for use by several goroutines.
type Finder struct {
	forms *lru.Cache[string, []string] // of terms
	most  int                          // postings of a word or phrase
}

// cachedForms bounds the terms of pending texts whose forms are kept in memory,
// some 200 bytes each.
const cachedForms = 1 << 16

// NewFinder makes a finder.
func NewFinder() *Finder {
	forms, err := lru.New[string, []string](cachedForms)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return &Finder{forms: forms, most: maxPostings}
}

func (f *Finder) formsOf(t string) []string {
	if forms, ok := f.forms.Get(t); ok {
		return forms
	}
	forms := formsOf(t)
	f.forms.Add(t, forms)
	return forms
}

// Find gives the hits in the order of their positions.
func (f *Finder) Find(tx storage.ReadTx, r *Request) ([]Hit, error) {
	s := &searching{finder: f, tx: tx, r: r, wanted: make([]sought, len(r.Query.items)), ended: ends{}, known: map[string][]taker{}}
	for i := range s.wanted {
		s.wanted[i] = sought{item: &r.Query.items[i], terms: map[string]*occurrences{}}
	}
	for _, step := range []func() error{s.words, s.pending, s.postings} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	for i := range s.wanted {
		if err := s.wanted[i].find(f.most); err != nil {
			return nil, err
		}
	}
	if r.Totals != nil {
		return s.scored()
	}
	return s.unscored()
}

// A searching is one run of [Finder.Find].
type searching struct {
	finder *Finder
	tx     storage.ReadTx
	r      *Request
	wanted []sought
	// first is the oldest revision that is pending: what postings and ends say
	// of it and of what came later, an unfinished merge has written.
	first keys.Revision
	known map[string][]taker // by the terms of pending texts
	// ended has what is known of the ends of texts: all that is pending, and
	// what has been read for the nodes in question.
	ended ends
}

// A sought is an item of the query and where it was found.
type sought struct {
	*item
	terms map[string]*occurrences // of each term that is to be read
	found []place
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
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.since, b.since))
}

// occurrences are the texts that have a term, in any order; with stands, as long
// as places, which say where in the text, for phrases.
type occurrences struct {
	places []place
	stands [][]byte
}

func (o *occurrences) add(p *posting, class keys.Class, stands bool, most int) error {
	if len(o.places) == most {
		return fmt.Errorf("%w: a word of the text that is looked for stands in more than %d texts", graph.ErrTooComplex, most)
	}
	o.places = append(o.places, place{
		node: p.node, since: p.since, earliest: p.earliest, length: p.length, count: p.count, bucket: p.bucket, class: class,
	})
	if stands {
		o.stands = append(o.stands, p.places)
	}
	return nil
}

// words finds the terms to be read: those of phrases as they are, those of
// words by their forms.
func (s *searching) words() error {
	for i := range s.wanted {
		w := &s.wanted[i]
		if w.phrase {
			for _, t := range w.words {
				w.terms[t] = new(occurrences)
			}
			continue
		}
		for _, form := range w.forms {
			for pair, err := range s.tx.Scan(storage.Prefix(keys.AppendWords(nil, form))) {
				if err != nil {
					return err
				}
				if err := s.r.Spend(1); err != nil {
					return err
				}
				k, err := keys.Parse(pair.Key)
				if err == nil {
					_, err = open(pair.Key, pair.Value)
				}
				if err != nil {
					return corrupt(pair.Key, err)
				}
				w.terms[k.Text] = new(occurrences)
			}
		}
	}
	return nil
}

// pending looks through what does not stand in postings yet.
func (s *searching) pending() error {
	s.first = s.r.At + 1
	begun := false
	r := storage.Range{
		Start: keys.AppendTag(nil, keys.Row, keys.Pending),
		End:   keys.AppendPending(nil, s.r.At+1, 0),
	}
	for pair, err := range s.tx.Scan(r) {
		if err != nil {
			return err
		}
		if err := s.r.Spend(1); err != nil {
			return err
		}
		err := openPending(pair.Key, pair.Value, func(w *waiting) error {
			if !begun {
				s.first, begun = w.since, true
			}
			return s.look(w)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// look looks for the items in one pending text.
func (s *searching) look(w *waiting) error {
	if w.ended {
		s.ended.add(w.node, w.since)
	}
	if !w.begun || !slices.Contains(s.r.Kinds, w.kind) || !slices.Contains(s.r.Classes, w.class) {
		return nil
	}
	if !w.inline {
		if err := s.r.Spend(1); err != nil {
			return err
		}
		if err := w.read(s.tx, s.r.Source); err != nil {
			return err
		}
	}
	for i := range w.terms {
		t := &w.terms[i]
		for _, taker := range s.takers(t.text) {
			p := posting{
				node: w.node, since: w.since, earliest: w.earliest, bucket: w.bucket,
				length: w.length, count: t.count, places: t.places,
			}
			if err := taker.o.add(&p, w.class, taker.stands, s.finder.most); err != nil {
				return err
			}
		}
	}
	return nil
}

// A taker is where the occurrences of a term are put, for one of the items.
type taker struct {
	o      *occurrences
	stands bool
}

// takers finds out for whom a term of a pending text is: mostly for nobody,
// which is remembered, as the same terms come again.
func (s *searching) takers(t []byte) []taker {
	if list, ok := s.known[string(t)]; ok {
		return list
	}
	var list []taker
	term := string(t)
	for i := range s.wanted {
		w := &s.wanted[i]
		if w.terms[term] == nil {
			if w.phrase || !w.finds(s.finder.formsOf(term)) {
				continue
			}
			w.terms[term] = new(occurrences)
		}
		list = append(list, taker{w.terms[term], w.phrase})
	}
	s.known[term] = list
	return list
}

// postings reads the blocks of all terms.
func (s *searching) postings() error {
	blocks := s.tx.Cursor(storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Posting)))
	defer blocks.Close()
	for i := range s.wanted {
		w := &s.wanted[i]
		for _, t := range slices.Sorted(maps.Keys(w.terms)) {
			if err := s.blocks(blocks, t, w.terms[t], w.phrase); err != nil {
				return err
			}
		}
	}
	return nil
}

// blocks reads the blocks of one term, of all kinds and classes that are looked
// through.
func (s *searching) blocks(blocks storage.Cursor, t string, o *occurrences, stands bool) error {
	begun := false
	for _, kind := range s.r.Kinds {
		for _, class := range s.r.Classes {
			list := keys.AppendPostings(nil, t, kind, class)
			end := keys.AppendPosting(slices.Clone(list), s.r.At+1, 0)
			// Most words stand in few lists: the cursor may have passed this one.
			if at := blocks.Key(); !begun || at != nil && bytes.Compare(at, list) < 0 {
				begun = true
				if err := s.r.Spend(1); err != nil {
					return err
				}
				blocks.Seek(list)
			}
			for ; blocks.Key() != nil && bytes.Compare(blocks.Key(), end) < 0; blocks.Next() {
				if err := s.r.Spend(1); err != nil {
					return err
				}
				value := blocks.Value()
				if stands {
					value = slices.Clone(value) // which postings share
				}
				err := readBlock(blocks.Key(), value, func(p *posting) error {
					if p.since >= s.first || p.since > s.r.At {
						return nil
					}
					return o.add(p, class, stands, s.finder.most)
				})
				if err != nil {
					return err
				}
			}
			if err := blocks.Err(); err != nil {
				return err
			}
		}
	}
	return nil
}

// find puts together where an item stands: each text once.
func (w *sought) find(most int) error {
	if w.phrase {
		w.findPhrase()
		return nil
	}
	total := 0
	for _, o := range w.terms {
		total += len(o.places)
	}
	if total > most {
		return fmt.Errorf("%w: the forms of %s stand in more than %d texts", graph.ErrTooComplex, w.item, most)
	}
	w.found = make([]place, 0, total)
	for t, o := range w.terms {
		w.found = append(w.found, o.places...)
		delete(w.terms, t)
	}
	if !slices.IsSortedFunc(w.found, comparePlaces) {
		slices.SortFunc(w.found, comparePlaces)
	}
	w.found = sumPlaces(w.found)
	return nil
}

// sumPlaces makes one of the places of one text, which stand together.
func sumPlaces(list []place) []place {
	out := list[:0]
	for _, p := range list {
		if n := len(out); n > 0 && comparePlaces(out[n-1], p) == 0 {
			out[n-1].count += p.count
			continue
		}
		out = append(out, p)
	}
	return out
}

// findPhrase finds the texts in which the words stand one behind the other.
func (w *sought) findPhrase() {
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
		if comparePlaces(p, last) == 0 {
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
			w.found = append(w.found, p)
		}
	}
	w.terms = nil
}

// within gives the places in a text, and how far one has come by looking from
// next on. It is asked for one text after the other, in their order.
func (o *occurrences) within(p place, dst []uint32, next int) (stand []uint32, at int) {
	for next < len(o.places) && comparePlaces(o.places[next], p) < 0 {
		next++
	}
	for i := next; i < len(o.places) && comparePlaces(o.places[i], p) == 0; i++ {
		dst = places(dst, o.stands[i])
	}
	return dst, next
}

// sort puts occurrences into order.
func (o *occurrences) sort() {
	if slices.IsSortedFunc(o.places, comparePlaces) {
		return
	}
	order := make([]int, len(o.places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return comparePlaces(o.places[a], o.places[b]) })
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

// unscored gives the texts that have all items.
func (s *searching) unscored() ([]Hit, error) {
	common := s.wanted[0].found
	for i := range s.wanted[1:] {
		common = intersect(common, s.wanted[i+1].found)
	}
	common, err := s.holding(common)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, len(common))
	for i, p := range common {
		hits[i] = p.hit()
	}
	return inOrder(hits), nil
}

func (p place) hit() Hit {
	return Hit{At: keys.Position{Earliest: p.earliest, Bucket: p.bucket, Node: p.node}, Class: p.class}
}

// intersect gives the texts of a that are in b too; both are in order.
func intersect(a, b []place) []place {
	out := a[:0:0]
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := comparePlaces(a[i], b[j]); {
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

// fewRuns is how many runs of nodes are looked up one by one; for more, all the
// runs between them are read.
const fewRuns = 64

// holding leaves out the texts that have ended. Of each node one is left at
// most.
func (s *searching) holding(list []place) ([]place, error) {
	if err := s.readEnded(list); err != nil {
		return nil, err
	}
	held := make([]place, 0, len(list))
	for _, p := range list {
		if s.ended.hold(p.node, p.since, s.r.At) {
			held = append(held, p)
		}
	}
	return held, nil
}

// readEnded reads the ends of the texts of nodes, which come in order.
func (s *searching) readEnded(list []place) error {
	if len(list) == 0 {
		return nil
	}
	var runs []keys.Node
	for _, p := range list {
		if run := runOf(p.node); len(runs) == 0 || runs[len(runs)-1] != run {
			runs = append(runs, run)
		}
	}
	if len(runs) > fewRuns {
		return s.readRuns(runs[0], runs[len(runs)-1])
	}
	for _, run := range runs {
		if err := s.readRuns(run, run); err != nil {
			return err
		}
	}
	return nil
}

func (s *searching) readRuns(first, last keys.Node) error {
	if err := s.r.Spend(1); err != nil {
		return err
	}
	for pair, err := range s.tx.Scan(storage.Range{
		Start: keys.AppendEnded(nil, first, 0), End: keys.AppendEnded(nil, last+runLen, 0),
	}) {
		if err != nil {
			return err
		}
		if err := s.r.Spend(1); err != nil {
			return err
		}
		if err := readEnds(pair.Key, pair.Value, func(e end) {
			if e.at < s.first {
				s.ended.add(e.node, e.at)
			}
		}); err != nil {
			return err
		}
	}
	return nil
}
