package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"hudna/graph/text"
)

func TestTokens(t *testing.T) {
	for name, test := range map[string]struct {
		given string
		want  []text.Token
	}{
		"nothing":                  {"", nil},
		"no words":                 {" ... «» — ؟ \u200F", nil},
		"words and punctuation":    {"Kerry, said:", []text.Token{{"kerry", 0, 5}, {"said", 7, 11}}},
		"Arabic":                   {"جون كيري،", []text.Token{{"جون", 0, 3}, {"كيري", 4, 8}}},
		"guillemets":               {"«دمشق»", []text.Token{{"دمشق", 1, 5}}},
		"a hyphen parts":           {"al-Assad", []text.Token{{"al", 0, 2}, {"assad", 3, 8}}},
		"an underscore parts":      {"abu_bilal", []text.Token{{"abu", 0, 3}, {"bilal", 4, 9}}},
		"a full stop parts":        {"U.N.", []text.Token{{"u", 0, 1}, {"n", 2, 3}}},
		"letters with digits":      {"S300 F-16", []text.Token{{"s300", 0, 4}, {"f", 5, 6}, {"16", 7, 9}}},
		"an apostrophe does not":   {"Sana'a city", []text.Token{{"sanaa", 0, 6}, {"city", 7, 11}}},
		"two apostrophes part":     {"a''b", []text.Token{{"a", 0, 1}, {"b", 3, 4}}},
		"quotation marks":          {"'Sana'", []text.Token{{"sana", 1, 5}}},
		"vowel signs are in place": {"حضَّا أن", []text.Token{{"حضا", 0, 5}, {"ان", 6, 8}}},
		"a vowel sign at the end":  {"أنً x", []text.Token{{"ان", 0, 3}, {"x", 4, 5}}},
		"vowel signs at the end":   {"شيئاً، شيئٌّ", []text.Token{{"شييا", 0, 5}, {"شيي", 7, 12}}},
		"signs beside an accent":   {"شيئاً é شيئٌّ", []text.Token{{"شييا", 0, 5}, {"e", 6, 7}, {"شيي", 8, 13}}},
		"a sign on a space":        {"أن \u064B x", []text.Token{{"ان", 0, 2}, {"x", 5, 6}}},
		"a sign on a quotation":    {"أن'\u064B x", []text.Token{{"ان", 0, 2}, {"x", 5, 6}}},
		"tatweel inside":           {"هـدنة", []text.Token{{"هدنه", 0, 5}}},
		"tatweel at the end":       {"هـ: ٢٠١٦هـ é", []text.Token{{"ه", 0, 2}, {"2016ه", 4, 10}, {"e", 11, 12}}},
		"a high hamza at the end":  {"قازاق\u0674 x", []text.Token{{"قازاق", 0, 6}, {"x", 7, 8}}},
		"accents that stand apart": {"e\u0301te\u0301 x", []text.Token{{"ete", 0, 5}, {"x", 6, 7}}},
		"an ayn and a hamza":       {"(ʿulamāʾ) x", []text.Token{{"ulama", 1, 8}, {"x", 10, 11}}},
		"one letter becomes two":   {"ß x", []text.Token{{"ss", 0, 1}, {"x", 2, 3}}},
		"a ligature for a phrase":  {"a ﷺ", []text.Token{{"a", 0, 1}, {"صلي", 2, 3}, {"الله", 2, 3}, {"عليه", 2, 3}, {"وسلم", 2, 3}}},
		"a fraction is two":        {"1½", []text.Token{{"11", 0, 2}, {"2", 1, 2}}},
		"beyond two bytes":         {"𝟐𝟎 𐐀 x", []text.Token{{"20", 0, 2}, {"𐐨", 3, 4}, {"x", 5, 6}}},
		"bidi marks":               {"\u200Fكيري\u200F Kerry", []text.Token{{"كيري", 1, 5}, {"kerry", 7, 12}}},
		"a zero width space parts": {"a\u200Bb", []text.Token{{"a", 0, 1}, {"b", 2, 3}}},
		"a non-joiner does not":    {"می\u200Cخواهم", []text.Token{{"ميخواهم", 0, 8}}},
		"Korean that composes":     {"x \u1112\u0301\u1161\u11AB", []text.Token{{"x", 0, 1}, {"한", 2, 6}}},
		"not UTF-8":                {"\xff\xfea b", []text.Token{{"a", 2, 3}, {"b", 4, 5}}},
		"scripts side by side":     {"الـBBC", []text.Token{{"الbbc", 0, 6}}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := text.Tokens(test.given); !slices.Equal(got, test.want) {
				t.Errorf("%q has the tokens %+v, want %+v", test.given, got, test.want)
			}
		})
	}
}

// checkTokens reports what is wrong with the tokens of s.
func checkTokens(s string) string {
	runes := []rune(s)
	folded := text.Fold(s)
	words := strings.FieldsFunc(folded, func(r rune) bool {
		return !unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number)
	})
	tokens := text.Tokens(s)
	if len(tokens) != len(words) {
		return "there are not as many tokens as words in the folded text"
	}
	last := text.Token{}
	for i, token := range tokens {
		switch {
		case token.Text != words[i]:
			return "a token is not the word of the folded text"
		case token.Start < 0 || token.Start >= token.End || token.End > len(runes):
			return "a token lies outside the text"
		case token.Start < last.Start || token.End < last.End:
			return "tokens are out of order"
		case !strings.Contains(text.Fold(string(runes[token.Start:token.End])), token.Text):
			return "a token is not in its place"
		}
		last = token
	}
	return ""
}

func TestTokensAreTheWordsInTheirPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t, "text") + drawText(t, "more text")
		if problem := checkTokens(s); problem != "" {
			t.Fatalf("%+q: %s: %+v in %+q", s, problem, text.Tokens(s), text.Fold(s))
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{
		"", "Kerry said", "وِزارة «الخارجية»", "Чайка ё", "Sana'a", "ﷺ", "می\u200Cخواهم", "\u1112\u0301\u1161", "e\u0301", "\xff", "1½", "İß",
		"क़\u200D\u093C", "か\u3099", "a\u200Bb", strings.Repeat("\u0301\u0323", 40),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := text.Fold(s)
		if twice := text.Fold(once); twice != once {
			t.Fatalf("%+q folds to %+q, and that to %+q", s, once, twice)
		}
		if problem := checkTokens(s); problem != "" {
			t.Fatalf("%+q: %s: %+v in %+q", s, problem, text.Tokens(s), once)
		}
		if keys := text.NameKeys(s); len(keys) > 0 != (len(text.Tokens(s)) > 0) {
			t.Fatalf("%+q has the keys %q", s, keys)
		}
		if match := text.MatchName(s, s); match != (len(text.Tokens(s)) > 0) {
			t.Fatalf("%+q matches itself: %t", s, match)
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	s := strings.Repeat("قال متحدث مختلق باسم وزارة «الشؤون المختلقة» في أفاريا. ", 20)
	b.ReportAllocs()
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		text.Tokens(s)
	}
}
