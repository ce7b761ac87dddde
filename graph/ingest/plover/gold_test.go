package plover_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/plover"
	"hudna/graph/ingest/source"
)

// The records are made up.
const file = `[
{ "id": "MADE-1", "date": "2016-04-15", "event": "DISAPPROVE", "mode": "", "context": "military",
  "source": [{"actorText": "Avaria", "code": "AVA", "sector": "GOV"},],
  "target": [{"actorText": "Brenn", "code": "BRN"}, {"actorText": "Karvela Front", "code": "AVAREB"}],
  "text": "Avaria criticised Brenn and the Karvela Front, a \"}\" apart.", "language": "en", "eventText": "criticised",
},
{ "id": "MADE-2", "date": "2016-04-16", "event": "FIGHT", "mode": "heavy-weapons", "source": "", "target": "", "text": "Shells fell.", "language": "en", },
{ "id": "MADE-3", "date": "2016-04-16", "event": "DANCE", "text": "They danced.", "language": "en" },
{ "id": "MADE-0", "event": "DOCUMENT" },
]
`

func all(text string) (drafts []*ingest.Draft, err error) {
	d, err := plover.Gold{}.Open(context.Background(), source.Of("made.txt", text))
	for err == nil {
		var draft *ingest.Draft
		if draft, err = d.Next(context.Background()); err == nil {
			drafts = append(drafts, draft)
		}
	}
	return drafts, err
}

func Example() {
	drafts, _ := all(file)
	s, _ := drafts[0].Records[0].(*graph.Statement)
	fmt.Println(s.ID, s.Said.EDTF, s.Acts[0].Act, len(s.About), s.About[0].Role)
	fmt.Println(s.Text)
	// Output:
	// statement/plover-made-1 2016-04-15 CRITICISE 2 CRITICISED
	// Avaria criticised Brenn and the Karvela Front, a "}" apart.
}

func TestRecords(t *testing.T) {
	drafts, err := all(file)
	if !errors.Is(err, io.EOF) || len(drafts) != 3 {
		t.Fatalf("%d, %v", len(drafts), err)
	}
	if e, _ := drafts[1].Records[0].(*graph.Event); e.Kind != graph.EventShelling || len(e.Participants) != 0 || drafts[1].Line != 7 {
		t.Errorf("%+v", e)
	}
	if f := drafts[2].Faults; len(f) != 1 || f[0].Error() != `line 8, event, "DANCE": is no type of event of PLOVER` {
		t.Errorf("%v", f)
	}
	if _, err := all(`[{"id": "cut off`); err == nil || !strings.Contains(err.Error(), "does not end") {
		t.Error(err)
	}
}

// TestReal reads the real records: each is sound, and no other than the file
// has.
func TestReal(t *testing.T) {
	text, err := os.ReadFile("../../../../shared/data/plover/PLOVER_GSR_CAMEO.txt")
	if err != nil {
		t.Skip("the real file may not be published: ", err)
	}
	drafts, err := all(string(text))
	if want := strings.Count(string(text), `"eventText"`) - 1; !errors.Is(err, io.EOF) || len(drafts) != want {
		t.Fatalf("%d records, not %d: %v", len(drafts), want, err)
	}
	for _, d := range drafts {
		if len(d.Faults) > 0 {
			t.Errorf("%v", d.Faults[0])
			continue
		}
		for _, r := range append(d.With, d.Records...) {
			if err := r.Validate(); err != nil {
				t.Errorf("line %d: %v", d.Line, err)
			}
		}
	}
}

func TestCodes(t *testing.T) {
	for code, want := range map[[2]string]string{
		{"AGREE", ""}:              "PARTNER ANNOUNCE",
		{"REQUEST", "yield"}:       "ASKED ASK",
		{"ACCUSE", "allege"}:       "ACCUSED ACCUSE",
		{"ACCUSE", "disapprove"}:   "CRITICISED CRITICISE",
		{"ACCUSE", "investigate"}:  "OTHER",
		{"REJECT", "meet"}:         "SUBJECT REJECT",
		{"CONSULT", "phone"}:       "CALL",
		{"RETREAT", "ceasefire"}:   "DECLARATION",
		{"FIGHT", "heavy-weapons"}: "SHELLING",
		{"ASSAULT", ""}:            "ARMED_VIOLENCE",
		{"SUPPORT", ""}:            "OTHER",
		{"OPTIMISM", ""}:           "none",
	} {
		m, ok := plover.Of(code[0], code[1])
		got := "none"
		switch {
		case ok && m.Statement:
			got = fmt.Sprintf("%s %s", m.Role, m.Act)
		case ok:
			got = string(m.Event)
		}
		if got != want {
			t.Errorf("%v: %s, not %s", code, got, want)
		}
	}
}
