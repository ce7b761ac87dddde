package ledger

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"hudna/graph"
	"hudna/storage/keys"
)

// A listKind says what a cursor is a cursor of.
type listKind byte

const (
	listStatements listKind = iota + 1
	listActors
	listCommits
	listHistory
	listEvents
	listLocations
	listAgreements
	listDocuments
	listTopics
	listFound
	listDifferences
	listComparison
)

// cursorVersion is the first byte of a cursor; it changes with the layout
// below.
const cursorVersion = 2

const (
	queryHashLen = 8
	cursorMACLen = 8
	scoreLen     = 8
	cursorLen    = 1 + 1 + queryHashLen + keys.PositionLen + scoreLen + cursorMACLen
)

// A cursorOf seals and opens the cursors of one list. A cursor holds a position
// in the list, and the score where it is ordered by one, and is bound to the store and the query by a keyed hash, so that
// a broken or a foreign one is recognised. The position is masked: the numbers
// of the nodes would tell how many there are between those that one sees.
type cursorOf struct {
	l    *Ledger
	head [1 + 1 + queryHashLen]byte
}

func (l *Ledger) cursor(kind listKind, query any) (*cursorOf, error) {
	encoded, err := json.Marshal(query)
	if err != nil {
		return nil, fmt.Errorf("hashing the query: %w", err)
	}
	c := &cursorOf{l: l}
	c.head[0], c.head[1] = cursorVersion, byte(kind)
	hash := sha256.Sum256(encoded)
	copy(c.head[2:], hash[:queryHashLen])
	return c, nil
}

func (c *cursorOf) seal(p keys.Position, score float64) string {
	b := append(make([]byte, 0, cursorLen), c.head[:]...)
	b = keys.AppendPosition(b, p)
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(score))
	b = append(b, c.l.keyedHash("cursor", b)[:cursorMACLen]...)
	c.mask(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// mask covers or uncovers the position in a cursor, by what its keyed hash yields.
func (c *cursorOf) mask(b []byte) {
	n := cursorLen - cursorMACLen
	position := b[len(c.head):n]
	subtle.XORBytes(position, position, c.l.keyedHash("cursor mask", b[n:]))
}

func (c *cursorOf) open(cursor string) (mark, error) {
	refuse := func(why string) (mark, error) {
		return mark{}, fmt.Errorf("%w: %s", graph.ErrInvalidCursor, why)
	}
	if len(cursor) != base64.RawURLEncoding.EncodedLen(cursorLen) {
		return refuse("it does not have the length of one")
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return refuse("it has characters that no cursor has")
	}
	c.mask(b)
	n := cursorLen - cursorMACLen
	if !hmac.Equal(b[n:], c.l.keyedHash("cursor", b[:n])[:cursorMACLen]) {
		return refuse("it is not one of this graph")
	}
	if !bytes.Equal(b[:len(c.head)], c.head[:]) {
		return refuse("it belongs to another list")
	}
	p, err := keys.ParsePosition(b[len(c.head) : n-scoreLen])
	if err != nil {
		return refuse("it holds no position")
	}
	return mark{p, math.Float64frombits(binary.BigEndian.Uint64(b[n-scoreLen:]))}, nil
}
