package ledger

import (
	"bytes"
	"slices"

	"hudna/storage"
	"hudna/storage/keys"
)

const (
	// maxGathered bounds the entries that are read of many lists at once. What
	// is kept of each takes some 70 bytes.
	maxGathered = 750_000
	// maxOfOne is how many of these are read of one list. A longer one is worth
	// being opened by itself.
	maxOfOne = 1000
)

// gather reads the dated lists of many owners, given in order, at once: a union
// of so many would open each of them in every segment. It gives where the
// records of some classes stand in them at a revision, and the lists that are
// long, of which nothing is gathered; or false for more entries than most.
func (s *snapshot) gather(tag keys.Tag, owners []keys.Node, classes []keys.Class, at keys.Revision, most int) (long []*list, stops []stop, ok bool, err error) {
	g := gathering{s: s, tag: tag, runs: runsOf(classes), at: at}
	for _, space := range s.spacesAt(at) {
		r := storage.Prefix(keys.AppendTag(nil, space, tag))
		g.spaces = append(g.spaces, gatheredSpace{space: space, cursor: s.tx.Cursor(r)})
	}
	defer g.close()
	for _, n := range owners {
		few, err := g.list(n)
		if err != nil {
			return nil, nil, false, err
		}
		if !few {
			long = append(long, &list{tag: tag, owner: n})
		}
		if g.read > most {
			return nil, nil, false, nil
		}
	}
	return long, sortStops(g.stops), true, nil
}

// A gathering goes from list to list with one cursor for each space.
type gathering struct {
	s      *snapshot
	tag    keys.Tag
	runs   [][2]keys.Class
	at     keys.Revision
	spaces []gatheredSpace
	read   int // entries
	stops  []stop
	prefix []byte
}

type gatheredSpace struct {
	space  keys.Space
	cursor storage.Cursor
	begun  bool
	there  bool // the cursor stands on a key
}

func (g *gathering) close() {
	for i := range g.spaces {
		g.spaces[i].cursor.Close()
	}
}

// runsOf puts classes that follow each other into runs, from the first to the
// last. Nothing of a class between two runs is read, not even its keys.
func runsOf(classes []keys.Class) (runs [][2]keys.Class) {
	for _, c := range slices.Sorted(slices.Values(classes)) {
		if n := len(runs); n > 0 && runs[n-1][1]+1 == c {
			runs[n-1][1] = c
			continue
		}
		runs = append(runs, [2]keys.Class{c, c})
	}
	return runs
}

// list gathers one list, and says whether it is short enough; of one that is
// not, nothing is left.
func (g *gathering) list(owner keys.Node) (few bool, err error) {
	before := len(g.stops)
	read := 0
	for i := range g.spaces {
		sp := &g.spaces[i]
		for _, run := range g.runs {
			g.prefix = keys.AppendList(g.prefix[:0], sp.space, g.tag, owner)
			n := len(g.prefix)
			if err := g.to(sp, keys.AppendClass(g.prefix, run[0])); err != nil {
				return false, err
			}
			for ; sp.there; sp.there = sp.cursor.Next() {
				key := sp.cursor.Key()
				if !bytes.HasPrefix(key, g.prefix) || len(key) == n || keys.Class(key[n]) > run[1] {
					break
				}
				if read++; read > maxOfOne {
					g.stops, g.read = g.stops[:before], g.read+read
					return false, nil
				}
				if err := g.take(sp, key); err != nil {
					return false, err
				}
			}
			if err := sp.cursor.Err(); err != nil {
				return false, storageError(err)
			}
		}
	}
	g.read += read
	return true, nil
}

// to moves a cursor to a key, unless it stands there or behind it already.
func (g *gathering) to(sp *gatheredSpace, key []byte) error {
	if sp.begun && (!sp.there || bytes.Compare(sp.cursor.Key(), key) >= 0) {
		return nil
	}
	sp.begun, sp.there = true, sp.cursor.Seek(key)
	return g.s.spend(1)
}

func (g *gathering) take(sp *gatheredSpace, key []byte) error {
	if err := g.s.spend(1); err != nil {
		return err
	}
	m, err := keys.ParseMember(key)
	if err != nil {
		return corruptEntry(key, err)
	}
	hot, err := openHot(key, sp.cursor.Value())
	if err != nil {
		return corruptEntry(key, err)
	}
	if !holds(sp.space, m.Since, hot, g.at) {
		return nil
	}
	sees, err := g.s.seesEntry(m.Position.Node, m.Class, g.at)
	if err == nil && sees {
		g.stops = append(g.stops, stop{Position: m.Position, class: m.Class, hot: hot, told: true, sure: true})
	}
	return err
}
