package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"hudna/graph/web"
	"hudna/graph/web/playground"
)

var questions = []playground.Tab{
	{
		Title:     "The agreement",
		Query:     "query Agreement($first: Int!) {\n  item {\n    id\n    text\n    items(first: $first) {\n      text\n    }\n  }\n}\n",
		Variables: map[string]any{"first": 3},
	},
	{Title: "Say it", Query: "query Say($name: String) {\n  hello(name: $name)\n}\n", Variables: map[string]any{"name": "<b>هدنة</b>"}},
}

// A tab is a page in Chromium, with what it asked the network for and what it
// complained about.
type tab struct {
	ctx context.Context
	url string

	mu         sync.Mutex
	secret     string // the header field X-Secret that the server saw last
	requests   []string
	complaints []string
}

// browse opens the page of a server in a Chromium to which no name and no
// address leads anywhere except this machine.
func browse(t *testing.T, page http.Handler) *tab {
	t.Helper()
	binary, err := exec.LookPath("chromium")
	if err != nil {
		need(t, "the browser test needs chromium: %v", err)
	}
	b := new(tab)
	h := serve(t, func(o *web.Options) {
		o.Playground = page
		o.Prepare = func(ctx context.Context, r *http.Request, _ *graphql.OperationContext) (context.Context, map[string]any, error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.secret = r.Header.Get("X-Secret")
			return ctx, map[string]any{"revision": map[string]any{"number": 12, "time": "2016-04-16T10:00:00Z"}}, nil
		}
	})
	allocator, cancel := chromedp.NewExecAllocator(t.Context(), append(
		chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(binary),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.WindowSize(1300, 900),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("disable-background-networking", true),
	)...)
	t.Cleanup(cancel)
	b.url = "http://" + h.address
	b.ctx, cancel = chromedp.NewContext(allocator, chromedp.WithListener(b.listen))
	t.Cleanup(cancel)
	// The first action starts the browser, and the browser lives as long as the
	// context of that action: no deadline may be on it.
	late := time.AfterFunc(time.Minute, cancel)
	defer late.Stop()
	if err := chromedp.Do(b.ctx, chromedp.Navigate(b.url+"/")); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *log.EventEntryAdded:
		b.complaints = append(b.complaints, fmt.Sprint(e.Entry.Level, " ", e.Entry.Text, " ", e.Entry.URL))
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, fmt.Sprint(e.ExceptionDetails.Text, " ", e.ExceptionDetails.URL))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			b.complaints = append(b.complaints, fmt.Sprintf("console: %s", e.Args[0].Value))
		}
	}
}

// do fails the test where one of the actions does, or takes too long.
func (b *tab) do(t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for _, action := range actions {
		run(t, b, action)
	}
}

func run[T any](t *testing.T, b *tab, action chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		b.shot(t, "failed")
		b.mu.Lock()
		defer b.mu.Unlock()
		t.Fatalf("%v; complaints: %q", err, b.complaints)
	}
	return value
}

// eval is what an expression is in the page.
func (b *tab) eval(t *testing.T, expression string) string {
	t.Helper()
	value := run(t, b, chromedp.Evaluate[any](expression))
	if text, ok := value.(string); ok {
		return text
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// until waits until an expression is true in the page.
func (b *tab) until(t *testing.T, expression string) {
	t.Helper()
	run(t, b, chromedp.Poll[any](expression))
}

// shot keeps a picture in the folder that HUDNA_SHOTS names, for people to look
// at.
func (b *tab) shot(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("HUDNA_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Log(err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600); err != nil {
		t.Log(err)
	}
}

// settled fails on anything that the page asked of somebody else, and on
// anything that the browser refused or that went wrong.
func (b *tab) settled(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.requests) < 5 {
		t.Errorf("only %d requests were seen: %q", len(b.requests), b.requests)
	}
	for _, url := range b.requests {
		if !strings.HasPrefix(url, b.url+"/") && !strings.HasPrefix(url, "data:") {
			t.Errorf("the page asked for %s", url)
		}
	}
	for _, c := range b.complaints {
		t.Errorf("the browser complained: %s", c)
	}
}

func TestTheFullPageAsksInABrowserWithoutANetwork(t *testing.T) {
	if !playground.Complete() {
		need(t, "the full page is not built in: make playground")
	}
	page, err := playground.Handler(questions)
	if err != nil {
		t.Fatal(err)
	}
	b := browse(t, page)
	const first = chromedp.CSS(`.graphiql-tab:nth-child(1) .graphiql-tab-button`)
	const second = chromedp.CSS(`.graphiql-tab:nth-child(2) .graphiql-tab-button`)
	b.do(t, chromedp.WaitVisible(first), chromedp.WaitVisible(second))
	if got := b.eval(t, `[...document.querySelectorAll(".graphiql-tab-button")].map(e => e.textContent).join(", ")`); got != "Agreement, Say" {
		t.Errorf("tabs: %s", got)
	}

	b.do(t, chromedp.Click(chromedp.CSS(`.graphiql-execute-button`)), chromedp.WaitVisible(chromedp.CSS(`.result-window .cm-string`)))
	answer := b.eval(t, `document.querySelector(".result-window .CodeMirror").CodeMirror.getValue()`)
	if !strings.Contains(answer, `"text": "وقف الأعمال العدائية"`) || !strings.Contains(answer, `"text": "هدنة 2"`) {
		t.Errorf("answer: %s", answer)
	}
	if got := b.eval(t, `document.getElementById("revision").textContent`); got != "Answered as of revision 12, committed 2016-04-16T10:00:00Z" {
		t.Errorf("revision: %s", got)
	}
	// Arabic runs from right to left within its line, which does not.
	const arabic = `[...document.querySelectorAll(".result-window .cm-string")].find(e => e.textContent.includes("وقف"))`
	if got := b.eval(t, `getComputedStyle(`+arabic+`).unicodeBidi`); got != "plaintext" {
		t.Errorf("unicode-bidi of a string: %s", got)
	}
	if got := b.eval(t, rightToLeft(arabic)); got != "true" {
		t.Errorf("Arabic does not begin at its right end: %s", got)
	}
	b.shot(t, "full")

	// Header fields are sent, and not kept.
	b.do(t, chromedp.Click(second), chromedp.Sleep(time.Second)) // GraphiQL looks for the operation's name late
	b.do(t, chromedp.Click(chromedp.CSS(`button[data-name="headers"]`)), chromedp.WaitVisible(chromedp.CSS(`section[aria-label="Headers"] .CodeMirror, .graphiql-editor-tool .CodeMirror`)))
	b.eval(t, `[...document.querySelectorAll(".graphiql-editor-tool .CodeMirror")].at(-1).CodeMirror.setValue('{"X-Secret": "secret words"}')`)
	b.do(t, chromedp.Sleep(time.Second), chromedp.Click(chromedp.CSS(`.graphiql-execute-button`)), chromedp.WaitVisible(chromedp.CSS(`.result-window .cm-string`)))
	b.until(t, `document.querySelector(".result-window .CodeMirror").CodeMirror.getValue().includes("hello <b>هدنة</b>")`)
	b.do(t, chromedp.Sleep(time.Second)) // GraphiQL writes to the storage half a second late
	b.mu.Lock()
	sent := b.secret
	b.mu.Unlock()
	if sent != "secret words" {
		t.Errorf("the header field was sent as %q", sent)
	}
	kept := b.eval(t, `JSON.stringify(localStorage)`)
	if !strings.Contains(kept, "query Say") || strings.Contains(strings.ToLower(kept), "secret") {
		t.Errorf("kept in the browser: %s", kept)
	}
	b.shot(t, "second")

	// The documentation is there, and so is the way back.
	b.do(t, chromedp.Click(chromedp.CSS(`button[aria-label="Show Documentation Explorer"]`)), chromedp.WaitVisible(chromedp.CSS(`.graphiql-doc-explorer-title`)))
	b.do(t, chromedp.Click(chromedp.CSS(`.graphiql-tab-active .graphiql-tab-close`)), chromedp.Click(chromedp.CSS(`#restart`)), chromedp.WaitVisible(second))
	b.shot(t, "documentation")
	b.settled(t)
}

// rightToLeft is true in a page where the first letter of an element is drawn
// to the right of its last.
func rightToLeft(element string) string {
	return `(() => {
		const text = document.createTreeWalker(` + element + `, NodeFilter.SHOW_TEXT).nextNode();
		const at = (i) => { const r = document.createRange(); r.setStart(text, i); r.setEnd(text, i + 1); return r.getBoundingClientRect().left; };
		return at(1) > at(text.length - 2);
	})()`
}

func TestThePlainFormAsksInABrowserWithoutANetwork(t *testing.T) {
	page, err := playground.Form(questions)
	if err != nil {
		t.Fatal(err)
	}
	b := browse(t, page)
	b.until(t, `document.querySelectorAll("#question option").length === 2`)
	b.do(t, chromedp.Click(chromedp.CSS(`#ask`)), chromedp.WaitVisible(chromedp.CSS(`#answer bdi`)))
	if got := b.eval(t, `document.getElementById("answer").textContent`); !strings.Contains(got, `"text": "وقف الأعمال العدائية"`) || !strings.HasPrefix(got, "{\n  \"data\": {\n    \"item\"") {
		t.Errorf("answer: %s", got)
	}
	const arabic = `[...document.querySelectorAll("#answer bdi")].find(e => e.textContent.includes("وقف"))`
	if got := b.eval(t, rightToLeft(arabic)); got != "true" {
		t.Errorf("Arabic does not begin at its right end: %s", got)
	}
	if got := b.eval(t, `document.getElementById("revision").textContent`); got != "Answered as of revision 12, committed 2016-04-16T10:00:00Z" {
		t.Errorf("revision: %s", got)
	}
	b.shot(t, "form")

	b.do(t, chromedp.SetValue(chromedp.CSS(`#question`), "1"))
	b.eval(t, `document.getElementById("question").dispatchEvent(new Event("change"))`)
	b.do(t, chromedp.Click(chromedp.CSS(`#ask`)))
	b.until(t, `document.getElementById("answer").textContent.includes("hello <b>هدنة</b>")`)
	if got := b.eval(t, `document.querySelectorAll("#answer b").length`); got != "0" {
		t.Errorf("an answer became markup")
	}

	b.do(t, chromedp.SetValue(chromedp.CSS(`#query`), "{"), chromedp.Click(chromedp.CSS(`#ask`)))
	b.until(t, `document.getElementById("answer").textContent.includes("GRAPHQL_PARSE_FAILED")`)
	b.do(t, chromedp.SetValue(chromedp.CSS(`#variables`), "{"), chromedp.Click(chromedp.CSS(`#ask`)))
	b.until(t, `document.getElementById("answer").textContent.includes("JSON")`)
	b.mu.Lock()
	b.complaints = nil // the status of the document that does not parse
	b.mu.Unlock()
	b.settled(t)
}
