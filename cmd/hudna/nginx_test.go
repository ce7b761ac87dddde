package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/web"
)

// upgraded answers a request for a WebSocket by hand, and everything else by next: what
// the proxy is to hand on is seen without a protocol on top.
func upgraded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "websocket" || !strings.EqualFold(r.Header.Get("Connection"), "upgrade") {
			next.ServeHTTP(w, r)
			return
		}
		conn, both, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
		if line, err := both.ReadString('\n'); err == nil {
			_, _ = io.WriteString(conn, "you said "+line)
		}
	})
}

// behindNginx runs nginx with the configuration of docs/deploy, in front of a server, and
// gives its address.
func behindNginx(t *testing.T, backend string) string {
	t.Helper()
	binary := "/usr/sbin/nginx"
	if _, err := os.Stat(binary); err != nil {
		if binary, err = exec.LookPath("nginx"); err != nil {
			if os.Getenv("HUDNA_CI") != "" {
				t.Fatal(err)
			}
			t.Skip("there is no nginx")
		}
	}
	text, err := os.ReadFile("../../docs/deploy/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	free, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	paths := "error_log stderr;\npid " + dir + "/pid;\ndaemon off;\n"
	if os.Getuid() == 0 {
		paths += "user root;\n"
	}
	kept := ""
	for _, name := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		kept += "    " + name + "_temp_path " + dir + "/" + name + ";\n"
	}
	conf := strings.NewReplacer(
		"worker_processes auto;", paths+"worker_processes 1;", "http {\n", "http {\n"+kept,
		"server 127.0.0.1:8080;", "server "+backend+";", "listen 127.0.0.1:8081;", "listen "+address+";",
	).Replace(string(text))
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), binary, "-p", dir, "-c", file)
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) } // which ends its workers too
	child.WaitDelay = 5 * time.Second
	var said strings.Builder
	child.Stderr = &said
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = child.Process.Signal(syscall.SIGTERM)
		if err := child.Wait(); err != nil {
			t.Logf("nginx: %v, %s", err, said.String())
		}
	})
	for range 100 {
		if conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address); err == nil {
			_ = conn.Close()
			return address
		}
		time.Sleep(30 * time.Millisecond)
	}
	t.Fatal("nginx does not listen")
	return ""
}

// TestBehindNginx asks through the configuration of docs/deploy/nginx.conf, below a path.
func TestBehindNginx(t *testing.T) {
	dir := sampled(t)
	g := opened(t, dir, openFlags{})
	var o web.Options
	if err := (&serveCommand{Demo: true}).pages(&o); err != nil {
		t.Fatal(err)
	}
	o.Hosts = []string{"hudna.example.org"}
	server, err := tested(t).server(g, graph.MarkingPublic, o)
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(upgraded(server))
	t.Cleanup(listening.Close)
	address := behindNginx(t, strings.TrimPrefix(listening.URL, "http://"))

	request := func(ctx context.Context, path, body string) *http.Request {
		t.Helper()
		method := http.MethodGet
		if body != "" {
			method = http.MethodPost
		}
		r, err := http.NewRequestWithContext(ctx, method, "http://"+address+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "hudna.example.org"
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Origin", "http://hudna.example.org")
		}
		return r
	}
	read := func(path, body string) string {
		t.Helper()
		res, err := http.DefaultClient.Do(request(t.Context(), path, body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%d, %v, %s", res.StatusCode, err, text)
		}
		return string(text)
	}

	// Whatever the pages load lies below the path, too.
	where := func(text string) *url.URL {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	for _, at := range []string{"/truce", "/truce/?q=truce", "/truce/playground", "/truce/docs/operations"} {
		page := read(at, "")
		for _, m := range regexp.MustCompile(`(?:src|href)="([^"#:?]+)[^"]*"`).FindAllStringSubmatch(page, -1) {
			base := where(at)
			if at == "/truce" {
				base.Path = "/truce/" // where it is sent to
			}
			to := base.ResolveReference(where(m[1]))
			if !strings.HasPrefix(to.Path, "/truce/") {
				t.Errorf("%s leads to %s", at, to.Path)
			} else if ext := filepath.Ext(to.Path); ext == ".css" || ext == ".js" || ext == ".svg" {
				read(to.Path, "")
			}
		}
	}
	if answer := read("/truce/graphql", `{"query": "{ statements { totalCount } }"}`); !strings.Contains(answer, `"totalCount":20`) {
		t.Error(answer)
	}

	// A feed comes line by line, and the line of a new commit when it is made.
	following, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	followed, err := http.DefaultClient.Do(request(following, "/truce/changes?after=19&follow=true", ""))
	if err != nil {
		t.Fatal(err)
	}
	defer followed.Body.Close()
	feed := bufio.NewReader(followed.Body)
	if line, err := feed.ReadString('\n'); err != nil || !strings.Contains(line, "two counts under the later ceasefire") {
		t.Fatalf("%v, %.200s", err, line)
	}
	made := graph.Change{Message: "made up", Ops: []graph.Op{{Verb: graph.VerbCreate, Record: &graph.Actor{
		Meta: graph.Meta{ID: "actor/avaria", Marking: graph.MarkingPublic}, Kind: graph.ActorState, Names: []graph.Name{{Text: "Avaria (made up)", Lang: "en"}},
	}}}}
	if _, err := g.Commit(t.Context(), operator("made-up coder"), made); err != nil {
		t.Fatal(err)
	}
	for {
		line, err := feed.ReadString('\n')
		if err != nil {
			t.Fatalf("the new commit did not come through: %v", err)
		}
		if strings.Contains(line, "Avaria (made up)") {
			break
		}
	}

	// A connection that is upgraded goes through both ways.
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.SetDeadline(time.Now().Add(10 * time.Second))
	_, e := io.WriteString(conn, "GET /truce/graphql HTTP/1.1\r\nHost: hudna.example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
	if err := errors.Join(err, e); err != nil {
		t.Fatal(err)
	}
	answer := bufio.NewReader(conn)
	res, err := http.ReadResponse(answer, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSwitchingProtocols {
		t.Fatal(res.Status)
	}
	if _, err := io.WriteString(conn, "hello\n"); err != nil {
		t.Fatal(err)
	}
	if line, err := answer.ReadString('\n'); line != "you said hello\n" {
		t.Errorf("%q, %v", line, err)
	}
}
