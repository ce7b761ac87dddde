package graph

import (
	"fmt"
	"reflect"
	"slices"
)

// An Authorship says who made a record what it is. Whoever publishes a draft
// has to be neither of the two; see [Publish].
type Authorship struct {
	Created Commit // the first version
	// Changed is the last version that says something else than the one before
	// it, as [SameContent] has it: Created where there was none since.
	Changed Commit
}

// By reports whether somebody is one of the authors.
func (a *Authorship) By(name string) bool {
	return a.Created.Author == name || a.Changed.Author == name
}

// SameContent reports whether two versions of a record say the same: whether
// they differ at most in where the record stands in the work on it, that is in
// its status and the reason of it, in its marking, in who is to review it, and in
// which coding answers instead.
func SameContent(a, b Record) bool {
	return reflect.DeepEqual(content(a), content(b))
}

// content is a copy of the outermost fields of a record, without those of the
// work on it.
func content(r Record) Record {
	v := reflect.New(reflect.TypeOf(r).Elem())
	v.Elem().Set(reflect.ValueOf(r).Elem())
	c, ok := v.Interface().(Record)
	if !ok {
		return r
	}
	m := c.Shared()
	m.Status, m.StatusReason, m.Marking = "", "", ""
	if s, ok := c.(*Statement); ok {
		s.AssignedTo, s.SupersededBy = "", ""
	}
	return c
}

// DraftsOf narrows a set to the drafts in it, of whatever basis unless it says of
// which: the queue of those who review.
func DraftsOf(s StatementSet) StatementSet {
	s.And = slices.Clip(s.And)
	if s.Statuses != nil {
		s.And = append(s.And, StatementSet{Statuses: s.Statuses})
	}
	s.Statuses = []Status{StatusDraft}
	if s.Bases == nil {
		s.Bases = Bases()
	}
	return s
}

// A Seen is a statement as who decides about it has read it, and the revision
// in which it had last changed then: a decision about another version is
// refused with a [RecordConflict]. Revision 0 is whatever there is.
type Seen struct {
	Statement *Statement
	Revision  Revision
}

// Publish makes the change that publishes drafts. To commit it takes a
// [RoleReviewer] who is the author of none of them, unless the graph was opened
// to allow that; both are [ErrForbidden].
func Publish(drafts ...Seen) (Change, error) {
	var c Change
	for i, d := range drafts {
		if d.Statement.Status != StatusDraft {
			return c, &OpError{Index: i, ID: d.Statement.ID, Err: notDraft(d.Statement)}
		}
		s := *d.Statement
		s.Status, s.AssignedTo = StatusPublished, ""
		c.Ops = append(c.Ops, Op{Verb: VerbCorrect, Record: &s, Expected: d.Revision})
	}
	return c, nil
}

// Reject makes the change that retracts a draft, with the reason. It can be
// restored, and is a draft again then.
func Reject(draft Seen, reason string) (Change, error) {
	if draft.Statement.Status != StatusDraft {
		return Change{}, &OpError{ID: draft.Statement.ID, Err: notDraft(draft.Statement)}
	}
	return Change{Ops: []Op{{Verb: VerbRetract, ID: draft.Statement.ID, Reason: reason, Expected: draft.Revision}}}, nil
}

// Assign makes the change that says who is to review drafts; nobody, if to is
// empty.
func Assign(to string, drafts ...Seen) (Change, error) {
	var c Change
	for i, d := range drafts {
		if d.Statement.Status != StatusDraft {
			return c, &OpError{Index: i, ID: d.Statement.ID, Err: notDraft(d.Statement)}
		}
		s := *d.Statement
		s.AssignedTo = to
		c.Ops = append(c.Ops, Op{Verb: VerbCorrect, Record: &s, Expected: d.Revision})
	}
	return c, nil
}

// Adjudicate makes the change after which one coding of a passage answers and
// the others are superseded by it: before somebody has adjudicated, the one that
// is designated, and afterwards the one that was decided on. If it was
// superseded itself, it is no longer. The others have to stand in a document in
// which it stands. To commit it takes a [RoleReviewer].
func Adjudicate(answer Seen, others ...Seen) (Change, error) {
	var c Change
	if answer.Statement.SupersededBy != "" {
		s := *answer.Statement
		s.SupersededBy = ""
		c.Ops = append(c.Ops, Op{Verb: VerbCorrect, Record: &s, Expected: answer.Revision})
	}
	for i, o := range others {
		s := *o.Statement
		switch {
		case s.ID == answer.Statement.ID:
			return c, &FieldError{Path: element("others", i), Reason: "is the statement that is to answer"}
		case !sharesDocument(&s, answer.Statement):
			return c, &FieldError{Path: element("others", i), Reason: fmt.Sprintf("%s stands in no document in which %s stands", s.ID, answer.Statement.ID)}
		case s.SupersededBy == answer.Statement.ID:
			continue
		}
		s.SupersededBy = answer.Statement.ID
		c.Ops = append(c.Ops, Op{Verb: VerbCorrect, Record: &s, Expected: o.Revision})
	}
	return c, nil
}

func sharesDocument(a, b *Statement) bool {
	return slices.ContainsFunc(a.Evidence, func(x Evidence) bool {
		return slices.ContainsFunc(b.Evidence, func(y Evidence) bool { return x.Document == y.Document })
	})
}

func notDraft(s *Statement) error {
	return fmt.Errorf("%w: %s is %s, and no %s", ErrConflict, s.ID, s.Status, StatusDraft)
}
