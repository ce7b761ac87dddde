package analysis

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"

	"hudna/graph/text"
)

// Texts are compared by their shingles: runs of so many words, folded, one behind
// the other (A. Broder, "On the resemblance and containment of documents", 1997).
const (
	shingleWords = 4 // of documents
	clauseWords  = 3 // of statements, which are short
)

// A word of a text that is compared.
type word struct {
	text       string // folded
	start, end int    // code points, half-open
	quoted     bool   // it stands within quotation marks
}

// wordsOf are the words of a text, in their order.
func wordsOf(s string) []word {
	tokens := text.Tokens(s)
	words := make([]word, len(tokens))
	quoted := quotations(s)
	for i, t := range tokens {
		for len(quoted) > 0 && quoted[0].end <= t.Start {
			quoted = quoted[1:]
		}
		words[i] = word{text: t.Text, start: t.Start, end: t.End, quoted: len(quoted) > 0 && quoted[0].start <= t.Start}
	}
	return words
}

// An extent is a part of a text: code points, half-open.
type extent struct{ start, end int }

// maxQuotation bounds how long what stands within quotation marks may be: where
// one is not closed, nothing is taken for quoted.
const maxQuotation = 2_000

// quotations are the parts of a text within quotation marks, in their order.
// Single ones are not told from apostrophes, and count for nothing. What has an
// empty line in it, or is too long, is not taken for one, and the mark that ends it
// opens none.
func quotations(s string) (found []extent) {
	closing := map[rune]string{'"': `"`, '“': "”", '„': "“”", '«': "»", '»': "«", '‟': "”", '「': "」"}
	at, start := -1, -1
	ends, blank := "", false
	left := "" // what ends one that was given up
	var before, last rune
	for _, r := range s {
		at++
		before, last = last, r
		empty := r == '\n' && blank
		blank = r == '\n' || blank && (r == ' ' || r == '\t' || r == '\r')
		switch {
		case start < 0 && strings.ContainsRune(left, r) && (r != '"' || !opensAfter(before)):
			left = ""
		case start < 0:
			if c, ok := closing[r]; ok {
				start, ends = at+1, c
				if c == left { // it was never ended, or is opened anew in each paragraph
					left = ""
				}
			}
		case strings.ContainsRune(ends, r):
			found = append(found, extent{start, at})
			start = -1
		case empty, at-start > maxQuotation:
			start, left = -1, ends
		}
	}
	return found
}

// opensAfter says whether a straight quotation mark that stands behind such a
// character opens a quotation rather than ending one.
func opensAfter(before rune) bool {
	return before == 0 || unicode.IsSpace(before) || strings.ContainsRune("([{-–—", before)
}

// shingles are the hashes of the runs of so many words, one for each word with
// which one begins; none of a shorter text. The hash is the same everywhere.
func shingles(words []word, length int) []uint64 {
	if len(words) < length {
		return nil
	}
	hashes := make([]uint64, 0, len(words)-length+1)
	for i := range len(words) - length + 1 {
		h := fnv.New64a()
		for _, w := range words[i : i+length] {
			_, _ = h.Write([]byte(w.text)) // a hash never fails
			_, _ = h.Write([]byte{0})
		}
		hashes = append(hashes, h.Sum64())
	}
	return hashes
}

// distinct are hashes in their order, each once.
func distinct(hashes []uint64) []uint64 {
	hashes = slices.Clone(hashes)
	slices.Sort(hashes)
	return slices.Compact(hashes)
}

// inCommon counts what two ordered lists have in common.
func inCommon(a, b []uint64) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
			n++
		}
	}
	return n
}

// winnowWindow is of how many shingles one after the other at least one is chosen.
const winnowWindow = 4

// winnow chooses hashes by which a text is found: the least of each window, the
// last of equals. Two texts that have winnowWindow+shingleWords-1 words in a row in
// common have a choice in common, wherever these stand (S. Schleimer, D. Wilkerson,
// A. Aiken, "Winnowing: local algorithms for document fingerprinting", 2003).
func winnow(hashes []uint64) []uint64 {
	if len(hashes) <= winnowWindow {
		return distinct(hashes)
	}
	var chosen []uint64
	last := -1
	for from := range len(hashes) - winnowWindow + 1 {
		least := from
		for i := from + 1; i < from+winnowWindow; i++ {
			if hashes[i] <= hashes[least] {
				least = i
			}
		}
		if least != last {
			chosen = append(chosen, hashes[least])
			last = least
		}
	}
	return distinct(chosen)
}

// A sentence is a part of a text up to its full stop.
type sentence struct {
	extent
	words []word
}

// sentences are those of a text that have words.
func sentences(s string, words []word) (list []sentence) {
	from, at := 0, 0
	end := func() {
		var inside []word
		for len(words) > 0 && words[0].start < at {
			inside = append(inside, words[0])
			words = words[1:]
		}
		if len(inside) > 0 {
			list = append(list, sentence{extent{inside[0].start, inside[len(inside)-1].end}, inside})
		}
		from = at
	}
	var before rune
	for _, r := range s {
		at++
		if strings.ContainsRune("!?؟۔", r) || before == '.' && (r == ' ' || r == '\n') || before == '\n' && r == '\n' {
			end()
		}
		before = r
	}
	at++
	if from < at {
		end()
	}
	return list
}
