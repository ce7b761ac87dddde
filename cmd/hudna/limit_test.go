package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/prometheus/client_golang/prometheus"

	"hudna/graph"
	"hudna/graph/web"
)

// TestEveryLimitFlagIsKept: each flag bounds the server by a limit of its own, at its
// ends as well, and one beyond is refused.
func TestEveryLimitFlagIsKept(t *testing.T) {
	sound := func() *limitFlags {
		f := &limitFlags{MaxTime: time.Second}
		for i, n := range f.numbers() {
			*n.value = i + 1
		}
		return f
	}
	if fields := reflect.TypeFor[limitFlags]().NumField(); fields != len(sound().numbers())+1 {
		t.Errorf("%d flags, of which %d and the time are checked", fields, len(sound().numbers()))
	}
	var o web.Options
	sound().apply(&o)
	seen := map[int64]bool{}
	for _, v := range reflect.ValueOf(o.Limits).Fields() {
		if v.Int() != 0 {
			seen[v.Int()] = true
		}
	}
	for i, n := range sound().numbers() {
		if !seen[int64(i+1)] {
			t.Errorf("--%s reaches no limit", n.name)
		}
	}
	if o.Timeouts.Operation != time.Second {
		t.Errorf("--max-time is %v", o.Timeouts.Operation)
	}
	for i, n := range sound().numbers() {
		for value, good := range map[int]bool{0: false, 1: true, n.most: true, n.most + 1: false} {
			f := sound()
			*f.numbers()[i].value = value
			err := f.check()
			if (err == nil) != good || err != nil && !strings.HasPrefix(err.Error(), "--"+n.name+" ") {
				t.Errorf("--%s %d: %v", n.name, value, err)
			}
		}
	}
	for value, good := range map[time.Duration]bool{0: false, 1: true, time.Hour: true, time.Hour + 1: false} {
		f := sound()
		f.MaxTime = value
		if err := f.check(); (err == nil) != good {
			t.Errorf("--max-time %v: %v", value, err)
		}
	}
}

// refusedFor is how many requests were counted as refused, by the limit that they met.
func refusedFor(t *testing.T, registry prometheus.Gatherer) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == "hudna_refused_total" {
				met[m.GetLabel()[0].GetValue()] = m.GetCounter().GetValue()
			}
		}
	}
	return met
}

// TestALimitOfARequestIsMet: what is exactly as much as the flag says is answered, and what is one more is
// refused with the code and counted under the name that docs/operations.md gives.
func TestALimitOfARequestIsMet(t *testing.T) {
	g := opened(t, t.TempDir(), openFlags{})
	body := func(variables string) string { return `{"query":"{__typename}","variables":` + variables + `}` }
	query := func(text string) string { return fmt.Sprintf(`{"query":%q}`, text) }
	for flag, c := range map[string]struct {
		most        int
		at, over    string
		code, limit string
	}{
		"max-body":                {50, query("{__typename}") + strings.Repeat(" ", 26), query("{__typename}") + strings.Repeat(" ", 27), "TOO_LARGE", "Body"},
		"max-values":              {6, body(`{"a":[1,2]}`), body(`{"a":[1,2,3]}`), "TOO_LARGE", "Values"},
		"max-nesting":             {3, body(`{"a":[]}`), body(`{"a":[[]]}`), "TOO_LARGE", "Nesting"},
		"max-tokens":              {5, query("{a:__typename}"), query("{a:__typename b}"), "TOO_COMPLEX", "Tokens"},
		"max-name":                {10, query("{__typename}"), query("{a2345678911:__typename}"), "TOO_COMPLEX", "Name"},
		"max-depth":               {2, query("{actors{totalCount}}"), query("{actors{nodes{id}}}"), "TOO_COMPLEX", "Depth"},
		"max-introspection-depth": {2, query("{__schema{queryType{name}}}"), query("{__schema{queryType{fields{name}}}}"), "TOO_COMPLEX", "IntrospectionDepth"},
		"max-aliases":             {1, query("{a:__typename}"), query("{a:__typename b:__typename}"), "TOO_COMPLEX", "Aliases"},
		"max-root-fields":         {2, query("{__typename actors{totalCount}}"), query("{__typename actors{totalCount} topics{totalCount}}"), "TOO_COMPLEX", "RootFields"},
		"max-repeats":             {2, query("{actors{totalCount totalCount}}"), query("{actors{totalCount totalCount totalCount}}"), "TOO_COMPLEX", "Repeats"},
		"max-directives":          {1, query("{__typename @skip(if:false)}"), query("{__typename @skip(if:false) @include(if:true)}"), "TOO_COMPLEX", "Directives"},
		"max-selections":          {4, query("{actors{...F}} fragment F on ActorConnection{totalCount pageInfo{hasNextPage}}"), query("{actors{...F}} fragment F on ActorConnection{totalCount pageInfo{hasNextPage endCursor}}"), "TOO_COMPLEX", "Selections"},
		"max-objects":             {3, query("{actors(first:1){nodes{id}}}"), query("{actors(first:1){nodes{id kind}}}"), "TOO_COMPLEX", "Complexity"},
	} {
		t.Run(flag, func(t *testing.T) {
			var f limitFlags
			parser, err := kong.New(&f)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parser.Parse([]string{fmt.Sprintf("--%s=%d", flag, c.most)}); err != nil {
				t.Fatal(err)
			}
			registry := prometheus.NewRegistry()
			o := web.Options{Metrics: registry}
			f.apply(&o)
			server, err := tested(t).server(g, graph.MarkingPublic, o)
			if err != nil {
				t.Fatal(err)
			}
			send := func(body string) string {
				r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/graphql", strings.NewReader(body))
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				server.ServeHTTP(w, r)
				return w.Body.String()
			}
			if got := send(c.at); strings.Contains(got, `"errors"`) {
				t.Errorf("at the limit: %s", got)
			}
			if n := refusedFor(t, registry)[c.limit]; n != 0 {
				t.Errorf("%v are counted as refused that are not", n)
			}
			got := send(c.over)
			if !strings.Contains(got, `"code":"`+c.code+`"`) || !strings.Contains(got, `"limit":"`+c.limit+`"`) || !strings.Contains(got, fmt.Sprintf(`"max":%d`, c.most)) {
				t.Errorf("over it: %s", got)
			}
			if n := refusedFor(t, registry)[c.limit]; n != 1 {
				t.Errorf("%v are counted as refused for %s", n, c.limit)
			}
		})
	}
}
