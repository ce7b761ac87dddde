package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
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
	to := teller{s: s, w: w}
	if f != nil {
		to.end(s.endpoint.disclose(reportFrom(r.Context()), f.errors))
		return
	}
	defer leave()
	ctx, cancel := s.until(r.Context())
	defer cancel()
	if !to.write([]byte(":\n\n")) { // so that whoever asked knows that it has begun
		return
	}
	for {
		event, err := s.beat(ctx, sub)
		switch {
		case errors.Is(err, errBeat):
			if !to.write([]byte(":\n\n")) {
				return
			}
		case err == nil:
			if !to.tell("next", event) {
				return
			}
		default:
			if code, why := s.over(admissionOf(ctx)); why != "" {
				err = coded(code, why)
			} else if ctx.Err() != nil {
				return // whoever listened has left
			}
			to.end(s.ended(r.Context(), sub, err))
			return
		}
	}
}

var errBeat = errors.New("nothing happened for a while")

// beat waits for the next event, or for the time of a sign of life, which is errBeat.
func (s *Server) beat(ctx context.Context, sub Subscription) ([]byte, error) {
	within, cancel := context.WithTimeoutCause(ctx, s.options.Timeouts.Beat, errBeat)
	defer cancel()
	event, err := sub.Next(within)
	if err != nil && ctx.Err() == nil && errors.Is(context.Cause(within), errBeat) {
		return nil, errBeat
	}
	return event, err
}

// A teller writes events. Nothing is written after a write that failed.
type teller struct {
	s *Server
	w http.ResponseWriter
}

func (t teller) tell(kind string, data []byte) bool {
	var b bytes.Buffer
	b.Grow(len(kind) + len(data) + 32)
	b.WriteString("event: " + kind + "\ndata: ")
	b.Write(bytes.TrimSuffix(data, []byte("\n"))) // JSON of one line
	b.WriteString("\n\n")
	return t.write(b.Bytes())
}

func (t teller) write(text []byte) bool {
	t.s.endpoint.writeDeadline(t.w)
	if _, err := t.w.Write(text); err != nil {
		return false
	}
	return http.NewResponseController(t.w).Flush() == nil
}

// end says why there is nothing more.
func (t teller) end(errs gqlerror.List) {
	text, err := encode(errs, nil, nil)
	if err != nil || !t.tell("next", text) {
		return
	}
	t.tell("complete", nil)
}
