package search

import (
	"bytes"
	"maps"
	"slices"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/storage"
	"hudna/storage/keys"
)

// maxPostings bounds what a word of a query, in all its forms, is looked for in,
// and each word of a phrase, whose words may have twice as many together: beyond
// it the query is too complex. They are held in memory, 40 bytes each and for
// phrases 80, but those of one word or phrase at a time.
const maxPostings = 1 << 21

// A Request says what is looked for, and in what.
type Request struct {
	Query *Query
	// Kinds and Classes are those of the texts that are looked through,
	// ascending and each once.
	Kinds   []keys.Kind
	Classes []keys.Class
	// Alike gives one of the kinds of texts whose lengths a kind's are measured
	// by, the same for all of these; nil if all kinds are alike.
	Alike func(keys.Kind) keys.Kind
	At    keys.Revision
	// Merged is a revision up to which nothing is pending.
	Merged keys.Revision
	// Remarked: some texts are of other classes than their postings say.
	Remarked bool
	// Sees says whether a node that was found in a class may be given at all; nil
	// for all.
	Sees func(keys.Node, keys.Class) (bool, error)
	// Among are the classes of the texts from which scores are reckoned; nil for
	// those that are looked through.
	Among []keys.Class
	// Totals are those of the revision, for scores; nil for hits without.
	Totals Totals
	// Take is given the hits one by one, in no order, where they are wanted so:
	// then [Finder.Find] gives none.
	Take   func(Hit)
	Source Source
	// Keep: where words stand may be kept for those who ask the same snapshot.
	Keep bool
	// Spend is told how many keys are read, and says when those are too many.
	Spend func(keys int) error
}

// A Hit is a record whose text has everything that the query asks for.
type Hit struct {
	At    keys.Position
	Kind  keys.Kind // of the text
	Class keys.Class
	Score float64 // see [Totals]; 0 unless asked for
}

// A Finder finds texts. It is safe for use by several goroutines.
type Finder struct {
	forms *lru.Cache[string, []string] // of terms
	runs  *runCache
	stood *stoodCache
	most  int // postings of a word or phrase
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
	return &Finder{forms: forms, runs: newRunCache(), stood: newStoodCache(), most: maxPostings}
}

func (f *Finder) formsOf(t string) []string {
	if forms, ok := f.forms.Get(t); ok {
		return forms
	}
	forms := formsOf(t)
	f.forms.Add(t, forms)
	return forms
}

// Find gives the hits in the order of their positions, unless the request takes
// them one by one.
func (f *Finder) Find(tx storage.ReadTx, r *Request) ([]Hit, error) {
	s := &searching{finder: f, tx: tx, r: r, classes: r.Classes, wanted: make([]sought, len(r.Query.items)), ended: ends{}, known: map[string][]taker{}}
	if r.Remarked {
		s.classes = ofAllMarkings(r.Classes)
	}
	room := make([]*[]place, len(s.wanted))
	defer func() {
		for i := range room {
			*room[i] = s.wanted[i].room[:0]
			giveRoom(room[i])
		}
	}()
	for i := range s.wanted {
		room[i], _ = rooms.Get().(*[]place) // nothing else is put there
		s.wanted[i] = sought{item: &r.Query.items[i], terms: map[string]*occurrences{}, most: f.most, room: *room[i]}
	}
	for _, step := range []func() error{s.words, s.pending} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	s.cursor = tx.Cursor(storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Posting)))
	defer s.cursor.Close()
	if r.Totals != nil {
		return s.scored()
	}
	return s.unscored()
}

// rooms are where texts with a word were listed. A common word stands in tens of
// thousands: making room for them anew would cost as much as to find them.
var rooms = sync.Pool{New: func() any { return new([]place) }}

// maxRoom is for how many texts room is kept, which is 40 bytes for each.
const maxRoom = 1 << 17

func giveRoom(room *[]place) {
	if cap(*room) <= maxRoom {
		rooms.Put(room)
	}
}

// A searching is one run of [Finder.Find].
type searching struct {
	finder *Finder
	tx     storage.ReadTx
	r      *Request
	cursor storage.Cursor // over all blocks
	wanted []sought
	// classes are those of the postings that are read.
	classes []keys.Class
	// first is the oldest revision that is pending: what postings and ends say
	// of it and of what came later, an unfinished merge has written.
	first keys.Revision
	known map[string][]taker // by the terms of pending texts
	// ended are the ends of texts that are pending.
	ended ends
	// remarked has the remarks on these.
	remarked remarked
	spent    int // keys
}

func (s *searching) spend(keys int) error {
	s.spent += keys
	return s.r.Spend(keys)
}

// ofAllMarkings gives the classes of some statuses with every marking, in order.
func ofAllMarkings(classes []keys.Class) []keys.Class {
	var all []keys.Class
	for _, c := range classes {
		for m := keys.Public; m < keys.Markings; m++ {
			all = append(all, keys.ClassOf(c.Status(), m))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
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
		if s.recall(w) {
			if err := s.spend(w.kept.keys); err != nil {
				return err
			}
			continue
		}
		before := s.spent
		for _, form := range w.forms {
			for pair, err := range s.tx.Scan(storage.Prefix(keys.AppendWords(nil, form))) {
				if err != nil {
					return err
				}
				if err := s.spend(1); err != nil {
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
		w.keys = s.spent - before
	}
	return nil
}

// pending looks through what does not stand in postings yet.
func (s *searching) pending() error {
	s.first = s.r.At + 1
	if s.r.Merged >= s.r.At {
		return nil
	}
	begun := false
	r := storage.Range{
		Start: keys.AppendPending(nil, s.r.Merged+1, 0),
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
	if !w.begun || !slices.Contains(s.r.Kinds, w.kind) || !slices.Contains(s.classes, w.class) {
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
			if err := taker.take(taker.o, &p, w.kind, w.class); err != nil {
				return err
			}
		}
	}
	return nil
}

// A taker is where the occurrences of a term are put, for one of the items.
type taker struct {
	*sought
	o *occurrences
}

// takers finds out for whom a term of a pending text is: mostly for nobody,
// which is remembered, as the same terms come again.
func (s *searching) takers(t []byte) []taker {
	if list, ok := s.known[string(t)]; ok {
		return list
	}
	var list []taker
	term := string(t)
	for _, i := range s.r.Query.at(term, s.finder.formsOf) {
		w := &s.wanted[i]
		if w.terms[term] == nil {
			w.terms[term] = new(occurrences)
		}
		list = append(list, taker{w, w.terms[term]})
	}
	s.known[term] = list
	return list
}

// find gives the texts that have an item, each once, whether they hold or not.
func (s *searching) find(w *sought) ([]place, error) {
	if w.kept != nil {
		if err := w.takeAll(w.kept.list); err != nil {
			return nil, err
		}
		return w.findWord(), nil
	}
	terms := slices.Sorted(maps.Keys(w.terms))
	pending, before := len(w.room), s.spent
	for _, t := range terms {
		if err := s.blocks(t, w); err != nil {
			return nil, err
		}
	}
	if w.phrase {
		return w.findPhrase(), nil
	}
	s.remember(w, terms, pending, s.spent-before)
	return w.findWord(), nil
}

// blocks reads the blocks of one term, of all kinds and classes that are looked
// through.
func (s *searching) blocks(t string, w *sought) error {
	o, blocks := w.terms[t], s.cursor
	begun := false
	for _, kind := range s.r.Kinds {
		for _, class := range s.classes {
			list := keys.AppendPostings(nil, t, kind, class)
			end := keys.AppendPosting(slices.Clone(list), s.r.At+1, 0)
			// Most words stand in few lists: the cursor may have passed this one.
			if at := blocks.Key(); !begun || at != nil && bytes.Compare(at, list) < 0 {
				begun = true
				if err := s.spend(1); err != nil {
					return err
				}
				blocks.Seek(list)
			}
			for ; blocks.Key() != nil && bytes.Compare(blocks.Key(), end) < 0; blocks.Next() {
				if err := s.spend(1); err != nil {
					return err
				}
				value := blocks.Value()
				if w.phrase {
					value = slices.Clone(value) // which postings share
				}
				err := readBlock(blocks.Key(), value, func(p *posting) error {
					if p.since >= s.first || p.since > s.r.At {
						return nil
					}
					return w.take(o, p, kind, class)
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

// unscored gives the texts that have all items.
func (s *searching) unscored() ([]Hit, error) {
	var common []place
	for i := range s.wanted {
		found, err := s.find(&s.wanted[i])
		if err != nil {
			return nil, err
		}
		if i > 0 {
			found = intersect(common, found)
		}
		if common = found; len(common) == 0 {
			return nil, nil
		}
	}
	common, err := s.holding(common)
	if err != nil {
		return nil, err
	}
	return s.given(common, nil), nil
}

// given gives the hits as the request wants them, with scores if there are some.
func (s *searching) given(list []place, scores []float64) []Hit {
	take := s.r.Take
	var hits []Hit
	if take == nil {
		hits = make([]Hit, 0, len(list))
		take = func(h Hit) { hits = append(hits, h) }
	}
	for i := range list {
		h := list[i].hit()
		if scores != nil {
			h.Score = scores[i]
		}
		take(h)
	}
	return inOrder(hits)
}

func (p *place) hit() Hit {
	return Hit{At: keys.Position{Earliest: p.earliest, Bucket: p.bucket, Node: p.node}, Kind: p.kind, Class: p.class}
}

// holding leaves out the texts that have ended, in the memory of the list. Of each
// node one is left at most.
func (s *searching) holding(list []place) ([]place, error) {
	if len(list) == 0 {
		return nil, nil
	}
	if s.remarked = nil; s.r.Remarked {
		if err := s.readRemarked(list); err != nil {
			return nil, err
		}
	}
	runs, err := s.runs(list)
	if err != nil {
		return nil, err
	}
	held, next := list[:0], 0
	for i := range list {
		p := &list[i]
		for len(runs) > 1 && runs[0].first+runLen <= p.node {
			runs, next = runs[1:], 0
		}
		var ended bool
		if ended, next = runs[0].ended(p, s.r.At, s.first, next); ended || len(s.ended) > 0 && !s.ended.hold(p.node, p.since, s.r.At) {
			continue
		}
		if s.r.Remarked {
			if m, ok := s.remarked.marking(p, s.r.At); ok {
				p.class = keys.ClassOf(p.class.Status(), m)
			}
			if !slices.Contains(s.r.Classes, p.class) {
				continue
			}
		}
		if s.r.Sees != nil {
			if sees, err := s.r.Sees(p.node, p.class); err != nil {
				return nil, err
			} else if !sees {
				continue
			}
		}
		if len(held) == i {
			held = list[:i+1] // nothing was left out yet
		} else {
			held = append(held, *p)
		}
	}
	return held, nil
}

// fewRuns is how many runs of nodes are looked up one by one; for more, all the
// runs between them are read.
const fewRuns = 64

// readRemarked reads the remarks on the texts of nodes, which come in order.
func (s *searching) readRemarked(list []place) error {
	nodes := runsOf(list)
	if len(nodes) > fewRuns {
		return s.readRemarks(nodes[0], nodes[len(nodes)-1])
	}
	for _, n := range nodes {
		if err := s.readRemarks(n, n); err != nil {
			return err
		}
	}
	return nil
}

// readRemarks reads the remarks on some runs of nodes.
func (s *searching) readRemarks(first, last keys.Node) error {
	if err := s.r.Spend(1); err != nil {
		return err
	}
	for pair, err := range s.tx.Scan(storage.Range{
		Start: keys.AppendRemarked(nil, first, 0), End: keys.AppendRemarked(nil, last+runLen, 0),
	}) {
		if err != nil {
			return err
		}
		if err := s.r.Spend(1); err != nil {
			return err
		}
		if err := readRemarks(pair.Key, pair.Value, func(m Remark) { s.remarked = append(s.remarked, m) }); err != nil {
			return err
		}
	}
	return nil
}
