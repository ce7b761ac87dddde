package graph

import (
	"context"
	"fmt"
	"time"
)

// A CommitQuery says which revisions are wanted. Of what is given, all has to
// hold; what is zero is no condition.
type CommitQuery struct {
	// Author: who made it, to the letter. Nobody is told the author of a
	// revision that changed nothing that they may see, nor finds it by that.
	Author string
	// Touches: it made a version of this record that the view may see. An id of
	// which the view sees no version is [ErrInvalid].
	Touches ID
	// After and Before: its number is higher than the one, and lower than the
	// other.
	After, Before Revision
	// Since and Until: it was recorded later than the one, and earlier than the
	// other.
	Since, Until time.Time
}

// Check says what is wrong with the query by itself, or nil.
func (q CommitQuery) Check() error {
	if q.Touches != "" && (q.Touches.Validate() != nil || !q.Touches.Kind().Valid()) {
		return &FieldError{Path: "touches", Reason: quoted(string(q.Touches)) + " is no id of a record"}
	}
	return nil
}

// A Difference is a record that differs between two revisions, as a view sees it
// at each of them.
type Difference struct {
	ID ID
	// Before is nil where the record was not there, After where it is not seen
	// any more. One of them is given.
	Before, After Record
}

// Changes gives the fields in which the two differ.
func (d Difference) Changes() []FieldChange { return Diff(d.Before, d.After) }

// Between gives what a record was for one reader and is for another one, which
// reads a later revision for the same clearance: false where it is there for
// neither. What it refers to is cut from both as far as it is not there for the
// later one.
func Between(ctx context.Context, before, after Reader, id ID) (Difference, bool, error) {
	d := Difference{ID: id}
	for _, side := range []struct {
		of   Reader
		into *Record
	}{{before, &d.Before}, {after, &d.After}} {
		records, err := side.of.Records(ctx, []ID{id})
		if err != nil {
			return d, false, err
		}
		*side.into = records[0]
	}
	if isNil(d.Before) {
		return d, !isNil(d.After), nil
	}
	var ids []ID
	References(d.Before, func(ref Reference) { ids = append(ids, ref.ID) })
	there, err := after.Records(ctx, ids)
	if err != nil {
		return d, false, err
	}
	hidden := make(map[ID]bool, len(ids))
	for i, id := range ids {
		hidden[id] = isNil(there[i])
	}
	d.Before = Redact(d.Before, func(id ID) bool { return hidden[id] })
	return d, true, nil
}

// CheckFrom refuses to compare a revision with one that comes after it.
func CheckFrom(from, to Revision) error {
	if from > to {
		return &FieldError{Path: "from", Reason: fmt.Sprintf("is %d, which comes after %d", from, to)}
	}
	return nil
}

// A Move says how a statement stands to a filter at two revisions.
type Move string

// The moves.
const (
	MoveCame    Move = "CAME"    // it meets the filter at the later one only
	MoveWent    Move = "WENT"    // it meets it at the earlier one only
	MoveChanged Move = "CHANGED" // it meets it at both, and has been changed in between
)

// A Compared is a statement that a filter finds at one of two revisions, or in
// different versions at both.
type Compared struct {
	Move Move
	// Before and After are the statement as the view sees it at the two
	// revisions, whether it meets the filter there or not; nil where it is not
	// there. As in a [Difference], Before is cut as After is.
	Before, After *Statement
}

// A Comparison is one page of what a filter finds at two revisions, and how much
// there is on all pages.
type Comparison struct {
	List[Compared]
	Came, Went, Changed int
}
