package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"github.com/coder/websocket"

	"hudna/graph/web"
)

// hostileQuick are the times of a server that tests wait for.
var hostileQuick = web.Timeouts{
	Header: 100 * time.Millisecond, Body: 150 * time.Millisecond, Idle: 100 * time.Millisecond, Write: 100 * time.Millisecond,
	Drain: 100 * time.Millisecond, Close: 100 * time.Millisecond,
}

// talk writes to a server as it is, and gives what comes back until it closes.
func (h *hostile) talk(address string, parts ...string) string {
	h.Helper()
	var d net.Dialer
	c, err := d.DialContext(h.Context(), "tcp", address)
	if err != nil {
		h.Fatal(err)
	}
	defer c.Close() // the server may have
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		h.Fatal(err)
	}
	go func() {
		for _, part := range parts {
			if _, err := io.WriteString(c, part); err != nil {
				return // the server may close first
			}
		}
	}()
	all, err := io.ReadAll(bufio.NewReader(c))
	if err != nil && len(all) == 0 {
		return "" // it was closed without a word
	}
	h.private(string(all))
	return string(all)
}

// head is the head of a POST, with what is given besides.
func (h *hostile) head(fields string) string {
	return "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer " + h.token("READER", "PUBLIC") + "\r\n" + fields
}

const hostileChange = `mutation { retract(input: {id: "actor/avaria", reason: "x"}) { errors { code } } }`

// hostilePersisted is the extension that names a document by its hash.
func hostilePersisted(hash string) string {
	return `"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + hash + `"}}`
}

func hostileHash(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

var hostileTransport = []hostileInput{
	{number: 31, name: "a body of a mebibyte and one byte", keys: 1, try: func(h *hostile) {
		body := hostileBody("{ __typename }")
		h.post(body+hostileRepeat(1<<20+1-len(body), " ")).refused(h, http.StatusRequestEntityTooLarge, "TOO_LARGE")
		h.post(body + hostileRepeat(1<<20-len(body), " ")).answered(h)
	}},
	{number: 32, name: "a length that lies", keys: 1, try: func(h *hostile) {
		address := h.listening(web.Options{Timeouts: hostileQuick})
		for name, c := range map[string]struct {
			parts []string
			want  string
		}{
			"less than it says": {[]string{h.head("Content-Length: 500\r\n\r\n{")}, "HTTP/1.1 408 "},
			"chunks without end": {
				append([]string{h.head("Transfer-Encoding: chunked\r\n\r\n")}, strings.Split(hostileRepeat(40, "8000\r\n"+hostileRepeat(0x8000, " ")+"\r\n|"), "|")...), "HTTP/1.1 413 ",
			},
			"a negative one": {[]string{h.head("Content-Length: -1\r\n\r\n{}")}, "HTTP/1.1 400 "},
		} {
			if got := h.talk(address, c.parts...); !strings.HasPrefix(got, c.want) {
				h.Errorf("%s: %.200q", name, got)
			}
		}
	}},
	{number: 33, name: "those who are slow", keys: 1, try: func(h *hostile) {
		address := h.listening(web.Options{Timeouts: hostileQuick})
		for _, text := range []string{"", "POST /graphql HTTP/1.1\r\nHost: loc", h.head("Content-Length: 100\r\n\r\n{")} {
			began := time.Now()
			if got := h.talk(address, text); got != "" && !strings.HasPrefix(got, "HTTP/1.1 4") || time.Since(began) > 5*time.Second {
				h.Errorf("%q: %q after %s", text, got, time.Since(began))
			}
		}
	}},
	{number: 34, name: "a body that is packed", keys: 1, try: func(h *hostile) {
		for _, coding := range []string{"gzip", "br", "deflate", "identity, gzip"} {
			h.post(gzipped(h.T, hostileRepeat(1<<20, " ")), header("Content-Encoding", coding)).refused(h, http.StatusUnsupportedMediaType, "BAD_REQUEST")
		}
	}},
	{number: 35, name: "a mutation by GET", keys: 1, try: func(h *hostile) {
		got := h.send(h.graph.server, h.request(http.MethodGet, "/graphql?query="+strings.ReplaceAll(hostileChange, " ", "%20"), ""))
		got.refused(h, http.StatusMethodNotAllowed, "BAD_REQUEST")
		if got.header.Get("Allow") != "POST" {
			h.Errorf("Allow: %v", got.header)
		}
	}},
	{number: 36, name: "bodies of other media types", keys: 1, try: func(h *hostile) {
		for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql", "", "application/json; charset=utf-16"} {
			h.post(hostileBody("{ __typename }"), header("Content-Type", media)).refused(h, http.StatusUnsupportedMediaType, "BAD_REQUEST")
		}
	}},
	{number: 37, name: "a list of requests", keys: 1, try: func(h *hostile) {
		h.post("["+hostileBody("{ __typename }")+"]").refused(h, http.StatusBadRequest, "BAD_REQUEST")
	}},
	{number: 38, name: "pages of other sites", keys: 1, try: func(h *hostile) {
		for name, value := range map[string]string{"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"} {
			for _, query := range []string{hostileChange, "{ __typename }"} {
				h.post(hostileBody(query), header(name, value)).refused(h, http.StatusForbidden, "FORBIDDEN")
			}
			h.send(h.graph.server, h.request(http.MethodGet, "/graphql?query=%7B__typename%7D", "", header(name, value))).refused(h, http.StatusForbidden, "FORBIDDEN")
		}
	}},
	{number: 39, name: "leave for another site", keys: 1, try: func(h *hostile) {
		got := h.send(h.graph.server, h.request(http.MethodOptions, "/graphql", "", header("Origin", "https://elsewhere.example"), header("Access-Control-Request-Method", "POST")))
		for name := range got.header {
			if strings.HasPrefix(name, "Access-Control-") {
				h.Errorf("%s: %v", name, got.header[name])
			}
		}
		if got.status < http.StatusBadRequest {
			h.Errorf("%d", got.status)
		}
	}},
	{number: 40, name: "another host", keys: 1, try: func(h *hostile) {
		for _, host := range []string{"elsewhere.example", "localhost.elsewhere.example", "10.0.0.7", ""} {
			got := h.post(hostileBody("{ __typename }"), func(r *http.Request) { r.Host = host })
			got.refused(h, http.StatusMisdirectedRequest, "FORBIDDEN")
		}
	}},
	{number: 41, name: "a name that stands twice", keys: 1, try: func(h *hostile) {
		h.post(`{"query":"{ __typename }","query":"`+strings.ReplaceAll(hostileChange, `"`, `\"`)+`"}`).refused(h, http.StatusBadRequest, "BAD_REQUEST")
		h.post(`{"query":"query($i: ID!) { node(id: $i) { id } }","variables":{"i":"actor/avaria","i":"`+leakHidden+`"}}`).refused(h, http.StatusBadRequest, "BAD_REQUEST")
		got := h.send(h.graph.server, h.request(http.MethodGet, "/graphql?query=%7B__typename%7D&query=%7Bx%7D", ""))
		got.refused(h, http.StatusBadRequest, "BAD_REQUEST")
	}},
	{number: 42, name: "a hash of something else", keys: 1, try: func(h *hostile) {
		const asked = "{ __typename }"
		h.post(`{"query":"`+asked+`",`+hostilePersisted(hostileHash("x"))+`}`).refused(h, http.StatusBadRequest, "BAD_REQUEST")
		h.post(`{`+hostilePersisted(hostileHash("x"))+`}`).refused(h, http.StatusOK, "PERSISTED_QUERY_NOT_FOUND")
		h.post(`{`+hostilePersisted("../../x")+`}`).refused(h, http.StatusBadRequest, "BAD_REQUEST")
		h.post(`{"query":"` + asked + `",` + hostilePersisted(hostileHash(asked)) + `}`).answered(h)
		h.post(`{` + hostilePersisted(hostileHash(asked)) + `}`).answered(h)
	}},
	{number: 43, name: "many documents to be kept", keys: 1, try: func(h *hostile) {
		// What is kept is bounded in bytes: the first is forgotten when the last has come.
		const each, most, enough = 64 << 10, 512 << 10, 12
		d := &door{flags: &accessFlags{}, graph: h.graph.ledger, plain: h.graph.ledger, keys: h.graph.keys}
		s, err := d.server(tested(h.T), web.Options{Limits: web.Limits{Persisted: most}})
		if err != nil {
			h.Fatal(err)
		}
		first := ""
		for i := range enough {
			text := fmt.Sprintf("{ __typename } #%d %s", i, hostileRepeat(each, "x"))
			if i == 0 {
				first = hostileHash(text)
			}
			h.send(s, h.request(http.MethodPost, "/graphql", `{"query":"`+text+`",`+hostilePersisted(hostileHash(text))+`}`)).answered(h)
		}
		h.send(s, h.request(http.MethodPost, "/graphql", `{`+hostilePersisted(first)+`}`)).refused(h, http.StatusOK, "PERSISTED_QUERY_NOT_FOUND")
	}},
	{number: 44, name: "a WebSocket without a word", keys: 1, try: func(h *hostile) {
		h.socket(web.Limits{}, 150*time.Millisecond).closedAs(h, 4408)
	}},
	{number: 45, name: "a WebSocket without a token", keys: 1, try: func(h *hostile) {
		for _, payload := range []string{`{}`, `{"Authorization":"Bearer hudna_aaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}`, `{"Authorization":7}`} {
			s := h.socket(web.Limits{}, 0)
			s.say(h, `{"type":"connection_init","payload":`+payload+`}`)
			s.closedAs(h, 4403, 4400)
		}
		s := h.socket(web.Limits{}, 0)
		s.say(h, `{"type":"subscribe","id":"a","payload":{"query":"subscription { revision { number } }"}}`)
		s.closedAs(h, 4401)
	}},
	{number: 46, name: "a thousand subscriptions", keys: 1000, try: func(h *hostile) {
		const most = 3
		s := h.socket(web.Limits{SocketSubscriptions: most}, 0)
		s.say(h, `{"type":"connection_init","payload":{"Authorization":"Bearer `+h.token("READER", "PUBLIC")+`"}}`)
		for i := range 1000 {
			s.say(h, fmt.Sprintf(`{"type":"subscribe","id":"s%d","payload":{"query":"subscription { revision { number } }"}}`, i))
		}
		refused := 0
		for refused < 1000-most {
			said := s.hear(h)
			if strings.Contains(said, `"type":"error"`) && strings.Contains(said, "TOO_COMPLEX") {
				refused++
			} else if !strings.Contains(said, "connection_ack") {
				h.Fatal(said)
			}
		}
	}},
	{number: 47, name: "a frame of two mebibytes", keys: 1, try: func(h *hostile) {
		s := h.socket(web.Limits{}, 0)
		_ = s.conn.Write(h.Context(), websocket.MessageText, []byte(hostileRepeat(2<<20, "x"))) // the server may close first
		s.closedAs(h, 1009)
	}},
	{number: 48, name: "a request within a request", keys: 1, try: func(h *hostile) {
		address := h.listening(web.Options{Timeouts: hostileQuick})
		inner := h.head("Content-Length: 2\r\n\r\n{}")
		// Of the two ways to find its end the one counts, and nothing behind it is answered.
		got := h.talk(address, h.head(fmt.Sprintf("Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%s", 5+len(inner), inner)))
		if strings.Count(got, "HTTP/1.1 ") != 1 || !strings.HasPrefix(got, "HTTP/1.1 400 ") {
			h.Errorf("%.400q", got)
		}
		if got := h.talk(address, h.head("Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}")); !strings.HasPrefix(got, "HTTP/1.1 400 ") {
			h.Errorf("%.400q", got)
		}
	}},
	{number: 49, name: "a header of 64 KiB", keys: 1, try: func(h *hostile) {
		address := h.listening(web.Options{Timeouts: hostileQuick})
		got := h.talk(address, "GET /livez HTTP/1.1\r\nHost: localhost\r\nX: "+hostileRepeat(64<<10, "x")+"\r\n\r\n")
		if !strings.HasPrefix(got, "HTTP/1.1 431 ") {
			h.Errorf("%.200q", got)
		}
	}},
	{number: 50, name: "those who leave", try: func(h *hostile) {
		ctx, leave := context.WithCancel(h.Context())
		defer leave()
		reached := make(chan struct{}, 1)
		fault := hostileFault(func(ctx context.Context) error {
			select {
			case reached <- struct{}{}:
			default:
			}
			<-ctx.Done()
			return ctx.Err()
		})
		h.fault.Store(&fault)
		defer h.fault.Store(nil)
		done := make(chan struct{})
		go func() {
			defer close(done)
			r := h.request(http.MethodPost, "/graphql", hostileBody(`{ search(text: "gazette leaves") { totalCount } }`))
			h.graph.server.ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
		}()
		select {
		case <-reached:
		case <-done:
			h.Fatal("nothing was read")
		}
		leave()
		select {
		case <-done:
		case <-time.After(time.Second):
			h.Error("the work goes on")
		}
	}},
}

// A hostileSocket is a WebSocket to a server of its own.
type hostileSocket struct{ conn *websocket.Conn }

// socket opens one to a server with other limits, which waits so long for the first word.
func (h *hostile) socket(l web.Limits, first time.Duration) *hostileSocket {
	h.Helper()
	times := web.Timeouts{Init: first, Drain: hostileQuick.Drain, Close: hostileQuick.Close}
	conn, _, err := websocket.Dial(h.Context(), "ws://"+h.listening(web.Options{Limits: l, Timeouts: times})+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}}) //nolint:bodyclose // that of a WebSocket has none
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { _ = conn.CloseNow() })
	return &hostileSocket{conn}
}

func (s *hostileSocket) say(h *hostile, text string) {
	h.Helper()
	if err := s.conn.Write(h.Context(), websocket.MessageText, []byte(text)); err != nil {
		h.Fatal(err)
	}
}

// hear reads a message.
func (s *hostileSocket) hear(h *hostile) string {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.Context(), 10*time.Second)
	defer cancel()
	_, text, err := s.conn.Read(ctx)
	if err != nil {
		h.Fatal(err)
	}
	h.private(string(text))
	return string(text)
}

// closedAs demands that the server closes it with one of some codes, and says nothing before.
func (s *hostileSocket) closedAs(h *hostile, codes ...int) {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.Context(), 10*time.Second)
	defer cancel()
	_, text, err := s.conn.Read(ctx)
	if code := int(websocket.CloseStatus(err)); !slices.Contains(codes, code) {
		h.Errorf("%s %v, closed as none of %v", text, err, codes)
	}
}
