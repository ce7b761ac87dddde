package graphtest

import (
	"fmt"

	"hudna/graph"
)

// How many records [RealisticBase] makes of each kind.
const (
	realisticActors    = 200
	realisticPosts     = 60
	realisticDocuments = 100
	realisticEvents    = 50
	realisticPlaces    = 40
	realisticTopics    = 20
)

// RealisticBase makes the records to which the statements of [Realistic] refer,
// in one change for an empty graph.
func RealisticBase() graph.Change {
	var records []graph.Record
	for i := range realisticActors {
		records = append(records, &graph.Actor{
			Meta: meta(numbered(graph.KindActor, "a", i)), Kind: graph.ActorPerson,
			Names: named3(fmt.Sprintf("متحدث مختلق %d", i), fmt.Sprintf("Made-up speaker %d", i), ""),
		})
	}
	for i := range realisticPosts {
		records = append(records, &graph.Actor{
			Meta: meta(numbered(graph.KindActor, "p", i)), Kind: graph.ActorPost,
			Names: named3(fmt.Sprintf("منصب مختلق %d", i), fmt.Sprintf("Made-up post %d", i), ""),
		})
	}
	for i := range realisticDocuments {
		records = append(records, &graph.Document{
			Meta: meta(numbered(graph.KindDocument, "d", i)), Kind: graph.DocumentReport, Publisher: numbered(graph.KindActor, "a", i),
			Lang: "ar", Published: day("2016-04-15"), Title: fmt.Sprintf("تقرير مختلق %d", i),
		})
	}
	for i := range realisticPlaces {
		records = append(records, &graph.Location{
			Meta: meta(numbered(graph.KindLocation, "l", i)), Kind: graph.LocationSettlement, Names: named3("قرية مختلقة", "Made-up village", ""),
		})
	}
	for i := range realisticEvents {
		records = append(records, &graph.Event{
			Meta: meta(numbered(graph.KindEvent, "e", i)), Kind: graph.EventCall, When: day("2016-04-14"),
		})
	}
	for i := range realisticTopics {
		records = append(records, &graph.Topic{
			Meta: meta(numbered(graph.KindTopic, "t", i)), Kind: graph.TopicProposition, Names: named3("قول مختلق", "Made-up claim", ""),
		})
	}
	records = append(records, &graph.Agreement{
		Meta: meta("agreement/realistic"), Kind: graph.AgreementCessation, InForce: day("2016-02-27"), Zone: "Asia/Damascus",
	})
	return graph.Change{Ops: creating(records...), Message: "what realistic statements refer to"}
}

func numbered(k graph.Kind, prefix string, i int) graph.ID {
	return graph.ID(fmt.Sprintf("%s/realistic-%s%d", k, prefix, i))
}

// Realistic makes a statement of the size that people code, for benchmarks: one
// speaker in a post and on somebody's behalf, one relay and one addressee in
// theirs, three about entries, an occasion, a position, an utterance, two
// passages with their hashes and some 200 bytes of Arabic. It leads to 20 to 25
// index entries. The number has to be one for which none was made yet; what
// stands in it is drawn.
func Realistic(i int, d *Dice) graph.Op {
	actor := func() graph.ID { return numbered(graph.KindActor, "a", d.N(realisticActors)) }
	post := func() graph.ID { return numbered(graph.KindActor, "p", d.N(realisticPosts)) }
	document := numbered(graph.KindDocument, "d", d.N(realisticDocuments))
	text := fmt.Sprintf("قال المتحدث المختلق إن على الطرف الآخر أن يكف عن خرق الهدنة في المنطقة رقم %d وأن يسمح بدخول المساعدات إلى جميع القرى", i)
	accused := actor()
	passage := func(start int, words string, part graph.EvidencePart) graph.Evidence {
		end := start + len([]rune(words))
		return graph.Evidence{Document: document, Start: &start, End: &end, Part: part, Hash: Digest(words)}
	}
	start := d.N(5000)
	return graph.Op{Verb: graph.VerbCreate, Record: &graph.Statement{
		Meta: graph.Meta{
			ID: numbered(graph.KindStatement, "s", i), Coding: &graph.Coding{Coder: "made-up coder", Scheme: "realistic", Version: "1"},
		},
		Speakers: []graph.Speaker{{Actor: actor(), Post: post(), OnBehalfOf: actor(), Cue: &graph.Cue{Text: "أبلغ", Lemma: "أبلغ"}}},
		Relays: []graph.Relay{{
			Speaker: graph.Speaker{Actor: actor(), Post: post(), Cue: &graph.Cue{Text: "قال", Lemma: "قال"}}, Channel: graph.ChannelBriefing,
		}},
		Addressees:   []graph.Addressee{{Actor: actor(), Post: post(), Term: "نظيره"}},
		Attribution:  graph.AttributionNamed,
		Transmission: graph.TransmissionRelayed,
		About: []graph.About{
			{Node: accused, Role: graph.AboutAccused, Term: "الطرف الآخر", Stance: &graph.Stance{Value: -0.5, Scale: "made-up 5 points"}},
			{Node: "agreement/realistic", Role: graph.AboutBreached},
			{Node: numbered(graph.KindLocation, "l", d.N(realisticPlaces)), Role: graph.AboutBeneficiary},
		},
		Acts: []graph.SpeechAct{
			{Act: graph.ActDemand, Force: graph.ForceStated}, {Act: graph.ActAccuse, Force: graph.ForcePresupposed},
		},
		Content:   &graph.Content{Mood: graph.MoodRequested, Actor: accused, Action: graph.ActionCease, Object: "agreement/realistic"},
		Positions: []graph.Stand{{Topic: numbered(graph.KindTopic, "t", d.N(realisticTopics)), Agreement: graph.Agree}},
		Utterance: graph.ID(fmt.Sprintf("utterance/realistic-%d", i/3)),
		Occasion:  numbered(graph.KindEvent, "e", d.N(realisticEvents)),
		Text:      text, Lang: "ar", Wording: graph.WordingAsPrinted,
		Said:     &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("2016-%02d-%02d", 1+d.N(12), 1+d.N(28))), Basis: graph.DateGiven},
		Channel:  graph.ChannelPhone,
		Evidence: []graph.Evidence{passage(start, text, graph.PartClause), passage(start+300, "قال المتحدث المختلق", graph.PartRelay)},
	}}
}
