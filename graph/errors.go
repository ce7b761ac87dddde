package graph

import (
	"errors"
	"fmt"
	"strings"
)

// The errors that a caller can act on. Everything else is internal.
var (
	// ErrInvalid: the request is wrong and has to be changed.
	ErrInvalid = errors.New("invalid")
	// ErrNotFound: there is no such record at this revision for this
	// clearance. A hidden record reads the same as one that never was.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the change does not fit the head; read again and retry.
	ErrConflict = errors.New("conflicting change")
	// ErrForbidden: the principal may not do this.
	ErrForbidden = errors.New("forbidden")
	// ErrTooLarge: a change, a record or an answer passes a stated limit.
	ErrTooLarge = errors.New("too large")
	// ErrTooComplex: an answer would cost more than the budget allows. What
	// wraps it says why, in words for those who ask: "too complex: the filter
	// has 70 terms, more than 64".
	ErrTooComplex = errors.New("too complex")
	// ErrInvalidCursor: the cursor is broken or of another list.
	ErrInvalidCursor = errors.New("invalid cursor")
	// ErrCorrupt: stored data is damaged or missing.
	ErrCorrupt = errors.New("corrupt")
	// ErrFull: the storage is full; reading goes on.
	ErrFull = errors.New("storage full")
	// ErrUnknown: whether the change was written could not be found out.
	ErrUnknown = errors.New("outcome unknown")
	// ErrClosed: the graph has been closed.
	ErrClosed = errors.New("closed")
)

// A FieldError says what is wrong with one field of a request or a record. It
// is [ErrInvalid].
type FieldError struct {
	Path   string // where: "about[2].stance.value"; empty for the whole
	Reason string // what: "is repeated"
}

func (e *FieldError) Error() string {
	if e.Path == "" {
		return e.Reason
	}
	return e.Path + ": " + e.Reason
}

// Unwrap makes a FieldError an [ErrInvalid].
func (e *FieldError) Unwrap() error { return ErrInvalid }

// An OpError says which operation of a change is at fault. It wraps the cause.
type OpError struct {
	Index int // position in [Change.Ops]
	ID    ID  // the record, as far as it is known
	Err   error
}

func (e *OpError) Error() string {
	if e.ID == "" {
		return fmt.Sprintf("operation %d: %v", e.Index+1, e.Err)
	}
	return fmt.Sprintf("operation %d (%s): %v", e.Index+1, e.ID, e.Err)
}

// Unwrap gives the cause.
func (e *OpError) Unwrap() error { return e.Err }

// A RecordConflict says that a change was made against a version of a record
// that is no longer the newest. It is [ErrConflict]. Who asks sees both: the
// version as of Expected and that of Actual.
type RecordConflict struct {
	ID       ID
	Expected Revision // what the change was made against
	Actual   Revision // when the record was last changed
	Author   string   // who changed it then
}

func (e *RecordConflict) Error() string {
	return fmt.Sprintf("%s was changed in revision %d by %s; the change was made against revision %d", e.ID, e.Actual, e.Author, e.Expected)
}

// Unwrap makes a RecordConflict an [ErrConflict].
func (e *RecordConflict) Unwrap() error { return ErrConflict }

// An AmbiguousCode says that more than one record carries a code by which one
// record was asked for. It is [ErrConflict].
type AmbiguousCode struct {
	Code Code
	IDs  []ID // at most 100 of them
	More bool // there are others
}

func (e *AmbiguousCode) Error() string {
	return fmt.Sprintf("code %s:%s is carried by more than one record: %s", e.Code.System, e.Code.Code, joinIDs(e.IDs, e.More))
}

// Unwrap makes an AmbiguousCode an [ErrConflict].
func (e *AmbiguousCode) Unwrap() error { return ErrConflict }

// A KeyUsed says that an idempotency key has been used for another change. It
// is [ErrConflict].
type KeyUsed struct{ Revision Revision }

func (e *KeyUsed) Error() string {
	return fmt.Sprintf("the idempotency key was used for another change, which made revision %d", e.Revision)
}

// Unwrap makes a KeyUsed an [ErrConflict].
func (e *KeyUsed) Unwrap() error { return ErrConflict }

// A StillReferred says that a record cannot be retracted, because records that
// are not retracted refer to it. It is [ErrConflict].
type StillReferred struct {
	ID   ID
	By   []ID // at most 100 of them
	More bool // there are others
}

func (e *StillReferred) Error() string {
	return fmt.Sprintf("%s is still referred to by %s", e.ID, joinIDs(e.By, e.More))
}

// Unwrap makes a StillReferred an [ErrConflict].
func (e *StillReferred) Unwrap() error { return ErrConflict }

// A Contradiction says that two records would be judged DIFFERENT and, by a
// chain of judgements, the SAME. It is [ErrConflict].
type Contradiction struct {
	A, B      ID // the two
	Different ID // the judgement that says that they are
	// Chain leads from A to B.
	Chain []SameStep
	// Hidden: judgements or records that one may not see take part. They are
	// left out, and so are their ids.
	Hidden bool
}

// A SameStep is a judgement that says that two records are the SAME.
type SameStep struct{ From, Judgement, To ID }

// maxToldSteps bounds the steps that the message of a [Contradiction] tells of.
const maxToldSteps = 20

func (e *Contradiction) Error() string {
	var b strings.Builder
	if e.A != "" && e.B != "" {
		fmt.Fprintf(&b, "%s and %s would be judged both the same and different", e.A, e.B)
	} else {
		b.WriteString("two records would be judged both the same and different")
	}
	var parts []string
	if e.Different != "" {
		parts = append(parts, string(e.Different)+" says that they are different")
	}
	for i, step := range e.Chain {
		if i == maxToldSteps {
			parts = append(parts, fmt.Sprintf("%d others in between", len(e.Chain)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s that %s is %s", step.Judgement, step.From, step.To))
	}
	if e.Hidden {
		parts = append(parts, "not all of it can be told")
	}
	for i, part := range parts {
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString("; ")
		}
		b.WriteString(part)
	}
	return b.String()
}

// Unwrap makes a Contradiction an [ErrConflict].
func (e *Contradiction) Unwrap() error { return ErrConflict }

// A PurgedError says that a tombstone is all that is left of a record. It is
// [ErrNotFound].
type PurgedError struct{ ID ID }

func (e *PurgedError) Error() string { return fmt.Sprintf("%s was purged", e.ID) }

// Unwrap makes a PurgedError an [ErrNotFound].
func (e *PurgedError) Unwrap() error { return ErrNotFound }

// A CorruptError names what is damaged or missing. It is [ErrCorrupt].
type CorruptError struct {
	ID   ID     // the record concerned, when known
	What string // "record", "index entry said-by …", "head"
	Err  error  // the cause, or nil
}

func (e *CorruptError) Error() string {
	var b strings.Builder
	b.WriteString("corrupt ")
	b.WriteString(e.What)
	if e.ID != "" {
		b.WriteString(" of ")
		b.WriteString(string(e.ID))
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap makes a CorruptError an [ErrCorrupt] and its cause.
func (e *CorruptError) Unwrap() []error {
	if e.Err == nil {
		return []error{ErrCorrupt}
	}
	return []error{ErrCorrupt, e.Err}
}

func joinIDs(ids []ID, more bool) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = string(id)
	}
	text := strings.Join(parts, ", ")
	if more {
		text += " and others"
	}
	return text
}
