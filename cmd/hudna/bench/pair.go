package bench

import (
	"fmt"

	"hudna/cmd/hudna/peer"
)

// A Pair is one form of a question, as it is asked of each side.
type Pair struct {
	Question  string
	Variables map[string]any // of hudna's request
	Own, Peer Request
}

// translated are the questions as they are asked of the peer: by the name of its
// function, whose answer is JSON of the same shape, and how the variables become
// those of the function.
var translated = map[string]struct {
	query     string
	variables func(map[string]any) (map[string]any, error)
}{
	"Q1": {`query Q1($id: String!) { q1(id: $id) }`, same},
	"Q2": {`query Q2($by: String!, $about: String!) { q2(by: $by, about: $about) }`, same},
	"Q3": {`query Q3($about: String!) { q3(about: $about) }`, same},
	"Q4": {`query Q4($by: String!) { q4(by: $by) }`, same},
	"Q5": {`query Q5($first: BigInt, $last: BigInt) { q5(first: $first, last: $last) }`, days},
	"Q6": {`query Q6($from: String!, $to: String!) { q6(source: $from, target: $to) }`, same},
	"Q7": {`query Q7($query: String!) { q7(query: $query) }`, folded},
}

func same(v map[string]any) (map[string]any, error) { return v, nil }

func days(v map[string]any) (map[string]any, error) {
	from, _ := v["from"].(string)
	to, _ := v["to"].(string)
	if from == "" && to == "" {
		return map[string]any{}, nil
	}
	first, last, err := peer.Days(from, to)
	return map[string]any{"first": first, "last": last}, err
}

func folded(v map[string]any) (map[string]any, error) {
	text, _ := v["text"].(string)
	return map[string]any{"query": peer.Query(text)}, nil
}

// number is the question without what it asks for: "Q7" of "Q7 rare".
func number(question string) string { return question[:min(2, len(question))] }

// Pairs are all questions, as of the newest revision, in all their forms.
func Pairs(s *Survey) ([]Pair, error) {
	var all []Pair
	for _, q := range Questions() {
		to, ok := translated[number(q.Name)]
		if !ok {
			return nil, fmt.Errorf("%s cannot be asked of the peer", q.Name)
		}
		for _, variables := range q.forms(s, 100) {
			p := Pair{Question: q.Name, Variables: variables}
			theirs, err := to.variables(variables)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", q.Name, err)
			}
			if p.Own, err = request(q.query, variables, 0, false); err != nil {
				return nil, err
			}
			if p.Peer, err = request(to.query, theirs, 0, false); err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
}
