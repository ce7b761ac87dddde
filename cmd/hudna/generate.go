package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"hudna/cmd/hudna/fiction"
	"hudna/graph"
)

type generateCommand struct {
	Statements int    `required:"" placeholder:"N" help:"How many statements, from 1 to 100,000,000."`
	Seed       uint64 `default:"1" placeholder:"S" help:"Another seed makes another graph of the same kind. Default: ${default}."`
	Order      string `enum:"date,random" default:"date" help:"In which order the reports are recorded: ${enum}. Default: ${default}."`
	Out        string `short:"o" default:"-" placeholder:"FILE" help:"Where to write: a file, or - for standard output (the default)."`
}

// Help is the end of the command's help.
func (generateCommand) Help() string {
	return `Nothing in the graph is real, and the data says so: names and words are put together from syllables. Its shape is that of real data, over twelve years: a few actors of whom most is said, posts that change hands, truces with their parties, events, reports in Arabic, English and Russian that tell one utterance several times, relays, vague dates, corrections and withdrawals, in at least 1,000 commits from 4,000 statements on.

The same number and seed give the same bytes. What was made is counted on standard error, with words that are rare, middling and common in its texts; the record codebook/invented names them too.

Examples:

    hudna generate --statements 10000 -o small.ndjson
    hudna generate --statements 1000000 --seed 7 | hudna import --data ./large -
`
}

// Run writes the graph.
func (c *generateCommand) Run(ctx context.Context, p *program) error {
	o := fiction.Options{Statements: c.Statements, Seed: c.Seed, Order: fiction.Order(c.Order)}
	if o.Statements < 1 || o.Statements > fiction.MaxStatements {
		return failed(codeUsage, "--statements: has to be from 1 to %d", fiction.MaxStatements)
	}
	shown := p.progress("generate", 0)
	o.Progress = func(n int) { shown.line(fmt.Sprintf("%d of %d statements", n, c.Statements)) }
	var made *fiction.Manifest
	write := func(w io.Writer) (err error) {
		made, err = fiction.Write(ctx, w, o)
		return err
	}
	var err error
	if c.Out == "-" {
		err = write(p.stdout)
	} else {
		err = writeFile(c.Out, write)
	}
	shown.done()
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	printManifest(p.stderr, made)
	return nil
}

// writeFile writes a file.
func writeFile(name string, write func(io.Writer) error) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(f)
}

func printManifest(w io.Writer, m *fiction.Manifest) {
	fmt.Fprintf(w, "%d commits", m.Commits)
	for _, kind := range graph.Kinds() {
		if n := m.Records[kind]; n > 0 {
			fmt.Fprintf(w, ", %d %ss", n, kind)
		}
	}
	fmt.Fprintf(w, "; %d corrections of statements, %d withdrawals\n", m.Corrections, m.Retractions)
	for _, word := range m.Words {
		fmt.Fprintf(w, "word %s %-8s %s, in about %d statements\n", word.Lang, word.How, word.Text, word.Statements)
	}
}
