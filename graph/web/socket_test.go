package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"hudna/graph/web"
)

// A peer is a client of a WebSocket.
type peer struct {
	*websocket.Conn
}

func dial(t *testing.T, h *house, protocol string, header http.Header) (*peer, *http.Response, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, res, err := websocket.Dial(ctx, "ws://"+h.address+"/graphql", &websocket.DialOptions{Subprotocols: []string{protocol}, HTTPHeader: header})
	if err != nil {
		return nil, res, err
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &peer{conn}, res, nil
}

func dialled(t *testing.T, h *house) *peer {
	t.Helper()
	p, _, err := dial(t, h, "graphql-transport-ws", nil) //nolint:bodyclose // that of a WebSocket has none
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *peer) say(t *testing.T, text string) {
	t.Helper()
	if err := p.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// hear reads one message, or how the socket was closed.
func (p *peer) hear(t *testing.T) (string, websocket.CloseError) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, text, err := p.Read(ctx)
	if err == nil {
		return string(text), websocket.CloseError{}
	}
	var closed websocket.CloseError
	if code := websocket.CloseStatus(err); code == -1 {
		t.Fatalf("it was not closed but broken: %v", err)
	} else {
		closed = websocket.CloseError{Code: code, Reason: err.Error()}
	}
	return "", closed
}

func (p *peer) hears(t *testing.T, want string) {
	t.Helper()
	if got, closed := p.hear(t); got != want {
		t.Fatalf("got %s %v\nwant %s", got, closed, want)
	}
}

const (
	begin    = `{"type":"connection_init"}`
	begun    = `{"type":"connection_ack"}`
	tickOf   = `{"type":"subscribe","id":"ID","payload":{"query":"subscription { tick }"}}`
	tickOfA  = `{"type":"subscribe","id":"a","payload":{"query":"subscription { tick }"}}`
	tickOfA7 = `{"type":"next","id":"a","payload":{"data":{"tick":7},"extensions":{"revision":7}}}`
)

func TestASocketCarriesSubscriptions(t *testing.T) {
	b := newBell()
	h := serve(t, ringing(b))
	p := dialled(t, h)
	p.say(t, begin)
	p.hears(t, begun)
	p.say(t, `{"type":"ping"}`)
	p.hears(t, `{"type":"pong"}`)
	p.say(t, `{"type":"pong"}`)
	p.say(t, tickOfA)
	b.rings <- 7
	p.hears(t, tickOfA7)
	p.say(t, `{"type":"complete","id":"a"}`)
	p.say(t, `{"type":"complete","id":"unknown"}`)
	for b.under.Load() != 0 {
		time.Sleep(time.Millisecond)
	}
	p.say(t, tickOfA) // its id is free again
	b.rings <- 7
	p.hears(t, tickOfA7)
	b.ends <- slow()
	p.hears(t, `{"type":"error","id":"a","payload":[{"message":"too slow","extensions":{"after":7,"code":"OVERLOADED"}}]}`)
	if err := p.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Error(err)
	}
	h.stop()
	if err := <-h.stopped; err != nil || b.under.Load() != 0 {
		t.Errorf("%v, %d subscriptions", err, b.under.Load())
	}
}

// TestASocketIsClosed: each mistake has its code.
func TestASocketIsClosed(t *testing.T) {
	h := serve(t, ringing(newBell()), func(o *web.Options) { o.Limits.Body = 4 << 10 })
	for name, c := range map[string]struct {
		say  []string
		code websocket.StatusCode
	}{
		"what is no JSON":                 {[]string{`{`}, 4400},
		"what is no object":               {[]string{`[]`}, 4400},
		"a type that there is not":        {[]string{begin, `{"type":"start","id":"a"}`}, 4400},
		"no id":                           {[]string{begin, strings.Replace(tickOf, "ID", "", 1)}, 4400},
		"an id that is too long":          {[]string{begin, strings.Replace(tickOf, "ID", strings.Repeat("x", 129), 1)}, 4400},
		"a payload that is none":          {[]string{`{"type":"connection_init","payload":7}`}, 4400},
		"an authorization that is none":   {[]string{`{"type":"connection_init","payload":{"authorization":7}}`}, 4400},
		"before the beginning":            {[]string{tickOfA}, 4401},
		"twice under one id":              {[]string{begin, tickOfA, tickOfA}, 4409},
		"two beginnings":                  {[]string{begin, begin}, 4429},
		"a message that is too long":      {[]string{begin, strings.Repeat(" ", 5<<10)}, websocket.StatusMessageTooBig},
		"a message that is not text":      {[]string{begin, "\x00binary"}, 4400},
		"two beginnings before an answer": {[]string{begin, begin, begin}, 4429},
	} {
		t.Run(name, func(t *testing.T) {
			p := dialled(t, h)
			for _, text := range c.say {
				kind := websocket.MessageText
				if strings.HasPrefix(text, "\x00") {
					kind = websocket.MessageBinary
				}
				if err := p.Write(t.Context(), kind, []byte(text)); err != nil {
					break // closed already; how, is read below
				}
			}
			for {
				text, closed := p.hear(t)
				if text == begun {
					continue
				}
				if closed.Code != c.code {
					t.Errorf("%s %v, want %d", text, closed, c.code)
				}
				return
			}
		})
	}
	t.Run("another protocol", func(t *testing.T) {
		p, _, err := dial(t, h, "graphql-ws", nil) //nolint:bodyclose // that of a WebSocket has none
		if err != nil {
			t.Fatal(err)
		}
		if _, closed := p.hear(t); closed.Code != 4406 {
			t.Errorf("%v", closed)
		}
	})
	t.Run("from a page of another site", func(t *testing.T) {
		_, res, err := dial(t, h, "graphql-transport-ws", http.Header{"Origin": {"http://elsewhere.example"}}) //nolint:bodyclose // that of a WebSocket has none
		if err == nil || res == nil || res.StatusCode != http.StatusForbidden {
			t.Errorf("%v %v", res, err)
		}
	})
}

func TestASocketThatDoesNotBeginIsClosed(t *testing.T) {
	h := serve(t, ringing(newBell()), func(o *web.Options) { o.Timeouts.Init = 20 * time.Millisecond })
	if _, closed := dialled(t, h).hear(t); closed.Code != 4408 {
		t.Errorf("%v", closed)
	}
}

// TestASocketIsOfItsCaller: it begins with a token that is good, shown in the header or
// when it begins, and ends with it.
func TestASocketIsOfItsCaller(t *testing.T) {
	gone := make(chan struct{})
	l := &lodge{known: map[string]web.Admission{"Bearer good": {Gone: gone}, "Bearer brief": {Expires: time.Now().Add(200 * time.Millisecond)}}}
	b := newBell()
	h := serve(t, ringing(b), guarded(l))
	for name, shown := range map[string]string{"nothing": begin, "a bad one": `{"type":"connection_init","payload":{"Authorization":"Bearer bad"}}`} {
		p := dialled(t, h)
		p.say(t, shown)
		if text, closed := p.hear(t); closed.Code != 4403 {
			t.Errorf("%s: %s %v", name, text, closed)
		}
	}
	by := dialled(t, h)
	by.say(t, `{"type":"connection_init","payload":{"authorization":"Bearer good","more":[1]}}`)
	by.hears(t, begun)
	header, _, err := dial(t, h, "graphql-transport-ws", http.Header{"Authorization": {"Bearer brief"}}) //nolint:bodyclose // that of a WebSocket has none
	if err != nil {
		t.Fatal(err)
	}
	header.say(t, begin)
	header.hears(t, begun)
	by.say(t, tickOfA)
	b.rings <- 7
	by.hears(t, tickOfA7)
	close(gone)
	for name, p := range map[string]*peer{"revoked": by, "expired": header} {
		if text, closed := p.hear(t); closed.Code != 4401 {
			t.Errorf("%s: %s %v", name, text, closed)
		}
	}
	h.stop()
	if err := <-h.stopped; err != nil {
		t.Error(err)
	}
	if told := l.told(); len(told) != 4 {
		t.Errorf("%d outcomes are told: %v", len(told), told)
	}
}

// TestSocketsAreBounded: so are subscriptions on one of them, and in all.
func TestSocketsAreBounded(t *testing.T) {
	b := newBell()
	h := serve(t, ringing(b), func(o *web.Options) {
		o.Limits.Sockets, o.Limits.SocketSubscriptions, o.Limits.Subscriptions = 2, 2, 3
	})
	refusal := func(p *peer, id, code string) {
		t.Helper()
		p.say(t, strings.Replace(tickOf, "ID", id, 1))
		text, closed := p.hear(t)
		var m struct {
			Type, ID string
			Payload  []struct{ Extensions struct{ Code string } }
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			t.Fatal(err, closed)
		}
		if m.Type != "error" || m.ID != id || m.Payload[0].Extensions.Code != code {
			t.Errorf("%s, want %s", text, code)
		}
	}
	await := func(n int64) {
		t.Helper()
		for b.under.Load() != n {
			time.Sleep(time.Millisecond)
		}
	}
	first, second := dialled(t, h), dialled(t, h)
	for _, p := range []*peer{first, second} {
		p.say(t, begin)
		p.hears(t, begun)
	}
	first.say(t, tickOfA)
	first.say(t, strings.Replace(tickOf, "ID", "b", 1))
	await(2)
	refusal(first, "c", "TOO_COMPLEX")
	second.say(t, tickOfA)
	await(3)
	refusal(second, "b", "OVERLOADED")
	if _, res, err := dial(t, h, "graphql-transport-ws", nil); err == nil || res == nil || res.StatusCode != http.StatusServiceUnavailable { //nolint:bodyclose // as above
		t.Errorf("a third socket: %v %v", res, err)
	}
	first.say(t, `{"type":"complete","id":"a"}`)
	await(2)
	second.say(t, strings.Replace(tickOf, "ID", "b", 1))
	await(3)
	h.stop()
	for _, p := range []*peer{first, second} {
		if text, closed := p.hear(t); closed.Code != websocket.StatusGoingAway {
			t.Errorf("%s %v", text, closed)
		}
	}
	if err := <-h.stopped; err != nil || b.under.Load() != 0 {
		t.Errorf("%v, %d subscriptions", err, b.under.Load())
	}
}

// TestWhatASocketRefuses: what is wrong with an operation ends it, and not the socket.
func TestWhatASocketRefuses(t *testing.T) {
	b := newBell()
	h := serve(t, ringing(b))
	p := dialled(t, h)
	p.say(t, begin)
	p.hears(t, begun)
	for payload, code := range map[string]string{
		`{"query":"{ hello }"}`:           "BAD_USER_INPUT",
		`{"query":"subscription { no }"}`: "GRAPHQL_VALIDATION_FAILED",
		`{"query":"{"}`:                   "GRAPHQL_PARSE_FAILED",
		`{}`:                              "BAD_REQUEST",
		`[]`:                              "BAD_REQUEST",
		`{"query":"subscription($n: Int!) { tick }"}`: "GRAPHQL_VALIDATION_FAILED",
	} {
		p.say(t, `{"type":"subscribe","id":"a","payload":`+payload+`}`)
		if text, closed := p.hear(t); !strings.HasPrefix(text, `{"type":"error","id":"a","payload":[{`) || !strings.Contains(text, `"code":"`+code+`"`) {
			t.Errorf("%s: %s %v", payload, text, closed)
		}
	}
	p.say(t, tickOfA)
	b.rings <- 7
	p.hears(t, tickOfA7)
}

// TestASocketWithoutASignOfLifeIsCut: a client that answers no ping is not there.
func TestASocketWithoutASignOfLifeIsCut(t *testing.T) {
	b := newBell()
	h := serve(t, ringing(b), func(o *web.Options) { o.Timeouts.Beat = 30 * time.Millisecond })
	p := dialled(t, h)
	p.say(t, begin)
	p.hears(t, begun)
	p.say(t, tickOfA)
	for b.under.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	for end := time.Now().Add(10 * time.Second); b.under.Load() != 0; time.Sleep(time.Millisecond) { // it reads nothing, and so answers nothing
		if time.Now().After(end) {
			t.Fatal("it is still there")
		}
	}
}
