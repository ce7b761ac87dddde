package graphtest

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"hudna/graph"
)

// Positions looks at every statement, whoever takes part in it.
func (r naiveReader) Positions(ctx context.Context, q graph.PositionQuery) (graph.Positions, error) {
	return ask(ctx, r, func(k *seeker) (graph.Positions, error) {
		if q.On != graph.OnTopics && q.On != graph.OnTargets {
			return graph.Positions{}, &graph.FieldError{Path: "on", Reason: "is none"}
		}
		if err := wrongMatrix(graph.MatrixQuery{Rows: q.Actors, Columns: q.Targets, Roles: q.Roles}, 1); err != nil {
			return graph.Positions{}, err
		}
		found, err := k.statements(graph.StatementQuery{StatementSet: q.StatementSet})
		if err != nil {
			return graph.Positions{}, err
		}
		statements := valuesOf(found.items)
		slices.SortFunc(statements, func(a, b *graph.Statement) int { return cmp.Compare(k.order(a.ID), k.order(b.ID)) })
		return k.positions(statements, q)
	})
}

// A taken is one position that a statement takes.
type taken struct {
	actor, target graph.ID
	use           graph.Use
}

func (k *seeker) positions(statements []*graph.Statement, q graph.PositionQuery) (graph.Positions, error) {
	var p graph.Positions
	actors, targets, documents := map[graph.ID]bool{}, map[graph.ID]bool{}, map[graph.ID]bool{}
	var with []*graph.Statement
	var uses [][]taken
	for _, s := range statements {
		mine := k.takenBy(s, q)
		if len(mine) == 0 {
			p.Without++
			continue
		}
		with, uses = append(with, s), append(uses, mine)
		documents[s.Evidence[0].Document] = true
		for _, u := range mine {
			actors[u.actor], targets[u.target] = true, true
		}
	}
	p.Actors, p.Targets, p.Documents = slices.Sorted(maps.Keys(actors)), slices.Sorted(maps.Keys(targets)), slices.Sorted(maps.Keys(documents))
	texts, tellings := map[graph.ID]int{}, map[string]int{}
	for n, s := range with {
		of := graph.Positioned{Document: slices.Index(p.Documents, s.Evidence[0].Document), Text: n, Joint: len(s.Speakers) > 1, Counterpart: k.toldByCounterpart(s, q)}
		if s.Said != nil {
			if first, last, ok := s.Said.Local(); ok && first != math.MinInt64 && last != math.MaxInt64 {
				of.First, of.Last, of.Dated = first, last, true
			}
		}
		if s.Utterance != "" {
			if _, known := texts[s.Utterance]; !known {
				texts[s.Utterance] = n
			}
			of.Text = texts[s.Utterance]
		}
		for _, telling := range k.tellingsOf(s) {
			if _, known := tellings[telling]; !known {
				tellings[telling] = len(tellings)
			}
			if !slices.Contains(of.Tellings, tellings[telling]) {
				of.Tellings = append(of.Tellings, tellings[telling])
			}
		}
		slices.Sort(of.Tellings)
		p.Statements = append(p.Statements, of)
		var mine []graph.Use
		for _, u := range uses[n] {
			u.use.Statement, u.use.Actor, u.use.Target = n, slices.Index(p.Actors, u.actor), slices.Index(p.Targets, u.target)
			if !slices.Contains(mine, u.use) {
				mine = append(mine, u.use)
			}
		}
		slices.SortFunc(mine, func(a, b graph.Use) int {
			return cmp.Or(a.Actor-b.Actor, a.Target-b.Target, cmp.Compare(a.Agreement, b.Agreement), cmp.Compare(a.Role, b.Role),
				cmp.Compare(a.Scale, b.Scale), cmp.Compare(a.Stance, b.Stance))
		})
		p.Uses = append(p.Uses, mine...)
	}
	for _, n := range q.Identify {
		if n < 0 || n >= len(with) {
			return graph.Positions{}, &graph.FieldError{Path: "identify", Reason: "has a number that there is not"}
		}
		p.IDs = append(p.IDs, with[n].ID)
	}
	return p, nil
}

// takenBy are the positions of the speakers of a statement.
func (k *seeker) takenBy(s *graph.Statement, q graph.PositionQuery) (all []taken) {
	for _, speaker := range s.Speakers {
		for _, actor := range k.atSide(q.Actors, s, speaker.Actor, speaker.Post) {
			if q.On == graph.OnTopics {
				for _, stand := range s.Positions {
					all = append(all, taken{actor, k.canonical(stand.Topic), graph.Use{Agreement: stand.Agreement}})
				}
				continue
			}
			for _, about := range s.About {
				if about.Node.Kind() != graph.KindActor || !oneOf(q.Roles, about.Role) {
					continue
				}
				use := graph.Use{Role: about.Role}
				if about.Stance != nil {
					use.Scale, use.Stance = about.Stance.Scale, math.Round(about.Stance.Value*stanceSteps)/stanceSteps
				}
				for _, target := range k.atSide(q.Targets, s, about.Node, "") {
					all = append(all, taken{actor, target, use})
				}
			}
		}
	}
	return all
}

// tellingsOf are the acts of telling by which a statement reached us.
func (k *seeker) tellingsOf(s *graph.Statement) (all []string) {
	if len(s.Relays) > 0 && s.Relays[0].Utterance != "" {
		return []string{"in " + string(s.Relays[0].Utterance)}
	}
	for _, e := range s.Evidence {
		telling := "document " + string(k.original(e.Document))
		if len(s.Relays) > 0 {
			telling += " by " + string(k.canonical(s.Relays[0].Actor))
		}
		all = append(all, telling)
	}
	return all
}

// toldByCounterpart says whether nobody vouches for a statement but those to whom
// it was said.
func (k *seeker) toldByCounterpart(s *graph.Statement, q graph.PositionQuery) bool {
	speaking, counterparts := map[graph.ID]bool{}, map[graph.ID]bool{}
	for _, speaker := range s.Speakers {
		for _, id := range k.atSide(q.Actors, s, speaker.Actor, speaker.Post) {
			speaking[id] = true
		}
	}
	for _, a := range s.Addressees {
		for _, id := range k.atSide(q.Actors, s, a.Actor, "") {
			counterparts[id] = !speaking[id]
		}
	}
	is := func(actor graph.ID) bool {
		return actor != "" && slices.ContainsFunc(k.atSide(q.Actors, s, actor, ""), func(id graph.ID) bool { return counterparts[id] })
	}
	if len(s.Relays) > 0 {
		return is(s.Relays[0].Actor)
	}
	return !slices.ContainsFunc(s.Evidence, func(e graph.Evidence) bool {
		document, ok := k.snapshot.byID[e.Document].(*graph.Document)
		return !ok || !is(document.Publisher)
	})
}
