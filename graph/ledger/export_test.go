package ledger

import (
	"context"
	"encoding/binary"

	"hudna/graph"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
)

// A Found is a hit of [Ledger.Search].
type Found struct {
	ID  graph.ID
	Hit search.Hit
}

// Search finds the texts of a kind in classes.
func (l *Ledger) Search(ctx context.Context, v graph.View, q *search.Query, k graph.Kind, bases []graph.Basis, statuses []keys.Status, scored bool) (found []Found, err error) {
	r := &reader{ledger: l, view: v}
	err = r.open(ctx, func(s *snapshot) error {
		found = nil
		hits, err := s.searched(q, textKinds(k, bases...), classes(v.Clearance, statuses...), v, scored)
		if err != nil {
			return err
		}
		for _, h := range hits {
			own, err := s.identities([]keys.Node{h.At.Node})
			if err != nil {
				return err
			}
			found = append(found, Found{ID: own[0].id, Hit: h})
		}
		return nil
	})
	return found, err
}

// Hits finds the statements that are listed by default, with their scores.
func (l *Ledger) Hits(ctx context.Context, v graph.View, q *search.Query, k graph.Kind, statuses []keys.Status) (hits []search.Hit, err error) {
	r := &reader{ledger: l, view: v}
	err = r.open(ctx, func(s *snapshot) error {
		hits, err = s.searched(q, textKinds(k), classes(v.Clearance, statuses...), v, true)
		return err
	})
	return hits, err
}

// Pending says how many rows wait to be merged.
func (l *Ledger) Pending() int { return l.head.Load().pending.Rows }

// SettleStep carries out a part of the oldest change of a marking that is
// pending, of so many records, and says whether there was one. Nothing else may
// carry out any.
func (l *Ledger) SettleStep(ctx context.Context, records int) (some bool, err error) {
	var o *overlay
	var set nodeSet
	err = l.view(ctx, func(tx storage.ReadTx) error {
		s, err := l.snapshot(tx)
		if err != nil || len(s.overlays) == 0 {
			return err
		}
		o, set = &s.overlays[0], s.newNodeSet()
		return s.guarded(set, o.node)
	})
	if err != nil || o == nil {
		return false, err
	}
	step := remarkStep{overlay: *o, last: true, wrote: make(chan remarkWrote, 1)}
	for n := range set.from(o.done) {
		if step.last = len(step.nodes) < records; !step.last {
			break
		}
		step.nodes = append(step.nodes, n)
	}
	l.remarks.steps <- step
	return true, (<-step.wrote).err
}

// Pieces are the traces themselves.
func (t *Traces) Pieces() [][]byte {
	all := make([][]byte, 0, len(t.pieces))
	for piece := range t.pieces {
		all = append(all, binary.BigEndian.AppendUint64(nil, piece))
	}
	return all
}

// Treated says whether a purge knows what to do with the rows of a tag.
func Treated(t keys.Tag) bool { return treatments[t] != nil }

// Rows gives all rows of the store.
func (l *Ledger) Rows(ctx context.Context, give func(storage.Pair)) error {
	return l.view(ctx, func(tx storage.ReadTx) error {
		for pair, err := range tx.Scan(storage.Range{}) {
			if err != nil {
				return err
			}
			give(pair)
		}
		return nil
	})
}

// UsesCheckpoint says whether the projection that was left behind would be used.
func (l *Ledger) UsesCheckpoint() bool { return l.checkpointed() != nil }
