package text

// A Token is a word of a text.
type Token struct {
	Text       string // folded
	Start, End int    // code points of the text as given, half-open
}

// Tokens returns the words of s in their order: the longest runs of letters,
// marks and digits that are left when s is folded. A text in a script without
// spaces, such as Chinese or Thai, is one word up to the next punctuation
// mark. The words are those of [Fold], split at everything that is no part of a
// word; a character that folds to several words gives each the same place.
func Tokens(s string) []Token {
	var tokens []Token
	var word []rune
	var start, end int32
	flush := func() {
		if len(word) > 0 {
			tokens = append(tokens, Token{Text: string(word), Start: int(start), End: int(end)})
			word = word[:0]
		}
	}
	for _, p := range fold(s) {
		if !isWord(p.r) {
			flush()
			continue
		}
		if len(word) == 0 {
			start = p.start
		}
		word, end = append(word, p.r), p.end
	}
	flush()
	return tokens
}
