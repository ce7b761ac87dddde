package bench

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// A line of the file in which a run is kept: the first tells what was measured,
// and each other one a result.
type line struct {
	Run    *Run    `json:"run,omitempty"`
	Result *Result `json:"result,omitempty"`
}

// WriteHead writes the first line of a run.
func (r *Run) WriteHead(w io.Writer) error {
	head := *r
	head.Results = nil
	return writeLine(w, line{Run: &head})
}

// WriteResult writes the line of a result.
func WriteResult(w io.Writer, r Result) error { return writeLine(w, line{Result: &r}) }

func writeLine(w io.Writer, l line) error {
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// ReadRun reads a run back.
func ReadRun(r io.Reader) (*Run, error) {
	var run *Run
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		switch {
		case l.Run != nil && run == nil:
			run = l.Run
		case l.Result != nil && run != nil:
			run.Results = append(run.Results, *l.Result)
		default:
			return nil, fmt.Errorf("line %d: is no line of a run", n)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if run == nil {
		return nil, fmt.Errorf("there is no run: %w", io.ErrUnexpectedEOF)
	}
	return run, nil
}
