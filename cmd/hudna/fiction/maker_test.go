package fiction

import (
	"io"
	"testing"

	"hudna/graph"
)

// What is held does not grow with what is made.
func TestBounds(t *testing.T) {
	m := newMaker(io.Discard, Options{Statements: 30_000, Seed: 1, Order: ByDate})
	m.opening()
	for m.made < m.o.Statements {
		m.step()
	}
	if len(m.kept.items) != perReservoir || m.kept.seen < 20_000 {
		t.Errorf("%d statements are kept, of %d", len(m.kept.items), m.kept.seen)
	}
	full := 0
	for i := range m.eras {
		e := &m.eras[i]
		for _, n := range []int{len(e.told.items), len(e.happened.items), len(e.treaties.items), len(e.docs.items)} {
			if n > perRing {
				t.Fatalf("month %d holds %d of one kind", i, n)
			}
			if n == perRing {
				full++
			}
		}
	}
	if full == 0 || len(m.later) > maxLater || len(m.out.touched) > graph.MaxOps {
		t.Errorf("%d full rings, %d later, %d touched", full, len(m.later), len(m.out.touched))
	}
}

func TestNamesAndWordsAreDistinct(t *testing.T) {
	seen := map[coined]int{}
	for n := range allNames {
		c := coin(n)
		if before, twice := seen[c]; twice {
			t.Fatalf("%d and %d are both %v", before, n, c)
		}
		seen[c] = n
	}
	l := newLexicon()
	for lang := range languages {
		seen := map[string]int{}
		for rank, w := range l.words[lang] {
			if before, twice := seen[w]; twice {
				t.Fatalf("%s: %d and %d are both %s", languages[lang], before, rank, w)
			}
			seen[w] = rank
		}
	}
}

func TestSkew(t *testing.T) {
	s, d := newSkew(1000, 0), newDice(1, 1)
	count := make([]int, 1000)
	for range 100_000 {
		count[s.draw(d)]++
	}
	// 1/rank over the 1,000th harmonic number, which is 7.49.
	for rank, want := range map[int]int{0: 13_350, 1: 6_675, 9: 1_335} {
		if count[rank] < want*9/10 || count[rank] > want*11/10 {
			t.Errorf("rank %d came %d times, not about %d", rank, count[rank], want)
		}
		if share := s.share(rank); share < want*98/10 || share > want*102/10 {
			t.Errorf("the share of rank %d is %d of a million", rank, share)
		}
	}
}

func TestDates(t *testing.T) {
	m := newMaker(io.Discard, Options{Statements: 1, Seed: 1, Order: ByDate})
	for day := range days {
		for _, d := range []*graph.Date{m.vaguely(day), m.roughly(day), on(day)} {
			if d == nil {
				continue
			}
			if err := d.Validate(); err != nil {
				t.Fatalf("day %d: %+v: %v", day, d, err)
			}
			b, err := d.Bounds()
			if noon := civil(day).Unix() + 12*3600; err != nil || b.Latest < noon-3*24*3600 || b.Earliest > noon+12*3600 {
				t.Fatalf("day %d: %+v: %+v %v", day, d, b, err)
			}
		}
	}
}

// TestARareWordIsAsRareInEveryGraph holds the rare words to be found as often in
// graphs of every size, so that answers of the same length are compared. There is no
// Russian one that would be in a graph of 100,000 statements: there it is rarer.
func TestARareWordIsAsRareInEveryGraph(t *testing.T) {
	l := newLexicon()
	found := map[string][]int{}
	for _, statements := range []int{10_000, 100_000, 1_000_000} {
		for _, w := range l.asked(statements) {
			found[w.Lang+" "+w.How] = append(found[w.Lang+" "+w.How], w.Statements)
		}
	}
	for _, lang := range languages {
		rare, middling := found[lang+" rare"], found[lang+" middling"]
		for i, n := range rare {
			if lang == "ru" && i == 1 {
				if n != 12 {
					t.Errorf("a rare Russian word is found %d times", n)
				}
			} else if n < 30 || n > 75 || n < rare[0]*4/5 || n > rare[0]*5/4 {
				t.Errorf("%s: a rare word is found %d times", lang, rare)
			}
			if middling[i] <= n {
				t.Errorf("%s: a middling word is found %d times and a rare one %d times", lang, middling[i], n)
			}
		}
	}
}
