package web

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// A Tracing makes a span of each request, by the names of OpenTelemetry's conventions.
// There is nothing in one that the client has sent but the kind of the operation: the
// document is named by its hash.
type Tracing struct {
	Tracer trace.Tracer
	// Asked tells what an operation asked of the graph, as events of its span; nil tells
	// nothing.
	Asked func(ctx context.Context) (context.Context, func(trace.Span))
}

// span begins the span of a request, which end ends. It goes on with that of who asks,
// where there is one.
func (s *Server) span(ctx context.Context, r *http.Request, rep *report) (traced context.Context, end func()) {
	t := s.options.Tracing
	if t == nil {
		return ctx, func() {}
	}
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(r.Header))
	route := routeOf(r.URL.Path)
	method := r.Method
	if method != http.MethodGet && method != http.MethodPost && method != http.MethodHead {
		method = "_OTHER"
	}
	ctx, span := t.Tracer.Start(ctx, method+" "+route, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
		attribute.String("http.request.method", method), attribute.String("http.route", route), attribute.String("hudna.request", rep.id),
	))
	tell := func(trace.Span) {}
	if t.Asked != nil && span.IsRecording() {
		ctx, tell = t.Asked(ctx)
	}
	return ctx, func() {
		rep.mu.Lock()
		span.SetAttributes(attribute.Int("http.response.status_code", rep.status))
		if rep.operation != "" {
			span.SetAttributes(attribute.String("graphql.operation.type", rep.operation), attribute.String("hudna.document", rep.document))
		}
		if len(rep.codes) > 0 {
			span.SetAttributes(attribute.StringSlice("hudna.codes", rep.codes))
		}
		if rep.status >= http.StatusInternalServerError || len(rep.causes) > 0 {
			span.SetStatus(codes.Error, "")
		}
		rep.mu.Unlock()
		tell(span)
		span.End()
	}
}
