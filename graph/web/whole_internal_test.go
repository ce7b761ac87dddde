package web

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"
)

// pair are the two ends of a connection, of which the first is held.
func pair(t *testing.T) (*whole, net.Conn) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	other, err := new(net.Dialer).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = other.Close() })
	if err := other.SetDeadline(time.Now().Add(20 * time.Second)); err != nil { // what never comes fails the test, and does not hold it up
		t.Fatal(err)
	}
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	w, ok := wholly(c).(*whole)
	if !ok {
		t.Fatalf("a plain connection is a %T", c)
	}
	t.Cleanup(func() { _ = w.Close() })
	w.holds.Store(true)
	return w, other
}

// TestWhatIsHeldIsSentInOneGo: the head of an answer is kept until the rest comes, and
// what comes last until the server turns to something else, whatever that is.
func TestWhatIsHeldIsSentInOneGo(t *testing.T) {
	for name, turn := range map[string]func(*whole) error{
		"to when to have read":    func(c *whole) error { return c.SetReadDeadline(time.Now().Add(time.Minute)) },
		"to when to have written": func(c *whole) error { return c.SetWriteDeadline(time.Time{}) },
		"to the next request": func(c *whole) error {
			go func() { _, _ = c.Read(make([]byte, 1)) }()
			return nil
		},
		"away by half": (*whole).CloseWrite,
		"away":         (*whole).Close,
	} {
		t.Run(name, func(t *testing.T) {
			c, other := pair(t)
			head, long, last := bytes.Repeat([]byte("h"), oneWrite), bytes.Repeat([]byte("l"), 3*oneWrite), []byte("the end")
			write := func(p []byte, kept int) {
				t.Helper()
				if n, err := c.Write(p); n != len(p) || err != nil {
					t.Fatalf("%d bytes: %d are written, %v", len(p), n, err)
				}
				if len(c.kept) != kept {
					t.Fatalf("%d bytes are kept, not %d", len(c.kept), kept)
				}
			}
			write(head, oneWrite)
			write(long, 0)
			write(last, len(last))
			if err := turn(c); err != nil {
				t.Fatal(err)
			}
			want := bytes.Join([][]byte{head, long, last}, nil)
			got := make([]byte, len(want))
			if _, err := io.ReadFull(other, got); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
}

// TestNothingFollowsHalfAnAnswer: where what was kept could not be sent, whoever reads
// does not take what would be sent next for the rest of it.
func TestNothingFollowsHalfAnAnswer(t *testing.T) {
	c, other := pair(t)
	c.holds.Store(false)
	if err := c.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	for full := false; !full; { // nobody reads
		_, err := c.Write(make([]byte, 1<<20))
		full = err != nil
	}
	c.holds.Store(true)
	if n, err := c.Write([]byte("half")); n != 4 || err != nil {
		t.Fatal(n, err)
	}
	if err := c.release(); err == nil {
		t.Error("what cannot be sent was sent")
	}
	if err := c.SetWriteDeadline(time.Time{}); err == nil {
		t.Error("the connection is as good as before")
	}
	go func() { _, _ = io.Copy(io.Discard, other) }()
	if _, err := c.Write([]byte("the next answer")); err == nil {
		t.Error("something follows")
	}
}

// TestOfWhatIsHeldNoMoreIsKeptThanIsTold, and afterwards nothing.
func TestOfWhatIsHeldNoMoreIsKeptThanIsTold(t *testing.T) {
	c, other := pair(t)
	part := bytes.Repeat([]byte("p"), oneWrite)
	for i := range 10 {
		if n, err := c.Write(part); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
		if len(c.kept) > mostHeld {
			t.Fatalf("after %d parts %d bytes are kept", i+1, len(c.kept))
		}
	}
	if err := c.release(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write([]byte("more")); err != nil || len(c.kept) != 0 {
		t.Errorf("%d bytes are kept of what is not held, %v", len(c.kept), err)
	}
	if n, err := io.ReadFull(other, make([]byte, 10*oneWrite+len("more"))); err != nil {
		t.Errorf("%d bytes came, %v", n, err)
	}
}
