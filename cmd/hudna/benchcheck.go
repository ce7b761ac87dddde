package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"hudna/cmd/hudna/bench"
	"hudna/cmd/hudna/fiction"
	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ndjson"
)

const (
	// maxChecked bounds the statements of a graph through which all is walked
	// for each answer, all of it held in memory.
	maxChecked = 20_000
	// checkSeed is that of the graph that is made up for it.
	checkSeed = 1
	// levelOfQuestions is the least that is logged while questions are asked: a
	// refused question is told by its answer.
	levelOfQuestions = slog.LevelWarn
)

// benchSelf makes up a graph, imports it, and compares its answers.
func (p *program) benchSelf(ctx context.Context, statements int, at []int) (err error) {
	dir, err := os.MkdirTemp("", "hudna-bench-*")
	if err != nil {
		return fmt.Errorf("making a directory for the comparison: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := dir + "/made.ndjson"
	if err := writeFile(file, func(w io.Writer) error {
		_, err := fiction.Write(ctx, w, fiction.Options{Statements: statements, Seed: checkSeed})
		return err
	}); err != nil {
		return err
	}
	g, err := p.open(ctx, dir+"/data", openFlags{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	report, err := ingest.Run(ctx, g, []ingest.Input{fileInput(file)}, ingest.Options{Principal: operator("bench"), Clock: p.now})
	if err != nil {
		return err
	}
	if !report.OK() {
		printReport(p.stderr, report)
		return failed(codeRefused, "the graph that was made up is refused")
	}
	ask, err := p.inProcess(g, graph.Principal{Clearance: graph.MarkingPublic})
	if err != nil {
		return err
	}
	return p.benchOracle(ctx, file, ask, at)
}

// benchOracle compares answers with those of the oracle, which is given the file
// that the graph was imported from.
func (p *program) benchOracle(ctx context.Context, file string, got bench.Ask, at []int) error {
	naive := graphtest.NewNaive(p.now)
	if err := load(ctx, naive, file); err != nil {
		return fmt.Errorf("giving %s to the oracle: %w", file, err)
	}
	want, err := p.inProcess(naive, graph.Principal{Clearance: graph.MarkingPublic})
	if err != nil {
		return err
	}
	differences, answers, rows, err := bench.Compare(ctx, got, want, at)
	if err != nil {
		return fmt.Errorf("comparing answers: %w", err)
	}
	for _, d := range differences {
		fmt.Fprintln(p.stdout, d)
	}
	if len(differences) > 0 {
		return failed(codeRefused, "of %d answers, %d are not those of the oracle", answers, len(differences))
	}
	fmt.Fprintf(p.stderr, "bench: %d answers with %d rows are those of the oracle\n", answers, rows)
	return nil
}

// load commits the commits of a file, each a revision, without looking anything
// up: an id that was there before is corrected.
func load(ctx context.Context, g graph.Graph, file string) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	known := map[graph.ID]bool{}
	by, change := operator(""), graph.Change{}
	statements := 0
	commit := func() error {
		if len(change.Ops) == 0 {
			return nil
		}
		_, err := g.Commit(ctx, by, change)
		change = graph.Change{}
		return err
	}
	for line, err := range ndjson.NewReader(f).Lines() {
		if err != nil {
			return err
		}
		var op graph.Op
		switch {
		case line.Commit != nil:
			if err := commit(); err != nil {
				return err
			}
			by = operator(line.Commit.Author)
			change.Message, change.Time = line.Commit.Message, line.Commit.Time
			continue
		case line.Retract != nil:
			op = line.Retract.Op()
		case line.Restore != nil:
			op = line.Restore.Op()
		default:
			op = graph.Op{Verb: graph.VerbCreate, Record: line.Record}
			if id := line.Record.Shared().ID; known[id] {
				op.Verb = graph.VerbCorrect
			} else if known[id] = true; id.Kind() == graph.KindStatement {
				if statements++; statements > maxChecked {
					return fmt.Errorf("it has more than %d statements", maxChecked)
				}
			}
		}
		change.Ops = append(change.Ops, op)
	}
	return commit()
}
