package bench

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// A Contest is one run against a peer: of what graph, and what came of it.
type Contest struct {
	Statements int     `json:"statements"`
	Seed       string  `json:"seed"`
	Machine    string  `json:"machine"`
	Date       string  `json:"date"`
	Peer       string  `json:"peer"` // what it is, with versions
	Note       string  `json:"note"` // how hudna was served
	Rounds     int     `json:"rounds"`
	Slice      float64 `json:"slice"` // seconds
	Compared   int     `json:"compared"`
	Scores     []Score `json:"-"`
}

// A contestLine is a line of the file in which a contest is kept.
type contestLine struct {
	Contest *Contest `json:"contest,omitempty"`
	Score   *Score   `json:"score,omitempty"`
}

// WriteHead writes the first line of a contest.
func (c *Contest) WriteHead(w io.Writer) error { return writeJSON(w, contestLine{Contest: c}) }

// WriteScore writes the line of a score.
func WriteScore(w io.Writer, s Score) error { return writeJSON(w, contestLine{Score: &s}) }

func writeJSON(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// ReadContest reads a contest back.
func ReadContest(r io.Reader) (*Contest, error) {
	var c *Contest
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		var l contestLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		switch {
		case l.Contest != nil && c == nil:
			c = l.Contest
		case l.Score != nil && c != nil:
			c.Scores = append(c.Scores, *l.Score)
		default:
			return nil, fmt.Errorf("line %d: is no line of a run against a peer", n)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if c == nil {
		return nil, fmt.Errorf("there is no run: %w", io.ErrUnexpectedEOF)
	}
	return c, nil
}

// Table writes the scores as a table in Markdown.
func (c *Contest) Table(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d statements, seed %s; %s; %s", c.Statements, c.Seed, c.Date, c.Machine)
	if c.Peer != "" {
		fmt.Fprintf(&b, "; peer: %s", c.Peer)
	}
	if c.Note != "" {
		fmt.Fprintf(&b, "; %s", c.Note)
	}
	fmt.Fprintf(&b, ". Median of %d rounds of two slices of %.1f s for each side; %d answers compared before.\n\n", c.Rounds, c.Slice, c.Compared)
	b.WriteString("| question | clients | answers/s | peer | **ratio** | p50 | peer | **ratio** | p99 | peer | **ratio** | CPU | peer | **ratio** | bytes | peer | memory | peer | A/A | peer |\n")
	b.WriteString("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for i := range c.Scores {
		s := &c.Scores[i]
		a, o := &s.Own, &s.Peer
		fmt.Fprintf(&b, "| %s | %d | %.0f | %.0f | **%s** | %s | %s | **%s** | %s | %s | **%s** | %s | %s | **%s** | %.0f | %.0f | %s | %s | %s | %s |\n",
			s.Question, s.Clients, a.PerSecond, o.PerSecond, times(s.PerSecond), millis(a.P50), millis(o.P50), times(s.P50), millis(a.P99), millis(o.P99), times(s.P99),
			cpu(a.CPU), cpu(o.CPU), times(s.CPU), a.Bytes, o.Bytes, mib(a.Resident), mib(o.Resident), control(a), control(o))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// times is a ratio.
func times(ratio float64) string {
	if ratio == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2fx", ratio)
}

func cpu(micros float64) string {
	if micros == 0 {
		return "-"
	}
	return millis(micros)
}

func control(t *Taken) string { return fmt.Sprintf("%.2f (%.2f)", t.Control, t.ControlFar) }
