package gql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// maxUserErrors bounds how many reasons one answer gives. What is beyond them is
// counted.
const maxUserErrors = 200

// A refusal makes what a person can put right of the error of a change.
type refusal struct {
	drafts []draft
	from   []int // where each operation of the change is among the drafts; nil for the same place
	errs   []*model.UserError
	more   int
	broken error // the first that nobody can put right
}

// userErrors says what a person can put right in an error, or gives an error
// back that is none of that sort.
func userErrors(ctx context.Context, err error, list []draft, from []int) ([]*model.UserError, error) {
	r := refusal{drafts: list, from: from}
	r.add(ctx, err, nil)
	if r.broken != nil {
		return nil, r.broken
	}
	if r.more > 0 {
		r.errs = append(r.errs, &model.UserError{Path: inInput(), Code: model.UserErrorCodeInvalid, Message: fmt.Sprintf("and %d more", r.more)})
	}
	return r.errs, nil
}

// add sorts an error. The draft is the one that it is about, nil for the change
// as a whole.
func (r *refusal) add(ctx context.Context, err error, d *draft) {
	if errs, sentinel := joinedIn(err); sentinel != nil {
		r.plain(err, sentinel, d)
		return
	} else if errs != nil {
		for _, inner := range errs {
			r.add(ctx, inner, d)
		}
		return
	}
	switch e := err.(type) { //nolint:errorlint // it walks the chain itself
	case nil:
		return
	case *graph.OpError:
		i := e.Index
		if r.from != nil {
			i = r.from[i]
		}
		r.add(ctx, e.Err, &r.drafts[i])
		return
	case *graph.FieldError:
		path, reason := placed(e, d)
		r.tell(model.UserError{Path: path, Code: model.UserErrorCodeInvalid, Message: reason})
		return
	case *graph.RecordConflict:
		conflict, failed := conflictOf(ctx, e)
		if failed != nil {
			r.breaks(failed)
			return
		}
		path := below(atOf(d), "expectedRevision")
		if d != nil && d.named != nil {
			path = d.named // which of several it was
		}
		r.tell(model.UserError{Path: path, Code: model.UserErrorCodeConflict, Message: e.Error(), Conflict: conflict})
		return
	case *graph.KeyUsed:
		r.tell(model.UserError{Path: inInput("idempotencyKey"), Code: model.UserErrorCodeKeyUsed, Message: e.Error()})
		return
	case *graph.StillReferred:
		r.tell(model.UserError{Path: idOf(d), Code: model.UserErrorCodeStillReferred, Message: e.Error(), Ids: e.By})
		return
	case *graph.Contradiction:
		r.tell(model.UserError{Path: atOf(d), Code: model.UserErrorCodeContradiction, Message: e.Error()})
		return
	}
	switch inner := errors.Unwrap(err); {
	case inner == nil:
		r.plain(err, err, d)
	case isSentinel(inner):
		r.plain(err, inner, d)
	default:
		r.add(ctx, inner, d)
	}
}

// plain sorts an error that says what it is by a sentinel.
func (r *refusal) plain(err, sentinel error, d *draft) {
	for _, known := range reasons {
		if sentinel == known.err { //nolint:errorlint // the sentinel itself
			r.tell(model.UserError{Path: known.at(d), Code: known.code, Message: whyOf(err, sentinel, known.message)})
			return
		}
	}
	r.breaks(err)
}

func isSentinel(err error) bool {
	return slices.ContainsFunc(sentinels, func(s sentinelOf) bool { return err == s.err }) //nolint:errorlint // the sentinel itself
}

// reasons are the errors that say what kind of reason it is by being themselves.
var reasons = []struct {
	err     error
	code    model.UserErrorCode
	message string
	at      func(*draft) []string
}{
	{graph.ErrNotFound, model.UserErrorCodeNotFound, "there is no such record", idOf},
	{graph.ErrConflict, model.UserErrorCodeConflict, "the change does not fit what is there", idOf},
	{graph.ErrForbidden, model.UserErrorCodeForbidden, "this is not allowed", atOf},
	{graph.ErrTooLarge, model.UserErrorCodeTooLarge, "a limit of size is exceeded", atOf},
	{graph.ErrInvalid, model.UserErrorCodeInvalid, "the change is not valid", atOf},
}

// joinedIn are the errors that are joined in one; or the sentinel, where it is a
// sentinel and its cause.
func joinedIn(err error) (errs []error, sentinel error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil, nil
	}
	errs = joined.Unwrap()
	if i := slices.IndexFunc(errs, isSentinel); i >= 0 {
		return nil, errs[i]
	}
	return errs, nil
}

// whyOf is the reason that stands behind the text of a sentinel, in an error that
// wraps nothing else: what caused it is not for everybody.
func whyOf(err, sentinel error, otherwise string) string {
	reason, ok := strings.CutPrefix(err.Error(), sentinel.Error()+": ")
	if ok && errors.Unwrap(err) == sentinel { //nolint:errorlint // the sentinel itself
		return reason
	}
	return otherwise
}

func (r *refusal) tell(e model.UserError) {
	if len(r.errs) == maxUserErrors {
		r.more++
		return
	}
	r.errs = append(r.errs, &e)
}

func (r *refusal) breaks(err error) {
	if r.broken == nil {
		r.broken = err
	}
}

func atOf(d *draft) []string {
	if d == nil {
		return inInput()
	}
	return d.at
}

// idOf is where the id of the record stands.
func idOf(d *draft) []string {
	switch {
	case d == nil:
		return inInput()
	case d.named != nil:
		return d.named
	case d.record != nil:
		return below(d.record, "id")
	}
	return below(d.at, "id")
}

// placed is where a problem stands in the arguments, and what it is.
func placed(e *graph.FieldError, d *draft) (path []string, reason string) {
	field, ofRecord := strings.CutPrefix(e.Path, "record")
	ofRecord = ofRecord && (field == "" || field[0] == '.')
	if !ofRecord {
		field = e.Path
	}
	steps := stepsOf(field)
	switch {
	case d == nil && e.Path == "ops":
		return inInput("changes"), e.Reason
	case d == nil && (e.Path == "message" || e.Path == "idempotencyKey"):
		return inInput(e.Path), e.Reason
	case d == nil:
		return inInput(), e.Error()
	case d.own:
		return below(d.at, steps...), e.Reason
	case !ofRecord && e.Path == "expected":
		return below(d.at, "expectedRevision"), e.Reason
	case d.record != nil:
		return below(d.record, steps...), e.Reason
	case e.Path == "id" || e.Path == "reason":
		return below(d.at, steps...), e.Reason
	}
	// What would be restored has a problem: its fields are no part of the input.
	return idOf(d), (&graph.FieldError{Path: strings.TrimPrefix(field, "."), Reason: e.Reason}).Error()
}

// stepsOf takes a path of the domain apart: "names[0].text" is names, 0, text.
func stepsOf(path string) []string {
	return strings.FieldsFunc(path, func(c rune) bool { return c == '.' || c == '[' || c == ']' })
}

// conflictOf reads the two versions between which somebody came, as far as the
// asker may see them. The answer goes on at the newest revision.
func conflictOf(ctx context.Context, e *graph.RecordConflict) (*model.Conflict, error) {
	s := sessionOf(ctx)
	head, err := s.api.graph.Head(ctx)
	if err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	s.read(head, head)
	c := &model.Conflict{ID: e.ID}
	if c.Actual, err = s.version(ctx, e.ID, e.Actual); err == nil && e.Expected <= head.Revision {
		c.Expected, err = s.version(ctx, e.ID, e.Expected)
	}
	return c, err
}

// version is the version of a record that held at a revision, nil for none that
// the asker may see.
func (s *session) version(ctx context.Context, id graph.ID, r graph.Revision) (*graph.Version, error) {
	reader := s.api.graph.At(graph.View{Revision: r, Clearance: s.by.Clearance})
	_, err := reader.Record(ctx, id)
	var versions graph.List[graph.Version]
	if err == nil {
		versions, err = reader.History(ctx, id, graph.Page{First: 1})
	}
	switch {
	case errors.Is(err, graph.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("version of %s as of revision %d: %w", id, r, err)
	case len(versions.Items) == 0:
		return nil, nil
	}
	return &versions.Items[0].Value, nil
}
