package main

import (
	"context"
	"errors"
)

type retractCommand struct {
	ID     string `arg:"" help:"The id of the record, such as event/twice."`
	Reason string `required:"" placeholder:"TEXT" help:"Why it is withdrawn. It is shown with the record."`
	expectedFlag
	changeFlags
}

// Help is the end of the command's help.
func (retractCommand) Help() string {
	return `The record is withdrawn: it stays readable for those who ask for it, with the reason, and is in no list unless that asks for it. hudna restore takes the withdrawal back. What records that are not withdrawn refer to is refused, with the list of them.

Examples:

    hudna retract event/twice --reason "entered twice"
    hudna retract --server http://127.0.0.1:8080 statement/denial --reason "said by somebody else" --expected-revision 12
`
}

// Run retracts.
func (c *retractCommand) Run(ctx context.Context, p *program) error {
	return c.withdraw(ctx, p, "retract", "retracted", c.ID, c.expecting(withdrawal(c.ID, c.Reason, 0)))
}

type restoreCommand struct {
	ID     string `arg:"" help:"The id of the record, such as event/twice."`
	Reason string `placeholder:"TEXT" help:"Why the withdrawal is taken back."`
	expectedFlag
	changeFlags
}

// Help is the end of the command's help.
func (restoreCommand) Help() string {
	return `The withdrawal of a record is taken back: it is what it was.

Examples:

    hudna restore event/twice
    hudna restore event/twice --reason "there were two" --as "A. Coder"
`
}

// Run restores.
func (c *restoreCommand) Run(ctx context.Context, p *program) error {
	return c.withdraw(ctx, p, "restore", "restored", c.ID, c.expecting(withdrawal(c.ID, c.Reason, 0)))
}

// withdraw withdraws a record, or takes that back.
func (f *changeFlags) withdraw(ctx context.Context, p *program, verb, done, id string, input map[string]any) (err error) {
	at, err := f.writing(ctx, p, openFlags{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	return f.send(ctx, p, at, request{
		mutation: committing, input: map[string]any{"changes": []any{map[string]any{verb: input}}},
		done: done, places: []string{id},
	})
}
