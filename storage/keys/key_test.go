package keys_test

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hudna/storage/keys"
)

// shapes says a second time, apart from the table of the package, what stands in
// the keys of each tag, in order; "-" marks a field that sorts from high to low.
var shapes = map[keys.Tag]string{
	keys.Format:       "",
	keys.Head:         "",
	keys.Epoch:        "",
	keys.Commit:       "revision",
	keys.RevisionTime: "time revision",
	keys.Idempotency:  "hash",
	keys.Feed:         "revision part",
	keys.Record:       "node",
	keys.RecordAt:     "node -since",
	keys.Chunk:        "node -since part",
	keys.NodeOfID:     "text",
	keys.IDOfNode:     "node",
	keys.Overlay:      "node revision",
	keys.Counter:      "node",
	keys.Posting:      "text kind class revision part",
	keys.ImportRow:    "hash",
	keys.Pending:      "revision part",
	keys.Word:         "form text",
	keys.Ended:        "node part",
	keys.Remarked:     "node part",
	keys.Shifted:      "revision",
	keys.FormerID:     "hash",

	keys.Code:       "system text kind node",
	keys.Name:       "text kind class node",
	keys.Recorded:   "kind class revision node",
	keys.Judged:     "owner class node",
	keys.Affiliated: "owner class node",
	keys.PartOf:     "owner class node",
	keys.Within:     "owner class node",
	keys.Referrer:   "owner class node",
	keys.SpokenFor:  "owner class node",

	keys.SaidBy:      "owner class width -date node",
	keys.OnBehalfOf:  "owner class width -date node",
	keys.RelayedBy:   "owner class width -date node",
	keys.SaidTo:      "owner class width -date node",
	keys.About:       "owner class width -date node",
	keys.ByAbout:     "owner about class width -date node",
	keys.InDocument:  "owner class width -date node",
	keys.PublishedBy: "owner class width -date node",
	keys.SaidOn:      "owner class width -date node",
	keys.Utterance:   "text class width -date node",
	keys.SaidAt:      "owner class width -date node",
	keys.PositionOn:  "owner class width -date node",
	keys.SaidDate:    "class width -date node",
	keys.LinkedFrom:  "owner class width -date node",
	keys.RelayedFor:  "owner class width -date node",

	keys.EventPlace:       "owner class width -date node",
	keys.EventAgreement:   "owner class width -date node",
	keys.EventParticipant: "owner class width -date node",
	keys.EventKind:        "kind class width -date node",
	keys.EventDate:        "class width -date node",
}

// shape returns the fields of the keys of a tag in a space.
func shape(s keys.Space, t keys.Tag) []string {
	fields := strings.Fields(shapes[t])
	if s == keys.Closed {
		fields = append(fields, "since")
	}
	return fields
}

// only returns a key with those fields of k that its tag has in its space.
func only(k keys.Key) keys.Key {
	out := keys.Key{Space: k.Space, Tag: k.Tag}
	for _, f := range shape(k.Space, k.Tag) {
		switch strings.TrimPrefix(f, "-") {
		case "owner":
			out.Owner = k.Owner
		case "about":
			out.About = k.About
		case "system":
			out.System = k.System
		case "form":
			out.Form = k.Form
		case "text":
			out.Text = k.Text
		case "kind":
			out.Kind = k.Kind
		case "class":
			out.Class = k.Class
		case "width":
			out.Bucket = k.Bucket
		case "date":
			out.Earliest = k.Earliest
		case "node":
			out.Node = k.Node
		case "revision":
			out.Revision = k.Revision
		case "since":
			out.Since = k.Since
		case "part":
			out.Index = k.Index
		case "time":
			out.Time = k.Time
		case "hash":
			out.Hash = k.Hash
		default:
			panic(f)
		}
	}
	return out
}

// compare is the order that keys are meant to have, by their values alone.
func compare(a, b keys.Key) int {
	if c := cmp.Or(cmp.Compare(a.Space, b.Space), cmp.Compare(a.Tag, b.Tag)); c != 0 {
		return c
	}
	for _, f := range shape(a.Space, a.Tag) {
		name, descending := strings.CutPrefix(f, "-")
		c := map[string]int{
			"owner":    cmp.Compare(a.Owner, b.Owner),
			"about":    cmp.Compare(a.About, b.About),
			"system":   cmp.Compare(a.System, b.System),
			"form":     cmp.Compare(a.Form, b.Form),
			"text":     cmp.Compare(a.Text, b.Text),
			"kind":     cmp.Compare(a.Kind, b.Kind),
			"class":    cmp.Compare(a.Class, b.Class),
			"width":    cmp.Compare(a.Bucket, b.Bucket),
			"date":     cmp.Compare(a.Earliest, b.Earliest),
			"node":     cmp.Compare(a.Node, b.Node),
			"revision": cmp.Compare(a.Revision, b.Revision),
			"since":    cmp.Compare(a.Since, b.Since),
			"part":     cmp.Compare(a.Index, b.Index),
			"time":     a.Time.Compare(b.Time),
			"hash":     bytes.Compare(a.Hash[:], b.Hash[:]),
		}[name]
		if descending {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// drawKey draws a key of a tag, in any space that the tag has.
func drawKey(t *rapid.T, tag keys.Tag) keys.Key {
	k := fields(t)
	k.Tag, k.Space = tag, keys.Row
	if tag.Indexed() {
		k.Space = rapid.SampledFrom([]keys.Space{keys.Live, keys.Closed}).Draw(t, "space")
	}
	return only(k)
}

func TestKeysSortAsTheirFieldsAndComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tag1 := tag.Draw(t, "tag")
		tag2 := rapid.OneOf(rapid.Just(tag1), tag).Draw(t, "other tag")
		a, b := drawKey(t, tag1), drawKey(t, tag2)
		ka, kb := a.Append(nil), b.Append(nil)
		ordering(t, ka, kb, compare(a, b))
		if got, err := keys.Parse(ka); err != nil || got != a {
			t.Errorf("%x parses as %v, %v, want %v", ka, got, err, a)
		}
	})
}

func TestClosingAKeyAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawKey(t, rapid.Custom(func(t *rapid.T) keys.Tag { return tag.Filter(keys.Tag.Indexed).Draw(t, "tag") }).Draw(t, "tag"))
		k.Space, k.Since = keys.Live, 0
		live := k.Append(nil)
		r := since.Draw(t, "since of the closed one")
		closed := keys.AppendClosed([]byte("kept"), live, r)
		want := k
		want.Space, want.Since = keys.Closed, r
		if got, err := keys.Parse(closed[4:]); err != nil || got != want || string(closed[:4]) != "kept" {
			t.Errorf("closed, %v is %v, %v", k, got, err)
		}
		back, s, err := keys.AppendLive([]byte("kept"), closed[4:])
		if err != nil || s != r || !bytes.Equal(back[4:], live) || string(back[:4]) != "kept" {
			t.Errorf("%x comes back as %x since %d, %v", live, back, s, err)
		}
	})
}

func TestLongestKeyIsWithinItsLimit(t *testing.T) {
	worst := strings.Repeat("\x00", keys.MaxString)
	longest := 0
	for tag := range keys.Tags() {
		for _, space := range []keys.Space{keys.Row, keys.Live, keys.Closed} {
			if !tag.In(space) {
				continue
			}
			k := only(keys.Key{Space: space, Tag: tag, System: worst, Text: worst, Time: time.Unix(0, 0).UTC()})
			b := k.Append(nil)
			longest = max(longest, len(b))
			if got, err := keys.Parse(b); err != nil || got != k {
				t.Errorf("%s with strings at their limit: %v", tag, err)
			}
		}
	}
	if longest > keys.MaxKey || longest < keys.MaxKey-4 {
		t.Errorf("the longest key has %d bytes: MaxString is wrong", longest)
	}
	word := func(n int) []byte { return keys.AppendNodeOfID(nil, strings.Repeat("a", n)) }
	if _, err := keys.Parse(word(keys.MaxKey - 3)); err != nil {
		t.Errorf("a key at the limit: %v", err)
	}
	_, err := keys.Parse(word(keys.MaxKey - 2))
	if !errors.Is(err, keys.ErrMalformed) || err.Error() != "key: malformed: 1025 bytes, over 1024" {
		t.Errorf("a key over the limit: %v", err)
	}
}

func TestMalformedKeysAreRefused(t *testing.T) {
	said := keys.Key{Space: keys.Live, Tag: keys.SaidBy, Owner: 7, Node: 42}.Append(nil)
	edit := func(i int, b byte) []byte {
		k := bytes.Clone(said)
		k[i] = b
		return k
	}
	for name, c := range map[string]struct {
		key  []byte
		want string
	}{
		"no key":                                   {nil, "key: malformed: 0 bytes, without a space and a tag"},
		"a space alone":                            {[]byte{1}, "key: malformed: 1 bytes, without a space and a tag"},
		"a space that there is not":                {edit(0, 9), "key: malformed: no said-by keys in space-09"},
		"a tag that there is not":                  {edit(1, 0xfe), "key: malformed: no tag-fe keys in live"},
		"an entry among the rows":                  {edit(0, 1), "key: malformed: no said-by keys in row"},
		"a row among the live entries":             {[]byte{2, byte(keys.Head)}, "key: malformed: no head keys in live"},
		"a row among the closed entries":           {[]byte{3, byte(keys.Head)}, "key: malformed: no head keys in closed"},
		"a class that there is not":                {edit(10, 3), "live said-by key: class: malformed: curated/marking-3"},
		"a status that there is not":               {edit(10, 5<<2), "live said-by key: class: malformed: status-5/public"},
		"a bucket that there is not":               {edit(11, 5), "live said-by key: width: malformed: bucket-5"},
		"a byte too few":                           {said[:len(said)-1], "live said-by key: node: malformed: cut off"},
		"a byte too many":                          {append(bytes.Clone(said), 0), "live said-by key: malformed: 1 bytes too many"},
		"a closed key without its since":           {edit(0, 3), "closed said-by key: since: malformed: cut off"},
		"a row without fields that has some":       {[]byte{1, byte(keys.Head), 0}, "row head key: malformed: 1 bytes too many"},
		"an id without an end":                     {[]byte{1, byte(keys.NodeOfID), 'a'}, "row node-of-id key: text: malformed: a string without an end"},
		"a code without the end of its system":     {[]byte{2, byte(keys.Code), 'a'}, "live code key: system: malformed: a string without an end"},
		"a time of too many nanoseconds":           {append([]byte{1, byte(keys.RevisionTime)}, "12345678\xff\xff\xff\xff"...), "row revision-time key: time: malformed: 4294967295 nanoseconds in a time"},
		"a hash without its last byte":             {append([]byte{1, byte(keys.ImportRow)}, "123456789012345"...), "row import-row key: hash: malformed: cut off"},
		"a feed whose part is cut off":             {append([]byte{1, byte(keys.Feed)}, "12345678123"...), "row feed key: part: malformed: cut off"},
		"an entry of a kind, without the kind":     {[]byte{2, byte(keys.EventKind)}, "live event-kind key: kind: malformed: cut off"},
		"an entry of a class, without the class":   {[]byte{2, byte(keys.SaidDate)}, "live said-date key: class: malformed: cut off"},
		"an entry of a bucket, without the bucket": {[]byte{2, byte(keys.SaidDate), 0}, "live said-date key: width: malformed: cut off"},
	} {
		t.Run(name, func(t *testing.T) {
			k, err := keys.Parse(c.key)
			if !errors.Is(err, keys.ErrMalformed) || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if k != (keys.Key{}) {
				t.Errorf("got %v with the error", k)
			}
		})
	}
}

func TestKeysForPeople(t *testing.T) {
	dated := func(seconds int64) keys.Key {
		return keys.Key{Space: keys.Live, Tag: keys.EventDate, Earliest: seconds, Bucket: keys.Year, Node: 3}
	}
	for name, c := range map[string]struct {
		key  keys.Key
		want string
	}{
		"a day":                           {dated(1460592000), "live event-date class=curated/public width=year date=2016-04-14T00:00:00Z node=3"},
		"no date":                         {dated(keys.NoDate), "live event-date class=curated/public width=year date=none node=3"},
		"the first second of the year 0":  {dated(-62167219200), "live event-date class=curated/public width=year date=0000-01-01T00:00:00Z node=3"},
		"the second before it":            {dated(-62167219201), "live event-date class=curated/public width=year date=-62167219201s node=3"},
		"the last second that is written": {dated(253402300799), "live event-date class=curated/public width=year date=9999-12-31T23:59:59Z node=3"},
		"a date that no calendar writes":  {dated(math.MaxInt64), "live event-date class=curated/public width=year date=9223372036854775807s node=3"},
		"a string that is not a word":     {keys.Key{Space: keys.Row, Tag: keys.NodeOfID, Text: "a\n\xff"}, `row node-of-id text="a\n\xff"`},
		"what there is not":               {keys.Key{Space: 9, Tag: 0xfe}, "space-09 tag-fe"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.key.String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, e := range examples() {
		f.Add(e.built)
		if e.key.Tag.Indexed() {
			f.Add(keys.AppendClosed(nil, e.built, 9))
		}
	}
	f.Add([]byte{2, byte(keys.Code), 1, 3, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, memberErr := keys.ParseMember(b)
		if memberErr != nil && !errors.Is(memberErr, keys.ErrMalformed) {
			t.Error(memberErr)
		}
		live, r, liveErr := keys.AppendLive(nil, b)
		if liveErr == nil && !bytes.Equal(keys.AppendClosed(nil, live, r), b) {
			t.Errorf("%x since %d does not close to %x", live, r, b)
		}
		k, err := keys.Parse(b)
		if err != nil {
			if !errors.Is(err, keys.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again := k.Append(nil); !bytes.Equal(again, b) {
			t.Errorf("%x parses as %v, which is written %x", b, k, again)
		}
		if k != only(k) {
			t.Errorf("%x sets a field that its tag does not have: %+v", b, k)
		}
		if !strings.HasPrefix(k.String(), k.Space.String()+" "+k.Tag.String()) {
			t.Errorf("%x is called %s", b, k)
		}
		if (liveErr == nil) != (k.Space == keys.Closed) {
			t.Errorf("%v brought back to live: %v", k, liveErr)
		}
		want, has := member(k)
		if has != (memberErr == nil) || m != want {
			t.Errorf("the member of %v is %v, %v, want %v", k, m, memberErr, want)
		}
	})
}
