package search

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"hudna/graph"
	"hudna/graph/text"
)

// The bounds of a query.
const (
	MaxQuery = 1 << 10 // bytes
	MaxWords = 32      // words, in phrases or not
)

// A Query is what is looked for in texts. All of it has to be there: each word
// in one of its forms, and each phrase, in quotation marks, in the exact forms
// of its words, one right behind the other and in one text of the record.
type Query struct {
	items []item // each once
	// byForm and byWord are the items to be looked at where a word stands: words
	// by what one of its keys has to be, phrases by the words that they have.
	byForm, byWord map[string][]int
}

// An item is a word or a phrase.
type item struct {
	words  []string
	forms  []string // of a word: what one of the keys of a term has to be
	phrase bool
}

func (i item) equal(j item) bool { return i.phrase == j.phrase && slices.Equal(i.words, j.words) }

func (i item) String() string {
	words := strings.Join(i.words, " ")
	if i.phrase {
		return "«" + words + "»"
	}
	return words
}

// closing are the quotation marks, and what closes them.
var closing = map[rune]string{'"': `"`, '«': "»", '“': "”", '„': "“”"}

// Parse reads a query: words with anything but letters and digits between
// them, and phrases in "…", «…», “…”, „…“ or „…”. What is wrong with it is a
// [*graph.FieldError] of the path. Very common words are words like any other.
func Parse(path, s string) (*Query, error) {
	fail := func(format string, args ...any) (*Query, error) {
		return nil, &graph.FieldError{Path: path, Reason: fmt.Sprintf(format, args...)}
	}
	if len(s) > MaxQuery {
		return fail("has %d bytes; a query has at most %d", len(s), MaxQuery)
	}
	q := new(Query)
	words := 0
	add := func(part string, phrase bool) {
		var found []string
		for _, token := range text.Tokens(part) {
			found = append(found, term(token.Text))
			if !phrase {
				q.add(item{words: found, forms: wanted(token.Text)})
				found = nil
			}
			words++
		}
		if len(found) > 0 {
			q.add(item{words: found, phrase: true})
		}
	}
	for rest := s; rest != ""; {
		open := strings.IndexAny(rest, "\"«“„»”")
		if open < 0 {
			add(rest, false)
			break
		}
		mark, size := utf8.DecodeRuneInString(rest[open:])
		add(rest[:open], false)
		rest = rest[open+size:]
		closer, opens := closing[mark]
		if !opens {
			return fail("has a %c that closes nothing", mark)
		}
		end := strings.IndexAny(rest, closer)
		if end < 0 {
			return fail("has a quotation mark %c that is not closed", mark)
		}
		add(rest[:end], true)
		_, size = utf8.DecodeRuneInString(rest[end:])
		rest = rest[end+size:]
	}
	switch {
	case words == 0:
		return fail("has no letters or digits to look for")
	case words > MaxWords:
		return fail("has %d words; a query has at most %d", words, MaxWords)
	}
	return q, nil
}

func (q *Query) add(i item) {
	index, by := &q.byForm, i.forms
	if i.phrase {
		index, by = &q.byWord, i.words
	}
	if *index == nil {
		*index = map[string][]int{}
	}
	// What is equal stands behind the same.
	if slices.ContainsFunc((*index)[by[0]], func(n int) bool { return q.items[n].equal(i) }) {
		return
	}
	for _, key := range by {
		(*index)[key] = appendNew((*index)[key], len(q.items))
	}
	q.items = append(q.items, i)
}

// at gives the items that may stand where a term does: the words of which it is
// a form, and the phrases that have it. Each comes once.
func (q *Query) at(t string, formsOf func(string) []string) (items []int) {
	if len(q.byForm) > 0 {
		for _, form := range formsOf(t) {
			for _, i := range q.byForm[form] {
				items = appendNew(items, i)
			}
		}
	}
	return append(items, q.byWord[t]...)
}

func appendNew(list []int, n int) []int {
	if slices.Contains(list, n) {
		return list
	}
	return append(list, n)
}

// Join gives the query that is met by what meets all of the queries.
func Join(queries ...*Query) *Query {
	all := new(Query)
	for _, q := range queries {
		for _, i := range q.items {
			all.add(i)
		}
	}
	return all
}

func wanted(word string) []string {
	forms := text.WordQuery(word)
	for i := range forms {
		forms[i] = term(forms[i])
	}
	return forms
}

// String gives the query as it is understood.
func (q *Query) String() string {
	parts := make([]string, len(q.items))
	for i := range q.items {
		parts[i] = q.items[i].String()
	}
	return strings.Join(parts, " ")
}
