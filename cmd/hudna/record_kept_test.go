package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hudna/graph"
)

// A citation of a filter's answer and one of a record, made before a thousand
// later commits, among them corrections of what is cited, resolve to the same
// bytes; and cited again as of that revision they are the same citations.
func TestACitationOutlivesAThousandCommits(t *testing.T) {
	dir := sampled(t)
	const query = `{ statements(where: {by: {anyOf: ["actor/john-kerry"]}}) { totalCount nodes { id text confidence speakers { actor { id } } } } }`
	cite := func(more ...string) (all []string) {
		for _, what := range [][]string{{"statement/us-concern-over-aleppo-offensive"}, {"--query", query}} {
			all = append(all, hudna(t, append(append([]string{"cite", "--data", dir}, more...), what...)...))
		}
		return all
	}
	made := cite()
	g := opened(t, dir, openFlags{})
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	statements, err := g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingProtected}).Statements(t.Context(), graph.StatementQuery{}, graph.Page{First: 100})
	if err != nil || len(statements.Items) < 10 {
		t.Fatalf("%d statements, %v", len(statements.Items), err)
	}
	for i := range 1000 {
		s := *statements.Items[i%len(statements.Items)].Value
		s.Confidence = new(float64(i%100) / 100)
		change := graph.Change{Message: "try again", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &s}}}
		if _, err := g.Commit(t.Context(), operator("another coder"), change); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	for i, c := range made {
		file := filepath.Join(t.TempDir(), "citation.json")
		if err := os.WriteFile(file, []byte(c), 0o600); err != nil {
			t.Fatal(err)
		}
		if said := hudna(t, "verify-citation", "--data", dir, file); !strings.HasPrefix(said, "SAME ") {
			t.Errorf("%s", said)
		}
		now := cite()
		if now[i] == c {
			t.Error("what was changed a thousand times is cited as it was")
		}
	}
	if again := cite("--revision", fmt.Sprint(head.Revision)); fmt.Sprint(again) != fmt.Sprint(made) {
		t.Errorf("cited again:\n%s\nthe first time:\n%s", again, made)
	}
}

// Two actors are judged to be one; statements by both are found by either, and
// counted together. When the judgement is taken back, the canonical export is what
// it would be without it, byte for byte, but for the judgement itself; and as of
// the merged revision the answers of then are still given.
func TestAMergeThatIsTakenBackLeavesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	g := opened(t, dir, openFlags{})
	commit := func(ops ...graph.Op) graph.Revision {
		t.Helper()
		n, err := g.Commit(t.Context(), operator("a coder"), graph.Change{Message: "work on it", Ops: ops})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	create := func(r graph.Record) graph.Op { return graph.Op{Verb: graph.VerbCreate, Record: r} }
	by := func(actor graph.ID, n int) graph.Op {
		return create(&graph.Statement{
			Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("statement/%s-%d", actor.Name(), n))}, Speakers: []graph.Speaker{{Actor: actor}},
			Text: "a made-up text", Wording: graph.WordingParaphrase, Evidence: []graph.Evidence{{Document: "document/made-up"}},
		})
	}
	one, other := graph.ID("actor/made-up"), graph.ID("actor/made-up-too")
	commit(
		create(&graph.Actor{Meta: graph.Meta{ID: one}, Names: []graph.Name{{Text: "One"}}}),
		create(&graph.Actor{Meta: graph.Meta{ID: other}, Names: []graph.Name{{Text: "Other"}}}),
		create(&graph.Document{Meta: graph.Meta{ID: "document/made-up"}}),
		by(one, 1), by(other, 1),
	)
	exported := func() (text, judgements string) {
		t.Helper()
		all, _ := exportOf(t, g, graph.MarkingProtected)
		for line := range strings.Lines(all) {
			if strings.HasPrefix(line, `{"type":"Judgement"`) {
				judgements += line
			} else {
				text += line
			}
		}
		return text, judgements
	}
	said := func(at graph.Revision, actor graph.ID) string {
		t.Helper()
		r := g.At(graph.View{Revision: at, Clearance: graph.MarkingProtected})
		list, err := r.Statements(t.Context(), graph.StatementQuery{StatementSet: graph.StatementSet{By: &graph.ActorSet{AnyOf: []graph.ID{actor}}}}, graph.Page{First: 10})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, item := range list.Items {
			ids = append(ids, item.Value.ID.Name())
		}
		return strings.Join(ids, " ")
	}
	merged := commit(create(&graph.Judgement{Meta: graph.Meta{ID: "judgement/made-up"}, A: one, B: other, Verdict: graph.VerdictSame}))
	with := commit(by(one, 2), by(other, 2))
	const all = "made-up-1 made-up-too-1 made-up-2 made-up-too-2"
	if a, b := said(with, one), said(with, other); a != all || b != all {
		t.Errorf("merged: %s; %s", a, b)
	}
	text, judgements := exported()
	apart := commit(graph.Op{Verb: graph.VerbRetract, ID: "judgement/made-up", Reason: "they are two"})
	again, left := exported()
	if again != text || judgements == left {
		t.Errorf("the export was\n%s\nand is\n%s\njudgements:\n%s\n%s", text, again, judgements, left)
	}
	if a, b := said(apart, one), said(apart, other); a != "made-up-1 made-up-2" || b != "made-up-too-1 made-up-too-2" {
		t.Errorf("apart: %s; %s", a, b)
	}
	if a, b := said(merged, one), said(with, other); a != "made-up-1 made-up-too-1" || b != all {
		t.Errorf("as of the merge: %s; %s", a, b)
	}

	// A graph in which nobody ever judged is exported in the same bytes.
	g = opened(t, filepath.Join(t.TempDir(), "never"), openFlags{})
	commit(
		create(&graph.Actor{Meta: graph.Meta{ID: one}, Names: []graph.Name{{Text: "One"}}}),
		create(&graph.Actor{Meta: graph.Meta{ID: other}, Names: []graph.Name{{Text: "Other"}}}),
		create(&graph.Document{Meta: graph.Meta{ID: "document/made-up"}}),
		by(one, 1), by(other, 1),
	)
	commit(by(one, 2), by(other, 2))
	if never, none := exported(); never != text || none != "" {
		t.Errorf("without a judgement:\n%s\nwith one that was taken back:\n%s", never, text)
	}
}
