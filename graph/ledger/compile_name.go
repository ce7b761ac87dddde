package ledger

import (
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/text"
	"hudna/storage"
	"hudna/storage/keys"
)

// element is the path of one of several.
func element(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

// identified adds the conditions by which a record is identified: that it is one
// of some, and what it is called.
func (c *compiler) identified(k []*condition, at func(string) string, anyOf []graph.ID, name, starts string, kind graph.Kind) ([]*condition, error) {
	if anyOf != nil {
		is, err := c.these(at("anyOf"), anyOf)
		if err != nil {
			return nil, err
		}
		k = append(k, is)
	}
	called, err := c.called(at("name"), name, kind)
	if err != nil {
		return nil, err
	}
	begins, err := c.begins(at("starts"), starts, kind)
	if err != nil {
		return nil, err
	}
	return append(k, called, begins), nil
}

// stopsAt gives the places of records in the lists of their kind.
func (s *snapshot) stopsAt(nodes []keys.Node, view graph.View) ([]stop, error) {
	var stops []stop
	for some := range slices.Chunk(nodes, maxBatch) {
		versions, err := s.versionsAt(some, keys.Revision(view.Revision))
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			if v != nil && v.visible(view.Clearance) {
				class, err := s.stored(v)
				if err != nil {
					return nil, err
				}
				stops = append(stops, stop{Position: v.at, class: class, sure: true})
			}
		}
	}
	return sortStops(stops), nil
}

// called is a condition on a name: every word of the query is a word of it.
// Records are looked for by the word that the fewest have.
func (c *compiler) called(part, query string, kind graph.Kind) (*condition, error) {
	if query == "" {
		return always, nil
	}
	words := text.NameQuery(query)
	if len(words) == 0 {
		return never, nil // a name without a letter is the name of nobody
	}
	lists, err := c.s.rarest(words, kind, c.view.Clearance)
	if err != nil {
		return nil, err
	}
	return c.s.byName(part, lists, kind, func(name string) bool { return text.MatchName(query, name) }, c.view)
}

// byName makes a condition of the lists of a word. Where records are not listed
// in the order of their nodes, the lists are read beforehand, unless they are
// long.
func (s *snapshot) byName(part string, lists []*list, kind graph.Kind, match func(string) bool, view graph.View) (*condition, error) {
	c := &condition{op: opLists, part: part, lists: lists, vague: true, match: func(r *candidate) (bool, error) {
		return slices.ContainsFunc(namesOf(r.record), func(n graph.Name) bool { return match(n.Text) }), nil
	}}
	for _, l := range lists {
		l.unsure = true
	}
	if kind != graph.KindEvent {
		return c, nil
	}
	c.op, c.lists = opRecord, nil
	var length uint64
	for _, l := range lists {
		length += l.length()
	}
	if length > graph.MaxUnion {
		return c, nil
	}
	w, err := s.walkNodes(nodeSource{kind: kindNumber(kind), lists: lists}, allClasses(s.walked(view.Clearance)), keys.Revision(view.Revision), 0, false, 0)
	if err != nil {
		return nil, err
	}
	for {
		nodes, err := w.next()
		if err != nil {
			return nil, err
		}
		if len(nodes) == 0 {
			break
		}
		stops, err := s.stopsAt(nodes, view)
		if err != nil {
			return nil, err
		}
		for i := range stops {
			stops[i].sure = false
		}
		c.stops = append(c.stops, stops...)
	}
	c.op, c.stops = opLists, sortStops(c.stops)
	if len(c.stops) == 0 {
		return never, nil
	}
	return c, nil
}

// rarest gives the lists of the word of a name that the fewest records of a kind
// have that a clearance covers, as far as one sees without counting on.
func (s *snapshot) rarest(words [][]string, kind graph.Kind, clearance graph.Marking) (best []*list, err error) {
	least := uint64(0)
	for _, word := range words {
		lists := make([]*list, 0, len(word))
		length := uint64(0)
		for _, token := range word {
			l := &list{tag: keys.Name, owner: keys.Node(kindNumber(kind)), text: keys.Clip(token)}
			n, err := s.countNames(l.prefix(keys.Live), clearance)
			if err != nil {
				return nil, err
			}
			l.lengths = []uint64{n}
			length += n
			lists = append(lists, l)
		}
		if best == nil || length < least {
			best, least = lists, length
		}
	}
	return best, nil
}

// maxCounted is how far names are counted in order to choose among them.
const maxCounted = 2 * graph.MaxUnion

// countNames counts the entries of a list of a word that a clearance covers, up
// to maxCounted. What is hidden counts for nothing, as plans tell the length.
func (s *snapshot) countNames(list []byte, clearance graph.Marking) (n uint64, err error) {
	looked := 0
	for pair, err := range s.tx.Scan(storage.Prefix(list)) {
		if err != nil {
			return 0, storageError(err)
		}
		if looked++; looked > 4*maxCounted {
			return maxCounted, s.spend(looked)
		}
		key, err := keys.Parse(pair.Key)
		if err != nil {
			return 0, corruptEntry(pair.Key, err)
		}
		if key.Class.Marking() <= markingNumber(s.walked(clearance)) {
			n++
		}
		if n >= maxCounted {
			break
		}
	}
	return n, s.spend(looked + 1)
}

// begins is a condition on a name that is still being typed: the last word of
// the query begins a word of it. Records are looked for by that beginning, by a
// word before it, or, where all these are frequent, among all.
func (c *compiler) begins(part, query string, kind graph.Kind) (*condition, error) {
	if query == "" {
		return always, nil
	}
	starts := text.NamePrefixes(query)
	if len(starts) == 0 {
		return never, nil
	}
	found := &condition{op: opRecord, part: part, match: func(r *candidate) (bool, error) {
		return slices.ContainsFunc(namesOf(r.record), func(n graph.Name) bool { return text.MatchNameStart(query, n.Text) }), nil
	}}
	nodes, all, err := c.s.namesFrom(starts, kind, c.view)
	if err != nil {
		return nil, err
	}
	if all {
		if len(nodes) == 0 {
			return never, nil
		}
		found.op = opLists
		for _, n := range nodes {
			found.stops = append(found.stops, stop{Position: keys.Position{Earliest: keys.NoDate, Bucket: keys.Undated, Node: n}})
		}
		return found, nil
	}
	words := text.NameQuery(query)
	if len(words) < 2 {
		return found, nil
	}
	lists, err := c.s.rarest(words[:len(words)-1], kind, c.view.Clearance)
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		l.unsure = true
	}
	found.op, found.lists = opLists, lists
	return found, nil
}

// namesFrom gives the records of a kind that have a token in a name that begins
// with one of some letters, in the order of their nodes, or says that not all of
// them are there, as they are many.
func (s *snapshot) namesFrom(starts []string, kind graph.Kind, view graph.View) (nodes []keys.Node, all bool, err error) {
	at := keys.Revision(view.Revision)
	spaces := s.spacesAt(at)
	looked := 0
	for _, start := range starts {
		for _, space := range spaces {
			if err := s.spend(1); err != nil {
				return nil, false, err
			}
			for pair, err := range s.tx.Scan(storage.Prefix(keys.AppendNamesFrom(nil, space, keys.Clip(start)))) {
				if err != nil {
					return nil, false, storageError(err)
				}
				if err := s.spend(1); err != nil {
					return nil, false, err
				}
				if looked++; looked > 4*maxCounted {
					return nil, false, nil
				}
				key, err := keys.Parse(pair.Key)
				if err != nil {
					return nil, false, corruptEntry(pair.Key, err)
				}
				hot, err := openHot(pair.Key, pair.Value)
				if err != nil {
					return nil, false, corruptEntry(pair.Key, err)
				}
				if key.Kind == kindNumber(kind) && key.Class.Marking() <= markingNumber(s.walked(view.Clearance)) && holds(space, key.Since, hot, at) {
					nodes = append(nodes, key.Node)
				}
			}
		}
	}
	slices.Sort(nodes)
	return slices.Compact(nodes), true, nil
}
