package web

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Admit finds out who sent a request for what is in the graph, by its header
// fields, and says so in the context. [ErrUnauthenticated] means that nobody knows,
// [ErrNobody] that somebody is known who may do nothing, [ErrNameless] that what they
// show does not name them; any other error is a fault of ours. What is answered says no more of an error than that.
type Admit func(ctx context.Context, r *http.Request) (Admission, error)

// The reasons for which a request is not admitted.
var (
	ErrUnauthenticated = errors.New("who asks is not known")
	ErrNobody          = errors.New("who asks may do nothing")
	ErrNameless        = errors.New("who asks has no name")
)

// An Admission is of one request.
type Admission struct {
	// Context says who asks to all that answers.
	Context context.Context
	// Caller tells callers apart whose rate is bounded; that of an empty one is not.
	Caller string
	// Expires is when the caller is not known any more; the zero time is never. What
	// lasts ends then.
	Expires time.Time
	// Gone is closed when the caller is not known any more; nil where that cannot be.
	Gone <-chan struct{}
}

// An Outcome is what became of a request for what is in the graph.
type Outcome struct {
	Request string // its number
	Method  string
	Path    string // as far as the first name in it: /export
	Status  int
	Codes   []string // of the errors in the answer
}

type admissionKey struct{}

// admitting answers those who are admitted, and says what became of each request.
func (s *Server) admitting(next http.Handler) http.Handler {
	return s.admittingOr(next, func(w http.ResponseWriter, r *http.Request, f *failure) {
		s.endpoint.write(w, r, mediaJSON, nil, f)
	})
}

// admittingOr is admitting with an answer of its own to those who are not.
func (s *Server) admittingOr(next http.Handler, refuse func(http.ResponseWriter, *http.Request, *failure)) http.Handler {
	if s.options.Admit == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := s.options.Admit(r.Context(), r)
		ctx := a.Context
		if ctx == nil {
			ctx = r.Context()
		}
		defer s.settle(ctx)
		if err != nil {
			w.Header().Add("Vary", "Authorization")
			refuse(w, r, unadmitted(err))
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, admissionKey{}, &a)))
	})
}

// settle says what became of a request so far: at its end, and of what lasts also when it
// begins and while it waits.
func (s *Server) settle(ctx context.Context) {
	if s.options.Admit != nil && s.options.Settle != nil {
		s.options.Settle(ctx, reportFrom(ctx).told())
	}
}

// unadmitted is the answer to who is not admitted: the same, whatever is wrong with
// what was shown.
func unadmitted(err error) *failure {
	switch {
	case errors.Is(err, ErrUnauthenticated):
		return fail(http.StatusUnauthorized, CodeUnauthenticated, "a good token is needed: Authorization: Bearer TOKEN").
			with("WWW-Authenticate", `Bearer realm="hudna"`)
	case errors.Is(err, ErrNobody):
		return fail(http.StatusForbidden, CodeForbidden, "whoever shows this token has been given no role")
	case errors.Is(err, ErrNameless):
		return fail(http.StatusForbidden, CodeForbidden, "this token does not name its holder: it lacks the claim by which authors are named here")
	}
	f := fail(http.StatusInternalServerError, CodeInternal, "")
	f.errors[0].Err = err
	return f
}

// admissionOf is the admission of a request, nil where everybody is admitted.
func admissionOf(ctx context.Context) *Admission {
	a, _ := ctx.Value(admissionKey{}).(*Admission)
	return a
}

// asLong makes a context that ends when whoever asks is not known any more. What
// lasts is done with it.
func asLong(ctx context.Context) (context.Context, context.CancelFunc) {
	a := admissionOf(ctx)
	if a == nil || a.Gone == nil && a.Expires.IsZero() {
		return context.WithCancel(ctx)
	}
	cancel := func() {}
	if !a.Expires.IsZero() {
		ctx, cancel = context.WithDeadline(ctx, a.Expires)
	}
	ctx, stop := context.WithCancel(ctx)
	if a.Gone != nil {
		go func() {
			select {
			case <-a.Gone:
				stop()
			case <-ctx.Done():
			}
		}()
	}
	return ctx, func() { stop(); cancel() }
}
