package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// A revision is one as an answer tells of it. Of one that changed only what is
// hidden, author and message are empty.
type revision struct {
	Number  graph.Revision `json:"number"`
	Time    time.Time      `json:"time"`
	Author  string         `json:"author"`
	Message string         `json:"message"`
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

// revisionsQuestion asks for the revisions that meet a filter.
const revisionsQuestion = `query($where: RevisionFilter, $first: Int!, $after: String) {
  list: revisions(where: $where, first: $first, after: $after) {
    nodes { number time author message }
    pageInfo { hasNextPage endCursor }
  }
}`

// Run prints the revisions.
func (c *revisionsCommand) Run(ctx context.Context, p *program) error {
	where, err := c.where()
	if err != nil {
		return err
	}
	return c.read(ctx, p, func(at endpoint, out *bufio.Writer) error {
		op := operation{document: revisionsQuestion, variables: map[string]any{"where": where}}
		return each(ctx, at, op, c.First, (*listing[revision]).page, func(r revision) error {
			if !c.JSON {
				printRevision(out, r)
				return nil
			}
			line, err := ndjson.Encode(ndjson.Line{Commit: &ndjson.Commit{
				Revision: r.Number, Author: r.Author, Message: r.Message, Time: r.Time,
			}})
			if err == nil {
				_, err = fmt.Fprintf(out, "%s\n", line)
			}
			return err
		})
	})
}

// where is which revisions are wanted.
func (c *revisionsCommand) where() (map[string]any, error) {
	if c.First < 0 {
		return nil, failed(codeUsage, "--first: is negative")
	}
	where := map[string]any{}
	if c.Author != "" {
		where["author"] = c.Author
	}
	if c.Touches != "" {
		where["touches"] = c.Touches
	}
	for _, b := range []struct {
		name   string
		number uint64
		time   time.Time
		flags  string
	}{{"after", c.After, c.Since, "--after and --since"}, {"before", c.Before, c.Until, "--before and --until"}} {
		switch {
		case b.number != 0 && !b.time.IsZero():
			return nil, failed(codeUsage, "%s do not go together: give a revision or a time", b.flags)
		case b.number != 0:
			where[b.name] = map[string]any{"revision": b.number}
		case !b.time.IsZero():
			where[b.name] = map[string]any{"time": b.time}
		}
	}
	return where, nil
}

// printRevision writes who made a revision, when and why.
func printRevision(out io.Writer, r revision) {
	fmt.Fprintf(out, "revision %d, %s", r.Number, r.Time.Format(time.RFC3339Nano))
	if r.Author != "" {
		fmt.Fprintf(out, ", by %s", r.Author)
	}
	if r.Message != "" {
		fmt.Fprintf(out, ": %s", strings.ReplaceAll(r.Message, "\n", "\n  "))
	}
	fmt.Fprintln(out)
}
