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

	"golang.org/x/sys/unix"

	"hudna/graph"
	"hudna/graph/export"
)

type exportCommand struct {
	directoryFlag
	clearanceFlag
	Output            string  `short:"o" placeholder:"FILE" help:"Write to this file, which is replaced only when all is written; a pipe or a device is written to. Without it to standard output."`
	Kind              string  `placeholder:"KIND" help:"Only what a list of these holds, in its order: actors, statements, events, locations, agreements, documents, topics, import-runs, judgements, codebooks; or network, of statements."`
	Format            string  `enum:",ndjson,csv,tsv,jsonld,geojson,parquet,graphml,gexf" default:"" placeholder:"FORMAT" help:"In which form: ndjson (the default), csv, tsv, jsonld, geojson, parquet, graphml or gexf."`
	Filter            string  `placeholder:"FILTER" help:"Only what meets this filter, as the argument \"where\" of the API takes it, in the syntax of GraphQL or as JSON; or @FILE."`
	Revision          *uint64 `placeholder:"N" help:"As of this revision; without it as of the newest."`
	Spreadsheet       bool    `help:"In tables, put an apostrophe before what a spreadsheet would take for a formula, and a byte order mark in front."`
	IncludeRestricted bool    `help:"Write also what may not be passed on by its licence."`
	Provenance        string  `placeholder:"FILE" help:"Say in this file what the export is. Default: FILE.provenance.json beside --output, where --kind or --format is given."`
	History           bool    `help:"Write every commit from the first on, as hudna changes does, rather than the records as they are."`
	Verify            bool    `help:"Compare the engine's tables with their checksums first."`
}

// A clearanceFlag says for whom is answered.
type clearanceFlag struct {
	Clearance string `config:"" enum:"PUBLIC,RESTRICTED,PROTECTED" default:"PUBLIC" placeholder:"MARKING" help:"Up to which marking records are shown: ${enum}. Default: ${default}."`
}

func (f clearanceFlag) marking() graph.Marking { return graph.Marking(f.Clearance) }

// Help is the end of the command's help.
func (exportCommand) Help() string {
	return `Every record of the newest revision that the clearance covers, one a line: sorted by kind and id, drafts and retracted records included. The same graph always gives the same bytes, and importing an export into an empty directory and exporting that gives them again.

With --kind, --format or --filter it is what a list of the API holds, in its order: what is published, unless the filter asks for more. What may not be passed on by its licence is left out and counted, unless --include-restricted is given.

Examples:

    hudna export > all.ndjson
    hudna export --clearance PROTECTED -o backup.ndjson
    hudna export --history -o feed.ndjson
    hudna export --kind statements --format csv --filter '{by: {anyOf: ["actor/john-kerry"]}}' -o kerry.csv
    hudna export --kind events --format geojson --revision 120 -o events.geojson
    hudna export --format gexf -o network.gexf
    hudna export --data ./syria | grep '"type":"Statement"'
`
}

// While an export runs, the collector waits until there is five times of what is
// held: what is read is written once, and let go. With more than exportMemory it
// comes sooner.
const (
	exportGC     = 400
	exportMemory = 600 << 20
)

// Run exports.
func (c *exportCommand) Run(ctx context.Context, p *program) (err error) {
	defer debug.SetGCPercent(debug.SetGCPercent(exportGC))
	defer limitMemory(exportMemory)()
	g, err := p.open(ctx, c.dir(), openFlags{readOnly: true, verify: c.Verify})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	head, err := g.Head(ctx)
	if err != nil {
		return err
	}
	shown := p.progress("export", 0)
	defer shown.done()
	if c.History {
		return c.history(ctx, p, g, head.Revision)
	}
	if c.some() {
		return c.selected(ctx, p, g, shown)
	}
	reader, _, err := readerAt(ctx, g, c.marking(), c.Revision)
	if err != nil {
		return err
	}
	var summary *export.Summary
	write := func(w io.Writer) (err error) {
		summary, err = export.Records(ctx, reader, w, export.Options{
			Progress:          func(lines int) { shown.line(fmt.Sprintf("%d records written", lines)) },
			IncludeRestricted: c.IncludeRestricted,
		})
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
	for _, id := range summary.Incomplete {
		fmt.Fprintf(p.stderr, "note: %s lacks what it needs, because that is above %s; an import will refuse it\n", id, c.Clearance)
	}
	if summary.MoreIncomplete > 0 {
		fmt.Fprintf(p.stderr, "note: and %d more\n", summary.MoreIncomplete)
	}
	withheld(p.stderr, summary.Withheld)
	if c.Output != "" {
		fmt.Fprintf(p.stderr, "%d records as of revision %d\n", summary.Total(), summary.Revision)
	}
	return nil
}

// history writes every commit.
func (c *exportCommand) history(ctx context.Context, p *program, g graph.Graph, head graph.Revision) error {
	write := func(w io.Writer) error {
		out := bufio.NewWriter(w)
		return errors.Join(feedTo(ctx, g, out, export.FeedOptions{Clearance: c.marking()}), out.Flush())
	}
	if c.Output == "" {
		return write(p.stdout)
	}
	if err := replace(c.Output, write); err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "%d revisions\n", head)
	return nil
}

// replace writes a file beside the one that is meant, and puts it in its place
// when all of it is on the disk. What a symbolic link leads to is replaced, not
// the link; what is there and is no regular file, such as a pipe, is written to.
func replace(path string, write func(io.Writer) error) (err error) {
	switch info, err := os.Stat(path); {
	case err == nil && !info.Mode().IsRegular():
		return writeTo(path, write)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if path, err = followed(path); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := write(f); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// writeTo writes to what is there.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = write(f)
	if e := f.Sync(); !errors.Is(e, unix.EINVAL) && !errors.Is(e, unix.ENOTSUP) { // a pipe has nothing to sync
		err = errors.Join(err, e)
	}
	return errors.Join(err, f.Close())
}

// maxLinks is how many symbolic links are followed, as many as Linux does.
const maxLinks = 40

// followed is where the symbolic links lead of which path is the first. What
// the last one names need not be there.
func followed(path string) (string, error) {
	for range maxLinks {
		to, err := os.Readlink(path)
		if err != nil {
			return path, nil //nolint:nilerr // it is no link
		}
		if !filepath.IsAbs(to) {
			dir, err := filepath.EvalSymlinks(filepath.Dir(path))
			if err != nil {
				return "", err
			}
			to = filepath.Join(dir, to)
		}
		path = to
	}
	return "", fmt.Errorf("%s: more than %d symbolic links", path, maxLinks)
}
