package peer_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hudna/cmd/hudna/fiction"
	"hudna/cmd/hudna/peer"
	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/text"
)

// made is a made-up graph of so many statements.
func made(t *testing.T, statements int) graph.Reader {
	t.Helper()
	var b bytes.Buffer
	if _, err := fiction.Write(t.Context(), &b, fiction.Options{Statements: statements, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	g := graphtest.NewNaive(func() time.Time { return time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC) })
	report, err := ingest.Run(t.Context(), g, []ingest.Input{{Name: "made", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b.Bytes())), nil
	}}}, ingest.Options{Principal: graphtest.Curator()})
	if err != nil || !report.OK() {
		t.Fatalf("%v, %+v", err, report)
	}
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic})
}

// rows reads a table back: the columns of each line.
func rows(t *testing.T, dir, table string) [][]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, table+".copy"))
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for line := range strings.Lines(string(b)) {
		all = append(all, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return all
}

// TestWriteIsWhatIsSaid holds the tables against a graph that looks at
// everything: who stands for whom, and what is in the lists.
func TestWriteIsWhatIsSaid(t *testing.T) {
	r := made(t, 150)
	dir := t.TempDir()
	counts, err := peer.Write(t.Context(), r, dir)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{} // by the key
	for _, table := range []string{"node", "statement"} {
		for _, row := range rows(t, dir, table) {
			ids[row[0]] = row[1]
		}
	}
	if counts["statement"] != 150 || counts["words"] == 0 || counts["words"] >= 150 {
		t.Errorf("%v", counts)
	}
	for _, row := range rows(t, dir, "statement") {
		record, err := r.Record(t.Context(), graph.ID(row[1]))
		if err != nil {
			t.Fatal(err)
		}
		s, ok := record.(*graph.Statement)
		if !ok {
			t.Fatalf("%s is a %T", row[1], record)
		}
		if n, err := r.SourcesOf(t.Context(), s); err != nil || row[len(row)-1] != strconv.Itoa(n) {
			t.Errorf("%s has %s sources, want %d, %v", row[1], row[len(row)-1], n, err)
		}
	}
	listed := map[string][]string{} // statements, by for whom was spoken
	of := map[string][]string{}     // likewise, by of whom
	for _, row := range rows(t, dir, "spoke") {
		listed[ids[row[0]]] = append(listed[ids[row[0]]], ids[row[1]])
	}
	for _, row := range rows(t, dir, "spoken_of") {
		if row[4] == "t" {
			of[ids[row[0]]] = append(of[ids[row[0]]], ids[row[1]])
		}
	}
	everybody := []graph.ActorScope{graph.ScopeSelf, graph.ScopeRepresentatives, graph.ScopeParts}
	for n := range 3 {
		for _, id := range []graph.ID{fiction.StateID(n + 1), fiction.RivalID(n + 1), fiction.PostID(n+1, 1)} {
			set := &graph.ActorSet{AnyOf: []graph.ID{id}, Include: everybody}
			for _, c := range []struct {
				q    graph.StatementSet
				have map[string][]string
			}{{graph.StatementSet{By: set}, listed}, {graph.StatementSet{About: []graph.AboutSet{{Actor: set}}}, of}} {
				found, err := r.Statements(t.Context(), graph.StatementQuery{StatementSet: c.q}, graph.Page{First: graph.MaxPage})
				if err != nil {
					t.Fatal(err)
				}
				var want []string
				for _, item := range found.Items {
					want = append(want, string(item.Value.ID))
				}
				slices.Sort(want)
				have := slices.Sorted(slices.Values(c.have[string(id)]))
				if !slices.Equal(have, want) {
					t.Errorf("%s:\nhave %q\nwant %q", id, have, want)
				}
			}
		}
	}
	again := t.TempDir()
	if _, err := peer.Write(t.Context(), r, again); err != nil {
		t.Fatal(err)
	}
	for name := range counts {
		a, errA := os.ReadFile(filepath.Join(dir, name+".copy"))
		b, errB := os.ReadFile(filepath.Join(again, name+".copy"))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s is not the same twice: %v, %v", name, errA, errB)
		}
	}
}

// TestWordsMatchAsTheyDoInAText holds what the database matches to what package
// text says.
func TestWordsMatchAsTheyDoInAText(t *testing.T) {
	words := []string{"ceasefire", "Ceasefires", "والهدنة", "الهدنة", "هدنة", "بيري", "كيري", "перемирие", "перемирия", "Darʿā", "it's"}
	for _, sought := range words {
		query := peer.Query(sought)
		for _, word := range words {
			var alternatives []string
			for _, part := range strings.Split(strings.Trim(query, "()"), " | ") {
				alternatives = append(alternatives, strings.Trim(part, "'"))
			}
			matches := false
			for _, lexeme := range strings.Fields(peer.Lexemes(word)) {
				key, place, _ := strings.Cut(strings.TrimPrefix(lexeme, "'"), "':")
				if place != "1" {
					t.Errorf("%s stands at %s", lexeme, place)
				}
				matches = matches || slices.Contains(alternatives, key)
			}
			if want := text.MatchWord(text.Tokens(sought)[0].Text, text.Tokens(word)[0].Text); matches != want {
				t.Errorf("%s finds %s: %v, want %v (%s, %s)", sought, word, matches, want, query, peer.Lexemes(word))
			}
		}
	}
	if got, want := peer.Lexemes("one two one", "one"), "'one':1,3,4 'two':2"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := peer.Query("one two"); got != "('one' | '+one' | '*one') & ('two' | '+two' | '*two')" {
		t.Error(got)
	}
}

func TestDays(t *testing.T) {
	first, last, err := peer.Days("2019-09-02", "2019-10-01")
	if err != nil || first != 1567382400 || last != 1569974399 {
		t.Error(first, last, err)
	}
	if _, _, err := peer.Days("2019-13", "2019"); err == nil {
		t.Error("there is no thirteenth month")
	}
}
