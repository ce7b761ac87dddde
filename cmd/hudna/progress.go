package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A progress shows how far long work is, on standard error: by a bar where that
// is a terminal, else by a line now and then.
type progress struct {
	w    io.Writer
	what string
	size int64 // 0 where it is not known
	now  func() time.Time
	last time.Time
	bar  *progressbar.ProgressBar // nil where nobody sees one
}

// every is the time between two lines.
const every = 10 * time.Second

func (p *program) progress(what string, size int64) *progress {
	s := &progress{w: p.stderr, what: what, size: size, now: p.now, last: p.now()}
	if f, ok := p.stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		if size == 0 {
			size = -1
		}
		s.bar = progressbar.NewOptions64(size,
			progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what), progressbar.OptionShowBytes(true),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth(),
		)
	}
	return s
}

// bytes shows how many bytes are done, and what that means.
func (s *progress) bytes(n int64, means string) {
	if s.bar != nil {
		if s.size > 0 {
			n = min(n, s.size-1) // at its end the bar would vanish, and there may be more to do
		}
		s.bar.Describe(s.what + ": " + means)
		_ = s.bar.Set64(n) // a bar that cannot be drawn hinders nothing
		return
	}
	if s.size > 0 {
		means += fmt.Sprintf(", %d %% of %d bytes", 100*n/s.size, s.size)
	}
	s.line(means)
}

// line prints a line, but not often.
func (s *progress) line(means string) {
	if s.bar != nil {
		s.bar.Describe(s.what + ": " + means)
		return
	}
	if now := s.now(); now.Sub(s.last) >= every {
		s.last = now
		fmt.Fprintf(s.w, "%s: %s\n", s.what, means)
	}
}

// done takes the bar away.
func (s *progress) done() {
	if s.bar != nil {
		_ = s.bar.Finish()
	}
}
