package ledger

import (
	"fmt"

	"hudna/graph"
	"hudna/graph/ledger/pb"
)

func (e *bodyEncoder) statement(x *graph.Statement) *pb.Statement {
	m := &pb.Statement{
		Meta:         e.meta(graph.KindStatement, &x.Meta),
		Speakers:     encodeList(x.Speakers, e.speaker),
		Relays:       encodeList(x.Relays, e.relay),
		Addressees:   encodeList(x.Addressees, e.addressee),
		Attribution:  enumAttribution.number(e, x.Attribution),
		Transmission: enumTransmission.number(e, x.Transmission),
		About:        encodeList(x.About, e.about),
		Polarity:     enumPolarity.number(e, x.Polarity),
		Condition:    x.Condition,
		Content:      e.content(x.Content),
		Positions: encodeList(x.Positions, func(m *pb.Position, x *graph.Stand) {
			m.Topic, m.Agreement = e.ref(x.Topic), enumConcurring.number(e, x.Agreement)
		}),
		Links: encodeList(x.Links, func(m *pb.Link, x *graph.Link) {
			m.Kind, m.Statement, m.Of = enumLinkKind.number(e, x.Kind), e.ref(x.Statement), enumLinkOf.number(e, x.Of)
		}),
		Utterance: string(x.Utterance),
		Occasion:  e.ref(x.Occasion),
		Figures:   e.figures(x.Figures),
		Text:      x.Text,
		Lang:      x.Lang,
		Wording:   enumWording.number(e, x.Wording),
		Translations: encodeList(x.Translations, func(m *pb.Translation, x *graph.Translation) {
			m.Lang, m.Text, m.By = x.Lang, x.Text, x.By
		}),
		Said:       e.date(x.Said),
		Place:      e.ref(x.Place),
		Channel:    enumChannel.number(e, x.Channel),
		Evidence:   e.evidence(x.Evidence),
		Confidence: x.Confidence,
		Basis:      enumBasis.number(e, x.Basis),
		// The last node that is named, so that a table of nodes without it stays
		// as it was.
		SupersededBy: e.ref(x.SupersededBy),
		AssignedTo:   x.AssignedTo,
	}
	if n := len(x.Acts); n > 0 {
		both := make([]uint32, 2*n)
		m.Acts, m.Forces = both[:n:n], both[n:]
		for i, a := range x.Acts {
			m.Acts[i], m.Forces[i] = enumAct.number(e, a.Act), enumForce.number(e, a.Force)
		}
	}
	return m
}

// newStatement makes the message of a statement with room for the lists of most
// statements, in one piece: statements are what is read most.
func newStatement() *pb.Statement {
	m := new(struct {
		pb.Statement
		meta         pb.Meta
		speakers     [2]*pb.Speaker
		relays       [2]*pb.Speaker
		addressees   [2]*pb.Addressee
		about        [6]*pb.About
		content      [2]*pb.Content
		translations [1]*pb.Translation
		evidence     [8]*pb.Evidence
	})
	m.Meta = &m.meta
	m.Speakers, m.Relays, m.Addressees = m.speakers[:0], m.relays[:0], m.addressees[:0]
	m.About, m.Content = m.about[:0], m.content[:0]
	m.Translations, m.Evidence = m.translations[:0], m.evidence[:0]
	return &m.Statement
}

func (d *bodyDecoder) statement(m *pb.Statement) *graph.Statement {
	d.known(m)
	d.mentions = make([]graph.Mention, 0, len(m.Speakers)+len(m.Relays)+len(m.Addressees)+len(m.About))
	x := &graph.Statement{
		Meta:         d.meta(m.Meta),
		Speakers:     decodeList(m.Speakers, d.speaker),
		Relays:       decodeList(m.Relays, d.relay),
		Addressees:   decodeList(m.Addressees, d.addressee),
		Attribution:  enumAttribution.value(d, m.Attribution),
		Transmission: enumTransmission.value(d, m.Transmission),
		About:        decodeList(m.About, d.about),
		Polarity:     enumPolarity.value(d, m.Polarity),
		Condition:    m.Condition,
		Content:      d.content(m.Content),
		Positions: decodeList(m.Positions, func(x *graph.Stand, m *pb.Position) {
			d.known(m)
			x.Topic, x.Agreement = d.ref(m.Topic), enumConcurring.value(d, m.Agreement)
		}),
		Links: decodeList(m.Links, func(x *graph.Link, m *pb.Link) {
			d.known(m)
			x.Kind, x.Statement, x.Of = enumLinkKind.value(d, m.Kind), d.ref(m.Statement), enumLinkOf.value(d, m.Of)
		}),
		Utterance: graph.ID(m.Utterance),
		Occasion:  d.ref(m.Occasion),
		Figures:   d.figures(m.Figures),
		Text:      m.Text,
		Lang:      m.Lang,
		Wording:   enumWording.value(d, m.Wording),
		Translations: decodeList(m.Translations, func(x *graph.Translation, m *pb.Translation) {
			d.known(m)
			x.Lang, x.Text, x.By = m.Lang, m.Text, m.By
		}),
		Said:       d.date(m.Said),
		Place:      d.ref(m.Place),
		Channel:    enumChannel.value(d, m.Channel),
		Evidence:   d.evidence(m.Evidence),
		Confidence: m.Confidence,
		Basis:      enumBasis.value(d, m.Basis),

		SupersededBy: d.ref(m.SupersededBy),
		AssignedTo:   m.AssignedTo,
	}
	if len(m.Forces) != len(m.Acts) {
		d.fail("there are %d forces of %d acts", len(m.Forces), len(m.Acts))
		return nil
	}
	if len(m.Acts) > 0 {
		x.Acts = make([]graph.SpeechAct, len(m.Acts))
		for i := range m.Acts {
			x.Acts[i] = graph.SpeechAct{Act: enumAct.value(d, m.Acts[i]), Force: enumForce.value(d, m.Forces[i])}
		}
	}
	return x
}

func (e *bodyEncoder) speaker(m *pb.Speaker, x *graph.Speaker) {
	m.Actor, m.Post, m.OnBehalfOf = e.ref(x.Actor), e.ref(x.Post), e.ref(x.OnBehalfOf)
	if c := x.Cue; c != nil {
		m.Cue, m.CueText, m.CueLemma = true, c.Text, c.Lemma
	}
	m.MentionStart, m.MentionEnd, m.MentionDocument = e.mention(x.Mention)
}

func (d *bodyDecoder) speaker(x *graph.Speaker, m *pb.Speaker) {
	d.voice(x, m)
	if m.Channel != 0 || m.Said != nil || m.Place != 0 || m.Utterance != "" {
		d.fail("a speaker has what only a relay has")
	}
}

// voice decodes what speakers and relays have in common.
func (d *bodyDecoder) voice(x *graph.Speaker, m *pb.Speaker) {
	d.known(m)
	x.Actor, x.Post, x.OnBehalfOf = d.ref(m.Actor), d.ref(m.Post), d.ref(m.OnBehalfOf)
	switch {
	case m.Cue:
		x.Cue = &graph.Cue{Text: m.CueText, Lemma: m.CueLemma}
	case m.CueText != "" || m.CueLemma != "":
		d.fail("parts of a cue stand without it")
	}
	x.Mention = d.mention(m.MentionStart, m.MentionEnd, m.MentionDocument)
}

func (e *bodyEncoder) relay(m *pb.Speaker, x *graph.Relay) {
	e.speaker(m, &x.Speaker)
	m.Channel = enumChannel.number(e, x.Channel)
	m.Said, m.Place, m.Utterance = e.date(x.Said), e.ref(x.Place), string(x.Utterance)
}

func (d *bodyDecoder) relay(x *graph.Relay, m *pb.Speaker) {
	d.voice(&x.Speaker, m)
	x.Channel = enumChannel.value(d, m.Channel)
	x.Said, x.Place, x.Utterance = d.date(m.Said), d.ref(m.Place), graph.ID(m.Utterance)
}

func (e *bodyEncoder) addressee(m *pb.Addressee, x *graph.Addressee) {
	m.Actor, m.Post, m.Term = e.ref(x.Actor), e.ref(x.Post), x.Term
	m.MentionStart, m.MentionEnd, m.MentionDocument = e.mention(x.Mention)
}

func (d *bodyDecoder) addressee(x *graph.Addressee, m *pb.Addressee) {
	d.known(m)
	x.Actor, x.Post, x.Term = d.ref(m.Actor), d.ref(m.Post), m.Term
	x.Mention = d.mention(m.MentionStart, m.MentionEnd, m.MentionDocument)
}

func (e *bodyEncoder) about(m *pb.About, x *graph.About) {
	m.Node, m.Role = e.ref(x.Node), enumAboutRole.number(e, x.Role)
	m.Level, m.Term = e.number("level", x.Level), x.Term
	m.MentionStart, m.MentionEnd, m.MentionDocument = e.mention(x.Mention)
	if s := x.Stance; s != nil {
		m.StanceValue, m.StanceScale = &s.Value, s.Scale
	}
}

func (d *bodyDecoder) about(x *graph.About, m *pb.About) {
	d.known(m)
	x.Node, x.Role = d.ref(m.Node), enumAboutRole.value(d, m.Role)
	x.Level, x.Term = d.number("level", m.Level), m.Term
	x.Mention = d.mention(m.MentionStart, m.MentionEnd, m.MentionDocument)
	switch {
	case m.StanceValue != nil:
		x.Stance = &graph.Stance{Value: *m.StanceValue, Scale: m.StanceScale}
	case m.StanceScale != "":
		d.fail("a scale stands without its stance")
	}
}

// content spreads nested content out, outermost first.
func (e *bodyEncoder) content(x *graph.Content) []*pb.Content {
	var list []*pb.Content
	for ; x != nil; x = x.Content {
		if len(list) == graph.MaxContentDepth {
			e.fail(fmt.Errorf("content is nested more than %d deep", graph.MaxContentDepth))
			break
		}
		list = append(list, &pb.Content{
			Mood:      enumMood.number(e, x.Mood),
			Actor:     e.ref(x.Actor),
			Act:       enumAct.number(e, x.Act),
			EventKind: enumEventKind.number(e, x.EventKind),
			Action:    enumAction.number(e, x.Action),
			Polarity:  enumPolarity.number(e, x.Polarity),
			Condition: x.Condition,
			Toward:    e.refs(x.Toward),
			Object:    e.ref(x.Object),
			Words:     x.Words,
		})
	}
	return list
}

func (d *bodyDecoder) content(messages []*pb.Content) *graph.Content {
	if len(messages) > graph.MaxContentDepth {
		d.fail("content is nested %d deep, more than %d", len(messages), graph.MaxContentDepth)
		return nil
	}
	list := decodeList(messages, func(x *graph.Content, m *pb.Content) {
		d.known(m)
		*x = graph.Content{
			Mood:      enumMood.value(d, m.Mood),
			Actor:     d.ref(m.Actor),
			Act:       enumAct.value(d, m.Act),
			EventKind: enumEventKind.value(d, m.EventKind),
			Action:    enumAction.value(d, m.Action),
			Polarity:  enumPolarity.value(d, m.Polarity),
			Condition: m.Condition,
			Toward:    d.refs(m.Toward),
			Object:    d.ref(m.Object),
			Words:     m.Words,
		}
	})
	if len(list) == 0 {
		return nil
	}
	for i := range list[1:] {
		list[i].Content = &list[i+1]
	}
	return &list[0]
}
