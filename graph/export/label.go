package export

import (
	"context"
	"strings"
	"sync"

	"hudna/graph"
)

// maxLabels bounds how many names are held; beyond them they are read again.
const maxLabels = 1 << 16

// labels are the names of records, for people, as the reader sees them. Several
// goroutines use them.
type labels struct {
	r  graph.Reader
	mu sync.Mutex
	// known holds what each record is called, and what an actor is.
	known map[graph.ID]label
}

// A label is what a record is called and, of an actor, what sort it is.
type label struct {
	name    string
	kind    string
	sectors string
}

func newLabels(r graph.Reader) *labels { return &labels{r: r, known: map[graph.ID]label{}} }

// named reports whether the records of a kind have names.
func named(k graph.Kind) bool {
	switch k {
	case graph.KindActor, graph.KindEvent, graph.KindLocation, graph.KindAgreement, graph.KindTopic:
		return true
	}
	return false
}

// names are what the records are called that a page refers to.
type names map[graph.ID]label

// of is what a record is called: by its id, if it has no name.
func (n names) of(id graph.ID) string {
	if name := n[id].name; name != "" {
		return name
	}
	return string(id)
}

// referred gives the names of what a page of records refers to.
func (l *labels) referred(ctx context.Context, records []graph.Record) (names, error) {
	var ids []graph.ID
	for _, r := range records {
		graph.References(r, func(ref graph.Reference) {
			if named(ref.ID.Kind()) {
				ids = append(ids, ref.ID)
			}
		})
	}
	return l.read(ctx, ids)
}

// read gives the names of records.
func (l *labels) read(ctx context.Context, ids []graph.ID) (names, error) {
	found := make(names, len(ids))
	var unknown []graph.ID
	l.mu.Lock()
	for _, id := range ids {
		if _, ok := found[id]; ok {
			continue
		}
		known, ok := l.known[id]
		if found[id] = known; !ok {
			unknown = append(unknown, id)
		}
	}
	l.mu.Unlock()
	if len(unknown) == 0 {
		return found, nil
	}
	records, err := l.r.Records(ctx, unknown)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.known) > maxLabels {
		clear(l.known)
	}
	for i, r := range records {
		found[unknown[i]] = labelOf(r)
		l.known[unknown[i]] = found[unknown[i]]
	}
	return found, nil
}

func labelOf(r graph.Record) label {
	switch r := r.(type) {
	case *graph.Actor:
		sectors := make([]string, len(r.Sectors))
		for i, s := range r.Sectors {
			sectors[i] = string(s)
		}
		return label{nameOf(r.Names), string(r.Kind), strings.Join(sectors, between)}
	case *graph.Event:
		return label{name: nameOf(r.Names), kind: string(r.Kind)}
	case *graph.Location:
		return label{name: nameOf(r.Names), kind: string(r.Kind)}
	case *graph.Agreement:
		return label{name: nameOf(r.Names), kind: string(r.Kind)}
	case *graph.Topic:
		return label{name: nameOf(r.Names), kind: string(r.Kind)}
	}
	return label{}
}

// nameOf is the name by which an export calls a record: its first primary name
// in English, or in any language, or its first name.
func nameOf(names []graph.Name) string {
	best, score := "", 0
	for i := range names {
		n := &names[i]
		s := 1
		if n.Kind == graph.NamePrimary || n.Kind == "" {
			s += 2
		}
		if n.Lang == "en" || strings.HasPrefix(n.Lang, "en-") {
			s++
		}
		if s > score {
			best, score = n.Text, s
		}
	}
	return best
}
