package graphtest

import (
	"strings"

	"hudna/graph"
)

// nameIn draws some words that somebody who looks for one of some names might
// write.
func (q quest) nameIn(names []graph.Name) string {
	if len(names) == 0 || q.Chance(10) {
		return q.names.query(q.Dice)
	}
	words := wordsOf(pick(q.Dice, names).Text)
	name := q.names.respelled(q.Dice, pick(q.Dice, words))
	if q.Chance(30) {
		name += "  " + q.names.respelled(q.Dice, pick(q.Dice, words))
	}
	return name
}

// startOf draws what somebody might have written of one of some names so far.
func (q quest) startOf(names []graph.Name) string {
	name := []rune(q.nameIn(names))
	return strings.TrimSpace(string(name[:1+q.N(len(name))]))
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" -،.", r) })
}

// words draws a query for a text.
func (q quest) words(text string) string {
	return pick(q.Dice, wordsOf(text))
}
