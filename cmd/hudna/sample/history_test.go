package sample_test

import (
	"io/fs"
	"maps"
	"slices"
	"testing"

	"hudna/cmd/hudna/sample"
	"hudna/graph"
	"hudna/graph/ndjson"
)

// A commit is one commit of the sample as its files have it.
type commit struct {
	*ndjson.Commit
	file  string
	lines []ndjson.Line
}

// commits reads the whole sample.
func commits(t *testing.T) []commit {
	t.Helper()
	names, err := fs.Glob(sample.FS, "*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	var all []commit
	for _, name := range names {
		f, err := sample.FS.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for line, err := range ndjson.NewReader(f).Lines() {
			switch {
			case err != nil:
				t.Fatalf("%s: %v", name, err)
			case line.Commit != nil:
				all = append(all, commit{Commit: line.Commit, file: name})
			case len(all) == 0 || all[len(all)-1].file != name:
				t.Fatalf("%s:%d: stands before any commit of its file", name, line.Number)
			default:
				last := &all[len(all)-1]
				last.lines = append(last.lines, line)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// A state is what the graph holds after a commit: the newest version of each
// record that was not retracted.
type state map[graph.ID]graph.Record

// states gives the state after each commit; that of commit i is at i.
func states(t *testing.T) []state {
	t.Helper()
	var all []state
	now := state{}
	for _, c := range commits(t) {
		now = maps.Clone(now)
		for _, l := range c.lines {
			switch {
			case l.Record != nil:
				now[l.Record.Shared().ID] = l.Record
			case l.Retract != nil:
				delete(now, l.Retract.ID)
			default:
				t.Fatalf("%s:%d: a line that this test does not know", c.file, l.Number)
			}
		}
		all = append(all, now)
	}
	return all
}

// head is the state after the last commit.
func head(t *testing.T) state {
	t.Helper()
	all := states(t)
	return all[len(all)-1]
}

// of gives the records of one type, in the order of their ids.
func of[R graph.Record](s state) []R {
	var all []R
	for _, id := range slices.Sorted(maps.Keys(s)) {
		if r, ok := s[id].(R); ok {
			all = append(all, r)
		}
	}
	return all
}

// get gives one record of a type.
func get[R graph.Record](t *testing.T, s state, id graph.ID) R {
	t.Helper()
	r, ok := s[id].(R)
	if !ok {
		t.Fatalf("%s is not there, or is something else: %T", id, s[id])
	}
	return r
}

// evidenceOf gives every list of evidence in a record.
func evidenceOf(r graph.Record) [][]graph.Evidence {
	var all [][]graph.Evidence
	switch r := r.(type) {
	case *graph.Statement:
		all = append(all, r.Evidence)
	case *graph.Event:
		all = append(all, r.Evidence)
		for i := range r.Participants {
			all = append(all, r.Participants[i].Evidence)
		}
		for i := range r.Links {
			all = append(all, r.Links[i].Evidence)
		}
	case *graph.Actor:
		for i := range r.Affiliations {
			all = append(all, r.Affiliations[i].Evidence)
		}
	case *graph.Agreement:
		for i := range r.Parties {
			all = append(all, r.Parties[i].Evidence)
		}
		for i := range r.Terms {
			all = append(all, r.Terms[i].Evidence)
		}
		for i := range r.Links {
			all = append(all, r.Links[i].Evidence)
		}
	}
	return all
}
