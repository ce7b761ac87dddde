package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"hudna/graph"
	"hudna/graph/ndjson"
)

type correctCommand struct {
	ID    string `arg:"" help:"The id of the record, such as statement/denial."`
	Patch string `arg:"" optional:"" help:"The fields that change, as a JSON object: null takes one out, a list takes the place of the one before; @FILE or - for standard input."`
	setFlag
	Unset []string `sep:"none" placeholder:"PATH" help:"Take a field out, or an entry of a list."`
	expectedFlag
	changeFlags
}

// Help is the end of the command's help.
func (correctCommand) Help() string {
	return `The record gets a new version: what it says now, with the fields that are named changed. A path names a field as hudna history shows it: the names of the fields with dots between them, the entries of a list by their number, counted from 0; the number behind the last appends one. First the patch is applied, then --set, then --unset, each as it stands there.

If somebody has changed the record meanwhile, or since --expected-revision, nothing is changed, both versions are shown with who made them, and the exit code is 1.

Examples:

    hudna correct statement/denial --set said.edtf=2016-04-15 -m "It was the 15th"
    hudna correct actor/envoy '{"names":[{"text":"The Envoy","lang":"en"}]}' --expected-revision 12
    hudna correct document/report --set codings[0].status=DONE --as "A. Coder"
    hudna correct --server http://127.0.0.1:8080 event/raid --unset participants[1]
`
}

// Run corrects.
func (c *correctCommand) Run(ctx context.Context, p *program) (err error) {
	id := graph.ID(c.ID)
	switch kind := id.Kind(); kind {
	case graph.KindImportRun, graph.KindJudgement, graph.KindCodebook:
		return failed(codeUsage, "%s: a record of type %s is not corrected here", id, ndjson.TypeOf(kind))
	}
	if c.Patch == "" && len(c.Set)+len(c.Unset) == 0 {
		return failed(codeUsage, "correct: nothing is to be changed: give a patch, --set or --unset")
	}
	patch, err := c.patch(p.stdin)
	if err != nil {
		return err
	}
	at, err := c.writing(ctx, p, openFlags{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	seen, now, err := recordAt(ctx, at, c.ID)
	if err != nil {
		return err
	}
	fields, err := c.corrected(seen, patch)
	if err != nil {
		return err
	}
	if fields == nil {
		none := outcome{}
		if err := none.print(p.stdout, "", c.JSON); err != nil || c.JSON {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "%s says this already; no new revision\n", id)
		return err
	}
	expected := uint64(now)
	if c.ExpectedRevision != nil {
		expected = *c.ExpectedRevision
	}
	correction := map[string]any{"record": map[string]any{string(id.Kind()): fields}, "expectedRevision": expected}
	return c.send(ctx, p, at, request{
		mutation: committing, input: map[string]any{"changes": []any{map[string]any{"correct": correction}}},
		done: "corrected", places: []string{c.ID},
	})
}

// patch is the merge patch that is given, nil for none.
func (c *correctCommand) patch(stdin io.Reader) (map[string]any, error) {
	if c.Patch == "" {
		return nil, nil
	}
	text, err := argument(c.Patch, stdin)
	if err != nil {
		return nil, failed(codeUsage, "the patch: %v", err)
	}
	patch, err := decoded([]byte(text))
	fields, ok := patch.(map[string]any)
	if err != nil || !ok {
		return nil, failed(codeUsage, "the patch is no JSON object")
	}
	return fields, nil
}

// recordAt is the newest version of a record in canonical form, and the revision
// as of which it was read.
func recordAt(ctx context.Context, at endpoint, id string) (record map[string]any, now graph.Revision, err error) {
	if now, err = newest(ctx, at); err != nil {
		return nil, 0, err
	}
	d, err := between(ctx, at, id, 0, now)
	if err == nil && d.After == nil {
		err = fmt.Errorf("%s: %w", id, graph.ErrNotFound)
	}
	if err != nil {
		return nil, 0, err
	}
	record = map[string]any{"type": ndjson.TypeOf(graph.ID(id).Kind())}
	for _, field := range d.Changes { // since the empty graph: every field that it has
		if field.After == nil {
			continue
		}
		if record[field.Path], err = decoded(*field.After); err != nil {
			return nil, 0, fmt.Errorf("%s: %s: %w", id, field.Path, err)
		}
	}
	return record, now, nil
}

// corrected are the fields of a record as they are to be, nil where that is how
// they are.
func (c *correctCommand) corrected(record, patch map[string]any) (map[string]json.RawMessage, error) {
	before, err := canonical(record)
	if err != nil {
		return nil, err
	}
	merged(record, patch)
	if err := setAll(record, c.Set); err != nil {
		return nil, err
	}
	for _, path := range c.Unset {
		if err := put(record, path, gone{}); err != nil {
			return nil, failed(codeUsage, "--unset %s: %v", path, err)
		}
	}
	after, err := canonical(record)
	if err != nil {
		return nil, failed(codeRefused, "%s: %s", c.ID, oneLine(err))
	}
	if slices.Equal(before, after) {
		return nil, nil
	}
	var fields map[string]json.RawMessage
	err = json.Unmarshal(after, &fields)
	delete(fields, "type")
	return fields, err
}

// canonical is the line of a record.
func canonical(record map[string]any) ([]byte, error) {
	text, err := json.Marshal(record)
	if err != nil {
		return nil, err
	}
	line, err := ndjson.Decode(text)
	if err != nil {
		return nil, err
	}
	return ndjson.Encode(line)
}
