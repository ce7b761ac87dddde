package web

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// events carries one subscription as server-sent events, as the protocol "GraphQL over
// SSE" has it for connections of their own: `next` with an answer, `complete` at the
// end. What is no good as a request over HTTP is answered like one to the endpoint; what
// is no good as GraphQL is told by the only event.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "private, no-store")
	h.Add("Vary", "Authorization, Accept")
	params, f := s.endpoint.read(w, r)
	if f == nil {
		f = checkSource(s.cross, r)
	}
	if f != nil {
		s.endpoint.write(w, r, mediaJSON, nil, f)
		return
	}
	sub, leave, f := s.subscribed(r.Context(), r, params)
	if f != nil && f.status != 0 {
		s.endpoint.write(w, r, mediaJSON, nil, f)
		return
	}
	// A subscription may last; a writer that knows no deadlines is a test's.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	h.Set("Content-Type", mediaEvents)
	h.Set("X-Accel-Buffering", "no") // or nginx would keep the events back
	w.WriteHeader(http.StatusOK)
	to := &teller{s: s, w: w}
	if f != nil {
		s.metrics.met(f.limit)
		to.end(s.endpoint.disclose(reportFrom(r.Context()), f.errors))
		return
	}
	defer leave()
	ctx, cancel := s.until(r.Context())
	to.live() // so that whoever asked knows that it has begun
	s.settle(ctx)
	var beating sync.WaitGroup
	defer beating.Wait()
	defer cancel()
	beating.Go(func() {
		defer cancel() // whoever listened has left
		s.beat(ctx, to)
	})
	for {
		event, err := sub.Next(ctx)
		if err == nil {
			if !to.tell("next", event) {
				s.metrics.subscribed(goodOutcome)
				return
			}
			s.metrics.event()
			continue
		}
		if code, why := s.over(admissionOf(ctx)); why != "" {
			err = coded(code, why)
		} else if ctx.Err() != nil {
			s.metrics.subscribed(goodOutcome)
			return // whoever listened has left
		}
		to.end(s.ended(r.Context(), sub, err))
		return
	}
}

// beat gives signs of life until the context ends or nobody listens any more: one after
// each time in which nothing else was told. With each it says what became of what was asked: it may last
// for days.
func (s *Server) beat(ctx context.Context, to *teller) {
	every := time.NewTicker(s.options.Timeouts.Beat)
	defer every.Stop()
	for {
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
		if !to.live() {
			return
		}
		s.settle(ctx)
	}
}

// A teller writes events. Nothing is written after a write that failed.
type teller struct {
	s *Server
	w http.ResponseWriter

	mu     sync.Mutex
	told   bool // since the last sign of life
	failed bool
}

func (t *teller) tell(kind string, data []byte) bool {
	var b bytes.Buffer
	b.Grow(len(kind) + len(data) + 32)
	b.WriteString("event: " + kind + "\ndata: ")
	b.Write(bytes.TrimSuffix(data, []byte("\n"))) // JSON of one line
	b.WriteString("\n\n")
	t.mu.Lock()
	defer t.mu.Unlock()
	t.told = true
	return t.write(b.Bytes())
}

// live writes an empty comment, unless something was told since the last one.
func (t *teller) live() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.told {
		t.told = false
		return !t.failed
	}
	return t.write([]byte(":\n\n"))
}

func (t *teller) write(text []byte) bool {
	if t.failed {
		return false
	}
	t.s.endpoint.writeDeadline(t.w)
	_, err := t.w.Write(text)
	if err == nil {
		err = http.NewResponseController(t.w).Flush()
	}
	t.failed = err != nil
	return !t.failed
}

// end says why there is nothing more.
func (t *teller) end(errs gqlerror.List) {
	text, err := encode(errs, nil, nil)
	if err != nil || !t.tell("next", text) {
		return
	}
	t.tell("complete", nil)
}
