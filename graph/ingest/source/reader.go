package source

import (
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"
)

// What comes out of a packed file may be so many times what went in, once it is
// more than a little. Tables of numbers reach about 50.
const (
	MaxRatio  = 250
	freeBytes = 16 << 20
)

// ErrCut is how a packed file ends that was cut off.
var ErrCut = errors.New("the file is cut off")

// checked ends with its context.
type checked struct {
	ctx context.Context //nolint:containedctx // a reader has no other way to be told, and lives no longer than a call
	r   io.Reader
}

func (c *checked) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// counted counts what is read.
type counted struct {
	r io.Reader
	n *atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// countedAt counts what is read of an archive.
type countedAt struct {
	r io.ReaderAt
	n *atomic.Int64
}

func (c *countedAt) ReadAt(p []byte, at int64) (int, error) {
	n, err := c.r.ReadAt(p, at)
	c.n.Add(int64(n))
	return n, err
}

// unpacked is what comes out of a packed file, held to its measure.
type unpacked struct {
	r     io.Reader
	in    *atomic.Int64 // what went in
	most  int64         // what can go in, where that is known before
	out   int64
	close func() error
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.out += int64(n)
	in := u.in.Load()
	if u.most > 0 {
		in = u.most
	}
	if u.out > freeBytes && u.out > MaxRatio*max(in, 1) {
		return 0, refuse("unpacks to more than %d times its size", MaxRatio)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = ErrCut
	}
	return n, err
}

func (u *unpacked) Close() error { return u.close() }

// Spool copies what can be read only once into a file, so that its sum is known
// before it is imported. Remove ends it.
func Spool(ctx context.Context, r io.Reader) (path string, remove func() error, err error) {
	f, err := os.CreateTemp("", "hudna-input-*")
	if err != nil {
		return "", nil, err
	}
	_, err = io.Copy(f, &checked{ctx: ctx, r: r})
	if err := errors.Join(err, f.Close()); err != nil {
		return "", nil, errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), func() error { return os.Remove(f.Name()) }, nil
}
