package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
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
	uttering     = mutation{"judgeUtterance", "JudgeUtteranceInput", "records"}
)

// document asks for no more than what can be answered to a commit of as many
// changes as there may be: each counts what is selected.
func (m mutation) document() string {
	return `mutation($input: ` + m.input + `!) {
  done: ` + m.field + `(input: $input) {
    ` + m.records + ` { id }
    revision { number time author message }
    errors { path code message ids conflict { id expected { revision { number } } actual { revision { number } } } }
  }
}`
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

// A contest is a record that was changed since it was seen: what made the version
// that was seen, if there was one, and the one that is there, and in which fields
// they differ.
type contest struct {
	ID       string    `json:"id"`
	Expected *revision `json:"expected"`
	Actual   *revision `json:"actual"`
	Changes  []change  `json:"changes"`
}

// UnmarshalJSON reads a contest as the API gives it: with the numbers of the
// revisions alone.
func (c *contest) UnmarshalJSON(b []byte) error {
	type version struct{ Revision revision }
	var given struct {
		ID               string
		Expected, Actual *version
	}
	if err := json.Unmarshal(b, &given); err != nil {
		return err
	}
	*c = contest{ID: given.ID, Changes: []change{}}
	if given.Expected != nil {
		c.Expected = &given.Expected.Revision
	}
	if given.Actual != nil {
		c.Actual = &given.Actual.Revision
	}
	return nil
}

// A request is a change with what is said of it.
type request struct {
	mutation
	input map[string]any
	done  string // what was done to each record: "retracted"
	// places says what each part of the change was: a line, an id. There is one at
	// least.
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
	if len(r.places) > 1 {
		place = "the change" // as a whole, unless a part of it is named
	} else {
		place = r.places[0]
	}
	if len(path) > 2 && path[0] == "changes" {
		if _, err := fmt.Sscanf(path[1], "%d", &part); err == nil && part < len(r.places) {
			place = r.places[part]
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
	return place, field
}

// contestQuestion asks what made two versions of a record, and how they differ.
const contestQuestion = `query($id: ID!, $from: Revision64!, $to: Revision64!) {
  expected: revision(number: $from) { number time author message }
  actual: revision(number: $to) { number time author message }
  diff(id: $id, from: $from, to: $to) { changes { path before after } }
}`

// compare finds out who made the two versions of a contest, and in which fields
// they differ.
func (c *contest) compare(ctx context.Context, at endpoint) error {
	if c == nil || c.Actual == nil {
		return nil
	}
	from := c.Actual.Number
	if c.Expected != nil {
		from = c.Expected.Number
	}
	data, _, err := ask[struct {
		Expected, Actual *revision
		Diff             *difference
	}](ctx, at, operation{document: contestQuestion, variables: map[string]any{"id": c.ID, "from": from, "to": c.Actual.Number}})
	if err != nil {
		return err
	}
	if c.Actual = data.Actual; c.Expected != nil {
		c.Expected = data.Expected
	}
	if data.Diff != nil && data.Diff.Changes != nil {
		c.Changes = data.Diff.Changes
	}
	return nil
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
				name string
				by   *revision
			}{{"seen", c.Expected}, {"now", c.Actual}} {
				if side.by != nil {
					fmt.Fprintf(w, "  %s: ", side.name)
					printRevision(w, *side.by)
				}
			}
			printChanges(w, c.Changes)
		}
	}
}
