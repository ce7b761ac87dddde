package graphtest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/russian"
)

// A word is one of a text as it is read by everybody, whatever the spelling.
type word struct {
	exact      string
	start, end int // code points of the text, half-open
}

// readWords cuts a text into words: letters, digits and the marks on them.
func readWords(text string) []word {
	var words []word
	var b strings.Builder
	start, end := 0, 0
	finish := func() {
		if b.Len() > 0 {
			words = append(words, word{b.String(), start, end})
			b.Reset()
		}
	}
	points := []rune(text)
	for i, r := range points {
		if strings.ContainsRune("'’‘`", r) && i > 0 && i+1 < len(points) && unicode.IsLetter(points[i-1]) && unicode.IsLetter(points[i+1]) {
			continue // within a word: Dar'a
		}
		r = unicode.ToLower(r)
		read, isFolded := folded[r]
		switch {
		case isVowelSign(r), isFolded && read == "":
			if b.Len() > 0 {
				end = i + 1
			}
			continue
		case !isFolded && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r):
			finish()
			continue
		case !isFolded:
			read = string(r)
		}
		if b.Len() == 0 {
			start = i
		}
		b.WriteString(read)
		end = i + 1
	}
	finish()
	return words
}

// How sure it is that a form is one of a word.
type sureness int

const (
	asItIs  sureness = iota // the word itself
	surely                  // without what cannot be its own
	guessed                 // without what may be its own
)

// forms are the forms of a word by which it is found when it is looked for in
// another form: without its ending, and without what Arabic writes as one with
// it.
func forms(exact string) map[string]sureness {
	found := map[string]sureness{}
	add := func(form string, s sureness) {
		if before, ok := found[form]; !ok || s < before {
			found[form] = s
		}
	}
	add(withoutEnding(exact), asItIs)
	if entire[exact] {
		return found
	}
	for _, c := range withoutClitics(exact) {
		letters := utf8.RuneCountInString(c.rest)
		switch {
		case (c.article || entire[c.rest]) && letters >= 2:
			add(withoutEnding(c.rest), surely)
		case !c.article && (letters >= 4 || letters == 3 && !c.kaf):
			add(withoutEnding(c.rest), guessed)
		}
	}
	return found
}

// shareForm reports whether two words have a form in common, and not both by a
// guess.
func shareForm(a, b map[string]sureness) bool {
	for form, s := range a {
		if t, ok := b[form]; ok && (s != guessed || t != guessed) {
			return true
		}
	}
	return false
}

// A bare is what is left of a word without what may be written as one with it.
type bare struct {
	rest       string
	article    bool // it was among what was taken off
	contracted bool // it is not, and was written as one with "to"
	kaf        bool // the last letter that was taken off is ك
}

// withoutClitics takes "and" or "so" (و ف), "by", "as" or "to" (ب ك ل) and
// "the" (ال) off the beginning of a word, in every way in which they can stand
// there; "to the" is written لل.
func withoutClitics(exact string) []bare {
	var found []bare
	for _, and := range []string{"", "و", "ف"} {
		afterAnd, ok := strings.CutPrefix(exact, and)
		if !ok {
			continue
		}
		for _, by := range []string{"", "ب", "ك", "ل"} {
			rest, ok := strings.CutPrefix(afterAnd, by)
			if !ok {
				continue
			}
			if and != "" || by != "" {
				found = append(found, bare{rest: rest, kaf: by == "ك"})
			}
			if named, ok := strings.CutPrefix(rest, "ال"); ok && by != "ل" {
				found = append(found, bare{rest: named, article: true})
			}
			if named, ok := strings.CutPrefix(rest, "ل"); ok && by == "ل" {
				found = append(found, bare{rest: named, article: true}, bare{rest: "ال" + named, contracted: true})
			}
		}
	}
	return found
}

// The endings of Arabic: of belonging, and of number and case. How many letters
// have to stay is said with each.
var (
	belonging = []struct {
		ending string
		least  int
	}{{"هما", 3}, {"ها", 3}, {"هم", 4}, {"نا", 4}, {"ه", 3}}
	number = []string{"ات", "ون", "ين", "ان", "وا"}
)

// withoutEnding takes the ending off a word: in Latin letters as in English, in
// Cyrillic ones as in Russian, in both cases as Snowball does.
func withoutEnding(exact string) string {
	first, _ := utf8.DecodeRuneInString(exact)
	switch {
	case 'a' <= first && first <= 'z':
		return snowball(exact, english.Stem)
	case unicode.Is(unicode.Cyrillic, first):
		for range 4 {
			shorter := snowball(exact, russian.Stem)
			if shorter == exact || shorter == "" {
				break
			}
			exact = shorter
		}
		return exact
	case unicode.Is(unicode.Arabic, first):
		return withoutArabicEnding(exact)
	}
	return exact
}

func snowball(exact string, stem func(*snowballstem.Env) bool) string {
	env := snowballstem.NewEnv(exact)
	stem(env)
	return env.Current()
}

func withoutArabicEnding(exact string) string {
	if entire[exact] {
		return exact
	}
	rest := []rune(exact)
	belongs := ""
	for _, b := range belonging {
		if strings.HasSuffix(exact, b.ending) && len(rest)-utf8.RuneCountInString(b.ending) >= b.least {
			belongs, rest = b.ending, rest[:len(rest)-utf8.RuneCountInString(b.ending)]
			break
		}
	}
	last := len(rest) - 1
	if belongs != "" && rest[last] == 'ت' && rest[last-1] != 'ا' { // a ة that became a ت
		if last > 3 || last == 3 && belongs != "ه" {
			return string(rest[:last])
		}
	}
	if entire[string(rest)] {
		return string(rest)
	}
	for _, n := range number {
		if before, ok := strings.CutSuffix(string(rest), n); ok && utf8.RuneCountInString(before) >= 3 {
			return before
		}
	}
	if belongs == "" && last >= 4 && rest[last] == 'ا' && rest[last-1] != 'ي' {
		return string(rest[:last])
	}
	return string(rest)
}

// entire are those of the words of made-up texts that look as if letters at
// their ends were not their own: no more than what is needed for these texts,
// of the words that package text knows.
var entire = map[string]bool{
	"وزاره": true, "وزير": true, "وقف": true, "بيان": true, "نعمان": true, "بلاد": true, "وادي": true, "بين": true, "وفد": true,
	"وسيط": true, "لجنه": true, "قوات": true, "كتيبه": true, "فريق": true, "واحد": true, "ميدان": true,
}
