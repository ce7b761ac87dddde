package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"hudna/graph"
	"hudna/graph/web"
)

// The bounds of what is sent away.
const (
	mostSpans  = 2048             // that wait; others are dropped
	spansAfter = 5 * time.Second  // they are sent at the latest
	spansFor   = 10 * time.Second // sending may take; and what is left at the end
)

// spansTo sends a share of all requests to a collector by OTLP over HTTP, until the
// function that it gives is called. Without a collector there is none, and nothing is done.
func spansTo(ctx context.Context, collector string, share float64, log *slog.Logger) (t *web.Tracing, stop func() error, err error) {
	if collector == "" {
		return nil, func() error { return nil }, nil
	}
	if to, err := url.Parse(collector); err != nil || to.Host == "" || to.Scheme != "http" && to.Scheme != "https" {
		return nil, nil, failed(codeUsage, "--otlp %s: is no address such as http://127.0.0.1:4318/v1/traces", collector)
	}
	if share <= 0 || share > 1 {
		return nil, nil, failed(codeUsage, "--otlp-share %v: is not more than 0 and at most 1", share)
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(collector), otlptracehttp.WithTimeout(spansFor))
	if err != nil {
		return nil, nil, failed(codeUsage, "--otlp: %v", err)
	}
	said := ""
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { // which the library has one of
		if text := err.Error(); text != said {
			said = text
			log.Warn("traces cannot be sent", "cause", err)
		}
	}))
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(exporter, sdktrace.WithMaxQueueSize(mostSpans), sdktrace.WithBatchTimeout(spansAfter), sdktrace.WithExportTimeout(spansFor)),
		// Whoever asks does not decide what is kept.
		sdktrace.WithSampler(sdktrace.TraceIDRatioBased(share)),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", "hudna"))),
	)
	return &web.Tracing{Tracer: provider.Tracer("hudna/graph/web"), Asked: eventsOf}, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), spansFor)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			log.Warn("the last traces could not be sent", "cause", err)
		}
		return nil
	}, nil
}

// eventsOf tells what an operation asked of the graph as events of its span: as many
// questions as a trace keeps.
func eventsOf(ctx context.Context) (context.Context, func(trace.Span)) {
	t := new(graph.Trace)
	return graph.WithTrace(ctx, t), func(span trace.Span) {
		questions, left := t.Questions()
		for _, q := range questions {
			span.AddEvent(q.Question, trace.WithAttributes(
				attribute.Int("hudna.keys", q.KeysRead), attribute.Int("hudna.records", q.Records), attribute.Int("hudna.rows", q.Rows),
				attribute.String("hudna.plan", shortPlan(q.Plan)),
			))
		}
		if left > 0 {
			span.SetAttributes(attribute.String("hudna.questions.left", fmt.Sprint(left)))
		}
	}
}
