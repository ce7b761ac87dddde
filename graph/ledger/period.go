package ledger

import "hudna/graph"

// periodOf gives the period in which a date lies wholly by its own clock.
func periodOf(d graph.Date, by graph.Period) (v facetValue, ok bool) {
	calendar, err := by.In("")
	if err != nil {
		return v, false
	}
	begins, ok := calendar.Within(d)
	if !ok {
		return v, false
	}
	return facetValue{value: calendar.Label(begins), begins: begins}, true
}
