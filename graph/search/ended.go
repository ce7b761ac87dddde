package search

import (
	"encoding/binary"
	"slices"

	"hudna/storage"
	"hudna/storage/keys"
)

// runLen is how many nodes share the rows of their ends.
const runLen = 256

// runOf is the first node of the run that a node is in.
func runOf(n keys.Node) keys.Node { return n / runLen * runLen }

// ends are the revisions that ended the texts of nodes, ascending.
type ends map[keys.Node][]keys.Revision

func (e ends) add(n keys.Node, r keys.Revision) {
	list := e[n]
	if at, found := slices.BinarySearch(list, r); !found {
		e[n] = slices.Insert(list, at, r)
	}
}

// hold reports whether the text of a node that began with a revision holds as
// of another: whether none of the ends lies behind the one and not behind the
// other.
func (e ends) hold(n keys.Node, since, at keys.Revision) bool {
	list := e[n]
	next, _ := slices.BinarySearch(list, since+1)
	return next == len(list) || list[next] > at
}

// An end is one of the entries of a row of ends.
type end struct {
	node keys.Node
	at   keys.Revision
}

// appendEnds encodes a part of the ends of a run, which are in order.
func appendEnds(key []byte, run keys.Node, list []end) []byte {
	row := begin(4 * len(list))
	node, at := run, keys.Revision(0)
	for _, e := range list {
		row = binary.AppendUvarint(row, uint64(e.node-node))
		row = binary.AppendVarint(row, int64(e.at-at))
		node, at = e.node, e.at
	}
	return seal(key, row)
}

// readEnds gives the entries of a row of ends.
func readEnds(key, value []byte, give func(end)) error {
	k, err := keys.Parse(key)
	if err != nil {
		return corrupt(key, err)
	}
	payload, err := open(key, value)
	if err != nil {
		return corrupt(key, err)
	}
	d := decoder{b: payload}
	e := end{node: k.Node}
	for len(d.b) > 0 {
		e.node += keys.Node(d.number())
		e.at += keys.Revision(d.signed())
		if d.err == nil && runOf(e.node) != k.Node {
			d.fail()
		}
		if d.err != nil {
			return corrupt(key, d.err)
		}
		give(e)
	}
	return nil
}

// maxEnds is how many ends stand in one row.
const maxEnds = 2048

// mergeEnds adds ends to those of a run and gives the rows to be written: the
// last one that was there, and more behind it where it grows too long.
func mergeEnds(tx storage.ReadTx, run keys.Node, list []end) ([]storage.Pair, error) {
	prefix := keys.AppendEnded(nil, run, 0)
	prefix = prefix[:len(prefix)-4]
	var last []end
	known := map[end]bool{}
	part := uint32(0)
	for pair, err := range tx.Scan(storage.Prefix(prefix)) {
		if err != nil {
			return nil, err
		}
		k, err := keys.Parse(pair.Key)
		if err != nil {
			return nil, corrupt(pair.Key, err)
		}
		part, last = k.Index, last[:0]
		if err := readEnds(pair.Key, pair.Value, func(e end) {
			last = append(last, e)
			known[e] = true
		}); err != nil {
			return nil, err
		}
	}
	for _, e := range list {
		if !known[e] { // and is not what a step before has written already
			last = append(last, e)
		}
	}
	var rows []storage.Pair
	for chunk := range slices.Chunk(last, maxEnds) {
		slices.SortFunc(chunk, compareEnds)
		key := keys.AppendEnded(nil, run, part)
		rows = append(rows, storage.Pair{Key: key, Value: appendEnds(key, run, chunk)})
		part++
	}
	return rows, nil
}

func compareEnds(a, b end) int {
	switch {
	case a.node != b.node && a.node < b.node, a.node == b.node && a.at < b.at:
		return -1
	case a == b:
		return 0
	}
	return 1
}
