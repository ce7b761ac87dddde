package web

import "sync"

// generations keep what was used of late, within a number of bytes. There are two of
// them: when the young one has half of the room, it becomes the old one, and what was
// old is forgotten; what is used again is young again.
type generations[V any] struct {
	room int // of each

	mu         sync.Mutex
	young, old map[string]aged[V]
	bytes      int // of the young
}

type aged[V any] struct {
	value V
	bytes int
}

func newGenerations[V any](room int) *generations[V] {
	return &generations[V]{room: room / 2, young: make(map[string]aged[V])}
}

// find gives what is kept by a key.
func (g *generations[V]) find(key []byte) (V, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if a, ok := g.young[string(key)]; ok {
		return a.value, true
	}
	a, ok := g.old[string(key)]
	if ok {
		g.put(string(key), a)
	}
	return a.value, ok
}

// keep keeps a value that takes so many bytes.
func (g *generations[V]) keep(key string, value V, bytes int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.put(key, aged[V]{value, bytes})
}

func (g *generations[V]) put(key string, a aged[V]) {
	if a.bytes > g.room {
		return
	}
	if _, ok := g.young[key]; ok {
		return
	}
	if g.bytes+a.bytes > g.room {
		g.old, g.young, g.bytes = g.young, make(map[string]aged[V]), 0
	}
	g.young[key] = a
	g.bytes += a.bytes
}
