// Package plover says what the events of PLOVER (Political Language Ontology for
// Verifiable Event Records) become, and decodes its gold standard records:
// sentences with their source, target and event.
//
// As in package cameo, words are statements and deeds are events. Codes of the
// first version (2016: DEMAND, DISAPPROVE, INVESTIGATE, FIGHT) and of the second
// one (2021: REQUEST, ACCUSE, ASSAULT) are both read. SUPPORT says of words and
// deeds alike, and is an event.
package plover

import (
	"strings"

	"hudna/graph"
	"hudna/graph/ingest"
)

// A Meaning is what a type of event becomes.
type Meaning struct {
	// Statement is whether it is words; an event otherwise.
	Statement bool
	Role      graph.AboutRole // of the target in a statement
	Act       graph.Act       // of a statement
	Event     graph.EventKind
	Words     string // what the code says, as the paraphrase of a statement
}

var statements = map[string]Meaning{
	"AGREE":      {Role: graph.AboutPartner, Act: graph.ActAnnounce},
	"REQUEST":    {Role: graph.AboutAsked, Act: graph.ActAsk},
	"DEMAND":     {Role: graph.AboutAsked, Act: graph.ActDemand},
	"DISAPPROVE": {Role: graph.AboutCriticised, Act: graph.ActCriticise},
	"ACCUSE":     {Role: graph.AboutCriticised, Act: graph.ActCriticise},
	"REJECT":     {Role: graph.AboutSubject, Act: graph.ActReject},
	"THREATEN":   {Role: graph.AboutThreatened, Act: graph.ActThreaten},
}

// events are by type, and where the mode says more by type and mode.
var events = map[string]graph.EventKind{
	"CONSULT":                graph.EventTalks,
	"CONSULT/phone":          graph.EventCall,
	"CONSULT/visit":          graph.EventVisit,
	"CONSULT/host":           graph.EventVisit,
	"CONSULT/third-party":    graph.EventMeeting,
	"CONSULT/multilateral":   graph.EventMeeting,
	"SUPPORT":                graph.EventOther,
	"CONCEDE":                graph.EventOther,
	"COOPERATE":              graph.EventOther,
	"AID":                    graph.EventOther,
	"RETREAT":                graph.EventOther,
	"RETREAT/ceasefire":      graph.EventDeclaration,
	"RETREAT/withdraw":       graph.EventWithdrawal,
	"RETREAT/release":        graph.EventPrisonerRelease,
	"INVESTIGATE":            graph.EventOther,
	"ACCUSE/investigate":     graph.EventOther,
	"MOBILIZE":               graph.EventOther,
	"MOBILIZE/troops":        graph.EventTroopMovement,
	"SANCTION":               graph.EventSanction,
	"PROTEST":                graph.EventProtest,
	"PROTEST/riot":           graph.EventRiot,
	"PROTEST/riot-spon":      graph.EventRiot,
	"CRIME":                  graph.EventOther,
	"COERCE":                 graph.EventOther,
	"COERCE/arrest":          graph.EventArrest,
	"COERCE/detain":          graph.EventArrest,
	"ASSAULT":                graph.EventArmedViolence,
	"ASSAULT/abduct":         graph.EventAbduction,
	"ASSAULT/beat":           graph.EventOther,
	"ASSAULT/torture":        graph.EventOther,
	"ASSAULT/suicide-attack": graph.EventSuicideAttack,
	"ASSAULT/explosives":     graph.EventExplosion,
	"ASSAULT/sexual":         graph.EventSexualViolence,
	"ASSAULT/heavy-weapons":  graph.EventShelling,
	"ASSAULT/aerial":         graph.EventAirstrike,
	"ASSAULT/drone":          graph.EventDroneStrike,
	"ASSAULT/firearms":       graph.EventSmallArms,
}

// Of says what a type of event becomes, with its mode, which may be empty. It
// reports false for what is no type of PLOVER.
func Of(kind, mode string) (Meaning, bool) {
	kind, mode = strings.ToUpper(strings.TrimSpace(kind)), strings.ToLower(strings.TrimSpace(mode))
	said := "PLOVER " + kind
	if mode != "" {
		said += " (" + mode + ")"
	}
	of := kind
	if kind == "FIGHT" { // which became part of ASSAULT
		of = "ASSAULT"
	}
	if e, ok := events[of+"/"+mode]; ok {
		return Meaning{Event: e, Words: said}, true
	}
	if s, ok := statements[kind]; ok {
		s.Statement, s.Words = true, said
		if kind == "ACCUSE" && mode == "allege" {
			s.Role, s.Act = graph.AboutAccused, graph.ActAccuse
		}
		return s, true
	}
	e, ok := events[of]
	return Meaning{Event: e, Words: said}, ok
}

// Statement makes a statement of the sources about the targets, coded by a
// machine. A refusal of nothing is a statement without an act.
func Statement(source, id string, m Meaning, when *graph.Date, from, to []graph.ID, in graph.ID) *graph.Statement {
	s := &graph.Statement{
		Meta:  graph.Meta{ID: ingest.NewID(graph.KindStatement, source, strings.ToLower(id))},
		Basis: graph.BasisMachineCoded, Said: when, Text: m.Words, Lang: "en", Wording: graph.WordingParaphrase,
		Evidence: []graph.Evidence{{Document: in}},
	}
	for _, id := range distinct(from) {
		s.Speakers = append(s.Speakers, graph.Speaker{Actor: id})
	}
	for _, id := range distinct(to) {
		s.About = append(s.About, graph.About{Node: id, Role: m.Role})
	}
	if len(to) > 0 || m.Act != graph.ActReject {
		s.Acts = []graph.SpeechAct{{Act: m.Act}}
	}
	return s
}

// Event makes an event between the sources and the targets, coded by a machine.
func Event(source, id string, m Meaning, when *graph.Date, from, to []graph.ID) *graph.Event {
	e := &graph.Event{
		Meta: graph.Meta{ID: ingest.NewID(graph.KindEvent, source, strings.ToLower(id))}, Kind: m.Event, Basis: graph.EventMachineCoded, When: when,
	}
	for _, id := range distinct(from) {
		e.Participants = append(e.Participants, graph.Participant{Actor: id, Role: graph.ParticipantInitiator})
	}
	for _, id := range distinct(to) {
		e.Participants = append(e.Participants, graph.Participant{Actor: id, Role: graph.ParticipantRecipient})
	}
	return e
}

func distinct(ids []graph.ID) (each []graph.ID) {
	seen := map[graph.ID]bool{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			each = append(each, id)
		}
	}
	return each
}
