package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"hudna/graph"
)

type resolveCommand struct {
	List   resolveListCommand   `cmd:"" default:"withargs" help:"List the names of which it is not certain whom they mean."`
	Decide resolveDecideCommand `cmd:"" help:"Decide about pairs of the list."`
}

type resolveListCommand struct {
	directoryFlag
	First int  `default:"20" placeholder:"N" help:"How many, the likeliest first: 1 to 500. Default: ${default}."`
	JSON  bool `name:"json" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (resolveListCommand) Help() string {
	return `An import makes records of its own for the actors and places that a file names. Where a name is certain, a judgement says what it is the same as; where it is not, the pair waits here: what the file names, what it may be, how much speaks for it from 0 to 1, and what. What is decided holds for every later file.

Examples:

    hudna resolve
    hudna resolve --first 100 --json
`
}

// An undecided is a pair that waits, as it is printed.
type undecided struct {
	ID     graph.ID `json:"id"`
	A      graph.ID `json:"a"`
	NameA  string   `json:"nameA"`
	B      graph.ID `json:"b"`
	NameB  string   `json:"nameB"`
	Score  float64  `json:"score"`
	Why    string   `json:"why"`
	Coding string   `json:"source,omitempty"`
}

// Run lists what waits.
func (c *resolveListCommand) Run(ctx context.Context, p *program) (err error) {
	if c.First < 1 || c.First > graph.MaxPage {
		return failed(codeUsage, "--first: is not between 1 and %d", graph.MaxPage)
	}
	g, err := p.open(ctx, c.dir(), openFlags{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	head, err := g.Head(ctx)
	if err != nil {
		return err
	}
	reader := g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic})
	open, all, err := graph.UndecidedOf(ctx, reader, graph.UndecidedSet{}, graph.Page{First: c.First})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(p.stdout)
	for _, item := range open.Items {
		two, err := reader.Records(ctx, []graph.ID{item.Value.Judgement.A, item.Value.Judgement.B})
		if err != nil {
			return err
		}
		if two[0] == nil || two[1] == nil {
			return fmt.Errorf("%w: %s is about what is not there", graph.ErrCorrupt, item.Value.Judgement.ID)
		}
		if err := c.print(out, item.Value, two[0], two[1]); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if all > len(open.Items) {
		fmt.Fprintf(p.stderr, "hudna: %d others wait; see --first\n", all-len(open.Items))
	}
	return nil
}

func (c *resolveListCommand) print(out io.Writer, u graph.Undecided, meant, candidate graph.Record) error {
	q := undecided{
		ID: u.Judgement.ID, A: u.Judgement.A, NameA: firstName(meant), B: u.Judgement.B, NameB: firstName(candidate), Score: u.Score, Why: u.Judgement.Why,
	}
	if coding := meant.Shared().Coding; coding != nil {
		q.Coding = coding.Scheme
	}
	if c.JSON {
		return printJSON(out, q)
	}
	_, err := fmt.Fprintf(out, "%s %.2f\n    %s %s (%s)\n    %s %s\n    %s\n", q.ID, q.Score, q.A, q.NameA, orDash(q.Coding), q.B, q.NameB, q.Why)
	return err
}

// firstName is what an actor or a place is called.
func firstName(r graph.Record) string {
	var names []graph.Name
	switch r := r.(type) {
	case *graph.Actor:
		names = r.Names
	case *graph.Location:
		names = r.Names
	}
	if len(names) == 0 {
		return "-"
	}
	return line(names[0].Text)
}

type resolveDecideCommand struct {
	Verdict string   `arg:"" enum:"SAME,DIFFERENT" help:"What is decided: ${enum}."`
	IDs     []string `arg:"" name:"id" help:"The judgements of the list that it is decided of, at most 1000."`
	Why     string   `placeholder:"TEXT" help:"Why, in words. It takes the place of the evidence in the judgement."`
	directoryFlag
	authorFlags
	JSON bool `name:"json" help:"Print what became of it as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (resolveDecideCommand) Help() string {
	return `The judgement becomes SAME or DIFFERENT, all of them in one revision. A judgement by which two records would be the same and different is refused. hudna revoke takes a decision back.

Examples:

    hudna resolve decide SAME judgement/resolve-0a1b2c3d --why "the coder of the file says so" --as "R. Eviewer"
    hudna resolve decide DIFFERENT judgement/resolve-4e5f6a7b judgement/resolve-8c9d0e1f
`
}

// Run decides.
func (c *resolveDecideCommand) Run(ctx context.Context, p *program) (err error) {
	by, err := principalOf(c.As, c.Role, graph.MarkingPublic)
	if err != nil {
		return err
	}
	if len(c.IDs) > graph.MaxOps {
		return failed(codeUsage, "resolve decide: at most %d are decided at once", graph.MaxOps)
	}
	g, err := p.open(ctx, c.dir(), openFlags{existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	head, err := g.Head(ctx)
	if err != nil {
		return err
	}
	reader := g.At(graph.View{Revision: head.Revision, Clearance: by.Clearance})
	waiting := make([]graph.SeenJudgement, len(c.IDs))
	for i, id := range c.IDs {
		found, err := reader.Record(ctx, graph.ID(id))
		if err != nil {
			return failed(codeRefused, "%s: %v", id, err)
		}
		j, ok := found.(*graph.Judgement)
		if !ok {
			return failed(codeRefused, "%s is no judgement", id)
		}
		waiting[i].Judgement = j
	}
	change, err := graph.Decide(graph.Verdict(c.Verdict), c.Why, waiting...)
	if err != nil {
		return failed(codeRefused, "%v", err)
	}
	change.Message = "Decide who is who"
	revision, err := g.Commit(ctx, by, change)
	if at := (*graph.OpError)(nil); errors.As(err, &at) {
		return failed(codeRefused, "%s: %v", change.Ops[at.Index].Target(), at.Err)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(p.stdout, map[string]any{"ids": c.IDs, "verdict": c.Verdict, "revision": revision})
	}
	_, err = fmt.Fprintf(p.stdout, "%d decided: %s\nrevision %d\n", len(c.IDs), c.Verdict, revision)
	return err
}
