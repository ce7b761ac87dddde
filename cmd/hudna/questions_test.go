package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/web"
)

// sampled imports the sample.
func sampled(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	p := tested(t)
	if code, out, errs := says(t, p, "import", "--data", dir, "sample"); code != codeOK {
		t.Fatalf("exit code %d, %s%s", code, out, errs)
	}
	return dir
}

// TestTheQuestionsHaveAnswers asks what the playground opens with: each is
// answered without an error, with something in it, and by the command as by the
// server, byte for byte.
func TestTheQuestionsHaveAnswers(t *testing.T) {
	dir := sampled(t)
	p := tested(t)
	overHTTP := map[string]string{}
	func() {
		g, err := p.open(t.Context(), dir, openFlags{readOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer g.Close()
		server, err := p.server(g, graph.MarkingPublic, web.Options{})
		if err != nil {
			t.Fatal(err)
		}
		listening := httptest.NewServer(server)
		defer listening.Close()
		for _, q := range questions {
			overHTTP[q.title] = posted(t, listening.URL+"/graphql", q.query)
		}
	}()
	for _, q := range questions {
		t.Run(q.title, func(t *testing.T) {
			code, out, errs := says(t, p, "query", "--data", dir, q.query)
			if code != codeOK || errs != "" {
				t.Fatalf("exit code %d, %q, %s", code, errs, out)
			}
			if out != overHTTP[q.title] {
				t.Errorf("the command says\n%s\nand the server\n%s", out, overHTTP[q.title])
			}
			var answer struct {
				Data map[string]json.RawMessage `json:"data"`
			}
			if err := json.Unmarshal([]byte(out), &answer); err != nil {
				t.Fatal(err)
			}
			for field, value := range answer.Data {
				if bytes.Contains(value, []byte(`"nodes":[]`)) || string(value) == "null" {
					t.Errorf("%s has no answer: %s", field, value)
				}
			}
		})
	}
}

// TestTheGeneralQuestionsCanBeAskedOfAnyGraph: an empty one, and one in which
// something was said.
func TestTheGeneralQuestionsCanBeAskedOfAnyGraph(t *testing.T) {
	made := filepath.Join(t.TempDir(), "made.ndjson")
	lines := `{"type":"Commit","message":"Made up"}
{"type":"Actor","id":"actor/avaria","kind":"STATE","names":[{"text":"Avaria (made up)","lang":"en"}]}
{"type":"Document","id":"document/gazette","kind":"REPORT","title":"Made-up gazette"}
{"type":"Statement","id":"statement/holds","speakers":[{"actor":"actor/avaria"}],"acts":[{"act":"PROMISE"}],"text":"Avaria will hold its fire.","lang":"en","wording":"PARAPHRASE","said":{"edtf":"2024-05-01"},"evidence":[{"document":"document/gazette"}]}
`
	if err := os.WriteFile(made, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	full := filepath.Join(t.TempDir(), "data")
	if code, _, stderr := says(t, tested(t), "import", "--data", full, made); code != codeOK {
		t.Fatal(stderr)
	}
	for dir, want := range map[string][]string{t.TempDir(): {`"totalCount":0`, `"nodes":[]`}, full: {"Avaria will hold its fire.", `"message":"Made up"`}} {
		server, err := tested(t).server(opened(t, dir, openFlags{}), graph.MarkingPublic, web.Options{})
		if err != nil {
			t.Fatal(err)
		}
		listening := httptest.NewServer(server)
		t.Cleanup(listening.Close)
		for i, q := range general {
			out := posted(t, listening.URL+"/graphql", q.query)
			if strings.Contains(out, `"errors"`) || !strings.Contains(out, want[i]) {
				t.Errorf("%s: %s, want %s", q.title, out, want[i])
			}
		}
	}
}

func posted(t *testing.T, url, query string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestLimitsOfTheCommandAreThoseOfTheServer asks for too much.
func TestLimitsOfTheCommandAreThoseOfTheServer(t *testing.T) {
	dir := sampled(t)
	p := tested(t)
	cases := map[string]struct{ query, says string }{
		"too many aliases":     {"{" + aliases(101) + "}", `"code":"TOO_COMPLEX","limit":"`},
		"too many tokens":      {"{" + strings.Repeat("__typename ", 2001) + "}", `"limit":"Tokens"`},
		"too many root fields": {"{" + aliases(21) + "}", `"limit":"RootFields"`},
		"a body over 1 MiB":    {"{head{number}}" + strings.Repeat("#", 1<<20), `"code":"TOO_LARGE"`},
		"an empty question":    {" ", `"code":"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, errs := says(t, p, "query", "--data", dir, c.query)
			if code != codeRefused || errs != "" || !strings.Contains(out, c.says) {
				t.Errorf("exit code %d, %q, %.300s; want %s", code, errs, out, c.says)
			}
		})
	}
}

func aliases(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" a")
		b.WriteString(strings.Repeat("a", i))
		b.WriteString(":__typename")
	}
	return b.String()
}
