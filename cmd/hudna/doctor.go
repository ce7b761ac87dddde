package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/formats"
	"hudna/graph/ingest/own"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

type doctorCommand struct {
	File     string `arg:"" help:"The file, or - for standard input."`
	Format   string `placeholder:"NAME" help:"What the file is, where it is not to be told from what it begins with."`
	Map      string `placeholder:"FILE" help:"The mapping of a table (csv) to records, in YAML."`
	Encoding string `placeholder:"NAME" help:"How the text is encoded, where it cannot be told."`
	Limit    int64  `placeholder:"N" help:"Look at so many rows."`
	JSON     bool   `name:"json" help:"Print it as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (doctorCommand) Help() string {
	return `What a file is, how it is packed and encoded, which importers fit, what they would make of it, and the first ten problems with their lines and columns. Nothing is written; the exit code is 1 where something would be refused.

Examples:

    hudna doctor ged191.csv
    hudna doctor --map truces.yaml truces.csv
    hudna doctor --json --limit 1000 20191024143000.export.CSV.zip
`
}

// shownProblems is how many problems are told one by one.
const shownProblems = 10

// A diagnosis is what is told of a file.
type diagnosis struct {
	File     string   `json:"file"`
	Size     int64    `json:"size"`
	SHA256   string   `json:"sha256"`
	Packing  string   `json:"packing,omitempty"`
	Member   string   `json:"member,omitempty"`
	Kind     string   `json:"kind"`
	Encoding string   `json:"encoding,omitempty"`
	BOM      bool     `json:"byteOrderMark,omitempty"`
	Broken   string   `json:"broken,omitempty"`
	Columns  []string `json:"columns,omitempty"`
	// Own is the kind of the records of which a table is an export.
	Own     graph.Kind     `json:"own,omitempty"`
	Fits    []fitting      `json:"fits"`
	Format  string         `json:"format,omitempty"`
	Rows    int64          `json:"rows"`
	Refused int64          `json:"refused"`
	Flagged int64          `json:"flagged"`
	Makes   map[string]int `json:"makes,omitempty"`
	// Made counts the actors, places and documents that rows refer to.
	Made     int      `json:"made"`
	Problems []string `json:"problems"`
	More     int      `json:"moreProblems"`
	Notes    []string `json:"notes"`
}

type fitting struct {
	Format string `json:"format"`
	Fit    int    `json:"fit"`
	Why    string `json:"why"`
}

// Run looks at a file.
func (c *doctorCommand) Run(ctx context.Context, p *program) (err error) {
	path, called := c.File, ""
	if path == "-" {
		spooled, remove, err := source.Spool(ctx, interruptible(ctx, p.stdin))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, remove()) }()
		path, called = spooled, "standard input"
	}
	s, err := source.Open(ctx, path, source.Options{Name: called, Encoding: c.Encoding})
	if err != nil {
		return unreadable(path, called, err)
	}
	d, err := diagnose(s)
	if err != nil {
		return failed(codeRefused, "%s: %v", s.Name, err)
	}
	flags := rowFlags{Format: c.Format, Map: c.Map, Encoding: c.Encoding}
	format, err := flags.formatOf(s)
	switch {
	case err != nil && (c.Format != "" || c.Map != ""):
		return err
	case err == nil:
		d.Format = format.Name()
		if err := c.rehearse(ctx, p, s, format, d); err != nil {
			return err
		}
	}
	if err = nil; c.JSON {
		err = printJSON(p.stdout, d)
	} else {
		d.print(p.stdout)
	}
	if err == nil && d.Refused > 0 {
		err = failed(codeRefused, "%s: %d rows would be refused", s.Name, d.Refused)
	}
	return err
}

// diagnose is what is known of a file before it is read.
func diagnose(s *source.Source) (*diagnosis, error) {
	d := &diagnosis{
		File: s.Name, Size: s.Size, SHA256: s.SHA256, Packing: s.Packing, Member: s.Member, Encoding: s.Encoding, BOM: s.BOM,
		Kind: "a text", Fits: []fitting{}, Problems: []string{}, Notes: []string{},
	}
	if s.Broken != nil {
		d.Broken = s.Broken.Error()
	}
	for _, g := range formats.Guesses(s) {
		d.Fits = append(d.Fits, fitting{g.Name, g.Fit, g.Why})
	}
	switch s.Kind {
	case source.SQLite:
		d.Kind = "an SQLite database"
		return d, nil
	case source.Parquet:
		kind, err := own.Parquet(s)
		d.Kind, d.Own = "a Parquet file", kind
		return d, err
	}
	d.Own, _ = own.Of(s)
	dialect, rows := table.Sniff(s.Head, 1)
	if len(rows) > 0 && len(rows[0]) > 1 && (len(d.Fits) == 0 || d.Fits[0].Format != formats.NDJSON) {
		d.Kind = fmt.Sprintf("a table of %d columns, set apart by %q", len(rows[0]), dialect.Comma)
		d.Columns = rows[0]
	}
	return d, nil
}

// rehearse imports into a graph that is thrown away.
func (c *doctorCommand) rehearse(ctx context.Context, p *program, s *source.Source, format ingest.Format, d *diagnosis) (err error) {
	g, remove, err := p.scratch(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	report, err := p.load(ctx, g, rowFile{source: s, format: format}, ingest.LoadOptions{
		Principal: operator("doctor"), DryRun: true, Limit: c.Limit, Spare: -1,
	})
	if err != nil {
		return fmt.Errorf("doctor: %w", err)
	}
	d.tell(report)
	return nil
}

// tell takes what an import would say.
func (d *diagnosis) tell(report *ingest.Report) {
	d.Rows, d.Refused, d.Flagged, d.Made = report.Rows.Read, report.Rows.Refused, report.Rows.Flagged, int(report.Rows.Made)
	d.Makes = map[string]int{}
	for kind, n := range report.Rows.Kinds {
		d.Makes[string(kind)] = int(n)
	}
	for i, f := range report.Refused {
		if i == shownProblems {
			d.More = len(report.Refused) - i + report.MoreRefused
			break
		}
		d.Problems = append(d.Problems, f.String())
	}
	d.Notes = append(d.Notes, report.Notes...)
	if len(d.Notes) > shownProblems {
		d.Notes = append(d.Notes[:shownProblems], fmt.Sprintf("and %d more notes", len(report.Notes)-shownProblems))
	}
}

// scratch is a graph in a directory that is removed.
func (p *program) scratch(ctx context.Context) (g graph.Graph, remove func() error, err error) {
	dir, err := os.MkdirTemp("", "hudna-scratch-*")
	if err != nil {
		return nil, nil, err
	}
	l, err := p.open(ctx, dir, openFlags{bulk: true})
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return l, func() error { return errors.Join(l.Close(), os.RemoveAll(dir)) }, nil
}

func (d *diagnosis) print(w io.Writer) {
	fmt.Fprintf(w, "%s: %d bytes, SHA-256 %s\n", d.File, d.Size, d.SHA256)
	if d.Packing != "" {
		fmt.Fprintf(w, "packed as %s", d.Packing)
		if d.Member != "" {
			fmt.Fprintf(w, ", with the one file %s", d.Member)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "it is %s", d.Kind)
	if d.Encoding != "" {
		fmt.Fprintf(w, ", in %s", d.Encoding)
		if d.BOM {
			fmt.Fprint(w, " with a byte order mark")
		}
	}
	fmt.Fprintln(w)
	if d.Broken != "" {
		fmt.Fprintf(w, "it ends too early: %s\n", d.Broken)
	}
	for _, f := range d.Fits {
		fmt.Fprintf(w, "fits %s (%d of 100): it %s\n", f.Format, f.Fit, f.Why)
	}
	switch {
	case d.Format == "" && d.Own != "":
		fmt.Fprintf(w, "it is an export of records of kind %s: hudna import reads it as it is\n", d.Own)
		return
	case d.Format == "" && len(d.Fits) > 0 && d.Fits[0].Format == formats.NDJSON:
		fmt.Fprintln(w, "hudna import reads it as it is")
		return
	case d.Format == "":
		fmt.Fprintln(w, "no importer fits: a table can be explained by a mapping (--map; see docs/import.md)")
		if len(d.Columns) > 0 {
			fmt.Fprintf(w, "its first row: %q\n", d.Columns[:min(len(d.Columns), 50)])
		}
		return
	}
	fmt.Fprintf(w, "as %s: %d rows, of which %d would be refused and %d flagged\n", d.Format, d.Rows, d.Refused, d.Flagged)
	for _, kind := range graph.Kinds() {
		if n := d.Makes[string(kind)]; n > 0 {
			fmt.Fprintf(w, "    %7d %s records\n", n, kind)
		}
	}
	if d.Made > 0 {
		fmt.Fprintf(w, "    %7d actors, places and documents that they refer to\n", d.Made)
	}
	for _, p := range d.Problems {
		fmt.Fprintf(w, "problem: %s\n", p)
	}
	if d.More > 0 {
		fmt.Fprintf(w, "and %d more\n", d.More)
	}
	for _, n := range d.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
}
