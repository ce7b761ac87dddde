package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"hudna/graph"
	"hudna/graph/gql"
)

// A lookBack is what the commands have in common that look back.
type lookBack struct {
	whereFlags
	JSON bool `name:"json" help:"A JSON object a line, for machines."`
}

// read runs fn on the graph that is asked, with a buffer before standard output.
func (c *lookBack) read(ctx context.Context, p *program, fn func(at endpoint, out *bufio.Writer) error) (err error) {
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	out := bufio.NewWriter(p.stdout)
	err = fn(at, out)
	return errors.Join(err, out.Flush())
}

// versionsQuestion asks for the versions of a record.
const versionsQuestion = `query($id: ID!, $first: Int!, $after: String) {
  record(id: $id, canonical: false) {
    list: history(first: $first, after: $after) {
      nodes { verb revision { number time author message } changes { path before after } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`

type historyCommand struct {
	ID string `arg:"" help:"The id of a record, such as statement/denial."`
	lookBack
}

// Help is the end of the command's help.
func (historyCommand) Help() string {
	return `The versions of a record, newest first: the revision that made each, when, by whom and why, and the fields in which it differs from the version before it, with what stood there (-) and what stands there now (+). The entries of a list are counted from 0. Of a record that was purged, the id of its tombstone leads to the revisions alone.

Examples:

    hudna history statement/denial
    hudna history --json statement/denial | head -1
`
}

// Run prints the history.
func (c *historyCommand) Run(ctx context.Context, p *program) error {
	type version struct {
		Revision revision
		Verb     graph.Verb
		Changes  []change
	}
	type versions struct{ Record *listing[version] }
	return c.read(ctx, p, func(at endpoint, out *bufio.Writer) error {
		op := operation{document: versionsQuestion, variables: map[string]any{"id": c.ID}}
		err := each(ctx, at, op, 0, func(v *versions) *connection[version] {
			if v.Record == nil {
				return nil
			}
			return v.Record.page()
		}, func(v version) error {
			if c.JSON {
				return printJSON(out, struct {
					Revision graph.Revision `json:"revision"`
					Time     time.Time      `json:"time"`
					Author   string         `json:"author"`
					Message  string         `json:"message"`
					Verb     graph.Verb     `json:"verb"`
					Changes  []change       `json:"changes"`
				}{v.Revision.Number, v.Revision.Time, v.Revision.Author, v.Revision.Message, v.Verb, v.Changes})
			}
			printRevision(out, v.Revision)
			fmt.Fprintf(out, "  %s\n", v.Verb)
			if v.Verb != graph.VerbCreate {
				printChanges(out, v.Changes)
			}
			return nil
		})
		if e := (*answerError)(nil); errors.As(err, &e) && e.Extensions.Code == gql.CodePurged {
			return c.purged(ctx, at, out)
		}
		if errors.Is(err, graph.ErrNotFound) {
			err = fmt.Errorf("%s: %w", c.ID, graph.ErrNotFound)
		}
		return err
	})
}

// purged prints what is left of the history of a record of which there is nothing
// but a tombstone: the revisions.
func (c *historyCommand) purged(ctx context.Context, at endpoint, out *bufio.Writer) error {
	op := operation{document: revisionsQuestion, variables: map[string]any{"where": map[string]any{"touches": c.ID}}}
	return each(ctx, at, op, 0, (*listing[revision]).page, func(r revision) error {
		if c.JSON {
			return printJSON(out, struct {
				Revision graph.Revision `json:"revision"`
				Time     time.Time      `json:"time"`
				Author   string         `json:"author"`
				Message  string         `json:"message"`
				Purged   bool           `json:"purged"`
				Changes  []change       `json:"changes"`
			}{r.Number, r.Time, r.Author, r.Message, true, []change{}})
		}
		printRevision(out, r)
		_, err := fmt.Fprintln(out, "  purged")
		return err
	})
}

// printChanges writes what stood in each field, and what stands there now.
func printChanges(out io.Writer, changes []change) {
	for _, c := range changes {
		fmt.Fprintf(out, "    %s\n", c.Path)
		if c.Before != nil {
			fmt.Fprintf(out, "      - %s\n", shortened(string(*c.Before)))
		}
		if c.After != nil {
			fmt.Fprintf(out, "      + %s\n", shortened(string(*c.After)))
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

// A change is a field in which two versions differ. Before and After are its
// values, nil where it is not there.
type change struct {
	Path   string           `json:"path"`
	Before *json.RawMessage `json:"before,omitempty"`
	After  *json.RawMessage `json:"after,omitempty"`
}

func printJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
