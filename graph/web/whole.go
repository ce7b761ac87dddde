package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A whole is a connection that can send an answer at once. The server of net/http has room
// for 4 KiB, head included, and sends a longer answer as two or three: each takes a call
// of the system, and wakes who reads for a part.
type whole struct {
	net.Conn // tcp, of which the server sees no more than this
	tcp      *net.TCPConn
	// holds is whether an answer is held, or was until it is sent: who reads does not wait
	// for who writes something else.
	holds atomic.Bool
	mu    sync.Mutex
	kept  []byte
}

const (
	oneWrite   = 4 << 10       // what net/http sends at once of what it had room for
	mostHeld   = 4 * oneWrite  // of an answer
	leastWhole = oneWrite >> 1 // an answer so short is sent at once as it is
)

// wholeKey is where the connection of a request is.
type wholeKey struct{}

// wholly has answers sent at once where the connection is plain; where it is encrypted
// the server has to see that.
func wholly(c net.Conn) net.Conn {
	if tcp, ok := c.(*net.TCPConn); ok {
		return &whole{Conn: tcp, tcp: tcp}
	}
	return c
}

func connected(ctx context.Context, c net.Conn) context.Context {
	if w, ok := c.(*whole); ok {
		return context.WithValue(ctx, wholeKey{}, w)
	}
	return ctx
}

// hold keeps what is written until the server has written the answer to a request, after
// which it lifts the deadlines, reads the next one, or hangs up. So it is for answers that
// are there already.
func hold(r *http.Request) {
	c, ok := r.Context().Value(wholeKey{}).(*whole)
	if !ok || r.ProtoMajor != 1 {
		return
	}
	c.holds.Store(true)
}

// Write keeps a little, and sends it with what is more.
func (c *whole) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.holds.Load() && len(p) <= oneWrite && len(c.kept)+len(p) <= mostHeld {
		c.kept = append(c.kept, p...)
		return len(p), nil
	}
	return c.send(p)
}

// send sends what was kept, and p. What was kept counts as written, so that nobody would
// be told that it was not: then nothing else is sent either, and the other side sees that
// the answer has no end.
func (c *whole) send(p []byte) (int, error) {
	if len(c.kept) == 0 {
		return c.tcp.Write(p)
	}
	before := len(c.kept)
	var n int64
	var err error
	if len(p) == 0 {
		var sent int
		sent, err = c.tcp.Write(c.kept)
		n = int64(sent)
	} else {
		parts := net.Buffers{c.kept, p}
		n, err = parts.WriteTo(c.tcp)
	}
	c.kept = c.kept[:0]
	if err != nil {
		err = errors.Join(err, c.tcp.Close())
	}
	return max(0, int(n)-before), err
}

// release sends what was kept.
func (c *whole) release() error {
	if !c.holds.Load() {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holds.Store(false)
	if len(c.kept) == 0 {
		return nil
	}
	_, err := c.send(nil)
	return err
}

func (c *whole) Read(p []byte) (int, error) {
	if err := c.release(); err != nil {
		return 0, err
	}
	return c.tcp.Read(p)
}

// SetReadDeadline is how the server stops to read while it answers, and what it does between
// any two requests, also where it has read the second with the first: then the answer is
// written.
func (c *whole) SetReadDeadline(t time.Time) error {
	return errors.Join(c.release(), c.tcp.SetReadDeadline(t))
}

// SetWriteDeadline is what the server calls when an answer is written, to lift that of the
// answer: it is sent while that holds.
func (c *whole) SetWriteDeadline(t time.Time) error {
	return errors.Join(c.release(), c.tcp.SetWriteDeadline(t))
}

// CloseWrite tells the other side that nothing more comes.
func (c *whole) CloseWrite() error {
	return errors.Join(c.release(), c.tcp.CloseWrite())
}

// Close hangs up. It does not wait for somebody who writes, and is not read.
func (c *whole) Close() error {
	if c.mu.TryLock() {
		if len(c.kept) > 0 {
			_, _ = c.send(nil) // who hangs up has nobody to tell
		}
		c.mu.Unlock()
	}
	return c.tcp.Close()
}
