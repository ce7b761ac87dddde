package ledger

import (
	"bytes"
	"slices"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

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
				c.report.add("", "%s: %v", key, err)
			} else if graph.Revision(row.Revision) > c.report.Revision || row.Revision == 0 {
				c.report.add("", "%s names revision %d, which is not there", key, row.Revision)
			} else if word, bit := row.Revision/64, uint64(1)<<(row.Revision%64); c.keyed[word]&bit != 0 {
				c.report.add("", "%s names revision %d, as another does", key, row.Revision)
			} else {
				c.keyed[word] |= bit
			}
		}
	}
	if err := lists.finish(found); err != nil {
		return err
	}
	for r := uint64(1); r <= uint64(c.report.Revision); r++ {
		if c.keyed[r/64]&(1<<(r%64)) == 0 {
			c.report.add("", "no idempotency row names revision %d", r)
		}
	}
	for _, t := range slices.Concat(textTags, markTags) {
		tag := [2]byte{byte(keys.Row), byte(t)}
		c.tags[tag] = found[tag]
	}
	c.counted = true
	for tag, n := range found {
		if n == c.tags[tag] {
			continue
		}
		space, tag, asked := keys.Space(tag[0]), keys.Tag(tag[1]), c.tags[tag]
		if err := c.leftOver(space, tag); err != nil {
			return err
		}
		if n > asked && c.report.Clean() {
			c.report.add("", "keys %s %s: %d are asked for, and there are %d", space, tag, asked, n)
		}
	}
	for tag, n := range c.tags {
		if found[tag] < n && keys.Space(tag[0]) == keys.Row && keys.Tag(tag[1]) != keys.Idempotency { // these are named
			c.report.add("", "rows %s: %d are asked for, and there are %d", keys.Tag(tag[1]), n, found[tag])
		}
	}
	// Each operation was found to have made a version, so there are no others.
	if c.report.Clean() && c.ops != c.report.Versions {
		c.report.add("", "the revisions tell of %d versions of records, and there are %d", c.ops, c.report.Versions)
	}
	return nil
}

// lengths counts the entries of each list and compares them with the counters.
// That finds every list that has entries; whether others are counted shows in
// the sum of all counters.
type lengths struct {
	c     *checker
	total uint64 // LIVE entries that count
	lists map[counted]uint64
	owner keys.Node
	tag   keys.Tag
	wrong bool // some counter is
}

func (l *lengths) add(k keys.Key) {
	owner, list, ok := countedKey(k)
	if !ok {
		return
	}
	if l.lists == nil || l.owner != owner || l.tag != k.Tag {
		l.flush()
		l.lists, l.owner, l.tag = map[counted]uint64{}, owner, k.Tag
	}
	l.lists[list]++
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
		if c.of(list) != n {
			l.wrong = true
			l.c.report.add("", "counters of node %d: they say that %s of class %s has %d entries, and it has %d",
				l.owner, list.tag(), list.class(), c.of(list), n)
		}
	}
}

// finish reads all counters: their sum is the number of entries.
func (l *lengths) finish(found map[[2]byte]uint64) error {
	l.flush()
	var sum uint64
	err := l.counters(func(n keys.Node, c *counters, err error) error {
		switch {
		case err != nil:
			l.c.report.add("", "%v", err)
			return nil
		case n >= l.c.next:
			l.c.report.add("", "counters of node %d: there is no such node", n)
		case len(c.counts) == 0:
			l.c.report.add("", "counters of node %d: they are empty", n)
		}
		for _, entries := range c.counts {
			if sum += entries.n; entries.n == 0 {
				l.c.report.add("", "counters of node %d: they say that %s of class %s has no entries, and should say nothing of it", n, entries.list.tag(), entries.list.class())
			}
		}
		return nil
	})
	if err == nil && (l.wrong || sum != l.total) {
		err = l.counters(l.unfounded)
	}
	// Which nodes have counters follows from the entries.
	tag := [2]byte{byte(keys.Row), byte(keys.Counter)}
	l.c.tags[tag] = found[tag]
	return err
}

// counters goes over the counters of all nodes.
func (l *lengths) counters(fn func(keys.Node, *counters, error) error) error {
	for pair, err := range l.c.s.tx.Scan(storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Counter))) {
		if err != nil {
			return storageError(err)
		}
		key, err := keys.Parse(pair.Key)
		if err != nil {
			continue // said already
		}
		c, err := openCounters(key.Node, pair.Key, pair.Value)
		if err := fn(key.Node, c, err); err != nil {
			return err
		}
	}
	return nil
}

// unfounded names the lists without entries that counters tell of.
func (l *lengths) unfounded(n keys.Node, c *counters, err error) error {
	if err != nil {
		return nil // said already
	}
	for _, entries := range c.counts {
		list, there := entries.list, false
		if prefix := list.prefix(n); prefix != nil {
			for _, err := range l.c.s.tx.Scan(storage.Prefix(prefix)) {
				if err != nil {
					return storageError(err)
				}
				there = true
				break
			}
		}
		if !there && entries.n > 0 {
			l.c.report.add("", "counters of node %d: they say that %s of class %s has %d entries, and it has none", n, list.tag(), list.class(), entries.n)
		}
	}
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
				c.report.add("", "%s is there and nothing asks for it", key)
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
		return true, nil // or found to be left over when it was read
	}
	return false, nil
}

// asked says whether the versions of the record of an entry ask for it.
func (c *checker) asked(key keys.Key, raw []byte) (asked bool, id graph.ID, err error) {
	if key.Node == 0 || key.Node >= c.next {
		return false, "", nil
	}
	damaged := func(err error) (bool, graph.ID, error) {
		if isDamage(err) {
			return true, id, nil // that is said already, and more cannot be
		}
		return false, id, err
	}
	own, err := c.s.identities([]keys.Node{key.Node})
	if err != nil {
		return damaged(err)
	}
	id = own[0].id
	t := trail{alive: map[string]holding{}, want: func(key, _ []byte) { asked = asked || bytes.Equal(key, raw) }}
	for v, err := range c.versions(key.Node, id) {
		if err != nil {
			return damaged(err)
		}
		class, err := c.s.stored(v)
		if err != nil {
			return damaged(err)
		}
		if err := t.add(v, class); err != nil {
			return true, id, nil
		}
	}
	t.end()
	return asked, id, nil
}
