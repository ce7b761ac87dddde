package bench

import (
	"context"
	"fmt"
)

// A Work is what one question took as of one revision, on average over its
// forms, of what is the same on every machine, however fast or busy that is.
type Work struct {
	Question string
	At       string
	Rows     float64
	KeysRead float64
	Records  float64 // decoded
	Allocs   float64 // objects
}

// How often allocations are counted, over how many answers at least. What the
// process does beside, now and then, is in some of the rounds only: the least is
// what counts.
const (
	allocationRounds  = 4
	allocationAnswers = 24
)

// Works tells what work all questions are, as of the newest revision and of
// others. Allocated tells how many objects this process has allocated so far: the
// graph has to be in the same process, and nobody else may ask it.
func Works(ctx context.Context, ask Ask, s *Survey, percents []int, allocated func() uint64) ([]Work, error) {
	var all []Work
	for _, q := range Questions() {
		for _, m := range s.moments(percents) {
			var r Result
			requests, err := r.explain(ctx, ask, s, q, m)
			if err != nil {
				return nil, fmt.Errorf("%s at %s: %w", q.Name, m, err)
			}
			w := Work{Question: q.Name, At: m.String(), Rows: r.Rows, KeysRead: r.KeysRead, Records: r.Records}
			for round := range allocationRounds + 1 {
				before := allocated()
				answers := 0
				for answers < allocationAnswers {
					for _, request := range requests {
						if _, err := ask(ctx, request); err != nil {
							return nil, fmt.Errorf("%s at %s: %w", q.Name, m, err)
						}
						answers++
					}
				}
				each := float64(allocated()-before) / float64(answers)
				if round == 1 || round > 1 && each < w.Allocs { // the first one fills caches
					w.Allocs = each
				}
			}
			all = append(all, w)
		}
	}
	return all, nil
}

// Requests are the forms of a question, as of the newest revision.
func (q Question) Requests(s *Survey) ([]Request, error) {
	var all []Request
	for _, variables := range q.forms(s, 100) {
		r, err := request(q.query, variables, 0, false)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
