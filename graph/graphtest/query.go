package graphtest

import (
	"slices"
	"strings"

	"hudna/graph"
)

// An asker makes up queries about what a view of the oracle holds, so that most
// of them are answered with something.
type asker struct {
	*Dice
	naive *Naive
	names *naming
	took  func(feature string)
}

// The dates from which ranges are made up.
var bounds = []graph.EDTF{
	"", "2016", "2016-04", "2016-04-14", "2016-04-15", "2016-04-15T12:30:00", "2016-04-15T12:30:00Z", "2016-04-15T15:30:00+03:00",
	"2016-03-25", "2016-10-27", "2015", "2017", "0001", "-0100", "1900", "2040", "201X", "2016-XX", "2016-22", "2016-02-27/2016-04-15",
	"[2016-04-14..2016-04-16]", "2016-04-14T21:00:00Z", "2016-04-15T23:59:59-11:00", "Y17E7", "2016-12-31T00:00:00",
}

// seen lists the statements and the actors of a view.
func (a *asker) seen(v graph.View) (s *snapshot, statements []*graph.Statement, actors []*graph.Actor) {
	a.naive.mu.Lock()
	defer a.naive.mu.Unlock()
	s, err := a.naive.snapshot(v)
	if err != nil {
		panic(err) // the views are made up here
	}
	for _, r := range s.records {
		switch r := r.(type) {
		case *graph.Statement:
			statements = append(statements, r)
		case *graph.Actor:
			actors = append(actors, r)
		}
	}
	return s, statements, actors
}

// actorQuery draws a query for actors.
func (a *asker) actorQuery(v graph.View) graph.ActorQuery {
	var q graph.ActorQuery
	_, _, actors := a.seen(v)
	if a.Chance(70) {
		a.took("actors by name")
		q.Name = a.names.query(a.Dice)
		if len(actors) > 0 && a.Chance(70) {
			if names := pick(a.Dice, actors).Names; len(names) > 0 {
				words := strings.FieldsFunc(pick(a.Dice, names).Text, func(r rune) bool { return strings.ContainsRune(" -،", r) })
				q.Name = a.names.respelled(a.Dice, pick(a.Dice, words))
				if a.Chance(30) {
					q.Name += "  " + a.names.respelled(a.Dice, pick(a.Dice, words))
				}
			}
		}
	}
	if a.Chance(30) {
		a.took("actors by kind")
		q.Kinds = append(some(a.Dice, graph.ActorKinds(), 2), pick(a.Dice, graph.ActorKinds()))
	}
	if a.Chance(40) {
		a.took("actors by status")
		q.Statuses = append(some(a.Dice, graph.Statuses(), 2), graph.StatusPublished)
	}
	return q
}

// statementQuery draws a query that, as a rule, one of the view's statements
// meets.
func (a *asker) statementQuery(v graph.View) graph.StatementQuery {
	var q graph.StatementQuery
	s, statements, _ := a.seen(v)
	if len(statements) == 0 {
		return q
	}
	model := pick(a.Dice, statements)
	if model.Status != graph.StatusPublished || a.Chance(10) {
		a.took("statements by status")
		q.Statuses = append(some(a.Dice, graph.Statuses(), 1), model.Status)
	}
	if model.Basis == graph.BasisMachineCoded || a.Chance(10) {
		a.took("statements by basis")
		q.Bases = append(some(a.Dice, graph.Bases(), 1), model.Basis)
	}
	switch a.N(3) {
	case 0:
		a.took("statements newest first")
		q.Order = graph.SaidDescending
	case 1:
		a.took("statements oldest first")
		q.Order = graph.SaidAscending
	}
	conditions := a.conditions()
	for range a.N(4) {
		if a.Chance(10) {
			model = pick(a.Dice, statements)
		}
		pick(a.Dice, conditions)(s, model, &q)
	}
	return q
}

type condition func(*snapshot, *graph.Statement, *graph.StatementQuery)

func (a *asker) conditions() []condition {
	return []condition{
		func(s *snapshot, m *graph.Statement, q *graph.StatementQuery) {
			q.By = a.actorSet(s, "by", speaking(m))
		},
		func(s *snapshot, m *graph.Statement, q *graph.StatementQuery) {
			q.By = a.actorSet(s, "by", speaking(m))
		},
		func(s *snapshot, m *graph.Statement, q *graph.StatementQuery) {
			q.To = a.actorSet(s, "to", addressed(m))
		},
		func(s *snapshot, m *graph.Statement, q *graph.StatementQuery) {
			q.Via = a.actorSet(s, "via", relaying(m))
		},
		a.aboutCondition, a.aboutCondition, a.aboutCondition,
		func(_ *snapshot, m *graph.Statement, q *graph.StatementQuery) { q.Acts = a.acts(m) },
		func(_ *snapshot, m *graph.Statement, q *graph.StatementQuery) { q.Acts = a.acts(m) },
		a.saidCondition, a.saidCondition,
		func(_ *snapshot, m *graph.Statement, q *graph.StatementQuery) {
			depth, lower, upper := len(m.Relays), len(m.Relays)-a.N(2), len(m.Relays)+a.N(2)
			q.Depth = &graph.IntRange{Min: maybe(a.Dice, 70, []*int{&depth, &lower}), Max: maybe(a.Dice, 70, []*int{&depth, &upper})}
			a.took("statements by depth")
		},
		func(s *snapshot, m *graph.Statement, q *graph.StatementQuery) {
			var ids []graph.ID
			for _, e := range m.Evidence {
				ids = append(ids, e.Document)
			}
			ids = append(some(a.Dice, ids, 1), a.anyOf(s, graph.KindDocument)...)
			if len(ids) > 0 {
				q.Document = &graph.DocumentSet{AnyOf: ids}
				a.took("statements by document")
			}
		},
		func(_ *snapshot, m *graph.Statement, q *graph.StatementQuery) {
			if q.Utterance = m.Utterance; q.Utterance != "" {
				a.took("statements by utterance")
			}
		},
		func(_ *snapshot, m *graph.Statement, q *graph.StatementQuery) {
			if q.Occasion = m.Occasion; q.Occasion != "" {
				a.took("statements by occasion")
			}
		},
		func(_ *snapshot, m *graph.Statement, q *graph.StatementQuery) {
			q.Concerning = m.Occasion
			for _, about := range m.About {
				if about.Node.Kind() == graph.KindEvent && (q.Concerning == "" || a.Chance(50)) {
					q.Concerning = about.Node
				}
			}
			if q.Concerning != "" {
				a.took("statements concerning an event")
			}
		},
	}
}

// anyOf draws a record of a kind that the view sees, or none.
func (a *asker) anyOf(s *snapshot, k graph.Kind) []graph.ID {
	var ids []graph.ID
	for _, r := range s.records {
		if r.RecordKind() == k {
			ids = append(ids, r.Shared().ID)
		}
	}
	return some(a.Dice, ids, 1)
}

// actorSet draws conditions on a set of actors that the set meets.
func (a *asker) actorSet(s *snapshot, of string, held []graph.ID) *graph.ActorSet {
	held = slices.DeleteFunc(slices.Clone(held), func(id graph.ID) bool { return id == "" })
	var set graph.ActorSet
	if a.Chance(60) && len(held) > 0 {
		set.AnyOf = append(a.anyOf(s, graph.KindActor), pick(a.Dice, held))
		a.took("statements " + of + " any of some actors")
	}
	if a.Chance(40) {
		if set.AllOf = some(a.Dice, held, 2); len(set.AllOf) > 0 {
			a.took("statements " + of + " all of some actors")
		}
	}
	if a.Chance(40) || set.AnyOf == nil && set.AllOf == nil {
		for _, id := range a.anyOf(s, graph.KindActor) {
			if !slices.Contains(held, id) || a.Chance(10) {
				set.NoneOf = append(set.NoneOf, id)
				a.took("statements " + of + " none of some actors")
			}
		}
	}
	return &set
}

func (a *asker) aboutCondition(s *snapshot, m *graph.Statement, q *graph.StatementQuery) {
	var set graph.AboutSet
	for _, about := range some(a.Dice, m.About, 2) {
		switch about.Node.Kind() {
		case graph.KindActor:
			set.Actor = a.actorSet(s, "about", []graph.ID{about.Node})
		case graph.KindEvent:
			set.Event = &graph.EventSet{AnyOf: []graph.ID{about.Node}}
		case graph.KindAgreement:
			set.Agreement = about.Node
		case graph.KindLocation:
			set.Location = &graph.PlaceSet{AnyOf: []graph.ID{about.Node}}
		case graph.KindTopic:
			set.Topic = about.Node
		case graph.KindStatement:
			set.Statement = about.Node
		}
		a.took("statements about " + string(about.Node.Kind()))
		if a.Chance(40) && about.Role != "" {
			set.Roles = append(set.Roles, about.Role)
			a.took("statements about something in a role")
		}
		if a.Chance(40) && about.Stance != nil {
			low, high := about.Stance.Value-float64(a.N(3))/4, about.Stance.Value+float64(a.N(3))/4
			set.Stance = &graph.FloatRange{Min: maybe(a.Dice, 70, []*float64{&low}), Max: maybe(a.Dice, 70, []*float64{&high})}
			a.took("statements about something with a stance")
		}
	}
	q.About = append(q.About, set)
	if len(q.About) > 1 {
		a.took("statements about several things")
	}
}

func (a *asker) acts(m *graph.Statement) []graph.ActSet {
	set := graph.ActSet{Act: pick(a.Dice, graph.Acts())}
	if len(m.Acts) > 0 {
		i := a.N(len(m.Acts))
		set.Act, set.Main = m.Acts[i].Act, a.Chance(50) // which the second act does not meet
		set.Force = maybe(a.Dice, 40, []graph.Force{m.Acts[i].Force, graph.ForceImplied})
	}
	a.took("statements by act")
	if set.Main {
		a.took("statements by main act")
	}
	if set.Force != "" {
		a.took("statements by force")
	}
	if a.Chance(30) {
		return []graph.ActSet{set, {Act: pick(a.Dice, graph.Acts())}}
	}
	return []graph.ActSet{set}
}

func (a *asker) saidCondition(_ *snapshot, m *graph.Statement, q *graph.StatementQuery) {
	a.naive.mu.Lock()
	said := a.naive.moment(m.Said)
	a.naive.mu.Unlock()
	for range 8 { // a few tries to find a range in which the date lies
		r := graph.DateRange{From: pick(a.Dice, bounds), To: pick(a.Dice, bounds), Undated: a.Chance(20)}
		r.Certainty = maybe(a.Dice, 50, []graph.DateCertainty{graph.DatePossibly, graph.DateCertainly})
		p, err := periodOf(r)
		if err != nil || !p.clear() {
			continue
		}
		q.Said = &r
		if p.holds(said) {
			break
		}
	}
	if q.Said == nil {
		return
	}
	a.took("statements by date")
	if q.Said.Certainty == graph.DateCertainly {
		a.took("statements certainly by date")
	}
	if q.Said.Undated {
		a.took("statements by date or undated")
	}
}

// clear reports whether the sides of a range lie so far apart that it is a
// range by every clock.
func (p period) clear() bool {
	const threeDays = 3 * 24 * 60 * 60
	if p.from == openPast || p.to == openFuture || (p.fromAhead == nil) == (p.toAhead == nil) {
		return true
	}
	return p.to-p.from > threeDays
}
