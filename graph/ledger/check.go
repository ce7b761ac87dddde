package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// A Finding is one thing that [Ledger.Check] found damaged, missing or left
// over.
type Finding struct {
	ID   graph.ID // the record concerned, when known
	What string
}

func (f Finding) String() string {
	if f.ID == "" {
		return f.What
	}
	return string(f.ID) + ": " + f.What
}

// A Report says what a check has read.
type Report struct {
	Revision graph.Revision
	Records  uint64
	Versions uint64
	Live     uint64 // index entries
	Closed   uint64
	Keys     uint64 // of all sorts
	Findings []Finding
	// More counts the findings beyond the first [MaxFindings].
	More uint64
}

// MaxFindings bounds the findings that a report lists.
const MaxFindings = 1000

// Clean says whether nothing was found.
func (r *Report) Clean() bool { return len(r.Findings) == 0 }

// Check reads the whole store, in one snapshot, and proves: the row of each
// version of each record is readable; each version has its index entries, in
// both keyspaces, with the values that it asks for, and there are no others;
// the counters are the lengths of their lists; ids and node numbers are one to
// one; each revision has its rows; quotations fit the texts that are held; the
// witness is at or before the head. The error is for a check that could not be
// run; what it finds stands in the report. Progress, when given, is told how
// many records have been read, and of how many.
func (l *Ledger) Check(ctx context.Context, progress func(done, of uint64)) (*Report, error) {
	report := new(Report)
	err := l.view(ctx, func(tx storage.ReadTx) error {
		*report = Report{}
		s, err := l.snapshot(tx)
		if err != nil {
			return err
		}
		// What is damaged must not be hidden by what was read before.
		s.fresh()
		var row pb.Head
		if err := readRow(tx, headKey, &row, "head"); err != nil {
			return err
		}
		report.Revision = graph.Revision(row.Revision)
		c := &checker{
			s: s, report: report, ctx: ctx, next: keys.Node(row.NextNode), tags: map[[2]byte]uint64{},
			changes: map[uint64]int{}, texts: newCache[keys.Node, string](16),
		}
		return c.run(progress)
	})
	if err != nil {
		return report, err
	}
	if l.opts.Witness != nil {
		seen, err := l.opts.Witness.Load()
		if err != nil {
			report.add("", "witness: %v", err)
		} else if seen > report.Revision {
			report.add("", "witness: it has seen revision %d acknowledged, and the head is %d", seen, report.Revision)
		}
	}
	return report, nil
}

func (r *Report) add(id graph.ID, format string, args ...any) {
	if len(r.Findings) == MaxFindings {
		r.More++
		return
	}
	r.Findings = append(r.Findings, Finding{ID: id, What: fmt.Sprintf(format, args...)})
}

// fresh makes a snapshot read everything from the store, and without a budget.
func (s *snapshot) fresh() {
	alone := &Ledger{opts: s.l.opts, secret: s.l.secret}
	alone.opts.KeyBudget = math.MaxInt
	alone.nodes = newCache[keys.Node, identity](cachedNodes)
	alone.ids = newCache[graph.ID, keys.Node](cachedNodes)
	alone.versions = newCache[versionKey, *version](1)
	s.l = alone
}

// A checker goes through a store twice: once from the records to the rows that
// they ask for, and once over all keys. As each row that is asked for was found
// and the numbers of rows are the same, there are no others; only where the
// numbers differ are the others looked for.
type checker struct {
	ctx    context.Context
	s      *snapshot
	report *Report
	next   keys.Node
	// tags counts the rows asked for and found, by space and tag.
	tags map[[2]byte]uint64
	// changes counts the idempotency rows of each revision, where there are
	// more than revisions.
	changes map[uint64]int
	// texts are the documents' that were read last.
	texts *lru.Cache[keys.Node, string]
}

func (c *checker) run(progress func(done, of uint64)) error {
	c.expect(keys.Row, keys.Format, 1)
	c.expect(keys.Row, keys.Head, 1)
	c.expect(keys.Row, keys.Epoch, 1)
	var lease pb.Epoch
	if err := readRow(c.s.tx, epochKey, &lease, "epoch"); err != nil {
		c.report.add("", "%v", err)
	}
	for n := keys.Node(1); n < c.next; n++ {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if err := c.record(n); err != nil {
			return err
		}
		if progress != nil && (n%1024 == 0 || n == c.next-1) {
			progress(uint64(n), uint64(c.next-1))
		}
	}
	for r := graph.Revision(1); r <= c.report.Revision; r++ {
		if err := c.revision(r); err != nil {
			return err
		}
	}
	return c.allKeys()
}

func (c *checker) expect(s keys.Space, t keys.Tag, n uint64) { c.tags[[2]byte{byte(s), byte(t)}] += n }

// isDamage tells a finding from a reason to stop.
func isDamage(err error) bool { return errors.Is(err, graph.ErrCorrupt) }

// record checks one record with all its versions.
func (c *checker) record(n keys.Node) error {
	c.expect(keys.Row, keys.IDOfNode, 1)
	c.expect(keys.Row, keys.NodeOfID, 1)
	c.expect(keys.Row, keys.Record, 1)
	c.report.Records++
	own, err := c.s.identities([]keys.Node{n})
	if err != nil {
		return c.damaged("", n, err)
	}
	id := own[0].id
	back, err := c.s.nodeOf(id)
	switch {
	case err != nil:
		if err := c.damaged(id, n, err); err != nil {
			return err
		}
	case back != n:
		c.report.add(id, "its id leads to node %d, but node %d bears it", back, n)
	}
	versions, err := c.versions(n, id)
	if err != nil {
		return c.damaged(id, n, err)
	}
	return c.entries(id, versions)
}

func (c *checker) damaged(id graph.ID, n keys.Node, err error) error {
	if !isDamage(err) {
		return err
	}
	var corrupt *graph.CorruptError
	if errors.As(err, &corrupt) {
		if corrupt.ID != "" {
			id = corrupt.ID
		}
		what := corrupt.What
		if corrupt.Err != nil {
			what += ": " + corrupt.Err.Error()
		}
		c.report.add(id, "%s (node %d)", what, n)
		return nil
	}
	c.report.add(id, "%v (node %d)", err, n)
	return nil
}

// versions reads all versions of a record, oldest first.
func (c *checker) versions(n keys.Node, id graph.ID) ([]*version, error) {
	var rows []*pb.Version
	newest, err := c.s.row(n, math.MaxUint64)
	if err != nil {
		return nil, err
	}
	rows = append(rows, newest)
	for pair, err := range c.s.tx.Scan(storage.Prefix(keys.AppendRecordsAt(nil, n))) {
		if err != nil {
			return nil, storageError(err)
		}
		row := new(pb.Version)
		if err := openRow(pair.Key, pair.Value, row); err != nil {
			return nil, &graph.CorruptError{ID: id, What: "earlier version", Err: err}
		}
		if key, err := keys.Parse(pair.Key); err != nil || uint64(key.Since) != row.Since {
			return nil, &graph.CorruptError{ID: id, What: "earlier version", Err: errors.New("it stands under the key of another")}
		}
		rows = append(rows, row)
		c.expect(keys.Row, keys.RecordAt, 1)
	}
	slices.Reverse(rows)
	versions := make([]*version, len(rows))
	for i, row := range rows {
		c.report.Versions++
		c.expect(keys.Row, keys.Chunk, uint64(row.Chunks))
		if versions[i], err = c.s.decode(n, row); err != nil {
			return nil, err
		}
		if row.Created != rows[0].Since || i > 0 && row.Since <= rows[i-1].Since {
			c.report.add(id, "the version of revision %d does not follow from the first, of revision %d", row.Since, rows[0].Since)
		}
	}
	return versions, nil
}

// entries checks that the index entries of all versions stand where they
// should, with the values they should have.
func (c *checker) entries(id graph.ID, versions []*version) error {
	type holding struct {
		hot   keys.Hot
		since keys.Revision
	}
	alive := map[string]holding{}
	var want []write
	for i, v := range versions {
		now, err := v.entries()
		if err != nil {
			c.report.add(id, "index entries: %v", err)
			return nil
		}
		asked := make(map[string]keys.Hot, len(now))
		for _, e := range now {
			asked[e.key] = e.hot
		}
		for key, h := range alive {
			if hot, ok := asked[key]; ok && hot == h.hot {
				continue
			}
			closed := h.hot
			closed.Revision = v.since
			k := keys.AppendClosed(nil, []byte(key), h.since)
			want = append(want, write{k, sealHot(k, closed)})
			delete(alive, key)
		}
		for key, hot := range asked {
			if _, ok := alive[key]; !ok {
				alive[key] = holding{hot, v.since}
			}
		}
		if i == len(versions)-1 {
			if err := c.quotes(v); err != nil {
				return err
			}
			for key, h := range alive {
				h.hot.Revision = h.since
				want = append(want, write{[]byte(key), sealHot([]byte(key), h.hot)})
			}
		}
	}
	slices.SortFunc(want, compareWrites)
	names := make([][]byte, len(want))
	for i := range want {
		names[i] = want[i].key
	}
	values, err := c.s.tx.GetMany(names)
	if err != nil {
		return storageError(err)
	}
	for i, w := range want {
		key, err := keys.Parse(w.key)
		if err != nil {
			return err
		}
		switch {
		case values[i] == nil:
			c.report.add(id, "index entry %s is missing", key)
			continue // and so not counted as found
		case !bytes.Equal(values[i], w.value):
			c.report.add(id, "index entry %s has a value that the record does not ask for", key)
		}
		c.expect(key.Space, key.Tag, 1)
	}
	return nil
}

// quotes checks the spans of the newest version of a record against the texts
// that are held. What has been corrected or retracted since may have been wrong.
func (c *checker) quotes(v *version) error {
	if v.class.Status() == keys.Retracted {
		return nil
	}
	texts := map[graph.ID]string{}
	for i, id := range v.ids {
		if id.Kind() != graph.KindDocument {
			continue
		}
		text, err := c.text(v.nodes[i])
		if err != nil {
			return err
		}
		if text != "" {
			texts[id] = text
		}
	}
	if len(texts) == 0 {
		return nil
	}
	err := graph.CheckQuotes(v.record, func(id graph.ID) (string, bool) {
		text, ok := texts[id]
		return text, ok
	})
	if err != nil {
		c.report.add(v.record.Shared().ID, "%v", err)
	}
	return nil
}

// text is the text of a document as it is held now, if it is.
func (c *checker) text(n keys.Node) (string, error) {
	if text, ok := c.texts.Get(n); ok {
		return text, nil
	}
	d, err := c.s.version(n, math.MaxUint64)
	if err != nil {
		if isDamage(err) {
			return "", nil // found at the document itself
		}
		return "", err
	}
	document, ok := d.record.(*graph.Document)
	if !ok {
		return "", nil // found at the record itself
	}
	c.texts.Add(n, document.Text)
	return document.Text, nil
}

// revision checks the rows of one commit.
func (c *checker) revision(r graph.Revision) error {
	damage := func(err error) error {
		if !isDamage(err) {
			return err
		}
		c.report.add("", "%v", err)
		return nil
	}
	c.expect(keys.Row, keys.Commit, 1)
	c.expect(keys.Row, keys.RevisionTime, 1)
	c.expect(keys.Row, keys.Idempotency, 1)
	commit, err := readCommit(c.s.tx, r)
	if err != nil {
		return damage(err)
	}
	key := keys.AppendRevisionTime(nil, commit.Time, keys.Revision(r))
	value, err := c.s.tx.Get(key)
	if err == nil {
		_, err = checkRow(key, value)
	}
	if err != nil {
		c.report.add("", "time of revision %d: %v", r, err)
	}
	ops, err := c.s.feed(r)
	if err != nil {
		return damage(err)
	}
	c.expect(keys.Row, keys.Feed, uint64((len(ops)+maxFeedOps-1)/maxFeedOps))
	var row pb.Commit
	if err := readRow(c.s.tx, keys.AppendCommit(nil, keys.Revision(r)), &row, "commit"); err != nil {
		return damage(err)
	}
	if int(row.Ops) != len(ops) {
		c.report.add("", "revision %d had %d operations, and its change feed tells of %d", r, row.Ops, len(ops))
	}
	for _, op := range ops {
		version, err := c.s.row(keys.Node(op.Node), keys.Revision(r))
		if err != nil {
			if err := damage(err); err != nil {
				return err
			}
			continue
		}
		if version == nil || version.Since != uint64(r) || version.Verb != op.Verb {
			c.report.add("", "the change feed of revision %d tells of a version of node %d that is not there", r, op.Node)
		}
	}
	return nil
}

// allKeys goes over every key of the store: counts them, checks the rows that
// records do not lead to, and looks for what nobody asked for where there is
// more than was asked for.
func (c *checker) allKeys() error {
	found := map[[2]byte]uint64{}
	lists := lengths{c: c}
	for pair, err := range c.s.tx.Scan(storage.Range{}) {
		if err != nil {
			return storageError(err)
		}
		c.report.Keys++
		if c.report.Keys%4096 == 0 {
			if err := c.ctx.Err(); err != nil {
				return err
			}
		}
		key, err := keys.Parse(pair.Key)
		if err != nil {
			c.report.add("", "key %x is none of this format: %v", pair.Key[:min(len(pair.Key), 64)], err)
			continue
		}
		found[[2]byte{byte(key.Space), byte(key.Tag)}]++
		switch key.Space {
		case keys.Live:
			c.report.Live++
			lists.add(key)
		case keys.Closed:
			c.report.Closed++
		}
		if key.Tag == keys.Idempotency {
			var row pb.Idempotency
			if err := openRow(pair.Key, pair.Value, &row); err != nil {
				c.report.add("", "row %s: %v", key, err)
			} else if graph.Revision(row.Revision) > c.report.Revision || row.Revision == 0 {
				c.report.add("", "row %s names revision %d, beyond the head", key, row.Revision)
			}
		}
	}
	if err := lists.finish(found); err != nil {
		return err
	}
	for tag, n := range found {
		if n == c.tags[tag] {
			continue
		}
		if err := c.leftOver(keys.Space(tag[0]), keys.Tag(tag[1])); err != nil {
			return err
		}
	}
	for tag, n := range c.tags {
		if found[tag] < n && keys.Space(tag[0]) == keys.Row {
			c.report.add("", "%d rows %s are missing", n-found[tag], keys.Tag(tag[1]))
		}
	}
	return nil
}

// lengths counts the entries of each list and compares them with the counters.
// As a node's lists stand in several places, it keeps the sums of all counters
// and compares these as well.
type lengths struct {
	c     *checker
	total uint64 // LIVE entries that count
	lists map[counted]uint64
	owner keys.Node
	tag   keys.Tag
}

func (l *lengths) add(k keys.Key) {
	switch k.Tag {
	case keys.Code, keys.Name, keys.Utterance:
		return
	case keys.Recorded, keys.SaidDate:
		k.Owner = 0
	}
	kind := k.Kind
	if k.Tag == keys.SaidDate {
		kind = kindNumber(graph.KindStatement)
	}
	if l.lists == nil || l.owner != k.Owner || l.tag != k.Tag {
		l.flush()
		l.lists, l.owner, l.tag = map[counted]uint64{}, k.Owner, k.Tag
	}
	l.lists[countedList(k.Tag, kind, k.Class)]++
	l.total++
}

// flush compares the lists of one owner in one index with its counters.
func (l *lengths) flush() {
	if l.lists == nil {
		return
	}
	c, err := readCounters(l.c.s.tx, l.owner)
	if err != nil {
		return // said when the counters themselves are read
	}
	for list, n := range l.lists {
		if c.counts[list] != n {
			l.c.report.add("", "counters of node %d: they say that %s of class %s has %d entries, and it has %d",
				l.owner, keys.Tag(list>>16), keys.Class(list), c.counts[list], n)
		}
	}
}

// finish reads all counters: their sum is the number of entries.
func (l *lengths) finish(found map[[2]byte]uint64) error {
	l.flush()
	var sum uint64
	for pair, err := range l.c.s.tx.Scan(storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Counter))) {
		if err != nil {
			return storageError(err)
		}
		key, err := keys.Parse(pair.Key)
		if err != nil {
			continue // said already
		}
		counters, err := openCounters(key.Node, pair.Key, pair.Value)
		if err != nil {
			l.c.report.add("", "%v", err)
			continue
		}
		for _, n := range counters.counts {
			sum += n
		}
	}
	if sum != l.total {
		l.c.report.add("", "the counters add up to %d entries, and there are %d", sum, l.total)
	}
	// Which nodes have counters follows from the entries.
	tag := [2]byte{byte(keys.Row), byte(keys.Counter)}
	l.c.tags[tag] = found[tag]
	return nil
}

// leftOver names the keys of a tag that nothing asks for.
func (c *checker) leftOver(space keys.Space, tag keys.Tag) error {
	for pair, err := range c.s.tx.Scan(storage.Prefix(keys.AppendTag(nil, space, tag))) {
		if err != nil {
			return storageError(err)
		}
		key, err := keys.Parse(pair.Key)
		if err != nil {
			continue // said already
		}
		if !tag.Indexed() {
			asked, err := c.rowAsked(key)
			if err != nil && !isDamage(err) {
				return err
			}
			if !asked {
				c.report.add("", "row %s is there that nothing asks for", key)
			}
			continue
		}
		asked, id, err := c.asked(key, pair.Key)
		if err != nil {
			return err
		}
		if !asked {
			c.report.add(id, "index entry %s is there that no version of the record asks for", key)
		}
	}
	return nil
}

// rowAsked says whether a record or a revision asks for a row.
func (c *checker) rowAsked(key keys.Key) (bool, error) {
	known := key.Node > 0 && key.Node < c.next
	switch key.Tag {
	case keys.Format, keys.Head, keys.Epoch:
		return true, nil
	case keys.Record, keys.IDOfNode, keys.RecordAt:
		return known, nil
	case keys.NodeOfID:
		n, err := c.s.nodeOf(graph.ID(key.Text))
		if err != nil || n == 0 || n >= c.next {
			return false, err
		}
		own, err := c.s.identities([]keys.Node{n})
		return err == nil && own[0].id == graph.ID(key.Text), err
	case keys.Chunk:
		if !known {
			return false, nil
		}
		row, err := c.s.row(key.Node, key.Since)
		return err == nil && row != nil && row.Since == uint64(key.Since) && key.Index < row.Chunks, err
	case keys.Commit:
		return key.Revision > 0 && graph.Revision(key.Revision) <= c.report.Revision, nil
	case keys.RevisionTime, keys.Feed:
		if key.Revision == 0 || graph.Revision(key.Revision) > c.report.Revision {
			return false, nil
		}
		commit, err := readCommit(c.s.tx, graph.Revision(key.Revision))
		return err == nil && (key.Tag == keys.Feed || commit.Time.Equal(key.Time)), err
	case keys.Idempotency:
		var row pb.Idempotency
		found, err := readIdempotency(c.s.tx, key.Hash, &row)
		n := c.changes[row.Revision]
		c.changes[row.Revision]++
		return found && n == 0, err
	}
	return false, nil
}

// asked says whether a version of the record of an entry asks for it.
func (c *checker) asked(key keys.Key, raw []byte) (bool, graph.ID, error) {
	if key.Node == 0 || key.Node >= c.next {
		return false, "", nil
	}
	own, err := c.s.identities([]keys.Node{key.Node})
	if err != nil {
		if isDamage(err) {
			return true, "", nil // the record is known to be damaged: nothing can be said
		}
		return false, "", err
	}
	id := own[0].id
	live := raw
	if key.Space == keys.Closed {
		if live, _, err = keys.AppendLive(nil, raw); err != nil {
			return false, id, nil //nolint:nilerr // a key that is malformed is a finding
		}
	}
	at := keys.Revision(math.MaxUint64)
	if key.Space == keys.Closed {
		at = key.Since
	}
	v, err := c.s.version(key.Node, at)
	if err != nil {
		if isDamage(err) {
			return true, id, nil
		}
		return false, id, err
	}
	if v == nil || key.Space == keys.Closed && v.since != key.Since {
		return false, id, nil
	}
	entries, err := v.entries()
	if err != nil {
		return true, id, nil //nolint:nilerr // a finding of its own, at the record
	}
	if !slices.ContainsFunc(entries, func(e entry) bool { return e.key == string(live) }) {
		return false, id, nil
	}
	if key.Space == keys.Live {
		return true, id, nil
	}
	// It was asked for since then; it is in CLOSED only if it ended.
	newest, err := c.s.version(key.Node, math.MaxUint64)
	if err != nil {
		return true, id, nil //nolint:nilerr // a finding of its own, at the record
	}
	return newest.since != v.since, id, nil
}
