package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"sync"

	"hudna/graph"
	"hudna/graph/ingest/source"
	"hudna/graph/ingest/table"
)

func sortVariables(run *graph.ImportRun) {
	slices.SortFunc(run.Variables, func(a, b graph.Variable) int { return cmp.Compare(a.Name, b.Name) })
}

// A row is a draft that has been looked at as far as it can be by itself.
type row struct {
	*Draft
	number   int64 // from 1
	invalid  []Refusal
	bytes    int64 // of the file, read so far
	passed   bool  // it is before the date from which rows are wanted
	tooLarge bool  // to be kept
}

// What is decoded ahead of what is being committed: so many chunks of so many
// rows.
const (
	chunkRows   = 128
	chunksAhead = 16
)

// decode gives the rows of the file in order. What ends the file too early is
// put down as a refusal, and is no error.
func (l *load) decode(ctx context.Context, take func(*row) error) (err error) {
	d, err := l.o.Format.Open(ctx, l.s)
	if err != nil {
		return l.refuseFile(err)
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if headed, ok := d.(Headed); ok {
		l.header = headed.Header()
	}
	ctx, cancel := context.WithCancel(ctx)
	chunks := make(chan []*row, chunksAhead)
	var ended error
	var all sync.WaitGroup
	all.Go(func() {
		defer close(chunks)
		ended = l.produce(ctx, d, chunks)
	})
	for chunk := range chunks {
		for _, r := range chunk {
			if err == nil {
				err = take(r)
			}
		}
		if err != nil {
			cancel()
		}
	}
	all.Wait()
	cancel()
	if err != nil {
		return err
	}
	if noting, ok := d.(Noting); ok && ended == nil {
		l.report.Notes = append(l.report.Notes, noting.Notes()...)
	}
	return l.refuseFile(ended)
}

// refuseFile puts down what is wrong with the file. What is the machine's fault,
// or the caller's wish, stays an error.
func (l *load) refuseFile(err error) error {
	var fault *table.Fault
	switch {
	case err == nil:
		return nil
	case errors.As(err, &fault):
		l.report.refuse(Refusal{Place: Place{l.s.Name, fault.Line}, Path: fault.Column, Value: fault.Value, Reason: fault.Reason})
	case errors.Is(err, source.ErrRefused) || errors.Is(err, source.ErrCut):
		l.report.refuse(Refusal{Place: Place{Input: l.s.Name}, Reason: err.Error()})
	default:
		return err
	}
	l.report.Rows.Refused++
	return nil
}

// produce decodes in chunks until the file ends.
func (l *load) produce(ctx context.Context, d Decoder, chunks chan<- []*row) error {
	for n := int64(0); ; {
		chunk := make([]*row, 0, chunkRows)
		var ended error
		for len(chunk) < chunkRows && ended == nil {
			if l.o.Limit > 0 && n == l.o.Limit {
				ended = io.EOF
				break
			}
			var draft *Draft
			if draft, ended = d.Next(ctx); ended == nil {
				n++
				chunk = append(chunk, l.examine(draft, n))
			}
		}
		select {
		case chunks <- chunk:
		case <-ctx.Done():
			return ctx.Err()
		}
		if errors.Is(ended, io.EOF) {
			return nil
		}
		if ended != nil {
			return ended
		}
	}
}

// examine validates what a row becomes.
func (l *load) examine(d *Draft, n int64) *row {
	r := &row{Draft: d, number: n, bytes: l.s.Read()}
	at := Place{l.s.Name, d.Line}
	for _, f := range d.Faults {
		r.invalid = append(r.invalid, Refusal{Place: Place{l.s.Name, f.Line}, Path: f.Column, Value: f.Value, Reason: f.Reason})
	}
	if len(r.invalid) > 0 {
		return r
	}
	if l.since != nil && d.When != nil {
		if b, err := d.When.Bounds(); err == nil && !b.Undated && b.Latest < *l.since {
			r.passed = true
			return r
		}
	}
	from, kept := provenance(l.id, d, l.o.KeepRows)
	r.tooLarge = !kept
	for i, records := range [][]graph.Record{d.With, d.Records} {
		for _, record := range records {
			if d.Flagged != "" && slices.Contains(d.Records, record) {
				m := record.Shared()
				m.Variables = append(m.Variables, graph.Variable{Name: graph.VariableFlag, Value: d.Flagged})
			}
			withProvenance(record, from)
			// What many rows refer to is looked at once; when it is written, the graph
			// looks at it in any case.
			id := record.Shared().ID
			if l.sound[id] {
				continue
			}
			graph.Normalize(record)
			if err := record.Validate(); err != nil {
				report := new(Report)
				report.refuseFor(at, id, err)
				r.invalid = append(r.invalid, report.Refused...)
			} else if i == 0 && len(l.sound) < maxKnown {
				l.sound[id] = true
			}
		}
	}
	if n := len(d.Records) + len(d.With) + len(d.Amends); n >= graph.MaxOps {
		r.invalid = append(r.invalid, Refusal{Place: at, Reason: fmt.Sprintf("the row makes %d records; at most %d are made of one", n, graph.MaxOps-1)})
	}
	return r
}

// look counts a row, and reports true for one that is to go in. An id that an
// earlier row had is a fault.
func (l *load) look(r *row) bool {
	l.report.Rows.Read++
	if r.passed {
		l.report.Rows.Passed++
		return false
	}
	if len(r.invalid) == 0 {
		for _, record := range r.Records {
			id := record.Shared().ID
			hash := maphash.String(l.seed, string(id))
			if first, twice := l.ids[hash]; twice && int(first) != r.Line {
				r.invalid = append(r.invalid, Refusal{Place: Place{l.s.Name, r.Line}, ID: id, Reason: fmt.Sprintf("is there already, on line %d", first)})
			} else if !twice && len(l.ids) < MaxTracked {
				l.ids[hash] = int32(r.Line)
			}
		}
	}
	if len(r.invalid) == 0 {
		for _, record := range r.Records {
			l.report.Rows.Kinds[record.RecordKind()]++
		}
		if r.Flagged != "" {
			l.report.Rows.Flagged++
			l.report.note("%s: %s", Place{l.s.Name, r.Line}, r.Flagged)
		}
		return true
	}
	l.report.Rows.Refused++
	for _, f := range r.invalid {
		l.report.refuse(f)
	}
	return false
}
