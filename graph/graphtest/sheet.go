package graphtest

import (
	"fmt"
	"strings"

	"hudna/graph"
)

// phrases is how many statements can print their text: see [sheet].
const phrases = 20

// phrase is the text of a drawn statement.
func phrase(n int) string { return fmt.Sprintf("made-up words %d.", n) }

// A sheet is the text of every drawn document that has one: long enough for
// every drawn passage, and with every phrase in it.
type sheet struct {
	text   string
	points []rune
}

func newSheet() *sheet {
	var b strings.Builder
	b.WriteString("نص مختلق لا يقول شيئاً عن أحد. ")
	for n := range phrases {
		b.WriteString(phrase(n) + " ")
	}
	for n := 0; b.Len() < 2400; n++ {
		fmt.Fprintf(&b, "كلمة %d، word, слово. ", n)
	}
	return &sheet{b.String(), []rune(b.String())}
}

// printed is the evidence that a phrase stands in a document.
func (s *sheet) printed(id graph.ID, words string) graph.Evidence {
	return Passage(&graph.Document{Meta: graph.Meta{ID: id}, Text: s.text}, words, graph.PartClause)
}

// passage draws the evidence that some words of a document stand somewhere in
// it.
func (w *draw) passage(id graph.ID) graph.Evidence {
	start := w.N(1000)
	end := start + 1 + w.N(9)
	return graph.Evidence{
		Document: id, Start: &start, End: &end, Part: graph.PartClause, Hash: Digest(string(w.h.sheet.points[start:end])),
	}
}
