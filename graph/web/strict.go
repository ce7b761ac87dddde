package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// What is wrong with a JSON text, beyond its grammar. Readers that take the last
// of two members of one name, or turn half a surrogate pair into a replacement
// character, may see another request in it than the one that was checked.
var (
	errNotUTF8   = errors.New("is not UTF-8")
	errBOM       = errors.New("begins with a byte order mark")
	errNotJSON   = errors.New("is not a single JSON value")
	errRepeated  = errors.New("has an object with a repeated name")
	errSurrogate = errors.New("has an escape of half a surrogate pair")
	errNested    = errors.New("is nested too deeply")
	errValues    = errors.New("has too many values")
)

// readJSON reads a text that is one JSON value which every reader reads the same
// way (I-JSON, RFC 7493), with at most nesting arrays and objects inside one
// another and at most values values. Numbers keep their digits. It returns one of
// the errors above.
func readJSON(data []byte, nesting, values int) (any, error) {
	t, _ := texts.Get().(*text)
	if len(data) <= usualBody {
		defer t.giveBack()
	}
	t.data, t.nesting, t.values = *bytes.NewBuffer(data), nesting, values
	t.Reset(&t.data)
	value, err := t.value()
	if err == nil {
		if _, err = t.ReadToken(); err == nil {
			err = errNotJSON
		} else if errors.Is(err, io.EOF) {
			return value, nil
		}
	}
	return nil, whyNot(data, err)
}

// A text is read in one pass.
type text struct {
	jsontext.Decoder
	data            bytes.Buffer
	nesting, values int
}

// texts are those that were read: what a decoder has room for serves the next one. It holds
// on to the names of objects, so that one that has read a long text is let go.
var texts = sync.Pool{New: func() any { return new(text) }}

// giveBack leaves the decoder for another text.
func (t *text) giveBack() {
	t.data = bytes.Buffer{}
	t.Reset(&t.data)
	texts.Put(t)
}

func (t *text) value() (any, error) {
	token, err := t.ReadToken()
	if err != nil {
		return nil, err
	}
	kind := token.Kind()
	switch {
	case (kind == '{' || kind == '[') && t.StackDepth() > t.nesting:
		return nil, errNested
	case kind == '}' || kind == ']': // the caller looked
		return nil, errNotJSON
	}
	if t.values--; t.values < 0 {
		return nil, errValues
	}
	switch kind {
	case '{':
		members := make(map[string]any)
		for t.PeekKind() != '}' {
			name, err := t.ReadToken()
			if err != nil {
				return nil, err
			}
			key := name.String()
			if members[key], err = t.value(); err != nil {
				return nil, err
			}
		}
		_, err = t.ReadToken()
		return members, err
	case '[':
		elements := []any{}
		for t.PeekKind() != ']' {
			element, err := t.value()
			if err != nil {
				return nil, err
			}
			elements = append(elements, element)
		}
		_, err = t.ReadToken()
		return elements, err
	case '"':
		return token.String(), nil
	case '0':
		return json.Number(token.String()), nil
	case 'n':
		return nil, nil
	}
	return token.Bool(), nil
}

// whyNot says what is wrong with a text that could not be read.
func whyNot(data []byte, err error) error {
	switch {
	case errors.Is(err, errNested), errors.Is(err, errValues):
		return err
	case bytes.HasPrefix(data, []byte("\ufeff")):
		return errBOM
	case !utf8.Valid(data):
		return errNotUTF8
	case errors.Is(err, jsontext.ErrDuplicateName):
		return errRepeated
	case strings.Contains(string(data), `\u`) && jsontext.Value(data).IsValid(jsontext.AllowInvalidUTF8(true)):
		return errSurrogate
	}
	return errNotJSON
}
