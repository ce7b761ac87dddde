package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A running is the program in a process of its own.
type running struct {
	*exec.Cmd
	out    *bufio.Reader
	stderr bytes.Buffer
}

func start(t *testing.T, stdin io.Reader, args ...string) *running {
	t.Helper()
	r := &running{Cmd: exec.CommandContext(t.Context(), "hudna", args...)}
	r.Stdin, r.Stderr = stdin, &r.stderr
	out, err := r.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.out = bufio.NewReader(out)
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	return r
}

// address waits until the server says where it can be reached.
func (r *running) address(t *testing.T) string {
	t.Helper()
	for {
		line, err := r.out.ReadString('\n')
		if err != nil {
			t.Fatalf("%v, %s", err, &r.stderr)
		}
		if _, rest, ok := strings.Cut(line, "http://"); ok {
			host, _, _ := strings.Cut(strings.TrimSpace(rest), "/")
			return host
		}
	}
}

func (r *running) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := r.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// ends reads what is left, and gives the exit code or the signal.
func (r *running) ends(t *testing.T) (string, *os.ProcessState) {
	t.Helper()
	rest, err := io.ReadAll(r.out)
	if err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := r.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(rest), r.ProcessState
}

func TestASignalStopsTheServerCleanly(t *testing.T) {
	for name, s := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": syscall.SIGINT} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			server := start(t, nil, "serve", "--data", dir, "--anonymous", "read", "--listen", "127.0.0.1:0")
			server.address(t)
			server.signal(t, s)
			out, state := server.ends(t)
			if state.ExitCode() != 0 || !strings.HasSuffix(out, "stopped\n") || server.stderr.String() != "" {
				t.Errorf("%v, %q, %q", state, out, &server.stderr)
			}
			if unclean, err := notClosed(filepath.Join(dir, storeName)); unclean || err != nil {
				t.Errorf("the graph was not closed: %v", err)
			}
		})
	}
}

func TestASecondSignalEndsTheServerAtOnce(t *testing.T) {
	server := start(t, nil, "serve", "--data", filepath.Join(t.TempDir(), "data"), "--anonymous", "read", "--listen", "127.0.0.1:0")
	address := server.address(t)
	// A request that is at work, because its body does not come, holds a clean
	// stop up for seconds.
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	head := "POST /graphql HTTP/1.1\r\nHost: " + address + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100") {
		t.Fatalf("%q, %v", line, err) // now it waits for the body
	}
	server.signal(t, syscall.SIGTERM)
	// The listener is closed first: then the first signal has been taken.
	for {
		probe, err := dialer.DialContext(t.Context(), "tcp", address)
		if err != nil {
			break
		}
		if err := probe.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	// One of the next ends it, as soon as signals are no longer taken.
	ended := make(chan struct{})
	defer func() { <-ended }()
	go func() {
		defer close(ended)
		for server.Process.Signal(syscall.SIGTERM) == nil {
			time.Sleep(20 * time.Millisecond)
		}
	}()
	out, state := server.ends(t)
	if status, ok := state.Sys().(syscall.WaitStatus); !ok || !status.Signaled() || status.Signal() != syscall.SIGTERM || strings.Contains(out, "stopped") {
		t.Errorf("%v, %q", state, out)
	}
}

func TestAnInterruptedImportSaysWhatWentIn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	stdin, feed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer feed.Close()
	lines := `{"type":"Commit","message":"one"}
{"type":"Location","id":"location/karvela"}
{"type":"Commit","message":"two, whose end never comes"}
{"type":"Location","id":"location/school"}
`
	if _, err := feed.WriteString(lines); err != nil {
		t.Fatal(err)
	}
	in := start(t, stdin, "import", "--data", dir, "-")
	if err := stdin.Close(); err != nil {
		t.Fatal(err)
	}
	// The first commit is in when the witness says so.
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, witnessName)); err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal("nothing is committed")
		}
	}
	in.signal(t, syscall.SIGINT)
	out, state := in.ends(t)
	if state.ExitCode() != codeInterrupted || !strings.HasPrefix(in.stderr.String(), "hudna: interrupted: import: ") {
		t.Errorf("%v, %q", state, &in.stderr)
	}
	if want := "1 new, 0 changed, 0 same, 0 retracted, 0 restored, 0 refused\nrevision 1\n"; out != want {
		t.Errorf("%q, want %q", out, want)
	}
	g := opened(t, dir, openFlags{readOnly: true})
	if head, err := g.Head(t.Context()); err != nil || head.Revision != 1 {
		t.Errorf("head %d, %v", head.Revision, err)
	}
}
