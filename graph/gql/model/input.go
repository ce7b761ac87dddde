package model

import (
	"errors"
	"fmt"
	"io"

	"hudna/graph"
	"hudna/graph/gql/scalar"
)

// Said is what every mutation takes besides what it does.
type Said struct {
	Message          string
	IdempotencyKey   string
	ClientMutationID *string
}

// A RecordChange creates or corrects a record, which is an object with the
// fields of NDJSON.
type RecordChange struct {
	Said
	Record           map[string]any
	ExpectedRevision graph.Revision // 0 for whatever is there
}

// A Withdrawal withdraws a record or takes a withdrawal back.
type Withdrawal struct {
	Said
	ID               graph.ID
	Reason           string
	ExpectedRevision graph.Revision // 0 for whatever is there
}

// A Judging judges two records.
type Judging struct {
	Said
	ID      graph.ID // empty for one that is to be made
	A, B    graph.ID
	Verdict graph.Verdict
	Why     string
	Marking graph.Marking
}

// A Deciding decides about statements, or about judgements.
type Deciding struct {
	Said
	ID               graph.ID       // of one draft
	IDs              []graph.ID     // of drafts, or of judgements
	Verdict          graph.Verdict  // what is decided of judgements
	Why              string         // and why
	Utterance        graph.ID       // that statements share
	Answer           graph.ID       // the coding that answers
	Others           []graph.ID     // those that it supersedes
	To               string         // who is to review the drafts
	Reason           string         // why a draft is rejected
	ExpectedRevision graph.Revision // 0 for whatever is there
}

// A Committing does several changes, each an object with one verb.
type Committing struct {
	Said
	Changes []*Change
}

// A Change is one change of several, of which one verb is given.
type Change struct {
	Create, Correct, Retract, Restore, Judge map[string]any
}

// An Object is an input as it came: what the schema demands has been looked at,
// and what only the domain demands has not.
type Object map[string]any

// UnmarshalGQL reads the input of a mutation.
func (c *RecordChange) UnmarshalGQL(v any) (err error) {
	o, err := objectOf(v)
	if err != nil {
		return err
	}
	c.Said, c.Record = o.said(), o.Object("record")
	c.ExpectedRevision, err = o.Revision("expectedRevision")
	return err
}

// UnmarshalGQL reads the input of a mutation.
func (w *Withdrawal) UnmarshalGQL(v any) (err error) {
	o, err := objectOf(v)
	if err != nil {
		return err
	}
	w.Said = o.said()
	return w.Read(o)
}

// Read reads a withdrawal alone.
func (w *Withdrawal) Read(o Object) (err error) {
	w.ID, w.Reason = graph.ID(o.Text("id")), o.Text("reason")
	w.ExpectedRevision, err = o.Revision("expectedRevision")
	return err
}

// UnmarshalGQL reads the input of a mutation.
func (j *Judging) UnmarshalGQL(v any) error {
	o, err := objectOf(v)
	if err != nil {
		return err
	}
	j.Said = o.said()
	j.Read(o)
	return nil
}

// Read reads a judgement alone.
func (j *Judging) Read(o Object) {
	j.ID, j.A, j.B = graph.ID(o.Text("id")), graph.ID(o.Text("a")), graph.ID(o.Text("b"))
	j.Verdict, j.Why, j.Marking = graph.Verdict(o.Text("verdict")), o.Text("why"), graph.Marking(o.Text("marking"))
}

// UnmarshalGQL reads the input of a mutation.
func (d *Deciding) UnmarshalGQL(v any) (err error) {
	o, err := objectOf(v)
	if err != nil {
		return err
	}
	d.Said, d.ID, d.Answer, d.To, d.Reason = o.said(), graph.ID(o.Text("id")), graph.ID(o.Text("answer")), o.Text("to"), o.Text("reason")
	d.IDs, d.Others = o.ids("ids"), o.ids("others")
	d.Verdict, d.Why, d.Utterance = graph.Verdict(o.Text("verdict")), o.Text("why"), graph.ID(o.Text("utterance"))
	d.ExpectedRevision, err = o.Revision("expectedRevision")
	return err
}

// UnmarshalGQL reads the input of a mutation.
func (c *Committing) UnmarshalGQL(v any) error {
	o, err := objectOf(v)
	if err != nil {
		return err
	}
	c.Said = o.said()
	list, ok := o["changes"].([]any)
	if !ok {
		list = []any{o["changes"]} // a list of one may be given without its brackets
	}
	c.Changes = make([]*Change, len(list))
	for i := range list {
		c.Changes[i] = new(Change)
		if err := c.Changes[i].UnmarshalGQL(list[i]); err != nil {
			return err
		}
	}
	return nil
}

// UnmarshalGQL reads one of the changes of a mutation.
func (c *Change) UnmarshalGQL(v any) error {
	o, err := objectOf(v)
	if err != nil {
		return err
	}
	*c = Change{
		Create: o.Object("create"), Correct: o.Object("correct"), Retract: o.Object("retract"),
		Restore: o.Object("restore"), Judge: o.Object("judge"),
	}
	return nil
}

func objectOf(v any) (Object, error) {
	o, ok := v.(map[string]any)
	if !ok {
		return nil, &graph.FieldError{Reason: "is no object"}
	}
	return o, nil
}

func (o Object) said() Said {
	s := Said{Message: o.Text("message"), IdempotencyKey: o.Text("idempotencyKey")}
	if id, ok := o["clientMutationId"].(string); ok {
		s.ClientMutationID = &id
	}
	return s
}

// Text is a field that is a text, an id or a word of an enumeration; empty where
// it is absent or null.
func (o Object) Text(name string) string {
	switch v := o[name].(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		return fmt.Sprint(v) // a number that stands for an id, which is none of ours
	}
}

// ids is a field that is a list of ids.
func (o Object) ids(name string) (ids []graph.ID) {
	list, ok := o[name].([]any)
	if !ok && o[name] != nil {
		list = []any{o[name]} // a list of one may be given without its brackets
	}
	for _, id := range list {
		ids = append(ids, graph.ID(Object{name: id}.Text(name)))
	}
	return ids
}

// Revision is a field that is the number of a revision; 0 where it is absent or
// null.
func (o Object) Revision(name string) (graph.Revision, error) {
	if o[name] == nil {
		return 0, nil
	}
	r, err := scalar.UnmarshalRevision64(o[name])
	if err != nil {
		var field *graph.FieldError
		if errors.As(err, &field) {
			err = &graph.FieldError{Path: name, Reason: field.Reason}
		}
		return 0, err
	}
	return r, nil
}

// Object is a field that is an object; nil where it is absent or null.
func (o Object) Object(name string) Object {
	object, _ := o[name].(map[string]any)
	return object
}

// MarshalGQL is what gqlgen asks of a type that reads itself. An input is never
// written.
func (*RecordChange) MarshalGQL(io.Writer) {}

// MarshalGQL is as that of [RecordChange].
func (*Withdrawal) MarshalGQL(io.Writer) {}

// MarshalGQL is as that of [RecordChange].
func (*Judging) MarshalGQL(io.Writer) {}

// MarshalGQL is as that of [RecordChange].
func (*Change) MarshalGQL(io.Writer) {}

// MarshalGQL is as that of [RecordChange].
func (*Committing) MarshalGQL(io.Writer) {}

// MarshalGQL is as that of [RecordChange].
func (*Deciding) MarshalGQL(io.Writer) {}
