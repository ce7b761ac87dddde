package bench

import (
	"math/rand/v2"

	"hudna/cmd/hudna/fiction"
)

// A Question is asked in several forms, which differ in whom or what they ask
// about.
type Question struct {
	Name  string // "Q2"
	Title string
	query string
	// forms gives the variables of each form, for a graph and a part of it.
	forms func(s *Survey, percent int) []map[string]any
}

// Query is its document.
func (q Question) Query() string { return q.query }

// The parts that the questions have in common.
const (
	chain = `
    speakers { actor { id name(lang: ["en"]) } post { id name(lang: ["en"]) } onBehalfOf { id } cue { text } }
    relays { actor { id name(lang: ["en"]) } post { id } onBehalfOf { id } channel said { edtf } }
    transmission attribution depth`
	target = `
    addressees { actor { id name(lang: ["en"]) } post { id } }
    about { role level term stance { value scale } node {
      id
      ... on Actor { name(lang: ["en"]) } ... on Event { kind when { edtf } } ... on Agreement { name(lang: ["en"]) }
      ... on Location { name(lang: ["en"]) } ... on Topic { name(lang: ["en"]) }
    } }
    acts { act force }`
	words = `
    text lang wording said { edtf words }`
	spans = `
    evidence { part start end hash exact document { id title lang published { edtf } publisher { id name(lang: ["en"]) } } }`
)

const wholeStatement = `query Q1($id: ID!) {
  statement(id: $id) {
    id status marking coding { coder scheme } ` + chain + target + words + spans + `
    content { mood action actor { id } toward { id } content { mood action actor { id } } }
    polarity condition positions { topic { id name(lang: ["en"]) } agreement } links { kind of statement { id text } }
    utterance occasion { id kind } figures { what best low high bound unit countedBy { id } }
    translations { lang text by } place { id name(lang: ["en"]) } channel confidence basis
    attestedBy { id name(lang: ["en"]) } sources
  }
}`

const saidAbout = `query Q2($by: ID!, $about: ID!) {
  statements(first: 20, where: {
    by: {anyOf: [$by], include: [SELF, REPRESENTATIVES, PARTS]}
    about: [{actor: {anyOf: [$about]}}]
  }) { edges { node { id ` + chain + target + words + spans + ` } } }
}`

const allAbout = `query Q3($about: ID!) {
  statements(first: 20, where: {about: [{actor: {anyOf: [$about]}}]}) { edges { node { id ` + chain + target + words + ` } } }
}`

const threeHops = `query Q4($by: ID!) {
  statements(first: 20, where: {by: {anyOf: [$by]}}) { edges { node { id about { role node {
    id ... on Event { kind when { edtf } under { id name(lang: ["en"]) parties { role actor { id name(lang: ["en"]) } } } }
  } } } } }
}`

const ofWhom = `query Q5($from: EDTF, $to: EDTF) {
  matrix(where: {said: {from: $from, to: $to}}, rows: {kinds: [STATE]}, columns: {kinds: [STATE]}, first: 2500) {
    cells { row { id } column { id } count stances { scale count mean } } distinct statements without
  }
}`

const connection = `query Q6($from: ID!, $to: ID!) {
  shortestPaths(from: $from, to: $to) { length steps { from { id } to { id } count statements { id text said { edtf } } } }
}`

const word = `query Q7($text: String!) {
  statements(first: 20, orderBy: RELEVANCE, where: {text: $text}) { edges { node { id text lang } } }
}`

// Questions are what is asked of every graph.
func Questions() []Question {
	all := []Question{
		{"Q1", "one statement whole", wholeStatement, someStatements},
		{"Q2", "what A, or who speaks for it, said about B, the newest 20 with chain, target and spans", saidAbout, ofFirst(func(n int) map[string]any {
			return map[string]any{"by": fiction.StateID(n), "about": fiction.RivalID(n)}
		})},
		{"Q3", "all about B, the newest 20", allAbout, ofFirst(func(n int) map[string]any {
			return map[string]any{"about": fiction.RivalID(n)}
		})},
		{"Q4", "three hops: a speaker, the events of the newest 20, their agreements, the parties", threeHops, ofFirst(func(n int) map[string]any {
			return map[string]any{"by": fiction.PostID(n, 1)}
		})},
	}
	all = append(all,
		Question{"Q5 30 days", "who spoke how of whom, state by state, over 30 days", ofWhom, someDays},
		Question{"Q5 all", "who spoke how of whom, state by state, over all twelve years", ofWhom, func(*Survey, int) []map[string]any {
			return []map[string]any{{}}
		}},
		Question{"Q6", "the shortest chain of statements between two groups, of which one is seldom heard", connection, ofFirst(func(n int) map[string]any {
			return map[string]any{"from": fiction.RivalID(n)}
		}, func(s *Survey, n int, form map[string]any) { form["to"] = fiction.RivalID(s.States + 1 - n) })},
	)
	for _, how := range []string{"rare", "middling", "common"} {
		all = append(all, Question{"Q7 " + how, "a " + how + " word, the best 20", word, func(s *Survey, _ int) []map[string]any {
			var forms []map[string]any
			for _, lang := range []string{"en", "ar", "ru"} {
				forms = append(forms, map[string]any{"text": s.words[lang+"."+how]})
			}
			return forms
		}})
	}
	return all
}

// someDays are thirty days of early, middling and late years.
func someDays(*Survey, int) []map[string]any {
	var forms []map[string]any
	for _, days := range [][2]string{{"2015-04-01", "2015-04-30"}, {"2019-09-02", "2019-10-01"}, {"2025-06-01", "2025-06-30"}} {
		forms = append(forms, map[string]any{"from": days[0], "to": days[1]})
	}
	return forms
}

// statementForms is how many statements are asked for by id.
const statementForms = 64

// someStatements draws statements that were recorded in the part of the graph.
func someStatements(s *Survey, percent int) []map[string]any {
	draw := rand.New(rand.NewPCG(1, uint64(s.Statements))).IntN
	forms := make([]map[string]any, statementForms)
	recorded := max(s.Statements*percent/100, 1)
	for i := range forms {
		forms[i] = map[string]any{"id": fiction.StatementID(1 + draw(recorded))}
	}
	return forms
}

// first is how many sides are asked about: those of which most is said, so that
// there are 20 rows to be had in small graphs too.
const first = 3

func ofFirst(form func(n int) map[string]any, more ...func(s *Survey, n int, form map[string]any)) func(*Survey, int) []map[string]any {
	return func(s *Survey, _ int) []map[string]any {
		var forms []map[string]any
		for n := range min(first, s.States) {
			forms = append(forms, form(n+1))
			for _, add := range more {
				add(s, n+1, forms[n])
			}
		}
		return forms
	}
}
