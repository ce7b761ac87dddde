package export

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"hudna/graph"
	"hudna/graph/ndjson"
)

const (
	// MaxIDs bounds how many records of one kind can be put into order: their
	// ids are held in memory, some 60 bytes each.
	MaxIDs = 20_000_000
	// MaxIncomplete bounds the ids that a summary names.
	MaxIncomplete = 1000
	// step is how many records are read at once.
	step = 256
)

// A Summary says what was written.
type Summary struct {
	Revision graph.Revision
	// Records counts the lines by kind; a kind without any is not in it.
	Records map[graph.Kind]int
	// Incomplete are the records that lack what they need, because it is hidden
	// from the reader, in the order of the lines.
	Incomplete []graph.ID
	// MoreIncomplete counts those beyond [MaxIncomplete].
	MoreIncomplete int
	// Withheld counts the records that were left out, because their licence
	// forbids to pass them on.
	Withheld int
}

// Total is the number of lines.
func (s *Summary) Total() int {
	n := 0
	for _, of := range s.Records {
		n += of
	}
	return n
}

// Options say how to export.
type Options struct {
	// Progress, when given, is told from time to time how many lines were
	// written.
	Progress func(lines int)
	// IncludeRestricted has records written whose licence forbids passing them on.
	IncludeRestricted bool
	// maxIDs stands in for MaxIDs, in tests.
	maxIDs int
}

// Records writes every record that r may see, sorted by kind, in the order of
// [graph.Kinds], and within a kind by id. It holds the ids of one kind and a few
// records in memory, and no snapshot. More than [MaxIDs] records of a kind are
// [graph.ErrTooLarge], before the first of that kind is written.
func Records(ctx context.Context, r graph.Reader, w io.Writer, o Options) (*Summary, error) {
	if o.maxIDs == 0 {
		o.maxIDs = MaxIDs
	}
	e := &exporter{
		licences: newLicensing(r), r: r, w: bufio.NewWriterSize(w, 64<<10), o: o,
		summary: &Summary{Revision: r.View().Revision, Records: map[graph.Kind]int{}},
	}
	ctx = graph.WithSweep(ctx)
	for _, kind := range graph.Kinds() {
		if err := e.kind(ctx, kind); err != nil {
			return e.summary, fmt.Errorf("export: %w", err)
		}
	}
	if err := e.w.Flush(); err != nil {
		return e.summary, fmt.Errorf("export: %w", err)
	}
	return e.summary, nil
}

type exporter struct {
	r       graph.Reader
	w       *bufio.Writer
	o       Options
	summary *Summary
	lines   int
	// licences say what may be passed on.
	licences *licensing
}

// kind writes the records of one kind: their ids are put into order first, and
// then the records are read again.
func (e *exporter) kind(ctx context.Context, kind graph.Kind) error {
	var ids []graph.ID
	for record, err := range e.r.Scan(ctx, kind) {
		if err != nil {
			return err
		}
		if len(ids) == e.o.maxIDs {
			return fmt.Errorf("%w: there are more than %d records of kind %s", graph.ErrTooLarge, e.o.maxIDs, kind)
		}
		ids = append(ids, record.Shared().ID)
	}
	slices.Sort(ids)
	for some := range slices.Chunk(ids, step) {
		records, err := e.r.Records(ctx, some)
		if err != nil {
			return err
		}
		for i, record := range records {
			if record == nil {
				return &graph.CorruptError{ID: some[i], What: "record", Err: errors.New("it is listed, and not there")}
			}
		}
		if !e.o.IncludeRestricted {
			passed, forbidden, err := e.licences.pass(ctx, records, false)
			if err != nil {
				return err
			}
			records, e.summary.Withheld = passed, e.summary.Withheld+forbidden
		}
		for _, record := range records {
			if err := e.line(record); err != nil {
				return err
			}
		}
		if len(records) > 0 {
			e.summary.Records[kind] += len(records)
		}
	}
	return nil
}

func (e *exporter) line(record graph.Record) error {
	encoded, err := ndjson.Encode(ndjson.Line{Record: record})
	if err != nil {
		return err
	}
	// What is stored is valid. What is not has been cut.
	if record.Validate() != nil {
		if len(e.summary.Incomplete) < MaxIncomplete {
			e.summary.Incomplete = append(e.summary.Incomplete, record.Shared().ID)
		} else {
			e.summary.MoreIncomplete++
		}
	}
	if _, err := e.w.Write(append(encoded, '\n')); err != nil {
		return err
	}
	if e.lines++; e.o.Progress != nil && e.lines%1000 == 0 {
		e.o.Progress(e.lines)
	}
	return nil
}
