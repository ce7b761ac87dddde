package ingest

import (
	"slices"
	"strconv"

	"hudna/graph"
)

// ofProvenance tells the variables apart that say where a record comes from.
func ofProvenance(v graph.Variable) bool {
	return v.Name == graph.VariableRun || v.Name == graph.VariableLine || v.Name == graph.VariableRow
}

// withProvenance gives a record those variables instead of others of the kind.
func withProvenance(r graph.Record, from []graph.Variable) {
	m := r.Shared()
	m.Variables = slices.DeleteFunc(m.Variables, ofProvenance)
	m.Variables = append(m.Variables, from...)
}

// provenanceIn are those variables of a record.
func provenanceIn(r graph.Record) (from []graph.Variable) {
	for _, v := range r.Shared().Variables {
		if ofProvenance(v) {
			from = append(from, v)
		}
	}
	return from
}

// provenance makes those variables. A row that is too long even packed is not
// kept, and kept reports that.
func provenance(run graph.ID, d *Draft, keep bool) (from []graph.Variable, kept bool) {
	from = []graph.Variable{
		{Name: graph.VariableRun, Type: graph.VariableText, Value: string(run)},
		{Name: graph.VariableLine, Type: graph.VariableInteger, Value: strconv.Itoa(d.Line)},
	}
	if !keep || d.Raw == "" {
		return from, true
	}
	packed := graph.PackRow(d.Raw)
	if len(packed) > graph.MaxValue {
		return from, false
	}
	return append(from, graph.Variable{Name: graph.VariableRow, Type: graph.VariableText, Value: packed}), true
}
