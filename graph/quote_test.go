package graph_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"hudna/graph"
)

// The independent way to the same answer: code points laid out one by one.
func quoteOf(text string, start, end int) (exact, prefix, suffix string, ok bool) {
	points := []rune(text)
	if start < 0 || end < start || end > len(points) || len(points) == 0 {
		return "", "", "", false
	}
	return string(points[start:end]), string(points[max(0, start-32):start]), string(points[end:min(len(points), end+32)]), true
}

func TestQuoteEqualsCountingRunes(t *testing.T) {
	alphabet := []rune("ab \n.«»éحمصتш🕊漢\u0651\u202e")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(alphabet), 0, 300, -1).Draw(t, "text")
		n := utf8.RuneCountInString(text)
		start, end := rapid.IntRange(-1, n+2).Draw(t, "start"), rapid.IntRange(-1, n+2).Draw(t, "end")
		d := &graph.Document{Text: text}
		exact, prefix, suffix, ok := d.Quote(start, end)
		wantExact, wantPrefix, wantSuffix, wantOK := quoteOf(text, start, end)
		if exact != wantExact || prefix != wantPrefix || suffix != wantSuffix || ok != wantOK {
			t.Fatalf("got %q %q %q %t, want %q %q %q %t", prefix, exact, suffix, ok, wantPrefix, wantExact, wantSuffix, wantOK)
		}
	})
}

// Far into a text and at its end, where the steps are long.
func TestQuoteFarIntoAText(t *testing.T) {
	text := strings.Repeat("ab.éحم漢🕊", 60) + strings.Repeat("x", 40) + strings.Repeat("ص", 41)
	n := utf8.RuneCountInString(text)
	d := &graph.Document{Text: text}
	for start := 0; start <= n+1; start += 3 {
		for end := start; end <= n+1; end += 17 {
			exact, prefix, suffix, ok := d.Quote(start, end)
			wantExact, wantPrefix, wantSuffix, wantOK := quoteOf(text, start, end)
			if exact != wantExact || prefix != wantPrefix || suffix != wantSuffix || ok != wantOK {
				t.Fatalf("%d to %d: got %q %q %q %t, want %q %q %q %t", start, end, prefix, exact, suffix, ok, wantPrefix, wantExact, wantSuffix, wantOK)
			}
		}
	}
}

func TestQuoteOfBrokenText(t *testing.T) {
	// Validation refuses such texts; a quotation of one must not panic.
	for _, text := range []string{"\x80\x80\x80\x80\x80\x80\x80\x80\x80abc", "abc\xf0", "\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7", strings.Repeat("\xc3", 300)} {
		d := &graph.Document{Text: text}
		for start := range 12 {
			for end := range 12 {
				d.Quote(start, end)
			}
		}
		s := &graph.Statement{Text: "x", Wording: graph.WordingAsPrinted, Evidence: passage("document/x", 2, 9)}
		if err := graph.CheckQuotes(s, func(graph.ID) (string, bool) { return text, true }); err == nil {
			t.Errorf("%q: nothing wrong", text)
		}
	}
}

// held is a text that is long enough to be found by marks, with the printed
// words from 600 to 638.
var held = strings.Repeat("نص", 300) + printed + strings.Repeat(".", 362)

func quotable() *graph.Statement {
	s := &graph.Statement{
		Meta: graph.Meta{ID: "statement/x"}, Text: printed, Wording: graph.WordingAsPrinted,
		Speakers: []graph.Speaker{{Actor: somebody, Mention: &graph.Mention{Document: "document/held", Start: 0, End: 2}}},
		Relays:   []graph.Relay{{Speaker: graph.Speaker{Actor: somebody, Mention: &graph.Mention{Document: "document/held", Start: 2, End: 1000}}}},
		Said:     derived("2016", "document/held"),
		Evidence: passage("document/held", 600, 638),
	}
	s.Evidence[0].Hash = hashOf(printed)
	s.Evidence[0].Edited = []graph.Edited{{Start: 600, End: 601, How: graph.EditInserted}}
	return s
}

func TestCheckQuotes(t *testing.T) {
	if n := utf8.RuneCountInString(held); n != 1000 {
		t.Fatalf("the text has %d code points", n)
	}
	text := func(id graph.ID) (string, bool) {
		switch id {
		case "document/held":
			return held, true
		case "document/short":
			return "No.", true
		}
		return "", false
	}
	two := func(s statement) { s.Evidence = append(s.Evidence, passage("document/short", 0, 2)...) }
	for name, test := range map[string]struct {
		edit func(statement)
		want []string
	}{
		"all as it should be":              {func(statement) {}, nil},
		"a passage beyond the text":        {func(s statement) { *s.Evidence[0].End = 1001 }, []string{"evidence[0].end: is 1001, and the text of document/held has 1000 code points"}},
		"a passage of other words":         {func(s statement) { *s.Evidence[0].Start = 599; s.Wording = "" }, []string{"evidence[0].hash: is not that of the words from 599 to 638 of document/held"}},
		"other words, no hash to say so":   {func(s statement) { *s.Evidence[0].Start, s.Evidence[0].Hash, s.Wording = 599, "", "" }, nil},
		"not as printed, hash or no hash":  {func(s statement) { *s.Evidence[0].Start, s.Evidence[0].Hash = 599, "" }, []string{"wording: is AS_PRINTED, and the text is not that of a passage with a part of CLAUSE or QUOTED"}},
		"not as printed, in two passages":  {func(s statement) { s.Text = "No!"; two(s) }, []string{"wording: is AS_PRINTED, and the text is not that of a passage with a part of CLAUSE or QUOTED"}},
		"as printed in the second":         {func(s statement) { s.Text = "No"; two(s) }, nil},
		"as printed, where it is not held": {func(s statement) { s.Text = "No!"; two(s); s.Evidence[1].Document = "document/lost" }, nil},
		"not as printed, says another hash": {func(s statement) {
			s.Text = "No!"
			two(s)
			s.Evidence[1].Document, s.Evidence[1].Hash = "document/lost", hashOf("Yes!")
		}, []string{"wording: is AS_PRINTED, and the text is not that of a passage with a part of CLAUSE or QUOTED"}},
		"as printed, says the hash": {func(s statement) {
			s.Text = "No!"
			two(s)
			s.Evidence[1].Document, s.Evidence[1].Hash = "document/lost", hashOf("No!")
		}, nil},
		"as printed, somewhere in it": {func(s statement) { s.Text = "No!"; two(s); s.Evidence[1].Start, s.Evidence[1].End = nil, nil }, nil},
		"a paraphrase":                {func(s statement) { s.Text, s.Wording = "They should stop.", graph.WordingParaphrase }, nil},
		"a mention beyond the text":   {func(s statement) { s.Speakers[0].Mention.Document = "document/short"; s.Speakers[0].Mention.End = 4 }, []string{"speakers[0].mention.end: is 4, and the text of document/short has 3 code points"}},
		"a relay's mention beyond it": {func(s statement) { s.Relays[0].Mention.End = 1001 }, []string{"relays[0].mention.end: is 1001, and the text of document/held has 1000 code points"}},
		"an anchor beyond the text":   {func(s statement) { s.Said.Anchor.Document = "document/short" }, []string{"said.anchor.end: is 24, and the text of document/short has 3 code points"}},
		"an anchor that is nowhere":   {func(s statement) { *s.Said.Anchor = graph.Anchor{Words: "Friday", Document: "document/short"} }, nil},
		"an edit beyond the text":     {func(s statement) { s.Evidence[0].Edited[0].End = 1002 }, []string{"evidence[0].edited[0].end: is 1002, and the text of document/held has 1000 code points"}},
		"a span that is none":         {func(s statement) { *s.Evidence[0].Start, s.Evidence[0].Edited = 639, nil }, nil},
		"nothing held": {func(s statement) {
			s.Evidence[0].Document, s.Said.Anchor.Document, s.Speakers[0].Mention.Document = "document/lost", "document/lost", ""
			*s.Evidence[0].End = 9999
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := quotable()
			test.edit(s)
			wantProblems(t, graph.CheckQuotes(s, text), test.want...)
		})
	}
}

// Wherever a record refers to a document for a place in its text, the place is
// checked: in a field that is added later, too.
func TestCheckQuotesMissesNoPlace(t *testing.T) {
	for kind, r := range full() {
		want, documents := 0, map[graph.ID]bool{}
		graph.References(r, func(ref graph.Reference) {
			for _, of := range []string{"].document", "mention.document", "anchor.document"} {
				if strings.HasSuffix(ref.Path(), of) {
					want++
					documents[ref.ID] = true
				}
			}
		})
		asked := map[graph.ID]int{}
		err := graph.CheckQuotes(r, func(id graph.ID) (string, bool) {
			asked[id]++
			return "", true // too short for everything
		})
		got := strings.Count(errText(err), "code points") - strings.Count(errText(err), "edited[")
		if got != want {
			t.Errorf("%s: %d places, want %d:\n%v", kind, got, want, err)
		}
		for id := range documents {
			if asked[id] != 1 {
				t.Errorf("%s: %s was asked for %d times", kind, id, asked[id])
			}
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func BenchmarkQuoteAtTheEndOfALongText(b *testing.B) {
	d := &graph.Document{Text: strings.Repeat("نص طويل جدا. ", graph.MaxDocumentText/22)}
	n := utf8.RuneCountInString(d.Text)
	b.SetBytes(int64(len(d.Text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, _, ok := d.Quote(n-100, n-50); !ok {
			b.Fatal("not found")
		}
	}
}

func ExampleDocument_Quote() {
	d := &graph.Document{Text: "The spokesman of Avaria said that «Ruritania must stop»."}
	exact, prefix, suffix, ok := d.Quote(35, 54)
	fmt.Printf("%s[%s]%s %t\n", prefix, exact, suffix, ok)
	// Output:
	//  spokesman of Avaria said that «[Ruritania must stop]». true
}

func ExampleCheckQuotes() {
	start, end := 0, 9
	s := &graph.Statement{
		Text: "Ruritania must stop", Wording: graph.WordingAsPrinted,
		Evidence: []graph.Evidence{{Document: "document/report", Start: &start, End: &end, Part: graph.PartQuoted}},
	}
	err := graph.CheckQuotes(s, func(graph.ID) (string, bool) { return "Ruritania must stop, said Avaria.", true })
	fmt.Println(err)
	// Output:
	// wording: is AS_PRINTED, and the text is not that of a passage with a part of CLAUSE or QUOTED
}
