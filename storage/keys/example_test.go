package keys_test

import (
	"bytes"
	"fmt"
	"time"

	"hudna/storage/keys"
)

// An entry says that statement 42, of one day in April 2016, was made by actor
// 7. When a correction ends it, it moves to CLOSED.
func Example() {
	said := time.Date(2016, time.April, 14, 0, 0, 0, 0, time.UTC).Unix()
	position := keys.Position{Earliest: said, Bucket: keys.BucketOf(said, said+86399), Node: 42}

	key := keys.AppendList(nil, keys.Live, keys.SaidBy, 7)
	key = keys.AppendMember(key, keys.ClassOf(keys.Curated, keys.Public), position)
	live, _ := keys.Parse(key)
	fmt.Println(live)

	closed, _ := keys.Parse(keys.AppendClosed(nil, key, 3))
	fmt.Println(closed)
	// Output:
	// live said-by owner=7 class=curated/public width=day date=2016-04-14T00:00:00Z node=42
	// closed said-by owner=7 class=curated/public width=day date=2016-04-14T00:00:00Z node=42 since=3
}

// Whoever asks for April has to look back, in each run of keys of one width, by
// that width: what begins on 5 March and is known to the month may last until
// April, what is known to the day does not.
func ExampleBucket_Reach() {
	second := func(m time.Month, day int) int64 {
		return time.Date(2016, m, day, 0, 0, 0, 0, time.UTC).Unix()
	}
	from, to := second(time.April, 1), second(time.May, 1)-1
	class := keys.ClassOf(keys.Curated, keys.Public)
	for b := keys.Day; b <= keys.Year; b++ {
		list := func() []byte { return keys.AppendList(nil, keys.Live, keys.SaidBy, 7) }
		start := keys.AppendSeek(list(), class, b, keys.Position{Earliest: to, Bucket: b})
		end := keys.AppendEnd(nil, keys.AppendDate(list(), class, b, b.Reach(from)))

		key := keys.AppendMember(list(), class, keys.Position{Earliest: second(time.March, 5), Bucket: b, Node: 42})
		found := bytes.Compare(start, key) <= 0 && bytes.Compare(key, end) < 0
		fmt.Printf("%s: back to %s, found: %v\n", b, time.Unix(b.Reach(from), 0).UTC().Format(time.DateOnly), found)
	}
	// Output:
	// day: back to 2016-03-31, found: false
	// month: back to 2016-03-01, found: true
	// year: back to 2015-04-01, found: true
}

func ExampleParseHot() {
	value := keys.AppendHot(nil, keys.Hot{Revision: 3, Acts: 1 << 2, Main: 2, Depth: 1})
	h, err := keys.ParseHot(value)
	fmt.Println(len(value), h.Revision, h.Main, h.Depth, err)
	// Output: 5 3 2 1 <nil>
}
