package graph_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"hudna/graph"
)

func TestErrors(t *testing.T) {
	field := &graph.FieldError{Path: "about[2]", Reason: "is repeated"}
	for name, test := range map[string]struct {
		err  error
		text string
		is   []error
	}{
		"a field":           {field, "about[2]: is repeated", []error{graph.ErrInvalid}},
		"a whole":           {&graph.FieldError{Reason: "is empty"}, "is empty", []error{graph.ErrInvalid}},
		"an operation":      {&graph.OpError{Index: 2, ID: "actor/x", Err: field}, "operation 3 (actor/x): about[2]: is repeated", []error{graph.ErrInvalid, field}},
		"one without an id": {&graph.OpError{Err: graph.ErrNotFound}, "operation 1: not found", []error{graph.ErrNotFound}},
		"a conflict":        {&graph.RecordConflict{ID: "actor/x", Expected: 3, Actual: 5, Author: "coder-one"}, "actor/x was changed in revision 5 by coder-one; the change was made against revision 3", []error{graph.ErrConflict}},
		"a code of many":    {&graph.AmbiguousCode{Code: graph.Code{System: "s", Code: "c"}, IDs: []graph.ID{"actor/x", "actor/y"}, More: true}, "code s:c is carried by more than one record: actor/x, actor/y and others", []error{graph.ErrConflict}},
		"a code of two":     {&graph.AmbiguousCode{Code: graph.Code{System: "s", Code: "c"}, IDs: []graph.ID{"actor/x", "actor/y"}}, "code s:c is carried by more than one record: actor/x, actor/y", []error{graph.ErrConflict}},
		"referred to":       {&graph.StillReferred{ID: "actor/x", By: []graph.ID{"event/y"}}, "actor/x is still referred to by event/y", []error{graph.ErrConflict}},
		"referred to often": {&graph.StillReferred{ID: "actor/x", By: []graph.ID{"event/y"}, More: true}, "actor/x is still referred to by event/y and others", []error{graph.ErrConflict}},
		"damage":            {&graph.CorruptError{ID: "actor/x", What: "record", Err: io.ErrUnexpectedEOF}, "corrupt record of actor/x: unexpected EOF", []error{graph.ErrCorrupt, io.ErrUnexpectedEOF}},
		"damage, no more":   {&graph.CorruptError{What: "head"}, "corrupt head", []error{graph.ErrCorrupt}},
	} {
		if got := test.err.Error(); got != test.text {
			t.Errorf("%s: %q", name, got)
		}
		for _, is := range test.is {
			if !errors.Is(test.err, is) {
				t.Errorf("%s is not %v", name, is)
			}
		}
		for _, is := range []error{graph.ErrInvalid, graph.ErrNotFound, graph.ErrConflict, graph.ErrForbidden, graph.ErrTooLarge, graph.ErrTooComplex, graph.ErrInvalidCursor, graph.ErrCorrupt, graph.ErrFull, graph.ErrUnknown, graph.ErrClosed} {
			if got, want := errors.Is(test.err, is), is == test.is[0]; got != want {
				t.Errorf("%s is %v: %t", name, is, got)
			}
		}
	}
}

func ExampleFieldError() {
	s := &graph.Statement{Meta: graph.Meta{ID: "statement/x"}, Text: "No.", Evidence: []graph.Evidence{{}}}
	err := s.Validate()
	var field *graph.FieldError
	if errors.As(err, &field) {
		fmt.Printf("%s | %s | %t\n", field.Path, field.Reason, errors.Is(err, graph.ErrInvalid))
	}
	// Output: evidence[0].document | is missing | true
}
