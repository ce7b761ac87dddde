package main

import (
	"context"
	"errors"
)

type judgeCommand struct {
	A       string `arg:"" help:"One of the two: an actor, a location, an event, an agreement, a topic or a document."`
	B       string `arg:"" help:"The other, of the same kind."`
	Verdict string `arg:"" enum:"SAME,DIFFERENT,UNSURE" help:"What is judged: ${enum}."`
	Why     string `placeholder:"TEXT" help:"Why, in words. It is part of the judgement."`
	Marking string `enum:"PUBLIC,RESTRICTED,PROTECTED" default:"PUBLIC" placeholder:"MARKING" help:"Who may read the judgement: ${enum}. Default: ${default}."`
	changeFlags
}

// Help is the end of the command's help.
func (judgeCommand) Help() string {
	return `Judges whether two records are about the same thing. The judgement is a record with an author and a history. What is judged to be the same is read as one, and nothing is rewritten: hudna revoke gives back exactly what was there. A judgement by which two records would be the same and different is refused.

Examples:

    hudna judge actor/j-kerry actor/john-kerry SAME --why "the same person, spelled two ways"
    hudna judge --server http://127.0.0.1:8080 location/hama location/hama-governorate DIFFERENT --why "a city and its governorate"
`
}

// Run judges.
func (c *judgeCommand) Run(ctx context.Context, p *program) (err error) {
	at, err := c.writing(ctx, p, openFlags{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	judgement := map[string]any{"a": c.A, "b": c.B, "verdict": c.Verdict, "marking": c.Marking}
	if c.Why != "" {
		judgement["why"] = c.Why
	}
	return c.send(ctx, p, at, request{
		mutation: committing, input: map[string]any{"changes": []any{map[string]any{"judge": judgement}}},
		done: "judged", places: []string{"the judgement"},
	})
}

type revokeCommand struct {
	ID     string `arg:"" help:"The id of the judgement."`
	Reason string `required:"" placeholder:"TEXT" help:"Why it is withdrawn."`
	expectedFlag
	changeFlags
}

// Help is the end of the command's help.
func (revokeCommand) Help() string {
	return `A judgement is withdrawn: what it joined is apart again, as it was.

Examples:

    hudna revoke judgement/0195a000-0000-7000-8000-000000000001 --reason "father and son"
`
}

// Run revokes.
func (c *revokeCommand) Run(ctx context.Context, p *program) (err error) {
	at, err := c.writing(ctx, p, openFlags{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	return c.send(ctx, p, at, request{
		mutation: revoking, input: c.expecting(withdrawal(c.ID, c.Reason, 0)), done: "revoked", places: []string{c.ID},
	})
}

// expecting adds to an input what was seen.
func (f *expectedFlag) expecting(input map[string]any) map[string]any {
	if f.ExpectedRevision != nil {
		input["expectedRevision"] = *f.ExpectedRevision
	}
	return input
}
