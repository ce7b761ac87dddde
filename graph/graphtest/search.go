package graphtest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"hudna/graph"
)

// The bounds of a text that is looked for.
const (
	maxSought      = 1 << 10 // bytes
	maxSoughtWords = 32
	maxHighlights  = 100
)

// A want is a word or a phrase that is looked for.
type want struct {
	words  []string
	phrase bool
}

// wants reads a text that is looked for: words, and phrases in quotation marks.
func wants(path, text string) ([]want, error) {
	refused := func(why string) ([]want, error) { return nil, &graph.FieldError{Path: path, Reason: why} }
	if len(text) > maxSought {
		return refused("is too long")
	}
	var list []want
	words := 0
	add := func(part string, phrase bool) {
		var w want
		for _, word := range readWords(part) {
			words++
			w.words = append(w.words, word.exact)
			if !phrase {
				list = append(list, want{words: []string{word.exact}})
			}
		}
		if phrase && w.words != nil {
			list = append(list, want{w.words, true})
		}
	}
	for text != "" {
		i := strings.IndexAny(text, `"«“„»”`)
		if i < 0 {
			add(text, false)
			break
		}
		add(text[:i], false)
		mark, size := utf8.DecodeRuneInString(text[i:])
		text = text[i+size:]
		ending, opens := map[rune]string{'"': `"`, '«': "»", '“': "”", '„': "“”"}[mark]
		end := strings.IndexAny(text, ending)
		if !opens || end < 0 {
			return refused("has quotation marks that do not go together")
		}
		add(text[:end], true)
		_, size = utf8.DecodeRuneInString(text[end:])
		text = text[end+size:]
	}
	if words == 0 || words > maxSoughtWords {
		return refused(fmt.Sprintf("has %d words", words))
	}
	var distinct []want
	for _, w := range list {
		if !slices.ContainsFunc(distinct, func(o want) bool { return o.phrase == w.phrase && slices.Equal(o.words, w.words) }) {
			distinct = append(distinct, w)
		}
	}
	return distinct, nil
}

// readWords is [readWords] of a text that may have been read before.
func (n *Naive) readWords(text string) []word {
	words, ok := n.read[text]
	if !ok {
		if len(n.read) == maxSnapshots {
			clear(n.read)
		}
		words = readWords(text)
		n.read[text] = words
	}
	return words
}

// sameWord reports whether two words have a form in common, and not both by a
// guess.
func (n *Naive) sameWord(a, b string) bool {
	for _, exact := range []string{a, b} {
		if n.forms[exact] == nil {
			if len(n.forms) == maxSnapshots {
				clear(n.forms)
			}
			n.forms[exact] = forms(exact)
		}
	}
	return shareForm(n.forms[a], n.forms[b])
}

// stands lists where a text has what is wanted.
func (n *Naive) stands(w want, text []word) [][2]int {
	var at [][2]int
	for i := range text {
		if !w.phrase {
			if n.sameWord(w.words[0], text[i].exact) {
				at = append(at, [2]int{text[i].start, text[i].end})
			}
			continue
		}
		last := i + len(w.words) - 1
		if last >= len(text) {
			break
		}
		if slices.EqualFunc(w.words, text[i:last+1], func(exact string, t word) bool { return exact == t.exact }) {
			at = append(at, [2]int{text[i].start, text[last].end})
		}
	}
	return at
}

// textsIn are the texts of a record in which one looks for words.
func textsIn(r graph.Record) []string {
	switch r := r.(type) {
	case *graph.Statement:
		return textsOf(r)
	case *graph.Document:
		return []string{r.Title, r.Text}
	}
	return nil
}

// worded reports whether some texts together have all that is looked for; each
// phrase has to stand in one of them.
func (n *Naive) worded(query string, texts ...string) bool {
	list, err := wants("text", query)
	return err == nil && allOf(list, func(w want) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return len(n.stands(w, n.readWords(text))) > 0 })
	})
}

// The constants of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance
// Framework", 2009).
const (
	saturation = 1.2  // k1
	shortness  = 0.75 // b
)

// relevance reckons how well statements match the texts of a query, among all
// statements of the same statuses and bases, superseded or not.
func (k *seeker) relevance(q graph.StatementQuery) func(*graph.Statement) float64 {
	var list []want
	for _, text := range sought(q.StatementSet) {
		more, _ := wants("text", text) // checked before
		for _, w := range more {
			if !slices.ContainsFunc(list, func(o want) bool { return o.phrase == w.phrase && slices.Equal(o.words, w.words) }) {
				list = append(list, w)
			}
		}
	}
	total, length := 0, 0
	having := make([]int, len(list))
	for _, s := range those[*graph.Statement](k) {
		if !slices.Contains(q.Statuses, s.Status) || !slices.Contains(q.Bases, s.Basis) || !slices.Contains(q.Superseded, superseded(s)) {
			continue
		}
		counts, words := k.naive.countWanted(list, s)
		if words == 0 {
			continue
		}
		total, length = total+1, length+words
		for i, n := range counts {
			if n > 0 {
				having[i]++
			}
		}
	}
	return func(s *graph.Statement) float64 {
		counts, words := k.naive.countWanted(list, s)
		score := 0.0
		for i, n := range counts {
			rarity := math.Log(1 + (float64(total-having[i])+0.5)/(float64(having[i])+0.5))
			long := float64(words) * float64(total) / float64(length)
			score += rarity * float64(n) * (saturation + 1) / (float64(n) + saturation*(1-shortness+shortness*long))
		}
		return score
	}
}

// countWanted counts how often a statement has each of what is wanted, and how
// many words it has.
func (n *Naive) countWanted(list []want, s *graph.Statement) (counts []int, words int) {
	counts = make([]int, len(list))
	for _, text := range textsOf(s) {
		read := n.readWords(text)
		words += len(read)
		for i, w := range list {
			counts[i] += len(n.stands(w, read))
		}
	}
	return counts, words
}

// highlights are the places in the texts of a record of what is looked for;
// those that overlap are one.
func (n *Naive) highlights(texts []string, r graph.Record) []graph.Highlight {
	var list []want
	for _, text := range texts {
		more, _ := wants("text", text)
		list = append(list, more...)
	}
	var found []graph.Highlight
	if list == nil {
		return nil
	}
	for i, text := range textsIn(r) {
		path := "text"
		switch {
		case r.RecordKind() == graph.KindDocument && i == 0:
			path = "title"
		case r.RecordKind() == graph.KindStatement && i > 0:
			path = element("translations", i-1) + ".text"
		}
		lit := make([]int, utf8.RuneCountInString(text)) // by how many
		joined := make([]bool, len(lit))                 // with the code point before
		for _, w := range list {
			for _, at := range n.stands(w, n.readWords(text)) {
				for j := at[0]; j < at[1]; j++ {
					lit[j]++
					joined[j] = joined[j] || j > at[0]
				}
			}
		}
		for j := 0; j < len(lit) && len(found) < maxHighlights; j++ {
			if lit[j] == 0 {
				continue
			}
			start := j
			for j+1 < len(lit) && lit[j+1] > 0 && joined[j+1] {
				j++
			}
			found = append(found, graph.Highlight{Path: path, Start: start, End: j + 1})
		}
	}
	return found
}
