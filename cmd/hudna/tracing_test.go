package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/web"
)

// TestTracesAreSentWhereTheyAreWanted has a collector take what a server sends: by the
// hash of a document, with the questions that were asked, and with nothing of what stood
// in it.
func TestTracesAreSentWhereTheyAreWanted(t *testing.T) {
	var mu sync.Mutex
	var sent strings.Builder
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		sent.Write(body)
	}))
	t.Cleanup(collector.Close)
	var log strings.Builder
	spans, stop, err := spansTo(t.Context(), collector.URL+"/v1/traces", 1, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	server, err := tested(t).server(opened(t, sampled(t), openFlags{readOnly: true}), graph.MarkingPublic, web.Options{Tracing: spans, Slow: time.Nanosecond, Explain: explained})
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"query": `{ statements(where: {by: {anyOf: ["actor/john-kerry"]}}) { nodes { id } } }`})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := answered(t.Context(), server, body, nil); err != nil {
		t.Fatal(err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, want := range []string{"POST /graphql", "service.name", "http.response.status_code", "hudna.document", "graphql.operation.type", "Statements", "list said-by by", "hudna.keys"} {
		if !strings.Contains(sent.String(), want) {
			t.Errorf("no %s in what was sent: %q", want, sent.String())
		}
	}
	if strings.Contains(sent.String(), "kerry") || log.Len() > 0 {
		t.Errorf("it was sent what was asked, or complained of: %q, %s", sent.String(), log.String())
	}
}

func TestTracesAreNotSentUnasked(t *testing.T) {
	spans, stop, err := spansTo(t.Context(), "", 1, slog.New(slog.DiscardHandler))
	if spans != nil || err != nil || stop() != nil {
		t.Errorf("%v, %v", spans, err)
	}
	for _, c := range []struct {
		to    string
		share float64
		want  string
	}{{"collector", 1, "--otlp collector"}, {"ftp://collector", 1, "--otlp ftp"}, {"http://127.0.0.1:1/v1/traces", 0, "--otlp-share 0"}, {"http://127.0.0.1:1/v1/traces", 2, "--otlp-share 2"}} {
		if _, _, err := spansTo(t.Context(), c.to, c.share, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %v: %v", c.to, c.share, err)
		}
	}
}
