package ledger

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
)

// A purgeCopy writes a store without what goes, row by row.
type purgeCopy struct {
	*purging
	into storage.Store
	now  time.Time

	batch   []write
	bytes   int
	removed map[uint32]textStep // by list of texts, up to the revision that is copied
	lost    map[string]bool     // terms that no text holds any more
	term    string              // of the postings that are copied,
	held    bool                // and whether some of them stay
	purged  Purged
}

// A treatment is what a purge does with the rows of a tag.
type treatment func(*purgeCopy, keys.Key, storage.Pair) error

// treatments has one for every tag: a row of a tag without one stops a purge.
// What holds rows that tell of a record has to say here how they come to tell
// of it no more.
var treatments = map[keys.Tag]treatment{
	keys.Format: (*purgeCopy).leave, // and written last: a store without it is none
	keys.Head:   (*purgeCopy).leave, // and written with the revision of the purge
	keys.Epoch:  (*purgeCopy).keep,

	keys.Commit:       (*purgeCopy).commit,
	keys.RevisionTime: (*purgeCopy).keep,
	keys.Idempotency:  (*purgeCopy).idempotency,
	keys.Feed:         (*purgeCopy).keep, // verbs and node numbers

	keys.Record:   (*purgeCopy).version,
	keys.RecordAt: (*purgeCopy).version,
	keys.Chunk:    (*purgeCopy).chunk,
	keys.NodeOfID: (*purgeCopy).nodeOfID,
	keys.IDOfNode: (*purgeCopy).identity,

	keys.Counter: (*purgeCopy).counter,
	keys.Posting: (*purgeCopy).posting,
	keys.Word:    (*purgeCopy).word,
	keys.Ended:   (*purgeCopy).ended,

	keys.FormerID: (*purgeCopy).formerID,
	keys.Remarked: (*purgeCopy).ended,
	keys.Shifted:  (*purgeCopy).shifted,

	// Nothing writes these, or nothing is left of them once all that is pending
	// was done.
	keys.Overlay:   (*purgeCopy).unexpected,
	keys.ImportRow: (*purgeCopy).unexpected,
	keys.Pending:   (*purgeCopy).unexpected,

	keys.Code:             (*purgeCopy).entry,
	keys.Name:             (*purgeCopy).entry,
	keys.Sound:            (*purgeCopy).entry,
	keys.Recorded:         (*purgeCopy).entry,
	keys.Judged:           (*purgeCopy).entry,
	keys.Affiliated:       (*purgeCopy).entry,
	keys.PartOf:           (*purgeCopy).entry,
	keys.Within:           (*purgeCopy).entry,
	keys.Referrer:         (*purgeCopy).entry,
	keys.SpokenFor:        (*purgeCopy).entry,
	keys.SaidBy:           (*purgeCopy).entry,
	keys.OnBehalfOf:       (*purgeCopy).entry,
	keys.RelayedBy:        (*purgeCopy).entry,
	keys.SaidTo:           (*purgeCopy).entry,
	keys.About:            (*purgeCopy).entry,
	keys.ByAbout:          (*purgeCopy).entry,
	keys.InDocument:       (*purgeCopy).entry,
	keys.PublishedBy:      (*purgeCopy).entry,
	keys.SaidOn:           (*purgeCopy).entry,
	keys.Utterance:        (*purgeCopy).entry,
	keys.SaidAt:           (*purgeCopy).entry,
	keys.PositionOn:       (*purgeCopy).entry,
	keys.SaidDate:         (*purgeCopy).entry,
	keys.LinkedFrom:       (*purgeCopy).entry,
	keys.RelayedFor:       (*purgeCopy).entry,
	keys.EventPlace:       (*purgeCopy).entry,
	keys.EventAgreement:   (*purgeCopy).entry,
	keys.EventParticipant: (*purgeCopy).entry,
	keys.EventKind:        (*purgeCopy).entry,
	keys.EventDate:        (*purgeCopy).entry,
}

// run copies all there is, and makes the revision of the purge.
func (c *purgeCopy) run() (*Purged, error) {
	c.removed, c.lost = map[uint32]textStep{}, map[string]bool{}
	c.purged = Purged{Traces: c.traces, Cut: len(c.referrers), Withheld: len(c.withheld)}
	err := c.into.View(c.ctx, func(tx storage.ReadTx) error {
		for _, err := range tx.Scan(storage.Range{}) {
			return errors.Join(errors.New("the store to purge into is not empty"), err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = c.scan("writing", func(k keys.Key, pair storage.Pair) error {
		treat := treatments[k.Tag]
		if treat == nil {
			return c.unexpected(k, pair)
		}
		if err := treat(c, k, pair); err != nil {
			return err
		}
		return c.flush(batchRows, batchBytes)
	})
	if err != nil {
		return nil, err
	}
	if err := c.revisions(); err != nil {
		return nil, err
	}
	if err := c.flush(0, 0); err != nil {
		return nil, err
	}
	c.put(formatKey, keys.AppendFormat(nil, keys.FormatVersion))
	return &c.purged, c.flush(0, 0)
}

// The size of one transaction of the copy.
const (
	batchRows  = 10_000
	batchBytes = storage.MaxBytes / 2
)

// flush writes what has come together, if it is more than some rows or bytes, in
// transactions of a size that every engine takes: what belongs to one record may
// be more.
func (c *purgeCopy) flush(rows, bytes int) error {
	if len(c.batch) == 0 || len(c.batch) < rows && c.bytes < bytes {
		return nil
	}
	for rest := c.batch; len(rest) > 0; {
		n, size := 0, 0
		for n < min(len(rest), batchRows) && size < batchBytes {
			size += len(rest[n].key) + len(rest[n].value)
			n++
		}
		err := c.into.Update(c.ctx, func(tx storage.WriteTx) error {
			for _, w := range rest[:n] {
				if err := tx.Set(w.key, w.value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return storageError(err)
		}
		rest = rest[n:]
	}
	c.batch, c.bytes = c.batch[:0], 0
	return nil
}

func (c *purgeCopy) put(key, value []byte) {
	c.batch = append(c.batch, write{key, value})
	c.bytes += len(key) + len(value)
}

func (c *purgeCopy) set(key []byte, m message) error {
	value, err := sealRow(key, m)
	if err == nil {
		c.put(key, value)
	}
	return err
}

func (c *purgeCopy) keep(_ keys.Key, pair storage.Pair) error {
	c.put(pair.Key, pair.Value)
	return nil
}

func (c *purgeCopy) leave(keys.Key, storage.Pair) error { return nil }

func (c *purgeCopy) unexpected(k keys.Key, _ storage.Pair) error {
	return fmt.Errorf("a purge does not know what to do with %s", k)
}

// entry leaves out the entries of what goes, those in its lists, and those that
// are written with their record.
func (c *purgeCopy) entry(k keys.Key, pair storage.Pair) error {
	if c.goes(k) {
		return nil
	}
	return c.keep(k, pair)
}

// withheldMessage stands in the place of a message that is withheld.
const withheldMessage = "(withheld)"

// commit copies what a revision is, without its message where that is withheld,
// and without what goes in its statistics.
func (c *purgeCopy) commit(k keys.Key, pair storage.Pair) error {
	var row pb.Commit
	if err := openRow(pair.Key, pair.Value, &row); err != nil {
		return &graph.CorruptError{What: k.String(), Err: err}
	}
	if c.withheld[k.Revision] {
		row.Message = withheldMessage
	}
	row.LatestSaid, row.LatestWhen = c.said[k.Revision], c.when[k.Revision]
	for _, step := range c.texts[k.Revision] {
		list := uint32(step.kind)<<8 | uint32(step.class)
		sum := c.removed[list]
		c.removed[list] = textStep{step.kind, step.class, sum.texts + step.texts, sum.words + step.words}
	}
	if err := c.lessen(&row); err != nil {
		return &graph.CorruptError{What: k.String(), Err: err}
	}
	return c.set(pair.Key, &row)
}

// lessen takes the texts that go from the statistics of a revision, up to which
// they have been added up.
func (c *purgeCopy) lessen(row *pb.Commit) error {
	totals, err := totalsOf(row)
	if err != nil {
		return err
	}
	left := totals[:0]
	for _, t := range totals {
		gone := c.removed[uint32(t.Kind)<<8|uint32(t.Class)]
		t.Texts -= uint64(gone.texts) //nolint:gosec // of those that are counted
		t.Words -= uint64(gone.words) //nolint:gosec // of those that are counted
		if t.Texts != 0 {
			left = append(left, t)
		}
	}
	row.TextLists, row.Texts, row.Words = nil, nil, nil
	putTotals(row, left)
	return nil
}

// idempotency forgets the keys of revisions that changed what goes: they are
// hashes of what was said.
func (c *purgeCopy) idempotency(k keys.Key, pair storage.Pair) error {
	var row pb.Idempotency
	if err := openRow(pair.Key, pair.Value, &row); err != nil {
		return &graph.CorruptError{What: k.String(), Err: err}
	}
	if !c.touched[keys.Revision(row.Revision)] {
		return c.keep(k, pair)
	}
	return c.unrepeatable(row.Revision)
}

// unrepeatable is the row of a revision that nobody can ask for again.
func (c *purgeCopy) unrepeatable(r uint64) error {
	var key keys.Hash
	if _, err := rand.Read(key[:]); err != nil { //nolint:forbidigo // as the ledger's own keys, it is to be met by nobody
		return fmt.Errorf("making an idempotency key: %w", err)
	}
	return c.set(keys.AppendIdempotency(nil, key), &pb.Idempotency{Revision: r})
}

// version copies a version of a record, as a tombstone where it goes.
func (c *purgeCopy) version(k keys.Key, pair storage.Pair) error {
	g := c.graves[k.Node]
	if g == nil && !c.referrers[k.Node] {
		return c.keep(k, pair)
	}
	row := new(pb.Version)
	if err := openRow(pair.Key, pair.Value, row); err != nil {
		return c.s.corrupt(k.Node, "record", err)
	}
	if g == nil {
		pieces, err := c.cutRow(k.Node, row)
		if err != nil {
			return err
		}
		for _, piece := range pieces {
			c.put(piece.key, piece.value)
		}
		if k.Tag == keys.Record {
			if err := c.cutEntries(k.Node, func(_ keys.Key, key, value []byte) { c.put(key, value) }); err != nil {
				return err
			}
		}
		return c.set(pair.Key, row)
	}
	tombstone := g.tombstone(row)
	if k.Tag == keys.RecordAt {
		return c.set(pair.Key, tombstone)
	}
	if err := c.set(keys.AppendRecordAt(nil, k.Node, keys.Revision(row.Since)), tombstone); err != nil {
		return err
	}
	newest := g.tombstone(row)
	newest.Since, newest.Verb = uint64(g.at), purgeVerb
	return c.set(pair.Key, newest)
}

// tombstone is what is left of a version: when it was made, and by which verb.
func (g *grave) tombstone(row *pb.Version) *pb.Version {
	return &pb.Version{
		Since: row.Since, Created: row.Created, Verb: row.Verb, Kind: row.Kind,
		Class: uint32(keys.ClassOf(keys.Curated, g.marking)), Restored: numberOf(statusValues, graph.StatusPublished),
		Body: g.body, Purged: true, Earliest: undatedRow, Bucket: uint32(keys.Undated),
	}
}

// chunk leaves out pieces that go, or that are written with their version.
func (c *purgeCopy) chunk(k keys.Key, pair storage.Pair) error {
	if c.graves[k.Node] != nil || c.referrers[k.Node] {
		return nil
	}
	return c.keep(k, pair)
}

func (c *purgeCopy) nodeOfID(k keys.Key, pair storage.Pair) error {
	if c.ids[graph.ID(k.Text)] {
		return nil
	}
	return c.keep(k, pair)
}

// formerID forgets the ids that what goes had once.
func (c *purgeCopy) formerID(k keys.Key, pair storage.Pair) error {
	n, err := formerNode(k, pair)
	if err != nil || c.graves[n] != nil {
		return err
	}
	return c.keep(k, pair)
}

// formerNode is the node that had an id once.
func formerNode(k keys.Key, pair storage.Pair) (keys.Node, error) {
	var row pb.NodeOfID
	if err := openRow(pair.Key, pair.Value, &row); err != nil {
		return 0, &graph.CorruptError{What: k.String(), Err: err}
	}
	return keys.Node(row.Node), nil
}

// shifted takes the texts that go from the shifts of statistics.
func (c *purgeCopy) shifted(k keys.Key, pair storage.Pair) error {
	row, err := search.ShiftsWithout(pair.Key, pair.Value, c.shifts)
	if err == nil && row != nil {
		c.put(pair.Key, row)
	}
	return err
}

// unshifted writes the shifts that no row tells of, as those of what goes and of
// what stays have cancelled each other out.
func (c *purgeCopy) unshifted() error {
	left := search.Shifts{}
	left.Add(c.shifts, search.Less)
	rows, err := left.Rows(c.s.tx)
	for _, row := range rows {
		c.put(row.Key, row.Value)
	}
	return err
}

// identity gives a tombstone its id.
func (c *purgeCopy) identity(k keys.Key, pair storage.Pair) error {
	g := c.graves[k.Node]
	if g == nil {
		return c.keep(k, pair)
	}
	return errors.Join(
		c.set(pair.Key, &pb.Identity{Kind: numberOf(kindValues, g.kind), Marking: uint32(g.marking), Id: string(g.id)}),
		c.set(keys.AppendNodeOfID(nil, string(g.id)), &pb.NodeOfID{Node: uint64(k.Node)}),
	)
}

// counter takes the entries that go from the lengths of lists, and adds those
// that come.
func (c *purgeCopy) counter(k keys.Key, pair storage.Pair) error {
	if c.graves[k.Node] != nil {
		return nil
	}
	by := c.counts[k.Node]
	if by == nil {
		return c.keep(k, pair)
	}
	delete(c.counts, k.Node)
	own, err := openCounters(k.Node, pair.Key, pair.Value)
	if err != nil {
		return err
	}
	return c.recount(k.Node, own, by)
}

// recount writes counters as they are when lists have become longer or shorter.
func (c *purgeCopy) recount(n keys.Node, own *counters, by map[counted]int) error {
	for list, more := range by {
		if err := own.add(list, more); err != nil {
			return err
		}
	}
	if len(own.counts) == 0 {
		return nil
	}
	return c.set(keys.AppendCounter(nil, n), own.row())
}

func (c *purgeCopy) posting(k keys.Key, pair storage.Pair) error {
	row, err := search.Without(k, pair.Key, pair.Value, c.gone)
	if err != nil {
		return err
	}
	if k.Text != c.term {
		c.term, c.held = k.Text, false
	}
	if row == nil {
		if !c.held {
			c.lost[k.Text] = true
		}
		return nil
	}
	c.held = true
	delete(c.lost, k.Text)
	c.put(pair.Key, row)
	return nil
}

// word leaves out the forms of words that no text holds any more. They come
// after all postings.
func (c *purgeCopy) word(k keys.Key, pair storage.Pair) error {
	if c.lost[k.Text] {
		return nil
	}
	return c.keep(k, pair)
}

func (c *purgeCopy) ended(k keys.Key, pair storage.Pair) error {
	row, err := search.Without(k, pair.Key, pair.Value, c.gone)
	if err == nil && row != nil {
		c.put(pair.Key, row)
	}
	return err
}

// revisions makes the revisions that say who purged, when and why: one, unless so
// much is purged that it takes several.
func (c *purgeCopy) revisions() error {
	for n, by := range c.counts { // of those that had none
		if err := c.recount(n, new(counters), by); err != nil {
			return err
		}
	}
	if err := c.unshifted(); err != nil {
		return err
	}
	var head pb.Head
	if err := readRow(c.s.tx, headKey, &head, "head"); err != nil {
		return err
	}
	var row pb.Commit
	if err := readRow(c.s.tx, keys.AppendCommit(nil, c.s.head), &row, "commit"); err != nil {
		return err
	}
	if err := c.lessen(&row); err != nil {
		return &graph.CorruptError{What: "commit", Err: err}
	}
	row.Author, row.Message, row.NextNode = c.p.By.Name, c.p.Reason, head.NextNode
	row.LatestSaid, row.LatestWhen = c.said[c.s.head], c.when[c.s.head]
	now := c.now.UTC().Round(0)
	for nodes := range slices.Chunk(c.order, graph.MaxOps) {
		if last := time.Unix(0, head.Time).UTC(); !now.After(last) {
			now = last.Add(1) // the clock stands still, or was set back
		}
		head.Revision, head.Time = head.Revision+1, now.UnixNano()
		row.Time, row.Ops = head.Time, uint32(len(nodes)) //nolint:gosec // as many as a revision has
		if err := c.revision(keys.Revision(head.Revision), &row, nodes); err != nil {
			return err
		}
	}
	head.Policy = head.Revision
	c.purged.Revision = graph.Revision(head.Revision)
	return c.set(headKey, &head)
}

// revision writes the rows of one of them.
func (c *purgeCopy) revision(at keys.Revision, row *pb.Commit, nodes []keys.Node) error {
	var feed pb.Feed
	for _, n := range nodes {
		feed.Ops = append(feed.Ops, &pb.FeedOp{Verb: purgeVerb, Node: uint64(n)})
		c.purged.Tombstones = append(c.purged.Tombstones, c.graves[n].id)
	}
	c.put(timeRow(keys.AppendRevisionTime(nil, time.Unix(0, row.Time).UTC(), at)))
	return errors.Join(
		c.set(keys.AppendCommit(nil, at), row),
		c.set(keys.AppendFeed(nil, at, 0), &feed),
		c.unrepeatable(uint64(at)),
	)
}
