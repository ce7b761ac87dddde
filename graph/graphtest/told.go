package graphtest

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
)

// What follows holds reports against each other by the tables of docs/analysis.md,
// each with each. It knows texts of plain Latin words alone, in small letters,
// without translations.

const aDay = 24 * 60 * 60

// A ToldPair is two statements that may report one utterance, with what each sign
// weighs.
type ToldPair struct {
	A, B  graph.ID
	Score float64
	Signs map[string]float64
	// Certainly: whoever looks for candidates has to have found it; otherwise it may
	// have escaped, as they have but some words in common.
	Certainly bool
	Distinct  bool // it was judged that they are not one
}

// A told statement is one with what it says in words.
type told struct {
	s             *graph.Statement
	when          moment
	voices, reach []graph.ID
	heard, nodes  []graph.ID
	documents     []graph.ID
	roots         []graph.ID
	words         []string
	numbers       []string
}

// Same holds all statements of a set against each other, and gives those pairs that
// share what candidates are looked for by.
func (n *Naive) Same(ctx context.Context, v graph.View, set graph.StatementSet, above float64) ([]ToldPair, error) {
	return ask(ctx, naiveReader{n, v}, func(k *seeker) (pairs []ToldPair, err error) {
		all, err := k.told(set)
		if err != nil {
			return nil, err
		}
		known := slices.ContainsFunc(all, func(t told) bool { return len(t.reach) > 0 && narrow(t.when, 31*aDay) })
		for _, a := range all {
			for _, b := range all {
				if a.s.ID >= b.s.ID {
					continue
				}
				p := ToldPair{A: a.s.ID, B: b.s.ID}
				is := false
				if p.Signs, is = k.signs(a, b); !is || len(p.Signs) == 0 {
					continue
				}
				p.Score = summed(p.Signs)
				nobody := len(a.voices) == 0 || len(b.voices) == 0
				then := narrow(a.when, 31*aDay) && narrow(b.when, 31*aDay)
				spoke := meet(a.voices, b.reach) || meet(b.voices, a.reach)
				p.Certainly = then && (spoke || nobody && known) || k.oneOccasion(a, b) || longestRun(a.words, b.words) >= 6
				if p.Score < above || !p.Certainly && longestRun(a.words, b.words) < 3 {
					continue
				}
				p.Distinct = k.distinct(a.s.Utterance, b.s.Utterance)
				pairs = append(pairs, p)
			}
		}
		return pairs, nil
	})
}

// distinct says whether some statement that reports one of two utterances is
// remembered not to report the other.
func (k *seeker) distinct(a, b graph.ID) bool {
	if a == "" || b == "" {
		return false
	}
	for _, r := range k.snapshot.records {
		s, ok := r.(*graph.Statement)
		if !ok || s.Status == graph.StatusRetracted || s.Status == graph.StatusDraft {
			continue
		}
		for _, x := range s.Variables {
			if x.Name != graph.VariableDistinct {
				continue
			}
			others := strings.Fields(x.Value)
			if s.Utterance == a && slices.Contains(others, string(b)) || s.Utterance == b && slices.Contains(others, string(a)) {
				return true
			}
		}
	}
	return false
}

// told makes the statements of a set ready.
func (k *seeker) told(set graph.StatementSet) (all []told, err error) {
	found, err := k.statements(graph.StatementQuery{StatementSet: set})
	if err != nil {
		return nil, err
	}
	for _, s := range valuesOf(found.items) {
		all = append(all, k.tell(s))
	}
	return all, nil
}

func (k *seeker) tell(s *graph.Statement) told {
	t := told{s: s, when: k.naive.moment(s.Said), words: plainWords(s.Text)}
	add := func(list *[]graph.ID, ids ...graph.ID) {
		for _, id := range ids {
			if id == "" {
				continue
			}
			if id = k.canonical(id); !slices.Contains(*list, id) {
				*list = append(*list, id)
			}
		}
	}
	for _, x := range s.Speakers {
		if a, ok := k.snapshot.byID[k.canonical(x.Actor)].(*graph.Actor); ok && x.Actor != "" && a.Kind == graph.ActorUnknown {
			add(&t.voices, x.OnBehalfOf)
		} else {
			add(&t.voices, x.Actor, x.Post, x.OnBehalfOf)
		}
	}
	for _, e := range s.Evidence {
		if !slices.Contains(t.documents, e.Document) {
			t.documents = append(t.documents, e.Document)
		}
		if root := k.rootOf(e.Document); !slices.Contains(t.roots, root) {
			t.roots = append(t.roots, root)
		}
		if s.Attribution == graph.AttributionPublisher {
			add(&t.voices, k.publisherOf(e.Document))
		}
	}
	t.reach = k.standsFor(t.voices, t.when)
	for _, x := range s.Addressees {
		add(&t.heard, x.Actor, x.Post)
	}
	for _, x := range s.About {
		if x.Node.Kind() != graph.KindStatement {
			add(&t.nodes, x.Node)
		}
	}
	number := func(n string) {
		if !slices.Contains(t.numbers, n) {
			t.numbers = append(t.numbers, n)
		}
	}
	for _, w := range t.words {
		if v, err := strconv.Atoi(w); err == nil && (v < 1900 || v > 2099) {
			number(w)
		}
	}
	for _, f := range s.Figures {
		for _, p := range []*int64{f.Low, f.Best, f.High} {
			if p != nil {
				number(strconv.FormatInt(*p, 10))
			}
		}
	}
	return t
}

func (k *seeker) publisherOf(document graph.ID) graph.ID {
	if d, ok := k.snapshot.byID[document].(*graph.Document); ok {
		return d.Publisher
	}
	return ""
}

// rootOf is what a document is a copy of in the end.
func (k *seeker) rootOf(id graph.ID) graph.ID {
	for range 8 {
		d, ok := k.snapshot.byID[id].(*graph.Document)
		if !ok || d.CopyOf == nil {
			break
		}
		id = d.CopyOf.Document
	}
	return id
}

// standsFor goes through all actors, again and again, to find for whom some stand.
func (k *seeker) standsFor(from []graph.ID, when moment) []graph.ID {
	all := slices.Clone(from)
	for range 8 {
		next := slices.Clone(all)
		for _, r := range k.snapshot.records {
			a, ok := r.(*graph.Actor)
			if !ok || a.Status == graph.StatusRetracted {
				continue
			}
			for _, f := range a.Affiliations {
				if !f.SpeaksFor && f.Kind != graph.AffiliationPartOf || f.Organisation == "" || !k.held(f, false, when) {
					continue
				}
				holds := slices.Contains(all, k.canonical(a.ID)) || f.SpeaksFor && f.Post != "" && slices.Contains(all, k.canonical(f.Post))
				if of := k.canonical(f.Organisation); holds && !slices.Contains(next, of) {
					next = append(next, of)
				}
			}
		}
		all = next
	}
	return all
}

func meet(a, b []graph.ID) bool { return inBoth(a, b) > 0 }

func inBoth[T comparable](a, b []T) (n int) {
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}

// narrow says whether a date is no wider than so many seconds.
func narrow(m moment, seconds int64) bool {
	return !m.undated && m.earliest != openPast && m.latest != openFuture && m.latest-m.earliest <= seconds
}

// between are the seconds from the end of one date to the beginning of the other.
func between(a, b moment) int64 {
	switch {
	case a.latest < b.earliest:
		return b.earliest - a.latest
	case b.latest < a.earliest:
		return a.earliest - b.latest
	}
	return 0
}

func (k *seeker) oneOccasion(a, b told) bool {
	return a.s.Occasion != "" && b.s.Occasion != "" && k.canonical(a.s.Occasion) == k.canonical(b.s.Occasion)
}

func dated(a, b told) bool { return !a.when.undated && !b.when.undated }

// signs are what two reports have in common, if they may be of one utterance.
func (k *seeker) signs(a, b told) (signs map[string]float64, is bool) {
	switch {
	case a.s.ID == b.s.ID, meet(a.documents, b.documents), a.s.Utterance != "" && a.s.Utterance == b.s.Utterance,
		dated(a, b) && between(a.when, b.when) > 2*aDay, !oneSpeaker(a, b),
		a.s.Occasion != "" && b.s.Occasion != "" && !k.oneOccasion(a, b):
		return nil, false
	}
	signs = map[string]float64{}
	if len(a.voices) > 0 && len(b.voices) > 0 {
		signs["SPEAKER"] = 0.15
		if meet(a.voices, b.voices) {
			signs["SPEAKER"] = 0.25
		}
	}
	if len(a.heard) > 0 && len(b.heard) > 0 {
		signs["ADDRESSEE"] = -0.15
		if meet(a.heard, b.heard) {
			signs["ADDRESSEE"] = 0.15
		}
	}
	if k.oneOccasion(a, b) {
		signs["OCCASION"] = 0.25
	}
	switch {
	case !dated(a, b):
	case between(a.when, b.when) > 0:
		signs["DATE"] = 0.04
	case narrow(a.when, aDay) && narrow(b.when, aDay):
		signs["DATE"] = 0.15
	default:
		signs["DATE"] = 0.08
	}
	if w := wordsWeigh(a.words, b.words); w != 0 {
		signs["WORDS"] = w
	}
	if few := min(len(a.numbers), len(b.numbers)); few > 0 {
		signs["NUMBERS"] = -0.2
		if both := inBoth(a.numbers, b.numbers); both > 0 {
			signs["NUMBERS"] = 0.1 * float64(both) / float64(few)
		}
	}
	if part := partOfNodes(a, b); part >= 0.2 {
		signs["NAMES"] = 0.2 * part
	}
	if meet(a.roots, b.roots) {
		signs["COPY"] = 0.1
	}
	return signs, true
}

func summed(signs map[string]float64) (sum float64) {
	for _, w := range signs {
		sum += w
	}
	return min(1, max(0, math.Round(sum*(1<<30))/(1<<30)))
}

// oneSpeaker says whether one may have said both.
func oneSpeaker(a, b told) bool {
	return len(a.voices) == 0 || len(b.voices) == 0 || meet(a.voices, b.reach) || meet(b.voices, a.reach)
}

// partOfNodes is how much of all that either speaks of both speak of.
func partOfNodes(a, b told) float64 {
	both := inBoth(a.nodes, b.nodes)
	if both == 0 {
		return 0
	}
	return float64(both) / float64(len(a.nodes)+len(b.nodes)-both)
}

// wordsWeigh compares the runs of three words.
func wordsWeigh(a, b []string) float64 {
	x, y := runsOf(a, 3), runsOf(b, 3)
	few, both := min(len(x), len(y)), inBoth(x, y)
	switch part := float64(both) / float64(max(1, few)); {
	case few == 0:
		return 0
	case both == 0 && few >= 8:
		return -0.15
	case part < 0.2, both == 1 && few > 1:
		return 0
	default:
		return 0.5 * part
	}
}

// runsOf are the different runs of so many words.
func runsOf(words []string, n int) (runs []string) {
	for i := range words {
		if i+n > len(words) {
			break
		}
		if run := strings.Join(words[i:i+n], " "); !slices.Contains(runs, run) {
			runs = append(runs, run)
		}
	}
	return runs
}

// longestRun is how many words stand one after the other in both.
func longestRun(a, b []string) (longest int) {
	for i := range a {
		for j := range b {
			n := 0
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] {
				n++
			}
			longest = max(longest, n)
		}
	}
	return longest
}

// plainWords are the words of a text of small Latin letters and digits.
func plainWords(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
}
