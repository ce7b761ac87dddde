package analysis

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"

	"hudna/graph"
)

// The bounds of a trace.
const (
	MaxTraced     = 2_000   // statements that are read
	MaxTraceSteps = 8       // steps of a trail
	MaxTrails     = 50      // trails that are given
	maxTrailTries = 100_000 // beginnings of trails that are tried

	maxReportPairs = 200_000 // pairs of reports of one utterance that trails may lead over
)

// A StepKind says how a claim came from one statement to another.
type StepKind string

// The kinds of steps, from the nearest to the furthest: the same words, words that
// somebody passed on, and what others said of them.
const (
	StepSameUtterance StepKind = "SAME_UTTERANCE" // both report one act of speaking
	StepCopy          StepKind = "COPY"           // the same, in a document that is a copy of the other one
	StepRelay         StepKind = "RELAY"          // one is the telling through which the other reached us
	StepRepeats       StepKind = "REPEATS"
	StepConfirms      StepKind = "CONFIRMS"
	StepAnswers       StepKind = "ANSWERS" // by any other link
	StepAbout         StepKind = "ABOUT"   // one speaks of the other
)

// StepKinds are all of them, in their order.
func StepKinds() []StepKind {
	return []StepKind{StepSameUtterance, StepCopy, StepRelay, StepRepeats, StepConfirms, StepAnswers, StepAbout}
}

// Valid reports whether k is one of [StepKinds].
func (k StepKind) Valid() bool { return slices.Contains(StepKinds(), k) }

// carries says whether a step leads to the same claim. An answer is another one,
// and so may be what else was said where it was told.
func (k StepKind) carries() bool {
	return k == StepSameUtterance || k == StepCopy || k == StepRepeats
}

// weight is how far a step leads from the words, for the order of trails.
func (k StepKind) weight() int {
	switch k {
	case StepSameUtterance, StepCopy:
		return 0
	case StepRelay:
		return 1
	case StepRepeats:
		return 2
	case StepConfirms:
		return 3
	case StepAnswers, StepAbout:
		return 4
	}
	return 4
}

// A TraceDirection says where trails may lead.
type TraceDirection string

// The directions. A step leads forwards from what was said first: from what a
// statement links to or speaks of, from what was told to the telling, from a
// document to its copy. Reports of one utterance lead either way.
const (
	TraceForward  TraceDirection = "FORWARD"
	TraceBackward TraceDirection = "BACKWARD"
	TraceBoth     TraceDirection = "BOTH"
)

// Valid reports whether d is a direction.
func (d TraceDirection) Valid() bool {
	return d == TraceForward || d == TraceBackward || d == TraceBoth
}

// A Step leads from one statement to another.
type Step struct {
	From, To *graph.Statement
	Kind     StepKind
	Link     *graph.Link // that makes the step, where one does
	// Forward: From is the one that was there first; both ways where that does
	// not tell.
	Forward, Backward bool
	nth               int // which of its statement's links it is
}

// owner is whose link or word it is that makes the step.
func (s *Step) owner() graph.ID {
	if s.Forward {
		return s.To.ID
	}
	return s.From.ID
}

// compareSteps is the order of steps from one statement.
func compareSteps(a, b Step) int {
	return cmp.Or(cmp.Compare(a.To.ID, b.To.ID), slices.Index(StepKinds(), a.Kind)-slices.Index(StepKinds(), b.Kind),
		cmp.Compare(a.owner(), b.owner()), a.nth-b.nth)
}

// A Trail leads from one statement to another.
type Trail struct{ Steps []Step }

// A Neighbourhood is what was read around a statement.
type Neighbourhood struct {
	From       graph.ID
	Statements map[graph.ID]*graph.Statement
	// Copies lead from documents to those that they are copies of.
	Copies map[graph.ID]graph.ID
}

// ways are the steps from each statement.
type ways map[graph.ID][]Step

func (w ways) add(older, newer *graph.Statement, kind StepKind, both bool) {
	w[older.ID] = append(w[older.ID], Step{From: older, To: newer, Kind: kind, Forward: true, Backward: both})
	w[newer.ID] = append(w[newer.ID], Step{From: newer, To: older, Kind: kind, Forward: both, Backward: true})
}

func (w ways) linked(older, newer *graph.Statement, kind StepKind, nth int) {
	link := &newer.Links[nth]
	w[older.ID] = append(w[older.ID], Step{From: older, To: newer, Kind: kind, Link: link, nth: nth, Forward: true})
	w[newer.ID] = append(w[newer.ID], Step{From: newer, To: older, Kind: kind, Link: link, nth: nth, Backward: true})
}

// steps are those from each statement but for those between reports of one
// utterance, and these reports.
func (n *Neighbourhood) steps() (all ways, uttered map[graph.ID][]*graph.Statement) {
	all = ways{}
	uttered = map[graph.ID][]*graph.Statement{}
	for _, s := range n.Statements {
		if s.Utterance != "" {
			uttered[s.Utterance] = append(uttered[s.Utterance], s)
		}
	}
	for _, s := range n.Statements {
		for i := range s.Links {
			if to := n.Statements[s.Links[i].Statement]; to != nil && to != s {
				all.linked(to, s, stepOf(s.Links[i].Kind), i)
			}
		}
		for _, a := range s.About {
			if to := n.Statements[a.Node]; to != nil && to != s {
				all.add(to, s, StepAbout, false)
			}
		}
		for i := range s.Relays {
			for _, telling := range uttered[s.Relays[i].Utterance] {
				if telling != s && telling.Utterance != s.Utterance {
					all.add(s, telling, StepRelay, false)
				}
			}
		}
	}
	return all, uttered
}

// paired are all steps from each statement, in their order.
func (n *Neighbourhood) paired() (ways, error) {
	all, uttered := n.steps()
	pairs := 0
	for _, list := range uttered {
		if pairs += len(list) * (len(list) - 1) / 2; pairs > maxReportPairs {
			return nil, fmt.Errorf("%w: there are too many reports of one utterance to look for trails between them: ask without the statement that they lead to (to)", graph.ErrTooComplex)
		}
	}
	for _, list := range uttered {
		slices.SortFunc(list, bySaid)
		for i, a := range list {
			for _, b := range list[i+1:] {
				switch {
				case n.copied(a, b):
					all.add(b, a, StepCopy, false)
				case n.copied(b, a):
					all.add(a, b, StepCopy, false)
				default:
					all.add(a, b, StepSameUtterance, true)
				}
			}
		}
	}
	for id, list := range all {
		slices.SortFunc(list, compareSteps)
		all[id] = list
	}
	return all, nil
}

func stepOf(k graph.LinkKind) StepKind {
	switch k {
	case graph.LinkRepeats:
		return StepRepeats
	case graph.LinkConfirms:
		return StepConfirms
	default:
		return StepAnswers
	}
}

// copied says whether a statement stands in a copy of a document in which
// another one stands.
func (n *Neighbourhood) copied(copied, of *graph.Statement) bool {
	for _, e := range copied.Evidence {
		for d, i := n.Copies[e.Document], 0; d != "" && i < maxTies; d, i = n.Copies[d], i+1 {
			if slices.ContainsFunc(of.Evidence, func(e graph.Evidence) bool { return e.Document == d }) {
				return true
			}
		}
	}
	return false
}

func (s *Step) leads(d TraceDirection) bool {
	return d == TraceBoth || d == TraceForward && s.Forward || d == TraceBackward && s.Backward
}

// Trails are the best trails from a statement to another one: those of the fewest
// steps; among them those whose steps stay nearest to the words (the same
// utterance or a copy 0, a relay 1, REPEATS 2, CONFIRMS 3, others 4, added up);
// and then by the ids on them, one after the other, by the kinds of the steps,
// and by whose links make them and which of theirs. No trail visits a statement
// twice. More beginnings than may be tried, or more reports of one utterance than
// may be paired, are [graph.ErrTooComplex].
func (n *Neighbourhood) Trails(to graph.ID, d TraceDirection, most, first int) ([]Trail, error) {
	steps, err := n.paired()
	if err != nil {
		return nil, err
	}
	far := map[graph.ID]int{to: 0} // how many steps it takes to the end
	for frontier := []graph.ID{to}; len(frontier) > 0; {
		var next []graph.ID
		for _, id := range frontier {
			for _, back := range steps[id] {
				reverse := Step{Forward: back.Backward, Backward: back.Forward}
				if _, met := far[back.To.ID]; !met && reverse.leads(d) {
					far[back.To.ID] = far[id] + 1
					next = append(next, back.To.ID)
				}
			}
		}
		frontier = next
	}
	if _, ok := far[n.From]; !ok || n.From == to {
		return nil, nil
	}
	q := &trailQueue{{at: n.From, bound: far[n.From]}}
	var found []Trail
	for tries := 0; q.Len() > 0 && len(found) < first; {
		best, _ := heap.Pop(q).(*trail)
		if best.at == to {
			found = append(found, Trail{best.steps})
			continue
		}
		for _, s := range steps[best.at] {
			left, ok := far[s.To.ID]
			if !ok || !s.leads(d) || len(best.steps)+1+left > most || s.To.ID == n.From || slices.ContainsFunc(best.steps, func(b Step) bool { return b.To.ID == s.To.ID }) {
				continue
			}
			if tries++; tries > maxTrailTries {
				return nil, fmt.Errorf("%w: there are too many trails of so many steps: ask for fewer steps", graph.ErrTooComplex)
			}
			heap.Push(q, &trail{
				at: s.To.ID, steps: append(slices.Clone(best.steps), s), bound: len(best.steps) + 1 + left, weight: best.weight + s.Kind.weight(),
			})
		}
	}
	return found, nil
}

// A trail is one that may become a [Trail].
type trail struct {
	at            graph.ID
	steps         []Step
	bound, weight int // of all the steps that it takes at least, and of those taken
}

type trailQueue []*trail

func (q trailQueue) Len() int      { return len(q) }
func (q trailQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *trailQueue) Push(x any) {
	t, _ := x.(*trail)
	*q = append(*q, t)
}

func (q *trailQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func (q trailQueue) Less(i, j int) bool {
	a, b := q[i], q[j]
	return cmp.Or(cmp.Compare(a.bound, b.bound), cmp.Compare(a.weight, b.weight), slices.CompareFunc(a.steps, b.steps, compareSteps)) < 0
}
