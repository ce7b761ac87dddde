package ledger

import (
	"fmt"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/storage/keys"
)

// maxChain bounds how many records stand above one, by one relation.
const maxChain = 1000

// chains refuses a record that would stand above itself.
func (p *plan) chains() error {
	for i := range p.ops {
		o := &p.ops[i]
		if !o.sound() || o.op.Verb == graph.VerbRetract {
			continue
		}
		for _, by := range ladders(o.record) {
			if err := p.chain(o, by); err != nil {
				return err
			}
		}
	}
	return nil
}

// A climb is a record that was come to on the way up from another one.
type climb struct {
	node  keys.Node
	id    graph.ID
	told  bool   // whoever asks may see it
	path  string // of the reference with which the way begins
	below *climb // nil for the record at which the way begins
}

// chain goes up from one record, to those first that stand nearest above it.
// When and how long a record stood above another one is not asked.
func (p *plan) chain(o *planned, by ladder) error {
	start := &climb{node: o.node, id: o.op.Target(), told: true}
	seen := map[keys.Node]bool{}
	for level := []*climb{start}; len(level) > 0; {
		var next []*climb
		for _, at := range level {
			record, err := p.newest(at.node)
			if err != nil {
				return err
			}
			for _, up := range above(record, by) {
				to := &climb{node: p.nodes[up.id], id: up.id, path: at.path, below: at}
				if at == start {
					to.path = up.path
				}
				if to.node == 0 {
					nodes, err := p.g.snap.nodesOf([]graph.ID{up.id})
					if err != nil {
						return err
					}
					to.node = nodes[0]
				}
				switch {
				case to.node == o.node:
					return p.fault(p.refused(o, &graph.FieldError{
						Path: to.path, Reason: fmt.Sprintf("leads back to %s itself: %s", start.id, at.wayBack()),
					}))
				case to.node == 0, seen[to.node]:
					continue // of another operation, and refused there; or looked at already
				case len(seen) == maxChain:
					return p.fault(p.refused(o, &graph.FieldError{Path: to.path, Reason: fmt.Sprintf("has more than %d above it", maxChain)}))
				}
				seen[to.node] = true
				hides, _, err := p.standing(to.node)
				if err != nil {
					return err
				}
				to.told = hides <= markingNumber(p.r.by.Clearance)
				next = append(next, to)
			}
		}
		level = next
	}
	return nil
}

// maxToldWay bounds the records that are told of a way back.
const maxToldWay = 20

// wayBack tells the way from a record to itself, of which c is the last before
// it is reached again.
func (c *climb) wayBack() string {
	var told []string
	for at := c; at != nil; at = at.below {
		if at.told {
			told = append(told, string(at.id))
		}
	}
	slices.Reverse(told)
	start, all := told[0], len(told)
	if told = append(told, start); len(told) > maxToldWay {
		told = append(told[:maxToldWay-1], fmt.Sprintf("%d others", all-maxToldWay+1), start)
	}
	return strings.Join(told, ", ")
}

// A ladder is a relation by which records of one kind stand above one another.
// What stands above by one may stand below by another: a coding that gives way
// to another one may be of words that were corrected.
type ladder uint8

const (
	byWhole        ladder = iota // within, broader, copyOf, PART_OF
	byAdjudication               // supersededBy
	byCorrection                 // CORRECTS
)

// ladders are the relations by which something may stand above a record.
func ladders(r graph.Record) []ladder {
	switch r.(type) {
	case *graph.Statement:
		return []ladder{byAdjudication, byCorrection}
	case *graph.Actor, *graph.Event, *graph.Location, *graph.Topic, *graph.Document:
		return []ladder{byWhole}
	}
	return nil
}

// A rung is a record right above another, and where that names it.
type rung struct {
	id   graph.ID
	path string
}

// above gives what stands right above a record by a relation.
func above(r graph.Record, by ladder) (up []rung) {
	add := func(id graph.ID, format string, at ...any) {
		if id != "" {
			up = append(up, rung{id, fmt.Sprintf(format, at...)})
		}
	}
	switch r := r.(type) {
	case *graph.Location:
		add(r.Within, "within")
	case *graph.Topic:
		add(r.Broader, "broader")
	case *graph.Document:
		if r.CopyOf != nil {
			add(r.CopyOf.Document, "copyOf.document")
		}
	case *graph.Actor:
		for i := range r.Affiliations {
			if f := &r.Affiliations[i]; f.Kind == graph.AffiliationPartOf {
				add(f.Organisation, "affiliations[%d].organisation", i)
			}
		}
	case *graph.Event:
		for i := range r.Links {
			if l := &r.Links[i]; l.Kind == graph.EventPartOf {
				add(l.Event, "links[%d].event", i)
			}
		}
	case *graph.Statement:
		if by == byAdjudication {
			add(r.SupersededBy, "supersededBy")
			return up
		}
		for i := range r.Links {
			if l := &r.Links[i]; l.Kind == graph.LinkCorrects {
				add(l.Statement, "links[%d].statement", i)
			}
		}
	}
	return up
}
