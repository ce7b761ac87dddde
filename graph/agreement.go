package graph

// An Agreement is a ceasefire or another agreed halt of fighting. Several
// names may stand for one agreement. Whether it was kept is not a field: that
// is what statements are about.
type Agreement struct {
	Meta
	Kind         AgreementKind   `json:"kind,omitempty"`
	Names        []Name          `json:"names,omitempty"`
	Form         AgreementForm   `json:"form,omitempty"`
	Parties      []Party         `json:"parties,omitempty"`
	Terms        []Term          `json:"terms,omitempty"`
	Verification string          `json:"verification,omitempty"` // how its keeping is to be checked, in words
	Zone         string          `json:"zone,omitempty"`         // IANA zone whose days count
	Documents    []ID            `json:"documents,omitempty"`
	Declared     *Date           `json:"declared,omitempty"`
	InForce      *Date           `json:"inForce,omitempty"`
	Ended        *Ending         `json:"ended,omitempty"`
	Area         []ID            `json:"area,omitempty"` // locations
	Written      *bool           `json:"written,omitempty"`
	Mediated     *bool           `json:"mediated,omitempty"`
	Enforcement  Enforcement     `json:"enforcement,omitempty"`
	Purpose      []Purpose       `json:"purpose,omitempty"`
	Links        []AgreementLink `json:"links,omitempty"`
}

// RecordKind is [KindAgreement].
func (*Agreement) RecordKind() Kind { return KindAgreement }

// An AgreementKind says what sort of halt it is.
type AgreementKind string

// The kinds of agreements.
const (
	AgreementCeasefire         AgreementKind = "CEASEFIRE"
	AgreementCessation         AgreementKind = "CESSATION_OF_HOSTILITIES"
	AgreementHumanitarianPause AgreementKind = "HUMANITARIAN_PAUSE"
	AgreementArmistice         AgreementKind = "ARMISTICE"
	AgreementOther             AgreementKind = "OTHER"
)

// An AgreementForm says how many sides bound themselves.
type AgreementForm string

// The forms of agreements.
const (
	FormUnilateral   AgreementForm = "UNILATERAL"
	FormBilateral    AgreementForm = "BILATERAL"
	FormMultilateral AgreementForm = "MULTILATERAL"
)

// A Party is an actor's part in an agreement.
type Party struct {
	Actor    ID         `json:"actor"`
	Role     PartyRole  `json:"role,omitempty"`
	From     *Date      `json:"from,omitempty"`
	To       *Date      `json:"to,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
}

// A PartyRole says what part it is.
type PartyRole string

// The roles of parties.
const (
	PartyDeclarer  PartyRole = "DECLARER"
	PartySignatory PartyRole = "SIGNATORY"
	PartyParty     PartyRole = "PARTY"
	PartyAcceded   PartyRole = "ACCEDED"
	PartyExcluded  PartyRole = "EXCLUDED"
	PartySponsor   PartyRole = "SPONSOR"
	PartyGuarantor PartyRole = "GUARANTOR"
	PartyMediator  PartyRole = "MEDIATOR"
	PartyEndorser  PartyRole = "ENDORSER"
)

// A Term is one thing that was agreed.
type Term struct {
	Key      string     `json:"key"`             // short, unique in the agreement: "access"
	Words    string     `json:"words,omitempty"` // the term in words
	Evidence []Evidence `json:"evidence,omitempty"`
}

// An Ending says when and how an agreement ended.
type Ending struct {
	When *Date   `json:"when,omitempty"`
	How  HowEnds `json:"how,omitempty"`
}

// HowEnds says how an agreement ended.
type HowEnds string

// The ways in which agreements end.
const (
	EndedExpired    HowEnds = "EXPIRED"
	EndedCollapsed  HowEnds = "COLLAPSED"
	EndedSuperseded HowEnds = "SUPERSEDED"
	EndedWithdrawn  HowEnds = "WITHDRAWN"
	EndedUnknown    HowEnds = "UNKNOWN"
)

// Enforcement says who was to enforce the agreement, after the ETH/PRIO Civil
// Conflict Ceasefire dataset.
type Enforcement string

// The values of enforcement.
const (
	EnforcementNone          Enforcement = "NONE"
	EnforcementExternalState Enforcement = "EXTERNAL_STATE"
	EnforcementInternational Enforcement = "INTERNATIONAL_ORGANISATION"
	EnforcementUnclear       Enforcement = "UNCLEAR"
)

// A Purpose says what the agreement was for, after the ETH/PRIO Civil Conflict
// Ceasefire dataset.
type Purpose string

// The purposes of agreements.
const (
	PurposeHumanitarian Purpose = "HUMANITARIAN"
	PurposePeaceProcess Purpose = "PEACE_PROCESS"
	PurposeHoliday      Purpose = "HOLIDAY"
	PurposeElection     Purpose = "ELECTION"
	PurposeOther        Purpose = "OTHER"
)

// An AgreementLink ties an agreement to another one, or to the document or
// event by which it was endorsed.
type AgreementLink struct {
	Kind     AgreementLinkKind `json:"kind"`
	Node     ID                `json:"node"` // an agreement; for ENDORSED_BY also a document or an event
	Evidence []Evidence        `json:"evidence,omitempty"`
}

// An AgreementLinkKind says what ties the two.
type AgreementLinkKind string

// The kinds of links of agreements.
const (
	LinkEndorsedBy AgreementLinkKind = "ENDORSED_BY"
	LinkImplements AgreementLinkKind = "IMPLEMENTS"
	LinkRenews     AgreementLinkKind = "RENEWS"
	LinkSupersedes AgreementLinkKind = "SUPERSEDES"
)
