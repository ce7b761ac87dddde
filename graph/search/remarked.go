package search

import (
	"cmp"
	"encoding/binary"
	"slices"

	"hudna/storage"
	"hudna/storage/keys"
)

// A Remark says that from a revision on a text has another marking than its
// postings say, until the next remark on the same text. Postings stay where they
// are when a marking changes.
type Remark struct {
	Node    keys.Node
	Since   keys.Revision // in which the text began
	From    keys.Revision
	Marking keys.Marking
}

// compareRemarks is their order in rows.
func compareRemarks(a, b Remark) int {
	return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Since, b.Since), cmp.Compare(a.From, b.From))
}

// maxRemarks is how many remarks stand in one row.
const maxRemarks = 2048

// remarksOf is the prefix of the rows of the remarks of a run of nodes.
func remarksOf(run keys.Node) []byte {
	key := keys.AppendRemarked(nil, run, 0)
	return key[:len(key)-4]
}

// appendRemarks encodes a part of the remarks of a run, which are in order.
func appendRemarks(key []byte, run keys.Node, list []Remark) []byte {
	row := begin(6 * len(list))
	last := Remark{Node: run}
	for _, m := range list {
		row = binary.AppendUvarint(row, uint64(m.Node-last.Node))
		row = binary.AppendVarint(row, int64(m.Since-last.Since))
		row = binary.AppendVarint(row, int64(m.From-last.From))
		row = append(row, byte(m.Marking))
		last = m
	}
	return seal(key, row)
}

// readRemarks gives the remarks of a row.
func readRemarks(key, value []byte, give func(Remark)) error {
	k, err := keys.Parse(key)
	if err != nil {
		return corrupt(key, err)
	}
	payload, err := open(key, value)
	if err != nil {
		return corrupt(key, err)
	}
	d := decoder{b: payload}
	m := Remark{Node: k.Node}
	for len(d.b) > 0 {
		m.Node += keys.Node(d.number())
		m.Since += keys.Revision(d.signed())
		m.From += keys.Revision(d.signed())
		m.Marking = keys.Marking(d.byte())
		if d.err == nil && (runOf(m.Node) != k.Node || m.Marking >= keys.Markings) {
			d.fail()
		}
		if d.err != nil {
			return corrupt(key, d.err)
		}
		give(m)
	}
	return nil
}

// Remarks gives the remarks on the texts of the run of nodes that one is in, in
// order.
func Remarks(tx storage.ReadTx, n keys.Node) (list []Remark, err error) {
	for pair, err := range tx.Scan(storage.Prefix(remarksOf(runOf(n)))) {
		if err != nil {
			return nil, err
		}
		if err := readRemarks(pair.Key, pair.Value, func(m Remark) { list = append(list, m) }); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Rows puts the remarks into the place of those on the texts of a node, and gives
// the rows that have to be written; one without a value is to be deleted.
func (list Remarking) Rows(tx storage.ReadTx, n keys.Node) ([]storage.Pair, error) {
	run := runOf(n)
	old := 0
	var all []Remark
	for pair, err := range tx.Scan(storage.Prefix(remarksOf(run))) {
		if err != nil {
			return nil, err
		}
		old++
		if err := readRemarks(pair.Key, pair.Value, func(m Remark) { all = append(all, m) }); err != nil {
			return nil, err
		}
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(m Remark) bool { return m.Node == n })
	kept = append(kept, list...)
	slices.SortFunc(kept, compareRemarks)
	if slices.Equal(all, kept) {
		return nil, nil
	}
	var rows []storage.Pair
	part := uint32(0)
	for chunk := range slices.Chunk(kept, maxRemarks) {
		key := keys.AppendRemarked(nil, run, part)
		rows = append(rows, storage.Pair{Key: key, Value: appendRemarks(key, run, chunk)})
		part++
	}
	for ; part < uint32(old); part++ {
		rows = append(rows, storage.Pair{Key: keys.AppendRemarked(nil, run, part)})
	}
	return rows, nil
}

// Remarking are the remarks on the texts of one node.
type Remarking []Remark

// remarked are the remarks that a search has read, in order.
type remarked []Remark

// marking is the marking of a text as of a revision, where a remark says so.
func (list remarked) marking(p *place, at keys.Revision) (keys.Marking, bool) {
	i, there := slices.BinarySearchFunc(list, Remark{Node: p.node, Since: p.since, From: at}, compareRemarks)
	if !there {
		i--
	}
	if i < 0 || list[i].Node != p.node || list[i].Since != p.since {
		return 0, false
	}
	return list[i].Marking, true
}
