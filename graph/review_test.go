package graph_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
)

func TestSameContent(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(s *graph.Statement)
		same bool
	}{
		"nothing":                  {func(*graph.Statement) {}, true},
		"the status":               {func(s *graph.Statement) { s.Status, s.StatusReason = graph.StatusRetracted, "coded twice" }, true},
		"who is to review it":      {func(s *graph.Statement) { s.AssignedTo = "reviewer-three" }, true},
		"which coding answers":     {func(s *graph.Statement) { s.SupersededBy = "" }, true},
		"a word":                   {func(s *graph.Statement) { s.Text += "." }, false},
		"who coded it":             {func(s *graph.Statement) { s.Coding = &graph.Coding{Coder: "coder-two"} }, false},
		"a role deep in a list":    {func(s *graph.Statement) { s.About[0].Role = graph.AboutVictim }, false},
		"how sure the coder is":    {func(s *graph.Statement) { s.Confidence = ptr(0.5) }, false},
		"its marking":              {func(s *graph.Statement) { s.Marking = graph.MarkingProtected }, true},
		"the same number, written": {func(s *graph.Statement) { s.Confidence = ptr(*s.Confidence) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := fullOf[*graph.Statement](t), fullOf[*graph.Statement](t)
			c.edit(after)
			if same := graph.SameContent(before, after); same != c.same {
				t.Errorf("%t, want %t", same, c.same)
			}
			if c.edit(before); cmp.Diff(before, after) != "" {
				t.Error("it changed what it compared")
			}
		})
	}
}

func TestSuperseded(t *testing.T) {
	for status, want := range map[graph.Status]bool{graph.StatusDraft: false, graph.StatusPublished: true, graph.StatusRetracted: false, "": true} {
		s := &graph.Statement{Meta: graph.Meta{Status: status}, SupersededBy: "statement/again"}
		if s.Superseded() != want {
			t.Errorf("%q: %t", status, !want)
		}
		if s.SupersededBy = ""; s.Superseded() {
			t.Errorf("%q: by nothing", status)
		}
	}
}

func TestVerbsOfReview(t *testing.T) {
	statement := func(name string, status graph.Status, by graph.ID, documents ...graph.ID) graph.Seen {
		s := &graph.Statement{Meta: graph.Meta{ID: graph.ID("statement/" + name), Status: status}, SupersededBy: by, AssignedTo: "reviewer"}
		for _, d := range documents {
			s.Evidence = append(s.Evidence, graph.Evidence{Document: d})
		}
		return graph.Seen{Statement: s, Revision: 7}
	}
	const draft, published = graph.StatusDraft, graph.StatusPublished
	summary := func(c graph.Change, err error) string {
		if err != nil {
			return err.Error()
		}
		out := ""
		for _, op := range c.Ops {
			out += string(op.Verb) + " " + op.Target().Name()
			if s, ok := op.Record.(*graph.Statement); ok {
				out += " " + string(s.Status) + " to " + s.AssignedTo + " by " + s.SupersededBy.Name()
			}
			if op.Expected != 7 {
				out += " whatever it is"
			}
			out += op.Reason + "; "
		}
		return out
	}
	for name, c := range map[string]struct {
		made func() (graph.Change, error)
		want string
	}{
		"publish": {
			func() (graph.Change, error) {
				return graph.Publish(statement("a", draft, ""), statement("b", draft, "statement/a"))
			},
			"CORRECT a PUBLISHED to  by ; CORRECT b PUBLISHED to  by a; ",
		},
		"publish what is published": {
			func() (graph.Change, error) { return graph.Publish(statement("a", published, "")) },
			"operation 1 (statement/a): conflicting change: statement/a is PUBLISHED, and no DRAFT",
		},
		"reject": {
			func() (graph.Change, error) { return graph.Reject(statement("a", draft, ""), ": unclear") },
			"RETRACT a: unclear; ",
		},
		"reject what is published": {
			func() (graph.Change, error) { return graph.Reject(statement("a", published, ""), "unclear") },
			"operation 1 (statement/a): conflicting change: statement/a is PUBLISHED, and no DRAFT",
		},
		"assign": {
			func() (graph.Change, error) { return graph.Assign("other", statement("a", draft, "")) },
			"CORRECT a DRAFT to other by ; ",
		},
		"assign what is published": {
			func() (graph.Change, error) { return graph.Assign("other", statement("a", published, "")) },
			"operation 1 (statement/a): conflicting change: statement/a is PUBLISHED, and no DRAFT",
		},
		"adjudicate": {
			func() (graph.Change, error) {
				return graph.Adjudicate(statement("a", published, "statement/b", "document/d"),
					statement("b", published, "", "document/e", "document/d"), statement("c", published, "statement/a", "document/d"), statement("d", published, "statement/b", "document/d"))
			},
			"CORRECT a PUBLISHED to reviewer by ; CORRECT b PUBLISHED to reviewer by a; CORRECT d PUBLISHED to reviewer by a; ",
		},
		"adjudicate what stands elsewhere": {
			func() (graph.Change, error) {
				return graph.Adjudicate(statement("a", published, "", "document/d"), statement("b", published, "", "document/e"))
			},
			"others[0]: statement/b stands in no document in which statement/a stands",
		},
		"adjudicate for itself": {
			func() (graph.Change, error) {
				return graph.Adjudicate(statement("a", published, "", "document/d"), statement("a", published, "", "document/d"))
			},
			"others[0]: is the statement that is to answer",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := summary(c.made()); got != c.want {
				t.Errorf("%s\nwant: %s", got, c.want)
			}
		})
	}
	if _, err := graph.Adjudicate(statement("a", published, ""), statement("a", published, "")); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("%v", err)
	}
}

func TestDraftsOf(t *testing.T) {
	got := graph.DraftsOf(graph.StatementSet{Text: "truce", Statuses: []graph.Status{graph.StatusPublished}, Bases: []graph.Basis{graph.BasisCoded}})
	want := graph.StatementSet{
		Text: "truce", Statuses: []graph.Status{graph.StatusDraft}, Bases: []graph.Basis{graph.BasisCoded},
		And: []graph.StatementSet{{Statuses: []graph.Status{graph.StatusPublished}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := graph.DraftsOf(graph.StatementSet{}); len(got.Bases) != len(graph.Bases()) || got.And != nil {
		t.Errorf("%+v", got)
	}
}
