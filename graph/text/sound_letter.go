package text

import (
	"slices"
	"unicode"
)

// The values of letters: capitals for the classes of consonants, lower case for
// vowels. Where a letter is heard in several ways they are parted by a bar, the
// usual one first.

// latinValues are those of letters, and of letters that are written together for
// one sound, the longer ones first.
var latinValues = []struct{ letters, values string }{
	{"dzh", "G"},
	{"tch", "C"},
	{"sch", "X"},
	{"ch", "C"},
	{"ck", "K"},
	{"dh", "D|Z"},
	{"dj", "G"},
	{"gh", "G"},
	{"kh", "H"},
	{"ph", "V"},
	{"sh", "X"},
	{"th", "T"},
	{"tz", "TS"},
	{"zh", "G"},
	{"a", "a"},
	{"b", "B"},
	{"d", "D"},
	{"e", "e"},
	{"f", "V"},
	{"g", "G"},
	{"h", "H"},
	{"i", "i"},
	{"j", "G"},
	{"k", "K"},
	{"l", "L"},
	{"m", "M"},
	{"n", "N"},
	{"o", "u"},
	{"p", "B"},
	{"q", "K"},
	{"r", "R"},
	{"s", "S"},
	{"t", "T"},
	{"u", "u"},
	{"v", "V"},
	{"x", "KS"},
	{"z", "Z"},
}

var cyrillicValues = map[rune]string{
	'а': "a", 'б': "B", 'в': "V", 'г': "G|H", 'ґ': "G", 'д': "D", 'е': "e", 'є': "e", 'ж': "G", 'з': "Z", 'и': "i", 'і': "i",
	'ї': "i", 'к': "K", 'л': "L", 'м': "M", 'н': "N", 'о': "u", 'п': "B", 'р': "R", 'с': "S", 'т': "T", 'у': "u", 'ў': "u",
	'ф': "V", 'х': "H", 'ц': "TS", 'ч': "C", 'ш': "X", 'щ': "X", 'ъ': "", 'ы': "i", 'ь': "", 'э': "e",
}

var arabicValues = map[rune]string{
	'ا': "a", 'ب': "B", 'پ': "B", 'ت': "T", 'ث': "T|S", 'ج': "G", 'چ': "C", 'ح': "H", 'خ': "H", 'د': "D", 'ذ': "D|Z", 'ر': "R",
	'ز': "Z", 'ژ': "G", 'س': "S", 'ش': "X", 'ص': "S", 'ض': "D|Z", 'ط': "T", 'ظ': "Z|D", 'ع': "", 'غ': "G", 'ف': "V", 'ڤ': "V",
	'ق': "K|G", 'ك': "K", 'گ': "G", 'ل': "L", 'م': "M", 'ن': "N", 'ه': "H", 'ء': "",
}

// valuesAt gives the values of the letter at a place of a folded word, or of
// those that are written together there, and how many these are. Letters of
// other scripts, and digits, have themselves.
func valuesAt(letters []rune, at int) (read int, values string) {
	r := letters[at]
	switch {
	case 'a' <= r && r <= 'z':
		return latinAt(letters, at)
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillicAt(letters, at)
	case isArabicLetter(r):
		return 1, arabicAt(letters, at)
	}
	return 1, string(unicode.ToUpper(r))
}

func latinAt(letters []rune, at int) (read int, values string) {
	next := func(of string) bool { return at+1 < len(letters) && slices.Contains([]rune(of), letters[at+1]) }
	afterVowel := at > 0 && slices.Contains([]rune("aeiouyw"), letters[at-1])
	switch r := letters[at]; {
	case r == 'c' && next("eiy"):
		return 1, "S"
	case r == 'c' && !next("hk"):
		return 1, "K"
	case r == 'w' && at == 0:
		return 1, "V"
	case r == 'w':
		return 1, "u"
	case r == 'y' && at == 0 && next("aeiou"):
		return 1, "Y"
	case r == 'y':
		return 1, "i"
	case r == 'h' && afterVowel && at+1 == len(letters):
		return 1, "" // Raqqah
	}
	for _, v := range latinValues {
		if end := at + len(v.letters); end <= len(letters) && string(letters[at:end]) == v.letters {
			return len(v.letters), v.values
		}
	}
	return 1, "K" // a c before what it is not written together with
}

func cyrillicAt(letters []rune, at int) (read int, values string) {
	vowels := []rune("аеёиоуыэюяіїєў")
	beforeVowel := at+1 < len(letters) && slices.Contains(vowels, letters[at+1])
	afterVowel := at > 0 && (slices.Contains(vowels, letters[at-1]) || letters[at-1] == 'й')
	switch r := letters[at]; {
	case r == 'д' && at+1 < len(letters) && letters[at+1] == 'ж':
		return 2, "G"
	case r == 'в' && beforeVowel && afterVowel:
		return 1, "V|u" // Сувейда
	case r == 'е' && at == 0:
		return 1, "e|Ye"
	case r == 'й' && at == 0 && beforeVowel:
		return 1, "Y"
	case r == 'й':
		return 1, "i"
	case r == 'ю' && at == 0:
		return 1, "Yu"
	case r == 'ю':
		return 1, "u"
	case r == 'я' && at == 0:
		return 1, "Ya"
	case r == 'я':
		return 1, "a"
	}
	if values, ok := cyrillicValues[letters[at]]; ok {
		return 1, values
	}
	return 1, string(unicode.ToUpper(letters[at]))
}

func arabicAt(letters []rune, at int) string {
	r := letters[at]
	switch {
	case at == 0 && (r == 'ا' || r == 'ع' || r == 'ء'):
		return "*" // bears any vowel
	case at == 0 && r == 'و' && len(letters) > 1:
		return "V"
	case at == 0 && r == 'ي' && len(letters) > 1:
		return "Y"
	case r == 'و':
		return "u"
	case r == 'ي':
		return "i"
	case at > 0 && at+1 == len(letters) && r == 'ه':
		return "" // the ending of many feminine words, as folded
	}
	if values, ok := arabicValues[r]; ok {
		return values
	}
	return string(r)
}

func isArabicLetter(r rune) bool { return unicode.Is(unicode.Arabic, r) }
