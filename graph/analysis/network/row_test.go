package network

import (
	"cmp"
	"maps"
	"slices"

	"hudna/graph"
)

// A Row is one use with all that there is to say of it, as tests are written.
type Row struct {
	Statement   string // id
	Actor       string
	Concept     string
	Value       float64
	Text        string
	Scale       string
	First, Last int64
	Dated       bool
	Document    string // empty where there is none
	Utterance   string // empty where it is not known
	Joint       bool
	Counterpart bool
}

// usesOf are rows in columns. What stands in no document is in one of its own, and
// so is what was said in no utterance that is known.
func usesOf(rows []Row) *Uses {
	u := &Uses{Documents: map[string]int{}}
	names := func(of func(*Row) string) []string {
		all := map[string]bool{}
		for i := range rows {
			all[of(&rows[i])] = true
		}
		return slices.Sorted(maps.Keys(all))
	}
	u.Actors, u.Concepts = names(func(r *Row) string { return r.Actor }), names(func(r *Row) string { return r.Concept })
	u.Names = names(func(r *Row) string { return r.Statement })
	qualifiers, dates := map[Qualified]bool{}, map[graph.SaidBetween]bool{}
	for i := range rows {
		qualifiers[qualifiedOf(&rows[i])], dates[saidOf(&rows[i])] = true, true
	}
	u.Qualifiers = slices.SortedFunc(maps.Keys(qualifiers), compareQualified)
	u.Dates = slices.SortedFunc(maps.Keys(dates), compareSaid)
	u.Statements = make([]graph.Positioned, len(u.Names))
	texts := map[string]int{}
	place := func(list []string, name string) uint32 {
		at, _ := slices.BinarySearch(list, name)
		return uint32(at) //nolint:gosec // tests have few
	}
	for i := range rows {
		r := &rows[i]
		n := place(u.Names, r.Statement)
		document, text := cmp.Or(r.Document, "of "+r.Statement), cmp.Or(r.Utterance, "of "+r.Statement)
		if _, known := u.Documents[document]; !known {
			u.Documents[document] = len(u.Documents)
		}
		if first, known := texts[text]; !known || int(n) < first {
			texts[text] = int(n)
		}
		date, _ := slices.BinarySearchFunc(u.Dates, saidOf(r), compareSaid)
		qualifier, _ := slices.BinarySearchFunc(u.Qualifiers, qualifiedOf(r), compareQualified)
		u.Statements[n] = graph.Positioned{Date: uint32(date), Document: uint32(u.Documents[document]), Joint: r.Joint, Counterpart: r.Counterpart} //nolint:gosec // likewise
		u.List = append(u.List, Use{n, place(u.Actors, r.Actor), place(u.Concepts, r.Concept), uint32(qualifier)})                                  //nolint:gosec // likewise
	}
	for i := range rows {
		r := &rows[i]
		u.Statements[place(u.Names, r.Statement)].Text = uint32(texts[cmp.Or(r.Utterance, "of "+r.Statement)]) //nolint:gosec // likewise
	}
	slices.SortFunc(u.List, func(a, b Use) int {
		return cmp.Or(cmp.Compare(a.Statement, b.Statement), cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Concept, b.Concept), cmp.Compare(a.Qualifier, b.Qualifier))
	})
	return u
}

func qualifiedOf(r *Row) Qualified { return Qualified{r.Value, r.Text, r.Scale} }

func compareQualified(a, b Qualified) int {
	return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Scale, b.Scale))
}

func saidOf(r *Row) graph.SaidBetween {
	return graph.SaidBetween{First: r.First, Last: r.Last, Dated: r.Dated}
}

func compareSaid(a, b graph.SaidBetween) int {
	if a.Dated != b.Dated {
		return map[bool]int{true: -1, false: 1}[a.Dated]
	}
	return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last))
}
