package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/mapped"
	"hudna/graph/ingest/source"
)

// The mapping of the rows that the tests make up.
const clashes = `
name: clashes
version: "1"
records:
  - type: Location
    once: true
    id: "{place}"
    set: {"names[0].text": "{place}"}
  - type: Event
    id: "{id}"
    set:
      kind: SHELLING
      when: {date: "{day}"}
      basis: REPORTED
      places[0].location: {ref: location, of: "{place}"}
      figures[0].what: DEATHS
      figures[0].best: "{dead}"
`

func mapping(t *testing.T, text string) ingest.Format {
	t.Helper()
	m, err := mapped.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// loading imports a table by the mapping of clashes, and wants it to go well.
func loading(t *testing.T, g graph.Graph, text string, change func(*ingest.LoadOptions)) *ingest.Report {
	t.Helper()
	o := ingest.LoadOptions{Principal: graphtest.Curator(), Format: mapping(t, clashes), Spare: -1}
	if change != nil {
		change(&o)
	}
	report, err := ingest.Load(t.Context(), g, source.Of("clashes.csv", text), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func counts(r *ingest.Report) string {
	return fmt.Sprintf("%d new %d changed %d same %d retracted %d restored; %d rows %d refused %d passed %d made",
		r.New, r.Changed, r.Same, r.Retracted, r.Restored, r.Rows.Read, r.Rows.Refused, r.Rows.Passed, r.Rows.Made)
}

const (
	first  = "id,day,place,dead\n1,2016-02-27,Karvela,3\n2,2016-02-28,Ostmark,0\n3,2016-03-01,Karvela,5\n"
	second = "id,day,place,dead\n1,2016-02-27,Karvela,4\n3,2016-03-01,Karvela,5\n4,2016-03-02,Brenn,1\n"
)

func naive() graph.Graph {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return graphtest.NewNaive(func() time.Time { at = at.Add(time.Second); return at })
}

func event(t *testing.T, g graph.Graph, at graph.Revision, name string) *graph.Event {
	t.Helper()
	r, err := g.At(graph.View{Revision: at, Clearance: graph.MarkingProtected}).Record(t.Context(), graph.ID("event/clashes-"+name))
	if errors.Is(err, graph.ErrNotFound) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	e, _ := r.(*graph.Event)
	return e
}

func newest(t *testing.T, g graph.Graph) graph.Revision {
	t.Helper()
	h, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h.Revision
}

func TestReleases(t *testing.T) {
	g := naive()
	if got, want := counts(loading(t, g, first, nil)), "3 new 0 changed 0 same 0 retracted 0 restored; 3 rows 0 refused 0 passed 2 made"; got != want {
		t.Errorf("the first release: %s, not %s", got, want)
	}
	older := newest(t, g)
	if got, want := counts(loading(t, g, first, nil)), "0 new 0 changed 3 same 0 retracted 0 restored; 3 rows 0 refused 0 passed 0 made"; got != want {
		t.Errorf("the same file again: %s, not %s", got, want)
	}
	if newest(t, g) != older {
		t.Error("the same file again makes a revision")
	}
	complete := func(o *ingest.LoadOptions) { o.Complete = true }
	if got, want := counts(loading(t, g, second, complete)), "1 new 1 changed 1 same 1 retracted 0 restored; 3 rows 0 refused 0 passed 1 made"; got != want {
		t.Errorf("the second release: %s, not %s", got, want)
	}
	newer := newest(t, g)
	if e := event(t, g, older, "1"); *e.Figures[0].Best != 3 {
		t.Errorf("as of the first release: %+v", e)
	}
	if e := event(t, g, newer, "1"); *e.Figures[0].Best != 4 {
		t.Errorf("as of the second release: %+v", e)
	}
	if event(t, g, older, "2").Status != graph.StatusPublished || event(t, g, newer, "2").Status != graph.StatusRetracted {
		t.Error("what the second release does not have is not retracted as of it alone")
	}
	// What comes back differs from what it was: it is restored and corrected.
	third := second + "2,2016-02-28,Ostmark,7\n"
	if got, want := counts(loading(t, g, third, complete)), "0 new 1 changed 3 same 0 retracted 1 restored; 4 rows 0 refused 0 passed 0 made"; got != want {
		t.Errorf("the third release: %s, not %s", got, want)
	}
	if e := event(t, g, newest(t, g), "2"); e.Status != graph.StatusPublished || *e.Figures[0].Best != 7 {
		t.Errorf("%+v", e)
	}
}

// TestChangesSince: what somebody has changed is not taken back by a release that
// says what the one before said.
func TestChangesSince(t *testing.T) {
	g := naive()
	loading(t, g, first, nil)
	e, _ := graph.Clone(event(t, g, newest(t, g), "1")).(*graph.Event)
	e.Kind = graph.EventAirstrike
	if _, err := g.Commit(t.Context(), graphtest.Curator(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: e}}}); err != nil {
		t.Fatal(err)
	}
	report := loading(t, g, first+"5,2016-03-03,Brenn,1\n", nil)
	if got, want := counts(report), "1 new 0 changed 3 same 0 retracted 0 restored; 4 rows 0 refused 0 passed 1 made"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
	if e := event(t, g, newest(t, g), "1"); e.Kind != graph.EventAirstrike {
		t.Errorf("it is %s again", e.Kind)
	}
	if len(report.Notes) != 1 || !strings.Contains(report.Notes[0], "has been changed since") {
		t.Error(report.Notes)
	}
}

// TestGoingOn breaks a load off after every commit, and goes on: the graph is
// that of a load that was not broken off.
func TestGoingOn(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("id,day,place,dead\n")
	for i := range 2200 {
		dead := fmt.Sprint(i % 7)
		if i%100 == 3 {
			dead = "many"
		}
		fmt.Fprintf(&rows, "%d,2016-02-27,place %d,%s\n", i, i%40, dead)
	}
	whole, parts := naive(), naive()
	want := counts(loading(t, whole, rows.String(), nil))
	if want != "2178 new 0 changed 0 same 0 retracted 0 restored; 2200 rows 22 refused 0 passed 40 made" {
		t.Fatal(want)
	}
	for n := 0; ; n++ {
		if n > 20 {
			t.Fatal("it does not end")
		}
		o := ingest.LoadOptions{Principal: graphtest.Curator(), Format: mapping(t, clashes), Spare: -1}
		_, err := ingest.Load(t.Context(), &breaking{Graph: parts, left: 1}, source.Of("clashes.csv", rows.String()), o)
		if err == nil {
			break
		}
		if !errors.Is(err, errBroken) {
			t.Fatal(err)
		}
	}
	for _, kind := range graph.Kinds() {
		if a, b := recordsOf(t, whole, kind), recordsOf(t, parts, kind); !slices.EqualFunc(a, b, graph.Equal) {
			t.Errorf("%d and %d records of %s differ", len(a), len(b), kind)
		}
	}
}

var errBroken = errors.New("broken off")

// breaking lets so many commits through.
type breaking struct {
	graph.Graph
	left int
}

func (b *breaking) Commit(ctx context.Context, by graph.Principal, c graph.Change) (graph.Revision, error) {
	if b.left == 0 {
		return 0, errBroken
	}
	b.left--
	return b.Graph.Commit(ctx, by, c)
}

func recordsOf(t *testing.T, g graph.Graph, kind graph.Kind) (all []graph.Record) {
	t.Helper()
	for r, err := range g.At(graph.View{Revision: newest(t, g), Clearance: graph.MarkingProtected}).Scan(t.Context(), kind) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b graph.Record) int { return strings.Compare(string(a.Shared().ID), string(b.Shared().ID)) })
	return all
}

// faulty has rows that are at fault, and others.
const faulty = "id,day,place,dead\n1,2016-02-27,Karvela,3\n2,31/02/2016,Karvela,1\n3,2016-02-28,Ostmark,٣\n4,2016-02-29,Brenn\n1,2016-02-27,Karvela,9\n,2016-03-01,Brenn,1\n5,2016-03-01,Brenn,2\n"

func TestRowsAtFault(t *testing.T) {
	var rejects strings.Builder
	g := naive()
	report := loading(t, g, faulty, func(o *ingest.LoadOptions) { o.Rejects = &rejects })
	var got []string
	for _, f := range report.Refused {
		got = append(got, f.String())
	}
	want := `clashes.csv:3: day "31/02/2016": when: is no day of the calendar in the form YYYY-MM-DD
clashes.csv:4: dead "٣": figures[0].best: "٣" is no whole number
clashes.csv:5 "4,2016-02-29,Brenn": the row has 3 cells, and there are 4 columns
clashes.csv:6: event/clashes-1: is there already, on line 2
clashes.csv:7: id: is missing: the id of the record is made of it`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nnot\n%s", strings.Join(got, "\n"), want)
	}
	if got, want := counts(report), "2 new 0 changed 0 same 0 retracted 0 restored; 7 rows 5 refused 0 passed 2 made"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
	const rejected = "id,day,place,dead\n2,31/02/2016,Karvela,1\n3,2016-02-28,Ostmark,٣\n4,2016-02-29,Brenn\n1,2016-02-27,Karvela,9\n,2016-03-01,Brenn,1\n"
	if rejects.String() != rejected {
		t.Errorf("the rejects are\n%s\nnot\n%s", rejects.String(), rejected)
	}
	corrected := "id,day,place,dead\n2,2016-02-28,Karvela,1\n3,2016-02-28,Ostmark,3\n"
	if got, want := counts(loading(t, g, corrected, nil)), "2 new 0 changed 0 same 0 retracted 0 restored; 2 rows 0 refused 0 passed 1 made"; got != want {
		t.Errorf("corrected: %s, not %s", got, want)
	}
}

func TestNothingGoesIn(t *testing.T) {
	for spare, in := range map[int]bool{0: false, 4: false, 5: true, -1: true} {
		g := naive()
		report := loading(t, g, faulty, func(o *ingest.LoadOptions) { o.Spare = spare })
		if (newest(t, g) > 0) != in || report.Rows.Refused != 5 || report.OK() || !in && report.NotReached != 2 {
			t.Errorf("with %d to spare: revision %d, %+v", spare, newest(t, g), report)
		}
	}
}

func TestDryRun(t *testing.T) {
	g := naive()
	report := loading(t, g, faulty, func(o *ingest.LoadOptions) { o.DryRun = true })
	if got, want := counts(report), "2 new 0 changed 0 same 0 retracted 0 restored; 7 rows 5 refused 0 passed 2 made"; got != want || newest(t, g) != 0 {
		t.Errorf("%s, not %s; revision %d", got, want, newest(t, g))
	}
}

func TestSinceAndLimit(t *testing.T) {
	g := naive()
	report := loading(t, g, first, func(o *ingest.LoadOptions) { o.Since, o.Limit = "2016-02-28", 2 })
	if got, want := counts(report), "1 new 0 changed 0 same 0 retracted 0 restored; 2 rows 0 refused 1 passed 1 made"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}

// TestProvenance: a record tells its run, its line and, if it was asked for, its
// row; the run tells the file.
func TestProvenance(t *testing.T) {
	g := naive()
	report := loading(t, g, first, func(o *ingest.LoadOptions) { o.KeepRows = true })
	p := event(t, g, newest(t, g), "3").Provenance()
	if want := (graph.Provenance{Run: report.Rows.Run, Line: 4, Row: graph.PackRow("3,2016-03-01,Karvela,5")}); p == nil || *p != want {
		t.Fatalf("%+v, not %+v", p, want)
	}
	if row, err := graph.UnpackRow(p.Row); err != nil || row != "3,2016-03-01,Karvela,5" {
		t.Errorf("%q, %v", row, err)
	}
	r, err := g.At(graph.View{Revision: newest(t, g), Clearance: graph.MarkingPublic}).Record(t.Context(), p.Run)
	if err != nil {
		t.Fatal(err)
	}
	run, _ := r.(*graph.ImportRun)
	if s := source.Of("clashes.csv", first); run.FileName != "clashes.csv" || run.SHA256 != s.SHA256 || run.Format != "csv" || run.New != 3 || run.Refused != 0 {
		t.Errorf("%+v", run)
	}
	// A release that says the same leaves the record where it came from.
	loading(t, g, second, nil)
	if p := event(t, g, newest(t, g), "3").Provenance(); p.Run != report.Rows.Run {
		t.Errorf("%+v", p)
	}
	if p := event(t, g, newest(t, g), "1").Provenance(); p.Run == report.Rows.Run || p.Row != "" {
		t.Errorf("%+v", p)
	}
}

// TestResolved: who carries the code that a source has for somebody is meant,
// and nobody who only has the name.
func TestResolved(t *testing.T) {
	g := naive()
	place := func(id graph.ID, codes ...graph.Code) graph.Op {
		return graph.Op{Verb: graph.VerbCreate, Record: &graph.Location{Meta: graph.Meta{ID: id, Codes: codes}, Names: []graph.Name{{Text: "Karvela", Lang: "en"}}}}
	}
	code := graph.Code{System: "towns", Code: "K1"}
	if _, err := g.Commit(t.Context(), graphtest.Curator(), graph.Change{Ops: []graph.Op{place("location/karvela", code), place("location/other")}}); err != nil {
		t.Fatal(err)
	}
	coded := strings.Replace(clashes, `set: {"names[0].text": "{place}"}`, `set: {"names[0].text": "{place}", "codes[0].system": towns, "codes[0].code": "{code}"}`, 1)
	text := "id,day,place,dead,code\n1,2016-02-27,Karvela,3,K1\n2,2016-02-27,Karvela town,3,K2\n"
	loading(t, g, text, func(o *ingest.LoadOptions) { o.Format = mapping(t, coded) })
	if e := event(t, g, newest(t, g), "1"); e.Places[0].Location != "location/karvela" {
		t.Errorf("%+v", e.Places)
	}
	if e := event(t, g, newest(t, g), "2"); !strings.HasPrefix(string(e.Places[0].Location), "location/clashes-") {
		t.Errorf("%+v", e.Places)
	}
}

// TestRefusedByTheGraph: a row that the graph refuses is taken out, and the
// others of its batch go in.
func TestRefusedByTheGraph(t *testing.T) {
	claims := strings.Replace(clashes, "      kind: SHELLING\n", "      kind: SHELLING\n      links[0].kind: FOLLOWS\n      links[0].event: {ref: event, of: \"{after}\"}\n", 1)
	text := "id,day,place,dead,after\n1,2016-02-27,Karvela,3,\n2,2016-02-27,Karvela,3,1\n3,2016-02-28,Brenn,3,99\n4,2016-02-28,Brenn,1,2\n"
	g := naive()
	report := loading(t, g, text, func(o *ingest.LoadOptions) { o.Format = mapping(t, claims) })
	if got, want := counts(report), "3 new 0 changed 0 same 0 retracted 0 restored; 4 rows 1 refused 0 passed 2 made"; got != want {
		t.Errorf("%s, not %s: %v", got, want, report.Refused)
	}
	if len(report.Refused) != 1 || report.Refused[0].Line != 4 {
		t.Errorf("%v", report.Refused)
	}
}
