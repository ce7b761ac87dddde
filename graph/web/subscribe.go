package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Subscribe begins a subscription: an operation that was validated, that is within all
// bounds and that was taken from the allowance of who asks. The context says for whom
// and ends soon; its values are those in which run may be called. What it refuses is
// shown by [Options.Present]. Before anything is read that has gone by, and before an event
// is given that has happened meanwhile, pace is called, which waits until the allowance of who asks covers it:
// all that the operation may cost for what has gone by, and [costOfEvent] at most for what happens.
type Subscribe func(ctx context.Context, op *graphql.OperationContext, run Run, pace func(ctx context.Context, gone bool) error) (Subscription, error)

// Run runs a subscription until its first event, in a context that says what that is
// of, and gives the event as it is sent, with these extensions: nil where there is none.
type Run func(ctx context.Context, op *graphql.OperationContext, extensions map[string]any) ([]byte, error)

// A Subscription gives events.
type Subscription interface {
	// Next waits for the next one. An error ends the subscription; it is shown by
	// [Options.Present].
	Next(ctx context.Context) ([]byte, error)
	// After is the number after which to begin again, so that no event is missed
	// and none comes twice.
	After() uint64
	// Close ends the subscription. It is called once nobody calls Next any more.
	Close()
}

const mediaEvents = "text/event-stream"

// subscribing carries subscriptions, and hands everything else on.
func (s *Server) subscribing(rest http.Handler) http.Handler {
	events := s.guard(s.answering(s.admitting(http.HandlerFunc(s.events))))
	socket := s.guard(s.answering(http.HandlerFunc(s.socket)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		accept, _, _ := strings.Cut(r.Header.Get("Accept"), ",")
		accept, _, _ = strings.Cut(accept, ";")
		switch {
		case strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
			socket.ServeHTTP(w, r)
		case strings.EqualFold(strings.TrimSpace(accept), mediaEvents):
			events.ServeHTTP(w, r)
		default:
			rest.ServeHTTP(w, r)
		}
	})
}

// subscribed begins the subscription that is asked for. Whoever gets one calls leave
// at its end.
func (s *Server) subscribed(ctx context.Context, r *http.Request, params *graphql.RawParams) (sub Subscription, leave func(), f *failure) {
	e := s.endpoint
	back, f := s.subscriptions.take(ctx, "subscriptions", "1")
	if f != nil {
		s.metrics.subscribed(codeOf(f.errors[0]))
		return nil, nil, f
	}
	sub, f = func() (Subscription, *failure) {
		ctx, cancel := context.WithTimeout(ctx, e.timeouts.Operation)
		defer cancel()
		leave, f := e.gate.enter(ctx)
		if f != nil {
			return nil, f
		}
		defer leave()
		caller := ctx
		ctx, op, _, f := e.understand(ctx, r, params, onlySubscriptions)
		if f != nil {
			return nil, f
		}
		var pace func(ctx context.Context, gone bool) error
		if allowance, bounded := AllowanceOf(ctx); bounded {
			pace = func(ctx context.Context, gone bool) error {
				return e.rates.wait(ctx, admissionOf(caller), costOfTelling(allowance.Cost, gone), gone)
			}
		}
		sub, err := s.options.Subscribe(graphql.WithOperationContext(ctx, op), op, s.run, pace)
		if err != nil {
			return nil, e.unprepared(ctx, err)
		}
		return sub, nil
	}()
	if f != nil {
		back()
		s.metrics.subscribed(codeOf(f.errors[0]))
		return nil, nil, f
	}
	return sub, func() { sub.Close(); back() }, nil
}

func onlySubscriptions(_ string, op *ast.OperationDefinition) *failure {
	if op.Operation != ast.Subscription {
		return fail(0, CodeBadUserInput, "only subscriptions are offered here; ask with GET or POST for "+mediaJSON)
	}
	return nil
}

// run runs a subscription for one event. What goes wrong has a line in the log of its
// own: the request that began it may have ended long ago.
func (s *Server) run(ctx context.Context, op *graphql.OperationContext, extensions map[string]any) ([]byte, error) {
	e := s.endpoint
	rep := &report{id: s.options.NewID(), method: "SUBSCRIPTION", path: "/graphql", start: time.Now()}
	ctx = context.WithValue(ctx, reportKey{}, rep)
	defer rep.log(ctx, s.options.Log, s.options.Slow)
	next, within := e.exec.DispatchOperation(ctx, op)
	response := next(within)
	switch {
	case response == nil:
		return nil, ctx.Err()
	case len(response.Data) == 0 && len(response.Errors) > 0:
		return nil, response.Errors[0]
	}
	return encode(e.disclose(rep, response.Errors), response.Data, extensions)
}

// ended is what is said of a subscription that ended: why, and after which number to
// begin again.
func (s *Server) ended(ctx context.Context, sub Subscription, err error) gqlerror.List {
	out := s.endpoint.disclose(reportFrom(ctx), gqlerror.List{s.endpoint.present(ctx, err)})
	s.metrics.subscribed(codeOf(out[0]))
	for i, e := range out {
		told := *e
		told.Extensions = map[string]any{"after": sub.After()}
		for key, value := range e.Extensions {
			told.Extensions[key] = value
		}
		out[i] = &told
	}
	return out
}

// over says why nobody is told any more who was told so far, besides what went wrong;
// the text is empty where it is for none of these reasons.
func (s *Server) over(a *Admission) (code, why string) {
	select {
	case <-s.stopping:
		return CodeOverloaded, "the server is stopping; begin again when it is back"
	default:
	}
	if a == nil {
		return "", ""
	}
	select {
	case <-a.Gone:
		return CodeUnauthenticated, "the token is no longer good"
	default:
	}
	if !a.Expires.IsZero() && !time.Now().Before(a.Expires) {
		return CodeUnauthenticated, "the token is no longer good"
	}
	return "", ""
}

// until makes a context for what lasts until the server stops or whoever asks is not
// known any more.
func (s *Server) until(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := asLong(ctx)
	go func() {
		select {
		case <-s.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}
