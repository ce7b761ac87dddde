package ledger

import (
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// documents makes a set of documents ready.
func (c *compiler) documents(path string, set *graph.DocumentSet) (*condition, error) {
	at := func(name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	}
	var kids []*condition
	var failed error
	add := func(k *condition, err error) {
		if failed == nil {
			failed = err
		}
		if err == nil {
			kids = append(kids, k)
		}
	}
	if set.AnyOf != nil {
		add(c.these(at("anyOf"), set.AnyOf))
	}
	if set.Publisher != nil {
		a, err := c.actors(at("publisher"), set.Publisher, publishing)
		if err == nil {
			c.rolled(a)
			add(a.condition(placing{tag: keys.Referrer, unsure: true, somebody: true}))
		} else {
			add(nil, err)
		}
	}
	add(langs(at("langs"), set.Langs, func(d *graph.Document) string { return d.Lang }), nil)
	if set.Published != nil {
		k, err := dated(at("published"), set.Published, func(r graph.Record) *graph.Date {
			d, _ := r.(*graph.Document)
			return d.Published
		})
		if err == nil && k.op == opEntry { // documents are not listed by it
			k.op, k.tell, k.window = opRecord, nil, nil
		}
		add(k, pathed(at("published"), err))
	}
	add(oneOf(at("kinds"), set.Kinds, func(d *graph.Document) graph.DocumentKind { return d.Kind }), nil)
	if set.Text != "" {
		add(c.text(at("text"), graph.KindDocument, set.Text))
	}
	add(coding(at("coding"), set.Coding), nil)
	if set.Codings != nil {
		add(onRecord(at("codings"), func(d *graph.Document) bool {
			return slices.ContainsFunc(d.Codings, func(x graph.DocumentCoding) bool { return slices.Contains(set.Codings, x.Status) })
		}), nil)
	}
	add(statuses(at("statuses"), set.Statuses), nil)
	if failed != nil {
		return nil, failed
	}
	return nested(c, path, kids, set.And, set.Or, set.Not, c.documents)
}

func publishing(r graph.Record) (w who) {
	d, ok := r.(*graph.Document)
	if ok && d.Publisher != "" {
		w.ids = []graph.ID{d.Publisher}
	}
	if ok {
		w.date = d.Published
	}
	return w
}

// inDocument is met by statements whose evidence stands in a document that
// meets the set. If there are few enough of such documents and they can be
// found, their lists hold these statements.
func (c *compiler) inDocument(part string, set *graph.DocumentSet) (*condition, error) {
	if set == nil {
		return always, nil
	}
	on, err := c.documents(part, set)
	if err != nil || on.op == opNever {
		return on, err
	}
	documents := c.checked(graph.KindDocument, on)
	k := &condition{op: opRecord, part: part, match: func(r *candidate) (bool, error) {
		s, ok := r.record.(*graph.Statement)
		if !ok {
			return false, nil
		}
		ids := make([]graph.ID, len(s.Evidence))
		for i := range s.Evidence {
			ids[i] = s.Evidence[i].Document
		}
		return documents.any(ids)
	}}
	from := c.sourceOf(set)
	if from == nil {
		return k, nil
	}
	k.op = opLists
	k.lookup = &lookup{
		kind: graph.KindDocument, most: maxLooked,
		length: func() (uint64, error) { return from.length() },
		find: func() (lists []*list, _ []stop, ok bool, err error) {
			ids, ok, err := from.find()
			if err != nil || !ok {
				return nil, nil, false, err
			}
			if err := documents.look(ids); err != nil {
				return nil, nil, false, err
			}
			for _, id := range ids {
				if !documents.met[id] {
					continue
				}
				n, err := c.s.nodeOf(id)
				if err != nil {
					return nil, nil, false, err
				}
				lists = append(lists, &list{tag: keys.InDocument, owner: n})
			}
			return lists, nil, len(lists) <= graph.MaxUnion, nil
		},
	}
	return k, nil
}

// A documentSource finds documents among which are all that meet a set.
type documentSource struct {
	length func() (uint64, error)
	find   func() ([]graph.ID, bool, error)
}

// sourceOf chooses where the documents of a set can be found: those that it
// names, or those of the publishers that it names.
func (c *compiler) sourceOf(set *graph.DocumentSet) *documentSource {
	if set.AnyOf != nil {
		return &documentSource{
			length: func() (uint64, error) { return uint64(len(set.AnyOf)), nil },
			find:   func() ([]graph.ID, bool, error) { return set.AnyOf, true, nil },
		}
	}
	if p := set.Publisher; p != nil && len(p.AnyOf)+len(p.AllOf) > 0 {
		asked := p.AnyOf
		if len(asked) == 0 {
			asked = p.AllOf[:1]
		}
		return c.published(p, asked)
	}
	for i := range set.And {
		if from := c.sourceOf(&set.And[i]); from != nil {
			return from
		}
	}
	return nil
}

// published finds the documents of publishers by who refers to these.
func (c *compiler) published(set *graph.ActorSet, asked []graph.ID) *documentSource {
	var publishers []keys.Node
	know := func() error {
		if publishers != nil {
			return nil
		}
		var groups [][]member
		for _, id := range asked {
			members, err := c.s.standing(id, set, c.view)
			if err != nil {
				return err
			}
			groups = append(groups, members)
		}
		for _, m := range joined(groups) {
			publishers = append(publishers, m.node)
		}
		return nil
	}
	return &documentSource{
		length: func() (n uint64, err error) {
			if err := know(); err != nil {
				return 0, err
			}
			found, err := c.s.countersOf(publishers)
			if err != nil {
				return 0, err
			}
			for _, x := range found {
				n += x.length(keys.Referrer, 0, allClasses(c.s.walked(c.view.Clearance)))
			}
			return n, nil
		},
		find: func() (ids []graph.ID, ok bool, err error) {
			if err := know(); err != nil {
				return nil, false, err
			}
			nodes, ok, err := c.referring(publishers, documentKind)
			if err != nil || !ok {
				return nil, false, err
			}
			identities, err := c.s.identities(nodes)
			if err != nil {
				return nil, false, err
			}
			for _, i := range identities {
				ids = append(ids, i.id)
			}
			return ids, true, nil
		},
	}
}
