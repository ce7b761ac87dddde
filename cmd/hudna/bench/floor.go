package bench

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Held is an answer of a graph, kept together with the request for it.
type Held struct {
	Request Request
	Answer  []byte
}

// A Floor answers again what a graph has answered, and does only what no graph
// could do without.
type Floor struct {
	Name string
	// Over makes ready for some answers, which are asked for from then on.
	Over func(ctx context.Context, held []Held) (Ask, error)
}

// A Fall is how long a question took, and how long its floors.
type Fall struct {
	Question string
	Graph    Times
	Floors   []Times // in their order
}

// floorRounds is how often graph and floors take turns. What is told is the round
// in the middle, of each by itself.
const floorRounds = 5

// MeasureFloors asks every question as of the newest revision, of the graph and
// of the floors in turn.
func MeasureFloors(ctx context.Context, ask Ask, s *Survey, floors []Floor, o Options) ([]Fall, error) {
	var all []Fall
	for _, q := range Questions() {
		if o.Progress != nil {
			o.Progress(q.Name + " and its floors")
		}
		f, err := measureFloors(ctx, ask, s, q, floors, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.Name, err)
		}
		all = append(all, *f)
	}
	return all, ctx.Err()
}

func measureFloors(ctx context.Context, ask Ask, s *Survey, q Question, floors []Floor, o Options) (*Fall, error) {
	requests, err := q.Requests(s)
	if err != nil {
		return nil, err
	}
	held := make([]Held, len(requests))
	for i, r := range requests {
		body, err := ask(ctx, r)
		if err == nil {
			_, err = said(body)
		}
		if err != nil {
			return nil, err
		}
		held[i] = Held{r, body}
	}
	asks := []Ask{ask}
	for _, f := range floors {
		over, err := f.Over(ctx, held)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		asks = append(asks, over)
	}
	rounds := make([][]Times, len(asks))
	for range floorRounds {
		for i, a := range asks {
			l := load{ask: a, requests: requests, count: max(o.Requests/floorRounds, 1), limit: o.Limit / floorRounds}
			t := l.closed(ctx, o.Clients)
			switch {
			case t.err != nil:
				return nil, t.err
			case t.failed > 0:
				return nil, fmt.Errorf("%d answers have errors: %s", t.failed, t.reason)
			}
			rounds[i] = append(rounds[i], t.summed())
		}
	}
	middle := func(of []Times) Times {
		slices.SortFunc(of, func(a, b Times) int { return int(a.P50 - b.P50) })
		return of[len(of)/2]
	}
	f := &Fall{Question: q.Name, Graph: middle(rounds[0])}
	for _, of := range rounds[1:] {
		f.Floors = append(f.Floors, middle(of))
	}
	return f, nil
}

// FloorTable writes what questions and floors took as a table in Markdown, with
// how many times as long the question takes.
func FloorTable(w io.Writer, floors []Floor, all []Fall) error {
	var b strings.Builder
	b.WriteString("\n| question | p50 |")
	for _, f := range floors {
		fmt.Fprintf(&b, " %s | times |", f.Name)
	}
	b.WriteString("\n|---|--:|" + strings.Repeat("--:|--:|", len(floors)) + "\n")
	for i := range all {
		f := &all[i]
		fmt.Fprintf(&b, "| %s | %s |", f.Question, millis(f.Graph.P50))
		for _, t := range f.Floors {
			fmt.Fprintf(&b, " %.3f ms | %s |", t.P50/1000, ratio(f.Graph.P50, t.P50))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
