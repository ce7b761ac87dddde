package ledger

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/graph/search"
	"hudna/storage/keys"
)

var errMissing = errors.New("it is missing")

// maxQueryIDs bounds the ids of one query.
const maxQueryIDs = 10_000

// A compiler makes the conditions of one query ready for a view.
type compiler struct {
	s    *snapshot
	view graph.View
	// whole: nothing is hidden from the view, so that a record says what its
	// entries say.
	whole  bool
	rolls  []*actorSet     // that may be met by somebody in an actor's place
	texts  []*search.Query // that are looked for, and may be highlighted
	scored bool            // the texts are met by what is ranked by them
	paged  bool            // only a page of them is wanted
	alone  []graph.Basis   // those whose statements are ranked, where a page is asked for by nothing but words
	aside  int             // how many Or and Not are around what is made ready
}

// compiler checks a query by itself and against what is there for the view.
func (s *snapshot) compiler(query any, view graph.View) (*compiler, error) {
	var ids []graph.ID
	var paths []string
	err := graph.CheckNamed(query, func(path string, id graph.ID) { ids, paths = append(ids, id), append(paths, path) })
	if err != nil {
		return nil, err
	}
	if err := s.named(ids, paths, view); err != nil {
		return nil, err
	}
	return &compiler{s: s, view: view, whole: markingNumber(view.Clearance) == keys.Protected}, nil
}

// named refuses a query that names what the view does not have, in the same
// words whether it is hidden or never was.
func (s *snapshot) named(ids []graph.ID, paths []string, view graph.View) error {
	if len(ids) > maxQueryIDs {
		return fmt.Errorf("%w: the query names %d records, more than %d", graph.ErrTooComplex, len(ids), maxQueryIDs)
	}
	nodes, err := s.nodesOf(ids)
	if err != nil {
		return err
	}
	there, err := s.allThere(nodes, view)
	if err != nil {
		return err
	}
	for i := range ids {
		if !there[i] {
			return &graph.FieldError{Path: paths[i], Reason: fmt.Sprintf("there is no record %s", ids[i])}
		}
	}
	return nil
}

// there says whether a view has a node.
func (s *snapshot) there(n keys.Node, view graph.View) (bool, error) {
	there, err := s.allThere([]keys.Node{n}, view)
	return err == nil && there[0], err
}

// allThere says which of the nodes a view has; 0 is none.
func (s *snapshot) allThere(nodes []keys.Node, view graph.View) ([]bool, error) {
	there := make([]bool, len(nodes))
	var want [][]byte
	var where []int
	at, clearance := keys.Revision(view.Revision), markingNumber(view.Clearance)
	for i, n := range nodes {
		if n == 0 {
			continue
		}
		if s.settled(at) {
			if h, ok := s.cache.moments.Get(moment{n, at}); ok {
				if err := s.spend(h.keys); err != nil {
					return nil, err
				}
				there[i] = h.class.Marking() <= clearance
				continue
			}
		}
		want, where = append(want, keys.AppendRecord(nil, n)), append(where, i)
	}
	if len(want) == 0 {
		return there, nil
	}
	values, err := s.tx.GetMany(want)
	if err != nil {
		return nil, storageError(err)
	}
	for j, i := range where {
		if values[j] == nil {
			return nil, s.corrupt(nodes[i], "record", errMissing)
		}
		before := s.reads
		row, err := s.rowFrom(nodes[i], at, want[j], values[j])
		if err != nil {
			return nil, err
		}
		if row == nil {
			continue
		}
		class, err := s.classOf(nodes[i], row)
		if err != nil {
			return nil, err
		}
		there[i] = class.Marking() <= clearance
		if s.settled(at) {
			s.cache.moments.Add(moment{nodes[i], at}, held{since: keys.Revision(row.Since), class: class, keys: s.reads - before})
		}
	}
	return there, nil
}

// A kept is which published records a list of a query holds, as far as their
// classes tell them apart.
type kept struct{ coded, machine, superseded bool }

// everyPublished holds the published records of a kind that is not superseded.
var everyPublished = kept{coded: true, machine: true}

// statusesOf chooses the classes that a list of a query is looked for in: only
// what is asked for is walked through.
func statusesOf(statuses []graph.Status, published kept, clearance graph.Marking) []keys.Class {
	if statuses == nil {
		statuses = []graph.Status{graph.StatusPublished}
	}
	var wanted []keys.Status
	for _, status := range statuses {
		switch status {
		case graph.StatusPublished:
			if published.coded {
				wanted = append(wanted, keys.Curated)
			}
			if published.machine {
				wanted = append(wanted, keys.MachineCoded)
			}
			if published.superseded {
				wanted = append(wanted, keys.Superseded)
			}
		case graph.StatusDraft:
			wanted = append(wanted, keys.Draft)
		case graph.StatusRetracted:
			wanted = append(wanted, keys.Retracted)
		}
	}
	slices.Sort(wanted)
	return classes(clearance, slices.Compact(wanted)...)
}

// record is a condition on which only the record decides.
func onRecord[R graph.Record](part string, match func(R) bool) *condition {
	return &condition{op: opRecord, part: part, match: matching(match)}
}

// onRow adds to a condition what the rows of the projection tell of it.
func onRow(c *condition, row func(*columnFilter) rowTest) *condition {
	if c.op == opRecord {
		c.row = row
	}
	return c
}

// matching makes a match of a function of one kind of record.
func matching[R graph.Record](match func(R) bool) func(*candidate) (bool, error) {
	return func(c *candidate) (bool, error) {
		r, ok := c.record.(R)
		return ok && match(r), nil
	}
}

// onEntry is a condition that the entry of a record decides, where there is one.
func onEntry[R graph.Record](part string, tell func(*stop) bool, match func(R) bool) *condition {
	return &condition{op: opEntry, part: part, column: true, match: matching(match), tell: func(s *stop) (verdict, error) {
		if !s.told {
			return maybe, nil
		}
		return decided(tell(s)), nil
	}}
}

// dated is a condition on the date by which records are listed.
func dated(part string, r *graph.DateRange, date func(graph.Record) *graph.Date) (*condition, error) {
	c, err := r.Compile()
	if err != nil {
		return nil, err
	}
	lo, hi := c.Window()
	innerLo, innerHi := c.Inner()
	undated := c.Match(graph.Date{})
	if c.Empty() {
		if !undated {
			return never, nil
		}
		lo, hi = 1, 0
	}
	return &condition{
		op: opEntry, part: part, vague: lo != math.MinInt64 || hi != math.MaxInt64, window: &window{lo, hi, undated}, when: &c,
		tell: func(s *stop) (verdict, error) {
			if s.Bucket == keys.Undated {
				return decided(undated), nil
			}
			return insideOf(s.Position, lo, hi, innerLo, innerHi, c.Certainly()), nil
		},
		match: func(r *candidate) (bool, error) { return c.Match(dateOrNone(date(r.record))), nil },
	}, nil
}

func dateOrNone(d *graph.Date) graph.Date {
	if d == nil {
		return graph.Date{}
	}
	return *d
}

// A window is where the dates lie that meet a condition.
type window struct {
	lo, hi  int64 // sort-key instants: of dates that begin by hi and may last until lo
	undated bool
}

// oneOf is a condition of which one of several values has to be met; nil is no
// condition.
func oneOf[R graph.Record, T comparable](part string, values []T, of func(R) T) *condition {
	switch {
	case values == nil:
		return always
	case len(values) == 0:
		return never
	}
	return onRecord(part, func(r R) bool { return slices.Contains(values, of(r)) })
}

// statuses is a condition on the status, which the class tells.
func statuses(part string, values []graph.Status) *condition {
	switch {
	case values == nil:
		return always
	case len(values) == 0:
		return never
	}
	return &condition{
		op: opEntry, part: part, column: true,
		tell:  func(s *stop) (verdict, error) { return decided(slices.Contains(values, statusOf(s.class))), nil },
		match: func(c *candidate) (bool, error) { return slices.Contains(values, c.record.Shared().Status), nil },
	}
}

func statusOf(c keys.Class) graph.Status {
	switch c.Status() {
	case keys.Draft:
		return graph.StatusDraft
	case keys.Retracted:
		return graph.StatusRetracted
	}
	return graph.StatusPublished
}

// coding is a condition on who or what coded the record.
func coding(part string, set *graph.CodingSet) *condition {
	if set == nil {
		return always
	}
	return &condition{op: opRecord, part: part, match: func(c *candidate) (bool, error) {
		have := c.record.Shared().Coding
		return have != nil && (set.Coder == "" || set.Coder == have.Coder) &&
			(set.Scheme == "" || set.Scheme == have.Scheme) && (set.Version == "" || set.Version == have.Version), nil
	}}
}

// langs is a condition on the language.
func langs[R graph.Record](part string, ranges []string, of func(R) string) *condition {
	switch {
	case ranges == nil:
		return always
	case len(ranges) == 0:
		return never
	}
	return onRecord(part, func(r R) bool {
		tag := of(r)
		return slices.ContainsFunc(ranges, func(want string) bool { return inLang(tag, want) })
	})
}

// sets joins the sets that a set has in And, Or and Not to its own conditions.
func sets[S any](part string, own []*condition, and, or []S, no *S, compile func(part string, s *S) (*condition, error)) (*condition, error) {
	at := func(name string) string {
		if part == "" {
			return name
		}
		return part + "." + name
	}
	for i := range and {
		c, err := compile(at(fmt.Sprintf("and[%d]", i)), &and[i])
		if err != nil {
			return nil, err
		}
		own = append(own, c)
	}
	if or != nil {
		var kids []*condition
		for i := range or {
			c, err := compile(at(fmt.Sprintf("or[%d]", i)), &or[i])
			if err != nil {
				return nil, err
			}
			kids = append(kids, c)
		}
		own = append(own, anyOf("", kids...))
	}
	if no != nil {
		c, err := compile(at("not"), no)
		if err != nil {
			return nil, err
		}
		own = append(own, not("", c))
	}
	return all("", own...), nil
}

// inLang says whether a language tag is in a range, by basic filtering as in
// RFC 4647, 3.3.1: it is the range, or goes on behind it with a hyphen.
func inLang(tag, within string) bool {
	if tag == "" {
		return false
	}
	n := len(within)
	return within == "*" || len(tag) >= n && strings.EqualFold(tag[:n], within) && (len(tag) == n || tag[n] == '-')
}
