package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"hudna/graph"
)

type similarCommand struct {
	ID string `arg:"" help:"The id of an actor, a location, an event, an agreement or a topic."`
	whereFlags
	Revision *uint64 `placeholder:"N" help:"Look as of this revision; without it as of the newest."`
	First    int     `default:"20" placeholder:"N" help:"How many, the likeliest first: 1 to 500. Default: ${default}."`
	JSON     bool    `name:"json" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (similarCommand) Help() string {
	return `The records that may be about the same thing, the likeliest first, with what speaks for each: codes that both carry, names that sound alike in Arabic, Latin or Cyrillic letters, posts that both held, perhaps at one time. What is judged to be the same, or different, is left out. Nothing is merged: whether two are the same somebody judges.

Examples:

    hudna similar actor/sergey-lavrov
    hudna similar --first 3 --json location/aleppo
    hudna similar --server http://127.0.0.1:8080 actor/sergey-lavrov
`
}

// similarQuestion asks for candidates.
const similarQuestion = `query($id: ID!, $first: Int!) {
  similar(id: $id, first: $first) {
    found {
      record { ... on Record { id } } score unsure
      evidence { kind own { text } other { text } alike code { system code } post { id } }
    }
    more frequent
  }
}`

// A candidate is what the answer tells of one.
type candidate struct {
	Record   struct{ ID graph.ID }
	Score    float64
	Unsure   bool
	Evidence []likeness
}

type likeness struct {
	Kind       graph.LikenessKind
	Own, Other struct{ Text string }
	Alike      float64
	Code       struct{ System, Code string }
	Post       struct{ ID graph.ID }
}

// Run prints the candidates.
func (c *similarCommand) Run(ctx context.Context, p *program) (err error) {
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	answer, _, err := ask[struct {
		Similar *struct {
			Found    []candidate
			More     bool
			Frequent []string
		}
	}](ctx, at, operation{
		document: similarQuestion, variables: map[string]any{"id": c.ID, "first": c.First}, asOf: (*graph.Revision)(c.Revision),
	})
	if err != nil {
		return err
	}
	found := answer.Similar
	if found == nil {
		return fmt.Errorf("%s: %w", c.ID, graph.ErrNotFound)
	}
	out := bufio.NewWriter(p.stdout)
	for i := range found.Found {
		if err := c.print(out, &found.Found[i]); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if found.More {
		fmt.Fprintf(p.stderr, "hudna: there are others, less likely; see --first\n")
	}
	if len(found.Frequent) > 0 {
		fmt.Fprintf(p.stderr, "hudna: nothing was looked for by what more than %d others have: %s\n", graph.MaxAlike, strings.Join(found.Frequent, ", "))
	}
	return nil
}

func (c *similarCommand) print(out io.Writer, found *candidate) error {
	if c.JSON {
		return printJSON(out, found.shown())
	}
	fmt.Fprintf(out, "%s %.2f", found.Record.ID, found.Score)
	if found.Unsure {
		fmt.Fprint(out, " (a judgement is unsure)")
	}
	fmt.Fprintln(out)
	for _, e := range found.Evidence {
		switch e.Kind {
		case graph.LikeCode:
			fmt.Fprintf(out, "    both carry %s:%s\n", e.Code.System, e.Code.Code)
		case graph.LikeName:
			fmt.Fprintf(out, "    %s sounds like %s", e.Own.Text, e.Other.Text)
			if e.Alike < 1 {
				fmt.Fprintf(out, " (%.0f %%)", 100*e.Alike)
			}
			fmt.Fprintln(out)
		case graph.LikePost:
			fmt.Fprintf(out, "    both held %s\n", e.Post.ID)
		}
	}
	return nil
}

// shown is what --json prints of a candidate.
func (c *candidate) shown() any {
	type evidence struct {
		Kind  graph.LikenessKind `json:"kind"`
		Own   string             `json:"own,omitempty"`
		Other string             `json:"other,omitempty"`
		Alike float64            `json:"alike,omitempty"`
		Code  string             `json:"code,omitempty"`
		Post  graph.ID           `json:"post,omitempty"`
	}
	told := []evidence{}
	for _, e := range c.Evidence {
		t := evidence{Kind: e.Kind, Own: e.Own.Text, Other: e.Other.Text, Alike: e.Alike, Post: e.Post.ID}
		if e.Kind == graph.LikeCode {
			t.Code = e.Code.System + ":" + e.Code.Code
		}
		told = append(told, t)
	}
	return struct {
		ID       graph.ID   `json:"id"`
		Score    float64    `json:"score"`
		Unsure   bool       `json:"unsure"`
		Evidence []evidence `json:"evidence"`
	}{c.Record.ID, c.Score, c.Unsure, told}
}
