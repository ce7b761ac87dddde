package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"hudna/cmd/hudna/peer"
	"hudna/graph"
)

// creating is how a statement is written to the peer: by a function, in one
// transaction.
const creating = `mutation Q8($record: JSON!) { createStatement(input: {record: $record}) { result } }`

// DuelWrites writes new statements to both sides by turns (Q8), as
// [MeasureWrites] does: with a span, a chain and two entries of whom they are
// about. Before, one is written to each, and read back whole to compare the two.
func DuelWrites(ctx context.Context, own, theirs Side, s *Survey, o DuelOptions, each func(Score) error) error {
	if len(o.Writers) == 0 {
		return nil
	}
	like, err := s.models(ctx, own.Ask)
	if err != nil {
		return err
	}
	c := contest{question: "Q8 new"}
	for _, m := range like {
		record := m.input()
		r, err := request(writing, map[string]any{"record": record}, 0, false)
		if err != nil {
			return err
		}
		c.requests[0] = append(c.requests[0], r)
		if record["when"], err = peer.MomentOf(dated(m.Said)); err != nil {
			return err
		}
		if r, err = request(creating, map[string]any{"record": record}, 0, false); err != nil {
			return err
		}
		c.requests[1] = append(c.requests[1], r)
	}
	if err := c.alike(ctx, [2]*Side{&own, &theirs}); err != nil {
		return fmt.Errorf("%s: %w", c.question, err)
	}
	for _, clients := range o.Writers {
		score, err := c.fight(ctx, own, theirs, clients, o)
		if err != nil {
			return fmt.Errorf("%s, %d clients: %w", c.question, clients, err)
		}
		if err := each(*score); err != nil {
			return err
		}
	}
	return nil
}

// dated is the date of a model.
func dated(said map[string]any) *graph.Date {
	edtf, _ := said["edtf"].(string)
	if edtf == "" {
		return nil
	}
	return &graph.Date{EDTF: graph.EDTF(edtf)}
}

// alike writes the first statement to each side, and compares what each then
// has, apart from the ids.
func (c *contest) alike(ctx context.Context, sides [2]*Side) error {
	var found [2]map[string]any
	for i, side := range sides {
		var err error
		if found[i], err = c.written(ctx, side.Ask, i); err != nil {
			return fmt.Errorf("%s: %w", side.Name, err)
		}
	}
	return differs("", found[0], found[1])
}

// written writes the first statement to one side and reads it back.
func (c *contest) written(ctx context.Context, ask Ask, side int) (map[string]any, error) {
	value, err := field(ctx, ask, c.requests[side][0])
	if err != nil {
		return nil, err
	}
	id, err := idOf(value)
	if err != nil {
		return nil, err
	}
	r, err := request([]string{wholeStatement, translated["Q1"].query}[side], map[string]any{"id": id}, 0, false)
	if err != nil {
		return nil, err
	}
	back, err := field(ctx, ask, r)
	if err != nil {
		return nil, err
	}
	record, ok := back.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%w: what was written as %s is not there", ErrDiffers, id)
	}
	delete(record, "id")
	return record, nil
}

// idOf is the id in the payload of either side.
func idOf(payload any) (string, error) {
	b, err := json.Marshal(payload)
	if err != nil {
		return "", err
	}
	var p struct {
		Record   *struct{ ID string }
		Result   string
		Problems []struct{ Message string }
	}
	if err := json.Unmarshal(b, &p); err != nil {
		return "", err
	}
	switch {
	case len(p.Problems) > 0:
		return "", fmt.Errorf("the change was refused: %s", p.Problems[0].Message)
	case p.Record != nil:
		return p.Record.ID, nil
	case p.Result != "":
		return p.Result, nil
	}
	return "", errors.New("the answer holds no record")
}
