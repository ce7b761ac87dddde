package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"hudna/graph"
)

type traceCommand struct {
	From string `arg:"" help:"The id of the statement to look from."`
	To   string `arg:"" optional:"" help:"The id of the statement that trails lead to. Without it, who said the claim or passed it on is listed."`
	whereFlags
	resultFlags
	Direction string  `default:"BOTH" enum:"FORWARD,BACKWARD,BOTH" placeholder:"WAY" help:"Where trails may lead: FORWARD from what was there first, BACKWARD or BOTH. Default: ${default}."`
	Steps     int     `default:"4" placeholder:"N" help:"How many steps away is looked: 1 to 8. Default: ${default}."`
	First     int     `default:"5" placeholder:"N" help:"How many trails, the best first: 1 to 50. Default: ${default}."`
	Revision  *uint64 `placeholder:"N" help:"As of this revision; without it as of the newest."`
	CSV       bool    `name:"csv" xor:"form" help:"Write CSV, the names of the columns first."`
	JSON      bool    `name:"json" xor:"form" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (traceCommand) Help() string {
	return `How a claim travelled: over reports of one utterance, copies, relays, and statements that link to others. That one said it after another one does not say that they had it from there; where a record says so, it is in the column after.

Examples:

    hudna trace statement/rikard-accuses
    hudna trace statement/rikard-accuses statement/saman-denies --first 3 --csv
`
}

// traceQuestion asks how a claim travelled.
const traceQuestion = `query($from: ID!, $to: ID, $direction: TraceDirection, $steps: Int, $first: Int) {
  trace(from: $from, to: $to, direction: $direction, maxSteps: $steps, first: $first) {
    definition first { id } firstIsCertain tellingCount
    tellings(first: 500) { actor { id } account statement { id } when { edtf } after { id } }
    trails { steps { from { id } to { id } kind } }
  }
}`

// Run prints the trails, or who told.
func (c *traceCommand) Run(ctx context.Context, p *program) (err error) {
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	variables := map[string]any{"from": c.From, "direction": c.Direction, "steps": c.Steps, "first": c.First}
	if c.To != "" {
		variables["to"] = c.To
	}
	op := operation{document: traceQuestion, variables: variables, asOf: (*graph.Revision)(c.Revision)}
	answer, revision, err := ask[struct {
		Trace struct {
			Definition     string
			First          reference
			FirstIsCertain bool
			TellingCount   int
			Tellings       []struct {
				Actor     *reference
				Account   string
				Statement reference
				When      *struct{ EDTF string }
				After     []reference
			}
			Trails []struct {
				Steps []struct {
					From, To reference
					Kind     string
				}
			}
		}
	}](ctx, at, op)
	if err != nil {
		return err
	}
	t := &answer.Trace
	of := resultProvenance{Result: "trace", Revision: revision, Version: t.Definition}
	if c.To != "" {
		s := &sheet{columns: []string{"trail", "step", "from", "kind", "to"}}
		for i, trail := range t.Trails {
			for k, step := range trail.Steps {
				s.add(strconv.Itoa(i+1), strconv.Itoa(k+1), string(step.From.ID), step.Kind, string(step.To.ID))
			}
		}
		return c.print(ctx, p, at, op, s, c.CSV, c.JSON, of)
	}
	s := &sheet{columns: []string{"when", "actor", "account", "after", "statement", "first"}}
	for _, x := range t.Tellings {
		when, first := "", ""
		if x.When != nil {
			when = x.When.EDTF
		}
		if x.Statement.ID == t.First.ID {
			if first = "perhaps"; t.FirstIsCertain {
				first = "yes"
			}
		}
		s.add(when, x.Actor.text(), x.Account, strings.TrimSpace(idsOf(x.After)), string(x.Statement.ID), first)
	}
	if t.TellingCount > len(t.Tellings) {
		fmt.Fprintf(p.stderr, "hudna: there are %d in all; these are the first %d\n", t.TellingCount, len(t.Tellings))
	}
	return c.print(ctx, p, at, op, s, c.CSV, c.JSON, of)
}
