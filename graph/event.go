package graph

// An Event is something that happened, or is alleged to have happened, apart
// from what was said about it. Its basis tells which.
type Event struct {
	Meta
	Kind         EventKind     `json:"kind,omitempty"`
	Names        []Name        `json:"names,omitempty"` // what it is called, if anything
	When         *Date         `json:"when,omitempty"`
	Places       []EventPlace  `json:"places,omitempty"`
	Participants []Participant `json:"participants,omitempty"`
	Basis        EventBasis    `json:"basis,omitempty"`
	How          Observation   `json:"how,omitempty"`      // of an OBSERVED event
	Observer     ID            `json:"observer,omitempty"` // of an OBSERVED event
	Claims       []ID          `json:"claims,omitempty"`   // statements on which an ALLEGED event rests
	Under        ID            `json:"under,omitempty"`    // the agreement in force
	Figures      []Figure      `json:"figures,omitempty"`
	Links        []EventLink   `json:"links,omitempty"`
	Documents    []ID          `json:"documents,omitempty"`
	Evidence     []Evidence    `json:"evidence,omitempty"`
}

// RecordKind is [KindEvent].
func (*Event) RecordKind() Kind { return KindEvent }

// An EventKind says what sort of event it is.
type EventKind string

// The kinds of events. ARMED_VIOLENCE is fighting whose tactic is not given.
const (
	EventArmedViolence       EventKind = "ARMED_VIOLENCE"
	EventBattle              EventKind = "BATTLE"
	EventShelling            EventKind = "SHELLING"
	EventAirstrike           EventKind = "AIRSTRIKE"
	EventDroneStrike         EventKind = "DRONE_STRIKE"
	EventMissile             EventKind = "MISSILE"
	EventSmallArms           EventKind = "SMALL_ARMS"
	EventExplosion           EventKind = "EXPLOSION"
	EventIEDMine             EventKind = "IED_MINE"
	EventSuicideAttack       EventKind = "SUICIDE_ATTACK"
	EventChemical            EventKind = "CHEMICAL"
	EventOffensive           EventKind = "OFFENSIVE"
	EventAttackOnCivilians   EventKind = "ATTACK_ON_CIVILIANS"
	EventSexualViolence      EventKind = "SEXUAL_VIOLENCE"
	EventAbduction           EventKind = "ABDUCTION"
	EventArrest              EventKind = "ARREST"
	EventSiege               EventKind = "SIEGE"
	EventTerritoryChange     EventKind = "TERRITORY_CHANGE"
	EventTroopMovement       EventKind = "TROOP_MOVEMENT"
	EventBannedWeaponPresent EventKind = "BANNED_WEAPON_PRESENT"
	EventFortification       EventKind = "FORTIFICATION"
	EventWithdrawal          EventKind = "WITHDRAWAL"
	EventPrisonerRelease     EventKind = "PRISONER_RELEASE"
	EventAccessDenied        EventKind = "ACCESS_DENIED"
	EventAidBlocked          EventKind = "AID_BLOCKED"
	EventAidDelivered        EventKind = "AID_DELIVERED"
	EventDisplacement        EventKind = "DISPLACEMENT"
	EventLooting             EventKind = "LOOTING"
	EventProtest             EventKind = "PROTEST"
	EventRiot                EventKind = "RIOT"
	EventCall                EventKind = "CALL"
	EventMeeting             EventKind = "MEETING"
	EventVisit               EventKind = "VISIT"
	EventTalks               EventKind = "TALKS"
	EventMediation           EventKind = "MEDIATION"
	EventSigning             EventKind = "SIGNING"
	EventVote                EventKind = "VOTE"
	EventSanction            EventKind = "SANCTION"
	EventDeclaration         EventKind = "DECLARATION"
	EventOther               EventKind = "OTHER"
)

// An EventPlace says where an event happened, and how near that is: "around
// Aleppo city" is not the city.
type EventPlace struct {
	Location  ID             `json:"location"`
	Precision PlacePrecision `json:"precision,omitempty"`
	Words     string         `json:"words,omitempty"`
}

// PlacePrecision says how a place is meant.
type PlacePrecision string

// The precisions of places.
const (
	PlaceExact  PlacePrecision = "EXACT"
	PlaceNear   PlacePrecision = "NEAR"
	PlaceAround PlacePrecision = "AROUND"
	PlaceWithin PlacePrecision = "WITHIN"
)

// A Participant is an actor's part in an event.
type Participant struct {
	Actor     ID              `json:"actor"`
	Role      ParticipantRole `json:"role,omitempty"`
	Certainty Certainty       `json:"certainty,omitempty"` // a PERPETRATOR is ALLEGED unless said otherwise
	Evidence  []Evidence      `json:"evidence,omitempty"`
}

// A ParticipantRole says what part it is. ACTOR_1 and ACTOR_2, as in ACLED,
// have no direction.
type ParticipantRole string

// The roles of participants.
const (
	ParticipantPerpetrator ParticipantRole = "PERPETRATOR"
	ParticipantTarget      ParticipantRole = "TARGET"
	ParticipantInitiator   ParticipantRole = "INITIATOR"
	ParticipantRecipient   ParticipantRole = "RECIPIENT"
	ParticipantSideA       ParticipantRole = "SIDE_A"
	ParticipantSideB       ParticipantRole = "SIDE_B"
	ParticipantActor1      ParticipantRole = "ACTOR_1"
	ParticipantActor2      ParticipantRole = "ACTOR_2"
	ParticipantAssociated  ParticipantRole = "ASSOCIATED"
	ParticipantHost        ParticipantRole = "HOST"
	ParticipantMediator    ParticipantRole = "MEDIATOR"
	ParticipantAuspices    ParticipantRole = "AUSPICES"
	ParticipantParticipant ParticipantRole = "PARTICIPANT"
	ParticipantObserver    ParticipantRole = "OBSERVER"
)

// Certainty says how far it is settled that an actor took the part.
type Certainty string

// The certainties.
const (
	CertaintyAlleged     Certainty = "ALLEGED"
	CertaintySelfClaimed Certainty = "SELF_CLAIMED"
	CertaintyDisputed    Certainty = "DISPUTED"
	CertaintyEstablished Certainty = "ESTABLISHED"
	CertaintyUnknown     Certainty = "UNKNOWN"
)

// EventBasis says how an event came to be known.
type EventBasis string

// The bases of events.
const (
	EventObserved     EventBasis = "OBSERVED"
	EventReported     EventBasis = "REPORTED"
	EventAlleged      EventBasis = "ALLEGED"
	EventMachineCoded EventBasis = "MACHINE_CODED"
)

// Observation says how an event was observed.
type Observation string

// The ways of observing.
const (
	ObservedSeen      Observation = "SEEN"
	ObservedHeard     Observation = "HEARD"
	ObservedCamera    Observation = "CAMERA"
	ObservedUAV       Observation = "UAV"
	ObservedSatellite Observation = "SATELLITE"
	ObservedForensic  Observation = "FORENSIC"
)

// An EventLink ties an event to another one.
type EventLink struct {
	Kind     EventLinkKind `json:"kind"`
	Event    ID            `json:"event"`
	Evidence []Evidence    `json:"evidence,omitempty"`
}

// An EventLinkKind says what ties the two.
type EventLinkKind string

// The kinds of links of events.
const (
	EventPartOf   EventLinkKind = "PART_OF"
	EventCausedBy EventLinkKind = "CAUSED_BY"
	EventFollows  EventLinkKind = "FOLLOWS"
)
