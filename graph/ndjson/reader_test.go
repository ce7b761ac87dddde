package ndjson_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"hudna/graph"
	"hudna/graph/ndjson"
)

// told is what a Reader gives, one string for each line.
func told(lines iter.Seq2[ndjson.Line, error]) []string {
	var got []string
	for l, err := range lines {
		switch {
		case err != nil:
			got = append(got, err.Error())
		case l.Record != nil:
			got = append(got, fmt.Sprintf("line %d: %s", l.Number, l.Record.Shared().ID))
		case l.Commit != nil:
			got = append(got, fmt.Sprintf("line %d: commit by %s", l.Number, l.Commit.Author))
		case l.Retract != nil:
			got = append(got, fmt.Sprintf("line %d: retract %s", l.Number, l.Retract.ID))
		case l.Restore != nil:
			got = append(got, fmt.Sprintf("line %d: restore %s", l.Number, l.Restore.ID))
		case l.Mark != nil:
			got = append(got, fmt.Sprintf("line %d: mark %s %s", l.Number, l.Mark.ID, l.Mark.Marking))
		}
	}
	return got
}

func topicLine(name string) string { return `{"type":"Topic","id":"topic/` + name + `"}` }

func TestReader(t *testing.T) {
	// A line of n bytes with a comment nobody reads.
	long := func(n int) string {
		const head, tail = `{"type":"Codebook","id":"codebook/long","scheme":"s","text":"`, `"}`
		return head + repeat("x", n-len(head)-len(tail)) + tail
	}
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"nothing":                      {"", nil},
		"blank lines alone":            {"\n \t\r\n\n", nil},
		"a byte order mark alone":      {"\ufeff", nil},
		"one line without an end":      {topicLine("a"), []string{"line 1: topic/a"}},
		"lines of every kind":          {`{"type":"Commit","author":"coder-one"}` + "\n" + topicLine("a") + "\n" + `{"type":"Retract","id":"topic/b"}` + "\n" + `{"type":"Restore","id":"topic/c"}` + "\n" + `{"type":"Mark","id":"topic/c","marking":"PROTECTED"}`, []string{"line 1: commit by coder-one", "line 2: topic/a", "line 3: retract topic/b", "line 4: restore topic/c", "line 5: mark topic/c PROTECTED"}},
		"CRLF":                         {topicLine("a") + "\r\n" + topicLine("b") + "\r\n", []string{"line 1: topic/a", "line 2: topic/b"}},
		"blank lines between":          {"\n" + topicLine("a") + "\n\n \r\n" + topicLine("b"), []string{"line 2: topic/a", "line 5: topic/b"}},
		"a byte order mark first":      {"\ufeff" + topicLine("a") + "\n" + topicLine("b"), []string{"line 1: topic/a", "line 2: topic/b"}},
		"a byte order mark later":      {topicLine("a") + "\n\ufeff" + topicLine("b"), []string{"line 1: topic/a", "line 2: is not JSON at byte 1: invalid character '\\ufeff' at start of value"}},
		"a bad line between":           {topicLine("a") + "\nnonsense\n" + topicLine("b"), []string{"line 1: topic/a", "line 2: is not JSON at byte 2: invalid character 'o' in literal null (expecting 'u')", "line 3: topic/b"}},
		"a last line that is cut off":  {topicLine("a") + "\n" + topicLine("b")[:20], []string{"line 1: topic/a", "line 2: id: is not JSON: it ends too early"}},
		"a no-break space":             {"\u00a0\n", []string{"line 1: is not JSON at byte 1: invalid character '\\u00a0' at start of value"}},
		"a line at the limit":          {long(ndjson.MaxLine) + "\n" + topicLine("b"), []string{"line 1: codebook/long", "line 2: topic/b"}},
		"a line at the limit, CRLF":    {long(ndjson.MaxLine) + "\r\n" + topicLine("b"), []string{"line 1: codebook/long", "line 2: topic/b"}},
		"a line at the limit, the end": {long(ndjson.MaxLine), []string{"line 1: codebook/long"}},
		"a line beyond the limit":      {long(ndjson.MaxLine+1) + "\n" + topicLine("b"), []string{"line 1: line is longer than 4194304 bytes: too large", "line 2: topic/b"}},
		"a line beyond, CRLF":          {long(ndjson.MaxLine+1) + "\r\n" + topicLine("b"), []string{"line 1: line is longer than 4194304 bytes: too large", "line 2: topic/b"}},
		"a line far beyond":            {topicLine("a") + "\n" + long(3*ndjson.MaxLine+7) + "\n\n" + topicLine("b"), []string{"line 1: topic/a", "line 2: line is longer than 4194304 bytes: too large", "line 4: topic/b"}},
		"a line far beyond, the end":   {long(2 * ndjson.MaxLine), []string{"line 1: line is longer than 4194304 bytes: too large"}},
		"two lines far beyond":         {long(2*ndjson.MaxLine) + "\n" + long(2*ndjson.MaxLine), []string{"line 1: line is longer than 4194304 bytes: too large", "line 2: line is longer than 4194304 bytes: too large"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := told(ndjson.NewReader(strings.NewReader(test.text)).Lines()); !slices.Equal(got, test.want) {
				t.Errorf("\ngot  %q\nwant %q", got, test.want)
			}
		})
	}
}

// However the bytes arrive, the lines are the same.
func TestReaderTakesBytesAsTheyCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		var want []string
		for i := range rapid.IntRange(0, 20).Draw(t, "lines") {
			switch rapid.IntRange(0, 3).Draw(t, "line") {
			case 0:
			case 1:
				text.WriteString("nonsense")
				want = append(want, fmt.Sprintf("line %d: is not JSON at byte 2: invalid character 'o' in literal null (expecting 'u')", i+1))
			default:
				text.WriteString(topicLine("x" + strings.Repeat("y", i)))
				want = append(want, fmt.Sprintf("line %d: topic/x%s", i+1, strings.Repeat("y", i)))
			}
			text.WriteString(rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end"))
		}
		in := io.Reader(strings.NewReader(text.String()))
		switch rapid.IntRange(0, 3).Draw(t, "arrival") {
		case 0:
			in = iotest.OneByteReader(in)
		case 1:
			in = iotest.DataErrReader(in)
		case 2:
			in = iotest.HalfReader(in)
		}
		if got := told(ndjson.NewReader(in).Lines()); !slices.Equal(got, want) {
			t.Fatalf("\ngot  %q\nwant %q", got, want)
		}
	})
}

func TestReaderPassesOnWhatTheStreamSays(t *testing.T) {
	broken := errors.New("the disk is gone")
	text := topicLine("a") + "\n" + topicLine("b")
	r := ndjson.NewReader(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)))
	if l, err := r.Read(); err != nil || l.Number != 1 {
		t.Fatalf("%+v %v", l, err)
	}
	// What came of the second line is not taken for all of it.
	_, err := r.Read()
	var of *ndjson.LineError
	if !errors.Is(err, broken) || errors.As(err, &of) || err.Error() != "ndjson: reading line 2: the disk is gone" {
		t.Errorf("%v", err)
	}

	r = ndjson.NewReader(io.MultiReader(strings.NewReader("nonsense\n"+text), iotest.ErrReader(broken)))
	want := []string{"line 1: is not JSON at byte 2: invalid character 'o' in literal null (expecting 'u')", "line 2: topic/a", "ndjson: reading line 3: the disk is gone"}
	if got := told(r.Lines()); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestReaderSaysWhichLine(t *testing.T) {
	r := ndjson.NewReader(strings.NewReader("\n" + `{"type":"Topic","id":7}` + "\n" + strings.Repeat("x", ndjson.MaxLine+1)))
	_, err := r.Read()
	var of *ndjson.LineError
	var field *graph.FieldError
	if !errors.As(err, &of) || of.Number != 2 || !errors.As(err, &field) || *field != (graph.FieldError{Path: "id", Reason: "is a number, not a string"}) {
		t.Errorf("%v", err)
	}
	if _, err = r.Read(); !errors.As(err, &of) || of.Number != 3 || !errors.Is(err, graph.ErrTooLarge) || errors.Is(err, graph.ErrInvalid) {
		t.Errorf("%v", err)
	}
	for range 2 {
		if _, err = r.Read(); err != io.EOF {
			t.Errorf("%v", err)
		}
	}
}

// A line that was to begin a commit is known as such, whatever is wrong with it.
func TestReaderSaysWhatWasToBeginACommit(t *testing.T) {
	for line, want := range map[string]bool{
		`{"type":"Commit","author":7}`:     true,
		`{"author":7,"type":"Commit"}`:     true,
		`{"type":"Commit","author":"A. Co`: true,
		`{"type":"Commit"`:                 true,
		`{"type":"Comm`:                    false,
		`{"type":"Topic","id":"Commit"}}`:  false,
		`Commit`:                           false,
	} {
		_, err := ndjson.NewReader(strings.NewReader(line)).Read()
		var of *ndjson.LineError
		if !errors.As(err, &of) || of.Commit != want {
			t.Errorf("%s: %v, %+v, want %t", line, err, of, want)
		}
	}
}

// A caller may stop.
func TestReaderStops(t *testing.T) {
	r := ndjson.NewReader(strings.NewReader(topicLine("a") + "\nnonsense\n" + topicLine("b")))
	for _, err := range r.Lines() {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	for _, err := range r.Lines() {
		if err == nil {
			t.Error("the second line was read already")
		}
		break
	}
	if l, err := r.Read(); err != nil || l.Number != 3 {
		t.Errorf("%+v %v", l, err)
	}
}

// An endless line is passed over without being held.
func TestReaderHoldsOneLineAtMost(t *testing.T) {
	endless := io.LimitReader(xs{}, 256<<20)
	r := ndjson.NewReader(io.MultiReader(endless, strings.NewReader("\n"+topicLine("a"))))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := told(r.Lines())
	runtime.ReadMemStats(&after)
	if want := []string{"line 1: line is longer than 4194304 bytes: too large", "line 2: topic/a"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 8*ndjson.MaxLine {
		t.Errorf("%d bytes were allocated", grown)
	}
}

type xs struct{}

func (xs) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
