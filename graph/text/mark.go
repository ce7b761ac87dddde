package text

import (
	"slices"
	"strings"
)

// MarkName gives the words of a name by which a query meets it, in their order;
// none if it does not. It does where [MatchName] says so.
func MarkName(query, name string) []Token { return markName(nameQuery(Tokens(query)), nil, name) }

// MarkNameStart does the same for a query that is still being typed, as
// [MatchNameStart] does. A word that begins as the last word of the query, behind
// clitics or not, is given whole.
func MarkNameStart(query, name string) []Token {
	words := Tokens(query)
	if len(words) == 0 {
		return nil
	}
	return markName(nameQuery(words[:len(words)-1]), NamePrefixes(query), name)
}

// markName marks the words of a name of which a key is one of those of a word
// that is looked for, or begins with one of the starts. Every word has to be
// there, and a start if there are any.
func markName(words [][]string, starts []string, name string) []Token {
	missing := make([]bool, len(words))
	for i := range missing {
		missing[i] = true
	}
	begun := starts == nil
	var marked []Token
	for _, token := range Tokens(name) {
		met := false
		keys := wordNameKeys(token.Text)
		for i, alternatives := range words {
			if slices.ContainsFunc(alternatives, func(key string) bool { return slices.Contains(keys, key) }) {
				missing[i], met = false, true
			}
		}
		for _, start := range starts {
			if slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(key, start) }) {
				begun, met = true, true
			}
		}
		if met {
			marked = append(marked, token)
		}
	}
	if !begun || slices.Contains(missing, true) {
		return nil
	}
	return marked
}
