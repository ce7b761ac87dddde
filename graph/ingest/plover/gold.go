package plover

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

const (
	scheme  = "plover"
	version = "1"
	// maxFile bounds a file of gold standard records, which is read as a whole.
	maxFile = 64 << 20
)

// Gold is the format of the gold standard records: a list of JSON objects, with
// a comma here and there too much.
type Gold struct{}

// Name is "plover".
func (Gold) Name() string { return scheme }

// Scheme is "plover".
func (Gold) Scheme() string { return scheme }

// Fit looks for what only such records have.
func (Gold) Fit(s *source.Source) (int, string) {
	head := bytes.TrimSpace(s.Head)
	if s.Kind != source.Text || !bytes.HasPrefix(head, []byte{'['}) {
		return 0, ""
	}
	for _, key := range []string{`"id"`, `"event"`, `"eventText"`, `"textInfo"`} {
		if !bytes.Contains(head, []byte(key)) {
			return 0, ""
		}
	}
	return 100, "is a list of PLOVER records"
}

// A decoder gives the records one after the other.
type decoder struct {
	text  []byte // what is left
	line  int
	notes []string
}

// Open reads the file.
func (Gold) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	in, err := s.Reader(ctx)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err := errors.Join(err, in.Close()); err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, &table.Fault{Reason: fmt.Sprintf("the file is larger than %d bytes", maxFile)}
	}
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte{'['}) {
		return nil, &table.Fault{Line: 1, Reason: "the file does not begin with [, as a list does"}
	}
	return &decoder{text: text, line: 1}, nil
}

// Notes say what was passed over.
func (d *decoder) Notes() []string { return d.notes }

// Close lets go of the text.
func (d *decoder) Close() error { return nil }

// Next gives the next record.
func (d *decoder) Next(context.Context) (*ingest.Draft, error) {
	for {
		start := bytes.IndexByte(d.text, '{')
		if start < 0 {
			return nil, io.EOF
		}
		d.line += bytes.Count(d.text[:start], []byte{'\n'})
		d.text = d.text[start:]
		object, n := object(d.text)
		line := d.line
		if n == 0 {
			d.text = nil
			return nil, &table.Fault{Line: line, Reason: "the record that begins here does not end"}
		}
		raw := string(d.text[:n])
		d.line += strings.Count(raw, "\n")
		d.text = d.text[n:]
		var r record
		if err := json.Unmarshal(object, &r); err != nil {
			return &ingest.Draft{Line: line, Raw: raw, Faults: []*table.Fault{{Line: line, Reason: "is no JSON: " + err.Error()}}}, nil //nolint:nilerr // it is the row's
		}
		if r.Event == "DOCUMENT" {
			d.notes = append(d.notes, fmt.Sprintf("the record on line %d documents the file, and is no event", line))
			continue
		}
		draft := r.draft(line)
		draft.Line, draft.Raw = line, raw
		return draft, nil
	}
}

// object finds the end of a JSON object, and leaves commas out that nothing
// follows.
func object(text []byte) (strict []byte, n int) {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quoted:
			if c == '\\' && i+1 < len(text) {
				strict = append(strict, c)
				i++
				c = text[i]
			} else if c == '"' {
				quoted = false
			}
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
			if end := bytes.TrimRight(strict, " \t\r\n"); bytes.HasSuffix(end, []byte{','}) {
				strict = end[:len(end)-1]
			}
		}
		strict = append(strict, c)
		if depth == 0 {
			return strict, i + 1
		}
	}
	return nil, 0
}

// A record is one as it stands in the file.
type record struct {
	ID          string          `json:"id"`
	Date        string          `json:"date"`
	Source      json.RawMessage `json:"source"`
	Target      json.RawMessage `json:"target"`
	Event       string          `json:"event"`
	Mode        string          `json:"mode"`
	Text        string          `json:"text"`
	Language    string          `json:"language"`
	Publication string          `json:"publication"`
	Rest        map[string]json.RawMessage
}

// UnmarshalJSON keeps what the fields do not take.
func (r *record) UnmarshalJSON(b []byte) error {
	type plain record
	if err := json.Unmarshal(b, (*plain)(r)); err != nil {
		return err
	}
	if err := json.Unmarshal(b, &r.Rest); err != nil {
		return err
	}
	for _, taken := range []string{"id", "text", "language"} {
		delete(r.Rest, taken)
	}
	return nil
}

// A party is a source or a target.
type party struct {
	ActorText string `json:"actorText"`
	Code      string `json:"code"`
	Sector    string `json:"sector"`
}

// parties reads sources or targets: a list, or a text for none.
func parties(raw json.RawMessage) (all []party, err error) {
	if len(raw) == 0 || raw[0] != '[' {
		return nil, nil
	}
	err = json.Unmarshal(raw, &all)
	return all, err
}

// draft makes a document of the sentence, and a statement or an event.
func (r *record) draft(line int) *ingest.Draft {
	d := new(ingest.Draft)
	refuse := func(column, value, reason string) *ingest.Draft {
		d.Faults = append(d.Faults, &table.Fault{Line: line, Column: column, Value: table.Shorten(value), Reason: reason})
		return d
	}
	if r.ID == "" {
		return refuse("id", "", "is missing")
	}
	meaning, known := Of(r.Event, r.Mode)
	if !known {
		return refuse("event", r.Event, "is no type of event of PLOVER")
	}
	if r.Text == "" {
		return refuse("text", "", "is missing")
	}
	day, reason := table.ReadDay(r.Date)
	if reason != "" {
		return refuse("date", r.Date, reason)
	}
	d.When = &graph.Date{EDTF: graph.EDTF(day)}
	sources, err := parties(r.Source)
	targets, err2 := parties(r.Target)
	if err := errors.Join(err, err2); err != nil {
		return refuse("source", "", err.Error())
	}
	doc := &graph.Document{
		Meta: graph.Meta{ID: ingest.NewID(graph.KindDocument, scheme, strings.ToLower(r.ID)), Coding: ingest.CodedBy(scheme, version)},
		Kind: graph.DocumentOther, Title: table.Cut(r.Publication, graph.MaxTitle), Lang: r.Language, Text: r.Text,
	}
	d.With = append(d.With, doc)
	from, to := actors(d, sources), actors(d, targets)
	end := utf8.RuneCountInString(r.Text)
	start, sum := 0, sha256.Sum256([]byte(r.Text))
	evidence := []graph.Evidence{{Document: doc.ID, Start: &start, End: &end, Part: graph.PartClause, Hash: hex.EncodeToString(sum[:])}}
	if meaning.Statement {
		s := Statement(scheme, r.ID, meaning, d.When, from, to, doc.ID)
		s.Text, s.Lang, s.Wording, s.Evidence = r.Text, r.Language, graph.WordingAsPrinted, evidence
		s.Basis = graph.BasisCoded // by people: it is the gold standard
		d.Records = []graph.Record{s}
	} else {
		e := Event(scheme, r.ID, meaning, d.When, from, to)
		e.Basis, e.Documents, e.Evidence = graph.EventReported, []graph.ID{doc.ID}, evidence
		d.Records = []graph.Record{e}
	}
	m := d.Records[0].Shared()
	m.Codes = []graph.Code{{System: scheme, Code: r.ID}}
	m.Coding = ingest.CodedBy(scheme, version)
	m.Variables = r.variables()
	return d
}

// actors makes the actors of one side: the words by which the sentence names
// one, with the code that they were given. Two that were given one code need not
// be the same.
func actors(d *ingest.Draft, all []party) (ids []graph.ID) {
	for _, p := range all {
		if p.ActorText == "" && p.Code == "" {
			continue
		}
		a := &graph.Actor{
			Meta: graph.Meta{
				ID:     ingest.NewID(graph.KindActor, scheme, strings.Join([]string{p.ActorText, p.Code, p.Sector}, "/")),
				Coding: ingest.CodedBy(scheme, version),
			},
			Names: ingest.Called(p.ActorText, "en"),
		}
		if p.Code != "" {
			a.Variables = append(a.Variables, graph.Variable{Name: "plover.code", Value: p.Code})
		}
		if s := graph.Sector(p.Sector); s.Valid() {
			a.Sectors = []graph.Sector{s}
		}
		d.With = append(d.With, a)
		ids = append(ids, a.ID)
	}
	return ids
}

// variables are what the model does not carry, as it stands there.
func (r *record) variables() (rest []graph.Variable) {
	for name, raw := range r.Rest {
		value := string(raw)
		var text string
		if json.Unmarshal(raw, &text) == nil {
			value = text
		}
		if value != "" {
			rest = append(rest, graph.Variable{Name: name, Type: graph.VariableText, Value: table.Cut(value, graph.MaxValue)})
		}
	}
	slices.SortFunc(rest, func(a, b graph.Variable) int { return strings.Compare(a.Name, b.Name) })
	return rest
}
