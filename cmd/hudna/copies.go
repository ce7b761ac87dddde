package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"hudna/graph"
)

type copiesCommand struct {
	List   copiesListCommand   `cmd:"" default:"withargs" help:"List documents that may be copies of others."`
	Losses copiesLossesCommand `cmd:"" help:"Say what a copy left out."`
}

type copiesListCommand struct {
	ID string `arg:"" optional:"" help:"A document whose copies are sought, and what it may be a copy of. Without it, all are compared."`
	whereFlags
	resultFlags
	Where    string  `placeholder:"JSON" help:"Which documents: the argument where of the field copies, as a JSON object, or @FILE."`
	First    int     `default:"20" placeholder:"N" help:"How many, the most alike first: 1 to 500. Default: ${default}."`
	Revision *uint64 `placeholder:"N" help:"As of this revision; without it as of the newest."`
	CSV      bool    `name:"csv" xor:"form" help:"Write CSV, the names of the columns first."`
	JSON     bool    `name:"json" xor:"form" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (copiesListCommand) Help() string {
	return `Documents that have runs of words in common that are not quoted. Nothing is recorded: hudna correct sets copyOf, and hudna judge says that two are different.

Examples:

    hudna copies
    hudna copies document/courier-2019-04-20 --csv
    hudna correct document/courier-2019-04-20 --set 'copyOf={"document": "document/gazette-2019-04-19", "how": "ABRIDGED"}'
    hudna judge document/courier-2019-04-20 document/herald-2019-04-20 DIFFERENT
`
}

const copiesQuestion = `query($of: ID, $where: DocumentFilter, $first: Int) {
  copies(of: $of, where: $where) {
    definition without cut total
    found(first: $first) { original { id } copy { id } how certain score ofCopy ofOriginal others }
  }
}`

// Run lists the candidates.
func (c *copiesListCommand) Run(ctx context.Context, p *program) (err error) {
	variables := map[string]any{"first": c.First}
	if err := objectFlag(p, variables, "where", c.Where); err != nil {
		return err
	}
	if c.ID != "" {
		variables["of"] = c.ID
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	op := operation{document: copiesQuestion, variables: variables, asOf: (*graph.Revision)(c.Revision)}
	answer, revision, err := ask[struct {
		Copies struct {
			Definition     string
			Without, Total int
			Cut            bool
			Found          []struct {
				Original, Copy            *reference
				How                       string
				Certain                   bool
				Score, OfCopy, OfOriginal float64
				Others                    int
			}
		}
	}](ctx, at, op)
	if err != nil {
		return err
	}
	found := &answer.Copies
	part := func(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }
	s := &sheet{columns: []string{"score", "original", "copy", "how", "certain", "of copy", "of original", "others"}}
	for _, f := range found.Found {
		s.add(part(f.Score), f.Original.text(), f.Copy.text(), f.How, strconv.FormatBool(f.Certain), part(f.OfCopy), part(f.OfOriginal), strconv.Itoa(f.Others))
	}
	if found.Total > len(found.Found) {
		fmt.Fprintf(p.stderr, "hudna: there are %d in all; these are the first %d\n", found.Total, len(found.Found))
	}
	if found.Without > 0 {
		fmt.Fprintf(p.stderr, "hudna: the text of %d documents is not held, or too short to tell\n", found.Without)
	}
	if found.Cut {
		fmt.Fprintf(p.stderr, "hudna: not all documents with the same words were compared; see --where\n")
	}
	return c.print(ctx, p, at, op, s, c.CSV, c.JSON, resultProvenance{Result: "copies", Revision: revision, Version: found.Definition})
}

type copiesLossesCommand struct {
	ID string `arg:"" help:"The id of a document whose copyOf says of what it is a copy."`
	whereFlags
	resultFlags
	Revision *uint64 `placeholder:"N" help:"As of this revision; without it as of the newest."`
	CSV      bool    `name:"csv" xor:"form" help:"Write CSV, the names of the columns first."`
	JSON     bool    `name:"json" xor:"form" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (copiesLossesCommand) Help() string {
	return `What a copy left out of how its original had come to know: a relay, a hedge, quotation marks, a label in the place of which another one stands. That nothing is listed does not say that nothing was left out.

Examples:

    hudna copies losses document/courier-2019-04-20
`
}

const lossesQuestion = `query($id: ID!) {
  document(id: $id) {
    losses {
      definition texts statements more
      found(first: 500) { kind words instead actor { id } node { ... on Record { id } } copyStatement { id } copy { start end } }
    }
  }
}`

// Run lists what was left out.
func (c *copiesLossesCommand) Run(ctx context.Context, p *program) (err error) {
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	op := operation{document: lossesQuestion, variables: map[string]any{"id": c.ID}, asOf: (*graph.Revision)(c.Revision)}
	answer, revision, err := ask[struct {
		Document *struct {
			Losses *struct {
				Definition  string
				Texts, More bool
				Statements  int
				Found       []struct {
					Kind, Words, Instead       string
					Actor, Node, CopyStatement *reference
					Copy                       *struct{ Start, End int }
				}
			}
		}
	}](ctx, at, op)
	if err != nil {
		return err
	}
	if answer.Document == nil {
		return fmt.Errorf("%s: %w", c.ID, graph.ErrNotFound)
	}
	found := answer.Document.Losses
	if found == nil {
		return failed(codeUsage, "%s is no copy of another document, by its copyOf", c.ID)
	}
	s := &sheet{columns: []string{"kind", "missing", "instead", "of", "where"}}
	for _, f := range found.Found {
		of, where := f.Actor, ""
		if of == nil {
			of = f.Node
		}
		switch {
		case f.CopyStatement != nil:
			where = string(f.CopyStatement.ID)
		case f.Copy != nil:
			where = fmt.Sprintf("%d-%d", f.Copy.Start, f.Copy.End)
		}
		s.add(f.Kind, line(f.Words), f.Instead, of.text(), where)
	}
	if !found.Texts {
		fmt.Fprintf(p.stderr, "hudna: not both texts are held: nothing was looked for in them\n")
	}
	return c.print(ctx, p, at, op, s, c.CSV, c.JSON, resultProvenance{Result: "losses", Revision: revision, Version: found.Definition})
}
