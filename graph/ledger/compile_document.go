package ledger

import (
	"math"
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
			add(a.condition(placing{tag: keys.PublishedBy, somebody: true}))
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
		add(k, pathed(at("published"), err))
	}
	add(oneOf(at("kinds"), set.Kinds, func(d *graph.Document) graph.DocumentKind { return d.Kind }), nil)
	if set.Text != "" {
		add(c.text(at("text"), graph.KindDocument, set.Text))
	}
	add(coding(at("coding"), set.Coding), nil)
	if work := set.Codings; work != nil {
		add(onRecord(at("codings"), func(d *graph.Document) bool {
			return slices.ContainsFunc(d.Codings, func(x graph.DocumentCoding) bool {
				return (work.Coder == "" || x.Coder == work.Coder) && (work.Scheme == "" || x.Scheme == work.Scheme) &&
					(work.Statuses == nil || slices.Contains(work.Statuses, x.Status))
			})
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
// meets the set. If such documents can be found and are few enough, their lists
// hold these statements; otherwise the documents of each candidate are looked
// at, each of them once.
func (c *compiler) inDocument(part string, set *graph.DocumentSet) (*condition, error) {
	if set == nil {
		return always, nil
	}
	on, err := c.documents(part, set)
	if err != nil || on.op == opNever {
		return on, err
	}
	documents := c.checked(graph.KindDocument, on)
	return &condition{
		op: opLists, part: part,
		lookup: &lookup{
			kind: graph.KindDocument, most: math.MaxUint32,
			length: func() (uint64, error) { return c.s.documentsLike(on, c.view) },
			find: func(classes []keys.Class) (lists []*list, stops []stop, ok bool, err error) {
				found, ok, err := c.s.documentsOf(on, c.view, maxDocuments)
				if err != nil || !ok {
					return nil, nil, false, err
				}
				if len(found) <= graph.MaxUnion {
					for _, n := range found {
						lists = append(lists, &list{tag: keys.InDocument, owner: n})
					}
				} else if lists, stops, ok, err = c.s.gather(keys.InDocument, found, classes, keys.Revision(c.view.Revision), maxGathered); err != nil || !ok {
					return nil, nil, false, err
				}
				documents.found = make(map[keys.Node]bool, len(found))
				for _, n := range found {
					documents.found[n] = true
				}
				return lists, stops, true, nil
			},
		},
		match: func(r *candidate) (bool, error) {
			s, ok := r.record.(*graph.Statement)
			if !ok {
				return false, nil
			}
			ids := make([]graph.ID, len(s.Evidence))
			for i := range s.Evidence {
				ids[i] = s.Evidence[i].Document
			}
			return documents.any(ids)
		},
	}, nil
}
