package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"hudna/graph"
	"hudna/graph/ndjson"
)

type recordCommand struct {
	Record string `arg:"" optional:"" help:"The record as JSON, @FILE or - for standard input (the default), where there may be several, a line each."`
	Type   string `enum:"actor,statement,event,location,agreement,document,topic,Actor,Statement,Event,Location,Agreement,Document,Topic," default:"" placeholder:"TYPE" help:"Record one of this type, made of --set alone: actor, statement, event, location, agreement, document or topic."`
	setFlag
	changeFlags
	Check bool `help:"Say what is wrong with it, and record nothing."`
}

// A setFlag sets fields by their paths.
type setFlag struct {
	Set []string `sep:"none" placeholder:"PATH=VALUE" help:"Set a field, such as names[0].text=Karvela; a value that is JSON is taken as that."`
}

// Help is the end of the command's help.
func (recordCommand) Help() string {
	return `A record is a line of NDJSON, as it is imported and exported: a JSON object with its "type" and fields. Up to 1,000 of them, one a line, are one revision: all go in, or none. They may refer to each other by the ids that they give. Without an id, a record is given one. A Judgement, a Retract and a Restore line are done too. A record whose id is taken is refused; hudna correct changes it.

--set names a field by its path: the names of the fields with dots between them, the entries of a list by their number, counted from 0.

Examples:

    hudna record --as "A. Coder" -m "Add Geneva" '{"type":"Location","id":"location/geneva","names":[{"text":"Geneva","lang":"en"}]}'
    hudna record --type location --set id=location/geneva --set names[0].text=Geneva --set names[0].lang=en
    hudna record --server http://127.0.0.1:8080 -m "Code the note" < note.ndjson
    hudna record --check @draft.ndjson
`
}

// Run records.
func (c *recordCommand) Run(ctx context.Context, p *program) (err error) {
	changes, places, err := c.changes(p.stdin)
	if err != nil {
		return err
	}
	at, err := c.writing(ctx, p, openFlags{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	r := request{mutation: committing, input: map[string]any{"changes": changes}, done: "recorded", places: places}
	if c.Check {
		return c.validate(ctx, p, at, r)
	}
	return c.send(ctx, p, at, r)
}

// validate says what is wrong with a change, and makes none.
func (c *recordCommand) validate(ctx context.Context, p *program, at endpoint, r request) error {
	done, err := r.ask(ctx, at, `query($input: CommitInput!) { done: validate(input: $input) { errors { path code message ids } } }`)
	if err != nil {
		return err
	}
	if err := done.print(p.stdout, "", c.JSON); err != nil || c.JSON {
		return err
	}
	_, err = fmt.Fprintln(p.stdout, "nothing is wrong with it")
	return err
}

// changes are what is to be recorded, with a name for each.
func (c *recordCommand) changes(stdin io.Reader) (changes []map[string]any, places []string, err error) {
	if c.Type != "" {
		if c.Record != "" {
			return nil, nil, failed(codeUsage, "record: give either a record or --type, not both")
		}
		record := map[string]any{"type": ndjson.TypeOf(graph.Kind(strings.ToLower(c.Type)))}
		if err := setAll(record, c.Set); err != nil {
			return nil, nil, err
		}
		line, err := json.Marshal(record)
		if err != nil {
			return nil, nil, err
		}
		return changesIn(string(line), func(int) string { return c.Type })
	}
	if len(c.Set) > 0 {
		return nil, nil, failed(codeUsage, "--set: goes with --type")
	}
	from := c.Record
	if from == "" {
		from = "-"
	}
	text, err := argument(from, stdin)
	if err != nil {
		return nil, nil, failed(codeUsage, "record: %v", err)
	}
	return changesIn(text, func(line int) string { return fmt.Sprintf("line %d", line) })
}

// changesIn are the changes that lines of NDJSON ask for.
func changesIn(text string, place func(line int) string) (changes []map[string]any, places []string, err error) {
	for line, err := range ndjson.NewReader(strings.NewReader(text)).Lines() {
		if err != nil {
			return nil, nil, failed(codeRefused, "record: %s", oneLine(err))
		}
		change, err := changeOf(line)
		if err != nil {
			return nil, nil, failed(codeRefused, "record: %s: %s", place(line.Number), oneLine(err))
		}
		changes, places = append(changes, change), append(places, place(line.Number))
	}
	if len(changes) == 0 {
		return nil, nil, failed(codeUsage, "record: there is nothing to record")
	}
	return changes, places, nil
}

// changeOf is the change that a line asks for, as the API takes it.
func changeOf(line ndjson.Line) (map[string]any, error) {
	switch {
	case line.Retract != nil:
		return map[string]any{"retract": withdrawal(string(line.Retract.ID), line.Retract.Reason, uint64(line.Retract.Expected))}, nil
	case line.Restore != nil:
		return map[string]any{"restore": withdrawal(string(line.Restore.ID), line.Restore.Reason, uint64(line.Restore.Expected))}, nil
	case line.Commit != nil:
		return nil, errors.New("a Commit line is for hudna import: the author is that of --as, the message that of --message")
	}
	kind, fields, err := fieldsOf(line.Record)
	if err != nil {
		return nil, err
	}
	switch kind {
	case graph.KindJudgement:
		for name := range fields {
			switch name {
			case "id", "a", "b", "verdict", "why", "marking":
			case "status": // published, as all judgements are that are made
				delete(fields, name)
			default:
				return nil, &graph.FieldError{Path: name, Reason: "cannot be said of a judgement here: hudna import takes it"}
			}
		}
		return map[string]any{"judge": fields}, nil
	case graph.KindImportRun, graph.KindCodebook:
		return nil, fmt.Errorf("a record of type %s is for hudna import", ndjson.TypeOf(kind))
	}
	return map[string]any{"create": map[string]any{string(kind): fields}}, nil
}

// withdrawal is a RETRACT or a RESTORE as the API takes it.
func withdrawal(id, reason string, expected uint64) map[string]any {
	w := map[string]any{"id": id}
	if reason != "" {
		w["reason"] = reason
	}
	if expected != 0 {
		w["expectedRevision"] = expected
	}
	return w
}

// fieldsOf are the fields of a record in canonical form, as the API takes them.
func fieldsOf(r graph.Record) (graph.Kind, map[string]json.RawMessage, error) {
	line, err := ndjson.Encode(ndjson.Line{Record: r})
	if err != nil {
		return "", nil, err
	}
	var fields map[string]json.RawMessage
	err = json.Unmarshal(line, &fields)
	delete(fields, "type")
	return r.RecordKind(), fields, err
}
