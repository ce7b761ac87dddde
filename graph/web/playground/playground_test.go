package playground

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

var questions = []Tab{
	{Title: "Ask <first>", Query: "{ hello }"},
	{Title: "سؤال ثان", Query: "query Q($n: String) { hello(name: $n) }", Variables: map[string]any{"n": "هدنة <&>"}},
}

// built is the folder of a build with the full page, or skips the test.
func built(t *testing.T) fs.FS {
	t.Helper()
	if !Complete() {
		if os.Getenv("HUDNA_CI") == "1" {
			t.Fatal("the full page is not built in: make playground")
		}
		t.Skip("the full page is not built in: make playground")
	}
	return theirs
}

// bare is the folder of a build without it.
var bare = fstest.MapFS{"dist/.gitignore": {}}

func get(t *testing.T, dist fs.FS, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := handler(dist, questions)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestAProgramBuiltWithoutTheFullPageServesTheForm(t *testing.T) {
	page := get(t, bare, "/playground").Body.String()
	for _, want := range []string{"make playground", `src="assets/plain.js"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in the page", want)
		}
	}
	if res := get(t, bare, "/assets/playground.js"); res.Code != http.StatusNotFound {
		t.Errorf("the script of the full page: %d", res.Code)
	}
}

func TestAProgramBuiltWithTheFullPageServesIt(t *testing.T) {
	page := get(t, built(t), "/playground").Body.String()
	if !strings.Contains(page, `src="assets/graphiql.min.js"`) {
		t.Errorf("no GraphiQL in the page:\n%s", page)
	}
}

func TestAFileThatIsNotTheListedOneIsNotServed(t *testing.T) {
	whole := fstest.MapFS{}
	for _, f := range listed() {
		text, err := fs.ReadFile(built(t), "dist/"+f.name)
		if err != nil {
			t.Fatal(err)
		}
		whole["dist/"+f.name] = &fstest.MapFile{Data: text}
	}
	if !complete(whole) {
		t.Fatal("a copy of all files is not complete")
	}
	for name := range whole {
		changed := fstest.MapFS{}
		for other, f := range whole {
			changed[other] = f
		}
		changed[name] = &fstest.MapFile{Data: append([]byte("!"), whole[name].Data...)}
		if complete(changed) {
			t.Errorf("%s may differ", name)
		}
		delete(changed, name)
		if complete(changed) {
			t.Errorf("%s may be missing", name)
		}
	}
}

func TestEveryFileThatAPageNamesIsServed(t *testing.T) {
	for name, dist := range map[string]func(*testing.T) fs.FS{
		"the form":      func(*testing.T) fs.FS { return bare },
		"the full page": built,
	} {
		t.Run(name, func(t *testing.T) {
			page := get(t, dist(t), "/playground").Body.String()
			named := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1)
			if len(named) < 3 {
				t.Fatalf("the page names %d files", len(named))
			}
			for _, m := range append(named, []string{"", "playground"}, []string{"", "assets/tabs.json"}) {
				if m[1] == "./" {
					continue // the page for people
				}
				res := get(t, dist(t), "/"+m[1])
				if res.Code != http.StatusOK || res.Header().Get("Content-Security-Policy") != Policy {
					t.Errorf("%s: %d, %s", m[1], res.Code, res.Header().Get("Content-Security-Policy"))
				}
			}
		})
	}
}

// TestOurFilesNameNoAddressOutside holds for what we wrote; what others wrote
// is seen in a browser, where nothing but this server can be reached.
func TestOurFilesNameNoAddressOutside(t *testing.T) {
	outside := regexp.MustCompile(`(?i:(https?:)?//[a-z0-9])|@import|\burl\(`)
	// The name of a namespace is no address.
	namespace := `xmlns="http://www.w3.org/2000/svg"`
	for _, name := range []string{"index.html", "plain.html", "ask.js", "link.js", "playground.js", "plain.js", "playground.css", "icon.svg"} {
		text, err := fs.ReadFile(ours, name)
		if err != nil {
			t.Fatal(err)
		}
		if found := outside.FindString(strings.Replace(string(text), namespace, "", 1)); found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
}

func TestThePagesHaveNoScriptOrStyleInTheirText(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<script(>|[^>]*[^r]>\s*\S)|<style|\sstyle=|\son[a-z]+=|javascript:`)
	for _, name := range []string{"index.html", "plain.html"} {
		text, err := fs.ReadFile(ours, name)
		if err != nil {
			t.Fatal(err)
		}
		if found := inline.FindString(string(text)); found != "" {
			t.Errorf("%s has %q", name, found)
		}
		if n := strings.Count(string(text), "<script"); n != strings.Count(string(text), " defer></script>") {
			t.Errorf("%s has a script that is not a file of its own", name)
		}
	}
}

func TestTheQuestionsAreServedAsGiven(t *testing.T) {
	res := get(t, bare, "/assets/tabs.json")
	var got []map[string]string
	if err := json.Unmarshal(res.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := []map[string]string{
		{"title": "Ask <first>", "query": "{ hello }", "variables": ""},
		{"title": "سؤال ثان", "query": "query Q($n: String) { hello(name: $n) }", "variables": "{\n  \"n\": \"هدنة <&>\"\n}"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v", got)
	}
	if got := res.Header().Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("Content-Type: %s", got)
	}
}

func TestVariablesThatAreNoJSONAreRefused(t *testing.T) {
	_, err := Handler([]Tab{{Title: "odd", Variables: map[string]any{"n": math.NaN()}}})
	if err == nil || err.Error() != `playground: variables of "odd": json: unsupported value: NaN` {
		t.Errorf("got %v", err)
	}
}

func TestAFileIsSentOnceAndThenConfirmed(t *testing.T) {
	first := get(t, bare, "/assets/playground.css")
	tag := first.Header().Get("Etag")
	if first.Code != http.StatusOK || tag == "" || first.Header().Get("Cache-Control") != "no-cache" {
		t.Fatalf("%d %v", first.Code, first.Header())
	}
	if again := get(t, bare, "/assets/playground.css", "If-None-Match", tag); again.Code != http.StatusNotModified {
		t.Errorf("again: %d", again.Code)
	}
	if other := get(t, bare, "/assets/playground.css", "If-None-Match", `W/"other"`); other.Code != http.StatusOK {
		t.Errorf("another tag: %d", other.Code)
	}
}

func TestOnlyTheFilesOfThePageAreServed(t *testing.T) {
	for _, path := range []string{"/index.html", "/plain.html", "/assets/", "/assets", "/assets/SHA256SUMS", "/assets/dist/.gitignore", "/assets/../playground.go", "/dist/graphiql.min.js"} {
		if res := get(t, bare, path); res.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.Code)
		}
	}
	h, err := Handler(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/playground", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d %v", w.Code, w.Header())
	}
}

func TestTheLockOfThePackagesNamesNoAddress(t *testing.T) {
	for _, name := range []string{"package-lock.json", "../../../.ci/js/package-lock.json"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), `"resolved"`) {
			t.Errorf("%s says where packages come from: that is for each machine to know", name)
		}
		if !strings.Contains(string(text), `"integrity"`) {
			t.Errorf("%s does not say what the packages are", name)
		}
	}
}

func ExampleHandler() {
	page, err := Handler([]Tab{{Title: "Say hello", Query: "{ hello }"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	page.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/assets/tabs.json", nil))
	fmt.Println(w.Body)
	// Output: [{"title":"Say hello","query":"{ hello }","variables":""}]
}
