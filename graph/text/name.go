package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Names are searched word by word: each word of the query must be a word of the
// name. In Arabic, words such as "and", "by", "to" and "the" are written as one
// with the word that follows, so a name that is copied out of a sentence
// carries them (ولافروف, للخارجية), and names themselves may (الخارجية). Whether
// the first letters of a word are such a clitic cannot be told without a
// dictionary: لافروف begins with an l of its own. So nothing is cut off; a word
// matches another if the two are the same, or the same but for clitics
// before one of them.

// cliticMark begins a name key of which clitics have been taken off. It cannot
// begin a word.
const cliticMark = "+"

// minStem is how many letters clitics must leave of a word. With less, nearly
// every short word would be another one with a clitic.
const minStem = 3

// The clitics that can stand before a word, in their order.
var (
	conjunctions = []string{"", "و", "ف"}      // and; so
	prepositions = []string{"", "ب", "ك", "ل"} // by, as, to
)

const (
	article     = "ال" // the
	withArticle = "لل" // to the: ل and ال are contracted
)

// stems returns what can be left of a folded word without clitics, the longest
// first, each once.
func stems(word string) []string {
	var found []string
	add := func(stem, before string) {
		if utf8.RuneCountInString(stem) >= minStem && !slices.Contains(found, before+stem) {
			found = append(found, before+stem)
		}
	}
	for _, c := range conjunctions {
		rest, ok := strings.CutPrefix(word, c)
		if !ok {
			continue
		}
		for _, p := range prepositions {
			stem, ok := strings.CutPrefix(rest, p)
			if !ok {
				continue
			}
			if c+p != "" {
				add(stem, "")
			}
			if p != "ل" {
				if stem, ok := strings.CutPrefix(stem, article); ok {
					add(stem, "")
				}
			} else if stem, ok := strings.CutPrefix(rest, withArticle); ok {
				add(stem, article)
				add(stem, "")
			}
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return len(b) - len(a) })
	return found
}

// NameKeys returns the keys under which a name is put into an index, each once:
// its folded words, and what they can be without clitics, which is marked. They
// are looked up with [NameQuery]; to look up NameKeys of a query would
// find too little.
func NameKeys(name string) []string {
	var keys []string
	seen := make(map[string]bool)
	add := func(key string) {
		if !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	for _, token := range Tokens(name) {
		add(token.Text)
		for _, stem := range stems(token.Text) {
			add(cliticMark + stem)
		}
	}
	return keys
}

// NameQuery returns, for each different word of a query, the keys of which a
// name must have at least one, the word itself first. A name matches if it has
// one for every word; a query without words has none and matches nothing.
//
// Where the keys of several names of a record are put together, their words
// are too, and [MatchName] tells whether one name has them all.
func NameQuery(query string) [][]string { return nameQuery(Tokens(query)) }

func nameQuery(tokens []Token) [][]string {
	var words [][]string
	seen := make(map[string]bool)
	for _, token := range tokens {
		if seen[token.Text] {
			continue
		}
		seen[token.Text] = true
		// The word, with or without clitics in the name, and without its own
		// clitics. Both without clitics only where the article says that they
		// are: else بيري and كيري would be the same.
		keys := []string{token.Text, cliticMark + token.Text}
		for _, stem := range stems(token.Text) {
			keys = append(keys, stem)
			if strings.HasPrefix(stem, article) {
				keys = append(keys, cliticMark+stem)
			}
		}
		words = append(words, keys)
	}
	return words
}

// MatchName reports whether every word of the query is a word of the name.
func MatchName(query, name string) bool {
	words := NameQuery(query)
	return len(words) > 0 && haveAll(words, NameKeys(name))
}

// haveAll reports whether the keys of a name have one for every word of a query.
func haveAll(words [][]string, ofName []string) bool {
	keys := make(map[string]bool, len(ofName))
	for _, key := range ofName {
		keys[key] = true
	}
	for _, alternatives := range words {
		if !slices.ContainsFunc(alternatives, func(key string) bool { return keys[key] }) {
			return false
		}
	}
	return true
}
