package sample_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"hudna/graph"
)

const report = graph.ID("document/kerry-lavrov-report")

// The report prints its paragraphs 2 to 6 twice: what stands at an offset from
// repeatFrom to repeatTo stands once more shift code points later.
const (
	repeatFrom, repeatTo = 279, 1220
	shift                = 942
)

// article gives the text of the report, which is not ours to publish. It lies
// beside the checkout, in ../shared, where there is one.
func article(t *testing.T) []rune {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(filepath.Dir(dir), "shared", "data", "seed", "article-ar.txt")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the report is not published: the spans of the sample are not checked against its text (%v)", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return []rune(string(text))
}

// held hands the text out as a store does to which it was attached.
func held(text []rune) func(graph.ID) (string, bool) {
	return func(id graph.ID) (string, bool) { return string(text), id == report }
}

func TestTheReportIsTheOneThatWasCoded(t *testing.T) {
	text := article(t)
	if got := get[*graph.Document](t, head(t), report).SHA256; got != hashOf(text) {
		t.Errorf("the document has SHA-256 %s, and the text has %s", got, hashOf(text))
	}
	if a, b := string(text[repeatFrom:repeatTo]), string(text[repeatFrom+shift:]); a != b {
		t.Error("paragraphs 7 to 11 do not repeat paragraphs 2 to 6")
	}
}

func TestEverySpanOfEveryVersionIsInTheReportWithItsHash(t *testing.T) {
	text := article(t)
	spans := 0
	for _, c := range commits(t) {
		for _, l := range c.lines {
			if l.Record == nil {
				continue
			}
			at := fmt.Sprintf("%s:%d: %s", c.file, l.Number, l.Record.Shared().ID)
			if err := graph.CheckQuotes(l.Record, held(text)); err != nil {
				t.Errorf("%s: %v", at, err)
			}
			for _, e := range slices.Concat(evidenceOf(l.Record)...) {
				start, end, ok := e.Span()
				switch {
				case e.Document != report && ok:
					t.Errorf("%s: a span in %s, of which no text was at hand", at, e.Document)
				case e.Document == report && !ok:
					t.Errorf("%s: evidence in the report without a span", at)
				case ok && e.Hash != hashOf(text[start:end]):
					t.Errorf("%s: the hash of %d to %d is %q", at, start, end, e.Hash)
				case ok && e.Part == "":
					t.Errorf("%s: it is not said what %d to %d holds", at, start, end)
				case ok:
					spans++
				}
			}
		}
	}
	if spans < 200 {
		t.Errorf("only %d spans were checked", spans)
	}
}

func TestEveryLabelIsWhatIsPrintedThere(t *testing.T) {
	text := article(t)
	for i, s := range states(t) {
		for _, st := range of[*graph.Statement](s) {
			c := labelCheck{text: text, evidence: st.Evidence, report: func(format string, args ...any) {
				t.Errorf("after commit %d: %s: %s", i+1, st.ID, fmt.Sprintf(format, args...))
			}}
			for _, sp := range st.Speakers {
				c.named(sp.Mention, "", graph.PartSpeaker)
				c.cue(sp.Cue)
			}
			for _, r := range st.Relays {
				c.named(r.Mention, "", graph.PartRelay)
				c.cue(r.Cue)
			}
			for _, a := range st.Addressees {
				c.named(a.Mention, a.Term, graph.PartAddressee)
			}
			for _, a := range st.About {
				c.named(a.Mention, a.Term, graph.PartAbout)
			}
			for content := st.Content; content != nil; content = content.Content {
				c.within(content.Words)
			}
			for _, f := range st.Figures {
				if c.ofReport() {
					c.printed(f.Words, graph.PartFigure)
				}
			}
			c.date(st.Said)
		}
		for _, e := range of[*graph.Event](s) {
			c := labelCheck{text: text, evidence: e.Evidence, report: func(format string, args ...any) {
				t.Errorf("after commit %d: %s: %s", i+1, e.ID, fmt.Sprintf(format, args...))
			}}
			for _, p := range e.Places {
				c.within(p.Words)
			}
			for _, f := range e.Figures {
				c.printed(f.Words, graph.PartFigure)
			}
			c.anchor(e.When)
			if e.When != nil {
				c.within(e.When.Words)
			}
		}
		for _, a := range of[*graph.Actor](s) {
			for _, f := range a.Affiliations {
				for _, d := range f.SeenOn {
					c := labelCheck{text: text, report: func(format string, args ...any) {
						t.Errorf("after commit %d: %s: %s", i+1, a.ID, fmt.Sprintf(format, args...))
					}}
					c.anchor(&d)
				}
			}
		}
	}
}

// For whom a person speaks has to be in the words themselves. The name need not
// be an entry of `about`, so the spans are looked at by their words.
func TestWhereKerrySpeaksForTheUnitedStatesTheWordsSaySo(t *testing.T) {
	text := article(t)
	for id, words := range map[graph.ID]string{urgeDamascus: "الولايات المتحدة", withOthers: "نحن"} {
		s := get[*graph.Statement](t, head(t), id)
		if s.Speakers[0].OnBehalfOf != unitedStates {
			t.Errorf("%s: on behalf of %q", id, s.Speakers[0].OnBehalfOf)
		}
		c := labelCheck{text: text, evidence: s.Evidence, report: func(format string, args ...any) {
			t.Errorf("%s: %s", id, fmt.Sprintf(format, args...))
		}}
		c.printed(words, graph.PartAbout)
		c.within(words)
	}
}

// A labelCheck holds the labels of a record against the text and against the
// record's evidence.
type labelCheck struct {
	text     []rune
	evidence []graph.Evidence
	report   func(format string, args ...any)
}

func (c *labelCheck) ofReport() bool {
	return slices.ContainsFunc(c.evidence, func(e graph.Evidence) bool { return e.Document == report })
}

// named checks where somebody is named: the evidence has that span for that
// part, and the term is what is printed there.
func (c *labelCheck) named(m *graph.Mention, term string, part graph.EvidencePart) {
	if m == nil {
		if c.ofReport() {
			c.report("a %s is not said to be named anywhere", part)
		}
		return
	}
	if words := string(c.text[m.Start:m.End]); term != "" && words != term {
		c.report("%q is printed where the term is %q", words, term)
	}
	if !slices.ContainsFunc(c.evidence, func(e graph.Evidence) bool {
		start, end, _ := e.Span()
		return e.Part == part && start == m.Start && end == m.End
	}) {
		c.report("no evidence of the part %s from %d to %d", part, m.Start, m.End)
	}
}

func (c *labelCheck) cue(cue *graph.Cue) {
	if cue == nil {
		if c.ofReport() {
			c.report("no cue")
		}
		return
	}
	c.printed(cue.Text, graph.PartCue)
}

// printed checks that words stand in evidence of a part, and nothing else does.
func (c *labelCheck) printed(words string, part graph.EvidencePart) {
	if !slices.ContainsFunc(c.evidence, func(e graph.Evidence) bool {
		start, end, ok := e.Span()
		return ok && e.Part == part && string(c.text[start:end]) == words
	}) {
		c.report("no evidence of the part %s has the words %q", part, words)
	}
}

// within checks that words stand somewhere in the passage itself.
func (c *labelCheck) within(words string) {
	if words == "" {
		return
	}
	if !slices.ContainsFunc(c.evidence, func(e graph.Evidence) bool {
		start, end, ok := e.Span()
		return ok && e.Part == graph.PartClause && contains(c.text[start:end], []rune(words))
	}) {
		c.report("%q does not stand in the passage", words)
	}
}

func (c *labelCheck) date(d *graph.Date) {
	if d == nil {
		return
	}
	c.anchor(d)
	if d.Words != "" {
		c.printed(d.Words, graph.PartDate)
	}
}

func (c *labelCheck) anchor(d *graph.Date) {
	if d == nil || d.Anchor == nil || d.Anchor.Document != report {
		return
	}
	if words := string(c.text[d.Anchor.Start:d.Anchor.End]); words != d.Anchor.Words {
		c.report("the anchor is %q, and %q is printed there", d.Anchor.Words, words)
	}
}

func contains(text, words []rune) bool {
	for i := range len(text) - len(words) + 1 {
		if slices.Equal(text[i:i+len(words)], words) {
			return true
		}
	}
	return false
}

func hashOf(words []rune) string {
	sum := sha256.Sum256([]byte(string(words)))
	return hex.EncodeToString(sum[:])
}
