package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestAnswersOfEveryLengthArriveWhole: one after the other, all asked for at once, and the
// last before the server hangs up.
func TestAnswersOfEveryLengthArriveWhole(t *testing.T) {
	h := serve(t)
	lengths := []int{1, 1900, 2048, 2100, 3000, 3300, 3400, 3500, 3600, 4000, 4096, 4097, 7000, 8000, 8192, 9000, 70_000}
	ask := func(bytes int, header string) string {
		body := fmt.Sprintf(`{"query":"{ long(bytes: %d) }"}`, bytes)
		return fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s", len(body), header, body)
	}
	read := func(from *bufio.Reader, bytes int) {
		t.Helper()
		response, err := http.ReadResponse(from, nil)
		if err != nil {
			t.Fatalf("%d bytes: %v", bytes, err)
		}
		body, err := io.ReadAll(response.Body)
		if e := response.Body.Close(); err == nil {
			err = e
		}
		if err != nil || len(body) < bytes || len(body) > bytes+200 || response.StatusCode != http.StatusOK {
			t.Fatalf("%d bytes: %s, %d bytes, %v", bytes, response.Status, len(body), err)
		}
	}
	var all strings.Builder
	c := h.dial(t, "")
	from := bufio.NewReader(c)
	for _, n := range lengths {
		if _, err := io.WriteString(c, ask(n, "")); err != nil {
			t.Fatal(err)
		}
		read(from, n)
		all.WriteString(ask(n, ""))
		read(bufio.NewReader(h.dial(t, ask(n, "Connection: close\r\n"))), n)
	}
	from = bufio.NewReader(h.dial(t, all.String()))
	for _, n := range lengths {
		read(from, n)
	}
}
