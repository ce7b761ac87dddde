package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
)

type reviewWorkListCommand struct {
	whereFlags
	Coder  string `placeholder:"NAME" help:"Only those that this coder is to read; any coder unless given."`
	Scheme string `placeholder:"NAME" help:"Only those to be coded by this scheme."`
	Status string `enum:"PENDING,DONE,NOTHING_FOUND,ALL" default:"PENDING" placeholder:"STATUS" help:"How far they are: ${enum}. Default: ${default}."`
	First  int    `default:"20" placeholder:"N" help:"How many; 0 for all. Default: ${default}."`
	JSON   bool   `name:"json" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (reviewWorkListCommand) Help() string {
	return `The documents that coders have still to read (PENDING), have read (DONE), or have read and found nothing in (NOTHING_FOUND), in the order in which they were first recorded.

Examples:

    hudna review work-list --coder "A. Coder"
    hudna review work-list --scheme karvela --status NOTHING_FOUND --json
    hudna correct document/report --set codings[0].status=DONE
`
}

// workListQuestion asks for documents by how far their coders are.
const workListQuestion = `query($coding: DocumentCodingMatch!, $first: Int!, $after: String) {
  list: documents(where: {codings: $coding}, first: $first, after: $after) {
    nodes { id codings { coder scheme status } title }
    pageInfo { hasNextPage endCursor }
  }
}`

// A documentFound is a document in a work list.
type documentFound struct {
	ID      string        `json:"id"`
	Codings []codingFound `json:"codings"`
	Title   *string       `json:"title"`
}

type codingFound struct {
	Coder  string  `json:"coder"`
	Scheme *string `json:"scheme"`
	Status string  `json:"status"`
}

// Run lists the documents.
func (c *reviewWorkListCommand) Run(ctx context.Context, p *program) (err error) {
	if c.First < 0 {
		return failed(codeUsage, "--first: is negative")
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	coding := map[string]any{"coder": given(c.Coder), "scheme": given(c.Scheme)}
	if c.Status != "ALL" {
		coding["status"] = []string{c.Status}
	}
	n := 0
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	op := operation{document: workListQuestion, variables: map[string]any{"coding": coding}}
	err = each(ctx, at, op, c.First, (*listing[documentFound]).page, func(d documentFound) error {
		if c.JSON {
			return printJSON(p.stdout, d)
		}
		if n++; n == 1 {
			fmt.Fprintln(table, "DOCUMENT\tCODER\tSCHEME\tSTATUS\tTITLE")
		}
		return c.rows(table, d)
	})
	if n == 0 && err == nil && !c.JSON {
		_, err = fmt.Fprintln(p.stdout, "no documents")
	}
	return errors.Join(err, table.Flush())
}

// rows are those of the codings of a document that are asked for.
func (c *reviewWorkListCommand) rows(w io.Writer, d documentFound) error {
	title := ""
	if d.Title != nil {
		title = *d.Title
	}
	for _, coding := range d.Codings {
		scheme := ""
		if coding.Scheme != nil {
			scheme = *coding.Scheme
		}
		if c.Coder != "" && coding.Coder != c.Coder || c.Scheme != "" && scheme != c.Scheme || c.Status != "ALL" && coding.Status != c.Status {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", d.ID, coding.Coder, orDash(scheme), coding.Status, line(title)); err != nil {
			return err
		}
	}
	return nil
}
