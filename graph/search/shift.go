package search

import (
	"encoding/binary"
	"maps"
	"slices"

	"hudna/storage"
	"hudna/storage/keys"
)

// Shifts say by how much the statistics of texts are others than the totals of
// revisions say, as the markings of texts were changed later: in each revision,
// what it adds or takes away for itself and all that follow. Numbers below zero
// are those of which the sum with the totals overflows to what is right.
type Shifts map[keys.Revision]Totals

// Move says that from a revision on a text is of another class.
func (s Shifts) Move(at keys.Revision, k keys.Kind, from, to keys.Class, words int) {
	if from == to || words == 0 {
		return
	}
	sum := s[at].plus(Total{k, from, ^uint64(0), -uint64(words)}).plus(Total{k, to, 1, uint64(words)})
	if s[at] = sum; len(sum) == 0 {
		delete(s, at)
	}
}

// Add adds shifts, or takes them away.
func (s Shifts) Add(more Shifts, times uint64) {
	for at, list := range more {
		for _, t := range list {
			s[at] = s[at].plus(Total{t.Kind, t.Class, t.Texts * times, t.Words * times})
		}
		if len(s[at]) == 0 {
			delete(s, at)
		}
	}
}

// Less is a factor for [Shifts.Add] that takes away.
const Less = ^uint64(0)

// spanOfShifts is how many revisions share a row of shifts. With a shift of
// every list in each of them, the row is no longer than a value may be.
const spanOfShifts = 8

// spanOf is the first revision of the span that one is in.
func spanOf(r keys.Revision) keys.Revision { return r / spanOfShifts * spanOfShifts }

// Rows adds the shifts to those that a store has, and gives the rows that have
// to be written; one without a value is to be deleted.
func (s Shifts) Rows(tx storage.ReadTx) ([]storage.Pair, error) {
	spans := map[keys.Revision]bool{}
	for at := range s {
		spans[spanOf(at)] = true
	}
	var rows []storage.Pair
	for _, span := range slices.Sorted(maps.Keys(spans)) {
		sum := Shifts{}
		key := keys.AppendShifted(nil, span)
		for pair, err := range tx.Scan(storage.Range{Start: key, End: keys.AppendShifted(nil, span+1)}) {
			if err != nil {
				return nil, err
			}
			if err := sum.read(pair); err != nil {
				return nil, err
			}
		}
		for at := span; at < span+spanOfShifts; at++ {
			if list, ok := s[at]; ok {
				sum.Add(Shifts{at: list}, 1)
			}
		}
		rows = append(rows, storage.Pair{Key: key, Value: sum.row(key, span)})
	}
	return rows, nil
}

// row encodes the shifts of a span, or gives nil for none.
func (s Shifts) row(key []byte, span keys.Revision) []byte {
	if len(s) == 0 {
		return nil
	}
	row := begin(64)
	for _, at := range slices.Sorted(maps.Keys(s)) {
		for _, t := range s[at] {
			row = append(row, byte(at-span), byte(t.Kind), byte(t.Class))
			row = binary.AppendVarint(row, int64(t.Texts))
			row = binary.AppendVarint(row, int64(t.Words))
		}
	}
	return seal(key, row)
}

// read adds the shifts of a row.
func (s Shifts) read(pair storage.Pair) error {
	k, err := keys.Parse(pair.Key)
	if err != nil {
		return corrupt(pair.Key, err)
	}
	payload, err := open(pair.Key, pair.Value)
	if err != nil {
		return corrupt(pair.Key, err)
	}
	d := decoder{b: payload}
	for len(d.b) > 0 {
		at := k.Revision + keys.Revision(d.byte())
		t := Total{Kind: keys.Kind(d.byte()), Class: keys.Class(d.byte())}
		t.Texts, t.Words = uint64(d.signed()), uint64(d.signed())
		if d.err == nil && (spanOf(at) != k.Revision || !t.Class.Valid()) {
			d.fail()
		}
		if d.err != nil {
			return corrupt(pair.Key, d.err)
		}
		s[at] = s[at].plus(t)
	}
	return nil
}

// EachShift gives the shifts of a store up to a revision, those of one row after
// the other.
func EachShift(tx storage.ReadTx, last keys.Revision, give func(Shifts) error) error {
	r := storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Shifted))
	if last < last+1 {
		r.End = keys.AppendShifted(nil, last+1)
	}
	for pair, err := range tx.Scan(r) {
		if err != nil {
			return err
		}
		s := Shifts{}
		if err := s.read(pair); err != nil {
			return err
		}
		if err := give(s); err != nil {
			return err
		}
	}
	return nil
}

// Shifted gives totals with all shifts up to a revision.
func (t Totals) Shifted(s Shifts, last keys.Revision) Totals {
	for at, list := range s {
		if at > last {
			continue
		}
		for _, x := range list {
			t = t.plus(x)
		}
	}
	return t
}
