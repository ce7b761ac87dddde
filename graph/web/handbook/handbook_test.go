package handbook

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"hudna/docs"
)

func get(t *testing.T, h http.Handler, at string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, at, nil))
	if w.Header().Get("Content-Security-Policy") != Policy {
		t.Errorf("%s: the policy is %s", at, w.Header().Get("Content-Security-Policy"))
	}
	return w.Code, w.Body.String()
}

// TestEveryLinkLeadsSomewhere follows every link of every page to a page, and to the
// place on it.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	h, err := Handler(docs.Files, "type Query { a: Int }")
	if err != nil {
		t.Fatal(err)
	}
	href := regexp.MustCompile(`(?:href|src)="([^"]+)"`)
	names, err := fs.Glob(docs.Files, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for _, name := range append(names, "adr/0006-joins.md", "bench/README.md") {
		name = strings.TrimSuffix(name, ".md")
		if name == "schema" {
			continue // thousands of them, of one kind
		}
		status, page := get(t, h, "/docs/"+name)
		if status != http.StatusOK || !strings.Contains(page, "<h1") {
			t.Errorf("%s: %d", name, status)
		}
		if strings.Contains(page, " style=") || strings.Contains(page, "<style") {
			t.Errorf("%s has a style, which its policy does not take", name)
		}
		for _, m := range href.FindAllStringSubmatch(page, -1) {
			if strings.Contains(m[1], ":") {
				continue
			}
			to, at, _ := strings.Cut(m[1], "#")
			if to == "" {
				to = name
			} else if to = path.Join("/docs", path.Dir(name), to); to == "/" {
				continue // the page for people
			} else {
				to = strings.TrimPrefix(strings.TrimPrefix(to, "/docs"), "/")
			}
			status, other := get(t, h, "/docs/"+to)
			if status != http.StatusOK {
				t.Errorf("%s leads to %s: %d", name, m[1], status)
			} else if at != "" && !strings.Contains(other, `id="`+at+`"`) {
				t.Errorf("%s leads to %s, which is not on that page", name, m[1])
			}
			links++
		}
	}
	if links < 50 {
		t.Errorf("only %d links", links)
	}
}

func TestOnlyPagesAreServed(t *testing.T) {
	h, err := Handler(docs.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]int{
		"/docs/": http.StatusOK, "/docs/docs.css": http.StatusOK, "/docs/answer.svg": http.StatusOK, "/docs/api": http.StatusOK,
		"/docs/schema": http.StatusNotFound, "/docs/schema.graphql": http.StatusNotFound,
		"/docs/docs.go": http.StatusNotFound, "/docs/page.html": http.StatusNotFound, "/docs/../README": http.StatusNotFound, "/docs/nothing": http.StatusNotFound,
	} {
		if status, _ := get(t, h, at); status != want {
			t.Errorf("%s: %d, want %d", at, status, want)
		}
	}
}

func ExampleHandler() {
	h, err := Handler(docs.Files, "type Query { head: Int }")
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/docs/schema.graphql", nil))
	fmt.Println(w.Body)
	// Output: type Query { head: Int }
}
