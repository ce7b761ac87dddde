package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/russian"
)

// stem takes the ending off a folded word, by the script it begins in:
//
//	Latin      the English stemmer of Snowball (Porter 2)
//	Cyrillic   the Russian stemmer of Snowball, again until nothing goes: it
//	           makes лавров of лаврова and лавр of лавров
//	Arabic     endings as in the light stemmers of the field, see [arabicStem]
//
// The language of a text may be unknown or another one: what is taken off too
// little or too much is so in the text and in the query.
func stem(word string) string {
	first, _ := utf8.DecodeRuneInString(word)
	switch {
	case 'a' <= first && first <= 'z':
		return snowball(word, english.Stem, 1)
	case unicode.Is(unicode.Cyrillic, first):
		return snowball(word, russian.Stem, maxRussianRounds)
	case unicode.Is(unicode.Arabic, first):
		return arabicStem(word)
	}
	return word
}

const maxRussianRounds = 4

// longest bounds what is stemmed, in bytes. What is longer is no word of a
// language.
const longest = 128

func snowball(word string, stem func(*snowballstem.Env) bool, rounds int) string {
	if len(word) > longest {
		return word
	}
	env := snowballstem.NewEnv(word)
	for range rounds {
		before := env.Current()
		stem(env)
		switch after := env.Current(); after {
		case "":
			return before
		case before:
			return after
		}
		env.SetCurrent(env.Current())
	}
	return env.Current()
}

// An ending is one that Arabic words take, and how many letters have to be left
// without it.
type ending struct {
	letters string
	least   int
}

// The endings of Arabic, each list the longest first. They follow the light
// stemmers (Larkey, Ballesteros and Connell 2002, light10; Lucene's
// ArabicStemmer), with differences: the pronoun goes before the plural, so that
// انتهاكاته is found by انتهاكات and by انتهاك; and the ي of belonging stays, so
// that سوري is another word than سوريا, and كيري than كير. ة is folded to ه.
var (
	pronouns = []ending{{"هما", 3}, {"ها", 3}, {"هم", 4}, {"نا", 4}, {"ه", 3}}
	numbers  = []ending{{"ات", 3}, {"ون", 3}, {"ين", 3}, {"ان", 3}, {"وا", 3}}
)

// arabicStem takes endings off a folded word: a pronoun or the ه that may be
// one, with the ت that stands for ة before it, then one of plural or dual; or
// the ا of the accusative.
func arabicStem(word string) string {
	if len(word) > longest || isWhole(word) {
		return word
	}
	rest, pronoun := withoutEnding(word, pronouns)
	if bare, ok := strings.CutSuffix(rest, "ت"); ok && pronoun != "" && !strings.HasSuffix(bare, "ا") {
		least := 3
		if pronoun == "ه" { // which may be a ة behind a ت of the word: ثابتة
			least = 4
		}
		if utf8.RuneCountInString(bare) >= least {
			return bare
		}
	}
	if isWhole(rest) {
		return rest
	}
	rest, number := withoutEnding(rest, numbers)
	if bare, ok := strings.CutSuffix(rest, "ا"); ok && pronoun == "" && number == "" &&
		!strings.HasSuffix(bare, "ي") && utf8.RuneCountInString(bare) >= 4 {
		return bare
	}
	return rest
}

// withoutEnding takes the first of the endings off that the word has, if enough
// is left.
func withoutEnding(word string, endings []ending) (rest, off string) {
	for _, e := range endings {
		if rest, ok := strings.CutSuffix(word, e.letters); ok && utf8.RuneCountInString(rest) >= e.least {
			return rest, e.letters
		}
	}
	return word, ""
}
