package main

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"hudna/graph"
)

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

// A difference is a record as it was at one revision and is at another.
type difference struct {
	ID            graph.ID
	Before, After *struct{}
	Changes       []change
}

// The questions what differs: of all records, and of one.
const (
	differencesQuestion = `query($from: Revision64!, $to: Revision64!, $first: Int!, $after: String) {
  list: differences(from: $from, to: $to, first: $first, after: $after) {
    nodes { id before { __typename } after { __typename } changes { path before after } }
    pageInfo { hasNextPage endCursor }
  }
}`
	differenceQuestion = `query($id: ID!, $from: Revision64!, $to: Revision64!) {
  diff(id: $id, from: $from, to: $to) { id before { __typename } after { __typename } changes { path before after } }
}`
)

// Run prints what differs.
func (c *diffCommand) Run(ctx context.Context, p *program) error {
	return c.read(ctx, p, func(at endpoint, out *bufio.Writer) error {
		to, err := c.end(ctx, at)
		if err != nil {
			return err
		}
		if c.ID != "" {
			d, err := between(ctx, at, c.ID, c.From, to)
			if err != nil {
				return err
			}
			return c.print(out, *d)
		}
		n := 0
		op := operation{document: differencesQuestion, variables: map[string]any{"from": c.From, "to": to}}
		err = each(ctx, at, op, 0, (*listing[difference]).page, func(d difference) error {
			n++
			return c.print(out, d)
		})
		if err == nil && !c.JSON {
			fmt.Fprintf(out, "%d records differ between revisions %d and %d\n", n, c.From, to)
		}
		return err
	})
}

// end is the later revision: the newest unless one is given.
func (c *diffCommand) end(ctx context.Context, at endpoint) (graph.Revision, error) {
	if c.To != nil {
		return graph.Revision(*c.To), nil
	}
	return newest(ctx, at)
}

// newest is the newest revision of a graph, 0 of an empty one.
func newest(ctx context.Context, at endpoint) (graph.Revision, error) {
	_, read, err := ask[any](ctx, at, operation{document: `{ revision { number } }`})
	return read, err
}

// between is how one record differs between two revisions.
func between(ctx context.Context, at endpoint, id string, from uint64, to graph.Revision) (*difference, error) {
	data, _, err := ask[struct{ Diff *difference }](ctx, at, operation{
		document: differenceQuestion, variables: map[string]any{"id": id, "from": from, "to": to},
	})
	if err == nil && data.Diff == nil {
		err = fmt.Errorf("%s: %w", id, graph.ErrNotFound)
	}
	return data.Diff, err
}

func (c *diffCommand) print(out io.Writer, d difference) error {
	how := "changed"
	switch {
	case d.Before == nil:
		how = "new"
	case d.After == nil:
		how = "not to be seen any more"
	case len(d.Changes) == 0:
		how = "the same"
	}
	if c.JSON {
		return printJSON(out, struct {
			ID      graph.ID `json:"id"`
			How     string   `json:"how"`
			Changes []change `json:"changes"`
		}{d.ID, how, d.Changes})
	}
	fmt.Fprintf(out, "%s: %s\n", d.ID, how)
	if d.Before != nil && d.After != nil {
		printChanges(out, d.Changes)
	}
	return nil
}
