package ucdp_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/ucdp"
)

// The rows of the tests are made up.
const (
	names = "id,year,active_year,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,dyad_name,side_a_new_id,side_a,side_b_new_id,gwnob,side_b,number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high\n"
	row   = `7,2016,1,1,1,A,2,A - B,31,Government of Avaria,32,,Karvela Front,1,"""Made-up Wire,2016-03-02""",Made-up Wire,2016-03-02,Made up,Karvela Observatory,1,Karvela town,Karvela Governorate,Old district,10.5,20.5,POINT (20.5 10.5),1,Avaria,999,Nowhere,1,1,2016-03-01,2016-03-01,1,2,0,0,2,3,4` + "\n"
)

func Example() {
	d, err := ucdp.GED{}.Open(context.Background(), source.Of("made.csv", names+row))
	if err != nil {
		fmt.Println(err)
		return
	}
	draft, err := d.Next(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := draft.Records[0].(*graph.Event)
	f := e.Figures[0]
	fmt.Println(e.ID, e.Kind, e.When.EDTF, e.Places[0].Precision, f.What, *f.Low, *f.Best, *f.High, f.CountedBy)
	// Output: event/ucdp-ged-7 ARMED_VIOLENCE 2016-03-01 EXACT DEATHS 2 3 4 actor/ucdp
}

func next(t *testing.T, text string) *ingest.Draft {
	t.Helper()
	d, err := ucdp.GED{}.Open(t.Context(), source.Of("made.csv", text))
	if err != nil {
		t.Fatal(err)
	}
	draft, err := d.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

// edit changes cells of the row, by the names of their columns.
func edit(cells map[string]string) string {
	columns := strings.Split(strings.TrimSpace(names), ",")
	values := strings.Split(strings.Replace(strings.TrimSpace(row), `"""Made-up Wire,2016-03-02"""`, "Wire", 1), ",")
	for name, value := range cells {
		values[slices.Index(columns, name)] = value
	}
	return strings.Join(values, ",") + "\n"
}

func TestRows(t *testing.T) {
	for name, c := range map[string]struct {
		cells map[string]string
		want  string // of the event, or the first fault
	}{
		"a day":                    {nil, "ARMED_VIOLENCE 2016-03-01 EXACT 2 3 4 "},
		"an interval":              {map[string]string{"date_prec": "2", "date_end": "2016-03-04"}, "ARMED_VIOLENCE 2016-03-01/2016-03-04 EXACT 2 3 4 "},
		"an interval of one day":   {map[string]string{"date_prec": "4"}, "ARMED_VIOLENCE 2016-03-01/2016-03-01 EXACT 2 3 4 "},
		"near":                     {map[string]string{"where_prec": "2"}, "ARMED_VIOLENCE 2016-03-01 NEAR 2 3 4 "},
		"a district":               {map[string]string{"where_prec": "3"}, "ARMED_VIOLENCE 2016-03-01 WITHIN 2 3 4 "},
		"an area":                  {map[string]string{"where_prec": "5"}, "ARMED_VIOLENCE 2016-03-01 AROUND 2 3 4 "},
		"against civilians":        {map[string]string{"type_of_violence": "3"}, "ATTACK_ON_CIVILIANS 2016-03-01 EXACT 2 3 4 "},
		"numbers out of order":     {map[string]string{"low": "9"}, "ARMED_VIOLENCE 2016-03-01 EXACT - 3 - the numbers of deaths are out of order: low 9, best 3, high 4"},
		"a time of midnight":       {map[string]string{"date_start": "2016-03-01 00:00:00.000", "date_end": "2016-03-01 00:00:00.000"}, "ARMED_VIOLENCE 2016-03-01 EXACT 2 3 4 "},
		"latitude 95":              {map[string]string{"latitude": "95"}, `line 2, latitude, "95": is not between -90 and 90`},
		"a day that is none":       {map[string]string{"date_start": "2016-02-31"}, `line 2, date_start, "2016-02-31": is no day of the calendar`},
		"the year 25":              {map[string]string{"date_start": "0025-03-01"}, `line 2, date_start, "0025-03-01": is in the year 0025 of its calendar; years from 1800 to 2200 are taken, of the Gregorian one`},
		"an end before the start":  {map[string]string{"date_end": "2016-02-28"}, `line 2, date_end, "2016-02-28": is before date_start, 2016-03-01`},
		"no id":                    {map[string]string{"id": ""}, "line 2, id: is missing"},
		"a decimal comma":          {map[string]string{"best": "3;5"}, `line 2, best, "3;5": is no whole number`},
		"Arabic digits":            {map[string]string{"best": "٣"}, `line 2, best, "٣": is no whole number: its digits are not 0 to 9`},
		"no best number":           {map[string]string{"best": ""}, "line 2, best: is missing"},
		"a kind that there is not": {map[string]string{"type_of_violence": "4"}, `line 2, type_of_violence, "4": is not 1, 2 or 3`},
		"a precision of 8":         {map[string]string{"where_prec": "8"}, `line 2, where_prec, "8": is not between 1 and 7`},
	} {
		t.Run(name, func(t *testing.T) {
			d := next(t, names+edit(c.cells))
			got := ""
			if len(d.Faults) > 0 {
				got = d.Faults[0].Error()
			} else {
				e, _ := d.Records[0].(*graph.Event)
				f := e.Figures[0]
				got = fmt.Sprintf("%s %s %s %s %d %s %s", e.Kind, e.When.EDTF, e.Places[0].Precision, number(f.Low), *f.Best, number(f.High), d.Flagged)
				if e.Under != "" || len(e.Claims) > 0 {
					t.Errorf("%+v", e)
				}
			}
			if got != c.want {
				t.Errorf("%s, not %s", got, c.want)
			}
		})
	}
}

func number(n *int64) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

// TestNothingIsLost: what the model does not carry stays, under its name.
func TestNothingIsLost(t *testing.T) {
	e, _ := next(t, names+row).Records[0].(*graph.Event)
	got := map[string]string{}
	for _, v := range e.Variables {
		got[v.Name] = v.Value
	}
	for name, want := range map[string]string{
		"source_original": "Karvela Observatory", "source_office": "Made-up Wire", "source_article": `"Made-up Wire,2016-03-02"`,
		"dyad_new_id": "2", "where_prec": "1", "latitude": "10.5", "deaths_b": "2", "event_clarity": "1", "geom_wkt": "POINT (20.5 10.5)",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, not %q", name, got[name], want)
		}
	}
}

// TestPoints: a point is one at which or near which something happened.
func TestPoints(t *testing.T) {
	for precision, pointed := range map[string]bool{"1": true, "2": true, "3": false, "4": false, "5": false, "6": false, "7": false} {
		points := 0
		for _, r := range next(t, names+edit(map[string]string{"where_prec": precision})).With {
			if l, ok := r.(*graph.Location); ok && l.Point != nil {
				points++
			}
		}
		if (points == 1) != pointed {
			t.Errorf("where_prec %s: %d points", precision, points)
		}
	}
}

func TestWithoutNames(t *testing.T) {
	s := source.Of("made.csv", row)
	if fit, why := (ucdp.GED{}).Fit(s); fit < 80 || why != "has the 41 columns of UCDP GED, without their names" {
		t.Errorf("%d: %s", fit, why)
	}
	if d := next(t, row); len(d.Records) != 1 || d.Records[0].Shared().ID != "event/ucdp-ged-7" || d.Line != 1 {
		t.Errorf("%+v", d)
	}
}

func TestColumnsInAnotherOrder(t *testing.T) {
	d := next(t, "high,best,low,id,type_of_violence,side_b,side_a,date_prec,date_end,date_start,where_prec,country\n4,3,2,9,1,B,A,1,2016-03-01,2016-03-01,6,Avaria\n")
	e, _ := d.Records[0].(*graph.Event)
	if len(d.Faults) > 0 || *e.Figures[0].High != 4 || e.Participants[0].Role != graph.ParticipantSideB && e.Participants[0].Role != graph.ParticipantSideA {
		t.Errorf("%+v %+v", d, e)
	}
}

// shared is the file of real events, which may not be there.
const shared = "../../../../shared/data/ucdp/ged-syria-2016-02-20_2016-04-30.csv"

// sums are those of another program: by governorate, dyad and month how many
// events there are, and the deaths.
func sums(t *testing.T, file string) map[string]string {
	t.Helper()
	if _, err := exec.LookPath("sqlite3"); err != nil {
		t.Skip("there is no sqlite3 to add up the file with")
	}
	out, err := exec.CommandContext(t.Context(), "sqlite3", ":memory:", "-cmd", ".mode csv", "-cmd", ".import "+file+" g", "-cmd", ".mode list",
		`SELECT adm_1 || '/' || dyad_new_id || '/' || substr(date_start, 1, 7), count(*) || ' ' || sum(best) FROM g GROUP BY 1`).Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for line := range strings.Lines(string(out)) {
		key, sum, _ := strings.Cut(strings.TrimSpace(line), "|")
		all[key] = sum
	}
	return all
}

// TestReal imports the real file, and adds up what went in.
func TestReal(t *testing.T) {
	if _, err := os.Stat(shared); err != nil {
		t.Skip("the real file may not be published: ", err)
	}
	want := sums(t, shared)
	s, err := source.Open(t.Context(), shared, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g := graphtest.NewNaive(time.Now)
	report, err := ingest.Load(t.Context(), g, s, ingest.LoadOptions{Principal: graphtest.Curator(), Format: ucdp.GED{}, Spare: -1})
	if err != nil || !report.OK() || report.Rows.Flagged != 5 {
		t.Fatalf("%v, %+v, %+v", err, report, report.Rows)
	}
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := added(t, g, head.Revision); len(want) < 100 || !maps.Equal(got, want) {
		t.Errorf("%d sums, not %d:\n%s", len(got), len(want), cmp.Diff(want, got))
	}
}

// added are the same sums of what is published as of a revision.
func added(t *testing.T, g graph.Graph, at graph.Revision) map[string]string {
	t.Helper()
	reader := g.At(graph.View{Revision: at, Clearance: graph.MarkingPublic})
	places := map[graph.ID]*graph.Location{}
	for r, err := range reader.Scan(t.Context(), graph.KindLocation) {
		if err != nil {
			t.Fatal(err)
		}
		l, _ := r.(*graph.Location)
		places[l.ID] = l
	}
	events, deaths := map[string]int{}, map[string]int64{}
	for r, err := range reader.Scan(t.Context(), graph.KindEvent, graph.StatusPublished) {
		if err != nil {
			t.Fatal(err)
		}
		e, _ := r.(*graph.Event)
		governorate, dyad := "", ""
		for at := places[e.Places[0].Location]; at != nil; at = places[at.Within] {
			if at.Kind == graph.LocationGovernorate {
				governorate = at.Names[0].Text
			}
		}
		for _, v := range e.Variables {
			if v.Name == "dyad_new_id" {
				dyad = v.Value
			}
		}
		key := fmt.Sprintf("%s/%s/%s", governorate, dyad, e.When.EDTF[:7])
		events[key]++
		deaths[key] += *e.Figures[0].Best
	}
	got := map[string]string{}
	for key, n := range events {
		got[key] = fmt.Sprintf("%d %d", n, deaths[key])
	}
	return got
}
