package main

import (
	"context"
	"errors"
	"fmt"

	"hudna/graph"
)

type provenanceCommand struct {
	ID string `arg:"" help:"The id of a record that an import of rows brought."`
	whereFlags
	Revision *uint64 `placeholder:"N" help:"Look as of this revision; without it as of the newest."`
	JSON     bool    `name:"json" help:"Print it as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (provenanceCommand) Help() string {
	return `Which import brought a record to be what it is: the import run, the file with its SHA-256, the line on which the row begins, and the row itself where the import was told to keep rows.

Examples:

    hudna provenance event/ucdp-ged-218189
    hudna provenance --revision 12 --json event/ucdp-ged-218189
    hudna provenance --server http://127.0.0.1:8080 event/ucdp-ged-218189
`
}

// The questions are two: what the record says of itself, and what the run does,
// which may have gone on after the revision.
const (
	provenanceQuestion = `query($id: ID!) { node: record(id: $id, canonical: false) { id provenance { run { id } line row flag } } }`
	runQuestion        = `query($id: ID!) { importRun(id: $id) { fileName sha256 format options } }`
)

// An origin is where a record comes from, as it is told.
type origin struct {
	ID      graph.ID `json:"id"`
	Run     graph.ID `json:"run"`
	Line    int      `json:"line"`
	Row     *string  `json:"row"` // null where it was not kept
	Flag    string   `json:"flag,omitempty"`
	File    string   `json:"file,omitempty"`
	SHA256  string   `json:"sha256,omitempty"`
	Format  string   `json:"format,omitempty"`
	Options string   `json:"options,omitempty"`
}

// Run tells where a record comes from.
func (c *provenanceCommand) Run(ctx context.Context, p *program) (err error) {
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	o, err := c.origin(ctx, at)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(p.stdout, o)
	}
	fmt.Fprintf(p.stdout, "%s\n  run     %s\n  file    %s (%s)\n  sha256  %s\n  line    %d\n", o.ID, o.Run, o.File, o.Format, o.SHA256, o.Line)
	if o.Flag != "" {
		fmt.Fprintf(p.stdout, "  flag    %s\n", o.Flag)
	}
	if o.Row != nil {
		fmt.Fprintf(p.stdout, "  row     %s\n", *o.Row)
	} else {
		fmt.Fprintln(p.stdout, "  row     was not kept")
	}
	return nil
}

func (c *provenanceCommand) origin(ctx context.Context, at endpoint) (*origin, error) {
	asOf := (*graph.Revision)(c.Revision)
	answer, _, err := ask[struct {
		Node *struct {
			ID         graph.ID
			Provenance *struct {
				Run  *struct{ ID graph.ID }
				Line int
				Row  *string
				Flag string
			}
		}
	}](ctx, at, operation{document: provenanceQuestion, variables: map[string]any{"id": c.ID}, asOf: asOf})
	switch {
	case err != nil:
		return nil, err
	case answer.Node == nil:
		return nil, fmt.Errorf("%s: %w", c.ID, graph.ErrNotFound)
	case answer.Node.Provenance == nil:
		return nil, failed(codeRefused, "%s: no import of rows brought it: hudna history tells who recorded it", answer.Node.ID)
	}
	from := answer.Node.Provenance
	o := &origin{ID: answer.Node.ID, Line: from.Line, Row: from.Row, Flag: from.Flag}
	if from.Run == nil { // it is hidden
		return o, nil
	}
	o.Run = from.Run.ID
	run, _, err := ask[struct {
		ImportRun *struct{ FileName, SHA256, Format, Options string }
	}](ctx, at, operation{document: runQuestion, variables: map[string]any{"id": o.Run}})
	if err != nil {
		return nil, err
	}
	if r := run.ImportRun; r != nil {
		o.File, o.SHA256, o.Format, o.Options = r.FileName, r.SHA256, r.Format, r.Options
	}
	return o, nil
}
