package ingest

import (
	"strconv"

	"hudna/graph"
)

// What an import run says of itself beyond the fields that every run has.
const (
	variableState     = "state"     // of the import
	variableRows      = "rows"      // that are in
	variableMade      = "made"      // records that rows refer to and that were not there
	variablePassed    = "passed"    // rows before the date from which they were wanted
	variableFlagged   = "flagged"   // rows that went in with a flag
	variableRetracted = "retracted" // records that the file no longer has
	variableRestored  = "restored"  // records that it has again
	variableSize      = "size"      // of the file, in bytes
	variableEncoding  = "encoding"
	variablePacking   = "packing"
	variableMember    = "member"

	stateRunning = "RUNNING"
	stateDone    = "DONE"
)

func (l *load) newRun(id graph.ID) *graph.ImportRun {
	run := &graph.ImportRun{
		Meta:     graph.Meta{ID: id, Coding: &graph.Coding{Coder: "import", Scheme: l.o.Format.Name()}},
		FileName: l.s.Name, SHA256: l.s.SHA256, Format: l.o.Format.Name(), Options: l.o.Given,
	}
	put(run, variableState, stateRunning)
	count(run, variableSize, l.s.Size)
	for name, value := range map[string]string{variableEncoding: l.s.Encoding, variablePacking: l.s.Packing, variableMember: l.s.Member} {
		if value != "" {
			put(run, name, value)
		}
	}
	sortVariables(run)
	return run
}

func variable(run *graph.ImportRun, name string) *graph.Variable {
	for i := range run.Variables {
		if run.Variables[i].Name == name {
			return &run.Variables[i]
		}
	}
	return nil
}

func text(run *graph.ImportRun, name string) string {
	if v := variable(run, name); v != nil {
		return v.Value
	}
	return ""
}

func number(run *graph.ImportRun, name string) int64 {
	n, err := strconv.ParseInt(text(run, name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func put(run *graph.ImportRun, name, value string) {
	if v := variable(run, name); v != nil {
		v.Value = value
		return
	}
	run.Variables = append(run.Variables, graph.Variable{Name: name, Type: graph.VariableText, Value: value})
}

func count(run *graph.ImportRun, name string, n int64) {
	put(run, name, strconv.FormatInt(n, 10))
	variable(run, name).Type = graph.VariableInteger
}

// A tally is what a batch adds to the counts of a run.
type tally struct {
	row                                           int64 // the last that is in
	new, same, changed, restored, retracted       int64 // records
	made, rowsRefused, passed, flagged, keptApart int64
	certain, unsure, doubted                      int64 // judgements on names
}

// advanced is the run as it is once a batch is in.
func (l *load) advanced(t tally, state string) *graph.ImportRun {
	run, _ := graph.Clone(l.run).(*graph.ImportRun)
	run.New += t.new
	run.Same += t.same
	run.Changed += t.changed
	run.Refused += t.rowsRefused
	for name, n := range map[string]int64{
		variableMade: t.made, variablePassed: t.passed, variableFlagged: t.flagged,
		variableRetracted: t.retracted, variableRestored: t.restored,
	} {
		if n > 0 {
			count(run, name, number(run, name)+n)
		}
	}
	if t.row > 0 {
		count(run, variableRows, t.row)
	}
	put(run, variableState, state)
	sortVariables(run)
	return run
}

// took counts a batch that is in, or would be.
func (l *load) took(t tally) {
	r := l.report
	r.New += int(t.new)
	r.Same += int(t.same)
	r.Changed += int(t.changed)
	r.Restored += int(t.restored)
	r.Retracted += int(t.retracted)
	r.Rows.Made += t.made
	l.large += t.keptApart
}
