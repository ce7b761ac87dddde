package search

import (
	"slices"
	"strings"

	"hudna/storage"
	"hudna/storage/keys"
)

// What is kept of where words stand: most words stand in few texts, and are asked
// for again and again between two commits. It is kept for one snapshot of the
// store, so that nothing that is written later has to be told to anybody, and counts
// as read.
const (
	maxStoodBytes = 32 << 20
	maxStoodSize  = 256 << 10 // of one word: 5,000 texts
)

// A stood is a word in all its forms, as a request looks for it in a snapshot.
type stood struct {
	snapshot any
	forms    string
	at       keys.Revision
	kinds    string
	classes  string
}

// A standing is in which texts a word stands.
type standing struct {
	terms []string // that have the forms, and of what is pending
	list  []place
	keys  int // that finding it out took
}

func (s *standing) size() int {
	n := 2*leastSize + 48*cap(s.list)
	for _, t := range s.terms {
		n += 16 + len(t)
	}
	return n
}

type stoodCache = sized[stood, *standing]

func newStoodCache() *stoodCache { return newSized[stood, *standing](maxStoodBytes, maxStoodSize) }

// keptFor is what a word is kept by; false where nothing is kept.
func (s *searching) keptFor(w *sought) (stood, bool) {
	if !s.r.Keep {
		return stood{}, false
	}
	known, ok := s.tx.(storage.Identified)
	if !ok || known.Snapshot() == nil {
		return stood{}, false
	}
	return stood{known.Snapshot(), strings.Join(w.forms, "\x00"), s.r.At, inBytes(s.r.Kinds), inBytes(s.classes)}, true
}

// recall says whether it is known where a word stands.
func (s *searching) recall(w *sought) bool {
	by, ok := s.keptFor(w)
	if !ok {
		return false
	}
	if w.kept, ok = s.finder.stood.Get(by); !ok {
		return false
	}
	if s.r.Merged < s.r.At { // what is pending looks them up
		for _, t := range w.kept.terms {
			w.terms[t] = new(occurrences)
		}
	}
	return true
}

// remember keeps where a word stands, but for what is pending.
func (s *searching) remember(w *sought, terms []string, pending, keysRead int) {
	if by, ok := s.keptFor(w); ok && 48*(len(w.room)-pending) < maxStoodSize {
		// In order, so that nobody has to put it there again.
		s.finder.stood.keep(by, &standing{terms, byNode(slices.Clone(w.room[pending:])), w.keys + keysRead})
	}
}

// inBytes are numbers as a string, which can be compared.
func inBytes[T ~byte](list []T) string {
	b := make([]byte, len(list))
	for i, v := range list {
		b[i] = byte(v)
	}
	return string(b)
}
