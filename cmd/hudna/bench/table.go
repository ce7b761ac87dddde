package bench

import (
	"fmt"
	"io"
	"strings"
)

// A Run is one measurement of one graph: what it was of, and its results.
type Run struct {
	Statements int      `json:"statements"`
	Seed       string   `json:"seed"`
	Order      string   `json:"order"`
	Revisions  uint64   `json:"revisions"`
	Machine    string   `json:"machine"`
	OpenedMS   float64  `json:"openedMs,omitempty"` // how long the graph took to open
	Results    []Result `json:"-"`
}

// Table writes the results as a table in Markdown. Keys read are told also in
// relation to the newest revision, and, where another run of a smaller graph is
// given, in relation to that.
func (r *Run) Table(w io.Writer, smaller *Run) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d statements in %d revisions, order by %s, seed %s; %s", r.Statements, r.Revisions, r.Order, r.Seed, r.Machine)
	if r.OpenedMS > 0 {
		fmt.Fprintf(&b, "; opened in %.0f ms", r.OpenedMS)
	}
	b.WriteString("\n\n| question | as of | rows | keys read | to head | p50 | p99 | p99.9 | answers/s | open p50 | p99 | p99.9 | bytes | allocs | own memory |")
	if smaller != nil {
		fmt.Fprintf(&b, " keys to %d | p50 to %d |", smaller.Statements, smaller.Statements)
	}
	b.WriteString("\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
	if smaller != nil {
		b.WriteString("--:|--:|")
	}
	b.WriteByte('\n')
	for i := range r.Results {
		x := &r.Results[i]
		fmt.Fprintf(&b, "| %s | %s | %.1f | %.0f | %s | %s | %s | %s | %.0f | %s | %s | %s | %.0f | %.0f | %s |",
			x.Question, x.At, x.Rows, x.KeysRead, ratio(x.KeysRead, r.keysAtHead(x.Question)),
			millis(x.Closed.P50), millis(x.Closed.P99), millis(x.Closed.P999), x.Closed.PerSecond,
			x.Open.millis(x.Open.P50), x.Open.millis(x.Open.P99), x.Open.millis(x.Open.P999), x.Bytes, x.Allocs, mib(x.Memory.Own))
		if smaller != nil {
			keys, p50 := "-", "-"
			if y := smaller.result(x.Question, x.Percent); y != nil {
				keys, p50 = ratio(x.KeysRead, y.KeysRead), ratio(x.Closed.P50, y.Closed.P50)
			}
			fmt.Fprintf(&b, " %s | %s |", keys, p50)
		}
		b.WriteByte('\n')
	}
	for i := range r.Results {
		if x := &r.Results[i]; x.Engine != nil {
			own, alone := x.Engine.Commit, x.Engine.Alone
			fmt.Fprintf(&b, "\n%s: %s of %s are the commit without the API (p50), %s times what the engine alone takes to write the same bytes: %s (p99 %s against %s).\n",
				x.Question, millis(own.P50), millis(x.Closed.P50), ratio(own.P50, alone.P50), millis(alone.P50), millis(own.P99), millis(alone.P99))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Run) result(question string, percent int) *Result {
	for i := range r.Results {
		if x := &r.Results[i]; x.Question == question && x.Percent == percent {
			return x
		}
	}
	return nil
}

func (r *Run) keysAtHead(question string) float64 {
	if x := r.result(question, 100); x != nil {
		return x.KeysRead
	}
	return 0
}

func ratio(a, b float64) string {
	if b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", a/b)
}

func millis(micros float64) string { return fmt.Sprintf("%.2f ms", micros/1000) }

// millis is a time of a loop, where there was one.
func (t *Times) millis(micros float64) string {
	if t.Answers+t.Failed == 0 {
		return "-"
	}
	return millis(micros)
}

func mib(bytes uint64) string {
	if bytes == 0 {
		return "-"
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}
