package keys

import (
	"fmt"
	"strconv"
	"strings"
)

// FormatVersion is the version of the layout of keys and values that this
// program writes, and the only one that it reads: a store of an older version
// lacks entries that this program relies on.
const FormatVersion = 3

// formatMagic opens the value of the row [Format], so that no other program's
// store is taken for one of ours, and so that people see whose it is.
const formatMagic = "hudna format "

// A FormatError tells that a store has a format that this program does not
// read.
type FormatError struct {
	Found     uint32 // The version in the store.
	Supported uint32 // The version that the program reads.
}

// Error tells both versions.
func (e *FormatError) Error() string {
	if e.Found < e.Supported {
		return fmt.Sprintf("the store has format %d, this program reads format %d: it has to be upgraded", e.Found, e.Supported)
	}
	return fmt.Sprintf("the store has format %d, this program reads format %d", e.Found, e.Supported)
}

// AppendFormat appends the value of the row [Format] of a store of the given
// version, which is at least 1.
func AppendFormat(dst []byte, version uint32) []byte {
	return strconv.AppendUint(append(dst, formatMagic...), uint64(version), 10)
}

// ParseFormat reads the version out of the row [Format]. It returns the version
// together with a [*FormatError] where that is not [FormatVersion], and
// an error that wraps [ErrMalformed] where the value is none of ours.
func ParseFormat(value []byte) (version uint32, err error) {
	digits, ok := strings.CutPrefix(string(value), formatMagic)
	if !ok {
		return 0, fmt.Errorf("format: %w: not the store of a hudna graph", ErrMalformed)
	}
	v, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || digits[0] == '0' {
		return 0, fmt.Errorf("format: %w: version %.20q", ErrMalformed, digits)
	}
	if v != FormatVersion {
		return uint32(v), &FormatError{Found: uint32(v), Supported: FormatVersion}
	}
	return uint32(v), nil
}
