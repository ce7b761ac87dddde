package ledger

import (
	"slices"

	"hudna/storage/keys"
)

// measure finds out how long lists are.
func (p *planner) measure(lists []*list) error {
	var owners []keys.Node
	if p.graph == nil {
		owners = append(owners, 0)
	}
	for _, l := range lists {
		if owner, _, _, ok := l.counted(); ok && owner != 0 {
			owners = append(owners, owner)
		}
	}
	slices.Sort(owners)
	owners = slices.Compact(owners)
	found, err := p.s.countersOf(owners)
	if err != nil {
		return err
	}
	if p.graph == nil {
		p.graph = found[0]
	}
	found[0] = p.graph
	n := len(p.classes)
	lengths := make([]uint64, n*len(lists))
	for i, l := range lists {
		owner, tag, kind, ok := l.counted()
		if !ok {
			continue
		}
		l.lengths = lengths[i*n : (i+1)*n : (i+1)*n]
		for i, class := range p.classes {
			l.lengths[i] = found[owner].of(countedList(tag, kind, class))
		}
	}
	return nil
}

// countersOf gives the counters of several nodes, which are not to be changed.
func (s *snapshot) countersOf(nodes []keys.Node) (map[keys.Node]*counters, error) {
	found := make(map[keys.Node]*counters, len(nodes))
	var missing []keys.Node
	var want [][]byte
	// While a change of a marking is carried out, they change without a revision.
	kept := s.settled(s.head) && len(s.overlays) == 0
	for _, n := range nodes {
		if kept {
			if c, ok := s.cache.counters.Get(moment{n, s.head}); ok {
				found[n] = c
				continue
			}
		}
		missing, want = append(missing, n), append(want, keys.AppendCounter(nil, n))
	}
	if len(want) > 0 {
		values, err := s.tx.GetMany(want)
		if err != nil {
			return nil, storageError(err)
		}
		for i, value := range values {
			c := new(counters)
			if value != nil {
				if c, err = openCounters(missing[i], want[i], value); err != nil {
					return nil, err
				}
			}
			if found[missing[i]] = c; kept {
				s.cache.counters.Add(moment{missing[i], s.head}, c)
			}
		}
	}
	return found, s.spend(len(nodes))
}

// uncounted is for how long a list is taken that is not counted: an utterance is
// not made often.
const uncounted = 8

// length is how long a list is in all classes of the question.
func (l *list) length() (n uint64) {
	if l.lengths == nil {
		return uncounted
	}
	for _, m := range l.lengths {
		n += m
	}
	return n
}

// without says that the list has no entry of a class at the head, by the number
// of the class among those of the question.
func (l *list) without(class int) bool { return len(l.lengths) > class && l.lengths[class] == 0 }
