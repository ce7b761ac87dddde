package network

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// said is a row from words: "avaria truce + 2016-04-11", with more of it as
// "name=value". All of it is made up.
func said(tb testing.TB, line string) Row {
	tb.Helper()
	words := strings.Fields(line)
	r := Row{Actor: words[0], Concept: words[1]}
	switch q := words[2]; q {
	case "+":
		r.Value, r.Text = 1, "yes"
	case "-":
		r.Value, r.Text = -1, "no"
	case "0":
		r.Value, r.Text = 0, "perhaps"
	default:
		if _, err := fmt.Sscan(q, &r.Value); err != nil {
			tb.Fatal(err)
		}
		r.Text = q
	}
	for _, w := range words[3:] {
		name, value, more := strings.Cut(w, "=")
		switch name {
		case "doc":
			r.Document = value
		case "utterance":
			r.Utterance = value
		case "statement":
			r.Statement, r.Joint = value, true
		case "counterpart":
			r.Counterpart = true
		case "scale":
			r.Scale = value
		default:
			if more {
				tb.Fatalf("%q", w)
			}
			at, err := time.Parse("2006-01-02", w)
			if err != nil {
				tb.Fatal(err)
			}
			r.First, r.Dated = at.Unix(), true
			r.Last = r.First + daySeconds - 1
		}
	}
	return r
}

func rowsOf(tb testing.TB, lines string) (rows []Row) {
	tb.Helper()
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line != "" {
			r := said(tb, line)
			if r.Statement == "" {
				r.Statement = fmt.Sprintf("s%02d", len(rows)+1)
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// shown is a slice as text: its columns, and a line for each row.
func shown(s *Slice) string {
	var b strings.Builder
	b.WriteString(strings.Join(s.Columns, " "))
	for i, w := range s.Weights {
		fmt.Fprintf(&b, "; %s", s.Rows[i])
		for _, n := range w {
			fmt.Fprintf(&b, " %s", number(n))
		}
	}
	return b.String()
}

func number(n float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.4f", n), "0"), ".")
}

// The case that most of the tables below are of. By concept, for and against:
//
//	         truce      aid
//	avaria   2 for      1 for
//	berun    1 for      1 against
//	         1 against
//	corda    1 against
const few = `
	avaria truce + 2016-04-11 doc=d1
	avaria truce + 2016-04-12 doc=d1
	avaria aid   + 2016-04-13 doc=d2
	berun  truce + 2016-04-11 doc=d1
	berun  truce - 2016-04-14 doc=d3
	berun  aid   - 2016-04-14 doc=d3
	corda  truce - 2016-04-15 doc=d4
`

// Each weight was worked out by hand, as the comment says.
func TestOneMode(t *testing.T) {
	for name, c := range map[string]struct {
		q    Query
		want string // the weights of avaria-berun, avaria-corda, berun-corda
	}{
		// 2·2 + 1·1 = 5; 2·1 = 2; 2·1 = 2
		"ignore": {Query{Aggregation: Ignore}, "5 2 2"},
		// 2·1 + 0·1 + 0 = 2; 0; 1·1 = 1
		"congruence": {Query{Aggregation: Congruence}, "2 0 1"},
		// truce 2·1 = 2, aid 1·1 = 1: 3; 2·1 = 2; 1·1 = 1
		"conflict": {Query{Aggregation: Conflict}, "3 2 1"},
		// 2-3; 0-2; 1-1
		"subtract": {Query{Aggregation: Subtract}, "-1 -2 0"},
		// activities are 3, 3 and 1: by 3, 2 and 2
		"ignore, average":     {Query{Aggregation: Ignore, Normalization: Average}, "1.6667 1 1"},
		"congruence, average": {Query{Aggregation: Congruence, Normalization: Average}, "0.6667 0 0.5"},
		"conflict, average":   {Query{Aggregation: Conflict, Normalization: Average}, "1 1 0.5"},
		"subtract, average":   {Query{Aggregation: Subtract, Normalization: Average}, "-0.3333 -1 0"},
		// avaria-berun: both say truce+ (2·1 = 2); alone aid+ 1, truce- 1, aid- 1: 5.
		// avaria-corda: alone 2+1 and 1: 4. berun-corda: truce- 1·1; alone 1+1: 3.
		"congruence, jaccard": {Query{Aggregation: Congruence, Normalization: Jaccard}, "0.4 0 0.3333"},
		"ignore, jaccard":     {Query{Aggregation: Ignore, Normalization: Jaccard}, "1 0.5 0.6667"},
		"conflict, jaccard":   {Query{Aggregation: Conflict, Normalization: Jaccard}, "0.6 0.5 0.3333"},
		"subtract, jaccard":   {Query{Aggregation: Subtract, Normalization: Jaccard}, "-0.2 -0.5 0"},
		// lengths, by concept and qualifier: √(4+1) = √5, √3, 1
		"congruence, cosine": {Query{Aggregation: Congruence, Normalization: Cosine}, "0.5164 0 0.5774"},
		"conflict, cosine":   {Query{Aggregation: Conflict, Normalization: Cosine}, "0.7746 0.8944 0.5774"},
		"subtract, cosine":   {Query{Aggregation: Subtract, Normalization: Cosine}, "-0.2582 -0.8944 0"},
		// and by concept alone: √(4+1), √(4+1), 1
		"ignore, cosine": {Query{Aggregation: Ignore, Normalization: Cosine}, "1 0.8944 0.8944"},
		// by 3·3, 3·1 and 3·1
		"congruence, cosine, DNA": {Query{Aggregation: Congruence, Normalization: Cosine, Definition: DNA}, "0.2222 0 0.3333"},
		"conflict, cosine, DNA":   {Query{Aggregation: Conflict, Normalization: Cosine, Definition: DNA}, "0.3333 0.6667 0.3333"},
		"subtract, cosine, DNA":   {Query{Aggregation: Subtract, Normalization: Cosine, Definition: DNA}, "-0.1111 -0.6667 0"},
		"ignore, cosine, DNA":     {Query{Aggregation: Ignore, Normalization: Cosine, Definition: DNA}, "0.5556 0.6667 0.6667"},
		"no qualifier":            {Query{Qualifier: NoQualifier}, "5 2 2"},
		// As texts: both say truce yes, 2·1; alone aid yes, truce no, aid no: 3.
		"congruence of texts":         {Query{Qualifier: Text, Aggregation: Congruence}, "2 0 1"},
		"conflict of texts":           {Query{Qualifier: Text, Aggregation: Conflict}, "3 4 2"},
		"subtract of texts":           {Query{Qualifier: Text, Aggregation: Subtract}, "-1 -4 -1"},
		"subtract of texts, averaged": {Query{Qualifier: Text, Aggregation: Subtract, Normalization: Average}, "-0.3333 -2 -0.5"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.q.Qualifier == "" {
				c.q.Qualifier = Boolean
			}
			for _, d := range []Definition{DNA, Corrected} {
				if c.q.Normalization == Cosine && (c.q.Definition == DNA) != (d == DNA) {
					continue // elsewhere, both give the same
				}
				q := c.q
				q.Definition = d
				n, err := Compute(t.Context(), usesOf(rowsOf(t, few)), q)
				if err != nil {
					t.Fatal(err)
				}
				w := n.Slices[0].Weights
				if got := strings.Join([]string{number(w[0][1]), number(w[0][2]), number(w[1][2])}, " "); got != c.want {
					t.Errorf("%s: %s, want %s", d, got, c.want)
				}
				if (len(n.Notes) > 0) != (c.q.Normalization == Cosine) {
					t.Errorf("%s: notes %q", d, n.Notes)
				}
			}
		})
	}
}

// Numbers from -2 to 2, one of them of a row that is excluded: a difference of 1
// is a quarter of what there is.
func TestOneModeOfNumbers(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce 2
		avaria aid   1
		berun  truce 1
		berun  aid  -1
		corda  other -2
	`)
	for aggregation, want := range map[Aggregation]string{
		Congruence: "1.25", // (1-1/4) + (1-2/4)
		Conflict:   "0.75",
		Subtract:   "0.5",
		Ignore:     "2",
	} {
		n, err := Compute(t.Context(), usesOf(rows), Query{Qualifier: Integer, Aggregation: aggregation, Exclude: []Exclusion{{Field: ByActor, Values: []string{"corda"}}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := number(n.Slices[0].Weights[0][1]); got != want {
			t.Errorf("%s: %s, want %s", aggregation, got, want)
		}
	}
}

func TestConceptsAreTiedByActors(t *testing.T) {
	n, err := Compute(t.Context(), usesOf(rowsOf(t, few)), Query{Mode: Concepts, Qualifier: Boolean, Aggregation: Congruence})
	if err != nil {
		t.Fatal(err)
	}
	// avaria: 1 for aid by 2 for the truce; berun: 1 against by 1 against.
	if got, want := shown(&n.Slices[0]), "aid truce; aid 0 3; truce 3 0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestTwoModes(t *testing.T) {
	for name, c := range map[string]struct {
		q    Query
		want string // of aid and truce
	}{
		"ignore":             {Query{Aggregation: Ignore}, "avaria 1 2; berun 1 2; corda 0 1"},
		"subtract":           {Query{Aggregation: Subtract}, "avaria 1 2; berun -1 0; corda 0 -1"},
		"combine":            {Query{Aggregation: Combine}, "avaria 1 1; berun 2 3; corda 0 2"},
		"ignore, activity":   {Query{Aggregation: Ignore, Normalization: Activity}, "avaria 0.3333 0.6667; berun 0.3333 0.6667; corda 0 1"},
		"subtract, activity": {Query{Aggregation: Subtract, Normalization: Activity}, "avaria 0.3333 0.6667; berun -0.3333 0; corda 0 -1"},
		"combine, activity":  {Query{Aggregation: Combine, Normalization: Activity}, "avaria 0.5 0.5; berun 1 1.5; corda 0 2"},
		// of aid there are 2, of the truce 5
		"ignore, prominence":   {Query{Aggregation: Ignore, Normalization: Prominence}, "avaria 0.5 0.4; berun 0.5 0.4; corda 0 0.2"},
		"subtract, prominence": {Query{Aggregation: Subtract, Normalization: Prominence}, "avaria 0.5 0.4; berun -0.5 0; corda 0 -0.2"},
		// and 2 and 3 who speak of them
		"combine, prominence": {Query{Aggregation: Combine, Normalization: Prominence}, "avaria 0.5 0.3333; berun 1 1; corda 0 0.6667"},
		"texts subtracted":    {Query{Qualifier: Text, Aggregation: Subtract}, "avaria 1 2; berun 1 2; corda 0 1"},
		// "no" comes before "yes", and counts 2
		"texts combined": {Query{Qualifier: Text, Aggregation: Combine}, "avaria 1 1; berun 2 3; corda 0 2"},
	} {
		t.Run(name, func(t *testing.T) {
			q := c.q
			q.Mode = TwoMode
			fill(&q.Qualifier, Boolean)
			n, err := Compute(t.Context(), usesOf(rowsOf(t, few)), q)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := shown(&n.Slices[0]), "aid truce; "+c.want; got != want {
				t.Errorf("%s, want %s", got, want)
			}
			q.Definition = DNA
			n, err = Compute(t.Context(), usesOf(rowsOf(t, few)), q)
			if q.Aggregation == Combine && q.Normalization == Prominence {
				wants(t, err, "normalization", "as many actors as concepts")
			} else if err != nil || shown(&n.Slices[0]) != "aid truce; "+c.want {
				t.Errorf("by DNA: %v, %v", n, err)
			}
		})
	}
}

func TestTwoModesOfNumbers(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce 3
		avaria truce -1
		berun  truce -2
	`)
	n, err := Compute(t.Context(), usesOf(rows), Query{Mode: TwoMode, Qualifier: Integer, Aggregation: Subtract, Normalization: Activity})
	if err != nil {
		t.Fatal(err)
	}
	// 3-1 by two statements; -2 by one
	if got, want := shown(&n.Slices[0]), "truce; avaria 1; berun -2"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	n, err = Compute(t.Context(), usesOf(rows), Query{Mode: TwoMode, Qualifier: Integer, Aggregation: Combine})
	if err != nil {
		t.Fatal(err)
	}
	// -2, -1, 3 are 4, 2, 1
	if got, want := shown(&n.Slices[0]), "truce; avaria 3; berun 4"; got != want || !slices.Equal(n.Levels, []string{"-2", "-1", "3"}) {
		t.Errorf("%s of %v, want %s", got, n.Levels, want)
	}
}

// DNA divides the first column by how many concepts the first row has, and so on.
func TestProminenceOfCombinedWeightsByDNA(t *testing.T) {
	rows := rowsOf(t, `
		avaria aid   +
		avaria truce -
		berun  aid   -
	`)
	for definition, want := range map[Definition]string{
		Corrected: "aid truce; avaria 0.5 2; berun 1 0", // 2 speak of aid, 1 of the truce
		DNA:       "aid truce; avaria 0.5 2; berun 1 0",
	} {
		n, err := Compute(t.Context(), usesOf(rows), Query{Mode: TwoMode, Qualifier: Boolean, Aggregation: Combine, Normalization: Prominence, Definition: definition})
		if err != nil {
			t.Fatal(err)
		}
		if got := shown(&n.Slices[0]); got != want || n.Notes != nil {
			t.Errorf("%s: %s, want %s; notes %v", definition, got, want, n.Notes)
		}
	}
	rows = rowsOf(t, `
		avaria aid   +
		avaria truce -
		berun  truce -
	`)
	for definition, want := range map[Definition]string{
		Corrected: "aid truce; avaria 1 1; berun 0 1",   // 1 speaks of aid, 2 of the truce
		DNA:       "aid truce; avaria 0.5 2; berun 0 2", // avaria speaks of 2, berun of 1
	} {
		n, err := Compute(t.Context(), usesOf(rows), Query{Mode: TwoMode, Qualifier: Boolean, Aggregation: Combine, Normalization: Prominence, Definition: definition})
		if err != nil {
			t.Fatal(err)
		}
		if got := shown(&n.Slices[0]); got != want || len(n.Notes) != 1 {
			t.Errorf("%s: %s, want %s; notes %v", definition, got, want, n.Notes)
		}
	}
}

// Who is neutral is midway between who agrees and who does not.
func TestNeutral(t *testing.T) {
	rows := rowsOf(t, `
		avaria truce +
		berun  truce 0
		corda  truce -
	`)
	q := Query{Qualifier: Boolean, Aggregation: Congruence}
	n, err := Compute(t.Context(), usesOf(rows), q)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := shown(&n.Slices[0]), "avaria berun corda; avaria 0 0.5 0; berun 0.5 0 0.5; corda 0 0.5 0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	q.Neutral = NeutralDropped
	if n, err = Compute(t.Context(), usesOf(rows), q); err != nil || shown(&n.Slices[0]) != "avaria corda; avaria 0 0; corda 0 0" || n.Left.Neutral != 1 {
		t.Errorf("%v, %v", n, err)
	}
	q.Definition = DNA
	if n, err = Compute(t.Context(), usesOf(rows), q); err != nil || n.Rows != 2 {
		t.Errorf("%v, %v", n, err)
	}
	q.Neutral = ""
	_, err = Compute(t.Context(), usesOf(rows), q)
	wants(t, err, "neutral", "is REFUSE, and there are neutral statements; ask for DROP")
	q.Neutral = NeutralCounts
	_, err = Compute(t.Context(), usesOf(rows), q)
	wants(t, err, "neutral", `may be one of [DROP REFUSE] by DNA`)
}
