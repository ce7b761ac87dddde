package search

import "hudna/storage/keys"

// Without gives a row of postings or of ends as it is without what it says of
// some nodes: the row itself where it says nothing of them, nil where it says
// nothing else. Rows of a term of which none is left leave its words behind; see
// [FormsOf].
func Without(k keys.Key, key, value []byte, gone func(keys.Node) bool) ([]byte, error) {
	if k.Tag == keys.Ended {
		return endsWithout(k.Node, key, value, gone)
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

// FormsOf gives the forms under which a term is found, as they stand in keys.
func FormsOf(term string) []string { return formsOf(term) }
