package projection

import (
	"fmt"
	"math"

	"hudna/graph"
)

// A names numbers words of which there are few.
type names struct {
	what string
	list []string
	of   map[string]uint16
}

func newNames(what string) names { return names{what: what, of: map[string]uint16{}} }

// number is that of a word, from 1 on, which is given out when it is asked for;
// 0 for none.
func (n *names) number(word string) (uint16, error) {
	if word == "" {
		return 0, nil
	}
	i, ok := n.of[word]
	if !ok {
		if len(n.list) == math.MaxUint16 {
			return 0, fmt.Errorf("%w: the projection holds %d %s at most", graph.ErrTooLarge, math.MaxUint16, n.what)
		}
		n.list = append(n.list, word)
		i = uint16(len(n.list)) //nolint:gosec // checked right above
		n.of[word] = i
	}
	return i, nil
}

// set takes over a list.
func (n *names) set(list []string) {
	n.list = list
	for i, word := range list {
		n.of[word] = uint16(i + 1) //nolint:gosec // numbered so before
	}
}
