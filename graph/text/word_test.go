package text_test

import (
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hudna/graph/text"
)

// TestWords reads pairs of words, and whether the one is found by the other.
func TestWords(t *testing.T) {
	pairs, err := os.ReadFile("testdata/words.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(pairs), "\n\n")
	counts := map[bool]int{}
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Fields(line)
		if len(parts) != 3 || parts[1] != "=" && parts[1] != "/" {
			t.Fatalf("%q is no pair", line)
		}
		word, query := text.Tokens(parts[0]), text.Tokens(parts[2])
		if len(word) != 1 || len(query) != 1 {
			t.Fatalf("%q is not of two words", line)
		}
		want := parts[1] == "="
		counts[want]++
		if got := text.MatchWord(query[0].Text, word[0].Text); got != want {
			t.Errorf("%s: %s is found by %s: %t; forms %q, wanted %q",
				line, parts[0], parts[2], got, text.WordKeys(word[0].Text), text.WordQuery(query[0].Text))
		}
	}
	if counts[true] < 100 || counts[false] < 50 || counts[true]+counts[false] < 200 {
		t.Errorf("only %d pairs that match, and %d that do not", counts[true], counts[false])
	}
}

// A word finds itself, and an Arabic one also with what may be joined to it,
// unless that makes a word that is known by itself.
func TestAWordFindsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, token := range text.Tokens(drawText(t, "text")) {
			if !text.MatchWord(token.Text, token.Text) {
				t.Fatalf("%q does not find itself: forms %q, wanted %q", token.Text, text.WordKeys(token.Text), text.WordQuery(token.Text))
			}
		}
		letters := rapid.SliceOfN(rapid.SampledFrom([]rune("ابتدرسعفقكلمنهوي")), 4, 9).Draw(t, "word")
		prefix := rapid.SampledFrom([]string{"و", "ف", "ب", "ل", "ال", "وال", "بال", "فال", "ول", "وب"}).Draw(t, "prefix")
		word := string(letters)
		if keys := text.WordKeys(prefix + word); len(keys) > 1 && !text.MatchWord(word, prefix+word) {
			t.Fatalf("%q does not find %q: forms %q, wanted %q", word, prefix+word, keys, text.WordQuery(word))
		}
	})
}

func FuzzWord(f *testing.F) {
	for _, seed := range []string{"", "كيري", "لوقف", "truces", "лаврова", "\xff", strings.Repeat("و", 90), strings.Repeat("ly", 200)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, token := range text.Tokens(s) {
			keys, query := text.WordKeys(token.Text), text.WordQuery(token.Text)
			if len(keys) == 0 || keys[0] == "" || len(keys) > 12 || len(query) > 40 {
				t.Fatalf("%q has the forms %q, and looks for %q", token.Text, keys, query)
			}
			if !text.MatchWord(token.Text, token.Text) {
				t.Fatalf("%q does not find itself", token.Text)
			}
		}
	})
}
