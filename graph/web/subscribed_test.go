package web_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"hudna/graph/web"
)

// TestSubscriptionsAreCounted: each that ends or is refused, by how, and each event; and
// what there may be of them.
func TestSubscriptionsAreCounted(t *testing.T) {
	registry, b := prometheus.NewRegistry(), newBell()
	h := serve(t, ringing(b), func(o *web.Options) {
		o.Metrics, o.Codes = registry, []string{web.CodeOverloaded, web.CodeTooComplex, web.CodeBadUserInput}
		o.Limits.Sockets, o.Limits.SocketSubscriptions, o.Limits.Subscriptions = 5, 1, 2
	})
	first, second := dialled(t, h), dialled(t, h)
	for _, p := range []*peer{first, second} {
		p.say(t, begin)
		p.hears(t, begun)
	}
	first.say(t, tickOfA)
	b.rings <- 7
	first.hears(t, tickOfA7)
	first.say(t, strings.Replace(tickOf, "ID", "b", 1)) // beyond what one socket carries
	_, _ = first.hear(t)
	second.say(t, `{"type":"subscribe","id":"x","payload":{"query":"{ hello }"}}`)
	_, _ = second.hear(t)
	_, from := listening(t, h) //nolint:bodyclose // it is closed when the test ends
	event(t, from)
	second.say(t, tickOfA) // beyond what there may be in all
	_, _ = second.hear(t)
	b.ends <- slow() // for one of the two
	first.say(t, `{"type":"complete","id":"a"}`)
	h.stop()
	if err := <-h.stopped; err != nil {
		t.Error(err)
	}
	want := `
# HELP hudna_subscription_events_total Events that were sent to subscribers.
# TYPE hudna_subscription_events_total counter
hudna_subscription_events_total 1
`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "hudna_subscription_events_total"); err != nil {
		t.Error(err)
	}
	counted, refused := map[string]float64{}, map[string]float64{}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			switch f.GetName() {
			case "hudna_subscriptions_total":
				counted[m.GetLabel()[0].GetValue()] = m.GetCounter().GetValue()
			case "hudna_refused_total":
				refused[m.GetLabel()[0].GetValue()] = m.GetCounter().GetValue()
			}
		}
	}
	all := 0.0
	for _, n := range counted {
		all += n
	}
	// Of the two that had begun each is cut off for being slow, or left, or stopped.
	if counted[web.CodeTooComplex] != 1 || counted[web.CodeBadUserInput] != 1 || counted[web.CodeOverloaded] < 2 || all != 5 {
		t.Errorf("%v", counted)
	}
	if refused["SocketSubscriptions"] != 1 || refused["Subscriptions"] != 1 {
		t.Errorf("%v", refused)
	}
}

// TestOneCallerLeavesSubscriptionsForOthers: a quarter of them, two at least, is what one
// has.
func TestOneCallerLeavesSubscriptionsForOthers(t *testing.T) {
	l := &lodge{known: map[string]web.Admission{"Bearer greedy": {Caller: "greedy"}, "Bearer other": {Caller: "other"}}}
	b := newBell()
	h := serve(t, ringing(b), guarded(l), func(o *web.Options) { o.Limits.Subscriptions = 8 })
	for range 2 {
		_, from := listening(t, h, "Authorization", "Bearer greedy") //nolint:bodyclose // it is closed when the test ends
		event(t, from)
	}
	res, _ := listening(t, h, "Authorization", "Bearer greedy") //nolint:bodyclose // as above
	if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") != "1" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if res, _ := listening(t, h, "Authorization", "Bearer other"); res.StatusCode != http.StatusOK { //nolint:bodyclose // as above
		t.Errorf("%d for another one", res.StatusCode)
	}
	h.stop()
}

// TestSubscriptionsAreSettledWhileTheyLast: what was read has an account before its
// reader leaves, over either way, and a refusal has one account only.
func TestSubscriptionsAreSettledWhileTheyLast(t *testing.T) {
	l := &lodge{known: map[string]web.Admission{"": {}, "Bearer good": {}}}
	b := newBell()
	h := serve(t, ringing(b), guarded(l), func(o *web.Options) { o.Timeouts.Beat = 15 * time.Millisecond })
	await := func(what string, ok func() bool) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s is not accounted for: %v", what, l.told())
			}
		}
	}
	_, from := listening(t, h) //nolint:bodyclose // it is closed when the test ends
	event(t, from)
	await("a stream that has begun", func() bool { return len(l.told()) > 0 })
	await("what it gives later", func() bool { return len(l.told()) > 3 })
	p := dialled(t, h)
	p.say(t, begin)
	p.hears(t, begun)
	p.say(t, `{"type":"subscribe","id":"x","payload":{"query":"{ hello }"}}`)
	_, _ = p.hear(t)
	go func() { _, _, _ = p.Read(t.Context()) }() // and so answers the signs of life
	refused := func() (n int) {
		for _, o := range l.told() {
			if slices.Contains(o.Codes, web.CodeBadUserInput) {
				n++
			}
		}
		return n
	}
	await("a socket that goes on", func() bool { return refused() > 0 })
	before := len(l.told())
	await("what it gives later", func() bool { return len(l.told()) > before+4 })
	_ = p.Close(websocket.StatusNormalClosure, "")
	h.stop()
	if err := <-h.stopped; err != nil {
		t.Error(err)
	}
	if refused() != 1 {
		t.Errorf("the refusal has %d accounts", refused())
	}
}

// TestWhatHasGoneByIsPaced: it is read as fast as the allowance grows, and not at all once
// nobody waits for it.
func TestWhatHasGoneByIsPaced(t *testing.T) {
	paces := make(chan func(ctx context.Context, gone bool) error, 1)
	b := newBell()
	l := &lodge{known: map[string]web.Admission{"": {Caller: "somebody"}}}
	h := serve(t, ringing(b), guarded(l), func(o *web.Options) {
		o.Rate = web.Rate{PerSecond: 50, Most: 100_000}
		b.begun = func(l *listener) { paces <- l.pace }
	})
	_, from := listening(t, h) //nolint:bodyclose // it is closed when the test ends
	event(t, from)
	pace := <-paces
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	began, n := time.Now(), 0
	for ; time.Since(began) < 300*time.Millisecond || n < 99_990; n++ {
		if err := pace(ctx, true); err != nil {
			t.Fatal(err)
		}
	}
	most := 100_000 + int(50*time.Since(began).Seconds()) + 1
	if n > most {
		t.Errorf("%d revisions are read where the allowance covers %d", n, most)
	}
	stop()
	for range 100 {
		if err := pace(ctx, true); err != nil {
			h.stop()
			return
		}
	}
	t.Error("it goes on")
}
