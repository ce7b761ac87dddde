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

// A ToldCopy is a document that may be a copy of another one.
type ToldCopy struct {
	Original, Copy     graph.ID
	How                graph.HowCopy
	Certain            bool
	Shared, Others     int
	OfCopy, OfOriginal float64
}

// A printed word is one of a text, and whether it stands between “ and ”.
type printedWord struct {
	text       string
	start, end int
	quoted     bool
}

// printedWords goes through a text of small Latin letters, letter by letter.
func printedWords(text string) (words []printedWord) {
	quoted := false
	for i, r := range []rune(text) {
		switch {
		case r == '“':
			quoted = true
		case r == '”':
			quoted = false
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if len(words) == 0 || words[len(words)-1].end != i {
				words = append(words, printedWord{start: i, quoted: quoted})
			}
			last := &words[len(words)-1]
			last.text += string(r)
			last.end = i + 1
		}
	}
	return words
}

func quotedRun(words []printedWord, from, n int) bool {
	return !slices.ContainsFunc(words[from:from+n], func(w printedWord) bool { return !w.quoted })
}

func joinedRun(words []printedWord, from, n int) string {
	var run []string
	for _, w := range words[from : from+n] {
		run = append(run, w.text)
	}
	return strings.Join(run, " ")
}

// ownRuns are the different runs of four words of which one is not quoted.
func ownRuns(text string) (runs []string) {
	words := printedWords(text)
	for i := 0; i+4 <= len(words); i++ {
		if run := joinedRun(words, i, 4); !quotedRun(words, i, 4) && !slices.Contains(runs, run) {
			runs = append(runs, run)
		}
	}
	return runs
}

// Copies holds documents against each other, each with each, and gives each copy
// with that with which it has most in common; refused are those that would be
// candidates and were judged to be different. It is for texts that have eleven
// words or more in a row in common that neither quotes, or nothing: by less, who
// looks for copies may not find them.
func (n *Naive) Copies(ctx context.Context, v graph.View, set graph.DocumentSet) (found []ToldCopy, refused int, err error) {
	_, err = ask(ctx, naiveReader{n, v}, func(k *seeker) (bool, error) {
		list, err := k.documents(set)
		if err != nil {
			return false, err
		}
		all := valuesOf(list.items)
		var pairs []ToldCopy
		for i, a := range all {
			for _, b := range all[:i] {
				p, is := k.copyOf(a, b)
				switch {
				case !is || k.rootOf(a.ID) == k.rootOf(b.ID):
				case k.judgedApart(a.ID, b.ID):
					refused++
				default:
					pairs = append(pairs, p)
				}
			}
		}
		for _, p := range pairs {
			best := true
			for _, o := range pairs {
				if o.Copy == p.Copy && o.Original != p.Original {
					p.Others++
					best = best && (p.Shared > o.Shared || p.Shared == o.Shared && cmp.Or(
						cmp.Compare(max(o.OfCopy, o.OfOriginal), max(p.OfCopy, p.OfOriginal)),
						cmp.Compare(o.OfCopy+o.OfOriginal, p.OfCopy+p.OfOriginal), cmp.Compare(p.Original, o.Original)) < 0)
				}
			}
			if best {
				found = append(found, p)
			}
		}
		return true, nil
	})
	return found, refused, err
}

// judgedApart says whether a judgement that names both says that they differ.
func (k *seeker) judgedApart(a, b graph.ID) bool {
	return slices.ContainsFunc(k.snapshot.records, func(r graph.Record) bool {
		j, ok := judged(r)
		return ok && j.Verdict == graph.VerdictDifferent && (j.A == a && j.B == b || j.A == b && j.B == a)
	})
}

// copyOf says how one document is a copy of the other, if it may be.
func (k *seeker) copyOf(a, b *graph.Document) (p ToldCopy, is bool) {
	x, y := ownRuns(a.Text), ownRuns(b.Text)
	both := inBoth(x, y)
	ofA, ofB := portion(both, len(x)), portion(both, len(y))
	if both < 8 || max(ofA, ofB) < 0.2 {
		return p, false
	}
	when, then := k.naive.moment(a.Published), k.naive.moment(b.Published)
	before := !when.undated && !then.undated && when.latest < then.earliest
	after := !when.undated && !then.undated && then.latest < when.earliest
	p = ToldCopy{Shared: both, Certain: before || after}
	shortened := max(ofA, ofB) >= 0.7 && min(ofA, ofB) < 0.9
	first := a.ID < b.ID
	switch {
	case p.Certain:
		first = before
	case shortened && ofA != ofB: // the one of which the other has less is the longer one
		first = ofA < ofB
	}
	if !first {
		a, b, ofA, ofB = b, a, ofB, ofA
	}
	p.Original, p.Copy, p.OfOriginal, p.OfCopy, p.How = a.ID, b.ID, ofA, ofB, "REWRITTEN"
	if ofA >= 0.9 && ofB >= 0.9 {
		p.How = "VERBATIM"
	} else if ofB >= 0.7 && ofB > ofA {
		p.How = "ABRIDGED"
	}
	return p, true
}

func portion(n, of int) float64 {
	return math.Round(float64(n)/float64(max(1, of))*(1<<30)) / (1 << 30)
}

// Losses is what a copy left out, a line for each, in their order; and how many
// statements of it report what one of the original reports.
func (n *Naive) Losses(ctx context.Context, v graph.View, original, copied graph.ID) (lost []string, statements int, err error) {
	_, err = ask(ctx, naiveReader{n, v}, func(k *seeker) (bool, error) {
		a, ok := k.snapshot.byID[original].(*graph.Document)
		b, also := k.snapshot.byID[copied].(*graph.Document)
		if !ok || !also {
			return false, fmt.Errorf("%s, %s: %w", original, copied, graph.ErrNotFound)
		}
		lost = append(hedgesMissing(a.Text, b.Text), marksMissing(a.Text, b.Text)...)
		in := func(id graph.ID) ([]told, error) {
			return k.told(graph.StatementSet{Document: &graph.DocumentSet{AnyOf: []graph.ID{id}}})
		}
		ours, err := in(original)
		if err != nil {
			return false, err
		}
		theirs, err := in(copied)
		if err != nil {
			return false, err
		}
		for _, b := range theirs {
			if a := k.counterpart(b, ours); a != nil {
				statements++
				lost = append(lost, k.missing(*a, b)...)
			}
		}
		return true, nil
	})
	slices.Sort(lost)
	return lost, statements, err
}

func (k *seeker) counterpart(b told, among []told) (best *told) {
	likest := 0.0
	for i, a := range among {
		signs, is := k.signs(a, b)
		if one := a.s.Utterance != "" && a.s.Utterance == b.s.Utterance; !one && (!is || summed(signs) < 0.5) {
			continue
		}
		if l := oneClause(a, b); l > likest || l > 0 && l == likest && a.s.ID < best.s.ID {
			likest, best = l, &among[i]
		}
	}
	return best
}

func (k *seeker) missing(a, b told) (lost []string) {
	named := slices.Clone(b.voices)
	for _, r := range b.s.Relays {
		named = append(named, k.canonical(r.Actor), k.canonical(r.Post))
	}
	for _, r := range a.s.Relays {
		known := r.Actor != "" && slices.Contains(named, k.canonical(r.Actor)) || r.Post != "" && slices.Contains(named, k.canonical(r.Post))
		if id := cmp.Or(r.Actor, r.Post); id != "" && !known {
			lost = append(lost, fmt.Sprintf("RELAY %s: %s, %s", id, a.s.ID, b.s.ID))
		}
	}
	if a.s.Condition != "" && b.s.Condition == "" {
		lost = append(lost, fmt.Sprintf("HEDGE %s: %s, %s", a.s.Condition, a.s.ID, b.s.ID))
	}
	for _, x := range k.otherTerms(a.s, b.s) {
		lost = append(lost, fmt.Sprintf("LABEL %s, %s for %s: %s, %s", x[0], x[2], x[1], a.s.ID, b.s.ID))
	}
	return lost
}

// A printed sentence is the words up to a full stop.
func printedSentences(text string) (list [][]printedWord) {
	runes := []rune(text)
	var now []printedWord
	for _, w := range printedWords(text) {
		if len(now) > 0 && slices.Contains(runes[now[len(now)-1].end:w.start], '.') {
			list, now = append(list, now), nil
		}
		now = append(now, w)
	}
	if len(now) > 0 {
		list = append(list, now)
	}
	return list
}

// hedgeIn is the first hedge of a sentence, of those that the made-up texts have.
func hedgeIn(sentence []printedWord) string {
	for i := range sentence {
		for _, h := range []string{"reportedly", "allegedly", "according to", "unconfirmed"} {
			if n := len(strings.Fields(h)); i+n <= len(sentence) && joinedRun(sentence, i, n) == h {
				return h
			}
		}
	}
	return ""
}

func hedgesMissing(original, copied string) (lost []string) {
	distinct := func(words []printedWord) (list []string) {
		for _, w := range words {
			if !slices.Contains(list, w.text) {
				list = append(list, w.text)
			}
		}
		return list
	}
	for _, s := range printedSentences(original) {
		h := hedgeIn(s)
		if h == "" {
			continue
		}
		var nearest []printedWord
		best := 0.0
		for _, t := range printedSentences(copied) {
			own := distinct(s)
			both := inBoth(own, distinct(t))
			if p := float64(both) / float64(min(len(own), len(t))); both >= 3 && p >= 0.4 && p > best {
				best, nearest = p, t
			}
		}
		if nearest != nil && hedgeIn(nearest) == "" {
			lost = append(lost, fmt.Sprintf("HEDGE %s: %d-%d, %d-%d", h, s[0].start, s[len(s)-1].end, nearest[0].start, nearest[len(nearest)-1].end))
		}
	}
	return lost
}

// marksMissing are the longest stretches of runs of three words that are quoted in
// the original and in the copy never.
func marksMissing(original, copied string) (lost []string) {
	ours, theirs := printedWords(original), printedWords(copied)
	// at is where a run stands in the copy, or -1 where it does not, or quoted.
	at := func(run string) int {
		found := -1
		for i := 0; i+3 <= len(theirs); i++ {
			if joinedRun(theirs, i, 3) != run {
				continue
			}
			if theirs[i].quoted && theirs[i+2].quoted {
				return -1
			}
			if found < 0 {
				found = i
			}
		}
		return found
	}
	missing := func(i int) int {
		if i+3 > len(ours) || !ours[i].quoted || !ours[i+2].quoted {
			return -1
		}
		return at(joinedRun(ours, i, 3))
	}
	for i := 0; i+3 <= len(ours); {
		from := missing(i)
		if from < 0 {
			i++
			continue
		}
		n := 1
		for missing(i+n) == from+n {
			n++
		}
		lost = append(lost, fmt.Sprintf("QUOTATION_MARKS: %d-%d, %d-%d", ours[i].start, ours[i+n+1].end, theirs[from].start, theirs[from+n+1].end))
		i += n
	}
	return lost
}
