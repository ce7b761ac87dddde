package gql

import (
	"context"
	"errors"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"hudna/graph"
	"hudna/graph/gql/model"
)

// change makes one revision of one draft, and answers with its record.
func change[R graph.Record](ctx context.Context, said model.Said, d draft) (*model.RecordOf[R], error) {
	p, records, err := commit(ctx, said, []draft{d})
	if err != nil {
		return nil, err
	}
	out := &model.RecordOf[R]{Payload: p}
	if len(records) == 1 {
		record, ok := records[0].(R)
		if !ok {
			return nil, fmt.Errorf("%s is a %T", records[0].Shared().ID, records[0])
		}
		out.Record = record
	}
	return out, nil
}

// created makes a record of a kind.
func created[R graph.Record](ctx context.Context, k graph.Kind, in *model.RecordChange) (*model.RecordOf[R], error) {
	return change[R](ctx, in.Said, writing(graph.VerbCreate, k, in.Record, 0, inInput(), inInput("record")))
}

// corrected gives a record of a kind a new version.
func corrected[R graph.Record](ctx context.Context, k graph.Kind, in *model.RecordChange) (*model.RecordOf[R], error) {
	return change[R](ctx, in.Said, writing(graph.VerbCorrect, k, in.Record, in.ExpectedRevision, inInput(), inInput("record")))
}

// committed does several changes as one revision.
func committed(ctx context.Context, in *model.Committing) (*model.CommitPayload, error) {
	if refused := tooManyChanges(in); refused != nil {
		return &model.CommitPayload{Payload: model.Payload{Errors: refused, ClientMutationID: in.ClientMutationID}}, nil
	}
	p, records, err := commit(ctx, in.Said, draftsOf(in.Changes))
	if err != nil {
		return nil, err
	}
	return &model.CommitPayload{Payload: p, Records: records}, nil
}

// validated says what is wrong with changes, and makes none.
func validated(ctx context.Context, in *model.Committing) (*model.ValidatePayload, error) {
	out := &model.ValidatePayload{Errors: tooManyChanges(in), ClientMutationID: in.ClientMutationID}
	if out.Errors != nil {
		return out, nil
	}
	s, list := sessionOf(ctx), draftsOf(in.Changes)
	if err := s.api.name(list); err != nil {
		return nil, err
	}
	c, from := changeOf(in.Said, list)
	unreadable, err := userErrors(ctx, unread(list), list, nil)
	if err != nil {
		return nil, err
	}
	out.Errors = unreadable
	if len(c.Ops) == 0 && len(list) > 0 {
		return out, nil // nothing of it can be read
	}
	err = s.api.graph.Validate(ctx, s.api.by, c)
	if again, ok := s.repeated(ctx, err, list, c); ok {
		err = s.api.graph.Validate(ctx, s.api.by, again)
	}
	refused, err := userErrors(ctx, err, list, from)
	if err != nil {
		return nil, err
	}
	out.Errors = append(out.Errors, refused...)
	return out, nil
}

// tooManyChanges refuses a commit before it is read.
func tooManyChanges(in *model.Committing) []*model.UserError {
	if len(in.Changes) <= graph.MaxOps {
		return nil
	}
	return []*model.UserError{{
		Path: inInput("changes"), Code: model.UserErrorCodeTooLarge,
		Message: fmt.Sprintf("has %d entries; at most %d are allowed", len(in.Changes), graph.MaxOps),
	}}
}

// commit makes one revision of drafts, all or nothing, and gives the records as
// it left them.
func commit(ctx context.Context, said model.Said, list []draft) (model.Payload, []graph.Record, error) {
	s := sessionOf(ctx)
	out := model.Payload{ClientMutationID: said.ClientMutationID}
	err := unread(list)
	var revision graph.Revision
	var c graph.Change
	if err == nil {
		if err := s.api.name(list); err != nil {
			return out, nil, err
		}
		c, _ = changeOf(said, list)
		revision, err = s.api.graph.Commit(ctx, s.api.by, c)
		if again, ok := s.repeated(ctx, err, list, c); ok {
			c = again
			revision, err = s.api.graph.Commit(ctx, s.api.by, c)
		}
	}
	if err != nil {
		out.Errors, err = userErrors(ctx, err, list, nil)
		return out, nil, err
	}
	asked := graphql.GetFieldContext(ctx).Field.Selections
	if known := bare(asked, c); known != nil {
		if err := s.moveTo(ctx, revision); err != nil {
			graphql.AddError(ctx, err)
			return out, nil, nil
		}
		return out, known, nil
	}
	ids := make([]graph.ID, len(c.Ops))
	for i := range c.Ops {
		if ids[i] = c.Ops[i].Target(); c.Ops[i].Verb == graph.VerbMark {
			if ids[i], err = s.marked(ctx, revision, ids[i]); err != nil {
				return out, nil, err
			}
		}
	}
	var records []graph.Record
	out.Revision, records = s.written(ctx, revision, ids)
	return out, records, nil
}

// bare gives the records of a change that was made just now where no more is asked
// of them than what they are, which need not be read back; nil where more is. What
// was made of a key may have been made long ago, and be hidden since.
func bare(asked ast.SelectionSet, c graph.Change) (records []graph.Record) {
	if c.IdempotencyKey != "" || has(asked, []string{"revision"}) || !hasOnly(under(asked, "record", "records"), "id", "__typename") {
		return nil
	}
	for i := range c.Ops {
		if c.Ops[i].Record == nil {
			return nil
		}
		records = append(records, c.Ops[i].Record)
	}
	return records
}

// marked is the id that a record has whose marking a revision changed.
func (s *session) marked(ctx context.Context, r graph.Revision, before graph.ID) (id graph.ID, err error) {
	id = before // for who does not see the record any more
	for commit, err := range s.api.graph.Changes(ctx, graph.View{Revision: r, Clearance: s.api.clearance}, r-1) {
		if err != nil {
			return "", fmt.Errorf("revision %d: %w", r, err)
		}
		if len(commit.Ops) == 1 {
			id = commit.Ops[0].ID
		}
	}
	return id, nil
}

// repeated gives a change whose key was used before the ids that were made for
// it then: without them no change that leaves them to be made could be repeated.
// Whether it is the same change the graph decides, by all that it says.
func (s *session) repeated(ctx context.Context, err error, list []draft, c graph.Change) (graph.Change, bool) {
	var used *graph.KeyUsed
	if !errors.As(err, &used) || used.Revision == 0 || len(c.Ops) != len(list) {
		return c, false
	}
	var before []graph.Op
	v := graph.View{Revision: used.Revision, Clearance: s.api.clearance}
	for commit, err := range s.api.graph.Changes(ctx, v, used.Revision-1) {
		if err != nil {
			return c, false
		}
		before = commit.Ops
	}
	if len(before) != len(c.Ops) {
		return c, false
	}
	changed := false
	for i := range list {
		if list[i].made && before[i].Target().Kind() == c.Ops[i].Target().Kind() {
			c.Ops[i].Record.Shared().ID = before[i].Target()
			changed = true
		}
	}
	return c, changed
}
