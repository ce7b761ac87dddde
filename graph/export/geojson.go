package export

import (
	"bufio"
	"bytes"
	"context"
	"io"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"hudna/graph"
)

// An atlas writes events or locations as a FeatureCollection (RFC 7946).
//
// An event is one feature for each place that it has, or one without a geometry.
// It has a point where the place is EXACT and a settlement or a site whose
// position is known, and nowhere else: a point in the middle of a governorate
// would say more than is known. A location has its own point.
type atlas struct {
	r      graph.Reader
	labels *labels
	begun  bool
}

func newAtlas(r graph.Reader) *atlas { return &atlas{r: r, labels: newLabels(r)} }

func (m *atlas) head(_ context.Context, w *bufio.Writer) error {
	_, err := w.WriteString(`{"type":"FeatureCollection","features":[`)
	return err
}

func (m *atlas) page(ctx context.Context, records []graph.Record) (func(io.Writer) error, error) {
	names, err := m.labels.referred(ctx, records)
	if err != nil {
		return nil, err
	}
	where, err := m.places(ctx, records)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, r := range records {
		for _, f := range features(r, where, names) {
			text, err := f.MarshalJSON()
			if err != nil {
				return nil, err
			}
			b.WriteString(",\n")
			b.Write(text)
		}
	}
	return func(w io.Writer) error { return m.next(w, b.Bytes()) }, nil
}

// next writes features, each with a comma before it, which the first one goes
// without.
func (m *atlas) next(w io.Writer, text []byte) error {
	if !m.begun && len(text) > 0 {
		m.begun, text = true, text[1:]
	}
	return plainly(text)(w)
}

func (m *atlas) tail(w io.Writer, _ *Provenance) error {
	_, err := io.WriteString(w, "\n]}\n")
	return err
}

// places reads the locations of events.
func (m *atlas) places(ctx context.Context, records []graph.Record) (map[graph.ID]*graph.Location, error) {
	var ids []graph.ID
	for _, r := range records {
		if e, ok := r.(*graph.Event); ok {
			for _, p := range e.Places {
				ids = append(ids, p.Location)
			}
		}
	}
	found := make(map[graph.ID]*graph.Location, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	locations, err := m.r.Records(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, r := range locations {
		if l, ok := r.(*graph.Location); ok {
			found[ids[i]] = l
		}
	}
	return found, nil
}

func features(r graph.Record, where map[graph.ID]*graph.Location, names names) []*geojson.Feature {
	switch r := r.(type) {
	case *graph.Location:
		f := feature(string(r.ID), pointOf(r))
		f.Properties = properties("location", &r.Meta, map[string]any{
			"kind": string(r.Kind), "name": nameOf(r.Names), "within": string(r.Within), "within_name": calledIn(names, r.Within),
		})
		return []*geojson.Feature{f}
	case *graph.Event:
		if len(r.Places) == 0 {
			return []*geojson.Feature{eventFeature(r, nil, nil, names)}
		}
		list := make([]*geojson.Feature, len(r.Places))
		for i := range r.Places {
			list[i] = eventFeature(r, &r.Places[i], where[r.Places[i].Location], names)
		}
		return list
	}
	return nil
}

func calledIn(names names, id graph.ID) string {
	if id == "" {
		return ""
	}
	return names.of(id)
}

// eventFeature is an event at one of its places.
func eventFeature(e *graph.Event, p *graph.EventPlace, at *graph.Location, names names) *geojson.Feature {
	from, to := days(e.When)
	more := map[string]any{
		"kind": string(e.Kind), "name": nameOf(e.Names), "basis": string(e.Basis), "under": string(e.Under),
		"from": from, "to": to,
		"participants": listOf(e.Participants, participantOf), "participant_names": namesOf(names, e.Participants, participantOf),
		"participant_roles": listOf(e.Participants, partOf), "documents": listOf(e.Documents, idOf),
	}
	if e.When != nil {
		more["when"] = string(e.When.EDTF)
	}
	id, on := string(e.ID), orb.Geometry(nil)
	if p != nil {
		more["location"], more["location_name"] = string(p.Location), names.of(p.Location)
		more["precision"], more["place_words"] = string(p.Precision), p.Words
		more["location_kind"] = names[p.Location].kind
		if len(e.Places) > 1 {
			id += "@" + string(p.Location)
		}
		if exact(p, at) {
			on = pointOf(at)
		}
	}
	f := feature(id, on)
	f.Properties = properties("event", &e.Meta, more)
	return f
}

func idOf(id *graph.ID) string { return string(*id) }

// exact reports whether an event happened where the point of its location is,
// and not only somewhere about there.
func exact(p *graph.EventPlace, at *graph.Location) bool {
	return p.Precision == graph.PlaceExact && at != nil && (at.Kind == graph.LocationSettlement || at.Kind == graph.LocationSite)
}

func pointOf(l *graph.Location) orb.Geometry {
	if l.Point == nil {
		return nil
	}
	return orb.Point{l.Point.Lon, l.Point.Lat}
}

func feature(id string, on orb.Geometry) *geojson.Feature {
	f := geojson.NewFeature(on)
	f.ID = id
	return f
}

// properties are those of a feature; what is not given is left out.
func properties(what string, m *graph.Meta, more map[string]any) geojson.Properties {
	p := geojson.Properties{what: string(m.ID), "marking": string(m.Marking), "status": string(m.Status)}
	for name, value := range more {
		if value != "" {
			p[name] = value
		}
	}
	for _, v := range m.Variables {
		p["variable."+v.Name] = v.Value
	}
	return p
}
