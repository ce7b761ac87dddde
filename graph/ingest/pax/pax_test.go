package pax_test

import (
	"context"
	"fmt"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/pax"
	"hudna/graph/ingest/source"
)

// The rows are made up.
const file = `Con,Contp,PPName,AgtId,Agt,Dat,Stage,Agtp,Loc1ISO,Cea,Part
Avaria,Government,Karvela process,9901,Truce of Karvela,2016-02-27,Cea,Intra,AVA,2,Made-up parties
Avaria/Brenn,Territory,Border process,9902,Border Accord,31/12/2017,SubComp,Inter,AVA,0,
Avaria,Government,Karvela process,9903,No day,2016-02-30,Pre,Intra,AVA,0,
`

func all(text string) (drafts []*ingest.Draft, err error) {
	d, err := pax.PAX{}.Open(context.Background(), source.Of("made.csv", text))
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
	for _, d := range drafts[:2] {
		a, _ := d.Records[0].(*graph.Agreement)
		fmt.Println(a.ID, a.Kind, a.Declared.EDTF, a.Names[0].Text)
	}
	// Output:
	// agreement/pa-x-9901 CEASEFIRE 2016-02-27 Truce of Karvela
	// agreement/pa-x-9902 OTHER 2017-12-31 Border Accord
}

func TestAgreements(t *testing.T) {
	drafts, _ := all(file)
	if len(drafts) != 3 {
		t.Fatalf("%d agreements", len(drafts))
	}
	if f := drafts[2].Faults; len(f) != 1 || f[0].Error() != `line 4, Dat, "2016-02-30": is no day of the calendar` {
		t.Errorf("%v", f)
	}
	a, _ := drafts[0].Records[0].(*graph.Agreement)
	if len(a.Parties) > 0 || a.Codes[0] != (graph.Code{System: "pa-x", Code: "9901"}) || len(a.Area) != 1 {
		t.Errorf("%+v", a)
	}
	found := false
	for _, v := range a.Variables {
		found = found || v.Name == "Cea" && v.Value == "2"
	}
	if !found {
		t.Errorf("%+v", a.Variables)
	}
}
