package ingest

import (
	"errors"
	"fmt"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// A Place is a line of an input.
type Place struct {
	Input string
	Line  int // from 1
}

func (p Place) String() string {
	if p.Line == 0 {
		return p.Input
	}
	return fmt.Sprintf("%s:%d", p.Input, p.Line)
}

// A Refusal says what is wrong with a line.
type Refusal struct {
	Place
	ID     graph.ID // of the record, as far as it is known
	Path   string   // of the field, "about[2].node", or the name of the column
	Value  string   // of the cell, shortened
	Reason string
}

func (r Refusal) String() string {
	s := r.Place.String()
	if r.ID != "" {
		s += ": " + string(r.ID)
	}
	if r.Path != "" {
		s += ": " + r.Path
	}
	if r.Value != "" {
		s += fmt.Sprintf(" %q", r.Value)
	}
	return s + ": " + r.Reason
}

// MaxRefusals bounds the refusals that a report lists.
const MaxRefusals = 1000

// MaxNotes bounds the notes of a report.
const MaxNotes = 1000

// A Report says what went in, and what did not. Its counts are of lines that
// were committed, or needed no commit.
type Report struct {
	New, Same, Changed, Retracted, Restored int
	// First and Last are the revisions that the import made; 0 for none.
	First, Last graph.Revision
	// Refused are the faults found, in the order of the lines.
	Refused []Refusal
	// MoreRefused counts those beyond [MaxRefusals].
	MoreRefused int
	// NotReached counts the lines that were read, are without fault as far as
	// they were looked at, and were not committed because others were refused.
	NotReached int
	// Notes are what the one who imports may want to know.
	Notes []string
	// Rows is what [Load] adds of the rows that it read, nil for an import of
	// lines.
	Rows *RowReport
}

// A RowReport says what became of the rows of a file. The counts of the report
// around it are of records then.
type RowReport struct {
	Run     graph.ID // the import run
	Read    int64    // rows
	Refused int64    // rows, however many faults each has
	Passed  int64    // rows before the date from which they are wanted
	Flagged int64    // rows that went in with a flag
	Made    int64    // records that rows refer to and that were not there
	Dry     bool     // nothing was written
	// Kinds counts the records that rows are about, of all rows that are sound.
	Kinds map[graph.Kind]int64
}

// OK says whether everything went in.
func (r *Report) OK() bool { return len(r.Refused) == 0 }

func (r *Report) refuse(f Refusal) {
	if len(r.Refused) == MaxRefusals {
		r.MoreRefused++
		return
	}
	r.Refused = append(r.Refused, f)
}

func (r *Report) note(format string, args ...any) {
	if len(r.Notes) < MaxNotes {
		r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
	}
}

// refuseFor puts down every problem that an error joins. It reports false for
// an error that is not about what was brought.
func (r *Report) refuseFor(at Place, id graph.ID, err error) bool {
	var of *ndjson.LineError
	if errors.As(err, &of) {
		at.Line, err = of.Number, of.Err
	}
	found := false
	for _, problem := range unjoin(err) {
		var field *graph.FieldError
		switch {
		case failure(problem):
			continue
		case errors.As(problem, &field):
			r.refuse(Refusal{Place: at, ID: id, Path: field.Path, Reason: field.Reason})
		case refusable(problem):
			r.refuse(Refusal{Place: at, ID: id, Reason: problem.Error()})
		default:
			continue
		}
		found = true
	}
	return found
}

// failure tells what is the graph's own fault, whatever brought it about.
func failure(err error) bool {
	for _, known := range []error{graph.ErrCorrupt, graph.ErrUnknown, graph.ErrFull, graph.ErrClosed} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// refusable tells what the one who brings a change can mend from a failure of
// the graph.
func refusable(err error) bool {
	for _, known := range []error{graph.ErrInvalid, graph.ErrNotFound, graph.ErrConflict, graph.ErrForbidden, graph.ErrTooLarge} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// unjoin takes the errors apart that [errors.Join] has put one below the other.
// An error that wraps several in words of its own stays whole.
func unjoin(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || err.Error() != errors.Join(joined.Unwrap()...).Error() {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, unjoin(e)...)
	}
	return all
}
