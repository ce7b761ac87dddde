// Package dna decodes projects of Discourse Network Analyzer (Leifeld): an
// SQLite database with documents and the statements that people coded in them.
//
// A statement says which passage it is, in UTF-16 units as Java counts them;
// they are turned into code points, and one that ends within a character or
// beyond the text is refused. A person is a speaker, on behalf of the
// organization where both are coded, and an organization alone is a speaker
// itself; a concept is a proposition, and agreement how the speaker stands to
// it. What else a project codes stays in variables. Databases of version 2 and of
// version 3 are read alike.
package dna

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // the driver

	"hudna/graph/ingest"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

const (
	scheme  = "dna"
	version = "1"
	// maxCodes bounds the variables, entities and coders that are held.
	maxCodes = 2_000_000
)

// Project is the format.
type Project struct{}

// Name is "dna".
func (Project) Name() string { return scheme }

// Scheme is "dna".
func (Project) Scheme() string { return scheme }

// Fit says whether a file is a database; which tables it has shows when it is
// opened.
func (Project) Fit(s *source.Source) (int, string) {
	if s.Kind != source.SQLite {
		return 0, ""
	}
	return 90, "is an SQLite database, as DNA projects are"
}

// needed are the tables without which nothing can be read, and their columns.
var needed = map[string][]string{
	"DOCUMENTS":      {"ID", "Title", "Text", "Date"},
	"STATEMENTS":     {"ID", "StatementTypeId", "DocumentId", "Start", "Stop", "Coder"},
	"STATEMENTTYPES": {"ID", "Label"},
	"VARIABLES":      {"ID", "Variable", "DataType", "StatementTypeId"},
	"CODERS":         {"ID", "Name"},
	"DATASHORTTEXT":  {"StatementId", "VariableId"},
	"DATABOOLEAN":    {"StatementId", "VariableId", "Value"},
	"DATAINTEGER":    {"StatementId", "VariableId", "Value"},
	"DATALONGTEXT":   {"StatementId", "VariableId", "Value"},
}

// Open opens a database to be read.
func (Project) Open(ctx context.Context, s *source.Source) (ingest.Decoder, error) {
	if s.Kind != source.SQLite {
		return nil, &table.Fault{Reason: "the file is no SQLite database, and a DNA project is one"}
	}
	path := (&url.URL{Scheme: "file", Path: s.Path, OmitHost: true, RawQuery: "mode=ro&immutable=1&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)"}).String()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	d := &decoder{db: db, space: spaceOf(s.Name)}
	if err := d.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// spaceOf names the project, as numbers in it are its own: by its file.
func spaceOf(name string) string {
	id := ingest.NewID("actor", "", strings.TrimSuffix(name, filepath.Ext(name)))
	space := strings.TrimPrefix(id.Name(), "-")
	if len(space) > maxSpace {
		space = space[:maxSpace/2] + space[len(space)-maxSpace/2:]
	}
	return scheme + "-" + space
}

// maxSpace bounds what the name of a project adds to an id.
const maxSpace = 24

// prepare checks the tables, and reads what is looked up.
func (d *decoder) prepare(ctx context.Context) error {
	tables := make([]string, 0, len(needed))
	for name := range needed {
		tables = append(tables, name)
	}
	slices.Sort(tables)
	for _, name := range tables {
		columns, err := d.columns(ctx, name)
		if err != nil {
			return damaged(err)
		}
		if len(columns) == 0 {
			return &table.Fault{Reason: fmt.Sprintf("the database has no table %s: it is no DNA project", name)}
		}
		for _, column := range needed[name] {
			if !slices.Contains(columns, strings.ToLower(column)) {
				return &table.Fault{Reason: fmt.Sprintf("the table %s has no column %s: it is no DNA project of version 2 or 3", name, column)}
			}
		}
		switch name {
		case "DATASHORTTEXT":
			d.entities = slices.Contains(columns, "entity")
		case "DOCUMENTS":
			d.documentColumns = columns
		}
	}
	var err error
	if d.coders, err = d.names(ctx, "SELECT ID, Name FROM CODERS"); err != nil {
		return err
	}
	if d.types, err = d.names(ctx, "SELECT ID, Label FROM STATEMENTTYPES"); err != nil {
		return err
	}
	if d.variables, err = d.names(ctx, "SELECT ID, Variable FROM VARIABLES"); err != nil {
		return err
	}
	types, err := d.names(ctx, "SELECT ID, DataType FROM VARIABLES")
	for id, name := range d.variables {
		d.scaled = d.scaled || strings.EqualFold(name, "agreement") && types[id] == "integer"
	}
	return err
}

// columns are those of a table, in small letters; none where it is not there.
func (d *decoder) columns(ctx context.Context, name string) (columns []string, err error) {
	rows, err := d.db.QueryContext(ctx, "SELECT lower(name) FROM pragma_table_info(?)", name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			return nil, err
		}
		columns = append(columns, column)
	}
	return columns, rows.Err()
}

// names reads a table of names by their numbers.
func (d *decoder) names(ctx context.Context, query string) (names map[int64]string, err error) {
	rows, err := d.db.QueryContext(ctx, query)
	if err != nil {
		return nil, damaged(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names = map[int64]string{}
	for rows.Next() {
		var id int64
		var name sql.NullString
		if err := rows.Scan(&id, &name); err != nil {
			return nil, damaged(err)
		}
		if names[id] = name.String; len(names) > maxCodes {
			return nil, &table.Fault{Reason: fmt.Sprintf("the project has more than %d codes", maxCodes)}
		}
	}
	return names, damaged(rows.Err())
}

// damaged says of an error of the database that it is the file's.
func damaged(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &table.Fault{Reason: "the database cannot be read: " + table.Shorten(err.Error())}
}
