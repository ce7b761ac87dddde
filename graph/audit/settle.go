package audit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"hudna/graph"
)

// A Request is what is known of one when it was answered.
type Request struct {
	Number string
	Path   string
	Status int
	// Denied holds the codes by which somebody was refused.
	Denied []string
}

// maxNamed bounds the ids of each marking on one line.
const maxNamed = 500

// Settle writes down what an account holds: at most one line for what was read, one
// for what was written and one for what was denied. Which records were hidden from
// others the graph is asked, as of the revisions that were read. The account is empty
// then, for what is done next.
func (l *Log) Settle(ctx context.Context, g graph.Graph, a *Account, r Request) error {
	if a == nil {
		a = &Account{}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	about := Entry{
		Request: r.Number, Path: r.Path, Status: r.Status,
		Caller: a.Caller, Name: a.By.Name, Role: a.By.Role, Clearance: a.By.Clearance,
	}
	a.judge(ctx, g)
	errs := []error{a.unsure}
	if len(a.protected)+len(a.restricted)+a.more+len(a.questions) > 0 {
		e := about
		e.Act, e.More, e.Questions = ActRead, a.more, a.questions
		e.Protected, e.Restricted = slices.Sorted(maps.Keys(a.protected)), slices.Sorted(maps.Keys(a.restricted))
		errs = append(errs, l.Write(e))
	}
	if len(a.written) > 0 {
		e := about
		e.Act, e.Written = ActWrite, a.written
		errs = append(errs, l.Write(e))
	}
	if denied := r.Denied; len(denied) > 0 || a.refused {
		e := about
		if e.Act, e.Codes = ActDenied, denied; len(denied) == 0 {
			e.Codes = []string{"FORBIDDEN"}
		}
		errs = append(errs, l.Write(e))
	}
	clear(a.protected)
	clear(a.restricted)
	a.more, a.unsure, a.questions, a.written, a.refused = 0, nil, nil, nil, false
	return errors.Join(errs...)
}

// judgeWithin is how long it may take to find out what is hidden.
const judgeWithin = 5 * time.Second

// judge finds out which of the pending reads are of what is hidden from others, each as
// of the revision that was read: what is public now need not have been so then. It costs
// whoever asked nothing.
func (a *Account) judge(ctx context.Context, g graph.Graph) {
	if len(a.pending) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(graph.WithMeter(context.WithoutCancel(ctx)), judgeWithin)
	defer cancel()
	at := map[graph.Revision][]graph.ID{}
	for r := range a.pending {
		at[r.at] = append(at[r.at], r.id)
	}
	clear(a.pending)
	for _, revision := range slices.Sorted(maps.Keys(at)) {
		hidden, err := hiddenFrom(ctx, g, at[revision], graph.View{Revision: revision, Clearance: graph.MarkingPublic})
		var most []graph.ID
		if err == nil {
			most, err = hiddenFrom(ctx, g, hidden, graph.View{Revision: revision, Clearance: graph.MarkingRestricted})
		}
		if err != nil {
			most, a.unsure = hidden, err // rather too much than too little
		}
		for _, id := range most {
			a.keep(&a.protected, id)
		}
		for _, id := range hidden {
			if !a.protected[id] && !slices.Contains(most, id) {
				a.keep(&a.restricted, id)
			}
		}
	}
	for id := range a.protected {
		delete(a.restricted, id)
	}
}

// keep names an id where there is room for it, and else counts it.
func (a *Account) keep(named *map[graph.ID]bool, id graph.ID) {
	switch {
	case (*named)[id]:
	case len(*named) == maxNamed:
		a.more++
	case *named == nil:
		*named = map[graph.ID]bool{id: true}
	default:
		(*named)[id] = true
	}
}

// hiddenFrom gives those of some records that a view does not have.
func hiddenFrom(ctx context.Context, g graph.Graph, ids []graph.ID, v graph.View) ([]graph.ID, error) {
	r := g.At(v)
	var hidden []graph.ID
	for some := range slices.Chunk(ids, graph.MaxPage) {
		seen, err := r.Records(ctx, some)
		if err != nil {
			return ids, fmt.Errorf("audit: %w", err)
		}
		for i, record := range seen {
			if record == nil {
				hidden = append(hidden, some[i])
			}
		}
	}
	return hidden, nil
}
