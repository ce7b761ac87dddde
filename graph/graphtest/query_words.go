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
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" -،.,:", r) })
}

// words draws what somebody who looks for a text might write: words of it in
// this form or another, phrases of it in quotation marks.
func (q quest) words(text string) string {
	all := wordsOf(text)
	if len(all) > 12 && q.Chance(50) {
		all = all[len(all)-12:] // which a long text has for itself
	}
	var parts []string
	for range 1 + q.N(2) {
		i := q.N(len(all))
		if q.Chance(30) {
			marks := pick(q.Dice, [][2]string{{`"`, `"`}, {"«", "»"}, {"“", "”"}})
			parts = append(parts, marks[0]+strings.Join(all[i:min(len(all), i+1+q.N(3))], " ")+marks[1])
			continue
		}
		parts = append(parts, q.reformed(all[i]))
	}
	return strings.Join(parts, pick(q.Dice, []string{" ", " ", ", "}))
}

// reformed is a word of made-up texts in another form, or as it is.
func (q quest) reformed(written string) string {
	words := readWords(written)
	if len(words) != 1 || q.Chance(40) {
		return written
	}
	var others []string
	for _, stretch := range stretches {
		for _, part := range stretch {
			for _, other := range wordsOf(part) {
				if read := readWords(other); len(read) == 1 && q.naive.sameWord(words[0].exact, read[0].exact) {
					others = append(others, other)
				}
			}
		}
	}
	if len(others) == 0 || q.Chance(5) {
		return pick(q.Dice, wordsOf(pick(q.Dice, pick(q.Dice, stretches))))
	}
	return pick(q.Dice, others)
}

// searchQuery draws a search that, as a rule, finds something.
func (a *asker) searchQuery(v graph.View) graph.SearchQuery {
	var query graph.SearchQuery
	a.in(v, func(q quest) {
		// A kind first, else half of what is found were statements.
		var of []graph.Record
		kind := pick(q.Dice, searched)
		for _, r := range q.k.snapshot.records {
			if r.RecordKind() == kind && len(passages(r)) > 0 {
				of = append(of, r)
			}
		}
		query = graph.SearchQuery{Text: q.names.query(q.Dice)}
		if len(of) == 0 {
			return
		}
		r := pick(q.Dice, of)
		if names := namesOf(r); len(names) > 0 {
			query.Text = q.nameIn(names)
			if q.Chance(25) { // as it stands
				query.Text = "«" + pick(q.Dice, names).Text + "»"
			}
		} else if p := pick(q.Dice, passages(r)); len(readWords(p.text)) > 0 {
			query.Text = q.words(p.text)
		}
		if q.Chance(50) {
			query.Kinds = among(q.Dice, r.RecordKind(), searched)
		}
		if r.Shared().Status != graph.StatusPublished || q.Chance(20) {
			query.Statuses = among(q.Dice, r.Shared().Status, graph.Statuses())
		}
		s, ok := r.(*graph.Statement)
		if ok && s.Basis == graph.BasisMachineCoded || q.Chance(20) {
			query.Bases = among(q.Dice, graph.BasisMachineCoded, graph.Bases())
		}
	})
	a.note(query)
	return query
}
