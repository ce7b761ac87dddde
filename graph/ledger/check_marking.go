package ledger

import (
	"errors"
	"maps"
	"slices"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
)

// markTags are those of the rows that changes of markings leave. How many there
// are follows from what stands in them.
var markTags = []keys.Tag{keys.Overlay, keys.FormerID, keys.Remarked, keys.Shifted}

// A markProof holds what changes of markings leave against the records.
type markProof struct {
	shifts  search.Shifts // that records ask for, less those that are there
	remarks int           // that records ask for
}

// classThen is the class that a version had when it was written, by the markings
// that were known then.
func (s *snapshot) classThen(v *version) (keys.Class, error) {
	own := markingNumber(v.record.Shared().Marking)
	then := make([]keys.Marking, len(v.nodes))
	if s.policy == 0 {
		named, err := s.identities(append(slices.Clone(v.nodes), v.node))
		if err != nil {
			return 0, err
		}
		for i := range then {
			then[i] = named[i].marking
		}
		return v.classBy(max(own, named[len(then)].marking), func(i int) keys.Marking { return then[i] }), nil
	}
	var missing error
	class := v.classBy(own, func(i int) keys.Marking {
		guard, err := s.version(v.nodes[i], v.since)
		if err == nil && guard == nil {
			err = s.corrupt(v.nodes[i], "reference", errBeyondHead)
		}
		if err != nil {
			missing = err
			return 0
		}
		return markingNumber(guard.record.Shared().Marking)
	})
	return class, missing
}

// remarked checks the remarks on the texts of a record.
func (c *checker) remarked(n keys.Node, id graph.ID, asked *remarks) error {
	if c.s.policy == 0 {
		return nil
	}
	c.marks.shifts.Add(asked.shifts, 1)
	c.marks.remarks += len(asked.list)
	found, err := search.Remarks(c.s.tx, n)
	if err != nil {
		return storageError(err)
	}
	found = slices.DeleteFunc(found, func(m search.Remark) bool { return m.Node != n })
	if !slices.Equal(found, asked.list) {
		c.report.add(id, "what is remarked on its texts is not what its markings ask for")
	}
	return nil
}

// markings checks the rows that changes of markings leave.
func (c *checker) markings() error {
	c.report.Overlays = len(c.s.overlays)
	damage := func(err error) error {
		if !isDamage(err) {
			return err
		}
		c.report.add("", "%v", err)
		return nil
	}
	for _, o := range c.s.overlays {
		if o.node == 0 || o.node >= c.next || o.revision > c.s.policy {
			c.report.add("", "an overlay is there for a change of the marking of node %d in revision %d, which was not made", o.node, o.revision)
		}
	}
	found, last := 0, ^keys.Node(0)
	for pair, err := range c.s.tx.Scan(storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Remarked))) {
		if err != nil {
			return storageError(err)
		}
		key, err := keys.Parse(pair.Key)
		if err != nil || key.Node == last {
			continue // said already, or read with the row before
		}
		last = key.Node
		list, err := search.Remarks(c.s.tx, key.Node)
		if err != nil {
			if err := damage(err); err != nil {
				return err
			}
		}
		found += len(list)
	}
	if found != c.marks.remarks {
		c.report.add("", "texts have %d remarks, and records ask for %d", found, c.marks.remarks)
	}
	if err := search.EachShift(c.s.tx, ^keys.Revision(0), func(s search.Shifts) error {
		c.marks.shifts.Add(s, search.Less)
		return nil
	}); err != nil {
		if err := damage(storageError(err)); err != nil {
			return err
		}
	}
	for _, at := range slices.Sorted(maps.Keys(c.marks.shifts)) {
		c.report.add("", "the statistics of texts are shifted in revision %d by what no change of a marking asks for, or not by what one does", at)
	}
	return c.formerIDs()
}

// formerIDs checks the rows of ids that records had.
func (c *checker) formerIDs() error {
	for pair, err := range c.s.tx.Scan(storage.Prefix(keys.AppendTag(nil, keys.Row, keys.FormerID))) {
		if err != nil {
			return storageError(err)
		}
		var row pb.NodeOfID
		err := openRow(pair.Key, pair.Value, &row)
		if err == nil && (row.Node == 0 || keys.Node(row.Node) >= c.next) {
			err = errors.New("it names a node that is not there")
		}
		if err != nil {
			c.report.add("", "former id: %v", err)
		}
	}
	return nil
}
