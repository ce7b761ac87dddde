package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// The limits of what is gathered before it is put into order.
const (
	// MaxLoose bounds the records that are gathered: their ids and references,
	// about 250 bytes each, are held in memory, and the records in a file.
	MaxLoose = 5_000_000
	// maxBatchBytes bounds the encoded records of one batch.
	maxBatchBytes = 2 << 20
)

// A spool holds loose lines until it is known in which order they can be
// committed: the records in a temporary file, what they refer to in memory.
type spool struct {
	file    *os.File
	removed bool // while it is open: nobody else can open it, and nothing can leave it behind
	size    int64
	items   []item
	// Ids have numbers here, so that each is held once.
	numbers map[graph.ID]int32
	ids     []graph.ID
	of      []int32  // which item bears an id, or nobody
	names   []string // of inputs, which items name by number
	texts   texts
	renamed renaming // nil until all lines are there
}

// nobody is in the place of an item where none has an id.
const nobody = -1

// An item is a record in the spool.
type item struct {
	at       int64 // in the file
	length   int32
	input    int32
	line     int32
	unneeded bool    // it is in the graph as it is
	faulty   bool    // something has been found wrong with it
	texted   bool    // it is a document whose text is held
	refs     []int32 // numbers of ids
}

func newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "hudna-import-*")
	if err != nil {
		return nil, fmt.Errorf("ingest: gathering lines: %w", err)
	}
	// Where a file that is open cannot be removed, close does it.
	removed := os.Remove(f.Name()) == nil
	return &spool{file: f, removed: removed, numbers: map[graph.ID]int32{}}, nil
}

func (s *spool) close() error {
	err := s.file.Close()
	if !s.removed {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}

// number gives an id its number.
func (s *spool) number(id graph.ID) int32 {
	n, ok := s.numbers[id]
	if !ok {
		n = int32(len(s.ids))
		s.numbers[id] = n
		s.ids = append(s.ids, id)
		s.of = append(s.of, nobody)
	}
	return n
}

// here finds the item that bears an id.
func (s *spool) here(id graph.ID) (int32, bool) {
	n, ok := s.numbers[id]
	if !ok || s.of[n] == nobody {
		return nobody, false
	}
	return s.of[n], true
}

func (s *spool) place(i int32) Place { return Place{s.names[s.items[i].input], int(s.items[i].line)} }

// add takes a line into the spool, or puts down what is wrong with it.
func (s *spool) add(report *Report, p placed) error {
	if p.Record == nil {
		report.refuse(Refusal{Place: p.Place, ID: p.id(), Reason: "only records stand outside of a commit: put a Commit line before it"})
		return nil
	}
	id := p.id()
	if p.invalid != nil {
		report.refuseFor(p.Place, id, p.invalid)
		return nil //nolint:nilerr // it stands in the report
	}
	if first, twice := s.here(id); twice {
		report.refuse(Refusal{Place: p.Place, ID: id, Reason: fmt.Sprintf("is there already, at %s", s.place(first))})
		return nil
	}
	if len(s.items) == MaxLoose {
		return fmt.Errorf("%s: %w: more than %d records without Commit lines", p.Place, graph.ErrTooLarge, MaxLoose)
	}
	encoded := p.encoded
	if _, err := s.file.WriteAt(encoded, s.size); err != nil {
		return fmt.Errorf("ingest: gathering lines: %w", err)
	}
	it := item{at: s.size, length: int32(len(encoded)), input: s.input(p.Input), line: int32(p.Line.Number)}
	if d, ok := p.Record.(*graph.Document); ok {
		it.texted = d.Text != ""
	}
	s.size += int64(len(encoded))
	graph.References(p.Record, func(r graph.Reference) {
		if n := s.number(r.ID); !slices.Contains(it.refs, n) {
			it.refs = append(it.refs, n)
		}
	})
	it.refs = slices.Clip(it.refs)
	s.of[s.number(id)] = int32(len(s.items))
	s.items = append(s.items, it)
	return nil
}

func (s *spool) input(name string) int32 {
	if n := len(s.names); n == 0 || s.names[n-1] != name {
		s.names = append(s.names, name)
	}
	return int32(len(s.names) - 1)
}

// read gives a line back.
func (s *spool) read(i int32) (placed, error) {
	it := &s.items[i]
	encoded := make([]byte, it.length)
	if _, err := s.file.ReadAt(encoded, it.at); err != nil && !errors.Is(err, io.EOF) {
		return placed{}, fmt.Errorf("ingest: reading gathered lines: %w", err)
	}
	line, err := ndjson.Decode(bytes.TrimSuffix(encoded, []byte{'\n'}))
	if err != nil {
		return placed{}, fmt.Errorf("ingest: reading gathered lines: %w", err)
	}
	p := placed{Place: s.place(i), Line: line}
	s.renamed.apply(&p)
	return p, nil
}

// flush commits what has been gathered, unless something of it is at fault.
func (r *run) flush() error {
	s := r.loose
	if s == nil {
		return nil
	}
	r.loose = nil
	landed, err := r.settle()
	if landed {
		err = r.flushSpool(s)
	}
	for r.flight != nil { // what is too large reads its halves from the spool
		if _, late := r.settle(); late != nil && !errors.Is(err, late) {
			err = errors.Join(err, late)
		}
	}
	return errors.Join(err, s.close())
}

func (r *run) flushSpool(s *spool) error {
	if err := r.resolve(s); err != nil {
		return err
	}
	if !r.report.OK() {
		r.report.NotReached += s.waiting()
		return nil
	}
	batches, tangled := s.batches()
	if tangled != nil {
		s.items[tangled[0]].faulty = true
		r.report.refuse(Refusal{
			Place: s.place(tangled[0]), ID: "",
			Reason: fmt.Sprintf("%d records refer to each other in circles, and one commit holds %d", len(tangled), graph.MaxOps),
		})
		r.report.NotReached += s.waiting()
		return nil
	}
	if r.o.Atomic && len(batches) > 1 {
		s.items[0].faulty = true
		r.report.refuse(Refusal{
			Place:  s.place(0),
			Reason: fmt.Sprintf("an atomic import is one commit of at most %d records and %d bytes; this needs %d commits", graph.MaxOps, maxBatchBytes, len(batches)),
		})
		r.report.NotReached += s.waiting()
		return nil
	}
	return r.batches(s, batches, func(n int) string {
		if len(batches) == 1 {
			return looseMessage
		}
		return fmt.Sprintf("%s, part %d of %d", looseMessage, n+1, len(batches))
	})
}

// looseMessage is the message of what has no Commit line. Everybody reads it, so
// that it says nothing of the records, some of which may be hidden: a file is
// often named after what is in it.
const looseMessage = "Import of loose records"

// waiting counts the records without fault that are not in the graph.
func (s *spool) waiting() (n int) {
	for i := range s.items {
		if it := &s.items[i]; !it.unneeded && !it.faulty {
			n++
		}
	}
	return n
}

// What is looked up at once: so many records, and so many of their bytes.
const (
	resolveStep  = recordsAtOnce
	resolveBytes = 8 << 20
)

// resolve finds out which records are in the graph as they are, and which
// references lead to nothing.
func (r *run) resolve(s *spool) error {
	head, err := r.g.Head(r.ctx)
	if err != nil {
		return err
	}
	reader := r.g.At(graph.View{Revision: head.Revision, Clearance: r.o.Principal.Clearance})
	if err := s.rename(r.ctx, reader); err != nil {
		return err
	}
	for from, to := 0, 0; from < len(s.items); from = to {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		for bytes := int64(0); to < len(s.items) && to-from < resolveStep && bytes < resolveBytes; to++ {
			bytes += int64(s.items[to].length)
		}
		if err := r.resolveSome(reader, s, int32(from), int32(to)); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) resolveSome(reader graph.Reader, s *spool, from, to int32) error {
	var ids []graph.ID
	lines := make([]placed, 0, to-from)
	asked := map[graph.ID]int{}
	ask := func(id graph.ID) {
		if _, ok := asked[id]; !ok {
			asked[id] = len(ids)
			ids = append(ids, id)
		}
	}
	for i := from; i < to; i++ {
		p, err := s.read(i)
		if err != nil {
			return err
		}
		lines = append(lines, p)
		ask(p.id())
		for _, n := range s.items[i].refs {
			if s.of[n] == nobody {
				ask(s.ids[n])
			}
		}
	}
	found, err := reader.Records(r.ctx, ids)
	if err != nil {
		return err
	}
	for i := from; i < to; i++ {
		it, p := &s.items[i], lines[i-from]
		there := found[asked[p.id()]]
		if there != nil {
			p.kept(there)
			if it.unneeded = graph.Equal(there, p.Record); !it.unneeded {
				since, err := r.earlier(reader, p.Record)
				if err != nil {
					return err
				}
				if it.unneeded = since > 0; it.unneeded {
					r.report.note("%s: %s was like this in revision %d and has been changed since: it stays as it is now", p.Place, p.id(), since)
				}
			}
		}
		if it.unneeded {
			r.report.Same++
			continue
		}
		refusals := len(r.report.Refused) + r.report.MoreRefused
		if there != nil && there.Shared().Status == graph.StatusRetracted {
			r.report.refuse(Refusal{Place: p.Place, ID: p.id(), Reason: fmt.Sprintf("%v: it has been retracted; restore it first", graph.ErrConflict)})
		}
		graph.References(p.Record, func(ref graph.Reference) {
			if _, here := s.here(ref.ID); here {
				return
			}
			switch to := found[asked[ref.ID]]; {
			case to == nil:
				r.report.refuse(Refusal{Place: p.Place, ID: p.id(), Path: ref.Path(), Reason: fmt.Sprintf("there is no record %s", ref.ID)})
			case to.Shared().Status == graph.StatusRetracted && p.Record.Shared().Status != graph.StatusRetracted:
				r.report.refuse(Refusal{Place: p.Place, ID: p.id(), Path: ref.Path(), Reason: fmt.Sprintf("%s has been retracted", ref.ID)})
			}
		})
		err := s.quotes(p.Record, func(id graph.ID) graph.Record {
			if at, ok := asked[id]; ok {
				return found[at]
			}
			return nil
		})
		var of *textError
		switch {
		case errors.As(err, &of):
			return of.err
		case err != nil:
			r.report.refuseFor(p.Place, p.id(), err)
		}
		it.faulty = len(r.report.Refused)+r.report.MoreRefused > refusals
	}
	return nil
}

// earlier finds the revision in which a record was what a line says, though it
// no longer is: 0 for none. Such a line was imported before, and a file that is
// imported again does not take back what has been done since.
func (r *run) earlier(reader graph.Reader, record graph.Record) (graph.Revision, error) {
	page := graph.Page{First: 20}
	for {
		versions, err := reader.History(r.ctx, record.Shared().ID, page)
		if err != nil {
			return 0, err
		}
		for _, v := range versions.Items {
			if graph.Equal(v.Value.Record, record) {
				return v.Value.Commit.Revision, nil
			}
			page.After = v.Cursor
		}
		if !versions.More {
			return 0, nil
		}
	}
}

// batches orders what is needed so that each record comes after what it refers
// to, or together with it, and cuts that order into commits. Records that refer
// to each other in circles stay together; tangled are some that are too many
// for one commit.
func (s *spool) batches() (batches [][][]int32, tangled []int32) {
	var batch [][]int32
	records, size := 0, int64(0)
	for _, together := range s.components() {
		if len(together) > graph.MaxOps {
			return nil, together
		}
		bytes := int64(0)
		for _, i := range together {
			bytes += int64(s.items[i].length)
		}
		if len(batch) > 0 && (records+len(together) > graph.MaxOps || size+bytes > maxBatchBytes) {
			batches, batch, records, size = append(batches, batch), nil, 0, 0
		}
		batch, records, size = append(batch, together), records+len(together), size+bytes
	}
	if len(batch) > 0 {
		batches = append(batches, batch)
	}
	return batches, nil
}

// components finds the strongly connected components of the references among
// the items that are needed, those that are referred to first (Tarjan 1972). It
// does not recurse, as chains of references can be as long as the input, and
// holds 12 bytes an item, which a library of graphs does not.
func (s *spool) components() (found [][]int32) {
	const unseen = -1
	n := len(s.items)
	index, low := make([]int32, n), make([]int32, n)
	for i := range index {
		index[i] = unseen
	}
	onStack := make([]bool, n)
	var stack []int32
	type frame struct{ node, next int32 }
	var frames []frame
	count := int32(0)
	enter := func(v int32) {
		index[v], low[v] = count, count
		count++
		stack = append(stack, v)
		onStack[v] = true
		frames = append(frames, frame{node: v})
	}
	for root := range n {
		if index[root] != unseen || s.items[root].unneeded {
			continue
		}
		enter(int32(root))
		for len(frames) > 0 {
			f := &frames[len(frames)-1]
			v := f.node
			if refs := s.items[v].refs; int(f.next) < len(refs) {
				w := s.of[refs[f.next]]
				f.next++
				switch {
				case w == nobody, s.items[w].unneeded:
				case index[w] == unseen:
					enter(w)
				case onStack[w]:
					low[v] = min(low[v], index[w])
				}
				continue
			}
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				parent := frames[len(frames)-1].node
				low[parent] = min(low[parent], low[v])
			}
			if low[v] != index[v] {
				continue
			}
			var together []int32
			for {
				w := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				onStack[w] = false
				together = append(together, w)
				if w == v {
					break
				}
			}
			slices.Sort(together)
			found = append(found, together)
		}
	}
	return found
}
