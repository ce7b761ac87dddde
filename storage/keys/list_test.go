package keys_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hudna/storage/keys"
)

// member returns what ParseMember must read from the key k, if anything.
func member(k keys.Key) (keys.Member, bool) {
	m := keys.Member{Class: k.Class, Position: k.Position(), Since: k.Since}
	switch {
	case !k.Tag.Indexed():
		return keys.Member{}, false
	case strings.HasSuffix(shapes[k.Tag], "class width -date node"):
	case strings.HasSuffix(shapes[k.Tag], "class node"):
		m.Position.Bucket, m.Position.Earliest = keys.Undated, keys.NoDate
	default:
		return keys.Member{}, false
	}
	return m, true
}

func TestMembersAreReadWithoutTheirList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawKey(t, tag.Draw(t, "tag"))
		want, has := member(k)
		got, err := keys.ParseMember(k.Append(nil))
		if got != want || (err == nil) != has {
			t.Errorf("the member of %v is %v, %v, want %v", k, got, err, want)
		}
	})
}

func TestMalformedMembersAreRefused(t *testing.T) {
	said := keys.AppendMember(keys.AppendSaidDateList(nil, keys.Live), 0, keys.Position{})
	edge := keys.AppendEdge(keys.AppendNameList(nil, keys.Live, "avaria", 1), 0, 42)
	edit := func(key []byte, i int, b byte) []byte {
		k := bytes.Clone(key)
		k[i] = b
		return k
	}
	const cut, none = "malformed: cut off", "malformed: no entry of a list of members"
	for name, c := range map[string]struct {
		key  []byte
		want string
	}{
		"no key":                         {nil, cut},
		"a space alone":                  {said[:1], cut},
		"a closed key of two bytes":      {[]byte{3, byte(keys.SaidDate)}, cut},
		"a closed key of a since alone":  {append([]byte{3, byte(keys.SaidDate)}, make([]byte, 8)...), cut},
		"a member without its last byte": {said[:len(said)-1], cut},
		"a node without its last byte":   {edge[:10], cut},
		"a row":                          {keys.AppendRecordAt(nil, 1, 2), none},
		"an entry without a class":       {keys.AppendCode(keys.AppendCodeList(nil, keys.Live, "madeup", "AV-1"), 1, 2), none},
		"a tag that there is not":        {edit(said, 1, 0xfe), none},
		"a class that there is not":      {edit(said, 2, 3), none},
		"a bucket that there is not":     {edit(said, 3, 5), none},
		"a class of a node, likewise":    {edit(edge, len(edge)-9, 0xff), none},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := keys.ParseMember(c.key)
			if !errors.Is(err, keys.ErrMalformed) || err.Error() != c.want || m != (keys.Member{}) {
				t.Errorf("got %v, %v, want %s", m, err, c.want)
			}
		})
	}
}

// Every position of a small world is sought among all of them, so that each way
// in which dates, buckets and nodes can tie is met.
func TestSeekAtEveryTie(t *testing.T) {
	var all []keys.Position
	for _, e := range []int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, math.MaxInt64} {
		for b := range keys.Bucket(keys.Buckets) {
			for _, n := range []keys.Node{0, 1, math.MaxUint64} {
				all = append(all, keys.Position{Earliest: e, Bucket: b, Node: n})
			}
		}
	}
	c := keys.ClassOf(keys.Draft, keys.Restricted)
	for _, space := range []keys.Space{keys.Live, keys.Closed} {
		for _, p := range all {
			for _, q := range all {
				key := keys.AppendMember(keys.AppendList(nil, keys.Live, keys.About, 7), c, q)
				if space == keys.Closed {
					key = keys.AppendClosed(nil, key, 3)
				}
				seek := keys.AppendSeek(keys.AppendList(nil, space, keys.About, 7), c, q.Bucket, p)
				if behind := bytes.Compare(key, seek) >= 0; behind != (comparePositions(q, p) >= 0) {
					t.Errorf("seeking %s in %s, %s is found: %v", p, space, q, behind)
				}
			}
		}
	}
}

// TestSeekDividesARun draws a list as it stands in a store, in both spaces and
// with neighbours of other classes and owners, and compares what a seek finds
// in a run with what the order of positions says.
func TestSeekDividesARun(t *testing.T) {
	const owner = 7
	near := rapid.Custom(func(t *rapid.T) keys.Position { // Few values, so that ties are common.
		return keys.Position{
			Earliest: rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, math.MaxInt64}).Draw(t, "earliest"),
			Bucket:   bucket.Draw(t, "bucket"),
			Node:     keys.Node(rapid.SampledFrom([]uint64{0, 1, 2, math.MaxUint64}).Draw(t, "node")),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		space := rapid.SampledFrom([]keys.Space{keys.Live, keys.Closed}).Draw(t, "space")
		c := class.Draw(t, "class")
		var stored [][]byte
		for _, p := range rapid.SliceOfN(near, 1, 20).Draw(t, "positions") {
			o := keys.Node(rapid.SampledFrom([]int{owner, owner, owner, owner - 1, owner + 1}).Draw(t, "owner"))
			c := rapid.OneOf(rapid.Just(c), class).Draw(t, "class of the entry")
			key := keys.AppendMember(keys.AppendList(nil, keys.Live, keys.SaidBy, o), c, p)
			if space == keys.Closed {
				key = keys.AppendClosed(nil, key, since.Draw(t, "since"))
			}
			stored = append(stored, key)
		}
		slices.SortFunc(stored, bytes.Compare)
		p := rapid.OneOf(near, position).Draw(t, "sought")

		list := keys.AppendList(nil, space, keys.SaidBy, owner)
		of := func(narrow func([]byte) []byte) []byte { return narrow(bytes.Clone(list)) }
		for b := range keys.Bucket(keys.Buckets) {
			run := of(func(l []byte) []byte { return keys.AppendBucket(l, c, b) })
			end := keys.AppendEnd(nil, run)
			seek := of(func(l []byte) []byte { return keys.AppendSeek(l, c, b, p) })
			if bytes.Compare(seek, run) < 0 || bytes.Compare(seek, end) > 0 {
				t.Errorf("%x seeks outside [%x, %x)", seek, run, end)
			}
			var before keys.Position
			for i, key := range entries(stored, run, end) {
				k, err := keys.Parse(key)
				if err != nil || k.Owner != owner || k.Class != c || k.Bucket != b {
					t.Fatalf("%v stands in the run of %d, %s, %s: %v", k, owner, c, b, err)
				}
				if i > 0 && comparePositions(before, k.Position()) > 0 {
					t.Errorf("%s stands before %s", before, k.Position())
				}
				before = k.Position()
				if behind := bytes.Compare(key, seek) >= 0; behind != (comparePositions(before, p) >= 0) {
					t.Errorf("seeking %s, %s is found: %v", p, before, behind)
				}
			}
		}
		for _, key := range stored {
			k, _ := keys.Parse(key)
			for name, c := range map[string]struct {
				prefix []byte
				want   bool
			}{
				"list":   {list, k.Owner == owner},
				"class":  {of(func(l []byte) []byte { return keys.AppendClass(l, c) }), k.Owner == owner && k.Class == c},
				"bucket": {of(func(l []byte) []byte { return keys.AppendBucket(l, c, p.Bucket) }), k.Owner == owner && k.Class == c && k.Bucket == p.Bucket},
				"date": {
					of(func(l []byte) []byte { return keys.AppendDate(l, c, p.Bucket, p.Earliest) }),
					k.Owner == owner && k.Class == c && k.Bucket == p.Bucket && k.Earliest == p.Earliest,
				},
			} {
				if got := bytes.HasPrefix(key, c.prefix); got != c.want {
					t.Errorf("%v is in the %s: %v", k, name, got)
				}
			}
		}
	})
}

// entries returns those of the sorted keys that stand in [start, end).
func entries(stored [][]byte, start, end []byte) [][]byte {
	i, _ := slices.BinarySearchFunc(stored, start, bytes.Compare)
	j, _ := slices.BinarySearchFunc(stored, end, bytes.Compare)
	return stored[i:j]
}

// Every prefix must hold exactly the keys it is for: those of its list and none
// of a neighbour's.
func TestPrefixesHoldTheirKeysOnly(t *testing.T) {
	at := time.Unix(1460592000, 5)
	for name, c := range map[string]struct {
		prefix  []byte
		inside  [][]byte
		outside [][]byte
	}{
		"the parts of a feed": {
			keys.AppendFeeds(nil, 3),
			[][]byte{keys.AppendFeed(nil, 3, 0), keys.AppendFeed(nil, 3, math.MaxUint32)},
			[][]byte{keys.AppendFeed(nil, 2, 9), keys.AppendFeed(nil, 4, 0)},
		},
		"the versions of a record": {
			keys.AppendRecordsAt(nil, 3),
			[][]byte{keys.AppendRecordAt(nil, 3, 0), keys.AppendRecordAt(nil, 3, math.MaxUint64)},
			[][]byte{keys.AppendRecordAt(nil, 2, 0), keys.AppendRecord(nil, 3)},
		},
		"the pieces of a text": {
			keys.AppendChunks(nil, 3, 4),
			[][]byte{keys.AppendChunk(nil, 3, 4, 0)},
			[][]byte{keys.AppendChunk(nil, 3, 5, 0), keys.AppendChunk(nil, 4, 4, 0)},
		},
		"the blocks of a term": {
			keys.AppendPostings(nil, "truce", 1, 2),
			[][]byte{keys.AppendPosting(keys.AppendPostings(nil, "truce", 1, 2), 1, 0)},
			[][]byte{
				keys.AppendPosting(keys.AppendPostings(nil, "truces", 1, 2), 1, 0), keys.AppendPosting(keys.AppendPostings(nil, "truc", 1, 2), 1, 0),
				keys.AppendPosting(keys.AppendPostings(nil, "truce", 1, 3), 1, 0), keys.AppendPosting(keys.AppendPostings(nil, "truce", 2, 2), 1, 0),
			},
		},
		"the records with a code": {
			keys.AppendCodeList(nil, keys.Live, "madeup", "AV"),
			[][]byte{keys.AppendCode(keys.AppendCodeList(nil, keys.Live, "madeup", "AV"), 1, 2)},
			[][]byte{
				keys.AppendCode(keys.AppendCodeList(nil, keys.Live, "madeup", "AV1"), 1, 2),
				keys.AppendCode(keys.AppendCodeList(nil, keys.Live, "made", "upAV"), 1, 2),
				keys.AppendCode(keys.AppendCodeList(nil, keys.Closed, "madeup", "AV"), 1, 2),
			},
		},
		"the names that start with some letters": {
			keys.AppendNamesFrom(nil, keys.Live, "كير"),
			[][]byte{
				keys.AppendEdge(keys.AppendNameList(nil, keys.Live, "كير", 1), 0, 2),
				keys.AppendEdge(keys.AppendNameList(nil, keys.Live, "كيري", 9), 0, 2),
				keys.AppendEdge(keys.AppendNameList(nil, keys.Live, "كيربي", 1), 0, 2),
			},
			[][]byte{
				keys.AppendEdge(keys.AppendNameList(nil, keys.Live, "كي", 1), 0, 2),
				keys.AppendEdge(keys.AppendNameList(nil, keys.Closed, "كير", 1), 0, 2),
			},
		},
		"the names of a kind": {
			keys.AppendNameList(nil, keys.Live, "كيري", 1),
			[][]byte{keys.AppendEdge(keys.AppendNameList(nil, keys.Live, "كيري", 1), 0, 2)},
			[][]byte{
				keys.AppendEdge(keys.AppendNameList(nil, keys.Live, "كيري", 2), 0, 2),
				keys.AppendEdge(keys.AppendNameList(nil, keys.Live, "كيربي", 1), 0, 2),
			},
		},
		"the records of a kind and class": {
			keys.AppendRecordedList(nil, keys.Closed, 1, 4),
			[][]byte{keys.AppendClosed(nil, keys.AppendRecorded(keys.AppendRecordedList(nil, keys.Live, 1, 4), 3, 2), 9)},
			[][]byte{keys.AppendRecorded(keys.AppendRecordedList(nil, keys.Live, 1, 4), 3, 2)},
		},
		"all keys of a tag": {
			keys.AppendTag(nil, keys.Row, keys.RevisionTime),
			[][]byte{keys.AppendRevisionTime(nil, at, 3), keys.AppendRevisionsAfter(nil, at)},
			[][]byte{keys.AppendCommit(nil, 3)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, k := range c.inside {
				if !bytes.HasPrefix(k, c.prefix) {
					t.Errorf("%x is not in %x", k, c.prefix)
				}
			}
			for _, k := range c.outside {
				if bytes.HasPrefix(k, c.prefix) {
					t.Errorf("%x is in %x", k, c.prefix)
				}
			}
		})
	}
}

func TestTheHeadAtATimeIsTheLastBeforeTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		made, asked := instant.Draw(t, "made"), instant.Draw(t, "asked")
		key := keys.AppendRevisionTime(nil, made, keys.Revision(unsigned.Draw(t, "revision")))
		end := keys.AppendRevisionsAfter([]byte("kept"), asked)
		if before := bytes.Compare(key, end[4:]) < 0; before == made.After(asked) || string(end[:4]) != "kept" {
			t.Errorf("what was made at %v is seen at %v: %v", made, asked, before)
		}
	})
}

func TestTheVersionAtARevisionIsTheFirstNotBeforeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, made, asked := node.Draw(t, "node"), since.Draw(t, "made"), since.Draw(t, "asked")
		version, seek := keys.AppendRecordAt(nil, n, made), keys.AppendRecordAt(nil, n, asked)
		if found := bytes.Compare(version, seek) >= 0; found != (made <= asked) {
			t.Errorf("the version since %d is found at %d: %v", made, asked, found)
		}
	})
}

func TestClosingWhatIsNotLive(t *testing.T) {
	for name, c := range map[string]struct {
		key  []byte
		want string
	}{
		"no key":       {nil, "keys: closing , which is not a live key"},
		"a row":        {keys.AppendTag(nil, keys.Row, keys.Head), "keys: closing 0102, which is not a live key"},
		"a closed key": {[]byte{3, byte(keys.SaidDate)}, "keys: closing 035c, which is not a live key"},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("got %v, want %s", got, c.want)
				}
			}()
			keys.AppendClosed(nil, c.key, 1)
		})
	}
}

func TestBringingBackWhatIsNotClosed(t *testing.T) {
	for name, c := range map[string]struct {
		key  []byte
		want string
	}{
		"no key":        {nil, "closed key: malformed: "},
		"a live key":    {append([]byte{2, byte(keys.SaidDate)}, "12345678"...), "closed key: malformed: 025c3132333435363738"},
		"a key cut off": {append([]byte{3, byte(keys.SaidDate)}, "1234567"...), "closed key: malformed: 035c31323334353637"},
		"a long live key": {
			append([]byte{2, byte(keys.SaidDate)}, strings.Repeat("1", 99)...),
			"closed key: malformed: 025c" + strings.Repeat("31", 30),
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, r, err := keys.AppendLive([]byte("kept"), c.key)
			if !errors.Is(err, keys.ErrMalformed) || err.Error() != c.want || string(got) != "kept" || r != 0 {
				t.Errorf("got %s, %d, %v, want %s", got, r, err, c.want)
			}
		})
	}
}
