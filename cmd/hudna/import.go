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
)

type importCommand struct {
	From []string `arg:"" name:"file" help:"NDJSON files, directories of them (*.ndjson, in the order of their names), or - for standard input."`
	directoryFlag
	As     string `default:"operator" placeholder:"NAME" config:"" help:"Who imports: the author of what has no Commit line."`
	Atomic bool   `help:"Put everything into one commit, or write nothing: at most 1,000 records without Commit lines."`
	Replay bool   `help:"Make the commits of a feed again, with their numbers, times, authors and messages: of hudna changes or export --history."`
	Verify bool   `help:"Compare the engine's tables with their checksums first."`
	JSON   bool   `name:"json" help:"Print the report as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (importCommand) Help() string {
	return `A line is a record, or begins a commit, or withdraws a record, or changes its marking, alone in a commit:

    {"type":"Commit","author":"A. Coder","message":"Add Geneva","time":"2016-04-15T21:30:00Z"}
    {"type":"Location","id":"location/geneva","names":[{"text":"Geneva","lang":"en"}]}
    {"type":"Retract","id":"location/geneva","reason":"entered twice"}
    {"type":"Commit","message":"Protect a person"}
    {"type":"Mark","id":"actor/ilan-dorro","marking":"PROTECTED"}

What follows a Commit line, up to the next one or the end of the file, goes in whole or not at all. Lines without a Commit line before them are put into order, so that each comes after what it refers to, and are committed in batches; if one of them is at fault, none goes in.

With --replay, the file is a feed: what is in the directory already is compared, and what comes after it is made. A feed that was cut anywhere goes on after the last commit that was whole; a note says which that was.

The same file again changes nothing. A line at fault is refused with its file, number, field and reason; the import ends there, the report says what went in, and the exit code is 1.

Examples:

    hudna import statements.ndjson
    hudna import --data ./syria ./coded/
    hudna changes --server http://127.0.0.1:8080 | hudna import --data ./mirror --replay -
    gunzip -c feed.ndjson.gz | hudna import --as "night feed" -
`
}

// Run imports.
func (c *importCommand) Run(ctx context.Context, p *program) (err error) {
	by, err := named(c.As)
	if err != nil {
		return err
	}
	inputs, size, err := c.inputs(ctx, p)
	if err != nil {
		return err
	}
	switch {
	case c.Replay && c.Atomic:
		return failed(codeUsage, "--replay and --atomic do not go together")
	case c.Replay && len(inputs) > 1:
		return failed(codeUsage, "--replay: takes one feed, and %d files are given", len(inputs))
	}
	g, err := p.open(ctx, c.dir(), openFlags{verify: c.Verify, bulk: true, ownReview: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	// Nearly all that an import allocates is let go of at once: with half as
	// many collections it is faster, as long as there is the memory.
	defer debug.SetGCPercent(debug.SetGCPercent(importGC))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(importMemory))
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
	importGC     = 200
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
		Reason string   `json:"reason"`
	}
	faults := make([]refused, len(r.Refused))
	for i, f := range r.Refused {
		faults[i] = refused{f.Input, f.Line, f.ID, f.Path, f.Reason}
	}
	return printJSON(w, map[string]any{
		"new": r.New, "changed": r.Changed, "same": r.Same, "retracted": r.Retracted, "restored": r.Restored,
		"refused": faults, "moreRefused": r.MoreRefused, "notReached": r.NotReached,
		"first": r.First, "last": r.Last, "notes": append([]string{}, r.Notes...),
	})
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
func (c *importCommand) inputs(ctx context.Context, p *program) (inputs []ingest.Input, size int64, err error) {
	known := true
	for _, name := range c.From {
		if name == "-" {
			known = false
			inputs = append(inputs, ingest.Input{Name: "standard input", Open: func() (io.ReadCloser, error) { return interruptible(ctx, p.stdin), nil }})
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
