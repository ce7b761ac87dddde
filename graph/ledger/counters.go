package ledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// counters are the lengths of the lists of one node at the head.
type counters struct {
	counts map[counted]uint64
}

func readCounters(tx storage.ReadTx, n keys.Node) (*counters, error) {
	key := keys.AppendCounter(nil, n)
	value, err := tx.Get(key)
	if errors.Is(err, storage.ErrNotFound) {
		return &counters{counts: map[counted]uint64{}}, nil
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
	c := &counters{counts: make(map[counted]uint64, len(row.Lists))}
	for i, list := range row.Lists {
		c.counts[counted(list)] = row.Counts[i]
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
	var row pb.Counters
	for _, list := range slices.Sorted(maps.Keys(c.counts)) {
		row.Lists = append(row.Lists, uint32(list))
		row.Counts = append(row.Counts, c.counts[list])
	}
	return &row
}

func (c *counters) add(list counted, by int) error {
	n := int64(c.counts[list]) + int64(by)
	switch {
	case n < 0:
		return &graph.CorruptError{What: "counters", Err: fmt.Errorf("list %06x would have %d entries", uint32(list), n)}
	case n == 0:
		delete(c.counts, list)
	default:
		c.counts[list] = uint64(n)
	}
	return nil
}

// length adds up a list over the classes.
func (c *counters) length(t keys.Tag, k keys.Kind, classes []keys.Class) (n uint64) {
	for _, class := range classes {
		n += c.counts[countedList(t, k, class)]
	}
	return n
}
