package graphtest

import (
	"testing"

	"hudna/graph"
)

func TestNamed(t *testing.T) {
	for name, test := range map[string]struct {
		name, query string
		want        bool
	}{
		"the same":                      {"أنطون ريكارد", "ريكارد", true},
		"hamza on alef":                 {"أنطون", "انطون", true},
		"vowel signs":                   {"مَجلِس", "مجلس", true},
		"tatweel":                       {"ريـكارد", "ريكارد", true},
		"teh marbuta":                   {"وزارة", "وزاره", true},
		"Persian letters":               {"كارفيلا", "کارفیلا", true},
		"the article in the name":       {"الخارجية", "خارجية", true},
		"the article in the query":      {"خارجية", "الخارجية", true},
		"the article after and":         {"والخارجية", "الخارجية", true},
		"two letters keep their alef":   {"الف", "ف", false},
		"one letter more":               {"كريمي", "كريم", false},
		"a part":                        {"كريمي", "كري", false},
		"what may be as and a name":     {"كريمي", "ريمي", true},
		"two that may be":               {"بريمي", "كريمي", false},
		"case":                          {"Dolan", "DOLAN", true},
		"an accent":                     {"Émile", "emile", true},
		"an accent of its own":          {"E\u0301mile", "emile", true},
		"a digit of Arabic":             {"لجنة ٢٠١٩", "2019", true},
		"yo":                            {"Фёдор", "федор", true},
		"short i is a letter":           {"Йорк", "Иорк", false},
		"punctuation parts":             {"Karvela-Dolan", "dolan", true},
		"all words have to be there":    {"Anton Rikard", "Anton Dolan", false},
		"in any order":                  {"Anton Rikard", "rikard anton", true},
		"nothing":                       {"Anton", "", false},
		"a dash":                        {"Anton", " - ", false},
		"marks of direction are silent": {"An\u200fton", "anton", true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := named([]graph.Name{{Text: test.name}}, test.query); got != test.want {
				t.Errorf("%q is %q: %t", test.name, test.query, got)
			}
		})
	}
	if named([]graph.Name{{Text: "Anton"}, {Text: "Rikard"}}, "Anton Rikard") {
		t.Error("two names are one")
	}
}

func TestNamesAsTheyAreTyped(t *testing.T) {
	for name, test := range map[string]struct {
		name, query string
		want        bool
	}{
		"the beginning of a word":       {"Karvela Land", "kar", true},
		"the middle of one":             {"Karvela", "vel", false},
		"all but the last are whole":    {"Karvela Land", "kar land", false},
		"in any order":                  {"Karvela Land", "land k", true},
		"behind the article":            {"الخارجية", "خار", true},
		"with the article":              {"خارجية", "الخار", false},
		"behind and":                    {"والخارجية", "الخ", true},
		"words of one name, not of two": {"Anton", "anton r", false},
		"nothing yet":                   {"Anton", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := nameStarts([]graph.Name{{Text: test.name}}, test.query); got != test.want {
				t.Errorf("%q begins %q: %t", test.query, test.name, got)
			}
		})
	}
}

func TestForms(t *testing.T) {
	for name, test := range map[string]struct {
		word, query string
		want        bool
	}{
		"the same":                        {"الهدنة", "الهدنة", true},
		"the article":                     {"الهدنة", "هدنة", true},
		"to the":                          {"للهدنة", "هدنة", true},
		"and to the":                      {"وللهدنة", "الهدنة", true},
		"to":                              {"لكارفيلا", "كارفيلا", true},
		"a pronoun":                       {"هدنتها", "هدنة", true},
		"another pronoun":                 {"هدنتهم", "الهدنة", true},
		"a plural":                        {"خروقات", "الخروقات", true},
		"a plural with a pronoun":         {"خروقاتها", "خروقات", true},
		"two that may have lost a letter": {"كيري", "بيري", false},
		"one letter more":                 {"كيربي", "كيري", false},
		"belonging":                       {"سوري", "سوريا", false},
		"a word that begins with and":     {"وقف", "قف", false},
		"a word that ends like two":       {"نعمان", "نعم", false},
		"English":                         {"breaching", "breaches", true},
		"other words":                     {"truce", "truth", false},
		"Russian":                         {"перемирия", "перемирие", true},
		"a name in a case":                {"Рикарда", "Рикард", true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := NewNaive(nil).worded(test.query, test.word); got != test.want {
				t.Errorf("%q is found by %q: %t", test.word, test.query, got)
			}
			if !NewNaive(nil).worded("«"+test.word+"»", test.word) || !NewNaive(nil).worded("„"+test.word+"“", test.word) || NewNaive(nil).worded("«"+test.query+"»", test.word) != (test.query == test.word) {
				t.Errorf("in quotation marks %q is not exactly itself", test.word)
			}
		})
	}
}

// The table of naming is what the oracle is told apart from its folding: words
// of a line are one, words of two lines are not.
func TestOracleFoldsTheWordsThatAreDrawn(t *testing.T) {
	n := newNaming()
	for i, line := range n.words {
		for _, word := range line {
			for j, other := range n.words {
				for _, query := range other {
					if got := named([]graph.Name{{Text: word}}, query); got != (i == j) {
						t.Errorf("%q is %q: %t", word, query, got)
					}
				}
			}
		}
	}
}
