package graph

// A set, in this file, says what a record has to be like. Of each set, every
// part given has to hold. A part that is nil or zero is no condition; a list
// of which one has to hold, and that is empty without being nil, is met by
// nothing. An id that is not there for the view is [ErrInvalid], whether it
// never was or is hidden. Hidden entries of a record meet nothing.
//
// An actor, location, event, agreement or topic that a set names stands for
// all that are judged the SAME as it, as of the view; see [Reader.Canonical].

// The bounds of a filter; beyond them it is [ErrTooComplex].
const (
	MaxFilterDepth = 8    // sets within sets, by And, Or, Not and the sets of other records
	MaxFilterTerms = 64   // parts given, in all of them together
	MaxFilterIDs   = 500  // in one list of ids: ErrInvalid
	MaxUnion       = 1000 // records that a roll-up, a place or a set of events may stand for
)

// A StatementQuery says which statements are wanted, and in which order.
type StatementQuery struct {
	StatementSet
	Order StatementOrder // SAID_DESC unless given
}

// A StatementSet says which statements are wanted.
//
// Statuses, Bases and Superseded of the outermost set choose the lists that are
// looked through, and have defaults; within And, Or and Not they are conditions like
// any other, and without defaults.
type StatementSet struct {
	By  *ActorSet // the speakers: their actors and posts
	To  *ActorSet // the addressees: their actors and posts
	Via *ActorSet // the relays: their actors and posts
	// About: every entry has to be met.
	About []AboutSet
	// Acts: one of them has to be met.
	Acts []ActSet
	// Content: some level of the content has to meet it.
	Content *ContentSet
	// Positions: one of them has to be met.
	Positions []StandSet
	Said      *DateRange
	SaidAt    *PlaceSet // the place where it was said; precisions are not known of it
	Occasion  ID
	// Concerning: the statement is about this event, or was said on its
	// occasion.
	Concerning ID
	// Depth: statements whose depth is not known are left out when given.
	Depth         *IntRange
	Attributions  []Attribution
	Transmissions []Transmission
	Document      *DocumentSet // the evidence stands in one that meets it
	Utterance     ID
	Statuses      []Status // PUBLISHED unless given
	// Bases: CODED and EXTRACTED unless given. Machine-coded statements are
	// never listed unless asked for.
	Bases []Basis
	// Superseded: whether another coding of the passage answers instead, see
	// [Statement.Superseded]; one of the values has to hold. FALSE unless given.
	Superseded []bool
	AssignedTo string // who is to review it
	// Author: who created it, or last changed what it says; see [Authorship].
	Author     string
	Coding     *CodingSet
	Confidence *FloatRange // those without one are outside every range
	Langs      []string    // of the text: BCP 47 ranges, as in [DocumentSet]
	// Text: its text or translations have the words.
	Text string
	// Answered: whether a statement links to it; see Linked for which count.
	Answered *bool
	// Linked: a statement links to it that meets the set. Only statements
	// count that are listed by default.
	Linked *LinkedSet
	// Links: one of its own links meets it.
	Links *LinksSet
	// Figures: one of its figures meets it.
	Figures *FigureSet

	And []StatementSet // each has to be met
	Or  []StatementSet // one has to be met
	Not *StatementSet  // must not be met
}

// An ActorSet says which actors a set of them has to hold: one of AnyOf when
// it is given, each of AllOf, and none of NoneOf. With Include, an actor asked
// for is met by whoever stands for it, too.
type ActorSet struct {
	AnyOf, AllOf, NoneOf []ID
	Include              []ActorScope  // SELF unless given
	Certainty            DateCertainty // of the affiliations: POSSIBLY unless given
}

// An ActorScope says who stands for an actor.
type ActorScope string

// The scopes. Affiliations count that hold when the record is dated: a
// statement when it was said, an event when it happened, a document when it
// was published. POSSIBLY: some instant that the record's date can mean may
// lie between the beginning and the end of the affiliation; what is not known
// may be any time. CERTAINLY: all of them lie between a beginning and an end,
// or two dates on which the affiliation was seen, that are known. Affiliations
// of retracted actors do not count.
const (
	// ScopeSelf is the actor itself, also as a post.
	ScopeSelf ActorScope = "SELF"
	// ScopeRepresentatives are those whose affiliation says that they speak
	// for it: who holds it, and the post that is held.
	ScopeRepresentatives ActorScope = "REPRESENTATIVES"
	// ScopeParts are its parts by PART_OF, their parts, and so on. With
	// REPRESENTATIVES, who speaks for a part stands for the whole as well.
	ScopeParts ActorScope = "PARTS"
	// ScopeOnBehalf: somebody spoke on behalf of one of the above. For the
	// speakers and relays of statements only.
	ScopeOnBehalf ActorScope = "ON_BEHALF"
)

// An AboutSet looks at those about entries of a statement that have one of the
// roles and a stance in the range, as far as these are given. There has to be
// one; and each node given has to be met by one of them, not necessarily the
// same.
type AboutSet struct {
	Roles     []AboutRole
	Actor     *ActorSet // of the nodes that are actors; there has to be one
	Event     *EventSet // an event among them meets it
	Agreement ID
	Location  *PlaceSet // a location among them meets it; precisions are not known of it
	Topic     ID
	Statement ID
	Stance    *FloatRange // entries without a stance are outside every range
}

// An ActSet is met by a statement that does the act, with the force and as its
// main act when these are given.
type ActSet struct {
	Act   Act
	Force Force
	Main  bool
}

// A ContentSet is met by one level of a statement's content.
type ContentSet struct {
	Moods      []Mood
	Actor      *ActorSet // who is to act; there has to be somebody
	Acts       []Act
	EventKinds []EventKind
	Actions    []Action
	Polarity   Polarity
	Toward     *ActorSet // there has to be somebody
}

// A StandSet is met by a position on the topic.
type StandSet struct {
	Topic     ID
	Agreement Concurring
}

// A PlaceSet is met by one of the locations and, with Descendants, by what lies
// within them at whatever depth. Precisions are those of the places of events:
// one without a precision meets none of them.
type PlaceSet struct {
	AnyOf       []ID
	Descendants bool
	Precisions  []PlacePrecision
}

// A CodingSet is met by a coding in which the parts given are the same.
type CodingSet struct{ Coder, Scheme, Version string }

// A WorkSet is met by one [DocumentCoding] in which the parts given are the
// same: what one coder has still to read, has read, or has found nothing in.
type WorkSet struct {
	Coder, Scheme string
	Statuses      []CodingStatus
}

// A LinkedSet is met by a link of one of the kinds from a statement that one of
// the actors made.
type LinkedSet struct {
	Kinds []LinkKind
	By    *ActorSet
}

// A LinksSet is met by a link of one of the kinds to one of the statements.
type LinksSet struct {
	Kinds []LinkKind
	AnyOf []ID
}

// A FigureSet is met by one figure.
type FigureSet struct {
	What      []FigureWhat
	Units     []FigureUnit
	CountedBy *ActorSet // there has to be somebody
}

// An IntRange holds the numbers from Min to Max, both included; nil is open.
type IntRange struct{ Min, Max *int }

// A FloatRange holds the numbers from Min to Max, both included; nil is open.
type FloatRange struct{ Min, Max *float64 }

// A StatementOrder says in which order statements are listed.
type StatementOrder string

// The orders. SAID_DESC: the earliest instant that the date can mean, newest
// first; among equals the narrower date first, then the order in which they
// were first recorded. SAID_ASC is the reverse of it among the dated ones, and
// again among the undated ones; in both, undated statements come last.
// RECORDED_ASC and RECORDED_DESC: in the order in which they were first
// recorded, and the reverse. RELEVANCE: by how well they match Text, which has
// to be given and not within Or or Not, the best first; among equals as in
// SAID_DESC. Relevance is reckoned from the statements of the same revision,
// clearance, statuses and bases, superseded or not, so that a ranking can be
// repeated.
const (
	SaidDescending     StatementOrder = "SAID_DESC"
	SaidAscending      StatementOrder = "SAID_ASC"
	RecordedAscending  StatementOrder = "RECORDED_ASC"
	RecordedDescending StatementOrder = "RECORDED_DESC"
	ByRelevance        StatementOrder = "RELEVANCE"
)

// An EventQuery says which events are wanted, and in which order.
type EventQuery struct {
	EventSet
	Order EventOrder // WHEN_DESC unless given
}

// An EventSet says which events are wanted. Statuses work as in a
// [StatementSet]; where a statement has to be about an event of the set, they
// have no default.
type EventSet struct {
	AnyOf        []ID
	Name         string // every word of it is a word of one name
	Kinds        []EventKind
	When         *DateRange
	Place        *PlaceSet
	Participants []ParticipantSet // every entry has to be met
	Under        ID               // the agreement
	Bases        []EventBasis
	Document     *DocumentSet // one of its documents, or of its evidence, meets it
	Coding       *CodingSet
	Statuses     []Status // PUBLISHED unless given

	And []EventSet
	Or  []EventSet
	Not *EventSet
}

// A ParticipantSet looks at those participants of an event that have one of the
// roles and one of the certainties. There has to be one; and with Actor, their
// actors have to meet it.
type ParticipantSet struct {
	Actor       *ActorSet
	Roles       []ParticipantRole
	Certainties []Certainty
}

// An EventOrder says in which order events are listed, as [StatementOrder] does
// by when they were said.
type EventOrder string

// The orders of events.
const (
	WhenDescending EventOrder = "WHEN_DESC"
	WhenAscending  EventOrder = "WHEN_ASC"
)

// A DocumentSet says which documents are wanted. Statuses work as in a
// [StatementSet]; where the documents of another record have to meet it, they
// have no default.
type DocumentSet struct {
	AnyOf     []ID
	Publisher *ActorSet // there has to be one; roll-ups as of the date of publication
	// Langs are BCP 47 language ranges: "ar" is met by "ar" and "ar-SY"
	// (RFC 4647, basic filtering).
	Langs     []string
	Published *DateRange
	Kinds     []DocumentKind
	Text      string // its title or text have the words
	Coding    *CodingSet
	Codings   *WorkSet // one of its codings meets it
	Statuses  []Status // PUBLISHED unless given

	And []DocumentSet
	Or  []DocumentSet
	Not *DocumentSet
}

// An AgreementSet says which agreements are wanted.
type AgreementSet struct {
	AnyOf    []ID
	Name     string
	Kinds    []AgreementKind
	Forms    []AgreementForm
	Declared *DateRange
	InForce  *DateRange // when it came into force
	Parties  []PartySet // every entry has to be met; roll-ups as of the date of coming into force
	Area     *PlaceSet  // a location of its area meets it
	Statuses []Status   // PUBLISHED unless given

	And []AgreementSet
	Or  []AgreementSet
	Not *AgreementSet
}

// A PartySet looks at those parties of an agreement that have one of the roles.
type PartySet struct {
	Actor *ActorSet
	Roles []PartyRole
}

// An ActorQuery says which actors are wanted.
type ActorQuery struct {
	AnyOf []ID
	// Name: every word of it is a word of one name, after folding (package
	// text).
	Name string
	// Starts: every word of it but the last is a word of one name, and the
	// last begins one: for names as they are typed.
	Starts  string
	Kinds   []ActorKind
	Sectors []Sector // it has one of them
	// Affiliated: it has an affiliation with one of these organisations.
	Affiliated *ActorSet
	// Holding: one of its affiliations is with one of these posts.
	Holding  []ID
	Statuses []Status // PUBLISHED unless given

	And []ActorQuery
	Or  []ActorQuery
	Not *ActorQuery
}

// A LocationSet says which locations are wanted.
type LocationSet struct {
	AnyOf    []ID
	Name     string
	Starts   string // as in [ActorQuery]
	Kinds    []LocationKind
	Within   *PlaceSet // the location around it meets it; precisions are not known of it
	Statuses []Status  // PUBLISHED unless given

	And []LocationSet
	Or  []LocationSet
	Not *LocationSet
}

// A TopicSet says which topics are wanted.
type TopicSet struct {
	AnyOf    []ID
	Name     string
	Starts   string // as in [ActorQuery]
	Kinds    []TopicKind
	Broader  ID       // the topic right above it
	Statuses []Status // PUBLISHED unless given

	And []TopicSet
	Or  []TopicSet
	Not *TopicSet
}

// A StatementCount counts a list of statements in three ways.
type StatementCount struct {
	Statements int
	// Utterances counts the acts of speaking: statements that share an
	// utterance count once, one without an utterance counts by itself.
	Utterances int
	// Sources counts the distinct outermost acts of telling by which the
	// statements reached us. A relay's telling with an utterance of its own is
	// one source in whatever document it is reported; otherwise a telling is
	// one outermost relay in one document, or, without relays, the document.
	// Copies of a document are the document they copy.
	Sources int
}

// A Facet says by what the statements of a list are counted.
type Facet string

// The facets. A statement counts once for each value that it has. Actors,
// topics, locations and other nodes count under their canonical record. DAY,
// WEEK (ISO 8601, "2016-W15") and MONTH count a statement where its date, by
// its own clock, lies wholly in one; the others count under no value, as do
// those that have none.
const (
	FacetSpeaker   Facet = "SPEAKER"   // actors of the speakers
	FacetRelay     Facet = "RELAY"     // actors of the relays
	FacetAttestor  Facet = "ATTESTOR"  // the outermost relay, else the publishers of the documents: who vouches that it was said
	FacetAddressee Facet = "ADDRESSEE" // actors of the addressees
	FacetAbout     Facet = "ABOUT"     // nodes of whatever kind
	FacetRole      Facet = "ROLE"      // about-roles
	FacetAct       Facet = "ACT"       // acts of any force
	FacetTopic     Facet = "TOPIC"     // topics that it is about or takes a position on
	FacetPosition  Facet = "POSITION"  // a topic, and how it stands to it
	FacetPublisher Facet = "PUBLISHER" // of the documents of the evidence
	FacetLang      Facet = "LANG"      // of the text
	FacetDay       Facet = "DAY"
	FacetWeek      Facet = "WEEK"
	FacetMonth     Facet = "MONTH"
	FacetPlace     Facet = "PLACE" // where it was said
)

// A FacetCount counts the values of one facet over a list of statements.
type FacetCount struct {
	// Values are the first, by the count from high to low; among equals by
	// the node's id, or by the value. Days, weeks and months come in their own
	// order, the newest first.
	Values []FacetValue
	// Distinct is how many values there are in all.
	Distinct int
	// Without is how many statements count under no value.
	Without int
}

// A FacetValue is one value of a facet, and how many statements have it.
type FacetValue struct {
	Value string // a node's id, a word of an enumeration, a language tag, a date
	// Agreement is given with a POSITION, whose Value is the topic.
	Agreement Concurring
	Count     int
}

// An Identity is what records are judged to be the same.
type Identity struct {
	// Canonical is the one that stands for all: the first that was recorded.
	Canonical ID
	Members   []ID // with Canonical, in the order in which they were recorded
	// Judgements are those that stand between members, or between a member
	// and another record, in the order in which they were recorded.
	Judgements []ID
}
