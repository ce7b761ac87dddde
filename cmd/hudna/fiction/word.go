package fiction

import (
	"strings"

	"hudna/graph/text"
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

// found is, of each stem of a language, how many words in a million a search for it
// finds: those of all its forms and, in Russian, where analysis takes vowels and
// more from the end of what is a stem here, those of up to nine other stems.
func (l *lexicon) found(lang int) []int {
	in := map[string][]int{}
	for rank, word := range l.words[lang] {
		for _, key := range text.WordKeys(word) {
			in[key] = append(in[key], rank)
		}
	}
	shares := make([]int, stems)
	for stem := range shares {
		met := map[int]bool{}
		for _, key := range text.WordQuery(l.words[lang][stem]) {
			for _, rank := range in[key] {
				if !met[rank] {
					met[rank] = true
					shares[stem] += l.ranks.share(rank)
				}
			}
		}
	}
	return shares
}

// A Word is one that a made-up graph is asked for.
type Word struct {
	Lang, Text string
	// How is "rare", "middling" or "common".
	How string
	// Statements is about how many a search for it finds by their text.
	Statements int
}

// perRare is how many texts in a thousand there are in a language for each that
// has its rare word: as few as the rarest stem has of a million statements, and
// then as many in smaller graphs, so that an answer does not grow with the graph.
const perRare = 6

// asked are the words that the codebook of a graph names. Of each language they
// are a rare one, in some 70 texts at most where the graph has no more than a
// million statements, a middling one, in one text of a hundred, and a common one.
// In Russian none is as rare as it should be in a graph of 100,000 statements: what
// comes next to 12 texts is 186, of the stems that analysis takes for one.
func (l *lexicon) asked(statements int) []Word {
	var asked []Word
	for lang := range languages {
		found := l.found(lang)
		texts, rare := statements*spoken[lang]/1000, spoken[lang]/perRare
		// expected is about how many texts have a word that is found.
		expected := func(stem int) int {
			return min(texts, texts*((shortest+longest)/2)*found[stem]/1_000_000)
		}
		// near is the first stem that is in as near as possible to so many texts.
		near := func(goal int) (stem int) {
			for s := range found {
				if apart(expected(s), goal) < apart(expected(stem), goal) {
					stem = s
				}
			}
			return stem
		}
		for _, w := range []struct {
			how  string
			stem int
		}{{"rare", near(rare)}, {"middling", near(max(texts/100, 2*rare))}, {"common", 3}} {
			asked = append(asked, Word{
				Lang: languages[lang], Text: l.words[lang][w.stem], How: w.how, Statements: expected(w.stem),
			})
		}
	}
	return asked
}

func apart(a, b int) int { return max(a, b) - min(a, b) }
