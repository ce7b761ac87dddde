package gql

import (
	"cmp"
	"context"
	"encoding/json"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/gql/model"
)

// A positioned is what the field positions is asked for.
type positioned struct {
	where          *model.StatementFilter
	on             *graph.PositionOn
	actors         *model.MatrixSideBy
	targets        *model.MatrixSideBy
	roles          []graph.AboutRole
	topics         []graph.ID
	scale          *string
	earlier, later *model.PositionPeriod
	contradictory  *bool
	first          *int32
}

// table says who takes which positions.
func (p *positioned) table(ctx context.Context) (*model.PositionTable, error) {
	f := &filtering{}
	q := analysis.TableQuery{
		PositionQuery: graph.PositionQuery{
			StatementSet: all("", "where", p.where, f.statements), On: cmp.Or(given(p.on), graph.OnTopics),
			Actors: matrixSide(p.actors), Targets: matrixSide(p.targets), Roles: distinctOf(p.roles),
		},
		Scale: given(p.scale), Contradictory: given(p.contradictory), First: defaultCells,
	}
	if p.topics != nil {
		q.Topics = f.ids("", "topics", p.topics, graph.KindTopic)
	}
	if p.first != nil {
		q.First = int(*p.first)
	}
	if f.err != nil {
		return nil, f.err
	}
	var err error
	if q.Earlier, err = stretchOf("earlier.", p.earlier); err != nil {
		return nil, err
	}
	if q.Later, err = stretchOf("later.", p.later); err != nil {
		return nil, err
	}
	if err := q.PositionQuery.Check(); err != nil {
		return nil, ofArgument("", err)
	}
	op := at(ctx)
	t, err := analysis.TableOf(ctx, op.reader, q)
	if err != nil {
		return nil, ofArgument("", orBlame(ctx, op, f, err))
	}
	// Each is read for all cells when it is asked for, and not for the others.
	names, earlier, later := analysis.NamesOf(q.PositionQuery), analysis.NamesOf(q.PositionQuery), analysis.NamesOf(q.PositionQuery)
	parameters, err := p.parameters(&q)
	if err != nil {
		return nil, err
	}
	out := &model.PositionTable{Table: t, Version: analysis.PositionsVersion, Parameters: parameters, Cells: make([]model.PositionCell, len(t.Cells))}
	for i := range t.Cells {
		c := &t.Cells[i]
		out.Cells[i] = model.PositionCell{Cell: c, All: model.PositionSums{Sums: &c.Sums, Names: names}}
		names.Await(beginningOf(c.Numbers(""), defaultPage)...)
		if c.Earlier != nil {
			earlier.Await(beginningOf(c.Earlier.Numbers(""), defaultPage)...)
			later.Await(beginningOf(c.Later.Numbers(""), defaultPage)...)
			out.Cells[i].Earlier, out.Cells[i].Later = &model.PositionSums{Sums: c.Earlier, Names: earlier}, &model.PositionSums{Sums: c.Later, Names: later}
		}
		op.records.await(amongAnalysed, c.Actor)
		op.records.await(amongValues, c.Target)
	}
	return out, nil
}

// parameters are how the table was made, with all that was not given.
func (p *positioned) parameters(q *analysis.TableQuery) (string, error) {
	b, err := json.Marshal(struct {
		On            graph.PositionOn      `json:"on"`
		Actors        *model.MatrixSideBy   `json:"actors,omitempty"`
		Targets       *model.MatrixSideBy   `json:"targets,omitempty"`
		Roles         []graph.AboutRole     `json:"roles,omitempty"`
		Topics        []graph.ID            `json:"topics,omitempty"`
		Scale         string                `json:"scale,omitempty"`
		Earlier       *model.PositionPeriod `json:"earlier,omitempty"`
		Later         *model.PositionPeriod `json:"later,omitempty"`
		Contradictory bool                  `json:"contradictory"`
		First         int                   `json:"first"`
	}{q.On, p.actors, p.targets, p.roles, p.topics, q.Scale, p.earlier, p.later, q.Contradictory, q.First})
	return string(b), err
}

func beginningOf[T any](list []T, n int) []T { return list[:min(n, len(list))] }

func stretchOf(path string, p *model.PositionPeriod) (*analysis.Stretch, error) {
	if p == nil {
		return nil, nil
	}
	s, err := analysis.StretchOf(path, given(p.From), given(p.To))
	return &s, err
}

// stated are the statements of some sums.
func stated(ctx context.Context, s *model.PositionSums, side *graph.Concurring, first *int32) ([]*graph.Statement, error) {
	n, err := pageSize("first", first)
	if err != nil {
		return nil, err
	}
	ids, err := s.Names.Of(ctx, at(ctx).reader, beginningOf(s.Numbers(given(side)), n))
	if err != nil {
		return nil, err
	}
	return followAll[*graph.Statement](ctx, amongSteps, ids)
}

// shifted is how far a position shifted, null where that cannot be said.
func shifted(c *model.PositionCell) *float64 {
	n, ok := c.Cell.Shift()
	if !ok {
		return nil
	}
	return &n
}
