package network

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
)

// Left counts the rows that do not count, by why.
type Left struct {
	Excluded    int // by an exclusion
	Joint       int // of statements of several actors, which are dropped
	Neutral     int // neutral ones, which are dropped
	Counterpart int // known from nobody but those to whom it was said
	OutOfRange  int // said outside of the range, or perhaps
	Undated     int // without a date, or with one that lies in several periods, where periods are asked for
	Duplicate   int
}

// retained are the rows that count, in order, and what the others were.
func (q *Query) retained(rows []Row, f faults) (kept []Row, left Left, err error) {
	kept = slices.Clone(rows)
	inOrder(kept)
	if err := q.sound(kept); err != nil {
		return nil, left, err
	}
	for _, step := range []struct {
		left *int
		keep func(*Row) bool
	}{
		{&left.Excluded, q.included()},
		{&left.Joint, func(r *Row) bool { return q.Joint != Drop || !r.Joint }},
		{&left.Neutral, func(r *Row) bool { return q.Neutral != NeutralDropped || !q.neutral(r) }},
		{&left.Counterpart, q.heard(kept)},
		{&left.OutOfRange, q.ranging},
		{&left.Undated, q.datable},
		{&left.Duplicate, q.firstOfEach(f)},
	} {
		if step.left == &left.Duplicate {
			kept = q.once(kept)
		}
		before := len(kept)
		kept = slices.DeleteFunc(kept, func(r Row) bool { return !step.keep(&r) })
		*step.left = before - len(kept)
	}
	if len(kept) == 0 {
		return nil, left, &graph.FieldError{Path: "where", Reason: fmt.Sprintf(
			"leaves no statement: of %d uses of concepts, %s; ask for more", len(rows), left.String())}
	}
	return kept, left, nil
}

// String says how many are left out, and why.
func (l Left) String() string {
	var s []string
	for _, part := range []struct {
		n   int
		why string
	}{
		{l.Excluded, "are excluded"},
		{l.Joint, "are joint"},
		{l.Neutral, "are neutral"},
		{l.Counterpart, "are known from a counterpart only"},
		{l.OutOfRange, "are not wholly in the range"},
		{l.Undated, "have no date, or one that lies in several periods"},
		{l.Duplicate, "are duplicates"},
	} {
		if part.n > 0 {
			s = append(s, fmt.Sprintf("%d %s", part.n, part.why))
		}
	}
	if s == nil {
		return "none are left out"
	}
	return strings.Join(s, ", ")
}

// sound refuses rows whose qualifiers are not of the kind that is asked for.
func (q *Query) sound(rows []Row) error {
	for i := range rows {
		r := &rows[i]
		switch {
		case (q.Qualifier == Boolean || q.Qualifier == Integer) && r.Scale != rows[0].Scale:
			return &graph.FieldError{Path: "qualifier", Reason: fmt.Sprintf(
				"is on the scales %q and %q, which do not compare; ask for statements coded on one of them", rows[0].Scale, r.Scale)}
		case q.Qualifier == Boolean && r.Value != -1 && r.Value != 0 && r.Value != 1:
			return &graph.FieldError{Path: "qualifier", Reason: fmt.Sprintf(
				"is BOOLEAN, and %s has %v, which is none of -1, 0 and 1; ask for INTEGER", r.Statement, r.Value)}
		case q.Qualifier == Integer && (math.IsNaN(r.Value) || math.IsInf(r.Value, 0)):
			return &graph.FieldError{Path: "qualifier", Reason: fmt.Sprintf("is INTEGER, and %s has %v, which is no number", r.Statement, r.Value)}
		case q.Neutral == NeutralRefused && q.neutral(r):
			return &graph.FieldError{Path: "neutral", Reason: fmt.Sprintf(
				"is REFUSE, and %s is neutral; ask for DROP, or for COUNT by the definition CORRECTED", r.Statement)}
		}
	}
	return nil
}

// neutral says whether a row is of who neither agrees nor disagrees with a
// proposition.
func (q *Query) neutral(r *Row) bool {
	return r.Text == string(graph.Neutral) || q.Qualifier == Boolean && r.Value == 0
}

// once leaves one of the rows, which are in order, that a statement has of one
// actor and concept with one qualifier or, where that is ignored, with any.
func (q *Query) once(rows []Row) []Row {
	return slices.CompactFunc(rows, func(a, b Row) bool {
		return a.Statement == b.Statement && a.Actor == b.Actor && a.Concept == b.Concept &&
			(q.Aggregation == Ignore || q.qualifier(&a) == q.qualifier(&b))
	})
}

// included says whether a row is excluded by nothing.
func (q *Query) included() func(*Row) bool {
	type test struct {
		of     func(*Row) string
		values map[string]bool
		invert bool
	}
	tests := make([]test, len(q.Exclude))
	for i, e := range q.Exclude {
		tests[i] = test{of: q.field(e.Field), values: map[string]bool{}, invert: e.Invert}
		for _, v := range e.Values {
			tests[i].values[v] = true
		}
	}
	return func(r *Row) bool {
		return !slices.ContainsFunc(tests, func(t test) bool { return t.values[t.of(r)] != t.invert })
	}
}

func (q *Query) field(f Field) func(*Row) string {
	switch f {
	case ByActor:
		return func(r *Row) string { return r.Actor }
	case ByConcept:
		return func(r *Row) string { return r.Concept }
	case ByDocument:
		return func(r *Row) string { return r.Document }
	case ByAuthor:
		return func(r *Row) string { return r.Author }
	case ByPublisher:
		return func(r *Row) string { return r.Publisher }
	case ByKind:
		return func(r *Row) string { return r.Kind }
	}
	return q.qualifier
}

// qualifier is that of a row, as it is written.
func (q *Query) qualifier(r *Row) string {
	switch q.Qualifier {
	case Text:
		return r.Text
	case Boolean, Integer:
		return strconv.FormatFloat(r.Value, 'g', -1, 64)
	}
	return ""
}

// heard says whether the words of a row are known from anybody but a counterpart,
// by whichever report.
func (q *Query) heard(rows []Row) func(*Row) bool {
	if !q.Firsthand {
		return func(*Row) bool { return true }
	}
	known := map[string]bool{}
	for i := range rows {
		if !rows[i].Counterpart {
			known[rows[i].text()] = true
		}
	}
	return func(r *Row) bool { return known[r.text()] }
}

// ranging says whether a row was said wholly in the range.
func (q *Query) ranging(r *Row) bool {
	if q.From == nil && q.To == nil {
		return true
	}
	return r.Dated && (q.From == nil || r.First >= *q.From) && (q.To == nil || r.Last < *q.To)
}

// datable says whether a row has as good a date as the query needs.
func (q *Query) datable(r *Row) bool {
	units := make([]Unit, 0, 2)
	switch q.Duplicates {
	case PerWeek:
		units = append(units, Weeks)
	case PerMonth:
		units = append(units, Months)
	case PerYear:
		units = append(units, Years)
	}
	if q.Window != nil {
		if q.Window.Unit == Events { // whose order has to be known, to the day
			units = append(units, Days)
		} else {
			units = append(units, q.Window.Unit)
		}
	}
	return !slices.ContainsFunc(units, func(u Unit) bool {
		_, ok := u.of(r)
		return !ok
	})
}

// firstOfEach says whether a row is the first of those that count once together;
// it is asked in order.
func (q *Query) firstOfEach(f faults) func(*Row) bool {
	type key struct{ actor, concept, qualifier, within string }
	seen := map[key]bool{}
	return func(r *Row) bool {
		k := key{actor: r.Actor, concept: r.Concept}
		if q.Aggregation != Ignore {
			k.qualifier = q.qualifier(r)
		}
		switch q.Duplicates {
		case PerDocument:
			// What stands in no document is the duplicate of nothing.
			if k.within = r.Document; k.within == "" {
				k.within = r.Statement
			}
		case PerUtterance:
			k.within = r.text()
		case PerWeek, PerMonth, PerYear:
			k.within = within(q.Duplicates, r.First, f.yearless)
		case AcrossTheLot:
		default:
			return true
		}
		if seen[k] {
			return false
		}
		seen[k] = true
		return true
	}
}

// within names the week, month or year of an instant. DNA compares the numbers
// of weeks and months alone. Its weeks are those of the machine that it runs on;
// here they are those of ISO 8601 in either case.
func within(rule DuplicateRule, second int64, yearless bool) string {
	unit := map[DuplicateRule]Unit{PerWeek: Weeks, PerMonth: Months, PerYear: Years}[rule]
	n := unit.number(second)
	if yearless {
		switch rule {
		case PerWeek:
			n = isoWeek(n)
		case PerMonth:
			n = ((n % 12) + 12) % 12
		}
	}
	return strconv.Itoa(n)
}
