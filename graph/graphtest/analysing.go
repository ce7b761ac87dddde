package graphtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"hudna/graph"
)

// analysedSet draws which statements an analysis counts: most often all of them,
// or few parts of a filter.
func (t *trial) analysedSet(v graph.View) graph.StatementSet {
	d := t.asker.Dice
	if d.Chance(40) {
		return t.asker.statementQuery(v).StatementSet
	}
	var set graph.StatementSet
	t.asker.in(v, func(q quest) {
		statements := those[*graph.Statement](q.k)
		if len(statements) == 0 {
			return
		}
		s := pick(d, statements)
		said := q.k.naive.moment(s.Said)
		if d.Chance(25) {
			set.Said = &graph.DateRange{From: pick(d, bounds), To: pick(d, bounds), Certainty: maybe(d, 40, []graph.DateCertainty{graph.DatePossibly, graph.DateCertainly}), Undated: d.Chance(30)}
		}
		if d.Chance(15) {
			set.By = q.actorSet(speaking(s, said), true)
		}
		if d.Chance(15) {
			set.To = q.actorSet(addressed(s, said), false)
		}
		if d.Chance(15) {
			set.Via = q.actorSet(relaying(s, said), true)
		}
		if d.Chance(15) {
			_, actors := aboutOf(s, graph.AboutSet{})
			set.About = []graph.AboutSet{{Actor: q.actorSet(castOf(said, actors...), false), Roles: some(d, graph.AboutRoles(), 9)}}
			if len(set.About[0].Roles) == 0 {
				set.About[0].Roles = nil
			}
		}
		if d.Chance(15) && len(s.Acts) > 0 {
			set.Acts = []graph.ActSet{{Act: pick(d, s.Acts).Act, Force: maybe(d, 30, graph.Forces()), Main: d.Chance(30)}}
		}
		if d.Chance(15) {
			set.Statuses = append(some(d, graph.Statuses(), 2), s.Status)
		}
		if d.Chance(15) {
			set.Bases = append(some(d, graph.Bases(), 2), pick(d, graph.Bases()))
		}
		if d.Chance(15) {
			set.Superseded = append(some(d, []bool{true, false}, 1), true)
		}
		if d.Chance(10) {
			set.Langs = append(some(d, []string{"en", "ar", "*", "ru"}, 1), pick(d, []string{s.Lang, "en", "*"}))
		}
		if d.Chance(10) {
			set.SaidAt = &graph.PlaceSet{}
			if s.Place != "" && d.Chance(70) {
				set.SaidAt.AnyOf = []graph.ID{s.Place}
			}
		}
		if d.Chance(10) {
			set.Positions = []graph.StandSet{{Agreement: maybe(d, 40, graph.Concurrings())}}
			if len(s.Positions) > 0 && d.Chance(60) {
				set.Positions[0].Topic = pick(d, s.Positions).Topic
			}
		}
		if d.Chance(10) {
			set.About = append(set.About, graph.AboutSet{Roles: append(some(d, graph.AboutRoles(), 4), pick(d, graph.AboutRoles()))})
		}
		if d.Chance(15) {
			other := set
			set = graph.StatementSet{Not: &other}
		}
	})
	return set
}

func (t *trial) matrixSide() graph.MatrixSide {
	d := t.asker.Dice
	if d.Chance(30) {
		return graph.MatrixSide{}
	}
	side := graph.MatrixSide{Kinds: append(some(d, graph.ActorKinds(), 3), pick(d, graph.ActorKinds()))}
	if d.Chance(40) {
		side.Include = append(some(d, graph.MatrixScopes(), 2), pick(d, graph.MatrixScopes()))
	}
	side.Certainty = maybe(d, 40, []graph.DateCertainty{graph.DatePossibly, graph.DateCertainly})
	return side
}

// someRoles are roles of which some about entries have one, or nil for all.
func (t *trial) someRoles() []graph.AboutRole {
	d := t.asker.Dice
	if d.Chance(60) {
		return nil
	}
	return append(some(d, graph.AboutRoles(), 6), pick(d, graph.AboutRoles()))
}

// askMatrix compares who spoke how of whom.
func (t *trial) askMatrix(ctx context.Context, v graph.View) error {
	q := graph.MatrixQuery{StatementSet: t.analysedSet(v), Rows: t.matrixSide(), Columns: t.matrixSide(), Roles: t.someRoles()}
	first := 1 + t.asker.N(40)
	t.stats.take("reader: Matrix")
	return asked(ctx, t, v, fmt.Sprintf("Matrix(%s, first %d)", readable(q), first), func(r graph.Reader) (graph.Matrix, error) {
		m, err := r.Matrix(ctx, q, first)
		switch {
		case err != nil:
		case len(m.Cells) == 0:
			t.stats.take("a matrix without cells")
		case m.Cells[0].Stances != nil:
			t.stats.take("a matrix with stances")
		default:
			t.stats.take("a matrix without stances")
		}
		return m, err
	})
}

// askSeries compares how statements are spread over time.
func (t *trial) askSeries(ctx context.Context, v graph.View) error {
	d := t.asker.Dice
	q := graph.SeriesQuery{
		StatementSet: t.analysedSet(v), Period: pick(d, graph.Periods()), By: maybe(d, 70, facets), First: 1 + d.N(20),
		Periods: pick(d, []int{1 + d.N(200), 1_000, graph.MaxPoints, graph.MaxPoints}),
		Zone:    maybe(d, 40, []string{"UTC", "Asia/Damascus", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"}),
		Inexact: maybe(d, 60, []graph.Inexact{graph.InexactAside, graph.InexactSpread, graph.InexactSpread}),
	}
	t.stats.take("reader: Series")
	return asked(ctx, t, v, fmt.Sprintf("Series(%s)", readable(q)), func(r graph.Reader) (graph.Series, error) {
		s, err := r.Series(ctx, q)
		switch {
		case errors.Is(err, graph.ErrTooComplex):
			t.stats.take("a series that spans too much")
		case err != nil:
		case len(s.Groups) == 0:
			t.stats.take("a series of nothing")
		case slices.ContainsFunc(s.Groups[0].Points, func(p graph.SeriesPoint) bool { return p.Stances != nil }):
			t.stats.take("a series with stances")
		default:
			t.stats.take("a series without stances")
		}
		if err == nil && len(s.Groups) > 0 && slices.ContainsFunc(s.Groups[0].Points, func(p graph.SeriesPoint) bool { return p.Statements == 0 }) {
			t.stats.take("a series with gaps")
		}
		if err == nil && s.Spread > 0 {
			t.stats.take("a series with dates that are spread")
		}
		return s, err
	})
}

// askPositions compares who takes which positions.
func (t *trial) askPositions(ctx context.Context, v graph.View) error {
	d := t.asker.Dice
	q := graph.PositionQuery{StatementSet: t.analysedSet(v), On: pick(d, []graph.PositionOn{graph.OnTopics, graph.OnTargets}), Actors: t.matrixSide()}
	if q.On == graph.OnTargets {
		q.Targets, q.Roles = t.matrixSide(), t.someRoles()
	}
	if d.Chance(30) {
		q.Identify = []int{0, d.N(4), 0}
	}
	q.Details = graph.PositionDetails{Document: d.Chance(70), Text: d.Chance(70), Tellings: d.Chance(70), Counterpart: d.Chance(70)}
	if q.Details.Document && d.Chance(50) {
		q.Documents = []graph.ID{t.someID(v)}
		if _, seen := t.asker.seen(v); len(seen) > 0 {
			q.Documents = append(q.Documents, pick(d, seen).Evidence[0].Document)
		}
	}
	t.stats.take("reader: Positions")
	return asked(ctx, t, v, fmt.Sprintf("Positions(%s)", readable(q)), func(r graph.Reader) (graph.Positions, error) {
		p, err := r.Positions(ctx, q)
		if err != nil {
			return p, err
		}
		if len(p.Uses) == 0 {
			t.stats.take("positions of nobody")
		} else {
			t.stats.take("positions on " + strings.ToLower(string(q.On)))
		}
		for i, s := range p.Statements {
			if s.Joint {
				t.stats.take("a joint position")
			}
			if s.Counterpart {
				t.stats.take("the position of a counterpart")
			}
			if q.Details.Text && int(s.Text) != i {
				t.stats.take("one text of several statements")
			}
		}
		return p, nil
	})
}

// askPaths compares by which statements two actors are connected.
func (t *trial) askPaths(ctx context.Context, v graph.View) error {
	d := t.asker.Dice
	q := graph.PathQuery{
		StatementSet: t.analysedSet(v), From: t.someActor(v), To: t.someActor(v), MaxSteps: d.N(7), Roles: t.someRoles(),
		Links: some(d, graph.PathLinks(), 3), Directed: d.Chance(40),
	}
	if len(q.Links) == 0 || d.Chance(30) {
		q.Links = nil
	}
	if d.Chance(15) {
		q.Through = append(some(d, graph.ActorKinds(), 5), pick(d, graph.ActorKinds()))
	}
	first := 1 + d.N(8)
	t.stats.take("reader: Paths")
	return asked(ctx, t, v, fmt.Sprintf("Paths(%s, first %d)", readable(q), first), func(r graph.Reader) ([]graph.Path, error) {
		paths, err := r.Paths(ctx, q, first)
		switch {
		case err != nil:
		case len(paths) == 0:
			t.stats.take("no path")
		case len(paths[0].Steps) < 2:
			t.stats.take("a path of a step or none")
		default:
			t.stats.take("a path of several steps")
		}
		if len(paths) > 1 && len(paths[0].Steps) < len(paths[len(paths)-1].Steps) {
			t.stats.take("paths of several lengths")
		}
		return paths, err
	})
}

// someActor draws an actor whom a statement names as a rule, or another record.
func (t *trial) someActor(v graph.View) graph.ID {
	var ids []graph.ID
	t.asker.in(v, func(q quest) {
		for _, s := range those[*graph.Statement](q.k) {
			for _, speaker := range s.Speakers {
				ids = append(ids, speaker.Actor)
			}
			_, actors := aboutOf(s, graph.AboutSet{})
			ids = append(ids, actors...)
		}
	})
	if len(ids) > 0 && t.asker.Chance(95) {
		return pick(t.asker.Dice, ids)
	}
	return t.someID(v)
}
