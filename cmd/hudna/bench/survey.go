package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"hudna/cmd/hudna/fiction"
)

// A Survey is what a made-up graph says of itself.
type Survey struct {
	Statements int
	Seed       string
	Order      string
	States     int
	Head       uint64
	words      map[string]string // by language and rareness: "ar.rare"
}

const surveying = `query Survey($id: ID!) { head { number } codebook(id: $id) { variables { name value } } }`

// Look reads off a graph what can be asked of it. A graph that package fiction
// did not make is refused.
func Look(ctx context.Context, ask Ask) (*Survey, error) {
	r, err := request(surveying, map[string]any{"id": fiction.Codebook}, 0, false)
	if err != nil {
		return nil, err
	}
	body, err := ask(ctx, r)
	if err != nil {
		return nil, err
	}
	a, err := said(body)
	if err != nil {
		return nil, err
	}
	var data struct {
		Head     *struct{ Number uint64 }
		Codebook *struct {
			Variables []struct{ Name, Value string }
		}
	}
	if err := json.Unmarshal(a.Data, &data); err != nil {
		return nil, err
	}
	if data.Head == nil || data.Codebook == nil {
		return nil, fmt.Errorf("there is no %s: only a graph that `hudna generate` made can be measured", fiction.Codebook)
	}
	s := &Survey{Head: data.Head.Number, words: map[string]string{}}
	for _, v := range data.Codebook.Variables {
		var err error
		switch v.Name {
		case "statements":
			s.Statements, err = strconv.Atoi(v.Value)
		case "states":
			s.States, err = strconv.Atoi(v.Value)
		case "seed":
			s.Seed = v.Value
		case "order":
			s.Order = v.Value
		default:
			if len(v.Name) > len("word.") && v.Name[:len("word.")] == "word." {
				s.words[v.Name[len("word."):]] = v.Value
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", fiction.Codebook, v.Name, err)
		}
	}
	if s.Statements < 1 || s.States < 1 || len(s.words) == 0 {
		return nil, errors.New("the codebook of the graph does not say what is in it")
	}
	return s, nil
}

// A Moment is a revision as of which is asked.
type Moment struct {
	Percent  int    // of the revisions, 100 for the newest
	Revision uint64 // 0 for the newest
}

func (m Moment) String() string {
	if m.Percent == 100 {
		return "head"
	}
	return fmt.Sprintf("%d %%", m.Percent)
}

// moments are the newest revision and those at parts of the way to it.
func (s *Survey) moments(percents []int) []Moment {
	all := []Moment{{Percent: 100}}
	for _, p := range percents {
		all = append(all, Moment{Percent: p, Revision: max(s.Head*uint64(p)/100, 1)})
	}
	return all
}
