package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"hudna/graph/web"
)

// What is asked is counted by where and how it ended, and nothing that a client sends
// is a label.
func TestRequestsAreCounted(t *testing.T) {
	registry := prometheus.NewRegistry()
	d := open(t, func(o *web.Options) {
		o.Metrics, o.Codes = registry, []string{web.CodeBadRequest, web.CodeValidationFailed}
	})
	for _, r := range []*http.Request{
		ask(`{hello}`), ask(`{hello}`), ask(`{nobody}`), post(`{`),
		post(`{"query": "{", "variables": {}}`),
		httptest.NewRequest(http.MethodGet, "http://localhost/plot/made-up.svg", http.NoBody),
		httptest.NewRequest(http.MethodGet, "http://localhost/livez", http.NoBody),
		httptest.NewRequest(http.MethodGet, "http://localhost/made-up/path", http.NoBody),
		httptest.NewRequest("MADEUP", "http://localhost/graphql", http.NoBody),
	} {
		d.ServeHTTP(httptest.NewRecorder(), r)
	}
	want := `
# HELP hudna_requests_total Requests that were answered, by route and outcome.
# TYPE hudna_requests_total counter
hudna_requests_total{outcome="404",route="/plot/"} 1
hudna_requests_total{outcome="404",route="other"} 1
hudna_requests_total{outcome="BAD_REQUEST",route="/graphql"} 2
hudna_requests_total{outcome="GRAPHQL_VALIDATION_FAILED",route="/graphql"} 1
hudna_requests_total{outcome="OK",route="/graphql"} 2
hudna_requests_total{outcome="OK",route="/livez"} 1
hudna_requests_total{outcome="OTHER",route="/graphql"} 1
`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "hudna_requests_total"); err != nil {
		t.Error(err)
	}
	want = `
# HELP hudna_answers_total Answers to operations, by whether they were kept: hit, miss, or none where they never are.
# TYPE hudna_answers_total counter
hudna_answers_total{cache="none"} 2
`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "hudna_answers_total"); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(registry); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
	if _, err := web.New(web.Options{Schema: d.tiny, Metrics: registry}); err == nil {
		t.Error("two servers count in one place")
	}
}

// An operation that took long is logged by the hash of its document, which says nothing
// of what was asked to those who do not know it.
func TestASlowOperationIsLogged(t *testing.T) {
	d := open(t, func(o *web.Options) { o.Slow = time.Nanosecond })
	d.send(t, ask(`{hello}`))
	log := d.log.String()
	for _, part := range []string{"operation was slow", "operation=query", "document=9dd7ff987fac8d0d1979084ebde5ce8bd855cd066d1a34e98432275cc6bc264c"} {
		if !strings.Contains(log, part) {
			t.Errorf("no %q in %s", part, log)
		}
	}
	if strings.Contains(log, "hello") {
		t.Errorf("the document is in %s", log)
	}
	d = open(t, func(o *web.Options) { o.Slow = time.Hour })
	d.send(t, ask(`{hello}`))
	if log := d.log.String(); log != "" {
		t.Errorf("logged: %s", log)
	}
}
