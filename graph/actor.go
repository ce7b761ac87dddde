package graph

// An Actor is whoever can speak, be spoken to or be spoken about: a person, a
// post, a state, an organisation, an armed group.
type Actor struct {
	Meta
	Kind         ActorKind     `json:"kind,omitempty"`
	Sectors      []Sector      `json:"sectors,omitempty"`
	Names        []Name        `json:"names,omitempty"`
	Affiliations []Affiliation `json:"affiliations,omitempty"`
	// Collects says whom a COLLECTIVE collects ("all parties" of an agreement):
	// actors, or the agreement whose parties are meant.
	Collects []ID `json:"collects,omitempty"`
}

// RecordKind is [KindActor].
func (*Actor) RecordKind() Kind { return KindActor }

// An ActorKind says what sort of actor it is.
type ActorKind string

// The kinds of actors. UNKNOWN: somebody spoke, we do not know who.
const (
	ActorPerson       ActorKind = "PERSON"
	ActorPost         ActorKind = "POST"
	ActorState        ActorKind = "STATE"
	ActorOrganisation ActorKind = "ORGANISATION"
	ActorGroup        ActorKind = "GROUP"
	ActorCollective   ActorKind = "COLLECTIVE"
	ActorUnknown      ActorKind = "UNKNOWN"
)

// A Sector is a role of an actor in society, after CAMEO and PLOVER (codes of
// 2021), with DE_FACTO_AUTHORITY, MONITOR and PEACEKEEPERS added.
type Sector string

// The sectors.
const (
	SectorGovernment       Sector = "GOV"
	SectorLegislature      Sector = "LEG"
	SectorJudiciary        Sector = "JUD"
	SectorMilitary         Sector = "MIL"
	SectorIntelligence     Sector = "SPY"
	SectorPolice           Sector = "COP"
	SectorParty            Sector = "PTY"
	SectorOpposition       Sector = "OPP"
	SectorRebels           Sector = "REB"
	SectorMilitia          Sector = "MILITIA"
	SectorDeFactoAuthority Sector = "DE_FACTO_AUTHORITY"
	SectorIGO              Sector = "IGO"
	SectorMonitor          Sector = "MONITOR"
	SectorPeacekeepers     Sector = "PEACEKEEPERS"
	SectorNGO              Sector = "NGO"
	SectorMedia            Sector = "MED"
	SectorBusiness         Sector = "BUS"
	SectorReligious        Sector = "REL"
	SectorCivilians        Sector = "CVL"
	SectorRefugees         Sector = "REF"
	SectorCriminals        Sector = "CRM"
)

// An Affiliation ties an actor to another for a time.
type Affiliation struct {
	Organisation ID              `json:"organisation,omitempty"` // the actor one belongs to
	Kind         AffiliationKind `json:"kind,omitempty"`
	Post         ID              `json:"post,omitempty"` // the post held, an actor of kind POST
	// SpeaksFor: who holds this affiliation speaks for the organisation.
	SpeaksFor bool  `json:"speaksFor,omitzero"`
	From      *Date `json:"from,omitempty"`
	To        *Date `json:"to,omitempty"`
	// SeenOn are dates on which it was seen to hold, where its beginning and
	// end are not known.
	SeenOn   []Date     `json:"seenOn,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
}

// An AffiliationKind says what ties the two.
type AffiliationKind string

// The kinds of affiliations.
const (
	AffiliationHoldsPost    AffiliationKind = "HOLDS_POST"
	AffiliationMember       AffiliationKind = "MEMBER"
	AffiliationPartOf       AffiliationKind = "PART_OF"
	AffiliationAllied       AffiliationKind = "ALLIED"
	AffiliationControlledBy AffiliationKind = "CONTROLLED_BY"
)
