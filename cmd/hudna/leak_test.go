package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"hudna/graph"
	"hudna/graph/access"
	"hudna/graph/ledger"
	"hudna/graph/ndjson"
	"hudna/graph/web"
	"hudna/storage"
	"hudna/storage/memkv"
)

// A leakGraph is a made-up graph that is served with tokens: with something hidden in
// it that is related to what is not in some ways, or in none, which is as if it never
// was.
type leakGraph struct {
	ledger *ledger.Ledger
	server *web.Server
	tokens map[string]string // by role and clearance
	keys   *access.Keyring
	kept   bool   // whether the last answer was one that was kept
	at     string // where it listens, once somebody has asked over a WebSocket
	stop   func() // has it listen no more
}

var leakClock = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

// A leakStore is what an empty graph has in its store: a secret of its own, by which
// cursors are sealed. Graphs that begin with the same one can be compared.
type leakStore struct{ pairs []storage.Pair }

func beginLeaks(t *testing.T) *leakStore {
	t.Helper()
	store, begun := memkv.New(), &leakStore{}
	l, err := ledger.Open(t.Context(), ledger.Options{Open: store.Open, Clock: leakClock})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(t.Context(), func(tx storage.ReadTx) error {
		for pair, err := range tx.Scan(storage.Range{}) {
			if err != nil {
				return err
			}
			begun.pairs = append(begun.pairs, storage.Pair{Key: bytes.Clone(pair.Key), Value: bytes.Clone(pair.Value)})
		}
		return nil
	})
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return begun
}

func (begun *leakStore) copy(t *testing.T) *memkv.Disk {
	t.Helper()
	store := memkv.New()
	s, err := store.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(tx storage.WriteTx) error {
		for _, pair := range begun.pairs {
			if err := tx.Set(pair.Key, pair.Value); err != nil {
				return err
			}
		}
		return nil
	})
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return store
}

// hiding makes a graph in which what is hidden has a marking and is related in some
// ways. What is hidden comes after everything else in one commit, so that nothing else
// is numbered differently without it.
func (begun *leakStore) hiding(t *testing.T, marking graph.Marking, ways ...string) *leakGraph {
	t.Helper()
	return begun.hidingIn(t, func(s storage.Store) storage.Store { return s }, tested(t), marking, ways...)
}

// hidingIn is hiding in a store that is wrapped, by a program that may keep a log.
func (begun *leakStore) hidingIn(t *testing.T, wrap func(storage.Store) storage.Store, p *program, marking graph.Marking, ways ...string) *leakGraph {
	t.Helper()
	ctx := t.Context()
	store := begun.copy(t)
	l, err := ledger.Open(ctx, ledger.Options{Clock: leakClock, Open: func(ctx context.Context) (storage.Store, error) {
		s, err := store.Open(ctx)
		if err != nil {
			return nil, err
		}
		return wrap(s), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	admin := graph.Principal{Name: "made-up importer", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
	for _, change := range leakLines(marking, ways) {
		var c graph.Change
		for line := range strings.Lines(change) {
			decoded, err := ndjson.Decode([]byte(line))
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			op := graph.Op{Verb: graph.VerbCreate, Record: decoded.Record}
			if decoded.Mark != nil {
				op = decoded.Mark.Op()
			}
			if slices.ContainsFunc(leakCorrected, func(id graph.ID) bool { return decoded.Record != nil && decoded.Record.Shared().ID == id }) && len(c.Message) == 0 {
				if _, err := l.At(graph.View{Revision: mustHead(t, l), Clearance: graph.MarkingProtected}).Record(ctx, decoded.Record.Shared().ID); err == nil {
					op.Verb = graph.VerbCorrect
				}
			}
			c.Ops = append(c.Ops, op)
		}
		if _, err := l.Commit(ctx, admin, c); err != nil {
			t.Fatalf("%v: %v", ways, err)
		}
	}
	keys, err := p.keyring(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	g := &leakGraph{ledger: l, tokens: map[string]string{}, keys: keys}
	for _, role := range leakRoles {
		for _, clearance := range graph.Markings() {
			text, _, err := keys.Create(graph.Principal{Name: "made-up asker", Role: role, Clearance: clearance}, 0)
			if err != nil {
				t.Fatal(err)
			}
			g.tokens[string(role)+" "+string(clearance)] = text
		}
	}
	d := &door{flags: &accessFlags{Rate: 1_000_000}, graph: l, plain: l, keys: keys}
	options := web.Options{Answers: 1 << 20, Salt: "made-up"}
	if err := (&serveCommand{}).pages(&options); err != nil {
		t.Fatal(err)
	}
	if g.server, err = d.server(p, options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if g.stop != nil {
			g.stop()
		}
	})
	return g
}

func mustHead(t *testing.T, g graph.Graph) graph.Revision {
	t.Helper()
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head.Revision
}

var leakRoles = []graph.Role{graph.RoleReader, graph.RoleCoder, graph.RoleReviewer, graph.RoleAdmin}

// ask sends a request as somebody, and gives all that comes back but for what no two
// answers have in common.
func (g *leakGraph) ask(t *testing.T, role graph.Role, clearance graph.Marking, r *http.Request) string {
	t.Helper()
	token := "Bearer " + g.tokens[string(role)+" "+string(clearance)]
	if r.Header.Get("Upgrade") != "" {
		return g.converse(t, token, r)
	}
	r.Header.Set("Authorization", token)
	ctx, leave := context.WithCancel(r.Context())
	defer leave()
	w := leakListener{httptest.NewRecorder(), leave}
	g.server.ServeHTTP(w, r.WithContext(ctx))
	answer := w.Result()
	g.kept = answer.Header.Get("Hudna-Cache") == "hit"
	var b bytes.Buffer
	leakHead(&b, answer)
	if _, err := b.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	return leakVolatile.ReplaceAllString(b.String(), "…")
}

// leakHead writes the status of an answer and the fields of its header and trailer, but
// for those that no two answers have in common.
func leakHead(b *bytes.Buffer, answer *http.Response) {
	fmt.Fprintln(b, answer.StatusCode)
	for _, header := range []http.Header{answer.Header, answer.Trailer} {
		for _, name := range slices.Sorted(maps.Keys(header)) {
			if !slices.Contains([]string{"X-Request-Id", "Date", "Age", "Hudna-Cache", "Sec-Websocket-Accept"}, name) {
				fmt.Fprintln(b, name, header[name])
			}
		}
	}
}

// converse asks over a WebSocket, with the token where a page has to show it, and gives
// all that is told until the event of the last revision or the end.
func (g *leakGraph) converse(t *testing.T, token string, r *http.Request) string {
	t.Helper()
	asked, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, answer, err := websocket.Dial(ctx, "ws://"+g.listening(t)+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}}) //nolint:bodyclose // that of a WebSocket has none
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.CloseNow() }()
	var b bytes.Buffer
	leakHead(&b, answer)
	for _, said := range []string{
		fmt.Sprintf(`{"type":"connection_init","payload":{"Authorization":%q}}`, token), fmt.Sprintf(`{"type":"subscribe","id":"1","payload":%s}`, asked),
	} {
		if err := conn.Write(ctx, websocket.MessageText, []byte(said)); err != nil {
			t.Fatal(err)
		}
	}
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			fmt.Fprintln(&b, websocket.CloseStatus(err), err)
			break
		}
		fmt.Fprintln(&b, string(text))
		var told struct{ Type string }
		if err := json.Unmarshal(text, &told); err != nil {
			t.Fatal(err)
		}
		if told.Type == "next" && bytes.Contains(text, []byte(leakLast)) || told.Type == "error" || told.Type == "complete" {
			break
		}
	}
	return leakVolatile.ReplaceAllString(b.String(), "…")
}

// listening is where the graph is served to those who need a connection of their own,
// from the first of them on.
func (g *leakGraph) listening(t *testing.T) string {
	t.Helper()
	if g.at != "" {
		return g.at
	}
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	// It listens as long as there is the graph, which several tests may share.
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- g.server.Serve(ctx, l) }()
	g.stop = func() {
		stop()
		if err := <-done; err != nil {
			panic(err)
		}
	}
	g.at = l.Addr().String()
	return g.at
}

// leakVolatile is what tells two answers to one question apart: what is left of an
// allowance depends on the time.
var leakVolatile = regexp.MustCompile(`"(remaining|resetAt)":("[^"]*"|[0-9]+)|"incident":"[^"]*"`)

// A channel is a way in which something can be asked for.
type channel struct {
	name     string
	requests []func(id string) *http.Request // of a hidden id, where it asks for one
}

func leakQuery(query string) func(string) *http.Request {
	return func(id string) *http.Request {
		body := fmt.Sprintf(`{"query": %q, "extensions": {"explain": %t}}`, strings.ReplaceAll(query, "HIDDEN", id), strings.HasPrefix(query, "#explain"))
		r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "http://localhost/graphql", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		return r
	}
}

func leakGet(path string) func(string) *http.Request {
	return func(id string) *http.Request {
		return httptest.NewRequestWithContext(context.Background(), http.MethodGet, "http://localhost"+strings.ReplaceAll(path, "HIDDEN", id), nil)
	}
}

func leakAsked(name string, queries ...string) channel {
	c := channel{name: name}
	for _, q := range queries {
		c.requests = append(c.requests, leakQuery(q))
	}
	return c
}

func leakFetched(name string, paths ...string) channel {
	c := channel{name: name}
	for _, p := range paths {
		c.requests = append(c.requests, leakGet(p))
	}
	return c
}

// TestLeaks walks the matrix of docs/leaks.md: through every channel, by every role
// and clearance that does not cover what is hidden, the answer is to the byte that of
// a graph in which it never was. One way to be related after the other is walked by a
// reader, and all of them together by every role. A channel counts only where somebody
// who may see what is hidden sees through it that it is there.
func TestLeaks(t *testing.T) {
	begun := beginLeaks(t)
	never := begun.hiding(t, graph.MarkingPublic)
	all := slices.Sorted(maps.Keys(leakWays))
	whole := begun.hiding(t, graph.MarkingPublic)
	for i := range leakChannels {
		c := &leakChannels[i]
		for _, request := range c.requests {
			// A question that is refused to everybody would be walked for nothing.
			answer := whole.ask(t, graph.RoleReader, graph.MarkingPublic, request(leakHidden))
			_, refused, ok := strings.Cut(answer, `"errors":`)
			if !ok {
				_, refused, ok = strings.Cut(answer, `"type":"error"`)
			}
			if ok && !strings.Contains(c.name, "names what is hidden") {
				t.Errorf("%s: %s", c.name, refused)
			}
		}
	}
	if t.Failed() {
		return
	}
	carried := map[string]int{} // by channel: in how many ways it shows what is hidden to who may see it
	walked := map[string]int{}  // by channel, marking and role: answers that were compared
	want := map[string]string{} // what never answers
	compare := func(g *leakGraph, what string, c *channel, role graph.Role, marking, clearance graph.Marking) {
		for i, request := range c.requests {
			key := fmt.Sprint(c.name, i, role, clearance)
			if _, known := want[key]; !known {
				want[key] = never.ask(t, role, clearance, request(leakHidden))
			}
			got := g.ask(t, role, clearance, request(leakHidden))
			walked[c.name+string(marking)+string(role)]++
			if g.kept && role == graph.RoleReader { // nobody has asked before who sees as much
				t.Errorf("%s, %s: what was kept for others is given to who sees what is %s", c.name, what, clearance)
			}
			if got != want[key] {
				t.Errorf("%s, %s, %s of %s who sees what is %s:\n%s", c.name, what, marking, role, clearance, leakDifference(want[key], got))
			}
			for _, secret := range leakSecrets {
				// What the question names itself, an error may repeat.
				if strings.Contains(got, secret) && !strings.Contains(want[key], secret) {
					t.Errorf("%s, %s: %q leaks to %s who sees what is %s", c.name, what, secret, role, clearance)
				}
			}
		}
	}
	lower := map[graph.Marking][]graph.Marking{
		graph.MarkingRestricted: {graph.MarkingPublic}, graph.MarkingProtected: {graph.MarkingPublic, graph.MarkingRestricted},
	}
	for _, way := range all {
		g := begun.hiding(t, graph.MarkingProtected, way)
		for i := range leakChannels {
			c := &leakChannels[i]
			// Whoever may see it asks first: nothing of it is kept for others.
			if shows(t, never, g, c) {
				carried[c.name]++
			}
			for _, clearance := range lower[graph.MarkingProtected] {
				compare(g, way, c, graph.RoleReader, graph.MarkingProtected, clearance)
			}
		}
	}
	for marking, clearances := range lower {
		g := begun.hiding(t, marking, all...)
		for i := range leakChannels {
			c := &leakChannels[i]
			if marking == graph.MarkingProtected && shows(t, never, g, c) {
				carried[c.name]++
			}
			for _, role := range leakRoles {
				for _, clearance := range clearances {
					compare(g, "in all ways", c, role, marking, clearance)
				}
			}
		}
	}
	for i := range leakChannels {
		if name := leakChannels[i].name; carried[name] == 0 {
			t.Errorf("%s shows nothing of what is hidden to anybody: it proves nothing", name)
		}
	}
	if !t.Failed() {
		leakPage(t, carried, walked)
	}
}

// shows reports whether a channel shows to who may see it that something is there.
func shows(t *testing.T, never, g *leakGraph, c *channel) bool {
	t.Helper()
	different := false
	for _, request := range c.requests {
		if never.ask(t, graph.RoleAdmin, graph.MarkingProtected, request(leakHidden)) != g.ask(t, graph.RoleAdmin, graph.MarkingProtected, request(leakHidden)) {
			different = true
		}
	}
	return different
}

// difference is where two answers begin to differ.
func leakDifference(want, got string) string {
	i := 0
	for i < len(want) && i < len(got) && want[i] == got[i] {
		i++
	}
	around := func(s string) string { return s[max(0, i-200):min(len(s), i+200)] }
	return "never: " + around(want) + "\n  got: " + around(got)
}

// leakPage writes docs/leaks.md, or says that it is not what was walked.
func leakPage(t *testing.T, carried, walked map[string]int) {
	t.Helper()
	var b strings.Builder
	b.WriteString(leakIntroduction)
	b.WriteString("| way | how something hidden is related to what is not |\n|---|---|\n")
	for _, way := range slices.Sorted(maps.Keys(leakWays)) {
		fmt.Fprintf(&b, "| %s | %s |\n", way, leakWays[way].says)
	}
	b.WriteString("\n## The matrix\n\n| channel | shown by | RESTRICTED: reader | coder | reviewer | admin | PROTECTED: reader | coder | reviewer | admin | leaks |\n|---|---|---|---|---|---|---|---|---|---|---|\n")
	for i := range leakChannels {
		name := leakChannels[i].name
		fmt.Fprintf(&b, "| %s | %d of %d", name, carried[name], len(leakWays)+1)
		for _, marking := range []graph.Marking{graph.MarkingRestricted, graph.MarkingProtected} {
			for _, role := range leakRoles {
				fmt.Fprintf(&b, " | %d", walked[name+string(marking)+string(role)])
			}
		}
		b.WriteString(" | 0 |\n")
	}
	page := filepath.Join("..", "..", "docs", "leaks.md")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	there, err := os.ReadFile(page)
	if err != nil || string(there) != b.String() {
		t.Errorf("docs/leaks.md is not what was walked (%v): UPDATE=1 go test ./cmd/hudna -run TestLeaks writes it", err)
	}
}

const leakIntroduction = `# Where what is hidden was looked for

TestLeaks (cmd/hudna/leak_test.go) writes this page: it walks every channel below over HTTP, with tokens, and demands that the answer to who may
not see something is, to the byte, header and trailer included, that of a graph in which it never was. The graphs are made up.

"Shown by" says in how many ways to be related (and all of them together) a channel shows that something is there to who may see it:
a channel that showed nothing to anybody would prove nothing. The other numbers are how many answers were compared; none differed. All ways
together are walked by every role, and each by itself by a reader; what is PROTECTED is looked for by those who see what is PUBLIC, and by those who see what is RESTRICTED.
Whoever may see it asks the same first, so that nothing that was kept for one is given to another.

`

// leakFilter is a filter in the address of an export.
func leakFilter(filter string) string { return "?filter=" + url.QueryEscape(filter) }

// leakSubscribed asks for events as a stream, after a revision: those of revisions that
// have gone by, the last of which has to have one.
func leakSubscribed(name string, queries ...string) channel {
	return leakAsked(name, queries...).with("Accept", "text/event-stream")
}

// leakSocketed asks for the same over a WebSocket.
func leakSocketed(name string, queries ...string) channel {
	return leakAsked(name, queries...).with("Upgrade", "websocket")
}

// with has each request say something more in its head.
func (c channel) with(name, value string) channel {
	for i, ask := range c.requests {
		c.requests[i] = func(id string) *http.Request {
			r := ask(id)
			r.Header.Set(name, value)
			return r
		}
	}
	return c
}

// leakLast is in the event of the last revision.
const leakLast = `"extensions":{"revision":{"number":2,`

// A leakListener leaves when the event of the last revision was told.
type leakListener struct {
	*httptest.ResponseRecorder
	leave context.CancelFunc
}

func (l leakListener) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(leakLast)) && bytes.HasPrefix(p, []byte("event: next")) {
		defer l.leave()
	}
	return l.ResponseRecorder.Write(p)
}
