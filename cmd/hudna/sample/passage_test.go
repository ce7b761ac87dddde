package sample_test

import (
	"fmt"
	"slices"
	"testing"

	"hudna/graph"
)

// A place is a span of the report and what is said of it, written out so that
// two can be compared.
type place struct {
	start, end int
	rest       string
}

// placesOf gives the spans in the report that a list of evidence has, each
// moved by some code points.
func placesOf(evidence []graph.Evidence, by int) []place {
	var all []place
	for _, e := range evidence {
		start, end, ok := e.Span()
		if !ok || e.Document != report {
			continue
		}
		rest := fmt.Sprint(e.Part, " ", e.Hash)
		if q := e.Quoted; q != nil {
			rest += fmt.Sprint(" ", q.Whose, q.Kind, q.Translated != nil && *q.Translated)
		}
		for _, d := range e.Edited {
			rest += fmt.Sprint(" ", d.Start+by, d.End+by, d.How)
		}
		all = append(all, place{start + by, end + by, rest})
	}
	return all
}

func TestAPassagePrintedTwiceIsOneStatementWithBothSpans(t *testing.T) {
	checked := 0
	for id, r := range head(t) {
		for _, list := range evidenceOf(r) {
			here := placesOf(list, 0)
			for i, p := range placesOf(list, shift) {
				if first := here[i]; repeatFrom <= first.start && first.end <= repeatTo {
					checked++
					if !slices.Contains(here, p) {
						t.Errorf("%s has %d to %d (%s), and not where it is printed again", id, first.start, first.end, first.rest)
					}
				}
			}
			for i, p := range placesOf(list, -shift) {
				if again := here[i]; again.start > repeatTo {
					checked++
					if !slices.Contains(here, p) {
						t.Errorf("%s has %d to %d (%s), and not where it is printed first", id, again.start, again.end, again.rest)
					}
				}
			}
		}
	}
	if checked < 150 {
		t.Errorf("only %d spans were compared", checked)
	}
	clauses := map[place]graph.ID{}
	for _, s := range of[*graph.Statement](head(t)) {
		for _, e := range s.Evidence {
			if start, end, ok := e.Span(); ok && e.Part == graph.PartClause {
				// Two statements may share words, but not the whole of a passage.
				if other, taken := clauses[place{start: start, end: end}]; taken {
					t.Errorf("%s and %s both are the passage from %d to %d", other, s.ID, start, end)
				}
				clauses[place{start: start, end: end}] = s.ID
			}
		}
	}
}

// While the eleventh paragraph was coded apart, what it repeats was in the graph
// once more: the same words of the same people in one utterance.
func TestThePassageThatWasCodedTwiceSaidTheSameBothTimes(t *testing.T) {
	const first, again = "statement/kerry-and-lavrov-stress-the-cessation", "statement/kerry-and-lavrov-stress-the-cessation-again"
	apart := 0
	for i, s := range states(t) {
		a, ok := s[first].(*graph.Statement)
		if !ok {
			continue
		}
		spans := placesOf(a.Evidence, 0)
		b, ok := s[again].(*graph.Statement)
		if !ok {
			continue
		}
		apart++
		if moved := placesOf(b.Evidence, -shift); !slices.Equal(moved, spans) {
			t.Errorf("after commit %d the two printings are coded differently:\n%v\n%v", i+1, spans, moved)
		}
		if says(a) != says(b) || a.Utterance != b.Utterance || a.Utterance == "" {
			t.Errorf("after commit %d the two printings say different things:\n%s\n%s", i+1, says(a), says(b))
		}
	}
	if apart == 0 {
		t.Error("the passage never was coded twice")
	}
}

// says writes out what a statement says and who says it, without where that is
// printed.
func says(s *graph.Statement) string {
	about, speakers := slices.Clone(s.About), slices.Clone(s.Speakers)
	for i := range about {
		about[i].Mention = nil
	}
	for i := range speakers {
		speakers[i].Mention, speakers[i].Cue = nil, nil
	}
	return fmt.Sprint(speakers, s.Relays, s.Addressees, s.Attribution, s.Transmission, about, s.Acts, s.Positions, s.Text)
}

func TestQuotedWordsStandBetweenQuotationMarks(t *testing.T) {
	text := article(t)
	quoted := 0
	for _, c := range commits(t) {
		for _, l := range c.lines {
			if l.Record == nil {
				continue
			}
			for _, e := range slices.Concat(evidenceOf(l.Record)...) {
				if e.Part != graph.PartQuoted {
					continue
				}
				quoted++
				start, end, _ := e.Span()
				if count(text[:start])%2 != 1 || count(text[start:end]) != 0 {
					t.Errorf("%s: %d to %d does not lie between two quotation marks", l.Record.Shared().ID, start, end)
				}
			}
		}
	}
	if quoted < 14 {
		t.Errorf("only %d quotations were looked at", quoted)
	}
}

func count(text []rune) int {
	n := 0
	for _, r := range text {
		if r == '"' {
			n++
		}
	}
	return n
}

func TestTheWordsThatTheEditorInsertedAreMarkedWhereverTheyStand(t *testing.T) {
	text := article(t)
	inserted := []rune("(السوري)")
	marked := 0
	for id, r := range head(t) {
		for _, e := range slices.Concat(evidenceOf(r)...) {
			start, end, ok := e.Span()
			if !ok || e.Document != report || e.Part != graph.PartQuoted && e.Part != graph.PartClause {
				continue
			}
			want := contains(text[start:end], inserted)
			if want != (len(e.Edited) == 1) {
				t.Errorf("%s: from %d to %d: edited is %v", id, start, end, e.Edited)
			}
			for _, d := range e.Edited {
				marked++
				if string(text[d.Start:d.End]) != string(inserted) || d.How != graph.EditInserted {
					t.Errorf("%s: %q is marked %s", id, string(text[d.Start:d.End]), d.How)
				}
			}
		}
	}
	if marked != 4 {
		t.Errorf("%d spans were marked, not the clause and the quotation of both printings", marked)
	}
}
