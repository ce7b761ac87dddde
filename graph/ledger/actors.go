package ledger

import (
	"context"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/text"
	"hudna/storage"
	"hudna/storage/keys"
)

// Actors lists actors in the order of their first recording.
func (r *reader) Actors(ctx context.Context, q graph.ActorQuery, p graph.Page) (list graph.List[*graph.Actor], err error) {
	err = r.open(ctx, func(s *snapshot) error {
		list = graph.List[*graph.Actor]{}
		cursor, err := r.ledger.cursor(listActors, q)
		if err != nil {
			return err
		}
		if err := checkPage(p); err != nil {
			return err
		}
		match, classes, err := compileActors(&q, r.view)
		if err != nil {
			return err
		}
		after := keys.Node(0)
		if p.After != "" {
			at, err := cursor.open(p.After)
			if err != nil {
				return err
			}
			after = at.Node
		}
		for {
			nodes, err := s.actorsAfter(&q, classes, after, r.revision())
			if err != nil || len(nodes) == 0 {
				return err
			}
			after = nodes[len(nodes)-1]
			records, err := s.visibleAt(nodes, r.view)
			if err != nil {
				return err
			}
			for i, record := range records {
				actor, ok := record.(*graph.Actor)
				if !ok || !match(actor) {
					continue
				}
				if len(list.Items) == p.First {
					list.More = true
					return nil
				}
				list.Items = append(list.Items, graph.Item[*graph.Actor]{
					Value:  actor,
					Cursor: cursor.seal(keys.Position{Earliest: keys.NoDate, Bucket: keys.Undated, Node: nodes[i]}, 0),
				})
			}
		}
	})
	return list, err
}

func compileActors(q *graph.ActorQuery, view graph.View) (match func(*graph.Actor) bool, wanted []keys.Class, err error) {
	statuses := q.Statuses
	if statuses == nil {
		statuses = []graph.Status{graph.StatusPublished}
	}
	for _, status := range statuses {
		switch status {
		case graph.StatusPublished:
			wanted = append(wanted, classes(view.Clearance, keys.Curated)...)
		case graph.StatusRetracted:
			wanted = append(wanted, classes(view.Clearance, keys.Retracted)...)
		case graph.StatusDraft: // an actor is none
		default:
			return nil, nil, &graph.FieldError{Path: "status", Reason: fmt.Sprintf("%q is no status", status)}
		}
	}
	for _, k := range q.Kinds {
		if !k.Valid() {
			return nil, nil, &graph.FieldError{Path: "kinds", Reason: fmt.Sprintf("%q is no kind of actor", k)}
		}
	}
	if q.Name != "" && len(text.Tokens(q.Name)) == 0 {
		return nil, nil, &graph.FieldError{Path: "name", Reason: "has no letters or digits to look for"}
	}
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	return func(a *graph.Actor) bool {
		if q.Kinds != nil && !slices.Contains(q.Kinds, a.Kind) {
			return false
		}
		return q.Name == "" || slices.ContainsFunc(a.Names, func(n graph.Name) bool { return text.MatchName(q.Name, n.Text) })
	}, wanted, nil
}

// actorStep is how many candidates are read at once.
const actorStep = 256

// rarest guesses which word of a name the fewest have: the longest. It gives
// the keys of it.
func rarest(words [][]string) (keys []string) {
	for _, word := range words {
		if len(keys) == 0 || len(word[0]) > len(keys[0]) {
			keys = word
		}
	}
	return keys
}

// actorsAfter gives candidates behind a node: all that have one word of the
// name, or all there are.
func (s *snapshot) actorsAfter(q *graph.ActorQuery, classes []keys.Class, after keys.Node, at keys.Revision) ([]keys.Node, error) {
	kind := kindNumber(graph.KindActor)
	if q.Name == "" {
		return s.recordedAfter(kind, classes, after, actorStep, at)
	}
	spaces := []keys.Space{keys.Live}
	if at < s.head {
		spaces = append(spaces, keys.Closed)
	}
	var lists [][]keys.Node
	for _, token := range rarest(text.NameQuery(q.Name)) {
		for _, space := range spaces {
			for _, class := range classes {
				list := keys.AppendNameList(nil, space, keys.Clip(token), kind)
				r := storage.Prefix(keys.AppendClass(slices.Clone(list), class))
				r.Start = keys.AppendEdge(slices.Clone(list), class, after+1)
				var nodes []keys.Node
				for pair, err := range s.tx.Scan(r) {
					if err != nil {
						return nil, storageError(err)
					}
					if err := s.spend(1); err != nil {
						return nil, err
					}
					m, err := keys.ParseMember(pair.Key)
					if err != nil {
						return nil, corruptEntry(pair.Key, err)
					}
					hot, err := openHot(pair.Key, pair.Value)
					if err != nil {
						return nil, corruptEntry(pair.Key, err)
					}
					if !holds(space, m.Since, hot, at) {
						continue
					}
					if nodes = append(nodes, m.Position.Node); len(nodes) == actorStep {
						break
					}
				}
				lists = append(lists, nodes)
			}
		}
	}
	return mergeNodes(lists, actorStep), nil
}
