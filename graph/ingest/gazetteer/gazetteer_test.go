package gazetteer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/gazetteer"
	"hudna/graph/ingest/source"
)

// The entries are made up.
const dictionary = `# A dictionary
AVARIA_ [AVR]
+AVARIAN_REPUBLIC_
+KARVELA_  # its capital

TARIQ_SAMAN_ # a minister
+MINISTER_SAMAN_
	[AVRGOV 20000717-20110101]
	[AVRGOV 991231-18000101]
	[AVRELI >110101]
	[AVRELI >110101]
	[not a role]
POLICE_ [~COP]شرطة
HILL_LEAGUE_ [NGOAVR]
وزارة_خارجية_ [GOV]
`

func decoded(tb testing.TB, f ingest.Format, name, text string) (drafts []*ingest.Draft) {
	tb.Helper()
	d, err := f.Open(tb.Context(), source.Of(name, text))
	for err == nil {
		var draft *ingest.Draft
		if draft, err = d.Next(tb.Context()); err == nil {
			drafts = append(drafts, draft)
		}
	}
	if !errors.Is(err, io.EOF) {
		tb.Fatal(err)
	}
	return drafts
}

func Example() {
	d, err := gazetteer.Countries{}.Open(context.Background(), source.Of("countries-en.csv", "id,alpha2,alpha3,name\n999,av,avr,Avaria\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	draft, err := d.Next(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range draft.With {
		fmt.Println(r.Shared().ID, r.Shared().Codes[0].System, r.Shared().Codes[0].Code)
	}
	// Output:
	// location/iso3166-avr iso3166 AVR
	// actor/iso3166-avr iso3166 AVR
}

// said are the names and roles of an actor, in short.
func said(a *graph.Actor) string {
	var all []string
	for _, n := range a.Names {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s", n.Text, n.Lang, n.Kind)))
	}
	for _, f := range a.Affiliations {
		day := func(d *graph.Date) graph.EDTF {
			if d == nil {
				return ""
			}
			return d.EDTF
		}
		all = append(all, fmt.Sprintf("%s %s/%s", f.Organisation, day(f.From), day(f.To)))
	}
	return strings.Join(all, "; ")
}

func TestADictionary(t *testing.T) {
	want := []string{
		"AVARIA; AVARIAN REPUBLIC  METONYM; KARVELA  METONYM",
		"TARIQ SAMAN; MINISTER SAMAN  ALIAS; actor/cameo-avrgov 2000-07-17/2011-01-01; actor/cameo-avrgov 1999-12-31/; actor/cameo-avreli 2011-01-01/",
		"POLICE  GENERIC; شرطة ar GENERIC",
		"HILL LEAGUE; actor/cameo-ngoavr /",
		"وزارة خارجية ar GENERIC",
	}
	drafts := decoded(t, gazetteer.Phoenix{}, "made.txt", dictionary)
	if len(drafts) != len(want) {
		t.Fatalf("%d entries", len(drafts))
	}
	for i, d := range drafts {
		a, ok := d.With[len(d.With)-1].(*graph.Actor)
		if !ok || len(d.Faults) > 0 || said(a) != want[i] {
			t.Errorf("%s\nwant %s, faults %v", said(a), want[i], d.Faults)
		}
		graph.Normalize(a)
		if err := a.Validate(); err != nil {
			t.Error(err)
		}
	}
	if drafts[1].Flagged != "a role is not understood: not a role" || drafts[1].Line != 6 {
		t.Errorf("%q on line %d", drafts[1].Flagged, drafts[1].Line)
	}
	if a, ok := drafts[3].With[1].(*graph.Actor); !ok || a.Kind != graph.ActorOrganisation {
		t.Errorf("%+v", a)
	}
}

// A list in another language adds its names; what somebody recorded stays.
func TestListsAddUp(t *testing.T) {
	g := graphtest.NewNaive(time.Now)
	for name, text := range map[string]string{"countries-en.csv": "Avaria", "countries-ar.csv": "أفاريا"} {
		report, err := ingest.Load(t.Context(), g, source.Of(name, "id,alpha2,alpha3,name\n999,av,avr,"+text+"\n"), ingest.LoadOptions{
			Principal: graphtest.Curator(), Format: gazetteer.Countries{}, Spare: 0,
		})
		if err != nil || !report.OK() {
			t.Fatalf("%v %+v", err, report)
		}
	}
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic})
	for _, kind := range []graph.Kind{graph.KindActor, graph.KindLocation} {
		found, err := r.ByCode(t.Context(), kind, graph.Code{System: "iso3166", Code: "AV"})
		if err != nil {
			t.Fatal(err)
		}
		var names []graph.Name
		switch found := found.(type) {
		case *graph.Actor:
			names = found.Names
		case *graph.Location:
			names = found.Names
		}
		if len(names) != 2 || names[0].Lang == names[1].Lang {
			t.Errorf("%s: %+v", kind, names)
		}
	}
}

func TestItemsOfWikidata(t *testing.T) {
	drafts := decoded(t, gazetteer.Wikidata{}, "made.csv", "Country;uri;label\nAvaria;http://www.wikidata.org/entity/Q999;Country\nBrenn;http://www.wikidata.org/entity/Q998);Country\nOstmark;http://example.org/Q1;Country\n")
	if len(drafts[0].With) != 2 || len(drafts[1].With) != 2 || drafts[1].With[0].Shared().ID != "location/wikidata-q998" {
		t.Errorf("%+v", drafts[1].With)
	}
	if len(drafts[2].Faults) != 1 {
		t.Errorf("%+v", drafts[2])
	}
}
