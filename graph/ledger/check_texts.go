package ledger

import (
	"math"

	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
)

// A textTrail follows a record from version to version, and tells the proof
// which texts there have to be because of them.
type textTrail struct {
	proof *search.Proof
	last  *told
}

func (t *textTrail) add(v *version) {
	now := &told{record: v.record, kind: textKind(v.record), class: v.written, at: v.at, anew: v.anew}
	ended, begun := now.after(t.last)
	if ended {
		t.proof.Ended(v.node, v.since, t.last.kind, t.last.class, t.last.words.Length)
	}
	if begun {
		t.proof.Begun(v.node, v.since, &search.Text{Kind: now.kind, Class: v.written, At: v.at, Words: now.words})
	}
	t.last = now
}

// words holds the texts that versions ask for against the rows that are there.
// If they differ, it goes through both again to say where.
func (c *checker) words() error {
	read := func() error {
		return storageError(c.proof.Rows(c.s.tx, c.s.merged, c.s.source, isDamage))
	}
	if err := read(); err != nil {
		return err
	}
	if c.proof.Differ() {
		c.proof.Narrow()
		counted := c.counted
		c.counted = true
		defer func() { c.counted = counted }()
		for n := keys.Node(1); n < c.next; n++ {
			if err := c.ctx.Err(); err != nil {
				return err
			}
			if err := c.retold(n); err != nil && !isDamage(err) { // said already
				return err
			}
		}
		for r := keys.Revision(1); r <= keys.Revision(c.report.Revision); r++ {
			totals, err := readTotals(c.s.tx, r)
			if err != nil && !isDamage(err) {
				return storageError(err)
			}
			if err == nil {
				c.proof.Totals(r, totals)
			}
		}
		if err := read(); err != nil {
			return err
		}
	}
	for _, f := range c.proof.Faults() {
		if f.Node == 0 || f.Node >= c.next {
			c.report.add("", "%s", f.What)
			continue
		}
		own, err := c.s.identities([]keys.Node{f.Node})
		if err != nil {
			if !isDamage(err) {
				return err
			}
			own = []identity{{}}
		}
		c.report.add(own[0].id, "%s", f.What)
	}
	return nil
}

// retold tells the proof of one record again.
func (c *checker) retold(n keys.Node) error {
	t := textTrail{proof: c.proof}
	for pair, err := range c.s.tx.Scan(storage.Prefix(keys.AppendRecordsAt(nil, n)).Reversed()) {
		if err != nil {
			return storageError(err)
		}
		v, err := c.earlier(n, "", pair)
		if err != nil {
			return err
		}
		t.add(v)
	}
	v, err := c.s.version(n, math.MaxUint64)
	if err != nil {
		return err
	}
	t.add(v)
	return nil
}

// textTags are those of the rows of texts. How many there are follows from what
// stands in them.
var textTags = []keys.Tag{keys.Pending, keys.Posting, keys.Word, keys.Ended}
