package ledger

import (
	"hudna/graph"
	"hudna/graph/ledger/pb"
)

func (e *bodyEncoder) agreement(x *graph.Agreement) *pb.Agreement {
	m := &pb.Agreement{
		Meta:    e.meta(graph.KindAgreement, &x.Meta),
		Kind:    enumAgreementKind.number(e, x.Kind),
		Names:   e.names(x.Names),
		Form:    enumAgreementForm.number(e, x.Form),
		Parties: encodeList(x.Parties, e.party),
		Terms: encodeList(x.Terms, func(m *pb.Term, x *graph.Term) {
			m.Key, m.Words, m.Evidence = x.Key, x.Words, e.evidence(x.Evidence)
		}),
		Verification: x.Verification,
		Zone:         x.Zone,
		Documents:    e.refs(x.Documents),
		Declared:     e.date(x.Declared),
		InForce:      e.date(x.InForce),
		Area:         e.refs(x.Area),
		Written:      x.Written,
		Mediated:     x.Mediated,
		Enforcement:  enumEnforcement.number(e, x.Enforcement),
		Purpose:      enumPurpose.numbers(e, x.Purpose),
		Links: encodeList(x.Links, func(m *pb.AgreementLink, x *graph.AgreementLink) {
			m.Kind, m.Node, m.Evidence = enumAgreementLinkKind.number(e, x.Kind), e.ref(x.Node), e.evidence(x.Evidence)
		}),
	}
	// A normalized ending is not empty, and so needs no mark of its own.
	if end := x.Ended; end != nil {
		m.EndedWhen, m.EndedHow = e.date(end.When), enumHowEnds.number(e, end.How)
	}
	return m
}

func (d *bodyDecoder) agreement(m *pb.Agreement) *graph.Agreement {
	d.known(m)
	x := &graph.Agreement{
		Meta:    d.meta(m.Meta),
		Kind:    enumAgreementKind.value(d, m.Kind),
		Names:   d.names(m.Names),
		Form:    enumAgreementForm.value(d, m.Form),
		Parties: decodeList(m.Parties, d.party),
		Terms: decodeList(m.Terms, func(x *graph.Term, m *pb.Term) {
			d.known(m)
			x.Key, x.Words, x.Evidence = m.Key, m.Words, d.evidence(m.Evidence)
		}),
		Verification: m.Verification,
		Zone:         m.Zone,
		Documents:    d.refs(m.Documents),
		Declared:     d.date(m.Declared),
		InForce:      d.date(m.InForce),
		Area:         d.refs(m.Area),
		Written:      m.Written,
		Mediated:     m.Mediated,
		Enforcement:  enumEnforcement.value(d, m.Enforcement),
		Purpose:      enumPurpose.list(d, m.Purpose),
		Links: decodeList(m.Links, func(x *graph.AgreementLink, m *pb.AgreementLink) {
			d.known(m)
			x.Kind, x.Node, x.Evidence = enumAgreementLinkKind.value(d, m.Kind), d.ref(m.Node), d.evidence(m.Evidence)
		}),
	}
	if m.EndedWhen != nil || m.EndedHow != 0 {
		x.Ended = &graph.Ending{When: d.date(m.EndedWhen), How: enumHowEnds.value(d, m.EndedHow)}
	}
	return x
}

func (e *bodyEncoder) party(m *pb.Party, x *graph.Party) {
	m.Actor, m.Role = e.ref(x.Actor), enumPartyRole.number(e, x.Role)
	m.From, m.To = e.date(x.From), e.date(x.To)
	m.Evidence = e.evidence(x.Evidence)
}

func (d *bodyDecoder) party(x *graph.Party, m *pb.Party) {
	d.known(m)
	x.Actor, x.Role = d.ref(m.Actor), enumPartyRole.value(d, m.Role)
	x.From, x.To = d.date(m.From), d.date(m.To)
	x.Evidence = d.evidence(m.Evidence)
}
