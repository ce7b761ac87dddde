package graphtest

import (
	"fmt"

	"hudna/graph"
)

// How many of each a debate has.
const (
	debaters     = 7
	propositions = 4
	debateReport = 5
)

// DebateBase makes the records that the statements of [Debate] name, in one change
// for a graph that has none of them. All of it is made up.
func DebateBase() graph.Change {
	var records []graph.Record
	for i := range debaters {
		records = append(records, &graph.Actor{
			Meta: meta(debater(i)), Kind: []graph.ActorKind{graph.ActorState, graph.ActorPerson}[i%2], Names: named3("متحدث مختلق", fmt.Sprintf("Made-up debater %d", i), ""),
		})
	}
	for i := range propositions {
		records = append(records, &graph.Topic{Meta: meta(proposition(i)), Kind: graph.TopicProposition, Names: named3("قول مختلق", fmt.Sprintf("Made-up claim %d", i), "")})
	}
	for i := range debateReport {
		records = append(records, &graph.Document{
			Meta: meta(reported(i)), Kind: graph.DocumentReport, Publisher: debater(i), Lang: "en", Title: fmt.Sprintf("Made-up report %d", i),
		})
	}
	return graph.Change{Ops: creating(records...), Message: "a debate that is made up"}
}

func debater(i int) graph.ID     { return graph.ID(fmt.Sprintf("actor/debater-%d", i)) }
func proposition(i int) graph.ID { return graph.ID(fmt.Sprintf("topic/claim-%d", i)) }
func reported(i int) graph.ID    { return graph.ID(fmt.Sprintf("document/debate-%d", i)) }

// debateDate is when something is said: mostly on a day of two years, so that some
// fall on the same one, and within the borders of weeks and months.
func debateDate(d *Dice) *graph.Date {
	switch {
	case d.Chance(6):
		return nil
	case d.Chance(8):
		return &graph.Date{EDTF: pick(d, []graph.EDTF{"2016-04", "2016", "2016-12-31/2017-01-02", "2017-02/.."})}
	}
	month := pick(d, []int{1, 3, 4, 12})
	on := pick(d, []int{1, 2, 3, 4, 10, 11, 28, 30, 31})
	if month == 4 {
		on = min(on, 30)
	}
	return &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("%d-%02d-%02d", 2016+d.N(2), month, on))}
}

// Debate makes a statement of who agrees with some propositions, and speaks of
// others. The number has to be one for which none was made yet; what stands in it
// is drawn.
func Debate(i int, d *Dice) graph.Op {
	s := &graph.Statement{
		Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("statement/debate-%d", i)), Coding: &graph.Coding{Coder: "made-up coder", Scheme: "debate", Version: "1"}},
		Acts: []graph.SpeechAct{{Act: graph.ActAssert, Force: graph.ForceStated}}, Text: "Made-up words.", Lang: "en", Wording: graph.WordingParaphrase,
		Said: debateDate(d), Evidence: []graph.Evidence{{Document: reported(d.N(debateReport))}},
	}
	first := d.N(debaters)
	s.Speakers = []graph.Speaker{{Actor: debater(first)}}
	if d.Chance(25) {
		s.Speakers = append(s.Speakers, graph.Speaker{Actor: debater((first + 1 + d.N(debaters-1)) % debaters)})
	}
	if d.Chance(30) {
		s.Addressees = []graph.Addressee{{Actor: debater((first + 1) % debaters)}}
	}
	for topic := range propositions {
		if d.Chance(45) {
			s.Positions = append(s.Positions, graph.Stand{Topic: proposition(topic), Agreement: pick(d, []graph.Concurring{graph.Agree, graph.Agree, graph.Disagree, graph.Disagree, graph.Neutral})})
		}
	}
	for range 1 + d.N(2) {
		about := graph.About{Node: debater(d.N(debaters)), Role: pick(d, []graph.AboutRole{graph.AboutAccused, graph.AboutBeneficiary, graph.AboutSubject})}
		if d.Chance(70) {
			about.Stance = &graph.Stance{Value: pick(d, []float64{-1, -0.5, 0, 0.25, 1}), Scale: pick(d, []string{"made-up 5 points", "made-up 5 points", "another"})}
		}
		if len(s.About) == 0 || s.About[0].Node != about.Node || s.About[0].Role != about.Role {
			s.About = append(s.About, about)
		}
	}
	if d.Chance(40) {
		s.Utterance = graph.ID(fmt.Sprintf("utterance/debate-%d", d.N(6)))
	}
	return graph.Op{Verb: graph.VerbCreate, Record: s}
}
