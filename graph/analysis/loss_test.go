package analysis

import (
	"fmt"
	"slices"
	"testing"

	"hudna/graph"
)

// What is told of two made-up texts that stand as an original and its copy.
func TestLossesOfTexts(t *testing.T) {
	for name, c := range map[string]struct {
		original, copied string
		want             []string
	}{
		"a hedge in English":       {"The brigade allegedly crossed the river at night.", "The brigade crossed the river at night.", []string{"HEDGE allegedly"}},
		"a hedge of several words": {"According to a villager, the brigade crossed the river at night.", "The brigade crossed the river at night.", []string{"HEDGE According to"}},
		"a hedge in Arabic":        {"عبر اللواء المختلق النهر ليلا بحسب شاهد من القرية.", "عبر اللواء المختلق النهر ليلا.", []string{"HEDGE بحسب"}},
		"a hedge in Russian":       {"Вымышленная бригада якобы перешла реку ночью.", "Вымышленная бригада перешла реку ночью.", []string{"HEDGE якобы"}},
		"another hedge stays":      {"The brigade allegedly crossed the river at night.", "Reportedly the brigade crossed the river at night.", nil},
		"the sentence is gone":     {"The brigade allegedly crossed the river at night.", "Bread was cheap in the market all week.", nil},
		"quotation marks":          {"He called it “a raid upon sleeping people” on Monday.", "He called it a raid upon sleeping people on Monday.", []string{"QUOTATION_MARKS a raid upon sleeping people"}},
		"other quotation marks":    {"He called it “a raid upon sleeping people” on Monday.", "He called it «a raid upon sleeping people» on Monday.", nil},
		"a part of the quotation":  {`He called it "a raid upon sleeping people of the valley".`, `He called it "a raid upon" sleeping people of the valley.`, []string{"QUOTATION_MARKS raid upon sleeping people of the valley"}},
		"an unclosed quotation":    {"He called it “a raid upon sleeping people on Monday.\n\nNobody else used “that” word.", "He called it a raid upon sleeping people on Monday.", nil},
		"nothing is left out":      {"The brigade crossed the river.", "The brigade crossed the river.", nil},
	} {
		var got []string
		for _, l := range append(hedgesLost(c.original, c.copied), unquoted(c.original, c.copied)...) {
			got = append(got, string(l.Kind)+" "+l.Words)
			if text := []rune(c.copied); l.Copy == nil || string(text[l.Copy.Start:l.Copy.End]) != l.Copy.Words {
				t.Errorf("%s: the passage of the copy is %v", name, l.Copy)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Of a hidden statement nothing is told, and nothing of a hidden relay.
func TestLossesOfWhatIsHidden(t *testing.T) {
	document := func(id graph.ID) *graph.Document { return &graph.Document{Meta: graph.Meta{ID: id}} }
	said := func(id graph.ID, in graph.ID, marking graph.Marking, relay graph.ID) *graph.Statement {
		return &graph.Statement{
			Meta: graph.Meta{ID: id, Marking: marking}, Utterance: "utterance/u", Speakers: []graph.Speaker{{Actor: "actor/rikard"}},
			Relays: []graph.Relay{{Speaker: graph.Speaker{Actor: relay}}}, Transmission: graph.TransmissionRelayed,
			Acts: []graph.SpeechAct{{Act: graph.ActAccuse}}, About: []graph.About{{Node: "actor/saman", Term: id.Name()[:4]}}, Lang: "en",
			Text: "they came at night over the river", Evidence: []graph.Evidence{{Document: in}},
		}
	}
	const secret = graph.ID("statement/5e0c5b0e-7a55-4b0e-9d3e-6a0f0b6f3c31")
	for name, g := range graphs(t) {
		head := commit(t, g, actor("rikard", graph.ActorPerson), actor("saman", graph.ActorPerson), actor("clerk", graph.ActorPerson), actor("scribe", graph.ActorPerson),
			document("document/a"), document("document/b"), said(secret, "document/a", graph.MarkingProtected, "actor/clerk"), said("statement/copy", "document/b", "", "actor/scribe"))
		for clearance, want := range map[graph.Marking]string{graph.MarkingPublic: "0 []", graph.MarkingProtected: "1 [RELAY LABEL]"} {
			l, err := LossesOf(t.Context(), g.At(graph.View{Revision: head, Clearance: clearance}), "document/a", "document/b")
			if err != nil {
				t.Fatal(err)
			}
			kinds := []LossKind{}
			for _, one := range l.Losses {
				kinds = append(kinds, one.Kind)
			}
			if got := fmt.Sprint(l.Statements, " ", kinds); got != want {
				t.Errorf("%s: for %s: %s, want %s", name, clearance, got, want)
			}
		}
	}
}

// Three sides tell of one call: what each gives, omits and calls otherwise.
func TestReadoutsOf(t *testing.T) {
	said := func(id, in, relay, speaker string, act graph.Act, node, term, text string) *graph.Statement {
		s := &graph.Statement{
			Meta: graph.Meta{ID: graph.ID("statement/" + id)}, Occasion: "event/call", Speakers: []graph.Speaker{{Actor: graph.ID("actor/" + speaker)}},
			Acts: []graph.SpeechAct{{Act: act}}, About: []graph.About{{Node: graph.ID("actor/" + node), Term: term}}, Lang: "en", Text: text,
			Evidence: []graph.Evidence{{Document: graph.ID("document/" + in)}},
		}
		if relay != "" {
			s.Relays, s.Transmission = []graph.Relay{{Speaker: graph.Speaker{Actor: graph.ID("actor/" + relay)}}}, graph.TransmissionRelayed
		}
		return s
	}
	speaksFor := graph.Affiliation{Organisation: "actor/avaria", Kind: graph.AffiliationMember, SpeaksFor: true}
	for name, g := range graphs(t) {
		head := commit(t, g, actor("avaria", graph.ActorState), actor("berun", graph.ActorState), actor("gazette", graph.ActorOrganisation),
			actor("rikard", graph.ActorPerson, speaksFor), actor("hill-band", graph.ActorGroup),
			&graph.Event{Meta: graph.Meta{ID: "event/call"}, Kind: graph.EventCall},
			&graph.Document{Meta: graph.Meta{ID: "document/avaria"}, Publisher: "actor/avaria"},
			&graph.Document{Meta: graph.Meta{ID: "document/berun"}, Publisher: "actor/berun"},
			&graph.Document{Meta: graph.Meta{ID: "document/gazette"}, Publisher: "actor/gazette"},
			said("a1", "avaria", "", "avaria", graph.ActDemand, "hill-band", "the bandits", "the bandits have to leave the hills"),
			said("a2", "avaria", "", "avaria", graph.ActWarn, "berun", "Berun", "a second call will not be made"),
			said("b1", "berun", "", "avaria", graph.ActAsk, "hill-band", "the partisans", "the partisans were spoken of"),
			said("g1", "gazette", "rikard", "avaria", graph.ActDemand, "hill-band", "the bandits", "the bandits have to leave the hills"),
		)
		r, err := ReadoutsOf(t.Context(), g.At(graph.View{Revision: head, Clearance: graph.MarkingPublic}), "event/call")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range r.Sides {
			got = append(got, fmt.Sprintf("%s %s %d", s.Actor, s.Tellers, s.Count))
		}
		for i := range r.Clauses {
			c := &r.Clauses[i]
			line := ""
			for _, given := range c.Given {
				for _, s := range given {
					line += s.ID.Name() + " "
				}
				line += "| "
			}
			for _, x := range c.Relabels {
				line += fmt.Sprintf("%s: %s, %s ", x.Node, x.TermA, x.TermB)
			}
			got = append(got, fmt.Sprint(line, c.SameActs))
		}
		want := []string{
			"actor/avaria [actor/avaria actor/rikard] 3", "actor/berun [actor/berun] 1",
			"a1 g1 | b1 | actor/hill-band: the bandits, the partisans false", "a2 | | true",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
