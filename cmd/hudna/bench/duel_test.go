package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"hudna/cmd/hudna/bench"
)

// A double answers as hudna or as the peer does: by the name of the operation,
// with what the field holds.
type double struct {
	mu      sync.Mutex
	answers map[string]string
	turns   *[]string // who is asked what, one entry for each turn
	name    string
}

func (d *double) ask(_ context.Context, r bench.Request) ([]byte, error) {
	var request struct{ Query string }
	if err := json.Unmarshal(r.Body, &request); err != nil {
		return nil, err
	}
	_, rest, _ := strings.Cut(request.Query, " ")
	name := rest[:strings.IndexAny(rest, "( {")]
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.turns != nil {
		if n := len(*d.turns); n == 0 || (*d.turns)[n-1] != d.name+" "+name {
			*d.turns = append(*d.turns, d.name+" "+name)
		}
	}
	answer, ok := d.answers[name]
	if !ok {
		return []byte(`{"errors":[{"message":"it hurts"}]}`), nil
	}
	return fmt.Appendf(nil, `{"data":{"anything":%s}}`, answer), nil
}

// doubles are two sides that answer alike, each in its own way.
func doubles() (own, theirs *double) {
	const rows = `{"edges":[{"node":{"id":"statement/x","about":[{"role":"ASKED","node":{"id":"actor/y"}}]}},{"node":{"id":"statement/z","about":[]}}]}`
	own = &double{name: "hudna", answers: map[string]string{
		"Survey": `null`, "Q1": `{"id":"statement/x","confidence":0.5}`, "Q2": rows, "Q3": rows, "Q4": rows,
		"Q5":  `{"cells":[{"count":2,"stances":[{"mean":0.3333333333333333}]}],"distinct":1}`,
		"Q6":  `[{"length":2,"steps":[{"from":{"id":"actor/a"}},{"from":{"id":"actor/b"}}]}]`,
		"Q7":  `{"edges":[{"node":{"id":"statement/x"}},{"node":{"id":"statement/z"}}]}`,
		"All": `{"totalCount":2,"nodes":[{"id":"statement/z"},{"id":"statement/x"}],"pageInfo":{"hasNextPage":false,"endCursor":"c"}}`,
	}}
	theirs = &double{name: "peer", answers: map[string]string{}}
	for name, answer := range own.answers {
		theirs.answers[name] = answer
	}
	theirs.answers["Q5"] = `{"distinct":1,"cells":[{"count":2,"stances":[{"mean":0.33333333333333331}]}]}`
	theirs.answers["Q6"] = `[{"length":2,"steps":[{"from":{"id":"actor/a"}},{"from":{"id":"actor/c"}}]}]`
	theirs.answers["Q7"] = `{"edges":[{"node":{"id":"statement/z"}},{"node":{"id":"statement/x"}}]}`
	theirs.answers["All"] = `{"count":2,"ids":["statement/x","statement/z"]}`
	return own, theirs
}

func (d *double) side() bench.Side { return bench.Side{Name: d.name, Ask: d.ask} }

// pairs are the questions that a made-up graph is asked.
func pairs(t *testing.T) []bench.Pair {
	t.Helper()
	s, err := bench.Look(t.Context(), newMade().ask)
	if err != nil {
		t.Fatal(err)
	}
	all, err := bench.Pairs(s)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPairs(t *testing.T) {
	asked := map[string]string{}
	for _, p := range pairs(t) {
		if _, ok := asked[p.Question]; !ok {
			asked[p.Question] = string(p.Peer.Body)
		}
	}
	if len(asked) != 10 {
		t.Errorf("%d questions", len(asked))
	}
	for question, want := range map[string]string{
		"Q2":         `"variables":{"about":"actor/group-01","by":"actor/state-01"}`,
		"Q5 30 days": `"variables":{"first":1427846400,"last":1430438399}`,
		"Q5 all":     `"variables":{}`,
		"Q7 rare":    `"variables":{"query":"('e1' | '+e1' | '*e1')"}`,
	} {
		if !strings.Contains(asked[question], want) {
			t.Errorf("%s: %s", question, asked[question])
		}
	}
}

func TestMatch(t *testing.T) {
	all := pairs(t)
	own, theirs := doubles()
	if n, err := bench.Match(t.Context(), own.side(), theirs.side(), all); err != nil || n != len(all) {
		t.Fatalf("%d answers, %v", n, err)
	}
	cases := map[string]struct{ name, answer, want string }{
		"a value is another one":    {"Q1", `{"id":"statement/y","confidence":0.5}`, `Q1 map[id:`},
		"a value is missing":        {"Q1", `{"id":"statement/x"}`, "the peer has no confidence"},
		"a value is too much":       {"Q1", `{"id":"statement/x","confidence":0.5,"lang":null}`, "only the peer has lang"},
		"there is no such record":   {"Q1", `null`, "there is none"},
		"a number is text":          {"Q1", `{"id":"statement/x","confidence":"0.5"}`, ".confidence"},
		"rows stand in other order": {"Q3", `{"edges":[{"node":{"id":"statement/z","about":[]}},{"node":{"id":"statement/x","about":[]}}]}`, "at .edges[0].node"},
		"a row is missing":          {"Q2", `{"edges":[{"node":{"id":"statement/x","about":[{"role":"ASKED","node":{"id":"actor/y"}}]}}]}`, "hudna has 2 and the peer 1"},
		"a list is none":            {"Q4", `{"edges":null}`, "at .edges"},
		"a mean is another one":     {"Q5", `{"distinct":1,"cells":[{"count":2,"stances":[{"mean":0.3334}]}]}`, ".cells[0].stances[0].mean"},
		"a count is another one":    {"Q5", `{"distinct":1,"cells":[{"count":3,"stances":[{"mean":0.3333333333333333}]}]}`, ".cells[0].count"},
		"a path is longer":          {"Q6", `[{"length":3,"steps":[]}]`, "hudna has 2 and the peer 3"},
		"there is no path":          {"Q6", `[]`, "the peer -1"},
		"a match is missing":        {"All", `{"count":1,"ids":["statement/x"]}`, "hudna finds 2 and the peer 1"},
		"a match is another one":    {"All", `{"count":2,"ids":["statement/x","statement/y"]}`, "only hudna's or only the peer's"},
	}
	for name, c := range cases {
		own, theirs := doubles()
		theirs.answers[c.name] = c.answer
		_, err := bench.Match(t.Context(), own.side(), theirs.side(), all)
		if !errors.Is(err, bench.ErrDiffers) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	own, theirs = doubles()
	delete(theirs.answers, "Q2")
	if _, err := bench.Match(t.Context(), own.side(), theirs.side(), all); err == nil || !strings.Contains(err.Error(), "the peer: the answer has errors: it hurts") {
		t.Error(err)
	}
}

func TestDuel(t *testing.T) {
	own, theirs := doubles()
	var turns []string
	own.turns, theirs.turns = &turns, &turns
	a, b := own.side(), theirs.side()
	spent := time.Duration(0)
	a.Used = func() bench.Use { spent += time.Second; return bench.Use{CPU: spent, Resident: 3 << 20} }
	var scores []bench.Score
	o := bench.DuelOptions{Rounds: 2, Slice: 3 * time.Millisecond, Clients: []int{1, 2}}
	told := 0
	o.Progress = func(string) { told++ }
	if err := bench.Duel(t.Context(), a, b, pairs(t), o, func(s bench.Score) error {
		scores = append(scores, s)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(scores) != 10*2 || told != 10*2 {
		t.Fatalf("%d scores, told %d times", len(scores), told)
	}
	for _, s := range scores {
		for _, side := range []bench.Taken{s.Own, s.Peer} {
			if side.Answers < 2 || side.PerSecond <= 0 || side.P50 <= 0 || side.P50 > side.P99 || side.Bytes < 20 || len(side.Quantiles) != 11 || side.Control <= 0 {
				t.Errorf("%s: %+v", s.Question, side)
			}
		}
		if s.PerSecond <= 0 || s.P50 <= 0 || s.P99 <= 0 || s.Own.CPU <= 0 || s.Own.Resident != 3<<20 || s.Peer.CPU != 0 || s.CPU != 0 {
			t.Errorf("%+v", s)
		}
	}
	// A slice of each before, and then by turns; who begins alternates with the rounds.
	want := "hudna Q1, peer Q1, hudna Q1, peer Q1, hudna Q1, peer Q1, hudna Q1, peer Q1, hudna Q1"
	if got := strings.Join(turns[:9], ", "); got != want {
		t.Errorf("%s", got)
	}
	delete(theirs.answers, "Q3")
	err := bench.Duel(t.Context(), a, b, pairs(t), o, func(bench.Score) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "Q3, 1 clients: peer: ") || !strings.Contains(err.Error(), "it hurts") {
		t.Error(err)
	}
}

// contest is a run that was written by hand.
func contest(statements int) *bench.Contest {
	q := []float64{400, 450, 500, 700, 900, 1100, 1500, 2000, 4000, 5000, 9000}
	slow := []float64{4000, 4500, 5000, 7000, 9000, 11000, 15000, 20000, 40000, 50000, 90000}
	return &bench.Contest{
		Statements: statements, Seed: "1", Machine: "a machine", Date: "2026-11-27", Peer: "another", Note: "hudna serve", Rounds: 5, Slice: 1, Compared: 89,
		Scores: []bench.Score{
			{
				Question: "Q1", Clients: 1, PerSecond: 9.5, P50: 10, P99: 10, CPU: 8,
				Own:  bench.Taken{Answers: 5000, PerSecond: 1000, P50: 900, P99: 4000, Bytes: 1900, CPU: 800, Resident: 300 << 20, Control: 1.01, ControlFar: 1.1, Quantiles: q},
				Peer: bench.Taken{Answers: 500, PerSecond: 105, P50: 9000, P99: 40000, Bytes: 1800, CPU: 6400, Resident: 900 << 20, Control: 0.99, ControlFar: 0.8, Quantiles: slow},
			},
			{
				Question: `Q7 <rare> & "more"`, Clients: 16, PerSecond: 0.5, P50: 0.4, P99: 0.3,
				Own:  bench.Taken{Answers: 10, PerSecond: 50, P50: 9000, P99: 40000, Bytes: 3000, Control: 1, ControlFar: 1, Quantiles: slow},
				Peer: bench.Taken{Answers: 20, PerSecond: 100, P50: 900, P99: 4000, Bytes: 3000, Control: 1, ControlFar: 1, Quantiles: q},
			},
		},
	}
}

func TestContestTable(t *testing.T) {
	const golden = "testdata/contest.md"
	var b bytes.Buffer
	if err := contest(1000).Table(&b); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || b.String() != string(want) {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestContestsAreReadBack(t *testing.T) {
	c := contest(1000)
	var b bytes.Buffer
	err := c.WriteHead(&b)
	for _, s := range c.Scores {
		err = errors.Join(err, bench.WriteScore(&b, s))
	}
	if err != nil {
		t.Fatal(err)
	}
	back, err := bench.ReadContest(&b)
	if err != nil || fmt.Sprintf("%+v", *back) != fmt.Sprintf("%+v", *c) {
		t.Fatalf("%+v, %v", back, err)
	}
	for text, want := range map[string]string{
		"":                           "there is no run",
		`{"score":{"question":"Q"}}`: "line 1: is no line of a run against a peer",
		"{":                          "line 1: ",
	} {
		if _, err := bench.ReadContest(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestPlots(t *testing.T) {
	plots := bench.Plots([]*bench.Contest{contest(1000), contest(10_000)})
	for name, lines := range map[string]int{"ratio-1000.svg": 0, "latency-1000.svg": 4, "ratio-10000.svg": 0, "latency-10000.svg": 4, "growth.svg": 4} {
		svg := plots[name]
		elements := map[string]int{}
		for d := xml.NewDecoder(strings.NewReader(svg)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok {
				elements[e.Name.Local]++
			}
		}
		if elements["svg"] != 1 || elements["polyline"] != lines || elements["text"] < 6 || strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("%s: %v", name, elements)
		}
	}
	if len(plots) != 5 || len(bench.Plots([]*bench.Contest{contest(1000)})) != 2 {
		t.Errorf("%d plots", len(plots))
	}
}

func TestDuelWrites(t *testing.T) {
	n := &notebook{}
	read := `{"id":"statement/n1","text":"w","sources":1}`
	own := bench.Side{Name: "hudna", Ask: func(ctx context.Context, r bench.Request) ([]byte, error) {
		if bytes.Contains(r.Body, []byte("query Q1(")) {
			return []byte(`{"data":{"statement":` + read + `}}`), nil
		}
		return n.ask(ctx, r)
	}}
	theirs := &double{name: "peer", answers: map[string]string{"Q8": `{"result":"statement/new-7"}`, "Q1": `{"id":"statement/new-7","text":"w","sources":1}`}}
	var bodies [][]byte
	side := bench.Side{Name: "peer", Ask: func(ctx context.Context, r bench.Request) ([]byte, error) {
		if len(bodies) < 1 {
			bodies = append(bodies, r.Body)
		}
		return theirs.ask(ctx, r)
	}}
	o := bench.DuelOptions{Rounds: 1, Slice: 2 * time.Millisecond, Writers: []int{1, 2}}
	var told []string
	keep := func(s bench.Score) error { told = append(told, fmt.Sprint(s.Question, " ", s.Clients)); return nil }
	if err := bench.DuelWrites(t.Context(), own, side, &bench.Survey{Statements: 50}, o, keep); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(told) != "[Q8 new 1 Q8 new 2]" {
		t.Errorf("%q", told)
	}
	if want := `"when":{"earliest":"1546300800","latest":"1577836799","width":2,"first":"1546300800","last":"1577836799"}`; !bytes.Contains(bodies[0], []byte(want)) {
		t.Errorf("%s", bodies[0])
	}
	theirs.answers["Q1"] = `{"id":"statement/new-7","text":"v","sources":1}`
	if err := bench.DuelWrites(t.Context(), own, side, &bench.Survey{Statements: 50}, o, keep); !errors.Is(err, bench.ErrDiffers) {
		t.Error(err)
	}
	theirs.answers["Q1"] = `null`
	if err := bench.DuelWrites(t.Context(), own, side, &bench.Survey{Statements: 50}, o, keep); !errors.Is(err, bench.ErrDiffers) || !strings.Contains(err.Error(), "statement/new-7 is not there") {
		t.Error(err)
	}
	n.refuses = "has to be later"
	if err := bench.DuelWrites(t.Context(), own, side, &bench.Survey{Statements: 50}, o, keep); err == nil || !strings.Contains(err.Error(), "hudna: ") || !strings.Contains(err.Error(), "has to be later") {
		t.Error(err)
	}
}
