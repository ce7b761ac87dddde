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
		"a part":                        {"كريمي", "ريمي", false},
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
