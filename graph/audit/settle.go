package audit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

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
// for what was written and one for what was denied. Which records are hidden from
// others the graph is asked, as of now.
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
	var errs []error
	if len(a.read)+a.more+len(a.questions) > 0 {
		e := about
		e.Act, e.More, e.Questions = ActRead, a.more, a.questions
		hidden, err := hiddenFrom(ctx, g, slices.Sorted(maps.Keys(a.read)), graph.MarkingPublic)
		if err == nil {
			e.Protected, err = hiddenFrom(ctx, g, hidden, graph.MarkingRestricted)
		}
		if err != nil {
			// Rather too much than too little.
			e.Protected, errs = hidden, append(errs, err)
		}
		for _, id := range hidden {
			if _, found := slices.BinarySearch(e.Protected, id); !found {
				e.Restricted = append(e.Restricted, id)
			}
		}
		e.Protected, e.Restricted = e.name(e.Protected), e.name(e.Restricted)
		if len(hidden)+a.more+len(a.questions) > 0 {
			errs = append(errs, l.Write(e))
		}
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
	return errors.Join(errs...)
}

// name keeps as many ids as there is room for, and counts the others.
func (e *Entry) name(ids []graph.ID) []graph.ID {
	if len(ids) > maxNamed {
		e.More += len(ids) - maxNamed
		return ids[:maxNamed]
	}
	return ids
}

// hiddenFrom gives those of some records, in their order, that a clearance does not
// see.
func hiddenFrom(ctx context.Context, g graph.Graph, ids []graph.ID, clearance graph.Marking) ([]graph.ID, error) {
	head, err := g.Head(ctx)
	if err != nil {
		return ids, fmt.Errorf("audit: %w", err)
	}
	r := g.At(graph.View{Revision: head.Revision, Clearance: clearance})
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
