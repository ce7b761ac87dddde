package graph

// Validate reports every problem with a, joined, or nil.
func (a *Actor) Validate() error { return validate(a) }

func (v *validator) actor(a *Actor) {
	oneOf(v, "kind", a.Kind, valuesActorKind, optional)
	set(v, "sectors", a.Sectors, valuesSector, MaxSectors)
	v.names(a.Names)
	affiliations := upTo(v, "affiliations", a.Affiliations, MaxAffiliations)
	for i := range affiliations {
		v.at("affiliations", i)
		v.affiliation(&affiliations[i])
		v.out()
	}
	type key struct {
		organisation, post ID
		kind               AffiliationKind
		from, to           Date
	}
	repeats(v, "affiliations", affiliations, func(f *Affiliation) key {
		return key{f.Organisation, f.Post, f.Kind, dateKey(f.From), dateKey(f.To)}
	})
	v.refs("collects", a.Collects, MaxCollects)
	if len(a.Collects) > 0 && a.Kind != ActorCollective {
		v.report("collects", "is only for an actor of kind %s", ActorCollective)
	}
}

func (v *validator) affiliation(f *Affiliation) {
	if f.Organisation == "" && f.Post == "" {
		v.report("organisation", "is missing, and so is the post")
	}
	if f.SpeaksFor && f.Organisation == "" {
		v.report("speaksFor", "needs an organisation to speak for")
	}
	oneOf(v, "kind", f.Kind, valuesAffiliationKind, optional)
	v.period(f.From, f.To)
	seenOn := upTo(v, "seenOn", f.SeenOn, MaxSeenOn)
	for i := range seenOn {
		v.date(element("seenOn", i), &seenOn[i])
	}
	repeats(v, "seenOn", seenOn, dateKey)
	v.evidence(f.Evidence)
}
