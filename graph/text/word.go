package text

import (
	"strings"
	"unicode/utf8"
)

// A word of a text is found in two ways. In its exact form, as [Tokens] gives
// it, it stands for itself only: that is how a phrase in quotation marks is
// looked for. In its loose forms it is found by whoever looks for the same word
// in another one: without the words that Arabic writes as one with it, and
// without endings.
//
// Loose forms are kept as keys. Most words have one: the word without its
// ending; see [stem]. An Arabic word has another one for each way in which its
// first letters may be a clitic: و ف (and, so), ب ك ل (by, as, to), ال (the)
// and what they make together. Whether they are cannot be told without a
// dictionary (بيري and كيري are names, and not "by" and "as" something), so the
// key says how sure it is, and two words match if they have a form in common
// unless both have it by a guess only.
const (
	// guessed begins the key of what is left when letters were cut off that may
	// be a clitic or the word's own. It cannot begin a word, nor can sure.
	guessed = "+"
	// sure begins the key of what is left where the letters cut off include the
	// article, or where what is left is known to be a word; see [isWhole].
	sure = "*"
)

// A cut is what may be left of an Arabic word without clitics.
type cut struct {
	rest string
	sure bool
}

// How many letters a cut leaves at least.
const (
	minSure    = 2
	minGuessed = 3
	// Names begin with a كـ far more often than with "as".
	minAfterKaf = 4
)

// cuts finds what may be left of a folded word without clitics.
func cuts(word string) []cut {
	if isWhole(word) {
		return nil
	}
	var found []cut
	add := func(rest string, certain bool, least int) {
		certain = certain || isWhole(rest)
		if certain {
			least = minSure
		}
		if utf8.RuneCountInString(rest) >= least {
			found = append(found, cut{rest, certain})
		}
	}
	for _, c := range conjunctions {
		after, ok := strings.CutPrefix(word, c)
		if !ok {
			continue
		}
		for _, p := range prepositions {
			rest, ok := strings.CutPrefix(after, p)
			if !ok {
				continue
			}
			if c+p != "" {
				least := minGuessed
				if p == "ك" {
					least = minAfterKaf
				}
				add(rest, false, least)
			}
			if p != "ل" {
				if bare, ok := strings.CutPrefix(rest, article); ok {
					add(bare, true, minSure)
				}
			} else if bare, ok := strings.CutPrefix(after, withArticle); ok {
				add(article+bare, false, minGuessed)
				add(bare, true, minSure)
			}
		}
	}
	return found
}

// WordKeys returns the keys under which a word is put into a dictionary of the
// words of texts, each once, the word without its ending first. The word is
// one that [Tokens] gave. They are looked up with [WordQuery].
func WordKeys(word string) []string {
	keys := []string{stem(word)}
	for _, c := range cuts(word) {
		mark := guessed
		if c.sure {
			mark = sure
		}
		keys = appendNew(keys, mark+stem(c.rest))
	}
	return keys
}

// WordQuery returns the keys of which a word has at least one when it matches
// the word looked for, which is one that [Tokens] gave. Each comes once.
func WordQuery(word string) []string {
	own := stem(word)
	keys := []string{own, guessed + own, sure + own}
	for _, c := range cuts(word) {
		rest := stem(c.rest)
		keys = appendNew(appendNew(keys, rest), sure+rest)
		if c.sure {
			keys = appendNew(keys, guessed+rest)
		}
	}
	return keys
}

// MatchWord reports whether a word of a text is a form of the word looked for.
func MatchWord(query, word string) bool {
	keys := WordKeys(word)
	for _, want := range WordQuery(query) {
		for _, key := range keys {
			if key == want {
				return true
			}
		}
	}
	return false
}

func appendNew(keys []string, key string) []string {
	for _, k := range keys {
		if k == key {
			return keys
		}
	}
	return append(keys, key)
}
