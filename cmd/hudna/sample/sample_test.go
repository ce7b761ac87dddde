package sample_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hudna/cmd/hudna/sample"
	"hudna/graph"
	"hudna/graph/ndjson"
)

func TestEveryLineIsInCanonicalForm(t *testing.T) {
	names, err := fs.Glob(sample.FS, "*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, name := range names {
		text, err := fs.ReadFile(sample.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(text, []byte("\n")) {
			t.Errorf("%s does not end with the end of a line", name)
		}
		for i, line := range bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
			l, err := ndjson.Decode(line)
			if err != nil {
				t.Errorf("%s:%d: %v", name, i+1, err)
				continue
			}
			canonical, err := ndjson.Encode(l)
			if err != nil {
				t.Errorf("%s:%d: %v", name, i+1, err)
			} else if !bytes.Equal(line, canonical) {
				t.Errorf("%s:%d: has\n%s\nand in canonical form it is\n%s", name, i+1, line, canonical)
			}
			lines++
		}
	}
	if lines < 50 {
		t.Errorf("the sample has %d lines; was it read at all?", lines)
	}
}

func TestFilesAreNumberedInTheOrderInWhichTheyAreRead(t *testing.T) {
	names, err := fs.Glob(sample.FS, "*")
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`^-[a-z]+\.ndjson$`)
	for i, file := range names {
		rest, ok := strings.CutPrefix(file, fmt.Sprintf("%02d", i+1))
		if !ok || !name.MatchString(rest) {
			t.Errorf("file %d is called %s", i+1, file)
		}
	}
}

func TestCommitsHaveAuthorsMessagesAndTimesThatGrow(t *testing.T) {
	all := commits(t)
	if len(all) < 12 {
		t.Errorf("the sample has %d commits; at least 12 were promised", len(all))
	}
	first, last := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	before := first
	for i, c := range all {
		if !c.Time.After(before) || !c.Time.Before(last) {
			t.Errorf("commit %d is of %v, after one of %v; all lie between %v and %v", i+1, c.Time, before, first, last)
		}
		before = c.Time
		// The coders are made up, and their names say so.
		if !strings.HasPrefix(c.Author, "sample ") {
			t.Errorf("commit %d is by %q, which does not sound made up", i+1, c.Author)
		}
		if c.Message == "" || len(c.lines) == 0 {
			t.Errorf("commit %d has message %q and %d lines", i+1, c.Message, len(c.lines))
		}
	}
}

func TestEveryVersionOfEveryRecordIsValid(t *testing.T) {
	for _, c := range commits(t) {
		for _, l := range c.lines {
			if l.Record == nil {
				continue
			}
			if err := l.Record.Validate(); err != nil {
				t.Errorf("%s:%d: %s: %v", c.file, l.Number, l.Record.Shared().ID, err)
			}
		}
	}
}

func TestReferencesResolveAfterEveryCommit(t *testing.T) {
	all := states(t)
	seen := 0
	for i, c := range commits(t) {
		for id, r := range all[i] {
			graph.References(r, func(ref graph.Reference) {
				seen++
				target, ok := all[i][ref.ID]
				if !ok || !ref.Allows(target.RecordKind()) {
					t.Errorf("after commit %d (%s): %s: %s is %s, which is not there or does not belong there",
						i+1, c.file, id, ref.Path(), ref.ID)
				}
			})
		}
	}
	if seen < 500 {
		t.Errorf("only %d references were looked at", seen)
	}
}

func TestTheHistoryHasOneCorrectionOfADateAndOneRetraction(t *testing.T) {
	const thursday, again, kept = "statement/us-concern-over-aleppo-offensive",
		"statement/kerry-and-lavrov-stress-the-cessation-again", "statement/kerry-and-lavrov-stress-the-cessation"
	var dates []*graph.Date
	var retractions []*ndjson.Retract
	for _, c := range commits(t) {
		for _, l := range c.lines {
			if l.Retract != nil {
				retractions = append(retractions, l.Retract)
				// The statement that stays gets the other's spans in the same commit.
				if !slices.ContainsFunc(c.lines, func(l ndjson.Line) bool { return l.Record != nil && l.Record.Shared().ID == kept }) {
					t.Errorf("%s is retracted without %s being corrected", l.Retract.ID, kept)
				}
			} else if s, ok := l.Record.(*graph.Statement); ok && s.ID == thursday {
				dates = append(dates, s.Said)
			}
		}
	}
	if len(retractions) != 1 || retractions[0].ID != again || retractions[0].Reason == "" {
		t.Errorf("retractions: %+v", retractions)
	}
	if len(dates) != 2 {
		t.Fatalf("%s has %d versions, not 2", thursday, len(dates))
	}
	before, after := *dates[0], *dates[1]
	if before.Anchor != nil || after.Anchor == nil {
		t.Fatalf("the correction does not add the anchor: %+v, then %+v", before, after)
	}
	after.Anchor = nil
	if before != after || before.EDTF != "2016-04-14" || before.Basis != graph.DateDerived || before.Words != "الخميس الماضي" {
		t.Errorf("the date was %+v, and %+v apart from its anchor", before, after)
	}
}
