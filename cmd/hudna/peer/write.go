package peer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
)

// Write writes the tables of what a reader sees into a folder that is there,
// and gives how many rows each has.
func Write(ctx context.Context, r graph.Reader, dir string) (rows map[string]int, err error) {
	w := &writer{
		ctx: ctx, reader: r, out: &tables{dir: dir, byName: map[string]*table{}},
		keys: map[graph.ID]int{}, own: map[graph.ID]int{}, kinds: map[int]string{}, ties: ties{}, sources: map[graph.ID]int{},
	}
	err = w.all()
	rows, closing := w.out.close()
	return rows, errors.Join(err, closing)
}

// A writer numbers the records and writes their rows.
type writer struct {
	ctx    context.Context
	reader graph.Reader
	out    *tables
	// own are the numbers of the records from 1 on, and keys those of what
	// stands for them.
	own, keys map[graph.ID]int
	kinds     map[int]string // of the actors
	ties      ties
	standFor  map[int][]standsFor // by the member
	sources   map[graph.ID]int    // by the utterance
}

// A standsFor is an actor for whom a member stands.
type standsFor struct {
	actor   int
	windows []window
}

// maxCanonical is how many ids are asked about at once.
const maxCanonical = 500

func (w *writer) all() error {
	for _, k := range []graph.Kind{graph.KindActor, graph.KindLocation, graph.KindAgreement, graph.KindEvent, graph.KindTopic, graph.KindDocument, graph.KindStatement} {
		if err := w.number(k); err != nil {
			return err
		}
	}
	for _, step := range []func() error{
		each(w, graph.KindActor, w.actor), w.standing, each(w, graph.KindLocation, w.location), each(w, graph.KindAgreement, w.agreement),
		each(w, graph.KindEvent, w.event), each(w, graph.KindTopic, w.topic), each(w, graph.KindDocument, w.document),
		each(w, graph.KindStatement, w.statement),
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// number gives the records of a kind their keys, in the order in which they
// were recorded.
func (w *writer) number(k graph.Kind) error {
	var ids []graph.ID
	for record, err := range w.reader.Scan(w.ctx, k) {
		if err != nil {
			return err
		}
		id := record.Shared().ID
		w.own[id] = len(w.own) + 1
		ids = append(ids, id)
	}
	if k == graph.KindStatement || k == graph.KindDocument {
		for _, id := range ids {
			w.keys[id] = w.own[id]
		}
		return nil
	}
	for some := range slices.Chunk(ids, maxCanonical) {
		canonical, err := w.reader.Canonical(w.ctx, some)
		if err != nil {
			return err
		}
		for i, id := range some {
			w.keys[id] = w.own[canonical[i]]
		}
	}
	return nil
}

// each writes the records of a kind.
func each[R graph.Record](w *writer, k graph.Kind, write func(R) error) func() error {
	return func() error {
		for record, err := range w.reader.Scan(w.ctx, k) {
			if err != nil {
				return err
			}
			r, ok := record.(R)
			if !ok {
				return fmt.Errorf("%s: is a %T", record.Shared().ID, record)
			}
			if err := write(r); err != nil {
				return fmt.Errorf("%s: %w", record.Shared().ID, err)
			}
		}
		return nil
	}
}

// key is the key of what an id stands for, and nil where there is none.
func (w *writer) key(id graph.ID) any {
	if n := w.keys[id]; n != 0 {
		return n
	}
	return nil
}

// node writes what is common to all that can be spoken about.
func (w *writer) node(m *graph.Meta, kind graph.Kind, names []graph.Name) error {
	return w.out.row("node", w.own[m.ID], string(m.ID), string(kind), shownName(names), w.keys[m.ID])
}

func (w *writer) actor(a *graph.Actor) error {
	w.kinds[w.own[a.ID]] = string(a.Kind)
	if a.Status != graph.StatusRetracted {
		w.ties.add(a, func(id graph.ID) int { return w.keys[id] })
	}
	err := errors.Join(
		w.node(&a.Meta, graph.KindActor, a.Names),
		w.out.row("actor", w.own[a.ID], string(a.Kind), string(a.Status)),
	)
	for i := range a.Affiliations {
		f := &a.Affiliations[i]
		held := mayHold(f)
		err = errors.Join(err, w.out.row("affiliation", w.own[a.ID], i, w.key(f.Organisation), string(f.Kind), w.key(f.Post), f.SpeaksFor, held.lo, held.hi))
	}
	return err
}

// standing writes who stands for whom.
func (w *writer) standing() error {
	w.standFor = map[int][]standsFor{}
	actors := make([]int, 0, len(w.kinds))
	for actor := range w.kinds {
		actors = append(actors, actor)
	}
	slices.Sort(actors)
	for _, actor := range actors {
		if len(w.ties[actor]) == 0 {
			continue // it stands for itself, which needs no row
		}
		for _, in := range w.ties.standing(actor) {
			if in.member == actor {
				continue
			}
			w.standFor[in.member] = append(w.standFor[in.member], standsFor{actor, in.windows})
			for _, held := range in.windows {
				if err := w.out.row("standing", actor, in.member, held.lo, held.hi); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (w *writer) location(l *graph.Location) error {
	return errors.Join(w.node(&l.Meta, graph.KindLocation, l.Names), w.out.row("location", w.own[l.ID], string(l.Kind), w.key(l.Within)))
}

func (w *writer) topic(t *graph.Topic) error {
	return errors.Join(w.node(&t.Meta, graph.KindTopic, t.Names), w.out.row("topic", w.own[t.ID], string(t.Kind), w.key(t.Broader)))
}

func (w *writer) agreement(a *graph.Agreement) error {
	err := errors.Join(w.node(&a.Meta, graph.KindAgreement, a.Names), w.out.row("agreement", w.own[a.ID], string(a.Kind)))
	for i, p := range a.Parties {
		err = errors.Join(err, w.out.row("party", w.own[a.ID], i, w.key(p.Actor), string(p.Role)))
	}
	return err
}

func (w *writer) event(e *graph.Event) error {
	return errors.Join(
		w.node(&e.Meta, graph.KindEvent, e.Names),
		w.out.row("event", w.own[e.ID], string(e.Kind), edtf(e.When), w.key(e.Under)),
	)
}

func (w *writer) document(d *graph.Document) error {
	return w.out.row("document", w.own[d.ID], string(d.ID), d.Title, d.Lang, edtf(d.Published), w.key(d.Publisher), d.Text)
}

func edtf(d *graph.Date) string {
	if d == nil {
		return ""
	}
	return string(d.EDTF)
}

// shownName is the name that is shown to who asks for an English one: one in
// English before another, and of these its own before what others call it.
func shownName(names []graph.Name) string {
	best, found := 0, ""
	for _, n := range names {
		score := 0
		switch n.Kind {
		case graph.NamePrimary, "":
		case graph.NameMetonym, graph.NameEpithet:
			score = 4
		case graph.NameGeneric:
			score = 8
		default:
			score = 1
		}
		if n.Lang != "en" {
			score += 2 - score/4
		}
		if found == "" || score < best {
			best, found = score, n.Text
		}
	}
	return found
}
