package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// counters are the lengths of the lists of one node at the head: few for most
// nodes, of which a commit reads some and writes some more.
type counters struct {
	counts []length // those of at least one entry, in the order of their lists
}

// A length is how many entries a list has.
type length struct {
	list counted
	n    uint64
}

// at is where a list stands, or would.
func (c *counters) at(list counted) (i int, found bool) {
	return slices.BinarySearchFunc(c.counts, list, func(l length, list counted) int { return cmp.Compare(l.list, list) })
}

// of is how many entries a list has.
func (c *counters) of(list counted) uint64 {
	if i, found := c.at(list); found {
		return c.counts[i].n
	}
	return 0
}

func readCounters(tx storage.ReadTx, n keys.Node) (*counters, error) {
	key := keys.AppendCounter(nil, n)
	value, err := tx.Get(key)
	if errors.Is(err, storage.ErrNotFound) {
		return new(counters), nil
	}
	if err != nil {
		return nil, storageError(err)
	}
	return openCounters(n, key, value)
}

func openCounters(n keys.Node, key, value []byte) (*counters, error) {
	var row pb.Counters
	err := openRow(key, value, &row)
	if err == nil && len(row.Lists) != len(row.Counts) {
		err = errors.New("it has more lists than counts, or fewer")
	}
	if err != nil {
		return nil, &graph.CorruptError{What: fmt.Sprintf("counters of node %d", n), Err: err}
	}
	c := &counters{counts: make([]length, len(row.Lists))}
	for i, list := range row.Lists {
		c.counts[i] = length{counted(list), row.Counts[i]}
	}
	byList := func(a, b length) int { return cmp.Compare(a.list, b.list) }
	if !slices.IsSortedFunc(c.counts, byList) { // which the check has to live with
		slices.SortFunc(c.counts, byList)
	}
	return c, nil
}

// write puts the counters back. A node whose lists are all empty has none.
func (c *counters) write(tx storage.WriteTx, n keys.Node) error {
	key := keys.AppendCounter(nil, n)
	if len(c.counts) == 0 {
		return tx.Delete(key)
	}
	return setRow(tx, key, c.row())
}

// row is what is stored of counters.
func (c *counters) row() *pb.Counters {
	row := &pb.Counters{Lists: make([]uint32, len(c.counts)), Counts: make([]uint64, len(c.counts))}
	for i, l := range c.counts {
		row.Lists[i], row.Counts[i] = uint32(l.list), l.n
	}
	return row
}

func (c *counters) add(list counted, by int) error {
	i, found := c.at(list)
	var n int64
	if found {
		n = int64(c.counts[i].n)
	}
	n += int64(by)
	switch {
	case n < 0:
		return &graph.CorruptError{What: "counters", Err: fmt.Errorf("list %06x would have %d entries", uint32(list), n)}
	case n == 0 && found:
		c.counts = slices.Delete(c.counts, i, i+1)
	case n > 0 && found:
		c.counts[i].n = uint64(n)
	case n > 0:
		c.counts = slices.Insert(c.counts, i, length{list, uint64(n)})
	}
	return nil
}

// length adds up a list over the classes.
func (c *counters) length(t keys.Tag, k keys.Kind, classes []keys.Class) (n uint64) {
	for _, class := range classes {
		n += c.of(countedList(t, k, class))
	}
	return n
}
