package graphtest

import (
	"fmt"
	"slices"

	"hudna/graph"
)

func checkActorQuery(q graph.ActorQuery) error {
	for _, k := range q.Kinds {
		if !k.Valid() {
			return &graph.FieldError{Path: "kinds", Reason: fmt.Sprintf("%q is no kind of actor", k)}
		}
	}
	return checkStatuses(q.Statuses)
}

func checkStatuses(statuses []graph.Status) error {
	for _, s := range statuses {
		if !s.Valid() {
			return &graph.FieldError{Path: "statuses", Reason: fmt.Sprintf("%q is no status", s)}
		}
	}
	return nil
}

func meetsActorQuery(a *graph.Actor, q graph.ActorQuery) bool {
	return slices.Contains(q.Statuses, a.Status) &&
		(len(q.Kinds) == 0 || slices.Contains(q.Kinds, a.Kind)) &&
		(q.Name == "" || named(a.Names, q.Name))
}

// checkStatementQuery refuses a query that names what is not there, or asks for
// values that there are not, and makes its date range ready.
func checkStatementQuery(s *snapshot, q graph.StatementQuery) (period, error) {
	for _, id := range idsIn(q) {
		if s.byID[id] == nil {
			return period{}, fmt.Errorf("%s is unknown: %w", id, graph.ErrInvalid)
		}
	}
	if err := checkStatuses(q.Statuses); err != nil {
		return period{}, err
	}
	for _, b := range q.Bases {
		if !b.Valid() {
			return period{}, fmt.Errorf("basis %q: %w", b, graph.ErrInvalid)
		}
	}
	for _, a := range q.Acts {
		if !a.Act.Valid() || a.Force != "" && !a.Force.Valid() {
			return period{}, fmt.Errorf("act %q with force %q: %w", a.Act, a.Force, graph.ErrInvalid)
		}
	}
	for _, a := range q.About {
		for _, role := range a.Roles {
			if !role.Valid() {
				return period{}, fmt.Errorf("role %q: %w", role, graph.ErrInvalid)
			}
		}
	}
	if !q.Order.Valid() {
		return period{}, fmt.Errorf("order %q: %w", q.Order, graph.ErrInvalid)
	}
	if q.Said == nil {
		return period{}, nil
	}
	return periodOf(*q.Said)
}

// idsIn lists the records that a query names.
func idsIn(q graph.StatementQuery) []graph.ID {
	ids := []graph.ID{q.Occasion, q.Concerning}
	if q.Document != nil {
		ids = append(ids, q.Document.AnyOf...)
	}
	for _, set := range []*graph.ActorSet{q.By, q.To, q.Via} {
		if set != nil {
			ids = slices.Concat(ids, set.AnyOf, set.AllOf, set.NoneOf)
		}
	}
	for _, a := range q.About {
		ids = append(ids, a.Agreement, a.Topic, a.Statement)
		if a.Event != nil {
			ids = append(ids, a.Event.AnyOf...)
		}
		if a.Location != nil {
			ids = append(ids, a.Location.AnyOf...)
		}
		if a.Actor != nil {
			ids = slices.Concat(ids, a.Actor.AnyOf, a.Actor.AllOf, a.Actor.NoneOf)
		}
	}
	return slices.DeleteFunc(ids, func(id graph.ID) bool { return id == "" })
}

// meetsStatementQuery reports whether a statement, as the view sees it, meets
// every part of a query.
func meetsStatementQuery(s *graph.Statement, said moment, q graph.StatementQuery, range_ period) bool {
	if !slices.Contains(q.Statuses, s.Status) || !slices.Contains(q.Bases, s.Basis) {
		return false
	}
	if q.By != nil && !meetsSet(*q.By, speaking(s)) ||
		q.To != nil && !meetsSet(*q.To, addressed(s)) ||
		q.Via != nil && !meetsSet(*q.Via, relaying(s)) {
		return false
	}
	for _, a := range q.About {
		if !meetsAbout(s, a) {
			return false
		}
	}
	if len(q.Acts) > 0 && !slices.ContainsFunc(q.Acts, func(a graph.ActSet) bool { return does(s, a) }) {
		return false
	}
	if q.Said != nil && !range_.holds(said) {
		return false
	}
	if q.Depth != nil && !inDepth(s, *q.Depth) {
		return false
	}
	if q.Document != nil && !slices.ContainsFunc(s.Evidence, func(e graph.Evidence) bool {
		return slices.Contains(q.Document.AnyOf, e.Document)
	}) {
		return false
	}
	if q.Utterance != "" && s.Utterance != q.Utterance || q.Occasion != "" && s.Occasion != q.Occasion {
		return false
	}
	return q.Concerning == "" || s.Occasion == q.Concerning || slices.ContainsFunc(s.About, func(a graph.About) bool {
		return a.Node == q.Concerning
	})
}

func speaking(s *graph.Statement) (ids []graph.ID) {
	for _, speaker := range s.Speakers {
		ids = append(ids, speaker.Actor, speaker.Post)
	}
	return ids
}

func relaying(s *graph.Statement) (ids []graph.ID) {
	for _, relay := range s.Relays {
		ids = append(ids, relay.Actor, relay.Post)
	}
	return ids
}

func addressed(s *graph.Statement) (ids []graph.ID) {
	for _, addressee := range s.Addressees {
		ids = append(ids, addressee.Actor, addressee.Post)
	}
	return ids
}

func meetsSet(set graph.ActorSet, ids []graph.ID) bool {
	held := func(id graph.ID) bool { return slices.Contains(ids, id) }
	if len(set.AnyOf) > 0 && !slices.ContainsFunc(set.AnyOf, held) || slices.ContainsFunc(set.NoneOf, held) {
		return false
	}
	for _, id := range set.AllOf {
		if !held(id) {
			return false
		}
	}
	return true
}

func meetsAbout(s *graph.Statement, a graph.AboutSet) bool {
	var nodes, actors []graph.ID
	for _, entry := range s.About {
		if len(a.Roles) > 0 && !slices.Contains(a.Roles, entry.Role) || a.Stance != nil && !inStance(entry.Stance, *a.Stance) {
			continue
		}
		nodes = append(nodes, entry.Node)
		if entry.Node.Kind() == graph.KindActor {
			actors = append(actors, entry.Node)
		}
	}
	if len(nodes) == 0 || a.Actor != nil && (len(actors) == 0 || !meetsSet(*a.Actor, actors)) {
		return false
	}
	held := func(id graph.ID) bool { return slices.Contains(nodes, id) }
	if a.Event != nil && !slices.ContainsFunc(a.Event.AnyOf, held) || a.Location != nil && !slices.ContainsFunc(a.Location.AnyOf, held) {
		return false
	}
	for _, id := range []graph.ID{a.Agreement, a.Topic, a.Statement} {
		if id != "" && !slices.Contains(nodes, id) {
			return false
		}
	}
	return true
}

func inStance(s *graph.Stance, r graph.FloatRange) bool {
	return s != nil && (r.Min == nil || *r.Min <= s.Value) && (r.Max == nil || s.Value <= *r.Max)
}

func does(s *graph.Statement, a graph.ActSet) bool {
	for i, act := range s.Acts {
		if act.Act == a.Act && (a.Force == "" || act.Force == a.Force) && (!a.Main || i == 0) {
			return true
		}
	}
	return false
}

func inDepth(s *graph.Statement, r graph.IntRange) bool {
	if s.Transmission != graph.TransmissionDirect && s.Transmission != graph.TransmissionRelayed {
		return false
	}
	depth := len(s.Relays)
	return (r.Min == nil || *r.Min <= depth) && (r.Max == nil || depth <= *r.Max)
}

// countOf counts statements, the acts of speaking that they report, and the
// acts of telling by which they reached us.
func countOf(s *snapshot, statements []*graph.Statement) graph.StatementCount {
	utterances, sources := map[graph.ID]bool{}, map[string]bool{}
	for _, statement := range statements {
		if statement.Utterance != "" {
			utterances[statement.Utterance] = true
		} else {
			utterances[statement.ID] = true
		}
		if len(statement.Relays) > 0 && statement.Relays[0].Utterance != "" {
			sources[string(statement.Relays[0].Utterance)] = true
			continue
		}
		for _, e := range statement.Evidence {
			told := string(original(s, e.Document))
			if len(statement.Relays) > 0 {
				told = string(statement.Relays[0].Actor) + " in " + told
			}
			sources[told] = true
		}
	}
	return graph.StatementCount{Statements: len(statements), Utterances: len(utterances), Sources: len(sources)}
}

// original is the document of which another is a copy, as far as the view can
// tell.
func original(s *snapshot, id graph.ID) graph.ID {
	for range s.records { // a chain is no longer than that
		document, ok := s.byID[id].(*graph.Document)
		if !ok || document.CopyOf == nil {
			return id
		}
		id = document.CopyOf.Document
	}
	return id
}
