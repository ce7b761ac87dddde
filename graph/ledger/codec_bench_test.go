package ledger

import (
	"strings"
	"testing"

	"hudna/graph"
	"hudna/storage/keys"
)

// relayedStatement is a statement as a careful coder makes one, of made-up
// people and places: a spokesman tells what a minister asked of another.
func relayedStatement() *graph.Statement {
	mention := func(start, end int) *graph.Mention {
		return &graph.Mention{Document: "document/avaria-post-1", Start: start, End: end}
	}
	evidence := func(start, end int, part graph.EvidencePart) graph.Evidence {
		return graph.Evidence{
			Document: "document/avaria-post-1", Start: &start, End: &end, Part: part,
			Hash: strings.Repeat("0123456789abcdef", 4),
		}
	}
	quotedPart := evidence(480, 502, graph.PartQuoted)
	quotedPart.Quoted = &graph.Quoted{Whose: "actor/avaria-minister", Kind: graph.QuotedPartial}
	s := &graph.Statement{
		Meta: graph.Meta{
			ID:     "statement/avaria-asks-borduria",
			Coding: &graph.Coding{Coder: "coder-1", Scheme: "hudna", Version: "1"},
		},
		Speakers: []graph.Speaker{{
			Actor: "actor/avaria-minister", Post: "actor/avaria-foreign-minister", OnBehalfOf: "actor/avaria",
			Cue: &graph.Cue{Text: "دعا", Lemma: "دعا"}, Mention: mention(402, 410),
		}},
		Relays: []graph.Relay{{
			Speaker: graph.Speaker{
				Actor: "actor/avaria-spokesman", OnBehalfOf: "actor/avaria-ministry",
				Cue: &graph.Cue{Text: "قال"}, Mention: mention(380, 395),
			},
			Channel: graph.ChannelBriefing,
			Said:    &graph.Date{EDTF: "2031-03-04", Words: "أمس", Basis: graph.DateDerived, Zone: "Asia/Amman"},
		}},
		Addressees:   []graph.Addressee{{Actor: "actor/borduria-minister", Term: "نظيره", Mention: mention(412, 418)}},
		Transmission: graph.TransmissionRelayed,
		About: []graph.About{
			{Node: "actor/borduria", Role: graph.AboutAsked, Term: "بوردوريا", Mention: mention(430, 438)},
			{Node: "actor/northern-front", Role: graph.AboutAccused, Level: 1, Term: "الجبهة", Mention: mention(450, 456)},
			{Node: "agreement/river-truce", Role: graph.AboutBreached, Level: 1, Mention: mention(460, 466)},
		},
		Acts: []graph.SpeechAct{{Act: graph.ActUrge}, {Act: graph.ActAccuse, Force: graph.ForcePresupposed}},
		Content: &graph.Content{
			Mood: graph.MoodRequested, Actor: "actor/borduria", Action: graph.ActionPressure,
			Toward: []graph.ID{"actor/northern-front"},
			Content: &graph.Content{
				Mood: graph.MoodRequested, Actor: "actor/northern-front", Action: graph.ActionComply, Object: "agreement/river-truce",
			},
		},
		Utterance: "utterance/avaria-borduria-call",
		Occasion:  "event/avaria-borduria-call",
		Text:      "دعا الوزير نظيره إلى الضغط على الجبهة الشمالية كي تلتزم بهدنة النهر وتكف عن خرقها.",
		Lang:      "ar",
		Wording:   graph.WordingParaphrase,
		Translations: []graph.Translation{{
			Lang: "en", By: "coder-1",
			Text: "The minister urged his counterpart to press the Northern Front to keep the river truce and to stop breaching it.",
		}},
		Said:    &graph.Date{EDTF: "2031-03-04", Basis: graph.DateGiven, Zone: "Asia/Amman"},
		Channel: graph.ChannelPhone,
		Evidence: []graph.Evidence{
			evidence(380, 520, graph.PartClause), quotedPart,
			evidence(380, 395, graph.PartRelay), evidence(402, 410, graph.PartSpeaker),
		},
	}
	graph.Normalize(s)
	return s
}

// nodeTable numbers nodes from 1,000,000 on, in the order in which they are first
// asked for.
type nodeTable struct {
	ids   []graph.ID
	nodes map[graph.ID]keys.Node
}

const firstNode = 1_000_000

func (t *nodeTable) node(id graph.ID) (keys.Node, error) {
	n, ok := t.nodes[id]
	if !ok {
		if t.nodes == nil {
			t.nodes = make(map[graph.ID]keys.Node)
		}
		n = keys.Node(firstNode + len(t.ids))
		t.nodes[id] = n
		t.ids = append(t.ids, id)
	}
	return n, nil
}

func BenchmarkEncodeStatement(b *testing.B) {
	s := relayedStatement()
	var table nodeTable
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if dst, err = appendBody(dst[:0], s, table.node); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(dst)), "body-bytes")
}

func BenchmarkDecodeStatement(b *testing.B) {
	s := relayedStatement()
	var table nodeTable
	body, err := appendBody(nil, s, table.node)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, message, err := bodyNodes(body)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := decodeBody(graph.KindStatement, s.ID, message, table.ids); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("nodes", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := bodyNodes(body); err != nil {
				b.Fatal(err)
			}
		}
	})
}
