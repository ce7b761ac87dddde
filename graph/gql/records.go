package gql

import (
	"context"
	"fmt"
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
)

// A place is where in a record a reference stands: the last two names of its
// path, without indexes. "speakers.actor", "occasion".
type place string

// records reads the records of one view, and keeps them. It reads what many
// records refer to at once: when the first reference in a place is followed,
// those that all other known records have in the same place are read with it,
// since an operation that selects a field selects it on every record of a
// list. So a page of fifty statements costs one read for each field that leads
// to other records, and not one for each statement.
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
}

func newRecords(r graph.Reader) *records {
	return &records{
		reader:  r,
		known:   make(map[graph.ID]graph.Record),
		awaited: make(map[place][]graph.ID),
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

// get gives the records of ids that stand in a place, nil for one that is not
// there.
func (rs *records) get(ctx context.Context, in place, ids ...graph.ID) ([]graph.Record, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	out := make([]graph.Record, len(ids))
	missing := false
	for i, id := range ids {
		r, ok := rs.known[id]
		out[i] = r
		missing = missing || !ok
	}
	if !missing {
		return out, nil
	}
	read, err := rs.read(ctx, rs.wanted(in, ids))
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		if r, ok := read[id]; ok {
			out[i] = r
		}
	}
	return out, nil
}

// wanted lists what is to be read to follow ids: those that are not known, and
// what else is awaited in the place.
func (rs *records) wanted(in place, ids []graph.ID) []graph.ID {
	rs.walk()
	others := rs.awaited[in]
	delete(rs.awaited, in)
	rs.waiting -= len(others)
	seen := make(map[graph.ID]bool, len(ids)+len(others))
	want := make([]graph.ID, 0, len(ids)+len(others))
	for _, list := range [][]graph.ID{ids, others} {
		for _, id := range list {
			if _, known := rs.known[id]; !known && !seen[id] {
				seen[id] = true
				want = append(want, id)
			}
		}
	}
	return want
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

// walk awaits the references of the records that were met. Beyond the bound
// they are not awaited, and read one by one if they are followed.
func (rs *records) walk() {
	for _, r := range rs.met {
		graph.References(r, func(ref graph.Reference) {
			if rs.waiting == maxAwaited {
				return
			}
			in := placeOf(ref.Path())
			rs.awaited[in] = append(rs.awaited[in], ref.ID)
			rs.waiting++
		})
	}
	clear(rs.met)
	rs.met = rs.met[:0]
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
