package sample_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"hudna/cmd/hudna/sample"
	"hudna/graph"
)

// longestRun is how many words of the report may stand in the sample one after
// another: as many as a label needs.
const longestRun = 6

func TestNoPassageOfTheReportStandsInTheSample(t *testing.T) {
	printed := runsOf(string(article(t)))
	names, err := fs.Glob(sample.FS, "*")
	if err != nil {
		t.Fatal(err)
	}
	texts := 0
	for _, name := range names {
		content, err := fs.ReadFile(sample.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range stringsIn(t, content) {
			texts++
			for run := range runsOf(s) {
				if printed[run] {
					t.Errorf("%s: %q has a passage of the report in it: %q", name, s, run)
				}
			}
		}
	}
	for run := range runsOf(guide(t)) {
		if printed[run] {
			t.Errorf("docs/coding-guide.md has a passage of the report in it: %q", run)
		}
	}
	if texts < 1000 {
		t.Errorf("only %d texts were looked at", texts)
	}
	// One word more than a label has is a passage, whatever marks are left out of it.
	words := strings.FieldsFunc(string(article(t)), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) })
	if len(runsOf(strings.Join(words[:longestRun], " "))) != 0 || !printed[anyOf(runsOf(strings.Join(words[:longestRun+1], "ـ ")))] {
		t.Error("a passage of the report is not recognised")
	}
}

// runsOf gives every run of words of a text that is longer than allowed. Marks
// and punctuation do not count.
func runsOf(text string) map[string]bool {
	words := strings.FieldsFunc(strings.Map(func(r rune) rune {
		if unicode.IsMark(r) || r == 'ـ' {
			return -1
		}
		return r
	}, text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	runs := map[string]bool{}
	for i := range len(words) - longestRun {
		runs[strings.Join(words[i:i+longestRun+1], " ")] = true
	}
	return runs
}

// guide gives the text of docs/coding-guide.md.
func guide(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../../docs/coding-guide.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The guide works the sample's cases through by the ids of its records.
func TestTheGuideNamesRecordsOfTheSampleAlone(t *testing.T) {
	ever := state{}
	for _, s := range states(t) {
		maps.Copy(ever, s)
	}
	named := map[graph.ID]bool{}
	for _, m := range regexp.MustCompile("`((?:statement|event|actor|agreement|document)/[^`]*)`").FindAllStringSubmatch(guide(t), -1) {
		named[graph.ID(m[1])] = true
		if ever[graph.ID(m[1])] == nil {
			t.Errorf("docs/coding-guide.md speaks of %s, which is not in the sample", m[1])
		}
	}
	for _, s := range of[*graph.Statement](ever) {
		if s.Evidence[0].Document == report && !named[s.ID] {
			t.Errorf("docs/coding-guide.md does not work %s through", s.ID)
		}
	}
}

func anyOf(runs map[string]bool) string {
	for run := range runs {
		return run
	}
	return ""
}

// stringsIn gives every string in lines of JSON.
func stringsIn(t *testing.T, lines []byte) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(lines))
	var all []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if s, ok := token.(string); ok {
			all = append(all, s)
		}
	}
}

func TestEveryTextIsAParaphraseMadeForTheSample(t *testing.T) {
	for i, s := range states(t) {
		for _, st := range of[*graph.Statement](s) {
			if st.Wording != graph.WordingParaphrase || st.Lang != "ar" || st.Text == "" {
				t.Errorf("after commit %d: %s: wording %s, language %s, text %q", i+1, st.ID, st.Wording, st.Lang, st.Text)
			}
			if len(st.Translations) != 1 || st.Translations[0].Lang != "en" || !madeUp(st.Translations[0].By) {
				t.Errorf("after commit %d: %s: translations %+v", i+1, st.ID, st.Translations)
			}
			if st.Coding == nil || !madeUp(st.Coding.Coder) || st.Coding.Scheme != "hudna-sample" {
				t.Errorf("after commit %d: %s: coding %+v", i+1, st.ID, st.Coding)
			}
			// Quotation marks would make somebody's words of a paraphrase.
			if strings.ContainsAny(st.Text+st.Translations[0].Text, "\"“”«»") {
				t.Errorf("after commit %d: %s: a paraphrase with quotation marks", i+1, st.ID)
			}
		}
	}
}

func madeUp(coder string) bool { return strings.HasPrefix(coder, "sample ") }

func TestNoDocumentHasItsTextAndTheReportNamesNoPublisher(t *testing.T) {
	for i, s := range states(t) {
		for _, d := range of[*graph.Document](s) {
			if d.Text != "" {
				t.Errorf("after commit %d: %s has its text", i+1, d.ID)
			}
			// A title in square brackets was supplied by the coder.
			if !strings.HasPrefix(d.Title, "[") || !strings.HasSuffix(d.Title, "]") {
				t.Errorf("after commit %d: %s is called %q", i+1, d.ID, d.Title)
			}
			if d.URL != "" || d.ArchivedURL != "" {
				t.Errorf("after commit %d: %s has an address that nobody gave", i+1, d.ID)
			}
			if d.ID == report {
				if d.Publisher != "" || d.Published != nil || d.Byline != "" || d.Lang != "ar" || d.MediaType != "text/plain" || d.SHA256 == "" {
					t.Errorf("after commit %d: %s: %+v", i+1, d.ID, d)
				}
			} else if d.Published == nil || d.SHA256 != "" {
				t.Errorf("after commit %d: %s: %+v", i+1, d.ID, d)
			}
		}
	}
}

func TestNoStanceIsRecordedBecauseNoneIsGiven(t *testing.T) {
	for i, s := range states(t) {
		for _, st := range of[*graph.Statement](s) {
			for _, a := range st.About {
				if a.Stance != nil {
					t.Errorf("after commit %d: %s has a stance", i+1, st.ID)
				}
			}
			if st.Confidence != nil {
				t.Errorf("after commit %d: %s has a confidence", i+1, st.ID)
			}
		}
	}
}

// Who may speak in the report, alone and together; everybody else is only
// spoken of, and nobody else speaks in a document that is not their own.
func TestNobodySpeaksWhoDidNotSpeak(t *testing.T) {
	inReport := [][]graph.ID{
		{"actor/john-kerry"},
		{"actor/john-kirby"},
		{"actor/united-states"},
		{"actor/john-kerry", "actor/sergey-lavrov"},
		{}, // the report itself
	}
	elsewhere := map[graph.ID][]graph.ID{
		"document/snhr-report-2016-03-07":                            {"actor/snhr"},
		"document/snhr-report-2016-05-13":                            {"actor/snhr"},
		"document/sjac-report-2016-03-11":                            {"actor/sjac"},
		"document/russian-reconciliation-centre-bulletin-2016-04-18": {"actor/russian-reconciliation-centre"},
		tassReport: {}, // who recorded a number did not speak by that
	}
	for i, s := range states(t) {
		for _, st := range of[*graph.Statement](s) {
			speakers := []graph.ID{}
			for _, sp := range st.Speakers {
				speakers = append(speakers, sp.Actor)
			}
			document := st.Evidence[0].Document
			for _, e := range st.Evidence {
				if e.Document != document {
					t.Errorf("after commit %d: %s stands in %s and in %s", i+1, st.ID, document, e.Document)
				}
			}
			if document == report {
				if !slices.ContainsFunc(inReport, func(may []graph.ID) bool { return slices.Equal(may, speakers) }) {
					t.Errorf("after commit %d: %s is spoken by %v", i+1, st.ID, speakers)
				}
				continue
			}
			may, ok := elsewhere[document]
			if st.ID == confirmsNone {
				may = []graph.ID{russia} // the guide says why
			}
			if !ok || !slices.Equal(may, speakers) {
				t.Errorf("after commit %d: %s, in %s, is spoken by %v", i+1, st.ID, document, speakers)
			}
		}
	}
}

// The quotation marks around what Kerry said belong to Kirby, who told it. What
// those around a single word of the report are for does not show.
func TestQuotedWordsAreTheRelays(t *testing.T) {
	single := 0
	for i, s := range states(t) {
		for _, st := range of[*graph.Statement](s) {
			for _, e := range st.Evidence {
				if e.Quoted == nil {
					continue
				}
				whose := graph.ID("") // of several speakers none can be named
				switch {
				case st.ID == offensive && e.Hash == hashOf([]rune("الهجوم")):
					single++
					if e.Quoted.Kind != graph.QuotedUnclear {
						t.Errorf("after commit %d: %s: the single word is quoted %s", i+1, st.ID, e.Quoted.Kind)
					}
				case e.Quoted.Kind != graph.QuotedFull && e.Quoted.Kind != graph.QuotedPartial:
					t.Errorf("after commit %d: %s: %+v is quoted %s", i+1, st.ID, e, e.Quoted.Kind)
				case len(st.Relays) > 0:
					whose = st.Relays[0].Actor
				case len(st.Speakers) == 1:
					whose = st.Speakers[0].Actor
				}
				if e.Part != graph.PartQuoted || e.Quoted.Whose != whose {
					t.Errorf("after commit %d: %s: %+v is said to be %q's, not %q's", i+1, st.ID, e, e.Quoted.Whose, whose)
				}
				relayed := len(st.Relays) > 0
				if (e.Quoted.Translated != nil && *e.Quoted.Translated) != relayed {
					t.Errorf("after commit %d: %s: translated is %v", i+1, st.ID, e.Quoted.Translated)
				}
			}
		}
	}
	if single == 0 {
		t.Error("no single word is quoted")
	}
}

func TestDamascusIsTheGovernmentAndNoPlace(t *testing.T) {
	found := map[string]graph.NameKind{}
	for i, s := range states(t) {
		for id, r := range s {
			var names []graph.Name
			switch r := r.(type) {
			case *graph.Location:
				names = r.Names
			case *graph.Actor:
				names = r.Names
			}
			for _, n := range names {
				if n.Text != "دمشق" && n.Text != "Damascus" {
					continue
				}
				if id != "actor/syrian-government" {
					t.Errorf("after commit %d: %s is called %s", i+1, id, n.Text)
				}
				found[n.Text] = n.Kind
			}
		}
	}
	if found["دمشق"] != graph.NameMetonym || found["Damascus"] != graph.NameMetonym {
		t.Errorf("names: %v", found)
	}
}

// Codes are given to states and countries, where they are certain, and to the
// resolution of the Security Council.
func TestCodesAreOnlyTheOnesThatAreCertain(t *testing.T) {
	want := map[graph.ID][]graph.Code{
		"actor/united-states":           {{System: "iso3166", Code: "US"}, {System: "wikidata", Code: "Q30"}},
		"actor/russia":                  {{System: "iso3166", Code: "RU"}, {System: "wikidata", Code: "Q159"}},
		"actor/syria":                   {{System: "iso3166", Code: "SY"}, {System: "wikidata", Code: "Q858"}},
		"actor/turkey":                  {{System: "iso3166", Code: "TR"}, {System: "wikidata", Code: "Q43"}},
		"location/syria":                {{System: "iso3166", Code: "SY"}, {System: "wikidata", Code: "Q858"}},
		"document/unsc-resolution-2268": {{System: "unscr", Code: "2268"}},
	}
	for id, r := range head(t) {
		if got := r.Shared().Codes; !slices.Equal(got, want[id]) {
			t.Errorf("%s has the codes %v, not %v", id, got, want[id])
		}
	}
}
