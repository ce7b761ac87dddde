package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"hudna/graph"
)

type readoutsCommand struct {
	ID string `arg:"" help:"The id of the event on whose occasion it was said."`
	whereFlags
	resultFlags
	First    int     `default:"100" placeholder:"N" help:"How many clauses, those that most sides give first: 1 to 500. Default: ${default}."`
	Revision *uint64 `placeholder:"N" help:"As of this revision; without it as of the newest."`
	CSV      bool    `name:"csv" xor:"form" help:"Write CSV, the names of the columns first."`
	JSON     bool    `name:"json" xor:"form" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (readoutsCommand) Help() string {
	return `What was told of one occasion, by who told it: a line for each clause, with the statements of each side, and what they call by other words. That a side omits a clause says that no statement of it was coded, and not that it was not said.

Examples:

    hudna readouts event/karvela-call
    hudna readouts event/karvela-call --csv > call.csv
`
}

const readoutsQuestion = `query($id: ID!, $first: Int) {
  event(id: $id) {
    readouts {
      definition
      sides { actor { id } documents { id } }
      clauseCount
      clauses(first: $first) { given { side statements { id } } sameActs relabels { node { ... on Record { id } } termA termB } }
    }
  }
}`

// Run prints the clauses.
func (c *readoutsCommand) Run(ctx context.Context, p *program) (err error) {
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	op := operation{document: readoutsQuestion, variables: map[string]any{"id": c.ID, "first": c.First}, asOf: (*graph.Revision)(c.Revision)}
	answer, revision, err := ask[struct {
		Event *struct {
			Readouts struct {
				Definition string
				Sides      []struct {
					Actor     *reference
					Documents []reference
				}
				ClauseCount int
				Clauses     []struct {
					Given []struct {
						Side       int
						Statements []reference
					}
					SameActs bool
					Relabels []struct {
						Node         *reference
						TermA, TermB string
					}
				}
			}
		}
	}](ctx, at, op)
	if err != nil {
		return err
	}
	if answer.Event == nil {
		return fmt.Errorf("%s: %w", c.ID, graph.ErrNotFound)
	}
	found := &answer.Event.Readouts
	s := &sheet{columns: []string{"clause"}}
	for _, side := range found.Sides {
		name := side.Actor.text()
		if name == "" {
			name = strings.TrimSpace(idsOf(side.Documents))
		}
		s.columns = append(s.columns, name)
	}
	s.columns = append(s.columns, "same act", "called otherwise")
	for i, clause := range found.Clauses {
		row := []string{strconv.Itoa(i + 1)}
		for _, given := range clause.Given {
			row = append(row, orDash(strings.TrimSpace(idsOf(given.Statements))))
		}
		var labels []string
		for _, r := range clause.Relabels {
			labels = append(labels, fmt.Sprintf("%s: %s | %s", r.Node.text(), r.TermA, r.TermB))
		}
		s.add(append(row, strconv.FormatBool(clause.SameActs), strings.Join(labels, "; "))...)
	}
	if found.ClauseCount > len(found.Clauses) {
		fmt.Fprintf(p.stderr, "hudna: there are %d clauses in all; these are the first %d\n", found.ClauseCount, len(found.Clauses))
	}
	return c.print(ctx, p, at, op, s, c.CSV, c.JSON, resultProvenance{Result: "readouts", Revision: revision, Version: found.Definition})
}
