package graphtest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hudna/graph"
)

// The folding of names in the oracle: a table of the letters that occur in
// made-up names. It is smaller than that of package text and owes it nothing.
var folded = map[rune]string{
	// Arabic: forms of alef, yeh, kaf and heh, carriers of hamza.
	'أ': "ا", 'إ': "ا", 'آ': "ا", 'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ئ': "ي", 'ؤ': "و", 'ک': "ك", 'ة': "ه",
	// Latin letters with marks, and those that are two.
	'á': "a", 'à': "a", 'â': "a", 'ä': "a", 'ã': "a", 'å': "a", 'ç': "c", 'č': "c", 'é': "e", 'è': "e", 'ê': "e",
	'ë': "e", 'í': "i", 'î': "i", 'ï': "i", 'ñ': "n", 'ó': "o", 'ô': "o", 'ö': "o", 'š': "s", 'ß': "ss", 'ú': "u",
	'û': "u", 'ü': "u", 'ý': "y", 'ž': "z",
	// Cyrillic.
	'ё': "е",
	// The digits of Arabic.
	'٠': "0", '١': "1", '٢': "2", '٣': "3", '٤': "4", '٥': "5", '٦': "6", '٧': "7", '٨': "8", '٩': "9",
	// What is written and not read: tatweel, and marks that join or part.
	'ـ': "", 0x200C: "", 0x200D: "", 0x200E: "", 0x200F: "",
}

// isVowelSign reports whether r is an Arabic vowel sign or a combining accent,
// which a key leaves out. A hamza or a breve that is a mark of its own is left
// to the tests of package text.
func isVowelSign(r rune) bool {
	return 0x064B <= r && r <= 0x0652 || r == 0x0670 || 0x0300 <= r && r <= 0x036F
}

// nameTokens cuts a name into folded tokens.
func nameTokens(name string) []string {
	var tokens []string
	for _, word := range strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && folded[r] == "" && !isSilent(r)
	}) {
		var b strings.Builder
		for _, r := range word {
			r = unicode.ToLower(r)
			if isVowelSign(r) {
				continue
			}
			if s, ok := folded[r]; ok {
				b.WriteString(s)
				continue
			}
			b.WriteRune(r)
		}
		if b.Len() > 0 {
			tokens = append(tokens, b.String())
		}
	}
	return tokens
}

// isSilent reports whether r is written and not read.
func isSilent(r rune) bool {
	s, ok := folded[r]
	return ok && s == ""
}

// The Arabic article, alone and with what is written together with it.
var articles = []string{"وال", "بال", "كال", "فال", "ال", "لل"}

// tokenForms gives a token, and without the article where at least three
// letters stay.
func tokenForms(token string) []string {
	forms := []string{token}
	for _, article := range articles {
		if rest, ok := strings.CutPrefix(token, article); ok && utf8.RuneCountInString(rest) >= 3 {
			return append(forms, rest)
		}
	}
	return forms
}

// named reports whether every token of a query is a token of one of the names.
func named(names []graph.Name, query string) bool {
	asked := nameTokens(query)
	if len(asked) == 0 {
		return false
	}
	return slices.ContainsFunc(names, func(n graph.Name) bool {
		tokens := nameTokens(n.Text)
		for _, token := range asked {
			if !slices.ContainsFunc(tokens, func(t string) bool { return sameToken(t, token) }) {
				return false
			}
		}
		return true
	})
}

func sameToken(a, b string) bool {
	forms := tokenForms(b)
	return slices.ContainsFunc(tokenForms(a), func(form string) bool { return slices.Contains(forms, form) })
}
