package fiction

import (
	"fmt"
	"strconv"

	"hudna/graph"
)

// Codebook is the id of the record that says that a graph is made up, and what
// one can ask it. Its variables are "statements", "seed", "order", and the words
// of the texts by their rareness: "word.en.rare" and so on.
const Codebook graph.ID = "codebook/invented"

// scheme is the scheme of all that is coded.
const scheme = "invented"

const explanation = `Everything in this graph is invented, to measure and to test with.

No person, office, state, armed group, organisation, place or agreement in it exists, nobody said any of it, and no word in
its texts is a word of a language: names and words are put together from syllables by a program, as chance has it. A name
that is that of somebody real is so by accident, and means nobody.

It is written by "hudna generate", and is the same for the same number of statements and seed.`

func (m *maker) codebook() *graph.Codebook {
	c := &graph.Codebook{
		Meta: graph.Meta{ID: Codebook}, Scheme: scheme, Title: "An invented graph", Text: explanation,
	}
	add := func(name string, kind graph.VariableType, value string) {
		c.Variables = append(c.Variables, graph.Variable{Name: name, Type: kind, Value: value})
	}
	add("invented", graph.VariableBoolean, "true")
	add("statements", graph.VariableInteger, strconv.Itoa(m.o.Statements))
	add("seed", graph.VariableText, strconv.FormatUint(m.o.Seed, 10))
	add("order", graph.VariableText, string(m.o.Order))
	add("states", graph.VariableInteger, strconv.Itoa(m.shape.states))
	for _, w := range m.words.asked(m.o.Statements) {
		add(fmt.Sprintf("word.%s.%s", w.Lang, w.How), graph.VariableText, w.Text)
		add(fmt.Sprintf("texts.%s.%s", w.Lang, w.How), graph.VariableInteger, strconv.Itoa(w.Statements))
	}
	return c
}

// StateID and RivalID are the actors of whom most is heard, from 1 on: a state,
// and the group that fights it, of which its people speak most.
func StateID(n int) graph.ID { return graph.ID(fmt.Sprintf("actor/state-%02d", n)) }

// RivalID is the group that fights the n-th state.
func RivalID(n int) graph.ID { return graph.ID(fmt.Sprintf("actor/group-%02d", n)) }

// PostID is the j-th post of the n-th state, of which the first is the most
// heard of.
func PostID(n, j int) graph.ID { return graph.ID(fmt.Sprintf("%s-post-%d", StateID(n), j)) }
