package analysis

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hudna/graph"
)

// The bounds of looking for reports of one utterance.
const (
	MaxCompared    = 20_000     // statements of which each may be compared with others
	MaxAlongside   = 1_000      // statements of one list that are compared with one
	maxComparisons = 500_000    // of two statements
	maxMeetings    = 50_000_000 // of two statements, whether or not they are compared
	maxSamePairs   = 50_000     // candidates

	maxWidth      = 31 * daySeconds // of a date by which statements are sought
	maxInShingle  = 64              // statements that have one run of words
	phrasesSought = 8               // of one statement, in the words of others
	phraseWords   = 4
	maxPhrase     = 512 // bytes: a text in a script without spaces may be one word
)

// A SameQuestion asks which statements may be reports of one utterance.
type SameQuestion struct {
	// Of is the statement whose other reports are sought; empty for pairs of
	// those in Where.
	Of    graph.ID
	Where graph.StatementSet
	// Above is the score that candidates have at least; [SameThreshold] unless given.
	Above *float64
}

// SameUtterances are candidates: pairs of statements that may be reports of one
// utterance.
type SameUtterances struct {
	Of      *graph.Statement
	Read    int // statements that were compared
	Refused int // pairs that would be candidates, and were judged different
	// Cut: of a list of statements only the first were compared with the one.
	Cut   bool
	Above float64
	Pairs []SamePair // the likeliest first
}

// Definition is that of the rules.
func (*SameUtterances) Definition() string { return SameUtteranceDefinition }

// Total is how many pairs there are.
func (s *SameUtterances) Total() int { return len(s.Pairs) }

// SameOf looks for candidates. More than [MaxCompared] statements are
// [graph.ErrTooComplex], and so are those that are too many to compare; a
// statement that is not there is [graph.ErrInvalid].
func SameOf(ctx context.Context, r graph.Reader, q SameQuestion) (*SameUtterances, error) {
	above := SameThreshold
	if q.Above != nil {
		above = *q.Above
	}
	if !(above >= 0 && above <= 1) {
		return nil, &graph.FieldError{Path: "above", Reason: fmt.Sprintf("is %v; a score is 0 to 1", above)}
	}
	l := &likening{reporting: reportingOf(ctx, r), out: &SameUtterances{Above: above}}
	if q.Of != "" {
		if err := l.around(q); err != nil {
			return nil, err
		}
	} else if err := l.all(q.Where); err != nil {
		return nil, err
	}
	slices.SortFunc(l.out.Pairs, bySameness)
	if err := l.refuse(); err != nil {
		return nil, err
	}
	return l.out, nil
}

// A likening looks for candidates.
type likening struct {
	*reporting
	out      *SameUtterances
	reports  []*report
	compared int
	meetings int
	done     map[[2]int32]bool
}

// around compares one statement with those that have something in common with it.
func (l *likening) around(q SameQuestion) error {
	found, err := l.r.Records(l.ctx, []graph.ID{q.Of})
	if err != nil {
		return err
	}
	own, ok := found[0].(*graph.Statement)
	if !ok {
		return &graph.FieldError{Path: "of", Reason: fmt.Sprintf("there is no statement %s", q.Of)}
	}
	l.out.Of = own
	l.met[own.ID] = true
	if err := l.read([]*graph.Statement{own}); err != nil {
		return err
	}
	one := l.report(own)
	var statements []*graph.Statement
	for _, set := range l.alongside(one) {
		if err := l.list(q.Where, set, &statements); err != nil {
			return err
		}
	}
	if err := l.read(statements); err != nil {
		return err
	}
	l.out.Read = 1 + len(statements)
	one = l.report(own) // for whom they speak is known of more by now
	for _, s := range statements {
		if err := l.pair(one, l.report(s)); err != nil {
			return err
		}
	}
	return nil
}

// alongside are the lists of statements that one is compared with: of who
// speaks, or stands for who speaks, about then; on its occasion; with its words.
func (l *likening) alongside(one *report) (sets []graph.StatementSet) {
	if said := around(one.when); said != nil && len(one.voices) > 0 {
		by := graph.StatementSet{Or: []graph.StatementSet{
			{By: &graph.ActorSet{AnyOf: first(one.reach, graph.MaxFilterIDs)}},
			{By: &graph.ActorSet{AnyOf: first(one.voices, graph.MaxFilterIDs), Include: []graph.ActorScope{
				graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeParts, graph.ScopeOnBehalf,
			}}},
			{Attributions: []graph.Attribution{graph.AttributionAnonymous}, Said: said},
			{Attributions: []graph.Attribution{graph.AttributionPublisher}, Document: &graph.DocumentSet{Publisher: &graph.ActorSet{AnyOf: first(one.reach, graph.MaxFilterIDs)}}},
		}}
		by.Said = said
		sets = append(sets, by)
	}
	if one.s.Occasion != "" {
		sets = append(sets, graph.StatementSet{Occasion: one.s.Occasion})
	}
	if phrases := phrasesOf(one); len(phrases) > 0 {
		set := graph.StatementSet{}
		for _, phrase := range phrases {
			set.Or = append(set.Or, graph.StatementSet{Text: phrase})
		}
		sets = append(sets, set)
	}
	return sets
}

func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }

// around is the time in which reports of one utterance lie, by their dates; nil
// where that is too long to tell anything, or cannot be written as days.
func around(b graph.Bounds) *graph.DateRange {
	if !within(b, maxWidth) {
		return nil
	}
	r := &graph.DateRange{From: graph.EDTF(dayOf(b.Earliest - maxApart)), To: graph.EDTF(dayOf(b.Latest + maxApart))}
	if _, err := r.Compile(); err != nil {
		return nil
	}
	return r
}

// phrasesOf are runs of words of a statement, evenly spread, for a search.
func phrasesOf(one *report) (phrases []string) {
	for i := range one.texts {
		words := one.texts[i].words
		step := max(1, len(words)/phrasesSought)
		for at := 0; at+phraseWords <= len(words) && len(phrases) < phrasesSought; at += step {
			var run []string
			for _, w := range words[at : at+phraseWords] {
				run = append(run, w.text)
			}
			if phrase := `"` + strings.Join(run, " ") + `"`; len(phrase) <= maxPhrase {
				phrases = append(phrases, phrase)
			}
		}
	}
	return phrases
}

// list reads the statements of a list that meet a filter and were not read before,
// up to a bound.
func (l *likening) list(where, set graph.StatementSet, into *[]*graph.Statement) error {
	where.And = append(slices.Clip(where.And), set)
	q := graph.StatementQuery{StatementSet: where}
	for page, n := (graph.Page{First: graph.MaxPage}), 0; ; {
		list, err := l.r.Statements(l.ctx, q, page)
		if err != nil {
			return err
		}
		for _, item := range list.Items {
			if s := item.Value; !l.met[s.ID] {
				l.met[s.ID] = true
				*into = append(*into, s)
			}
		}
		if n += len(list.Items); !list.More {
			return nil
		}
		if n >= MaxAlongside {
			l.out.Cut = true
			return nil
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
}

// all compares the statements of a set with each other, as far as they have
// something in common.
func (l *likening) all(where graph.StatementSet) error {
	var statements []*graph.Statement
	for page := (graph.Page{First: graph.MaxPage}); ; {
		list, err := l.r.Statements(l.ctx, graph.StatementQuery{StatementSet: where}, page)
		if err != nil {
			return err
		}
		for _, item := range list.Items {
			statements = append(statements, item.Value)
		}
		if len(statements) > MaxCompared {
			return fmt.Errorf("%w: there are more than %d statements to compare: ask for fewer (where), or for the reports of one (of)", graph.ErrTooComplex, MaxCompared)
		}
		if !list.More {
			break
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
	if err := l.read(statements); err != nil {
		return err
	}
	l.out.Read = len(statements)
	for _, s := range statements {
		l.reports = append(l.reports, l.report(s))
	}
	// By who spoke they are in the order of their dates.
	slices.SortFunc(l.reports, func(a, b *report) int { return bySaid(a.s, b.s) })
	l.done = map[[2]int32]bool{}
	for _, step := range []func() error{l.bySpeaker, l.byOccasion, l.byWords} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// bySpeaker compares what those said within some days of whom one stands for the
// other.
func (l *likening) bySpeaker() error {
	type said struct {
		at  int32
		own bool
	}
	by := map[graph.ID][]said{}
	var nobody []said // in whose name nothing is said
	for i, r := range l.reports {
		if !within(r.when, maxWidth) {
			continue
		}
		at := int32(i) //nolint:gosec // at most MaxCompared
		if len(r.voices) == 0 {
			nobody = append(nobody, said{at, true})
		}
		for _, id := range r.reach {
			by[id] = append(by[id], said{at, slices.Contains(r.voices, id)})
		}
	}
	for id, list := range by {
		if len(nobody) > 0 {
			list = append(slices.Clone(list), nobody...)
			slices.SortFunc(list, func(a, b said) int { return int(a.at - b.at) })
			by[id] = list
		}
	}
	for _, id := range slices.Sorted(maps.Keys(by)) {
		list := by[id]
		for i, x := range list {
			for _, y := range list[i+1:] {
				if err := l.meet(); err != nil {
					return err
				}
				a, b := l.reports[x.at], l.reports[y.at]
				if b.when.Earliest > a.when.Latest+maxApart {
					break
				}
				if !x.own && !y.own {
					continue
				}
				if err := l.both(x.at, y.at); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// byOccasion compares what was said on one occasion.
func (l *likening) byOccasion() error {
	on := map[graph.ID][]int32{}
	for i, r := range l.reports {
		if r.s.Occasion != "" {
			id := l.sides.canonical(r.s.Occasion)
			on[id] = append(on[id], int32(i)) //nolint:gosec // at most MaxCompared
		}
	}
	for _, id := range slices.Sorted(maps.Keys(on)) {
		if err := l.each(on[id]); err != nil {
			return err
		}
	}
	return nil
}

// byWords compares what has runs of words in common that few have.
func (l *likening) byWords() error {
	with := map[uint64][]int32{}
	for i, r := range l.reports {
		for k := range r.texts {
			for _, h := range winnow(r.texts[k].shingles) {
				if list := with[h]; len(list) == 0 || list[len(list)-1] != int32(i) { //nolint:gosec // at most MaxCompared
					with[h] = append(list, int32(i)) //nolint:gosec // at most MaxCompared
				}
			}
		}
	}
	for _, h := range slices.Sorted(maps.Keys(with)) {
		if list := with[h]; len(list) <= maxInShingle {
			if err := l.each(list); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *likening) each(list []int32) error {
	for i, a := range list {
		for _, b := range list[i+1:] {
			if err := l.meet(); err != nil {
				return err
			}
			if err := l.both(a, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// meet counts two statements that stand in one list, most of which may not be one
// utterance, and are not compared.
func (l *likening) meet() error {
	if l.meetings++; l.meetings > maxMeetings {
		return l.tooMany()
	}
	if l.meetings%1_000 == 0 {
		return l.ctx.Err()
	}
	return nil
}

func (*likening) tooMany() error {
	return fmt.Errorf("%w: too many statements may be reports of one utterance: ask for those of a shorter time (where)", graph.ErrTooComplex)
}

// both compares two statements, unless they were compared before.
func (l *likening) both(a, b int32) error {
	key := [2]int32{min(a, b), max(a, b)}
	if a == b || !mayBeOne(l.reports[a], l.reports[b]) || l.done[key] {
		return nil
	}
	l.done[key] = true
	return l.pair(l.reports[a], l.reports[b])
}

func (l *likening) pair(a, b *report) error {
	if l.compared++; l.compared > maxComparisons {
		return l.tooMany()
	}
	if l.compared%1_000 == 0 {
		if err := l.ctx.Err(); err != nil {
			return err
		}
	}
	p, ok := l.compare(a, b)
	if !ok || p.Score < l.out.Above || len(p.Signs) == 0 {
		return nil
	}
	if len(l.out.Pairs) == maxSamePairs {
		return fmt.Errorf("%w: there are more than %d candidates: ask for a higher score (above)", graph.ErrTooComplex, maxSamePairs)
	}
	l.out.Pairs = append(l.out.Pairs, p)
	return nil
}

// refuse leaves out the pairs that were judged different: a statement that
// reports the one utterance says that it does not report the other.
func (l *likening) refuse() error {
	distinct := map[[2]graph.ID]bool{}
	var uttered []graph.ID
	know := func(s *graph.Statement) {
		for _, id := range s.DistinctFrom() {
			distinct[[2]graph.ID{s.Utterance, id}] = true
		}
	}
	for i := range l.out.Pairs {
		p := &l.out.Pairs[i]
		if p.A.Utterance != "" && p.B.Utterance != "" { // else nothing was judged
			uttered = append(uttered, p.A.Utterance, p.B.Utterance)
		}
	}
	slices.Sort(uttered)
	for some := range slices.Chunk(slices.Compact(uttered), tracedAtOnce) {
		set := graph.StatementSet{Bases: graph.Bases(), Superseded: []bool{false, true}}
		for _, id := range some {
			set.Or = append(set.Or, graph.StatementSet{Utterance: id})
		}
		for page := (graph.Page{First: graph.MaxPage}); ; {
			list, err := l.r.Statements(l.ctx, graph.StatementQuery{StatementSet: set}, page)
			if err != nil {
				return err
			}
			for _, item := range list.Items {
				know(item.Value)
			}
			if !list.More {
				break
			}
			page.After = list.Items[len(list.Items)-1].Cursor
		}
	}
	l.out.Pairs = slices.DeleteFunc(l.out.Pairs, func(p SamePair) bool {
		refused := distinct[[2]graph.ID{p.A.Utterance, p.B.Utterance}] || distinct[[2]graph.ID{p.B.Utterance, p.A.Utterance}]
		if refused {
			l.out.Refused++
		}
		return refused
	})
	return nil
}
