package mapped_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/mapped"
	"hudna/graph/ingest/source"
)

// The mapping and the rows are made up.
const (
	mapping = `
name: truces
version: "2"
dates: [DD/MM/YYYY, YYYY-MM]
decimal: comma
digits: any
tables:
  acts: {accuses: ACCUSE, denies: DENY, says: ASSERT}
records:
  - type: Actor
    once: true
    id: "{who}"
    set: {"names[0].text": "{who}", "names[0].lang": en}
  - type: Actor
    once: true
    id: "{whom}"
    set: {"names[0].text": "{whom}"}
  - type: Document
    once: true
    id: "{source}"
    set: {title: "{source}"}
  - type: Statement
    id: "{n}"
    set:
      speakers[0].actor: {ref: actor, of: "{who}"}
      about[0].node: {ref: actor, of: "{whom}"}
      about[0].role: ACCUSED
      about[0].stance.value: "{stance}"
      about[0].stance.scale: made-up
      acts[0].act: {table: acts, of: "{verb}"}
      said: {date: "{day}"}
      text: "{words}"
      wording: PARAPHRASE
      evidence[0].document: {ref: document, of: "{source}"}
  - type: Statement
    id: "{n}-relayed"
    if: "{relay}"
    set:
      speakers[0].actor: {ref: actor, of: "{who}"}
      text: "{words}, says {relay}"
      evidence[0].document: {ref: document, of: "{source}"}
`
	rows = "n,who,whom,stance,verb,day,words,relay,source,spare\n" +
		"1,Avaria,Brenn,\"-0,5\",accuses,15/04/2016,You broke it,,Made-up Wire,kept\n" +
		"2,Brenn,,,says,2016-04,We did not,Karvela Radio,Made-up Wire,\n"
)

func all(m ingest.Format, text string) (drafts []*ingest.Draft, err error) {
	d, err := m.Open(context.Background(), source.Of("made.csv", text))
	for err == nil {
		var draft *ingest.Draft
		if draft, err = d.Next(context.Background()); err == nil {
			drafts = append(drafts, draft)
		}
	}
	return drafts, err
}

func Example() {
	m, err := mapped.Parse(strings.NewReader(mapping))
	if err != nil {
		fmt.Println(err)
		return
	}
	drafts, _ := all(m, rows)
	for _, d := range drafts {
		for _, r := range d.Records {
			s, _ := r.(*graph.Statement)
			fmt.Println(s.ID, len(s.About), s.Text)
		}
	}
	// Output:
	// statement/truces-1 1 You broke it
	// statement/truces-2 0 We did not
	// statement/truces-2-relayed 0 We did not, says Karvela Radio
}

func parsed(t *testing.T, text string) *mapped.Mapping {
	t.Helper()
	m, err := mapped.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A row that does not say who spoke goes in, and is told: nobody is guessed.
func TestARowWithoutItsSpeakerIsFlagged(t *testing.T) {
	drafts, err := all(parsed(t, mapping), "n,who,whom,stance,verb,day,words,relay,source,spare\n"+
		"1,,Brenn,,accuses,2016-04-15,You broke it,,Made-up Wire,\n"+
		"2,Brenn,,,says,2016-04,We did not,,Made-up Wire,\n")
	if !errors.Is(err, io.EOF) || len(drafts) != 2 {
		t.Fatal(len(drafts), err)
	}
	if s, _ := drafts[0].Records[0].(*graph.Statement); len(s.Speakers) != 0 || !strings.Contains(drafts[0].Flagged, "who spoke") {
		t.Errorf("%+v, flagged %q", s.Speakers, drafts[0].Flagged)
	}
	if drafts[1].Flagged != "" {
		t.Errorf("flagged: %s", drafts[1].Flagged)
	}
	// The mapping may say itself who speaks where nobody is named.
	itself := strings.ReplaceAll(mapping, "      wording: PARAPHRASE", "      attribution: PUBLISHER\n      wording: PARAPHRASE")
	drafts, _ = all(parsed(t, itself), "n,who,whom,stance,verb,day,words,relay,source,spare\n1,,Brenn,,accuses,2016-04,You broke it,,Made-up Wire,\n")
	if len(drafts) != 1 || drafts[0].Flagged != "" {
		t.Errorf("%d drafts, flagged %q", len(drafts), drafts[0].Flagged)
	}
}

func TestRows(t *testing.T) {
	drafts, _ := all(parsed(t, mapping), rows)
	first, _ := drafts[0].Records[0].(*graph.Statement)
	if first.About[0].Stance.Value != -0.5 || first.Said.EDTF != "2016-04-15" || first.Acts[0].Act != graph.ActAccuse {
		t.Errorf("%+v", first)
	}
	if len(first.Variables) != 1 || first.Variables[0].Name != "spare" || first.Variables[0].Value != "kept" {
		t.Errorf("%+v", first.Variables)
	}
	if second, _ := drafts[1].Records[0].(*graph.Statement); second.Said.EDTF != "2016-04" || len(second.About) > 0 {
		t.Errorf("%+v", second)
	}
	if len(drafts[1].With) != 2 { // nobody is spoken of
		t.Errorf("%+v", drafts[1].With)
	}
	for _, d := range drafts {
		for _, r := range append(d.With, d.Records...) {
			if err := r.Validate(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestRowsAtFault(t *testing.T) {
	m := parsed(t, mapping)
	for name, c := range map[string]struct{ row, want string }{
		"a day that is none":     {"1,A,B,0,says,31/02/2016,x,,W,", `line 2, day, "31/02/2016": said: is no day of the calendar in the form DD/MM/YYYY or YYYY-MM`},
		"a form that is not":     {"1,A,B,0,says,04/15/2016,x,,W,", `line 2, day, "04/15/2016": said: is no day of the calendar in the form DD/MM/YYYY or YYYY-MM`},
		"a year of two digits":   {"1,A,B,0,says,15/04/16,x,,W,", `line 2, day, "15/04/16": said: is no day of the calendar in the form DD/MM/YYYY or YYYY-MM`},
		"a year of the Hijra":    {"1,A,B,0,says,08/07/1437,x,,W,", `line 2, day, "08/07/1437": said: is in the year 1437 of its calendar; years from 1800 to 2200 are taken, of the Gregorian one`},
		"a word not in a table":  {"1,A,B,0,sings,15/04/2016,x,,W,", `line 2, verb, "sings": acts[0].act: "sings" is not in the table`},
		"no number":              {"1,A,B,much,says,15/04/2016,x,,W,", `line 2, stance, "much": about[0].stance.value: "much" is no number`},
		"no id":                  {",A,B,0,says,15/04/2016,x,,W,", "line 2, n: is missing: the id of the record is made of it"},
		"digits of other people": {"1,A,B,\"٠,5\",says,١٥/٠٤/٢٠١٦,x,,W,", ""},
	} {
		t.Run(name, func(t *testing.T) {
			drafts, _ := all(m, strings.SplitAfter(rows, "\n")[0]+c.row+"\n")
			got := ""
			if len(drafts[0].Faults) > 0 {
				got = drafts[0].Faults[0].Error()
			}
			if got != c.want {
				t.Errorf("%s, not %s", got, c.want)
			}
		})
	}
	if _, err := all(m, "n,who\n1,A\n"); err == nil || !strings.Contains(err.Error(), "there is no column day, relay, source, stance, verb, whom, words") {
		t.Error(err)
	}
}

// TestSplit: a cell with several entries makes as many.
func TestSplit(t *testing.T) {
	m := parsed(t, `
name: joint
records:
  - type: Statement
    id: "{n}"
    set:
      speakers[].actor: {ref: actor, of: "{who}", split: ";"}
      text: "{words}"
`)
	drafts, _ := all(m, "n,who,words\n1,Avaria; Brenn,Yes\n2,,Yes\n")
	if s, _ := drafts[0].Records[0].(*graph.Statement); len(s.Speakers) != 2 || s.Speakers[1].Actor != ingest.NewID(graph.KindActor, "joint", "Brenn") {
		t.Errorf("%+v", s)
	}
	if s, _ := drafts[1].Records[0].(*graph.Statement); len(s.Speakers) != 0 {
		t.Errorf("%+v", s)
	}
}

// TestMappingsAtFault: all of it is told before any row is read.
func TestMappingsAtFault(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"a field that there is not":   {"text: \"{words}\"\n      wording", "txt: \"{words}\"\n      wording", "records[3].set.txt: there is no field txt here: one of id, codes"},
		"a field within":              {"speakers[0].actor: {ref: actor, of: \"{who}\"}\n      about", "speakers[0].name: \"{who}\"\n      about", "records[3].set.speakers[0].name: there is no field name here: one of actor, post"},
		"a list without an element":   {"about[0].node", "about.node", "records[3].set.about.node: about is a list: name an element of it, about[0]"},
		"a constant of no such kind":  {"wording: PARAPHRASE", "wording: ROUGHLY", `records[3].set.wording: "ROUGHLY" is not one of the values that belong here`},
		"a table that there is not":   {"{table: acts", "{table: deeds", `records[3].set.acts[0].act: there is no table "deeds"`},
		"a value in a table":          {"says: ASSERT", "says: SAY", `records[3].set.acts[0].act: "SAY" is not one of the values that belong here`},
		"a key that there is not":     {"decimal: comma", "decimals: comma", "field decimals not found"},
		"a form of dates":             {"YYYY-MM]", "YY-MM]", `dates: "YY-MM" is no form of dates`},
		"no column in an id":          {"id: \"{n}\"", "id: one", "records[3].id: names no column: every row would become the same record"},
		"a brace without another one": {"title: \"{source}\"", "title: \"{source\"", "has a brace without its other one"},
		"a date without its form":     {"said: {date: \"{day}\"}", "said: \"{day}\"", `said: is a date: {date: "{column}"}, or name said.edtf or said.words`},
		"an event under an agreement": {"text: \"{words}\"\n      wording", "under: \"{words}\"\n      wording", "an import never says that an event falls under an agreement"},
		"an addressee":                {"about[0].node", "addressees[0].actor", "an import never makes anybody an addressee"},
		"a breach":                    {"role: ACCUSED", "role: BREACHED", "an import never says that an agreement was breached"},
		"a name that cannot be one":   {"name: truces", "name: My Truces", `name: "My Truces" is no name`},
		"no records":                  {"records:" + strings.SplitAfter(mapping, "records:")[1], "", "records: is missing: a row becomes nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(mapping, c.old) {
				t.Fatal("the mapping has no such part")
			}
			_, err := mapped.Parse(strings.NewReader(strings.Replace(mapping, c.old, c.new, 1)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, not %s", err, c.want)
			}
		})
	}
}
