package ledger

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/graph/search"
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
	// Overlays are the changes of markings that are still being carried out.
	Overlays int
	Findings []Finding
	// More counts the findings beyond the first [MaxFindings].
	More uint64
}

// MaxFindings bounds the findings that a report lists.
const MaxFindings = 1000

// Clean says whether nothing was found.
func (r *Report) Clean() bool { return len(r.Findings) == 0 }

// Check reads the whole store, in one snapshot, and proves: the row of each
// version of each record is readable, and says of the record what is so, above
// all from whom it is hidden; each version has its index entries, in both
// keyspaces, with the values that it asks for, and there are no others; the
// counters are the lengths of their lists; ids and node numbers are one to one;
// each revision has its rows, and made the versions that it tells of and no
// others; quotations fit the texts that are held; the witness is at or before
// the head. The error is for a check that could not be run; what it finds stands
// in the report. Progress, when given, is told how many records have been read,
// and of how many.
func (l *Ledger) Check(ctx context.Context, progress func(done, of uint64)) (*Report, error) {
	report := new(Report)
	var seen graph.Revision
	var witness error
	if l.opts.Witness != nil { // before the snapshot, as others may write meanwhile
		seen, witness = l.opts.Witness.Load()
	}
	err := l.view(ctx, func(tx storage.ReadTx) error {
		*report = Report{}
		l.looked.Store(nil)
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
			keyed: map[uint64]uint64{}, time: row.Time, texts: newCache[keys.Node, *graph.HeldText](16),
			reach: noReach, proof: search.NewProof(), marks: markProof{shifts: search.Shifts{}},
		}
		return c.run(progress)
	})
	if err != nil {
		return report, err
	}
	if lag := l.lag.Load(); lag != nil {
		report.add("", "witness: it is behind, as it cannot be written: %v", *lag)
	}
	if witness != nil {
		report.add("", "%v", witness)
	} else if seen > report.Revision {
		report.add("", "witness: it has seen revision %d acknowledged, and the head is %d", seen, report.Revision)
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
	s.l, s.cache = alone, newKnowledge(s.policy, cachedNodes, 1, 1)
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
	// counted says that all that is asked for has been counted: what is read
	// again to tell what is left over does not count twice.
	counted bool
	// keyed has a bit for each revision that an idempotency row names.
	keyed map[uint64]uint64
	ops   uint64    // of all revisions
	reach reach     // of the revision checked last
	last  time.Time // of the revision checked last
	time  int64     // of the newest, as the head says
	// texts are the documents' that were read last.
	texts *lru.Cache[keys.Node, *graph.HeldText]
	proof *search.Proof // of the rows by which texts are searched
	marks markProof
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
	if err := c.words(); err != nil {
		return err
	}
	if err := c.markings(); err != nil {
		return err
	}
	return c.allKeys()
}

func (c *checker) expect(s keys.Space, t keys.Tag, n uint64) {
	if !c.counted {
		c.tags[[2]byte{byte(s), byte(t)}] += n
	}
}

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
	err = c.history(n, own[0])
	if err != nil {
		return c.damaged(id, n, err)
	}
	return nil
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
	if r > 1 && !commit.Time.After(c.last) {
		c.report.add("", "revision %d is not later than the one before", r)
	}
	c.last = commit.Time
	if head := time.Unix(0, c.time).UTC(); r == c.report.Revision && !head.Equal(commit.Time) {
		c.report.add("", "head: it is of %s, and revision %d is of %s", head.Format(time.RFC3339Nano), r, commit.Time.Format(time.RFC3339Nano))
	}
	ops, err := c.s.feed(r)
	if err != nil {
		return damage(err)
	}
	c.expect(keys.Row, keys.Feed, uint64(feedRows(len(ops))))
	var row pb.Commit
	if err := readRow(c.s.tx, keys.AppendCommit(nil, keys.Revision(r)), &row, "commit"); err != nil {
		return damage(err)
	}
	if int(row.Ops) != len(ops) {
		c.report.add("", "revision %d had %d operations, and its change feed tells of %d", r, row.Ops, len(ops))
	}
	c.ops += uint64(len(ops))
	defer c.reaches(r, &row)
	totals, err := totalsOf(&row)
	if err != nil {
		c.report.add("", "revision %d: %v", r, err)
	}
	c.proof.Totals(keys.Revision(r), totals)
	told := make(map[uint64]bool, len(ops))
	for _, op := range ops {
		if told[op.Node] {
			c.report.add("", "the change feed of revision %d tells of node %d twice", r, op.Node)
		}
		told[op.Node] = true
		version, err := c.s.row(keys.Node(op.Node), keys.Revision(r))
		if err != nil {
			if err := damage(err); err != nil {
				return err
			}
			continue
		}
		if version != nil {
			if kind, ok := valueOf(kindValues, version.Kind); ok {
				c.reach.add(kind, keys.Position{Earliest: version.Earliest})
			}
			if version.Created == uint64(r) {
				c.reach.next = max(c.reach.next, keys.Node(op.Node)+1)
			}
		}
		if version == nil || version.Since != uint64(r) || version.Verb != op.Verb {
			c.report.add("", "the change feed of revision %d tells of a version of node %d that is not there", r, op.Node)
		}
	}
	return nil
}

// reaches checks how far a revision says that its lists reach.
func (c *checker) reaches(r graph.Revision, row *pb.Commit) {
	if found := reachOf(row); found != c.reach {
		c.report.add("", "revision %d says that its lists reach to %d, %d and node %d, and they reach to %d, %d and node %d",
			r, found.said, found.when, found.next, c.reach.said, c.reach.when, c.reach.next)
		c.reach = found
	}
}
