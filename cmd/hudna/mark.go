package main

import (
	"context"
	"errors"
	"fmt"

	"hudna/graph"
	"hudna/graph/ledger"
)

type markCommand struct {
	ID      string `arg:"" help:"The record's id."`
	Marking string `arg:"" help:"PUBLIC, RESTRICTED or PROTECTED."`
	directoryFlag
	Reason string `placeholder:"TEXT" help:"Why. Whoever sees the record may read it."`
	As     string `default:"operator" placeholder:"NAME" env:"HUDNA_AS" help:"Who marks it."`
	JSON   bool   `name:"json" help:"Print what became of it as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (markCommand) Help() string {
	return `A marking holds for the whole past of a record, and for every version of a statement that names it as speaker, relay or document, or of a judgement on it: from the moment of the commit, whoever may not see it finds none of them, as of no revision, by no search and in no count.

A record whose marking is raised gets a new id that says nothing, in all its versions; the old one leads nowhere, and no other record can have it. A record whose marking is lowered keeps its id. Files that were exported before, and older copies of the graph, still hold what they held.

Afterwards the entries of the indexes are moved to where they belong, which may take a while; if that is broken off, nothing is shown meanwhile, and hudna settle goes on.

Examples:

    hudna mark actor/ilan-dorro PROTECTED --reason "named by mistake"
    hudna mark document/0190b3d2-5a0c-7e11-8f7c-2d9a1e6b4c10 PUBLIC
`
}

// Run marks.
func (c *markCommand) Run(ctx context.Context, p *program) (err error) {
	by, err := named(c.As)
	if err != nil {
		return err
	}
	op := graph.Op{Verb: graph.VerbMark, ID: graph.ID(c.ID), Marking: graph.Marking(c.Marking), Reason: c.Reason}
	change := graph.Change{Message: "Change a marking", Ops: []graph.Op{op}} // everybody reads it who sees the record
	if err := graph.ValidateChange(change); err != nil {
		return failed(codeRefused, "%v", errors.Join(unwrapped(err)...))
	}
	g, err := p.open(ctx, c.dir(), openFlags{existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	revision, err := g.Commit(ctx, by, change)
	if err != nil {
		var at *graph.OpError
		if errors.As(err, &at) {
			return failed(codeRefused, "%s: %v", op.ID, at.Err)
		}
		return err
	}
	id := op.ID
	for commit, err := range g.Changes(ctx, graph.View{Revision: revision, Clearance: by.Clearance}, revision-1) {
		if err != nil {
			return err
		}
		id = commit.Ops[0].ID
	}
	if c.JSON {
		err = printJSON(p.stdout, map[string]any{"id": id, "marking": op.Marking, "revision": revision})
	} else {
		_, err = fmt.Fprintf(p.stdout, "%s is %s\nrevision %d\n", id, op.Marking, revision)
	}
	return errors.Join(err, p.settle(ctx, g))
}

// unwrapped are the field errors of a change of one operation.
func unwrapped(err error) (all []error) {
	for _, field := range fieldErrors(err) {
		all = append(all, field)
	}
	return all
}

// settle waits until changes of markings have been carried out.
func (p *program) settle(ctx context.Context, g *ledger.Ledger) error {
	if err := g.Settle(ctx); err != nil {
		return fmt.Errorf("the change holds, and hudna settle carries out the rest of it: %w", err)
	}
	return nil
}

type settleCommand struct {
	directoryFlag
	JSON bool `name:"json" help:"Print it as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (settleCommand) Help() string {
	return `A change of a marking holds at once. While its entries of the indexes are still to be moved, reading looks at each record, which is slower. Whatever opens the graph for writing moves them; this does nothing else, and ends when they have been.

Example:

    hudna settle --data ./syria
`
}

// Run settles.
func (c *settleCommand) Run(ctx context.Context, p *program) (err error) {
	g, err := p.open(ctx, c.dir(), openFlags{existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	n, err := g.Unsettled(ctx)
	if err != nil {
		return err
	}
	if err := p.settle(ctx, g); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(p.stdout, map[string]any{"carriedOut": n})
	}
	_, err = fmt.Fprintf(p.stdout, "%s carried out\n", markings(n))
	return err
}

// markings counts changes of markings in words.
func markings(n int) string {
	if n == 1 {
		return "1 change of a marking"
	}
	return fmt.Sprintf("%d changes of markings", n)
}
