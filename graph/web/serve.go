package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
)

// ErrUnfinished means that the server stopped, but cut off requests at work.
var ErrUnfinished = errors.New("requests were cut off")

// Serve answers on l until ctx ends, then stops: no more connections, /readyz
// says so, requests at work get [Timeouts.Drain] to finish; those that do not
// have their contexts cancelled and get [Timeouts.Close] more. It returns nil
// after a clean stop, an [ErrUnfinished] after the other, and the error of the
// listener if that broke. It closes l. A Server serves once.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	t := s.options.Timeouts
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	connections := bound(l, s.options.Limits.Connections)
	server := &http.Server{
		Handler:           s,
		ConnState:         connections.gone,
		BaseContext:       func(net.Listener) context.Context { return base },
		ConnContext:       connected,
		ReadHeaderTimeout: t.Header,
		ReadTimeout:       t.Header + t.Body,
		// The endpoint sets a closer one when its answer is ready.
		WriteTimeout:   t.Body + t.Operation + t.Write,
		IdleTimeout:    t.Idle,
		MaxHeaderBytes: s.options.Limits.Header,
		ErrorLog:       slog.NewLogLogger(s.options.Log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(connections) }()
	select {
	case err := <-failed:
		return fmt.Errorf("web: serve: %w", errors.Join(err, server.Close()))
	case <-ctx.Done():
	}

	s.draining.Store(true)
	close(s.stopping)
	stop := func(within context.Context, done context.CancelFunc) error {
		defer done()
		return server.Shutdown(within)
	}
	err := stop(context.WithTimeout(base, t.Drain))
	if err != nil {
		cancel()
		err = stop(context.WithTimeout(context.WithoutCancel(base), t.Close))
		// Whether they ended now or not, their clients did not get what they
		// asked for.
		err = errors.Join(ErrUnfinished, err, server.Close())
	}
	s.talking.Wait() // a WebSocket is closed as soon as the server stops
	if broken := <-failed; !errors.Is(broken, http.ErrServerClosed) {
		err = errors.Join(err, broken)
	}
	if err != nil {
		return fmt.Errorf("web: stop: %w", err)
	}
	return nil
}

// A bounded listener lets a number of connections be open at one time; others
// wait in the queue of the operating system.
type bounded struct {
	net.Listener
	slots  chan struct{}
	closed chan struct{}
	once   sync.Once
}

func bound(l net.Listener, n int) *bounded {
	return &bounded{Listener: l, slots: make(chan struct{}, n), closed: make(chan struct{})}
}

func (b *bounded) Accept() (net.Conn, error) {
	select {
	case b.slots <- struct{}{}:
	case <-b.closed:
		return nil, net.ErrClosed
	}
	conn, err := b.Listener.Accept()
	if err != nil {
		<-b.slots
		return nil, err
	}
	return wholly(conn), nil
}

// gone is the server's hook for what becomes of a connection.
func (b *bounded) gone(_ net.Conn, state http.ConnState) {
	if state == http.StateClosed || state == http.StateHijacked {
		<-b.slots
	}
}

func (b *bounded) Close() error {
	b.once.Do(func() { close(b.closed) })
	return b.Listener.Close()
}
