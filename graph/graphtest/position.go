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
	says          uint8
	scale         string
	stance        int32
}

func (k *seeker) positions(statements []*graph.Statement, q graph.PositionQuery) (graph.Positions, error) {
	var p graph.Positions
	actors, targets, scales, dates := map[graph.ID]bool{}, map[graph.ID]bool{}, map[string]bool{}, map[graph.SaidBetween]bool{}
	var with []*graph.Statement
	var uses [][]taken
	for _, s := range statements {
		mine := k.takenBy(s, q)
		if len(mine) == 0 {
			p.Without++
			continue
		}
		with, uses = append(with, s), append(uses, mine)
		dates[saidBetween(s)] = true
		for _, u := range mine {
			actors[u.actor], targets[u.target] = true, true
			if u.scale != "" {
				scales[u.scale] = true
			}
		}
	}
	if q.Identify != nil {
		for _, n := range q.Identify {
			if n < 0 || n >= len(with) {
				return graph.Positions{}, &graph.FieldError{Path: "identify", Reason: "has a number that there is not"}
			}
			p.IDs = append(p.IDs, with[n].ID)
		}
		p.Without = 0
		return p, nil
	}
	p.Actors, p.Targets, p.Scales = slices.Sorted(maps.Keys(actors)), slices.Sorted(maps.Keys(targets)), slices.Sorted(maps.Keys(scales))
	p.Dates = slices.SortedFunc(maps.Keys(dates), func(a, b graph.SaidBetween) int {
		if a.Dated != b.Dated {
			return map[bool]int{true: -1, false: 1}[a.Dated]
		}
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last))
	})
	texts, tellings, documents := map[graph.ID]int{}, map[string]int{}, map[graph.ID]int{}
	for n, s := range with {
		of := graph.Positioned{Date: ordinal(slices.Index(p.Dates, saidBetween(s))), Joint: len(s.Speakers) > 1}
		if q.Details.Counterpart {
			of.Counterpart = k.toldByCounterpart(s, q)
		}
		if q.Details.Document {
			if _, known := documents[s.Evidence[0].Document]; !known {
				documents[s.Evidence[0].Document] = len(documents)
			}
			of.Document = ordinal(documents[s.Evidence[0].Document])
		}
		if q.Details.Text {
			of.Text = ordinal(n)
			if s.Utterance != "" {
				if _, known := texts[s.Utterance]; !known {
					texts[s.Utterance] = n
				}
				of.Text = ordinal(texts[s.Utterance])
			}
		}
		var told []uint32
		for _, telling := range k.tellingsOf(s) {
			if _, known := tellings[telling]; !known {
				tellings[telling] = len(tellings)
			}
			if q.Details.Tellings {
				told = append(told, ordinal(tellings[telling]))
			}
		}
		p.Told(of, told...)
		var mine []graph.Use
		for _, u := range uses[n] {
			use := graph.Use{
				Statement: ordinal(n), Actor: ordinal(slices.Index(p.Actors, u.actor)), Target: ordinal(slices.Index(p.Targets, u.target)), Says: u.says, Stance: u.stance,
				Scale: uint16(slices.Index(p.Scales, u.scale) + 1), //nolint:gosec // there are few scales
			}
			if !slices.Contains(mine, use) {
				mine = append(mine, use)
			}
		}
		slices.SortFunc(mine, func(a, b graph.Use) int {
			return cmp.Or(cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Says, b.Says),
				cmp.Compare(a.Scale, b.Scale), cmp.Compare(a.Stance, b.Stance))
		})
		p.Uses = append(p.Uses, mine...)
	}
	for _, id := range q.Documents {
		number, known := documents[id]
		if !known {
			number = -1
		}
		p.Documents = append(p.Documents, number)
	}
	return p, nil
}

func ordinal(n int) uint32 { return uint32(n) } //nolint:gosec // a history has few of anything

// saidBetween is when a statement may have been said.
func saidBetween(s *graph.Statement) (said graph.SaidBetween) {
	if s.Said == nil {
		return said
	}
	if first, last, ok := s.Said.Local(); ok && first != math.MinInt64 && last != math.MaxInt64 {
		said = graph.SaidBetween{First: first, Last: last, Dated: true}
	}
	return said
}

// takenBy are the positions of the speakers of a statement.
func (k *seeker) takenBy(s *graph.Statement, q graph.PositionQuery) (all []taken) {
	for _, speaker := range s.Speakers {
		for _, actor := range k.atSide(q.Actors, s, speaker.Actor, speaker.Post) {
			if q.On == graph.OnTopics {
				for _, stand := range s.Positions {
					all = append(all, taken{actor: actor, target: k.canonical(stand.Topic), says: graph.SaysAgreement(stand.Agreement)})
				}
				continue
			}
			for _, about := range s.About {
				if about.Node.Kind() != graph.KindActor || !oneOf(q.Roles, about.Role) {
					continue
				}
				use := taken{actor: actor, says: graph.SaysRole(about.Role)}
				if about.Stance != nil {
					use.scale, use.stance = about.Stance.Scale, int32(math.Round(about.Stance.Value*stanceSteps))
				}
				for _, target := range k.atSide(q.Targets, s, about.Node, "") {
					use.target = target
					all = append(all, use)
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
