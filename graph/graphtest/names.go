package graphtest

import (
	"slices"
	"strings"
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
	for _, w := range readWords(name) {
		tokens = append(tokens, w.exact)
	}
	return tokens
}

// behind lists what can be left of a word of a name without what Arabic writes
// as one with it, where at least three letters stay.
func behind(token string) []string {
	var rests []string
	for _, c := range withoutClitics(token) {
		letters := utf8.RuneCountInString(c.rest)
		if c.contracted {
			letters -= 2 // the article is none of its own
		}
		if letters >= 3 {
			rests = append(rests, c.rest)
		}
	}
	return rests
}

// named reports whether every token of a query is a token of one of the names.
func named(names []graph.Name, query string) bool { return namedBy(names, query, false) }

// nameStarts reports whether every token of a query but the last is a token of
// one of the names, and the last one begins a token of it.
func nameStarts(names []graph.Name, query string) bool { return namedBy(names, query, true) }

func namedBy(names []graph.Name, query string, starts bool) bool {
	return slices.ContainsFunc(names, func(n graph.Name) bool { return len(calledBy(n.Text, query, starts)) > 0 })
}

// calledBy are the places of the words of a name by which a query meets it; none
// if it does not.
func calledBy(name, query string, starts bool) [][2]int {
	asked, words := nameTokens(query), readWords(name)
	var places [][2]int
	for i, token := range asked {
		found := false
		for _, w := range words {
			same := sameToken(w.exact, token)
			if starts && i == len(asked)-1 {
				same = begins(token, w.exact)
			}
			if same {
				found, places = true, append(places, [2]int{w.start, w.end})
			}
		}
		if !found {
			return nil
		}
	}
	return places
}

// A calling is what the names of a record are asked for.
type calling struct {
	query  string
	starts bool
}

// callings are those of a query that all that is listed has to meet: not those
// within Or and Not.
func callings(query any) []calling {
	var list []calling
	switch q := query.(type) {
	case graph.ActorQuery:
		list = callingsOf(q.Name, q.Starts, q.And)
	case graph.LocationSet:
		list = callingsOf(q.Name, q.Starts, q.And)
	case graph.TopicSet:
		list = callingsOf(q.Name, q.Starts, q.And)
	case graph.AgreementSet:
		list = callingsOf(q.Name, "", q.And)
	case graph.EventSet:
		list = callingsOf(q.Name, "", q.And)
	}
	return list
}

func callingsOf[Q any](name, starts string, and []Q) []calling {
	var list []calling
	if name != "" {
		list = append(list, calling{query: name})
	}
	if starts != "" {
		list = append(list, calling{starts, true})
	}
	for _, q := range and {
		list = append(list, callings(q)...)
	}
	return list
}

// calledAt are the places in the names of a record of what a query asks of them.
func calledAt(query any, r graph.Record) []graph.Highlight {
	list := callings(query)
	if list == nil {
		return nil
	}
	return lit(r, func(name string) (spans [][2]int) {
		for _, c := range list {
			spans = append(spans, calledBy(name, c.query, c.starts)...)
		}
		return spans
	})
}

// begins reports whether a token begins another one, or what is left of it.
func begins(start, token string) bool {
	return strings.HasPrefix(token, start) || slices.ContainsFunc(behind(token), func(rest string) bool { return strings.HasPrefix(rest, start) })
}

// sameToken reports whether two tokens are the same, or one is what is left of
// the other; what is left of both counts only with the article, which shows
// that there was more.
func sameToken(a, b string) bool {
	left, right := behind(a), behind(b)
	return a == b || slices.Contains(left, b) || slices.Contains(right, a) || slices.ContainsFunc(left, func(rest string) bool {
		return strings.HasPrefix(rest, "ال") && slices.Contains(right, rest)
	})
}
