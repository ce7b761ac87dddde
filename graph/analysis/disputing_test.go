package analysis

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// A situation is one of testdata/disputes.txt.
type situation struct {
	name       string
	statements []*graph.Statement
	want       []string // "avaria shelling DENIED"
}

func situations(t *testing.T) (list []*situation) {
	t.Helper()
	data, err := os.ReadFile("testdata/disputes.txt")
	if err != nil {
		t.Fatal(err)
	}
	for n, line := range strings.Split(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "#"), line == "":
		case strings.HasPrefix(line, "== "):
			list = append(list, &situation{name: line[3:]})
		case strings.HasPrefix(line, "=> "):
			if s := list[len(list)-1]; line != "=> none" {
				s.want = append(s.want, line[3:])
			}
		default:
			s := list[len(list)-1]
			one, err := written(line)
			if err != nil {
				t.Fatalf("line %d: %v", n+1, err)
			}
			s.statements = append(s.statements, one)
		}
	}
	return list
}

// written reads a statement of the table.
func written(line string) (*graph.Statement, error) {
	name, rest, _ := strings.Cut(line, ": ")
	s := &graph.Statement{Meta: graph.Meta{ID: graph.ID("statement/" + name), Status: graph.StatusPublished}, Text: "made-up words", Said: &graph.Date{EDTF: "2019-04-18"}}
	role, acts := graph.AboutSubject, ""
	given := map[string]string{}
	for _, word := range strings.Fields(rest) {
		key, value, ok := strings.Cut(word, "=")
		if !ok {
			return nil, fmt.Errorf("%q is no part of a statement", word)
		}
		given[key] = value
	}
	if r := given["event-role"]; r != "" {
		role = graph.AboutRole(r)
	}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		value := given[key]
		switch key {
		case "by", "for", "event-role":
		case "accuses":
			for _, a := range strings.Split(value, ",") {
				s.About = append(s.About, graph.About{Node: graph.ID("actor/" + a), Role: graph.AboutAccused})
			}
		case "event":
			for _, e := range strings.Split(value, ",") {
				s.About = append(s.About, graph.About{Node: graph.ID("event/" + e), Role: role})
			}
		case "breaches":
			s.About = append(s.About, graph.About{Node: graph.ID("agreement/" + value), Role: graph.AboutBreached})
		case "acts":
			acts = value
		case "polarity":
			s.Polarity = graph.Polarity(value)
		case "condition":
			s.Condition = "if it was so"
		case "mood":
			s.Content = &graph.Content{Mood: graph.Mood(value)}
		case "utterance":
			s.Utterance = graph.ID("utterance/" + value)
		case "said":
			s.Said.EDTF = graph.EDTF(value)
		case "status":
			s.Status = graph.Status(value)
		case "basis":
			s.Basis = graph.Basis(value)
		default:
			kind := graph.LinkKind(key)
			if !kind.Valid() {
				return nil, fmt.Errorf("there is no %q", key)
			}
			to, of, said := strings.Cut(value, "/")
			l := graph.Link{Kind: kind, Statement: graph.ID("statement/" + to)}
			if said {
				if of != "said" {
					return nil, fmt.Errorf("there is no %q", of)
				}
				l.Of = graph.LinkOfHavingSaid
			}
			s.Links = append(s.Links, l)
		}
	}
	switch by := given["by"]; by {
	case "none":
		s.Attribution = graph.AttributionAnonymous
	case "publisher":
		s.Attribution = graph.AttributionPublisher
	default:
		for _, a := range strings.Split(by, ",") {
			speaker := graph.Speaker{Actor: graph.ID("actor/" + a)}
			if f := given["for"]; f != "" {
				speaker.OnBehalfOf = graph.ID("actor/" + f)
			}
			s.Speakers = append(s.Speakers, speaker)
		}
	}
	if acts == "" && given["accuses"] != "" {
		acts = "ACCUSE"
	}
	for _, a := range strings.Split(acts, ",") {
		if a != "" {
			s.Acts = append(s.Acts, graph.SpeechAct{Act: graph.Act(a), Force: graph.ForceStated})
		}
	}
	s.Evidence = []graph.Evidence{{Document: "document/gazette"}}
	return s, nil
}

// cast is who and what there is in the table, as records.
func cast() (records []graph.Record) {
	meta := func(id graph.ID) graph.Meta { return graph.Meta{ID: id, Status: graph.StatusPublished} }
	actor := func(name string, kind graph.ActorKind, ties ...graph.Affiliation) {
		records = append(records, &graph.Actor{Meta: meta(graph.ID("actor/" + name)), Kind: kind, Affiliations: ties})
	}
	part := func(of string) graph.Affiliation {
		return graph.Affiliation{Organisation: graph.ID("actor/" + of), Kind: graph.AffiliationPartOf}
	}
	speaks := func(of string, from, to graph.EDTF) graph.Affiliation {
		f := graph.Affiliation{Organisation: graph.ID("actor/" + of), Kind: graph.AffiliationMember, SpeaksFor: true}
		if from != "" {
			f.From = &graph.Date{EDTF: from}
		}
		if to != "" {
			f.To = &graph.Date{EDTF: to}
		}
		return f
	}
	actor("avaria", graph.ActorState)
	actor("berun", graph.ActorState)
	actor("ruritania", graph.ActorState)
	actor("avaria-army", graph.ActorOrganisation, part("avaria"))
	actor("avaria-brigade", graph.ActorGroup, part("avaria-army"))
	actor("avaria-ministry", graph.ActorOrganisation, part("avaria"))
	actor("avaria-speaker", graph.ActorPerson, speaks("avaria", "", "2019-06-30"))
	actor("avaria-premier", graph.ActorPerson, speaks("avaria", "2019-07-01", ""))
	actor("avaria-poet", graph.ActorPerson, graph.Affiliation{Organisation: "actor/avaria", Kind: graph.AffiliationMember})
	actor("berun-speaker", graph.ActorPerson, speaks("berun", "", ""))
	actor("hill-band", graph.ActorGroup)
	actor("monitor", graph.ActorOrganisation)
	actor("red-lamp", graph.ActorOrganisation)
	actor("gazette", graph.ActorOrganisation)
	records = append(records,
		&graph.Document{Meta: meta("document/gazette"), Publisher: "actor/gazette"},
		&graph.Agreement{
			Meta: meta("agreement/truce"), Zone: "Asia/Damascus", InForce: &graph.Date{EDTF: "2019-04-11"},
			Parties: []graph.Party{
				{Actor: "actor/avaria", Role: graph.PartySignatory},
				{Actor: "actor/berun", Role: graph.PartyParty},
				{Actor: "actor/hill-band", Role: graph.PartyExcluded},
				{Actor: "actor/ruritania", Role: graph.PartySponsor},
			},
		},
		&graph.Agreement{Meta: meta("agreement/other-truce")},
		&graph.Event{Meta: meta("event/shelling"), Kind: graph.EventShelling, Under: "agreement/truce", Basis: graph.EventReported},
		&graph.Event{Meta: meta("event/raid"), Kind: graph.EventBattle, Under: "agreement/truce", Basis: graph.EventReported},
		&graph.Event{Meta: meta("event/ambush"), Kind: graph.EventBattle, Basis: graph.EventReported},
		&graph.Event{Meta: meta("event/old-battle"), Kind: graph.EventBattle, Under: "agreement/other-truce", Basis: graph.EventReported},
		&graph.Event{Meta: meta("event/talks"), Kind: graph.EventTalks, Under: "agreement/truce", Basis: graph.EventReported},
	)
	return records
}

// caseOf is a situation as a case: all that is read of it.
func caseOf(statements []*graph.Statement) *Case {
	c := &Case{Events: map[graph.ID]*graph.Event{}, Actors: map[graph.ID]*graph.Actor{}, Publishers: map[graph.ID]graph.ID{}}
	for _, r := range cast() {
		switch r := r.(type) {
		case *graph.Actor:
			c.Actors[r.ID] = r
		case *graph.Event:
			c.Events[r.ID] = r
		case *graph.Document:
			c.Publishers[r.ID] = r.Publisher
		case *graph.Agreement:
			if r.ID == "agreement/truce" {
				c.Agreement = r
			}
		}
	}
	for _, s := range statements {
		if s.Basis == graph.BasisMachineCoded {
			continue // which is not read unless asked for
		}
		c.Statements = append(c.Statements, s)
	}
	return c
}

func settle(t *testing.T, c *Case) *Disputes {
	t.Helper()
	d, err := Settle(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// told tells disputes as the table does.
func told(disputes []*Dispute) (list []string) {
	for _, d := range disputes {
		state := string(d.State)
		if state == "" {
			state = "-"
		}
		_, accused, _ := strings.Cut(string(d.Accused), "/")
		_, about, _ := strings.Cut(string(d.About()), "/")
		list = append(list, strings.Join([]string{accused, about, state}, " "))
	}
	slices.Sort(list)
	return list
}

func TestDisputes(t *testing.T) {
	list := situations(t)
	if len(list) < 40 {
		t.Fatalf("there are %d situations", len(list))
	}
	for _, s := range list {
		t.Run(s.name, func(t *testing.T) {
			got, want := told(settle(t, caseOf(s.statements)).Disputes), slices.Sorted(slices.Values(s.want))
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}
