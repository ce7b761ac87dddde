package ledger

import (
	"testing"

	"hudna/storage/keys"
)

// As many short versions are kept as are said to be; long ones, of which fewer are,
// take no room from them, and the longest are not kept at all.
func TestKeptVersions(t *testing.T) {
	const short, long = 8, 2
	k := newKeptVersions(short, long)
	version := func(n keys.Node, size int) versionKey {
		key := versionKey{n, 1}
		k.add(key, &version{node: n, size: size})
		return key
	}
	var all []versionKey
	for n := range keys.Node(short) {
		all = append(all, version(n+1, maxShortBody))
	}
	for n := range keys.Node(3 * long) {
		version(n+100, maxShortBody+1)
	}
	held := []versionKey{version(200, maxShortBody+1), version(201, maxCachedBody)}
	for _, key := range append(all, held...) {
		v, ok := k.get(key)
		if !ok || v.node != key.node || !k.has(key) {
			t.Errorf("version of node %d: %+v, %v; it was kept", key.node, v, ok)
		}
	}
	if n := k.long.Len(); n != long {
		t.Errorf("%d long versions are kept, want %d", n, long)
	}
	if key := version(300, maxCachedBody+1); k.has(key) {
		t.Error("a version that is too long is kept")
	}
	if version(9, 1); k.has(all[0]) || !k.has(all[1]) {
		t.Error("one more short version took the place of another than the one that was asked for least lately")
	}
}

// There is room for all statements that an analysis may read; see
// graph/analysis.MaxDisputed.
func TestAnAnalysisFindsWhatItReadAgain(t *testing.T) {
	if cachedShort < 20_000 || cachedMoments < 20_000 {
		t.Errorf("%d versions and %d moments are kept, and an analysis may read 20000", cachedShort, cachedMoments)
	}
}
