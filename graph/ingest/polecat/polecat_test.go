package polecat_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/polecat"
	"hudna/graph/ingest/source"
)

const columns = "Event ID;Event Date;Event Type;Event Mode;Intensity;Quad Code;Contexts;Actor Name;Actor Country;Actor COW;Primary Actor Sector;Actor Sectors;Actor Title;Actor Name Raw;Wikipedia Actor ID;" +
	"Recipient Name;Recipient Country;Recipient COW;Primary Recipient Sector;Recipient Sectors;Recipient Title;Recipient Name Raw;Wikipedia Recipient ID;" +
	"Placename;City;District;Province;Country;Latitude;Longitude;GeoNames ID;Raw Placename;Feature Type;Source;Publication Date;Story People;Story Organizations;Story Locations;Language;Version"

// made is a file with made-up rows.
func made(rows ...map[string]string) string {
	names := strings.Split(columns, ";")
	lines := []string{strings.Join(names, "\t")}
	for _, cells := range rows {
		values := make([]string, len(names))
		for i, name := range names {
			values[i] = cells[name]
		}
		lines = append(lines, strings.Join(values, "\t")+"\t\t\t")
	}
	return strings.Join(lines, "\n") + "\n"
}

var sound = map[string]string{
	"Event ID": "1-2-3", "Event Date": "2023-04-15", "Event Type": "ACCUSE", "Event Mode": "allege", "Intensity": "-5.0", "Quad Code": "VERBAL CONFLICT",
	"Actor Name": "Avaria", "Actor Country": "AVA", "Actor Sectors": "GOV", "Recipient Name": "Brenn; Karvela Front", "Source": "Made-up Wire", "Version": "NGEC",
}

func all(text string) (drafts []*ingest.Draft, err error) {
	d, err := polecat.POLECAT{}.Open(context.Background(), source.Of("made.tsv", text))
	for err == nil {
		var draft *ingest.Draft
		if draft, err = d.Next(context.Background()); err == nil {
			drafts = append(drafts, draft)
		}
	}
	return drafts, err
}

func Example() {
	drafts, _ := all(made(sound))
	s, _ := drafts[0].Records[0].(*graph.Statement)
	fmt.Println(s.ID, s.Basis, s.Said.EDTF, s.Acts[0].Act, len(s.About), s.About[0].Role)
	// Output: statement/polecat-1-2-3 MACHINE_CODED 2023-04-15 ACCUSE 2 ACCUSED
}

// TestDefects: surplus tabs and a line of names within the file cost nothing but
// that line.
func TestDefects(t *testing.T) {
	again := map[string]string{}
	for _, name := range strings.Split(columns, ";") {
		again[name] = name
	}
	deed := map[string]string{"Event ID": "4", "Event Date": "2023-04-16", "Event Type": "ASSAULT", "Event Mode": "aerial", "Placename": "Karvela", "Latitude": "10.5", "Longitude": "20.5", "Feature Type": "PPL"}
	drafts, err := all(made(sound, again, deed))
	if !errors.Is(err, io.EOF) || len(drafts) != 3 {
		t.Fatalf("%d, %v", len(drafts), err)
	}
	if len(drafts[1].Faults) == 0 {
		t.Errorf("%+v", drafts[1])
	}
	e, _ := drafts[2].Records[0].(*graph.Event)
	if e.Kind != graph.EventAirstrike || e.Basis != graph.EventMachineCoded || len(e.Places) != 1 {
		t.Errorf("%+v", e)
	}
}

// TestCountries: what tells one actor from another of its name goes with it.
func TestCountries(t *testing.T) {
	drafts, err := all(made(map[string]string{
		"Event ID": "1", "Event Date": "2023-04-15", "Event Type": "ACCUSE", "Event Mode": "allege", "Source": "Made-up Wire",
		"Actor Name": "Ministry of Tolls; Ministry of Tolls", "Actor Country": "AVA; BRE", "Recipient Name": "Karvela Front; Brenn", "Recipient Country": "None; BRE",
	}))
	if !errors.Is(err, io.EOF) || len(drafts) != 1 {
		t.Fatalf("%d, %v", len(drafts), err)
	}
	var got []string
	for _, with := range drafts[0].With {
		a, ok := with.(*graph.Actor)
		if !ok {
			continue
		}
		said := a.Names[0].Text
		for _, v := range a.Variables {
			said += " " + v.Name + " " + v.Value
		}
		got = append(got, said)
	}
	if want := "Ministry of Tolls country AVA, Ministry of Tolls country BRE, Karvela Front, Brenn"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}

// TestColumns: a file without the columns is refused as a whole.
func TestColumns(t *testing.T) {
	if _, err := all("Event ID\tEvent Date\n1\t2023-04-15\n"); err == nil || !strings.Contains(err.Error(), "there is no column Event Type, Actor Name, Recipient Name, Source") {
		t.Error(err)
	}
}
