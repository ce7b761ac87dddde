package graphtest

import (
	"slices"
	"strings"
	"unicode"
)

// How made-up names sound, in the oracle: a table of the letters that occur in
// them, as in names.go. Capitals are consonants.
var sounds = map[rune]string{
	'ا': "a", 'ب': "B", 'ت': "T", 'ج': "G", 'خ': "H", 'د': "D", 'ر': "R", 'ز': "Z", 'س': "S", 'ط': "T", 'ف': "V", 'ك': "K",
	'ل': "L", 'م': "M", 'ن': "N", 'ه': "H", 'و': "u", 'ي': "i", 'ح': "H", 'ش': "X", 'ص': "S", 'ع': "", 'غ': "G", 'ء': "",

	'a': "a", 'b': "B", 'd': "D", 'e': "e", 'f': "V", 'g': "G", 'h': "H", 'i': "i", 'j': "G", 'k': "K", 'l': "L", 'm': "M", 'n': "N",
	'o': "u", 'p': "B", 'q': "K", 'r': "R", 's': "S", 't': "T", 'u': "u", 'v': "V", 'z': "Z",

	'а': "a", 'в': "V", 'д': "D", 'е': "e", 'и': "i", 'й': "i", 'к': "K", 'л': "L", 'м': "M", 'н': "N", 'о': "u", 'р': "R", 'с': "S",
	'т': "T", 'у': "u", 'ф': "V", 'б': "B", 'з': "Z", 'п': "B", 'х': "H", 'ш': "X", 'ь': "", 'ы': "i",
}

// spoken writes a token as it sounds. An Arabic word is marked with a colon, as
// it does not write all of its vowels.
func spoken(token string) string {
	letters := []rune(token)
	arabic := unicode.Is(unicode.Arabic, letters[0])
	if arabic && len(letters) > 3 && strings.HasPrefix(token, "ال") {
		letters = letters[2:]
	}
	var b strings.Builder
	for i, r := range letters {
		first, last := i == 0, i == len(letters)-1
		switch {
		case first && (r == 'ا' || r == 'ع'):
			b.WriteString("*")
		case first && r == 'و' && !last:
			b.WriteString("V")
		case first && r == 'ي' && !last, first && r == 'й' && !last && sounds[letters[1]] == strings.ToLower(sounds[letters[1]]):
			b.WriteString("Y")
		case last && !first && r == 'ه':
		default:
			if s, ok := sounds[r]; ok {
				b.WriteString(s)
			} else {
				b.WriteString(strings.ToUpper(string(r)))
			}
		}
	}
	if arabic {
		return b.String() + ":"
	}
	return b.String()
}

// consonantsOf cuts what is spoken into consonants and the vowels around them.
func consonantsOf(spoken string) (consonants string, vowels []string) {
	vowels = []string{""}
	for _, r := range strings.TrimSuffix(spoken, ":") {
		if strings.ContainsRune("aeiu*", r) {
			vowels[len(vowels)-1] += string(r)
			continue
		}
		if !strings.HasSuffix(spoken, ":") && strings.HasSuffix(consonants, string(r)) && vowels[len(vowels)-1] == "" {
			continue // doubled
		}
		consonants += string(r)
		vowels = append(vowels, "")
	}
	return consonants, vowels
}

// soundsLike says how much of two names sounds alike.
func soundsLike(a, b string) float64 {
	short, long := heardTokens(a), heardTokens(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	words := float64(len(short) + len(long))
	if len(short) == 0 || len(long) > 3*len(short) {
		return 0
	}
	for _, token := range short {
		i := slices.IndexFunc(long, func(other string) bool { return tokensAlike(token, other) })
		if i < 0 {
			return 0
		}
		long = slices.Delete(slices.Clone(long), i, i+1)
	}
	return 2 * float64(len(short)) / words
}

func heardTokens(name string) []string {
	return slices.DeleteFunc(nameTokens(name), func(token string) bool { return token == "al" || token == "el" })
}

func tokensAlike(a, b string) bool {
	if a == b {
		return true
	}
	one, other := spoken(a), spoken(b)
	consonants, before := consonantsOf(one)
	same, after := consonantsOf(other)
	if consonants == "" || consonants != same || (before[0] == "") != (after[0] == "") {
		return false
	}
	bothArabic := strings.HasSuffix(one, ":") && strings.HasSuffix(other, ":")
	clashes := 0
	for i := range before {
		switch {
		case vowelsMeet(one, before[i], other, after[i]):
		case bothArabic && (before[i] == "" || after[i] == "") && i == len(before)-1:
		default:
			clashes++
		}
	}
	most := 0
	if n := len([]rune(consonants)); n > 2 {
		most = (n - 1) / 2
	}
	return clashes <= most
}

// vowelsMeet reports whether what is heard between two consonants may be the same.
func vowelsMeet(one, a, other, b string) bool {
	if a == "" || b == "" {
		arabic, others := strings.HasSuffix(one, ":"), strings.HasSuffix(other, ":")
		switch {
		case a == "" && b == "":
			return true
		case arabic && others:
			return false
		default:
			return a == "" && arabic || b == "" && others
		}
	}
	if a == "*" || b == "*" || strings.Contains(a+b, "*") {
		return true
	}
	return strings.ContainsAny(mayBe(a), mayBe(b))
}

// mayBe is what the vowels that are written may be.
func mayBe(written string) string {
	without := strings.ReplaceAll(written, "e", "")
	if without == "" {
		return "ai"
	}
	return without
}
