package graph

// Validate reports every problem with a, joined, or nil.
func (a *Agreement) Validate() error { return validate(a) }

func (v *validator) agreement(a *Agreement) {
	oneOf(v, "kind", a.Kind, valuesAgreementKind, optional)
	v.names(a.Names)
	oneOf(v, "form", a.Form, valuesAgreementForm, optional)

	parties := upTo(v, "parties", a.Parties, MaxParties)
	for i := range parties {
		p := &parties[i]
		v.at("parties", i)
		v.ref("actor", p.Actor)
		oneOf(v, "role", p.Role, valuesPartyRole, optional)
		v.period(p.From, p.To)
		v.evidence(p.Evidence)
		v.out()
	}
	type part struct {
		actor ID
		role  PartyRole
	}
	repeats(v, "parties", parties, func(p *Party) part { return part{p.Actor, p.Role} })

	terms := upTo(v, "terms", a.Terms, MaxTerms)
	for i := range terms {
		t := &terms[i]
		v.at("terms", i)
		v.text("key", t.Key, MaxShort, needed)
		v.text("words", t.Words, MaxText, optional)
		v.evidence(t.Evidence)
		v.out()
	}
	repeats(v, "terms", terms, func(t *Term) string { return t.Key })

	v.text("verification", a.Verification, MaxText, optional)
	v.zone("zone", a.Zone)
	v.refs("documents", a.Documents, MaxDocuments)
	v.date("declared", a.Declared)
	v.date("inForce", a.InForce)
	if e := a.Ended; e != nil {
		v.in("ended")
		if *e == (Ending{}) {
			v.report("", "is empty")
		}
		v.date("when", e.When)
		oneOf(v, "how", e.How, valuesHowEnds, optional)
		v.out()
	}
	v.refs("area", a.Area, MaxArea)
	oneOf(v, "enforcement", a.Enforcement, valuesEnforcement, optional)
	set(v, "purpose", a.Purpose, valuesPurpose, MaxPurposes)

	links := upTo(v, "links", a.Links, MaxLinks)
	for i := range links {
		l := &links[i]
		v.at("links", i)
		oneOf(v, "kind", l.Kind, valuesAgreementLinkKind, needed)
		v.ref("node", l.Node)
		v.evidence(l.Evidence)
		v.out()
	}
	type tie struct {
		kind AgreementLinkKind
		node ID
	}
	repeats(v, "links", links, func(l *AgreementLink) tie { return tie{l.Kind, l.Node} })
}
