package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// encode finds out every row that the change writes.
func (p *plan) encode() error {
	for i := range p.ops {
		if err := p.encodeOp(&p.ops[i]); err != nil {
			return err
		}
		if len(p.writes) > storage.MaxWrites || p.bytes > storage.MaxBytes {
			return errTooLarge // and is not made to its end
		}
	}
	return p.encodeCommit()
}

func (p *plan) set(key []byte, m message) error {
	value, err := sealRow(key, m)
	if err != nil {
		return err
	}
	p.put(key, value)
	return nil
}

func (p *plan) put(key, value []byte) {
	p.writes = append(p.writes, write{key, value})
	p.bytes += len(key) + len(value)
}

func (p *plan) remove(key []byte) {
	p.writes = append(p.writes, write{key: key})
	p.bytes += len(key)
}

func (p *plan) count(e *entry, by int) {
	if !e.counted {
		return
	}
	counts := p.counts[e.owner]
	if counts == nil {
		counts = map[counted]int{}
		p.counts[e.owner] = counts
	}
	counts[e.list] += by
}

// encodeOp writes the new version of a record, puts the one before behind it,
// and moves the index entries that changed.
func (p *plan) encodeOp(o *planned) error {
	created := p.revision
	if o.fresh {
		own := p.kinds[o.node]
		row := pb.Identity{Kind: numberOf(kindValues, own.kind), Marking: uint32(own.marking), Id: string(own.id)}
		if err := errors.Join(
			p.set(keys.AppendIDOfNode(nil, o.node), &row),
			p.set(keys.AppendNodeOfID(nil, string(own.id)), &pb.NodeOfID{Node: uint64(o.node)}),
		); err != nil {
			return err
		}
	} else {
		created = o.old.created
		if err := p.keepOld(o); err != nil {
			return err
		}
	}
	at, err := placed(o.record, o.node)
	if err != nil {
		return opError(o.index, o.op.Target(), err)
	}
	p.reach.add(o.record.RecordKind(), at)
	if err := p.reword(o, at); err != nil {
		return err
	}
	if err := p.encodeVersion(o, created, at); err != nil {
		return err
	}
	now, err := entriesOf(&indexed{
		node: o.node, kind: kindNumber(o.record.RecordKind()), class: o.class,
		created: created, record: o.record, nodeOf: p.nodes, heard: o.body.heard, at: at,
	})
	if err != nil {
		return opError(o.index, o.op.Target(), err)
	}
	var before []entry
	if !o.fresh {
		var stands keys.Class
		if stands, err = p.g.snap.stored(o.old); err == nil {
			before, err = o.old.entries(stands)
		}
		if err != nil {
			return &graph.CorruptError{ID: o.op.Target(), What: "record", Err: err}
		}
	}
	return p.moveEntries(o, before, now)
}

// withdrawable refuses a version that could be taken in and never be changed or
// withdrawn again: that takes removing, closing and making each entry, in one
// transaction with the next body and, where it is short, the last one.
func withdrawable(entries []entry, body int) error {
	writes, bytes := 0, body+min(body, maxPiece)
	for i := range entries {
		writes += 3
		bytes += 3*(len(entries[i].key)+keys.MaxHot+entrySumLen) + 8
		if entries[i].counted {
			writes++
			bytes += counterBytes
		}
	}
	if writes+headroom > storage.MaxWrites || bytes+headroom*counterBytes > storage.MaxBytes {
		return fmt.Errorf("%w: the record has %d index entries and %d bytes, too much for it to be withdrawn again", graph.ErrTooLarge, len(entries), body)
	}
	return nil
}

// keepOld puts the newest row of a record where earlier versions stand.
func (p *plan) keepOld(o *planned) error {
	key := keys.AppendRecord(nil, o.node)
	var row pb.Version
	if err := readRow(p.g.snap.tx, key, &row, "record"); err != nil {
		return err
	}
	return p.set(keys.AppendRecordAt(nil, o.node, o.old.since), &row)
}

// maxPiece is how much of a body stands in one value. The rest of it is for what
// else a row says, above all the reason of the operation.
const maxPiece = storage.MaxValue - graph.MaxReason - 512

func (p *plan) encodeVersion(o *planned, created keys.Revision, at keys.Position) error {
	row := pb.Version{
		Since: uint64(p.revision), Created: uint64(created),
		Verb: numberOf(verbValues, o.op.Verb), Class: uint32(o.class),
		Kind: numberOf(kindValues, o.record.RecordKind()), Restored: numberOf(statusValues, o.restored),
		Anew: o.anew, Former: p.former,
		Reason: o.op.Reason, Earliest: at.Earliest, Bucket: uint32(at.Bucket),
	}
	encoded := binary.AppendUvarint(make([]byte, 0, len(o.body.message)+10*len(o.body.refs)+10), uint64(len(o.body.refs)))
	for _, id := range o.body.refs {
		encoded = binary.AppendUvarint(encoded, uint64(p.nodes[id]))
	}
	encoded = append(encoded, o.body.message...)
	if len(encoded) <= maxPiece {
		row.Body = encoded
	} else {
		for piece := range slices.Chunk(encoded, maxPiece) {
			key := keys.AppendChunk(nil, o.node, p.revision, row.Chunks)
			p.put(key, sealChunk(key, piece))
			row.Chunks++
		}
	}
	return p.set(keys.AppendRecord(nil, o.node), &row)
}

// moveEntries ends the entries that the new version does not ask for, and
// begins those that the old one did not. An entry that both ask for, with the
// same value, stays where it is.
func (p *plan) moveEntries(o *planned, before, now []entry) error {
	begin := func(e *entry) {
		hot := e.hot
		hot.Revision = p.revision
		p.put([]byte(e.key), sealHot([]byte(e.key), hot))
	}
	var ended []*entry
	for i, j := 0, 0; i < len(before) || j < len(now); {
		switch {
		case j == len(now) || i < len(before) && before[i].key < now[j].key:
			ended = append(ended, &before[i])
			p.remove([]byte(before[i].key))
			p.count(&before[i], -1)
			i++
		case i == len(before) || now[j].key < before[i].key:
			begin(&now[j])
			p.count(&now[j], 1)
			j++
		default:
			if before[i].hot != now[j].hot {
				ended = append(ended, &before[i])
				begin(&now[j])
			}
			i++
			j++
		}
	}
	if len(ended) == 0 {
		return nil
	}
	live := make([][]byte, len(ended))
	for i, e := range ended {
		live[i] = []byte(e.key)
	}
	values, err := p.g.snap.tx.GetMany(live)
	if err != nil {
		return storageError(err)
	}
	for i, e := range ended {
		hot, err := openHot(live[i], values[i])
		if err != nil {
			k, _ := keys.Parse(live[i])
			if values[i] == nil {
				err = errors.New("it is missing")
			}
			return &graph.CorruptError{ID: o.op.Target(), What: "index entry " + k.String(), Err: err}
		}
		key := keys.AppendClosed(nil, live[i], hot.Revision)
		closed := e.hot
		closed.Revision = p.revision
		p.put(key, sealHot(key, closed))
	}
	return nil
}

// maxFeedOps is how many operations stand in one row of the feed.
const maxFeedOps = 1000

// feedRows is how many rows of the feed tell of so many operations. A revision
// without any has one as well.
func feedRows(ops int) int { return max(1, (ops+maxFeedOps-1)/maxFeedOps) }

func (p *plan) encodeCommit() error {
	c := &p.r.change
	p.reach.next = p.next
	row := pb.Commit{
		Time: p.time.UnixNano(), Author: p.r.author(), Message: c.Message, Ops: uint32(len(p.ops)),
		LatestSaid: p.reach.said, LatestWhen: p.reach.when, NextNode: uint64(p.reach.next),
	}
	putTotals(&row, p.totals)
	if err := p.set(keys.AppendCommit(nil, p.revision), &row); err != nil {
		return err
	}
	p.put(timeRow(keys.AppendRevisionTime(nil, p.time, p.revision)))
	if err := p.set(keys.AppendIdempotency(nil, p.r.key), &pb.Idempotency{Revision: uint64(p.revision), Change: p.r.content}); err != nil {
		return err
	}
	for part := range feedRows(len(p.ops)) {
		var feed pb.Feed
		for i := part * maxFeedOps; i < min(len(p.ops), (part+1)*maxFeedOps); i++ {
			feed.Ops = append(feed.Ops, &pb.FeedOp{Verb: numberOf(verbValues, p.ops[i].op.Verb), Node: uint64(p.ops[i].node)})
		}
		if err := p.set(keys.AppendFeed(nil, p.revision, uint32(part)), &feed); err != nil { //nolint:gosec // of a change of bounded length
			return err
		}
	}
	p.putTexts()
	if err := p.putShifts(); err != nil {
		return err
	}
	return p.encodeMark()
}

// timeRow is the row by which a revision is found by its time. All of it is in
// the key; the value is a checksum.
func timeRow(key []byte) (k, value []byte) {
	return key, sealChunk(key, nil)
}

// write puts the plan into the transaction.
func (p *plan) write() error {
	g := p.g
	for _, w := range p.writes {
		var err error
		if w.value == nil {
			err = g.tx.Delete(w.key)
		} else {
			err = g.tx.Set(w.key, w.value)
		}
		if err != nil {
			return err
		}
	}
	for n, counts := range p.counts {
		c := g.counters[n]
		if c == nil {
			var err error
			o := p.byNode[n]
			if c, err = g.w.countersOf(g.tx, n, o != nil && o.fresh); err != nil {
				return err
			}
			g.counters[n] = c
		}
		for list, by := range counts {
			if err := c.add(list, by); err != nil {
				return err
			}
		}
	}
	for i := range p.ops {
		g.w.states[p.ops[i].node] = &state{class: p.ops[i].class, since: p.revision}
	}
	g.head.nextNode, g.head.reach, g.head.texts = p.next, p.reach, p.totals
	g.head.pending.Add(p.pending)
	if p.overlay != nil {
		g.head.policy = p.revision
	}
	g.head.commit = graph.Commit{
		Revision: graph.Revision(p.revision), Time: p.time,
		Author: p.r.author(), Message: p.r.change.Message,
	}
	p.r.result = answer{revision: graph.Revision(p.revision)}
	return nil
}

// finish writes the rows that a group writes once.
func (g *group) finish() error {
	for n, c := range g.counters {
		if err := c.write(g.tx, n); err != nil {
			return err
		}
	}
	return setRow(g.tx, headKey, &pb.Head{
		Revision: uint64(g.head.commit.Revision), NextNode: uint64(g.head.nextNode),
		Epoch: g.w.l.epoch, Time: g.head.commit.Time.UnixNano(), Policy: uint64(g.head.policy), Merged: uint64(g.head.merged),
	})
}
