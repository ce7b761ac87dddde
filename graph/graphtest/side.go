package graphtest

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"hudna/graph"
)

// A ToldSide is who tells of an occasion.
type ToldSide struct {
	Actor              graph.ID
	Tellers, Documents []graph.ID
	Statements         int
}

// A ToldClause is what sides tell, with the statements of each and what they call
// by other words.
type ToldClause struct {
	Given    [][]graph.ID
	SameActs bool
	Relabels []string
}

// Readouts sets side by side who tells what of an occasion.
func (n *Naive) Readouts(ctx context.Context, v graph.View, occasion graph.ID) (sides []ToldSide, clauses []ToldClause, err error) {
	_, err = ask(ctx, naiveReader{n, v}, func(k *seeker) (bool, error) {
		all, err := k.told(graph.StatementSet{Occasion: occasion})
		if err != nil {
			return false, err
		}
		slices.SortFunc(all, func(a, b told) int { return cmp.Compare(a.s.ID, b.s.ID) })
		var at []int
		sides, at = k.sidesOf(all)
		clauses = k.clausesOf(all, at, len(sides))
		return true, nil
	})
	return sides, clauses, err
}

// tellerOf is who tells a report.
func (k *seeker) tellerOf(t told) graph.ID {
	if len(t.s.Relays) > 0 {
		if id := cmp.Or(t.s.Relays[0].Actor, t.s.Relays[0].Post); id != "" {
			return k.canonical(id)
		}
	}
	for _, d := range t.documents {
		if p := k.publisherOf(d); p != "" {
			return k.canonical(p)
		}
	}
	return append(slices.Clone(t.documents), "")[0]
}

// sidesOf puts together tellers of whom one stands for the other, as far as each
// stands for one alone.
func (k *seeker) sidesOf(all []told) (sides []ToldSide, at []int) {
	var tellers []graph.ID
	for _, t := range all {
		if id := k.tellerOf(t); !slices.Contains(tellers, id) {
			tellers = append(tellers, id)
		}
	}
	slices.Sort(tellers)
	top := map[graph.ID]graph.ID{}
	for _, id := range tellers {
		top[id] = id
		for _, other := range k.standsFor([]graph.ID{id}, moment{undated: true}) { // nearest first
			if slices.Contains(tellers, other) {
				top[id] = other
			}
		}
	}
	var heads []graph.ID
	for _, id := range tellers {
		if h := top[id]; !slices.Contains(heads, h) {
			heads = append(heads, h)
		}
	}
	slices.Sort(heads)
	actor := func(id graph.ID) graph.ID {
		if id.Kind() == graph.KindActor {
			return id
		}
		return ""
	}
	for _, h := range heads {
		s := ToldSide{Actor: actor(h)}
		for _, id := range tellers {
			if top[id] == h && actor(id) != "" {
				s.Tellers = append(s.Tellers, id)
			}
		}
		sides = append(sides, s)
	}
	for _, t := range all {
		i := slices.Index(heads, top[k.tellerOf(t)])
		at = append(at, i)
		sides[i].Statements++
		for _, d := range t.documents {
			if !slices.Contains(sides[i].Documents, d) {
				sides[i].Documents = append(sides[i].Documents, d)
			}
		}
		slices.Sort(sides[i].Documents)
	}
	return sides, at
}

// oneAct says that one side may call by one act what the other calls by another.
func oneAct(a, b graph.Act) bool {
	for _, family := range []string{
		"ASSERT STRESS REAFFIRM CONFIRM ACKNOWLEDGE ANNOUNCE", "ASK URGE DEMAND EXPECT PROPOSE", "ACCUSE CRITICISE CONDEMN",
		"WARN THREATEN EXPRESS_CONCERN", "PRAISE WELCOME THANK EXPRESS_SUPPORT DEFEND", "PROMISE AGREE REAFFIRM", "DENY REJECT",
	} {
		if acts := strings.Fields(family); slices.Contains(acts, string(a)) && slices.Contains(acts, string(b)) {
			return true
		}
	}
	return false
}

func firstAct(s *graph.Statement) graph.Act {
	for _, a := range s.Acts {
		return a.Act
	}
	return ""
}

// oneClause says how far two statements say the same, of what can be told.
func oneClause(a, b told) float64 {
	got, of := 0.35*partOfNodes(a, b), 0.35
	if x, y := firstAct(a.s), firstAct(b.s); x != "" && y != "" {
		of += 0.25
		if x == y {
			got += 0.25
		} else if oneAct(x, y) {
			got += 0.15
		}
	}
	if len(a.words) >= 3 && len(b.words) >= 3 {
		of += 0.4
		got += 0.4 * max(0, wordsWeigh(a.words, b.words)) / 0.5
	}
	return math.Round(got/of*(1<<30)) / (1 << 30)
}

// clausesOf joins the likeliest two clauses that hold a pair which was not looked
// at, again and again.
func (k *seeker) clausesOf(all []told, side []int, sides int) (clauses []ToldClause) {
	in := make([]int, len(all))
	for i := range in {
		in[i] = i
	}
	looked := map[[2]int]bool{}
	for {
		best, at := 0.0, [2]int{}
		for i := range all {
			for j := range all[:i] {
				a, b := all[j], all[i]
				if looked[[2]int{j, i}] || side[i] == side[j] && meet(a.documents, b.documents) || !oneSpeaker(a, b) {
					continue
				}
				// Of equals, the pair whose first, and then whose second, has the lesser id.
				if l := oneClause(a, b); l >= 0.5 && (l > best || l == best && (j < at[0] || j == at[0] && i < at[1])) {
					best, at = l, [2]int{j, i}
				}
			}
		}
		if best == 0 {
			break
		}
		looked[at] = true
		x, y := in[at[0]], in[at[1]]
		twice := false
		for i := range all {
			for j := range all {
				twice = twice || in[i] == x && in[j] == y && meet(all[i].documents, all[j].documents)
			}
		}
		if x == y || twice {
			continue
		}
		for i := range in {
			if in[i] == x || in[i] == y {
				in[i] = min(x, y)
			}
		}
	}
	for first := range all {
		c := ToldClause{Given: make([][]graph.ID, sides), SameActs: true}
		var of []int
		for i := range all {
			if in[i] == first {
				c.SameActs = c.SameActs && firstAct(all[i].s) == firstAct(all[first].s)
				c.Given[side[i]] = append(c.Given[side[i]], all[i].s.ID)
				c.Relabels = append(c.Relabels, k.calledOtherwise(all, side, of, i)...)
				of = append(of, i)
			}
		}
		slices.Sort(c.Relabels)
		if c.Relabels = slices.Compact(c.Relabels); len(of) > 0 {
			clauses = append(clauses, c)
		}
	}
	omitted := func(c ToldClause) (n int) {
		for _, given := range c.Given {
			if len(given) == 0 {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(clauses, func(a, b ToldClause) int { return omitted(a) - omitted(b) })
	return clauses
}

// calledOtherwise is what one statement of a clause calls by other words than the
// first of each other side before it.
func (k *seeker) calledOtherwise(all []told, side, before []int, i int) (list []string) {
	met := map[int]bool{side[i]: true}
	for _, j := range before {
		if met[side[j]] {
			continue
		}
		met[side[j]] = true
		for _, x := range k.otherTerms(all[j].s, all[i].s) {
			a, b := fmt.Sprintf("%d %s", side[j], x[1]), fmt.Sprintf("%d %s", side[i], x[2])
			list = append(list, x[0]+": "+min(a, b)+", "+max(a, b))
		}
	}
	return list
}

// otherTerms are the nodes of which two statements in one language have no term in
// common, with the first of each.
func (k *seeker) otherTerms(a, b *graph.Statement) (list [][3]string) {
	tongue := func(tag string) string { return strings.ToLower(append(strings.Split(tag, "-"), "")[0]) }
	if tongue(a.Lang) != tongue(b.Lang) {
		return nil
	}
	terms := func(s *graph.Statement, of graph.ID) (terms []string) {
		for _, x := range s.About {
			if x.Term != "" && x.Node != "" && k.canonical(x.Node) == of {
				terms = append(terms, x.Term)
			}
		}
		for _, x := range s.Addressees {
			if x.Term != "" && x.Actor != "" && k.canonical(x.Actor) == of {
				terms = append(terms, x.Term)
			}
		}
		return terms
	}
	plain := func(terms []string) (list []string) {
		for _, t := range terms {
			list = append(list, strings.Join(plainWords(t), " "))
		}
		return list
	}
	var nodes []graph.ID
	for _, x := range a.About {
		nodes = append(nodes, x.Node)
	}
	for _, x := range a.Addressees {
		nodes = append(nodes, x.Actor)
	}
	met := map[graph.ID]bool{}
	for _, id := range nodes {
		if id == "" || met[k.canonical(id)] {
			continue
		}
		id = k.canonical(id)
		met[id] = true
		own, other := terms(a, id), terms(b, id)
		if len(own) > 0 && len(other) > 0 && inBoth(plain(own), plain(other)) == 0 {
			list = append(list, [3]string{string(id), own[0], other[0]})
		}
	}
	return list
}
