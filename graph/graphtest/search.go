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

// A passage is one of the texts of a record in which one looks for words.
type passage struct{ path, text string }

// passages are all of them, in their order: names among them.
func passages(r graph.Record) []passage {
	var all []passage
	switch r := r.(type) {
	case *graph.Statement:
		all = append(all, passage{"text", r.Text})
		for i, t := range r.Translations {
			all = append(all, passage{element("translations", i) + ".text", t.Text})
		}
	case *graph.Document:
		all = append(all, passage{"title", r.Title}, passage{"text", r.Text})
	default:
		for i, name := range namesOf(r) {
			all = append(all, passage{element("names", i) + ".text", name.Text})
		}
	}
	return all
}

// namesOf are the names of a record that can have any.
func namesOf(r graph.Record) []graph.Name {
	switch r := r.(type) {
	case *graph.Actor:
		return r.Names
	case *graph.Location:
		return r.Names
	case *graph.Agreement:
		return r.Names
	case *graph.Topic:
		return r.Names
	case *graph.Event:
		return r.Names
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
		counts, words := k.naive.countWanted(list, textsOf(s))
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
		counts, words := k.naive.countWanted(list, textsOf(s))
		score := 0.0
		for i, n := range counts {
			rarity := math.Log(1 + (float64(total-having[i])+0.5)/(float64(having[i])+0.5))
			long := float64(words) * float64(total) / float64(length)
			score += rarity * float64(n) * (saturation + 1) / (float64(n) + saturation*(1-shortness+shortness*long))
		}
		return score
	}
}

// countWanted counts how often some texts together have each of what is wanted,
// and how many words they have.
func (n *Naive) countWanted(list []want, texts []string) (counts []int, words int) {
	counts = make([]int, len(list))
	for _, text := range texts {
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
	if list == nil {
		return nil
	}
	return lit(r, func(text string) (spans [][2]int) {
		for _, w := range list {
			spans = append(spans, n.stands(w, n.readWords(text))...)
		}
		return spans
	})
}

// lit puts together the spans of the texts of a record.
func lit(r graph.Record, spansOf func(text string) [][2]int) []graph.Highlight {
	var found []graph.Highlight
	for _, p := range passages(r) {
		points := utf8.RuneCountInString(p.text)
		in, joined := make([]bool, points), make([]bool, points) // with the code point before
		for _, span := range spansOf(p.text) {
			for j := span[0]; j < span[1]; j++ {
				in[j], joined[j] = true, joined[j] || j > span[0]
			}
		}
		for j := 0; j < points && len(found) < maxHighlights; j++ {
			if !in[j] {
				continue
			}
			start := j
			for j+1 < points && in[j+1] && joined[j+1] {
				j++
			}
			found = append(found, graph.Highlight{Path: p.path, Start: start, End: j + 1})
		}
	}
	return found
}
