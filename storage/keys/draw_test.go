package keys_test

import (
	"math"
	"slices"
	"time"

	"pgregory.net/rapid"

	"hudna/storage/keys"
)

// The generators of this file prefer few values, so that ties are common, and
// the corners of each type.
var (
	unsigned = rapid.OneOf(
		rapid.SampledFrom([]uint64{0, 1, 2, 255, 256, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64 - 1, math.MaxUint64}),
		rapid.Uint64(),
	)
	signed = rapid.OneOf(
		rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 + 1, -256, -1, 0, 1, 255, math.MaxInt64 - 1, math.MaxInt64}),
		rapid.Int64(),
	)
	text = rapid.OneOf(
		rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 2, 3, 'a', 254, 255}), 0, 5), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{"", "actor/avaria-spokesman", "هدنة", "هدنه"}),
		rapid.StringN(0, 8, -1),
	)
	instant = rapid.Custom(func(t *rapid.T) time.Time {
		seconds := rapid.OneOf(
			rapid.SampledFrom([]int64{-1, 0, 1, -1 << 40, 1 << 40}),
			rapid.Int64Range(-1<<60, 1<<60),
		).Draw(t, "seconds")
		nanoseconds := rapid.OneOf(
			rapid.SampledFrom([]int64{0, 1, 255, 256, 999_999_999}),
			rapid.Int64Range(0, 999_999_999),
		).Draw(t, "nanoseconds")
		return time.Unix(seconds, nanoseconds).UTC()
	})
	node  = rapid.Map(unsigned, func(v uint64) keys.Node { return keys.Node(v) })
	since = rapid.Map(unsigned, func(v uint64) keys.Revision { return keys.Revision(v) })
	class = rapid.Custom(func(t *rapid.T) keys.Class {
		return keys.ClassOf(
			keys.Status(rapid.IntRange(0, keys.Statuses-1).Draw(t, "status")),
			keys.Marking(rapid.IntRange(0, keys.Markings-1).Draw(t, "marking")),
		)
	})
	bucket   = rapid.Map(rapid.IntRange(0, keys.Buckets-1), func(v int) keys.Bucket { return keys.Bucket(v) })
	position = rapid.Custom(func(t *rapid.T) keys.Position {
		return keys.Position{Earliest: signed.Draw(t, "earliest"), Bucket: bucket.Draw(t, "bucket"), Node: node.Draw(t, "node")}
	})
	hash = rapid.Custom(func(t *rapid.T) keys.Hash {
		return keys.Hash(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 255}), 16, 16).Draw(t, "hash"))
	})
	tag = rapid.SampledFrom(slices.Collect(keys.Tags()))
)

// fields draws a key with all fields set, whether a tag has them or not.
func fields(t *rapid.T) keys.Key {
	p := position.Draw(t, "position")
	return keys.Key{
		Owner:    node.Draw(t, "owner"),
		About:    node.Draw(t, "about"),
		System:   text.Draw(t, "system"),
		Form:     text.Draw(t, "form"),
		Text:     text.Draw(t, "text"),
		Kind:     keys.Kind(rapid.Byte().Draw(t, "kind")),
		Class:    class.Draw(t, "class"),
		Bucket:   p.Bucket,
		Earliest: p.Earliest,
		Node:     p.Node,
		Revision: since.Draw(t, "revision"),
		Since:    since.Draw(t, "since"),
		Index:    rapid.Uint32().Draw(t, "index"),
		Time:     instant.Draw(t, "time"),
		Hash:     hash.Draw(t, "hash"),
	}
}
