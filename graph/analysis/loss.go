package analysis

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"hudna/graph"
)

// LossesDefinition names the version of the rules by which it is told what a copy left
// out.
const LossesDefinition = "losses/1"

// A LossKind says what a copy left out of how its original had come to know.
type LossKind string

// The kinds of losses.
const (
	LossRelay     LossKind = "RELAY"           // through whom the words reached the original
	LossHedge     LossKind = "HEDGE"           // that it is alleged, or a condition
	LossQuotation LossKind = "QUOTATION_MARKS" // that the words are somebody else's
	LossLabel     LossKind = "LABEL"           // what somebody is called: another label stands there
)

// LossKinds are all of them, in their order.
func LossKinds() []LossKind { return []LossKind{LossRelay, LossHedge, LossQuotation, LossLabel} }

// Valid reports whether k is one of [LossKinds].
func (k LossKind) Valid() bool { return slices.Contains(LossKinds(), k) }

// The bounds of comparing a copy with its original.
const (
	MaxLosses      = 500 // that are told
	maxInDocument  = 600
	leastInCommon  = 3   // words, that two sentences are held against each other
	sentencePart   = 0.4 // of the words of the shorter sentence, the same
	leastUnquoted  = 3   // words, that have lost their quotation marks
	maxSentences   = 5_000
	maxAtSentences = 200 // sentences in which one word stands, by which they are found
)

// A Passage is a part of the text of a document: code points, half-open.
type Passage struct {
	Start, End int
	Words      string // at most maxPassage code points of them
}

// maxPassage bounds the words of a passage that are given.
const maxPassage = 1_000

func passageOf(text []rune, start, end int) *Passage {
	return &Passage{start, end, string(text[start:min(end, start+maxPassage)])}
}

// A Loss is something that a copy left out, and the original has.
type Loss struct {
	Kind LossKind
	// Words are what is missing: the hedge, the condition, the label of the
	// original, what stood within quotation marks.
	Words string
	// Instead is the label that the copy has.
	Instead string
	// Actor is the relay that is missing; Node what is called otherwise.
	Actor, Node graph.ID
	// Original and Copy are where, of what is told by the texts.
	Original, Copy *Passage
	// OriginalStatement and CopyStatement are which, of what is told by what was coded.
	OriginalStatement, CopyStatement *graph.Statement
}

// Losses are what a copy left out.
type Losses struct {
	Losses []Loss
	// Texts: both texts are held, so that hedges and quotation marks were looked
	// for. Statements is how many statements of the copy were held against one of
	// the original.
	Texts      bool
	Statements int
	More       bool // there are others
}

// Definition names the version of its rules.
func (*Losses) Definition() string { return LossesDefinition }

// LossesOf says what a copy left out of the chain that its original tells of. It
// holds the texts against each other, and the statements that report the same.
func LossesOf(ctx context.Context, r graph.Reader, original, copied graph.ID) (*Losses, error) {
	found, err := r.Records(ctx, []graph.ID{original, copied})
	if err != nil {
		return nil, err
	}
	of, ok := found[0].(*graph.Document)
	to, also := found[1].(*graph.Document)
	if !ok || !also {
		return nil, fmt.Errorf("%w: no documents %s and %s", graph.ErrNotFound, original, copied)
	}
	l := &Losses{Texts: of.Text != "" && to.Text != ""}
	if l.Texts {
		l.Losses = append(hedgesLost(of.Text, to.Text), unquoted(of.Text, to.Text)...)
	}
	coded, err := l.coded(ctx, r, of.ID, to.ID)
	if err != nil {
		return nil, err
	}
	l.Losses = append(l.Losses, coded...)
	slices.SortStableFunc(l.Losses, func(a, b Loss) int {
		return slices.Index(LossKinds(), a.Kind) - slices.Index(LossKinds(), b.Kind)
	})
	if len(l.Losses) > MaxLosses {
		l.Losses, l.More = l.Losses[:MaxLosses], true
	}
	return l, nil
}

// hedges are words by which a text says that it does not vouch for something, or
// who does: folded, and with all clitics that they have in Arabic.
func hedges() [][]string {
	var list [][]string
	for _, phrase := range []string{
		"alleged", "allegedly", "allegation", "reportedly", "purported", "purportedly", "apparently", "supposedly", "unconfirmed", "unverified",
		"claimed", "claims", "claiming", "suspected", "according to", "not independently verified", "could not be verified", "could not verify", "could not independently verify",
		"said to be", "said to have", "is believed to", "are believed to",
		"مزعوم", "المزعوم", "مزعومة", "المزعومة", "يزعم", "زعم", "زعمت", "تزعم", "بحسب", "حسب", "وفق", "وفقا", "يقال", "ربما", "على ما أعلنت", "على ما أعلن", "على حد قول",
		"غير مؤكد", "غير مؤكدة", "لم يتسن التحقق", "لم تؤكد",
		"якобы", "предположительно", "по словам", "по данным", "по сообщениям", "неподтвержденный", "неподтвержденные", "как сообщается", "как утверждается",
	} {
		var words []string
		for _, w := range wordsOf(phrase) {
			words = append(words, w.text)
		}
		list = append(list, words)
	}
	return list
}

// hedged is the first hedge in a sentence, as it stands there.
func hedged(words []word, hedges [][]string) (from, to int, ok bool) {
	for i := range words {
		for _, h := range hedges {
			if i+len(h) <= len(words) && slices.EqualFunc(words[i:i+len(h)], h, func(w word, text string) bool { return w.text == text }) {
				return words[i].start, words[i+len(h)-1].end, true
			}
		}
	}
	return 0, 0, false
}

// hedgesLost are the hedges of sentences that the copy has without any.
func hedgesLost(original, copied string) (losses []Loss) {
	theirs := sentences(copied, wordsOf(copied))
	theirs = theirs[:min(len(theirs), maxSentences)]
	with := map[string][]int{}
	for i := range theirs {
		for _, w := range theirs[i].words {
			if list := with[w.text]; len(list) == 0 || list[len(list)-1] != i {
				with[w.text] = append(list, i)
			}
		}
	}
	own, other := []rune(original), []rune(copied)
	known := hedges()
	ours := sentences(original, wordsOf(original))
	for i := range ours[:min(len(ours), maxSentences)] {
		s := &ours[i]
		from, to, ok := hedged(s.words, known)
		if !ok {
			continue
		}
		at, found := nearestSentence(s, theirs, with)
		if !found {
			continue
		}
		t := &theirs[at]
		if _, _, kept := hedged(t.words, known); kept {
			continue
		}
		losses = append(losses, Loss{
			Kind: LossHedge, Words: string(own[from:to]),
			Original: passageOf(own, s.start, s.end), Copy: passageOf(other, t.start, t.end),
		})
	}
	return losses
}

// nearestSentence is the sentence that has most words in common with one, if it
// has enough.
func nearestSentence(s *sentence, among []sentence, with map[string][]int) (at int, found bool) {
	counted := map[int]int{}
	seen := map[string]bool{}
	for _, w := range s.words {
		if list := with[w.text]; !seen[w.text] && len(list) <= maxAtSentences {
			seen[w.text] = true
			for _, i := range list {
				counted[i]++
			}
		}
	}
	best := 0.0
	for i, n := range counted {
		part := float64(n) / float64(min(len(seen), len(among[i].words)))
		if n < leastInCommon || part < sentencePart {
			continue
		}
		if part > best || part == best && i < at {
			best, at, found = part, i, true
		}
	}
	return at, found
}

// unquoted are the words that stand within quotation marks in the original, and in
// the copy only without.
func unquoted(original, copied string) (losses []Loss) {
	theirs, ours := wordsOf(copied), wordsOf(original)
	const length = leastUnquoted
	type met struct {
		at     int
		quoted bool
	}
	where := map[uint64]met{}
	for i, h := range shingles(theirs, length) {
		quoted := theirs[i].quoted && theirs[i+length-1].quoted
		if before, ok := where[h]; !ok || quoted && !before.quoted {
			where[h] = met{i, quoted}
		}
	}
	own, other := []rune(original), []rune(copied)
	all := shingles(ours, length)
	for i := 0; i < len(all); i++ {
		lost := func(i int) (met, bool) {
			m, ok := where[all[i]]
			return m, ok && !m.quoted && ours[i].quoted && ours[i+length-1].quoted
		}
		m, ok := lost(i)
		if !ok {
			continue
		}
		n := 1
		for ; i+n < len(all); n++ {
			if next, ok := lost(i + n); !ok || next.at != m.at+n {
				break
			}
		}
		from, to := ours[i].start, ours[i+n-1+length-1].end
		start, end := theirs[m.at].start, theirs[m.at+n-1+length-1].end
		losses = append(losses, Loss{
			Kind: LossQuotation, Words: string(own[from:to]),
			Original: passageOf(own, from, to), Copy: passageOf(other, start, end),
		})
		i += n - 1
	}
	return losses
}

// coded are the losses that statements of the two documents tell of.
func (l *Losses) coded(ctx context.Context, r graph.Reader, original, copied graph.ID) (losses []Loss, err error) {
	g := reportingOf(ctx, r)
	var both [2][]*graph.Statement
	for i, id := range []graph.ID{original, copied} {
		for page := (graph.Page{First: graph.MaxPage}); ; {
			list, err := r.Statements(ctx, graph.StatementQuery{StatementSet: graph.StatementSet{Document: &graph.DocumentSet{AnyOf: []graph.ID{id}}}}, page)
			if err != nil {
				return nil, err
			}
			for _, item := range list.Items {
				both[i] = append(both[i], item.Value)
			}
			if len(both[i]) > maxInDocument {
				return nil, fmt.Errorf("%w: more than %d statements stand in %s", graph.ErrTooComplex, maxInDocument, id)
			}
			if !list.More {
				break
			}
			page.After = list.Items[len(list.Items)-1].Cursor
		}
	}
	if err := g.read(slices.Concat(both[0], both[1])); err != nil {
		return nil, err
	}
	var reports [2][]*report
	for i := range both {
		for _, s := range both[i] {
			reports[i] = append(reports[i], g.report(s))
		}
	}
	for _, b := range reports[1] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if a := g.counterpart(b, reports[0]); a != nil {
			l.Statements++
			losses = append(losses, g.between(a, b)...)
		}
	}
	return losses, nil
}

// counterpart is the statement that reports the same clause as one: of those of
// its utterance, or that may report it, the one whose words, and of whom it
// speaks, are most alike.
func (g *reporting) counterpart(b *report, among []*report) (best *report) {
	least := 0.0
	for _, a := range among {
		same := a.s.Utterance != "" && a.s.Utterance == b.s.Utterance
		if p, ok := g.compare(a, b); !same && (!ok || p.Score < SameThreshold) {
			continue
		}
		likeness := clauseLikeness(a, b)
		if likeness > least || likeness == least && best != nil && a.s.ID < best.s.ID {
			least, best = likeness, a
		}
	}
	return best
}

// between are what the report of the copy lacks.
func (g *reporting) between(a, b *report) (losses []Loss) {
	loss := func(x Loss) {
		x.OriginalStatement, x.CopyStatement = a.s, b.s
		losses = append(losses, x)
	}
	vouching := slices.Clone(b.voices)
	for i := range b.s.Relays {
		vouching = append(vouching, g.canonical(b.s.Relays[i].Actor, b.s.Relays[i].Post)...)
	}
	for i := range a.s.Relays {
		x := &a.s.Relays[i]
		if who := g.canonical(x.Actor, x.Post); len(who) > 0 && !intersects(who, vouching) {
			loss(Loss{Kind: LossRelay, Actor: cmp.Or(x.Actor, x.Post)})
		}
	}
	if a.s.Condition != "" && b.s.Condition == "" {
		loss(Loss{Kind: LossHedge, Words: a.s.Condition})
	}
	for _, x := range relabelled(g, a.s, b.s) {
		loss(Loss{Kind: LossLabel, Node: x.node, Words: x.one, Instead: x.other})
	}
	return losses
}

// A relabelling is that two statements call something by other words.
type relabelling struct {
	node       graph.ID
	one, other string
}

// relabelled are the nodes that two statements in one language call otherwise.
func relabelled(g *reporting, a, b *graph.Statement) (list []relabelling) {
	if language(a.Lang) != language(b.Lang) {
		return nil
	}
	terms := func(s *graph.Statement) (order []graph.ID, labels map[graph.ID][]string) {
		labels = map[graph.ID][]string{}
		add := func(id graph.ID, term string) {
			if term == "" || id == "" {
				return
			}
			id = g.sides.canonical(id)
			order = appendNew(order, id)
			labels[id] = append(labels[id], term)
		}
		for i := range s.About {
			add(s.About[i].Node, s.About[i].Term)
		}
		for i := range s.Addressees {
			add(s.Addressees[i].Actor, s.Addressees[i].Term)
		}
		return order, labels
	}
	order, one := terms(a)
	_, other := terms(b)
	for _, id := range order {
		theirs := other[id]
		if len(theirs) > 0 && !slices.ContainsFunc(one[id], func(term string) bool {
			return slices.ContainsFunc(theirs, func(t string) bool { return folded(t) == folded(term) })
		}) {
			list = append(list, relabelling{id, one[id][0], theirs[0]})
		}
	}
	return list
}

func folded(s string) string {
	var words []string
	for _, w := range wordsOf(s) {
		words = append(words, w.text)
	}
	return strings.Join(words, " ")
}

// language is the language of a tag, without region and script.
func language(tag string) string {
	first, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return first
}
