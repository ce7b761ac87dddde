package sample_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

func TestOneTruceHasThreeNamesAndItsTermsPartiesAndDates(t *testing.T) {
	s := head(t)
	a := get[*graph.Agreement](t, s, cessation)
	names := map[string]bool{}
	for _, n := range a.Names {
		names[n.Text] = true
	}
	for _, name := range []string{"وقف إطلاق النار", "وقف الأعمال القتالية", "الهدنة"} {
		if !names[name] {
			t.Errorf("it is not called %s", name)
		}
		// Each of the three is used in the report, and of this agreement.
		used := 0
		for _, st := range of[*graph.Statement](s) {
			for _, about := range st.About {
				if about.Term == name {
					used++
					if about.Node != cessation {
						t.Errorf("%s: %s is taken for %s", st.ID, name, about.Node)
					}
				}
			}
		}
		if used == 0 {
			t.Errorf("nothing is said of %s", name)
		}
	}
	var parties []string
	for _, p := range a.Parties {
		parties = append(parties, fmt.Sprint(p.Actor, " ", p.Role))
		if len(p.Evidence) == 0 {
			t.Errorf("no evidence that %s is %s", p.Actor, p.Role)
		}
	}
	if want := []string{
		"actor/united-states SPONSOR", "actor/russia SPONSOR", "actor/un-security-council ENDORSER",
		"actor/isis EXCLUDED", "actor/nusra-front EXCLUDED", "actor/un-designated-terrorist-organisations EXCLUDED",
	}; !slices.Equal(parties, want) {
		t.Errorf("parties: %v", parties)
	}
	if a.Kind != graph.AgreementCessation || a.InForce.EDTF != "2016-02-27T00:00:00" ||
		a.InForce.Zone != "Asia/Damascus" || a.Zone != "Asia/Damascus" || a.Ended != nil {
		t.Errorf("kind %s, in force %v, zone %s, ended %v", a.Kind, a.InForce, a.Zone, a.Ended)
	}
	// Its terms were proposed on a day; what somebody remarked on them is a statement.
	if a.Declared != nil || a.Verification != "" {
		t.Errorf("declared %v, verification %q", a.Declared, a.Verification)
	}
	if len(a.Links) != 1 || a.Links[0].Kind != graph.LinkEndorsedBy || a.Links[0].Node != "document/unsc-resolution-2268" {
		t.Errorf("links: %+v", a.Links)
	}
	for _, term := range a.Terms {
		if len(term.Evidence) == 0 || term.Words == "" {
			t.Errorf("term %+v", term)
		}
	}

	later := get[*graph.Agreement](t, s, laterTruce)
	if later.InForce.EDTF != "2016-12-30" || len(later.Parties) != 2 || later.Parties[0].Role != graph.PartyGuarantor || later.Parties[1].Role != graph.PartyGuarantor {
		t.Errorf("the later ceasefire: %+v", later)
	}
	for _, p := range get[*graph.Actor](t, s, allParties).Collects {
		if p != cessation {
			t.Errorf("all parties are those of %s", p)
		}
	}
}

func TestEveryFigureHasWhoCountedItAndNothingThatWasNotGiven(t *testing.T) {
	want := map[graph.ID][]string{
		// Where the displaced fled from is not said: only where the fighting is.
		displaced:                   {"DISPLACED عشرات الآلاف PERSON"},
		"event/aleppo-displacement": {"DISPLACED عشرات الآلاف PERSON"},
		"statement/russian-centre-counts-5": {
			"BREACHES best 5 BREACH by actor/russian-reconciliation-centre, 24 hours",
			"BREACHES best 4 BREACH by actor/russian-reconciliation-centre, 24 hours at location/latakia-governorate",
			"BREACHES best 1 BREACH by actor/russian-reconciliation-centre, 24 hours at location/hama-governorate",
		},
		"statement/snhr-counts-312": {"BREACHES best 312 BREACH by actor/snhr, 2016-02-27/2016-03-06 DERIVED"},
		"statement/snhr-counts-396": {"BREACHES major breaches low 396 AT_LEAST BREACH by actor/snhr, 2016-04-13/ GIVEN"},
		russiaCounts:                {"BREACHES best 12 BREACH by actor/russia"},
		turkeyCounts:                {"BREACHES best 9 BREACH by actor/turkey"},
	}
	for id, r := range head(t) {
		var figures []graph.Figure
		switch r := r.(type) {
		case *graph.Statement:
			figures = r.Figures
		case *graph.Event:
			figures = r.Figures
		}
		var got []string
		for i := range figures {
			got = append(got, figureText(&figures[i]))
			if f := figures[i]; f.Blamed != "" || f.High != nil || f.Cumulative != nil || f.Includes != nil {
				t.Errorf("%s: blames %q, high %v, cumulative %v, includes %v", id, f.Blamed, f.High, f.Cumulative, f.Includes)
			}
		}
		if !slices.Equal(got, want[id]) {
			t.Errorf("%s: %q, not %q", id, got, want[id])
		}
		delete(want, id)
	}
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
}

func figureText(f *graph.Figure) string {
	parts := []string{string(f.What)}
	add := func(format, value string) {
		if value != "" {
			parts = append(parts, fmt.Sprintf(format, value))
		}
	}
	add("%s", f.Words)
	if f.Low != nil {
		add("low %s", fmt.Sprint(*f.Low))
	}
	if f.Best != nil {
		add("best %s", fmt.Sprint(*f.Best))
	}
	add("%s", string(f.Bound))
	add("%s", string(f.Unit))
	text := strings.Join(parts, " ")
	if f.CountedBy != "" {
		text += " by " + string(f.CountedBy)
	}
	if f.Window != nil {
		text += ", " + strings.Join(strings.Fields(fmt.Sprint(f.Window.EDTF, " ", f.Window.Words, " ", f.Window.Basis)), " ")
	}
	if f.Place != "" {
		text += " at " + string(f.Place)
	}
	return text
}

func TestNotConfirmingIsNoDenial(t *testing.T) {
	linked := 0
	for _, s := range of[*graph.Statement](head(t)) {
		for _, l := range s.Links {
			linked++
			if s.ID != confirmsNone || l.Kind != graph.LinkDoesNotConfirm || l.Statement != turkeyCounts || l.Of != graph.LinkOfContent {
				t.Errorf("%s: %+v", s.ID, l)
			}
		}
	}
	if linked != 1 {
		t.Errorf("%d links", linked)
	}
}

// Breaches are counted without anybody being accused of them: whom the counters
// blame was not read. In the report of another, who counted is spoken of.
func TestCountersOfBreachesAccuseNobody(t *testing.T) {
	want := map[graph.ID]string{
		russiaCounts: "agreement/syria-ceasefire-2016-12-30 BREACHED 0, actor/russia SUBJECT 0",
		turkeyCounts: "agreement/syria-ceasefire-2016-12-30 BREACHED 0, actor/turkey SUBJECT 0",
	}
	for _, s := range of[*graph.Statement](head(t)) {
		for _, a := range s.About {
			if a.Role != graph.AboutBreached || s.ID == mustStop {
				continue
			}
			if got, other := levels(s), want[s.ID]; got != other && (other != "" || len(s.About) != 1) {
				t.Errorf("%s: %s", s.ID, got)
			}
			delete(want, s.ID)
		}
	}
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
}

// What TASS reports in its own voice, it says on the day of its report.
func TestWhoRecordedANumberDidNotSayIt(t *testing.T) {
	published := get[*graph.Document](t, head(t), tassReport).Published
	for _, id := range []graph.ID{russiaCounts, turkeyCounts} {
		s := get[*graph.Statement](t, head(t), id)
		if depth, known := s.Depth(); !known || depth != 0 || s.Transmission != graph.TransmissionDirect || s.Attribution != graph.AttributionPublisher {
			t.Errorf("%s: depth %d, %t, %s, %s", id, depth, known, s.Transmission, s.Attribution)
		}
		if *s.Said != *published {
			t.Errorf("%s: said %v, in a report of %v", id, s.Said, published)
		}
	}
	if s := get[*graph.Statement](t, head(t), confirmsNone); s.Transmission != graph.TransmissionUnstated || s.Polarity != graph.PolarityNegated {
		t.Errorf("%s: %s, %s", s.ID, s.Transmission, s.Polarity)
	}
}

func TestKerryAndKirbyAreTwoPeopleWhoseNamesDifferByOneLetter(t *testing.T) {
	s := head(t)
	for id, want := range map[graph.ID]string{kerry: "كيري", kirby: "كيربي"} {
		if !slices.ContainsFunc(get[*graph.Actor](t, s, id).Names, func(n graph.Name) bool { return n.Text == want }) {
			t.Errorf("%s is not called %s", id, want)
		}
	}
	for _, n := range get[*graph.Actor](t, s, kerry).Names {
		for _, other := range get[*graph.Actor](t, s, kirby).Names {
			if n.Text == other.Text {
				t.Errorf("both are called %s", n.Text)
			}
		}
	}
	j := get[*graph.Judgement](t, s, "judgement/kerry-and-kirby")
	if j.A != kerry || j.B != kirby || j.Verdict != graph.VerdictDifferent {
		t.Errorf("judgement: %+v", j)
	}
}

// Kerry asked Lavrov on a day that the report gives. On which day Kirby told it,
// the report does not say.
func TestPostsAreSeenOnTheDayAndNotGivenABeginningOrAnEnd(t *testing.T) {
	seenOn := map[graph.ID]graph.EDTF{kerry: "2016-04-15", lavrov: "2016-04-15"}
	for id, want := range map[graph.ID]graph.Affiliation{
		kerry:  {Organisation: unitedStates, Post: "actor/us-secretary-of-state"},
		lavrov: {Organisation: russia, Post: "actor/russian-foreign-minister"},
		kirby:  {Organisation: department, Post: "actor/us-state-department-spokesperson"},
	} {
		all := get[*graph.Actor](t, head(t), id).Affiliations
		if len(all) != 1 {
			t.Errorf("%s has %d affiliations", id, len(all))
			continue
		}
		f := all[0]
		if f.Organisation != want.Organisation || f.Post != want.Post || f.Kind != graph.AffiliationHoldsPost || !f.SpeaksFor {
			t.Errorf("%s: %+v", id, f)
		}
		var seen graph.EDTF
		if len(f.SeenOn) > 0 {
			seen = f.SeenOn[0].EDTF
		}
		if f.From != nil || f.To != nil || len(f.SeenOn) > 1 || seen != seenOn[id] || len(f.Evidence) == 0 {
			t.Errorf("%s: from %v to %v, seen on %v", id, f.From, f.To, f.SeenOn)
		}
	}
}
