package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/graph/projection"
	"hudna/storage"
	"hudna/storage/keys"
)

// projecting is what keeps the projection: it is made when it is first asked
// for, and follows the ledger from then on.
type projecting struct {
	// following is held while a revision is applied and becomes the head, so
	// that nobody sees a head that the projection has not reached.
	following sync.Mutex
	table     atomic.Pointer[projection.Table]
	turn      chan struct{} // holds one while nobody makes a projection
	forgotten atomic.Int64  // how often it was
	opened    int64         // how often until the store was open
	groups    *lru.Cache[groupKey, *projection.Groups]
}

func newProjecting() *projecting {
	p := &projecting{turn: make(chan struct{}, 1), groups: newCache[groupKey, *projection.Groups](cachedGroups)}
	p.turn <- struct{}{}
	return p
}

// Project makes the projection of the graph, from which analysis is answered,
// unless there is one. Whoever asks for analysis does so too, and waits for it.
func (l *Ledger) Project(ctx context.Context) error {
	_, err := l.projected(ctx)
	return err
}

// Projected says how many versions of statements the projection holds and how
// many bytes it takes, 0 where there is none.
func (l *Ledger) Projected() (versions, bytes int) {
	if t := l.project.table.Load(); t != nil {
		_ = t.Read(func() error { // which gives the error of what it runs
			versions, bytes = t.Rows(), t.Bytes()
			return nil
		})
	}
	return versions, bytes
}

// projected is the projection, which reaches the head.
func (l *Ledger) projected(ctx context.Context) (*projection.Table, error) {
	if t := l.project.table.Load(); t != nil {
		return t, nil
	}
	select {
	case <-l.project.turn:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.closing:
		return nil, graph.ErrClosed
	}
	defer func() { l.project.turn <- struct{}{} }()
	if t := l.project.table.Load(); t != nil {
		return t, nil
	}
	for range maxViews {
		seen := l.project.forgotten.Load()
		t, err := l.made(ctx, seen)
		if err != nil {
			return nil, err
		}
		if err := l.catchUp(ctx, t); err != nil {
			return nil, err
		}
		if l.project.forgotten.Load() == seen {
			return t, nil
		}
		l.project.table.CompareAndSwap(t, nil)
	}
	return nil, fmt.Errorf("%w: the storage was opened again while the projection was made", graph.ErrUnknown)
}

// made is a projection of what was there a short while ago: the one that was
// left behind, unless one was thrown away since the store was opened, or another.
func (l *Ledger) made(ctx context.Context, forgotten int64) (*projection.Table, error) {
	if forgotten == l.project.opened {
		if t := l.checkpointed(); t != nil {
			return t, nil
		}
	}
	return l.scanned(ctx)
}

// catchUp applies to a projection what was written while it was made, and has
// it follow from then on.
func (l *Ledger) catchUp(ctx context.Context, t *projection.Table) error {
	l.project.following.Lock()
	defer l.project.following.Unlock()
	if err := l.follow(ctx, t, l.head.Load().commit.Revision); err != nil {
		return err
	}
	l.project.table.Store(t)
	return nil
}

// forget throws the projection away. It does not wait for who makes another one,
// who may wait for the engine.
func (p *projecting) forget() {
	p.forgotten.Add(1)
	p.table.Store(nil)
}

// become applies what was written to the projection before it becomes the
// head. A projection that cannot follow is thrown away: what was written is on
// disk, whatever becomes of it, and another one is made when it is asked for.
func (l *Ledger) become(next *head) {
	l.project.following.Lock()
	defer l.project.following.Unlock()
	if t := l.project.table.Load(); t != nil {
		if err := l.follow(context.Background(), t, next.commit.Revision); err != nil { //nolint:forbidigo // what has begun runs to its end
			l.project.forget()
		}
	}
	l.setHead(next)
}

// follow applies the revisions up to one that the projection has not seen.
func (l *Ledger) follow(ctx context.Context, t *projection.Table, to graph.Revision) error {
	if uint64(to) >= math.MaxUint32 {
		return fmt.Errorf("%w: the projection holds %d revisions at most", graph.ErrTooLarge, uint32(math.MaxUint32))
	}
	if graph.Revision(t.Revision()) >= to {
		return nil
	}
	return l.view(ctx, func(tx storage.ReadTx) error {
		s, err := l.snapshot(tx)
		if err != nil {
			return err
		}
		for r := t.Revision() + 1; graph.Revision(r) <= to; r++ {
			s.reads = 0
			changes, err := s.projectedChanges(graph.Revision(r))
			if err != nil {
				return err
			}
			if err := t.Apply(r, changes); err != nil {
				return err
			}
		}
		return nil
	})
}

// projectedChanges are what a revision did, as the projection takes it.
func (s *snapshot) projectedChanges(r graph.Revision) ([]projection.Change, error) {
	ops, err := s.feed(r)
	if err != nil {
		return nil, err
	}
	changes := make([]projection.Change, len(ops))
	for i, op := range ops {
		n := keys.Node(op.Node)
		own, err := s.identities([]keys.Node{n})
		if err != nil {
			return nil, err
		}
		c := projection.Change{Marking: uint8(own[0].marking)}
		if c.Node, err = projectedNode(n); err != nil {
			return nil, err
		}
		if projects(own[0].kind) {
			v, err := s.version(n, keys.Revision(r))
			if err != nil {
				return nil, err
			}
			if v == nil {
				return nil, s.corrupt(n, "record", fmt.Errorf("it was not there in revision %d, which changed it", r))
			}
			if err := projectedVersion(v, &c); err != nil {
				return nil, err
			}
		}
		changes[i] = c
	}
	return changes, nil
}

// projects says whether the projection has to know more of records of a kind
// than their markings.
func projects(k graph.Kind) bool {
	return k == graph.KindStatement || k == graph.KindActor || k == graph.KindJudgement || k == graph.KindDocument
}

func projectedNode(n keys.Node) (projection.Node, error) {
	if n >= math.MaxUint32 {
		return 0, fmt.Errorf("%w: the projection holds %d records at most", graph.ErrTooLarge, uint32(math.MaxUint32))
	}
	return projection.Node(n), nil
}

// projectedVersion adds what the projection keeps of a version: that of a
// statement or document, or what a judgement is about; of a tombstone nothing.
func projectedVersion(v *version, c *projection.Change) error {
	if v.purged {
		c.Stands = true
		return nil
	}
	b := projector{v: v}
	switch r := v.record.(type) {
	case *graph.Statement:
		c.Version = b.statement(r)
	case *graph.Document:
		c.Edition = &projection.Edition{Since: projection.Revision(v.since)} //nolint:gosec // the projection holds all revisions
		if r.Publisher != "" {
			c.Edition.Publisher = b.node(r.Publisher)
		}
		if r.CopyOf != nil {
			c.Edition.CopyOf = b.node(r.CopyOf.Document)
		}
	case *graph.Judgement:
		c.Judged = []projection.Node{b.node(r.A), b.node(r.B)}
		c.Stands = true
	default:
		c.Stands = true
	}
	return b.err
}

// A projector makes a row of a version.
type projector struct {
	v   *version
	out projection.Version
	err error
}

func (b *projector) node(id graph.ID) projection.Node {
	i := slices.Index(b.v.ids, id)
	if i < 0 {
		b.err = fmt.Errorf("no node number for %s", id)
		return 0
	}
	n, err := projectedNode(b.v.nodes[i])
	if err != nil {
		b.err = err
	}
	return n
}

func (b *projector) part(as projection.As, id graph.ID) {
	if id != "" {
		b.out.Parts = append(b.out.Parts, projection.Part{Node: b.node(id), As: as})
	}
}

func (b *projector) statement(s *graph.Statement) *projection.Version {
	v := b.v
	if uint64(v.since) >= math.MaxUint32 {
		b.err = fmt.Errorf("%w: the projection holds %d revisions at most", graph.ErrTooLarge, uint32(math.MaxUint32))
	}
	b.out.Since = projection.Revision(v.since) //nolint:gosec // checked right above
	b.out.Said = dateOrNone(s.Said)
	hot := hotOf(s)
	f := &b.out.Facts
	f.Acts, f.Main, f.Depth, f.Basis = hot.Acts, hot.Main, hot.Depth, hot.Basis
	f.Status = uint8(v.class.Status())
	b.out.Lang = s.Lang
	when := &b.out.When
	when.Earliest, when.Bucket, when.Undated = v.at.Earliest, uint8(v.at.Bucket), v.at.Bucket == keys.Undated
	if bounds, ok := boundsOf(s.Said); ok {
		when.Earliest, when.Latest = bounds.Earliest, bounds.Latest
	}
	b.out.Parts = make([]projection.Part, 0, 2*len(s.Speakers)+len(s.Relays)+len(s.Addressees)+len(s.About)+len(s.Evidence))
	for i := range s.Speakers {
		b.part(projection.Speaker, s.Speakers[i].Actor)
		b.part(projection.SpeakerPost, s.Speakers[i].Post)
		b.part(projection.SpeakerFor, s.Speakers[i].OnBehalfOf)
	}
	for i := range s.Relays {
		b.part(projection.Relay, s.Relays[i].Actor)
		b.part(projection.RelayPost, s.Relays[i].Post)
		b.part(projection.RelayFor, s.Relays[i].OnBehalfOf)
	}
	for i := range s.Addressees {
		b.part(projection.Addressee, s.Addressees[i].Actor)
		b.part(projection.AddresseePost, s.Addressees[i].Post)
	}
	for i := range s.About {
		b.about(&s.About[i])
	}
	for i := range s.Positions {
		b.part(projection.PositionOn, s.Positions[i].Topic)
		b.out.Parts[len(b.out.Parts)-1].Role = standNumbers[s.Positions[i].Agreement]
	}
	b.part(projection.SaidAt, s.Place)
	b.utterance(projection.Uttered, s.Utterance)
	if len(s.Relays) > 0 {
		b.utterance(projection.ToldIn, s.Relays[0].Utterance)
	}
	documents := len(b.out.Parts)
	for i := range s.Evidence {
		part := projection.Part{Node: b.node(s.Evidence[i].Document), As: projection.Document}
		if !slices.Contains(b.out.Parts[documents:], part) {
			b.out.Parts = append(b.out.Parts, part)
		}
	}
	if b.out.Scales != nil {
		b.out.Scales = append(b.out.Scales, make([]string, len(b.out.Parts)-len(b.out.Scales))...)
	}
	return &b.out
}

func (b *projector) utterance(as projection.As, id graph.ID) {
	if id != "" {
		sum := sha256.Sum256([]byte(id))
		b.out.Parts = append(b.out.Parts, projection.UtterancePart(as, binary.BigEndian.Uint64(sum[:])))
	}
}

func (b *projector) about(a *graph.About) {
	p := projection.Part{Node: b.node(a.Node), As: projection.AboutOther, Role: roleNumbers[a.Role]}
	switch a.Node.Kind() {
	case graph.KindActor:
		p.As = projection.AboutActor
	case graph.KindStatement:
		p.As = projection.AboutStatement
	case graph.KindTopic:
		p.As = projection.AboutTopic
	}
	if a.Stance != nil {
		p.Stance = projection.StanceOf(a.Stance.Value)
		b.out.Scales = append(b.out.Scales, make([]string, len(b.out.Parts)-len(b.out.Scales))...)
		b.out.Scales = append(b.out.Scales, a.Stance.Scale)
	}
	b.out.Parts = append(b.out.Parts, p)
}

// projectStep is how many nodes are read at a time.
const projectStep = 2048

// scanned makes a projection of all that there is at the head, by as many
// goroutines as there are processors.
func (l *Ledger) scanned(ctx context.Context) (*projection.Table, error) {
	h := l.head.Load()
	at := keys.Revision(h.commit.Revision)
	if at >= math.MaxUint32 || h.nextNode >= math.MaxUint32 {
		return nil, fmt.Errorf("%w: the projection holds %d records and revisions at most", graph.ErrTooLarge, uint32(math.MaxUint32))
	}
	ctx, cancel := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	t := projection.New()
	t.Begin(projection.Revision(at), int(h.nextNode))
	type answer struct {
		nodes []projection.Record
		err   error
	}
	type task struct {
		from, to keys.Node
		answer   chan answer
	}
	threads := runtime.GOMAXPROCS(0)
	tasks, order := make(chan task), make(chan task, 2*threads)
	workers.Go(func() {
		defer close(tasks)
		defer close(order)
		for from := keys.Node(1); from < h.nextNode; from += projectStep {
			next := task{from, min(from+projectStep, h.nextNode), make(chan answer, 1)}
			for _, to := range []chan task{order, tasks} {
				select {
				case to <- next:
				case <-ctx.Done():
					return
				}
			}
		}
	})
	cache := newKnowledge(h.policy, cachedNodes, 1, 1)
	for range threads {
		workers.Go(func() {
			for task := range tasks {
				var a answer
				a.err = l.view(ctx, func(tx storage.ReadTx) (err error) {
					s, err := l.snapshot(tx)
					if err != nil {
						return err
					}
					if s.policy == cache.policy {
						s.cache = cache // so that the ledger's own keeps what is asked for
					}
					a.nodes, err = s.projectedRecords(task.from, task.to, at)
					return err
				})
				task.answer <- a
			}
		})
	}
	for task := range order {
		var a answer
		select {
		case a = <-task.answer:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if a.err != nil {
			return nil, a.err
		}
		for i := range a.nodes {
			if err := t.Load(&a.nodes[i]); err != nil {
				return nil, err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	t.Settle()
	return t, nil
}

// projectedRecords reads nodes as of a revision, with all their versions.
func (s *snapshot) projectedRecords(from, to keys.Node, at keys.Revision) ([]projection.Record, error) {
	found := make([]projection.Record, 0, to-from)
	var wanted []keys.Node
	for pair, err := range s.tx.Scan(storage.Range{Start: keys.AppendIDOfNode(nil, from), End: keys.AppendIDOfNode(nil, to)}) {
		if err != nil {
			return nil, storageError(err)
		}
		key, err := keys.Parse(pair.Key)
		var row pb.Identity
		if err == nil {
			err = openRow(pair.Key, pair.Value, &row)
		}
		kind, ok := valueOf(kindValues, row.Kind)
		if err == nil && !ok {
			err = fmt.Errorf("there is no kind %d", row.Kind)
		}
		if err != nil {
			return nil, &graph.CorruptError{What: fmt.Sprintf("id row %x", pair.Key), Err: err}
		}
		found = append(found, projection.Record{Node: projection.Node(key.Node), Marking: uint8(row.Marking)}) //nolint:gosec // below what was checked
		if projects(kind) {
			wanted = append(wanted, key.Node)
		}
	}
	if len(found) != int(to-from) { //nolint:gosec // at most projectStep
		return nil, &graph.CorruptError{What: "ids", Err: fmt.Errorf("of the nodes from %d to %d, %d have one", from, to-1, len(found))}
	}
	for some := range slices.Chunk(wanted, maxBatch) {
		want := make([][]byte, len(some))
		for i, n := range some {
			want[i] = keys.AppendRecord(nil, n)
		}
		values, err := s.tx.GetMany(want)
		if err != nil {
			return nil, storageError(err)
		}
		for i, n := range some {
			if values[i] == nil {
				return nil, s.corrupt(n, "record", errMissing)
			}
			if err := s.projectedRecord(&found[n-from], n, want[i], values[i], at); err != nil {
				return nil, err
			}
		}
		s.reads = 0 // no question waits for it that would have to be bounded
	}
	return found, nil
}

// projectedRecord reads the versions of one node.
func (s *snapshot) projectedRecord(p *projection.Record, n keys.Node, key, value []byte, at keys.Revision) error {
	rows := []*pb.Version{new(pb.Version)}
	if err := openRow(key, value, rows[0]); err != nil {
		return s.corrupt(n, "record", err)
	}
	if rows[0].Since != rows[0].Created {
		for pair, err := range s.tx.Scan(storage.Prefix(keys.AppendRecordsAt(nil, n))) {
			if err != nil {
				return storageError(err)
			}
			row := new(pb.Version)
			if err := openRow(pair.Key, pair.Value, row); err != nil {
				return s.corrupt(n, "earlier version", err)
			}
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b *pb.Version) int { return int(int64(a.Since) - int64(b.Since)) }) //nolint:gosec // below what was checked
	for _, row := range rows {
		if keys.Revision(row.Since) > at {
			break
		}
		v, err := s.decode(n, row)
		if err != nil {
			return err
		}
		var c projection.Change
		if err := projectedVersion(v, &c); err != nil {
			return s.corrupt(n, "record", err)
		}
		if c.Version != nil {
			p.Versions = append(p.Versions, *c.Version)
		}
		if c.Edition != nil {
			p.Editions = append(p.Editions, *c.Edition)
		}
		if c.Stands {
			p.Stands = append(p.Stands, projection.Revision(v.since)) //nolint:gosec // at most what was checked
		}
		p.Judged = append(p.Judged, c.Judged...)
	}
	return nil
}
