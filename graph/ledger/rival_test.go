package ledger

import (
	"errors"
	"testing"

	"hudna/graph"
	"hudna/storage/keys"
)

var errMadeUp = errors.New("a made-up fault")

// Of a walk and a lookup the one that is sooner answers, at about twice of what
// it takes by itself.
func TestTheSoonerOfTwoWaysAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		walk, lookup int // keys that each of them reads
		head, most   int
		tooMuch      bool  // for the lookup to be found
		fault        error // of the lookup
		want         error
		reads        int // about
	}{
		"the walk, before the lookup has begun":  {walk: 1000, lookup: 10, head: 1001, most: 5000, reads: 1000},
		"the lookup":                             {walk: 100_000, lookup: 5000, head: 1000, most: 50_000, want: errOvertaken, reads: 10_000},
		"the lookup, in its first turn":          {walk: 100_000, lookup: 500, head: 1000, most: 50_000, want: errOvertaken, reads: 1500},
		"the walk, beside the lookup":            {walk: 5000, lookup: 100_000, head: 1000, most: 50_000, reads: 10_000},
		"the walk, as the lookup reads too much": {walk: 20_000, lookup: 10_000, head: 1000, most: 2000, reads: 22_000},
		"the walk, as there is too much":         {walk: 20_000, lookup: 2000, head: 1000, most: 5000, tooMuch: true, reads: 22_000},
		"neither, as the lookup fails":           {walk: 20_000, lookup: 2000, head: 1000, most: 5000, fault: errMadeUp, want: errMadeUp, reads: 4000},
		"neither, for the budget":                {walk: 99_000, lookup: 99_000, head: 1000, most: 99_000, want: graph.ErrTooComplex, reads: 100_000},
	} {
		t.Run(name, func(t *testing.T) {
			s := &snapshot{l: &Ledger{opts: Options{KeyBudget: 100_000}}}
			begun, left := 0, 0
			l := &lookup{find: func([]keys.Class) ([]*list, []stop, bool, error) {
				begun++
				defer func() { left++ }()
				for range test.lookup {
					if s.spend(1) != nil { // which may be passed over once
						if err := s.spend(1); err != nil {
							return nil, nil, false, err
						}
					}
				}
				return nil, nil, !test.tooMuch, test.fault
			}}
			walked := 0
			err := s.against(&rival{lookup: l, head: test.head, most: test.most}, func() error {
				for range test.walk {
					if err := s.spend(1); err != nil {
						// It is said again to whoever goes on all the same.
						if again := s.spend(1); !errors.Is(again, err) && !errors.Is(again, graph.ErrTooComplex) {
							t.Errorf("%v, and then %v", err, again)
						}
						return err
					}
					walked++
				}
				return nil
			})
			if !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
			if err == nil && walked != test.walk {
				t.Errorf("walked %d", walked)
			}
			if off := s.reads - test.reads; off < -2*turnKeys || off > 2*turnKeys {
				t.Errorf("%d keys, want about %d", s.reads, test.reads)
			}
			if begun != left || l.done != (test.want == errOvertaken || test.tooMuch) {
				t.Errorf("begun %d times and left %d times, done: %t", begun, left, l.done)
			}
			if s.rival != nil || s.spend(1) != nil && test.want != graph.ErrTooComplex {
				t.Error("the lookup is still there")
			}
		})
	}
}
