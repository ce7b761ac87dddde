package main

import (
	"context"
	"errors"
	"fmt"
)

type checkCommand struct {
	dataFlag
	Files bool `help:"Also compare every table of the engine with its checksums, in a process of its own."`
}

// Help is the end of the command's help.
func (checkCommand) Help() string {
	return `Reads everything, and proves: each version of each record is readable; the indexes hold an entry for what each record says, and no other; counts are right; each revision has its rows; quotations fit the texts that are held; no acknowledged revision is missing. What is not so is listed, and the exit code is 4.

Examples:

    hudna check
    hudna check --files --data ./syria
`
}

// Run checks.
func (c *checkCommand) Run(ctx context.Context, p *program) (err error) {
	g, err := p.open(ctx, c.dir(), openFlags{readOnly: true, check: true, verify: c.Files})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	shown := p.progress("check", 0)
	report, err := g.Check(ctx, func(done, of uint64) { shown.line(fmt.Sprintf("%d of %d records", done, of)) })
	shown.done()
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	for _, f := range report.Findings {
		fmt.Fprintln(p.stdout, f)
	}
	if report.More > 0 {
		fmt.Fprintf(p.stdout, "and %d more\n", report.More)
	}
	fmt.Fprintf(p.stdout, "revision %d: %d records in %d versions, %d live and %d closed index entries, %d keys\n",
		report.Revision, report.Records, report.Versions, report.Live, report.Closed, report.Keys)
	if report.Overlays > 0 {
		fmt.Fprintf(p.stdout, "%s still to be carried out: hudna settle\n", markings(report.Overlays))
	}
	if !report.Clean() {
		places := "1 place"
		if n := uint64(len(report.Findings)) + report.More; n > 1 {
			places = fmt.Sprintf("%d places", n)
		}
		return failed(codeDamage, "%s is damaged in %s", c.dir(), places)
	}
	fmt.Fprintln(p.stdout, "clean")
	return nil
}
