package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"hudna/graph"
)

type sameCommand struct {
	List   sameListCommand   `cmd:"" default:"withargs" help:"List statements that may be reports of one utterance, and why."`
	Accept sameAcceptCommand `cmd:"" help:"Say that statements report one utterance."`
	Refuse sameRefuseCommand `cmd:"" help:"Say that two statements do not report one utterance."`
}

type sameListCommand struct {
	ID string `arg:"" optional:"" help:"A statement whose other reports are sought. Without it, pairs of all are listed."`
	whereFlags
	resultFlags
	Where    string  `placeholder:"JSON" help:"Which statements: the argument where of the field sameUtterance, as a JSON object, or @FILE."`
	Above    float64 `default:"0.5" placeholder:"SCORE" help:"The score that candidates have at least, 0 to 1. Default: ${default}."`
	First    int     `default:"20" placeholder:"N" help:"How many, the likeliest first: 1 to 500. Default: ${default}."`
	Revision *uint64 `placeholder:"N" help:"As of this revision; without it as of the newest."`
	CSV      bool    `name:"csv" xor:"form" help:"Write CSV, the names of the columns first."`
	JSON     bool    `name:"json" xor:"form" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (sameListCommand) Help() string {
	return `Pairs of statements in different documents that may be reports of one utterance, the likeliest first, with what each sign weighs: the speaker or who stands for them, to whom, on which occasion, when, the words, the numbers, of whom they speak. Nothing is joined: hudna same accept does, and hudna same refuse says that two are not one, for good.

Examples:

    hudna same
    hudna same statement/rikard-accuses --above 0.3
    hudna same --where '{"said": {"from": "2019-04"}}' --first 500 --csv
`
}

const sameQuestion = `query($of: ID, $where: StatementFilter, $above: Float, $first: Int) {
  sameUtterance(of: $of, where: $where, above: $above) {
    definition read cut total refused
    found(first: $first) { a { id } b { id } score evidence { kind weight a b nodes } }
  }
}`

// A sameFound is what the answer tells of a pair.
type sameFound struct {
	A, B     *reference
	Score    float64
	Evidence []struct {
		Kind   string
		Weight float64
		A, B   string
		Nodes  []graph.ID
	}
}

// told are the signs in words.
func (f *sameFound) told() string {
	var signs []string
	for _, e := range f.Evidence {
		sign := fmt.Sprintf("%s %+.2f", e.Kind, e.Weight)
		switch {
		case e.A != "" && e.B != "" && e.A != e.B:
			sign += fmt.Sprintf(" (%s | %s)", line(e.A), line(e.B))
		case e.A != "":
			sign += fmt.Sprintf(" (%s)", line(e.A))
		}
		signs = append(signs, sign)
	}
	return strings.Join(signs, "; ")
}

// Run lists the candidates.
func (c *sameListCommand) Run(ctx context.Context, p *program) (err error) {
	variables := map[string]any{"above": c.Above, "first": c.First}
	if err := objectFlag(p, variables, "where", c.Where); err != nil {
		return err
	}
	if c.ID != "" {
		variables["of"] = c.ID
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	op := operation{document: sameQuestion, variables: variables, asOf: (*graph.Revision)(c.Revision)}
	answer, revision, err := ask[struct {
		SameUtterance struct {
			Definition           string
			Read, Total, Refused int
			Cut                  bool
			Found                []sameFound
		}
	}](ctx, at, op)
	if err != nil {
		return err
	}
	found := &answer.SameUtterance
	s := &sheet{columns: []string{"score", "a", "b", "evidence"}}
	for i := range found.Found {
		f := &found.Found[i]
		s.add(strconv.FormatFloat(f.Score, 'f', 2, 64), f.A.text(), f.B.text(), f.told())
	}
	if found.Total > len(found.Found) {
		fmt.Fprintf(p.stderr, "hudna: there are %d in all; these are the first %d\n", found.Total, len(found.Found))
	}
	if found.Cut {
		fmt.Fprintf(p.stderr, "hudna: not all that may be a report was compared; see --where\n")
	}
	return c.print(ctx, p, at, op, s, c.CSV, c.JSON, resultProvenance{Result: "sameUtterance", Revision: revision, Version: found.Definition})
}

type sameAcceptCommand struct {
	IDs       []string `arg:"" name:"id" help:"The statements: 2 to 100."`
	Utterance string   `placeholder:"ID" help:"The utterance that they share; that of the first that has one unless given, else a new one."`
	expectedFlag
	changeFlags
}

// Help is the end of the command's help.
func (sameAcceptCommand) Help() string {
	return `The statements share an utterance from then on, and so do all others that share one with any of them: what is counted by utterances and sources counts them once. It is taken back by hudna same refuse, or by a correction.

Examples:

    hudna same accept statement/rikard-accuses statement/rikard-accuses-in-the-courier
`
}

// Run says so.
func (c *sameAcceptCommand) Run(ctx context.Context, p *program) error {
	input := c.expecting(map[string]any{"ids": c.IDs, "verdict": graph.VerdictSame})
	if c.Utterance != "" {
		input["utterance"] = c.Utterance
	}
	return c.decide(ctx, p, request{mutation: uttering, input: input, done: "changed", places: c.IDs}, openFlags{})
}

type sameRefuseCommand struct {
	A string `arg:"" help:"One of the two: it keeps its utterance."`
	B string `arg:"" help:"The other: it is taken out of a common utterance."`
	expectedFlag
	changeFlags
}

// Help is the end of the command's help.
func (sameRefuseCommand) Help() string {
	return `The two report different utterances, and are no candidates any more. One of them says so in its variable utterance.distinct. It is taken back by hudna same accept, or by a correction.

Examples:

    hudna same refuse statement/rikard-accuses statement/rikard-in-june -m "another speech"
`
}

// Run says so.
func (c *sameRefuseCommand) Run(ctx context.Context, p *program) error {
	ids := []string{c.A, c.B}
	input := c.expecting(map[string]any{"ids": ids, "verdict": graph.VerdictDifferent})
	return c.decide(ctx, p, request{mutation: uttering, input: input, done: "changed", places: ids}, openFlags{})
}
