package ledger

import lru "github.com/hashicorp/golang-lru/v2"

// Kept versions are decoded ones of records. The short ones, such as most
// statements, have room of their own: an analysis reads up to 20,000 of them one
// after the other, and what holds fewer would have forgotten each of them by the
// time that it is asked for again.
type keptVersions struct {
	short, long *lru.Cache[versionKey, *version]
}

func newKeptVersions(short, long int) keptVersions {
	return keptVersions{short: newCache[versionKey, *version](short), long: newCache[versionKey, *version](long)}
}

func (k keptVersions) get(key versionKey) (*version, bool) {
	if v, ok := k.short.Get(key); ok {
		return v, true
	}
	return k.long.Get(key)
}

func (k keptVersions) has(key versionKey) bool {
	return k.short.Contains(key) || k.long.Contains(key)
}

// add keeps a version, unless its body is too long.
func (k keptVersions) add(key versionKey, v *version) {
	switch {
	case v.size <= maxShortBody:
		k.short.Add(key, v)
	case v.size <= maxCachedBody:
		k.long.Add(key, v)
	}
}
