package text_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph/text"
)

func TestMarkName(t *testing.T) {
	for what, c := range map[string]struct {
		query, name string
		starts      bool
		want        string // the words that are marked, as they stand in the name
	}{
		"a word":                           {query: "kerry", name: "John Kerry", want: "Kerry"},
		"a word that stands twice":         {query: "john", name: "John, John's JOHN", want: "John JOHN"},
		"words in another order":           {query: "kerry john", name: "John F. Kerry", want: "John Kerry"},
		"one of two words":                 {query: "kerry mark", name: "John Kerry"},
		"no more than one letter less":     {query: "كيري", name: "كيربي"},
		"with its vowel signs":             {query: "كيربي", name: "جون كِيرْبِيّ", want: "كِيرْبِيّ"},
		"with what is written as one word": {query: "الدفاع", name: "الخارجية والدفاع", want: "والدفاع"},
		"nothing":                          {query: " - ", name: "John Kerry"},
		"the whole word that begins so":    {query: "ke", name: "John Kerry", starts: true, want: "Kerry"},
		"behind the article":               {query: "خار", name: "وزارة الخارجية", starts: true, want: "الخارجية"},
		"each word that begins so":         {query: "k", name: "Karvela, the Keep", starts: true, want: "Karvela Keep"},
		"and the whole words before":       {query: "john k", name: "Kerry, John", starts: true, want: "Kerry John"},
		"unless one of them is missing":    {query: "mark k", name: "Kerry, John", starts: true},
		"or nothing begins so":             {query: "john m", name: "Kerry, John", starts: true},
		"not what stands in the middle":    {query: "erry", name: "John Kerry", starts: true},
		"nothing that is being typed":      {query: "", name: "John Kerry", starts: true},
		"what begins so without the words before": {
			query: "лавров с", name: "Сергей Лавров", starts: true, want: "Сергей Лавров",
		},
	} {
		mark := text.MarkName
		if c.starts {
			mark = text.MarkNameStart
		}
		var got []string
		for _, token := range mark(c.query, c.name) {
			got = append(got, string([]rune(c.name)[token.Start:token.End]))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q marks %q in %q, want %q", what, c.query, got, c.name, c.want)
		}
	}
}

// What is marked says the same as what matches, whatever is asked.
func TestWhatMatchesIsMarked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name, query := drawText(t, "name"), drawText(t, "query")
		if words := text.Tokens(name); len(words) > 0 && rapid.Bool().Draw(t, "a word of it") {
			query = words[rapid.IntRange(0, len(words)-1).Draw(t, "which")].Text
		}
		for what, marked := range map[string]struct {
			words   []text.Token
			matches bool
		}{
			"name":  {text.MarkName(query, name), text.MatchName(query, name)},
			"start": {text.MarkNameStart(query, name), text.MatchNameStart(query, name)},
		} {
			if len(marked.words) > 0 != marked.matches {
				t.Fatalf("%s: %+q is met by %+q: %t, by %v", what, name, query, marked.matches, marked.words)
			}
			for _, w := range marked.words {
				if !slices.Contains(text.Tokens(name), w) {
					t.Fatalf("%s: %v is no word of %+q", what, w, name)
				}
			}
		}
	})
}
