package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what a [Server] counts, for Prometheus. Their labels are bounded:
// nothing of what a client sends becomes one.
//
//	hudna_requests_total{route, outcome}  requests that were answered
//	hudna_request_seconds{route}          how long that took, in seconds
//	hudna_operations{state}               operations at work and waiting
//	hudna_operations_max{state}           how many may be
//	hudna_answers_total{cache}            answers that were kept before, and made
//	hudna_streams{kind}                   feeds, exports, subscriptions and WebSockets under way
//	hudna_subscriptions_total{outcome}    subscriptions that ended or were refused
//	hudna_subscription_events_total       events that were sent
//	hudna_refused_total{limit}            requests that met a limit
//	hudna_limit{limit}                    the limits, in their units
//	hudna_persisted_bytes                 documents that are kept by their hashes
//
// The outcome is "OK", the code of the first error of an answer, or the status of
// one without a code; a code that is none of [Options.Codes] is "OTHER".
type metrics struct {
	codes    []string
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	answers  *prometheus.CounterVec
	refused  *prometheus.CounterVec
	ended    *prometheus.CounterVec
	events   prometheus.Counter
	// usual are what most requests count, by route, and uncached what most operations do:
	// to look it up by its labels takes longer than to count.
	usual    map[string]usual
	uncached func() prometheus.Counter
}

type usual struct {
	good    func() prometheus.Counter
	seconds func() prometheus.Observer
}

// routes are the values of the label.
var routes = []string{"/graphql", "/changes", "/export/", "/plot/", "/assets/", "/livez", "/readyz"}

const (
	pageRoute  = "/"
	otherRoute = "other"
)

func routeOf(path string) string {
	if path == "/" {
		return pageRoute
	}
	for _, r := range routes {
		if path == r || strings.HasSuffix(r, "/") && strings.HasPrefix(path, r) {
			return r
		}
	}
	return otherRoute
}

const (
	goodOutcome  = "OK"
	otherOutcome = "OTHER"
)

func newMetrics(to prometheus.Registerer, s *Server) (*metrics, error) {
	if to == nil {
		return nil, nil //nolint:nilnil // nobody wants them
	}
	m := &metrics{
		codes:    s.options.Codes,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hudna_requests_total", Help: "Requests that were answered, by route and outcome."}, []string{"route", "outcome"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hudna_request_seconds", Help: "How long requests took, in seconds.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 16),
		}, []string{"route"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hudna_answers_total", Help: "Answers to operations, by whether they were kept: hit, miss, or none where they never are."}, []string{"cache"}),
		ended:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hudna_subscriptions_total", Help: "Subscriptions that ended or were refused, by outcome."}, []string{"outcome"}),
		events:  prometheus.NewCounter(prometheus.CounterOpts{Name: "hudna_subscription_events_total", Help: "Events that were sent to subscribers."}),
	}
	m.usual = make(map[string]usual, len(routes)+2)
	for _, route := range append([]string{pageRoute, otherRoute}, routes...) {
		m.usual[route] = usual{
			good:    sync.OnceValue(func() prometheus.Counter { return m.requests.WithLabelValues(route, goodOutcome) }),
			seconds: sync.OnceValue(func() prometheus.Observer { return m.seconds.WithLabelValues(route) }),
		}
	}
	m.uncached = sync.OnceValue(func() prometheus.Counter { return m.answers.WithLabelValues("none") })
	m.refused = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hudna_refused_total", Help: "Requests that met a limit, by its name."}, []string{"limit"})
	gauge := func(name, help, label, value string, read func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: prometheus.Labels{label: value}}, read)
	}
	const (
		now, most = "Operations at work, and waiting for their turn.", "How many operations may work, and wait."
	)
	gate := s.endpoint.gate
	collectors := []prometheus.Collector{
		m.requests, m.seconds, m.answers, m.refused, m.ended, m.events,
		gauge("hudna_operations", now, "state", "working", func() float64 { working, _ := gate.state(); return float64(working) }),
		gauge("hudna_operations", now, "state", "waiting", func() float64 { _, waiting := gate.state(); return float64(waiting) }),
		gauge("hudna_operations_max", most, "state", "working", func() float64 { return float64(gate.slots) }),
		gauge("hudna_operations_max", most, "state", "waiting", func() float64 { return float64(gate.queue) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "hudna_persisted_bytes", Help: "Documents that are kept by their hashes."}, s.endpoint.persisted.size),
	}
	for _, l := range s.limits() {
		m.refused.WithLabelValues(l.name)
		collectors = append(collectors, LimitGauge(l.name, l.most))
	}
	m.refused.WithLabelValues(FloorLimit)
	for kind, t := range map[string]*turns{"feed": s.feeds, "export": s.exports, "subscription": s.subscriptions, "socket": s.sockets} {
		collectors = append(collectors, gauge("hudna_streams", "Feeds, exports, subscriptions and WebSockets under way.", "kind", kind, func() float64 { return float64(len(t.under)) }))
	}
	for _, c := range collectors {
		if err := to.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// FloorLimit is the name of a limit that is kept below this package: how much of the disk
// has to be free for anything to be written. What is refused for it is counted here.
const FloorLimit = "Floor"

// LimitGauge tells a limit, as those of a [Server] are told. It is for limits that are
// kept elsewhere.
func LimitGauge(name string, most float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "hudna_limit", Help: "The limits, each in its unit.", ConstLabels: prometheus.Labels{"limit": name},
	}, func() float64 { return most })
}

// A limit is one of those that a client can meet, as it is counted.
type limit struct {
	name string
	most float64
}

// limits are all limits that a client can meet. A limit that is not among them is
// counted all the same.
func (s *Server) limits() []limit {
	l, t, rate := s.options.Limits, s.options.Timeouts, s.options.Rate
	return []limit{
		{"Body", float64(l.Body)},
		{"Values", float64(l.Values)},
		{"Nesting", float64(l.Nesting)},
		{"Tokens", float64(l.Tokens)},
		{"Name", float64(l.Name)},
		{"Depth", float64(l.Depth)},
		{"IntrospectionDepth", float64(l.IntrospectionDepth)},
		{"RootFields", float64(l.RootFields)},
		{"Repeats", float64(l.Repeats)},
		{"Aliases", float64(l.Aliases)},
		{"Directives", float64(l.Directives)},
		{"Selections", float64(l.Selections)},
		{"Complexity", float64(l.Complexity)},
		{"Time", t.Operation.Seconds()},
		{"Operations", float64(l.Operations)},
		{"Waiting", float64(l.Waiting)},
		{"Share", float64(s.endpoint.gate.waiters)},
		{"Feeds", float64(l.Feeds)},
		{"Exports", float64(l.Exports)},
		{"Subscriptions", float64(l.Subscriptions)},
		{"SocketSubscriptions", float64(l.SocketSubscriptions)},
		{"Sockets", float64(l.Sockets)},
		{"Rate", float64(rate.PerSecond)},
	}
}

// limitMet is the limit that a request met, empty where it met none.
func (r *report) limitMet() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.limit
}

// met counts a limit that was met; none where it is empty.
func (m *metrics) met(limit string) {
	if m != nil && limit != "" {
		m.refused.WithLabelValues(limit).Inc()
	}
}

// count counts a request that was answered.
func (m *metrics) count(r *report, h http.Header) {
	if m == nil {
		return
	}
	route := routeOf(r.path)
	usual := m.usual[route]
	outcome, operated := r.outcome(m.codes)
	if outcome == goodOutcome {
		usual.good().Inc()
	} else {
		m.requests.WithLabelValues(route, outcome).Inc()
	}
	m.met(r.limitMet())
	usual.seconds().Observe(time.Since(r.start).Seconds())
	if operated {
		switch cached := h.Get(cacheHeader); cached {
		case "hit", "miss":
			m.answers.WithLabelValues(cached).Inc()
		default:
			m.uncached().Inc()
		}
	}
}

// outcome is how a request ended, in one word, and whether it had an operation.
func (r *report) outcome(codes []string) (outcome string, operated bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	operated = r.operation != ""
	switch {
	case len(r.codes) > 0 && slices.Contains(codes, r.codes[0]):
		return r.codes[0], operated
	case len(r.codes) > 0:
		return otherOutcome, operated
	case r.status >= http.StatusBadRequest && http.StatusText(r.status) != "":
		return strconv.Itoa(r.status), operated
	}
	return goodOutcome, operated
}

// subscribed counts a subscription that ended, by the code of the error that it ended
// with, or was refused with: goodOutcome where the client ended it.
func (m *metrics) subscribed(outcome string) {
	if m == nil {
		return
	}
	if outcome != goodOutcome && !slices.Contains(m.codes, outcome) {
		outcome = otherOutcome
	}
	m.ended.WithLabelValues(outcome).Inc()
}

// event counts an event that was sent.
func (m *metrics) event() {
	if m != nil {
		m.events.Inc()
	}
}
