package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"syscall"
	"time"

	"hudna/cmd/hudna/bench"
)

// A wire asks a server over HTTP/1.1, each client on a connection of its own that
// stays open. The transport of net/http hands every request and every answer from
// one goroutine to another, which takes as long as some answers do, on the machine
// that is measured: this one writes, and reads.
type wire struct {
	host, path string
	dial       func(ctx context.Context) (net.Conn, error)

	mu   sync.Mutex
	idle []*strand
}

// A strand is one connection, for one request at a time.
type strand struct {
	net.Conn
	r    *bufio.Reader
	b    []byte // a request
	used bool
	till time.Time // until when it is waited for
}

// maxAnswer bounds an answer. Those of the questions have some ten thousand bytes.
const maxAnswer = 64 << 20

// newWire is for the server at a URL.
func newWire(at string) (*wire, error) {
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is no address of a server: it begins with http:// or https://", at)
	}
	w := &wire{host: u.Host, path: u.RequestURI()}
	address := u.Host
	if u.Port() == "" {
		address = net.JoinHostPort(u.Hostname(), u.Scheme)
	}
	w.dial = func(ctx context.Context) (net.Conn, error) {
		if u.Scheme == "https" {
			return (&tls.Dialer{Config: &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", address)
		}
		return new(net.Dialer).DialContext(ctx, "tcp", address)
	}
	return w, nil
}

// Close closes the connections that nobody uses.
func (w *wire) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var errs []error
	for _, l := range w.idle {
		errs = append(errs, l.Close())
	}
	w.idle = nil
	return errors.Join(errs...)
}

// Ask is a [bench.Ask].
func (w *wire) Ask(ctx context.Context, r bench.Request) ([]byte, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		l, err := w.strand(ctx)
		if err != nil {
			return nil, err
		}
		used := l.used
		body, again, err := l.ask(w, r)
		if err == nil && again {
			l.used = true
			w.mu.Lock()
			w.idle = append(w.idle, l)
			w.mu.Unlock()
			return body, nil
		}
		if closed := l.Close(); err == nil {
			err = closed
		}
		if used && errors.Is(err, errHungUp) { // while nobody asked
			continue
		}
		return body, err
	}
}

// strand takes one that is idle, or makes one.
func (w *wire) strand(ctx context.Context) (*strand, error) {
	w.mu.Lock()
	if n := len(w.idle); n > 0 {
		l := w.idle[n-1]
		w.idle = w.idle[:n-1]
		w.mu.Unlock()
		return l, nil
	}
	w.mu.Unlock()
	c, err := w.dial(ctx)
	if err != nil {
		return nil, err
	}
	return &strand{Conn: c, r: bufio.NewReaderSize(c, 64<<10)}, nil
}

// errHungUp says that not a byte of an answer came.
var errHungUp = errors.New("the server hung up")

func hungUp(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		return errors.Join(errHungUp, err)
	}
	return err
}

// ask writes a request and reads its answer. It says whether more can be asked.
func (l *strand) ask(w *wire, r bench.Request) (body []byte, again bool, err error) {
	// Not for every request, which takes longer than to read a short answer.
	if now := time.Now(); l.till.Sub(now) < patienceWith {
		l.till = now.Add(2 * patienceWith)
		if err := l.SetDeadline(l.till); err != nil {
			return nil, false, err
		}
	}
	b := l.b[:0]
	b = append(b, "POST "...)
	b = append(append(b, w.path...), " HTTP/1.1\r\nHost: "...)
	b = append(append(b, w.host...), "\r\nUser-Agent: hudna-bench\r\nContent-Type: application/json\r\nContent-Length: "...)
	b = append(strconv.AppendInt(b, int64(len(r.Body)), 10), "\r\n"...)
	if r.Revision > 0 {
		b = append(strconv.AppendUint(append(b, "Hudna-Revision: "...), r.Revision, 10), "\r\n"...)
	}
	l.b = append(append(b, "\r\n"...), r.Body...)
	if _, err := l.Write(l.b); err != nil {
		return nil, false, hungUp(err)
	}
	if _, err := l.r.Peek(1); err != nil {
		return nil, false, hungUp(err)
	}
	if n, ok := l.head(); ok {
		body = make([]byte, n)
		_, err := io.ReadFull(l.r, body)
		return body, err == nil, err
	}
	answer, err := http.ReadResponse(l.r, nil)
	if err != nil {
		return nil, false, err
	}
	if n := answer.ContentLength; n >= 0 && n <= maxAnswer {
		body = make([]byte, n)
		_, err = io.ReadFull(answer.Body, body)
	} else {
		body, err = io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	}
	return body, !answer.Close, errors.Join(err, answer.Body.Close())
}

// head reads the head of an answer, where it has come and says how long the body is, and
// of the connection no more than that it stays. Otherwise nothing is read.
func (l *strand) head() (length int, ok bool) {
	come, err := l.r.Peek(l.r.Buffered())
	if err != nil {
		return 0, false
	}
	end := bytes.Index(come, []byte("\r\n\r\n"))
	if end < 0 || !bytes.HasPrefix(come, []byte("HTTP/1.1 ")) {
		return 0, false
	}
	length = -1
	for line := range bytes.SplitSeq(come[:end], []byte("\r\n")) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			return 0, false
		case bytes.EqualFold(name, []byte("Connection")) && !bytes.EqualFold(bytes.TrimSpace(value), []byte("keep-alive")):
			return 0, false
		case bytes.EqualFold(name, []byte("Content-Length")):
			n, err := strconv.Atoi(string(bytes.TrimSpace(value)))
			if err != nil || n < 0 || n > maxAnswer || length >= 0 {
				return 0, false
			}
			length = n
		}
	}
	if length < 0 {
		return 0, false
	}
	_, err = l.r.Discard(end + len("\r\n\r\n"))
	return length, err == nil
}
