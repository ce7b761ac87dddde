package text

import "unicode"

const (
	// dropped is what [plain] gives for a code point that leaves no trace.
	dropped = -1

	tatweel        = 0x0640
	highHamza      = 0x0674 // written after its letter
	zeroWidthSpace = 0x200B
)

// letters are those of Latin that have no canonical decomposition, in the
// lower case, and what is written for them where they cannot be typed.
var letters = map[rune]string{
	'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ħ': "h", 'ŧ': "t", 'ı': "i",
	'æ': "ae", 'œ': "oe", 'þ': "th",
}

// plain folds a code point that folds by itself whatever stands beside it, the
// usual ones of ASCII, Arabic, Cyrillic and print. It is not ok for any other.
func plain(r rune) (folded rune, ok bool) {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r, true
	case 0x0400 <= r && r <= 0x045F:
		return plainCyrillic(r), true
	case 0x0600 <= r && r <= 0x06FF:
		return plainArabic(r)
	}
	switch r {
	case '«', '»', '–', '—', '‘', '’', '“', '”':
		return r, true
	}
	return r, false
}

func isPlain(r rune) bool {
	_, ok := plain(r)
	return ok
}

func plainCyrillic(r rune) rune {
	switch {
	case r <= 0x040F: // Ѐ to Џ
		r += 0x50
	case r <= 0x042F: // А to Я
		r += 0x20
	}
	switch r {
	case 'ё', 'ѐ':
		return 'е'
	case 'ѝ':
		return 'и'
	}
	return r
}

func plainArabic(r rune) (folded rune, ok bool) {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ', 'ٲ', 'ٳ':
		return 'ا', true
	case 'ى', 'ی', 'ئ', 'ے', 'ۓ':
		return 'ي', true
	case 'ؤ':
		return 'و', true
	case 'ة', 'ۃ', 'ہ', 'ۂ', 'ۀ', 'ھ':
		return 'ه', true
	case 'ک', 'ڪ':
		return 'ك', true
	}
	switch {
	case r == tatweel,
		r == 0x061C,                // Arabic letter mark
		r == highHamza,             //
		0x0610 <= r && r <= 0x061A, // honorifics and Quranic signs above
		0x064B <= r && r <= 0x065F, // vowel signs, shadda, sukun, madda, hamza above and below
		r == 0x0670,                // superscript alef
		0x06D6 <= r && r <= 0x06DC, // Quranic annotation
		0x06DF <= r && r <= 0x06E4, //
		r == 0x06E7 || r == 0x06E8, //
		0x06EA <= r && r <= 0x06ED: //
		return dropped, true
	case 0x0660 <= r && r <= 0x0669:
		return '0' + r - 0x0660, true
	case 0x06F0 <= r && r <= 0x06F9:
		return '0' + r - 0x06F0, true
	case 0x0675 <= r && r <= 0x0678: // letters with a high hamza, which decompose
		return r, false
	}
	return r, true
}

// asciiDigit returns the ASCII digit of the same value as r, a decimal digit.
// Unicode encodes the decimal digits of each script in runs of ten.
func asciiDigit(r rune) rune {
	for _, run := range unicode.Nd.R16 {
		if r <= rune(run.Hi) {
			return '0' + (r-rune(run.Lo))%10
		}
	}
	for _, run := range unicode.Nd.R32 {
		if r <= rune(run.Hi) {
			return '0' + (r-rune(run.Lo))%10
		}
	}
	return r
}

// isIgnorable reports whether r has no part in spelling: it is a default
// ignorable code point as Unicode derives them, or stretches a letter. A zero
// width space is none, for it separates words.
func isIgnorable(r rune) bool {
	switch {
	case r == tatweel:
		return true
	case r < 0xAD, r == zeroWidthSpace:
		return false
	case unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return true
	}
	return unicode.Is(unicode.Cf, r) && !unicode.In(r, unicode.Prepended_Concatenation_Mark) &&
		(r < 0xFFF9 || r > 0xFFFB) && (r < 0x13430 || r > 0x1345F)
}

// isApostrophe reports whether r stands for an apostrophe between letters, and
// for a quotation mark elsewhere.
func isApostrophe(r rune) bool {
	return r == '\'' || r == '`' || r == '‘' || r == '’'
}

// isModifier reports whether r is a modifier letter that romanizations use for
// the hamza, the ayn and the soft sign.
func isModifier(r rune) bool { return 0x02B9 <= r && r <= 0x02BF }

// clings reports whether r, of which folding leaves no trace, is written on the
// letter before it or lengthens it, or is a letter to the eye. Joiners and marks
// of direction are not seen.
func clings(r rune) bool {
	return r == tatweel || r == highHamza || isModifier(r) || r >= 0x0300 && unicode.Is(unicode.M, r)
}

// isWord reports whether r, which has been folded, is part of a word.
func isWord(r rune) bool {
	switch {
	case r < 0x80:
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	case 0x0620 <= r && r <= 0x063F, 0x0641 <= r && r <= 0x064A, 0x0430 <= r && r <= 0x045F: // the usual letters, faster
		return true
	}
	return unicode.In(r, unicode.Letter, unicode.Mark, unicode.Number)
}
