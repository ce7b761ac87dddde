package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/projection"
	"hudna/storage"
	"hudna/storage/keys"
)

// A ruling is a judgement as it stands in the list of one of the two records
// that it is about.
type ruling struct {
	judgement keys.Node
	other     keys.Node // the other record
	says      graph.Verdict
	hides     keys.Marking
}

// rulings lists the judgements on a node that stood at a revision, in the
// order in which they were recorded. A judgement is as hidden as the records
// that it is about, so that whoever sees it sees these.
func (s *snapshot) rulings(n keys.Node, at keys.Revision, clearance graph.Marking) ([]ruling, error) {
	var found []ruling
	err := s.standingEdges(keys.Judged, n, at, clearance, func(m keys.Member, hot keys.Hot) error {
		says, ok := valueOf(enumVerdict.values, uint32(hot.Main))
		if !ok {
			return s.corrupt(m.Position.Node, "index entry", fmt.Errorf("there is no verdict %d", hot.Main))
		}
		hides, err := s.markingAt(m.Position.Node, m.Class, at)
		if err != nil {
			return err
		}
		found = append(found, ruling{m.Position.Node, keys.Node(hot.Acts), says, hides})
		return nil
	})
	slices.SortFunc(found, func(a, b ruling) int { return cmp.Compare(a.judgement, b.judgement) })
	return found, err
}

// standingEdges gives the members of a list of nodes that stood in it at a
// revision, as far as a clearance covers them, without those that were
// retracted.
func (s *snapshot) standingEdges(t keys.Tag, owner keys.Node, at keys.Revision, clearance graph.Marking, give func(keys.Member, keys.Hot) error) error {
	return s.edges(t, owner, keys.Retracted, at, clearance, give)
}

// edges gives the members of a list of nodes that stood in it at a revision, as
// far as a clearance covers them, of the statuses before one.
func (s *snapshot) edges(t keys.Tag, owner keys.Node, before keys.Status, at keys.Revision, clearance graph.Marking, give func(keys.Member, keys.Hot) error) error {
	for _, space := range s.spacesAt(at) {
		list := keys.AppendList(nil, space, t, owner)
		if err := s.spend(1); err != nil { // opening costs, also where there is nothing
			return err
		}
		for pair, err := range s.tx.Scan(storage.Range{
			Start: list, End: keys.AppendClass(slices.Clone(list), keys.ClassOf(before, keys.Public)),
		}) {
			if err != nil {
				return storageError(err)
			}
			if err := s.spend(1); err != nil {
				return err
			}
			hot, err := openHot(pair.Key, pair.Value)
			if err != nil {
				return corruptEntry(pair.Key, err)
			}
			m, err := keys.ParseMember(pair.Key)
			if err != nil {
				return corruptEntry(pair.Key, err)
			}
			if !holds(space, m.Since, hot, at) {
				continue
			}
			hides, err := s.markingAt(m.Position.Node, m.Class, at)
			if err != nil {
				return err
			}
			if hides > markingNumber(clearance) {
				continue
			}
			if err := give(m, hot); err != nil {
				return err
			}
		}
	}
	return nil
}

// A sameAs is what a snapshot has found out of who is judged the same as whom.
type sameAs struct {
	view     graph.View
	clusters map[keys.Node][]keys.Node
	unjudged bool // nothing was ever judged
	expected int  // how many are about to be found out
}

// sameFor starts to find out for a view who is the same as whom.
func (s *snapshot) sameFor(view graph.View) (*sameAs, error) {
	if s.same != nil && s.same.view == view {
		return s.same, nil
	}
	unjudged, err := s.nothingJudged()
	if err != nil {
		return nil, err
	}
	s.same = &sameAs{view: view, unjudged: unjudged}
	return s.same, s.spend(1)
}

func (a *sameAs) keep(found []keys.Node) {
	if a.clusters == nil {
		a.clusters = make(map[keys.Node][]keys.Node, a.expected)
	}
	for _, member := range found {
		a.clusters[member] = found
	}
}

// cluster gives the nodes that are judged the same as one, itself among them, in
// the order in which they were recorded: the first of them stands for all. None
// of several is retracted, as a judgement on it that stands is in the way.
func (s *snapshot) cluster(n keys.Node, view graph.View) ([]keys.Node, error) {
	same, err := s.sameFor(view)
	if err != nil {
		return nil, err
	}
	if same.unjudged {
		return []keys.Node{n}, nil
	}
	if found, ok := same.clusters[n]; ok {
		return found, nil
	}
	if found, err := s.alike(n, view); found != nil || err != nil {
		same.keep(found)
		return found, err
	}
	before := s.reads
	found := []keys.Node{n}
	in := map[keys.Node]bool{n: true}
	for i := 0; i < len(found); i++ {
		rulings, err := s.rulings(found[i], keys.Revision(view.Revision), view.Clearance)
		if err != nil {
			return nil, err
		}
		for _, v := range rulings {
			if v.says == graph.VerdictSame && !in[v.other] {
				in[v.other] = true
				found = append(found, v.other)
			}
		}
	}
	slices.Sort(found)
	same.keep(found)
	s.likened(n, view, found, s.reads-before)
	return found, nil
}

// clusters gives for each id of records that the view sees the members that
// are judged the same as it, itself among them, in the order of their nodes.
func (s *snapshot) clusters(ids []graph.ID, view graph.View) ([][]member, error) {
	nodes, err := s.nodesOf(ids)
	if err != nil {
		return nil, err
	}
	found := make([][]member, len(ids))
	for i, n := range nodes {
		same, err := s.cluster(n, view)
		if err != nil {
			return nil, err
		}
		if found[i], err = s.membersOf(same); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// membersOf makes members that stand for something at any time.
func (s *snapshot) membersOf(nodes []keys.Node) ([]member, error) {
	own, err := s.identities(nodes)
	if err != nil {
		return nil, err
	}
	members := make([]member, len(nodes))
	for i, n := range nodes {
		members[i] = member{node: n, id: own[i].id}
	}
	return members, nil
}

// canonical gives for each id the one that stands for all that are the same. Of
// what is not there it is the id itself.
func (s *snapshot) canonical(ids []graph.ID, view graph.View) ([]graph.ID, error) {
	nodes, err := s.nodesOf(ids)
	if err != nil {
		return nil, err
	}
	return s.leads(ids, nodes, nil, view)
}

// leads is canonical for ids whose nodes are known, 0 for what is not there, and puts
// the nodes of what they lead to in their place. Some may be known to be themselves.
func (s *snapshot) leads(ids []graph.ID, nodes []keys.Node, themselves []bool, view graph.View) ([]graph.ID, error) {
	same, err := s.sameFor(view)
	if err != nil {
		return nil, err
	}
	same.expected = len(ids)
	found := slices.Clone(ids)
	for i, n := range nodes {
		if n == 0 || same.unjudged || len(themselves) > i && themselves[i] || !ids[i].Kind().Merges() {
			continue
		}
		same, err := s.cluster(n, view)
		if err != nil {
			return nil, err
		}
		if same[0] == n {
			continue
		}
		own, err := s.identities(same[:1])
		if err != nil {
			return nil, err
		}
		found[i], nodes[i] = own[0].id, same[0]
	}
	return found, nil
}

// themselves says which nodes stand for themselves, as nobody ever judged them: as far
// as the projection tells, if there is one. Nobody asks while the projection is read.
func (s *snapshot) themselves(nodes []keys.Node, view graph.View) (are []bool) {
	if !s.reading || s.l.opts.KeepToKeys || s.l.project == nil {
		return nil
	}
	table := s.l.project.table.Load()
	if table == nil {
		return nil
	}
	_ = table.Read(func() error { // which gives the error of what it runs
		if table.Revision() < projection.Revision(view.Revision) { //nolint:gosec // the projection holds all revisions
			return nil
		}
		are = make([]bool, len(nodes))
		for i, n := range nodes {
			are[i] = !table.Judged(projection.Node(n)) //nolint:gosec // and all nodes
		}
		return nil
	})
	return are
}

// Canonical gives for each id the one that stands for all that are judged the
// same as it.
func (r *reader) Canonical(ctx context.Context, ids []graph.ID) (canonical []graph.ID, err error) {
	err = r.ask(ctx, "Canonical", func(s *snapshot, t *graph.Traced) (err error) {
		canonical, err = s.canonical(ids, r.view)
		t.Rows = len(canonical)
		return err
	})
	return canonical, err
}

// Follow gives for each id the one that stands for it, and its record; see
// [graph.Follow].
func (r *reader) Follow(ctx context.Context, ids []graph.ID) (leads []graph.ID, records []graph.Record, err error) {
	err = r.ask(ctx, "Follow", func(s *snapshot, t *graph.Traced) error {
		nodes, err := s.nodesOf(ids)
		if err != nil {
			return err
		}
		if leads, err = s.leads(ids, nodes, s.themselves(nodes, r.view), r.view); err != nil {
			return err
		}
		records, err = s.visible(nodes, r.view, t)
		return err
	})
	return leads, records, err
}

// Identity says what a record is judged to be the same as.
func (r *reader) Identity(ctx context.Context, id graph.ID) (identity graph.Identity, err error) {
	err = r.ask(ctx, "Identity", func(s *snapshot, t *graph.Traced) error {
		identity = graph.Identity{}
		n, err := s.nodeOf(id)
		if err != nil {
			return err
		}
		if n != 0 {
			visible, err := s.there(n, r.view)
			if err != nil {
				return err
			}
			if !visible {
				n = 0
			}
		}
		if n == 0 {
			return fmt.Errorf("%s: %w", id, graph.ErrNotFound)
		}
		members, err := s.cluster(n, r.view)
		if err != nil {
			return err
		}
		var judgements []keys.Node
		for _, member := range members {
			rulings, err := s.rulings(member, r.revision(), r.view.Clearance)
			if err != nil {
				return err
			}
			for _, v := range rulings {
				judgements = append(judgements, v.judgement)
			}
		}
		slices.Sort(judgements)
		if identity.Members, err = s.idsOf(members); err != nil {
			return err
		}
		identity.Canonical = identity.Members[0]
		identity.Judgements, err = s.idsOf(slices.Compact(judgements))
		t.Rows = len(identity.Members)
		return err
	})
	return identity, err
}

// idsOf gives the ids of nodes.
func (s *snapshot) idsOf(nodes []keys.Node) ([]graph.ID, error) {
	if len(nodes) == 0 {
		return nil, nil
	}
	own, err := s.identities(nodes)
	if err != nil {
		return nil, err
	}
	ids := make([]graph.ID, len(own))
	for i := range own {
		ids[i] = own[i].id
	}
	return ids, nil
}
