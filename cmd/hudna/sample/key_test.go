package sample_test

import (
	"fmt"
	"slices"
	"testing"

	"hudna/graph"
)

// Who accuses Damascus, how, and who told us.
func TestTheAccusationIsPresupposedInKerrysWordsAndToldByKirby(t *testing.T) {
	s := get[*graph.Statement](t, head(t), mustStop)
	wantActs := []graph.SpeechAct{{Act: graph.ActDemand, Force: graph.ForceStated}, {Act: graph.ActAccuse, Force: graph.ForcePresupposed}}
	if !slices.Equal(s.Acts, wantActs) {
		t.Errorf("acts: %v", s.Acts)
	}
	if got := chain(s); got != "actor/john-kirby as actor/us-state-department-spokesperson for actor/us-state-department: "+
		"actor/john-kerry as actor/us-secretary-of-state to actor/sergey-lavrov as actor/russian-foreign-minister" {
		t.Error(got)
	}
	if depth, known := s.Depth(); depth != 1 || !known {
		t.Errorf("depth %d, %t", depth, known)
	}
	terms := map[graph.AboutRole]string{}
	for _, a := range s.About {
		terms[a.Role] = fmt.Sprint(a.Node, " ", a.Term)
		// No event, no place: the violations are alleged and nothing else is said of them.
		if k := a.Node.Kind(); k != graph.KindActor && k != graph.KindAgreement {
			t.Errorf("it is about %s", a.Node)
		}
	}
	if len(terms) != 3 || terms[graph.AboutAccused] != "actor/syrian-government نظام الأسد" ||
		terms[graph.AboutAsked] != terms[graph.AboutAccused] ||
		terms[graph.AboutBreached] != "agreement/syria-cessation-2016 وقف إطلاق النار" {
		t.Errorf("it is about %v", terms)
	}
	if len(s.Figures) != 0 || s.Place != "" {
		t.Errorf("figures %v, place %q", s.Figures, s.Place)
	}
	if c := s.Content; c.Actor != damascus || c.Action != graph.ActionCease || c.EventKind != "" || c.Content != nil {
		t.Errorf("content: %+v", *c)
	}
}

func TestNoEventIsARecordOfAViolation(t *testing.T) {
	want := map[graph.ID]graph.EventBasis{
		call:                               graph.EventReported,
		"event/fighting-in-parts-of-syria": graph.EventReported,
		"event/aleppo-fighting":            graph.EventReported,
		"event/aleppo-displacement":        graph.EventReported,
		"event/geneva-talks":               graph.EventReported,
		"event/aleppo-offensive":           graph.EventAlleged,
	}
	for _, e := range of[*graph.Event](head(t)) {
		if e.Basis != want[e.ID] {
			t.Errorf("%s has the basis %q, not %q", e.ID, e.Basis, want[e.ID])
		}
		delete(want, e.ID)
		if e.Under != "" {
			t.Errorf("%s is said to be under %s", e.ID, e.Under)
		}
		for _, p := range e.Participants {
			if p.Actor == damascus || p.Certainty == graph.CertaintyEstablished {
				t.Errorf("%s: %+v", e.ID, p)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
}

// The talks are there without the fighting, and where people fled from is not
// said: the report places the fighting only.
func TestWhatTheFightingBringsAboutAndWhatItOvershadows(t *testing.T) {
	s := head(t)
	for id, want := range map[graph.ID]string{
		displaced: "event/aleppo-fighting CAUSE 0, event/aleppo-displacement EFFECT 0, location/aleppo-governorate SUBJECT 0",
		overTalks: "event/aleppo-fighting SUBJECT 0, event/geneva-talks SUBJECT 0",
	} {
		if got := levels(get[*graph.Statement](t, s, id)); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
	if e := get[*graph.Event](t, s, "event/aleppo-fighting"); len(e.Places) != 1 || e.Places[0].Location != "location/aleppo-governorate" {
		t.Errorf("the fighting is at %+v", e.Places)
	}
	if e := get[*graph.Event](t, s, "event/aleppo-displacement"); len(e.Places) != 0 {
		t.Errorf("the displaced fled from %+v", e.Places)
	}
}

func TestWhatRussiaIsAskedByWhomAndTowardWhom(t *testing.T) {
	s := get[*graph.Statement](t, head(t), urgeDamascus)
	if got := written(s.Content); got != "EXPECTED actor/russia URGE [actor/syrian-government] (REQUESTED actor/syrian-government COMPLY agreement/syria-cessation-2016)" {
		t.Error(got)
	}
	if got := levels(s); got != "actor/russia ASKED 0, actor/syrian-government ASKED 1, agreement/syria-cessation-2016 SUBJECT 1" {
		t.Error(got)
	}
	if !slices.Equal(s.Acts, []graph.SpeechAct{{Act: graph.ActExpect, Force: graph.ForceStated}}) {
		t.Errorf("acts: %v", s.Acts)
	}
	if s.Speakers[0].Actor != kerry || s.Speakers[0].OnBehalfOf != unitedStates {
		t.Errorf("speaker: %+v", s.Speakers[0])
	}

	s = get[*graph.Statement](t, head(t), pressDamascus)
	if got := written(s.Content); got != "REQUESTED actor/sergey-lavrov PRESSURE [actor/syrian-government] (REQUESTED actor/syrian-government COMPLY agreement/syria-cessation-2016)" {
		t.Error(got)
	}
	if got := levels(s); got != "actor/sergey-lavrov ASKED 0, actor/russia ASKED 0, actor/syrian-government ASKED 1, agreement/syria-cessation-2016 SUBJECT 1" {
		t.Error(got)
	}
	if s.About[2].Term != "دمشق" {
		t.Errorf("Damascus is printed as %q", s.About[2].Term)
	}
	if !slices.Equal(s.Acts, []graph.SpeechAct{{Act: graph.ActAsk, Force: graph.ForceStated}}) {
		t.Errorf("acts: %v", s.Acts)
	}
	// How far the attribution to the ministry reaches is not clear.
	if _, known := s.Depth(); known || s.Transmission != graph.TransmissionUnclear || s.Relays[0].Actor != department || s.Relays[0].Cue.Text != "على ما أعلنت" {
		t.Errorf("transmission %s, relays %+v", s.Transmission, s.Relays)
	}
}

func TestWhatBothSaidIsNotFirstHandAndIsNobodysTelling(t *testing.T) {
	for _, id := range []graph.ID{stressed, urgedAll} {
		s := get[*graph.Statement](t, head(t), id)
		if _, known := s.Depth(); known || s.Transmission != graph.TransmissionUnstated || len(s.Relays) != 0 {
			t.Errorf("%s: transmission %s, relays %v", id, s.Transmission, s.Relays)
		}
		// That they said it in the call, or on that day, is not said.
		if s.Occasion != "" || s.Said != nil || len(s.Addressees) != 0 {
			t.Errorf("%s: occasion %q, said %v, addressees %v", id, s.Occasion, s.Said, s.Addressees)
		}
	}
}

func TestWhenTheUnitedStatesSpokeOfTheSyrianForces(t *testing.T) {
	s := get[*graph.Statement](t, head(t), offensive)
	d := s.Said
	if d.EDTF != "2016-04-14" || d.Basis != graph.DateDerived || d.Words != "الخميس الماضي" || d.Anchor.Words != "الجمعة 15 أبريل/نيسان 2016" || d.Anchor.Document != report {
		t.Errorf("said %+v, anchor %+v", d, d.Anchor)
	}
	if s.Transmission != graph.TransmissionUnstated || len(s.Relays) != 0 || s.Attribution != graph.AttributionNamed || chain(s) != "actor/united-states" {
		t.Errorf("%s, %s, %s", s.Attribution, s.Transmission, chain(s))
	}
	if got := levels(s); got != "event/aleppo-offensive SUBJECT 0, actor/syrian-armed-forces SUBJECT 0" {
		t.Error(got)
	}
	if !slices.Equal(s.Acts, []graph.SpeechAct{{Act: graph.ActExpressConcern, Force: graph.ForceStated}}) {
		t.Errorf("acts: %v", s.Acts)
	}
	e := get[*graph.Event](t, head(t), "event/aleppo-offensive")
	if !slices.Equal(e.Claims, []graph.ID{offensive}) || e.Participants[0].Actor != syrianForces || e.Participants[0].Certainty != graph.CertaintyAlleged {
		t.Errorf("claims %v, participants %+v", e.Claims, e.Participants)
	}
	// Around the city is not the city.
	if p := e.Places[0]; p.Location != "location/aleppo" || p.Precision != graph.PlaceAround {
		t.Errorf("place: %+v", p)
	}
}

func TestWhichDayOfTheTruceItWas(t *testing.T) {
	s := head(t)
	a := get[*graph.Agreement](t, s, cessation)
	tests := map[string]struct {
		date *graph.Date
		want int
	}{
		"the call":                      {get[*graph.Event](t, s, call).When, 49},
		"what Kerry asked":              {get[*graph.Statement](t, s, pressDamascus).Said, 49},
		"the accusation":                {get[*graph.Statement](t, s, mustStop).Said, 49},
		"the concern of the day before": {get[*graph.Statement](t, s, offensive).Said, 48},
		"the first day":                 {&graph.Date{EDTF: "2016-02-27"}, 1},
		"its endorsement":               {get[*graph.Document](t, s, "document/unsc-resolution-2268").Published, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			from, to, ok := graph.DayOfTruce(*a.InForce, nil, a.Zone, *test.date)
			if ok != (test.want > 0) || from != test.want || to != test.want {
				t.Errorf("day %d to %d, %t; want %d", from, to, ok, test.want)
			}
		})
	}
}

// chain writes out who said it, to whom, and through whom it reached us.
func chain(s *graph.Statement) string {
	who := func(actor, post, behalf graph.ID) string {
		text := string(actor)
		if post != "" {
			text += " as " + string(post)
		}
		if behalf != "" {
			text += " for " + string(behalf)
		}
		return text
	}
	text := ""
	for _, r := range s.Relays {
		text += who(r.Actor, r.Post, r.OnBehalfOf) + ": "
	}
	for _, sp := range s.Speakers {
		text += who(sp.Actor, sp.Post, sp.OnBehalfOf)
	}
	for _, a := range s.Addressees {
		text += " to " + who(a.Actor, a.Post, "")
	}
	return text
}

// written writes out a content.
func written(c *graph.Content) string {
	text := fmt.Sprint(c.Mood, " ", c.Actor, " ", c.Act, c.EventKind, c.Action)
	if len(c.Toward) > 0 {
		text += fmt.Sprint(" ", c.Toward)
	}
	if c.Object != "" {
		text += " " + string(c.Object)
	}
	if c.Content != nil {
		text += " (" + written(c.Content) + ")"
	}
	return text
}

// levels writes out whom a statement is about, in which role, and how deep.
func levels(s *graph.Statement) string {
	text := ""
	for i, a := range s.About {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(a.Node, " ", a.Role, " ", a.Level)
	}
	return text
}
