package keys

import (
	"encoding/binary"
	"fmt"
	"math"
)

// AppendList appends the prefix of the list of owner in an index whose lists
// belong to one node: every dated index but the five that have a function of
// their own below, and those of [Judged], [Affiliated], [PartOf], [Within],
// [Referrer] and [SpokenFor].
func AppendList(dst []byte, s Space, t Tag, owner Node) []byte {
	return AppendUint64(AppendTag(dst, s, t), uint64(owner))
}

// AppendByAboutList appends the prefix of the statements of a speaker about a
// node.
func AppendByAboutList(dst []byte, s Space, speaker, about Node) []byte {
	return AppendUint64(AppendList(dst, s, ByAbout, speaker), uint64(about))
}

// AppendUtteranceList appends the prefix of the statements of one act of
// speaking.
func AppendUtteranceList(dst []byte, s Space, utterance string) []byte {
	return AppendString(AppendTag(dst, s, Utterance), utterance)
}

// AppendEventKindList appends the prefix of the events of a kind.
func AppendEventKindList(dst []byte, s Space, k Kind) []byte {
	return append(AppendTag(dst, s, EventKind), byte(k))
}

// AppendSaidDateList appends the prefix of all statements.
func AppendSaidDateList(dst []byte, s Space) []byte {
	return AppendTag(dst, s, SaidDate)
}

// AppendEventDateList appends the prefix of all events.
func AppendEventDateList(dst []byte, s Space) []byte {
	return AppendTag(dst, s, EventDate)
}

// AppendClass appends to a dated list, or to one whose members are nodes, what
// narrows it to one class.
func AppendClass(list []byte, c Class) []byte {
	return append(list, byte(c))
}

// AppendBucket appends to a dated list what narrows it to one class and bucket.
// Such a run is in the order of [Position].
func AppendBucket(list []byte, c Class, b Bucket) []byte {
	return append(list, byte(c), byte(b))
}

// AppendDate appends to a dated list what narrows it to one class, bucket and
// earliest second.
func AppendDate(list []byte, c Class, b Bucket, earliest int64) []byte {
	return AppendInt64Desc(AppendBucket(list, c, b), earliest)
}

// AppendMember appends to a dated list what makes it the key of an entry.
func AppendMember(list []byte, c Class, p Position) []byte {
	return AppendUint64(AppendDate(list, c, p.Bucket, p.Earliest), uint64(p.Node))
}

// AppendSeek appends to a dated list what makes it the smallest key of class c
// and bucket b whose entry does not stand before p. All entries of the run that
// stand before p have smaller keys, in LIVE and in CLOSED. Where nothing of the
// run can stand at or behind p, the key is the end of the run.
func AppendSeek(list []byte, c Class, b Bucket, p Position) []byte {
	switch {
	case b > p.Bucket: // Its entries of that date all stand behind p.
		p.Node = 0
	case b < p.Bucket && p.Earliest > math.MinInt64: // Its entries of that date all stand before p.
		p.Earliest--
		p.Node = 0
	case b < p.Bucket:
		return AppendBucket(list, c, b+1)
	}
	return AppendUint64(AppendDate(list, c, b, p.Earliest), uint64(p.Node))
}

// AppendEdge appends to a list whose members are nodes what makes it the key of
// an entry, and also the key to seek for the first member that is not before n.
func AppendEdge(list []byte, c Class, n Node) []byte {
	return AppendUint64(append(list, byte(c)), uint64(n))
}

// AppendCodeList appends the prefix of the records of any kind with a code.
func AppendCodeList(dst []byte, s Space, system, code string) []byte {
	return AppendString(AppendString(AppendTag(dst, s, Code), system), code)
}

// AppendCode appends to a list of [AppendCodeList] what makes it the key of the
// entry of record n.
func AppendCode(list []byte, k Kind, n Node) []byte {
	return AppendUint64(append(list, byte(k)), uint64(n))
}

// AppendNameList appends the prefix of the records of a kind that have a token
// in a name. Its members are nodes: complete it with [AppendEdge].
func AppendNameList(dst []byte, s Space, token string, k Kind) []byte {
	return append(AppendString(AppendTag(dst, s, Name), token), byte(k))
}

// AppendSoundList appends the prefix of the records of a kind of which a word of
// a name sounds like a key. Its members are nodes: complete it with
// [AppendEdge].
func AppendSoundList(dst []byte, s Space, key string, k Kind) []byte {
	return append(AppendString(AppendTag(dst, s, Sound), key), byte(k))
}

// AppendNamesFrom appends the prefix of all entries, of every kind, whose token
// starts with the given letters.
func AppendNamesFrom(dst []byte, s Space, start string) []byte {
	return AppendStart(AppendTag(dst, s, Name), start)
}

// AppendRecordedList appends the prefix of the records of a kind and class, in
// the order in which they were recorded.
func AppendRecordedList(dst []byte, s Space, k Kind, c Class) []byte {
	return append(AppendTag(dst, s, Recorded), byte(k), byte(c))
}

// AppendRecorded appends to a list of [AppendRecordedList] what makes it the
// key of the entry of record n, recorded by revision r, and also the key to
// seek for the first member recorded then or later.
func AppendRecorded(list []byte, r Revision, n Node) []byte {
	return AppendUint64(AppendUint64(list, uint64(r)), uint64(n))
}

// AppendClosed appends the CLOSED key of the entry with the LIVE key live that
// held since a revision. It panics where live is not in LIVE: that is a fault
// of the caller, never of the data.
func AppendClosed(dst, live []byte, since Revision) []byte {
	if len(live) == 0 || Space(live[0]) != Live {
		panic(fmt.Sprintf("keys: closing %x, which is not a live key", live))
	}
	dst = append(append(dst, byte(Closed)), live[1:]...)
	return AppendUint64(dst, uint64(since))
}

// AppendLive appends the LIVE key of the entry with the CLOSED key closed, and
// returns the revision since which it held. It looks at the ends of the key
// only; [Parse] looks at all of it.
func AppendLive(dst, closed []byte) (live []byte, since Revision, err error) {
	if len(closed) < 2+8 || Space(closed[0]) != Closed {
		return dst, 0, fmt.Errorf("closed key: %w: %x", ErrMalformed, shortened(closed))
	}
	n := len(closed) - 8
	dst = append(append(dst, byte(Live)), closed[1:n]...)
	return dst, Revision(binary.BigEndian.Uint64(closed[n:])), nil
}

// A Member is what the key of an entry tells behind its list.
type Member struct {
	Class    Class
	Position Position // NoDate and Undated in a list whose members are nodes.
	Since    Revision // In CLOSED only: LIVE has it in the value.
}

const (
	edgeLen   = 1 + 8         // Class and node.
	memberLen = 1 + 1 + 8 + 8 // Class, bucket, date and node.
	sinceLen  = 8
)

// ParseMember reads the end of a key of a dated index, or of one whose members
// are nodes, without its list: for scans, which know their list and want no
// more than its members, fast. [Parse] reads all of any key.
func ParseMember(key []byte) (Member, error) {
	if len(key) < 2 {
		return Member{}, errShort
	}
	space, l := Space(key[0]), &layouts[key[1]]
	var m Member
	n := len(key)
	switch space {
	case Live:
	case Closed:
		n -= sinceLen
		if n < 2 {
			return Member{}, errShort
		}
		m.Since = Revision(binary.BigEndian.Uint64(key[n:]))
	default:
		return Member{}, errNoMember
	}
	switch l.tail {
	case tailDated:
		if n < 2+memberLen {
			return Member{}, errShort
		}
		b := key[n-memberLen:]
		m.Class = Class(b[0])
		m.Position.Bucket = Bucket(b[1])
		m.Position.Earliest = int64(^binary.BigEndian.Uint64(b[2:]) ^ signBit)
	case tailNode:
		if n < 2+edgeLen {
			return Member{}, errShort
		}
		m.Class = Class(key[n-edgeLen])
		m.Position.Bucket, m.Position.Earliest = Undated, NoDate
	default:
		return Member{}, errNoMember
	}
	m.Position.Node = Node(binary.BigEndian.Uint64(key[n-8:]))
	if !m.Class.Valid() || !m.Position.Bucket.Valid() {
		return Member{}, errNoMember
	}
	return m, nil
}

// errNoMember is for keys that are not an entry of a list of members.
var errNoMember = fmt.Errorf("%w: no entry of a list of members", ErrMalformed)
