package gql

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"hudna/graph"
)

// The bounds of [records].
const (
	maxBatch      = 500      // records read at once
	maxDocuments  = 50       // documents read at once: they may hold long texts
	maxRecords    = 10_000   // records kept
	maxKept       = 64 << 20 // bytes of texts of documents kept
	maxAwaited    = 50_000   // references awaited
	maxReferences = 50_000   // ids of which something is known

	usualPage  = 16 // references in one place, for which there is room from the start
	roomAtOnce = 32 // references for which room is made together
	sortedFrom = 64 // records from which on they are read in the order of their ids, which engines prefer
)

// A place is where in a record a reference stands, as [graph.Place] writes it:
// "speakers.actor", "occasion".
type place string

// placesByName are the places that records have.
var placesByName = func() map[place]graph.Place {
	all := make(map[place]graph.Place, graph.PlaceCount)
	for p := range graph.Place(graph.PlaceCount) {
		all[place(p.String())] = p
	}
	return all
}()

// Places that are in no record, but among what was answered.
const (
	amongValues   place = "(values of facets)"
	amongThrough  place = "(who stands for others)"
	amongAnalysed place = "(who stands in an analysis)"
	amongSteps    place = "(statements on paths)"
	amongMembers  place = "(what is judged the same)"
	amongChanged  place = "(what was changed)"
	amongShared   place = "(what is shared)"
	amongRuns     place = "(imports that records come from)"
)

// records reads the records of one view, and keeps them. It reads what many
// records refer to at once: when the first reference in a place is followed,
// those that all other known records have in the same place are read with it,
// since an operation that selects a field selects it on every record of a
// list. So a page of fifty statements costs one read for each field that leads
// to other records, and not one for each statement.
//
// Where a record is judged to be the same as others, a reference to it leads to
// the one that stands for all: here, and nowhere else, is it followed.
//
// It is safe for use by several goroutines; they wait for one another's reads.
type records struct {
	reader graph.Reader

	mu    sync.Mutex
	known map[graph.ID]*reference
	made  [][]reference  // in which they stand, roomAtOnce in each
	used  int            // of these
	room  []reference    // of the last of these, for those that are still to be met
	want  []graph.ID     // a buffer
	count int            // records in known
	kept  int            // bytes of texts in known
	round int            // of reading
	fresh []graph.Record // whose references are not in awaited yet
	// awaited are the references that were met and not followed, by place; those
	// in places that are in no record stand in among.
	awaited [graph.PlaceCount][]graph.ID
	among   map[place][]graph.ID
	waiting int // references in both
	// foreseen are the places whose references are awaited: all, unless a plan has
	// told which ones its fields follow. These are read together then, and not each
	// when it is first followed.
	foreseen graph.Places
	walked   []graph.Record // those that were looked through for what is foreseen, if that is not all
	visit    func(graph.Reference)
}

// A reference is what is known of an id: which record it is of, and which one stands
// for it where records are judged to be the same.
type reference struct {
	id     graph.ID
	record graph.Record // nil: not there
	read   bool         // the record is known
	lead   *reference   // what stands for it, most often itself; nil while that is not known
	round  int          // of reading in which it was last wanted
}

// spared are those of operations that have ended: to make room for what is met anew
// takes as long as to read some of it.
var spared = sync.Pool{New: func() any {
	rs := new(records)
	rs.visit = rs.notice
	return rs
}}

func newRecords(r graph.Reader) *records {
	rs, _ := spared.Get().(*records) // nothing else is put there
	rs.reader, rs.foreseen = r, graph.AllPlaces
	return rs
}

// What may be left of an operation for the next one.
const (
	mostSpared = 1 << 10 // references
	mostPlaced = 1 << 8  // in one place
)

// giveBack ends the use of rs, by an operation of which nothing runs any more.
func (rs *records) giveBack() {
	if rs.empty() {
		spared.Put(rs)
	}
}

// empty leaves no record for another operation, nor what is known of one. It is false
// for what took too much room to be kept for one.
func (rs *records) empty() bool {
	if max(len(rs.made)*roomAtOnce, cap(rs.fresh), cap(rs.walked), cap(rs.want)) > mostSpared {
		return false
	}
	rs.forget()
	for _, met := range rs.made[:rs.used] {
		clear(met)
	}
	rs.reader, rs.room, rs.used, rs.round = nil, nil, 0, 0
	clear(rs.fresh)
	clear(rs.walked)
	rs.fresh, rs.walked = rs.fresh[:0], rs.walked[:0]
	for i := range rs.awaited {
		ids := rs.awaited[i]
		if cap(ids) > mostPlaced {
			ids = nil
		}
		rs.awaited[i] = ids[:0]
	}
	clear(rs.among)
	rs.waiting = 0
	return true
}

// foresee tells in which places references will be followed.
func (rs *records) foresee(in graph.Places) { rs.foreseen = in }

// keep adds records as the view has them.
func (rs *records) keep(list ...graph.Record) { keepAll(rs, list) }

// keepAll does so with those of one kind.
func keepAll[T graph.Record](rs *records, list []T) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for _, r := range list {
		rs.add(rs.of(r.Shared().ID), r)
	}
}

// of gives what is known of an id.
func (rs *records) of(id graph.ID) *reference {
	if r, ok := rs.known[id]; ok {
		return r
	}
	if len(rs.room) == 0 {
		if rs.used == len(rs.made) {
			rs.made = append(rs.made, make([]reference, roomAtOnce))
		}
		rs.room = rs.made[rs.used]
		rs.used++
	}
	if rs.known == nil {
		rs.known = make(map[graph.ID]*reference, 2*roomAtOnce)
	}
	r := &rs.room[0]
	rs.room = rs.room[1:]
	if r.id = id; !judged(id) {
		r.lead = r
	}
	rs.known[id] = r
	return r
}

// await notes that ids stand in a place, beside those of the records that are
// known.
func (rs *records) await(in place, ids ...graph.ID) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.among == nil {
		rs.among = make(map[place][]graph.ID)
	}
	ids = ids[:min(len(ids), maxAwaited-rs.waiting)]
	rs.among[in] = append(rs.among[in], ids...)
	rs.waiting += len(ids)
}

// get gives the records to which ids in a place lead, nil for one that is not
// there.
func (rs *records) get(ctx context.Context, in place, ids ...graph.ID) ([]graph.Record, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if out, ok := rs.have(ids, true); ok {
		return out, nil
	}
	return rs.readAll(ctx, rs.wanted(in, ids, rs.foreseen != graph.AllPlaces), len(ids), true)
}

// met gives the record to which an id leads, if that is known: most are when they
// are followed, as they were read with the first of their place.
func (rs *records) met(id graph.ID) (graph.Record, bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return rs.find(id, true)
}

// own gives the records of ids in a place themselves, whatever they are judged
// to be the same as.
func (rs *records) own(ctx context.Context, in place, ids ...graph.ID) ([]graph.Record, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if out, ok := rs.have(ids, false); ok {
		return out, nil
	}
	return rs.readAll(ctx, rs.wanted(in, ids, false), len(ids), false)
}

// have gives what is known, if that is all. Unless ids are followed, every one
// stands for itself.
func (rs *records) have(ids []graph.ID, followed bool) ([]graph.Record, bool) {
	var out []graph.Record
	for i, id := range ids {
		r, ok := rs.find(id, followed)
		if !ok {
			return nil, false
		}
		if out == nil {
			out = make([]graph.Record, len(ids))
		}
		out[i] = r
	}
	return out, true
}

// find gives what is known of an id, or of what stands for it.
func (rs *records) find(id graph.ID, followed bool) (graph.Record, bool) {
	r := rs.known[id]
	if r != nil && followed {
		r = r.lead
	}
	if r == nil {
		return nil, false
	}
	return r.record, r.read
}

// readAll reads what is wanted and not known, and gives what the first of it leads to.
// What is known may be let go by the reading; what is wanted is held.
func (rs *records) readAll(ctx context.Context, want []graph.ID, first int, followed bool) ([]graph.Record, error) {
	asked, all := make([]*reference, first), make([]*reference, 0, len(want))
	rs.round++
	for i, id := range want {
		r := rs.of(id)
		if i < first {
			asked[i] = r
		}
		if r.round != rs.round {
			r.round = rs.round
			all = append(all, r)
		}
	}
	if followed {
		follow := rs.follow
		if _, ok := rs.reader.(graph.Follower); ok {
			follow = rs.followAndRead
		}
		if err := follow(ctx, all); err != nil {
			return nil, err
		}
	}
	rs.round++
	missing := all[:0] // each is written over when it was looked at
	for _, r := range all {
		if followed {
			r = r.lead
		}
		if !r.read && r.round != rs.round {
			r.round = rs.round
			missing = append(missing, r)
		}
	}
	if err := rs.read(ctx, missing); err != nil {
		return nil, err
	}
	out := make([]graph.Record, first)
	for i, r := range asked {
		if followed {
			r = r.lead
		}
		out[i] = r.record
	}
	if len(rs.known) > maxReferences {
		rs.letGo()
	}
	return out, nil
}

// forget leaves nothing known.
func (rs *records) forget() {
	clear(rs.known)
	rs.count, rs.kept = 0, 0
}

// letGo lets go of all that is known, but for what somebody holds.
func (rs *records) letGo() {
	rs.forget()
	rs.made, rs.room, rs.used = nil, nil, 0
}

// wanted lists what is to be followed: ids, and what else is awaited in the
// place or, if all that is foreseen is read together, in any.
func (rs *records) wanted(in place, ids []graph.ID, together bool) []graph.ID {
	rs.walk()
	want := append(append(rs.want[:0], ids...), rs.among[in]...)
	rs.waiting -= len(rs.among[in])
	delete(rs.among, in)
	take := func(p graph.Place) {
		want = append(want, rs.awaited[p]...)
		rs.waiting -= len(rs.awaited[p])
		rs.awaited[p] = rs.awaited[p][:0]
	}
	p, ok := placesByName[in]
	if ok && !rs.foreseen.Has(p) {
		rs.foreseen |= graph.PlacesOf(p)
		for _, r := range rs.walked {
			rs.look(r, graph.PlacesOf(p))
		}
	}
	switch {
	case together:
		for p := range graph.Place(graph.PlaceCount) {
			if rs.foreseen.Has(p) {
				take(p)
			}
		}
	case ok:
		take(p)
	}
	rs.want = want
	return want
}

// follow finds out which records stand for those that may be judged to be the same as
// others. It is known of all of them afterwards, of however many.
func (rs *records) follow(ctx context.Context, all []*reference) error {
	unknown := make([]*reference, 0, len(all))
	for _, r := range all {
		if r.lead == nil {
			unknown = append(unknown, r)
		}
	}
	for some := range slices.Chunk(unknown, maxBatch) {
		ids := identities(some)
		to, err := rs.reader.Canonical(ctx, ids)
		if err != nil {
			return fmt.Errorf("what records stand for: %w", err)
		}
		if len(to) != len(some) {
			return fmt.Errorf("what records stand for: %d were asked for and %d came", len(some), len(to))
		}
		for i, r := range some {
			rs.leads(r, to[i])
		}
	}
	return nil
}

// leads notes where a reference leads.
func (rs *records) leads(r *reference, to graph.ID) {
	if r.lead = r; to != r.id {
		r.lead = rs.of(to)
	}
}

// followAndRead is follow for who reads the records at once. Only what stands for others
// that it is known of may still have to be read then.
func (rs *records) followAndRead(ctx context.Context, all []*reference) error {
	unknown := make([]*reference, 0, len(all))
	for _, r := range all {
		if r.lead == nil || r.lead == r && !r.read {
			unknown = append(unknown, r)
		}
	}
	for ids := identities(unknown); len(ids) > 0; {
		n := batch(ids)
		to, list, err := graph.Follow(ctx, rs.reader, ids[:n])
		if err != nil {
			return fmt.Errorf("records: %w", err)
		}
		if len(to) != n || len(list) != n {
			return fmt.Errorf("records: %d were asked for and %d came", n, len(list))
		}
		for i, r := range unknown[:n] {
			rs.leads(r, to[i])
			if !r.lead.read {
				rs.add(r.lead, list[i])
			}
		}
		ids, unknown = ids[n:], unknown[n:]
	}
	return nil
}

func identities(some []*reference) []graph.ID {
	ids := make([]graph.ID, len(some))
	for i, r := range some {
		ids[i] = r.id
	}
	return ids
}

// judged reports whether the record of an id may be judged to be the same as
// another one.
func judged(id graph.ID) bool { return id.Kind().Merges() }

// read reads records in bounded batches, and keeps them.
func (rs *records) read(ctx context.Context, missing []*reference) error {
	if len(missing) >= sortedFrom {
		slices.SortFunc(missing, func(a, b *reference) int { return strings.Compare(string(a.id), string(b.id)) })
	}
	for ids := identities(missing); len(ids) > 0; {
		n := batch(ids)
		list, err := rs.reader.Records(ctx, ids[:n])
		if err != nil {
			return fmt.Errorf("records: %w", err)
		}
		if len(list) != n {
			return fmt.Errorf("records: %d were asked for and %d came", n, len(list))
		}
		for i, record := range list {
			rs.add(missing[i], record)
		}
		ids, missing = ids[n:], missing[n:]
	}
	return nil
}

// batch is how many of ids are read at once.
func batch(ids []graph.ID) int {
	documents := 0
	for i, id := range ids {
		if id.Kind() == graph.KindDocument {
			documents++
		}
		if i == maxBatch || documents > maxDocuments {
			return i
		}
	}
	return len(ids)
}

// add keeps one record. When the bounds are reached everything that was kept
// is let go: a record that is needed again is read again.
func (rs *records) add(of *reference, r graph.Record) {
	size := lengthOf(r)
	if rs.count >= maxRecords || rs.kept+size > maxKept {
		rs.letGo()
	}
	now := rs.known[of.id]
	switch {
	case now == nil: // it was let go, and is held
		rs.known[of.id], now = of, of
		of.read = false
	case now != of:
		of.record, of.read = r, true
	}
	if now.read {
		rs.kept -= lengthOf(now.record)
	} else {
		rs.count++
	}
	rs.kept += size
	now.record, now.read = r, true
	if r != nil {
		rs.fresh = append(rs.fresh, r)
	}
}

// lengthOf is how many bytes of text a record holds.
func lengthOf(r graph.Record) int {
	if d, ok := r.(*graph.Document); ok {
		return len(d.Text)
	}
	return 0
}

// walk awaits the references of the records that were met.
func (rs *records) walk() {
	for _, r := range rs.fresh {
		rs.look(r, rs.foreseen)
	}
	if rs.foreseen != graph.AllPlaces && len(rs.walked)+len(rs.fresh) <= maxRecords {
		rs.walked = append(rs.walked, rs.fresh...)
	}
	clear(rs.fresh)
	rs.fresh = rs.fresh[:0]
}

// look awaits the references of one record.
func (rs *records) look(r graph.Record, in graph.Places) { graph.ReferencesIn(r, in, rs.visit) }

// notice awaits a reference, if not so many are that it is read by itself when it is
// followed.
func (rs *records) notice(ref graph.Reference) {
	if rs.waiting == maxAwaited {
		return
	}
	at := &rs.awaited[ref.Place]
	if *at == nil {
		*at = make([]graph.ID, 0, usualPage)
	}
	*at = append(*at, ref.ID)
	rs.waiting++
}
