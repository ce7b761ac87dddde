package keys

import (
	"encoding/binary"
	"fmt"
	"math"
)

// NoDepth is the depth of what has none.
const NoDepth = math.MaxUint8

// MaxHot is the length in bytes of the longest encoded [Hot]: a byte takes up to
// two as a number of variable width.
const MaxHot = binary.MaxVarintLen64 + binary.MaxVarintLen32 + binary.MaxVarintLen64 + 4*2

// Hot is the value of an index entry: since or until when it holds, and the few
// facts of its record that most filters ask for, so that they need no record.
// What the bits and numbers mean is the ledger's; here they only have a size.
// A zero field costs nothing at the end of the encoding.
type Hot struct {
	Revision Revision // In LIVE since which it holds, in CLOSED which ended it.
	Roles    uint32   // Bits of the about-roles in which the owner of the list stands.
	Acts     uint64   // Bits of the acts.
	Main     uint8    // The first act.
	Depth    uint8    // The number of relays, or NoDepth.
	Level    uint8    // The level in the content at which the owner of the list stands.
	Basis    uint8    // How it was coded.
}

// AppendHot appends h: numbers of variable width, without the zeros at the end.
// The revision is always there, so no encoding is empty.
func AppendHot(dst []byte, h Hot) []byte {
	dst = binary.AppendUvarint(dst, uint64(h.Revision))
	end := len(dst)
	for _, v := range h.fields() {
		dst = binary.AppendUvarint(dst, v)
		if v != 0 {
			end = len(dst)
		}
	}
	return dst[:end]
}

// ParseHot reads what [AppendHot] wrote and nothing else. A field that is not
// there is zero, so a field can be added behind the last one without rewriting
// what is stored. What an older program does not know it takes for damage, not
// for something to drop when it moves the entry: whoever adds a field raises
// [FormatVersion].
func ParseHot(value []byte) (Hot, error) {
	r, rest, err := cutUvarint(value)
	if err != nil {
		return Hot{}, fmt.Errorf("entry: revision: %w", err)
	}
	var v [hotFields]uint64
	for i := 0; len(rest) > 0; i++ {
		if i == hotFields {
			return Hot{}, fmt.Errorf("entry: %w: %d bytes too many", ErrMalformed, len(rest))
		}
		if v[i], rest, err = cutUvarint(rest); err != nil {
			return Hot{}, fmt.Errorf("entry: field %d: %w", i+1, err)
		}
		if len(rest) == 0 && v[i] == 0 {
			return Hot{}, fmt.Errorf("entry: field %d: %w: a zero at the end", i+1, ErrMalformed)
		}
		if v[i] > hotLimits[i] {
			return Hot{}, fmt.Errorf("entry: field %d: %w: %d is over %d", i+1, ErrMalformed, v[i], hotLimits[i])
		}
	}
	return Hot{
		Revision: Revision(r),
		Roles:    uint32(v[0]),
		Acts:     v[1],
		Main:     uint8(v[2]),
		Depth:    uint8(v[3]) - 1,
		Level:    uint8(v[4]),
		Basis:    uint8(v[5]),
	}, nil
}

const hotFields = 6

// hotLimits holds the greatest value of each field in the order of the
// encoding. It is only ever read.
var hotLimits = [hotFields]uint64{
	math.MaxUint32, math.MaxUint64, math.MaxUint8, math.MaxUint8, math.MaxUint8, math.MaxUint8,
}

// fields returns what stands behind the revision, in the order of the encoding.
// The depth is written as one more, so that NoDepth becomes the zero that costs
// nothing: most lists are not of statements that were relayed.
func (h Hot) fields() [hotFields]uint64 {
	return [hotFields]uint64{
		uint64(h.Roles), h.Acts, uint64(h.Main), uint64(h.Depth + 1), uint64(h.Level), uint64(h.Basis),
	}
}

// cutUvarint reads a number in its shortest encoding and returns the bytes
// behind it.
func cutUvarint(b []byte) (v uint64, rest []byte, err error) {
	v, n := binary.Uvarint(b)
	switch {
	case n == 0:
		return 0, nil, errShort
	case n < 0:
		return 0, nil, fmt.Errorf("%w: a number over 64 bits", ErrMalformed)
	case n > 1 && b[n-1] == 0:
		return 0, nil, fmt.Errorf("%w: a number longer than it need be", ErrMalformed)
	}
	return v, b[n:], nil
}
