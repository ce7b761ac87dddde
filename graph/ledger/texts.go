package ledger

import (
	"errors"
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/ledger/pb"
	"hudna/graph/search"
	"hudna/storage"
	"hudna/storage/keys"
)

// textKind is the kind of texts that one of a record is: for statements, those
// of a basis are a kind of their own, as the basis chooses what is looked
// through and what relevance is reckoned from.
func textKind(r graph.Record) keys.Kind {
	k := kindNumber(r.RecordKind())
	if s, ok := r.(*graph.Statement); ok {
		k = statementTexts(s.Basis)
	}
	return k
}

func statementTexts(b graph.Basis) keys.Kind {
	return kindNumber(graph.KindStatement) | keys.Kind(basisNumbers[b])<<4
}

// recordTexts is the kind of records that texts of a kind are of.
func recordTexts(k keys.Kind) keys.Kind { return k & 0xf }

// textKinds are the kinds of texts of a kind of records; of statements, of all
// bases, or of some.
func textKinds(k graph.Kind, bases ...graph.Basis) []keys.Kind {
	if k != graph.KindStatement {
		return []keys.Kind{kindNumber(k)}
	}
	if bases == nil {
		bases = graph.Bases()
	}
	var kinds []keys.Kind
	for _, b := range bases {
		kinds = append(kinds, statementTexts(b))
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// A told is a version of a record, as far as its text is concerned.
type told struct {
	record graph.Record
	kind   keys.Kind
	class  keys.Class
	at     keys.Position
	words  *search.Words // nil until it is needed
	anew   bool          // whatever was before, it is another one
}

// after says what a version does to the text of the one before, which is nil
// for none. A text that has other words, another kind or class, or another
// position is another one; nothing else that is corrected touches it.
func (now *told) after(old *told) (ended, begun bool) {
	if old != nil && search.SameTexts(old.record, now.record) {
		if now.words == nil {
			now.words = old.words
		}
		old.words = now.words
		if old.kind == now.kind && old.class == now.class && old.at == now.at && !now.anew {
			return false, false
		}
	}
	for _, t := range []*told{old, now} {
		if t != nil && t.words == nil {
			t.words = search.WordsOf(t.record)
		}
	}
	return old != nil && old.words.Length > 0, now.words.Length > 0
}

// reword works out what an operation does to the text of its record. Where the
// marking of a text has changed since it began, so that remarks tell of it, the
// next version has another one, of which its postings tell all.
func (p *plan) reword(o *planned, at keys.Position) error {
	now := told{record: o.record, kind: textKind(o.record), class: o.class, at: at, words: o.body.words}
	var old *told
	if !o.fresh {
		old = &told{record: o.old.record, kind: textKind(o.old.record), class: o.old.written, at: o.old.at}
		stands, err := p.g.snap.stored(o.old)
		if err != nil {
			return err
		}
		o.anew = o.old.class != old.class || stands != old.class
		now.anew = o.anew
		if ended, _ := now.after(old); ended { // and so is what it was shifted by
			p.shifts.Move(p.revision, old.kind, stands, old.class, old.words.Length)
		}
	}
	ended, begun := now.after(old)
	c := search.Change{Node: o.node, Ended: ended}
	if ended {
		p.totals = p.totals.End(old.kind, old.class, old.words.Length)
	}
	if begun {
		c.Begun = &search.Text{Kind: now.kind, Class: now.class, At: at, Words: now.words}
		p.totals = p.totals.Begin(now.kind, now.class, now.words.Length)
	}
	if ended || begun {
		p.texts = append(p.texts, c)
	}
	return nil
}

// putShifts writes by how much the change moves the statistics of texts whose
// markings were changed.
func (p *plan) putShifts() error {
	rows, err := p.shifts.Rows(p.g.snap.tx)
	for _, row := range rows {
		if row.Value == nil {
			p.remove(row.Key)
		} else {
			p.put(row.Key, row.Value)
		}
	}
	return storageError(err)
}

// maxInlineWords is how many bytes of words a commit writes at most, and
// leaveFor how much of a transaction has to be free for that: rather than make
// a change too large, words are read from the records again.
const (
	maxInlineWords = 1 << 20
	leaveFor       = storage.MaxBytes / 4
)

// putTexts writes what the change does to texts.
func (p *plan) putTexts() {
	room := min(maxInlineWords, storage.MaxBytes-leaveFor-p.bytes)
	rows, size := search.PendingRows(p.revision, p.texts, max(room, 0))
	for _, row := range rows {
		p.put(row.Key, row.Value)
	}
	p.pending = size
}

func putTotals(row *pb.Commit, totals search.Totals) {
	for _, t := range totals {
		row.TextLists = append(row.TextLists, uint32(t.Kind)<<8|uint32(t.Class))
		row.Texts = append(row.Texts, t.Texts)
		row.Words = append(row.Words, t.Words)
	}
}

// readTotals reads the statistics of texts as of a revision.
func readTotals(tx storage.ReadTx, r keys.Revision) (search.Totals, error) {
	if r == 0 {
		return nil, nil
	}
	var row pb.Commit
	what := fmt.Sprintf("commit row of revision %d", r)
	if err := readRow(tx, keys.AppendCommit(nil, r), &row, what); err != nil {
		return nil, err
	}
	totals, err := totalsOf(&row)
	if err != nil {
		return nil, &graph.CorruptError{What: what, Err: err}
	}
	return totals, nil
}

func totalsOf(row *pb.Commit) (search.Totals, error) {
	if len(row.Texts) != len(row.TextLists) || len(row.Words) != len(row.TextLists) {
		return nil, errors.New("it has more lists of texts than counts of them, or fewer")
	}
	totals := make(search.Totals, len(row.TextLists))
	for i, list := range row.TextLists {
		totals[i] = search.Total{Kind: keys.Kind(list >> 8), Class: keys.Class(list), Texts: row.Texts[i], Words: row.Words[i]}
	}
	return totals, nil
}

// visibleOf are the classes that a clearance covers.
func visibleOf(classes []keys.Class, clearance graph.Marking) []keys.Class {
	return slices.DeleteFunc(slices.Clone(classes), func(c keys.Class) bool { return c.Marking() > markingNumber(clearance) })
}

// searched finds the texts of some kinds and classes that have what a query asks
// for, in the order of the positions of their records; with scores, which are
// reckoned from just these texts, if they are wanted.
func (s *snapshot) searched(q *search.Query, kinds []keys.Kind, classes []keys.Class, view graph.View, scored bool) ([]search.Hit, error) {
	r, err := s.searching(q, kinds, classes, view, scored)
	if err != nil {
		return nil, err
	}
	hits, err := s.l.finder.Find(s.tx, r)
	return hits, storageError(err)
}

// taken finds the same, and gives it one by one in no order.
func (s *snapshot) taken(q *search.Query, kinds []keys.Kind, classes []keys.Class, view graph.View, scored bool, take func(search.Hit)) error {
	r, err := s.searching(q, kinds, classes, view, scored)
	if err != nil {
		return err
	}
	r.Take = take
	_, err = s.l.finder.Find(s.tx, r)
	return storageError(err)
}

func (s *snapshot) searching(q *search.Query, kinds []keys.Kind, classes []keys.Class, view graph.View, scored bool) (*search.Request, error) {
	at := keys.Revision(view.Revision)
	r := &search.Request{Query: q, Kinds: kinds, Classes: classes, Alike: recordTexts, At: at, Merged: s.merged, Source: s.source, Spend: s.spend, Keep: s.reading && !s.sweeps, Remarked: s.policy != 0}
	s.beyond = s.beyond || r.Remarked && view.Clearance != graph.MarkingProtected
	if s.unsettled() {
		r.Sees = func(n keys.Node, class keys.Class) (bool, error) { return s.seesEntry(n, class, at) }
	}
	if scored {
		totals, err := s.totals(at)
		if err != nil {
			return nil, err
		}
		r.Totals, r.Among = totals, visibleOf(classes, view.Clearance)
	}
	return r, nil
}

// source reads a record again, for its words.
func (s *snapshot) source(_ storage.ReadTx, n keys.Node, at keys.Revision) (graph.Record, error) {
	v, err := s.version(n, at)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, s.corrupt(n, "pending text", fmt.Errorf("the record was not there in revision %d", at))
	}
	return v.record, nil
}
