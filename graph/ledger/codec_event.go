package ledger

import (
	"hudna/graph"
	"hudna/graph/ledger/pb"
)

func (e *bodyEncoder) event(x *graph.Event) *pb.Event {
	return &pb.Event{
		Meta:  e.meta(graph.KindEvent, &x.Meta),
		Kind:  enumEventKind.number(e, x.Kind),
		Names: e.names(x.Names),
		When:  e.date(x.When),
		Places: encodeList(x.Places, func(m *pb.EventPlace, x *graph.EventPlace) {
			m.Location, m.Precision, m.Words = e.ref(x.Location), enumPlacePrecision.number(e, x.Precision), x.Words
		}),
		Participants: encodeList(x.Participants, e.participant),
		Basis:        enumEventBasis.number(e, x.Basis),
		How:          enumObservation.number(e, x.How),
		Observer:     e.ref(x.Observer),
		Claims:       e.refs(x.Claims),
		Under:        e.ref(x.Under),
		Figures:      e.figures(x.Figures),
		Links: encodeList(x.Links, func(m *pb.EventLink, x *graph.EventLink) {
			m.Kind, m.Event, m.Evidence = enumEventLinkKind.number(e, x.Kind), e.ref(x.Event), e.evidence(x.Evidence)
		}),
		Documents: e.refs(x.Documents),
		Evidence:  e.evidence(x.Evidence),
	}
}

func (d *bodyDecoder) event(m *pb.Event) *graph.Event {
	d.known(m)
	return &graph.Event{
		Meta:  d.meta(m.Meta),
		Kind:  enumEventKind.value(d, m.Kind),
		Names: d.names(m.Names),
		When:  d.date(m.When),
		Places: decodeList(m.Places, func(x *graph.EventPlace, m *pb.EventPlace) {
			d.known(m)
			x.Location, x.Precision, x.Words = d.ref(m.Location), enumPlacePrecision.value(d, m.Precision), m.Words
		}),
		Participants: decodeList(m.Participants, d.participant),
		Basis:        enumEventBasis.value(d, m.Basis),
		How:          enumObservation.value(d, m.How),
		Observer:     d.ref(m.Observer),
		Claims:       d.refs(m.Claims),
		Under:        d.ref(m.Under),
		Figures:      d.figures(m.Figures),
		Links: decodeList(m.Links, func(x *graph.EventLink, m *pb.EventLink) {
			d.known(m)
			x.Kind, x.Event, x.Evidence = enumEventLinkKind.value(d, m.Kind), d.ref(m.Event), d.evidence(m.Evidence)
		}),
		Documents: d.refs(m.Documents),
		Evidence:  d.evidence(m.Evidence),
	}
}

func (e *bodyEncoder) participant(m *pb.Participant, x *graph.Participant) {
	m.Actor, m.Role = e.ref(x.Actor), enumParticipantRole.number(e, x.Role)
	m.Certainty, m.Evidence = enumCertainty.number(e, x.Certainty), e.evidence(x.Evidence)
}

func (d *bodyDecoder) participant(x *graph.Participant, m *pb.Participant) {
	d.known(m)
	x.Actor, x.Role = d.ref(m.Actor), enumParticipantRole.value(d, m.Role)
	x.Certainty, x.Evidence = enumCertainty.value(d, m.Certainty), d.evidence(m.Evidence)
}
