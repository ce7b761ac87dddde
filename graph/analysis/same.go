package analysis

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"hudna/graph"
)

// SameUtteranceDefinition names the version of the rules by which candidates for
// one utterance are found and ranked.
const SameUtteranceDefinition = "same-utterance/1"

// SameThreshold is the score from which on two statements are candidates, unless
// another one is given.
const SameThreshold = 0.5

// A SignKind says what speaks for two statements being reports of one utterance,
// or against it.
type SignKind string

// The kinds of signs.
const (
	SignSpeaker   SignKind = "SPEAKER"
	SignAddressee SignKind = "ADDRESSEE"
	SignOccasion  SignKind = "OCCASION"
	SignDate      SignKind = "DATE"
	SignWords     SignKind = "WORDS"
	SignNumbers   SignKind = "NUMBERS"
	SignNames     SignKind = "NAMES"
	SignCopy      SignKind = "COPY"
)

// SignKinds are all of them, in their order.
func SignKinds() []SignKind {
	return []SignKind{SignSpeaker, SignAddressee, SignOccasion, SignDate, SignWords, SignNumbers, SignNames, SignCopy}
}

// Valid reports whether k is one of [SignKinds].
func (k SignKind) Valid() bool { return slices.Contains(SignKinds(), k) }

// What the signs weigh. They were chosen so that no two of speaker, addressee and
// date are enough, that all three are, and that the speaker with all of the words
// is, whatever else is not known; docs/analysis.md has how often they err.
const (
	weighSpeaker   = 0.25
	weighStandsFor = 0.15 // one speaker stands for the other
	weighAddressee = 0.15 // and against, where both are told and are others
	weighOccasion  = 0.25
	weighDay       = 0.15 // the same one
	weighMaybeDay  = 0.08 // dates that are wider have one in common
	weighNextDay   = 0.04
	weighWords     = 0.50 // all of the shorter text
	weighNoWords   = 0.15 // against, where both are long, in one script, and have no run in common
	weighNumbers   = 0.10 // all of those that the one with fewer has
	weighNoNumbers = 0.20 // against, where both have some and none in common
	weighNames     = 0.20 // all that either is about
	weighSound     = 0.05 // of each word, two at most
	weighCopy      = 0.10

	longWording = 8 // runs of words

	leastWords = 0.2 // of the shorter text, that they count
	leastNames = 0.2 // of all that either is about

	daySeconds = 24 * 60 * 60
	// maxApart is how far apart two dates may be: one report says Thursday, another
	// one, in another time zone, Friday; the third day was another one.
	maxApart = 2 * daySeconds
)

// A Sign is one thing that two statements have in common, or that tells them
// apart.
type Sign struct {
	Kind   SignKind
	Weight float64 // below 0 where it tells them apart
	// A and B are what stands in each of the two: words in common, numbers, dates.
	A, B  string
	Nodes []graph.ID // that both name
}

// A SamePair is two statements that may be reports of one utterance.
type SamePair struct {
	A, B  *graph.Statement // A is the one with the lesser id
	Score float64          // what the signs weigh together, at most 1
	Signs []Sign
}

// Key names the pair among all.
func (p *SamePair) Key() string { return string(p.A.ID) + " " + string(p.B.ID) }

// mayBeOne says whether two statements may at all be reports of one utterance
// that stand in different documents, and are not known to be.
func mayBeOne(a, b *report) bool {
	switch {
	case a.s.ID == b.s.ID, intersects(a.documents, b.documents), a.s.Utterance != "" && a.s.Utterance == b.s.Utterance:
		return false
	case !a.when.Undated && !b.when.Undated && apart(a.when, b.when) > maxApart:
		return false
	}
	return true
}

// apart is how many seconds lie between two dates, 0 where they may be one.
func apart(a, b graph.Bounds) int64 {
	switch {
	case a.Earliest > b.Latest:
		return a.Earliest - b.Latest
	case b.Earliest > a.Latest:
		return b.Earliest - a.Latest
	}
	return 0
}

// within says whether a date is no wider than so many seconds.
func within(b graph.Bounds, seconds int64) bool {
	return !b.Undated && b.Earliest != math.MinInt64 && b.Latest != math.MaxInt64 && b.Latest-b.Earliest <= seconds
}

// compare weighs what two statements have in common. It is not ok where they
// cannot be one utterance.
func (g *reporting) compare(a, b *report) (p SamePair, ok bool) {
	if a.s.ID > b.s.ID {
		a, b = b, a
	}
	p = SamePair{A: a.s, B: b.s}
	if !mayBeOne(a, b) {
		return p, false
	}
	add := func(s Sign, is bool) {
		if is {
			p.Signs = append(p.Signs, s)
		}
	}
	if len(a.voices) > 0 && len(b.voices) > 0 {
		s, related := speakers(a, b)
		if !related {
			return p, false
		}
		add(s, true)
	}
	add(addressees(a, b))
	if a.s.Occasion != "" && b.s.Occasion != "" {
		if g.sides.canonical(a.s.Occasion) != g.sides.canonical(b.s.Occasion) {
			return p, false
		}
		add(Sign{Kind: SignOccasion, Weight: weighOccasion, Nodes: g.canonical(a.s.Occasion)}, true)
	}
	add(days(a, b))
	words, read := sharedWords(a, b)
	add(words, words.Weight != 0)
	add(sharedNumbers(a, b))
	add(names(a, b, read))
	add(Sign{Kind: SignCopy, Weight: weighCopy, Nodes: common(a.roots, b.roots)}, intersects(a.roots, b.roots))
	for _, s := range p.Signs {
		p.Score += s.Weight
	}
	// In steps of 2^-30, so that it does not depend on the order of adding up.
	p.Score = min(max(rounded(p.Score), 0), 1)
	return p, true
}

func rounded(f float64) float64 { return float64(int64(f*(1<<30)+0.5)) / (1 << 30) }

// speakers says how the speakers are related, if they are.
func speakers(a, b *report) (Sign, bool) {
	if both := common(a.voices, b.voices); len(both) > 0 {
		return Sign{Kind: SignSpeaker, Weight: weighSpeaker, Nodes: both}, true
	}
	both := common(a.voices, b.reach)
	if len(both) == 0 {
		both = common(b.voices, a.reach)
	}
	return Sign{Kind: SignSpeaker, Weight: weighStandsFor, Nodes: both}, len(both) > 0
}

func addressees(a, b *report) (Sign, bool) {
	if len(a.heard) == 0 || len(b.heard) == 0 {
		return Sign{}, false
	}
	if both := common(a.heard, b.heard); len(both) > 0 {
		return Sign{Kind: SignAddressee, Weight: weighAddressee, Nodes: both}, true
	}
	return Sign{Kind: SignAddressee, Weight: -weighAddressee, A: joined(a.heard), B: joined(b.heard)}, true
}

func days(a, b *report) (Sign, bool) {
	if a.when.Undated || b.when.Undated {
		return Sign{}, false
	}
	s := Sign{Kind: SignDate, Weight: weighNextDay, A: string(a.s.Said.EDTF), B: string(b.s.Said.EDTF)}
	switch {
	case apart(a.when, b.when) > 0:
	case within(a.when, daySeconds) && within(b.when, daySeconds):
		s.Weight = weighDay
	default:
		s.Weight = weighMaybeDay
	}
	return s, true
}

// sharedWords compares the texts, each with each: how much of the shorter one
// stands in the other, at best. Read says whether they can be compared at all.
func sharedWords(a, b *report) (best Sign, read bool) {
	best = Sign{Kind: SignWords}
	some, none := false, false // two that are long and in one script have nothing in common
	for i := range a.texts {
		for j := range b.texts {
			x, y := &a.texts[i], &b.texts[j]
			read = read || scriptOf(x.words[0].text) == scriptOf(y.words[0].text)
			n := inCommon(x.set, y.set)
			if n == 0 {
				none = none || scriptOf(x.words[0].text) == scriptOf(y.words[0].text) && min(len(x.set), len(y.set)) >= longWording
				continue
			}
			some = true
			part := float64(n) / float64(min(len(x.set), len(y.set)))
			// One run of three words is said often.
			if weight := weighWords * part; part >= leastWords && (n > 1 || part == 1) && weight > best.Weight {
				best.Weight, best.A, best.B = weight, x.longest(y), y.longest(x)
			}
		}
	}
	if none && !some {
		best.Weight = -weighNoWords
	}
	return best, read
}

// longest is the longest run of words that stands in another text as well.
func (w *wording) longest(other *wording) string {
	in := func(h uint64) bool {
		_, found := slices.BinarySearch(other.set, h)
		return found
	}
	from, to := 0, 0
	for i := 0; i < len(w.shingles); i++ {
		begin := i
		for i < len(w.shingles) && in(w.shingles[i]) {
			i++
		}
		if i > begin && i-begin > to-from {
			from, to = begin, i
		}
	}
	if to == from {
		return ""
	}
	return string(w.text[w.words[from].start:w.words[to-1+clauseWords-1].end])
}

func sharedNumbers(a, b *report) (Sign, bool) {
	if len(a.numbers) == 0 || len(b.numbers) == 0 {
		return Sign{}, false
	}
	s := Sign{Kind: SignNumbers, Weight: -weighNoNumbers, A: strings.Join(a.numbers, " "), B: strings.Join(b.numbers, " ")}
	if n := shared(a.numbers, b.numbers); n > 0 {
		s.Weight = weighNumbers * float64(n) / float64(min(len(a.numbers), len(b.numbers)))
	}
	return s, true
}

// names weighs of whom and of what both speak; where their words cannot be
// compared, also what sounds alike in another script.
func names(a, b *report, read bool) (Sign, bool) {
	s := Sign{Kind: SignNames}
	if n := shared(a.nodes, b.nodes); n > 0 {
		if part := float64(n) / float64(len(a.nodes)+len(b.nodes)-n); part >= leastNames {
			s.Weight, s.Nodes = weighNames*part, common(a.nodes, b.nodes)
		}
	}
	if read || a.script == b.script {
		return s, s.Weight > 0
	}
	var own, other []string
	for _, key := range slices.Sorted(maps.Keys(a.sounds)) {
		if word := a.sounds[key]; b.sounds[key] != "" && !slices.Contains(own, word) {
			own, other = append(own, word), append(other, b.sounds[key])
		}
	}
	s.Weight += weighSound * float64(min(len(own), 2))
	slices.Sort(own)
	slices.Sort(other)
	s.A, s.B = strings.Join(own, " "), strings.Join(other, " ")
	return s, s.Weight > 0
}

// scriptOf tells apart the scripts in which names are heard.
func scriptOf(word string) string {
	for _, r := range word {
		switch {
		case unicode.Is(unicode.Arabic, r):
			return "Arab"
		case unicode.Is(unicode.Cyrillic, r):
			return "Cyrl"
		case unicode.IsLetter(r):
			return "Latn"
		}
	}
	return ""
}

func common(a, b []graph.ID) (both []graph.ID) {
	for _, id := range a {
		if slices.Contains(b, id) {
			both = append(both, id)
		}
	}
	return both
}

func shared[T cmp.Ordered](a, b []T) (n int) {
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}

func joined(ids []graph.ID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, " ")
}

// bySameness is the order of pairs: the likeliest first, equals by their ids.
func bySameness(a, b SamePair) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.A.ID, b.A.ID), cmp.Compare(a.B.ID, b.B.ID))
}
