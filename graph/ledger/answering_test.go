package ledger_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// What answers instead of a statement, or did in some revision, is hidden from
// nobody who may read that: by the newest markings, which hold of all revisions.
func TestWhatAnsweredIsNotHiddenFurther(t *testing.T) {
	const (
		a, b, d        = graph.ID("actor/00000000-0000-4000-8000-00000000000a"), graph.ID("actor/00000000-0000-4000-8000-00000000000b"), graph.ID("document/d")
		instead, coded = graph.ID("statement/00000000-0000-4000-8000-000000000001"), graph.ID("statement/00000000-0000-4000-8000-000000000002")
		nobody, third  = graph.ID("actor/00000000-0000-4000-8000-00000000000c"), graph.ID("statement/00000000-0000-4000-8000-000000000003")
	)
	speaker := func(id graph.ID) *graph.Actor {
		s := actor("x")
		s.ID = id
		return s
	}
	by := func(id, speaker, answer graph.ID) *graph.Statement {
		s := said(id, speaker, d, "Made up.")
		s.SupersededBy = answer
		return s
	}
	begin := func(records ...graph.Record) graph.Change {
		return create(append(records, document("d", ""), speaker(a), speaker(b), speaker(nobody))...)
	}
	superseded := begin(by(instead, a, coded), by(coded, b, ""))
	correct := func(r graph.Record) graph.Change {
		return graph.Change{Message: "correct", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: r}}}
	}
	hidden := by(instead, a, "")
	hidden.Marking = graph.MarkingProtected
	raise := func(id graph.ID) graph.Change { return marking(id, graph.MarkingProtected, id) }
	lower := func(id graph.ID) graph.Change { return marking(id, graph.MarkingRestricted, "") }
	// Each is accepted, but the last where it is said in what words that is refused.
	for name, c := range map[string]struct {
		changes []graph.Change
		refused string
	}{
		"who speaks in what answers":  {[]graph.Change{superseded, raise(b)}, "for which it answers: change the marking of that first"},
		"what answers":                {[]graph.Change{superseded, raise(coded)}, "for which it answers:"},
		"who speaks in both":          {[]graph.Change{begin(by(instead, a, coded), by(coded, a, "")), raise(a)}, ""},
		"who speaks in what answered": {[]graph.Change{superseded, correct(by(instead, a, "")), raise(b)}, "for which it answered in revision 1:"},
		"what answered":               {[]graph.Change{superseded, correct(by(instead, a, "")), raise(coded)}, "for which it answered in revision 1:"},
		"who spoke in what answered": {
			[]graph.Change{superseded, correct(by(coded, nobody, "")), raise(b)}, "for which it answered in revision 1:",
		},
		"who speaks in what answered before another did": {
			[]graph.Change{begin(by(instead, a, coded), by(coded, b, ""), by(third, a, "")), correct(by(instead, a, third)), raise(b)},
			"for which it answered in revision 1:",
		},
		"who spoke before it answered, and afterwards": {
			[]graph.Change{
				begin(by(instead, a, ""), by(coded, b, "")), correct(by(coded, nobody, "")), correct(by(instead, a, coded)),
				correct(by(instead, a, "")), correct(by(coded, b, "")), raise(b),
			}, "",
		},
		"who spoke in what was retracted":                           {[]graph.Change{superseded, retract(instead), retract(coded), raise(b)}, "for which it answered in revision 1:"},
		"what is answered for, and then who speaks in what answers": {[]graph.Change{superseded, raise(instead), raise(b)}, ""},
		"back what is answered for":                                 {[]graph.Change{superseded, raise(instead), raise(b), lower(instead)}, "for which it answers:"},
		"back what was answered for": {
			[]graph.Change{superseded, raise(instead), raise(b), correct(hidden), lower(instead)}, "for which it answered in revision 3:",
		},
		"back who speaks in what was answered for": {
			[]graph.Change{superseded, raise(a), raise(b), retract(instead), lower(a)}, "for which it answered in revision 3:",
		},
		"back who speaks in both": {[]graph.Change{superseded, raise(a), raise(b), lower(b), lower(a)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for of, g := range map[string]graph.Graph{
				"settled": open(t, memkv.New()), "pending": open(t, memkv.New(), held),
				"oracle": graphtest.NewNaive(func() time.Time { return time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) }),
			} {
				last := len(c.changes) - 1
				for _, change := range c.changes[:last] {
					commit(t, g, change)
				}
				l, words := g.(*ledger.Ledger)
				if of == "settled" {
					if err := l.Settle(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				_, err := g.Commit(t.Context(), coder(), c.changes[last])
				switch {
				case c.refused == "" && err != nil, c.refused != "" && !errors.Is(err, graph.ErrInvalid):
					t.Errorf("%s: %v", of, err)
				case words && c.refused != "" && !strings.Contains(err.Error(), "would hide "+string(coded)+" from some who may read "+string(instead)+", "+c.refused):
					t.Errorf("%s: refused as %v", of, err)
				}
			}
		})
	}
}
