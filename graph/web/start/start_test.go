package start

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hudna/graph/web"
)

// answers is what an empty, made-up graph answers, with some of it changed.
func answers(edits ...string) web.Ask {
	text := strings.NewReplacer(edits...).Replace(`{"revision":{"number":3,"time":"2026-11-28T04:49:55.77Z","message":"Made up"},
"statements":{"totalCount":1234567,"nodes":[{"id":"statement/s","text":"TEXT","lang":"ar","translations":[{"lang":"en","text":"Avaria (made up) holds its fire."}],
"said":{"edtf":"2024-05"},"speakers":[{"actor":{"name":"Avaria"},"onBehalfOf":null}],"acts":[{"act":"EXPRESS_CONCERN","force":"STATED"}],
"evidence":[{"document":{"id":"d","title":"Made-up gazette"}},{"document":{"id":"d","title":"Made-up gazette"}}]}]},
"earliest":{"nodes":[{"said":{"edtf":"1999"}}]},"latest":{"nodes":[{"said":{"edtf":"2024-05"}}]},
"actors":{"totalCount":2},"events":{"totalCount":null},"agreements":{"totalCount":0},"locations":{"totalCount":0},"topics":{"totalCount":0},
"documents":{"totalCount":1,"nodes":[{"id":"d","title":"Made-up gazette","url":"URL"}]},"search":SEARCH}`)
	return func(query string, _ map[string]any) web.Said {
		if strings.HasPrefix(query, "query Search") {
			return web.Said{Data: json.RawMessage(text), Status: http.StatusOK}
		}
		return web.Said{Data: json.RawMessage(strings.Replace(text, "SEARCH", "null", 1)), Status: http.StatusOK}
	}
}

// shown is the page at an address, in one line without its markup's line breaks.
func shown(t *testing.T, o Options, ask web.Ask, address string, header ...string) (*httptest.ResponseRecorder, string) {
	t.Helper()
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.ServePage(w, r, ask)
	return w, w.Body.String()
}

func TestThePageShowsWhatWasAnswered(t *testing.T) {
	res, page := shown(t, Options{Playground: true, Docs: true}, answers("TEXT", "<b>نص</b>", "URL", "javascript:alert(1)"), "/")
	if got := res.Header().Get("Content-Security-Policy"); res.Code != http.StatusOK || got != Policy || strings.Contains(got, "script-src") {
		t.Errorf("%d, %s", res.Code, got)
	}
	for _, want := range []string{
		"1\u202f234\u202f567", "<dd>–</dd>", `<p class="text" dir="auto" lang="ar">&lt;b&gt;نص&lt;/b&gt;</p>`, `lang="en">Avaria (made up) holds its fire.</p>`,
		"express concern", "1999", "2026-11-28 04:49 UTC", `href="playground#query=%7B%0A%20%20statement%28id%3A%20%22statement%2Fs%22%29`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
	for _, not := range []string{"<b>نص", "javascript:", "Zgotmpl", "<script", "style=", " onclick"} {
		if strings.Contains(page, not) {
			t.Errorf("%s in\n%s", not, page)
		}
	}
	if n := strings.Count(page, "Made-up gazette"); n != 2 { // once beside the statement, once as a source
		t.Errorf("the document is named %d times", n)
	}
}

func TestThePageSpeaksTheLanguageThatIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct{ address, accepted, want string }{
		"nothing is asked for":      {"/", "", "en"},
		"the browser's":             {"/", "de, ar-SY;q=0.8, en;q=0.5", "ar"},
		"English comes first":       {"/", "en-GB, ar;q=0.8", "en"},
		"none that there is":        {"/", "de", "en"},
		"the one that was chosen":   {"/?lang=ar", "en", "ar"},
		"one that there is not":     {"/?lang=tlh", "ar", "ar"},
		"a header that is no list":  {"/", "\x00;q=,", "en"},
		"a header that has no end":  {"/", strings.Repeat("ar,", 1<<16), "en"}, // what is cut amid a tag is no list
		"a language with no script": {"/?lang=en", "", "en"},
	} {
		_, page := shown(t, Options{}, answers(), c.address, "Accept-Language", c.accepted)
		dir := map[string]string{"en": "ltr", "ar": "rtl"}[c.want]
		if want := `<html lang="` + c.want + `" dir="` + dir + `">`; !strings.Contains(page, want) && name != "a header that has no end" {
			t.Errorf("%s: no %s", name, want)
		}
		// What stands in a list is in the order of the page, though it may be Latin.
		comma := map[string]string{"en": ", ", "ar": "، "}[c.want]
		if want := `>CSV</a></bdi>` + comma + `<bdi><a href="export/statements.parquet">`; !strings.Contains(page, want) && name != "a header that has no end" {
			t.Errorf("%s: no %s", name, want)
		}
	}
}

func TestThePageOfWhoMayNotReadShowsNothing(t *testing.T) {
	for code, c := range map[string]struct {
		status int
		want   string
	}{
		"UNAUTHENTICATED": {http.StatusUnauthorized, "takes a token"},
		"FORBIDDEN":       {http.StatusForbidden, "no role"},
		"RATE_LIMITED":    {http.StatusTooManyRequests, "Try again. (RATE_LIMITED)"},
		"INTERNAL":        {http.StatusInternalServerError, "Try again. (INTERNAL)"},
	} {
		asked := 0
		res, page := shown(t, Options{Playground: true}, func(string, map[string]any) web.Said {
			asked++
			return web.Said{Code: code, Status: c.status, Header: http.Header{"Retry-After": {"7"}}}
		}, "/?q=words")
		if res.Code != c.status || res.Header().Get("Retry-After") != "7" || asked != 1 || !strings.Contains(page, c.want) || strings.Contains(page, "<form") || strings.Contains(page, "<dl") {
			t.Errorf("%s: %d, asked %d times\n%s", code, res.Code, asked, page)
		}
	}
}

func TestASearchIsShownWithWhatWasLookedFor(t *testing.T) {
	found := `{"edges":[{"highlights":[{"path":"names[1].text","start":4,"end":8},{"path":"names[0].text","start":0,"end":3}],
"node":{"__typename":"Actor","id":"actor/avaria","name":"هدن<i>","names":[{"text":"هدن<i>","lang":"ar"},{"text":"von Hüte"}]}},
{"highlights":[{"path":"translations[7].text","start":0,"end":1}],"node":{"__typename":"Statement","id":"s","text":"كلام","lang":"ar","translations":[{"lang":"en","text":"Words"}]}}],
"pageInfo":{"hasNextPage":true,"endCursor":"c&d"}}`
	_, page := shown(t, Options{}, answers("SEARCH", found), "/?q=h%C3%BCte&lang=en")
	for _, want := range []string{"<mark>هدن</mark>&lt;i&gt;", "von <mark>Hüte</mark>", `lang="ar">كلام</p>`, `lang="en">Words</p>`, `href="./?after=c%26d&amp;lang=en&amp;q=h%C3%BCte"`, "<code dir=\"ltr\">actor/avaria</code>"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
	if strings.Contains(page, "<a href=\"playground") {
		t.Error("the page leads to a playground that is not there")
	}
	if _, page = shown(t, Options{}, answers("SEARCH", `{"edges":[]}`), "/?q=x"); !strings.Contains(page, "Nothing was found.") {
		t.Errorf("nothing found: %s", page)
	}
	if _, page = shown(t, Options{}, answers("SEARCH", found), "/?q="+strings.Repeat("x", maxText+1)); !strings.Contains(page, "too long") || strings.Contains(page, "<mark>") {
		t.Errorf("too long: %s", page)
	}
}

func TestOnlyTheFilesOfThePageAreServed(t *testing.T) {
	p, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/start/start.css": http.StatusOK, "/start/icon.svg": http.StatusOK, "/start/start.html": http.StatusNotFound, "/start/": http.StatusNotFound} {
		w := httptest.NewRecorder()
		p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

// TestTheTwoLanguagesHaveTheSameWords, so that none is missing on one of the pages.
func TestTheTwoLanguagesHaveTheSameWords(t *testing.T) {
	for name := range words["en"] {
		if words["ar"][name] == "" {
			t.Errorf("Arabic has no %s", name)
		}
	}
	if len(words["en"]) != len(words["ar"]) {
		t.Errorf("%d words and %d", len(words["en"]), len(words["ar"]))
	}
}

// TestArabicHasEveryActOfSpeech that the schema has, and no other.
func TestArabicHasEveryActOfSpeech(t *testing.T) {
	files, err := filepath.Glob("../../../schema/*.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	var enum string
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, after, ok := strings.Cut(string(text), "enum Act {"); ok {
			enum, _, _ = strings.Cut(after, "}")
		}
	}
	codes := regexp.MustCompile(`(?m)^  ([A-Z_]+)`).FindAllStringSubmatch(enum, -1)
	for _, code := range codes {
		if acts[code[1]] == "" {
			t.Errorf("Arabic has no %s", code[1])
		}
	}
	if len(codes) != len(acts) || len(codes) == 0 {
		t.Errorf("the schema has %d acts, and Arabic %d", len(codes), len(acts))
	}
	_, page := shown(t, Options{}, answers(), "/?lang=ar")
	if want := `<span class="act" dir="rtl" lang="ar">إعراب عن القلق</span>`; !strings.Contains(page, want) {
		t.Errorf("no %s in\n%s", want, page)
	}
}

func ExamplePage() {
	page, err := New(Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	nobody := func(string, map[string]any) web.Said {
		return web.Said{Code: "UNAUTHENTICATED", Status: http.StatusUnauthorized}
	}
	w := httptest.NewRecorder()
	page.ServePage(w, httptest.NewRequest(http.MethodGet, "/", nil), nobody)
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	// Output: 401 text/html; charset=utf-8
}
