package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"hudna/cmd/hudna/bench"
	"hudna/graph"
	"hudna/graph/access"
	"hudna/graph/audit"
	"hudna/graph/web"
)

// attackData names the directory with the made-up graph that is asked, which `hudna
// generate` and `hudna import` make; a copy, since it is opened for writing.
const attackData = "HUDNA_BENCH_DATA"

// A besieged is a server that is asked for one statement whole (Q1), and how fast it
// answers.
type besieged struct {
	b      testing.TB
	client *http.Client
	url    string
	token  string
	keys   *access.Keyring
	bodies [][]byte
}

// besiege opens the graph and gives a function that serves it with some options.
func besiege(b *testing.B) (serve func(guarded bool, rate int) *besieged) {
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
	return func(guarded bool, rate int) *besieged {
		s := &besieged{b: b, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}}}
		var server *web.Server
		if guarded {
			keys, err := p.keyring(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			s.keys = keys
			s.token = s.another()
			log, err := audit.Open(audit.Options{Path: b.TempDir() + "/audit", Now: time.Now})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() {
				if err := log.Close(); err != nil {
					b.Error(err)
				}
			})
			d := &door{flags: &accessFlags{Rate: rate}, open: true, by: graph.Principal{Role: graph.RoleReader, Clearance: graph.MarkingPublic}, graph: audit.Watch(g), plain: g, keys: keys, log: log, lost: p.log}
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
	answer, status := s.send(s.b.Context(), s.token, []byte(`{"query":"{ statements(first: 200) { nodes { id } } }"}`))
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

// another is the token of another caller.
func (s *besieged) another() string {
	s.b.Helper()
	token, _, err := s.keys.Create(graph.Principal{Name: "made-up asker", Role: graph.RoleReader, Clearance: graph.MarkingPublic}, 0)
	if err != nil {
		s.b.Fatal(err)
	}
	return token
}

func (s *besieged) send(ctx context.Context, token string, body []byte) ([]byte, int) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return []byte(err.Error()), 0
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return []byte(err.Error()), 0
	}
	defer answer.Body.Close() // it was only read
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
				answer, status := s.send(s.b.Context(), s.token, s.bodies[i%len(s.bodies)])
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
// is running beside, by another caller with the allowance that a server gives unless told
// otherwise: before it, and when it has been going on for a while. The process has the
// attackers in it, too.
func BenchmarkAttack(b *testing.B) {
	const clients, attackers, slice, before, rate = 4, 4, 2 * time.Second, 3 * time.Second, 100_000
	s := besiege(b)(true, rate)
	s.token = "" // who asks from this machine has no allowance to use up; the attackers have
	for name, body := range attacks() {
		b.Run(name, func(b *testing.B) {
			quiet := s.ask(clients, slice)
			attacker := s.another()
			ctx, stop := context.WithCancel(b.Context())
			var group sync.WaitGroup
			for range attackers {
				group.Go(func() {
					for ctx.Err() == nil {
						s.send(ctx, attacker, []byte(body))
					}
				})
			}
			time.Sleep(before)
			loud := s.ask(clients, slice)
			stop()
			group.Wait()
			for b.Loop() { // it was measured above
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
	guarded, open := serve(true, maxRate), serve(false, 0) // of an allowance that nobody uses up, and is reckoned with
	const clients, slice, rounds = 16, 150 * time.Millisecond, 100
	var rates [2][]float64
	var spent [2]time.Duration // of the processor, by clients and server together
	var answers [2]int
	for round := range rounds {
		for i := range 2 {
			i := (i + round) % 2 // who is first takes turns, too
			began, used := time.Now(), processorTime(b)
			n := len([]*besieged{open, guarded}[i].ask(clients, slice))
			rates[i] = append(rates[i], float64(n)/time.Since(began).Seconds())
			spent[i] += processorTime(b) - used
			answers[i] += n
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
	for b.Loop() { // it was measured above
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(rates[0][rounds/2], "open/s")
	b.ReportMetric(rates[1][rounds/2], "guarded/s")
	b.ReportMetric(lost[rounds/2], "%lost")
	each := func(i int) float64 { return float64(spent[i].Microseconds()) / float64(answers[i]) }
	b.ReportMetric(each(0), "open-cpu-us")
	b.ReportMetric(each(1), "guarded-cpu-us")
	b.ReportMetric(100*(each(1)/each(0)-1), "%more-cpu")
	b.Logf("lost by pairs, a tenth each: %.1f %.1f %.1f", lost[rounds/10], lost[rounds/2], lost[rounds*9/10])
}

// processorTime is what this process has used of the processors.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
