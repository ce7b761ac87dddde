package text_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph/text"
)

func TestMatchNameStart(t *testing.T) {
	for what, c := range map[string]struct {
		query, name string
		want        bool
	}{
		"the first letters of a word":          {"ker", "John Kerry", true},
		"the whole word":                       {"kerry", "John Kerry", true},
		"more than the word":                   {"kerrys", "John Kerry", false},
		"letters from the middle":              {"erry", "John Kerry", false},
		"a word and the beginning of the next": {"john k", "John Kerry", true},
		"in another order":                     {"kerry j", "John Kerry", true},
		"the beginning of the first word":      {"jo kerry", "John Kerry", false},
		"a word that is not there":             {"mark k", "John Kerry", false},
		"Arabic":                               {"كير", "جون كيري", true},
		"Arabic, with another spelling":        {"إدل", "ادلب", true},
		"behind the article":                   {"خار", "وزارة الخارجية", true},
		"with the article":                     {"وزارة الخ", "وزارة الخارجية", true},
		"Cyrillic":                             {"лав", "Сергей Лавров", true},
		"Cyrillic ё":                           {"королё", "Королев", true},
		"accents":                              {"ely", "Élysée", true},
		"a character that is several words":    {"ﷺ", "محمد ﷺ", true},
		"of which one is missing":              {"ﷺ", "محمد وسلم", false},
		"one letter":                           {"é", "Élysée", true},
		"a space behind it":                    {"john ", "John Kerry", true},
		"no word":                              {" - ", "John Kerry", false},
		"no name":                              {"a", "", false},
	} {
		if got := text.MatchNameStart(c.query, c.name); got != c.want {
			t.Errorf("%s: %q begins a name %q: %t", what, c.query, c.name, got)
		}
	}
}

// Whatever one types of a name, letter by letter, finds it.
func TestANameIsFoundAsItIsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := drawText(t, "name")
		for _, token := range text.Tokens(name) {
			typed := []rune(token.Text)
			query := string(typed[:rapid.IntRange(1, len(typed)).Draw(t, "letters")])
			if words := text.Tokens(query); len(words) != 1 || words[0].Text != query {
				continue // half a letter, in scripts that build them of several
			}
			if !text.MatchNameStart(query, name) {
				t.Fatalf("%+q does not find %+q, whose keys are %+q", query, name, text.NameKeys(name))
			}
		}
		if !slices.Equal(text.NamePrefixes(name), nil) != (len(text.Tokens(name)) > 0) {
			t.Fatalf("%+q has the prefixes %q", name, text.NamePrefixes(name))
		}
	})
}
