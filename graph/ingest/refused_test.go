package ingest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
)

// A made-up report, and a statement that quotes it.
const reportText = "قال متحدث: «الهدنة قائمة»."

func report(rest ...string) string {
	return fmt.Sprintf(`{"type":"Document","id":"document/report","kind":"REPORT"%s}`, strings.Join(append([]string{""}, rest...), ","))
}

func withText(text string) string { return fmt.Sprintf(`"text":%q`, text) }

func hash(words string) string {
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:])
}

func holds(evidence string, rest ...string) string {
	return fmt.Sprintf(`{"type":"Statement","id":"statement/holds","attribution":"PUBLISHER","transmission":"DIRECT",`+
		`"about":[{"node":"location/karvela","role":"SUBJECT"}],"acts":[{"act":"ASSERT"}],"text":"The truce holds.","lang":"en","wording":"PARAPHRASE",`+
		`"evidence":[{"document":"document/report"%s}]%s}`, evidence, strings.Join(append([]string{""}, rest...), ","))
}

// span is a span of the report, as evidence has it.
func span(start, end int, words string) string {
	return fmt.Sprintf(`,"start":%d,"end":%d,"part":"CLAUSE","hash":%q`, start, end, hash(words))
}

// opaque is a name that says nothing, as the id of what is hidden has.
const opaque = "0195a000-0000-7000-8000-000000000001"

var words = []rune(reportText)

func TestBadLines(t *testing.T) {
	longest := strings.Repeat("ن", 512) // 1 KiB
	cases := map[string]struct {
		first []string // lines before the bad one
		bad   string
		want  string // after the place
	}{
		"no JSON":                   {bad: `Karvela, a city`, want: "is not JSON at byte 1: invalid character 'K' at start of value"},
		"half a line":               {bad: `{"type":"Location","id":"location/x"`, want: "is not JSON: it ends too early"},
		"a list":                    {bad: `[]`, want: `is a list, not an object such as {"type":"Actor",…}`},
		"two objects in a line":     {bad: place("x") + place("y"), want: `is not JSON at byte 38: invalid character '{' after top-level value`},
		"no UTF-8":                  {bad: `{"type":"Location","id":"location/x","names":[{"text":"` + "\xff" + `"}]}`, want: "names[0].text: is not UTF-8 at byte 56"},
		"no type":                   {bad: `{"id":"location/x"}`, want: "type: is missing"},
		"an unknown type":           {bad: `{"type":"Person","id":"actor/x"}`, want: `type: "Person" is no type of line`},
		"a type in another case":    {bad: `{"type":"location","id":"location/x"}`, want: `type: "location" is no type of line: did you mean "Location"?`},
		"an unknown field":          {bad: place("x", `"population":3`), want: "population: there is no such field"},
		"a misspelt field":          {bad: place("x", `"Within":"location/karvela"`), want: `Within: there is no such field: did you mean "within"?`},
		"an unknown field inside":   {bad: place("x", `"names":[{"text":"X","script":"Arab"}]`), want: "names[0].script: there is no such field"},
		"a repeated field":          {bad: place("x", `"id":"location/y"`), want: "id: is repeated"},
		"a number for a word":       {bad: place("x", `"kind":7`), want: "kind: is a number, not a string"},
		"no id":                     {bad: `{"type":"Location"}`, want: "id: is missing"},
		"an id of no form":          {bad: `{"type":"Location","id":"Karvela"}`, want: `Karvela: id: "Karvela" is no id: it does not begin with a kind such as actor/`},
		"an id of another kind":     {bad: `{"type":"Location","id":"actor/x"}`, want: `actor/x: id: "actor/x" is the id of an actor, and this is a location`},
		"a value of no enumeration": {bad: place("x", `"kind":"PLANET"`), want: `location/x: kind: is "PLANET", not one of COUNTRY, REGION, GOVERNORATE, DISTRICT, SETTLEMENT, SITE`},
		"a name over 1 KiB":         {bad: place("x", `"names":[{"text":"`+longest+`a"}]`), want: "location/x: names[0].text: is longer than 1024 bytes"},
		"a place off the globe":     {bad: place("x", `"point":{"lat":91,"lon":0}`), want: "location/x: point.lat: is 91, not from -90 to 90"},
		"half a point":              {bad: place("x", `"point":{"lat":31}`), want: "point.lon: is missing"},
		"a date that no calendar has": {
			bad:  `{"type":"Document","id":"document/d","published":{"edtf":"2023-02-29"}}`,
			want: `document/d: published.edtf: "2023-02-29" is no date: February 2023 has 28 days`,
		},
		"a date in another form": {
			bad:  `{"type":"Document","id":"document/d","published":{"edtf":"29/02/2024"}}`,
			want: `document/d: published.edtf: "29/02/2024" has more than two ends; one day is written 2016-04-15`,
		},
		"a reference to nothing":           {bad: place("x", `"within":"location/nowhere"`), want: "location/x: within: there is no record location/nowhere"},
		"a reference to another kind":      {first: []string{report()}, bad: place("x", `"within":"document/report"`), want: "location/x: within: \"document/report\" is a document; here belongs a location"},
		"a reference to nothing in a list": {bad: `{"type":"Actor","id":"actor/a","kind":"GROUP","affiliations":[{"organisation":"actor/b","kind":"MEMBER"}]}`, want: "actor/a: affiliations[0].organisation: there is no record actor/b"},
		"offsets outside the text": {
			first: []string{report(withText(reportText))}, bad: holds(span(12, len(words)+1, "x")),
			want: fmt.Sprintf("statement/holds: evidence[0].end: is %d, and the text of document/report has %d code points", len(words)+1, len(words)),
		},
		"offsets the wrong way round": {
			first: []string{report()}, bad: holds(span(9, 9, "")),
			want: "statement/holds: evidence[0].end: is not after start",
		},
		"a hash that does not match": {
			first: []string{report(withText(reportText))}, bad: holds(span(12, 24, "الهدنة كاملة")),
			want: "statement/holds: evidence[0].hash: is not that of the words from 12 to 24 of document/report",
		},
		"a text that is not the document's": {
			bad:  report(withText(reportText), `"sha256":"`+hash("another")+`"`),
			want: "document/report: sha256: is not that of the text",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			before := append([]string{karvela}, c.first...)
			t.Run("in a commit", func(t *testing.T) {
				refused(t, empty(t), append(append([]string{march}, before...), c.bad, place("good")), fmt.Sprintf("f:%d: %s", len(before)+2, c.want))
			})
			t.Run("without one", func(t *testing.T) {
				refused(t, empty(t), append(before, c.bad, place("good")), fmt.Sprintf("f:%d: %s", len(before)+1, c.want))
			})
		})
	}
}

// refused imports lines of which some are refused, and nothing goes in.
func refused(t *testing.T, g graph.Graph, in []string, want ...string) {
	t.Helper()
	before, was := head(t, g), held(t, g)
	same(t, bring(t, g, lines(in...)), want)
	if head(t, g).Revision != before.Revision || held(t, g) != was {
		t.Errorf("something went in: head %d, was %d", head(t, g).Revision, before.Revision)
	}
}

func TestBadCommits(t *testing.T) {
	retract := func(id string) string { return fmt.Sprintf(`{"type":"Retract","id":%q,"reason":"a test"}`, id) }
	cases := map[string]struct {
		stored []string // what the graph holds
		lines  []string
		edit   func(*ingest.Options)
		want   []string
	}{
		"an id twice in a commit": {
			lines: []string{march, karvela, school, karvela2},
			want:  []string{"f:4: location/karvela: is in this commit already, at f:2"},
		},
		"an id twice, once to withdraw it": {
			lines: []string{march, karvela, retract("location/karvela")},
			want:  []string{"f:3: location/karvela: is in this commit already, at f:2"},
		},
		"an id twice among loose lines": {
			lines: []string{karvela, school, karvela2},
			want:  []string{"f:3: location/karvela: is there already, at f:1"},
		},
		"a withdrawal outside of a commit": {
			stored: []string{karvela}, lines: []string{retract("location/karvela")},
			want: []string{"f:1: location/karvela: only records stand outside of a commit: put a Commit line before it"},
		},
		"a withdrawal without a reason": {
			stored: []string{karvela}, lines: []string{march, `{"type":"Retract","id":"location/karvela"}`},
			want: []string{"f:2: location/karvela: reason: is missing"},
		},
		"a withdrawal of nothing": {
			lines: []string{march, retract("location/nowhere")},
			want:  []string{"f:2: location/nowhere: not found: there is no such record"},
		},
		"a withdrawal of what others need": {
			stored: []string{karvela, school}, lines: []string{march, retract("location/karvela")},
			want: []string{"f:2: location/karvela: location/karvela is still referred to by location/school"},
		},
		"a second withdrawal": {
			stored: []string{march, karvela, april, retract("location/karvela")}, lines: []string{untimed, retract("location/karvela")},
			want: []string{"f:2: location/karvela: conflicting change: it has been retracted already"},
		},
		"a restoration of what is there": {
			stored: []string{karvela}, lines: []string{march, `{"type":"Restore","id":"location/karvela"}`},
			want: []string{"f:2: location/karvela: conflicting change: it has not been retracted"},
		},
		"a withdrawal of a version that is no longer the newest": {
			stored: []string{march, karvela, april, karvela2},
			lines:  []string{untimed, `{"type":"Retract","id":"location/karvela","reason":"a test","expected":1}`},
			want:   []string{"f:2: location/karvela: location/karvela was changed in revision 2 by B. Coder; the change was made against revision 1"},
		},
		"a correction of what was withdrawn": {
			stored: []string{march, karvela, april, retract("location/karvela")}, lines: []string{untimed, karvela2},
			want: []string{"f:2: location/karvela: conflicting change: it has been retracted; restore it first"},
		},
		"a reference to what was withdrawn": {
			stored: []string{march, karvela, april, retract("location/karvela")}, lines: []string{untimed, school},
			want: []string{"f:2: location/school: within: location/karvela has been retracted"},
		},
		"a loose reference to what was withdrawn": {
			stored: []string{march, karvela, april, retract("location/karvela")}, lines: []string{place("free"), school},
			want: []string{"f:2: location/school: within: location/karvela has been retracted"},
		},
		"another marking": {
			stored: []string{place(opaque)}, lines: []string{march, place(opaque, `"marking":"RESTRICTED"`)},
			want: []string{"f:2: location/" + opaque + ": marking: is PUBLIC and cannot be changed to RESTRICTED by a correction"},
		},
		"a hash that does not match a text in the graph": {
			stored: []string{karvela, report(withText(reportText))}, lines: []string{march, holds(span(12, 24, "الهدنة كاملة"))},
			want: []string{"f:2: statement/holds: evidence[0].hash: is not that of the words from 12 to 24 of document/report"},
		},
		"a loose hash that does not match a text in the graph": {
			stored: []string{karvela, report(withText(reportText))}, lines: []string{place("free"), holds(span(12, 24, "الهدنة كاملة"))},
			want: []string{"f:2: statement/holds: evidence[0].hash: is not that of the words from 12 to 24 of document/report"},
		},
		"a text that an earlier quotation does not fit": {
			stored: []string{karvela, report(), holds(span(12, 24, "الهدنة كاملة"))}, lines: []string{march, report(withText(reportText))},
			want: []string{"f:2: document/report: text: does not fit statement/holds: evidence[0].hash: is not that of the words from 12 to 24 of document/report"},
		},
		"a marking above the clearance": {
			lines: []string{march, place(opaque, `"marking":"RESTRICTED"`)},
			edit:  func(o *ingest.Options) { o.Principal.Clearance = graph.MarkingPublic },
			want:  []string{"f:2: location/" + opaque + ": forbidden: it is marked RESTRICTED, above the clearance of A. Coder"},
		},
		"an id that is taken by what is hidden": {
			stored: []string{place(opaque, `"marking":"PROTECTED"`)},
			lines:  []string{march, place(opaque)},
			edit:   func(o *ingest.Options) { o.Principal.Clearance = graph.MarkingPublic },
			want:   []string{"f:2: location/" + opaque + ": conflicting change: the id is taken"},
		},
		"a time from somebody who may not give one": {
			lines: []string{march, karvela},
			edit:  func(o *ingest.Options) { o.Principal.Role = graph.RoleCoder },
			want:  []string{"f:1: forbidden: only an ADMIN may give the time of a commit"},
		},
		"anything from a reader": {
			lines: []string{karvela},
			edit:  func(o *ingest.Options) { o.Principal.Role = graph.RoleReader },
			want:  []string{"f:1: forbidden: a READER may not commit"},
		},
		"every fault of a commit is told": {
			lines: []string{march, place("a", `"kind":"PLANET"`, `"point":{"lat":91,"lon":181}`), `{`, place("b", `"height":3`), karvela, april, `{`},
			want: []string{
				`f:2: location/a: kind: is "PLANET", not one of COUNTRY, REGION, GOVERNORATE, DISTRICT, SETTLEMENT, SITE`,
				"f:2: location/a: point.lat: is 91, not from -90 to 90",
				"f:2: location/a: point.lon: is 181, not from -180 to 180",
				"f:3: is not JSON: it ends too early",
				"f:4: height: there is no such field",
			},
		},
		"every fault of loose lines is told": {
			lines: []string{place("a", `"within":"location/nowhere"`), place("b", `"within":"location/elsewhere"`), place("c")},
			want: []string{
				"f:1: location/a: within: there is no record location/nowhere",
				"f:2: location/b: within: there is no record location/elsewhere",
			},
		},
		"a line longer than is read": {
			lines: []string{karvela, place("x", `"names":[{"text":"`+strings.Repeat("a", 4<<20)+`"}]`)},
			want:  []string{"f:2: line is longer than 4194304 bytes: too large"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			g := empty(t)
			if c.stored != nil {
				brought(t, g, c.stored...)
			}
			before, was := head(t, g), held(t, g)
			o := []func(*ingest.Options){}
			if c.edit != nil {
				o = append(o, c.edit)
			}
			r := bring(t, g, lines(c.lines...), o...)
			same(t, r, c.want)
			if head(t, g).Revision != before.Revision || held(t, g) != was {
				t.Errorf("something went in: %+v", r)
			}
		})
	}
}

func same(t *testing.T, r *ingest.Report, want []string) {
	t.Helper()
	var got []string
	for _, f := range r.Refused {
		got = append(got, f.String())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("refused\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r.OK() || r.First != 0 || r.New+r.Changed+r.Retracted+r.Restored != 0 {
		t.Errorf("report %+v", r)
	}
}

// TestACommitLineAtFault ends what was before it as any other does: that goes in.
// Its own lines do not, and are looked at all the same.
func TestACommitLineAtFault(t *testing.T) {
	cases := map[string]struct{ line, want string }{
		"a number for a name": {`{"type":"Commit","author":7}`, "author: is a number, not a string"},
		"a time that is none": {`{"type":"Commit","time":"yesterday"}`, `time: is no time in RFC 3339, such as "2016-04-15T21:30:00Z"`},
		"a line cut short":    {`{"type":"Commit","author":"A. Co`, "author: is not JSON: it ends too early"},
	}
	for name, c := range cases {
		for where, before := range map[string][]string{"after a commit": {march, karvela}, "after loose lines": {place("a"), karvela}} {
			t.Run(name+" "+where, func(t *testing.T) {
				g := empty(t)
				r := bring(t, g, lines(append(before, c.line, place("own"), place("bad", `"kind":"PLANET"`), april, place("later"))...))
				want := "[f:3: " + c.want + ` f:5: location/bad: kind: is "PLANET", not one of COUNTRY, REGION, GOVERNORATE, DISTRICT, SETTLEMENT, SITE]`
				if got := fmt.Sprint(r.Refused); !strings.HasPrefix(got, want[:len(want)-1]) || len(r.Refused) != 2 {
					t.Errorf("refused %s, want %s", got, want)
				}
				if r.First != 1 || r.Last != 1 || r.NotReached != 1 {
					t.Errorf("report %+v", r)
				}
				if got := held(t, g); !strings.Contains(got, "karvela") || strings.Contains(got, "own") {
					t.Errorf("the graph holds %s", got)
				}
			})
		}
	}
	// If what was before is at fault itself, that was the end.
	refused(t, empty(t), []string{march, school, `{"type":"Commit","author":7}`, karvela}, "f:2: location/school: within: there is no record location/karvela")
	// An atomic import has no commits that could end.
	r := bring(t, empty(t), lines(karvela, `{"type":"Commit","author":7}`), func(o *ingest.Options) { o.Atomic = true })
	same(t, r, []string{"f:2: author: is a number, not a string"})
}

// TestLinesWithoutFaultAreCounted: of those that did not go in, only the others
// are.
func TestLinesWithoutFaultAreCounted(t *testing.T) {
	nowhere, elsewhere := place("x", `"within":"location/nowhere"`), place("y", `"within":"location/elsewhere"`)
	cases := map[string]struct {
		stored, lines []string
		edit          func(*ingest.Options)
		want          []string
		sound         int
	}{
		"bad references in a commit": {
			lines: []string{march, place("a"), nowhere, place("b"), elsewhere},
			want: []string{
				"f:3: location/x: within: there is no record location/nowhere",
				"f:5: location/y: within: there is no record location/elsewhere",
			},
			sound: 2,
		},
		"bad references among loose lines": {
			stored: []string{place("same")},
			lines:  []string{place("a"), nowhere, place("same"), elsewhere},
			want: []string{
				"f:2: location/x: within: there is no record location/nowhere",
				"f:4: location/y: within: there is no record location/elsewhere",
			},
			sound: 1,
		},
		"several faults of one line": {
			lines: []string{march, place("a"), `{"type":"Actor","id":"actor/x","kind":"STATE","affiliations":[{"organisation":"actor/a","kind":"ALLIED"},{"organisation":"actor/b","kind":"ALLIED"}]}`},
			want: []string{
				"f:3: actor/x: affiliations[0].organisation: there is no record actor/a",
				"f:3: actor/x: affiliations[1].organisation: there is no record actor/b",
			},
			sound: 1,
		},
		"an id twice in a commit":  {lines: []string{march, place("a"), place("b"), place("a")}, want: []string{"f:4: location/a: is in this commit already, at f:2"}, sound: 2},
		"a line that is no record": {lines: []string{march, place("a"), "x", place("b")}, want: []string{"f:3: is not JSON at byte 1: invalid character 'x' at start of value"}, sound: 2},
		"the commit as a whole": {
			lines: []string{march, place("a"), place("b")},
			edit:  func(o *ingest.Options) { o.Principal.Role = graph.RoleCoder },
			want:  []string{"f:1: forbidden: only an ADMIN may give the time of a commit"}, sound: 2,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			g := empty(t)
			if c.stored != nil {
				brought(t, g, c.stored...)
			}
			edits := []func(*ingest.Options){}
			if c.edit != nil {
				edits = append(edits, c.edit)
			}
			r := bring(t, g, lines(c.lines...), edits...)
			same(t, r, c.want)
			if r.NotReached != c.sound {
				t.Errorf("%d lines without fault, want %d", r.NotReached, c.sound)
			}
		})
	}
}

// TestAPrincipalThatIsNoneIsNoLinesFault is refused before a line is read.
func TestAPrincipalThatIsNoneIsNoLinesFault(t *testing.T) {
	o := ingest.Options{Principal: keeper, Clock: clock}
	o.Principal.Name = "a\nb"
	r, err := ingest.Run(t.Context(), empty(t), lines(karvela), o)
	if !errors.Is(err, graph.ErrInvalid) || err.Error() != "ingest: the principal: name: contains a control character" || !r.OK() || r.First != 0 {
		t.Errorf("%v, report %+v", err, r)
	}
}

func TestACommitHoldsAThousandLines(t *testing.T) {
	in := []string{march}
	for i := range graph.MaxOps {
		in = append(in, place(fmt.Sprint(i)))
	}
	if r := brought(t, empty(t), in...); r.New != graph.MaxOps || r.Last != 1 {
		t.Errorf("report %+v", r)
	}
	refused(t, empty(t), append(in, place("more"), place("and-more")), "f:1002: location/more: the commit of f:1 has more than 1000 lines")
}

func TestARefusalThatOthersFollowIsBounded(t *testing.T) {
	for name, n := range map[string]int{"as many as are listed": ingest.MaxRefusals, "more": ingest.MaxRefusals + 7} {
		t.Run(name, func(t *testing.T) {
			var in []string
			for range n {
				in = append(in, "x")
			}
			r := bring(t, empty(t), lines(in...))
			if len(r.Refused) != ingest.MaxRefusals || r.MoreRefused != n-ingest.MaxRefusals {
				t.Errorf("%d listed and %d more", len(r.Refused), r.MoreRefused)
			}
		})
	}
}

func TestQuotationsThatFit(t *testing.T) {
	fits := holds(span(12, 24, string(words[12:24])))
	cases := map[string][]string{
		"a text in the same commit":                    {march, karvela, report(withText(reportText)), fits},
		"a text among the loose lines":                 {fits, report(withText(reportText)), karvela},
		"a text that comes later":                      {march, karvela, report(), fits, april, report(withText(reportText))},
		"no text, and a hash that nobody can look at":  {karvela, report(), holds(span(12, 24, "الهدنة كاملة"))},
		"a text that is taken away in the same import": {march, karvela, report(withText(reportText)), april, report(), untimed, holds(span(12, 24, "الهدنة كاملة"))},
	}
	for name, in := range cases {
		t.Run(name, func(t *testing.T) { brought(t, empty(t), in...) })
	}
}
