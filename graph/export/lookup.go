package export

import (
	"fmt"
	"iter"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// LookUp sees whether a record that is cited is still the same in the lines of
// an export: one of the revision that is cited, or the feed of the commits up to
// it or beyond. A feed that is of another graph, or ends before that revision,
// is [graph.ErrInvalid], as a citation of a query is.
func LookUp(c *Citation, lines iter.Seq2[ndjson.Line, error]) (Resolution, error) {
	if c.Query != nil {
		return "", &graph.FieldError{Path: "query", Reason: "an answer is cited, and an export answers nothing"}
	}
	f := finding{cited: c}
	for line, err := range lines {
		if err != nil {
			return "", err
		}
		done, err := f.read(line)
		if err != nil {
			return "", err
		}
		if done {
			break
		}
	}
	return f.found()
}

// A finding goes through an export.
type finding struct {
	cited  *Citation
	feed   bool         // commits with their numbers were met
	there  bool         // so was the one that is cited
	record graph.Record // the last version that was met
	before graph.Status // what the record was before it was retracted
}

// read takes a line, and says whether no other matters.
func (f *finding) read(line ndjson.Line) (done bool, err error) {
	switch {
	case line.Commit != nil && line.Commit.Revision > f.cited.Revision:
		f.feed = true
		return true, nil
	case line.Commit != nil && line.Commit.Revision > 0:
		f.feed = true
		if line.Commit.Revision == f.cited.Revision {
			if f.there = line.Commit.Time.Equal(f.cited.Time); !f.there {
				return true, f.ofAnother()
			}
		}
	case line.Record != nil && line.Record.Shared().ID == f.cited.Record:
		f.record = line.Record
		return !f.feed, nil
	case line.Retract != nil && line.Retract.ID == f.cited.Record && f.record != nil:
		f.before = f.record.Shared().Status
		f.restate(func(m *graph.Meta) { m.Status, m.StatusReason = graph.StatusRetracted, line.Retract.Reason })
	case line.Restore != nil && line.Restore.ID == f.cited.Record && f.record != nil:
		status := f.before
		if status == "" {
			status = graph.StatusPublished // it was entered as retracted
		}
		f.restate(func(m *graph.Meta) { m.Status, m.StatusReason = status, "" })
	case line.Mark != nil && line.Mark.ID == f.cited.Record && f.record != nil:
		f.restate(func(m *graph.Meta) { m.Marking = line.Mark.Marking })
	}
	return false, nil
}

func (f *finding) restate(how func(*graph.Meta)) {
	f.record = graph.Clone(f.record)
	how(f.record.Shared())
}

func (f *finding) found() (Resolution, error) {
	switch {
	case f.feed && !f.there:
		return "", f.ofAnother()
	case f.record == nil:
		return ResolutionWithheld, nil
	}
	b, err := ndjson.Encode(ndjson.Line{Record: f.record})
	if err != nil {
		return "", err
	}
	same, err := f.cited.Matches(b)
	if err != nil || !same {
		return ResolutionDifferent, err
	}
	return ResolutionSame, nil
}

func (f *finding) ofAnother() error {
	return &graph.FieldError{Path: "revision", Reason: fmt.Sprintf("is none of this export: revision %d of %s is cited", f.cited.Revision, f.cited.Time.Format("2006-01-02T15:04:05.999999999Z"))}
}
