package ledger

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// Changes gives the commits after a revision, oldest first.
func (l *Ledger) Changes(ctx context.Context, v graph.View, after graph.Revision) iter.Seq2[graph.Commit, error] {
	return func(yield func(graph.Commit, error) bool) {
		for at := after; at < v.Revision; {
			at++
			var commit graph.Commit
			r := &reader{ledger: l, view: graph.View{Revision: v.Revision, Clearance: v.Clearance}}
			err := r.open(ctx, func(s *snapshot) (err error) {
				commit, err = s.changes(at, v.Clearance)
				return err
			})
			if err != nil {
				yield(graph.Commit{}, err)
				return
			}
			if !yield(commit, nil) {
				return
			}
		}
	}
}

// changes reads what one revision did, as far as a clearance sees it.
func (s *snapshot) changes(at graph.Revision, clearance graph.Marking) (graph.Commit, error) {
	commit, err := s.commitRow(at)
	if err != nil {
		return commit, err
	}
	ops, err := s.feed(at)
	if err != nil {
		return commit, err
	}
	view := graph.View{Revision: at, Clearance: clearance}
	for _, op := range ops {
		v, err := s.version(keys.Node(op.Node), keys.Revision(at))
		if err != nil {
			return commit, err
		}
		verb, ok := valueOf(verbValues, op.Verb)
		if v == nil || !ok || v.since != keys.Revision(at) {
			return commit, &graph.CorruptError{What: fmt.Sprintf("change feed of revision %d", at), Err: fmt.Errorf("node %d has no version of it", op.Node)}
		}
		if verb == graph.VerbPurge && v.covered(clearance) {
			commit.Ops = append(commit.Ops, graph.Op{Verb: verb, ID: v.record.Shared().ID})
			continue
		}
		if !v.visible(clearance) {
			continue
		}
		done := graph.Op{Verb: verb, Reason: v.reason}
		if done.Record, err = s.redacted(v, view); err != nil {
			return commit, err
		}
		if done.ID = v.record.Shared().ID; verb == graph.VerbMark {
			done.Marking, done.Former = v.record.Shared().Marking, v.former
		}
		commit.Ops = append(commit.Ops, done)
	}
	if len(commit.Ops) == 0 {
		commit.Author, commit.Message = "", ""
	}
	return commit, nil
}

// purgeVerb is the number of the verb that leaves tombstones.
var purgeVerb = numberOf(verbValues, graph.VerbPurge)

// commit describes a revision. Who made it and why is told only to whom sees
// something of what it did.
func (s *snapshot) commit(at graph.Revision, clearance graph.Marking) (graph.Commit, error) {
	commit, err := s.commitRow(at)
	if err != nil || clearance == graph.MarkingProtected && s.policy == 0 {
		return commit, err
	}
	ops, err := s.feed(at)
	if err != nil {
		return graph.Commit{}, err
	}
	for _, op := range ops {
		row, err := s.row(keys.Node(op.Node), keys.Revision(at))
		if err != nil {
			return graph.Commit{}, err
		}
		if row == nil {
			continue
		}
		class, err := s.classOf(keys.Node(op.Node), row)
		if err != nil {
			return graph.Commit{}, err
		}
		withheld := row.Purged && op.Verb != purgeVerb
		if !withheld && class.Marking() <= markingNumber(clearance) {
			return commit, nil
		}
	}
	commit.Author, commit.Message = "", ""
	return commit, nil
}

// commitRow reads the row of a revision.
func (s *snapshot) commitRow(at graph.Revision) (graph.Commit, error) {
	if err := s.spend(1); err != nil {
		return graph.Commit{}, err
	}
	return readCommit(s.tx, at)
}

// feed reads the operations of a revision.
func (s *snapshot) feed(at graph.Revision) ([]*pb.FeedOp, error) {
	var ops []*pb.FeedOp
	found := false
	for pair, err := range s.tx.Scan(storage.Prefix(keys.AppendFeeds(nil, keys.Revision(at)))) {
		if err != nil {
			return nil, storageError(err)
		}
		if err := s.spend(1); err != nil {
			return nil, err
		}
		var feed pb.Feed
		if err := openRow(pair.Key, pair.Value, &feed); err != nil {
			return nil, &graph.CorruptError{What: fmt.Sprintf("change feed of revision %d", at), Err: err}
		}
		ops, found = append(ops, feed.Ops...), true
	}
	if !found {
		return nil, &graph.CorruptError{What: fmt.Sprintf("change feed of revision %d", at), Err: errors.New("it is missing")}
	}
	return ops, nil
}
