package gql_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/web"
)

// subscriber is a server on which subscriptions are offered, as the program puts it
// together.
func subscriber(t *testing.T, g graph.Graph) *httptest.Server {
	t.Helper()
	api := servingWith(t, g, gql.Options{})
	s, err := web.New(web.Options{
		Schema: api.Schema(), Present: gql.Present,
		Subscribe: func(ctx context.Context, op *graphql.OperationContext, run web.Run, pace func(ctx context.Context, gone bool) error) (web.Subscription, error) {
			return api.Subscribe(ctx, op, gql.Run(run), pace)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server
}

// TestSubscriptionsAreServed: what has gone by, and then what happens, with what is
// selected of it, over either way.
func TestSubscriptionsAreServed(t *testing.T) {
	g := graphs(t)["ledger"]
	server := subscriber(t, g)
	first := commit(t, g, creating(saying(1, council, "")))
	query := fmt.Sprintf(ofTheCouncil, fmt.Sprintf(", after: %d", first-1))
	body, err := json.Marshal(map[string]any{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	res, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	streamed := func() (data string) {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		t.Fatal(lines.Err())
		return ""
	}
	socket := socketTo(t, server)
	write(t, socket, fmt.Sprintf(`{"type":"subscribe","id":"a","payload":%s}`, body))
	same := func(n int) {
		t.Helper()
		var message struct{ Payload, Data json.RawMessage }
		decode(t, read(t, socket), &message)
		var overSocket, overEvents heard
		decode(t, message.Payload, &overSocket)
		data := streamed()
		decode(t, []byte(data), &overEvents)
		c := overEvents.Data.Changed
		if want := saying(n, council, "").Text; c.Came != 1 || c.Statements[0].After.Text != want || fmt.Sprintf("%+v", *overSocket.Data.Changed.Statements[0].After) != fmt.Sprintf("%+v", *c.Statements[0].After) {
			t.Errorf("%s and %s, want %q", data, message.Payload, want)
		}
	}
	same(1)
	commit(t, g, creating(saying(2, council, "")))
	same(2)
}

func socketTo(t *testing.T, server *httptest.Server) *websocket.Conn {
	t.Helper()
	socket, _, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(server.URL, "http")+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}}) //nolint:bodyclose // that of a WebSocket has none
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.CloseNow() })
	write(t, socket, `{"type":"connection_init"}`)
	if text := string(read(t, socket)); text != `{"type":"connection_ack"}` {
		t.Fatal(text)
	}
	return socket
}

func write(t *testing.T, socket *websocket.Conn, text string) {
	t.Helper()
	if err := socket.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, socket *websocket.Conn) []byte {
	t.Helper()
	_, text, err := socket.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// inUse is the memory of live objects and of stacks.
func inUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// TestSoakSubscriptions: 5,000 subscriptions, each to a hundredth of 50 commits a
// second. Clients and server share the machine and the memory.
func TestSoakSubscriptions(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("HUDNA_SOAK is not set")
	}
	const sockets, each, filters, seconds, rate = 200, 25, 100, 10, 50
	g := bare(t)["ledger"]
	load(t, g)
	speaker := func(i int) graph.ID { return graph.ID(fmt.Sprintf("actor/made-up-%d", i)) }
	var people graph.Change
	for i := range filters {
		people.Ops = append(people.Ops, graph.Op{Verb: graph.VerbCreate, Record: &graph.Actor{Meta: graph.Meta{ID: speaker(i)}, Kind: graph.ActorPerson, Names: []graph.Name{{Text: fmt.Sprint("Made-up ", i), Lang: "en"}}}})
	}
	commit(t, g, people)
	server := subscriber(t, g)
	before := inUse()
	var (
		made [seconds * rate]atomic.Int64 // when each was recorded
		took = make(chan time.Duration, sockets*each*seconds)
	)
	for i := range sockets {
		socket := socketTo(t, server)
		for k := range each {
			write(t, socket, fmt.Sprintf(`{"type":"subscribe","id":"%d","payload":{"query":"subscription($by: ID!) { changed(where: {by: {anyOf: [$by]}}) { came statements { after { text } } } }","variables":{"by":%q}}}`, k, speaker((i*each+k)%filters)))
		}
		go func() {
			for {
				_, text, err := socket.Read(t.Context())
				if err != nil {
					return // closed at the end
				}
				now := time.Now().UnixNano()
				var n int
				_, after, _ := strings.Cut(string(text), "time number ")
				if _, err := fmt.Sscan(strings.TrimRight(after, `"}],`), &n); err != nil {
					t.Error(string(text))
					return
				}
				took <- time.Duration(now - made[n].Load())
			}
		}()
	}
	time.Sleep(5 * time.Second) // until all are told with the others
	t.Logf("%d bytes for each idle subscription, with its client", (inUse()-before)/(sockets*each))
	tick := time.NewTicker(time.Second / rate)
	defer tick.Stop()
	for n := range seconds * rate {
		<-tick.C
		made[n].Store(time.Now().UnixNano())
		commit(t, g, creating(saying(n, speaker(n%filters), "")))
	}
	const all = sockets * each * seconds * rate / filters
	times := make([]time.Duration, 0, all)
	for range all {
		select {
		case d := <-took:
			times = append(times, d)
		case <-time.After(20 * time.Second):
			t.Fatalf("%d of %d events came", len(times), all)
		}
	}
	slices.Sort(times)
	t.Logf("%d events, half of them within %v, 99 of 100 within %v, all within %v", all, times[all/2], times[all*99/100], times[all-1])
	server.CloseClientConnections()
}
