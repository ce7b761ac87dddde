package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// socketProtocol is the one protocol that is spoken over a WebSocket.
const socketProtocol = "graphql-transport-ws"

// The reasons for which the protocol closes a WebSocket.
const (
	closeInvalid      websocket.StatusCode = 4400
	closeUnauthorized websocket.StatusCode = 4401
	closeForbidden    websocket.StatusCode = 4403
	closeNotAccepted  websocket.StatusCode = 4406
	closeInitTimeout  websocket.StatusCode = 4408
	closeExists       websocket.StatusCode = 4409
	closeInitTwice    websocket.StatusCode = 4429
)

// maxSubscriber bounds the id by which a client tells its subscriptions apart.
const maxSubscriber = 128

// A message is what either side sends.
type message struct {
	Type    string          `json:"type"`
	ID      string          `json:"id,omitempty"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// A socket is one WebSocket.
type socket struct {
	server  *Server
	conn    *websocket.Conn
	r       *http.Request
	rep     *report
	asked   context.Context    // in which everything is asked, once it is known who asks
	leave   context.CancelFunc // ends it
	admit   *Admission         // nil where everybody is admitted, or before
	known   bool               // the client was let in
	hangUp  sync.Once
	gone    chan struct{} // closed when the socket is not read any more
	settled int           // how many of the codes in the report were settled
	begun   *time.Timer   // ends the socket of a client that does not begin

	mu        sync.Mutex
	under     map[string]context.CancelFunc // subscriptions under way
	listening sync.WaitGroup
}

// socket carries subscriptions over a WebSocket. A page of another origin is refused
// before there is one.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	f := checkSource(s.cross, r)
	if f == nil {
		// Who asks is not known yet: of a caller, the subscriptions are bounded.
		var back func()
		if back, f = s.sockets.take(r.Context(), "WebSockets", "1"); f == nil {
			defer back()
		}
	}
	if f == nil && s.draining.Load() {
		f = fail(http.StatusServiceUnavailable, CodeOverloaded, "the server is stopping")
	}
	if f != nil {
		s.endpoint.write(w, r, mediaJSON, nil, f)
		return
	}
	s.talking.Add(1)
	defer s.talking.Done()
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{socketProtocol}})
	if err != nil {
		return // it has been answered
	}
	k := &socket{
		server: s, conn: conn, r: r, rep: reportFrom(r.Context()), gone: make(chan struct{}), under: make(map[string]context.CancelFunc),
	}
	defer func() { _ = conn.CloseNow() }()
	if conn.Subprotocol() != socketProtocol {
		k.close(closeNotAccepted, "Subprotocol not acceptable")
		return
	}
	conn.SetReadLimit(int64(s.options.Limits.Body))
	k.begun = time.AfterFunc(s.options.Timeouts.Init, func() { k.close(closeInitTimeout, "Connection initialisation timeout") })
	defer k.begun.Stop()
	k.serve()
}

// serve reads what the client sends until the socket is closed.
func (k *socket) serve() {
	var watching sync.WaitGroup
	watching.Go(k.watchStop)
	defer func() {
		close(k.gone)
		if k.leave != nil {
			k.leave()
		}
		k.listening.Wait()
		watching.Wait()
		k.settle()
	}()
	for {
		// It ends when the socket is closed, from either side.
		kind, text, err := k.conn.Read(context.WithoutCancel(k.r.Context()))
		if err != nil {
			return
		}
		var m message
		if kind != websocket.MessageText || json.Unmarshal(text, &m) != nil || len(m.ID) > maxSubscriber {
			k.close(closeInvalid, "Invalid message")
			return
		}
		if !k.take(m) {
			return
		}
	}
}

// take does what a message asks. It is false when that was the last one.
func (k *socket) take(m message) bool {
	switch m.Type {
	case "connection_init":
		return k.begin(m.Payload)
	case "ping":
		return k.send(message{Type: "pong"})
	case "pong":
		return true
	case "subscribe":
		return k.subscribe(m)
	case "complete":
		k.mu.Lock()
		defer k.mu.Unlock()
		if cancel, ok := k.under[m.ID]; ok {
			cancel()
			delete(k.under, m.ID)
		}
		return true
	}
	k.close(closeInvalid, "Invalid message")
	return false
}

// begin finds out who asks. A page cannot set the header fields of a WebSocket; so the
// payload may say what the field Authorization would.
func (k *socket) begin(payload json.RawMessage) bool {
	if k.known {
		k.close(closeInitTwice, "Too many initialisation requests")
		return false
	}
	var shown map[string]json.RawMessage
	if len(payload) > 0 && json.Unmarshal(payload, &shown) != nil {
		k.close(closeInvalid, "Invalid message")
		return false
	}
	r := k.r
	for name, value := range shown {
		if !strings.EqualFold(name, "Authorization") {
			continue
		}
		var text string
		if json.Unmarshal(value, &text) != nil || len(shown) > k.server.options.Limits.Values {
			k.close(closeInvalid, "Invalid message")
			return false
		}
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", text)
	}
	k.asked = k.r.Context()
	if admit := k.server.options.Admit; admit != nil {
		a, err := admit(k.r.Context(), r)
		if a.Context != nil {
			k.asked = a.Context
		}
		if err != nil {
			_ = k.server.endpoint.disclose(k.rep, unadmitted(err).errors) // for the report: the client is told no more
			k.close(closeForbidden, "Forbidden")
			return false
		}
		k.admit = &a
		k.asked = context.WithValue(k.asked, admissionKey{}, &a)
	}
	k.asked, k.leave = context.WithCancel(k.asked)
	k.known = true
	k.begun.Stop()
	k.listening.Go(k.watchCaller)
	return k.send(message{Type: "connection_ack"})
}

// subscribe begins a subscription.
func (k *socket) subscribe(m message) bool {
	if !k.known {
		k.close(closeUnauthorized, "Unauthorized")
		return false
	}
	if m.ID == "" {
		k.close(closeInvalid, "Invalid message")
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.under[m.ID]; ok {
		k.close(closeExists, fmt.Sprintf("Subscriber for %s already exists", clip(m.ID, mostPath)))
		return false
	}
	if most := k.server.options.Limits.SocketSubscriptions; len(k.under) >= most {
		k.server.metrics.subscribed(CodeTooComplex)
		f := exceeded("SocketSubscriptions", most, fmt.Sprintf("a WebSocket carries %d subscriptions at once", most))
		k.server.metrics.met(f.limit)
		return k.refuse(m.ID, f.errors)
	}
	ctx, cancel := context.WithCancel(k.asked)
	k.under[m.ID] = cancel
	k.listening.Go(func() {
		defer cancel()
		k.tell(ctx, m)
	})
	return true
}

// tell sends the events of a subscription until it ends.
func (k *socket) tell(ctx context.Context, m message) {
	f := k.server.endpoint.chargeBody(ctx, len(m.Payload))
	var params *graphql.RawParams
	if f == nil {
		params, f = k.server.endpoint.readJSON(m.Payload)
	}
	if f != nil {
		k.server.metrics.met(f.limit)
		k.server.metrics.subscribed(codeOf(f.errors[0]))
		k.finish(ctx, m.ID, f.errors)
		return
	}
	sub, leave, f := k.server.subscribed(ctx, k.r, params)
	if f != nil {
		k.server.metrics.met(f.limit)
		k.finish(ctx, m.ID, f.errors)
		return
	}
	defer leave()
	for {
		event, err := sub.Next(ctx)
		if err != nil {
			if ctx.Err() != nil {
				k.server.metrics.subscribed(goodOutcome)
				return
			}
			k.finish(ctx, m.ID, k.server.ended(ctx, sub, err))
			return
		}
		if ctx.Err() != nil || !k.send(message{Type: "next", ID: m.ID, Payload: event}) {
			k.server.metrics.subscribed(goodOutcome)
			return
		}
		k.server.metrics.event()
	}
}

// finish says why a subscription ended, unless the client ended it.
func (k *socket) finish(ctx context.Context, id string, errs gqlerror.List) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	delete(k.under, id)
	k.refuse(id, errs)
}

func (k *socket) refuse(id string, errs gqlerror.List) bool {
	text, err := json.Marshal(k.server.endpoint.disclose(k.rep, errs))
	if err != nil {
		k.rep.cause(fmt.Errorf("errors of a subscription: %w", err))
		k.close(websocket.StatusInternalError, "Internal error")
		return false
	}
	return k.send(message{Type: "error", ID: id, Payload: text})
}

// send sends a message within the time for an answer: a client that does not read is
// cut off.
func (k *socket) send(m message) bool {
	text, err := json.Marshal(m)
	if err != nil {
		k.rep.cause(fmt.Errorf("a message: %w", err))
		return false
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(k.r.Context()), k.server.options.Timeouts.Write)
	defer cancel()
	if err := k.conn.Write(ctx, websocket.MessageText, text); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			k.rep.code(CodeTimeout)
		}
		return false
	}
	return true
}

// close closes the socket and says why, to a client that listens.
func (k *socket) close(code websocket.StatusCode, reason string) {
	k.hangUp.Do(func() {
		_ = k.conn.Close(code, reason) // it may have been closed by the client
	})
}

// watchStop closes the socket when the server stops, and when the client gives no sign
// of life.
func (k *socket) watchStop() {
	beat := time.NewTicker(k.server.options.Timeouts.Beat)
	defer beat.Stop()
	for {
		select {
		case <-k.server.stopping:
			k.close(websocket.StatusGoingAway, "the server is stopping")
			return
		case <-k.gone:
			return
		case <-beat.C:
			if !k.alive() {
				_ = k.conn.CloseNow() // nobody is there who could be told
				return
			}
		}
	}
}

// alive waits for a sign of life, and no longer than the server runs.
func (k *socket) alive() bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(k.r.Context()), k.server.options.Timeouts.Beat)
	defer cancel()
	answered := make(chan error, 1)
	go func() { answered <- k.conn.Ping(ctx) }()
	select {
	case err := <-answered:
		return err == nil
	case <-k.server.stopping:
		return true // for as long as it takes to say so
	}
}

// watchCaller closes the socket when whoever asks is not known any more, and says from
// time to time what became of what was asked: it may last for days.
func (k *socket) watchCaller() {
	if k.admit == nil {
		return
	}
	var expired <-chan time.Time
	if !k.admit.Expires.IsZero() {
		timer := time.NewTimer(time.Until(k.admit.Expires))
		defer timer.Stop()
		expired = timer.C
	}
	beat := time.NewTicker(k.server.options.Timeouts.Beat)
	defer beat.Stop()
	for known := true; known; {
		select {
		case <-beat.C:
			k.settle()
		case <-k.admit.Gone:
			known = false
		case <-expired:
			known = false
		case <-k.gone:
			return
		}
	}
	// Nothing more is told, whether the client takes notice of the end or not.
	k.leave()
	k.close(closeUnauthorized, "the token is no longer good")
}

// settle says what became of what was asked since it was said last. It is called by
// one goroutine at a time.
func (k *socket) settle() {
	if k.server.options.Settle == nil || k.asked == nil {
		return
	}
	told := k.rep.told()
	told.Codes, k.settled = told.Codes[k.settled:], len(told.Codes)
	k.server.options.Settle(k.asked, told)
}
