package export

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"hudna/graph"
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
// pages of records in memory, and no snapshot. More than [MaxIDs] records of a kind
// are [graph.ErrTooLarge], before the first of that kind is written.
func Records(ctx context.Context, r graph.Reader, w io.Writer, o Options) (*Summary, error) {
	if o.maxIDs == 0 {
		o.maxIDs = MaxIDs
	}
	x := &writing{
		q: Request{IncludeRestricted: o.IncludeRestricted, Progress: o.Progress}, p: &Provenance{}, licences: newLicensing(r), w: bufio.NewWriterSize(w, 64<<10),
		source: func(ctx context.Context) iter.Seq2[[]graph.Record, error] { return sorted(ctx, r, o.maxIDs) },
	}
	f := &canonical{summary: &Summary{Revision: r.View().Revision, Records: map[graph.Kind]int{}}}
	err := x.run(graph.WithSweep(ctx), f)
	if err == nil {
		err = x.w.Flush()
	}
	if err != nil {
		return f.summary, fmt.Errorf("export: %w", err)
	}
	f.summary.Withheld = x.p.Withheld
	return f.summary, nil
}

// sorted gives every record that a reader sees in the order of its id, kind by
// kind: the ids of a kind are put into order first, and then the records are read
// again.
func sorted(ctx context.Context, r graph.Reader, maxIDs int) iter.Seq2[[]graph.Record, error] {
	return func(yield func([]graph.Record, error) bool) {
		for _, kind := range graph.Kinds() {
			ids, err := sortedIDs(ctx, r, kind, maxIDs)
			if err != nil {
				yield(nil, err)
				return
			}
			for some := range slices.Chunk(ids, step) {
				records, err := allOf(ctx, r, some)
				if !yield(records, err) || err != nil {
					return
				}
			}
		}
	}
}

func sortedIDs(ctx context.Context, r graph.Reader, kind graph.Kind, most int) (ids []graph.ID, err error) {
	for record, err := range r.Scan(ctx, kind) {
		if err != nil {
			return nil, err
		}
		if len(ids) == most {
			return nil, fmt.Errorf("%w: there are more than %d records of kind %s", graph.ErrTooLarge, most, kind)
		}
		ids = append(ids, record.Shared().ID)
	}
	slices.Sort(ids)
	return ids, nil
}

func allOf(ctx context.Context, r graph.Reader, ids []graph.ID) ([]graph.Record, error) {
	records, err := r.Records(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, record := range records {
		if record == nil {
			return nil, &graph.CorruptError{ID: ids[i], What: "record", Err: errors.New("it is listed, and not there")}
		}
	}
	return records, nil
}

// canonical writes lines, and tells what they are of.
type canonical struct {
	lines
	summary *Summary
}

func (c *canonical) page(ctx context.Context, records []graph.Record) (func(io.Writer) error, error) {
	write, err := c.lines.page(ctx, records)
	if err != nil {
		return nil, err
	}
	var incomplete []graph.ID
	for _, record := range records {
		// What is stored is valid. What is not has been cut.
		if record.Validate() != nil {
			incomplete = append(incomplete, record.Shared().ID)
		}
	}
	return func(w io.Writer) error {
		s := c.summary
		for _, record := range records {
			s.Records[record.RecordKind()]++
		}
		room := min(len(incomplete), MaxIncomplete-len(s.Incomplete))
		s.Incomplete = append(s.Incomplete, incomplete[:room]...)
		s.MoreIncomplete += len(incomplete) - room
		return write(w)
	}, nil
}
