package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"hudna/graph"
)

type documentCommand struct {
	Attach attachCommand `cmd:"" help:"Attach the text of a document, so that quotations show their words."`
}

type attachCommand struct {
	ID   string `arg:"" help:"The document's id, such as document/kerry-lavrov-report."`
	File string `arg:"" help:"The text, in UTF-8, exactly as the offsets count it; - for standard input."`
	directoryFlag
	As   string `default:"operator" placeholder:"NAME" config:"" help:"Who attaches it."`
	JSON bool   `name:"json" help:"Print what became of it as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (attachCommand) Help() string {
	return `A graph can be made without the texts that it quotes: a passage is known by its offsets and the SHA-256 of its words. Who has a text attaches it, and the passages show their words. The text has to be the very one: its SHA-256 that of the document, if that is known, and each passage that names the document has to lie in it and fit its hash. If one does not, all that do not are listed, nothing is changed, and the exit code is 1.

What is attached is part of the graph from then on, also of what is served and exported: attach only what may be shown.

Example:

    hudna document attach document/kerry-lavrov-report article-ar.txt
`
}

// Run attaches.
func (c *attachCommand) Run(ctx context.Context, p *program) (err error) {
	by, err := named(c.As)
	if err != nil {
		return err
	}
	text, err := c.read(p.stdin)
	if err != nil {
		return err
	}
	g, err := p.open(ctx, c.dir(), openFlags{existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	id := graph.ID(c.ID)
	if err := id.Validate(); err != nil {
		return failed(codeRefused, "%v", err)
	}
	head, err := g.Head(ctx)
	if err != nil {
		return err
	}
	reader := g.At(graph.View{Revision: head.Revision, Clearance: by.Clearance})
	record, err := reader.Record(ctx, id)
	if errors.Is(err, graph.ErrNotFound) {
		return failed(codeRefused, "there is no record %s", id)
	}
	if err != nil {
		return err
	}
	document, ok := record.(*graph.Document)
	if !ok {
		return failed(codeRefused, "%s is no document", id)
	}
	sum := sha256.Sum256([]byte(text))
	digest := hex.EncodeToString(sum[:])
	switch {
	case document.Text == text:
		return c.print(p.stdout, text, 0)
	case document.SHA256 != "" && document.SHA256 != digest:
		return failed(codeRefused, "%s is not the text of %s: its SHA-256 is %s, and that of the document %s", c.File, id, digest, document.SHA256)
	case document.Text != "":
		return failed(codeRefused, "%s has another text already; another text is another document", id)
	}
	versions, err := reader.History(ctx, id, graph.Page{First: 1})
	if err != nil {
		return err
	}
	changed, ok := graph.Clone(document).(*graph.Document)
	if !ok || len(versions.Items) == 0 {
		return &graph.CorruptError{ID: id, What: "record", Err: errors.New("it has no history")}
	}
	changed.Text, changed.SHA256 = text, digest
	revision, err := g.Commit(ctx, by, graph.Change{
		Message: "Attach a text", // everybody reads it, and the document may be hidden
		Ops:     []graph.Op{{Verb: graph.VerbCorrect, Record: changed, Expected: versions.Items[0].Value.Commit.Revision}},
	})
	if err != nil {
		return c.refused(p.stdout, err)
	}
	return c.print(p.stdout, text, revision)
}

// print says that a text was attached, with revision 0 that it was before.
func (c *attachCommand) print(w io.Writer, text string, revision graph.Revision) (err error) {
	points := utf8.RuneCountInString(text)
	switch {
	case c.JSON:
		return printJSON(w, map[string]any{"id": c.ID, "codePoints": points, "revision": revision, "errors": []string{}})
	case revision == 0:
		_, err = fmt.Fprintf(w, "%s has this text already; no new revision\n", c.ID)
	default:
		_, err = fmt.Fprintf(w, "%d code points attached to %s, all passages fit\nrevision %d\n", points, c.ID, revision)
	}
	return err
}

// refused lists what the graph found wrong with a text.
func (c *attachCommand) refused(w io.Writer, err error) error {
	var found []string
	for _, problem := range fieldErrors(err) {
		found = append(found, problem.Error())
	}
	if found == nil {
		return err
	}
	if c.JSON {
		if err := printJSON(w, map[string]any{"id": c.ID, "codePoints": 0, "revision": 0, "errors": found}); err != nil {
			return err
		}
	} else {
		for _, problem := range found {
			fmt.Fprintf(w, "%s: %s\n", c.ID, problem)
		}
	}
	return failed(codeRefused, "refused: nothing was changed")
}

// fieldErrors takes joined and wrapped errors apart.
func fieldErrors(err error) []*graph.FieldError {
	var op *graph.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	switch e := err.(type) { //nolint:errorlint // it walks the chain itself
	case nil:
		return nil
	case *graph.FieldError:
		return []*graph.FieldError{e}
	case interface{ Unwrap() []error }:
		var all []*graph.FieldError
		for _, inner := range e.Unwrap() {
			all = append(all, fieldErrors(inner)...)
		}
		return all
	}
	return fieldErrors(errors.Unwrap(err))
}

// read reads the text.
func (c *attachCommand) read(stdin io.Reader) (string, error) {
	from := stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return "", failed(codeUsage, "%v", err)
		}
		defer f.Close() //nolint:errcheck // it was only read
		from = f
	}
	text, err := io.ReadAll(io.LimitReader(from, graph.MaxDocumentText+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("%s: %w", c.File, err)
	case len(text) > graph.MaxDocumentText:
		return "", failed(codeRefused, "%s has more than %d bytes", c.File, graph.MaxDocumentText)
	case !utf8.Valid(text):
		return "", failed(codeRefused, "%s is not UTF-8", c.File)
	case len(text) == 0:
		return "", failed(codeRefused, "%s is empty", c.File)
	}
	return string(text), nil
}
