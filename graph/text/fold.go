package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns the search key of s: two spellings that the rules of the package
// take for the same have the same key. Spaces and punctuation stay. Folding a
// key again does not change it. Bytes that are not UTF-8 read as U+FFFD.
func Fold(s string) string {
	if folded, ok := foldPlain(s); ok {
		return folded
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, p := range fold(s) {
		b.WriteRune(p.r)
	}
	return b.String()
}

// A piece is one code point of folded text and the code points of the original
// that it came from, half-open.
type piece struct {
	r          rune
	start, end int32
}

// foldPlain folds s if every code point of it folds by itself, which is nearly
// always so; ok says whether it was.
func foldPlain(s string) (folded string, ok bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		r, ok := plain(r)
		if !ok || isApostrophe(r) {
			return "", false
		}
		if r != dropped {
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b), true
}

// fold folds s, keeping track of where things came from.
func fold(s string) []piece {
	pieces := make([]piece, 0, len(s))
	simple := true
	n := int32(0)
	for _, r := range s {
		pieces = append(pieces, piece{r, n, n + 1})
		n++
		_, ok := plain(r)
		simple = simple && ok
	}
	if simple {
		folded := pieces[:0]
		for _, p := range pieces {
			if p.r, _ = plain(p.r); p.r != dropped {
				folded = append(folded, p)
			}
		}
		return dropApostrophes(folded)
	}
	// What is dropped can bring together what then composes (a Korean consonant
	// and vowel around a stray accent), so this is done until it changes
	// nothing. Every round that changes something leaves less to change; the
	// limit only says so.
	const maxRounds = 8
	for range maxRounds {
		before := pieces
		pieces = foldRound(before)
		if isFolded(pieces) || slices.EqualFunc(before, pieces, func(a, b piece) bool { return a.r == b.r }) {
			break
		}
	}
	return pieces
}

// isFolded reports whether it is plain that folding pieces again, after a round,
// would change nothing.
func isFolded(pieces []piece) bool {
	for _, p := range pieces {
		if r, ok := plain(p.r); !ok || r != p.r {
			return false
		}
	}
	return true
}

func foldRound(pieces []piece) []piece {
	var b strings.Builder
	visible := make([]piece, 0, len(pieces))
	for _, p := range pieces {
		if !isIgnorable(p.r) {
			b.WriteRune(p.r)
			visible = append(visible, p)
		}
	}
	folder := cases.Fold()
	folded := make([]piece, 0, len(visible))
	// Between two boundaries of normalization nothing depends on what stands
	// outside: normally a letter with its marks.
	for s := b.String(); s != ""; {
		// Nearly everything: a letter that folds by itself and no mark after it.
		if r, ok := plain(visible[0].r); ok && (len(visible) == 1 || isPlain(visible[1].r)) {
			if r != dropped {
				folded = append(folded, piece{r, visible[0].start, visible[0].end})
			}
			s, visible = s[utf8.RuneLen(visible[0].r):], visible[1:]
			continue
		}
		size := norm.NFKC.NextBoundaryInString(s, true)
		count := utf8.RuneCountInString(s[:size])
		start, end := visible[0].start, visible[count-1].end
		for _, r := range norm.NFKC.String(s[:size]) {
			for _, r := range foldComposed(r, folder) {
				folded = append(folded, piece{r, start, end})
			}
		}
		s, visible = s[size:], visible[count:]
	}
	return dropApostrophes(folded)
}

// foldComposed folds one code point of text in form NFKC.
func foldComposed(r rune, folder cases.Caser) string {
	if r, ok := plain(r); ok {
		if r == dropped {
			return ""
		}
		return string(r)
	}
	switch {
	case r == zeroWidthSpace:
		return " "
	case unicode.Is(unicode.Nd, r):
		return string(asciiDigit(r))
	case unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Inherited, unicode.Arabic), isModifier(r):
		return ""
	case unicode.In(r, unicode.Latin, unicode.Greek):
		return foldAccented(r, folder)
	case unicode.Is(unicode.Lo, r): // has no case
		return string(r)
	}
	return folder.String(string(r))
}

// foldAccented folds a letter of a script whose diacritics do not make another
// letter of it for those who search.
func foldAccented(r rune, folder cases.Caser) string {
	var bare strings.Builder
	for _, r := range norm.NFD.String(string(r)) {
		if !unicode.Is(unicode.Mn, r) {
			bare.WriteRune(r)
		}
	}
	var b strings.Builder
	for _, r := range folder.String(bare.String()) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case letters[r] != "":
			b.WriteString(letters[r])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// dropApostrophes drops apostrophes between letters or digits.
func dropApostrophes(pieces []piece) []piece {
	kept := pieces[:0]
	for i, p := range pieces {
		if isApostrophe(p.r) && i > 0 && i+1 < len(pieces) && len(kept) > 0 &&
			isWord(kept[len(kept)-1].r) && isWord(pieces[i+1].r) {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}
