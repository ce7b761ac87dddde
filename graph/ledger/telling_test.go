package ledger

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// The tellings of an utterance are those of what was published of it at a revision, and
// seen: however many they are, and whether its list is read or kept.
func TestTheTellingsOfAnUtterance(t *testing.T) {
	t.Run("few", func(t *testing.T) { toldOf(t, 20, 20) })
	t.Run("many", func(t *testing.T) { toldOf(t, maxStrip+10, maxStrip) })
}

// toldOf has some statements report an utterance, and expects so many entries of its
// list to be kept.
func toldOf(t *testing.T, some, kept int) {
	t.Helper()
	l := onDisk(t)
	by := graph.Principal{Name: "made-up editor", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
	commit := func(ops ...graph.Op) graph.Revision {
		t.Helper()
		r, err := l.Commit(t.Context(), by, graph.Change{Ops: ops})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	last := commit(madeUpSpeaker())
	told := func(i int) *graph.Statement {
		s := madeUpTelling(i)
		if i%7 == 3 {
			s.Status = graph.StatusDraft
		}
		if i%5 == 2 {
			s.Marking = graph.MarkingProtected
		}
		return s
	}
	type expected struct{ public, all int }
	want := map[graph.Revision]expected{}
	counts := func(i int) expected {
		switch {
		case i%7 == 3:
			return expected{}
		case i%5 == 2:
			return expected{0, 1}
		}
		return expected{1, 1}
	}
	var now expected
	for i := range some {
		last = commit(madeUpPaper(i), graph.Op{Verb: graph.VerbCreate, Record: told(i)})
		c := counts(i)
		now = expected{now.public + c.public, now.all + c.all}
		want[last] = now
		// Another one, which is not of this utterance but begins with its name.
		other := told(some + i)
		other.Utterance, other.Evidence = "utterance/made-up-call-2", told(i).Evidence
		last = commit(graph.Op{Verb: graph.VerbCreate, Record: other})
		want[last] = now
	}
	for i := 1; i < some; i += 9 {
		last = commit(graph.Op{Verb: graph.VerbRetract, ID: told(i).ID, Reason: "to try"})
		c := counts(i)
		now = expected{now.public - c.public, now.all - c.all}
		want[last] = now
	}
	asked := told(0)
	for range 2 {
		for at := last; want[at] != (expected{}); at-- {
			for clearance, n := range map[graph.Marking]int{graph.MarkingPublic: want[at].public, graph.MarkingProtected: want[at].all} {
				got, err := l.At(graph.View{Revision: at, Clearance: clearance}).SourcesOf(t.Context(), asked)
				if err != nil || got != n {
					t.Fatalf("revision %d, %s: %d tellings, error %v; want %d", at, clearance, got, err, n)
				}
			}
		}
	}
	longest := 0
	for _, k := range l.looked.Load().strips.all().Values() {
		longest = max(longest, len(k.entries))
	}
	if longest != kept {
		t.Errorf("%d entries are kept of a list of %d, not %d", longest, some, kept)
	}
}

const madeUpCall = "utterance/made-up-call"

func madeUpSpeaker() graph.Op {
	a := &graph.Actor{Kind: graph.ActorPerson, Names: []graph.Name{{Text: "Made-up Speaker", Lang: "en"}}}
	a.ID = "actor/made-up-speaker"
	return graph.Op{Verb: graph.VerbCreate, Record: a}
}

func madeUpPaper(i int) graph.Op {
	d := &graph.Document{Title: "Made-up paper"}
	d.ID = graph.ID(fmt.Sprintf("document/made-up-%d", i))
	return graph.Op{Verb: graph.VerbCreate, Record: d}
}

// madeUpTelling reports the call, by a document of its own.
func madeUpTelling(i int) *graph.Statement {
	s := &graph.Statement{
		Speakers: []graph.Speaker{{Actor: "actor/made-up-speaker"}}, Attribution: graph.AttributionNamed, Transmission: graph.TransmissionDirect,
		Acts: []graph.SpeechAct{{Act: graph.Acts()[0]}}, Evidence: []graph.Evidence{{Document: graph.ID(fmt.Sprintf("document/made-up-%d", i))}},
		Text: "Made-up words.", Lang: "en", Utterance: madeUpCall,
	}
	s.ID = graph.ID(fmt.Sprintf("statement/00000000-0000-4000-8000-%012d", i))
	return s
}

// calls is a ledger with so many statements of the call, of which the last is a draft, and
// counts who reports it, and the keys that are read for that.
func calls(t *testing.T, n int) func(through func(storage.ReadTx) storage.ReadTx) (found, reads int, err error) {
	t.Helper()
	l := onDisk(t)
	ops := []graph.Op{madeUpSpeaker()}
	for i := range n {
		s := madeUpTelling(i)
		if i == n-1 {
			s.Status = graph.StatusDraft
		}
		ops = append(ops, madeUpPaper(i), graph.Op{Verb: graph.VerbCreate, Record: s})
	}
	if _, err := l.Commit(t.Context(), admin(), graph.Change{Ops: ops}); err != nil {
		t.Fatal(err)
	}
	return func(through func(storage.ReadTx) storage.ReadTx) (found, reads int, err error) {
		err = l.view(t.Context(), func(tx storage.ReadTx) error {
			s, err := l.snapshot(tx)
			if err != nil {
				return err
			}
			s.reading, s.clearance = true, graph.MarkingPublic
			s.tx = through(s.tx)
			err = s.uttered(madeUpCall, graph.View{Revision: 1, Clearance: graph.MarkingPublic}, func(*candidate) (bool, error) {
				found++
				return true, nil
			})
			reads = s.reads
			return err
		})
		return found, reads, err
	}
}

// A scanning is what becomes of the pairs of a scan.
type scanning struct {
	storage.ReadTx
	each func(n int, p storage.Pair) (storage.Pair, error)
}

func (s scanning) Scan(r storage.Range) iter.Seq2[storage.Pair, error] {
	return func(yield func(storage.Pair, error) bool) {
		n := 0
		for p, err := range s.ReadTx.Scan(r) {
			if err == nil {
				p, err = s.each(n, p)
			}
			if n++; !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// A list of which the reading was cut off is read anew by the next one who asks, and not
// taken for a long one.
func TestAListIsKeptWhenItWasRead(t *testing.T) {
	whole := func(tx storage.ReadTx) storage.ReadTx { return tx }
	ask := calls(t, 6)
	want := 0
	for range 2 { // what else is read is kept then
		var err error
		if _, want, err = ask(whole); err != nil {
			t.Fatal(err)
		}
	}
	ask = calls(t, 6)
	_, _, err := ask(func(tx storage.ReadTx) storage.ReadTx {
		return scanning{tx, func(n int, p storage.Pair) (storage.Pair, error) {
			if n == 2 {
				return p, context.Canceled
			}
			return p, nil
		}}
	})
	if err == nil {
		t.Fatal("nothing was cut off")
	}
	for again := range 2 {
		if found, reads, err := ask(whole); err != nil || found != 5 || again > 0 && reads != want {
			t.Errorf("%d found, %d keys read, error %v; want 5 and %d keys", found, reads, err, want)
		}
	}
}

// What is damaged of a draft is nothing to who asks for what is published.
func TestADamagedEntryIsThatOfItsClass(t *testing.T) {
	ask := calls(t, 6)
	found, _, err := ask(func(tx storage.ReadTx) storage.ReadTx {
		return scanning{tx, func(_ int, p storage.Pair) (storage.Pair, error) {
			if m, err := keys.ParseMember(p.Key); err == nil && m.Class.Status() == keys.Draft {
				p.Value = []byte{0xff}
			}
			return p, nil
		}}
	})
	if err != nil || found != 5 {
		t.Errorf("%d found, error %v; want 5", found, err)
	}
}
