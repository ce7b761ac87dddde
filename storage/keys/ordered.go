package keys

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// ErrMalformed is what every decoder of this package reports, wrapped with the
// place, for bytes that no encoder of it writes.
var ErrMalformed = errors.New("malformed")

const (
	// MaxKey is the length in bytes of the longest key that [Parse] reads; the
	// storage contract refuses longer ones.
	MaxKey = 1024

	// MaxString is the length in bytes up to which strings are safe in keys:
	// no key whose strings keep to it is longer than [MaxKey], however many of
	// their bytes need an escape. Cut longer words with [Clip].
	MaxString = 250
)

// Strings end with a zero byte, which no encoded string holds: the bytes 0 and
// 1 are escaped as 1 1 and 1 2. That keeps the order, because an end sorts
// before every continuation, and makes no encoded string a prefix of another.
const (
	terminator = 0x00
	escape     = 0x01
	escaped    = 0x01 // Added to an escaped byte.
)

// signBit flips signed numbers into unsigned ones of the same order.
const signBit = 1 << 63

// nanosecondsPerSecond bounds the second part of an encoded time.
const nanosecondsPerSecond = 1_000_000_000

// AppendUint64 appends v in 8 bytes that sort as numbers do.
func AppendUint64(dst []byte, v uint64) []byte {
	return binary.BigEndian.AppendUint64(dst, v)
}

// AppendUint64Desc appends v in 8 bytes that sort the greatest number first.
func AppendUint64Desc(dst []byte, v uint64) []byte {
	return binary.BigEndian.AppendUint64(dst, ^v)
}

// AppendInt64 appends v in 8 bytes that sort as signed numbers do.
func AppendInt64(dst []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(v)^signBit)
}

// AppendInt64Desc appends v in 8 bytes that sort the greatest signed number
// first: [math.MaxInt64] is eight zero bytes.
func AppendInt64Desc(dst []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(dst, ^(uint64(v) ^ signBit))
}

// AppendString appends s, escaped and terminated: the encodings of strings sort
// as the strings do byte by byte, and none is a prefix of another. It takes any
// bytes, valid UTF-8 or not, of any length; see [MaxString].
func AppendString(dst []byte, s string) []byte {
	return append(AppendStart(dst, s), terminator)
}

// AppendStart appends s escaped but without an end, which makes the common
// prefix of all strings that start with s.
func AppendStart(dst []byte, s string) []byte {
	for {
		i := 0
		for i < len(s) && s[i] > escape {
			i++
		}
		dst = append(dst, s[:i]...)
		if i == len(s) {
			return dst
		}
		dst = append(dst, escape, s[i]+escaped)
		s = s[i+1:]
	}
}

// AppendTime appends the instant of t in 12 bytes, seconds and nanoseconds of
// Unix time, that sort as instants do. The zone is not kept.
func AppendTime(dst []byte, t time.Time) []byte {
	dst = AppendInt64(dst, t.Unix())
	return binary.BigEndian.AppendUint32(dst, uint32(t.Nanosecond()))
}

// AppendEnd appends the smallest key that stands behind every key with the
// given prefix: the exclusive end of a scan of that prefix. Nothing stands
// behind a prefix of 0xff bytes only, nor behind the empty one: then it appends
// nothing, which reads as an open end.
func AppendEnd(dst, prefix []byte) []byte {
	for n := len(prefix); n > 0; n-- {
		if prefix[n-1] != math.MaxUint8 {
			dst = append(dst, prefix[:n]...)
			dst[len(dst)-1]++
			return dst
		}
	}
	return dst
}

// Clip cuts s to at most [MaxString] bytes, without splitting a character of
// valid UTF-8. An index of clipped words finds candidates only: whoever looks a
// word up clips it too and compares the whole word with the record.
func Clip(s string) string {
	if len(s) <= MaxString {
		return s
	}
	n := MaxString
	for n > MaxString-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// CutUint64 reads what [AppendUint64] wrote and returns the bytes behind it.
func CutUint64(b []byte) (v uint64, rest []byte, err error) {
	if len(b) < 8 {
		return 0, nil, errShort
	}
	return binary.BigEndian.Uint64(b), b[8:], nil
}

// CutUint64Desc reads what [AppendUint64Desc] wrote and returns the bytes
// behind it.
func CutUint64Desc(b []byte) (v uint64, rest []byte, err error) {
	v, rest, err = CutUint64(b)
	if err != nil {
		return 0, nil, err
	}
	return ^v, rest, nil
}

// CutInt64 reads what [AppendInt64] wrote and returns the bytes behind it.
func CutInt64(b []byte) (v int64, rest []byte, err error) {
	u, rest, err := CutUint64(b)
	if err != nil {
		return 0, nil, err
	}
	return int64(u ^ signBit), rest, nil
}

// CutInt64Desc reads what [AppendInt64Desc] wrote and returns the bytes behind
// it.
func CutInt64Desc(b []byte) (v int64, rest []byte, err error) {
	u, rest, err := CutUint64(b)
	if err != nil {
		return 0, nil, err
	}
	return int64(^u ^ signBit), rest, nil
}

// CutString reads what [AppendString] wrote and returns the bytes behind it.
func CutString(b []byte) (s string, rest []byte, err error) {
	n := bytes.IndexByte(b, terminator)
	if n < 0 {
		return "", nil, fmt.Errorf("%w: a string without an end", ErrMalformed)
	}
	word, rest := b[:n], b[n+1:]
	i := bytes.IndexByte(word, escape)
	if i < 0 {
		return string(word), rest, nil
	}
	var out strings.Builder
	out.Grow(n)
	for i >= 0 {
		if i+1 == len(word) || word[i+1]-escaped > escape {
			return "", nil, fmt.Errorf("%w: a broken escape in a string", ErrMalformed)
		}
		out.Write(word[:i])
		out.WriteByte(word[i+1] - escaped)
		word = word[i+2:]
		i = bytes.IndexByte(word, escape)
	}
	out.Write(word)
	return out.String(), rest, nil
}

// CutTime reads what [AppendTime] wrote, in UTC, and returns the bytes behind
// it.
func CutTime(b []byte) (t time.Time, rest []byte, err error) {
	if len(b) < 12 {
		return time.Time{}, nil, errShort
	}
	seconds, rest, _ := CutInt64(b)
	nanoseconds := binary.BigEndian.Uint32(rest)
	if nanoseconds >= nanosecondsPerSecond {
		return time.Time{}, nil, fmt.Errorf("%w: %d nanoseconds in a time", ErrMalformed, nanoseconds)
	}
	return time.Unix(seconds, int64(nanoseconds)).UTC(), rest[4:], nil
}

// errShort is wrapped by the callers that know which field is cut off.
var errShort = fmt.Errorf("%w: cut off", ErrMalformed)
