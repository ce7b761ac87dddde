package search

import (
	"slices"

	"hudna/storage/keys"
)

// attempts are the revisions, from the first to the last, of which something may
// have been tried.
type attempts struct{ first, last keys.Revision }

// A written is what earlier tries have written into blocks that stay as they
// are. They are at the end of the list: whoever goes back through it may stop at
// a revision whose blocks hold nothing of what was tried.
type written struct {
	first    keys.Revision // that was tried
	begun    bool
	group    keys.Revision // whose blocks are being read
	found    bool          // and hold something of what was tried
	postings []posting
}

func (w *written) ended(group keys.Revision) bool {
	if w.begun && w.group != group && !w.found {
		return true
	}
	if !w.begun || w.group != group {
		w.begun, w.group, w.found = true, group, false
	}
	return false
}

func (w *written) read(key, value []byte) error {
	return readBlock(key, value, func(p *posting) error {
		if p.since >= w.first {
			w.postings = append(w.postings, *p)
			w.found = true
		}
		return nil
	})
}

func (w *written) has(p posting) bool {
	_, has := slices.BinarySearchFunc(w.postings, p, func(q, p posting) int { return comparePostings(&q, &p) })
	return has
}
