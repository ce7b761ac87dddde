package ledger

import (
	"slices"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/storage"
	"hudna/storage/keys"
)

// What is kept of lists: the entries that a walk read from where it leapt to, for
// whoever leaps there again between two commits, as all do who ask for the newest
// of a list; and of lists that are read at once, all. They belong to one snapshot of the
// store, so that nothing that is written later has to be told to anybody, and count as read.
const (
	cachedStrips = 1 << 12
	// maxStrip is how many entries are kept of one leap, some 70 bytes each: as
	// many as a page of usual size takes, and some that are passed over.
	maxStrip = 64
	// maxStrips is of how many leaps of one walk something is kept. What leaps more
	// often goes through all of its lists, and is asked for less often.
	maxStrips = 256
)

// A listed entry is one of a dated list, as it was read.
type listed struct {
	keys.Member
	hot keys.Hot
}

// A strip is what comes first from a key on, of one list, class and bucket.
type strip struct {
	from    string
	entries []listed
	whole   bool // nothing of them comes behind these entries
	kept    bool // others may read it: it does not change any more
}

// strips are those of one snapshot of the store.
type strips struct {
	longest int
	once    sync.Once
	kept    *lru.Cache[string, *strip]
}

func (k *strips) all() *lru.Cache[string, *strip] {
	k.once.Do(func() { k.kept = newCache[string, *strip](cachedStrips) })
	return k.kept
}

// keeps says whether what a walk reads of lists is kept, and what was kept is read:
// by whom it is asked for each record once, or who checks the store or writes to it,
// it is not.
func (c *cursors) keeps() bool { return c.s.reading && !c.s.sweeps && c.s.looked.at != nil }

// strip gives what is known from a key on, and begins it where nothing is.
func (c *cursors) strip(key []byte) *strip {
	if !c.keeps() {
		return new(strip)
	}
	if known, ok := c.s.looked.strips.all().Get(string(key)); ok {
		return known
	}
	return c.made(&strip{from: string(key)})
}

// changing gives a strip that can be added to.
func (c *cursors) changing(known *strip) *strip {
	if !known.kept {
		return known
	}
	return c.made(&strip{from: known.from, entries: append(make([]listed, 0, 2*len(known.entries)+1), known.entries...)})
}

// made notes a strip that is to be kept when the walk has ended.
func (c *cursors) made(s *strip) *strip {
	if len(c.strips) < maxStrips {
		c.strips = append(c.strips, s)
	}
	return s
}

// keep keeps the strips of a walk that has ended.
func (c *cursors) keep() {
	if len(c.strips) == 0 {
		return
	}
	all := c.s.looked.strips.all()
	for _, s := range c.strips {
		s.kept = true
		all.Add(s.from, s)
	}
	c.strips = nil
}

// add takes in the n-th entry from the key on, or that there is none.
func (f *leaf) add(n int, e *listed) {
	if !f.cursors.keeps() || n != len(f.strip.entries) || n == f.cursors.s.looked.strips.longest && e != nil {
		return
	}
	f.strip = f.cursors.changing(f.strip)
	if e == nil {
		f.strip.whole = true
	} else {
		f.strip.entries = append(f.strip.entries, *e)
	}
}

// shortList gives what of some classes stood in a list at a revision; false for a list that
// is longer than what is kept of one.
func (s *snapshot) shortList(l *list, classes []keys.Class, at keys.Revision) (stops []stop, all bool, err error) {
	c := cursors{s: s}
	for _, space := range s.spacesAt(at) {
		k, err := c.whole(l.prefix(space))
		if err == nil {
			err = s.spend(1 + len(k.entries)) // opening costs, also where there is nothing
		}
		if err != nil || !k.whole {
			return nil, false, err
		}
		for i := range k.entries {
			e := &k.entries[i]
			if !slices.Contains(classes, e.Class) || !holds(space, e.Since, e.hot, at) {
				continue
			}
			sees, err := s.seesEntry(e.Position.Node, e.Class, at)
			if err != nil {
				return nil, false, err
			}
			if sees {
				stops = append(stops, stop{Position: e.Position, class: e.Class, hot: e.hot, told: true, sure: true})
			}
		}
	}
	return stops, true, nil
}

// whole gives all entries under a prefix, or says by its strip that they are too many. What
// was not read to where that is known is not kept.
func (c *cursors) whole(prefix []byte) (*strip, error) {
	k := c.strip(prefix)
	if k.kept {
		return k, nil
	}
	var entries []listed
	whole := true
	for pair, err := range c.s.tx.Scan(storage.Prefix(prefix)) {
		if err != nil {
			return nil, storageError(err)
		}
		if whole = len(entries) < c.s.looked.strips.longest; !whole {
			break
		}
		var e listed
		if e.Member, err = keys.ParseMember(pair.Key); err == nil {
			e.hot, err = openHot(pair.Key, pair.Value)
		}
		if err != nil { // who walks through the list says so, if it is of a class that is walked through
			return new(strip), nil
		}
		entries = append(entries, e)
	}
	k.entries, k.whole = entries, whole
	c.keep()
	return k, nil
}
