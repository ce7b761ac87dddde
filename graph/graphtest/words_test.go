package graphtest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"hudna/graph/text"
)

// made are the texts of the made-up world and of what is drawn.
func made() []string {
	texts := []string{newSheet().of("document/made-up"), "Made-up report", "تقرير مختلق", "made-up words"}
	for _, r := range WorldRecords() {
		texts = append(texts, textsIn(r)...)
	}
	for _, stretch := range stretches {
		texts = append(texts, stretch...)
	}
	return texts
}

// The oracle knows fewer words and letters than package text: enough for the
// texts that are made up, in which the two read the same words in the same
// places, and find the same words by each other.
func TestTheOracleReadsMadeUpTextsAsPackageTextDoes(t *testing.T) {
	var words []string
	for _, s := range made() {
		var want []word
		for _, token := range text.Tokens(s) {
			want = append(want, word{token.Text, token.Start, token.End})
			words = append(words, token.Text)
		}
		if got := readWords(s); !slices.Equal(got, want) {
			t.Errorf("%q reads %v, want %v", s, got, want)
		}
	}
	slices.Sort(words)
	words = slices.Compact(words)
	naive := NewNaive(nil)
	found := 0
	for _, query := range words {
		for _, w := range words {
			want := text.MatchWord(query, w)
			if want && query != w {
				found++
			}
			if got := naive.sameWord(query, w); got != want {
				t.Errorf("%q is found by %q: %t, want %t", w, query, got, want)
			}
		}
	}
	// What the one or the other takes for a form of a word may stand in no text.
	for _, w := range words {
		forms := slices.Collect(maps.Keys(forms(w)))
		for _, key := range text.WordKeys(w) {
			forms = append(forms, strings.TrimLeft(key, "+*"))
		}
		for _, query := range forms {
			if got, want := naive.sameWord(query, w), text.MatchWord(query, w); got != want {
				t.Errorf("%q is found by its form %q: %t, want %t", w, query, got, want)
			}
		}
	}
	if len(words) < 200 || found < 100 {
		t.Errorf("%d words, of which %d are found by another", len(words), found)
	}
}

// What the oracle takes for a word that has no clitics and no ending, package
// text does too.
func TestWholeWordsOfTheOracle(t *testing.T) {
	for w := range entire {
		if keys := text.WordKeys(w); !slices.Equal(keys, []string{w}) {
			t.Errorf("%q has the forms %q", w, keys)
		}
	}
}
