package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// What is kept of moments: of which version a node was at a revision, and of whom
// it was judged the same. Neither can change any more once the revision was
// acknowledged, so that it is never stale; what it refers to may have gone from
// the other caches, and is read again then. Keys count as read whether they were
// read or kept: what a question costs does not depend on who asked before.
const cachedMoments = 1 << 15 // of each sort, about 100 bytes each

// A moment is a node at a revision.
type moment struct {
	node keys.Node
	at   keys.Revision
}

// A held version is the one that held at a moment.
type held struct {
	since keys.Revision
	keys  int // that finding it out took
}

// A view of a node is how a clearance sees it at a moment.
type viewOf struct {
	moment
	clearance graph.Marking
}

// A likeness is which nodes were judged the same as one.
type likeness struct {
	nodes []keys.Node
	keys  int
}

// settled says whether what the snapshot finds out as of a revision is found out
// for good. Who checks the store, or writes to it, reads it all the same.
func (s *snapshot) settled(at keys.Revision) bool {
	return s.reading && at <= s.knownRevision
}

// recalled is the version that held at a moment, if it is known.
func (s *snapshot) recalled(n keys.Node, at keys.Revision) (*version, error) {
	if !s.settled(at) {
		return nil, nil
	}
	h, ok := s.cache.moments.Get(moment{n, at})
	if !ok {
		return nil, nil
	}
	v, ok := s.cache.versions.Get(versionKey{n, h.since})
	if !ok {
		return nil, nil
	}
	s.records++
	return v, s.spend(h.keys)
}

// remember keeps which version held at a moment, and what it took to find out.
func (s *snapshot) remember(at keys.Revision, v *version, keys int) {
	if s.settled(at) && v != nil {
		s.cache.moments.Add(moment{v.node, at}, held{v.since, keys})
	}
}

// alike gives the nodes that are known to be judged the same as one.
func (s *snapshot) alike(n keys.Node, view graph.View) ([]keys.Node, error) {
	at := keys.Revision(view.Revision)
	if !s.settled(at) {
		return nil, nil
	}
	l, ok := s.cache.alike.Get(viewOf{moment{n, at}, view.Clearance})
	if !ok {
		return nil, nil
	}
	return slices.Clip(l.nodes), s.spend(l.keys)
}

// likened keeps which nodes are judged the same.
func (s *snapshot) likened(n keys.Node, view graph.View, nodes []keys.Node, keysRead int) {
	if at := keys.Revision(view.Revision); s.settled(at) {
		s.cache.alike.Add(viewOf{moment{n, at}, view.Clearance}, likeness{nodes, keysRead})
	}
}
