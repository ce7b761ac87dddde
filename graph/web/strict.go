package web

import (
	"encoding/json"
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

// What is wrong with a JSON text, beyond what encoding/json refuses. It takes
// the last of two members of one name and turns half a surrogate pair into a
// replacement character: two readers of such a text may see two requests.
var (
	errNotUTF8   = errors.New("is not UTF-8")
	errBOM       = errors.New("begins with a byte order mark")
	errNotJSON   = errors.New("is not a single JSON value")
	errRepeated  = errors.New("has an object with a repeated name")
	errSurrogate = errors.New("has an escape of half a surrogate pair")
	errNested    = errors.New("is nested too deeply")
	errValues    = errors.New("has too many values")
)

// checkJSON reports whether data is one JSON value that every reader reads the
// same way, with at most nesting arrays and objects inside one another and at
// most values values. It returns one of the errors above.
func checkJSON(data []byte, nesting, values int) error {
	switch {
	case len(data) >= 3 && string(data[:3]) == "\ufeff":
		return errBOM
	case !utf8.Valid(data):
		return errNotUTF8
	}
	// The walk comes before the grammar, so that what is too deep is called
	// that; it holds for any bytes.
	var open []map[string]struct{} // the names of each open object; nil for an array
	for i := 0; i < len(data); {
		switch c := data[i]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
			i++
			continue
		case '}', ']':
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
			i++
			continue
		case '{', '[':
			if len(open) == nesting {
				return errNested
			}
			var names map[string]struct{}
			if c == '{' {
				names = make(map[string]struct{})
			}
			open = append(open, names)
			i++
		case '"':
			end, escaped, err := scanString(data, i)
			if err != nil {
				return err
			}
			text := data[i:end]
			i = end
			if isName(data[end:]) && len(open) > 0 && open[len(open)-1] != nil {
				if err := claim(open[len(open)-1], text, escaped); err != nil {
					return err
				}
				continue
			}
		default:
			for i++; i < len(data) && !delimits(data[i]); i++ {
			}
		}
		if values--; values < 0 {
			return errValues
		}
	}
	if !json.Valid(data) {
		return errNotJSON
	}
	return nil
}

// scanString returns the end of the string that begins at data[start] and
// whether it has escapes.
func scanString(data []byte, start int) (end int, escaped bool, err error) {
	for i := start + 1; i < len(data); i++ {
		switch data[i] {
		case '"':
			return i + 1, escaped, nil
		case '\\':
			escaped = true
			r, ok := escapedRune(data[i:])
			if !ok {
				i++ // the escaped character; the grammar is checked later
				continue
			}
			if utf16.IsSurrogate(r) {
				low, ok := escapedRune(data[i+6:])
				if !ok || utf16.DecodeRune(r, low) == utf8.RuneError {
					return 0, false, errSurrogate
				}
				i += 6
			}
			i += 5
		}
	}
	return 0, false, errNotJSON
}

// escapedRune reads an escape of the form \uXXXX.
func escapedRune(data []byte) (rune, bool) {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range data[2:6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// isName reports whether what follows a string makes it a member's name.
func isName(rest []byte) bool {
	for _, c := range rest {
		switch c {
		case ' ', '\t', '\r', '\n':
		default:
			return c == ':'
		}
	}
	return false
}

// claim adds the name, a JSON string, to the names of an object.
func claim(names map[string]struct{}, quoted []byte, escaped bool) error {
	name := string(quoted[1 : len(quoted)-1])
	if escaped {
		if err := json.Unmarshal(quoted, &name); err != nil {
			return errNotJSON
		}
	}
	if _, ok := names[name]; ok {
		return errRepeated
	}
	names[name] = struct{}{}
	return nil
}

func delimits(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', ':', '{', '}', '[', ']', '"':
		return true
	}
	return false
}
