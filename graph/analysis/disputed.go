package analysis

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"hudna/graph"
)

// DisputesDefinition names the version of the rules by which disputes are told.
const DisputesDefinition = "disputes/1"

// MaxDisputed is how many statements may be read to say what is in dispute under
// an agreement, and how many of its events.
const MaxDisputed = 20_000

// A DisputeQuestion asks what is in dispute under an agreement.
type DisputeQuestion struct {
	Agreement graph.ID
	// Said, when given, is when that was said which concerns the agreement. What
	// answers it may have been said at any time.
	Said  *graph.DateRange
	Bases []graph.Basis // CODED and EXTRACTED unless given
}

// Disputes are what is in dispute under an agreement.
type Disputes struct {
	Agreement *graph.Agreement
	// Disputes are by the accused, and of one accused the latest first.
	Disputes []*Dispute
	// Tallies, Biases and Days are in the order of the ids, and of the days.
	Tallies []Tally
	Biases  []Bias
	Days    []*TruceDay
	// Read is how many statements were read.
	Read int
}

// Settle says what is in dispute in a case. It is a pure function: the same case
// has the same disputes, in whatever order its statements are given. Its only
// error is that of the context.
func Settle(ctx context.Context, c *Case) (d *Disputes, err error) {
	d = &Disputes{Agreement: c.Agreement, Read: len(c.Statements) + len(c.Answers)}
	j, err := newCourt(ctx, c)
	if err != nil {
		return nil, err
	}
	if d.Disputes, err = j.disputes(ctx); err != nil {
		return nil, err
	}
	if d.Tallies, err = j.tallies(ctx); err != nil {
		return nil, err
	}
	if d.Days, err = j.days(ctx); err != nil {
		return nil, err
	}
	d.Biases = j.biases(d.Tallies)
	return d, nil
}

// DisputesOf reads what concerns an agreement, and what answers it, and says
// what is in dispute. More than [MaxDisputed] statements, or events under it, are
// [graph.ErrTooComplex].
func DisputesOf(ctx context.Context, r graph.Reader, q DisputeQuestion) (*Disputes, error) {
	c, err := caseUnder(ctx, r, q)
	if err != nil {
		return nil, err
	}
	return Settle(ctx, c)
}

// A gathering reads a case.
type gathering struct {
	ctx   context.Context //nolint:containedctx // it lives as long as one question
	r     graph.Reader
	bases []graph.Basis
	c     *Case
	met   map[graph.ID]bool // statements that were read
	held  int               // how many holders of posts were read
}

func caseUnder(ctx context.Context, r graph.Reader, q DisputeQuestion) (*Case, error) {
	g := &gathering{ctx: ctx, r: r, bases: q.Bases, met: map[graph.ID]bool{}, c: &Case{
		Events: map[graph.ID]*graph.Event{}, Actors: map[graph.ID]*graph.Actor{},
		Publishers: map[graph.ID]graph.ID{}, Same: map[graph.ID]graph.ID{},
	}}
	if err := g.stand([]graph.ID{q.Agreement}); err != nil {
		return nil, err
	}
	record, err := r.Record(ctx, g.c.Same[q.Agreement])
	if err != nil {
		return nil, err
	}
	agreement, ok := record.(*graph.Agreement)
	if !ok {
		return nil, fmt.Errorf("%w: %s is no agreement", graph.ErrInvalid, q.Agreement)
	}
	g.c.Agreement = agreement
	for _, step := range []func() error{
		g.events, func() error { return g.concerning(q.Said) }, g.answers, g.named,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return g.c, nil
}

// events reads the events under the agreement.
func (g *gathering) events() error {
	q := graph.EventQuery{EventSet: graph.EventSet{Under: g.c.Agreement.ID}}
	for page := (graph.Page{First: graph.MaxPage, Bare: true}); ; {
		list, err := g.r.Events(g.ctx, q, page)
		if err != nil {
			return err
		}
		for _, item := range list.Items {
			g.c.Events[item.Value.ID] = item.Value
		}
		if len(g.c.Events) > MaxDisputed {
			return fmt.Errorf("%w: there are more than %d events under %s", graph.ErrTooComplex, MaxDisputed, g.c.Agreement.ID)
		}
		if !list.More {
			return nil
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
}

// statements reads those that a set finds, which were not read before.
func (g *gathering) statements(set graph.StatementSet, take func(*graph.Statement)) error {
	set.Bases = g.bases
	for page := (graph.Page{First: graph.MaxPage, Bare: true}); ; {
		list, err := g.r.Statements(g.ctx, graph.StatementQuery{StatementSet: set}, page)
		if err != nil {
			return err
		}
		for _, item := range list.Items {
			if s := item.Value; !g.met[s.ID] {
				g.met[s.ID] = true
				take(s)
			}
		}
		if len(g.met) > MaxDisputed {
			return fmt.Errorf("%w: more than %d statements concern %s: ask for those of a shorter time (said)", graph.ErrTooComplex, MaxDisputed, g.c.Agreement.ID)
		}
		if !list.More {
			return nil
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
}

// concerning reads what says that the agreement was breached, what accuses
// somebody of an event under it, and what counts.
func (g *gathering) concerning(said *graph.DateRange) error {
	take := func(s *graph.Statement) { g.c.Statements = append(g.c.Statements, s) }
	id := g.c.Agreement.ID
	err := g.statements(graph.StatementSet{Said: said, Or: []graph.StatementSet{
		{About: []graph.AboutSet{{Roles: []graph.AboutRole{graph.AboutBreached}, Agreement: id}}},
		{About: []graph.AboutSet{{Agreement: id}}, Figures: &graph.FigureSet{}},
	}}, take)
	if err != nil {
		return err
	}
	events := slices.Sorted(maps.Keys(g.c.Events))
	for batch := range slices.Chunk(events, graph.MaxFilterIDs) {
		about := graph.AboutSet{Event: &graph.EventSet{AnyOf: batch}}
		err := g.statements(graph.StatementSet{Said: said, About: []graph.AboutSet{about}, Or: []graph.StatementSet{
			{About: []graph.AboutSet{{Roles: []graph.AboutRole{graph.AboutAccused}}}}, {Figures: &graph.FigureSet{}},
		}}, take)
		if err != nil {
			return err
		}
	}
	return nil
}

// answers reads what answers those statements, and what takes answers back.
func (g *gathering) answers() error {
	known := map[graph.ID]bool{} // those whose answers were read
	kinds := answering()
	for range 1 + maxWithdrawals {
		var ids []graph.ID
		for _, s := range slices.Concat(g.c.Statements, g.c.Answers) {
			if !known[s.ID] {
				known[s.ID] = true
				ids = append(ids, s.ID)
			}
		}
		slices.Sort(ids)
		for batch := range slices.Chunk(ids, graph.MaxFilterIDs) {
			err := g.statements(graph.StatementSet{Links: &graph.LinksSet{Kinds: kinds, AnyOf: batch}}, func(s *graph.Statement) {
				g.c.Answers = append(g.c.Answers, s)
			})
			if err != nil {
				return err
			}
		}
		kinds = []graph.LinkKind{graph.LinkWithdraws}
	}
	return nil
}

// stand finds what stands for records.
func (g *gathering) stand(ids []graph.ID) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id graph.ID) bool {
		_, known := g.c.Same[id]
		return known || id == "" || id.Kind() == graph.KindUtterance
	})
	slices.Sort(ids)
	for batch := range slices.Chunk(slices.Compact(ids), graph.MaxPage) {
		found, err := g.r.Canonical(g.ctx, batch)
		if err != nil {
			return err
		}
		for i, id := range batch {
			g.c.Same[id] = found[i]
		}
	}
	return nil
}

// named reads the records that the statements name, as far as it matters who is
// on whose side.
func (g *gathering) named() error {
	// Thousands of statements name the same few.
	met := map[graph.ID]bool{}
	named := func(list []graph.ID, more ...graph.ID) []graph.ID {
		for _, id := range more {
			if !met[id] {
				met[id] = true
				list = append(list, id)
			}
		}
		return list
	}
	var ids, events, documents []graph.ID
	for _, s := range slices.Concat(g.c.Statements, g.c.Answers) {
		for _, x := range s.Speakers {
			ids = named(ids, x.Actor, x.Post, x.OnBehalfOf)
		}
		for _, a := range s.About {
			switch {
			case a.Node.Kind() == graph.KindActor && a.Role == graph.AboutAccused, a.Node.Kind() == graph.KindAgreement:
				ids = named(ids, a.Node)
			case a.Node.Kind() == graph.KindEvent:
				events = named(events, a.Node)
			}
		}
		for _, f := range s.Figures {
			ids = named(ids, f.CountedBy, f.Blamed, f.Of)
		}
		if s.Attribution == graph.AttributionPublisher {
			for _, e := range s.Evidence {
				documents = named(documents, e.Document)
			}
		}
	}
	for _, p := range g.c.Agreement.Parties {
		ids = append(ids, p.Actor)
	}
	err := g.records(events, func(r graph.Record) {
		if e, ok := r.(*graph.Event); ok {
			g.c.Events[e.ID] = e
		}
	})
	if err != nil {
		return err
	}
	for id, e := range g.c.Events {
		events = append(events, id, e.Under)
		for _, p := range e.Participants {
			ids = append(ids, p.Actor)
		}
		for _, p := range e.Places {
			events = append(events, p.Location)
		}
	}
	if err := g.stand(events); err != nil {
		return err
	}
	err = g.records(documents, func(r graph.Record) {
		if d, ok := r.(*graph.Document); ok && d.Publisher != "" {
			g.c.Publishers[d.ID] = d.Publisher
			ids = append(ids, d.Publisher)
		}
	})
	if err != nil {
		return err
	}
	return g.actors(ids)
}

// actors reads actors, who holds the posts among them, and for whom all of these
// stand, as far as ties are followed.
func (g *gathering) actors(ids []graph.ID) error {
	sought := map[graph.ID]bool{} // posts whose holders were read
	for range maxTies {
		if err := g.stand(ids); err != nil {
			return err
		}
		var next, posts []graph.ID
		take := func(a *graph.Actor) {
			g.c.Actors[a.ID] = a
			for i := range a.Affiliations {
				if f := &a.Affiliations[i]; f.SpeaksFor || f.Kind == graph.AffiliationPartOf {
					next = append(next, f.Organisation, f.Post)
				}
			}
			if a.Kind == graph.ActorPost && !sought[a.ID] {
				sought[a.ID] = true
				posts = append(posts, a.ID)
			}
		}
		err := g.records(ids, func(r graph.Record) {
			if a, ok := r.(*graph.Actor); ok {
				take(a)
			}
		})
		if err != nil {
			return err
		}
		if err := g.holders(posts, take); err != nil {
			return err
		}
		if ids = slices.DeleteFunc(next, func(id graph.ID) bool { return g.c.Actors[id] != nil }); len(ids) == 0 {
			return nil
		}
	}
	return nil
}

// holders reads who holds posts: for whom a post speaks is in the record of who
// holds it.
func (g *gathering) holders(posts []graph.ID, take func(*graph.Actor)) error {
	slices.Sort(posts)
	for batch := range slices.Chunk(slices.Clone(posts), graph.MaxFilterIDs) {
		for page := (graph.Page{First: graph.MaxPage, Bare: true}); ; {
			list, err := g.r.Actors(g.ctx, graph.ActorQuery{Holding: batch}, page)
			if err != nil {
				return err
			}
			ids := make([]graph.ID, len(list.Items))
			for i, item := range list.Items {
				ids[i] = item.Value.ID
				take(item.Value)
			}
			if err := g.stand(ids); err != nil {
				return err
			}
			if g.held += len(list.Items); g.held > MaxDisputed {
				return fmt.Errorf("%w: more than %d actors hold the posts of those who are in dispute", graph.ErrTooComplex, MaxDisputed)
			}
			if !list.More {
				break
			}
			page.After = list.Items[len(list.Items)-1].Cursor
		}
	}
	return nil
}

// records reads records that were not read before, each once. Those that are not
// there are left out.
func (g *gathering) records(ids []graph.ID, take func(graph.Record)) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id graph.ID) bool {
		return id == "" || g.c.Actors[id] != nil || g.c.Events[id] != nil
	})
	slices.Sort(ids)
	for batch := range slices.Chunk(slices.Compact(ids), graph.MaxPage) {
		found, err := g.r.Records(g.ctx, batch)
		if err != nil {
			return err
		}
		for _, r := range found {
			if r != nil {
				take(r)
			}
		}
	}
	return nil
}
