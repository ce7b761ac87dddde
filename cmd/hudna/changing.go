package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"hudna/graph"
)

// changeFlags are those of the commands that change the record.
type changeFlags struct {
	whereFlags
	authorFlags
	Message        string `short:"m" placeholder:"TEXT" help:"What is changed and why: it stands with the revision."`
	IdempotencyKey string `placeholder:"KEY" help:"Makes a repeated change harmless: the same change with the same key is made once, and answered as the first time."`
	JSON           bool   `name:"json" help:"Print what became of it as a JSON object, for machines."`
}

// An expectedFlag says what was seen of the records that are changed.
type expectedFlag struct {
	ExpectedRevision *uint64 `placeholder:"R" help:"The revision as of which it was seen: if somebody has changed it since, nothing is changed, and both versions are shown."`
}

// writing is the endpoint of a graph that is changed, in the name of --as.
func (f *changeFlags) writing(ctx context.Context, p *program, o openFlags) (endpoint, error) {
	if f.Server != "" {
		return f.remote(p)
	}
	by, err := principalOf(f.As, f.Role, f.marking())
	if err != nil {
		return nil, err
	}
	o.existing = true
	return f.endpoint(ctx, p, by, o)
}

// A mutation is a field of the API that changes the record, with its input and
// the field of its answer that holds what it changed.
type mutation struct{ field, input, records string }

// The mutations of the commands.
var (
	committing   = mutation{"commit", "CommitInput", "records"}
	revoking     = mutation{"revoke", "RevokeInput", "record"}
	publishing   = mutation{"publish", "PublishInput", "records"}
	rejecting    = mutation{"reject", "RejectInput", "record"}
	assigning    = mutation{"assign", "AssignInput", "records"}
	adjudicating = mutation{"adjudicate", "AdjudicateInput", "records"}
)

func (m mutation) document() string {
	return `mutation($input: ` + m.input + `!) {
  done: ` + m.field + `(input: $input) {
    ` + m.records + ` { id }
    revision { number time author message }
    errors { path code message ids conflict { id expected { ...made } actual { ...made } } }
  }
}
fragment made on Version { verb revision { number time author message } }`
}

// An outcome is what became of a change.
type outcome struct {
	Record   *struct{ ID string }
	Records  []struct{ ID string }
	Revision *revision
	Errors   []refusal
}

// A refusal is why a change was not made.
type refusal struct {
	Path     []string `json:"-"`
	Place    string   `json:"place"`
	Field    string   `json:"field,omitempty"`
	Code     string   `json:"code"`
	Message  string   `json:"message"`
	IDs      []string `json:"ids,omitempty"`
	Conflict *contest `json:"conflict,omitempty"`
}

// UnmarshalJSON reads a refusal as the API gives it.
func (r *refusal) UnmarshalJSON(b []byte) error {
	var given struct {
		Path          []string
		Code, Message string
		IDs           []string
		Conflict      *contest
	}
	if err := json.Unmarshal(b, &given); err != nil {
		return err
	}
	*r = refusal{Path: given.Path, Code: given.Code, Message: given.Message, IDs: given.IDs, Conflict: given.Conflict}
	return nil
}

// A contest is a record that was changed since it was seen: the version that was
// seen, the one that is there, and in which fields they differ.
type contest struct {
	ID       string   `json:"id"`
	Expected *origin  `json:"expected"`
	Actual   *origin  `json:"actual"`
	Changes  []change `json:"changes"`
}

// An origin is who made a version, when and why.
type origin struct {
	Verb     graph.Verb `json:"verb"`
	Revision revision   `json:"revision"`
}

// A request is a change with what is said of it.
type request struct {
	mutation
	input map[string]any
	done  string // what was done to each record: "retracted"
	// places says what each part of the change was: a line, an id. A change of
	// one part has one place.
	places []string
}

// send has a change made, and prints what became of it.
func (f *changeFlags) send(ctx context.Context, p *program, at endpoint, r request) error {
	if f.Message != "" {
		r.input["message"] = f.Message
	}
	if f.IdempotencyKey != "" {
		r.input["idempotencyKey"] = f.IdempotencyKey
	}
	done, err := r.ask(ctx, at, r.document())
	if err != nil {
		return err
	}
	for i := range done.Errors {
		if err := done.Errors[i].Conflict.compare(ctx, at); err != nil {
			return err
		}
	}
	return done.print(p.stdout, r.done, f.JSON)
}

// ask sends the change in a document of which one field is named done.
func (r *request) ask(ctx context.Context, at endpoint, document string) (*outcome, error) {
	data, _, err := ask[struct{ Done outcome }](ctx, at, operation{document: document, variables: map[string]any{"input": r.input}})
	if e := (*answerError)(nil); errors.As(err, &e) && len(e.Path) > 1 && e.Path[0] == "variable" {
		// A value that the schema does not know: it was not looked at as a change.
		var path []string
		for _, step := range e.Path[1:] {
			path = append(path, fmt.Sprint(step))
		}
		data.Done.Errors, err = []refusal{{Path: path, Code: "INVALID", Message: e.Message}}, nil
	}
	done := &data.Done
	for i := range done.Errors {
		done.Errors[i].Place, done.Errors[i].Field = r.placed(done.Errors[i].Path)
	}
	return done, err
}

// placed says which part of the change a path leads to, and to which field of
// it.
func (r *request) placed(path []string) (place, field string) {
	if len(path) > 0 && path[0] == "input" {
		path = path[1:]
	}
	part := 0
	if len(path) > 2 && path[0] == "changes" {
		if _, err := fmt.Sscanf(path[1], "%d", &part); err != nil || part >= len(r.places) {
			part = 0
		}
		switch path = path[2:]; path[0] {
		case "create":
			path = path[min(2, len(path)):] // the kind
		case "correct":
			if path = path[1:]; len(path) > 0 && path[0] == "record" {
				path = path[min(2, len(path)):]
			}
		default:
			path = path[1:]
		}
	}
	if len(path) == 2 && path[0] == "ids" {
		if _, err := fmt.Sscanf(path[1], "%d", &part); err == nil && part < len(r.places) {
			return r.places[part], ""
		}
	}
	for _, step := range path {
		switch {
		case strings.Trim(step, "0123456789") == "":
			field += "[" + step + "]"
		case field == "":
			field = step
		default:
			field += "." + step
		}
	}
	return r.places[part], field
}

// compare finds out in which fields the two versions of a contest differ.
func (c *contest) compare(ctx context.Context, at endpoint) error {
	if c == nil || c.Expected == nil || c.Actual == nil {
		return nil
	}
	d, err := between(ctx, at, c.ID, uint64(c.Expected.Revision.Number), c.Actual.Revision.Number)
	if errors.Is(err, graph.ErrNotFound) {
		return nil // it has been hidden since
	}
	if err == nil {
		c.Changes = d.Changes
	}
	return err
}

// print says what became of a change. One that was not made ends the command
// with its exit code.
func (o *outcome) print(w io.Writer, done string, asJSON bool) error {
	if o.Record != nil {
		o.Records = append(o.Records, *o.Record)
	}
	if asJSON {
		shape := struct {
			IDs      []string  `json:"ids"`
			Revision *revision `json:"revision"`
			Errors   []refusal `json:"errors"`
		}{[]string{}, o.Revision, append([]refusal{}, o.Errors...)}
		for _, r := range o.Records {
			shape.IDs = append(shape.IDs, r.ID)
		}
		if err := printJSON(w, shape); err != nil {
			return err
		}
	} else {
		o.say(w, done)
	}
	if len(o.Errors) > 0 {
		return failed(codeRefused, "refused: nothing was changed")
	}
	return nil
}

// say prints what became of a change for people.
func (o *outcome) say(w io.Writer, done string) {
	for _, r := range o.Records {
		fmt.Fprintf(w, "%s %s\n", done, r.ID)
	}
	if o.Revision != nil {
		fmt.Fprintf(w, "revision %d\n", o.Revision.Number)
	}
	for _, e := range o.Errors {
		at := e.Place
		if e.Field != "" {
			at += ": " + e.Field
		}
		fmt.Fprintf(w, "%s: %s\n", at, e.Message)
		if c := e.Conflict; c != nil {
			for _, side := range []struct {
				name    string
				version *origin
			}{{"seen", c.Expected}, {"now", c.Actual}} {
				if side.version != nil {
					fmt.Fprintf(w, "  %s: ", side.name)
					printRevision(w, side.version.Revision)
				}
			}
			printChanges(w, c.Changes)
		}
	}
}
