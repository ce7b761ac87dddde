package plot

import (
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"unicode"
)

// widthOf estimates how wide a text is, from the advances of DejaVu Sans, which is
// wider than most fonts without serifs.
func widthOf(s string, size float64) (w float64) {
	for _, r := range s {
		w += advance(r)
	}
	return w * size
}

// advance is the width of a letter in ems, and rather more than less.
func advance(r rune) float64 {
	switch {
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		return 0
	case strings.ContainsRune("iljI.,:;'|!ftr()[] -/", r):
		return 0.42
	case strings.ContainsRune("mwMW@%—…", r):
		return 1.02
	case r >= '0' && r <= '9', r >= 'a' && r <= 'z':
		return 0.64
	case unicode.Is(unicode.Arabic, r):
		if strings.ContainsRune("سشصض", r) {
			return 1.05
		}
		return 0.7
	case r < 0x250, unicode.Is(unicode.Cyrillic, r), unicode.Is(unicode.Greek, r):
		return 0.8
	}
	return 1.1
}

// readsLeft reports whether a text is read from the right, as its first letter says.
func readsLeft(s string) bool {
	for _, r := range s {
		if leftward(r) {
			return true
		}
		if unicode.IsLetter(r) {
			return false
		}
	}
	return false
}

// leftward reports whether a letter is one of a script that is read from the right. The
// marks and digits of such a script do not count.
func leftward(r rune) bool {
	return unicode.IsLetter(r) && unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana)
}

// cutTo cuts a text that is longer than its room, between letters.
func cutTo(s string, size, room float64) string {
	if widthOf(s, size) <= room {
		return s
	}
	room -= advance('…') * size
	end := 0
	for i, r := range s {
		if room -= advance(r) * size; room < 0 {
			break
		}
		end = i + len(string(r))
	}
	// A mark stays with its letter, which was counted with it.
	return strings.TrimRight(s[:end], " ") + "…"
}

// wrapped breaks a paragraph between its words.
func wrapped(s string, size, room float64) (lines []string) {
	line := ""
	for _, w := range strings.Fields(clean(s)) {
		w = cutTo(w, size, room)
		if next := strings.TrimSpace(line + " " + w); line == "" || widthOf(next, size) <= room {
			line = next
			continue
		}
		lines = append(lines, line)
		line = w
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// dated are numbers with something between them that belong together.
var dated = regexp.MustCompile(`[0-9]+(?:[-:/.][0-9]+)+`)

// inOrder keeps dates from being turned about in a text that is read from the right.
func inOrder(s string) string { return dated.ReplaceAllString(s, "\u200E$0\u200E") }

// clean leaves out what XML has no letters for, and what turns the direction of the
// text around it.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t':
			return ' '
		case unicode.IsControl(r), r == 0xFFFE, r == 0xFFFF, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func escape(w io.Writer, s string) error { return xml.EscapeText(w, []byte(clean(s))) }
