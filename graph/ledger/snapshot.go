package ledger

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// A snapshot reads rows inside of one transaction of the engine.
type snapshot struct {
	// asked is held by a goroutine of those that read the projection for one
	// question while it asks the snapshot. Who has no others needs it not.
	asked sync.Mutex

	l      *Ledger
	tx     storage.ReadTx
	looked *looked
	// head is the newest revision inside of the transaction. It may not have
	// been acknowledged yet, or never be.
	head keys.Revision
	next keys.Node // the first number that was not given out then
	// merged is a revision up to which no text is pending.
	merged keys.Revision
	// known bounds what may be kept in the caches: what lies beyond has not
	// been acknowledged.
	cache         *knowledge
	policy        keys.Revision // the last that changed a marking or purged something, inside of the transaction
	overlays      []overlay     // that are pending, the oldest first
	guards        []nodeSet     // what each of them concerns, once it is needed
	clearance     graph.Marking // of who asks; empty for what sees all
	knownNode     keys.Node
	knownRevision keys.Revision
	same          *sameAs      // what was found out of identities
	reads         int          // keys read so far
	records       int          // versions of records looked at
	bytes         int          // of the versions decoded so far
	meter         *graph.Meter // of the operation that the question belongs to, or nil
	advised       *condition   // as the question was planned last, of which advice is given
	writing       bool         // by the writer, for changes rather than questions
	reading       bool         // by a reader, whose answers may come from what was found out before
	sweeps        bool         // by who asks for each record once: what is read is not kept
	beyond        bool         // postings were read of what the clearance does not cover
	rival         *rival       // of the walk that is under way, or nil
}

// snapshot looks at the head of a transaction.
func (l *Ledger) snapshot(tx storage.ReadTx) (*snapshot, error) {
	known, err := l.lookedAt(tx)
	if err != nil {
		return nil, err
	}
	row, h := known.head, l.head.Load()
	s := &snapshot{
		l: l, tx: tx, looked: known,
		head:          keys.Revision(row.Revision),
		policy:        keys.Revision(row.Policy),
		next:          keys.Node(row.NextNode),
		merged:        keys.Revision(row.Merged),
		knownNode:     h.nextNode,
		knownRevision: keys.Revision(h.commit.Revision),
	}
	if s.cache = l.known.Load(); s.cache == nil || s.cache.policy != s.policy {
		s.cache = newKnowledge(s.policy, ownNodes, ownVersions, ownVersions)
	}
	s.overlays = slices.Clone(known.overlays)
	return s, nil
}

// A looked is what every question begins with, of one snapshot of the store.
type looked struct {
	at       any // the snapshot
	head     *pb.Head
	overlays []overlay // that are pending, the oldest first
	// unjudged tells, once it was asked, whether there is no judgement.
	unjudged atomic.Pointer[bool]
	strips   strips
	totals   atomic.Pointer[totalled]
}

// nothingJudged says whether nothing is judged to be the same as anything: by a
// counter, which need not be read again for the same snapshot.
func (s *snapshot) nothingJudged() (bool, error) {
	if known := s.looked.unjudged.Load(); known != nil {
		return *known, nil
	}
	counters, err := readCounters(s.tx, 0)
	if err != nil {
		return false, err
	}
	none := counters.length(keys.Recorded, kindNumber(graph.KindJudgement), allClasses(graph.MarkingProtected)) == 0
	if s.looked.at != nil {
		s.looked.unjudged.Store(&none)
	}
	return none, nil
}

// lookedAt looks at the head of a transaction, and at the overlays. As most
// questions are asked between two commits, the last look is kept where the engine
// tells that it was at the same snapshot.
func (l *Ledger) lookedAt(tx storage.ReadTx) (*looked, error) {
	var at any
	if known, ok := tx.(storage.Identified); ok {
		at = known.Snapshot()
	}
	if last := l.looked.Load(); at != nil && last != nil && last.at == at {
		return last, nil
	}
	found := &looked{at: at, head: new(pb.Head), strips: strips{longest: maxStrip}}
	if err := readRow(tx, headKey, found.head, "head"); err != nil {
		return nil, err
	}
	if found.head.Policy != 0 {
		var err error
		if found.overlays, err = readOverlays(tx); err != nil {
			return nil, err
		}
	}
	if found.at != nil {
		l.looked.Store(found)
	}
	return found, nil
}

// What the writer reads for one change: keys, and bytes of versions, which are
// enough for each operation to quote from another one of the longest texts.
const (
	maxChangeReads     = 1_000_000
	maxChangeReadBytes = 5 << 28
)

// spend counts keys against the budget of the question, or of the change.
func (s *snapshot) spend(n int) error {
	s.reads += n
	if s.writing {
		if s.reads > maxChangeReads {
			return fmt.Errorf("%w: the change takes reading more than %d keys", graph.ErrTooLarge, maxChangeReads)
		}
		return nil
	}
	budget := s.l.opts.KeyBudget
	all := int64(0)
	if s.meter != nil {
		all = s.meter.Add(n)
	}
	const narrower = "ask for what an actor, a document, an event or a topic has to do with, or for fewer dates"
	switch {
	case s.reads > budget: // by itself, which says more than that all together have
		return fmt.Errorf("%w: the question has read %d keys, which is as many as one may: %s%s", graph.ErrTooComplex, budget, s.advice(), narrower)
	case all > int64(budget) && s.reads > budget/2:
		return fmt.Errorf("%w: the questions of the operation have read %d keys, which is as many as one operation may, and this one %d of them: %s%s, or less at once",
			graph.ErrTooComplex, budget, s.reads, s.advice(), narrower)
	case all > int64(budget):
		return fmt.Errorf("%w: the questions of the operation have read %d keys, which is as many as one operation may: ask less at once", graph.ErrTooComplex, budget)
	}
	if s.rival != nil {
		return s.rival.turn(n)
	}
	return nil
}

// left is how many keys the question may still read.
func (s *snapshot) left() int {
	left := s.l.opts.KeyBudget - s.reads
	if s.meter != nil {
		left = min(left, s.l.opts.KeyBudget-int(s.meter.Add(0)))
	}
	return max(left, 0)
}

// A version is one state of a record, decoded and whole. It is shared.
type version struct {
	node     keys.Node
	kind     graph.Kind
	since    keys.Revision // the revision that made this version
	created  keys.Revision // the revision that made the record
	verb     graph.Verb
	reason   string       // of a RETRACT, RESTORE or MARK
	former   string       // of a MARK that gave the record another id
	class    keys.Class   // by the markings of the head
	written  keys.Class   // when it was written, which is that of its text in postings
	anew     bool         // its text began with it, though it is the same as before
	restored graph.Status // what a RESTORE gives
	purged   bool         // a tombstone is all that is left
	at       keys.Position
	record   graph.Record
	size     int         // bytes of the body
	nodes    []keys.Node // what the record refers to
	ids      []graph.ID  // and the ids of these
	// highest is the highest marking of what the record refers to by itself;
	// deep tells that it refers to records that others hide as well.
	highest keys.Marking
	deep    bool
}

// visible says whether a clearance sees the record in this version. Nobody sees
// one in a tombstone.
func (v *version) visible(clearance graph.Marking) bool {
	return !v.purged && v.covered(clearance)
}

// covered says whether a clearance may know that there is this version, or its
// tombstone.
func (v *version) covered(clearance graph.Marking) bool {
	return v.class.Marking() <= markingNumber(clearance)
}

// entries lists the index entries of the version as they stand in a class. A
// tombstone has none.
func (v *version) entries(class keys.Class) ([]entry, error) {
	if v.purged {
		return nil, nil
	}
	return entriesOf(&indexed{
		node: v.node, kind: kindNumber(v.kind), class: class, created: v.created,
		record: v.record, nodeOf: v.nodeMap(), at: v.at,
	})
}

func (v *version) nodeMap() map[graph.ID]keys.Node {
	m := make(map[graph.ID]keys.Node, len(v.ids))
	for i, id := range v.ids {
		m[id] = v.nodes[i]
	}
	return m
}

// nodeOf finds the number of a record, 0 for none.
func (s *snapshot) nodeOf(id graph.ID) (keys.Node, error) {
	if n, ok := s.cache.ids.Get(id); ok && n < s.next {
		return n, nil
	}
	nodes, err := s.nodesOf([]graph.ID{id})
	if err != nil {
		return 0, err
	}
	return nodes[0], nil
}

// nodesOf finds the numbers of records, 0 at the place of one that is not
// there.
func (s *snapshot) nodesOf(ids []graph.ID) ([]keys.Node, error) {
	nodes := make([]keys.Node, len(ids))
	var missing []int
	var want [][]byte
	for i, id := range ids {
		if n, ok := s.cache.ids.Get(id); ok {
			if n < s.next { // and was not found out by others since
				nodes[i] = n
			}
		} else if len(id) <= maxIDLen {
			missing = append(missing, i)
			want = append(want, keys.AppendNodeOfID(nil, string(id)))
		}
	}
	if len(want) == 0 {
		return nodes, nil
	}
	values, err := s.tx.GetMany(want)
	if err != nil {
		return nil, storageError(err)
	}
	if err := s.spend(len(want)); err != nil {
		return nil, err
	}
	for j, value := range values {
		if value == nil {
			continue
		}
		i := missing[j]
		var row pb.NodeOfID
		if err := openRow(want[j], value, &row); err != nil {
			return nil, &graph.CorruptError{ID: ids[i], What: "node number", Err: err}
		}
		nodes[i] = keys.Node(row.Node)
		if nodes[i] < s.knownNode && !s.sweeps {
			s.cache.ids.Add(ids[i], nodes[i])
		}
	}
	return nodes, nil
}

// maxIDLen is the length of the longest id; a longer one is not looked up.
const maxIDLen = 128

// identities reads what nodes are. A node that is not there is corrupt: nobody
// asks for a node but by a row that names it.
func (s *snapshot) identities(nodes []keys.Node) ([]identity, error) {
	return s.identified(nodes, true)
}

// identified reads what nodes are, and keeps it where it will be asked for again.
func (s *snapshot) identified(nodes []keys.Node, again bool) ([]identity, error) {
	found := make([]identity, len(nodes))
	var missing []int
	var want [][]byte
	for i, n := range nodes {
		if id, ok := s.cache.nodes.Get(n); ok {
			found[i] = id
		} else {
			missing = append(missing, i)
			want = append(want, keys.AppendIDOfNode(nil, n))
		}
	}
	if len(want) == 0 {
		return found, nil
	}
	values, err := s.tx.GetMany(want)
	if err != nil {
		return nil, storageError(err)
	}
	if err := s.spend(len(want)); err != nil {
		return nil, err
	}
	for j, value := range values {
		i := missing[j]
		if value == nil {
			return nil, &graph.CorruptError{What: fmt.Sprintf("id of node %d", nodes[i]), Err: errors.New("it is missing")}
		}
		var row pb.Identity
		if err := openRow(want[j], value, &row); err != nil {
			return nil, &graph.CorruptError{What: fmt.Sprintf("id of node %d", nodes[i]), Err: err}
		}
		kind, ok := valueOf(kindValues, row.Kind)
		if !ok {
			return nil, &graph.CorruptError{ID: graph.ID(row.Id), What: "id row", Err: fmt.Errorf("there is no kind %d", row.Kind)}
		}
		found[i] = identity{id: graph.ID(row.Id), kind: kind, marking: keys.Marking(row.Marking)}
		if again && nodes[i] < s.knownNode {
			s.cache.nodes.Add(nodes[i], found[i])
		}
	}
	return found, nil
}

// row reads the row of the version of a node that held at a revision, without
// decoding the record: nil when the record was not there yet. The node has to
// be one that a row names.
func (s *snapshot) row(n keys.Node, at keys.Revision) (*pb.Version, error) {
	key := keys.AppendRecord(nil, n)
	value, err := s.tx.Get(key)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, s.corrupt(n, "record", errors.New("it is missing"))
	}
	if err != nil {
		return nil, storageError(err)
	}
	return s.rowFrom(n, at, key, value)
}

// rowFrom goes back from the newest row of a node to the one that held at a
// revision.
func (s *snapshot) rowFrom(n keys.Node, at keys.Revision, key, value []byte) (*pb.Version, error) {
	row := new(pb.Version)
	if err := s.spend(1); err != nil {
		return nil, err
	}
	if err := openRow(key, value, row); err != nil {
		return nil, s.corrupt(n, "record", err)
	}
	if keys.Revision(row.Since) <= at {
		return row, nil
	}
	if keys.Revision(row.Created) > at {
		return nil, nil
	}
	for pair, err := range s.tx.Scan(storage.Range{
		Start: keys.AppendRecordAt(nil, n, at),
		End:   keys.AppendEnd(nil, keys.AppendRecordsAt(nil, n)),
	}) {
		if err != nil {
			return nil, storageError(err)
		}
		if err := s.spend(1); err != nil {
			return nil, err
		}
		row.Reset()
		if err := openRow(pair.Key, pair.Value, row); err != nil {
			return nil, s.corrupt(n, "earlier version", err)
		}
		return row, nil
	}
	return nil, s.corrupt(n, "earlier version", fmt.Errorf("the one as of revision %d is missing", at))
}

// corrupt names a node by its id where that can be read.
func (s *snapshot) corrupt(n keys.Node, what string, err error) error {
	e := &graph.CorruptError{What: what, Err: err}
	if ids, idErr := s.identities([]keys.Node{n}); idErr == nil {
		e.ID = ids[0].id
	} else {
		e.What = fmt.Sprintf("%s of node %d", what, n)
	}
	return e
}

// version reads the state of a node at a revision, nil when it was not there
// yet.
func (s *snapshot) version(n keys.Node, at keys.Revision) (*version, error) {
	if v, err := s.recalled(n, at); v != nil || err != nil {
		return v, err
	}
	before := s.reads
	row, err := s.row(n, at)
	if err != nil || row == nil {
		return nil, err
	}
	took := s.reads - before
	v, err := s.decode(n, row)
	s.remember(at, v, took)
	return v, err
}

// versionsAt reads the states of several nodes at a revision, nil at the place
// of one that was not there yet.
func (s *snapshot) versionsAt(nodes []keys.Node, at keys.Revision) ([]*version, error) {
	found := make([]*version, len(nodes))
	var want [][]byte
	var missing []int
	for i, n := range nodes {
		var err error
		if found[i], err = s.recalled(n, at); err != nil {
			return nil, err
		}
		if found[i] == nil {
			want, missing = append(want, keys.AppendRecord(nil, n)), append(missing, i)
		}
	}
	if len(want) == 0 {
		return found, nil
	}
	values, err := s.tx.GetMany(want)
	if err != nil {
		return nil, storageError(err)
	}
	rows, took := make([]*pb.Version, len(values)), make([]int, len(values))
	var undecoded []keys.Node
	for j, value := range values {
		i, before := missing[j], s.reads
		if value == nil {
			return nil, s.corrupt(nodes[i], "record", errors.New("it is missing"))
		}
		if rows[j], err = s.rowFrom(nodes[i], at, want[j], value); err != nil {
			return nil, err
		}
		took[j] = s.reads - before
		if rows[j] != nil && nodes[i] < s.knownNode && !s.cache.versions.has(versionKey{nodes[i], keys.Revision(rows[j].Since)}) {
			undecoded = append(undecoded, nodes[i])
		}
	}
	own, err := s.identified(undecoded, !s.sweeps)
	if err != nil {
		return nil, err
	}
	for j, row := range rows {
		if row == nil {
			continue
		}
		n := nodes[missing[j]]
		var is *identity
		if len(undecoded) > 0 && undecoded[0] == n {
			is, undecoded, own = &own[0], undecoded[1:], own[1:]
		}
		v, err := s.decodeAs(n, row, is)
		if err != nil {
			return nil, err
		}
		s.remember(at, v, took[j])
		found[missing[j]] = v
	}
	return found, nil
}

// decode makes a version of its row.
func (s *snapshot) decode(n keys.Node, row *pb.Version) (*version, error) {
	return s.decodeAs(n, row, nil)
}

// decodeAs makes a version of its row, and looks up what the node is where that is
// not known.
func (s *snapshot) decodeAs(n keys.Node, row *pb.Version, own *identity) (*version, error) {
	s.records++
	key := versionKey{n, keys.Revision(row.Since)}
	if v, ok := s.cache.versions.get(key); ok {
		return v, nil
	}
	if own == nil {
		found, err := s.identities([]keys.Node{n})
		if err != nil {
			return nil, err
		}
		own = &found[0]
	}
	id := own.id
	body, err := s.body(n, row)
	if err != nil {
		return nil, &graph.CorruptError{ID: id, What: "record", Err: err}
	}
	if s.bytes += len(body); s.writing && s.bytes > maxChangeReadBytes {
		return nil, fmt.Errorf("%w: the change takes reading more than %d bytes of records", graph.ErrTooLarge, maxChangeReadBytes)
	}
	nodes, msg, err := bodyNodes(body)
	if err != nil {
		return nil, &graph.CorruptError{ID: id, What: "record", Err: err}
	}
	named, err := s.identities(nodes)
	if err != nil {
		return nil, &graph.CorruptError{ID: id, What: "reference", Err: err}
	}
	v := &version{
		node: n, kind: own.kind,
		since: key.since, created: keys.Revision(row.Created), written: keys.Class(row.Class),
		reason: row.Reason, anew: row.Anew, former: hex.EncodeToString(row.Former), purged: row.Purged,
		at:    keys.Position{Earliest: row.Earliest, Bucket: keys.Bucket(row.Bucket), Node: n},
		size:  len(body),
		nodes: nodes, ids: make([]graph.ID, len(nodes)),
	}
	for i, o := range named {
		v.ids[i] = o.id
		v.highest = max(v.highest, o.marking)
		v.deep = v.deep || o.kind == graph.KindStatement || o.kind == graph.KindJudgement
	}
	verb, ok := valueOf(verbValues, row.Verb)
	if !ok || !v.written.Valid() || row.Kind != numberOf(kindValues, v.kind) {
		return nil, &graph.CorruptError{ID: id, What: "record", Err: fmt.Errorf("verb %d, class %d, kind %d do not fit", row.Verb, row.Class, row.Kind)}
	}
	v.verb = verb
	v.restored, _ = valueOf(statusValues, row.Restored)
	if v.record, err = decodeBody(v.kind, id, msg, v.ids); err != nil {
		return nil, &graph.CorruptError{ID: id, What: "record", Err: err}
	}
	v.class = v.written
	if s.policy != 0 {
		v.class = v.classBy(own.marking, func(i int) keys.Marking { return named[i].marking })
	}
	if key.since <= s.knownRevision && !s.sweeps {
		s.cache.versions.add(key, v)
	}
	return v, nil
}

// body puts the pieces of a long body together.
func (s *snapshot) body(n keys.Node, row *pb.Version) ([]byte, error) {
	if row.Chunks == 0 {
		return row.Body, nil
	}
	var body []byte
	for i := range row.Chunks {
		key := keys.AppendChunk(nil, n, keys.Revision(row.Since), i)
		value, err := s.tx.Get(key)
		if errors.Is(err, storage.ErrNotFound) {
			return nil, fmt.Errorf("piece %d of %d is missing", i+1, row.Chunks)
		}
		if err != nil {
			return nil, storageError(err)
		}
		piece, err := checkRow(key, value)
		if err != nil {
			return nil, fmt.Errorf("piece %d of %d: %w", i+1, row.Chunks, err)
		}
		body = append(body, piece...)
	}
	return body, s.spend(int(row.Chunks))
}

// redacted gives what a view may see of a visible version: the record itself
// when nothing in it is hidden.
func (s *snapshot) redacted(v *version, view graph.View) (graph.Record, error) {
	if !v.hides(view) {
		return v.record, nil
	}
	hidden := map[graph.ID]bool{}
	if err := s.hides(v, view, hidden); err != nil {
		return nil, err
	}
	return cutFrom(v, hidden), nil
}

// hides says whether a version may refer to what is hidden from a view.
func (v *version) hides(view graph.View) bool {
	return v.highest > markingNumber(view.Clearance) || v.deep
}

// hides notes what a version refers to that is hidden from a view: what is marked, and
// the statements and judgements that others hide. What is noted already stays so.
func (s *snapshot) hides(v *version, view graph.View, hidden map[graph.ID]bool) error {
	covers := markingNumber(view.Clearance)
	if v.highest > covers {
		own, err := s.identities(v.nodes)
		if err != nil {
			return err
		}
		for _, o := range own {
			if o.marking > covers && !hiddenByOthers(o.kind) {
				hidden[o.id] = true
			}
		}
	}
	if !v.deep {
		return nil
	}
	for i, id := range v.ids {
		if !hiddenByOthers(id.Kind()) {
			continue
		}
		class, there, err := s.classAt(v.nodes[i], keys.Revision(view.Revision))
		if err != nil {
			return err
		}
		if !there {
			return &graph.CorruptError{ID: v.record.Shared().ID, What: "reference", Err: fmt.Errorf("%s was not there in revision %d", id, view.Revision)}
		}
		if class.Marking() > covers {
			hidden[id] = true
		}
	}
	return nil
}

// hiddenByOthers says whether a record of a kind may be hidden by the markings of others:
// its class tells.
func hiddenByOthers(k graph.Kind) bool { return k == graph.KindStatement || k == graph.KindJudgement }

// classAt is the class of a node at a revision, which needs no record; false where
// it was not there yet.
func (s *snapshot) classAt(n keys.Node, at keys.Revision) (keys.Class, bool, error) {
	if s.settled(at) {
		if h, ok := s.cache.moments.Get(moment{n, at}); ok {
			return h.class, true, s.spend(h.keys)
		}
	}
	before := s.reads
	row, err := s.row(n, at)
	if err != nil || row == nil {
		return 0, false, err
	}
	took := s.reads - before // as of a version, for the row alone
	class, err := s.classOf(n, row)
	if err == nil && s.settled(at) {
		s.cache.moments.Add(moment{n, at}, held{since: keys.Revision(row.Since), class: class, keys: took})
	}
	return class, true, err
}

// cutFrom is the record of a version without what is hidden.
func cutFrom(v *version, hidden map[graph.ID]bool) graph.Record {
	if len(hidden) == 0 {
		return v.record
	}
	return graph.Redact(v.record, func(id graph.ID) bool { return hidden[id] })
}
