package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"hudna/graph"
	"hudna/graph/export"
)

// some reports whether a part of the graph is asked for, or another form of it.
func (c *exportCommand) some() bool {
	return c.Kind != "" || c.Format != "" || c.Filter != ""
}

// Validate refuses flags that do not go together.
func (c *exportCommand) Validate() error {
	if c.History && (c.some() || c.Revision != nil || c.IncludeRestricted) {
		return errors.New("--history writes every commit, and goes with no other flag than --clearance, --output and --verify")
	}
	if !c.some() && (c.Spreadsheet || c.Provenance != "") {
		return errors.New("--spreadsheet and --provenance go with --kind, --format or --filter")
	}
	return c.directoryFlag.Validate()
}

// selected writes what a list holds, and beside it what that is.
func (c *exportCommand) selected(ctx context.Context, p *program, g graph.Graph, shown *progress) error {
	filter := c.Filter
	if filter != "" {
		var err error
		if filter, err = argument(filter, p.stdin); err != nil {
			return failed(codeUsage, "--filter: %v", err)
		}
	}
	format := export.Format(cmp.Or(c.Format, string(export.NDJSON)))
	r, q, err := exportRequest{
		name: exportName(c.Kind, format), format: format, filter: filter, revision: c.Revision,
		spreadsheet: c.Spreadsheet, includeRestricted: c.IncludeRestricted,
	}.read(ctx, g, c.marking())
	if err != nil {
		return err
	}
	q.Progress = func(records int) { shown.line(fmt.Sprintf("%d records written", records)) }
	var of *export.Provenance
	write := func(w io.Writer) (err error) {
		of, err = export.Write(ctx, r, w, q)
		return err
	}
	if c.Output == "" {
		err = write(p.stdout)
	} else {
		err = replace(c.Output, write)
	}
	if err != nil {
		return err
	}
	c.tell(p.stderr, of)
	return c.beside(of)
}

// beside writes the provenance.
func (c *exportCommand) beside(of *export.Provenance) error {
	file := c.Provenance
	if file == "" {
		if c.Output == "" {
			return nil
		}
		file = c.Output + ".provenance.json"
	}
	return replace(file, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(of)
	})
}

// tell says in words what was written.
func (c *exportCommand) tell(w io.Writer, of *export.Provenance) {
	withheld(w, of.Withheld)
	if of.Restricted > 0 {
		fmt.Fprintf(w, "note: %d records may not be passed on by their licence\n", of.Restricted)
	}
	if of.Formulas > 0 {
		how := "as they are; --spreadsheet quotes them"
		if of.Quoted {
			how = "with an apostrophe before them"
		}
		fmt.Fprintf(w, "note: %d cells look like formulas to a spreadsheet, and stand there %s\n", of.Formulas, how)
	}
	if c.Output != "" {
		fmt.Fprintf(w, "%d records as of revision %d\n", of.Records, of.Revision)
	}
}

// withheld says that something was left out.
func withheld(w io.Writer, n int) {
	if n > 0 {
		fmt.Fprintf(w, "note: %d records were left out, because their licence forbids to pass them on; --include-restricted writes them, too\n", n)
	}
}
