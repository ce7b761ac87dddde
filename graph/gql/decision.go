package gql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// A decision is a change of statements, or of judgements, that follows from what
// they are: which of them, each with its place in the arguments, and what is done
// to them as they were read.
type decision struct {
	said     model.Said
	kind     graph.Kind
	expected graph.Revision // as of which they were seen; 0 for what is there
	ids      []graph.ID
	places   [][]string
	decide   func([]seen) (graph.Change, error)
	alone    bool // the input is about one statement, whose id is a field of it
}

// A seen is a record as it was read, and the revision in which it had last changed
// then.
type seen struct {
	record   graph.Record
	revision graph.Revision
}

// at is where the operation on a record stands.
func (d *decision) at(i int) []string {
	if d.alone {
		return inInput()
	}
	return d.places[i]
}

// deciding begins a decision about the statements of a list in the input.
func deciding(in *model.Deciding, list string, ids []graph.ID, decide func([]graph.Seen) (graph.Change, error)) *decision {
	d := &decision{said: in.Said, kind: graph.KindStatement, expected: in.ExpectedRevision, decide: ofStatements(decide)}
	for i, id := range ids {
		d.add(id, inInput(list, strconv.Itoa(i)))
	}
	return d
}

// ofStatements decides about what is known to be statements.
func ofStatements(decide func([]graph.Seen) (graph.Change, error)) func([]seen) (graph.Change, error) {
	return func(read []seen) (graph.Change, error) {
		list := make([]graph.Seen, len(read))
		for i, r := range read {
			s, err := as[*graph.Statement](r.record.Shared().ID, r.record)
			if err != nil {
				return graph.Change{}, err
			}
			list[i] = graph.Seen{Statement: s, Revision: r.revision}
		}
		return decide(list)
	}
}

// settling decides about judgements that wait.
func settling(in *model.Deciding) *decision {
	d := &decision{said: in.Said, kind: graph.KindJudgement, expected: in.ExpectedRevision, decide: func(read []seen) (graph.Change, error) {
		list := make([]graph.SeenJudgement, len(read))
		for i, r := range read {
			j, err := as[*graph.Judgement](r.record.Shared().ID, r.record)
			if err != nil {
				return graph.Change{}, err
			}
			list[i] = graph.SeenJudgement{Judgement: j, Revision: r.revision}
		}
		return graph.Decide(in.Verdict, in.Why, list...)
	}}
	for i, id := range in.IDs {
		d.add(id, inInput("ids", strconv.Itoa(i)))
	}
	return d
}

func (d *decision) add(id graph.ID, place []string) {
	d.ids, d.places = append(d.ids, id), append(d.places, place)
}

func publishing(in *model.Deciding) *decision {
	return deciding(in, "ids", in.IDs, func(drafts []graph.Seen) (graph.Change, error) { return graph.Publish(drafts...) })
}

func assigning(in *model.Deciding) *decision {
	return deciding(in, "ids", in.IDs, func(drafts []graph.Seen) (graph.Change, error) { return graph.Assign(in.To, drafts...) })
}

func adjudicating(in *model.Deciding) *decision {
	d := deciding(in, "others", in.Others, func(list []graph.Seen) (graph.Change, error) {
		return graph.Adjudicate(list[len(list)-1], list[:len(list)-1]...)
	})
	d.add(in.Answer, inInput("answer"))
	return d
}

func rejecting(in *model.Deciding) *decision {
	d := &decision{said: in.Said, kind: graph.KindStatement, expected: in.ExpectedRevision, alone: true, decide: ofStatements(func(drafts []graph.Seen) (graph.Change, error) {
		return graph.Reject(drafts[0], in.Reason)
	})}
	d.add(in.ID, inInput("id"))
	return d
}

// rejected answers with the one draft that was rejected.
func rejected(ctx context.Context, in *model.Deciding) (*model.StatementPayload, error) {
	p, records, err := rejecting(in).commit(ctx)
	if err != nil {
		return nil, err
	}
	out := &model.StatementPayload{Payload: p}
	if len(records) == 1 {
		out.Record, err = as[*graph.Statement](in.ID, records[0])
	}
	return out, err
}

// decided answers with the records that were changed.
func decided(ctx context.Context, d *decision) (*model.CommitPayload, error) {
	p, records, err := d.commit(ctx)
	if err != nil {
		return nil, err
	}
	return &model.CommitPayload{Payload: p, Records: records}, nil
}

func (d *decision) commit(ctx context.Context) (model.Payload, []graph.Record, error) {
	list, err := d.drafts(ctx)
	if err != nil {
		return model.Payload{}, nil, err
	}
	return commit(ctx, d.said, list)
}

// drafts reads the records, and makes the operations of the change.
func (d *decision) drafts(ctx context.Context) ([]draft, error) {
	switch {
	case len(d.ids) == 0:
		return []draft{{err: &graph.FieldError{Path: "ids", Reason: "is empty"}, own: true, at: inInput()}}, nil
	case len(d.ids) > graph.MaxFilterIDs:
		return []draft{{err: tooMany("ids", graph.MaxFilterIDs), at: inInput()}}, nil
	}
	reader, err := d.asOf(ctx)
	if err != nil {
		return nil, err
	}
	var refused []draft
	list := make([]seen, len(d.ids))
	for i, id := range d.ids {
		var faulty error
		if list[i], faulty, err = d.read(ctx, reader, id); err != nil {
			return nil, err
		}
		if faulty != nil {
			refused = append(refused, draft{err: faulty, at: d.at(i), named: d.places[i]})
		}
	}
	if refused != nil {
		return refused, nil
	}
	c, err := d.decide(list)
	var op *graph.OpError
	var field *graph.FieldError
	switch {
	case errors.As(err, &op):
		return []draft{{err: op.Err, at: d.at(op.Index), named: d.places[op.Index]}}, nil
	case errors.As(err, &field):
		return []draft{{err: field, own: true, at: inInput()}}, nil
	case err != nil:
		return nil, err
	case len(c.Ops) == 0:
		return []draft{{err: &graph.FieldError{Reason: "changes nothing"}, own: true, at: inInput()}}, nil
	}
	drafts := make([]draft, len(c.Ops))
	for i, o := range c.Ops {
		of := slices.Index(d.ids, o.Target())
		drafts[i] = draft{op: o, at: d.at(of), named: d.places[of]}
	}
	return drafts, nil
}

// read reads one record, as it is to be decided about; or it says what is wrong
// with its id.
func (d *decision) read(ctx context.Context, r graph.Reader, id graph.ID) (read seen, faulty, err error) {
	record, err := r.Record(ctx, id)
	if errors.Is(err, graph.ErrNotFound) {
		return read, graph.ErrNotFound, nil
	}
	if err != nil {
		return read, nil, fmt.Errorf("deciding about %s: %w", id, err)
	}
	if record.RecordKind() != d.kind {
		return read, &graph.FieldError{Reason: fmt.Sprintf("%s is no %s", id, d.kind)}, nil
	}
	read = seen{record, d.expected}
	if d.expected == 0 { // what comes between reading and writing it is not to be lost
		versions, err := r.History(ctx, id, graph.Page{First: 1})
		if err != nil {
			return read, nil, fmt.Errorf("deciding about %s: %w", id, err)
		}
		read.revision = versions.Items[0].Value.Commit.Revision
	}
	return read, nil, nil
}

// asOf reads the records as they are now; but for a change whose key has been
// used, as they were before that: what was decided then follows from what they
// were, and is to be the same.
func (d *decision) asOf(ctx context.Context) (graph.Reader, error) {
	s := sessionOf(ctx)
	head, err := s.api.graph.Head(ctx)
	if err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	v := graph.View{Revision: head.Revision, Clearance: s.by.Clearance}
	if d.said.IdempotencyKey != "" {
		another := graph.Change{IdempotencyKey: d.said.IdempotencyKey, Ops: []graph.Op{{Verb: graph.VerbRestore, ID: d.ids[0]}}}
		var used *graph.KeyUsed
		if errors.As(s.api.graph.Validate(ctx, s.by, another), &used) && used.Revision > 0 {
			v.Revision = used.Revision - 1
		}
	}
	return s.api.graph.At(v), nil
}
