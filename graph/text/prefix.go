package text

import (
	"slices"
	"strings"
)

// NamePrefixes returns what one of the keys of a name has to begin with when
// the name is met by a query that is still being typed: the last word of it,
// which may stand behind clitics in the name. A query without words has none.
// The words before it are looked up with [NameQuery], and [MatchNameStart]
// tells whether one name has them all.
func NamePrefixes(query string) []string {
	words := Tokens(query)
	if len(words) == 0 {
		return nil
	}
	last := words[len(words)-1].Text
	return []string{last, cliticMark + last}
}

// MatchNameStart reports whether every word of the query but the last is a word
// of the name, and the last begins one, behind clitics or not.
func MatchNameStart(query, name string) bool {
	words := Tokens(query)
	if len(words) == 0 {
		return false
	}
	keys := NameKeys(name)
	if !haveAll(nameQuery(words[:len(words)-1]), keys) {
		return false
	}
	starts := NamePrefixes(query)
	return slices.ContainsFunc(keys, func(key string) bool {
		return strings.HasPrefix(key, starts[0]) || strings.HasPrefix(key, starts[1])
	})
}
