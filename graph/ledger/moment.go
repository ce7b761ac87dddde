package ledger

import (
	"slices"
	"weak"

	"hudna/graph"
	"hudna/storage/keys"
)

// What is kept of moments: of which version a node was at a revision, and of whom
// it was judged the same. Neither can change any more once the revision was
// acknowledged, so that it is never stale; what it refers to may have gone from
// the other caches, and is read again then. Keys count as read whether they were
// read or kept: what a question costs does not depend on who asked before.
const (
	cachedMoments  = 1 << 15 // of each sort, about 100 bytes each
	cachedCounters = 1 << 14 // some 400 bytes each
	// cachedScopes are for so many actors; most have few members, and none more
	// than [graph.MaxUnion], which take some 200 KB.
	cachedScopes = 1 << 8
)

// A moment is a node at a revision.
type moment struct {
	node keys.Node
	at   keys.Revision
}

// A held version is the one that held at a moment.
type held struct {
	since keys.Revision
	class keys.Class
	keys  int // that finding it out took
	// decoded is the version as long as it is kept: by what keeps versions, which
	// need not be looked through for it.
	decoded weak.Pointer[version]
}

// A view of a node is how a clearance sees it at a moment.
type viewOf struct {
	moment
	clearance keys.Marking
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
	v := h.decoded.Value()
	if v == nil {
		if v, ok = s.cache.versions.get(versionKey{n, h.since}); !ok {
			return nil, nil
		}
	}
	s.records++
	return v, s.spend(h.keys)
}

// remember keeps which version held at a moment, and what it took to find out.
func (s *snapshot) remember(at keys.Revision, v *version, keys int) {
	if s.settled(at) && v != nil && !s.sweeps {
		s.cache.moments.Add(moment{v.node, at}, held{v.since, v.class, keys, weak.Make(v)})
	}
}

// alike gives the nodes that are known to be judged the same as one.
func (s *snapshot) alike(n keys.Node, view graph.View) ([]keys.Node, error) {
	at := keys.Revision(view.Revision)
	if !s.settled(at) {
		return nil, nil
	}
	l, ok := s.cache.alike.Get(viewOf{moment{n, at}, markingNumber(view.Clearance)})
	if !ok {
		return nil, nil
	}
	return slices.Clip(l.nodes), s.spend(l.keys)
}

// likened keeps which nodes are judged the same.
func (s *snapshot) likened(n keys.Node, view graph.View, nodes []keys.Node, keysRead int) {
	if at := keys.Revision(view.Revision); s.settled(at) {
		s.cache.alike.Add(viewOf{moment{n, at}, markingNumber(view.Clearance)}, likeness{nodes, keysRead})
	}
}

// A scope of an actor is who stands for it, at a moment for a clearance.
type scopeOf struct {
	viewOf
	certainly, self, speakers, parts bool
}

// A membership is who does, and how many keys it took to find out.
type membership struct {
	members []member
	keys    int
}

// scopeAt names a scope. Who stands for whom stays the same until something has
// changed in that, which the projection knows, if there is one.
func (s *snapshot) scopeAt(n keys.Node, r *rollup, self bool) scopeOf {
	at := keys.Revision(r.view.Revision)
	if s.l.project != nil {
		if table := s.l.project.table.Load(); table != nil {
			at = keys.Revision(standsSince(table, r.view))
		}
	}
	return scopeOf{viewOf{moment{n, at}, markingNumber(r.view.Clearance)}, r.certainly, self, r.speakers, r.parts}
}

// stoodFor gives who is known to stand for an actor. They are not to be changed.
func (s *snapshot) stoodFor(scope scopeOf, view graph.View) ([]member, bool, error) {
	if !s.settled(keys.Revision(view.Revision)) {
		return nil, false, nil
	}
	found, ok := s.cache.stood.Get(scope)
	if !ok {
		return nil, false, nil
	}
	return slices.Clip(found.members), true, s.spend(found.keys)
}

// standsFor keeps who stands for an actor.
func (s *snapshot) standsFor(scope scopeOf, view graph.View, members []member, keysRead int) {
	if s.settled(keys.Revision(view.Revision)) {
		s.cache.stood.Add(scope, membership{members, keysRead})
	}
}
