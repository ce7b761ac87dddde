package dna_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ingest/dna"
	"hudna/graph/ingest/source"
)

// Projects as versions 3 and 2 lay them out, as far as it is read. What is said
// in them is made up.
const (
	version3 = `
CREATE TABLE CODERS (ID INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE DOCUMENTS (ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT, Coder INTEGER, Author TEXT, Source TEXT, Section TEXT, Notes TEXT, Type TEXT, Date INTEGER);
CREATE TABLE STATEMENTTYPES (ID INTEGER PRIMARY KEY, Label TEXT);
CREATE TABLE VARIABLES (ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
CREATE TABLE STATEMENTS (ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER, Stop INTEGER, Coder INTEGER);
CREATE TABLE ENTITIES (ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT);
CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Entity INTEGER);
CREATE TABLE DATALONGTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
CREATE TABLE DATABOOLEAN (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATAINTEGER (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
INSERT INTO CODERS VALUES (1, 'A. Coder');
INSERT INTO DOCUMENTS VALUES (5, 'Made-up debate', 'كارفيلا 🕊 Minister Ilan Dorro: "We keep the truce." He went.', 1, 'B. Writer', 'Made-up Wire', '', 'a note', '', 1460678400);
INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement');
INSERT INTO VARIABLES VALUES (1, 'person', 'short text', 1), (2, 'organization', 'short text', 1), (3, 'concept', 'short text', 1), (4, 'agreement', 'boolean', 1), (5, 'tone', 'integer', 1);
INSERT INTO ENTITIES VALUES (1, 1, 'Ilan Dorro'), (2, 2, 'Ministry of Avaria'), (3, 3, 'The truce should be kept');
INSERT INTO STATEMENTS VALUES (9, 1, 5, 11, 51, 1), (10, 1, 5, 9, 20, 1), (11, 1, 5, 40, 4000, 1), (12, 1, 5, 11, 20, 1);
INSERT INTO DATASHORTTEXT VALUES (1, 9, 1, 1), (2, 9, 2, 2), (3, 9, 3, 3), (4, 12, 2, 2), (5, 12, 3, 3);
INSERT INTO DATABOOLEAN VALUES (1, 9, 4, 1), (2, 12, 4, 0);
INSERT INTO DATAINTEGER VALUES (1, 9, 5, 7);
`
	version2 = `
CREATE TABLE CODERS (ID INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE DOCUMENTS (ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT, Date INTEGER);
CREATE TABLE STATEMENTTYPES (ID INTEGER PRIMARY KEY, Label TEXT);
CREATE TABLE VARIABLES (ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
CREATE TABLE STATEMENTS (ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER, Stop INTEGER, Coder INTEGER);
CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, StatementTypeId INTEGER, Value TEXT);
CREATE TABLE DATALONGTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, StatementTypeId INTEGER, Value TEXT);
CREATE TABLE DATABOOLEAN (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, StatementTypeId INTEGER, Value INTEGER);
CREATE TABLE DATAINTEGER (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, StatementTypeId INTEGER, Value INTEGER);
INSERT INTO DOCUMENTS VALUES (5, 'Made-up debate', 'We keep the truce.', 1460678400000);
INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement');
INSERT INTO VARIABLES VALUES (2, 'organization', 'short text', 1), (3, 'concept', 'short text', 1), (4, 'agreement', 'boolean', 1);
INSERT INTO STATEMENTS VALUES (9, 1, 5, 0, 18, 1);
INSERT INTO DATASHORTTEXT VALUES (2, 9, 2, 1, 'Ministry of Avaria'), (3, 9, 3, 1, 'The truce should be kept');
INSERT INTO DATABOOLEAN VALUES (1, 9, 4, 1, 0);
`
)

// project makes a database, and opens it as a source.
func project(dir, name, schema string) (*source.Source, error) {
	path := filepath.Join(dir, name)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	_, err = db.ExecContext(context.Background(), schema)
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	return source.Open(context.Background(), path, source.Options{})
}

func all(s *source.Source) (drafts []*ingest.Draft, err error) {
	d, err := dna.Project{}.Open(context.Background(), s)
	if err != nil {
		return nil, err
	}
	for err == nil {
		var draft *ingest.Draft
		if draft, err = d.Next(context.Background()); err == nil {
			drafts = append(drafts, draft)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return drafts, errors.Join(err, d.Close())
}

func Example() {
	dir, err := os.MkdirTemp("", "dna")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	s, err := project(dir, "debate.dna", version3)
	if err != nil {
		fmt.Println(err)
		return
	}
	drafts, err := all(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	statement, _ := drafts[1].Records[0].(*graph.Statement)
	start, end, _ := statement.Evidence[0].Span()
	fmt.Println(statement.ID, statement.Coding.Coder, start, end)
	fmt.Println(statement.Text)
	fmt.Println(statement.Positions[0].Agreement)
	// Output:
	// statement/dna-debate-9 A. Coder 10 50
	// Minister Ilan Dorro: "We keep the truce.
	// AGREE
}

func TestProject(t *testing.T) {
	s, err := project(t.TempDir(), "debate.dna", version3)
	if err != nil {
		t.Fatal(err)
	}
	drafts, err := all(s)
	if err != nil || len(drafts) != 5 {
		t.Fatalf("%d, %v", len(drafts), err)
	}
	doc, _ := drafts[0].Records[0].(*graph.Document)
	if doc.Published.EDTF != "2016-04-15" || doc.Byline != "B. Writer" || !strings.Contains(doc.Text, "🕊") {
		t.Errorf("%+v", doc)
	}
	first, _ := drafts[1].Records[0].(*graph.Statement)
	if len(first.Addressees) > 0 || first.Speakers[0].OnBehalfOf == "" || first.Wording != graph.WordingAsPrinted {
		t.Errorf("%+v", first)
	}
	said := map[string]string{}
	for _, v := range first.Variables {
		said[v.Name] = v.Value
	}
	if said["tone"] != "7" || said["statement type"] != "DNA Statement" || said["person"] != "" {
		t.Errorf("%v", said)
	}
	for i, want := range map[int]string{
		2: `line 10, Start, Stop, "9, 20": begins or ends within a character`,
		3: `line 11, Start, Stop, "40, 4000": ends beyond the text of the document, which has 61 units`,
	} {
		if f := drafts[i].Faults; len(f) != 1 || f[0].Error() != want {
			t.Errorf("%v, not %s", f, want)
		}
	}
	last, _ := drafts[4].Records[0].(*graph.Statement)
	if last.Positions[0].Agreement != graph.Disagree || len(last.Speakers) != 1 || last.Speakers[0].OnBehalfOf != "" {
		t.Errorf("%+v", last)
	}
	for _, d := range drafts {
		for _, r := range append(d.With, d.Records...) {
			if err := r.Validate(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestOlderProject(t *testing.T) {
	s, err := project(t.TempDir(), "debate.dna", version2)
	if err != nil {
		t.Fatal(err)
	}
	drafts, err := all(s)
	if err != nil || len(drafts) != 2 {
		t.Fatalf("%d, %v", len(drafts), err)
	}
	if doc, _ := drafts[0].Records[0].(*graph.Document); doc.Published.EDTF != "2016-04-15" {
		t.Errorf("%+v", doc)
	}
	if s, _ := drafts[1].Records[0].(*graph.Statement); s.Positions[0].Agreement != graph.Disagree || s.Text != "We keep the truce." {
		t.Errorf("%+v", s)
	}
}

func TestNoProject(t *testing.T) {
	for name, c := range map[string]struct{ schema, want string }{
		"a table is missing":  {strings.Replace(version2, "CREATE TABLE CODERS", "CREATE TABLE OTHERS", 1), "the database has no table CODERS: it is no DNA project"},
		"a column is missing": {strings.Replace(version2, "Title TEXT, Text TEXT, Date", "Title TEXT, Words TEXT, Date", 1), "the table DOCUMENTS has no column Text"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := project(t.TempDir(), "debate.dna", c.schema)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := all(s); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, not %s", err, c.want)
			}
		})
	}
	if _, err := all(source.Of("debate.dna", "no database")); err == nil || !strings.Contains(err.Error(), "no SQLite database") {
		t.Error(err)
	}
	path := filepath.Join(t.TempDir(), "debate.dna")
	if err := os.WriteFile(path, []byte("SQLite format 3\x00"+strings.Repeat("x", 5000)), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := source.Open(t.Context(), path, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := all(s); err == nil || !strings.Contains(err.Error(), "the database cannot be read") {
		t.Error(err)
	}
}
