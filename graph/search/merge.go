package search

import (
	"bytes"
	"errors"
	"iter"
	"math"
	"slices"

	lru "github.com/hashicorp/golang-lru/v2"

	"hudna/storage"
	"hudna/storage/keys"
)

// The bounds of a batch, which is what is merged at once unless the merger is
// told otherwise, and of a step, which is one transaction.
const (
	MaxBatchRows  = 8192
	MaxBatchBytes = 2 << 20
	// MaxStep is how many rows a step writes before it takes in nothing more,
	// unless the merger is told otherwise.
	MaxStep      = 4000
	maxStepBytes = 1 << 20
	// maxPortion is how much of one list a step takes in: with what it took in
	// before, less than a transaction holds.
	maxPortion = 1 << 20
)

// knownTerms bounds the terms that are known to stand among the words already,
// and knownTails the lists of which the end is known.
const (
	knownTerms = 1 << 16
	knownTails = 1 << 14 // some 200 bytes each
)

// A tail is the end of a list: the key of its last block, and how long the block
// before that is, 0 where there is none.
type tail struct {
	key    []byte
	before int
}

// A Merger turns what is pending into postings, step by step. It is not safe
// for use by several goroutines, and a store has one at a time.
type Merger struct {
	step  int
	most  Backlog // of a batch
	batch *batch
	// tried are the revisions of which an earlier try, whose batches may have
	// been larger, may have written something; nil until the first of them is
	// known.
	tried *attempts
	known *lru.Cache[string, struct{}]
	// tails are the ends of the lists that were merged last. Nobody else writes
	// postings while a merger has the store.
	tails *lru.Cache[string, tail]
	// postings are those of the list that is being merged.
	postings []posting
}

// NewMerger makes a merger whose steps write so many rows, or a few more, 0 for
// [MaxStep]; and whose batches are of so much, or a little more, nothing for
// the bounds above. Larger batches take less work, because each visits a list once,
// and more memory.
func NewMerger(step int, most Backlog) *Merger {
	if step == 0 {
		step = MaxStep
	}
	if most == (Backlog{}) {
		most = Backlog{Rows: MaxBatchRows, Bytes: MaxBatchBytes}
	}
	known, err := lru.New[string, struct{}](knownTerms)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	tails, err := lru.New[string, tail](knownTails)
	if err != nil {
		panic(err) // as above
	}
	return &Merger{step: step, most: most, known: known, tails: tails}
}

// A Step is one transaction of a merger.
type Step struct {
	// Writes are in the order of their keys; one without a value deletes.
	Writes []storage.Pair
	// Freed is what is not pending any more after the step.
	Freed Backlog
	// Merged is the newest revision of that, or 0.
	Merged keys.Revision

	lists, runs int // of the batch, that are done after the step
	terms       []string
	tails       map[string]tail // of the lists that it writes, by their prefixes
}

// Next works out the next step, or nil if nothing of the revisions behind merged
// and up to last is pending, nor anything up to merged. The same step is worked out again unless [Merger.Wrote] says that it
// was written. Nobody has ever merged anything later than last.
func (m *Merger) Next(tx storage.ReadTx, merged, last keys.Revision, source Source) (*Step, error) {
	if m.batch == nil {
		b, err := readBatch(tx, merged, last, source, m.most)
		if err != nil || b == nil {
			return nil, err
		}
		m.batch = b
		if m.tried == nil {
			m.tried = &attempts{b.first, last}
		}
	}
	b := m.batch
	s := &Step{lists: b.done.lists, runs: b.done.runs, tails: map[string]tail{}}
	size := 0
	full := func() bool { return len(s.Writes) >= m.step || size >= maxStepBytes }
	put := func(rows []storage.Pair) {
		size += length(rows)
		s.Writes = append(s.Writes, rows...)
	}
	for ; s.runs < len(b.runs) && !full(); s.runs++ {
		run := b.runs[s.runs]
		rows, err := mergeEnds(tx, run, b.ended[run])
		if err != nil {
			return nil, err
		}
		put(rows)
	}
	blocks := storage.Prefix(keys.AppendTag(nil, keys.Row, keys.Posting))
	heads := heads{Cursor: tx.Cursor(blocks)}
	defer heads.Close()
	blocks.Reverse = true
	tails := tx.Cursor(blocks)
	defer tails.Close()
	for ; s.lists < len(b.lists) && !full(); s.lists++ {
		l := &b.lists[s.lists]
		if s.lists > b.done.lists && l.follows(&b.lists[s.lists-1]) {
			break // it goes on behind what this step writes
		}
		m.postings = b.postings(m.postings[:0], l)
		prefix := l.prefix()
		rows, begun, err := m.extend(tx, prefix, b.first, s)
		if err == nil && rows == nil {
			rows, begun, err = mergeList(&heads, tails, prefix, m.postings, b.first, m.tried, s)
		}
		if err != nil {
			return nil, err
		}
		// The words came with the first block.
		if n := len(s.terms); !begun && (n == 0 || s.terms[n-1] != l.term) {
			words, err := m.words(tx, l.term)
			if err != nil {
				return nil, err
			}
			rows = append(rows, words...)
		}
		put(rows)
		if n := len(s.terms); n == 0 || s.terms[n-1] != l.term {
			s.terms = append(s.terms, l.term)
		}
	}
	if s.lists == len(b.lists) && s.runs == len(b.runs) && (!full() || len(s.Writes) == 0) {
		for _, key := range b.rows {
			s.Writes = append(s.Writes, storage.Pair{Key: key})
		}
		s.Freed, s.Merged = b.size, b.last
	}
	slices.SortFunc(s.Writes, func(a, b storage.Pair) int { return bytes.Compare(a.Key, b.Key) })
	return s, nil
}

func length(rows []storage.Pair) (n int) {
	for _, row := range rows {
		n += len(row.Key) + len(row.Value)
	}
	return n
}

// Wrote says that a step was written.
func (m *Merger) Wrote(s *Step) {
	if s.Freed.Rows > 0 {
		m.batch = nil
	} else {
		m.batch.done.lists, m.batch.done.runs = s.lists, s.runs
	}
	for _, t := range s.terms {
		m.known.Add(t, struct{}{})
	}
	for prefix, t := range s.tails {
		m.tails.Add(prefix, t)
	}
}

// Midway reports whether a batch has been begun and not been ended.
func (m *Merger) Midway() bool { return m.batch != nil }

// Forget says that it is not known what was written.
func (m *Merger) Forget() {
	m.batch, m.tried = nil, nil
	m.tails.Purge()
}

// small is the length of a block that is always put together with what comes
// behind it.
const small = 512

// worth says whether a block at the end of a list is written again together with
// what is added.
func worth(block, added int) bool {
	return (block <= small || block <= 2*added) && added+block <= maxBlock
}

// extend is [mergeList] for a list of which the end is known: its last block is
// got by its key. To look for it, an engine that keeps versions would pass over
// all those that the blocks at the ends of lists have, which are written again and
// again. It gives nothing where more has to be looked at than that block.
func (m *Merger) extend(tx storage.ReadTx, prefix []byte, first keys.Revision, s *Step) (rows []storage.Pair, begun bool, err error) {
	known, ok := m.tails.Get(string(prefix))
	if !ok || first <= m.tried.last {
		return nil, false, nil
	}
	value, err := tx.Get(known.key)
	if err != nil {
		return nil, false, err
	}
	k, err := keys.Parse(known.key)
	if err != nil {
		return nil, false, corrupt(known.key, err)
	}
	size := sizeOf(m.postings)
	if !worth(len(value), size) {
		part := uint32(0)
		if k.Revision == first {
			part = k.Index + 1
		}
		rows = blocksOf(prefix, m.postings, first, part, nil)
		s.ends(prefix, rows, len(value))
		return rows, true, nil
	}
	if known.before > 0 && worth(known.before, size+len(value)) {
		return nil, false, nil
	}
	added := slices.Clone(m.postings)
	if err := readBlock(known.key, value, func(p *posting) error {
		added = append(added, *p)
		return nil
	}); err != nil {
		return nil, false, err
	}
	rows = blocksOf(prefix, sortPostings(added), k.Revision, k.Index, map[string]bool{string(known.key): true})
	s.ends(prefix, rows, known.before)
	return rows, true, nil
}

// ends notes how a list ends after the step, which writes rows of it behind a
// block that is so long.
func (s *Step) ends(prefix []byte, rows []storage.Pair, before int) {
	var t tail
	for _, row := range rows {
		if row.Value != nil {
			if t.key != nil {
				before = t.before
			}
			t = tail{row.Key, len(row.Value)}
		}
	}
	if t.key != nil {
		t.before = before
		s.tails[string(prefix)] = t
	}
}

func sizeOf(postings []posting) (n int) {
	for i := range postings {
		n += postings[i].size()
	}
	return n
}

// mergeList puts the postings of a batch behind the last block of their list,
// and gives what is written. Blocks at the end of the list that are not much
// longer than what is added are written again together with it: so what is
// rewritten at least about doubles. If an earlier try may have written some of
// the postings, they are looked for.
//
// The last block is looked for only where there is a first one. Where there is
// none, an engine that goes back from where the list would be could have to pass
// over all that others have written before it since the snapshot.
//
// It says whether there was a first block.
func mergeList(heads *heads, tails storage.Cursor, prefix []byte, postings []posting, first keys.Revision, tried *attempts, s *Step) (rows []storage.Pair, begun bool, err error) {
	if !heads.reach(prefix) {
		rows = blocksOf(prefix, postings, first, 0, nil)
		s.ends(prefix, rows, 0)
		return rows, false, heads.Err()
	}
	added, size := slices.Clone(postings), sizeOf(postings)
	before := 0 // how long the block is that stays as it is
	since, part := first, uint32(0)
	stale := map[string]bool{} // blocks that are written again
	tries := written{first: tried.first}
	for key, value := range fromLast(heads, tails, prefix) {
		k, err := keys.Parse(key)
		if err != nil {
			return nil, true, corrupt(key, err)
		}
		if k.Revision == first && len(stale) == 0 && !tries.begun { // this batch has come here before
			part = k.Index + 1
		}
		if tries.begun || !worth(len(value), size) {
			if before == 0 {
				before = len(value)
			}
			if first > tried.last || tries.ended(k.Revision) {
				break
			}
			if err := tries.read(key, value); err != nil {
				return nil, true, err
			}
			continue
		}
		if err := readBlock(key, value, func(p *posting) error {
			added = append(added, *p)
			return nil
		}); err != nil {
			return nil, true, err
		}
		stale[string(key)] = true
		since, part = k.Revision, k.Index
		size += len(value)
	}
	if err := errors.Join(heads.Err(), tails.Err()); err != nil {
		return nil, true, err
	}
	if len(stale) > 0 {
		added = sortPostings(added)
	}
	tries.postings = sortPostings(tries.postings)
	added = slices.DeleteFunc(added, tries.has)
	rows = blocksOf(prefix, added, since, part, stale)
	s.ends(prefix, rows, before)
	return rows, true, nil
}

// Heads is a cursor that is taken from the first block of a list to that of a
// later one. Most of what a large batch is merged with lies close together, and
// to step is a small part of the work of a seek.
type heads struct {
	storage.Cursor
	last []byte // the prefix of the list that was asked for last
}

// maxSteps is how often a cursor steps towards a list before it seeks.
const maxSteps = 8

// reach moves to the first block of a list, which it reports there to be.
func (h *heads) reach(prefix []byte) bool {
	ahead := h.last != nil && bytes.Compare(prefix, h.last) > 0
	h.last = prefix
	for step := 0; ahead && step < maxSteps && h.Key() != nil; step++ {
		if bytes.Compare(h.Key(), prefix) >= 0 {
			return bytes.HasPrefix(h.Key(), prefix)
		}
		h.Next()
	}
	return h.Seek(prefix) && bytes.HasPrefix(h.Key(), prefix)
}

// fromLast gives the blocks of the list on whose first one heads stands, from the
// last one back. Where the first is the last, that is known by another step.
func fromLast(heads *heads, tails storage.Cursor, prefix []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, value []byte) bool) {
		// The cursors only lend what they show.
		key, value := slices.Clone(heads.Key()), slices.Clone(heads.Value())
		if !heads.Next() || !bytes.HasPrefix(heads.Key(), prefix) {
			yield(key, value)
			return
		}
		for ok := tails.Seek(keys.AppendPosting(slices.Clone(prefix), math.MaxUint64, math.MaxUint32)); ok && bytes.HasPrefix(tails.Key(), prefix); ok = tails.Next() {
			if !yield(slices.Clone(tails.Key()), slices.Clone(tails.Value())) {
				return
			}
		}
	}
}

// blocksOf encodes postings, in blocks from a key on. What is stale and not
// written again is deleted.
func blocksOf(prefix []byte, postings []posting, since keys.Revision, part uint32, stale map[string]bool) (rows []storage.Pair) {
	var w blockWriter
	flush := func() {
		key := keys.AppendPosting(slices.Clone(prefix), since, part)
		rows = append(rows, storage.Pair{Key: key, Value: w.take(key)})
		delete(stale, string(key))
		part++
	}
	for i := range postings {
		if !w.room(&postings[i]) {
			flush()
		}
		w.add(&postings[i])
	}
	if w.count > 0 {
		flush()
	}
	for key := range stale {
		rows = append(rows, storage.Pair{Key: []byte(key)})
	}
	return rows
}

// words gives the rows by which a term is found, if they are not there yet.
func (m *Merger) words(tx storage.ReadTx, t string) ([]storage.Pair, error) {
	if m.known.Contains(t) {
		return nil, nil
	}
	forms := formsOf(t)
	// They have come together, if they have.
	switch _, err := tx.Get(keys.AppendWord(nil, forms[0], t)); {
	case err == nil:
		return nil, nil
	case !errors.Is(err, storage.ErrNotFound):
		return nil, err
	}
	rows := make([]storage.Pair, len(forms))
	for i, form := range forms {
		key := keys.AppendWord(nil, form, t)
		rows[i] = storage.Pair{Key: key, Value: seal(key, begin(0))}
	}
	return rows, nil
}
