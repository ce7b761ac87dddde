package ingest_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
)

func marks(id graph.ID, m graph.Marking) graph.Change {
	return graph.Change{Message: "mark", Ops: []graph.Op{{Verb: graph.VerbMark, ID: id, Marking: m, Reason: "named by mistake"}}}
}

func places(t *testing.T, g graph.Graph, names ...string) {
	t.Helper()
	for _, name := range names {
		change := graph.Change{Message: "enter " + name, Ops: []graph.Op{{Verb: graph.VerbCreate, Record: &graph.Location{Meta: graph.Meta{ID: graph.ID("location/" + name)}}}}}
		if _, err := g.Commit(t.Context(), mirroring, change); err != nil {
			t.Fatal(err)
		}
	}
}

// idOf is the id of the only location of a marking.
func idOf(t *testing.T, g graph.Graph, m graph.Marking) (id graph.ID) {
	t.Helper()
	for r, err := range g.At(graph.View{Revision: headOf(t, g), Clearance: graph.MarkingProtected}).Scan(t.Context(), graph.KindLocation) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Shared().Marking == m {
			id = r.Shared().ID
		}
	}
	return id
}

// A mirror that follows gives a record whose marking is raised the id that it has
// in the original, however often that was raised meanwhile, and however long it
// has not listened; and its own mirrors can be told by it from then on.
func TestAMirrorFollowsWhatIsReidentified(t *testing.T) {
	for name, listens := range map[string]bool{"at once": true, "later": false} {
		t.Run(name, func(t *testing.T) {
			original, mirror := memory(t), memory(t)
			listen := func(must bool) {
				if !must && !listens {
					return
				}
				feed := feedOf(t, original, graph.MarkingProtected, headOf(t, mirror))
				if report := replayed(t, mirror, feed); !report.OK() {
					t.Fatalf("%+v", report)
				}
			}
			places(t, original, "kestrel", "magpie")
			listen(true)
			raise := func(id graph.ID, m graph.Marking) {
				if _, err := original.Commit(t.Context(), mirroring, marks(id, m)); err != nil {
					t.Fatal(err)
				}
				listen(false)
			}
			raise("location/kestrel", graph.MarkingRestricted)
			raise(idOf(t, original, graph.MarkingRestricted), graph.MarkingProtected)
			places(t, original, "heron")
			raise(idOf(t, original, graph.MarkingProtected), graph.MarkingPublic)
			listen(true)
			wantMirror(t, original, mirror)
			second := memory(t)
			if report := replayed(t, second, feedOf(t, mirror, graph.MarkingProtected, 0)); !report.OK() {
				t.Fatalf("%+v", report)
			}
			wantMirror(t, original, second)
		})
	}
}

// The feed of who does not see a record tells neither of it nor of what was done
// with it; its former id stands in none.
func TestAFeedTellsNothingOfWhatIsProtected(t *testing.T) {
	g := memory(t)
	places(t, g, "kestrel", "magpie")
	if _, err := g.Commit(t.Context(), mirroring, marks("location/kestrel", graph.MarkingProtected)); err != nil {
		t.Fatal(err)
	}
	id := idOf(t, g, graph.MarkingProtected)
	for _, m := range graph.Markings() {
		feed := feedOf(t, g, m, 0)
		sees := m == graph.MarkingProtected
		if bytes.Contains(feed, []byte("kestrel")) != sees { // the message of the first commit has it
			t.Errorf("%s:\n%s", m, feed)
		}
		if bytes.Contains(feed, []byte(id)) != sees || bytes.Contains(feed, []byte("Mark")) != sees || bytes.Contains(feed, []byte("location/kestrel")) {
			t.Errorf("%s:\n%s", m, feed)
		}
	}
}

// What is shown again with all of its past cannot be put into a mirror that was
// told nothing of it, and the replay says what to do.
func TestReplayRefusesWhatItWasNotToldOf(t *testing.T) {
	original, mirror := memory(t), memory(t)
	places(t, original, "kestrel")
	if _, err := original.Commit(t.Context(), mirroring, marks("location/kestrel", graph.MarkingProtected)); err != nil {
		t.Fatal(err)
	}
	replayed(t, mirror, feedOf(t, original, graph.MarkingPublic, 0))
	id := idOf(t, original, graph.MarkingProtected)
	if _, err := original.Commit(t.Context(), mirroring, marks(id, graph.MarkingPublic)); err != nil {
		t.Fatal(err)
	}
	report := replayed(t, mirror, feedOf(t, original, graph.MarkingPublic, 2))
	want := fmt.Sprintf("feed:2: %s: is shown since this commit, with all of its past", id)
	if len(report.Refused) != 1 || !strings.HasPrefix(report.Refused[0].String(), want) || headOf(t, mirror) != 2 {
		t.Errorf("%+v", report)
	}
	again := memory(t)
	if report := replayed(t, again, feedOf(t, original, graph.MarkingPublic, 0)); !report.OK() {
		t.Errorf("%+v", report)
	}
	wantMirror(t, original, again)
}

// An import takes Mark lines too: each in a commit of its own.
func TestImportMarks(t *testing.T) {
	g := memory(t)
	const file = `{"type":"Commit","author":"A. Coder","message":"first"}
{"type":"Location","id":"location/kestrel"}
{"type":"Commit","author":"A. Coder","message":"second"}
{"type":"Mark","id":"location/kestrel","marking":"RESTRICTED","newId":"location/0195d1f0-7a1c-7000-8000-000000000021"}
`
	run := func(text string) *ingest.Report {
		report, err := ingest.Run(t.Context(), g, []ingest.Input{feeding([]byte(text))}, ingest.Options{Principal: mirroring})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	if report := run(file); !report.OK() || report.New != 1 || report.Changed != 1 || idOf(t, g, graph.MarkingRestricted) != "location/0195d1f0-7a1c-7000-8000-000000000021" {
		t.Errorf("%+v", report)
	}
	const again = `{"type":"Commit"}` + "\n" + `{"type":"Mark","id":"location/0195d1f0-7a1c-7000-8000-000000000021","marking":"RESTRICTED"}` + "\n"
	if report := run(again); !report.OK() || report.Same != 1 || headOf(t, g) != 2 {
		t.Errorf("%+v", report)
	}
	if report := run(`{"type":"Commit"}` + "\n" + `{"type":"Location","id":"location/a"}` + "\n" + strings.Replace(again, "RESTRICTED", "PUBLIC", 1)[len(`{"type":"Commit"}`)+1:]); report.OK() ||
		!strings.Contains(report.Refused[0].String(), "has a MARK, which is a change of its own") {
		t.Errorf("%+v", report)
	}
	if report := run(`{"type":"Mark","id":"location/a","marking":"PUBLIC"}` + "\n"); report.OK() {
		t.Errorf("%+v", report)
	}
}
