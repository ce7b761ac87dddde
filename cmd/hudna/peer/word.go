package peer

import (
	"strconv"
	"strings"

	"hudna/graph/text"
)

// maxPosition is the last place of a word that a tsvector knows.
const maxPosition = 1<<14 - 1

// Lexemes are the words of texts as a tsvector: each folded, and in all the
// forms by which package text finds it.
func Lexemes(texts ...string) string {
	at := 0
	places := map[string][]int{}
	var order []string
	for _, t := range texts {
		for _, token := range text.Tokens(t) {
			at = min(at+1, maxPosition)
			for _, key := range text.WordKeys(token.Text) {
				if places[key] == nil {
					order = append(order, key)
				}
				places[key] = append(places[key], at)
			}
		}
	}
	var b strings.Builder
	for i, key := range order {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(lexeme(key))
		for j, place := range places[key] {
			b.WriteByte(":,"[min(j, 1)])
			b.WriteString(strconv.Itoa(place))
		}
	}
	return b.String()
}

// Query is what is looked for as a tsquery: every word of it, in one of its
// forms. It is for words alone; quotation marks mean nothing to it.
func Query(sought string) string {
	var words []string
	for _, token := range text.Tokens(sought) {
		var forms []string
		for _, key := range text.WordQuery(token.Text) {
			forms = append(forms, lexeme(key))
		}
		words = append(words, "("+strings.Join(forms, " | ")+")")
	}
	return strings.Join(words, " & ")
}

func lexeme(key string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(key) + "'"
}
