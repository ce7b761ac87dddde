package network

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hudna/graph"
)

// wants holds what an error says against what it should.
func wants(tb testing.TB, err error, path, text string) {
	tb.Helper()
	var f *graph.FieldError
	if !errors.As(err, &f) || !errors.Is(err, graph.ErrInvalid) {
		tb.Fatalf("%v, want a field error", err)
	}
	if f.Path != path || !strings.Contains(f.Reason, text) {
		tb.Errorf("%s: %s; want %s: %s", f.Path, f.Reason, path, text)
	}
}

func TestWhatIsRefused(t *testing.T) {
	day := func(s string) *int64 {
		at, err := time.Parse("2006-01-02", s)
		if err != nil {
			t.Fatal(err)
		}
		n := at.Unix()
		return &n
	}
	for name, c := range map[string]struct {
		q          Query
		rows       string
		path, text string
	}{
		"a normalization of one mode in two":            {Query{Mode: TwoMode, Normalization: Jaccard}, few, "normalization", `is "JACCARD"; it may be one of [NONE ACTIVITY PROMINENCE] in mode TWO_MODE`},
		"a normalization of two modes in one":           {Query{Normalization: Activity}, few, "normalization", `[NONE AVERAGE JACCARD COSINE] in mode ACTORS`},
		"a normalization that a kernel does not have":   {Query{Normalization: Cosine, Window: &Window{Unit: Days, Size: 2, Kernel: Uniform}}, few, "normalization", `[NONE AVERAGE] in mode ACTORS without a qualifier with a kernel`},
		"an aggregation of two modes in one":            {Query{Qualifier: Boolean, Aggregation: Combine}, few, "aggregation", `[IGNORE CONGRUENCE CONFLICT SUBTRACT] in mode ACTORS`},
		"an aggregation without a qualifier":            {Query{Aggregation: Congruence}, few, "aggregation", `[IGNORE] in mode ACTORS without a qualifier`},
		"a window longer than the range":                {Query{Window: &Window{Unit: Days, Size: 6}}, few, "window.size", "has 7 DAYS, and the range 5"},
		"a kernel longer than the range":                {Query{Window: &Window{Unit: Days, Size: 6, Kernel: Uniform}}, few, "window.size", "the range 5"},
		"a window of more statements than there are":    {Query{Window: &Window{Unit: Events, Size: 9}}, few, "window.size", "has 9 EVENTS, and the range 7"},
		"a window of none":                              {Query{Window: &Window{Unit: Days}}, few, "window.size", "1 to 10000"},
		"a kernel of events":                            {Query{Window: &Window{Unit: Events, Size: 1, Kernel: Gaussian}}, few, "window.kernel", "a kernel needs [DAYS"},
		"an indented window":                            {Query{Window: &Window{Unit: Days, Size: 1, Indent: true}}, few, "window.indent", "for kernels"},
		"no statements":                                 {Query{}, "", "where", "leaves no statement: of 0 uses"},
		"no statements that are left":                   {Query{From: day("2020-01-01")}, few, "where", "7 are not wholly in the range"},
		"a range that ends before it begins":            {Query{From: day("2020-01-01"), To: day("2019-01-01")}, few, "to", "is not after from"},
		"qualifiers on two scales":                      {Query{Qualifier: Integer, Aggregation: Subtract}, "avaria truce 1 scale=one\nberun truce 2 scale=two", "qualifier", `the scales "one" and "two"`},
		"a boolean qualifier that is a number":          {Query{Qualifier: Boolean}, "avaria truce 0.5", "qualifier", "none of -1, 0 and 1; ask for INTEGER"},
		"an exclusion by something else":                {Query{Exclude: []Exclusion{{Field: "MOOD"}}}, few, "exclude[0].field", "may be one of [ACTOR"},
		"an exclusion of too many":                      {Query{Exclude: []Exclusion{{Field: ByActor, Values: make([]string, MaxExclude+1)}}}, few, "exclude[0].values", "10000 at most"},
		"a definition that nobody gave":                 {Query{Definition: "MINE"}, few, "definition", "[DNA CORRECTED]"},
		"a way to treat joint statements that is none":  {Query{Joint: "HALF"}, few, "joint", "[SPLIT DROP UNIT]"},
		"a rule of duplicates that is none":             {Query{Duplicates: "DAY"}, few, "duplicates", "[INCLUDE DOCUMENT"},
		"a mode that is none":                           {Query{Mode: "THREE"}, few, "mode", "[ACTORS CONCEPTS TWO_MODE]"},
		"a qualifier that is none":                      {Query{Qualifier: "TONE"}, few, "qualifier", "[NONE BOOLEAN INTEGER TEXT]"},
		"combined weights of more than can be told":     {Query{Mode: TwoMode, Qualifier: Integer, Aggregation: Combine}, many(32), "aggregation", "31 can be told apart"},
		"more dates than days where days are asked for": {Query{Window: &Window{Unit: Days, Size: 1}}, "avaria truce +", "where", "1 have no date"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Compute(t.Context(), usesOf(rowsOf(t, c.rows)), c.q)
			wants(t, err, c.path, c.text)
		})
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "avaria truce %d\n", i)
	}
	return b.String()
}

func TestTooMuch(t *testing.T) {
	var rows []Row
	for i := range 10_000 {
		rows = append(rows, Row{Statement: fmt.Sprint("s", i), Actor: fmt.Sprint("a", i), Concept: fmt.Sprint("c", i)})
	}
	_, err := Compute(t.Context(), usesOf(rows), Query{Mode: TwoMode})
	if !errors.Is(err, graph.ErrTooComplex) || !strings.Contains(err.Error(), "10000 rows by 10000 columns") {
		t.Error(err)
	}
	for i := range rows {
		rows[i].Actor, rows[i].Concept = fmt.Sprint("a", i%1500), fmt.Sprint("c", i%60)
	}
	if _, err = Compute(t.Context(), usesOf(rows), Query{}); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = Compute(ctx, usesOf(rows), Query{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	far := rowsOf(t, "avaria truce + 1000-01-01\nberun truce + 2000-01-01")
	if _, err = Compute(t.Context(), usesOf(far), Query{Window: &Window{Unit: Days, Size: 1}}); !errors.Is(err, graph.ErrTooComplex) {
		t.Error(err)
	}
}
