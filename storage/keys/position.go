package keys

import (
	"cmp"
	"fmt"
	"math"
)

// A Bucket groups the entries of a list by the width of their date, so that a
// scan of a range of dates has to look back by that width only.
type Bucket byte

// The buckets, from narrow to wide. Their numbers are part of the layout and
// never change.
const (
	Day     Bucket = iota // At most one day of 86,400 seconds.
	Month                 // At most 31 such days.
	Year                  // At most 366 such days.
	Long                  // Longer, or with an open or unknown end.
	Undated               // No date at all.

	Buckets = iota // How many there are.
)

// NoDate is the earliest second of what has no date: it comes last in an order
// that runs from new to old.
const NoDate int64 = math.MinInt64

const day = 24 * 60 * 60 // Seconds.

// BucketOf returns the bucket of a date that lies between two instants of Unix
// time in seconds. A date open towards the past has the earliest instant
// [math.MinInt64], one open towards the future the latest [math.MaxInt64].
// Instants in the wrong order are put into Long, where every scan finds them.
func BucketOf(earliest, latest int64) Bucket {
	if latest < earliest || earliest == math.MinInt64 || latest == math.MaxInt64 {
		return Long
	}
	width := uint64(latest) - uint64(earliest) // Right also where the signed difference overflows.
	for b := Day; b < Long; b++ {
		if width <= uint64(b.width()) {
			return b
		}
	}
	return Long
}

// Reach returns the smallest earliest second with which an entry of bucket b
// can still last until the second from: where a scan of dates from then on,
// which runs from new to old, may stop.
func (b Bucket) Reach(from int64) int64 {
	if b >= Long || from < math.MinInt64+b.width() {
		return math.MinInt64
	}
	return from - b.width()
}

// width returns the widest date in seconds that a bucket narrower than Long
// holds.
func (b Bucket) width() int64 {
	switch b {
	case Day:
		return day
	case Month:
		return 31 * day
	default:
		return 366 * day
	}
}

// Valid tells whether b is one of the buckets above.
func (b Bucket) Valid() bool { return b < Buckets }

// String names b in lower case.
func (b Bucket) String() string {
	switch b {
	case Day:
		return "day"
	case Month:
		return "month"
	case Year:
		return "year"
	case Long:
		return "long"
	case Undated:
		return "undated"
	default:
		return fmt.Sprintf("bucket-%d", byte(b))
	}
}

// A Position is the place of an entry in the one order that all answers share:
// the latest of the earliest instants first, then the narrower bucket, then the
// smaller node number. It is what cursors keep and what merges compare; it
// means the same in every list and at every revision.
type Position struct {
	Earliest int64 // Unix seconds; NoDate where there is none.
	Bucket   Bucket
	Node     Node
}

// PositionLen is the length of an encoded [Position] in bytes.
const PositionLen = 8 + 1 + 8

// Compare returns -1, 0 or +1 as p stands before, at or behind q.
func (p Position) Compare(q Position) int {
	return cmp.Or(
		cmp.Compare(q.Earliest, p.Earliest),
		cmp.Compare(p.Bucket, q.Bucket),
		cmp.Compare(p.Node, q.Node),
	)
}

// Next returns the position directly behind p, which is where a page after p
// starts, or false where p is the last one there is.
func (p Position) Next() (Position, bool) {
	switch {
	case p.Node < math.MaxUint64:
		p.Node++
	case p.Bucket+1 < Buckets:
		p.Bucket, p.Node = p.Bucket+1, 0
	case p.Earliest > math.MinInt64:
		p = Position{Earliest: p.Earliest - 1}
	default:
		return Position{}, false
	}
	return p, true
}

// String renders p for people, as [Key.String] renders its fields.
func (p Position) String() string {
	return fmt.Sprintf("date=%s width=%s node=%d", date(p.Earliest), p.Bucket, p.Node)
}

// AppendPosition appends p in [PositionLen] bytes that sort as [Position.Compare]
// does.
func AppendPosition(dst []byte, p Position) []byte {
	dst = AppendInt64Desc(dst, p.Earliest)
	dst = append(dst, byte(p.Bucket))
	return AppendUint64(dst, uint64(p.Node))
}

// ParsePosition reads what [AppendPosition] wrote and nothing else.
func ParsePosition(b []byte) (Position, error) {
	if len(b) != PositionLen {
		return Position{}, fmt.Errorf("position: %w: %d bytes instead of %d", ErrMalformed, len(b), PositionLen)
	}
	earliest, rest, _ := CutInt64Desc(b)
	bucket := Bucket(rest[0])
	if !bucket.Valid() {
		return Position{}, fmt.Errorf("position: %w: %s", ErrMalformed, bucket)
	}
	node, _, _ := CutUint64(rest[1:])
	return Position{earliest, bucket, Node(node)}, nil
}
