package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Names of one thing are written in several scripts, and in one script by
// several systems of transliteration. What these agree on are the consonants,
// as far as two scripts tell them apart; vowels are half unwritten in Arabic,
// and written by ear elsewhere. So a word of a name is heard as the classes of
// its consonants, and between them what is known of the vowels. Two words sound
// alike if they have the same consonants and their vowels do not contradict each
// other too often.
//
// The letters have the values that the romanization systems of BGN/PCGN give
// them (Arabic 1956, Russian 1947). Which values are one class follows the
// character equivalence classes of A. Freeman, S. Condon and C. Ackerman, "Cross
// Linguistic Name Matching in English and Arabic" (HLT-NAACL 2006), carried over
// to Cyrillic: b p, f v, t th, s, sh, z, d dh, g gh j zh, k q, h kh, and so on. A
// letter of which the scripts make one or the other is heard both ways.

// What is known of the vowels between two consonants: which there may be, or
// that there is none. Arabic, where none is written, says nothing.
const (
	openVowel  = 1 << iota // a
	frontVowel             // i
	backVowel              // u, o
	noVowel
	anyVowel = openVowel | frontVowel | backVowel
	unheard  = 0
)

// A hearing is a way to hear a word: the classes of its consonants, and the
// vowels before each of them and behind the last.
type hearing struct {
	consonants []rune
	vowels     []byte
	arabic     bool
	key        string // what all hearings have in common that may sound alike
}

// maxHearings bounds the ways to hear one word.
const maxHearings = 4

// vowelMark begins the key of a word that begins with a vowel, and wordMark that
// of a word in which no consonant is heard, which sounds like itself only.
const (
	vowelMark = "'"
	wordMark  = "="
)

// agrees says whether the vowels of two hearings with the same key contradict
// each other at no more places than every second one between consonants. Of two
// consonants, at none. In Arabic a vowel that is written is long, and so is
// another one than what is not, but at the end, where the letters are several.
func (h *hearing) agrees(with *hearing) bool {
	apart := 0
	for i, v := range h.vowels {
		w := with.vowels[i]
		switch {
		case v&w != 0, v == w:
		case v != unheard && w != unheard, h.arabic && with.arabic && i+1 < len(h.vowels):
			apart++
		}
	}
	return apart == 0 || len(h.consonants) > 2 && apart <= (len(h.consonants)-1)/2
}

// A Sound is a name as it is heard.
type Sound struct{ words []heardWord }

type heardWord struct {
	text     string
	hearings []hearing
	keys     []string // of the hearings, each once
}

// maxHeard bounds the words of a name that are heard.
const maxHeard = 32

// SoundOf hears the first 32 words of a name. Articles are not heard.
func SoundOf(name string) Sound {
	var s Sound
	for _, token := range Tokens(name) {
		if len(s.words) == maxHeard {
			break
		}
		if articles[token.Text] {
			continue
		}
		w := heardWord{text: token.Text, hearings: hear(token.Text)}
		for i := range w.hearings {
			if key := w.hearings[i].key; !slices.Contains(w.keys, key) {
				w.keys = append(w.keys, key)
			}
		}
		if len(w.keys) == 0 {
			w.keys = []string{wordMark + w.text}
		}
		s.words = append(s.words, w)
	}
	return s
}

// A Heard is a word of a name, folded, and the keys under which the name is put
// into an index and looked up: words that sound alike have one in common.
type Heard struct {
	Text string
	Keys []string
}

// Words are those that are heard, in their order.
func (s Sound) Words() []Heard {
	words := make([]Heard, len(s.words))
	for i := range s.words {
		words[i] = Heard{s.words[i].text, s.words[i].keys}
	}
	return words
}

// Alike says how much of two names sounds alike: 1 where each word of one sounds
// like another one of the other, in whatever order; less where some of the words
// of one name do, all of the other's, and these are at least a third of the
// longer name; else 0.
func (s Sound) Alike(other Sound) float64 {
	few, many := s.words, other.words
	if len(few) > len(many) {
		few, many = many, few
	}
	if len(few) == 0 || 3*len(few) < len(many) {
		return 0
	}
	used := make([]bool, len(many))
	for i := range few {
		found := false
		for j := range many {
			if !used[j] && few[i].alike(&many[j]) {
				used[j], found = true, true
				break
			}
		}
		if !found {
			return 0
		}
	}
	return 2 * float64(len(few)) / float64(len(few)+len(many))
}

func (w *heardWord) alike(other *heardWord) bool {
	if w.text == other.text {
		return true
	}
	for i := range w.hearings {
		for j := range other.hearings {
			h, o := &w.hearings[i], &other.hearings[j]
			if h.key == o.key && h.agrees(o) {
				return true
			}
		}
	}
	return false
}

// articles are words of their own in names that were transliterated.
var articles = foldedSet(`
al el ar er as es ash esh at et ad ed az ez an en adh edh ath eth
аль эль ар эр ас эс аш эш ат эт ад эд аз эз ан эн
`)

// hear gives the ways to hear a folded word, none where it has no consonant.
func hear(word string) []hearing {
	first, _ := utf8.DecodeRuneInString(word)
	if isArabicLetter(first) {
		if rest, ok := strings.CutPrefix(word, article); ok && utf8.RuneCountInString(rest) > 1 {
			word = rest
		}
	}
	ways := []string{""}
	letters := []rune(word)
	for at := 0; at < len(letters); {
		read, values := valuesAt(letters, at)
		at += read
		var longer []string
		for value := range strings.SplitSeq(values, "|") {
			for _, way := range ways {
				if len(longer) < maxHearings {
					longer = append(longer, way+value)
				}
			}
		}
		ways = longer
	}
	var heard []hearing
	for _, way := range ways {
		if h := hearingOf(way, isArabicLetter(first)); len(h.consonants) > 0 {
			heard = append(heard, h)
		}
	}
	return heard
}

// hearingOf sorts the values of the letters of a word into consonants and what
// is between them.
func hearingOf(values string, arabic bool) hearing {
	h := hearing{arabic: arabic}
	run := ""
	vowels := func() byte {
		v := vowelsOf(run)
		if v == noVowel && arabic {
			return unheard
		}
		return v
	}
	for _, r := range values {
		if isVowelValue(r) {
			run += string(r)
			continue
		}
		v := vowels()
		if n := len(h.consonants); n > 0 && v == noVowel && h.consonants[n-1] == r {
			continue // doubled
		}
		h.consonants, h.vowels, run = append(h.consonants, r), append(h.vowels, v), ""
	}
	h.vowels = append(h.vowels, vowels())
	h.contract()
	if h.key = string(h.consonants); h.vowels[0]&anyVowel != 0 {
		h.key = vowelMark + h.key
	}
	return h
}

// contract leaves out a g between an n and another consonant, or the end: it is
// written for the sound of ng, and in Arabic often not at all.
func (h *hearing) contract() {
	for i := 1; i < len(h.consonants); i++ {
		if h.consonants[i] == 'G' && h.consonants[i-1] == 'N' && h.vowels[i] == noVowel && h.vowels[i+1] == noVowel {
			h.consonants = slices.Delete(h.consonants, i, i+1)
			h.vowels = slices.Delete(h.vowels, i, i+1)
		}
	}
}

// vowelsOf says what may be heard where some vowels are written. An e on its own
// is now an a, now an i; in company it says nothing.
func vowelsOf(run string) byte {
	if run == "" {
		return noVowel
	}
	var v byte
	for _, r := range run {
		switch r {
		case 'a':
			v |= openVowel
		case 'i':
			v |= frontVowel
		case 'u':
			v |= backVowel
		case '*':
			v |= anyVowel
		}
	}
	if v == 0 {
		return openVowel | frontVowel
	}
	return v
}

func isVowelValue(r rune) bool { return strings.ContainsRune("aeiu*", r) }
