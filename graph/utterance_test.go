package graph

import "testing"

// Whatever two statements reported before: once they were judged different, they do
// not report one utterance.
func TestDifferentUtterances(t *testing.T) {
	first := UtteranceFor("statement/b", "")
	for name, c := range map[string]struct{ a, b ID }{
		"neither reports one":             {"", ""},
		"both report one":                 {"utterance/made-up", "utterance/made-up"},
		"the second reports none":         {"utterance/made-up", ""},
		"the second was taken out of its": {first, ""},
		"both report that of the second":  {first, first},
	} {
		a := &Statement{Meta: Meta{ID: "statement/a"}, Utterance: c.a}
		b := &Statement{Meta: Meta{ID: "statement/b"}, Utterance: c.b}
		for _, otherSays := range []bool{false, true} {
			change, err := DifferentUtterance(Seen{Statement: a}, Seen{Statement: b}, otherSays)
			if err != nil {
				t.Fatal(err)
			}
			now := map[ID]ID{a.ID: a.Utterance, b.ID: b.Utterance}
			for _, op := range change.Ops {
				if s, ok := op.Record.(*Statement); ok {
					now[s.ID] = s.Utterance
				}
			}
			if now[a.ID] == "" || now[a.ID] == now[b.ID] {
				t.Errorf("%s: %q and %q", name, now[a.ID], now[b.ID])
			}
		}
	}
}
