package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// A knowledge is what was found out of nodes and versions, under one policy:
// each change of a marking makes another one, and what is read of a store after
// it is never kept with what was read before.
type knowledge struct {
	policy   keys.Revision
	nodes    *identityCache
	ids      *lru.Cache[graph.ID, keys.Node]
	versions keptVersions
	moments  *lru.Cache[moment, held]
	alike    *lru.Cache[viewOf, likeness]
	stood    *lru.Cache[scopeOf, membership]
	counters *lru.Cache[moment, *counters]

	settling sync.Mutex
	guards   map[keys.Node]nodeSet // of the nodes of overlays, all that they guard
}

func newKnowledge(policy keys.Revision, nodes, short, long int) *knowledge {
	return &knowledge{
		policy:   policy,
		nodes:    newIdentityCache(nodes),
		ids:      newCache[graph.ID, keys.Node](nodes),
		versions: newKeptVersions(short, long),
		moments:  newCache[moment, held](min(nodes, cachedMoments)),
		alike:    newCache[viewOf, likeness](min(nodes, cachedMoments)),
		stood:    newCache[scopeOf, membership](min(nodes, cachedScopes)),
		counters: newCache[moment, *counters](min(nodes, cachedCounters)),
		guards:   map[keys.Node]nodeSet{},
	}
}

// What a snapshot keeps to itself that lies before or behind the last change of
// a marking that was acknowledged.
const (
	ownNodes    = 1 << 12
	ownVersions = 1 << 8
)

// An overlay is a change of the marking of a node after which not all index
// entries have been moved to the classes in which they belong: those of nodes
// before done have, and all those of versions that came with it or later.
type overlay struct {
	node     keys.Node
	revision keys.Revision
	from, to keys.Marking
	done     keys.Node
}

// maxOverlays bounds the overlays that are pending at a time.
const maxOverlays = 64

// readOverlays reads the overlays that are pending, the oldest first.
func readOverlays(tx storage.ReadTx) (list []overlay, err error) {
	for pair, err := range tx.Scan(storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Overlay))) {
		if err != nil {
			return nil, storageError(err)
		}
		o, err := openOverlay(pair)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	slices.SortFunc(list, func(a, b overlay) int { return cmp.Compare(a.revision, b.revision) })
	return list, nil
}

func openOverlay(pair storage.Pair) (o overlay, err error) {
	key, err := keys.Parse(pair.Key)
	var row pb.Overlay
	if err == nil {
		err = openRow(pair.Key, pair.Value, &row)
	}
	if err == nil && (row.From >= keys.Markings || row.To >= keys.Markings) {
		err = fmt.Errorf("there is no marking %d or %d", row.From, row.To)
	}
	if err != nil {
		return o, &graph.CorruptError{What: "overlay " + key.String(), Err: err}
	}
	return overlay{key.Node, key.Revision, keys.Marking(row.From), keys.Marking(row.To), keys.Node(row.Done)}, nil
}

// row gives the key and the message of the row of an overlay.
func (o *overlay) row() ([]byte, *pb.Overlay) {
	return keys.AppendOverlay(nil, o.node, o.revision), &pb.Overlay{From: uint32(o.from), To: uint32(o.to), Done: uint64(o.done)}
}

// classBy is the class of a version, given the marking of its own node and those
// of the nodes that it refers to, by their place among these.
func (v *version) classBy(own keys.Marking, named func(i int) keys.Marking) keys.Class {
	hides := own
	graph.Guards(v.record, func(id graph.ID) {
		if i := slices.Index(v.ids, id); i >= 0 {
			hides = max(hides, named(i))
		}
	})
	return classOf(v.record, hides)
}

// stored is the class in which the index entries of a version stand.
func (s *snapshot) stored(v *version) (keys.Class, error) { return s.storedUnder(s.overlays, v) }

// storedUnder is the same, as some overlays have it.
func (s *snapshot) storedUnder(overlays []overlay, v *version) (keys.Class, error) {
	if len(overlays) == 0 {
		return v.class, nil
	}
	named, err := s.identities(append(slices.Clone(v.nodes), v.node))
	if err != nil {
		return 0, err
	}
	marking := func(n keys.Node, head keys.Marking) keys.Marking {
		first := true
		for i := range overlays {
			o := &overlays[i]
			if o.node != n {
				continue
			}
			if first {
				head, first = o.from, false
			}
			if v.since >= o.revision || v.node < o.done {
				head = o.to
			}
		}
		return head
	}
	own := marking(v.node, named[len(v.nodes)].marking)
	return v.classBy(own, func(i int) keys.Marking { return marking(v.nodes[i], named[i].marking) }), nil
}

// classOf is the class of the version in a row by the markings of the head.
func (s *snapshot) classOf(n keys.Node, row *pb.Version) (keys.Class, error) {
	if s.policy == 0 {
		return keys.Class(row.Class), nil
	}
	v, err := s.decode(n, row)
	if err != nil {
		return 0, err
	}
	return v.class, nil
}

// place says whether who asks may see the version in a row, where that is not
// left to its class, and in which class its index entries stand.
func (s *snapshot) place(n keys.Node, row *pb.Version) (sees bool, class keys.Class, err error) {
	if s.policy == 0 {
		return true, keys.Class(row.Class), nil
	}
	v, err := s.decode(n, row)
	if err != nil {
		return false, 0, err
	}
	class, err = s.stored(v)
	return s.clearance == "" || v.visible(s.clearance), class, err
}

// unsettled says whether index entries may stand in classes that tell the wrong
// thing to who asks.
func (s *snapshot) unsettled() bool {
	return len(s.overlays) > 0 && s.clearance != "" && s.clearance != graph.MarkingProtected
}

// walked is the clearance whose classes have to be walked through to find what
// another one sees.
func (s *snapshot) walked(clearance graph.Marking) graph.Marking {
	if len(s.overlays) > 0 {
		return graph.MarkingProtected
	}
	return clearance
}

// concerned says whether a pending overlay may concern a record: whether its
// node guards one of its versions, or did when this was found out. What has come
// to be guarded since was written as the overlay has it.
func (s *snapshot) concerned(n keys.Node) (bool, error) {
	if s.guards == nil {
		s.guards = make([]nodeSet, len(s.overlays))
		for i := range s.overlays {
			var err error
			if s.guards[i], err = s.guardedBy(s.overlays[i].node); err != nil {
				s.guards = nil
				return false, err
			}
		}
	}
	return slices.ContainsFunc(s.guards, func(set nodeSet) bool { return set.has(n) }), nil
}

// guardedBy gives the records that a node guards, which is found out once after
// each change of a marking, for all who ask.
func (s *snapshot) guardedBy(n keys.Node) (nodeSet, error) {
	s.cache.settling.Lock()
	defer s.cache.settling.Unlock()
	set := s.cache.guards[n]
	if set == nil {
		set = s.newNodeSet()
		if err := s.guarded(set, n); err != nil {
			return nil, err
		}
		s.cache.guards[n] = set
	}
	return set, nil
}

// seesEntry says whether who asks may see a record whose index entry stood in a
// class at a revision.
func (s *snapshot) seesEntry(n keys.Node, class keys.Class, at keys.Revision) (bool, error) {
	if !s.unsettled() {
		return true, nil
	}
	hides, err := s.markingAt(n, class, at)
	return hides <= markingNumber(s.clearance), err
}

// markingAt is the marking that hides a record at a revision, whose index entry
// stands in a class.
func (s *snapshot) markingAt(n keys.Node, class keys.Class, at keys.Revision) (keys.Marking, error) {
	if len(s.overlays) == 0 {
		return class.Marking(), nil
	}
	concerned, err := s.concerned(n)
	if err != nil || !concerned {
		return class.Marking(), err
	}
	v, err := s.version(n, at)
	if err != nil {
		return 0, err
	}
	if v == nil {
		return 0, s.corrupt(n, "index entry", fmt.Errorf("the record was not there in revision %d", at))
	}
	return v.class.Marking(), nil
}

// fits says whether a version may have its index entries in a class.
func (s *snapshot) fits(v *version, class keys.Class) bool {
	return v.class == class || len(s.overlays) > 0 && v.class.Status() == class.Status()
}

// Renamed gives the ids that records have now which had others before.
func (r *reader) Renamed(ctx context.Context, ids []graph.ID) (now []graph.ID, err error) {
	err = r.ask(ctx, "Renamed", func(s *snapshot, t *graph.Traced) error {
		now = make([]graph.ID, len(ids))
		for i, id := range ids {
			n, err := s.former(id)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			sees, err := s.there(n, r.view)
			if err != nil {
				return err
			}
			if !sees {
				continue
			}
			own, err := s.identities([]keys.Node{n})
			if err != nil {
				return err
			}
			now[i] = own[0].id
			t.Rows++
		}
		return nil
	})
	return now, err
}

// formerID is the key under which the node is found that had an id once. It
// tells nothing of the id to whom does not have the secret of the store.
func (l *Ledger) formerID(id graph.ID) []byte {
	return keys.AppendFormerID(nil, keys.Hash(l.keyedHash("id", []byte(id))[:len(keys.Hash{})]))
}

// former finds the node that had an id before its marking was raised, 0 for
// none.
func (s *snapshot) former(id graph.ID) (keys.Node, error) {
	if s.policy == 0 {
		return 0, nil
	}
	if err := s.spend(1); err != nil {
		return 0, err
	}
	key := s.l.formerID(id)
	value, err := s.tx.Get(key)
	if errors.Is(err, storage.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, storageError(err)
	}
	var row pb.NodeOfID
	if err := openRow(key, value, &row); err != nil {
		return 0, &graph.CorruptError{What: "former id", Err: err}
	}
	return keys.Node(row.Node), nil
}
