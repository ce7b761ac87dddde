package fiction

import (
	"strings"

	"hudna/graph"
)

// syllables are what names are made of, each in Latin, Arabic and Cyrillic
// letters. Three of them make no name that anybody bears.
var syllables = [...][3]string{
	{"zel", "زيل", "зел"},
	{"qui", "كوي", "кви"},
	{"thal", "ثال", "тал"},
	{"brin", "برين", "брин"},
	{"osk", "أوسك", "оск"},
	{"ulm", "أولم", "улм"},
	{"fen", "فين", "фен"},
	{"dra", "درا", "дра"},
	{"mur", "مور", "мур"},
	{"pel", "بيل", "пел"},
	{"wex", "ويكس", "векс"},
	{"gro", "غرو", "гро"},
	{"yst", "يست", "ист"},
	{"nim", "نيم", "ним"},
	{"lorn", "لورن", "лорн"},
	{"kra", "كرا", "кра"},
	{"veb", "فيب", "веб"},
	{"tos", "توس", "тос"},
	{"jund", "جوند", "джунд"},
	{"sim", "سيم", "сим"},
	{"hal", "هال", "хал"},
	{"rog", "روغ", "рог"},
	{"bex", "بيكس", "бекс"},
	{"dun", "دون", "дун"},
	{"var", "فار", "вар"},
	{"mel", "ميل", "мел"},
	{"pry", "بري", "при"},
	{"stau", "ستاو", "стау"},
	{"gli", "غلي", "гли"},
	{"nok", "نوك", "нок"},
	{"tef", "تيف", "теф"},
	{"zur", "زور", "зур"},
}

// A coined name is one name in three scripts.
type coined [3]string

// allNames is how many names of three syllables there are.
const allNames = len(syllables) * len(syllables) * len(syllables)

// coin makes the n-th name. Neighbours do not look alike.
func coin(n int) coined {
	n = (n*10_007 + 4_321) % allNames // 10,007 and the power of two have no factor in common
	var c coined
	for range 3 {
		s := syllables[n%len(syllables)]
		n /= len(syllables)
		for script := range c {
			c[script] += s[script]
		}
	}
	for _, script := range []int{0, 2} { // Arabic has no capitals
		c[script] = capital(c[script])
	}
	return c
}

func capital(s string) string {
	for i := range s {
		if i > 0 {
			return strings.ToUpper(s[:i]) + s[i:]
		}
	}
	return s
}

// with puts words before or behind a name, in each language.
func (c coined) with(before, behind coined) coined {
	for i := range c {
		c[i] = strings.TrimSpace(before[i] + " " + c[i] + behind[i])
	}
	return c
}

// and joins a given name and a family's name.
func (c coined) and(family coined) coined {
	for i := range c {
		c[i] += " " + family[i]
	}
	return c
}

// scripts are the languages of the parts of a coined name.
var scripts = [3]string{"en", "ar", "ru"}

// names gives the names of a record.
func (c coined) names() []graph.Name {
	return []graph.Name{
		{Text: c[0], Lang: "en", Kind: graph.NamePrimary},
		{Text: c[1], Lang: "ar", Kind: graph.NameTransliteration},
		{Text: c[2], Lang: "ru", Kind: graph.NameTransliteration},
	}
}

// in is the name in one of the languages.
func (c coined) in(lang int) string {
	for i, script := range scripts {
		if script == languages[lang] {
			return c[i]
		}
	}
	return c[0]
}

// Where names of different things begin, so that no two of one kind of thing
// are alike.
const (
	namesOfSides   = 0
	namesOfOthers  = 500
	namesOfPlaces  = 4_000
	namesOfFamily  = 12_000
	namesOfTreaty  = 24_000
	namesOfTopics  = 30_000
	namesOfGivens  = 31_000
	numberOfGivens = 300
)
