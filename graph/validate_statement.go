package graph

import "slices"

// Validate reports every problem with s, joined, or nil.
func (s *Statement) Validate() error { return validate(s) }

func (v *validator) statement(s *Statement) {
	v.chain(s)
	v.about(s)
	v.acts(s)
	oneOf(v, "polarity", s.Polarity, valuesPolarity, optional)
	v.text("condition", s.Condition, MaxWords, optional)
	v.content(s)
	v.positions(s)
	v.links(s)
	v.utterance("utterance", s.Utterance)
	v.figures(s.Figures)
	v.words(s)
	v.date("said", s.Said)
	oneOf(v, "channel", s.Channel, valuesChannel, optional)
	v.evidence(s.Evidence)
	if len(s.Evidence) == 0 {
		v.report("evidence", "is missing: a statement needs the document in which it stands")
	}
	if s.Confidence != nil {
		v.between("confidence", *s.Confidence, 0, 1)
	}
	oneOf(v, "basis", s.Basis, valuesBasis, optional)
	v.text("assignedTo", s.AssignedTo, MaxPrincipalName, optional)
}

// chain checks who spoke to whom, and through whom it reached us.
func (v *validator) chain(s *Statement) {
	speakers := upTo(v, "speakers", s.Speakers, MaxSpeakers)
	for i := range speakers {
		v.at("speakers", i)
		v.speaker(&speakers[i])
		v.out()
	}
	repeats(v, "speakers", speakers, func(s *Speaker) ID { return s.Actor })

	relays := upTo(v, "relays", s.Relays, MaxRelays)
	for i := range relays {
		r := &relays[i]
		v.at("relays", i)
		v.speaker(&r.Speaker)
		oneOf(v, "channel", r.Channel, valuesChannel, optional)
		v.date("said", r.Said)
		v.utterance("utterance", r.Utterance)
		v.out()
	}

	addressees := upTo(v, "addressees", s.Addressees, MaxAddressees)
	for i := range addressees {
		a := &addressees[i]
		v.at("addressees", i)
		v.ref("actor", a.Actor)
		v.text("term", a.Term, MaxShort, optional)
		v.mention(a.Mention)
		v.out()
	}
	repeats(v, "addressees", addressees, func(a *Addressee) ID { return a.Actor })

	oneOf(v, "attribution", s.Attribution, valuesAttribution, optional)
	switch {
	case s.Attribution == AttributionNamed && len(s.Speakers) == 0:
		v.report("speakers", "is missing: the attribution is %s", s.Attribution)
	case s.Attribution == AttributionPublisher && len(s.Speakers) > 0:
		v.report("speakers", "is given, and the attribution is %s: the document's own voice", s.Attribution)
	}
	oneOf(v, "transmission", s.Transmission, valuesTransmission, optional)
	switch {
	case s.Transmission == TransmissionRelayed && len(s.Relays) == 0:
		v.report("relays", "is missing: the transmission is %s", s.Transmission)
	case len(s.Relays) > 0 && s.Transmission != TransmissionRelayed && s.Transmission != TransmissionUnclear:
		v.report("transmission", "has to be %s or %s: there are relays", TransmissionRelayed, TransmissionUnclear)
	}
}

func (v *validator) speaker(s *Speaker) {
	v.ref("actor", s.Actor)
	if c := s.Cue; c != nil {
		v.in("cue")
		v.text("text", c.Text, MaxShort, needed)
		v.text("lemma", c.Lemma, MaxShort, optional)
		v.out()
	}
	v.mention(s.Mention)
}

// about checks of whom and what the words speak.
func (v *validator) about(s *Statement) {
	depth := contentDepth(s.Content)
	about := upTo(v, "about", s.About, MaxAbout)
	for i := range about {
		a := &about[i]
		v.at("about", i)
		v.ref("node", a.Node)
		oneOf(v, "role", a.Role, valuesAboutRole, optional)
		switch {
		case a.Level < 0:
			v.report("level", "is negative")
		case a.Level > depth:
			v.report("level", "is %d, and the content is %d deep", a.Level, depth)
		}
		v.text("term", a.Term, MaxShort, optional)
		v.mention(a.Mention)
		if st := a.Stance; st != nil {
			v.in("stance")
			v.between("value", st.Value, -1, 1)
			v.text("scale", st.Scale, MaxShort, needed)
			v.out()
		}
		v.out()
	}
	type entry struct {
		node  ID
		role  AboutRole
		level int
	}
	repeats(v, "about", about, func(a *About) entry { return entry{a.Node, a.Role, a.Level} })
}

// acts checks what the words do.
func (v *validator) acts(s *Statement) {
	acts := upTo(v, "acts", s.Acts, MaxActs)
	for i := range acts {
		a := &acts[i]
		v.at("acts", i)
		oneOf(v, "act", a.Act, valuesAct, needed)
		oneOf(v, "force", a.Force, valuesForce, optional)
		if (a.Act == ActDeny || a.Act == ActReject) && len(s.Links) == 0 && s.Content == nil && len(s.About) == 0 {
			v.report("act", "is %s, and there is no link, content or about to say what", a.Act)
		}
		v.out()
	}
	repeats(v, "acts", acts, func(a *SpeechAct) Act { return a.Act })
}

// positions checks how the speaker stands to propositions. That a topic is one
// is the graph's business.
func (v *validator) positions(s *Statement) {
	positions := upTo(v, "positions", s.Positions, MaxPositions)
	for i := range positions {
		v.at("positions", i)
		v.ref("topic", positions[i].Topic)
		oneOf(v, "agreement", positions[i].Agreement, valuesConcurring, needed)
		v.out()
	}
	repeats(v, "positions", positions, func(p *Stand) ID { return p.Topic })
}

// links checks what the statement does to others.
func (v *validator) links(s *Statement) {
	links := upTo(v, "links", s.Links, MaxLinks)
	for i := range links {
		l := &links[i]
		v.at("links", i)
		oneOf(v, "kind", l.Kind, valuesLinkKind, needed)
		v.ref("statement", l.Statement)
		oneOf(v, "of", l.Of, valuesLinkOf, optional)
		v.out()
	}
	repeats(v, "links", links, func(l *Link) Link {
		key := *l
		orElse(&key.Of, LinkOfContent)
		return key
	})
}

// words checks the text and what is made of it.
func (v *validator) words(s *Statement) {
	v.text("text", s.Text, MaxText, needed)
	v.lang(s.Lang, optional)
	oneOf(v, "wording", s.Wording, valuesWording, optional)
	if s.Wording == WordingAsPrinted && s.Text != "" && len(s.Text) <= MaxText {
		hash := digestOf(s.Text)
		if !slices.ContainsFunc(s.Evidence, func(e Evidence) bool { return e.quotes() && e.Hash == hash }) {
			v.report("wording", "is %s, and no evidence with a part of %s or %s has the hash of the text",
				s.Wording, PartClause, PartQuoted)
		}
	}
	translations := upTo(v, "translations", s.Translations, MaxTranslations)
	for i := range translations {
		t := &translations[i]
		v.at("translations", i)
		v.lang(t.Lang, needed)
		v.text("text", t.Text, MaxText, needed)
		v.text("by", t.By, MaxShort, optional)
		v.out()
	}
	repeats(v, "translations", translations, func(t *Translation) Translation { return *t })
}
