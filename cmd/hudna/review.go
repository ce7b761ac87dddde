package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"
)

type reviewCommand struct {
	List       reviewListCommand       `cmd:"" default:"withargs" help:"List the drafts that wait for review."`
	Publish    reviewPublishCommand    `cmd:"" help:"Publish drafts, as they are."`
	Reject     reviewRejectCommand     `cmd:"" help:"Reject a draft, with the reason."`
	Assign     reviewAssignCommand     `cmd:"" help:"Say who is to review a draft."`
	Adjudicate reviewAdjudicateCommand `cmd:"" help:"Say which coding of a passage answers."`
	Agreement  reviewAgreementCommand  `cmd:"" help:"Say how far coders agree."`
	WorkList   reviewWorkListCommand   `cmd:"" help:"List the documents that coders have still to read."`
}

type reviewListCommand struct {
	whereFlags
	AssignedTo string `placeholder:"NAME" help:"Only those that this person is to review."`
	Author     string `placeholder:"NAME" help:"Only those that this person created, or changed last."`
	Coder      string `placeholder:"NAME" help:"Only those that name this coder."`
	Scheme     string `placeholder:"NAME" help:"Only those of this coding scheme."`
	Text       string `placeholder:"WORDS" help:"Only those with these words."`
	First      int    `default:"20" placeholder:"N" help:"How many, the last recorded first; 0 for all. Default: ${default}."`
	JSON       bool   `name:"json" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (reviewListCommand) Help() string {
	return `The review queue, the last recorded first.

Examples:

    hudna review
    hudna review --assigned-to "R. Eviewer" --scheme karvela
    hudna review --server http://127.0.0.1:8080 --author "A. Coder" --first 0 --json
`
}

// queueQuestion asks for the review queue.
const queueQuestion = `query($where: StatementFilter, $assignedTo: String, $author: String, $first: Int!, $after: String) {
  list: drafts(where: $where, assignedTo: $assignedTo, author: $author, first: $first, after: $after) {
    nodes { id assignedTo authorship { created { author time } changed { author time } } coding { coder scheme } text }
    pageInfo { hasNextPage endCursor }
  }
}`

// A draftFound is a draft in the queue.
type draftFound struct {
	ID         string  `json:"id"`
	AssignedTo *string `json:"assignedTo"`
	Authorship *struct {
		Created *authored `json:"created"`
		Changed *authored `json:"changed"`
	} `json:"authorship"`
	Coding *struct {
		Coder  string  `json:"coder"`
		Scheme *string `json:"scheme"`
	} `json:"coding"`
	Text string `json:"text"`
}

// authored is who wrote something, and when.
type authored struct {
	Author string    `json:"author"`
	Time   time.Time `json:"time"`
}

// Run lists the queue.
func (c *reviewListCommand) Run(ctx context.Context, p *program) (err error) {
	if c.First < 0 {
		return failed(codeUsage, "--first: is negative")
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	op := operation{document: queueQuestion, variables: map[string]any{
		"where": given(map[string]any{
			"text": given(c.Text), "coding": given(map[string]any{"coder": given(c.Coder), "scheme": given(c.Scheme)}),
		}),
		"assignedTo": given(c.AssignedTo), "author": given(c.Author),
	}}
	return c.print(p.stdout, func(give func(draftFound) error) error {
		return each(ctx, at, op, c.First, (*listing[draftFound]).page, give)
	})
}

// given is a part of a filter, nil where it is empty.
func given[T any](value T) any {
	switch v := any(value).(type) {
	case string:
		if v == "" {
			return nil
		}
	case map[string]any:
		for _, part := range v {
			if part != nil {
				return v
			}
		}
		return nil
	}
	return value
}

func (c *reviewListCommand) print(w io.Writer, drafts func(give func(draftFound) error) error) error {
	out := bufio.NewWriter(w)
	if c.JSON {
		err := drafts(func(d draftFound) error { return printJSON(out, d) })
		return errors.Join(err, out.Flush())
	}
	n := 0
	// The words come last: whatever their script, they move no column.
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DRAFT\tASSIGNED TO\tAUTHOR\tCODER\tTEXT")
	err := drafts(func(d draftFound) error {
		n++
		_, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", d.ID, orDash(d.assigned()), orDash(d.author()), orDash(d.coder()), line(d.Text))
		return err
	})
	if n == 0 && err == nil {
		fmt.Fprintln(out, "no drafts")
		return out.Flush()
	}
	return errors.Join(err, table.Flush(), out.Flush())
}

func (d *draftFound) assigned() string {
	if d.AssignedTo == nil {
		return ""
	}
	return *d.AssignedTo
}

// author is who created a draft, and who changed it last where that is somebody
// else.
func (d *draftFound) author() string {
	a := d.Authorship
	if a == nil || a.Created == nil {
		return ""
	}
	if a.Changed != nil && a.Changed.Author != a.Created.Author {
		return a.Created.Author + ", " + a.Changed.Author
	}
	return a.Created.Author
}

func (d *draftFound) coder() string {
	if d.Coding == nil {
		return ""
	}
	return d.Coding.Coder
}

type reviewPublishCommand struct {
	IDs       []string `arg:"" name:"id" help:"The drafts: 1 to 500."`
	OwnReview bool     `help:"Also publish what the one who publishes has written, in a directory."`
	expectedFlag
	changeFlags
}

// Help is the end of the command's help.
func (reviewPublishCommand) Help() string {
	return `It takes a reviewer who has written none of them, unless --own-review allows it; all of them are published, or none.

Examples:

    hudna review publish statement/s-1 statement/s-2 --as "R. Eviewer" --role reviewer
    hudna review publish --server http://127.0.0.1:8080 statement/s-1 --expected-revision 41
`
}

// Run publishes.
func (c *reviewPublishCommand) Run(ctx context.Context, p *program) error {
	input := c.expecting(map[string]any{"ids": c.IDs})
	return c.decide(ctx, p, request{mutation: publishing, input: input, done: "published", places: c.IDs}, openFlags{ownReview: c.OwnReview})
}

type reviewRejectCommand struct {
	ID     string `arg:"" help:"The draft."`
	Reason string `required:"" placeholder:"TEXT" help:"Why it is rejected."`
	expectedFlag
	changeFlags
}

// Help is the end of the command's help.
func (reviewRejectCommand) Help() string {
	return `The draft is withdrawn, with the reason. Restored, it is a draft again.

Examples:

    hudna review reject statement/s-3 --reason "the passage says the opposite" --as "R. Eviewer" --role reviewer
`
}

// Run rejects.
func (c *reviewRejectCommand) Run(ctx context.Context, p *program) error {
	input := c.expecting(withdrawal(c.ID, c.Reason, 0))
	return c.decide(ctx, p, request{mutation: rejecting, input: input, done: "rejected", places: []string{c.ID}}, openFlags{})
}

type reviewAssignCommand struct {
	ID string `arg:"" help:"The draft."`
	To string `arg:"" optional:"" name:"name" help:"Who is to review it; nobody unless given."`
	expectedFlag
	changeFlags
}

// Help is the end of the command's help.
func (reviewAssignCommand) Help() string {
	return `Says who is to review a draft; without a name, that nobody in particular is.

Examples:

    hudna review assign statement/s-1 "R. Eviewer"
    hudna review assign statement/s-1
`
}

// Run assigns.
func (c *reviewAssignCommand) Run(ctx context.Context, p *program) error {
	input := c.expecting(map[string]any{"ids": []string{c.ID}, "to": given(c.To)})
	return c.decide(ctx, p, request{mutation: assigning, input: input, done: "assigned", places: []string{c.ID}}, openFlags{})
}

type reviewAdjudicateCommand struct {
	Answer string   `arg:"" help:"The coding that answers."`
	Others []string `arg:"" optional:"" help:"The codings that are superseded by it; none where it is only to answer again itself."`
	expectedFlag
	changeFlags
}

// Help is the end of the command's help.
func (reviewAdjudicateCommand) Help() string {
	return `Of several codings of a passage one answers, and the others are listed on request only. It takes a reviewer.

Examples:

    hudna review adjudicate statement/s-1 statement/s-3 -m "s-3 takes the deputy for the minister" --role reviewer
`
}

// Run adjudicates.
func (c *reviewAdjudicateCommand) Run(ctx context.Context, p *program) error {
	others := append([]string{}, c.Others...)
	input := c.expecting(map[string]any{"answer": c.Answer, "others": others})
	return c.decide(ctx, p, request{
		mutation: adjudicating, input: input, done: "changed", places: []string{c.Answer},
	}, openFlags{})
}

// decide has a decision about drafts made.
func (f *changeFlags) decide(ctx context.Context, p *program, r request, o openFlags) (err error) {
	at, err := f.writing(ctx, p, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	return f.send(ctx, p, at, r)
}

// orDash stands where a table has nothing to show.
func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// mostInTable is how many characters of a text a table shows.
const mostInTable = 80

// line is the beginning of a text in one line, for the end of a table's row.
func line(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= mostInTable {
		return text
	}
	return string([]rune(text)[:mostInTable]) + "…"
}
