package gazetteer_test

import (
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/gazetteer"
	"hudna/graph/ingest/source"
)

// The rows are made up, in the columns of GeoNames and of OCHA.
var (
	dump = strings.Join([]string{
		"901\tKarvela\tKarvela\tكارفيلا,Karwela\t10.5\t20.5\tP\tPPLA\tAV\t\t07\t01\t\t\t5000\t\t12\tAsia/Dubai\t2020-01-02",
		"902\tKarvela Province\tKarvela Province\t\t10.1\t20.1\tA\tADM1\tAV\t\t07\t\t\t\t0\t\t12\tAsia/Dubai\t2020-01-02",
		"903\tAvaria\tAvaria\t\t10\t20\tA\tPCLI\tAV\t\t00\t\t\t\t0\t\t12\tAsia/Dubai\t2020-01-02",
		"904\tNowhere\tNowhere\t\t95\t20\tP\tPPL\tAV\t\t07\t\t\t\t0\t\t12\tAsia/Dubai\t2020-01-02",
	}, "\n") + "\n"
	table = "ADM2_EN,ADM2_AR,ADM2_PCODE,ADM1_EN,ADM1_AR,ADM1_PCODE,ADM0_EN,ADM0_PCODE\n" +
		"Hill,تل,AV0701,Karvela Province,كارفيلا,AV07,Avaria,AV\nShore,,AV0702,Karvela Province,كارفيلا,AV07,Avaria,AV\n"
)

func loaded(t *testing.T, g graph.Graph, f ingest.Format, name, text string) *ingest.Report {
	t.Helper()
	s := source.Of(name, text)
	if fit, _ := f.Fit(s); fit < 80 {
		t.Errorf("%s fits %d", name, fit)
	}
	report, err := ingest.Load(t.Context(), g, s, ingest.LoadOptions{Principal: graphtest.Curator(), Format: f, Spare: -1})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func location(t *testing.T, g graph.Graph, system, code string) *graph.Location {
	t.Helper()
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found, err := g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}).ByCode(t.Context(), graph.KindLocation, graph.Code{System: system, Code: code})
	if err != nil {
		t.Fatalf("%s %s: %v", system, code, err)
	}
	l, ok := found.(*graph.Location)
	if !ok {
		t.Fatalf("%s %s is no location", system, code)
	}
	return l
}

// A city lies in its province and that in its country, in whatever order they
// stand in the file; a country that a list has brought is the same one.
func TestGeoNames(t *testing.T) {
	g := graphtest.NewNaive(time.Now)
	loaded(t, g, gazetteer.Countries{}, "countries-en.csv", "id,alpha2,alpha3,name\n999,av,avr,Avaria\n")
	report := loaded(t, g, gazetteer.GeoNames{}, "AV.txt", dump)
	if len(report.Refused) != 1 || report.Refused[0].Path != "latitude" {
		t.Errorf("%+v", report.Refused)
	}
	city, province := location(t, g, "geonames", "901"), location(t, g, "geonames", "902")
	if city.Kind != graph.LocationSettlement || len(city.Names) != 3 || city.Names[1].Lang != "ar" || city.Point == nil || city.Point.Lat != 10.5 {
		t.Errorf("%+v", city)
	}
	if province.Kind != graph.LocationGovernorate || province.Point != nil || len(province.Names) != 1 {
		t.Errorf("%+v", province)
	}
	country := location(t, g, "geonames", "903")
	if country.ID != "location/iso3166-avr" || province.Within != country.ID || len(country.Names) != 1 {
		t.Errorf("%+v within %s", country, province.Within)
	}
}

// OCHA has named the columns in three ways, and the divisions are the same.
func TestPCodes(t *testing.T) {
	for name, text := range map[string]string{
		"a language in capitals": table,
		"a language behind Name": "admin2Name_en,admin2Name_ar,admin2Pcode,admin1Name_en,admin1Name_ar,admin1Pcode,admin0Name_en,admin0Pcode\n" +
			"Hill,تل,AV0701,Karvela Province,كارفيلا,AV07,Avaria,AV\nShore,,AV0702,Karvela Province,كارفيلا,AV07,Avaria,AV\n",
		"languages in columns": "adm2_name,adm2_name1,adm2_pcode,adm1_name,adm1_name1,adm1_pcode,adm0_name,adm0_name1,adm0_pcode,lang,lang1,lang2,center_lat\n" +
			"Hill,تل,AV0701,Karvela Province,كارفيلا,AV07,Avaria,,AV,en,ar,,10.5\nShore,,AV0702,Karvela Province,كارفيلا,AV07,Avaria,,AV,en,ar,,10.6\n",
	} {
		t.Run(name, func(t *testing.T) {
			g := graphtest.NewNaive(time.Now)
			if report := loaded(t, g, gazetteer.PCodes{}, "av_adm2.csv", text); !report.OK() {
				t.Errorf("%+v", report.Refused)
			}
			hill, shore, province := location(t, g, "ocha-pcode", "AV0701"), location(t, g, "ocha-pcode", "AV0702"), location(t, g, "ocha-pcode", "AV07")
			if shore.Kind != graph.LocationDistrict || shore.Within != province.ID || len(shore.Names) != 1 || shore.Names[0].Lang != "en" {
				t.Errorf("%+v", shore)
			}
			if len(hill.Names) != 2 || hill.Names[0].Text != "Hill" || hill.Names[1].Lang != "ar" {
				t.Errorf("%+v", hill)
			}
			if province.Kind != graph.LocationGovernorate || len(province.Names) != 2 || province.Within != location(t, g, "iso3166", "AV").ID {
				t.Errorf("%+v", province)
			}
		})
	}
}

// A table of one level alone has no codes of those around it, and is refused with
// what it lacks.
func TestPCodesLack(t *testing.T) {
	s := source.Of("av.csv", "ADM0_EN,ADM0_PCODE\nAvaria,AV\n")
	if fit, _ := (gazetteer.PCodes{}).Fit(s); fit != 0 {
		t.Errorf("fits %d", fit)
	}
	_, err := (gazetteer.PCodes{}).Open(t.Context(), s)
	if err == nil || !strings.Contains(err.Error(), "ADM1_PCODE") {
		t.Errorf("%v", err)
	}
}
