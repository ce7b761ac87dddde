package graph

// Validate reports every problem with e, joined, or nil.
func (e *Event) Validate() error { return validate(e) }

func (v *validator) event(e *Event) {
	oneOf(v, "kind", e.Kind, valuesEventKind, optional)
	v.names(e.Names)
	v.date("when", e.When)

	places := upTo(v, "places", e.Places, MaxPlaces)
	for i := range places {
		v.at("places", i)
		v.ref("location", places[i].Location)
		oneOf(v, "precision", places[i].Precision, valuesPlacePrecision, optional)
		v.text("words", places[i].Words, MaxShort, optional)
		v.out()
	}
	repeats(v, "places", places, func(p *EventPlace) EventPlace { return *p })

	participants := upTo(v, "participants", e.Participants, MaxParticipants)
	for i := range participants {
		p := &participants[i]
		v.at("participants", i)
		v.ref("actor", p.Actor)
		oneOf(v, "role", p.Role, valuesParticipantRole, optional)
		oneOf(v, "certainty", p.Certainty, valuesCertainty, optional)
		v.evidence(p.Evidence)
		v.out()
	}
	type part struct {
		actor ID
		role  ParticipantRole
	}
	repeats(v, "participants", participants, func(p *Participant) part { return part{p.Actor, p.Role} })

	v.eventBasis(e)
	v.figures(e.Figures)

	links := upTo(v, "links", e.Links, MaxLinks)
	for i := range links {
		l := &links[i]
		v.at("links", i)
		oneOf(v, "kind", l.Kind, valuesEventLinkKind, needed)
		v.ref("event", l.Event)
		v.evidence(l.Evidence)
		v.out()
	}
	type tie struct {
		kind  EventLinkKind
		event ID
	}
	repeats(v, "links", links, func(l *EventLink) tie { return tie{l.Kind, l.Event} })

	v.refs("documents", e.Documents, MaxDocuments)
	v.evidence(e.Evidence)
}

// eventBasis checks how the event came to be known.
func (v *validator) eventBasis(e *Event) {
	oneOf(v, "basis", e.Basis, valuesEventBasis, optional)
	oneOf(v, "how", e.How, valuesObservation, optional)
	if e.Basis != EventObserved {
		if e.How != "" {
			v.report("how", "is only for a basis of %s", EventObserved)
		}
		if e.Observer != "" {
			v.report("observer", "is only for a basis of %s", EventObserved)
		}
	}
	v.refs("claims", e.Claims, MaxClaims)
	if e.Basis == EventAlleged && len(e.Claims) == 0 {
		v.report("claims", "is missing: a basis of %s needs the statement that alleges it", EventAlleged)
	}
}
