package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"hudna/graph/gql/exec"
	"hudna/graph/web"
	"hudna/graph/web/manifest"
)

// documentsName is the file of the documents that are listed, beside the store.
const documentsName = "documents.json"

type documentsCommand struct {
	Add    documentsAddCommand    `cmd:"" help:"List documents: a server can be asked for them by name, and answers only them if it is told so."`
	List   documentsListCommand   `cmd:"" help:"List the documents that are listed."`
	Check  documentsCheckCommand  `cmd:"" help:"Say whether the documents in files are valid, and listed."`
	Remove documentsRemoveCommand `cmd:"" help:"Take documents off the list."`
}

type documentsFiles struct {
	Files []string `arg:"" name:"file" help:"Files with one GraphQL document each, or .json files as clients are built with: a persisted query manifest of Apollo, or an object of ids and texts as the Relay compiler and GraphQL Code Generator write it."`
}

// read gives the documents in the files, all of which have to be valid.
func (f *documentsFiles) read() ([]manifest.Document, error) {
	var all []manifest.Document
	for _, name := range f.Files {
		text, err := readBounded(name, manifest.MaxFile)
		if err != nil {
			return nil, failed(codeUsage, "%v", err)
		}
		documents, err := manifest.Read(name, text)
		if err != nil {
			return nil, failed(codeRefused, "%v", err)
		}
		all = append(all, documents...)
	}
	return all, nil
}

// readBounded reads a file of at most so many bytes, and one byte more.
func readBounded(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return io.ReadAll(io.LimitReader(f, most+1))
}

// faultsOf says of each document what is wrong with it, within the limits of a server that
// was told nothing else.
func faultsOf(documents []manifest.Document) ([]string, error) {
	check, err := web.Checker(exec.NewExecutableSchema(exec.Config{}).Schema(), web.Limits{})
	if err != nil {
		return nil, err
	}
	all := make([]string, len(documents))
	for i, d := range documents {
		all[i] = check(d.Text)
	}
	return all, nil
}

// documentsIn reads the list of a directory.
func documentsIn(dir string) (*manifest.Manifest, error) {
	path := filepath.Join(dir, documentsName)
	text, err := readBounded(path, manifest.MaxFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, failed(codeNotOpened, "%v", err)
	}
	m, err := manifest.Decode(text)
	if err != nil {
		return nil, failed(codeNotOpened, "%s: %v", path, err)
	}
	return m, nil
}

// keepDocuments writes the list of a directory.
func keepDocuments(dir string, m *manifest.Manifest) error {
	text, err := m.Encode()
	if err != nil {
		return failed(codeRefused, "%v", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return notOpened(dir, err)
	}
	return replace(filepath.Join(dir, documentsName), func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

type documentsAddCommand struct {
	directoryFlag
	documentsFiles
	JSON bool `name:"json" help:"Print how many were added, and the ids of all in the files, as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (documentsAddCommand) Help() string {
	return `Either all of them are listed, or, where one is not valid, none. A document of a .graphql file has the SHA-256 of its text as its id. A server that runs knows them within a second.

Examples:

    hudna documents add --data ./syria persisted-documents.json
    hudna documents add --data ./syria queries/*.graphql
    hudna serve --data ./syria --documents listed
`
}

// Run adds documents to the list.
func (c *documentsAddCommand) Run(p *program) error {
	documents, err := c.read()
	if err != nil {
		return err
	}
	wrong, err := faultsOf(documents)
	if err != nil {
		return err
	}
	bad := 0
	ids := []string{}
	for i, d := range documents {
		ids = append(ids, d.ID)
		if wrong[i] != "" {
			bad++
			fmt.Fprintf(p.stderr, "%s: %s\n", d.ID, wrong[i])
		}
	}
	if bad > 0 {
		return failed(codeRefused, "%d of %d documents are not valid, and none was listed", bad, len(documents))
	}
	held, err := documentsIn(c.dir())
	if err != nil {
		return err
	}
	next, added, err := held.With(documents...)
	if err != nil {
		return failed(codeRefused, "%v", err)
	}
	if err := keepDocuments(c.dir(), next); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(p.stdout, map[string]any{"added": added, "ids": ids})
	}
	fmt.Fprintf(p.stdout, "%d added, %d listed\n", added, len(next.Documents()))
	return nil
}

type documentsListCommand struct {
	directoryFlag
	JSON bool `name:"json" help:"Print them as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (documentsListCommand) Help() string {
	return `Examples:

    hudna documents list --data ./syria
`
}

// Run lists the documents.
func (c *documentsListCommand) Run(p *program) error {
	held, err := documentsIn(c.dir())
	if err != nil {
		return err
	}
	if c.JSON {
		type line struct {
			ID     string `json:"id"`
			SHA256 string `json:"sha256"`
			Text   string `json:"text"`
		}
		lines := []line{}
		for _, d := range held.Documents() {
			lines = append(lines, line{d.ID, manifest.Hash(d.Text), d.Text})
		}
		return printJSON(p.stdout, map[string]any{"documents": lines})
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tBYTES\tBEGINS")
	for _, d := range held.Documents() {
		fmt.Fprintf(w, "%s\t%d\t%s\n", d.ID, len(d.Text), beginning(d.Text))
	}
	return w.Flush()
}

// beginning is how a document begins, on one line.
func beginning(text string) string {
	const most = 60
	words := []rune(strings.Join(strings.Fields(text), " "))
	if len(words) > most {
		return string(words[:most]) + "…"
	}
	return string(words)
}

type documentsCheckCommand struct {
	directoryFlag
	documentsFiles
	JSON bool `name:"json" help:"Print what is found as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (documentsCheckCommand) Help() string {
	return `Nothing is changed. The exit code is 1 where one is not valid, or not listed.

Examples:

    hudna documents check --data ./syria persisted-documents.json
`
}

// Run checks documents.
func (c *documentsCheckCommand) Run(p *program) error {
	documents, err := c.read()
	if err != nil {
		return err
	}
	wrong, err := faultsOf(documents)
	if err != nil {
		return err
	}
	held, err := documentsIn(c.dir())
	if err != nil {
		return err
	}
	type line struct {
		ID     string `json:"id"`
		Listed bool   `json:"listed"`
		Fault  string `json:"fault"`
	}
	lines, bad := []line{}, 0
	for i, d := range documents {
		text, ok := held.Text(d.ID)
		l := line{d.ID, ok && text == d.Text, wrong[i]}
		lines = append(lines, l)
		if l.Fault != "" || !l.Listed {
			bad++
		}
		if c.JSON {
			continue
		}
		said := "listed"
		switch {
		case l.Fault != "":
			said = "not valid: " + l.Fault
		case ok && !l.Listed:
			said = "another document is listed under this id"
		case !l.Listed:
			said = "valid, and not listed"
		}
		fmt.Fprintf(p.stdout, "%s: %s\n", d.ID, said)
	}
	if c.JSON {
		if err := printJSON(p.stdout, map[string]any{"documents": lines}); err != nil {
			return err
		}
	}
	if bad > 0 {
		return failed(codeRefused, "%d of %d documents are not valid, or not listed", bad, len(documents))
	}
	return nil
}

type documentsRemoveCommand struct {
	directoryFlag
	JSON bool     `name:"json" help:"Print the ids of those that are left as a JSON object, for machines."`
	IDs  []string `arg:"" name:"id" help:"Their ids, or the SHA-256 of their texts."`
}

// Help is the end of the command's help.
func (documentsRemoveCommand) Help() string {
	return `A server that runs forgets them within a second.

Examples:

    hudna documents remove --data ./syria 5f1c0e7a
`
}

// Run takes documents off the list.
func (c *documentsRemoveCommand) Run(p *program) error {
	held, err := documentsIn(c.dir())
	if err != nil {
		return err
	}
	next, err := held.Without(c.IDs...)
	if err != nil {
		return failed(codeRefused, "%v", err)
	}
	if err := keepDocuments(c.dir(), next); err != nil {
		return err
	}
	if c.JSON {
		ids := []string{}
		for _, d := range next.Documents() {
			ids = append(ids, d.ID)
		}
		return printJSON(p.stdout, map[string]any{"ids": ids})
	}
	fmt.Fprintf(p.stdout, "%d removed, %d listed\n", len(held.Documents())-len(next.Documents()), len(next.Documents()))
	return nil
}

// A documentList is the list of a directory while a server runs.
type documentList struct {
	dir  string
	held atomic.Pointer[manifest.Manifest]
}

// listedDocuments reads the list, and looks after it until the context ends. Where it
// cannot be read any more, what was read last holds.
func listedDocuments(ctx context.Context, dir string, log *slog.Logger) (*documentList, error) {
	l := &documentList{dir: dir}
	seen := l.state()
	m, err := documentsIn(dir)
	if err != nil {
		return nil, err
	}
	l.held.Store(m)
	go func() {
		tick := time.NewTicker(revokedWithin / 2)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			now := l.state()
			if now == seen {
				continue
			}
			seen = now
			m, err := documentsIn(dir)
			if err != nil {
				log.Error("the list of documents cannot be read; the one before holds", "cause", err)
				continue
			}
			l.held.Store(m)
		}
	}()
	return l, nil
}

// state tells two states of the file apart: it is replaced as a whole.
func (l *documentList) state() string {
	info, err := os.Stat(filepath.Join(l.dir, documentsName))
	if err != nil {
		return ""
	}
	return fmt.Sprint(info.ModTime().UnixNano(), info.Size())
}

// text is the text that an id or a hash names.
func (l *documentList) text(id string) (string, bool) { return l.held.Load().Text(id) }
