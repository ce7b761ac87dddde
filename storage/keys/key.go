package keys

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"time"
)

// A Key is a parsed key. Only the fields that its tag has are set; the tags'
// comments and the golden file of this package tell which.
type Key struct {
	Space Space
	Tag   Tag

	Owner    Node     // Whose list this is.
	About    Node     // The second owner of a [ByAbout] list.
	System   string   // Who gave out a [Code].
	Form     string   // A loose form of a [Word].
	Text     string   // An id, a code, a token, a term or an utterance.
	Kind     Kind     // Of the record or event.
	Class    Class    // Of the entry.
	Bucket   Bucket   // Of the date.
	Earliest int64    // The earliest second of the date, NoDate where there is none.
	Node     Node     // The record that the row or entry is about.
	Revision Revision // That made, recorded or changed it.
	Since    Revision // Since which a version, or an entry in CLOSED, held.
	Index    uint32   // The number of a part.
	Time     time.Time
	Hash     Hash
}

// Position returns the place of the entry of a dated list in the order of
// answers.
func (k Key) Position() Position {
	return Position{k.Earliest, k.Bucket, k.Node}
}

// Append appends the key that [Parse] reads as k. It is for tools and tests;
// what is written often has an Append function of its own.
func (k Key) Append(dst []byte) []byte {
	dst = AppendTag(dst, k.Space, k.Tag)
	for _, f := range layouts[k.Tag].fields {
		dst = k.appendField(dst, f)
	}
	if k.Space == Closed {
		dst = k.appendField(dst, fieldSince)
	}
	return dst
}

func (k Key) appendField(dst []byte, f field) []byte {
	switch f {
	case fieldOwner:
		return AppendUint64(dst, uint64(k.Owner))
	case fieldAbout:
		return AppendUint64(dst, uint64(k.About))
	case fieldSystem:
		return AppendString(dst, k.System)
	case fieldForm:
		return AppendString(dst, k.Form)
	case fieldText:
		return AppendString(dst, k.Text)
	case fieldKind:
		return append(dst, byte(k.Kind))
	case fieldClass:
		return append(dst, byte(k.Class))
	case fieldBucket:
		return append(dst, byte(k.Bucket))
	case fieldEarliest:
		return AppendInt64Desc(dst, k.Earliest)
	case fieldNode:
		return AppendUint64(dst, uint64(k.Node))
	case fieldRevision:
		return AppendUint64(dst, uint64(k.Revision))
	case fieldVersion:
		return AppendUint64Desc(dst, uint64(k.Since))
	case fieldSince:
		return AppendUint64(dst, uint64(k.Since))
	case fieldIndex:
		return binary.BigEndian.AppendUint32(dst, k.Index)
	case fieldTime:
		return AppendTime(dst, k.Time)
	case fieldHash:
		return append(dst, k.Hash[:]...)
	default:
		panic("keys: a field without an encoding")
	}
}

// Parse reads any key that this package writes and nothing else: what it
// accepts, [Key.Append] writes back byte for byte. The key may be reused
// afterwards. An error wraps [ErrMalformed] and tells the tag and the field.
func Parse(key []byte) (Key, error) {
	if len(key) > MaxKey {
		return Key{}, fmt.Errorf("key: %w: %d bytes, over %d", ErrMalformed, len(key), MaxKey)
	}
	if len(key) < 2 {
		return Key{}, fmt.Errorf("key: %w: %d bytes, without a space and a tag", ErrMalformed, len(key))
	}
	k := Key{Space: Space(key[0]), Tag: Tag(key[1])}
	if !k.Tag.In(k.Space) {
		return Key{}, fmt.Errorf("key: %w: no %s keys in %s", ErrMalformed, k.Tag, k.Space)
	}
	rest, err := key[2:], error(nil)
	for _, f := range layouts[k.Tag].fields {
		if rest, err = k.cutField(rest, f); err != nil {
			return Key{}, fmt.Errorf("%s %s key: %s: %w", k.Space, k.Tag, f, err)
		}
	}
	if k.Space == Closed {
		if rest, err = k.cutField(rest, fieldSince); err != nil {
			return Key{}, fmt.Errorf("%s %s key: %s: %w", k.Space, k.Tag, fieldSince, err)
		}
	}
	if len(rest) > 0 {
		return Key{}, fmt.Errorf("%s %s key: %w: %d bytes too many", k.Space, k.Tag, ErrMalformed, len(rest))
	}
	return k, nil
}

// cutField reads the field f from the front of b into k and returns the bytes
// behind it.
func (k *Key) cutField(b []byte, f field) (rest []byte, err error) {
	switch f {
	case fieldSystem:
		k.System, rest, err = CutString(b)
		return rest, err
	case fieldForm:
		k.Form, rest, err = CutString(b)
		return rest, err
	case fieldText:
		k.Text, rest, err = CutString(b)
		return rest, err
	case fieldTime:
		k.Time, rest, err = CutTime(b)
		return rest, err
	}
	n := f.size()
	if len(b) < n {
		return nil, errShort
	}
	switch b, rest = b[:n], b[n:]; f {
	case fieldOwner:
		k.Owner = Node(binary.BigEndian.Uint64(b))
	case fieldAbout:
		k.About = Node(binary.BigEndian.Uint64(b))
	case fieldKind:
		k.Kind = Kind(b[0])
	case fieldClass:
		if k.Class = Class(b[0]); !k.Class.Valid() {
			return nil, fmt.Errorf("%w: %s", ErrMalformed, k.Class)
		}
	case fieldBucket:
		if k.Bucket = Bucket(b[0]); !k.Bucket.Valid() {
			return nil, fmt.Errorf("%w: %s", ErrMalformed, k.Bucket)
		}
	case fieldEarliest:
		k.Earliest = int64(^binary.BigEndian.Uint64(b) ^ signBit)
	case fieldNode:
		k.Node = Node(binary.BigEndian.Uint64(b))
	case fieldRevision:
		k.Revision = Revision(binary.BigEndian.Uint64(b))
	case fieldVersion:
		k.Since = Revision(^binary.BigEndian.Uint64(b))
	case fieldSince:
		k.Since = Revision(binary.BigEndian.Uint64(b))
	case fieldIndex:
		k.Index = binary.BigEndian.Uint32(b)
	case fieldHash:
		k.Hash = Hash(b)
	}
	return rest, nil
}

// size returns the width in bytes of a field that is a number or a hash.
func (f field) size() int {
	switch f {
	case fieldKind, fieldClass, fieldBucket:
		return 1
	case fieldIndex:
		return 4
	case fieldHash:
		return len(Hash{})
	default:
		return 8
	}
}

// String names f as [Key.String] does.
func (f field) String() string {
	switch f {
	case fieldOwner:
		return "owner"
	case fieldAbout:
		return "about"
	case fieldSystem:
		return "system"
	case fieldForm:
		return "form"
	case fieldText:
		return "text"
	case fieldKind:
		return "kind"
	case fieldClass:
		return "class"
	case fieldBucket:
		return "width"
	case fieldEarliest:
		return "date"
	case fieldNode:
		return "node"
	case fieldRevision:
		return "revision"
	case fieldVersion, fieldSince:
		return "since"
	case fieldIndex:
		return "part"
	case fieldTime:
		return "time"
	case fieldHash:
		return "hash"
	default:
		return fmt.Sprintf("field-%02x", byte(f))
	}
}

// String renders k for people, each field with its name, in the order of the
// key.
func (k Key) String() string {
	s := k.Space.String() + " " + k.Tag.String()
	for _, f := range layouts[k.Tag].fields {
		s += " " + f.String() + "=" + k.fieldString(f)
	}
	if k.Space == Closed {
		s += " " + fieldSince.String() + "=" + k.fieldString(fieldSince)
	}
	return s
}

func (k Key) fieldString(f field) string {
	switch f {
	case fieldOwner:
		return strconv.FormatUint(uint64(k.Owner), 10)
	case fieldAbout:
		return strconv.FormatUint(uint64(k.About), 10)
	case fieldSystem:
		return strconv.Quote(k.System)
	case fieldForm:
		return strconv.Quote(k.Form)
	case fieldText:
		return strconv.Quote(k.Text)
	case fieldKind:
		return strconv.Itoa(int(k.Kind))
	case fieldClass:
		return k.Class.String()
	case fieldBucket:
		return k.Bucket.String()
	case fieldEarliest:
		return date(k.Earliest)
	case fieldNode:
		return strconv.FormatUint(uint64(k.Node), 10)
	case fieldRevision:
		return strconv.FormatUint(uint64(k.Revision), 10)
	case fieldVersion, fieldSince:
		return strconv.FormatUint(uint64(k.Since), 10)
	case fieldIndex:
		return strconv.FormatUint(uint64(k.Index), 10)
	case fieldTime:
		return k.Time.Format(time.RFC3339Nano)
	case fieldHash:
		return fmt.Sprintf("%x", k.Hash[:])
	default:
		return "?"
	}
}

// The seconds of Unix time that RFC 3339 can write: the years 0 to 9999.
const (
	firstWritable = -62167219200
	lastWritable  = 253402300799
)

// date renders Unix seconds for people.
func date(seconds int64) string {
	switch {
	case seconds == NoDate:
		return "none"
	case seconds < firstWritable || seconds > lastWritable:
		return strconv.FormatInt(seconds, 10) + "s"
	default:
		return time.Unix(seconds, 0).UTC().Format(time.RFC3339)
	}
}

// shortened cuts a key for a message.
func shortened(key []byte) []byte {
	return key[:min(len(key), 32)]
}
