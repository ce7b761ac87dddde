package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"hudna/graph"
)

type positionsCommand struct {
	whereFlags
	resultFlags
	On            string   `enum:"topics,targets" default:"topics" placeholder:"WHAT" help:"What positions are on: ${enum}. Default: ${default}."`
	Where         string   `placeholder:"JSON" help:"Which statements count: the argument where of the field positions, as a JSON object, or @FILE."`
	Kinds         []string `placeholder:"KIND" help:"Put speakers under actors of these kinds for which they stand, such as STATE."`
	TargetKinds   []string `placeholder:"KIND" help:"The same for the actors of whom they speak."`
	Topic         []string `placeholder:"ID" help:"Only these propositions; all unless given."`
	Scale         string   `placeholder:"NAME" help:"Only stances on this scale count as for and against."`
	Contradictory bool     `help:"Only who is on both sides."`
	First         int      `default:"100" placeholder:"N" help:"How many cells, those with most statements first: 1 to 2,500. Default: ${default}."`
	Revision      *uint64  `placeholder:"N" help:"As of this revision; without it as of the newest."`
}

// Help is the end of the command's help.
func (positionsCommand) Help() string {
	return `A line for each actor and each proposition, or actor of whom is spoken: how many statements, for, against and neutral, how many acts of speaking, by how many independent acts of telling they reached us, the mean stance where there is one scale, the first and the last day. A statement claims only that words were uttered. The statements behind a number, and shifts between two periods, the field positions of the API tells.

Examples:

    hudna positions --output positions.csv
    hudna verify-citation positions.csv.provenance.json
    hudna positions --contradictory
    hudna positions --on targets --kinds STATE --target-kinds STATE
`
}

const positionsQuestion = `query($where: StatementFilter, $on: PositionOn, $actors: MatrixSideBy, $targets: MatrixSideBy, $topics: [ID!], $scale: String, $contradictory: Boolean, $first: Int) {
  positions(where: $where, on: $on, actors: $actors, targets: $targets, topics: $topics, scale: $scale, contradictory: $contradictory, first: $first) {
    cells { actor { id } target { id } all { count for against neutral utterances sources stance { scale count mean } first last } }
    distinct version parameters
  }
}`

// A positionCell is what the answer tells of one.
type positionCell struct {
	Actor, Target struct{ ID graph.ID }
	All           struct {
		Count, For, Against, Neutral, Utterances, Sources int
		Stance                                            *graph.MeanStance
		First, Last                                       string
	}
}

// Run prints the table.
func (c *positionsCommand) Run(ctx context.Context, p *program) (err error) {
	asked := map[string]any{"on": map[string]string{"topics": "TOPICS", "targets": "TARGETS"}[c.On], "contradictory": c.Contradictory, "first": c.First}
	if err := objectFlag(p, asked, "where", c.Where); err != nil {
		return err
	}
	if c.Kinds != nil {
		asked["actors"] = map[string]any{"kinds": c.Kinds}
	}
	if c.TargetKinds != nil {
		asked["targets"] = map[string]any{"kinds": c.TargetKinds}
	}
	if c.Topic != nil {
		asked["topics"] = c.Topic
	}
	if c.Scale != "" {
		asked["scale"] = c.Scale
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	op := operation{document: positionsQuestion, variables: asked, asOf: (*graph.Revision)(c.Revision)}
	answer, revision, err := ask[struct {
		Positions struct {
			Cells               []positionCell
			Distinct            int
			Version, Parameters string
		}
	}](ctx, at, op)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	out := csv.NewWriter(&table)
	rows := [][]string{{"actor", "target", "statements", "for", "against", "neutral", "utterances", "sources", "scale", "stances", "mean", "first", "last"}}
	for i := range answer.Positions.Cells {
		rows = append(rows, answer.Positions.Cells[i].row())
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	if more := answer.Positions.Distinct - len(answer.Positions.Cells); more > 0 {
		fmt.Fprintf(p.stderr, "hudna: there are %d cells more; see --first\n", more)
	}
	return c.write(ctx, p, at, op, table.Bytes(), resultProvenance{
		Result: "positions", Format: "CSV", Revision: revision,
		Version: answer.Positions.Version, Parameters: json.RawMessage(answer.Positions.Parameters),
	})
}

func (c *positionCell) row() []string {
	row := []string{string(c.Actor.ID), string(c.Target.ID)}
	for _, n := range []int{c.All.Count, c.All.For, c.All.Against, c.All.Neutral, c.All.Utterances, c.All.Sources} {
		row = append(row, strconv.Itoa(n))
	}
	if s := c.All.Stance; s != nil {
		row = append(row, s.Scale, strconv.Itoa(s.Count), strconv.FormatFloat(s.Mean, 'g', -1, 64))
	} else {
		row = append(row, "", "", "")
	}
	return append(row, c.All.First, c.All.Last)
}
