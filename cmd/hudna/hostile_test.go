package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/web"
	"hudna/storage"
)

// A hostileInput is one of those that a server on an open network is sent. Its number is
// that of the list of them.
type hostileInput struct {
	number int
	name   string
	// try sends it, and says what is not as it has to be.
	try func(*hostile)
	// keys is how many keys of the store may be read for it; enough for a small answer
	// unless given.
	keys int64
	// bytes is how many bytes may be allocated for it in all; 64 MiB unless given.
	bytes uint64
}

// What an input may cost that says nothing else.
const (
	hostileKeys  = 400
	hostileBytes = 64 << 20
)

// A hostile is a server that asks for tokens, and who sends it what hurts.
type hostile struct {
	*testing.T
	graph  *leakGraph
	log    *logged
	reads  *atomic.Int64
	fault  *atomic.Pointer[hostileFault] // what reading the store meets, where there is something
	strict *web.Server                   // that has no introspection
}

// A logged is a log that is looked at while a server writes to it: of an answer that is
// long it does so when it was sent.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *logged) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Reset()
}

func newHostile(t *testing.T) *hostile {
	t.Helper()
	h := &hostile{T: t, log: new(logged), reads: new(atomic.Int64), fault: new(atomic.Pointer[hostileFault])}
	p := tested(t)
	p.log = slog.New(slog.NewTextHandler(h.log, nil))
	h.graph = beginLeaks(t).hidingIn(t, func(s storage.Store) storage.Store { return &readsCounted{s, h} },
		p, graph.MarkingProtected, "speaker", "about")
	d := &door{flags: &accessFlags{}, graph: h.graph.ledger, plain: h.graph.ledger, keys: h.graph.keys}
	var err error
	if h.strict, err = d.server(tested(t), web.Options{NoIntrospection: true}); err != nil {
		t.Fatal(err)
	}
	return h
}

// A hostileFault is what reading the store meets: an error, at once or late.
type hostileFault func(context.Context) error

// readsCounted is a store that counts the keys that are read from it, and fails where it
// is told to.
type readsCounted struct {
	storage.Store
	of *hostile
}

func (s *readsCounted) View(ctx context.Context, fn func(storage.ReadTx) error) error {
	return s.Store.View(ctx, func(tx storage.ReadTx) error { return fn(&readTx{tx, ctx, s.of}) })
}

type readTx struct {
	storage.ReadTx
	ctx context.Context //nolint:containedctx // that of the view
	of  *hostile
}

// Snapshot is that of the transaction.
func (tx *readTx) Snapshot() any {
	if identified, ok := tx.ReadTx.(storage.Identified); ok {
		return identified.Snapshot()
	}
	return nil
}

func (tx *readTx) read(keys int) error {
	tx.of.reads.Add(int64(keys))
	if fault := tx.of.fault.Load(); fault != nil {
		return (*fault)(tx.ctx)
	}
	return nil
}

func (tx *readTx) Get(key []byte) ([]byte, error) {
	if err := tx.read(1); err != nil {
		return nil, err
	}
	return tx.ReadTx.Get(key)
}

func (tx *readTx) GetMany(keys [][]byte) ([][]byte, error) {
	if err := tx.read(len(keys)); err != nil {
		return nil, err
	}
	return tx.ReadTx.GetMany(keys)
}

func (tx *readTx) Cursor(r storage.Range) storage.Cursor {
	return &readCursor{tx.ReadTx.Cursor(r), tx, nil}
}

func (tx *readTx) Scan(r storage.Range) iter.Seq2[storage.Pair, error] {
	return func(yield func(storage.Pair, error) bool) {
		for pair, err := range tx.ReadTx.Scan(r) {
			if err == nil {
				err = tx.read(1)
			}
			if !yield(pair, err) || err != nil {
				return
			}
		}
	}
}

type readCursor struct {
	storage.Cursor
	tx  *readTx
	err error
}

func (c *readCursor) Next() bool {
	if c.err = c.tx.read(1); c.err != nil {
		return false
	}
	return c.Cursor.Next()
}

func (c *readCursor) Seek(key []byte) bool {
	if c.err = c.tx.read(1); c.err != nil {
		return false
	}
	return c.Cursor.Seek(key)
}

func (c *readCursor) Err() error { return errors.Join(c.err, c.Cursor.Err()) }

// hostileHidden is the name that stands in what is hidden, which no answer has that was not told it.
const hostileHidden = "Zorvath"

// hostilePrivate is what no answer may have: stacks, names of our packages, and paths of
// the machine that the tests run on.
var hostilePrivate = func() *regexp.Regexp {
	paths := []string{regexp.QuoteMeta(filepath.Clean(os.TempDir()) + "/")}
	if home, err := os.UserHomeDir(); err == nil && len(home) > 1 {
		paths = append(paths, regexp.QuoteMeta(home+"/"))
	}
	if dir, err := os.Getwd(); err == nil {
		paths = append(paths, regexp.QuoteMeta(dir))
	}
	return regexp.MustCompile(`goroutine \d|\.go:\d|hudna/graph|hudna/storage|badger|0xc[0-9a-f]{6}|` + strings.Join(paths, "|"))
}()

// A reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
	codes  []string
}

// readReply reads an answer, of whatever kind.
func readReply(w *httptest.ResponseRecorder) *reply {
	r := &reply{status: w.Code, header: w.Result().Header, body: w.Body.String()}
	var answer struct {
		Errors []struct {
			Extensions struct{ Code string }
		}
	}
	if json.Unmarshal([]byte(r.body), &answer) == nil {
		for _, e := range answer.Errors {
			r.codes = append(r.codes, e.Extensions.Code)
		}
	}
	return r
}

// request is a request to the server, by a reader of what is PUBLIC unless edited.
func (h *hostile) request(method, path, body string, edit ...func(*http.Request)) *http.Request {
	r := httptest.NewRequestWithContext(h.Context(), method, "http://localhost"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+h.token(graph.RoleReader, graph.MarkingPublic))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, e := range edit {
		e(r)
	}
	return r
}

func (h *hostile) token(role graph.Role, clearance graph.Marking) string {
	return h.graph.tokens[string(role)+" "+string(clearance)]
}

// header sets a field of a request; an empty value takes it out.
func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		if value == "" {
			r.Header.Del(name)
			return
		}
		r.Header.Set(name, value)
	}
}

// post is a POST of a body as it is.
func (h *hostile) post(body string, edit ...func(*http.Request)) *reply {
	h.Helper()
	return h.send(h.graph.server, h.request(http.MethodPost, "/graphql", body, edit...))
}

// ask is a POST of a document.
func (h *hostile) ask(query string, variables ...string) *reply {
	h.Helper()
	return h.post(hostileBody(query, variables...))
}

func hostileBody(query string, variables ...string) string {
	text, err := json.Marshal(query)
	if err != nil {
		panic(err) // only of what is no text
	}
	body := `{"query":` + string(text)
	if len(variables) > 0 {
		body += `,"variables":` + variables[0]
	}
	return body + "}"
}

// send sends a request, and looks whether the answer says what it must not.
func (h *hostile) send(s http.Handler, r *http.Request) *reply {
	h.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	got := readReply(w)
	h.private(got.body)
	for name, values := range got.header {
		h.private(name + strings.Join(values, " "))
	}
	if got.status >= http.StatusBadRequest || len(got.codes) > 0 && !strings.Contains(got.body, `"data"`) {
		if len(got.body) > 16<<10 {
			h.Errorf("a refusal of %d bytes", len(got.body))
		}
	}
	return got
}

func (h *hostile) private(text string) {
	h.Helper()
	if found := hostilePrivate.FindString(text); found != "" {
		h.Errorf("%q is in the answer: %.300s", found, text)
	}
	if strings.Contains(text, hostileHidden) {
		h.Errorf("what is hidden is in the answer: %.300s", text)
	}
}

// refused demands a status and a code; 0 is any, and the answer has no data.
func (r *reply) refused(h *hostile, status int, code string) {
	h.Helper()
	if r.status != status || len(r.codes) == 0 || r.codes[0] != code || strings.Contains(r.body, `"data":{`) {
		h.Errorf("%d %v, not %d %s: %.300s", r.status, r.codes, status, code, r.body)
	}
}

// failed demands a code of an answer to an operation that ran.
func (r *reply) failed(h *hostile, code string) {
	h.Helper()
	if r.status != http.StatusOK || !slices.Contains(r.codes, code) {
		h.Errorf("%d %v, not %s: %.300s", r.status, r.codes, code, r.body)
	}
}

// answered demands data, with what is given in it and without errors.
func (r *reply) answered(h *hostile, with ...string) {
	h.Helper()
	if r.status != http.StatusOK || len(r.codes) > 0 || !strings.Contains(r.body, `"data":{`) {
		h.Errorf("%d %v: %.300s", r.status, r.codes, r.body)
	}
	for _, part := range with {
		if !strings.Contains(r.body, part) {
			h.Errorf("without %q: %.300s", part, r.body)
		}
	}
}

// command runs the program in this process, and gives what it says and its exit code.
func (h *hostile) command(args ...string) (said string, code int) {
	h.Helper()
	var out bytes.Buffer
	p := tested(h.T)
	p.stdin, p.stdout, p.stderr = strings.NewReader(""), &out, &out
	code = run(args, p)
	return out.String(), code
}

// file writes a file of a name.
func (h *hostile) file(dir, name, content string) string {
	h.Helper()
	path := dir + "/" + name
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		h.Fatal(err)
	}
	return path
}

// listening has a server answer on a port of its own, and gives its address.
func (h *hostile) listening(o web.Options) string {
	h.Helper()
	d := &door{flags: &accessFlags{}, graph: h.graph.ledger, plain: h.graph.ledger, keys: h.graph.keys}
	s, err := d.server(tested(h.T), o)
	if err != nil {
		h.Fatal(err)
	}
	var config net.ListenConfig
	l, err := config.Listen(h.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		h.Fatal(err)
	}
	ctx, stop := context.WithCancel(h.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	h.Cleanup(func() {
		stop()
		if err := <-done; err != nil && !errors.Is(err, web.ErrUnfinished) {
			h.Error(err)
		}
	})
	return l.Addr().String()
}

// TestHostileInputs sends every input of the list: each has the code and the status that
// are expected, its answer tells nothing of ours, it costs no more keys of the store and
// no more memory than it may, and the server answers the next question.
func TestHostileInputs(t *testing.T) {
	h := newHostile(t)
	inputs := slices.Concat(hostileDocuments, hostileTransport, hostileAccess, hostileTexts, hostileFiles)
	const all = 78
	for i := range inputs {
		if inputs[i].number != i+1 {
			t.Fatalf("number %d is at the place of %d", inputs[i].number, i+1)
		}
	}
	if len(inputs) != all {
		t.Fatalf("%d inputs, not %d", len(inputs), all)
	}
	type spent struct {
		name  string
		took  time.Duration
		bytes uint64
		keys  int64
	}
	var most []spent
	for _, c := range inputs {
		t.Run(fmt.Sprintf("%d %s", c.number, c.name), func(t *testing.T) {
			h := &hostile{T: t, graph: h.graph, log: h.log, reads: h.reads, fault: h.fault, strict: h.strict}
			read := h.reads.Load()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			c.try(h)
			took := time.Since(began)
			runtime.ReadMemStats(&after)
			used := spent{fmt.Sprint(c.number, " ", c.name), took, after.TotalAlloc - before.TotalAlloc, h.reads.Load() - read}
			most = append(most, used)
			if c.keys == 0 {
				c.keys = hostileKeys
			}
			if c.bytes == 0 {
				c.bytes = hostileBytes
			}
			// The race detector allocates for itself, most of all where a store is opened.
			counted := os.Getenv("HUDNA_RACE") == ""
			if used.keys > c.keys || counted && used.bytes > c.bytes {
				t.Errorf("it read %d keys and allocated %d bytes", used.keys, used.bytes)
			}
			h.ask(`{ agreements(first: 1) { totalCount } }`).answered(h, `"totalCount":1`)
			if log := h.log.String(); strings.Contains(log, hostileHidden) {
				t.Errorf("what was sent is in the log: %.300s", log)
			}
			h.log.Reset()
		})
	}
	slices.SortFunc(most, func(a, b spent) int { return int(b.took - a.took) })
	for _, s := range most[:min(len(most), 5)] {
		t.Logf("%s: %s, %d KiB, %d keys", s.name, s.took.Round(time.Microsecond), s.bytes>>10, s.keys)
	}
}

// codedAs demands one of some codes, with whatever status goes with it.
func (r *reply) codedAs(h *hostile, codes ...string) {
	h.Helper()
	if r.status >= http.StatusInternalServerError || len(r.codes) == 0 || !slices.Contains(codes, r.codes[0]) {
		h.Errorf("%d %v, none of %v: %.300s", r.status, r.codes, codes, r.body)
	}
}
