package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// A report gathers what is worth knowing of one request, and is one line in the
// log if the request failed. What the client sent is not in it, except its
// method, path and the kind of operation: documents and variables may name
// people.
type report struct {
	id     string
	method string
	path   string
	start  time.Time

	mu        sync.Mutex
	status    int
	operation string
	document  string // its hash
	codes     []string
	limit     string // that was met, by its name
	causes    []string
	stack     string
	tell      func() []slog.Attr // what was asked of the graph, where it is noted
}

// The most of each that a report keeps.
const (
	mostCauses = 5
	mostCause  = 1 << 10
	mostStack  = 8 << 10
	mostMethod = 16
	mostPath   = 64
)

type reportKey struct{}

// reportFrom is the report of the request that ctx belongs to.
func reportFrom(ctx context.Context) *report {
	if r, ok := ctx.Value(reportKey{}).(*report); ok {
		return r
	}
	return &report{} // outside a Server, there is nobody to report to
}

// setOperation notes the kind of the operation, and from which document it is: by its
// hash, which those know who know the document.
func (r *report) setOperation(op *ast.OperationDefinition, document string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.operation, r.document = string(op.Operation), document
}

// explained notes how to tell what an operation asked of the graph.
func (r *report) explained(tell func() []slog.Attr) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell = tell
}

// code notes the code of an error, once.
func (r *report) code(code string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.codes, code) {
		r.codes = append(r.codes, code)
	}
	if code == CodeStorageFull {
		r.limit = FloorLimit
	}
}

// metLimit notes which limit was met.
func (r *report) metLimit(limit string) {
	if limit == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.limit = limit
}

// cause notes what is behind an internal error.
func (r *report) cause(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	text := clip(err.Error(), mostCause)
	if len(r.causes) < mostCauses && !slices.Contains(r.causes, text) {
		r.causes = append(r.causes, text)
	}
}

// panic notes a panic and, of the first one, where it was.
func (r *report) panic(value any, stack []byte) {
	r.cause(fmt.Errorf("panic: %v", value))
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stack == "" {
		r.stack = clip(string(stack), mostStack)
	}
}

// answered notes the status, the first one given.
func (r *report) answered(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.status == 0 {
		r.status = status
	}
}

func (r *report) wasAnswered() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.status != 0
}

// told is what is said of the request to who settles it.
func (r *report) told() Outcome {
	r.mu.Lock()
	defer r.mu.Unlock()
	path := r.path
	if i := strings.IndexByte(strings.TrimPrefix(path, "/"), '/'); i >= 0 {
		path = path[:i+1]
	}
	return Outcome{Request: r.id, Method: clip(r.method, mostMethod), Path: clip(path, mostPath), Status: r.status, Codes: slices.Clone(r.codes)}
}

// log writes the line of a failed request, and of one that was slow. Faults of ours are
// errors, what may become one a warning, and what the client can mend is information.
func (r *report) log(ctx context.Context, log *slog.Logger, slow time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	took := time.Since(r.start)
	good := r.status < http.StatusBadRequest && len(r.codes) == 0 && len(r.causes) == 0
	lasts := r.operation == "" || r.operation == string(ast.Subscription)
	if good && (slow == 0 || took < slow || lasts) {
		return
	}
	level := slog.LevelInfo
	switch {
	case good:
		level = slog.LevelWarn
	case len(r.causes) > 0 || slices.Contains(r.codes, CodeInternal):
		level = slog.LevelError
	case r.status >= http.StatusInternalServerError:
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{
		slog.String("request", r.id),
		slog.String("method", clip(r.method, mostMethod)),
		slog.String("path", clip(r.path, mostPath)),
		slog.Int("status", r.status),
		slog.Duration("took", took),
	}
	if r.operation != "" {
		attrs = append(attrs, slog.String("operation", r.operation), slog.String("document", r.document))
	}
	if r.tell != nil && took >= slow {
		attrs = append(attrs, r.tell()...)
	}
	if len(r.codes) > 0 {
		attrs = append(attrs, slog.Any("codes", r.codes))
	}
	if len(r.causes) > 0 {
		attrs = append(attrs, slog.Any("causes", r.causes))
	}
	if r.stack != "" {
		attrs = append(attrs, slog.String("stack", r.stack))
	}
	if good {
		log.LogAttrs(ctx, level, "operation was slow", attrs...)
		return
	}
	log.LogAttrs(ctx, level, "request failed", attrs...)
}

// clip cuts a text to a number of bytes, at a character.
func clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// A panicked is the error of a resolver that panicked; the panic itself is in
// the report.
type panicked struct{}

func (*panicked) Error() string { return "panic in a resolver" }

// recovered is gqlgen's hook for a panic in a resolver.
func recovered(ctx context.Context, value any) error {
	reportFrom(ctx).panic(value, debug.Stack())
	return &panicked{}
}
