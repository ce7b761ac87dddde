package ledger

import (
	"math"

	"hudna/storage/keys"
)

// A list is all records of one owner in one index. Of each class and bucket of
// a dated index, it is one range of keys in the order of positions; of each class
// of another one, in that of nodes.
type list struct {
	tag   keys.Tag
	owner keys.Node // the kind, of a list by kind or by a word of a name
	text  string    // of an utterance, which has no node; or the word
	// roles, when not 0, are the bits of [keys.Hot.Roles] of which an entry has
	// to have one.
	roles uint32
	// unsure: to stand in the list is not enough; the record decides.
	unsure bool
	// during, when given, is when the owner stands for who was asked for: what
	// is dated at other times does not count.
	during *during
	// lengths are how long the list is at the head, in each of the classes of
	// the question; nil where that is not counted.
	lengths []uint64
}

// prefix is that of the list's keys in a space.
func (l *list) prefix(space keys.Space) []byte {
	var dst []byte
	switch l.tag {
	case keys.Utterance:
		return keys.AppendUtteranceList(dst, space, l.text)
	case keys.SaidDate:
		return keys.AppendSaidDateList(dst, space)
	case keys.EventDate:
		return keys.AppendEventDateList(dst, space)
	case keys.EventKind:
		return keys.AppendEventKindList(dst, space, keys.Kind(l.owner))
	case keys.Name:
		return keys.AppendNameList(dst, space, l.text, keys.Kind(l.owner))
	case keys.Recorded:
		return append(keys.AppendTag(dst, space, keys.Recorded), byte(l.owner))
	default:
		return keys.AppendList(dst, space, l.tag, l.owner)
	}
}

// counted says in whose counters the list counts, and under which tag and kind;
// that of an utterance counts nowhere.
func (l *list) counted() (owner keys.Node, t keys.Tag, k keys.Kind, ok bool) {
	switch l.tag {
	case keys.Utterance, keys.Name:
		return 0, 0, 0, false
	case keys.SaidDate:
		return 0, l.tag, statementKind, true
	case keys.EventDate:
		return 0, l.tag, eventKind, true
	case keys.EventKind, keys.Recorded:
		return 0, l.tag, keys.Kind(l.owner), true
	default:
		return l.owner, l.tag, 0, true
	}
}

// A during is when one of several ways holds.
type during struct {
	ways      []way
	certainly bool
}

// window gives sort-key instants between which the earliest instant of what is
// dated while one of the ways holds lies, in a bucket; none where lo > hi.
func (d *during) window(b keys.Bucket) (lo, hi int64) {
	if b == keys.Undated {
		if d.certainly {
			return 1, 0
		}
		return math.MinInt64, math.MaxInt64
	}
	lo, hi = math.MaxInt64, math.MinInt64
	for i := range d.ways {
		from := d.ways[i].lo
		if !d.certainly {
			from = b.Reach(from)
		}
		lo, hi = min(lo, from), max(hi, d.ways[i].hi)
	}
	return lo, hi
}

// tells says whether one of the ways holds, as far as the position of the record
// tells.
func (d *during) tells(p keys.Position) verdict {
	if p.Bucket == keys.Undated {
		return decided(!d.certainly)
	}
	found := no
	for i := range d.ways {
		found = max(found, d.ways[i].tells(p, d.certainly))
	}
	return found
}

func (w *way) tells(p keys.Position, certainly bool) verdict {
	return insideOf(p, w.lo, w.hi, w.lo, w.hi, certainly)
}

// insideOf says whether a dated record lies between two instants, possibly or
// certainly, as far as its position tells: its latest instant is no further
// from its earliest than the width of its bucket. What lies outside of lo and
// hi does not; between inner and outer bounds one cannot tell.
func insideOf(p keys.Position, lo, hi, innerLo, innerHi int64, certainly bool) verdict {
	from := lo
	if !certainly {
		from = p.Bucket.Reach(lo)
	}
	switch {
	case p.Earliest > hi || p.Earliest < from:
		return no
	case p.Earliest < innerLo || p.Earliest > innerHi:
		return maybe
	case !certainly || innerHi == math.MaxInt64:
		return yes
	case p.Bucket < keys.Long && p.Earliest <= p.Bucket.Reach(innerHi):
		return yes
	}
	return maybe
}

// A verdict says what an index tells of a record.
type verdict byte

const (
	no verdict = iota
	maybe
	yes
)

func decided(is bool) verdict {
	if is {
		return yes
	}
	return no
}
