package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hudna/cmd/hudna/bench"
	"hudna/graph"
	"hudna/graph/audit"
	"hudna/graph/web"
)

// attackData names the directory with the made-up graph that is asked, which `hudna
// generate` and `hudna import` make; a copy, since it is opened for writing.
const attackData = "HUDNA_BENCH_DATA"

// A besieged is a server that is asked for one statement whole (Q1), and how fast it
// answers.
type besieged struct {
	b       testing.TB
	client  *http.Client
	url     string
	token   string
	bodies  [][]byte
	answers atomic.Int64
}

// besiege opens the graph and gives a function that serves it with some options.
func besiege(b *testing.B) (serve func(guarded bool) *besieged) {
	b.Helper()
	dir := os.Getenv(attackData)
	if dir == "" {
		b.Skipf("%s names no directory with a made-up graph", attackData)
	}
	p := tested(b)
	g, err := p.open(b.Context(), dir, openFlags{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := g.Close(); err != nil {
			b.Error(err)
		}
	})
	p.project(b.Context(), g)
	return func(guarded bool) *besieged {
		s := &besieged{b: b, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}}}
		var server *web.Server
		if guarded {
			keys, err := p.keyring(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			if s.token, _, err = keys.Create(graph.Principal{Name: "made-up asker", Role: graph.RoleReader, Clearance: graph.MarkingPublic}, 0); err != nil {
				b.Fatal(err)
			}
			log, err := audit.Open(audit.Options{Path: b.TempDir() + "/audit", Now: time.Now})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() {
				if err := log.Close(); err != nil {
					b.Error(err)
				}
			})
			// An allowance that nobody uses up, and yet is reckoned with.
			d := &door{flags: &accessFlags{Rate: maxRate}, graph: audit.Watch(g), plain: g, keys: keys, log: log, lost: p.log}
			server, err = d.server(p, web.Options{})
			if err != nil {
				b.Fatal(err)
			}
		} else {
			const none = 1 << 30 // the limits that can be are out of reach
			if server, err = p.server(g, graph.MarkingPublic, web.Options{Limits: web.Limits{
				Tokens: none, Depth: none, Aliases: none, RootFields: none, Directives: none, Complexity: none, Operations: 1 << 16, Waiting: none,
			}}); err != nil {
				b.Fatal(err)
			}
		}
		var config net.ListenConfig
		l, err := config.Listen(b.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		ctx, stop := context.WithCancel(b.Context())
		done := make(chan error, 1)
		go func() { done <- server.Serve(ctx, l) }()
		b.Cleanup(func() {
			stop()
			s.client.CloseIdleConnections()
			if err := <-done; err != nil && !errors.Is(err, web.ErrUnfinished) {
				b.Error(err)
			}
		})
		s.url = "http://" + l.Addr().String() + "/graphql"
		s.find()
		return s
	}
}

// find has the questions be of some statements that are there.
func (s *besieged) find() {
	s.b.Helper()
	query := bench.Questions()[0].Query()
	answer, status := s.send(s.b.Context(), []byte(`{"query":"{ statements(first: 200) { nodes { id } } }"}`))
	var found struct {
		Data struct {
			Statements struct{ Nodes []struct{ ID string } }
		}
	}
	if err := json.Unmarshal(answer, &found); err != nil || status != http.StatusOK || len(found.Data.Statements.Nodes) == 0 {
		s.b.Fatalf("%d %s: %v", status, answer, err)
	}
	for _, n := range found.Data.Statements.Nodes {
		body, err := json.Marshal(map[string]any{"query": query, "variables": map[string]string{"id": n.ID}})
		if err != nil {
			s.b.Fatal(err)
		}
		s.bodies = append(s.bodies, body)
	}
}

func (s *besieged) send(ctx context.Context, body []byte) ([]byte, int) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return []byte(err.Error()), 0
	}
	r.Header.Set("Content-Type", "application/json")
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return []byte(err.Error()), 0
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return []byte(err.Error()), 0
	}
	return text, answer.StatusCode
}

// ask has some clients ask for a while, and gives how long each answer took.
func (s *besieged) ask(clients int, lasts time.Duration) []time.Duration {
	s.b.Helper()
	var mu sync.Mutex
	var all []time.Duration
	var group sync.WaitGroup
	end := time.Now().Add(lasts)
	for c := range clients {
		group.Go(func() {
			var took []time.Duration
			for i := c; time.Now().Before(end); i++ {
				began := time.Now()
				answer, status := s.send(s.b.Context(), s.bodies[i%len(s.bodies)])
				if status != http.StatusOK || bytes.Contains(answer, []byte(`"errors"`)) {
					s.b.Errorf("%d %.300s", status, answer)
					return
				}
				took = append(took, time.Since(began))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
		})
	}
	group.Wait()
	slices.Sort(all)
	return all
}

func percentile(all []time.Duration, of int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	return all[min(len(all)*of/100, len(all)-1)]
}

// attacks are what those send who attack: what costs most of the list of hostile inputs.
func attacks() map[string]string {
	return map[string]string{
		"aliases":       hostileBody("{" + hostileRepeat(100_000, "a:id ") + "}"),
		"fragments":     hostileBody(hostileDoubled(25)),
		"comments":      hostileBody("#" + hostileRepeat(1000<<10, "x") + "\n{ __typename }"),
		"a long text":   hostileBody(`{ search(text: "` + hostileRepeat(900_000, "x") + `") { totalCount } }`),
		"a long list":   hostileBody("query($i: [ID!]!) { nodes(ids: $i) { id } }", `{"i":["a"`+hostileRepeat(99_999, `,"a"`)+"]}"),
		"deep JSON":     hostileBody("{ __typename }", hostileRepeat(10_000, `{"a":`)+"{}"+hostileRepeat(10_000, "}")),
		"pages":         hostileBody(`{ actors(first: 50) { nodes { statements(first: 50) { nodes { id } } } } }`),
		"a whole page":  hostileBody(`{ statements(first: 500) { nodes { id text speakers { actor { id } } about { node { ... on Node { id } } } } } }`),
		"types":         hostileBody(hostileCircular(2)),
		"many names":    hostileBody("{ " + hostileRepeat(900, "x") + " }"),
		"facets":        hostileBody(`{ statements(first: 1) { facets(by: SPEAKER, first: 100) { values { count } } } }`),
		"a common word": hostileBody(`{ search(text: "the") { totalCount } }`),
	}
}

// BenchmarkAttack is how much slower Q1 is, at its 99th percentile, while each of the attacks
// is running beside: by turns with it and without, in one process that has the attackers, too.
func BenchmarkAttack(b *testing.B) {
	s := besiege(b)(true)
	const clients, attackers, slice, rounds = 4, 4, 700 * time.Millisecond, 3
	names := attacks()
	for name, body := range names {
		b.Run(name, func(b *testing.B) {
			var quiet, loud []time.Duration
			for range rounds {
				quiet = append(quiet, s.ask(clients, slice)...)
				ctx, stop := context.WithCancel(b.Context())
				var group sync.WaitGroup
				for range attackers {
					group.Go(func() {
						for ctx.Err() == nil {
							s.send(ctx, []byte(body))
						}
					})
				}
				loud = append(loud, s.ask(clients, slice)...)
				stop()
				group.Wait()
			}
			slices.Sort(quiet)
			slices.Sort(loud)
			for b.Loop() { //nolint:revive // it was measured above
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(percentile(quiet, 99))/1e6, "quiet-p99-ms")
			b.ReportMetric(float64(percentile(loud, 99))/1e6, "p99-ms")
			b.ReportMetric(float64(percentile(loud, 99))/float64(cmp.Or(percentile(quiet, 99), 1)), "times")
		})
	}
}

// BenchmarkGuarded is what limits and access cost Q1 at sixteen clients: by turns a server
// that asks for a token, keeps an audit log and bounds what is asked, and one that
// answers whoever asks.
func BenchmarkGuarded(b *testing.B) {
	serve := besiege(b)
	guarded, open := serve(true), serve(false)
	const clients, slice, rounds = 16, 500 * time.Millisecond, 24
	var rates [2][]float64
	for range rounds {
		for i, s := range []*besieged{open, guarded} {
			began := time.Now()
			n := len(s.ask(clients, slice))
			rates[i] = append(rates[i], float64(n)/time.Since(began).Seconds())
		}
	}
	// Of each pair of neighbours, and then the middle one: what the machine does besides
	// falls on both.
	var lost []float64
	for i := range rates[0] {
		lost = append(lost, 100*(1-rates[1][i]/rates[0][i]))
	}
	slices.Sort(lost)
	for i := range rates {
		slices.Sort(rates[i])
	}
	for b.Loop() { //nolint:revive // it was measured above
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(rates[0][rounds/2], "open/s")
	b.ReportMetric(rates[1][rounds/2], "guarded/s")
	b.ReportMetric(lost[rounds/2], "%lost")
	b.Log(fmt.Sprintf("lost by pairs: %.1f", lost))
}
