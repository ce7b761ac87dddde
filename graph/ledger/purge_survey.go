package ledger

import (
	"errors"
	"math"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
)

// survey reads the whole store once: for what stays and holds the same pieces
// as what goes, for how much shorter the lists of others get, and for how far
// lists reach without what goes.
func (u *purging) survey() error {
	u.said, u.when = make([]int64, u.s.head+1), make([]int64, u.s.head+1)
	for r := range u.said {
		u.said[r], u.when[r] = noReach.said, noReach.when
	}
	for r := range u.touched {
		commit, err := readCommit(u.s.tx, graph.Revision(r))
		if err != nil {
			return err
		}
		u.messages.add([]byte(commit.Message))
	}
	// What every store says, and what the tombstones will.
	u.stays([]byte(witnessMagic))
	u.stays([]byte(u.p.By.Name))
	for _, g := range u.graves {
		u.stays(keys.AppendNodeOfID(nil, string(g.id)))
	}
	err := u.scan("reading", func(k keys.Key, pair storage.Pair) error {
		if k.Tag.Indexed() {
			return u.surveyEntry(k, pair)
		}
		return u.surveyRow(k, pair)
	})
	if err != nil {
		return err
	}
	if _, found := u.traces.Find([]byte(u.p.Reason)); found {
		return &graph.FieldError{Path: "reason", Reason: "holds words of what is to be purged, and would keep them"}
	}
	// The reason may be the message of a revision that is withheld.
	row, err := sealRow(nil, &pb.Commit{Author: u.p.By.Name, Message: u.p.Reason, Ops: 1})
	if err == nil {
		u.stays(row)
	}
	return err
}

// stays says that what stays holds some bytes.
func (u *purging) stays(b []byte) {
	u.traces.drop(b)
	u.messages.drop(b)
}

// scan gives every row of the store.
func (u *purging) scan(step string, give func(keys.Key, storage.Pair) error) error {
	rows := uint64(0)
	for pair, err := range u.s.tx.Scan(storage.Range{}) {
		if err != nil {
			return storageError(err)
		}
		k, err := keys.Parse(pair.Key)
		if err != nil {
			return &graph.CorruptError{What: "store", Err: err}
		}
		if err := give(k, pair); err != nil {
			return err
		}
		if rows++; rows%4096 == 0 {
			if err := u.ctx.Err(); err != nil {
				return err
			}
			if u.p.Progress != nil {
				u.p.Progress(step, rows)
			}
		}
	}
	return nil
}

// goes says whether an entry of an index is of something that goes, in a list of
// it, or written anew with the record that it is of.
func (u *purging) goes(k keys.Key) bool {
	return u.graves[k.Node] != nil || u.graves[k.Owner] != nil || u.graves[k.About] != nil || u.referrers[k.Node]
}

func (u *purging) surveyEntry(k keys.Key, pair storage.Pair) error {
	if u.goes(k) {
		u.count(k, -1)
	} else {
		u.staysListed(k, pair.Key)
	}
	return nil
}

// staysListed says that an entry stays that has words in its key.
func (u *purging) staysListed(k keys.Key, key []byte) {
	switch k.Tag {
	case keys.Code, keys.Name, keys.Sound, keys.Utterance:
		u.stays(key)
	}
}

// surveyRow looks at a row that is no entry.
func (u *purging) surveyRow(k keys.Key, pair storage.Pair) error {
	switch k.Tag {
	case keys.Format, keys.Head, keys.Epoch:
		u.stays(pair.Value)
	case keys.Commit:
		var row pb.Commit
		if err := openRow(pair.Key, pair.Value, &row); err != nil {
			return &graph.CorruptError{What: k.String(), Err: err}
		}
		u.stays([]byte(row.Author))
	case keys.Idempotency:
		var row pb.Idempotency
		if err := openRow(pair.Key, pair.Value, &row); err != nil {
			return &graph.CorruptError{What: k.String(), Err: err}
		}
		if u.touched[keys.Revision(row.Revision)] {
			u.keyed = append(u.keyed, k.Hash[:], row.Change)
		}
	case keys.FormerID:
		n, err := formerNode(k, pair)
		if err != nil {
			return err
		}
		if u.graves[n] != nil {
			u.keyed = append(u.keyed, k.Hash[:])
		}
	case keys.Record, keys.RecordAt:
		return u.surveyVersion(k, pair)
	case keys.Chunk:
		if u.graves[k.Node] == nil && !u.referrers[k.Node] {
			u.stays(pair.Value)
		}
	case keys.IDOfNode:
		if u.graves[k.Node] == nil {
			own, err := u.s.identities([]keys.Node{k.Node})
			if err != nil {
				return err
			}
			u.stays(keys.AppendNodeOfID(nil, string(own[0].id)))
			u.stays(pair.Value)
		}
	case keys.Posting:
		row, err := search.Without(k, pair.Key, pair.Value, u.gone)
		if err != nil {
			return err
		}
		if row != nil {
			eachTermKey(k.Text, u.stays)
		}
	}
	return nil
}

func (u *purging) gone(n keys.Node) bool { return u.graves[n] != nil }

func (u *purging) surveyVersion(k keys.Key, pair storage.Pair) error {
	if u.graves[k.Node] != nil {
		return nil
	}
	row := new(pb.Version)
	if err := openRow(pair.Key, pair.Value, row); err != nil {
		return u.s.corrupt(k.Node, "record", err)
	}
	since := keys.Revision(row.Since)
	kind, ok := valueOf(kindValues, row.Kind)
	if !ok || since > u.s.head {
		return u.s.corrupt(k.Node, "record", errors.New("its row does not fit"))
	}
	at := reach{said: u.said[since], when: u.when[since]}
	at.add(kind, keys.Position{Earliest: row.Earliest})
	u.said[since], u.when[since] = at.said, at.when
	if !u.referrers[k.Node] {
		u.stays(pair.Value)
		return nil
	}
	pieces, err := u.cutRow(k.Node, row)
	if err != nil {
		return err
	}
	value, err := sealRow(pair.Key, row)
	if err != nil {
		return err
	}
	u.stays(value)
	for _, piece := range pieces {
		u.stays(piece.value)
	}
	if k.Tag == keys.RecordAt {
		return nil
	}
	return u.cutEntries(k.Node, func(k keys.Key, key, _ []byte) {
		u.count(k, 1)
		u.staysListed(k, key)
	})
}

// weighMessages finds out which messages are withheld: those of revisions that
// changed what goes, and those that hold words which only that holds.
func (u *purging) weighMessages() error {
	for r := keys.Revision(1); r <= u.s.head; r++ {
		key := keys.AppendCommit(nil, r)
		var row pb.Commit
		if err := readRow(u.s.tx, key, &row, "commit"); err != nil {
			return err
		}
		if _, holds := u.traces.Find([]byte(row.Message)); holds || u.touched[r] {
			u.withheld[r] = true
			row.Message = withheldMessage
		}
		// All of the row, as words may happen to go on in what is stored behind
		// them.
		value, err := sealRow(key, &row)
		if err != nil {
			return err
		}
		u.stays(value)
	}
	u.traces.most += len(u.messages.pieces) + len(u.keyed)*storage.MaxKey
	for piece := range u.messages.pieces {
		u.traces.put(piece)
	}
	for _, hash := range u.keyed {
		u.traces.add(hash)
	}
	// Reaches are up to a revision, not of it alone.
	last := noReach
	for r := range u.said {
		last.said, last.when = max(last.said, u.said[r]), max(last.when, u.when[r])
		u.said[r], u.when[r] = last.said, last.when
	}
	return nil
}

// undatedRow is where a tombstone stands in the order of answers: as what has
// no date, in no list.
const undatedRow = math.MinInt64
