package ledger

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// A reader answers as of one view; see [graph.Reader]. It holds nothing: each
// call opens a snapshot of its own.
type reader struct {
	ledger *Ledger
	view   graph.View
}

func (r *reader) View() graph.View { return r.view }

func (r *reader) revision() keys.Revision { return keys.Revision(r.view.Revision) }

// open runs fn on a snapshot that reaches at least as far as the view.
func (r *reader) open(ctx context.Context, fn func(*snapshot) error) error {
	if !r.view.Clearance.Valid() {
		return &graph.FieldError{Path: "clearance", Reason: fmt.Sprintf("%q is no clearance", r.view.Clearance)}
	}
	return r.ledger.view(ctx, func(tx storage.ReadTx) error {
		s, err := r.ledger.snapshot(tx)
		if err != nil {
			return err
		}
		s.meter, s.clearance, s.reading, s.sweeps = graph.MeterOf(ctx), r.view.Clearance, true, graph.Sweeps(ctx)
		// Whoever can name the revision has seen it acknowledged, or guesses;
		// and what is guessed may come true while the snapshot is older.
		if head := min(r.ledger.head.Load().commit.Revision, graph.Revision(s.head)); r.view.Revision > head {
			return &graph.FieldError{Path: "revision", Reason: fmt.Sprintf("%d is beyond the head, which is %d", r.view.Revision, head)}
		}
		return fn(s)
	})
}

// ask opens a snapshot for a question, and tells the trace of the context, if it
// has one, how it was answered.
func (r *reader) ask(ctx context.Context, question string, fn func(*snapshot, *graph.Traced) error) error {
	var t graph.Traced
	err := r.open(ctx, func(s *snapshot) error {
		t = graph.Traced{Question: question}
		err := fn(s, &t)
		t.KeysRead, t.Records = s.reads, s.records
		switch { // what is read, and by which lists, tells of what is hidden
		case s.unsettled():
			t.KeysRead, t.Records, t.Plan = 0, 0, nil
		case s.beyond:
			t.KeysRead, t.Records = 0, 0
		}
		return err
	})
	if trace := graph.TraceOf(ctx); trace != nil {
		trace.Add(t)
	}
	return err
}

// Commit describes a revision.
func (r *reader) Commit(ctx context.Context, revision graph.Revision) (c graph.Commit, err error) {
	if revision == 0 {
		return graph.Commit{}, nil
	}
	if revision > r.view.Revision {
		return graph.Commit{}, fmt.Errorf("revision %d: %w", revision, graph.ErrNotFound)
	}
	err = r.ask(ctx, "Commit", func(s *snapshot, t *graph.Traced) (err error) {
		c, err = s.commit(revision, r.view.Clearance)
		t.Rows = 1
		return err
	})
	return c, err
}

// checkPage refuses a page that is counted from both ends, or whose size there
// is not.
func checkPage(p graph.Page) error {
	field, size := "first", p.First
	if p.Backward() {
		if field, size = "last", p.Last; p.First != 0 || p.After != "" {
			return &graph.FieldError{Path: field, Reason: "and before cannot be given together with first and after"}
		}
	}
	if size < 1 || size > graph.MaxPage {
		return &graph.FieldError{Path: field, Reason: fmt.Sprintf("is %d; a page has 1 to %d", size, graph.MaxPage)}
	}
	return nil
}

// Record reads one record.
func (r *reader) Record(ctx context.Context, id graph.ID) (graph.Record, error) {
	records, err := r.Records(ctx, []graph.ID{id})
	if err != nil {
		return nil, err
	}
	if records[0] == nil {
		return nil, r.missing(ctx, id)
	}
	return records[0], nil
}

// missing says why there is no record: [graph.ErrNotFound], and where there was
// one of which a tombstone is left, a [graph.PurgedError].
func (r *reader) missing(ctx context.Context, id graph.ID) error {
	why := fmt.Errorf("%s: %w", id, graph.ErrNotFound)
	err := r.ask(ctx, "Record", func(s *snapshot, _ *graph.Traced) error {
		n, err := s.nodeOf(id)
		if err != nil || n == 0 {
			return err
		}
		v, err := s.version(n, r.revision())
		if err == nil && v != nil && v.purged && v.covered(r.view.Clearance) {
			why = &graph.PurgedError{ID: id}
		}
		return err
	})
	if err != nil {
		return err
	}
	return why
}

// Records reads several records at once.
func (r *reader) Records(ctx context.Context, ids []graph.ID) (records []graph.Record, err error) {
	err = r.ask(ctx, "Records", func(s *snapshot, t *graph.Traced) error {
		nodes, err := s.nodesOf(ids)
		if err != nil {
			return err
		}
		records, err = s.visible(nodes, r.view, t)
		return err
	})
	return records, err
}

// visible reads what a view sees of some nodes, nil for what it does not, and for
// node 0.
func (s *snapshot) visible(nodes []keys.Node, view graph.View, t *graph.Traced) ([]graph.Record, error) {
	there := nodes
	var where []int
	if slices.Contains(nodes, 0) {
		there = nil
		for i, n := range nodes {
			if n != 0 {
				there = append(there, n)
				where = append(where, i)
			}
		}
	}
	versions, err := s.versionsAt(there, keys.Revision(view.Revision))
	if err != nil {
		return nil, err
	}
	records := make([]graph.Record, len(nodes))
	for i, v := range versions {
		if v == nil || !v.visible(view.Clearance) {
			continue
		}
		at := i
		if where != nil {
			at = where[i]
		}
		if records[at], err = s.redacted(v, view); err != nil {
			return nil, err
		}
		t.Rows++
	}
	return records, nil
}

// ByCode finds the record of a kind that carries a code.
func (r *reader) ByCode(ctx context.Context, k graph.Kind, c graph.Code) (found graph.Record, err error) {
	if !k.Valid() {
		return nil, &graph.FieldError{Path: "kind", Reason: fmt.Sprintf("%q is no kind of record", k)}
	}
	err = r.ask(ctx, "ByCode", func(s *snapshot, t *graph.Traced) error {
		var ids []graph.ID
		more := false
		found = nil
		list := func(space keys.Space) []byte {
			return append(keys.AppendCodeList(nil, space, keys.Clip(c.System), keys.Clip(c.Code)), byte(kindNumber(k)))
		}
		nodes := map[keys.Node]bool{}
		err := s.plainList(list, r.revision(), func(key keys.Key) error {
			nodes[key.Node] = true
			return nil
		})
		if err != nil {
			return err
		}
		for _, n := range slices.Sorted(maps.Keys(nodes)) {
			v, err := s.version(n, r.revision())
			if err != nil {
				return err
			}
			if v == nil || v.class.Status() == keys.Retracted {
				return s.corrupt(n, "index entry", fmt.Errorf("it does not fit the record as of revision %d", r.view.Revision))
			}
			if !v.visible(r.view.Clearance) || !carries(v.record, c) { // the entry holds but the beginning of a long code
				continue
			}
			if len(ids) == maxNamed {
				more = true
				break
			}
			ids = append(ids, v.record.Shared().ID)
			if found, err = s.redacted(v, r.view); err != nil {
				return err
			}
		}
		t.Rows = len(ids)
		switch len(ids) {
		case 0:
			return fmt.Errorf("%s with code %s:%s: %w", k, c.System, c.Code, graph.ErrNotFound)
		case 1:
			return nil
		}
		slices.Sort(ids)
		return &graph.AmbiguousCode{Code: c, IDs: ids, More: more}
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

func carries(r graph.Record, want graph.Code) bool {
	return slices.ContainsFunc(r.Shared().Codes, func(c graph.Code) bool {
		return c.System == want.System && c.Code == want.Code
	})
}

// plainList gives the entries of a list that held at a revision, in no
// particular order.
func (s *snapshot) plainList(list func(keys.Space) []byte, at keys.Revision, give func(keys.Key) error) error {
	return s.plainEntries(list, at, func(key keys.Key, _ keys.Hot) error { return give(key) })
}

// plainEntries gives their values as well.
func (s *snapshot) plainEntries(list func(keys.Space) []byte, at keys.Revision, give func(keys.Key, keys.Hot) error) error {
	for _, space := range s.spacesAt(at) {
		if err := s.spend(1); err != nil { // opening costs, also where there is nothing
			return err
		}
		for pair, err := range s.tx.Scan(storage.Prefix(list(space))) {
			if err != nil {
				return storageError(err)
			}
			if err := s.spend(1); err != nil {
				return err
			}
			hot, err := openHot(pair.Key, pair.Value)
			if err != nil {
				return s.corruptEntry(pair.Key, err)
			}
			key, err := keys.Parse(pair.Key)
			if err != nil {
				return s.corruptEntry(pair.Key, err)
			}
			if !holds(space, key.Since, hot, at) {
				continue
			}
			if err := give(key, hot); err != nil {
				return err
			}
		}
	}
	return nil
}

// spacesAt are where the entries are that held at a revision.
func (s *snapshot) spacesAt(at keys.Revision) []keys.Space {
	if at < s.head {
		return []keys.Space{keys.Live, keys.Closed}
	}
	return []keys.Space{keys.Live}
}

// holds says whether an entry held at a revision: from the one that began it,
// until the one that ended it.
func holds(space keys.Space, since keys.Revision, hot keys.Hot, at keys.Revision) bool {
	if space == keys.Live {
		return hot.Revision <= at
	}
	return since <= at && at < hot.Revision
}

// corruptEntry names an index entry, and by its id the record that it is of, as
// far as the key tells.
func (s *snapshot) corruptEntry(key []byte, err error) error {
	if k, parseErr := keys.Parse(key); parseErr == nil {
		return s.corrupt(k.Node, "index entry "+k.String(), err)
	}
	return corruptEntry(key, err)
}

func corruptEntry(key []byte, err error) error {
	what := fmt.Sprintf("index entry %x", key)
	if k, parseErr := keys.Parse(key); parseErr == nil {
		what = "index entry " + k.String()
	}
	return &graph.CorruptError{What: what, Err: err}
}

// Scan gives the records of a kind in the order of their first recording. It
// reads in steps, so that a long scan holds no snapshot for long.
func (r *reader) Scan(ctx context.Context, k graph.Kind, statuses ...graph.Status) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) {
		const step = 256
		if !k.Valid() {
			yield(nil, &graph.FieldError{Path: "kind", Reason: fmt.Sprintf("%q is no kind of record", k)})
			return
		}
		want := func(m *graph.Meta) bool { return len(statuses) == 0 || slices.Contains(statuses, m.Status) }
		for after := keys.Node(0); ; {
			var batch []graph.Record
			var last keys.Node
			err := r.open(ctx, func(s *snapshot) error {
				batch, last = nil, 0
				nodes, err := s.recordedAfter(kindNumber(k), allClasses(s.walked(r.view.Clearance)), after, step, r.revision())
				if err != nil || len(nodes) == 0 {
					return err
				}
				last = nodes[len(nodes)-1]
				records, err := s.visibleAt(nodes, r.view)
				for _, v := range records {
					if v != nil && want(v.Shared()) {
						batch = append(batch, v)
					}
				}
				return err
			})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, record := range batch {
				if !yield(record, nil) {
					return
				}
			}
			if last == 0 {
				return
			}
			after = last
		}
	}
}

// visibleAt reads what a view may see of nodes whose entries held at its
// revision.
func (s *snapshot) visibleAt(nodes []keys.Node, view graph.View) ([]graph.Record, error) {
	versions, err := s.versionsAt(nodes, keys.Revision(view.Revision))
	if err != nil {
		return nil, err
	}
	records := make([]graph.Record, len(nodes))
	for i, v := range versions {
		if v == nil {
			return nil, s.corrupt(nodes[i], "index entry", fmt.Errorf("the record was not there in revision %d", view.Revision))
		}
		if !v.visible(view.Clearance) {
			continue
		}
		if records[i], err = s.redacted(v, view); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// allClasses are the classes of every status that a clearance covers.
func allClasses(clearance graph.Marking) []keys.Class {
	return classes(clearance, keys.Curated, keys.MachineCoded, keys.Superseded, keys.Draft, keys.Retracted)
}

func classes(clearance graph.Marking, statuses ...keys.Status) []keys.Class {
	var cs []keys.Class
	for _, status := range statuses {
		for m := keys.Public; m <= markingNumber(clearance); m++ {
			cs = append(cs, keys.ClassOf(status, m))
		}
	}
	return cs
}

// RevisionAt is the newest revision that was recorded at t or before.
func (l *Ledger) RevisionAt(ctx context.Context, t time.Time) (graph.Commit, error) {
	newest, err := l.Head(ctx)
	if err != nil || newest.Revision == 0 || !newest.Time.After(t) {
		return newest, err
	}
	var commit graph.Commit
	err = l.view(ctx, func(tx storage.ReadTx) error {
		commit = graph.Commit{}
		at, err := revisionAt(tx, t)
		if err == nil && at != 0 {
			commit, err = readCommit(tx, at)
		}
		return err
	})
	return commit, err
}

// revisionAt is the number of the newest revision that was recorded at t or
// before, 0 for none.
func revisionAt(tx storage.ReadTx, t time.Time) (graph.Revision, error) {
	for pair, err := range tx.Scan(storage.Range{
		Start: keys.AppendTag(nil, keys.Row, keys.RevisionTime), End: keys.AppendRevisionsAfter(nil, t), Reverse: true,
	}) {
		if err != nil {
			return 0, storageError(err)
		}
		key, err := keys.Parse(pair.Key)
		if err == nil {
			_, err = checkRow(pair.Key, pair.Value)
		}
		if err != nil {
			return 0, &graph.CorruptError{What: "time of a revision", Err: err}
		}
		return graph.Revision(key.Revision), nil
	}
	return 0, nil
}
