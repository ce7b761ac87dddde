package fiction

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// maxRecords is how many records a commit holds before a report is begun. What
// a report, and the corrections after it, add stays below the limit of
// [graph.MaxOps].
const maxRecords = 850

// An output writes lines, and remembers of the commit that is being written
// which records are in it. After an error it writes nothing more.
type output struct {
	w   *bufio.Writer
	m   *maker
	err error

	message    string
	open       bool // a Commit line has been written, and lines behind it
	statements int  // in the commit
	touched    map[graph.ID]bool
	manifest   Manifest
}

func newOutput(w io.Writer, m *maker) *output {
	return &output{
		w: bufio.NewWriterSize(w, 1<<20), m: m, touched: map[graph.ID]bool{},
		manifest: Manifest{Records: map[graph.Kind]int{}},
	}
}

func (o *output) line(l ndjson.Line) {
	if o.err != nil {
		return
	}
	var b []byte
	if b, o.err = ndjson.Encode(l); o.err != nil {
		return
	}
	if _, o.err = o.w.Write(b); o.err == nil {
		o.err = o.w.WriteByte('\n')
	}
}

// begin writes the Commit line before the first line of a commit. The times of
// the commits follow the twelve years, whatever the reports are of.
func (o *output) begin() {
	if o.open {
		return
	}
	o.open = true
	n := o.manifest.Commits
	o.manifest.Commits++
	at := civil(o.m.today()).Add(time.Duration(n) * time.Second)
	o.line(ndjson.Line{Commit: &ndjson.Commit{
		Author: fmt.Sprintf("invented-coder-%d", n%coders+1), Message: o.message, Time: at,
	}})
}

// coders is how many coders share the work.
const coders = 7

// record writes a record: a new one, or a new version.
func (o *output) record(r graph.Record, again bool) {
	o.begin()
	o.touched[r.Shared().ID] = true
	if !again {
		o.manifest.Records[r.RecordKind()]++
	}
	if r.RecordKind() == graph.KindStatement && !again {
		o.statements++
	}
	o.line(ndjson.Line{Record: r})
	if len(o.touched) == graph.MaxOps {
		o.end() // only what is recorded at the beginning comes to this
	}
}

func (o *output) retract(id graph.ID, reason string) {
	o.begin()
	o.touched[id] = true
	o.manifest.Retractions++
	o.line(ndjson.Line{Retract: &ndjson.Retract{ID: id, Reason: reason}})
}

func (o *output) restore(id graph.ID) {
	o.begin()
	o.touched[id] = true
	o.line(ndjson.Line{Restore: &ndjson.Restore{ID: id, Reason: "withdrawn by mistake"}})
}

// full says that the commit has its statements, or other records in plenty.
func (o *output) full() bool {
	return o.statements >= o.m.shape.perCommit || len(o.touched) >= maxRecords
}

// end ends the commit.
func (o *output) end() {
	o.open, o.statements = false, 0
	clear(o.touched)
	o.message = "Reports of " + civil(o.m.today()).Format("January 2006")
}
