package keys_test

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"hudna/storage/keys"
)

// The order of answers, told once more: newest first, then narrowest, then the
// smallest number.
func comparePositions(a, b keys.Position) int {
	return cmp.Or(-cmp.Compare(a.Earliest, b.Earliest), cmp.Compare(a.Bucket, b.Bucket), cmp.Compare(a.Node, b.Node))
}

func TestPositionsSortAsAnswersAndComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := position.Draw(t, "a"), position.Draw(t, "b")
		want := comparePositions(a, b)
		if got := a.Compare(b); got != want {
			t.Errorf("%s compares %d with %s, want %d", a, got, b, want)
		}
		ka, kb := keys.AppendPosition(nil, a), keys.AppendPosition(nil, b)
		ordering(t, ka, kb, want)
		if len(ka) != keys.PositionLen {
			t.Errorf("%s has %d bytes", a, len(ka))
		}
		if got, err := keys.ParsePosition(ka); err != nil || got != a {
			t.Errorf("%s comes back as %s, %v", a, got, err)
		}
	})
}

func TestNextPositionIsDirectlyBehind(t *testing.T) {
	last := keys.Position{Earliest: keys.NoDate, Bucket: keys.Undated, Node: math.MaxUint64}
	if p, ok := last.Next(); ok || p != (keys.Position{}) {
		t.Errorf("behind the last position stands %s", p)
	}
	rapid.Check(t, func(t *rapid.T) {
		p, q := position.Draw(t, "p"), position.Draw(t, "q")
		next, ok := p.Next()
		if !ok {
			if p != last {
				t.Errorf("nothing stands behind %s", p)
			}
			return
		}
		if comparePositions(p, next) >= 0 || !next.Bucket.Valid() {
			t.Errorf("%s stands behind %s", next, p)
		}
		if comparePositions(q, p) > 0 && comparePositions(q, next) < 0 {
			t.Errorf("%s stands between %s and %s", q, p, next)
		}
	})
}

// A random position rarely stands close behind another, so the steps that carry
// are also told one by one.
func TestNextPosition(t *testing.T) {
	const most = math.MaxUint64
	for name, c := range map[string]struct{ p, want keys.Position }{
		"the next node":         {keys.Position{Earliest: 5, Bucket: keys.Year, Node: 1}, keys.Position{Earliest: 5, Bucket: keys.Year, Node: 2}},
		"then the wider bucket": {keys.Position{Earliest: 5, Bucket: keys.Long, Node: most}, keys.Position{Earliest: 5, Bucket: keys.Undated}},
		"then the second before": {
			keys.Position{Earliest: 5, Bucket: keys.Undated, Node: most},
			keys.Position{Earliest: 4},
		},
		"down to the first second": {
			keys.Position{Earliest: math.MinInt64 + 1, Bucket: keys.Undated, Node: most},
			keys.Position{Earliest: math.MinInt64},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := c.p.Next(); !ok || got != c.want {
				t.Errorf("got %s, %v, want %s", got, ok, c.want)
			}
		})
	}
}

func TestBucketOf(t *testing.T) {
	const d = 86_400
	for name, c := range map[string]struct {
		earliest, latest int64
		want             keys.Bucket
	}{
		"an instant":                        {7, 7, keys.Day},
		"a day to its last second":          {0, d - 1, keys.Day},
		"a day to the start of the next":    {0, d, keys.Day},
		"a day and a second":                {0, d + 1, keys.Month},
		"31 days":                           {-d, 30 * d, keys.Month},
		"31 days and a second":              {-d, 30*d + 1, keys.Year},
		"366 days":                          {0, 366 * d, keys.Year},
		"366 days and a second":             {0, 366*d + 1, keys.Long},
		"a century":                         {0, 36525 * d, keys.Long},
		"open towards the future":           {7, math.MaxInt64, keys.Long},
		"open towards the past":             {math.MinInt64, 7, keys.Long},
		"open towards a past of long ago":   {math.MinInt64, math.MinInt64 + 7, keys.Long},
		"open towards both":                 {math.MinInt64, math.MaxInt64, keys.Long},
		"open towards a future that is now": {math.MaxInt64, math.MaxInt64, keys.Long},
		"a width that no int64 holds":       {math.MinInt64 + 1, math.MaxInt64 - 1, keys.Long},
		"instants in the wrong order":       {8, 7, keys.Long},
		"the whole order wrong":             {math.MaxInt64 - 1, math.MinInt64 + 1, keys.Long},
	} {
		t.Run(name, func(t *testing.T) {
			if got := keys.BucketOf(c.earliest, c.latest); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestReachFindsWhatLastsAndNoMore(t *testing.T) {
	widths := map[keys.Bucket]int64{keys.Day: 86_400, keys.Month: 31 * 86_400, keys.Year: 366 * 86_400}
	rapid.Check(t, func(t *rapid.T) {
		earliest := signed.Draw(t, "earliest")
		width := rapid.Int64Range(0, 400*86_400).Draw(t, "width")
		latest := earliest + min(width, math.MaxInt64-max(earliest, 0))
		from := rapid.OneOf(signed, rapid.Int64Range(0, 800*86_400), rapid.Just(latest)).Draw(t, "from")
		b := keys.BucketOf(earliest, latest)
		if latest >= from && earliest < b.Reach(from) {
			t.Errorf("%d..%d in bucket %s lasts until %d, but the scan stops at %d", earliest, latest, b, from, b.Reach(from))
		}
		for b, width := range widths {
			want := int64(math.MinInt64)
			if from >= want+width {
				want = from - width
			}
			if got := b.Reach(from); got != want {
				t.Errorf("a scan of bucket %s from %d stops at %d, want %d", b, from, got, want)
			}
		}
		for _, b := range []keys.Bucket{keys.Long, keys.Undated} {
			if got := b.Reach(from); got != math.MinInt64 {
				t.Errorf("a scan of bucket %s from %d stops at %d", b, from, got)
			}
		}
	})
}

func TestMalformedPositionsAreRefused(t *testing.T) {
	good := keys.AppendPosition(nil, keys.Position{Earliest: 1, Bucket: keys.Undated, Node: 2})
	wide := bytes.Clone(good)
	wide[8] = keys.Buckets
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"nothing":                    {nil, "position: malformed: 0 bytes instead of 17"},
		"a byte too few":             {good[:16], "position: malformed: 16 bytes instead of 17"},
		"a byte too many":            {append(bytes.Clone(good), 0), "position: malformed: 18 bytes instead of 17"},
		"a bucket that there is not": {wide, "position: malformed: bucket-5"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := keys.ParsePosition(c.in)
			if !errors.Is(err, keys.ErrMalformed) || err.Error() != c.want || p != (keys.Position{}) {
				t.Errorf("got %s, %v, want %s", p, err, c.want)
			}
		})
	}
}

func TestBucketsForPeople(t *testing.T) {
	for b, want := range []string{"day", "month", "year", "long", "undated", "bucket-5"} {
		if got := keys.Bucket(b).String(); got != want || keys.Bucket(b).Valid() != (b < 5) {
			t.Errorf("%d is called %s, want %s; valid: %v", b, got, want, keys.Bucket(b).Valid())
		}
	}
}

func FuzzPosition(f *testing.F) {
	f.Add(keys.AppendPosition(nil, keys.Position{Earliest: 1460592000, Bucket: keys.Undated, Node: 42}))
	f.Add(bytes.Repeat([]byte{0xff}, keys.PositionLen))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := keys.ParsePosition(b)
		if err != nil {
			if !errors.Is(err, keys.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again := keys.AppendPosition(nil, p); !bytes.Equal(again, b) {
			t.Errorf("%x reads as %s, which is written %x", b, p, again)
		}
	})
}
