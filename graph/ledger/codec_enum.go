package ledger

import (
	"fmt"
	"slices"

	"hudna/graph"
)

// An enumeration numbers the values of one of the domain's enumerations, as
// they are stored: their place in the domain's own list, which only grows at
// its end, plus one. 0 is for no value.
type enumeration[T ~string] struct {
	name   string
	values []T
}

func (n enumeration[T]) number(e *bodyEncoder, v T) uint32 {
	if v == "" {
		return 0
	}
	i := slices.Index(n.values, v)
	if i < 0 {
		e.fail(fmt.Errorf("%s %q has no number", n.name, string(v)))
	}
	return uint32(i + 1)
}

func (n enumeration[T]) numbers(e *bodyEncoder, values []T) []uint32 {
	if len(values) == 0 {
		return nil
	}
	numbers := make([]uint32, len(values))
	for i, v := range values {
		numbers[i] = n.number(e, v)
	}
	return numbers
}

func (n enumeration[T]) value(d *bodyDecoder, number uint32) T {
	if number == 0 {
		return ""
	}
	if uint64(number) > uint64(len(n.values)) {
		d.fail("%s %d is not known", n.name, number)
		return ""
	}
	return n.values[number-1]
}

func (n enumeration[T]) list(d *bodyDecoder, numbers []uint32) []T {
	if len(numbers) == 0 {
		return nil
	}
	values := make([]T, len(numbers))
	for i, number := range numbers {
		values[i] = n.value(d, number)
	}
	return values
}

// The enumerations that stand in bodies.
var (
	enumKind              = enumeration[graph.Kind]{"kind of record", graph.Kinds()}
	enumMarking           = enumeration[graph.Marking]{"marking", graph.Markings()}
	enumStatus            = enumeration[graph.Status]{"status", graph.Statuses()}
	enumVariableType      = enumeration[graph.VariableType]{"type of a variable", graph.VariableTypes()}
	enumNameKind          = enumeration[graph.NameKind]{"kind of name", graph.NameKinds()}
	enumDateBasis         = enumeration[graph.DateBasis]{"basis of a date", []graph.DateBasis{graph.DateGiven, graph.DateDerived}}
	enumEvidencePart      = enumeration[graph.EvidencePart]{"part of evidence", graph.EvidenceParts()}
	enumQuotedKind        = enumeration[graph.QuotedKind]{"kind of quotation", graph.QuotedKinds()}
	enumHowEdit           = enumeration[graph.HowEdit]{"kind of edit", graph.HowEdits()}
	enumFigureWhat        = enumeration[graph.FigureWhat]{"thing counted", graph.FigureWhats()}
	enumBound             = enumeration[graph.Bound]{"bound of a figure", graph.FigureBounds()}
	enumFigureUnit        = enumeration[graph.FigureUnit]{"unit of a figure", graph.FigureUnits()}
	enumActorKind         = enumeration[graph.ActorKind]{"kind of actor", graph.ActorKinds()}
	enumSector            = enumeration[graph.Sector]{"sector", graph.Sectors()}
	enumAffiliationKind   = enumeration[graph.AffiliationKind]{"kind of affiliation", graph.AffiliationKinds()}
	enumAttribution       = enumeration[graph.Attribution]{"attribution", graph.Attributions()}
	enumTransmission      = enumeration[graph.Transmission]{"transmission", graph.Transmissions()}
	enumAboutRole         = enumeration[graph.AboutRole]{"role of what is spoken about", graph.AboutRoles()}
	enumAct               = enumeration[graph.Act]{"act", graph.Acts()}
	enumForce             = enumeration[graph.Force]{"force of an act", graph.Forces()}
	enumPolarity          = enumeration[graph.Polarity]{"polarity", graph.Polarities()}
	enumMood              = enumeration[graph.Mood]{"mood", graph.Moods()}
	enumAction            = enumeration[graph.Action]{"action", graph.Actions()}
	enumConcurring        = enumeration[graph.Concurring]{"position", graph.Concurrings()}
	enumLinkKind          = enumeration[graph.LinkKind]{"kind of link", graph.LinkKinds()}
	enumLinkOf            = enumeration[graph.LinkOf]{"object of a link", graph.LinkOfs()}
	enumWording           = enumeration[graph.Wording]{"wording", graph.Wordings()}
	enumChannel           = enumeration[graph.Channel]{"channel", graph.Channels()}
	enumBasis             = enumeration[graph.Basis]{"basis of a statement", graph.Bases()}
	enumEventKind         = enumeration[graph.EventKind]{"kind of event", graph.EventKinds()}
	enumPlacePrecision    = enumeration[graph.PlacePrecision]{"precision of a place", graph.PlacePrecisions()}
	enumParticipantRole   = enumeration[graph.ParticipantRole]{"role of a participant", graph.ParticipantRoles()}
	enumCertainty         = enumeration[graph.Certainty]{"certainty", graph.Certainties()}
	enumEventBasis        = enumeration[graph.EventBasis]{"basis of an event", graph.EventBases()}
	enumObservation       = enumeration[graph.Observation]{"way of observing", graph.Observations()}
	enumEventLinkKind     = enumeration[graph.EventLinkKind]{"kind of link of an event", graph.EventLinkKinds()}
	enumLocationKind      = enumeration[graph.LocationKind]{"kind of location", graph.LocationKinds()}
	enumAgreementKind     = enumeration[graph.AgreementKind]{"kind of agreement", graph.AgreementKinds()}
	enumAgreementForm     = enumeration[graph.AgreementForm]{"form of an agreement", graph.AgreementForms()}
	enumPartyRole         = enumeration[graph.PartyRole]{"role of a party", graph.PartyRoles()}
	enumHowEnds           = enumeration[graph.HowEnds]{"way of ending", graph.HowsEnds()}
	enumEnforcement       = enumeration[graph.Enforcement]{"enforcement", graph.Enforcements()}
	enumPurpose           = enumeration[graph.Purpose]{"purpose", graph.Purposes()}
	enumAgreementLinkKind = enumeration[graph.AgreementLinkKind]{"kind of link of an agreement", graph.AgreementLinkKinds()}
	enumDocumentKind      = enumeration[graph.DocumentKind]{"kind of document", graph.DocumentKinds()}
	enumHowCopy           = enumeration[graph.HowCopy]{"kind of copy", graph.HowCopies()}
	enumCodingStatus      = enumeration[graph.CodingStatus]{"state of coding", graph.CodingStatuses()}
	enumTopicKind         = enumeration[graph.TopicKind]{"kind of topic", graph.TopicKinds()}
	enumVerdict           = enumeration[graph.Verdict]{"verdict", graph.Verdicts()}
)
