package graphtest

import (
	"context"
	"slices"
	"time"

	"hudna/graph"
)

// A TableQuery asks the oracle for a table of positions, of all that was said wholly
// from one second to another.
type TableQuery struct {
	graph.PositionQuery
	Topics   []graph.ID
	Scale    string
	From, To *int64
}

// A TableCell is what an actor says of a target.
type TableCell struct {
	Count, For, Against, Neutral, Utterances, Sources int
	Scale                                             string
	Stances                                           int
	Mean                                              float64
	First, Last                                       string
	Statements                                        map[graph.Concurring][]graph.ID // all, and those of each side
}

// Table adds up positions, cell by cell, by looking through all of them for each.
func (n *Naive) Table(ctx context.Context, v graph.View, q TableQuery) (map[[2]graph.ID]TableCell, error) {
	q.Details = graph.PositionDetails{Text: true, Tellings: true}
	p, err := n.At(v).Positions(ctx, q.PositionQuery)
	if err != nil {
		return nil, err
	}
	topics := q.Topics
	if topics != nil {
		if topics, err = n.At(v).Canonical(ctx, topics); err != nil {
			return nil, err
		}
	}
	named := q.PositionQuery
	for i := range p.Statements {
		named.Identify = append(named.Identify, i)
	}
	ids, err := n.At(v).Positions(ctx, named)
	if err != nil {
		return nil, err
	}
	cells := map[[2]graph.ID]TableCell{}
	for _, u := range p.Uses {
		at := [2]graph.ID{p.Actors[u.Actor], p.Targets[u.Target]}
		if _, known := cells[at]; known || topics != nil && !slices.Contains(topics, at[1]) {
			continue
		}
		cells[at] = q.cell(&p, ids.IDs, u.Actor, u.Target)
	}
	return cells, nil
}

func (q *TableQuery) cell(p *graph.Positions, ids []graph.ID, actor, target uint32) TableCell {
	c := TableCell{Statements: map[graph.Concurring][]graph.ID{}}
	texts, tellings := map[uint32]bool{}, map[uint32]bool{}
	scales := map[string][]float64{}
	var first, last *int64
	add := func(side graph.Concurring, id graph.ID) {
		if !slices.Contains(c.Statements[side], id) {
			c.Statements[side] = append(c.Statements[side], id)
		}
	}
	for _, u := range p.Uses {
		of := p.Statements[u.Statement]
		said := p.Dates[of.Date]
		bounded := q.From != nil || q.To != nil
		if u.Actor != actor || u.Target != target || bounded && (!said.Dated || q.From != nil && said.First < *q.From || q.To != nil && said.Last > *q.To) {
			continue
		}
		id := ids[u.Statement]
		add("", id)
		texts[of.Text] = true
		for _, telling := range p.TellingsOf(int(u.Statement)) {
			tellings[telling] = true
		}
		if said.Dated {
			if first == nil || said.First < *first {
				first = &said.First
			}
			if last == nil || said.Last > *last {
				last = &said.Last
			}
		}
		if q.On == graph.OnTopics {
			add(u.Agreement(), id)
			continue
		}
		if u.Scale == 0 || q.Scale != "" && p.Scales[u.Scale-1] != q.Scale {
			continue
		}
		stance := float64(u.Stance) / stanceSteps
		scales[p.Scales[u.Scale-1]] = append(scales[p.Scales[u.Scale-1]], stance)
		switch {
		case stance > 0:
			add(graph.Agree, id)
		case stance < 0:
			add(graph.Disagree, id)
		default:
			add(graph.Neutral, id)
		}
	}
	c.Count, c.For, c.Against, c.Neutral = len(c.Statements[""]), len(c.Statements[graph.Agree]), len(c.Statements[graph.Disagree]), len(c.Statements[graph.Neutral])
	c.Utterances, c.Sources = len(texts), len(tellings)
	if first != nil {
		c.First, c.Last = dayIn(*first), dayIn(*last)
	}
	for scale, stances := range scales {
		if len(scales) > 1 {
			break
		}
		sum := 0.0
		for _, s := range stances {
			sum += s
		}
		c.Scale, c.Stances, c.Mean = scale, len(stances), sum/float64(len(stances))
	}
	return c
}

func dayIn(second int64) string { return time.Unix(second, 0).UTC().Format(time.DateOnly) }
