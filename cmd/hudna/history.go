package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// A lookBack is what the commands have in common that look back.
type lookBack struct {
	dataFlag
	clearanceFlag
	JSON bool `name:"json" help:"A JSON object a line, for machines."`
}

// read runs fn on the newest revision of the directory, with a buffer before
// standard output.
func (c *lookBack) read(ctx context.Context, p *program, fn func(g graph.Graph, r graph.Reader, out *bufio.Writer) error) (err error) {
	g, err := p.open(ctx, c.dir(), openFlags{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	head, err := g.Head(ctx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(p.stdout)
	err = fn(g, g.At(graph.View{Revision: head.Revision, Clearance: c.marking()}), out)
	return errors.Join(err, out.Flush())
}

// eachItem gives the items of a list, page by page, until most of them were
// given; 0 for all.
func eachItem[T any](most int, page func(graph.Page) (graph.List[T], error), give func(T) error) error {
	next := graph.Page{First: graph.MaxPage}
	for given := 0; ; {
		if most > 0 {
			next.First = min(graph.MaxPage, most-given)
		}
		list, err := page(next)
		if err != nil {
			return err
		}
		for _, item := range list.Items {
			if err := give(item.Value); err != nil {
				return err
			}
			next.After = item.Cursor
		}
		if given += len(list.Items); !list.More || given == most {
			return nil
		}
	}
}

type historyCommand struct {
	ID string `arg:"" help:"The id of a record, such as statement/denial."`
	lookBack
}

// Help is the end of the command's help.
func (historyCommand) Help() string {
	return `The versions of a record, newest first: the revision that made each, when, by whom and why, and the fields in which it differs from the version before it, with what stood there (-) and what stands there now (+). The entries of a list are counted from 0.

Examples:

    hudna history statement/denial
    hudna history --json statement/denial | head -1
`
}

// Run prints the history.
func (c *historyCommand) Run(ctx context.Context, p *program) error {
	return c.read(ctx, p, func(_ graph.Graph, r graph.Reader, out *bufio.Writer) error {
		return eachItem(0, func(page graph.Page) (graph.List[graph.Version], error) {
			return r.History(ctx, graph.ID(c.ID), page)
		}, func(v graph.Version) error {
			changes := graph.Diff(v.Before, v.Record)
			if c.JSON {
				return printJSON(out, struct {
					Revision graph.Revision `json:"revision"`
					Time     time.Time      `json:"time"`
					Author   string         `json:"author"`
					Message  string         `json:"message"`
					Verb     graph.Verb     `json:"verb"`
					Changes  []change       `json:"changes"`
				}{v.Commit.Revision, v.Commit.Time, v.Commit.Author, v.Commit.Message, v.Verb, changesOf(changes)})
			}
			printCommit(out, v.Commit)
			fmt.Fprintf(out, "  %s\n", v.Verb)
			if v.Verb != graph.VerbCreate {
				printChanges(out, changes)
			}
			return nil
		})
	})
}

type diffCommand struct {
	ID string `arg:"" optional:"" help:"The id of one record; without it, of all."`
	lookBack
	From uint64  `required:"" placeholder:"R" help:"The earlier revision; 0 is the empty graph."`
	To   *uint64 `placeholder:"R" help:"The later revision. Default: the newest."`
}

// Help is the end of the command's help.
func (diffCommand) Help() string {
	return `What differs between two revisions: of one record, or of every record that was changed in between, by its last change, the newest first. What was changed and changed back does not differ.

Examples:

    hudna diff --from 120
    hudna diff statement/denial --from 3 --to 120
    hudna diff --from 120 --json > changed.jsonl
`
}

// Run prints what differs.
func (c *diffCommand) Run(ctx context.Context, p *program) error {
	return c.read(ctx, p, func(g graph.Graph, r graph.Reader, out *bufio.Writer) error {
		from, view := graph.Revision(c.From), r.View()
		if c.To != nil {
			view.Revision = graph.Revision(*c.To)
			r = g.At(view)
		}
		if err := graph.CheckFrom(from, view.Revision); err != nil {
			return err
		}
		if c.ID != "" {
			before := g.At(graph.View{Revision: from, Clearance: view.Clearance})
			d, there, err := graph.Between(ctx, before, r, graph.ID(c.ID))
			if err == nil && !there {
				err = fmt.Errorf("%s: %w", c.ID, graph.ErrNotFound)
			}
			if err != nil {
				return err
			}
			return c.print(out, d)
		}
		n := 0
		err := eachItem(0, func(page graph.Page) (graph.List[graph.Difference], error) {
			return r.Differences(ctx, from, page)
		}, func(d graph.Difference) error {
			n++
			return c.print(out, d)
		})
		if err == nil && !c.JSON {
			fmt.Fprintf(out, "%d records differ between revisions %d and %d\n", n, from, view.Revision)
		}
		return err
	})
}

func (c *diffCommand) print(out io.Writer, d graph.Difference) error {
	how, changes := "changed", d.Changes()
	switch {
	case d.Before == nil:
		how = "new"
	case d.After == nil:
		how = "not to be seen any more"
	case len(changes) == 0:
		how = "the same"
	}
	if c.JSON {
		return printJSON(out, struct {
			ID      graph.ID `json:"id"`
			How     string   `json:"how"`
			Changes []change `json:"changes"`
		}{d.ID, how, changesOf(changes)})
	}
	fmt.Fprintf(out, "%s: %s\n", d.ID, how)
	if d.Before != nil && d.After != nil {
		printChanges(out, changes)
	}
	return nil
}

type revisionsCommand struct {
	lookBack
	Author  string    `placeholder:"NAME" help:"Only those of this author."`
	Touches string    `placeholder:"ID" help:"Only those that made a version of this record."`
	After   uint64    `placeholder:"R" help:"Only those after this revision."`
	Before  uint64    `placeholder:"R" help:"Only those before this revision."`
	Since   time.Time `placeholder:"TIME" help:"Only those recorded after this time, such as 2016-04-15T18:30:00Z."`
	Until   time.Time `placeholder:"TIME" help:"Only those recorded before this time."`
	First   int       `default:"20" placeholder:"N" help:"How many, the newest first; 0 for all. Default: ${default}."`
}

// Help is the end of the command's help.
func (revisionsCommand) Help() string {
	return `The revisions of the graph, newest first, with their times, authors and messages. With --json, the Commit lines of NDJSON.

Examples:

    hudna revisions
    hudna revisions --author "A. Coder" --since 2016-04-15T00:00:00Z
    hudna revisions --touches statement/denial --first 0
`
}

// Run prints the revisions.
func (c *revisionsCommand) Run(ctx context.Context, p *program) error {
	if c.First < 0 {
		return failed(codeUsage, "--first: is negative")
	}
	q := graph.CommitQuery{
		Author: c.Author, Touches: graph.ID(c.Touches), After: graph.Revision(c.After), Before: graph.Revision(c.Before),
		Since: c.Since, Until: c.Until,
	}
	return c.read(ctx, p, func(_ graph.Graph, r graph.Reader, out *bufio.Writer) error {
		return eachItem(c.First, func(page graph.Page) (graph.List[graph.Commit], error) {
			return r.Commits(ctx, q, page)
		}, func(commit graph.Commit) error {
			if !c.JSON {
				printCommit(out, commit)
				return nil
			}
			line, err := ndjson.Encode(ndjson.Line{Commit: &ndjson.Commit{
				Revision: commit.Revision, Author: commit.Author, Message: commit.Message, Time: commit.Time,
			}})
			if err == nil {
				_, err = fmt.Fprintf(out, "%s\n", line)
			}
			return err
		})
	})
}

// printCommit writes who made a revision, when and why.
func printCommit(out io.Writer, c graph.Commit) {
	fmt.Fprintf(out, "revision %d, %s", c.Revision, c.Time.Format(time.RFC3339Nano))
	if c.Author != "" {
		fmt.Fprintf(out, ", by %s", c.Author)
	}
	if c.Message != "" {
		fmt.Fprintf(out, ": %s", strings.ReplaceAll(c.Message, "\n", "\n  "))
	}
	fmt.Fprintln(out)
}

// printChanges writes what stood in each field, and what stands there now.
func printChanges(out io.Writer, changes []graph.FieldChange) {
	for _, c := range changes {
		fmt.Fprintf(out, "    %s\n", c.Path)
		if c.Before != nil {
			fmt.Fprintf(out, "      - %s\n", shortened(string(c.Before)))
		}
		if c.After != nil {
			fmt.Fprintf(out, "      + %s\n", shortened(string(c.After)))
		}
	}
}

// mostShown is how many characters of a value are shown to people.
const mostShown = 400

func shortened(text string) string {
	if utf8.RuneCountInString(text) <= mostShown {
		return text
	}
	return string([]rune(text)[:mostShown]) + "…"
}

// A change is a [graph.FieldChange] in JSON.
type change struct {
	Path   string          `json:"path"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

func changesOf(all []graph.FieldChange) []change {
	changes := make([]change, len(all))
	for i, c := range all {
		changes[i] = change(c)
	}
	return changes
}

func printJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
