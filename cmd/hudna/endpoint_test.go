package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/gql"
)

// asking gives a remote of which the other side is a handler.
func asking(t *testing.T, answer http.HandlerFunc) *remote {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	r, err := (&whereFlags{Server: server.URL}).remote(tested(t))
	if err != nil {
		t.Fatal(err)
	}
	r.name = "SERVER"
	return r
}

func answering(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		fmt.Fprint(w, text)
	}
}

// TestARemoteIsAskedAsADirectoryIs: the same request, with the revision.
func TestARemoteIsAskedAsADirectoryIs(t *testing.T) {
	r := asking(t, func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			t.Error(err)
		}
		got := strings.Join([]string{request.Method, request.URL.Path, request.Header.Get("Content-Type"), request.Header.Get("Hudna-Revision"), string(body)}, " ")
		if want := `POST /graphql application/json 7 {"query":"{head{number}}","variables":{"a":1}}`; got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
		answering(`{"data":{"head":{"number":9}},"extensions":{"revision":{"number":7}}}`)(w, request)
	})
	asOf := graph.Revision(7)
	data, read, err := ask[struct{ Head struct{ Number int } }](t.Context(), r, operation{document: "{head{number}}", variables: map[string]any{"a": 1}, asOf: &asOf})
	if err != nil || data.Head.Number != 9 || read != 7 {
		t.Errorf("%+v as of %d, %v", data, read, err)
	}
}

// TestARemoteThatDoesNotAnswer: each says why in one sentence, with its code.
func TestARemoteThatDoesNotAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		code   int
		say    string
	}{
		"is a page": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<html>")
		}, codeNotOpened, "SERVER does not answer as hudna does: 200 OK"},
		"leads elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, codeNotOpened, "SERVER does not answer as hudna does: 307 Temporary Redirect"},
		"says too much": {answering(strings.Repeat("a", 101)), codeFailed, "SERVER: its answer has more than 100 bytes"},
		"says as much as it may": {
			answering(`{"data":{"a":1},"errors":[],"b":"` + strings.Repeat("a", 62) + `"}`), codeOK, "",
		},
		"answers in part": {answering(`{"data":{"a":1},"errors":[{"message":"why"}]}`), codeFailed, "why"},
		"is no JSON":      {answering("{"), codeFailed, "the answer cannot be read: unexpected end of JSON input"},
		"says nothing":    {answering("{}"), codeFailed, "the answer has neither data nor errors"},
		"breaks off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "50")
			fmt.Fprint(w, "{")
		}, codeFailed, "SERVER: the answer did not come whole: unexpected EOF"},
	} {
		r := asking(t, c.answer)
		r.most = 100
		_, _, err := ask[any](t.Context(), r, operation{document: "{a}"})
		if err == nil {
			err = failed(codeOK, "")
		}
		if f := failureOf(err); f.code != c.code || f.say != c.say {
			t.Errorf("a server that %s: %d %q, want %d %q", name, f.code, f.say, c.code, c.say)
		}
	}
}

// TestARemoteIsNotWaitedForForEver: nor after the command was interrupted.
func TestARemoteIsNotWaitedForForEver(t *testing.T) {
	over := make(chan struct{})
	r := asking(t, func(_ http.ResponseWriter, request *http.Request) {
		select {
		case <-request.Context().Done():
		case <-over:
		}
	})
	t.Cleanup(func() { close(over) })
	r.patience = time.Nanosecond
	if _, err := r.post(t.Context(), []byte("{}"), nil); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "there was no answer within 1ns") {
		t.Errorf("a server that does not answer: %v", err)
	}
	r.patience = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.post(ctx, []byte("{}"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a command that was interrupted: %v", err)
	}
}

// TestAnswersEndACommandAsTheGraphWould: each code is the error of the domain
// for which it stands, and so are the exit codes.
func TestAnswersEndACommandAsTheGraphWould(t *testing.T) {
	codes := map[gql.Code]int{
		gql.CodeCorrupt: codeDamage, gql.CodeStorageFull: codeFull,
		gql.CodeInvalidCursor: codeFailed, gql.CodeOverloaded: codeFailed, gql.CodeTimeout: codeFailed,
		gql.CodeOutcomeUnknown: codeFailed, gql.CodeUnavailable: codeFailed, gql.CodeInternal: codeFailed,
	}
	for _, code := range gql.Codes() {
		want, ok := codes[code]
		if !ok {
			want = codeRefused
		}
		r := asking(t, answering(`{"errors":[{"message":"why","extensions":{"code":"`+string(code)+`"}}]}`))
		_, _, err := ask[any](t.Context(), r, operation{document: "{a}"})
		if f := failureOf(err); f.code != want || f.say != "why" {
			t.Errorf("%s ends a command with %d %q, want %d", code, f.code, f.say, want)
		}
	}
}

// TestEachAsksForLessWhereThatIsTooMuch: a page that is too much for one answer
// is asked for in smaller ones, all as of the first one's revision.
func TestEachAsksForLessWhereThatIsTooMuch(t *testing.T) {
	var asked []string
	r := asking(t, func(w http.ResponseWriter, request *http.Request) {
		var body struct {
			Variables struct {
				First int
				After string
			}
		}
		if err := json.NewDecoder(request.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		v := body.Variables
		asked = append(asked, fmt.Sprintf("%d after %q as of %q", v.First, v.After, request.Header.Get("Hudna-Revision")))
		if v.First > 1 {
			answering(`{"errors":[{"message":"why","extensions":{"code":"TOO_LARGE"}}]}`)(w, request)
			return
		}
		answering(fmt.Sprintf(`{"data":{"list":{"nodes":[1],"pageInfo":{"hasNextPage":%t,"endCursor":"c"}}},"extensions":{"revision":{"number":5}}}`, v.After == ""))(w, request)
	})
	n := 0
	err := each(t.Context(), r, operation{document: "{list}", variables: map[string]any{}}, 0, (*listing[int]).page, func(int) error {
		n++
		return nil
	})
	want := `200 after "" as of "", 50 after "" as of "", 12 after "" as of "", 3 after "" as of "", 1 after "" as of "", 1 after "c" as of "5"`
	if got := strings.Join(asked, ", "); err != nil || n != 2 || got != want {
		t.Errorf("%d items, %v, asked for %s", n, err, got)
	}
}
