package graph

// A Place is where in records references stand: the last two names of their
// paths, without indexes. "speakers.actor", or "within" where there is but one.
// It is the same in whatever record they stand.
type Place uint8

// The places of references.
const (
	SpeakersActor            Place = iota // speakers.actor
	SpeakersPost                          // speakers.post
	SpeakersOnBehalfOf                    // speakers.onBehalfOf
	RelaysActor                           // relays.actor
	RelaysPost                            // relays.post
	RelaysOnBehalfOf                      // relays.onBehalfOf
	RelaysPlace                           // relays.place
	AddresseesActor                       // addressees.actor
	AddresseesPost                        // addressees.post
	AboutNode                             // about.node
	ContentActor                          // content.actor
	ContentToward                         // content.toward
	ContentObject                         // content.object
	PositionsTopic                        // positions.topic
	LinksStatement                        // links.statement
	LinksNode                             // links.node
	LinksEvent                            // links.event
	Occasion                              // occasion
	AtPlace                               // place
	SupersededBy                          // supersededBy
	FiguresOf                             // figures.of
	FiguresCountedBy                      // figures.countedBy
	FiguresBlamed                         // figures.blamed
	FiguresPlace                          // figures.place
	EvidenceDocument                      // evidence.document
	QuotedWhose                           // quoted.whose
	MentionDocument                       // mention.document
	AnchorDocument                        // anchor.document
	Within                                // within
	Broader                               // broader
	JudgedA                               // a
	JudgedB                               // b
	AffiliationsOrganisation              // affiliations.organisation
	AffiliationsPost                      // affiliations.post
	Collects                              // collects
	PartiesActor                          // parties.actor
	Documents                             // documents
	Area                                  // area
	PlacesLocation                        // places.location
	ParticipantsActor                     // participants.actor
	Observer                              // observer
	Claims                                // claims
	Under                                 // under
	Publisher                             // publisher
	CopyOfDocument                        // copyOf.document

	placeCount
)

// PlaceCount is how many places there are, from 0 on.
const PlaceCount = int(placeCount)

// places are the last two names of the paths of what stands in each.
var places = [PlaceCount]struct{ in, name string }{
	SpeakersActor:            {"speakers", "actor"},
	SpeakersPost:             {"speakers", "post"},
	SpeakersOnBehalfOf:       {"speakers", "onBehalfOf"},
	RelaysActor:              {"relays", "actor"},
	RelaysPost:               {"relays", "post"},
	RelaysOnBehalfOf:         {"relays", "onBehalfOf"},
	RelaysPlace:              {"relays", "place"},
	AddresseesActor:          {"addressees", "actor"},
	AddresseesPost:           {"addressees", "post"},
	AboutNode:                {"about", "node"},
	ContentActor:             {"content", "actor"},
	ContentToward:            {"content", "toward"},
	ContentObject:            {"content", "object"},
	PositionsTopic:           {"positions", "topic"},
	LinksStatement:           {"links", "statement"},
	LinksNode:                {"links", "node"},
	LinksEvent:               {"links", "event"},
	Occasion:                 {"", "occasion"},
	AtPlace:                  {"", "place"},
	SupersededBy:             {"", "supersededBy"},
	FiguresOf:                {"figures", "of"},
	FiguresCountedBy:         {"figures", "countedBy"},
	FiguresBlamed:            {"figures", "blamed"},
	FiguresPlace:             {"figures", "place"},
	EvidenceDocument:         {"evidence", "document"},
	QuotedWhose:              {"quoted", "whose"},
	MentionDocument:          {"mention", "document"},
	AnchorDocument:           {"anchor", "document"},
	Within:                   {"", "within"},
	Broader:                  {"", "broader"},
	JudgedA:                  {"", "a"},
	JudgedB:                  {"", "b"},
	AffiliationsOrganisation: {"affiliations", "organisation"},
	AffiliationsPost:         {"affiliations", "post"},
	Collects:                 {"", "collects"},
	PartiesActor:             {"parties", "actor"},
	Documents:                {"", "documents"},
	Area:                     {"", "area"},
	PlacesLocation:           {"places", "location"},
	ParticipantsActor:        {"participants", "actor"},
	Observer:                 {"", "observer"},
	Claims:                   {"", "claims"},
	Under:                    {"", "under"},
	Publisher:                {"", "publisher"},
	CopyOfDocument:           {"copyOf", "document"},
}

func (p Place) String() string {
	if in := places[p].in; in != "" {
		return in + "." + places[p].name
	}
	return places[p].name
}

// Places are several.
type Places uint64

// AllPlaces are all that there are.
const AllPlaces = Places(1)<<placeCount - 1

// PlacesOf are those of a list.
func PlacesOf(list ...Place) Places {
	var all Places
	for _, p := range list {
		all |= 1 << p
	}
	return all
}

// Has reports whether a place is one of them.
func (p Places) Has(q Place) bool { return p>>q&1 != 0 }
