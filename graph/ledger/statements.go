package ledger

import (
	"context"
	"fmt"

	"hudna/graph"
	"hudna/storage/keys"
)

// Statements lists statements by when they were said.
func (r *reader) Statements(ctx context.Context, q graph.StatementQuery, p graph.Page) (list graph.List[*graph.Statement], err error) {
	err = r.open(ctx, func(s *snapshot) error {
		list = graph.List[*graph.Statement]{}
		cursor, err := r.ledger.cursor(listStatements, q)
		if err != nil {
			return err
		}
		if err := checkPage(p); err != nil {
			return err
		}
		c, err := s.compile(&q, r.view)
		if err != nil {
			return err
		}
		var after *keys.Position
		if p.After != "" {
			at, err := cursor.open(p.After)
			if err != nil {
				return err
			}
			after = &at
		}
		return s.find(c, r.view, after, p.First+1, func(at keys.Position, st *graph.Statement) bool {
			if len(list.Items) == p.First {
				list.More = true
				return false
			}
			list.Items = append(list.Items, graph.Item[*graph.Statement]{Value: st, Cursor: cursor.seal(at)})
			return true
		})
	})
	return list, err
}

// find gives the statements that meet a query, in its order, until the taker
// has enough. It reads records in batches, the first of the size of the page.
func (s *snapshot) find(c *compiled, view graph.View, after *keys.Position, page int, take func(keys.Position, *graph.Statement) bool) error {
	if c.nothing {
		return nil
	}
	whole := c.span
	whole.after = after
	spans := []span{whole}
	if whole.reverse {
		dated, undated := whole, whole
		dated.undated, undated.dated = false, false
		switch {
		case after == nil:
		case after.Bucket == keys.Undated:
			dated.dated = false
		default:
			undated.after = nil
		}
		spans = []span{dated, undated}
	}
	for _, sp := range spans {
		w, err := s.newWalk(c.sources, sp, keys.Revision(view.Revision))
		if err != nil {
			return err
		}
		more, err := s.drain(w, c, view, page, take)
		w.close()
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// maxBatch bounds how many records are read at once.
const maxBatch = 256

func (s *snapshot) drain(w *walk, c *compiled, view graph.View, page int, take func(keys.Position, *graph.Statement) bool) (more bool, err error) {
	size := min(page, maxBatch)
	for {
		var batch []entryAt
		var nodes []keys.Node
		ended := false
		for len(batch) < size {
			e, ok, err := w.next()
			if err != nil {
				return false, err
			}
			if !ok {
				ended = true
				break
			}
			if c.mayMatch(&e) {
				batch = append(batch, e)
				nodes = append(nodes, e.Node)
			}
		}
		versions, err := s.versionsAt(nodes, w.at)
		if err != nil {
			return false, err
		}
		for i, v := range versions {
			if v == nil || v.class != batch[i].class || v.kind != graph.KindStatement {
				return false, s.corrupt(nodes[i], "index entry", fmt.Errorf("it does not fit the record as of revision %d", w.at))
			}
			record, err := s.redacted(v, view)
			if err != nil {
				return false, err
			}
			if st, ok := record.(*graph.Statement); ok && c.matches(st) && !take(batch[i].Position, st) {
				return false, nil
			}
		}
		if ended {
			return true, nil
		}
		size = min(2*size, maxBatch)
	}
}

// CountStatements counts what a query finds.
func (r *reader) CountStatements(ctx context.Context, q graph.StatementQuery) (n graph.StatementCount, err error) {
	err = r.open(ctx, func(s *snapshot) error {
		n = graph.StatementCount{}
		c, err := s.compile(&q, r.view)
		if err != nil {
			return err
		}
		utterances := map[graph.ID]bool{}
		t := tellings{s: s, view: r.view, roots: map[graph.ID]graph.ID{}, found: map[telling]bool{}}
		var failed error
		err = s.find(c, r.view, nil, maxBatch, func(_ keys.Position, st *graph.Statement) bool {
			n.Statements++
			if st.Utterance != "" {
				utterances[st.Utterance] = true
			} else {
				n.Utterances++
			}
			failed = t.add(st)
			return failed == nil
		})
		n.Utterances += len(utterances)
		n.Sources = len(t.found)
		if failed != nil {
			return failed
		}
		return err
	})
	return n, err
}

// SourcesOf counts the tellings by which the utterance of a statement reached
// us.
func (r *reader) SourcesOf(ctx context.Context, st *graph.Statement) (n int, err error) {
	err = r.open(ctx, func(s *snapshot) error {
		t := tellings{s: s, view: r.view, roots: map[graph.ID]graph.ID{}, found: map[telling]bool{}}
		if err := t.add(st); err != nil {
			return err
		}
		if st.Utterance != "" {
			c, err := s.compile(&graph.StatementQuery{StatementSet: graph.StatementSet{Utterance: st.Utterance}}, r.view)
			if err != nil {
				return err
			}
			var failed error
			err = s.find(c, r.view, nil, maxBatch, func(_ keys.Position, other *graph.Statement) bool {
				failed = t.add(other)
				return failed == nil
			})
			if failed != nil {
				return failed
			}
			if err != nil {
				return err
			}
		}
		n = len(t.found)
		return nil
	})
	return n, err
}

// A telling is one outermost act of telling: a relay's utterance, or an
// outermost relay in a document, or a document.
type telling struct{ utterance, relay, document graph.ID }

// tellings collects distinct ones.
type tellings struct {
	s     *snapshot
	view  graph.View
	roots map[graph.ID]graph.ID // of which document one is a copy in the end
	found map[telling]bool
}

func (t *tellings) add(s *graph.Statement) error {
	var relay graph.ID
	if len(s.Relays) > 0 {
		if u := s.Relays[0].Utterance; u != "" {
			t.found[telling{utterance: u}] = true
			return nil
		}
		relay = s.Relays[0].Actor
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
		versions, err := t.s.versionsAt([]keys.Node{n}, keys.Revision(t.view.Revision))
		if err != nil {
			return "", err
		}
		if versions[0] == nil {
			return "", t.s.corrupt(n, "reference", fmt.Errorf("it was not there in revision %d", t.view.Revision))
		}
		record, err := t.s.redacted(versions[0], t.view)
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
