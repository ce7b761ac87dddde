package search

import (
	"hudna/storage"
	"hudna/storage/keys"
)

// Without gives a row of postings, of ends or of remarks as it is without what it says of
// some nodes: the row itself where it says nothing of them, nil where it says
// nothing else. Rows of a term of which none is left leave its words behind; see
// [FormsOf].
func Without(k keys.Key, key, value []byte, gone func(keys.Node) bool) ([]byte, error) {
	switch k.Tag {
	case keys.Ended:
		return endsWithout(k.Node, key, value, gone)
	case keys.Remarked:
		return remarksWithout(k.Node, key, value, gone)
	}
	var w blockWriter
	cut := false
	err := readBlock(key, value, func(p *posting) error {
		if gone(p.node) {
			cut = true
		} else {
			w.add(p)
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case !cut:
		return value, nil
	case w.count == 0:
		return nil, nil
	}
	return w.take(key), nil
}

func endsWithout(run keys.Node, key, value []byte, gone func(keys.Node) bool) ([]byte, error) {
	var left []end
	cut := false
	err := readEnds(key, value, func(e end) {
		if gone(e.node) {
			cut = true
		} else {
			left = append(left, e)
		}
	})
	switch {
	case err != nil:
		return nil, err
	case !cut:
		return value, nil
	case len(left) == 0:
		return nil, nil
	}
	return appendEnds(key, run, left), nil
}

func remarksWithout(run keys.Node, key, value []byte, gone func(keys.Node) bool) ([]byte, error) {
	var left []Remark
	cut := false
	err := readRemarks(key, value, func(m Remark) {
		if gone(m.Node) {
			cut = true
		} else {
			left = append(left, m)
		}
	})
	switch {
	case err != nil:
		return nil, err
	case !cut:
		return value, nil
	case len(left) == 0:
		return nil, nil
	}
	return appendRemarks(key, run, left), nil
}

// ShiftsWithout gives a row of shifts less some others, as far as those are of
// its revisions, and takes them from these; nil where nothing is left.
func ShiftsWithout(key, value []byte, less Shifts) ([]byte, error) {
	k, err := keys.Parse(key)
	if err != nil {
		return nil, corrupt(key, err)
	}
	sum := Shifts{}
	if err := sum.read(storage.Pair{Key: key, Value: value}); err != nil {
		return nil, err
	}
	for at := k.Revision; at < k.Revision+spanOfShifts; at++ {
		if list, ok := less[at]; ok {
			sum.Add(Shifts{at: list}, Less)
			delete(less, at)
		}
	}
	return sum.row(key, k.Revision), nil
}

// FormsOf gives the forms under which a term is found, as they stand in keys.
func FormsOf(term string) []string { return formsOf(term) }
