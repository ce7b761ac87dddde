package export

import (
	"strconv"
	"strings"
	"time"

	"hudna/graph"
)

// derivedColumns are what can be read off the records of a kind at a glance.
func derivedColumns(k graph.Kind) []Column {
	switch k {
	case graph.KindStatement:
		return append([]Column{
			derived("main_act", TextColumn, func(s *graph.Statement, _ names) string { return first(s.Acts, actOf) }),
			derived("speaker_ids", ListColumn, func(s *graph.Statement, _ names) string { return listOf(s.Speakers, speakerOf) }),
			derived("speaker_names", TextColumn, func(s *graph.Statement, n names) string { return namesOf(n, s.Speakers, speakerOf) }),
			derived("relay_ids", ListColumn, func(s *graph.Statement, _ names) string { return listOf(s.Relays, relayOf) }),
			derived("relay_names", TextColumn, func(s *graph.Statement, n names) string { return namesOf(n, s.Relays, relayOf) }),
			derived("addressee_ids", ListColumn, func(s *graph.Statement, _ names) string { return listOf(s.Addressees, addresseeOf) }),
			derived("addressee_names", TextColumn, func(s *graph.Statement, n names) string { return namesOf(n, s.Addressees, addresseeOf) }),
			derived("about_ids", ListColumn, func(s *graph.Statement, _ names) string { return listOf(s.About, nodeOf) }),
			derived("about_names", TextColumn, func(s *graph.Statement, n names) string { return namesOf(n, s.About, nodeOf) }),
			derived("about_roles", ListColumn, func(s *graph.Statement, _ names) string { return listOf(s.About, roleOf) }),
			derived("document_ids", ListColumn, func(s *graph.Statement, _ names) string { return listOf(distinct(s.Evidence), evidenceOf) }),
			derived("depth", IntegerColumn, func(s *graph.Statement, _ names) string {
				if depth, ok := s.Depth(); ok {
					return strconv.Itoa(depth)
				}
				return ""
			}),
		}, dated("said", func(s *graph.Statement) *graph.Date { return s.Said })...)
	case graph.KindEvent:
		return append([]Column{
			derived("name", TextColumn, func(e *graph.Event, _ names) string { return nameOf(e.Names) }),
			derived("place_ids", ListColumn, func(e *graph.Event, _ names) string { return listOf(e.Places, placeOf) }),
			derived("place_names", TextColumn, func(e *graph.Event, n names) string { return namesOf(n, e.Places, placeOf) }),
			derived("place_precisions", ListColumn, func(e *graph.Event, _ names) string { return listOf(e.Places, precisionOf) }),
			derived("participant_ids", ListColumn, func(e *graph.Event, _ names) string { return listOf(e.Participants, participantOf) }),
			derived("participant_names", TextColumn, func(e *graph.Event, n names) string { return namesOf(n, e.Participants, participantOf) }),
			derived("participant_roles", ListColumn, func(e *graph.Event, _ names) string { return listOf(e.Participants, partOf) }),
		}, dated("when", func(e *graph.Event) *graph.Date { return e.When })...)
	case graph.KindActor:
		return []Column{derived("name", TextColumn, func(a *graph.Actor, _ names) string { return nameOf(a.Names) })}
	case graph.KindLocation:
		return []Column{
			derived("name", TextColumn, func(o *graph.Location, _ names) string { return nameOf(o.Names) }),
			derived("lat", NumberColumn, func(o *graph.Location, _ names) string {
				return degrees(o.Point, func(p *graph.Point) float64 { return p.Lat })
			}),
			derived("lon", NumberColumn, func(o *graph.Location, _ names) string {
				return degrees(o.Point, func(p *graph.Point) float64 { return p.Lon })
			}),
		}
	case graph.KindTopic:
		return []Column{derived("name", TextColumn, func(t *graph.Topic, _ names) string { return nameOf(t.Names) })}
	case graph.KindAgreement:
		columns := []Column{
			derived("name", TextColumn, func(a *graph.Agreement, _ names) string { return nameOf(a.Names) }),
			derived("party_ids", ListColumn, func(a *graph.Agreement, _ names) string { return listOf(a.Parties, partyOf) }),
			derived("party_names", TextColumn, func(a *graph.Agreement, n names) string { return namesOf(n, a.Parties, partyOf) }),
		}
		return append(append(columns, dated("declared", func(a *graph.Agreement) *graph.Date { return a.Declared })...),
			dated("in_force", func(a *graph.Agreement) *graph.Date { return a.InForce })...)
	case graph.KindDocument:
		return dated("published", func(d *graph.Document) *graph.Date { return d.Published })
	}
	return nil
}

func derived[R graph.Record](name string, t ColumnType, from func(R, names) string) Column {
	return Column{Name: name, Type: t, Derived: true, derive: func(r graph.Record, n names) string {
		of, ok := r.(R)
		if !ok {
			return ""
		}
		return from(of, n)
	}}
}

// dated are the columns of a date: as given, and the first and the last civil
// day that it can mean. An end that is open or unknown is empty.
func dated[R graph.Record](name string, date func(R) *graph.Date) []Column {
	return []Column{
		derived(name+"_edtf", TextColumn, func(r R, _ names) string {
			if d := date(r); d != nil {
				return string(d.EDTF)
			}
			return ""
		}),
		derived(name+"_from", TextColumn, func(r R, _ names) string { from, _ := days(date(r)); return from }),
		derived(name+"_to", TextColumn, func(r R, _ names) string { _, to := days(date(r)); return to }),
	}
}

// days are the first and the last civil day that a date can mean, as in ISO
// 8601; empty for an end that is open, unknown, or outside the years 0 to 9999.
func days(d *graph.Date) (from, to string) {
	if d == nil {
		return "", ""
	}
	first, last, ok := d.Local()
	if !ok {
		return "", ""
	}
	return day(first), day(last)
}

// The civil seconds of the years that ISO 8601 writes with four digits.
var (
	yearZero   = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	yearTenK   = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	isoDayForm = "2006-01-02"
)

func day(second int64) string {
	if second < yearZero || second >= yearTenK {
		return ""
	}
	return time.Unix(second, 0).UTC().Format(isoDayForm)
}

func first[T any](list []T, of func(*T) string) string {
	if len(list) == 0 {
		return ""
	}
	return of(&list[0])
}

func listOf[T any](list []T, of func(*T) string) string {
	parts := make([]string, len(list))
	for i := range list {
		parts[i] = of(&list[i])
	}
	return strings.Join(parts, between)
}

// namesOf are the names of what a list names, in its order. What has no name is
// called by its id.
func namesOf[T any](n names, list []T, of func(*T) string) string {
	parts := make([]string, len(list))
	for i := range list {
		parts[i] = n.of(graph.ID(of(&list[i])))
	}
	return strings.Join(parts, " "+between+" ")
}

func degrees(p *graph.Point, of func(*graph.Point) float64) string {
	if p == nil {
		return ""
	}
	return strconv.FormatFloat(of(p), 'g', -1, 64)
}

// distinct are the entries of evidence that name a document first.
func distinct(list []graph.Evidence) (some []graph.Evidence) {
	seen := map[graph.ID]bool{}
	for _, e := range list {
		if !seen[e.Document] {
			seen[e.Document] = true
			some = append(some, e)
		}
	}
	return some
}

func actOf(a *graph.SpeechAct) string           { return string(a.Act) }
func speakerOf(s *graph.Speaker) string         { return string(s.Actor) }
func relayOf(r *graph.Relay) string             { return string(r.Actor) }
func addresseeOf(a *graph.Addressee) string     { return string(a.Actor) }
func nodeOf(a *graph.About) string              { return string(a.Node) }
func roleOf(a *graph.About) string              { return string(a.Role) }
func evidenceOf(e *graph.Evidence) string       { return string(e.Document) }
func placeOf(p *graph.EventPlace) string        { return string(p.Location) }
func precisionOf(p *graph.EventPlace) string    { return string(p.Precision) }
func participantOf(p *graph.Participant) string { return string(p.Actor) }
func partOf(p *graph.Participant) string        { return string(p.Role) }
func partyOf(p *graph.Party) string             { return string(p.Actor) }
