package analysis

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"hudna/graph"
)

// The bounds of looking for copies.
const (
	MaxPrinted      = 5_000     // documents of which each may be compared with others
	maxPrintedWords = 4_000_000 // of their own, all of them together
	maxCopyPairs    = 500_000   // that have something in common

	// Of the documents with one run of words each is compared with the first so
	// many: what stands in more is a wire report, or a form of words.
	maxWithRun = 16
	leastRuns  = 2 // chosen runs in common, that two are compared

	soughtRuns    = 16 // of one document, in others
	soughtWords   = 6
	maxSoughtEach = 100
)

// A CopyQuestion asks which documents may be copies.
type CopyQuestion struct {
	// Of is a document whose copies are sought, and what it may be a copy of;
	// empty for those in Where among each other.
	Of    graph.ID
	Where graph.DocumentSet
}

// Copies are candidates: documents that may be copies of others.
type Copies struct {
	Of      *graph.Document
	Read    int // documents that were compared
	Without int // documents whose text is not held, or too short to tell
	Refused int // pairs that would be candidates, and were judged different
	Cut     bool
	Pairs   []CopyPair // the most alike first
}

// Definition is that of the rules.
func (*Copies) Definition() string { return CopiesDefinition }

// Total is how many candidates there are.
func (c *Copies) Total() int { return len(c.Pairs) }

// CopiesOf looks for copies. More than [MaxPrinted] documents, or too many words,
// are [graph.ErrTooComplex]; a document that is not there is [graph.ErrInvalid].
func CopiesOf(ctx context.Context, r graph.Reader, q CopyQuestion) (*Copies, error) {
	l := &copying{ctx: ctx, r: r, out: &Copies{}, copyOf: map[graph.ID]graph.ID{}, met: map[graph.ID]bool{}}
	var pairs []CopyPair
	var err error
	if q.Of != "" {
		pairs, err = l.around(q)
	} else {
		pairs, err = l.all(q.Where)
	}
	if err != nil {
		return nil, err
	}
	pairs = slices.DeleteFunc(pairs, func(p CopyPair) bool { return l.recorded(p.Original, p.Copy) })
	if pairs, err = l.refuse(pairs); err != nil {
		return nil, err
	}
	if q.Of == "" {
		pairs = nearest(pairs)
	}
	slices.SortFunc(pairs, byLikeness)
	l.out.Pairs = pairs
	return l.out, nil
}

// nearest leaves each copy the document with which it has most in common.
func nearest(pairs []CopyPair) (left []CopyPair) {
	slices.SortFunc(pairs, func(a, b CopyPair) int { return cmp.Or(cmp.Compare(b.Shared, a.Shared), byLikeness(a, b)) })
	at := map[graph.ID]int{}
	for _, p := range pairs {
		if i, ok := at[p.Copy]; ok {
			left[i].Others++
			continue
		}
		at[p.Copy] = len(left)
		left = append(left, p)
	}
	return left
}

// A copying looks for copies.
type copying struct {
	ctx    context.Context //nolint:containedctx // it lives as long as one question
	r      graph.Reader
	out    *Copies
	copyOf map[graph.ID]graph.ID
	met    map[graph.ID]bool
	list   []*printed
	words  int
}

// take takes a document in, if it can be compared.
func (l *copying) take(d *graph.Document) (*printed, error) {
	if l.met[d.ID] {
		return nil, nil
	}
	l.met[d.ID] = true
	if d.CopyOf != nil {
		l.copyOf[d.ID] = d.CopyOf.Document
	}
	p := printedOf(d)
	if len(p.own) < leastShared {
		l.out.Without++
		return nil, nil
	}
	l.out.Read++
	if l.words += len(p.own); l.words > maxPrintedWords {
		return nil, fmt.Errorf("%w: the documents have more than %d words: ask for fewer (where), or for the copies of one (of)", graph.ErrTooComplex, maxPrintedWords)
	}
	l.list = append(l.list, p)
	return p, nil
}

// recorded says whether it is known that one is a copy of the other, or that both
// are copies of the same, as far as that was read.
func (l *copying) recorded(a, b graph.ID) bool {
	root := func(id graph.ID) graph.ID {
		for range maxTies {
			if l.copyOf[id] == "" {
				break
			}
			id = l.copyOf[id]
		}
		return id
	}
	return root(a) == root(b)
}

// around looks for the runs of words of one document in the texts of others.
func (l *copying) around(q CopyQuestion) (pairs []CopyPair, err error) {
	found, err := l.r.Records(l.ctx, []graph.ID{q.Of})
	if err != nil {
		return nil, err
	}
	d, ok := found[0].(*graph.Document)
	if !ok {
		return nil, &graph.FieldError{Path: "of", Reason: fmt.Sprintf("there is no document %s", q.Of)}
	}
	l.out.Of = d
	one, err := l.take(d)
	if one == nil || err != nil {
		return nil, err
	}
	for _, phrase := range runsOf(d) {
		where := q.Where
		where.And = append(slices.Clip(where.And), graph.DocumentSet{Text: phrase})
		list, err := l.r.Documents(l.ctx, where, graph.Page{First: maxSoughtEach})
		if err != nil {
			return nil, err
		}
		l.out.Cut = l.out.Cut || list.More
		for _, item := range list.Items {
			if _, err := l.take(item.Value); err != nil {
				return nil, err
			}
		}
	}
	for _, other := range l.list[1:] {
		if p, ok := resemble(one, other); ok {
			pairs = append(pairs, p)
		}
	}
	return pairs, nil
}

// runsOf are runs of a document's own words, evenly spread, for a search.
func runsOf(d *graph.Document) (phrases []string) {
	words := wordsOf(d.Text)
	step := max(1, len(words)/soughtRuns)
	for at := 0; at+soughtWords <= len(words) && len(phrases) < soughtRuns; at += step {
		var run []string
		for _, w := range words[at : at+soughtWords] {
			run = append(run, w.text)
		}
		if phrase := `"` + strings.Join(run, " ") + `"`; len(phrase) <= maxPhrase {
			phrases = append(phrases, phrase)
		}
	}
	return phrases
}

// all compares the documents of a set with each other, as far as they have rare
// runs of words in common.
func (l *copying) all(where graph.DocumentSet) (pairs []CopyPair, err error) {
	for page := (graph.Page{First: documentsAtOnce}); ; {
		list, err := l.r.Documents(l.ctx, where, page)
		if err != nil {
			return nil, err
		}
		for _, item := range list.Items {
			if _, err := l.take(item.Value); err != nil {
				return nil, err
			}
		}
		if len(l.met) > MaxPrinted {
			return nil, fmt.Errorf("%w: there are more than %d documents to compare: ask for fewer (where), or for the copies of one (of)", graph.ErrTooComplex, MaxPrinted)
		}
		if !list.More {
			break
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
	slices.SortStableFunc(l.list, func(a, b *printed) int { // the oldest first, the undated last
		return cmp.Or(cmp.Compare(undatedLast(a), undatedLast(b)), cmp.Compare(a.when.Earliest, b.when.Earliest))
	})
	alike, err := l.alike()
	if err != nil {
		return nil, err
	}
	for _, pair := range alike {
		if p, ok := resemble(l.list[pair[0]], l.list[pair[1]]); ok {
			pairs = append(pairs, p)
		}
	}
	return pairs, nil
}

func undatedLast(p *printed) int {
	if p.when.Undated {
		return 1
	}
	return 0
}

// alike are the pairs that have chosen runs in common: an inverted index of these,
// gone through run by run.
func (l *copying) alike() (pairs [][2]int32, err error) {
	type entry struct {
		run uint64
		at  int32
	}
	var index []entry
	for i, p := range l.list {
		for _, run := range p.chosen {
			index = append(index, entry{run, int32(i)}) //nolint:gosec // at most MaxPrinted
		}
	}
	slices.SortFunc(index, func(a, b entry) int { return cmp.Or(cmp.Compare(a.run, b.run), cmp.Compare(a.at, b.at)) })
	runs := map[[2]int32]int{}
	for len(index) > 0 {
		n := 1
		for n < len(index) && index[n].run == index[0].run {
			n++
		}
		for i := 1; i < n; i++ {
			for j := range min(i, maxWithRun) {
				runs[[2]int32{index[j].at, index[i].at}]++
			}
		}
		if len(runs) > maxCopyPairs {
			return nil, fmt.Errorf("%w: too many documents have words in common: ask for fewer (where)", graph.ErrTooComplex)
		}
		if err := l.ctx.Err(); err != nil {
			return nil, err
		}
		index = index[n:]
	}
	for pair, n := range runs {
		if n >= leastRuns {
			pairs = append(pairs, pair)
		}
	}
	return pairs, nil
}

// refuse leaves out the pairs that are judged to be different.
func (l *copying) refuse(pairs []CopyPair) ([]CopyPair, error) {
	different := map[[2]graph.ID]bool{}
	looked := map[graph.ID]bool{}
	for i := range pairs {
		id := pairs[i].Copy // a judgement stands with both
		if looked[id] {
			continue
		}
		looked[id] = true
		identity, err := l.r.Identity(l.ctx, id)
		if err != nil {
			return nil, err
		}
		for some := range slices.Chunk(identity.Judgements, graph.MaxPage) {
			found, err := l.r.Records(l.ctx, some)
			if err != nil {
				return nil, err
			}
			for _, record := range found {
				if j, ok := record.(*graph.Judgement); ok && j.Verdict == graph.VerdictDifferent {
					different[[2]graph.ID{j.A, j.B}], different[[2]graph.ID{j.B, j.A}] = true, true
				}
			}
		}
	}
	return slices.DeleteFunc(pairs, func(p CopyPair) bool {
		refused := different[[2]graph.ID{p.Original, p.Copy}]
		if refused {
			l.out.Refused++
		}
		return refused
	}), nil
}
