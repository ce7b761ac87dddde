package ledger

import (
	"fmt"

	"hudna/graph"
	"hudna/storage/keys"
)

// A telling is one outermost act of telling: a relay's utterance, or an
// outermost relay in a document, or a document.
type telling struct{ utterance, relay, document graph.ID }

// tellings collects distinct ones.
type tellings struct {
	s     *snapshot
	view  graph.View
	roots map[graph.ID]graph.ID // of which document one is a copy in the end
	found map[telling]bool

	canonical canonicals
}

func newTellings(s *snapshot, view graph.View) *tellings {
	return &tellings{s: s, view: view, canonical: canonicals{s: s, view: view}, roots: map[graph.ID]graph.ID{}, found: map[telling]bool{}}
}

func (t *tellings) add(s *graph.Statement) error {
	var relay graph.ID
	if len(s.Relays) > 0 {
		if u := s.Relays[0].Utterance; u != "" {
			t.found[telling{utterance: u}] = true
			return nil
		}
		var err error
		if relay, err = t.canonical.one(s.Relays[0].Actor); err != nil {
			return err
		}
	}
	for i := range s.Evidence {
		root, err := t.root(s.Evidence[i].Document)
		if err != nil {
			return err
		}
		t.found[telling{relay: relay, document: root}] = true
	}
	return nil
}

// root follows copies to the document that they copy, as far as the view sees.
func (t *tellings) root(id graph.ID) (graph.ID, error) {
	if root, ok := t.roots[id]; ok {
		return root, nil
	}
	root := id
	for range maxChain {
		n, err := t.s.nodeOf(root)
		if err != nil {
			return "", err
		}
		v, err := t.s.version(n, keys.Revision(t.view.Revision))
		if err != nil {
			return "", err
		}
		if v == nil {
			return "", t.s.corrupt(n, "reference", fmt.Errorf("it was not there in revision %d", t.view.Revision))
		}
		record, err := t.s.redacted(v, t.view)
		if err != nil {
			return "", err
		}
		d, ok := record.(*graph.Document)
		if !ok || d.CopyOf == nil {
			break
		}
		root = d.CopyOf.Document
	}
	t.roots[id] = root
	return root, nil
}

// uttered gives the statements that report an utterance, as a query by nothing else finds
// them: there is one list of them, and nothing to choose. Where it is short, as most are,
// it is read at once, and not segment by segment.
func (s *snapshot) uttered(u graph.ID, view graph.View, take taker) error {
	l := &list{tag: keys.Utterance, text: string(u)}
	classes := statusesOf(nil, kept{coded: true}, s.walked(view.Clearance))
	stops, all, err := s.shortList(l, classes, keys.Revision(view.Revision))
	if err != nil {
		return err
	}
	if all {
		_, err := (&scheme{s: s, view: view, kind: graph.KindStatement}).settle(stops, itsRecord, take)
		return err
	}
	on := &condition{op: opAll, kids: []*condition{{op: opLists, joined: true, lists: []*list{l}}}}
	q, err := s.scheme(on, graph.KindStatement, unbounded(classes), view)
	if err != nil {
		return err
	}
	return q.each(maxBatch, itsRecord, take)
}

// canonicals find the records that stand for others, each of them once.
type canonicals struct {
	s     *snapshot
	view  graph.View
	known map[graph.ID]graph.ID
}

// one gives the record that stands for an id.
func (c *canonicals) one(id graph.ID) (graph.ID, error) {
	if known, ok := c.known[id]; ok {
		return known, nil
	}
	found, err := c.of([]graph.ID{id})
	if err != nil {
		return "", err
	}
	return found[0], nil
}

// of gives for each id the record that stands for it.
func (c *canonicals) of(ids []graph.ID) ([]graph.ID, error) {
	var unknown []graph.ID
	for _, id := range ids {
		if _, ok := c.known[id]; !ok {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) > 0 {
		found, err := c.s.canonical(unknown, c.view)
		if err != nil {
			return nil, err
		}
		if c.known == nil {
			c.known = make(map[graph.ID]graph.ID, len(unknown))
		}
		for i, id := range unknown {
			c.known[id] = found[i]
		}
	}
	found := make([]graph.ID, len(ids))
	for i, id := range ids {
		found[i] = c.known[id]
	}
	return found, nil
}
