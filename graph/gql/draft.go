package gql

import (
	stdjson "encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"hudna/graph"
	"hudna/graph/gql/model"
	"hudna/graph/ndjson"
)

// A draft is an operation of a change as it came, with the places in the
// arguments where its parts stand.
type draft struct {
	op graph.Op
	// err is what kept it from being read; its path is that of a field of the
	// record or, with own, that of the operation.
	err error
	own bool
	// at is where the operation stands, and record where its record does, nil
	// where the input has none.
	at, record []string
	// named is where the id of the record stands, where that is no field of the
	// operation.
	named []string
	made  bool // its id was made here
}

// inInput is a place in the one argument that every mutation takes.
func inInput(more ...string) []string { return append([]string{"input"}, more...) }

// below is a path that goes on.
func below(path []string, more ...string) []string { return slices.Concat(path, more) }

// writing drafts a record that is created or corrected.
func writing(verb graph.Verb, kind graph.Kind, fields map[string]any, expected graph.Revision, at, record []string) draft {
	d := draft{op: graph.Op{Verb: verb, Expected: expected}, at: at, record: record}
	r, err := recordOf(kind, fields)
	if err != nil {
		d.err = err
		return d
	}
	d.op.Record = r
	return d
}

// withdrawing drafts a RETRACT or RESTORE.
func withdrawing(verb graph.Verb, w *model.Withdrawal, at []string) draft {
	return draft{op: graph.Op{Verb: verb, ID: w.ID, Reason: w.Reason, Expected: w.ExpectedRevision}, at: at}
}

// marking drafts a MARK.
func marking(m *model.MarkChange) draft {
	return draft{op: graph.Op{Verb: graph.VerbMark, ID: m.ID, Marking: m.Marking, Reason: m.Reason, Expected: m.ExpectedRevision}, at: inInput()}
}

// revoking drafts the withdrawal of a judgement, and of nothing else.
func revoking(w *model.Withdrawal) draft {
	d := withdrawing(graph.VerbRetract, w, inInput())
	if w.ID.Validate() == nil && w.ID.Kind() != graph.KindJudgement {
		d.err, d.own = &graph.FieldError{Path: "id", Reason: fmt.Sprintf("%s is no judgement", w.ID)}, true
	}
	return d
}

// judging drafts a judgement, whose fields are those of the input.
func judging(j *model.Judging, at []string) draft {
	record := &graph.Judgement{
		Meta: graph.Meta{ID: j.ID, Marking: j.Marking}, A: j.A, B: j.B, Verdict: j.Verdict, Why: j.Why,
	}
	return draft{op: graph.Op{Verb: graph.VerbCreate, Record: record}, at: at, record: at}
}

// draftsOf reads the changes of a commit.
func draftsOf(changes []*model.Change) []draft {
	list := make([]draft, len(changes))
	for i, change := range changes {
		list[i] = drafted(change, inInput("changes", strconv.Itoa(i)))
	}
	return list
}

func drafted(change *model.Change, at []string) draft {
	verb, err := only(model.Object{
		"create": orNil(change.Create), "correct": orNil(change.Correct), "retract": orNil(change.Retract),
		"restore": orNil(change.Restore), "judge": orNil(change.Judge),
	}, "create", "correct", "retract", "restore", "judge")
	if err != nil {
		return draft{err: err, own: true, at: at}
	}
	at = below(at, verb)
	switch verb {
	case "create":
		return ofSomeKind(graph.VerbCreate, change.Create, 0, at, at)
	case "correct":
		what := model.Object(change.Correct)
		expected, err := what.Revision("expectedRevision")
		if err != nil {
			return draft{err: err, own: true, at: at}
		}
		return ofSomeKind(graph.VerbCorrect, what.Object("record"), expected, at, below(at, "record"))
	case "retract":
		return withdrawn(graph.VerbRetract, change.Retract, at)
	case "restore":
		return withdrawn(graph.VerbRestore, change.Restore, at)
	}
	var j model.Judging
	j.Read(change.Judge)
	return judging(&j, at)
}

func withdrawn(verb graph.Verb, o model.Object, at []string) draft {
	var w model.Withdrawal
	if err := w.Read(o); err != nil {
		return draft{err: err, own: true, at: at}
	}
	return withdrawing(verb, &w, at)
}

// orNil is an object that is absent where it is nil.
func orNil(o map[string]any) any {
	if o == nil {
		return nil
	}
	return o
}

// ofSomeKind drafts a record that says of which kind it is.
func ofSomeKind(verb graph.Verb, o model.Object, expected graph.Revision, at, record []string) draft {
	names := make([]string, 0, len(writable))
	for _, k := range writable {
		names = append(names, string(k))
	}
	kind, err := only(o, names...)
	if err != nil {
		return draft{err: err, at: at, record: record}
	}
	return writing(verb, graph.Kind(kind), o.Object(kind), expected, at, below(record, kind))
}

// writable are the kinds of records that can be created and corrected here, by
// the names of their inputs.
var writable = []graph.Kind{
	graph.KindActor, graph.KindStatement, graph.KindEvent, graph.KindLocation, graph.KindAgreement, graph.KindDocument, graph.KindTopic,
}

// only is the one field of an object that is given.
func only(o model.Object, names ...string) (string, error) {
	var given []string
	for _, name := range names {
		if o[name] != nil {
			given = append(given, name)
		}
	}
	if len(given) != 1 {
		return "", &graph.FieldError{Reason: fmt.Sprintf("has %d of %s; it takes exactly one", len(given), strings.Join(names, ", "))}
	}
	return given[0], nil
}

// recordOf reads a record by the decoder of NDJSON.
func recordOf(kind graph.Kind, fields map[string]any) (graph.Record, error) {
	line := maps.Clone(fields)
	if line == nil {
		line = make(map[string]any, 1)
	}
	line["type"] = ndjson.TypeOf(kind)
	text, err := json.Marshal(line, json.Deterministic(true), json.WithMarshalers(numbers))
	if err != nil {
		return nil, &graph.FieldError{Reason: "holds what cannot be written as JSON in UTF-8"}
	}
	decoded, err := ndjson.Decode(text)
	if err != nil {
		return nil, err
	}
	return decoded.Record, nil
}

// numbers writes the numbers of variables, which are kept as they came.
var numbers = json.MarshalToFunc(func(e *jsontext.Encoder, n stdjson.Number) error {
	return e.WriteValue(jsontext.Value(n))
})

// name gives ids to the drafts whose records have none.
func (a *API) name(list []draft) error {
	for i := range list {
		d := &list[i]
		if d.op.Verb != graph.VerbCreate || d.op.Record == nil || a.newID == nil {
			continue
		}
		m := d.op.Record.Shared()
		if m.ID != "" {
			continue
		}
		marking := m.Marking
		if marking == "" {
			marking = graph.MarkingPublic
		}
		id, err := a.newID(d.op.Record.RecordKind(), marking)
		if err != nil {
			return fmt.Errorf("making an id: %w", err)
		}
		m.ID, d.made = id, true
	}
	return nil
}

// changeOf is the change that the drafts are that can be read, with the place
// of each among the drafts.
func changeOf(said model.Said, list []draft) (c graph.Change, from []int) {
	c = graph.Change{Message: said.Message, IdempotencyKey: said.IdempotencyKey}
	for i := range list {
		if list[i].err == nil {
			c.Ops = append(c.Ops, list[i].op)
			from = append(from, i)
		}
	}
	return c, from
}

// unread joins what kept drafts from being read.
func unread(list []draft) error {
	var errs []error
	for i := range list {
		if list[i].err != nil {
			errs = append(errs, &graph.OpError{Index: i, Err: list[i].err})
		}
	}
	return errors.Join(errs...)
}
