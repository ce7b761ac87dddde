package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/formats"
	"hudna/graph/ingest/own"
	"hudna/graph/ingest/resolve"
	"hudna/graph/ingest/source"
	"hudna/graph/ledger"
)

// rowFlags say how rows are imported.
type rowFlags struct {
	Format   string `placeholder:"NAME" help:"What the files are. Unless given, what they begin with tells."`
	Map      string `placeholder:"FILE" help:"The mapping of a table (csv) to records, in YAML; see docs/import.md."`
	Encoding string `placeholder:"NAME" help:"How the text is encoded, such as windows-1252, where it cannot be told."`
	DryRun   bool   `help:"Write nothing, and report what would be written."`
	Limit    int64  `placeholder:"N" help:"Read so many rows."`
	Since    string `placeholder:"DATE" help:"Pass over rows about what was before a date (EDTF)."`
	Complete bool   `help:"The file holds everything of its kind: retract what earlier imports of the format brought and it does not have."`
	KeepRows bool   `help:"Keep each row, compressed, with the record that it becomes."`
	OnError  string `default:"skip" placeholder:"WHAT" help:"stop: nothing goes in if a row is at fault. N: nothing goes in if more than N are. skip: all others go in. Default: ${default}."`
	Rejects  string `placeholder:"FILE" help:"Write the rows that are refused to a file, to be corrected and imported."`
}

// only names a flag that was given and is for rows alone, "" for none.
func (f *rowFlags) only() string {
	for name, given := range map[string]bool{
		"--map": f.Map != "", "--dry-run": f.DryRun, "--limit": f.Limit != 0, "--since": f.Since != "",
		"--complete": f.Complete, "--keep-rows": f.KeepRows, "--on-error": f.OnError != "skip", "--rejects": f.Rejects != "",
	} {
		if given {
			return name
		}
	}
	return ""
}

// spare is how many rows may be at fault, negative for any number.
func (f *rowFlags) spare() (int, error) {
	switch f.OnError {
	case "skip":
		return -1, nil
	case "stop":
		return 0, nil
	}
	n, err := strconv.Atoi(f.OnError)
	if err != nil || n < 0 {
		return 0, failed(codeUsage, "--on-error: %q is not stop, skip or a number", f.OnError)
	}
	return n, nil
}

// given are the options as they were given, for the record. Names of files stay
// out of it: they are often told of whom they are.
func (f *rowFlags) given() string {
	var all []string
	add := func(on bool, format string, args ...any) {
		if on {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	add(f.Format != "", "--format %s", f.Format)
	add(f.Map != "", "--map")
	add(f.Encoding != "", "--encoding %s", f.Encoding)
	add(f.Limit != 0, "--limit %d", f.Limit)
	add(f.Since != "", "--since %s", f.Since)
	add(f.Complete, "--complete")
	add(f.KeepRows, "--keep-rows")
	add(f.OnError != "skip", "--on-error %s", f.OnError)
	return strings.Join(all, " ")
}

// check refuses flags that contradict each other.
func (f *rowFlags) check() error {
	if f.Complete && (f.Limit != 0 || f.Since != "") {
		return failed(codeUsage, "--complete: goes neither with --limit nor with --since, by which rows are left out")
	}
	if f.Limit < 0 {
		return failed(codeUsage, "--limit: is negative")
	}
	if f.Since != "" {
		if _, err := (graph.Date{EDTF: graph.EDTF(f.Since)}).Bounds(); err != nil {
			return failed(codeUsage, "--since: %v", err)
		}
	}
	return nil
}

// A rowFile is a file whose rows are imported.
type rowFile struct {
	source *source.Source
	format ingest.Format
	// lines opens what is NDJSON, packed or in another encoding, or a table of ours,
	// which comes in as NDJSON does; nil for what has a format.
	lines  func(context.Context) (io.ReadCloser, error)
	remove func() error // nil for a file that stays
}

func closeAll(files []rowFile) (err error) {
	for _, f := range files {
		if f.remove != nil {
			err = errors.Join(err, f.remove())
		}
	}
	return err
}

// files finds out which of what is to be imported are files of rows. If there are
// others, it gives what stands for standard input then.
func (c *importCommand) files(ctx context.Context, p *program) (files []rowFile, stdin io.Reader, err error) {
	stdin = p.stdin
	others := false
	for _, name := range c.From {
		if name == "-" {
			buffered := bufio.NewReaderSize(interruptible(ctx, p.stdin), 64<<10)
			stdin = buffered
			if c.Format == formats.NDJSON || c.Format == "" && c.Map == "" && linesOf(buffered) {
				others = true
				continue
			}
			path, remove, err := source.Spool(ctx, buffered)
			if err != nil {
				return files, nil, err
			}
			files = append(files, rowFile{remove: remove})
			if err := c.look(ctx, &files[len(files)-1], path, "standard input"); err != nil {
				return files, nil, err
			}
			if file := files[len(files)-1]; file.lines != nil {
				others = true
				c.opened = map[string]func(context.Context) (io.ReadCloser, error){name: file.lines}
				c.spooled = file.remove
				files = files[:len(files)-1]
			}
			continue
		}
		if (c.Format == "" || c.Format == formats.NDJSON) && c.Map == "" && isNDJSON(name) {
			others = true
			continue
		}
		files = append(files, rowFile{})
		file := &files[len(files)-1]
		if err := c.look(ctx, file, name, ""); err != nil {
			return files, nil, err
		}
		if file.lines != nil {
			others = true
			if c.opened == nil {
				c.opened = map[string]func(context.Context) (io.ReadCloser, error){}
			}
			c.opened[name] = file.lines
			files = files[:len(files)-1]
		}
	}
	if !others {
		stdin = nil
	}
	return files, stdin, nil
}

// isNDJSON says whether a name is that of a directory, of what is not there or
// of a file that begins like NDJSON.
func isNDJSON(name string) bool {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() || strings.HasSuffix(name, ".ndjson") {
		return true
	}
	if info.Mode().IsRegular() && info.Size() == 0 {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return true
	}
	is := linesOf(bufio.NewReader(f))
	return f.Close() == nil && is
}

// linesOf says whether what comes begins like NDJSON, or has nothing in it.
func linesOf(r *bufio.Reader) bool {
	for n := 1; n <= 4096; n++ {
		head, err := r.Peek(n)
		if err != nil {
			return true
		}
		switch head[n-1] {
		case ' ', '\t', '\r', '\n':
		default:
			return head[n-1] == '{'
		}
	}
	return false
}

// look opens a file of rows and finds out its format.
func (c *importCommand) look(ctx context.Context, f *rowFile, path, called string) (err error) {
	if f.source, err = source.Open(ctx, path, source.Options{Name: called, Encoding: c.Encoding}); err != nil {
		return unreadable(path, called, err)
	}
	if c.Format == "" && c.Map == "" || c.Format == formats.NDJSON {
		if best := formats.Guesses(f.source); c.Format != "" || len(best) > 0 && best[0].Name == formats.NDJSON {
			f.lines = f.source.Reader
			return nil
		}
		if f.lines, err = ownLines(f.source); f.lines != nil || err != nil {
			return err
		}
	}
	f.format, err = c.formatOf(f.source)
	return err
}

// ownLines opens a table that an export has written; nil for anything else.
func ownLines(s *source.Source) (func(context.Context) (io.ReadCloser, error), error) {
	if s.Kind == source.Parquet {
		kind, err := own.Parquet(s)
		if err == nil && kind == "" {
			err = errors.New("is a Parquet file that hudna export has not written: save it as CSV, and explain that with --map")
		}
		if err != nil {
			return nil, failed(codeRefused, "%s: %v", s.Name, err)
		}
		return func(context.Context) (io.ReadCloser, error) { return own.ParquetLines(s) }, nil
	}
	if kind, _ := own.Of(s); kind == "" {
		return nil, nil
	}
	return func(ctx context.Context) (io.ReadCloser, error) { return own.Lines(ctx, s) }, nil
}

func unreadable(path, called string, err error) error {
	if called == "" {
		called = path
	}
	if errors.Is(err, source.ErrRefused) {
		return failed(codeRefused, "%s: %v", called, err)
	}
	return failed(codeUsage, "%v", err)
}

// formatOf is the format that was named, or that the file begins with.
func (f *rowFlags) formatOf(s *source.Source) (ingest.Format, error) {
	name := f.Format
	if f.Map != "" && name == "" {
		name = formats.Mapped
	}
	switch {
	case name == "":
		if best := formats.Guesses(s); len(best) > 0 && best[0].Fit >= formats.Sure && best[0].Format != nil {
			return best[0].Format, nil
		}
		return nil, failed(codeRefused, "%s: what it is cannot be told: name it with --format, or explain it with --map; hudna doctor says what is in it", s.Name)
	case name == formats.Mapped && f.Map == "":
		return nil, failed(codeUsage, "--format %s: needs --map, which says what the columns mean", name)
	case name == formats.Mapped:
		return mappingIn(f.Map)
	case f.Map != "":
		return nil, failed(codeUsage, "--map: is for %s, and not for %s", formats.Mapped, name)
	case formats.Named(name) != nil:
		return formats.Named(name), nil
	}
	return nil, failed(codeUsage, "--format: %q is not one of %s", name, strings.Join(formats.Names(), ", "))
}

// mappingIn reads a mapping.
func mappingIn(path string) (ingest.Format, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, failed(codeUsage, "--map: %v", err)
	}
	m, err := formats.Mapping(f)
	err = errors.Join(err, f.Close())
	if errors.Is(err, formats.ErrMapping) {
		return nil, failed(codeRefused, "--map %s:\n%v", path, err)
	}
	return m, err
}

// rows imports the rows of files, one file after the other.
func (c *importCommand) rows(ctx context.Context, p *program, by graph.Principal, files []rowFile) (err error) {
	spare, err := c.spare()
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return err
	}
	if c.Atomic || c.Replay {
		return failed(codeUsage, "--atomic and --replay are for NDJSON")
	}
	g, closeGraph, err := c.graph(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeGraph()) }()
	defer debug.SetGCPercent(debug.SetGCPercent(importGC))
	defer limitMemory(rowsMemory)()
	rejects, err := c.rejects()
	if err != nil {
		return err
	}
	o := ingest.LoadOptions{
		Principal: by, DryRun: c.DryRun, Limit: c.Limit, Since: graph.EDTF(c.Since), Complete: c.Complete, KeepRows: c.KeepRows,
		Spare: spare, Given: c.given(), Resolver: resolve.Names{},
	}
	if rejects != nil {
		o.Rejects = rejects
		defer func() { err = errors.Join(err, rejects.Close()) }()
	}
	refused := int64(0)
	for _, f := range files {
		report, err := p.load(ctx, g, f, o)
		if err := errors.Join(err, c.report()(p.stdout, report)); err != nil {
			return fmt.Errorf("import: %w", err)
		}
		refused += report.Rows.Refused
	}
	if kept, ok := g.(*ledger.Ledger); ok && !c.DryRun {
		if err := kept.Merge(ctx); err != nil {
			return err
		}
	}
	if refused > 0 {
		return failed(codeRefused, "refused: %d rows", refused)
	}
	return nil
}

// rowsMemory is beyond how many bytes the heap may not grow while rows are
// imported, the tables of the store that are being written among them.
const rowsMemory = 640 << 20

// graph opens the graph: to be written to, or only to be compared with where
// nothing is to be written. One that is not there is not made for that.
func (c *importCommand) graph(ctx context.Context, p *program) (graph.Graph, func() error, error) {
	o := c.in(openFlags{verify: c.Verify, bulk: true, ownReview: true})
	if c.DryRun {
		if _, err := os.Stat(filepath.Join(c.dir(), storeName)); errors.Is(err, fs.ErrNotExist) {
			return p.scratch(ctx)
		}
		o = openFlags{verify: c.Verify, readOnly: true}
	}
	g, err := p.open(ctx, c.dir(), o)
	if err != nil {
		return nil, nil, err
	}
	return g, g.Close, nil
}

func (c *importCommand) rejects() (*os.File, error) {
	if c.Rejects == "" {
		return nil, nil //nolint:nilnil // none is wanted
	}
	f, err := os.Create(c.Rejects)
	if err != nil {
		return nil, failed(codeUsage, "--rejects: %v", err)
	}
	return f, nil
}

// A settled format has settings of its own that decide what rows become.
type settled interface{ Settings() string }

func settingsOf(f ingest.Format) string {
	if s, ok := f.(settled); ok {
		return s.Settings()
	}
	return ""
}

// load imports one file, and shows how fast and how much longer.
func (p *program) load(ctx context.Context, g graph.Graph, f rowFile, o ingest.LoadOptions) (*ingest.Report, error) {
	shown := p.progress("import", f.source.Size)
	defer shown.done()
	begun := p.now()
	o.Format, o.Settings = f.format, settingsOf(f.format)
	o.Progress = func(now ingest.Progress) {
		shown.bytes(now.Bytes, pace(now, f.source.Size, p.now().Sub(begun)))
	}
	return ingest.Load(ctx, g, f.source, o)
}

// pace says how fast an import is, and how much time is left as far as that can
// be told from the bytes.
func pace(now ingest.Progress, size int64, took time.Duration) string {
	said := fmt.Sprintf("%d rows read, %d records committed", now.Lines, now.Committed)
	if took < time.Second {
		return said
	}
	said += fmt.Sprintf(", %.0f rows/s", float64(now.Lines)/took.Seconds())
	if now.Bytes > 0 && size >= now.Bytes {
		left := time.Duration(float64(took) * float64(size-now.Bytes) / float64(now.Bytes))
		said += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	return said
}

func printRows(w io.Writer, r *ingest.RowReport) {
	fmt.Fprintf(w, "%d rows read, %d refused, %d passed over, %d flagged; %d actors, places and documents made\n", r.Read, r.Refused, r.Passed, r.Flagged, r.Made)
	if r.Dry {
		fmt.Fprintln(w, "nothing was written: this was a dry run")
	} else {
		fmt.Fprintln(w, r.Run)
	}
}
