package network

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
)

// Left counts the uses that do not count, by why.
type Left struct {
	Excluded    int // by an exclusion
	Joint       int // of statements of several actors, which are dropped
	Neutral     int // neutral ones, which are dropped
	Counterpart int // known from nobody but those to whom it was said
	OutOfRange  int // said outside of the range, or perhaps
	Undated     int // without a date, or with one that lies in several periods, where periods are asked for
	Duplicate   int
}

// breath is how many uses are looked at until it is asked whether to go on.
const breath = 1 << 18

// retain finds the uses that count, in order, and what the others were.
func (q *Query) retain(ctx context.Context, u *Uses, f faults) (*retained, error) {
	if err := q.sound(u); err != nil {
		return nil, err
	}
	k := &retained{Uses: u, list: make([]dated, 0, len(u.List))}
	out, outOfDocuments := q.excluded(u)
	actors, concepts, qualifiers := out[ByActor], out[ByConcept], out[ByQualifier]
	neutral := make([]bool, len(u.Qualifiers))
	for i := range u.Qualifiers {
		neutral[i] = q.Neutral == NeutralDropped && q.neutral(&u.Qualifiers[i])
	}
	heard := q.heard(u)
	outside, undated := make([]bool, len(u.Dates)), make([]bool, len(u.Dates))
	for i := range u.Dates {
		outside[i], undated[i] = !q.ranging(&u.Dates[i]), !q.datable(&u.Dates[i])
	}
	codes := q.codes(u)
	for i, use := range u.List {
		if i%breath == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		of := &u.Statements[use.Statement]
		switch {
		case actors[use.Actor] || concepts[use.Concept] || qualifiers[use.Qualifier] || outOfDocuments != nil && outOfDocuments(of.Document):
			k.left.Excluded++
		case q.Joint == Drop && of.Joint:
			k.left.Joint++
		case neutral[use.Qualifier]:
			k.left.Neutral++
		case q.Firsthand && !heard[of.Text]:
			k.left.Counterpart++
		case outside[of.Date]:
			k.left.OutOfRange++
		case undated[of.Date]:
			k.left.Undated++
		default:
			if n := len(k.list); n == 0 || !q.same(&k.list[n-1].Use, &use, codes) {
				k.list = append(k.list, dated{use, of.Date, of.Text})
			}
		}
	}
	if q.Window != nil || q.Duplicates != Include {
		if err := k.order(ctx); err != nil {
			return nil, err
		}
	}
	if err := q.once(ctx, k, codes, f); err != nil {
		return nil, err
	}
	if len(k.list) == 0 {
		return nil, &graph.FieldError{Path: "where", Reason: fmt.Sprintf(
			"leaves no statement: of %d uses of concepts, %s; ask for more", len(u.List), k.left.String())}
	}
	k.levels = q.levelsOf(k)
	if q.Joint == AsUnit && q.Mode == Actors {
		k.shared, k.sharing = k.together()
	}
	return k, nil
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

// order puts the uses into the order in which they were said, those without a date
// last, and among equals as they are listed.
func (k *retained) order(ctx context.Context) error {
	begin := make([]int, len(k.Dates)+1)
	for i := range k.list {
		begin[k.list[i].date+1]++
	}
	for i := range k.Dates {
		begin[i+1] += begin[i]
	}
	list := make([]dated, len(k.list))
	for i, use := range k.list {
		if i%breath == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		at := &begin[use.date]
		list[*at] = use
		*at++
	}
	k.list = list
	return nil
}

// sound refuses uses whose qualifiers are not of the kind that is asked for.
func (q *Query) sound(u *Uses) error {
	for i := range u.Qualifiers {
		r := &u.Qualifiers[i]
		switch {
		case (q.Qualifier == Boolean || q.Qualifier == Integer) && r.Scale != u.Qualifiers[0].Scale:
			return &graph.FieldError{Path: "qualifier", Reason: fmt.Sprintf(
				"is on the scales %q and %q, which do not compare; ask for statements coded on one of them", u.Qualifiers[0].Scale, r.Scale)}
		case q.Qualifier == Boolean && r.Value != -1 && r.Value != 0 && r.Value != 1:
			return &graph.FieldError{Path: "qualifier", Reason: fmt.Sprintf(
				"is BOOLEAN, and there is %v, which is none of -1, 0 and 1; ask for INTEGER", r.Value)}
		case q.Qualifier == Integer && (math.IsNaN(r.Value) || math.IsInf(r.Value, 0)):
			return &graph.FieldError{Path: "qualifier", Reason: fmt.Sprintf("is INTEGER, and there is %v, which is no number", r.Value)}
		case q.Neutral == NeutralRefused && q.neutral(r):
			return &graph.FieldError{Path: "neutral", Reason: "is REFUSE, and there are neutral statements; ask for DROP, or for COUNT by the definition CORRECTED"}
		}
	}
	return nil
}

// neutral says whether a qualifier is that of who neither agrees nor disagrees with
// a proposition.
func (q *Query) neutral(r *Qualified) bool {
	return r.Text == string(graph.Neutral) || q.Qualifier == Boolean && r.Value == 0
}

// codes are numbers of qualifiers, the same for those that are the same as they are
// asked for; all 0 where they are ignored.
func (q *Query) codes(u *Uses) []uint32 {
	codes := make([]uint32, len(u.Qualifiers))
	if q.Aggregation == Ignore {
		return codes
	}
	known := map[string]uint32{}
	for i := range u.Qualifiers {
		name := q.written(&u.Qualifiers[i])
		if _, ok := known[name]; !ok {
			known[name] = uint32(len(known)) //nolint:gosec // there are no more than qualifiers
		}
		codes[i] = known[name]
	}
	return codes
}

// same says whether the next use is one that the statement has already: of the same
// actor and concept with the same qualifier or, where that is ignored, with any.
func (q *Query) same(a, b *Use, codes []uint32) bool {
	return a.Statement == b.Statement && a.Actor == b.Actor && a.Concept == b.Concept && codes[a.Qualifier] == codes[b.Qualifier]
}

// excluded says which values of each field are excluded, by their places, and
// which documents; nil where none is.
func (q *Query) excluded(u *Uses) (out map[Field][]bool, ofDocuments func(uint32) bool) {
	qualifiers := make([]string, len(u.Qualifiers))
	for i := range u.Qualifiers {
		qualifiers[i] = q.written(&u.Qualifiers[i])
	}
	names := map[Field][]string{ByActor: u.Actors, ByConcept: u.Concepts, ByQualifier: qualifiers}
	out = map[Field][]bool{}
	for field, list := range names {
		out[field] = make([]bool, len(list))
	}
	for _, e := range q.Exclude {
		values := map[string]bool{}
		for _, v := range e.Values {
			values[v] = true
		}
		for i, name := range names[e.Field] {
			out[e.Field][i] = out[e.Field][i] || values[name] != e.Invert
		}
		if e.Field == ByDocument {
			those, before := map[uint32]bool{}, ofDocuments
			for id, n := range u.Documents {
				if values[id] && n >= 0 {
					those[uint32(n)] = true //nolint:gosec // it is the number of one
				}
			}
			ofDocuments = func(n uint32) bool { return those[n] != e.Invert || before != nil && before(n) }
		}
	}
	return out, ofDocuments
}

// written is a qualifier as it is written.
func (q *Query) written(r *Qualified) string {
	switch q.Qualifier {
	case Text:
		return r.Text
	case Boolean, Integer:
		return strconv.FormatFloat(r.Value, 'g', -1, 64)
	}
	return ""
}

// heard says of each text whether it is known from anybody but a counterpart, by
// whichever report; nil where that does not matter.
func (q *Query) heard(u *Uses) []bool {
	if !q.Firsthand {
		return nil
	}
	known := make([]bool, len(u.Statements))
	for i := range u.List {
		if of := &u.Statements[u.List[i].Statement]; !of.Counterpart {
			known[of.Text] = true
		}
	}
	return known
}

// together says of each text whether several actors have it, and of about how many
// uses: of who was the first to have one, all but one count only once another one has
// it too.
func (k *retained) together() (shared []bool, uses int) {
	first := make([]uint32, len(k.Statements))
	shared = make([]bool, len(k.Statements))
	for i := range k.list {
		use := &k.list[i]
		switch first[use.text] {
		case 0:
			first[use.text] = use.Actor + 1
		case use.Actor + 1:
			if shared[use.text] {
				uses++
			}
		default:
			if uses++; !shared[use.text] {
				shared[use.text] = true
				uses++
			}
		}
	}
	return shared, uses
}

// ranging says whether something was said wholly in the range.
func (q *Query) ranging(said *graph.SaidBetween) bool {
	if q.From == nil && q.To == nil {
		return true
	}
	return said.Dated && (q.From == nil || said.First >= *q.From) && (q.To == nil || said.Last < *q.To)
}

// datable says whether a date is as good as the query needs.
func (q *Query) datable(said *graph.SaidBetween) bool {
	units := make([]Unit, 0, 2)
	if u, ok := q.Duplicates.period(); ok {
		units = append(units, u)
	}
	if q.Window != nil {
		if q.Window.Unit == Events { // whose order has to be known, to the day
			units = append(units, Days)
		} else {
			units = append(units, q.Window.Unit)
		}
	}
	return !slices.ContainsFunc(units, func(u Unit) bool {
		_, ok := u.of(said)
		return !ok
	})
}

// period is that within which a rule looks for duplicates, if it is one of time.
func (d DuplicateRule) period() (Unit, bool) {
	switch d {
	case PerWeek:
		return Weeks, true
	case PerMonth:
		return Months, true
	case PerYear:
		return Years, true
	}
	return "", false
}

// once leaves the first of those that count once together.
func (q *Query) once(ctx context.Context, k *retained, codes []uint32, f faults) error {
	if q.Duplicates == Include {
		return nil
	}
	within := make([]uint32, len(k.Dates))
	if unit, ok := q.Duplicates.period(); ok {
		numbers := make([]int, len(k.Dates))
		for i := range k.Dates {
			numbers[i] = numberWithin(unit, k.Dates[i].First, f.yearless)
		}
		periods := distinct(slices.Clone(numbers))
		for i, n := range numbers {
			at, _ := slices.BinarySearch(periods, n)
			within[i] = uint32(at) //nolint:gosec // there are no more than dates
		}
	}
	cells := uint64(len(k.Actors)) * uint64(len(k.Concepts)) * uint64(len(k.Qualifiers)+1)
	seen := numbers{slots: make([]uint64, 2<<bits.Len(uint(len(k.list))))}
	all := k.list
	k.list = all[:0]
	for i, use := range all {
		if i%breath == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		at := uint64(within[use.date])
		switch q.Duplicates {
		case PerDocument:
			at = uint64(k.Statements[use.Statement].Document)
		case PerUtterance:
			at = uint64(use.text)
		}
		at = at*cells + (uint64(use.Actor)*uint64(len(k.Concepts))+uint64(use.Concept))*uint64(len(k.Qualifiers)+1) + uint64(codes[use.Qualifier])
		if !seen.add(at) {
			k.left.Duplicate++
			continue
		}
		k.list = append(k.list, use)
	}
	return nil
}

// Numbers are a set with room for all that come into it, by open addressing: for a
// million of them several times as fast as a map.
type numbers struct {
	slots []uint64 // each a number plus one; 0 for none
}

// add puts a number into the set, or says that it is there.
func (s *numbers) add(n uint64) bool {
	mask := uint64(len(s.slots) - 1)
	for at := n * 0x9e3779b97f4a7c15 >> 20 & mask; ; at = (at + 1) & mask {
		switch s.slots[at] {
		case 0:
			s.slots[at] = n + 1
			return true
		case n + 1:
			return false
		}
	}
}

// numberWithin numbers the week, month or year of an instant. DNA compares the
// numbers of weeks and months alone. Its weeks are those of the machine that it
// runs on; here they are those of ISO 8601 in either case.
func numberWithin(unit Unit, second int64, yearless bool) int {
	n := unit.number(second)
	if yearless {
		switch unit {
		case Weeks:
			n = isoWeek(n)
		case Months:
			n = ((n % 12) + 12) % 12
		}
	}
	return n
}
