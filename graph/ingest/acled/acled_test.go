package acled_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/acled"
	"hudna/graph/ingest/source"
)

// The rows are made up for the tests: files of ACLED may not be passed on.
const (
	names = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
	row   = "AVA17,2016-04-15,2016,1,Political violence,Explosions/Remote violence,Shelling/artillery/missile attack,Military Forces of Avaria,Karvela Guard; Old Band,1,Karvela Front,,Rebel group,12,,999,Nowhere,Avaria,Karvela,Old,,Karvela town,10.5,20.5,1,Made-up Wire,National,Made up.,3,,1460764800"
)

func next(text string) (*ingest.Draft, error) {
	d, err := acled.ACLED{}.Open(context.Background(), source.Of("made.csv", text))
	if err != nil {
		return nil, err
	}
	return d.Next(context.Background())
}

func edit(cells map[string]string) string {
	values := strings.Split(row, ",")
	for name, value := range cells {
		values[slices.Index(strings.Split(names, ","), name)] = value
	}
	return names + "\n" + strings.Join(values, ",") + "\n"
}

func Example() {
	d, err := next(edit(nil))
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := d.Records[0].(*graph.Event)
	fmt.Println(e.ID, e.Kind, e.When.EDTF)
	for _, p := range e.Participants {
		fmt.Println(p.Role)
	}
	// Output:
	// event/acled-ava17 SHELLING 2016-04-15
	// ACTOR_1
	// ACTOR_2
	// ASSOCIATED
	// ASSOCIATED
}

func TestRows(t *testing.T) {
	for name, c := range map[string]struct {
		cells map[string]string
		want  string
	}{
		"a day":                       {nil, "SHELLING 2016-04-15 EXACT 3"},
		"a day of some week":          {map[string]string{"time_precision": "2"}, "SHELLING 2016-04-15~ EXACT 3"},
		"a month":                     {map[string]string{"time_precision": "3"}, "SHELLING 2016-04 EXACT 3"},
		"an older date":               {map[string]string{"event_date": "15 April 2016"}, "SHELLING 2016-04-15 EXACT 3"},
		"kinds of actors as numbers":  {map[string]string{"inter1": "1", "inter2": "2"}, "SHELLING 2016-04-15 EXACT 3"},
		"kinds of actors in words":    {map[string]string{"inter1": "State forces", "inter2": "External/Other forces"}, "SHELLING 2016-04-15 EXACT 3"},
		"a region":                    {map[string]string{"geo_precision": "3"}, "SHELLING 2016-04-15 AROUND 3"},
		"a type of event by itself":   {map[string]string{"event_type": "Protests", "sub_event_type": "Peaceful protest"}, "PROTEST 2016-04-15 EXACT 3"},
		"no id":                       {map[string]string{"event_id_cnty": ""}, "line 2, event_id_cnty: is missing: without it rows cannot be told apart"},
		"the year 25":                 {map[string]string{"event_date": "0025-04-15"}, `line 2, event_date, "0025-04-15": is in the year 0025 of its calendar; years from 1800 to 2200 are taken, of the Gregorian one`},
		"another year":                {map[string]string{"year": "2017"}, `line 2, year, "2017": is not that of event_date, 2016-04-15`},
		"a kind of actor that is not": {map[string]string{"inter1": "9"}, `line 2, inter1, "9": is no kind of actor of ACLED`},
		"latitude 95":                 {map[string]string{"latitude": "95"}, `line 2, latitude, "95": is not between -90 and 90`},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := next(edit(c.cells))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if len(d.Faults) > 0 {
				got = d.Faults[0].Error()
			} else {
				e, _ := d.Records[0].(*graph.Event)
				got = fmt.Sprintf("%s %s %s %d", e.Kind, e.When.EDTF, e.Places[0].Precision, *e.Figures[0].Best)
			}
			if got != c.want {
				t.Errorf("%s, not %s", got, c.want)
			}
		})
	}
}

// TestLicence: the dataset says that it may not be passed on, and every event
// names it.
func TestLicence(t *testing.T) {
	d, err := next(edit(nil))
	if err != nil {
		t.Fatal(err)
	}
	e, _ := d.Records[0].(*graph.Event)
	for _, r := range d.With {
		if r.Shared().ID != e.Documents[0] {
			continue
		}
		for _, v := range r.Shared().Variables {
			if v.Name == "redistribution" && v.Value == "FORBIDDEN" {
				return
			}
		}
	}
	t.Errorf("%+v", e.Documents)
}
