package export

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"runtime"
	"sync"
	"time"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// A Request says what is to be written, and how.
type Request struct {
	Format Format
	Selection
	// Filter is the text that Query was read from, for the provenance.
	Filter string
	// Spreadsheet has cells that a spreadsheet would take for formulas quoted
	// with an apostrophe, in tables.
	Spreadsheet bool
	// IncludeRestricted has records written whose licence forbids passing them
	// on; without it they are left out and counted.
	IncludeRestricted bool
	// Time is that of the revision, for the provenance.
	Time time.Time
	// Progress, when given, is told from time to time how many records were
	// written.
	Progress func(records int)
}

// A form writes records in one format. page is called by several goroutines at
// a time; what it returns is called by one, in the order of the pages, between
// head and tail.
type form interface {
	head(ctx context.Context, w *bufio.Writer) error
	page(ctx context.Context, records []graph.Record) (write func(w io.Writer) error, err error)
	tail(w io.Writer, p *Provenance) error
}

// Write writes the records of a selection as r sees them. It holds a few pages
// at a time, whatever there is to write; of a network also the ids of the actors
// in it. It stops when the context ends or w fails. What is wrong with the
// request is [graph.ErrInvalid], before anything is written.
func Write(ctx context.Context, r graph.Reader, w io.Writer, q Request) (*Provenance, error) {
	if err := q.Format.Holds(q.Kind); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	p := &Provenance{
		Format: q.Format, Kind: q.Kind, Filter: q.Filter, Time: q.Time,
		Revision: r.View().Revision, Clearance: r.View().Clearance,
	}
	out := &sum{w: w, hash: sha256.New()}
	// No more than a page is waited for: what is written by the page goes
	// through, and what comes in small pieces is gathered.
	buffered := bufio.NewWriterSize(out, 32<<10)
	x := &writing{
		q: q, p: p, licences: newLicensing(r), w: buffered,
		source: func(ctx context.Context) iter.Seq2[[]graph.Record, error] { return q.pages(ctx, r) },
	}
	f := q.form(r)
	ctx = graph.WithSweep(ctx)
	err := x.run(ctx, f)
	if err == nil {
		err = errors.Join(f.tail(buffered, p), buffered.Flush())
	}
	if err != nil {
		return p, fmt.Errorf("export: %w", err)
	}
	p.told(x.licences)
	p.Bytes, p.SHA256 = out.n, hex.EncodeToString(out.hash.Sum(nil))
	return p, nil
}

// A sum passes on what is written, and knows how much that was.
type sum struct {
	w    io.Writer
	hash hash.Hash
	n    int64
}

func (s *sum) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	s.n += int64(n)
	s.hash.Write(b[:n])
	return n, err
}

// A writing is one export under way.
type writing struct {
	q        Request
	p        *Provenance
	licences *licensing
	w        *bufio.Writer
	// source reads the pages, one after the other.
	source func(context.Context) iter.Seq2[[]graph.Record, error]
}

// form makes what writes the format.
func (q *Request) form(r graph.Reader) form {
	switch q.Format {
	case CSV, TSV:
		return newTable(r, *q)
	case Parquet:
		return newColumnar(r, *q)
	case JSONLD:
		return &linked{r: r}
	case GeoJSON:
		return newAtlas(r)
	case GraphML, GEXF:
		return newNetwork(r, *q)
	}
	return lines{}
}

// A job is a page on its way: what writes it is there when done is closed.
type job struct {
	records []graph.Record
	done    chan struct{}
	write   func(io.Writer) error
	err     error
}

// run reads the pages, has them encoded by as many goroutines as there are
// processors, and writes them in their order.
func (x *writing) run(ctx context.Context, f form) error {
	ctx, cancel := context.WithCancel(ctx)
	workers := runtime.GOMAXPROCS(0)
	todo, ordered := make(chan *job, workers), make(chan *job, workers)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	wait.Go(func() {
		defer close(todo)
		defer close(ordered)
		for records, err := range x.passed(ctx, &wait) {
			j := &job{records: records, done: make(chan struct{}), err: err}
			select {
			case ordered <- j:
			case <-ctx.Done():
				return
			}
			if err != nil {
				close(j.done)
				return
			}
			select {
			case todo <- j:
			case <-ctx.Done():
				close(j.done)
				return
			}
		}
	})
	for range workers {
		wait.Go(func() {
			for j := range todo {
				if j.err = ctx.Err(); j.err == nil {
					j.write, j.err = f.page(ctx, j.records)
				}
				close(j.done)
			}
		})
	}
	return x.inOrder(ctx, f, ordered)
}

// inOrder writes what was encoded. What comes before the first page waits for
// it, so that what is refused is refused before anything is written.
func (x *writing) inOrder(ctx context.Context, f form, ordered <-chan *job) error {
	begun := false
	begin := func() error {
		if begun {
			return nil
		}
		begun = true
		return f.head(ctx, x.w)
	}
	for j := range ordered {
		<-j.done
		if j.err != nil {
			return j.err
		}
		if err := begin(); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := j.write(x.w); err != nil {
			return err
		}
		if x.p.Records == 0 { // somebody waits for the first byte
			if err := x.w.Flush(); err != nil {
				return err
			}
		}
		x.p.Records += len(j.records)
		if x.q.Progress != nil {
			x.q.Progress(x.p.Records)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return begin()
}

// passed gives the pages of what may be passed on. What is counted on the way is
// read when the last page was written.
func (x *writing) passed(ctx context.Context, wait *sync.WaitGroup) iter.Seq2[[]graph.Record, error] {
	return func(yield func([]graph.Record, error) bool) {
		for read := range x.ahead(ctx, wait) {
			if read.err != nil {
				yield(nil, read.err)
				return
			}
			passed, forbidden, err := x.licences.pass(ctx, read.records, x.q.IncludeRestricted)
			if err != nil {
				yield(nil, err)
				return
			}
			if x.q.IncludeRestricted {
				x.p.Restricted += forbidden
			} else {
				x.p.Withheld += forbidden
			}
			if len(passed) > 0 && !yield(passed, nil) {
				return
			}
		}
	}
}

// readPage is a page that was read.
type readPage struct {
	records []graph.Record
	err     error
}

// ahead reads a page while others are looked through.
func (x *writing) ahead(ctx context.Context, wait *sync.WaitGroup) <-chan readPage {
	pages := make(chan readPage, 1)
	wait.Go(func() {
		defer close(pages)
		for records, err := range x.source(ctx) {
			select {
			case pages <- readPage{records, err}:
			case <-ctx.Done():
				return
			}
		}
	})
	return pages
}

// typicalLine is how long the line of a statement is, in bytes.
const typicalLine = 1200

// lines writes canonical NDJSON.
type lines struct{}

func (lines) head(context.Context, *bufio.Writer) error { return nil }

func (lines) page(_ context.Context, records []graph.Record) (func(io.Writer) error, error) {
	b := make([]byte, 0, typicalLine*len(records))
	for _, record := range records {
		var err error
		if b, err = ndjson.Append(b, ndjson.Line{Record: record}); err != nil {
			return nil, err
		}
	}
	return plainly(b), nil
}

func (lines) tail(io.Writer, *Provenance) error { return nil }

// plainly writes bytes as they are.
func plainly(b []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	}
}
