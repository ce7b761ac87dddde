package peer

import "hudna/graph"

// A Moment is what the database keeps of a date beside its words: the first and
// the last instant that it can mean, how vague it is, and its days by its own
// clock. Instants are written as strings: they are more than JavaScript can count.
type Moment struct {
	Earliest int64  `json:"earliest,string"`
	Latest   int64  `json:"latest,string"`
	Width    int    `json:"width"`
	First    *int64 `json:"first,omitempty,string"`
	Last     *int64 `json:"last,omitempty,string"`
}

// MomentOf reads a date; none is one that nothing is known of.
func MomentOf(d *graph.Date) (Moment, error) {
	if d == nil {
		d = &graph.Date{}
	}
	b, err := d.Bounds()
	if err != nil {
		return Moment{}, err
	}
	m := Moment{Earliest: b.Earliest, Latest: b.Latest, Width: int(b.Bucket())}
	if first, last, ok := d.Local(); ok && !b.Undated {
		m.First, m.Last = &first, &last
	}
	return m, nil
}

// Days are the first and the last second of a range of civil dates.
func Days(from, to string) (first, last int64, err error) {
	for _, side := range []struct {
		edtf string
		at   *int64
		end  bool
	}{{from, &first, false}, {to, &last, true}} {
		m, err := MomentOf(&graph.Date{EDTF: graph.EDTF(side.edtf)})
		if err != nil {
			return 0, 0, err
		}
		*side.at = m.Earliest
		if side.end {
			*side.at = m.Latest
		}
	}
	return first, last, nil
}
