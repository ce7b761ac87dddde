package gdelt_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/gdelt"
	"hudna/graph/ingest/source"
)

// made is a row that is made up, with some of its cells.
func made(cells map[int]string) string {
	row := make([]string, 61)
	for i, cell := range map[int]string{
		0: "77", 1: "20160415", 2: "201604", 3: "2016", 4: "2016.2849", 5: "AVAGOV", 6: "AVARIA", 7: "AVA", 12: "GOV", 15: "BRN", 16: "BRENN", 17: "BRN",
		25: "1", 26: "112", 27: "112", 28: "11", 29: "3", 30: "-2.0", 31: "4", 32: "1", 33: "4", 34: "-3.2",
		51: "4", 52: "Karvela, Karvela Governorate, Avaria", 53: "AV", 54: "AV01", 56: "10.5", 57: "20.5", 58: "-99", 59: "20160415143000", 60: "https://news.invalid/a",
	} {
		row[i] = cell
	}
	for i, cell := range cells {
		row[i] = cell
	}
	return strings.Join(row, "\t") + "\n"
}

func next(f ingest.Format, text string) (*ingest.Draft, error) {
	d, err := f.Open(context.Background(), source.Of("made.CSV", text))
	if err != nil {
		return nil, err
	}
	return d.Next(context.Background())
}

func Example() {
	d, err := next(gdelt.Events{}, made(nil))
	if err != nil {
		fmt.Println(err)
		return
	}
	s, _ := d.Records[0].(*graph.Statement)
	fmt.Println(s.ID, s.Basis, s.Said.EDTF, s.Speakers[0].Actor, s.Acts[0].Act, s.About[0].Node, s.About[0].Role)
	// Output: statement/gdelt-77 MACHINE_CODED 2016-04-15 actor/cameo-avagov ACCUSE actor/cameo-brn ACCUSED
}

func TestRows(t *testing.T) {
	for name, c := range map[string]struct {
		cells map[int]string
		want  string
	}{
		"words":                {nil, "statement ACCUSED"},
		"a deed":               {map[int]string{26: "190"}, "event ARMED_VIOLENCE"},
		"no violation":         {map[int]string{26: "196"}, "event ARMED_VIOLENCE"},
		"nobody who speaks":    {map[int]string{5: ""}, "statement without a speaker"},
		"a code that is none":  {map[int]string{26: "99"}, `line 1, EventCode, "99": is no code of CAMEO`},
		"a code without its 0": {map[int]string{26: "1"}, `line 1, EventCode, "1": is no code of CAMEO`},
		"no day":               {map[int]string{1: "20160231"}, `line 1, SQLDATE, "20160231": is no day of the calendar`},
		"no id":                {map[int]string{0: ""}, "line 1, GLOBALEVENTID: is no id of an event"},
		"latitude 95":          {map[int]string{26: "190", 56: "95"}, `line 1, ActionGeo_Lat, "95": is not between -90 and 90`},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := next(gdelt.Events{}, made(c.cells))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			switch {
			case len(d.Faults) > 0:
				got = d.Faults[0].Error()
			default:
				switch r := d.Records[0].(type) {
				case *graph.Event:
					got = "event " + string(r.Kind)
					if r.Under != "" || r.Basis != graph.EventMachineCoded {
						t.Errorf("%+v", r)
					}
				case *graph.Statement:
					got = "statement " + string(r.About[0].Role)
					if len(r.Speakers) == 0 {
						got = "statement without a speaker"
					}
					if r.About[0].Stance != nil || len(r.Addressees) > 0 || r.Basis != graph.BasisMachineCoded {
						t.Errorf("%+v", r)
					}
				}
			}
			if got != c.want {
				t.Errorf("%s, not %s", got, c.want)
			}
		})
	}
}

// TestMentions: a mention adds its document to the event that is there, once, and
// one of an event that is not there is refused.
func TestMentions(t *testing.T) {
	g := graphtest.NewNaive(time.Now)
	load := func(f ingest.Format, text string) *ingest.Report {
		r, err := ingest.Load(t.Context(), g, source.Of("made.CSV", text), ingest.LoadOptions{Principal: graphtest.Curator(), Format: f, Spare: -1})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	mention := func(event, at, sentence string) string {
		return strings.Join([]string{event, "20160415143000", "20160415150000", "1", "news.invalid", at, sentence, "10", "20", "30", "1", "50", "900", "-1.5", "", ""}, "\t") + "\n"
	}
	load(gdelt.Events{}, made(nil)+made(map[int]string{0: "78", 26: "190"}))
	file := mention("77", "https://news.invalid/b", "1") + mention("77", "https://news.invalid/b", "3") + mention("78", "https://news.invalid/b", "4") +
		mention("99", "https://news.invalid/b", "5") + mention("78", "https://news.invalid/a", "2")
	r := load(gdelt.Mentions{}, file)
	if r.Rows.Refused != 1 || len(r.Refused) != 1 || !strings.Contains(r.Refused[0].String(), "there is no record statement/gdelt-99: import it first") {
		t.Errorf("%+v, %v", r.Rows, r.Refused)
	}
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reader := g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic})
	for id, want := range map[graph.ID]int{"statement/gdelt-77": 2, "event/gdelt-78": 2} {
		r, err := reader.Record(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		switch r := r.(type) {
		case *graph.Statement:
			n = len(r.Evidence)
		case *graph.Event:
			n = len(r.Documents)
		}
		if n != want {
			t.Errorf("%s stands in %d documents, not %d", id, n, want)
		}
	}
	b, err := reader.Record(t.Context(), ingest.NewID(graph.KindDocument, "url", "https://news.invalid/b"))
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, v := range b.Shared().Variables {
		if strings.HasPrefix(v.Name, "gdelt.mention.") && strings.Contains(v.Value, "Confidence=50") {
			said++
		}
	}
	if said != 3 {
		t.Errorf("the document has %d mentions, not 3: %+v", said, b.Shared().Variables)
	}
	if again := load(gdelt.Mentions{}, file+"\n"); again.Changed != 0 || again.New != 0 {
		t.Errorf("again: %+v", again)
	}
}

const shared = "../../../../shared/data/gdelt/20191024143000-first200.export.CSV"

// TestReal imports the real file: as many of each code as another program counts.
func TestReal(t *testing.T) {
	if _, err := os.Stat(shared); err != nil {
		t.Skip("the real file may not be published: ", err)
	}
	awk, err := exec.CommandContext(t.Context(), "awk", "-F", "\t", `{ n[$27 " " $2 " " $31]++ } END { for (k in n) print k, n[k] }`, shared).Output()
	if err != nil {
		t.Skip("there is no awk to count with: ", err)
	}
	s, err := source.Open(t.Context(), shared, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if fit, _ := (gdelt.Events{}).Fit(s); fit != 100 {
		t.Errorf("it fits by %d", fit)
	}
	g := graphtest.NewNaive(time.Now)
	report, err := ingest.Load(t.Context(), g, s, ingest.LoadOptions{Principal: graphtest.Curator(), Format: gdelt.Events{}, Spare: -1})
	if err != nil || !report.OK() || report.New != 200 {
		t.Fatalf("%v, %+v", err, report)
	}
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, kind := range []graph.Kind{graph.KindStatement, graph.KindEvent} {
		for r, err := range g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}).Scan(t.Context(), kind) {
			if err != nil {
				t.Fatal(err)
			}
			var when *graph.Date
			switch r := r.(type) {
			case *graph.Statement:
				when = r.Said
			case *graph.Event:
				when = r.When
			}
			of := map[string]string{}
			for _, v := range r.Shared().Variables {
				of[v.Name] = v.Value
			}
			got[fmt.Sprintf("%s %s %s", of["EventCode"], strings.ReplaceAll(string(when.EDTF), "-", ""), of["GoldsteinScale"])]++
		}
	}
	lines := 0
	for line := range strings.Lines(string(awk)) {
		at := strings.LastIndexByte(strings.TrimSpace(line), ' ')
		if key, n := line[:at], strings.TrimSpace(line[at:]); fmt.Sprint(got[key]) != n {
			t.Errorf("%s: %d rows, not %s", key, got[key], n)
		}
		lines++
	}
	if lines < 30 || lines != len(got) {
		t.Errorf("%d codes and days, not %d", len(got), lines)
	}
}
