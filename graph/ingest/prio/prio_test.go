package prio_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/prio"
	"hudna/graph/ingest/source"
)

// The rows are made up.
const file = `cc,location,cf_id,ucdp_acd_id,ucdp_dyad,ucdp_actor_id,actor_name,cf_dec_yr,cf_dec_month,cf_dec_day,cf_effect_yr,cf_effect_month,cf_effect_day,end_yr,end_month,end_day,ceasefire_type,purpose_1,purpose_2,mediator_nego,implement,enforcement,written,comment
999,Avaria,1,17,18,31,Government  of Avaria,2016,2,26,2016,2,27,2016,4,0,2,1,2,1,0,1,2,first
999,Avaria,1,17,18,-1,Karvela Front,2016,2,26,2016,2,27,2016,4,0,2,1,2,1,0,1,2,second
999,Avaria,2,17,18,31,Government of Avaria,2017,0,0,-1,-1,-1,0,0,0,-1,3,0,-1,1,-1,0,
999,Avaria,3,17,18,31,Government of Avaria,2017,2,31,2017,2,1,0,0,0,1,4,0,0,0,0,0,
`

func all(text string) (drafts []*ingest.Draft, err error) {
	d, err := prio.Ceasefires{}.Open(context.Background(), source.Of("made.csv", text))
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
	a, _ := drafts[0].Records[0].(*graph.Agreement)
	fmt.Println(a.ID, a.Declared.EDTF, a.InForce.EDTF, a.Ended.When.EDTF, a.Purpose, *a.Mediated, *a.Written, a.Enforcement)
	for _, p := range a.Parties {
		fmt.Println(p.Role, p.From.EDTF)
	}
	// Output:
	// agreement/prio-cf-avaria-1-c13ec4cca00e8b50 2016-02-26 2016-02-27 2016-04 [HUMANITARIAN PEACE_PROCESS] true true EXTERNAL_STATE
	// DECLARER 2016-02-26
	// DECLARER 2016-02-26
}

func TestCeasefires(t *testing.T) {
	drafts, _ := all(file)
	if len(drafts) != 3 {
		t.Fatalf("%d ceasefires", len(drafts))
	}
	first, _ := drafts[0].Records[0].(*graph.Agreement)
	said := map[string]string{}
	for _, v := range first.Variables {
		said[v.Name] = v.Value
	}
	if said["comment"] != "first" || said["comment#2"] != "second" || said["ucdp_dyad"] != "18" || said["implement"] != "0" {
		t.Errorf("%v", said)
	}
	unclear, _ := drafts[1].Records[0].(*graph.Agreement)
	if unclear.Declared.EDTF != "2017" || unclear.InForce != nil || unclear.Ended != nil || unclear.Mediated != nil || unclear.Enforcement != graph.EnforcementUnclear || *unclear.Written {
		t.Errorf("%+v", unclear)
	}
	if f := drafts[2].Faults; len(f) == 0 || f[0].Error() != `line 5, cf_dec_day, "31": is no day of the calendar` {
		t.Errorf("%v", f)
	}
	if _, err := all(strings.Replace(file, "cf_dec_yr", "year", 1)); err == nil || err.Error() != "line 1: there is no column cf_dec_yr" {
		t.Error(err)
	}
}
