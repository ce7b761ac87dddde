package bench

import (
	"bytes"
	"context"
	"fmt"
)

// A Difference is a question that two graphs answer in different ways.
type Difference struct {
	Question  string
	Moment    Moment
	Variables map[string]any
	Got, Want string // the answers, shortened around where they part
}

func (d Difference) String() string {
	return fmt.Sprintf("%s at %s, %v:\n  got  %s\n  want %s", d.Question, d.Moment, d.Variables, d.Got, d.Want)
}

// maxDifferences bounds the differences that are told.
const maxDifferences = 10

// Compare asks two graphs every form of every question, as of the newest
// revision and of those at some parts of the way, and gives the differences, up
// to ten: in the rows, their order, or anything else that is in the answers. It
// says how many answers were compared, and how many rows were in them.
func Compare(ctx context.Context, got, want Ask, percents []int) (found []Difference, answers, rows int, err error) {
	survey, err := Look(ctx, want)
	if err != nil {
		return nil, 0, 0, err
	}
	for _, q := range Questions() {
		for _, m := range survey.moments(percents) {
			for _, variables := range q.forms(survey, m.Percent) {
				r, err := request(q.query, variables, m.Revision, false)
				if err != nil {
					return nil, 0, 0, err
				}
				var data [2][]byte
				for i, ask := range []Ask{got, want} {
					body, err := ask(ctx, r)
					if err != nil {
						return nil, 0, 0, err
					}
					a, err := said(body)
					if err != nil {
						return nil, 0, 0, fmt.Errorf("%s at %s, %v: %w", q.Name, m, variables, err)
					}
					data[i] = a.Data
					if i == 1 {
						n, err := a.rows()
						if err != nil {
							return nil, 0, 0, err
						}
						rows += n
					}
				}
				answers++
				if bytes.Equal(data[0], data[1]) {
					continue
				}
				if found = append(found, part(q.Name, m, variables, data[0], data[1])); len(found) == maxDifferences {
					return found, answers, rows, nil
				}
			}
		}
	}
	return found, answers, rows, nil
}

// part shows where two answers part.
func part(question string, m Moment, variables map[string]any, got, want []byte) Difference {
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	around := func(b []byte) string { return fmt.Sprintf("…%s…", b[max(at-60, 0):min(at+120, len(b))]) }
	return Difference{Question: question, Moment: m, Variables: variables, Got: around(got), Want: around(want)}
}
