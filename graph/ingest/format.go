package ingest

import (
	"context"

	"hudna/graph"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

// A Format is a kind of file that can be imported. Each has a package of its
// own; package formats lists them.
type Format interface {
	// Name is what the format is called on the command line: "ucdp-ged".
	Name() string
	// Scheme is what its records name as the scheme of their coding; of what has
	// the same scheme a file can be the complete list.
	Scheme() string
	// Fit says how well what a file begins with fits the format, 0 for not at
	// all to 100 for beyond doubt, and in a few words why.
	Fit(s *source.Source) (fit int, why string)
	// Open begins to decode a file. What is wrong with the file as a whole is
	// [source.ErrRefused] or a [*table.Fault].
	Open(ctx context.Context, s *source.Source) (Decoder, error)
}

// A Decoder makes records of the rows of one file, one after the other.
type Decoder interface {
	// Next gives what the next row becomes, [io.EOF] after the last. Another
	// error is how the file ends: what came before it stands.
	Next(ctx context.Context) (*Draft, error)
	// Close lets go of the file.
	Close() error
}

// A Headed decoder has a line that rows need before them to be read again.
type Headed interface {
	// Header is that line, with its line end; "" for none.
	Header() string
}

// A Noting decoder has something to say of the file as a whole, once it has been
// read.
type Noting interface {
	Notes() []string
}

// A Draft is what one row becomes: all of it goes in, or nothing.
type Draft struct {
	Line int    // on which the row begins, from 1
	Raw  string // the row as it stands there, with its line end
	// Records are what the row is about. Another release of the file may correct
	// them.
	Records []graph.Record
	// With are what the records refer to, actors and places mostly: they are made
	// where they are not there, and else left as they are. One comes after what it
	// refers to itself.
	With []graph.Record
	// Amends are changes to records that other files brought.
	Amends []Amend
	// When is the date by which rows are chosen, nil where the row has none.
	When *graph.Date
	// Faults say why nothing of the row goes in.
	Faults []*table.Fault
	// Flagged says what is odd about a row that goes in all the same, "" for
	// nothing. It is also kept as a variable of the record.
	Flagged string
}

// An Amend adds to a record that is there already, or that the row brings.
type Amend struct {
	// IDs are the ids that the record may have: the first that is there is meant.
	IDs []graph.ID
	// Add gives the record with what the row adds, or the record itself where it
	// has that already. It does not change the one that it is given.
	Add func(graph.Record) graph.Record
}

// A Resolver finds out which record a source means. What it does not know for
// certain it says nothing of: then the source's own record is made, under an id
// that is derived from the source's code for it.
type Resolver interface {
	// Resolve gives the id of the record that is meant, "" for none that is
	// certain. It is asked for actors and locations that are not there yet under
	// the id of the source.
	Resolve(ctx context.Context, r graph.Reader, meant graph.Record) (graph.ID, error)
}
