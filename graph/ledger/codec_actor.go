package ledger

import (
	"hudna/graph"
	"hudna/graph/ledger/pb"
)

// Actors, and the other things that statements speak about and that have
// little more than names: locations and topics.

func (e *bodyEncoder) actor(x *graph.Actor) *pb.Actor {
	return &pb.Actor{
		Meta:         e.meta(graph.KindActor, &x.Meta),
		Kind:         enumActorKind.number(e, x.Kind),
		Sectors:      enumSector.numbers(e, x.Sectors),
		Names:        e.names(x.Names),
		Affiliations: encodeList(x.Affiliations, e.affiliation),
		Collects:     e.refs(x.Collects),
	}
}

func (d *bodyDecoder) actor(m *pb.Actor) *graph.Actor {
	d.known(m)
	return &graph.Actor{
		Meta:         d.meta(m.Meta),
		Kind:         enumActorKind.value(d, m.Kind),
		Sectors:      enumSector.list(d, m.Sectors),
		Names:        d.names(m.Names),
		Affiliations: decodeList(m.Affiliations, d.affiliation),
		Collects:     d.refs(m.Collects),
	}
}

func (e *bodyEncoder) affiliation(m *pb.Affiliation, x *graph.Affiliation) {
	m.Organisation, m.Kind = e.ref(x.Organisation), enumAffiliationKind.number(e, x.Kind)
	m.Post, m.SpeaksFor = e.ref(x.Post), x.SpeaksFor
	m.From, m.To = e.date(x.From), e.date(x.To)
	m.SeenOn = encodeList(x.SeenOn, e.putDate)
	m.Evidence = e.evidence(x.Evidence)
}

func (d *bodyDecoder) affiliation(x *graph.Affiliation, m *pb.Affiliation) {
	d.known(m)
	x.Organisation, x.Kind = d.ref(m.Organisation), enumAffiliationKind.value(d, m.Kind)
	x.Post, x.SpeaksFor = d.ref(m.Post), m.SpeaksFor
	x.From, x.To = d.date(m.From), d.date(m.To)
	x.SeenOn = decodeList(m.SeenOn, d.putDate)
	x.Evidence = d.evidence(m.Evidence)
}

func (e *bodyEncoder) location(x *graph.Location) *pb.Location {
	m := &pb.Location{
		Meta:   e.meta(graph.KindLocation, &x.Meta),
		Kind:   enumLocationKind.number(e, x.Kind),
		Names:  e.names(x.Names),
		Within: e.ref(x.Within),
	}
	if p := x.Point; p != nil {
		m.PointLat, m.PointLon = &p.Lat, &p.Lon
	}
	return m
}

func (d *bodyDecoder) location(m *pb.Location) *graph.Location {
	d.known(m)
	x := &graph.Location{
		Meta:   d.meta(m.Meta),
		Kind:   enumLocationKind.value(d, m.Kind),
		Names:  d.names(m.Names),
		Within: d.ref(m.Within),
	}
	switch {
	case m.PointLat != nil && m.PointLon != nil:
		x.Point = &graph.Point{Lat: *m.PointLat, Lon: *m.PointLon}
	case m.PointLat != nil || m.PointLon != nil:
		d.fail("one half of a point is missing")
	}
	return x
}

func (e *bodyEncoder) topic(x *graph.Topic) *pb.Topic {
	return &pb.Topic{
		Meta:    e.meta(graph.KindTopic, &x.Meta),
		Kind:    enumTopicKind.number(e, x.Kind),
		Names:   e.names(x.Names),
		Broader: e.ref(x.Broader),
	}
}

func (d *bodyDecoder) topic(m *pb.Topic) *graph.Topic {
	d.known(m)
	return &graph.Topic{
		Meta:    d.meta(m.Meta),
		Kind:    enumTopicKind.value(d, m.Kind),
		Names:   d.names(m.Names),
		Broader: d.ref(m.Broader),
	}
}
