package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"hudna/cmd/hudna/bench"
)

// TestTheWireAsksLikeAnyClient compares with net/http: what the server is told, and
// what it answers, whole or in pieces, on connections that it closes now and then.
func TestTheWireAsksLikeAnyClient(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		switch {
		case strings.HasSuffix(string(body), "3"):
			w.Header().Set("Connection", "close")
		case strings.HasSuffix(string(body), "5"):
			w.Header().Set("Connection", "Keep-Alive")
		case strings.HasSuffix(string(body), "6"):
			w.WriteHeader(http.StatusTeapot)
		}
		answer := fmt.Sprintf("%s %s %s %s %s", r.Method, r.URL, r.Header.Get("Content-Type"), r.Header.Get("Hudna-Revision"), body)
		if strings.HasSuffix(string(body), "4") {
			for _, c := range answer { // in pieces, of which no length is told
				fmt.Fprintf(w, "%c", c)
				w.(http.Flusher).Flush() //nolint:errcheck // it is one
			}
			return
		}
		fmt.Fprint(w, answer)
	}))
	defer server.Close()
	wire, err := newWire(server.URL + "/graphql?a=b")
	if err != nil {
		t.Fatal(err)
	}
	defer wire.Close()
	var all sync.WaitGroup
	for client := range 4 {
		all.Go(func() {
			for i := range 50 {
				r := bench.Request{Body: []byte(strings.Repeat("x", 1_000*client) + strconv.Itoa(i)), Revision: uint64(i % 3)}
				got, err := wire.Ask(t.Context(), r)
				if err != nil {
					t.Error(err)
					return
				}
				plain, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/graphql?a=b", bytes.NewReader(r.Body))
				if err != nil {
					t.Error(err)
					return
				}
				plain.Header.Set("Content-Type", "application/json")
				if r.Revision > 0 {
					plain.Header.Set("Hudna-Revision", strconv.FormatUint(r.Revision, 10))
				}
				res, err := http.DefaultClient.Do(plain)
				if err != nil {
					t.Error(err)
					return
				}
				want, err := io.ReadAll(res.Body)
				if err := res.Body.Close(); err != nil {
					t.Error(err)
				}
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("got %q, want %q (%v)", got, want, err)
				}
			}
		})
	}
	all.Wait()

	// A server that has closed what nobody used is asked anew.
	server.CloseClientConnections()
	if got, err := wire.Ask(t.Context(), bench.Request{Body: []byte("1")}); err != nil || !strings.HasSuffix(string(got), " 1") {
		t.Errorf("after the server hung up: %q, %v", got, err)
	}
	server.Close()
	if _, err := wire.Ask(t.Context(), bench.Request{Body: []byte("1")}); err == nil {
		t.Error("a server that is gone has answered")
	}
	for _, at := range []string{"", "localhost:80", "ftp://localhost"} {
		if _, err := newWire(at); err == nil {
			t.Errorf("%q is taken for a server", at)
		}
	}
}
