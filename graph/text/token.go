package text

import "unicode/utf8"

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
//
// A word reaches from its first letter to the last sign that is written on its
// last one, such as a vowel sign: what is shown of a text is never cut off
// between a letter and its signs.
func Tokens(s string) []Token {
	if tokens, ok := plainTokens(s); ok {
		return tokens
	}
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
	for points, i := []rune(s), 0; i < len(tokens); i++ {
		t := &tokens[i]
		for t.Start > 0 && isModifier(points[t.Start-1]) && (i == 0 || tokens[i-1].End < t.Start) {
			t.Start--
		}
		for t.End < len(points) && clings(points[t.End]) && (i+1 == len(tokens) || tokens[i+1].Start > t.End) {
			t.End++
		}
	}
	return tokens
}

// plainTokens does what [Tokens] does where every code point folds by itself,
// which is nearly always so; ok says whether it was.
func plainTokens(s string) (tokens []Token, ok bool) {
	var word []byte
	start, end, at := 0, 0, -1
	apostrophe := false // one has come behind the word, and may stand within it
	flush := func() {
		if len(word) > 0 {
			tokens = append(tokens, Token{Text: string(word), Start: start, End: end})
			word = word[:0]
		}
		apostrophe = false
	}
	for _, given := range s {
		at++
		r, ok := plain(given)
		if !ok {
			return nil, false
		}
		switch {
		case r == dropped:
			if len(word) > 0 && end == at && clings(given) {
				end++
			}
		case isWord(r):
			if len(word) == 0 {
				start = at
			}
			word, end, apostrophe = utf8.AppendRune(word, r), at+1, false
		case isApostrophe(r) && len(word) > 0 && !apostrophe:
			apostrophe = true
		default:
			flush()
		}
	}
	flush()
	return tokens, true
}
