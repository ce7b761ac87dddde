package fiction

import (
	"sort"
	"strings"
)

// The languages of the texts, with how many in a thousand are written in each.
var (
	languages = []string{"en", "ar", "ru"}
	spoken    = []int{420, 360, 220}
)

// Each language has so many stems, and as many words as it has forms of them.
const (
	stems = 15_000
	forms = 4
	words = stems * forms
)

// An alphabet makes the words of one language: a first syllable, others of two
// letters, and what a word of each form has before and behind the stem. No stem
// begins with a letter that could be taken for a prefix, and none is a word
// that analysis leaves out.
type alphabet struct {
	first, consonants, vowels []string
	before, behind            [forms]string
	stop                      string // what ends a sentence
}

var alphabets = []alphabet{
	{
		first: letters("bdfgklmnprtvz"), consonants: letters("bdfgklmnprstvz"), vowels: letters("aiou"),
		behind: [forms]string{"", "s", "ed", "ing"}, stop: ". ",
	},
	{
		first: letters("جخدذزشصضطظغق"), consonants: letters("بتجحدرزسشصطعغقمنه"), vowels: letters("اوي"),
		before: [forms]string{"", "ال", "و", "ب"}, stop: ". ",
	},
	{
		first: letters("бгжзпфхцш"), consonants: letters("бвгдзклмнпрстх"), vowels: letters("аоуи"),
		behind: [forms]string{"", "ами", "ов", "ный"}, stop: ". ",
	},
}

func letters(s string) []string { return strings.Split(s, "") }

// word makes the word of a rank: the most frequent ones are bare stems.
func (a *alphabet) word(rank int) string {
	form, n := rank/stems, rank%stems
	var b strings.Builder
	b.WriteString(a.before[form])
	take := func(of []string) {
		b.WriteString(of[n%len(of)])
		n /= len(of)
	}
	take(a.first)
	take(a.vowels)
	take(a.consonants)
	take(a.vowels)
	for n > 0 {
		take(a.consonants)
		take(a.vowels)
	}
	b.WriteString(a.behind[form])
	return b.String()
}

// A lexicon holds the words of all languages by their rank.
type lexicon struct {
	words [][]string
	ranks *skew
}

func newLexicon() *lexicon {
	l := &lexicon{words: make([][]string, len(languages)), ranks: newSkew(words, 2)}
	for i := range languages {
		l.words[i] = make([]string, words)
		for rank := range words {
			l.words[i][rank] = alphabets[i].word(rank)
		}
	}
	return l
}

// sentence writes a number of words.
func (l *lexicon) sentence(d *dice, lang, length int) string {
	var b strings.Builder
	for i := range length {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(l.words[lang][l.ranks.draw(d)])
	}
	return b.String()
}

// The lengths of the texts of statements, in words.
const (
	shortest = 6
	longest  = 22
)

// expected is about how many of so many statements have a word of a stem in
// their text, in whichever form, as one is found by all of them. A search finds more in
// Russian, where analysis takes vowels, and more, from the end of what is a stem here.
func (l *lexicon) expected(statements, lang, stem int) int {
	texts := statements * spoken[lang] / 1000
	share := 0
	for form := range forms {
		share += l.ranks.share(stem + form*stems)
	}
	return min(texts, texts*((shortest+longest)/2)*share/1_000_000)
}

// A Word is one that a made-up graph is asked for.
type Word struct {
	Lang, Text string
	// How is "rare", "middling" or "common".
	How string
	// Statements is about how many have it in their text, in whichever form.
	Statements int
}

// perRare is how many texts in a thousand there are in a language for each that
// has its rare word: as few as the rarest stem has of a million statements, and
// then as many in smaller graphs, so that an answer does not grow with the graph.
const perRare = 6

// asked are the words that the codebook of a graph names. Of each language they
// are a rare one, in some 70 texts at most where the graph has no more than a
// million statements, a middling one, in one text of a hundred, and a common one.
func (l *lexicon) asked(statements int) []Word {
	var found []Word
	for lang := range languages {
		// rank finds the most frequent stem in no more than so many texts.
		rank := func(most int) int {
			return sort.Search(stems-1, func(r int) bool { return l.expected(statements, lang, r) <= most })
		}
		texts, rare := statements*spoken[lang]/1000, spoken[lang]/perRare
		for _, w := range []struct {
			how  string
			rank int
		}{{"rare", rank(rare)}, {"middling", rank(max(texts/100, 2*rare))}, {"common", 3}} {
			found = append(found, Word{
				Lang: languages[lang], Text: l.words[lang][w.rank], How: w.how,
				Statements: l.expected(statements, lang, w.rank),
			})
		}
	}
	return found
}
