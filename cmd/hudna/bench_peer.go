package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"hudna/cmd/hudna/bench"
	"hudna/cmd/hudna/peer"
	"hudna/graph"
)

// A peerFlags say how hudna is measured against a peer.
type peerFlags struct {
	Peer    string        `placeholder:"URL" help:"Measure a server (--url) against a peer that holds the same graph, by turns: http://127.0.0.1:5678/graphql after make peer."`
	PeerPID []int         `name:"peer-pid" placeholder:"N" help:"The processes of the peer, to tell what they and those that they started use."`
	About   string        `name:"peer-about" placeholder:"WORDS" help:"What the peer is, with versions, to be told with the results."`
	Note    string        `placeholder:"WORDS" help:"How hudna is served, such as whether with an answer cache, to be told with the results."`
	Rounds  int           `default:"5" placeholder:"N" help:"In how many rounds the two take turns. Default: ${default}."`
	Slice   time.Duration `default:"1s" placeholder:"TIME" help:"How long one is asked at a time. Default: ${default}."`
	Rows    string        `name:"peer-tables" placeholder:"DIR" help:"Measure nothing: write the graph as the tables of the peer into this directory."`
	Results []string      `name:"peer-results" placeholder:"FILE" help:"Measure nothing: show what --peer and --json wrote, from small to large graphs."`
	Plots   string        `placeholder:"DIR" help:"Draw the results against the peer (SVG) into this directory."`
}

// duel measures a server against the peer.
func (c *benchCommand) duel(ctx context.Context, p *program) (err error) {
	// Neither side compresses, as they would on one machine.
	ownWire, err := bench.NewWire(c.URL)
	if err != nil {
		return failed(codeUsage, "--url: %v", err)
	}
	theirWire, err := bench.NewWire(c.Peer)
	if err != nil {
		return failed(codeUsage, "--peer: %v", err)
	}
	defer func() { err = errors.Join(err, ownWire.Close(), theirWire.Close()) }()
	own := bench.Side{Name: "hudna", Ask: ownWire.Ask}
	theirs := bench.Side{Name: "the peer", Ask: theirWire.Ask}
	if c.PID != 0 {
		own.Used = func() bench.Use { return used([]int{c.PID}) }
	}
	if len(c.PeerPID) > 0 {
		theirs.Used = func() bench.Use { return used(c.PeerPID) }
	}
	survey, err := bench.Look(ctx, own.Ask)
	if err != nil {
		return failed(codeRefused, "%v", err)
	}
	pairs, err := bench.Pairs(survey)
	if err != nil {
		return err
	}
	shown := p.progress("bench", 0)
	defer shown.done()
	shown.line("comparing answers")
	compared, err := bench.Match(ctx, own, theirs, pairs)
	if err != nil {
		return failed(codeRefused, "%v", err)
	}
	run := &bench.Contest{
		Statements: survey.Statements, Seed: survey.Seed, Machine: machine(), Date: p.now().UTC().Format(time.DateOnly),
		Peer: c.About, Note: c.Note, Rounds: c.Rounds, Slice: c.Slice.Seconds(), Compared: compared,
	}
	lines, done, err := c.lines()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	if err := run.WriteHead(lines); err != nil {
		return err
	}
	o := bench.DuelOptions{Rounds: c.Rounds, Slice: c.Slice, Clients: []int{1, 16}, Progress: shown.line}
	if c.Write {
		o.Writers = []int{1, 8, 64}
	}
	keep := func(s bench.Score) error {
		run.Scores = append(run.Scores, s)
		return bench.WriteScore(lines, s)
	}
	if err := bench.Duel(ctx, own, theirs, pairs, o, keep); err != nil {
		return err
	}
	if err := bench.DuelWrites(ctx, own, theirs, survey, o, keep); err != nil {
		return err
	}
	return c.show(p, []*bench.Contest{run})
}

// lines is where results go as JSON lines, besides.
func (c *benchCommand) lines() (io.Writer, func() error, error) {
	if c.JSON == "" {
		return io.Discard, func() error { return nil }, nil
	}
	f, err := os.Create(c.JSON)
	if err != nil {
		return nil, nil, failed(codeFailed, "--json: %v", err)
	}
	return f, f.Close, nil
}

// show writes the tables of runs against a peer, and draws them.
func (c *benchCommand) show(p *program, runs []*bench.Contest) error {
	for i, run := range runs {
		if i > 0 {
			fmt.Fprintln(p.stdout)
		}
		if err := run.Table(p.stdout); err != nil {
			return err
		}
	}
	if c.Plots == "" {
		return nil
	}
	if err := os.MkdirAll(c.Plots, 0o755); err != nil { //nolint:gosec // to be published
		return failed(codeFailed, "--plots: %v", err)
	}
	for name, svg := range bench.Plots(runs) {
		if err := writeFile(c.Plots+"/"+name, func(w io.Writer) error { _, err := io.WriteString(w, svg); return err }); err != nil {
			return failed(codeFailed, "--plots: %v", err)
		}
	}
	return nil
}

// results shows runs that were kept.
func (c *benchCommand) results(p *program) error {
	var runs []*bench.Contest
	for _, name := range c.Results {
		text, err := os.ReadFile(name)
		if err != nil {
			return failed(codeUsage, "--peer-results: %v", err)
		}
		run, err := bench.ReadContest(strings.NewReader(string(text)))
		if err != nil {
			return failed(codeUsage, "--peer-results %s: %v", name, err)
		}
		runs = append(runs, run)
	}
	return c.show(p, runs)
}

// peerTables writes the graph of the directory as the tables of the peer.
func (c *benchCommand) peerTables(ctx context.Context, p *program) (err error) {
	g, err := p.open(ctx, c.dir(), openFlags{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	head, err := g.Head(ctx)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Rows, 0o755); err != nil { //nolint:gosec // the database reads it under another name
		return failed(codeFailed, "--peer-tables: %v", err)
	}
	rows, err := peer.Write(ctx, g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}), c.Rows)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(p.stdout, "%s\t%d\n", name, rows[name])
	}
	return nil
}
