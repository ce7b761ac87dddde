package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus"

	"hudna/graph/web"
)

// callers are a lodge that knows a caller by each of some names.
func callers(names ...string) *lodge {
	l := &lodge{known: map[string]web.Admission{}}
	for _, name := range names {
		l.known[name] = web.Admission{Caller: name}
	}
	l.known["nobody"] = web.Admission{} // who is not bounded
	return l
}

// One caller has half of the places at most, and another one finds one at once.
func TestNobodyHasAllPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t, guarded(callers("a", "b")), func(o *web.Options) { o.Limits.Operations, o.Limits.Waiting = 4, 8 })
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		for range 2 {
			go d.ServeHTTP(httptest.NewRecorder(), withHeader(ask(`{wait}`), "Authorization", "a").WithContext(ctx))
			<-d.tiny.entered
		}
		waiting := make(chan *answer, 2)
		for range 2 { // a quarter of the queue
			go func() { waiting <- d.send(t, withHeader(ask(`{hello}`), "Authorization", "a")) }()
		}
		synctest.Wait()
		if a := d.send(t, withHeader(ask(`{hello}`), "Authorization", "a")); a.status != http.StatusTooManyRequests || a.code(t) != "RATE_LIMITED" || a.header.Get("Retry-After") != "1" {
			t.Errorf("one more of the caller: %d %s", a.status, a.body)
		}
		for _, who := range []string{"b", "nobody"} {
			if a := d.send(t, withHeader(ask(`{hello}`), "Authorization", who)); string(a.Data) != `{"hello":"hello world"}` {
				t.Errorf("%s: %d %s", who, a.status, a.body)
			}
		}
		leave()
		for range 2 {
			if a := <-waiting; string(a.Data) != `{"hello":"hello world"}` {
				t.Errorf("who waited: %d %s", a.status, a.body)
			}
		}
	})
}

// Of those who wait it is the turn of who has the fewest at work.
func TestTheTurnIsOfWhoHasFewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t, guarded(callers("a", "b")), func(o *web.Options) { o.Limits.Operations, o.Limits.Waiting = 4, 16 })
		one, leaveOne := context.WithCancel(t.Context())
		other, leaveOther := context.WithCancel(t.Context())
		defer leaveOther()
		go d.ServeHTTP(httptest.NewRecorder(), withHeader(ask(`{wait}`), "Authorization", "nobody").WithContext(one))
		<-d.tiny.entered
		for _, who := range []string{"nobody", "nobody", "a"} {
			go d.ServeHTTP(httptest.NewRecorder(), withHeader(ask(`{wait}`), "Authorization", who).WithContext(other))
			<-d.tiny.entered
		}
		turns := make(chan string, 2)
		for _, who := range []string{"a", "b"} { // a came first, and has one at work
			go func() {
				d.send(t, withHeader(ask(`{hello}`), "Authorization", who))
				turns <- who
			}()
			synctest.Wait()
		}
		leaveOne()
		if first := <-turns; first != "b" {
			t.Errorf("it was the turn of %s", first)
		}
		leaveOther()
		<-turns
	})
}

// Each limit that a client meets is counted under its name, and told with its code.
func TestLimitsAreCounted(t *testing.T) {
	registry := prometheus.NewRegistry()
	d := open(t, guarded(callers("a")), func(o *web.Options) {
		o.Metrics = registry
		o.Rate = web.Rate{PerSecond: 1, Most: 50_000}
		o.Limits = web.Limits{Body: 4096, Tokens: 50, Depth: 3, Aliases: 2, RootFields: 3, Directives: 1, Complexity: 1000}
	})
	for limit, c := range map[string]struct {
		query, code string
		status      int
	}{
		"Body":       {`{hello}#` + strings.Repeat("x", 4096), "TOO_LARGE", http.StatusRequestEntityTooLarge},
		"Tokens":     {"{" + strings.Repeat("hello ", 50) + "}", "TOO_COMPLEX", http.StatusOK},
		"Depth":      {`{a{b{c{d}}}}`, "TOO_COMPLEX", http.StatusOK},
		"Aliases":    {`{a:hello b:hello c:hello}`, "TOO_COMPLEX", http.StatusOK},
		"RootFields": {`{hello hello hello hello}`, "TOO_COMPLEX", http.StatusOK},
		"Directives": {`{hello @skip(if:false) @include(if:true)}`, "TOO_COMPLEX", http.StatusOK},
		"Complexity": {`{items(first:1001){id}}`, "TOO_COMPLEX", http.StatusOK},
	} {
		a := d.send(t, withHeader(ask(c.query), "Authorization", "a"))
		if a.status != c.status || a.code(t) != c.code || a.Errors[0].Extensions["limit"] != limit {
			t.Errorf("%s: %d %s", limit, a.status, a.body)
		}
		if n := metricOf(t, registry, "hudna_refused_total", limit); n != 1 {
			t.Errorf("%s is counted %v times", limit, n)
		}
	}
	for limit, want := range map[string]float64{"Body": 4096, "Time": 30, "Share": 64, "Rate": 1} {
		if n := metricOf(t, registry, "hudna_limit", limit); n != want {
			t.Errorf("the limit %s is told as %v", limit, n)
		}
	}
}

// metricOf is the value of a metric with a label.
func metricOf(t *testing.T, registry *prometheus.Registry, name, label string) float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == name && len(m.GetLabel()) > 0 && m.GetLabel()[0].GetValue() == label {
				return m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
	}
	return -1
}
