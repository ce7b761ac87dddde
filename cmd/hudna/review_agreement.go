package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

type reviewAgreementCommand struct {
	Documents []string `arg:"" name:"document" help:"The documents: 1 to 500."`
	whereFlags
	Scheme        string   `placeholder:"NAME" help:"Only what was coded by this scheme."`
	Coder         []string `sep:"none" placeholder:"NAME" help:"Only what these coded; may be repeated."`
	Disagreements int      `default:"0" placeholder:"N" help:"Show up to N passages of each field on which they disagree, 500 at most."`
	JSON          bool     `name:"json" help:"Print it as a JSON object, for machines: CoderAgreement of the API."`
}

// Help is the end of the command's help.
func (reviewAgreementCommand) Help() string {
	return `What several coders coded in the same documents is put together where the passages overlap, and Krippendorff's alpha is reckoned for each field: 1 where they always agree, 0 where they agree as chance would have it. It is a dash where nothing can be said.

Examples:

    hudna review agreement document/gazette document/readout --scheme karvela
    hudna review agreement document/gazette --coder "A. Coder" --coder "B. Coder" --disagreements 5
`
}

// agreementQuestion asks how far coders agree.
const agreementQuestion = `query($documents: [ID!]!, $scheme: String, $coders: [String!], $first: Int!, $some: Boolean!) {
  coderAgreement(documents: $documents, scheme: $scheme, coders: $coders) {
    coders units unmatchedCount unplacedCount uncoded
    fields {
      field metric alpha units values agreeing disagreeing
      disagreements(first: $first) @include(if: $some) { of unit { document { id } start end } values { coder value statement { id } } }
    }
  }
}`

// An agreement is how far coders agree, as far as it is shown to people.
type agreement struct {
	Coders                                        []string
	Units, UnmatchedCount, UnplacedCount, Uncoded int
	Fields                                        []fieldAgreement
}

type fieldAgreement struct {
	Field, Metric                        string
	Alpha                                *float64
	Units, Values, Agreeing, Disagreeing int
	Disagreements                        []struct {
		Of   string
		Unit struct {
			Document   *struct{ ID string }
			Start, End int
		}
		Values []struct {
			Coder     string
			Value     *string
			Statement struct{ ID string }
		}
	}
}

// Run reckons.
func (c *reviewAgreementCommand) Run(ctx context.Context, p *program) (err error) {
	if c.Disagreements < 0 || c.Disagreements > 500 {
		return failed(codeUsage, "--disagreements: is %d; it goes from 0 to 500", c.Disagreements)
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	data, _, err := ask[struct{ CoderAgreement json.RawMessage }](ctx, at, operation{document: agreementQuestion, variables: map[string]any{
		"documents": c.Documents, "scheme": given(c.Scheme), "coders": c.coders(),
		"first": max(1, c.Disagreements), "some": c.Disagreements > 0,
	}})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(p.stdout, data.CoderAgreement)
	}
	var a agreement
	if err := json.Unmarshal(data.CoderAgreement, &a); err != nil {
		return fmt.Errorf("the answer cannot be read: %w", err)
	}
	return a.print(p.stdout)
}

// coders are those whose work is compared, nil for all.
func (c *reviewAgreementCommand) coders() any {
	if len(c.Coder) == 0 {
		return nil
	}
	return c.Coder
}

func (a *agreement) print(w io.Writer) error {
	fmt.Fprintf(w, "coders: %s\n", orDash(strings.Join(a.Coders, ", ")))
	fmt.Fprintf(w, "%d passages coded by several, %d by one alone; %d statements without a span, %d without a coder\n\n",
		a.Units, a.UnmatchedCount, a.UnplacedCount, a.Uncoded)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "FIELD\tMETRIC\tALPHA\tUNITS\tVALUES\tAGREEING\tDISAGREEING")
	for _, f := range a.Fields {
		alpha := "-"
		if f.Alpha != nil {
			alpha = fmt.Sprintf("%.3f", *f.Alpha)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%d\t%d\n", f.Field, f.Metric, alpha, f.Units, f.Values, f.Agreeing, f.Disagreeing)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, f := range a.Fields {
		for _, d := range f.Disagreements {
			document := "-"
			if d.Unit.Document != nil {
				document = d.Unit.Document.ID
			}
			fmt.Fprintf(w, "\n%s: %s %d-%d", f.Field, document, d.Unit.Start, d.Unit.End)
			if d.Of != "" {
				fmt.Fprintf(w, ", of %s", d.Of)
			}
			fmt.Fprintln(w)
			for _, v := range d.Values {
				value := "-"
				if v.Value != nil {
					value = *v.Value
				}
				fmt.Fprintf(w, "  %s: %s (%s)\n", v.Coder, value, v.Statement.ID)
			}
		}
	}
	return nil
}
