package ledger

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
)

// A Purge says which record is to go, by whom and why.
type Purge struct {
	By graph.Principal // who has to be a [graph.RoleAdmin]
	ID graph.ID
	// Reason is the message of the revision that the purge makes. It stays, so
	// it is not to tell of what goes, and is refused where it holds words of it.
	Reason string
	// Cascade takes the records along that cannot stand without it.
	Cascade bool
	// NewID makes up the ids of tombstones, which are to tell nothing.
	NewID func(graph.Kind) (graph.ID, error)
	// Progress, when given, is told how many rows have been read, in each of the
	// steps.
	Progress func(step string, rows uint64)
}

// Purged says what a purge has done.
type Purged struct {
	Revision graph.Revision
	// Tombstones are the ids under which tombstones stand, that of the record
	// first.
	Tombstones []graph.ID
	Cut        int // records that referred to some of it, and do not any more
	Withheld   int // messages of revisions that are not shown any more
	Traces     *Traces
}

// Purge writes what the ledger holds into an empty store, but for one record,
// of which tombstones are left in the place of its versions, and adds a
// revision that says who purged it, when and why. That store is opened when
// nothing speaks against the purge, and closed when it is written. The ledger
// itself stays as it is: whoever calls puts the other store into its place, and
// sees before that none of the [Traces] is found in its files. Nobody else may
// commit meanwhile.
//
// A record that refers to the one that goes loses the reference, in all its
// versions, as if that were hidden from everybody; see [graph.Redact]. One that
// cannot stand without it, because some version of it is said, relayed or
// printed there, judges about it, answers instead of it or would not be valid,
// goes with it where Cascade says so; else the purge is refused with
// [*graph.StillReferred], which is [graph.ErrConflict].
//
// What goes is not only the record: each message of a revision that changed it,
// or that holds words that nothing else holds, is withheld, and the idempotency
// keys of such revisions are not known any more.
func (l *Ledger) Purge(ctx context.Context, p Purge, open func(context.Context) (storage.Store, error)) (*Purged, error) {
	if err := l.mayPurge(&p); err != nil {
		return nil, err
	}
	// Whatever is pending would have to be taken apart as well.
	if err := l.Settle(ctx); err != nil {
		return nil, err
	}
	if err := l.Merge(ctx); err != nil {
		return nil, err
	}
	var purged *Purged
	err := l.view(ctx, func(tx storage.ReadTx) error {
		s, err := l.snapshot(tx)
		if err != nil {
			return err
		}
		if len(s.overlays) > 0 {
			return fmt.Errorf("%w: a marking was changed just now, and is still being carried out", graph.ErrConflict)
		}
		s.fresh()
		u := &purging{
			ctx: ctx, s: s, p: &p, graves: map[keys.Node]*grave{}, ids: map[graph.ID]bool{},
			referrers: map[keys.Node]bool{}, touched: map[keys.Revision]bool{}, texts: map[keys.Revision][]textStep{}, shifts: search.Shifts{},
			traces: newTraces(), messages: newTraces(), withheld: map[keys.Revision]bool{},
			counts: map[keys.Node]map[counted]int{},
		}
		for _, step := range []func() error{u.condemn, u.survey, u.weighMessages} {
			if err := step(); err != nil {
				return err
			}
		}
		into, err := open(ctx)
		if err != nil {
			return err
		}
		c := &purgeCopy{purging: u, into: into, now: l.opts.Clock()}
		purged, err = c.run()
		return errors.Join(err, into.Close())
	})
	if err != nil {
		return nil, err
	}
	return purged, nil
}

// mayPurge refuses who may not, and a reason that says nothing.
func (l *Ledger) mayPurge(p *Purge) error {
	if err := graph.ValidatePrincipal(p.By); err != nil {
		return err
	}
	switch {
	case !p.By.Role.Allows(graph.RoleAdmin):
		return fmt.Errorf("%w: only an %s may purge", graph.ErrForbidden, graph.RoleAdmin)
	case l.opts.ReadOnly:
		return errReadOnly
	case strings.TrimSpace(p.Reason) == "":
		return &graph.FieldError{Path: "reason", Reason: "is missing"}
	case len(p.Reason) > graph.MaxReason:
		return &graph.FieldError{Path: "reason", Reason: fmt.Sprintf("has %d bytes, more than %d", len(p.Reason), graph.MaxReason)}
	case !utf8.ValidString(p.Reason):
		return &graph.FieldError{Path: "reason", Reason: "is not UTF-8"}
	}
	return nil
}

// A grave is where a record was.
type grave struct {
	id      graph.ID // of the tombstone
	kind    graph.Kind
	marking keys.Marking
	body    []byte        // of the record that a tombstone has
	at      keys.Revision // that purges it
}

// A textStep is what a revision did to the text of a record that goes.
type textStep struct {
	kind  keys.Kind
	class keys.Class
	texts int // +1 or -1
	words int
}

// A purging is what is found out before anything is written.
type purging struct {
	ctx context.Context
	s   *snapshot
	p   *Purge

	graves    map[keys.Node]*grave
	order     []keys.Node // of the graves
	ids       map[graph.ID]bool
	referrers map[keys.Node]bool // that stay
	touched   map[keys.Revision]bool
	texts     map[keys.Revision][]textStep
	shifts    search.Shifts // of the texts that go, by markings that changed

	traces   *Traces
	messages *Traces // of messages that are withheld, and of no other
	keyed    [][]byte
	withheld map[keys.Revision]bool

	// counts is by how much the lists of nodes that stay get longer.
	counts map[keys.Node]map[counted]int
	// reach is up to which instant the statements and events begin that a
	// revision made and that stay.
	said, when []int64
}

// condemn finds out which records go, and which lose a reference.
func (u *purging) condemn() error {
	n, err := u.s.nodeOf(u.p.ID)
	if err != nil {
		return err
	}
	missing := fmt.Errorf("%s: %w", u.p.ID, graph.ErrNotFound)
	if n == 0 {
		return missing
	}
	v, err := u.s.version(n, math.MaxUint64)
	switch {
	case err != nil:
		return err
	case v.purged && v.covered(u.p.By.Clearance):
		return &graph.PurgedError{ID: u.p.ID}
	case !v.visible(u.p.By.Clearance):
		return missing
	}
	if err := u.bury(n); err != nil {
		return err
	}
	refused := &graph.StillReferred{ID: u.p.ID}
	for {
		fallen, err := u.fallen()
		if err != nil {
			return err
		}
		if len(fallen) == 0 {
			return nil
		}
		for _, n := range fallen {
			if u.p.Cascade {
				if err := u.bury(n); err != nil {
					return err
				}
				continue
			}
			if refused.More = len(refused.By) == maxNamed; refused.More {
				break
			}
			own, err := u.s.identities([]keys.Node{n})
			if err != nil {
				return err
			}
			refused.By = append(refused.By, own[0].id)
		}
		if !u.p.Cascade {
			return fmt.Errorf("%w, which cannot stand without it", refused)
		}
	}
}

// bury takes a record along with all its versions, and notes who refers to it.
func (u *purging) bury(n keys.Node) error {
	own, err := u.s.identities([]keys.Node{n})
	if err != nil {
		return err
	}
	g := &grave{kind: own[0].kind, marking: own[0].marking}
	u.ids[own[0].id] = true
	var last *told
	moved := newRemarks()
	err = u.s.oldestFirst(n, math.MaxUint64, nil, func(v *version) (bool, error) {
		g.marking = max(g.marking, v.class.Marking())
		u.touched[v.since] = true
		u.traces.addRecord(v.record)
		u.traces.add([]byte(v.reason))
		moved.add(v, v.class)
		now := &told{record: v.record, kind: textKind(v.record), class: v.written, at: v.at, anew: v.anew}
		ended, begun := now.after(last)
		if ended {
			u.texts[v.since] = append(u.texts[v.since], textStep{last.kind, last.class, -1, -last.words.Length})
		}
		if begun {
			u.texts[v.since] = append(u.texts[v.since], textStep{now.kind, now.class, 1, now.words.Length})
		}
		last = now
		return true, u.ctx.Err()
	})
	if err != nil {
		return err
	}
	u.shifts.Add(moved.shifts, 1)
	for taken := keys.Node(1); taken != 0; {
		if g.id, err = u.p.NewID(g.kind); err != nil {
			return err
		}
		if taken, err = u.s.nodeOf(g.id); err != nil {
			return err
		}
	}
	if g.body, err = tombstoneBody(g); err != nil {
		return err
	}
	// A revision has as many operations as any other.
	g.at = u.s.head + 1 + keys.Revision(len(u.order)/graph.MaxOps) //nolint:gosec // of what is held in memory
	u.graves[n] = g
	u.order = append(u.order, n)
	delete(u.referrers, n)
	return u.refer(n)
}

// tombstoneBody is the body of a record that says nothing but that it was one.
func tombstoneBody(g *grave) ([]byte, error) {
	meta := graph.Meta{ID: g.id, Marking: markings[g.marking], Status: graph.StatusPublished}
	var r graph.Record
	switch g.kind {
	case graph.KindActor:
		r = &graph.Actor{Meta: meta}
	case graph.KindStatement:
		r = &graph.Statement{Meta: meta}
	case graph.KindEvent:
		r = &graph.Event{Meta: meta}
	case graph.KindLocation:
		r = &graph.Location{Meta: meta}
	case graph.KindAgreement:
		r = &graph.Agreement{Meta: meta}
	case graph.KindDocument:
		r = &graph.Document{Meta: meta}
	case graph.KindTopic:
		r = &graph.Topic{Meta: meta}
	case graph.KindImportRun:
		r = &graph.ImportRun{Meta: meta}
	case graph.KindJudgement:
		r = &graph.Judgement{Meta: meta}
	case graph.KindCodebook:
		r = &graph.Codebook{Meta: meta}
	default:
		return nil, fmt.Errorf("there is no tombstone for a %s", g.kind)
	}
	return appendBody(nil, r, func(id graph.ID) (keys.Node, error) {
		return 0, fmt.Errorf("a tombstone refers to %s", id)
	})
}

// markings are the names of [keys.Marking].
var markings = [keys.Markings]graph.Marking{graph.MarkingPublic, graph.MarkingRestricted, graph.MarkingProtected}

// refer notes who refers to a record in some version.
func (u *purging) refer(n keys.Node) error {
	for _, tag := range referringTags {
		for _, space := range []keys.Space{keys.Live, keys.Closed} {
			for pair, err := range u.s.tx.Scan(storage.Prefix(keys.AppendList(nil, space, tag, n))) {
				if err != nil {
					return storageError(err)
				}
				m, err := keys.ParseMember(pair.Key)
				if err != nil {
					return u.s.corruptEntry(pair.Key, err)
				}
				if by := m.Position.Node; u.graves[by] == nil {
					u.referrers[by] = true
				}
			}
		}
	}
	return u.ctx.Err()
}

// fallen are those who refer to what goes and cannot stand without it.
func (u *purging) fallen() (fallen []keys.Node, err error) {
	nodes := make([]keys.Node, 0, len(u.referrers))
	for n := range u.referrers {
		nodes = append(nodes, n)
	}
	slices.Sort(nodes)
	for _, n := range nodes {
		stands := true
		err := u.s.oldestFirst(n, math.MaxUint64, nil, func(v *version) (bool, error) {
			stands = u.stands(v)
			return stands, u.ctx.Err()
		})
		if err != nil {
			return nil, err
		}
		if !stands {
			fallen = append(fallen, n)
		}
	}
	return fallen, nil
}

// stands says whether a version can do without what goes: whether it is the
// words of others, valid, and of the class that it had.
func (u *purging) stands(v *version) bool {
	stands := true
	graph.Guards(v.record, func(id graph.ID) { stands = stands && !u.ids[id] })
	cut := u.without(v)
	if !stands || cut == v.record {
		return stands
	}
	return (v.record.Validate() != nil || cut.Validate() == nil) && classOf(cut, v.class.Marking()) == v.class
}

// without is the record of a version as it is without what goes: the same where
// it does not refer to that.
func (u *purging) without(v *version) graph.Record {
	return graph.Redact(v.record, func(id graph.ID) bool { return u.ids[id] })
}

// cutEntries gives the index entries of a record that stays as they are without
// what goes: all of them, as what is left out may change what others say of it.
func (u *purging) cutEntries(n keys.Node, give func(k keys.Key, key, value []byte)) error {
	var failed error
	t := trail{alive: map[string]holding{}, want: func(key, value []byte) {
		k, err := keys.Parse(key)
		failed = errors.Join(failed, err)
		give(k, key, value)
	}}
	err := u.s.oldestFirst(n, math.MaxUint64, nil, func(v *version) (bool, error) {
		cut := *v
		cut.record = u.without(v)
		return true, errors.Join(t.add(&cut, v.class), u.ctx.Err())
	})
	t.end()
	return errors.Join(err, failed)
}

// count makes a list longer.
func (u *purging) count(k keys.Key, by int) {
	owner, list, ok := countedKey(k)
	if !ok || k.Space != keys.Live || u.graves[owner] != nil {
		return
	}
	if u.counts[owner] == nil {
		u.counts[owner] = map[counted]int{}
	}
	u.counts[owner][list] += by
}

// cutRow writes what a version is without what goes, and the pieces of its body
// where that is long.
func (u *purging) cutRow(n keys.Node, row *pb.Version) (pieces []write, err error) {
	v, err := u.s.decode(n, row)
	if err != nil {
		return nil, err
	}
	nodeOf := v.nodeMap()
	encoded, err := appendBody(nil, u.without(v), func(id graph.ID) (keys.Node, error) {
		if to, ok := nodeOf[id]; ok {
			return to, nil
		}
		return 0, u.s.corrupt(n, "reference", fmt.Errorf("there is no node for %s", id))
	})
	if err != nil {
		return nil, err
	}
	row.Body, row.Chunks = nil, 0
	if len(encoded) <= maxPiece {
		row.Body = encoded
		return nil, nil
	}
	for piece := range slices.Chunk(encoded, maxPiece) {
		key := keys.AppendChunk(nil, n, keys.Revision(row.Since), row.Chunks)
		pieces = append(pieces, write{key, sealChunk(key, piece)})
		row.Chunks++
	}
	return pieces, nil
}
