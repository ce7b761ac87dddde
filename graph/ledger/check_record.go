package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// history checks all versions of a record and the index entries that they ask
// for.
func (c *checker) history(n keys.Node, own identity) error {
	var want []write
	flush := func() error {
		err := c.entries(own.id, want)
		want = want[:0]
		return err
	}
	t := trail{alive: map[string]holding{}, want: func(key, value []byte) { want = append(want, write{key, value}) }}
	words, marks := textTrail{proof: c.proof}, newRemarks()
	var first, last *version
	for v, err := range c.versions(n, own.id) {
		if err != nil {
			return err
		}
		c.report.Versions++
		words.add(v)
		if first == nil {
			first = v
		}
		if err := c.follows(own, first, last, v); err != nil {
			return err
		}
		last = v
		class, err := c.s.stored(v)
		if err != nil {
			return err
		}
		marks.add(v, class)
		if err := t.add(v, class); err != nil {
			c.report.add(own.id, "index entries: %v", err)
			return nil
		}
		if len(want) >= maxWanted {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	t.end()
	if err := flush(); err != nil {
		return err
	}
	if marking := last.record.Shared().Marking; own.marking != markingNumber(marking) {
		c.report.add(own.id, "it is marked %s, and its node %s", marking, own.marking)
	}
	if err := c.remarked(n, own.id, marks); err != nil {
		return err
	}
	return c.quotes(last)
}

// maxWanted bounds the index entries that are looked up at once.
const maxWanted = 4096

// versions gives all versions of a record, oldest first.
func (c *checker) versions(n keys.Node, id graph.ID) iter.Seq2[*version, error] {
	return func(yield func(*version, error) bool) {
		for pair, err := range c.s.tx.Scan(storage.Prefix(keys.AppendRecordsAt(nil, n)).Reversed()) {
			if err != nil {
				yield(nil, storageError(err))
				return
			}
			v, err := c.earlier(n, id, pair)
			if !yield(v, err) || err != nil {
				return
			}
		}
		row, err := c.s.row(n, math.MaxUint64)
		if err != nil {
			yield(nil, err)
			return
		}
		c.expect(keys.Row, keys.Chunk, uint64(row.Chunks))
		yield(c.s.decode(n, row))
	}
}

// earlier reads an earlier version of a record.
func (c *checker) earlier(n keys.Node, id graph.ID, pair storage.Pair) (*version, error) {
	row := new(pb.Version)
	if err := openRow(pair.Key, pair.Value, row); err != nil {
		return nil, &graph.CorruptError{ID: id, What: "earlier version", Err: err}
	}
	if key, err := keys.Parse(pair.Key); err != nil || uint64(key.Since) != row.Since {
		return nil, &graph.CorruptError{ID: id, What: "earlier version", Err: errors.New("it stands under the key of another")}
	}
	c.expect(keys.Row, keys.RecordAt, 1)
	c.expect(keys.Row, keys.Chunk, uint64(row.Chunks))
	return c.s.decode(n, row)
}

// follows checks what a version says of itself beside the record: it was found
// out when the version was written, and is relied on since.
func (c *checker) follows(own identity, first, before, v *version) error {
	fault := func(format string, args ...any) {
		c.report.add(own.id, "the version of revision %d %s", v.since, fmt.Sprintf(format, args...))
	}
	if v.created != first.since || before != nil && v.since <= before.since {
		fault("does not follow from the first, of revision %d", first.since)
	}
	meta := v.record.Shared()
	class, err := c.s.classThen(v)
	if err != nil {
		return err
	}
	if v.written != class {
		fault("has class %s, and should have %s", v.written, class)
	}
	restored := meta.Status
	if restored == graph.StatusRetracted {
		if restored = graph.StatusPublished; before != nil {
			restored = before.restored
		}
	}
	if v.restored != restored {
		fault("would be restored as %s, and should as %s", v.restored, restored)
	}
	// Where a date with a zone lies follows the time zones known when it was
	// written.
	if date, _ := dateOf(v.record); date != nil && date.Zone != "" {
		return nil
	}
	if at, err := placed(v.record, v.node); err != nil || v.at != at {
		fault("stands at %s, and should at %s", v.at, at)
	}
	return nil
}

// A trail follows a record from version to version, and tells which index
// entries have to be there because of them.
type trail struct {
	alive map[string]holding // by LIVE key
	want  func(key, value []byte)
}

// A holding is what an entry holds, and since when.
type holding struct {
	hot   keys.Hot
	since keys.Revision
}

// add goes on to the next version, whose entries stand in a class.
func (t *trail) add(v *version, class keys.Class) error {
	now, err := v.entries(class)
	if err != nil {
		return err
	}
	asked := make(map[string]keys.Hot, len(now))
	for i := range now {
		asked[now[i].key] = now[i].hot
	}
	for key, h := range t.alive {
		if hot, ok := asked[key]; ok && hot == h.hot {
			continue
		}
		closed := keys.AppendClosed(nil, []byte(key), h.since)
		h.hot.Revision = v.since
		t.want(closed, sealHot(closed, h.hot))
		delete(t.alive, key)
	}
	for key, hot := range asked {
		if _, ok := t.alive[key]; !ok {
			t.alive[key] = holding{hot, v.since}
		}
	}
	return nil
}

// end tells what holds since the last version.
func (t *trail) end() {
	for key, h := range t.alive {
		h.hot.Revision = h.since
		t.want([]byte(key), sealHot([]byte(key), h.hot))
	}
}

// entries checks that index entries stand where they should, with the values
// they should have.
func (c *checker) entries(id graph.ID, want []write) error {
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
	texts := map[graph.ID]*graph.HeldText{}
	for i, id := range v.ids {
		if id.Kind() != graph.KindDocument {
			continue
		}
		text, err := c.text(v.nodes[i])
		if err != nil {
			return err
		}
		if text != nil {
			texts[id] = text
		}
	}
	if len(texts) == 0 {
		return nil
	}
	err := graph.CheckQuotesIn(v.record, func(id graph.ID) *graph.HeldText { return texts[id] })
	if err != nil {
		c.report.add(v.record.Shared().ID, "%v", err)
	}
	return nil
}

// text is the text of a document as it is held now, or nil.
func (c *checker) text(n keys.Node) (*graph.HeldText, error) {
	if text, ok := c.texts.Get(n); ok {
		return text, nil
	}
	d, err := c.s.version(n, math.MaxUint64)
	if err != nil {
		if isDamage(err) {
			return nil, nil // found at the document itself
		}
		return nil, err
	}
	text := heldText(d.record)
	c.texts.Add(n, text)
	return text, nil
}
