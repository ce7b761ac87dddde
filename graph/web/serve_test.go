package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"go.uber.org/goleak"

	"hudna/graph/web"
)

// A house is a Server that serves on a port of its own.
type house struct {
	*desk
	address string
	stop    context.CancelFunc
	stopped chan error
}

func serve(t *testing.T, edit ...func(*web.Options)) *house {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	h := &house{desk: open(t, edit...), address: l.Addr().String(), stop: stop, stopped: make(chan error, 1)}
	go func() { h.stopped <- h.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		http.DefaultClient.CloseIdleConnections()
	})
	return h
}

// dial opens a connection and writes what is given as it is.
func (h *house) dial(t *testing.T, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", h.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() }) // the server or the test may have closed it
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	// A server that never closes fails the test instead of holding it up.
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c
}

// talk writes text and reads until the server closes.
func (h *house) talk(t *testing.T, text string) string {
	t.Helper()
	all, err := io.ReadAll(h.dial(t, text))
	if err != nil {
		t.Fatalf("%v after %q", err, all)
	}
	return string(all)
}

func (h *house) post(ctx context.Context, query string) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+h.address+"/graphql", strings.NewReader(fmt.Sprintf(`{"query":%q}`, query)))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res.StatusCode, string(body), err
}

// holding is a Prepare that says when it is reached, and waits.
func holding(release chan struct{}) web.Prepare {
	return func(ctx context.Context, _ *http.Request, _ *graphql.OperationContext) (context.Context, map[string]any, error) {
		release <- struct{}{}
		<-release
		return ctx, nil, nil
	}
}

// probe asks for the health of a server without its listener.
func probe(d *desk, path string) string {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
	return fmt.Sprint(w.Code, " ", w.Body)
}

func quick(o *web.Options) {
	o.Timeouts = web.Timeouts{
		Header: 200 * time.Millisecond,
		Body:   300 * time.Millisecond,
		Idle:   200 * time.Millisecond,
		Write:  200 * time.Millisecond,
	}
}

func TestTheServerClosesOnThoseWhoAreSlow(t *testing.T) {
	h := serve(t, quick)
	const head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
	for name, c := range map[string]struct{ text, want string }{
		"with a header":                    {"POST /graphql HTTP/1.1\r\nHost: loc", ""},
		"with a body":                      {head + "Content-Length: 100\r\n\r\n{", "HTTP/1.1 408 "},
		"with a body in chunks":            {head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", "HTTP/1.1 408 "},
		"with the next request":            {head + "Content-Length: 19\r\n\r\n" + `{"query":"{hello}"}`, "HTTP/1.1 200 "},
		"with nothing at all, from a dial": {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := h.talk(t, c.text); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" && !strings.HasPrefix(got, "HTTP/1.1 4") {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestABodyHasItsTimeUnderAnyServer(t *testing.T) {
	other := httptest.NewServer(open(t, quick))
	defer other.Close()
	h := &house{address: other.Listener.Addr().String()}
	got := h.talk(t, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	if !strings.HasPrefix(got, "HTTP/1.1 408 ") || !strings.Contains(got, `"code":"TIMEOUT"`) {
		t.Errorf("got %q", got)
	}
}

func TestTheServerClosesOnAReaderThatDoesNotRead(t *testing.T) {
	h := serve(t, quick, func(o *web.Options) { o.Limits.Complexity = 1 << 30 })
	body := `{"query":"{long(bytes:50000000)}"}`
	c := h.dial(t, fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
	if _, err := c.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(600 * time.Millisecond) // the time for writing is over by then
	got, err := io.Copy(io.Discard, c)
	if got >= 50_000_000 {
		t.Errorf("all %d bytes came: %v", got, err)
	}
}

func TestTheServerRefusesWhatIsNoHTTP(t *testing.T) {
	h := serve(t, quick)
	for name, c := range map[string]struct{ text, want string }{
		"a header of 64 KiB": {
			"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 64<<10) + "\r\n\r\n",
			"HTTP/1.1 431 ",
		},
		"no host": {"GET /livez HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
		"two lengths": {
			"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
			"HTTP/1.1 400 ",
		},
		"an unknown coding of a transfer": {
			"POST /graphql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
			"HTTP/1.1 501 ",
		},
		"chunks without an end": {
			"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
				strings.Repeat("10000\r\n"+strings.Repeat(" ", 0x10000)+"\r\n", 17),
			"HTTP/1.1 413 ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			conn := h.dial(t, "")
			go func() { _, _ = io.WriteString(conn, c.text) }() // the server may close first
			line, err := bufio.NewReader(conn).ReadString('\n')
			if err != nil || !strings.HasPrefix(line, c.want) {
				t.Errorf("got %q, %v", line, err)
			}
		})
	}
}

func TestConnectionsAreBounded(t *testing.T) {
	h := serve(t, func(o *web.Options) { o.Limits.Connections = 2 })
	const probe = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
	first, second := h.dial(t, probe), h.dial(t, probe)
	for _, c := range []net.Conn{first, second} {
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
	third := h.dial(t, probe)
	if err := third.SetReadDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := third.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Fatalf("a third connection is answered: %d, %v", n, err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := third.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := third.Read(make([]byte, 1)); err != nil {
		t.Errorf("once there is room: %v", err)
	}
}

func TestTheServerStopsCleanly(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	h := serve(t, func(o *web.Options) {
		o.Ready = func(context.Context) error { return nil }
	})
	if status, body, err := h.post(t.Context(), `{hello}`); status != 200 || err != nil {
		t.Fatal(status, body, err)
	}
	h.stop()
	if err := <-h.stopped; err != nil {
		t.Errorf("stopped with %v", err)
	}
	if _, err := net.Dial("tcp", h.address); err == nil {
		t.Error("the port is still open")
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestTheServerLetsWorkFinish(t *testing.T) {
	release := make(chan struct{})
	h := serve(t, func(o *web.Options) {
		o.Prepare = holding(release)
	})
	answered := make(chan string, 1)
	go func() {
		_, body, err := h.post(t.Context(), `{hello}`)
		answered <- fmt.Sprint(body, err)
	}()
	<-release
	h.stop()
	// A request in flight is answered even though the server is stopping, and
	// readiness says so meanwhile.
	deadline := time.Now().Add(10 * time.Second)
	for {
		a := probe(h.desk, "/readyz")
		if a == "503 stopping\n" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("readiness while stopping: %s", a)
		}
		time.Sleep(time.Millisecond)
	}
	release <- struct{}{}
	if got := <-answered; got != "{\"data\":{\"hello\":\"hello world\"}}\n<nil>" {
		t.Errorf("got %s", got)
	}
	if err := <-h.stopped; err != nil {
		t.Errorf("stopped with %v", err)
	}
}

func TestTheServerCutsOffWorkThatDoesNotFinish(t *testing.T) {
	h := serve(t, func(o *web.Options) { o.Timeouts.Drain = 50 * time.Millisecond })
	answered := make(chan string, 1)
	go func() {
		status, body, err := h.post(t.Context(), `{wait}`)
		answered <- fmt.Sprint(status, body, err)
	}()
	<-h.tiny.entered
	h.stop()
	err := <-h.stopped
	if !errors.Is(err, web.ErrUnfinished) || err.Error() != "web: stop: requests were cut off" {
		t.Errorf("stopped with %v", err)
	}
	if got := <-answered; !strings.Contains(got, "503") || !strings.Contains(got, "the operation was cut off") {
		t.Errorf("got %s", got)
	}
}

func TestAListenerThatBreaksIsAnError(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	err = open(t).Serve(t.Context(), l)
	if err == nil || !errors.Is(err, net.ErrClosed) || !strings.HasPrefix(err.Error(), "web: serve: ") {
		t.Errorf("got %v", err)
	}
}
