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
	maxBatch     = 500      // records read at once
	maxDocuments = 50       // documents read at once: they may hold long texts
	maxRecords   = 10_000   // records kept
	maxKept      = 64 << 20 // bytes of texts of documents kept
	maxAwaited   = 50_000   // references awaited
	maxStanding  = 50_000   // ids of which it is known what stands for them
)

// A place is where in a record a reference stands: the last two names of its
// path, without indexes. "speakers.actor", "occasion".
type place string

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
	known map[graph.ID]graph.Record // nil: not there
	kept  int                       // bytes of texts in known
	met   []graph.Record            // records whose references are not in awaited yet
	// awaited are the references that were met and not followed, by place.
	awaited map[place][]graph.ID
	waiting int // references in awaited
	// standing says which record stands for one that may be judged to be the
	// same as others.
	standing map[graph.ID]graph.ID
}

func newRecords(r graph.Reader) *records {
	return &records{
		reader:   r,
		known:    make(map[graph.ID]graph.Record),
		awaited:  make(map[place][]graph.ID),
		standing: make(map[graph.ID]graph.ID),
	}
}

// keep adds records as the view has them.
func (rs *records) keep(list ...graph.Record) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for _, r := range list {
		rs.add(r.Shared().ID, r)
	}
}

// await notes that ids stand in a place, beside those of the records that are
// known.
func (rs *records) await(in place, ids ...graph.ID) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for _, id := range ids {
		rs.waitFor(in, id)
	}
}

// get gives the records to which ids in a place lead, nil for one that is not
// there.
func (rs *records) get(ctx context.Context, in place, ids ...graph.ID) ([]graph.Record, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if out, ok := rs.have(ids, rs.standing); ok {
		return out, nil
	}
	want := rs.wanted(in, ids)
	standing, err := rs.follow(ctx, want)
	if err != nil {
		return nil, err
	}
	return rs.readAll(ctx, want, ids, standing)
}

// own gives the records of ids in a place themselves, whatever they are judged
// to be the same as.
func (rs *records) own(ctx context.Context, in place, ids ...graph.ID) ([]graph.Record, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if out, ok := rs.have(ids, nil); ok {
		return out, nil
	}
	return rs.readAll(ctx, rs.wanted(in, ids), ids, nil)
}

// have gives what is known, if that is all. Without standing, every id stands
// for itself.
func (rs *records) have(ids []graph.ID, standing map[graph.ID]graph.ID) ([]graph.Record, bool) {
	out := make([]graph.Record, len(ids))
	for i, id := range ids {
		if standing != nil && judged(id) {
			var ok bool
			if id, ok = standing[id]; !ok {
				return nil, false
			}
		}
		r, ok := rs.known[id]
		if !ok {
			return nil, false
		}
		out[i] = r
	}
	return out, true
}

// readAll reads what is wanted and not known, and gives what ids lead to.
func (rs *records) readAll(ctx context.Context, want, ids []graph.ID, standing map[graph.ID]graph.ID) ([]graph.Record, error) {
	lead := func(id graph.ID) graph.ID {
		if to, ok := standing[id]; ok {
			return to
		}
		return id
	}
	held := make(map[graph.ID]graph.Record, len(ids)) // what is kept may be let go by the reading
	for _, id := range ids {
		if r, ok := rs.known[lead(id)]; ok {
			held[lead(id)] = r
		}
	}
	var missing []graph.ID
	seen := make(map[graph.ID]bool, len(want))
	for _, id := range want {
		to := lead(id)
		if _, known := rs.known[to]; !known && !seen[to] {
			seen[to] = true
			missing = append(missing, to)
		}
	}
	read, err := rs.read(ctx, missing)
	if err != nil {
		return nil, err
	}
	out := make([]graph.Record, len(ids))
	for i, id := range ids {
		if r, ok := read[lead(id)]; ok {
			out[i] = r
			continue
		}
		out[i] = held[lead(id)]
	}
	return out, nil
}

// wanted lists what is to be followed: ids, and what else is awaited in the
// place.
func (rs *records) wanted(in place, ids []graph.ID) []graph.ID {
	rs.walk()
	others := rs.awaited[in]
	delete(rs.awaited, in)
	rs.waiting -= len(others)
	return append(slices.Clip(ids), others...)
}

// follow says which records stand for those of ids that may be judged to be the
// same as others.
func (rs *records) follow(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.ID, error) {
	out := make(map[graph.ID]graph.ID, len(ids))
	var unknown []graph.ID
	for _, id := range ids {
		if _, seen := out[id]; seen || !judged(id) {
			continue
		}
		to, ok := rs.standing[id]
		if out[id] = to; !ok {
			unknown = append(unknown, id)
		}
	}
	for some := range slices.Chunk(unknown, maxBatch) {
		to, err := rs.reader.Canonical(ctx, some)
		if err != nil {
			return nil, fmt.Errorf("what records stand for: %w", err)
		}
		if len(to) != len(some) {
			return nil, fmt.Errorf("what records stand for: %d were asked for and %d came", len(some), len(to))
		}
		for i, id := range some {
			out[id] = to[i]
			rs.stand(id, to[i])
		}
	}
	return out, nil
}

// stand keeps which record stands for another, within the bound.
func (rs *records) stand(id, to graph.ID) {
	if len(rs.standing) >= maxStanding {
		clear(rs.standing)
	}
	rs.standing[id] = to
}

// judged reports whether the record of an id may be judged to be the same as
// another one.
func judged(id graph.ID) bool {
	switch id.Kind() {
	case graph.KindActor, graph.KindLocation, graph.KindEvent, graph.KindAgreement, graph.KindTopic:
		return true
	default:
		return false
	}
}

// read reads records in bounded batches, keeps them, and gives them by id: of
// what is kept, some may have gone by then.
func (rs *records) read(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Record, error) {
	out := make(map[graph.ID]graph.Record, len(ids))
	for len(ids) > 0 {
		n := batch(ids)
		list, err := rs.reader.Records(ctx, ids[:n])
		if err != nil {
			return nil, fmt.Errorf("records: %w", err)
		}
		if len(list) != n {
			return nil, fmt.Errorf("records: %d were asked for and %d came", n, len(list))
		}
		for i, r := range list {
			out[ids[i]] = r
			rs.add(ids[i], r)
		}
		ids = ids[n:]
	}
	return out, nil
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
func (rs *records) add(id graph.ID, r graph.Record) {
	size := 0
	if d, ok := r.(*graph.Document); ok {
		size = len(d.Text)
	}
	if len(rs.known) >= maxRecords || rs.kept+size > maxKept {
		clear(rs.known)
		rs.kept = 0
	}
	if _, ok := rs.known[id]; !ok {
		rs.kept += size
	}
	rs.known[id] = r
	if r != nil {
		rs.met = append(rs.met, r)
	}
}

// walk awaits the references of the records that were met.
func (rs *records) walk() {
	for _, r := range rs.met {
		graph.References(r, func(ref graph.Reference) {
			if rs.waiting < maxAwaited { // and the path need not be written
				rs.waitFor(placeOf(ref.Path()), ref.ID)
			}
		})
	}
	clear(rs.met)
	rs.met = rs.met[:0]
}

// waitFor awaits one reference. Beyond the bound they are not awaited, and read
// one by one if they are followed.
func (rs *records) waitFor(in place, id graph.ID) {
	if rs.waiting == maxAwaited {
		return
	}
	rs.awaited[in] = append(rs.awaited[in], id)
	rs.waiting++
}

// placeOf takes the indexes out of a path, and all names but the last two:
// "figures[1].countedBy" is "figures.countedBy", and so it is in whatever
// record it stands.
func placeOf(path string) place {
	last := strings.LastIndexByte(path, '.')
	before := strings.LastIndexByte(path[:max(last, 0)], '.')
	return place(unindexed(path[before+1:max(last, 0)]) + path[max(last, 0):last+1] + unindexed(path[last+1:]))
}

// unindexed is a name of a path without its index.
func unindexed(name string) string {
	if i := strings.IndexByte(name, '['); i >= 0 {
		return name[:i]
	}
	return name
}
