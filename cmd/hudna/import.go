package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/formats"
	"hudna/graph/ingest/own"
	"hudna/graph/ingest/table"
)

type importCommand struct {
	From []string `arg:"" name:"file" help:"Files, directories of NDJSON files (*.ndjson, in the order of their names), or - for standard input."`
	directoryFlag
	spaceFlags
	As     string `default:"operator" placeholder:"NAME" config:"" help:"Who imports: the author of what has no Commit line."`
	Atomic bool   `help:"Put everything into one commit, or write nothing: at most 1,000 records without Commit lines."`
	Replay bool   `help:"Make the commits of a feed again, with their numbers, times, authors and messages: of hudna changes or export --history."`
	Verify bool   `help:"Compare the engine's tables with their checksums first."`
	rowFlags
	JSON bool `name:"json" help:"Print the report as a JSON object, for machines."`

	// opened opens what is NDJSON but has to be unpacked or turned into it first, by
	// its name, and spooled removes what of it came by standard input.
	opened  map[string]func(context.Context) (io.ReadCloser, error)
	spooled func() error
}

// Help is the end of the command's help.
func (importCommand) Help() string {
	return `What a file is, is told by what it begins with, or by --format: ` + strings.Join(formats.Names(), ", ") + `. docs/import.md says what becomes of each column. hudna doctor FILE tells what would be understood.

Rows of tables, of DNA projects and of GDELT, UCDP, ACLED and other datasets become records with ids that are derived from the source's own; what the model does not carry is kept in variables. The same file again does nothing; a newer release brings what is new and corrects what has changed, and with --complete retracts what it no longer has. An import that was broken off goes on behind the rows that are in. A file may be gzip, zstd or zip with one member.

A row at fault is refused with its line, column, value and reason, and the others go in; with --on-error stop nothing does, and with --on-error N nothing does if more than N rows are at fault. --rejects FILE takes the refused rows, to be corrected and imported.

In NDJSON, a line is a record, or begins a commit, or withdraws a record, or changes its marking, alone in a commit:

    {"type":"Commit","author":"A. Coder","message":"Add Geneva","time":"2016-04-15T21:30:00Z"}
    {"type":"Location","id":"location/geneva","names":[{"text":"Geneva","lang":"en"}]}
    {"type":"Retract","id":"location/geneva","reason":"entered twice"}
    {"type":"Commit","message":"Protect a person"}
    {"type":"Mark","id":"actor/ilan-dorro","marking":"PROTECTED"}

What follows a Commit line, up to the next one or the end of the file, goes in whole or not at all. Lines without a Commit line before them are put into order, so that each comes after what it refers to, and are committed in batches; if one of them is at fault, none goes in.

A table that hudna export has written, as CSV, TSV or Parquet, is told by its columns, and comes in as NDJSON does: what differs is corrected. The columns of fields all have to be there.

With --replay, the file is a feed: what is in the directory already is compared, and what comes after it is made. A feed that was cut anywhere goes on after the last commit that was whole; a note says which that was.

The same file again changes nothing. A line at fault is refused with its file, number, field and reason; the import ends there, the report says what went in, and the exit code is 1.

Examples:

    hudna import statements.ndjson
    hudna import --data ./syria ./coded/
    hudna changes --server http://127.0.0.1:8080 | hudna import --data ./mirror --replay -
    gunzip -c feed.ndjson.gz | hudna import --as "night feed" -
    hudna import --dry-run ged191.csv
    hudna import --complete --keep-rows --rejects refused.csv ged201-csv.zip
    hudna import --map truces.yaml truces.csv
`
}

// Run imports.
func (c *importCommand) Run(ctx context.Context, p *program) (err error) {
	by, err := named(c.As)
	if err != nil {
		return err
	}
	if err := c.spaceFlags.sound(); err != nil {
		return err
	}
	files, rest, err := c.files(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeAll(files)) }()
	if c.spooled != nil {
		defer func() { err = errors.Join(err, c.spooled()) }()
	}
	switch {
	case len(files) > 0 && rest != nil:
		return failed(codeUsage, "files of rows and NDJSON are imported one after the other: name %s by itself", files[0].source.Name)
	case len(files) > 0:
		return c.rows(ctx, p, by, files)
	}
	if c.only() != "" {
		return failed(codeUsage, "%s: is for files of rows, and this is NDJSON, or a table that comes in as NDJSON does", c.only())
	}
	inputs, size, err := c.inputs(ctx, rest)
	if err != nil {
		return err
	}
	switch {
	case c.Replay && c.Atomic:
		return failed(codeUsage, "--replay and --atomic do not go together")
	case c.Replay && len(inputs) > 1:
		return failed(codeUsage, "--replay: takes one feed, and %d files are given", len(inputs))
	}
	g, err := p.open(ctx, c.dir(), c.in(openFlags{verify: c.Verify, bulk: true, ownReview: true}))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	// Nearly all that an import allocates is let go of at once: with a quarter of
	// the collections it is faster, as long as there is the memory.
	defer debug.SetGCPercent(debug.SetGCPercent(importGC))
	defer limitMemory(importMemory)()
	run := ingest.Run
	if c.Replay {
		run = func(ctx context.Context, g graph.Graph, inputs []ingest.Input, o ingest.Options) (*ingest.Report, error) {
			return ingest.Replay(ctx, g, inputs[0], o)
		}
	}
	if err := p.ingest(ctx, g, inputs, size, ingest.Options{
		Principal: by, Atomic: c.Atomic, Clock: p.now,
	}, run, c.report()); err != nil {
		return err
	}
	return g.Merge(ctx)
}

// importGC is by how many per cent the heap may grow between two collections,
// and importMemory the bytes beyond which it may not.
const (
	importGC     = 400
	importMemory = 1 << 30
)

// operator is who works on the directory of a graph itself: whoever can read
// the files sees everything, and may do everything.
func operator(name string) graph.Principal {
	return graph.Principal{Name: name, Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
}

// named is the operator of a name that was given, if it can be one.
func named(as string) (graph.Principal, error) {
	by := operator(as)
	err := graph.ValidatePrincipal(by)
	var field *graph.FieldError
	if errors.As(err, &field) {
		return by, failed(codeUsage, "--as: %s", field.Reason)
	}
	return by, err
}

// An intake is a way to bring lines in.
type intake func(context.Context, graph.Graph, []ingest.Input, ingest.Options) (*ingest.Report, error)

// ingest imports and prints the report.
func (p *program) ingest(ctx context.Context, g graph.Graph, inputs []ingest.Input, size int64, o ingest.Options, run intake, tell func(io.Writer, *ingest.Report) error) error {
	shown := p.progress("import", size)
	o.Progress = func(now ingest.Progress) {
		shown.bytes(now.Bytes, fmt.Sprintf("%d lines read, %d records committed", now.Lines, now.Committed))
	}
	report, err := run(ctx, g, inputs, o)
	shown.done()
	var fault *table.Fault
	if errors.As(err, &fault) || errors.Is(err, own.ErrDamaged) {
		err = failed(codeRefused, "%v", err)
	}
	if err := errors.Join(err, tell(p.stdout, report)); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if !report.OK() {
		return failed(codeRefused, "refused: %s", wentIn(report))
	}
	return nil
}

// report is how the report is printed.
func (c *importCommand) report() func(io.Writer, *ingest.Report) error {
	if c.JSON {
		return reportJSON
	}
	return func(w io.Writer, r *ingest.Report) error {
		printReport(w, r)
		return nil
	}
}

func reportJSON(w io.Writer, r *ingest.Report) error {
	type refused struct {
		File   string   `json:"file"`
		Line   int      `json:"line"`
		ID     graph.ID `json:"id,omitempty"`
		Path   string   `json:"path,omitempty"`
		Value  string   `json:"value,omitempty"`
		Reason string   `json:"reason"`
	}
	faults := make([]refused, len(r.Refused))
	for i, f := range r.Refused {
		faults[i] = refused{f.Input, f.Line, f.ID, f.Path, f.Value, f.Reason}
	}
	said := map[string]any{
		"new": r.New, "changed": r.Changed, "same": r.Same, "retracted": r.Retracted, "restored": r.Restored,
		"refused": faults, "moreRefused": r.MoreRefused, "notReached": r.NotReached,
		"first": r.First, "last": r.Last, "notes": append([]string{}, r.Notes...),
	}
	if rows := r.Rows; rows != nil {
		said["run"], said["dryRun"] = rows.Run, rows.Dry
		said["rows"] = map[string]int64{
			"read": rows.Read, "refused": rows.Refused, "passed": rows.Passed, "flagged": rows.Flagged, "made": rows.Made,
		}
	}
	return printJSON(w, said)
}

func printReport(w io.Writer, r *ingest.Report) {
	for _, f := range r.Refused {
		fmt.Fprintln(w, f)
	}
	if r.MoreRefused > 0 {
		fmt.Fprintf(w, "and %d more\n", r.MoreRefused)
	}
	for _, note := range r.Notes {
		fmt.Fprintln(w, "note:", note)
	}
	fmt.Fprintf(w, "%d new, %d changed, %d same, %d retracted, %d restored, %d refused\n",
		r.New, r.Changed, r.Same, r.Retracted, r.Restored, len(r.Refused)+r.MoreRefused)
	if r.Rows != nil {
		printRows(w, r.Rows)
	}
	if r.NotReached > 0 {
		fmt.Fprintf(w, "%d lines without fault were not committed, because of others\n", r.NotReached)
	}
	switch r.First {
	case 0:
		fmt.Fprintln(w, "no new revision")
	case r.Last:
		fmt.Fprintf(w, "revision %d\n", r.First)
	default:
		fmt.Fprintf(w, "revisions %d to %d\n", r.First, r.Last)
	}
}

// wentIn says what an import that ended early had committed.
func wentIn(r *ingest.Report) string {
	switch r.First {
	case 0:
		return "nothing went in"
	case r.Last:
		return fmt.Sprintf("only revision %d went in", r.First)
	}
	return fmt.Sprintf("only revisions %d to %d went in", r.First, r.Last)
}

// inputs finds the files, and how many bytes they have; 0 where that is not
// known.
func (c *importCommand) inputs(ctx context.Context, stdin io.Reader) (inputs []ingest.Input, size int64, err error) {
	known := true
	for _, name := range c.From {
		if open := c.opened[name]; open != nil {
			known = false // how much it is unpacked
			inputs = append(inputs, ingest.Input{Name: calledInput(name), Open: func() (io.ReadCloser, error) { return open(ctx) }})
			continue
		}
		if name == "-" {
			known = false
			inputs = append(inputs, ingest.Input{Name: calledInput(name), Open: func() (io.ReadCloser, error) { return interruptible(ctx, stdin), nil }})
			continue
		}
		info, err := os.Stat(name)
		if err != nil {
			return nil, 0, failed(codeUsage, "%v", err)
		}
		if !info.IsDir() {
			known = known && info.Mode().IsRegular()
			size += info.Size()
			inputs = append(inputs, fileInput(name))
			continue
		}
		files, err := os.ReadDir(name) // in the order of the names
		if err != nil {
			return nil, 0, failed(codeUsage, "%v", err)
		}
		before := len(inputs)
		for _, f := range files {
			if f.IsDir() || !strings.HasSuffix(f.Name(), ".ndjson") {
				continue
			}
			path := filepath.Join(name, f.Name())
			info, err := os.Stat(path)
			if err != nil {
				return nil, 0, failed(codeUsage, "%v", err)
			}
			size += info.Size()
			inputs = append(inputs, fileInput(path))
		}
		if len(inputs) == before {
			return nil, 0, failed(codeUsage, "there is no *.ndjson file in %s", name)
		}
	}
	if !known {
		size = 0
	}
	return inputs, size, nil
}

// calledInput is what reports call an input.
func calledInput(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// interruptible reads from r until the context ends, also while r has nothing to
// give: somebody at a terminal, or another program, may take for ever.
func interruptible(ctx context.Context, r io.Reader) io.ReadCloser {
	out, in := io.Pipe()
	stop := context.AfterFunc(ctx, func() { _ = in.CloseWithError(ctx.Err()) })
	go func() {
		_, err := io.Copy(in, r)
		stop()
		_ = in.CloseWithError(err) // io.EOF for none
	}()
	return out
}

func fileInput(path string) ingest.Input {
	return ingest.Input{Name: path, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}
