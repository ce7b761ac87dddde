package dna

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/table"
)

// A decoder gives the documents of a project, each before its statements.
type decoder struct {
	db              *sql.DB
	space           string
	entities        bool // short texts are entities, as in version 3
	documentColumns []string
	coders, types   map[int64]string
	variables       map[int64]string
	scaled          bool // agreement is a number, and not yes or no

	after   int64 // the last document
	waiting []*ingest.Draft
}

// Close closes the database.
func (d *decoder) Close() error { return d.db.Close() }

// Next gives the next document or statement.
func (d *decoder) Next(ctx context.Context) (*ingest.Draft, error) {
	if len(d.waiting) == 0 {
		if err := d.document(ctx); err != nil {
			return nil, err
		}
	}
	next := d.waiting[0]
	d.waiting = d.waiting[1:]
	return next, nil
}

// document reads the next document, and its statements.
func (d *decoder) document(ctx context.Context) error {
	var id, date int64
	var title, text sql.NullString
	row := d.db.QueryRowContext(ctx, "SELECT ID, Title, Text, Date FROM DOCUMENTS WHERE ID > ? ORDER BY ID LIMIT 1", d.after)
	switch err := row.Scan(&id, &title, &text, &date); {
	case errors.Is(err, sql.ErrNoRows):
		return io.EOF
	case err != nil:
		return damaged(err)
	}
	d.after = id
	draft := &ingest.Draft{Line: int(id), Raw: fmt.Sprintf("DOCUMENTS ID=%d Title=%q Date=%d", id, title.String, date)}
	doc := &graph.Document{
		Meta: graph.Meta{
			ID: ingest.NewID(graph.KindDocument, d.space, strconv.FormatInt(id, 10)), Coding: ingest.CodedBy(scheme, version),
		},
		Kind: graph.DocumentOther, Title: table.Cut(title.String, graph.MaxTitle), Text: text.String,
		Published: &graph.Date{EDTF: graph.EDTF(moment(date).Format(time.DateOnly))},
	}
	if y := moment(date).Year(); y < table.FirstYear || y > table.LastYear {
		doc.Published = nil
		doc.Variables = append(doc.Variables, graph.Variable{Name: "date", Value: strconv.FormatInt(date, 10)})
	}
	if !utf8.ValidString(doc.Text) {
		draft.Faults = append(draft.Faults, &table.Fault{Line: int(id), Column: "Text", Reason: "is not UTF-8"})
	}
	if err := d.more(ctx, id, doc); err != nil {
		return err
	}
	draft.Records, draft.When = []graph.Record{doc}, doc.Published
	d.waiting = append(d.waiting, draft)
	return d.statements(ctx, doc, id)
}

// moment is a date of the project: seconds, or as in version 2 milliseconds.
func moment(date int64) time.Time {
	if date > 1<<36 || date < -(1<<36) {
		return time.UnixMilli(date).UTC()
	}
	return time.Unix(date, 0).UTC()
}

// more reads what else a project says of a document.
func (d *decoder) more(ctx context.Context, id int64, doc *graph.Document) error {
	for _, column := range []string{"author", "source", "section", "type", "notes", "coder"} {
		if !slices.Contains(d.documentColumns, column) {
			continue
		}
		var value sql.NullString
		if err := d.db.QueryRowContext(ctx, "SELECT "+column+" FROM DOCUMENTS WHERE ID = ?", id).Scan(&value); err != nil { //nolint:gosec // a name of the list above
			return damaged(err)
		}
		said := value.String
		if n, err := strconv.ParseInt(said, 10, 64); err == nil && column == "coder" {
			said = d.coders[n]
		}
		switch {
		case said == "":
		case column == "author":
			doc.Byline = table.Cut(said, graph.MaxShort)
		default:
			doc.Variables = append(doc.Variables, graph.Variable{Name: column, Type: graph.VariableText, Value: table.Cut(said, graph.MaxValue)})
		}
	}
	return nil
}

// A passage is a statement as the project has it.
type passage struct {
	id, kind, start, stop, coder int64
}

// statements reads the statements in a document.
func (d *decoder) statements(ctx context.Context, doc *graph.Document, id int64) (err error) {
	rows, err := d.db.QueryContext(ctx, "SELECT ID, StatementTypeId, Start, Stop, Coder FROM STATEMENTS WHERE DocumentId = ? ORDER BY ID", id)
	if err != nil {
		return damaged(err)
	}
	var all []passage
	for rows.Next() {
		var p passage
		var coder sql.NullInt64
		if err := rows.Scan(&p.id, &p.kind, &p.start, &p.stop, &coder); err != nil {
			return errors.Join(damaged(err), rows.Close())
		}
		p.coder = coder.Int64
		if all = append(all, p); len(all) > maxStatements {
			return errors.Join(&table.Fault{Line: int(id), Reason: fmt.Sprintf("the document has more than %d statements", maxStatements)}, rows.Close())
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return damaged(err)
	}
	units, runes := unitsOf(doc.Text), []rune(doc.Text)
	for _, p := range all {
		coded, err := d.coded(ctx, p.id)
		if err != nil {
			return err
		}
		d.waiting = append(d.waiting, d.statement(doc, units, runes, p, coded))
	}
	return nil
}

// maxStatements bounds the statements of one document.
const maxStatements = 100_000

// coded reads what is coded of a statement, by the names of the variables.
func (d *decoder) coded(ctx context.Context, id int64) (coded map[string]string, err error) {
	coded = map[string]string{}
	short := "SELECT VariableId, Value FROM DATASHORTTEXT WHERE StatementId = ?"
	if d.entities {
		short = "SELECT s.VariableId, e.Value FROM DATASHORTTEXT s JOIN ENTITIES e ON e.ID = s.Entity WHERE s.StatementId = ?"
	}
	for _, query := range []string{
		short,
		"SELECT VariableId, Value FROM DATALONGTEXT WHERE StatementId = ?",
		"SELECT VariableId, Value FROM DATABOOLEAN WHERE StatementId = ?",
		"SELECT VariableId, Value FROM DATAINTEGER WHERE StatementId = ?",
	} {
		rows, err := d.db.QueryContext(ctx, query, id)
		if err != nil {
			return nil, damaged(err)
		}
		for rows.Next() {
			var variable int64
			var value sql.NullString
			if err := rows.Scan(&variable, &value); err != nil {
				return nil, errors.Join(damaged(err), rows.Close())
			}
			coded[d.variables[variable]] = strings.TrimSpace(value.String)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, damaged(err)
		}
	}
	return coded, nil
}

// statement makes a statement of a passage.
func (d *decoder) statement(doc *graph.Document, units []int32, runes []rune, p passage, coded map[string]string) *ingest.Draft {
	draft := &ingest.Draft{
		Line: int(p.id), Raw: fmt.Sprintf("STATEMENTS ID=%d StatementTypeId=%d Start=%d Stop=%d Coder=%d", p.id, p.kind, p.start, p.stop, p.coder),
		When: doc.Published,
	}
	for _, name := range names(coded) {
		draft.Raw += fmt.Sprintf(" %s=%q", name, coded[name])
	}
	start, stop, reason := points(units, p.start, p.stop)
	if reason != "" {
		draft.Faults = append(draft.Faults, &table.Fault{Line: int(p.id), Column: "Start, Stop", Value: fmt.Sprintf("%d, %d", p.start, p.stop), Reason: reason})
		return draft
	}
	words := string(runes[start:stop])
	sum := sha256.Sum256([]byte(words))
	s := &graph.Statement{
		Meta: graph.Meta{
			ID:     ingest.NewID(graph.KindStatement, d.space, strconv.FormatInt(p.id, 10)),
			Coding: &graph.Coding{Coder: coderOf(d.coders[p.coder]), Scheme: scheme, Version: version},
		},
		Text: words, Wording: graph.WordingAsPrinted, Basis: graph.BasisCoded,
		Evidence: []graph.Evidence{{Document: doc.ID, Start: &start, End: &stop, Part: graph.PartClause, Hash: hex.EncodeToString(sum[:])}},
	}
	d.speaker(draft, s, coded)
	d.position(draft, s, coded)
	s.Variables = append(s.Variables, graph.Variable{Name: "statement type", Type: graph.VariableText, Value: table.Cut(d.types[p.kind], graph.MaxValue)})
	for _, name := range names(coded) {
		if coded[name] != "" && name != "" && name != "statement type" {
			s.Variables = append(s.Variables, graph.Variable{Name: name, Type: graph.VariableText, Value: table.Cut(coded[name], graph.MaxValue)})
		}
	}
	draft.Records = []graph.Record{s}
	return draft
}

func coderOf(name string) string {
	if name == "" {
		return "import"
	}
	return table.Cut(name, graph.MaxShort)
}

func names(coded map[string]string) []string {
	all := make([]string, 0, len(coded))
	for name := range coded {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// take takes what is coded under a name, of whatever case, away.
func take(coded map[string]string, name string) string {
	for _, n := range names(coded) {
		if strings.EqualFold(n, name) {
			value := coded[n]
			delete(coded, n)
			return value
		}
	}
	return ""
}

// speaker makes who spoke, and on whose behalf.
func (d *decoder) speaker(draft *ingest.Draft, s *graph.Statement, coded map[string]string) {
	actor := func(kind graph.ActorKind, space, name string) graph.ID {
		a := &graph.Actor{
			Meta: graph.Meta{ID: ingest.NewID(graph.KindActor, d.space, space+"/"+name), Coding: ingest.CodedBy(scheme, version)},
			Kind: kind, Names: ingest.Called(name, ""),
		}
		draft.With = append(draft.With, a)
		return a.ID
	}
	person, organization := take(coded, "person"), take(coded, "organization")
	switch {
	case person != "":
		speaker := graph.Speaker{Actor: actor(graph.ActorPerson, "person", person)}
		if organization != "" {
			speaker.OnBehalfOf = actor(graph.ActorOrganisation, "organization", organization)
		}
		s.Speakers = []graph.Speaker{speaker}
	case organization != "":
		s.Speakers = []graph.Speaker{{Actor: actor(graph.ActorOrganisation, "organization", organization)}}
	}
}

// position makes how the speaker stands to a concept.
func (d *decoder) position(draft *ingest.Draft, s *graph.Statement, coded map[string]string) {
	concept := take(coded, "concept")
	if concept == "" {
		return
	}
	t := &graph.Topic{
		Meta: graph.Meta{ID: ingest.NewID(graph.KindTopic, d.space, concept), Coding: ingest.CodedBy(scheme, version)},
		Kind: graph.TopicProposition, Names: ingest.Called(concept, ""),
	}
	draft.With = append(draft.With, t)
	stand := graph.Stand{Topic: t.ID}
	switch agreement := take(coded, "agreement"); {
	case agreement == "1":
		stand.Agreement = graph.Agree
	case agreement == "-1", agreement == "0" && !d.scaled:
		stand.Agreement = graph.Disagree
	case agreement == "0": // on a scale from -1 to 1
		stand.Agreement = graph.Neutral
	case agreement != "":
		coded["agreement"] = agreement
		fallthrough
	default:
		s.About = append(s.About, graph.About{Node: t.ID, Role: graph.AboutSubject})
		return
	}
	s.Positions = []graph.Stand{stand}
}

// unitsOf says for each UTF-16 unit of a text, and for its end, at which code
// point it stands; -1 for the second half of a character.
func unitsOf(text string) []int32 {
	units := make([]int32, 0, len(text)+1)
	n := int32(0)
	for _, r := range text {
		units = append(units, n)
		if r > 0xffff {
			units = append(units, -1)
		}
		n++
	}
	return append(units, n)
}

// points turns UTF-16 units into code points.
func points(units []int32, start, stop int64) (from, to int, reason string) {
	switch {
	case start < 0 || stop <= start:
		return 0, 0, "is no passage: it ends before it begins"
	case stop >= int64(len(units)):
		return 0, 0, fmt.Sprintf("ends beyond the text of the document, which has %d units", len(units)-1)
	case units[start] < 0 || units[stop] < 0:
		return 0, 0, "begins or ends within a character"
	}
	return int(units[start]), int(units[stop]), ""
}
