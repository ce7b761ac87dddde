package fiction_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hudna/cmd/hudna/fiction"
	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ledger"
	"hudna/graph/ndjson"
	graphtext "hudna/graph/text"
	"hudna/storage/memkv"
)

func made(t *testing.T, o fiction.Options) ([]byte, *fiction.Manifest) {
	t.Helper()
	var b bytes.Buffer
	m, err := fiction.Write(t.Context(), &b, o)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m
}

func lines(t *testing.T, b []byte) []ndjson.Line {
	t.Helper()
	var all []ndjson.Line
	for line, err := range ndjson.NewReader(bytes.NewReader(b)).Lines() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}

func TestTheSameOptionsGiveTheSameBytes(t *testing.T) {
	o := fiction.Options{Statements: 300, Seed: 5}
	first, _ := made(t, o)
	again, _ := made(t, o)
	if !bytes.Equal(first, again) {
		t.Error("the second time is another")
	}
	// The codebook names the seed: what follows it has to be another, too.
	behind := func(b []byte) []byte {
		_, after, _ := bytes.Cut(b, []byte(`{"type":"Location"`))
		return after
	}
	o.Seed = 6
	if other, _ := made(t, o); bytes.Equal(behind(first), behind(other)) {
		t.Error("another seed makes the same graph")
	}
	o.Seed, o.Order = 5, fiction.AtRandom
	if other, _ := made(t, o); bytes.Equal(first, other) {
		t.Error("another order makes the same graph")
	}
}

// What is written does not change by accident: measurements of years to come
// are compared with those of today.
func TestFirstLines(t *testing.T) {
	const golden = "testdata/first.ndjson"
	b, _ := made(t, fiction.Options{Statements: 4, Seed: 1})
	var got []byte
	seen := map[string]int{}
	kind := regexp.MustCompile(`^\{"type":"(\w+)"`)
	for line := range bytes.Lines(b) {
		if what := string(kind.FindSubmatch(line)[1]); seen[what] < 4 { // a few of each type
			seen[what]++
			got = append(got, line...)
		}
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("run with UPDATE=1 and read the difference:\n%s", got)
	}
}

func TestOptionsAreRefused(t *testing.T) {
	for name, o := range map[string]fiction.Options{
		"no statements":       {},
		"too many statements": {Statements: fiction.MaxStatements + 1},
		"an unknown order":    {Statements: 1, Order: "size"},
	} {
		if _, err := fiction.Write(t.Context(), io.Discard, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fiction.Write(ctx, io.Discard, fiction.Options{Statements: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
	if _, err := fiction.Write(t.Context(), full{}, fiction.Options{Statements: 1}); !errors.Is(err, errFull) {
		t.Errorf("to a full disk: %v", err)
	}
}

type full struct{}

var errFull = errors.New("the disk is full")

func (full) Write([]byte) (int, error) { return 0, errFull }

// It goes into a graph without a refusal, and nothing in it is there twice.
func TestItImportsClean(t *testing.T) {
	for _, o := range []fiction.Options{
		{Statements: 1, Seed: 1}, {Statements: 700, Seed: 2}, {Statements: 700, Seed: 3, Order: fiction.AtRandom},
	} {
		b, m := made(t, o)
		l, err := ledger.Open(t.Context(), ledger.Options{
			Open: memkv.New().Open,
		})
		if err != nil {
			t.Fatal(err)
		}
		report, err := ingest.Run(t.Context(), l, []ingest.Input{{
			Name: "made.ndjson", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
		}}, ingest.Options{Principal: graph.Principal{Name: "tester", Role: graph.RoleAdmin, Clearance: graph.MarkingPublic}})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, n := range m.Records {
			sum += n
		}
		switch {
		case !report.OK() || len(report.Notes) > 0:
			t.Errorf("%+v: %v %v", o, report.Refused, report.Notes)
		case report.New != sum || report.Same > 0 || report.Retracted != m.Retractions || int(report.Last) != m.Commits:
			t.Errorf("%+v: %+v, %+v", o, report, m)
		}
		proof, err := l.Check(t.Context(), nil)
		if err != nil || !proof.Clean() {
			t.Errorf("%+v: %v %v", o, proof, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The shape is the one that is promised.
func TestShape(t *testing.T) {
	b, m := made(t, fiction.Options{Statements: 5000, Seed: 4})
	if m.Commits < 1000 {
		t.Errorf("%d commits", m.Commits)
	}
	if m.Corrections < 480 || m.Corrections > 520 || m.Retractions < 10 {
		t.Errorf("%d corrections and %d retractions", m.Corrections, m.Retractions)
	}
	depths, abouts, langs := map[int]int{}, map[int]int{}, map[string]int{}
	speakers, seen := map[graph.ID]int{}, map[graph.ID]bool{}
	var undated, spans, printed, addressed, content, positions, links, figures, again, texts, statements, aliases, first int
	utterances := map[graph.ID]int{}
	var last time.Time
	for _, line := range lines(t, b) {
		if line.Commit != nil {
			if !line.Commit.Time.After(last) {
				t.Fatalf("%v does not come after %v", line.Commit.Time, last)
			}
			last = line.Commit.Time
		}
		if line.Record == nil {
			continue
		}
		if err := line.Record.Validate(); err != nil {
			t.Fatal(err)
		}
		id := line.Record.Shared().ID
		if seen[id] {
			continue
		}
		seen[id] = true
		switch r := line.Record.(type) {
		case *graph.Actor:
			if !slices.Contains(r.Variables, graph.Variable{Name: "invented", Type: graph.VariableBoolean, Value: "true"}) {
				t.Errorf("%s does not say that it is invented", id)
			}
		case *graph.Document:
			if r.Text != "" {
				texts++
			}
		case *graph.Judgement:
			if r.Verdict == graph.VerdictSame {
				aliases++
			}
		case *graph.Statement:
			statements++
			depths[len(r.Relays)]++
			abouts[len(r.About)]++
			langs[r.Lang]++
			for _, s := range r.Speakers {
				speakers[s.Actor]++
			}
			if r.Said == nil || r.Said.EDTF == "" {
				undated++
			}
			if len(r.Evidence) > 0 && r.Evidence[0].Hash != "" {
				spans++
			}
			if r.Wording == graph.WordingAsPrinted {
				printed++
			}
			if len(r.Addressees) > 0 {
				addressed++
			}
			if r.Content != nil {
				content++
			}
			positions += len(r.Positions)
			links += len(r.Links)
			figures += len(r.Figures)
			if r.Utterance != "" {
				if utterances[r.Utterance]++; utterances[r.Utterance] > 1 {
					again++
				}
			}
			if id == fiction.StatementID(1) {
				first++
			}
		}
	}
	if statements != 5000 || first != 1 {
		t.Errorf("%d statements, of which %d is the first", statements, first)
	}
	for name, share := range map[string]struct{ n, least, most int }{ // of a thousand statements
		"depth 0": {depths[0], 350, 550}, "depth 1": {depths[1], 250, 450}, "depth 2": {depths[2], 80, 200}, "depth 3": {depths[3], 20, 80},
		"one about": {abouts[1], 100, 500}, "two about": {abouts[2], 250, 550}, "three about": {abouts[3], 100, 400}, "four about": {abouts[4], 20, 200},
		"English": {langs["en"], 350, 500}, "Arabic": {langs["ar"], 300, 420}, "Russian": {langs["ru"], 150, 300},
		"undated": {undated, 5, 40}, "spans": {spans, 300, 700}, "as printed": {printed, 300, 700}, "addressed": {addressed, 250, 450},
		"content": {content, 100, 400}, "positions": {positions, 80, 250}, "links": {links, 50, 300}, "figures": {figures, 30, 150},
		"told again": {again, 50, 250}, "held texts": {texts, 15, 80}, "judged the same": {aliases, 5, 60},
	} {
		if got := share.n * 1000 / statements; got < share.least || got > share.most {
			t.Errorf("%s: %d of a thousand, not from %d to %d", name, got, share.least, share.most)
		}
	}
	if abouts[0] > 0 || depths[4] > 0 {
		t.Errorf("%d about nothing, %d of depth 4", abouts[0], depths[4])
	}
	most := 0
	for _, n := range speakers {
		most = max(most, n)
	}
	if len(speakers) < 100 || most < 20*statements/len(speakers)/3 {
		t.Errorf("%d speakers, of whom one spoke %d times", len(speakers), most)
	}
}

// The words that the codebook names are found as often as it says.
func TestWords(t *testing.T) {
	b, m := made(t, fiction.Options{Statements: 6000, Seed: 9})
	texts := map[string]map[graph.ID]string{}
	for _, line := range lines(t, b) {
		if s, ok := line.Record.(*graph.Statement); ok {
			if texts[s.Lang] == nil {
				texts[s.Lang] = map[graph.ID]string{}
			}
			texts[s.Lang][s.ID] = s.Text
		}
	}
	if len(m.Words) != 9 {
		t.Fatalf("%d words", len(m.Words))
	}
	for _, w := range m.Words {
		got := 0
		for _, text := range texts[w.Lang] {
			if slices.ContainsFunc(strings.Fields(text), func(word string) bool { return graphtext.MatchWord(w.Text, word) }) {
				got++
			}
		}
		if got < w.Statements*2/3 || got > w.Statements*3/2 {
			t.Errorf("%+v: in %d texts", w, got)
		}
		if !bytes.Contains(b, []byte(`"name":"word.`+w.Lang+"."+w.How+`","type":"TEXT","value":"`+w.Text+`"`)) {
			t.Errorf("the codebook does not name %s", w.Text)
		}
	}
}

func TestProgress(t *testing.T) {
	var told []int
	o := fiction.Options{Statements: 2000, Seed: 1, Progress: func(n int) { told = append(told, n) }}
	if _, err := fiction.Write(t.Context(), io.Discard, o); err != nil {
		t.Fatal(err)
	}
	if len(told) < 300 || !slices.IsSorted(told) || told[len(told)-1] < 1990 {
		t.Errorf("told %d times, the last time of %d statements", len(told), told[len(told)-1])
	}
}
