package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"hudna/graph"
	"hudna/graph/web"
	"hudna/graph/web/playground"
)

// A tab is a page in Chromium, with what it asked the network for and what it
// complained about.
type tab struct {
	ctx   context.Context
	url   string
	plain string // of a server without the full page
	files string // where downloads go

	mu         sync.Mutex
	secret     string // the header field X-Secret that a server saw last
	requests   []string
	complaints []string
}

// madeUp is beside the sample in the graph that is looked at: a name that would be markup.
const madeUp = `{"type":"Commit","message":"Made up"}
{"type":"Actor","id":"actor/avaria","kind":"STATE","names":[{"text":"<img src=x onerror=alert(1)> Avaria (made up)","lang":"en"}]}
`

// browse opens one Chromium, to which no name and no address leads anywhere except this
// machine, and serves the sample for it.
func browse(t *testing.T) *tab {
	t.Helper()
	binary, err := exec.LookPath("chromium")
	if err != nil || !playground.Complete() {
		if os.Getenv("HUDNA_CI") != "" {
			t.Fatalf("chromium: %v; the full page is built in: %v", err, playground.Complete())
		}
		t.Skipf("chromium: %v; the full page is built in: %v (make playground)", err, playground.Complete())
	}
	b := &tab{files: t.TempDir()}
	dir, made := sampled(t), filepath.Join(t.TempDir(), "made.ndjson")
	if err := os.WriteFile(made, []byte(madeUp), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := says(t, tested(t), "import", "--data", dir, made); code != codeOK {
		t.Fatal(stderr)
	}
	g := opened(t, dir, openFlags{readOnly: true})
	serve := func(change func(*web.Options)) string {
		var o web.Options
		if err := (&serveCommand{Demo: true}).pages(&o); err != nil {
			t.Fatal(err)
		}
		change(&o)
		server, err := tested(t).server(g, graph.MarkingPublic, o)
		if err != nil {
			t.Fatal(err)
		}
		listening := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/graphql" {
				b.mu.Lock()
				b.secret = r.Header.Get("X-Secret")
				b.mu.Unlock()
			}
			server.ServeHTTP(w, r)
		}))
		t.Cleanup(listening.Close)
		return listening.URL
	}
	b.url = serve(func(*web.Options) {})
	b.plain = serve(func(o *web.Options) {
		if o.Playground, err = playground.Form(tabs(questions)); err != nil {
			t.Fatal(err)
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
		if strings.HasSuffix(e.Entry.URL, "/favicon.ico") { // looked for by the picture alone, see forget
			return
		}
		b.complaints = append(b.complaints, fmt.Sprint(e.Entry.Level, " ", e.Entry.Text, " ", e.Entry.URL))
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, fmt.Sprint(e.ExceptionDetails.Text, " ", e.ExceptionDetails.URL))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b.complaints = append(b.complaints, fmt.Sprintf("console: %s", e.Args[0].Value))
		}
	}
}

// do fails the test where one of the actions does, or takes too long.
func (b *tab) do(t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for _, action := range actions {
		look(t, b, action)
	}
}

func look[T any](t *testing.T, b *tab, action chromedp.Action[T]) T {
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
	value := look(t, b, chromedp.Evaluate[any](expression))
	if text, ok := value.(string); ok {
		return text
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// is fails where an expression is something else in the page.
func (b *tab) is(t *testing.T, expression, want string) {
	t.Helper()
	if got := b.eval(t, expression); got != want {
		t.Errorf("%s is %s, want %s", expression, got, want)
	}
}

// until waits until an expression is true in the page.
func (b *tab) until(t *testing.T, expression string) {
	t.Helper()
	look(t, b, chromedp.Poll[any](expression))
}

// shot keeps a picture in the folder that HUDNA_SHOTS names, for people to look
// at.
func (b *tab) shot(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("HUDNA_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Log(err)
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600); err != nil {
		t.Log(err)
	}
}

// download clicks and gives the file that comes of it.
func (b *tab) download(t *testing.T, button, name string) string {
	t.Helper()
	b.do(t, chromedp.Click(chromedp.CSS(button)))
	path := filepath.Join(b.files, name)
	for range 100 {
		if text, err := os.ReadFile(path); err == nil && len(text) > 0 {
			return string(text)
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("there is no %s", name)
	return ""
}

// settled fails on anything that a page asked of somebody else, and on
// anything that the browser refused, that went wrong or that it warned of.
func (b *tab) settled(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, url := range b.requests {
		if !strings.HasPrefix(url, b.url+"/") && !strings.HasPrefix(url, b.plain+"/") && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "blob:"+b.url) {
			t.Errorf("a page asked for %s", url)
		}
	}
	for _, c := range b.complaints {
		t.Errorf("the browser complained: %s", c)
	}
	b.complaints = nil
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

// TestPagesInABrowser looks at what a server has for people, in one Chromium whose
// network ends at this machine.
func TestPagesInABrowser(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("processes of others, and what the servers do is raced elsewhere: the run without it has them")
	}
	b := browse(t)
	b.do(t, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: b.files,
		})
		return err
	}))
	for _, step := range []struct {
		name string
		look func(*testing.T, *tab)
	}{
		{"the start page", lookAtTheStart},
		{"a search", lookAtASearch},
		{"the playground", lookAtThePlayground},
		{"header fields are not kept", lookForHeaders},
		{"a link and files", lookAtLinksAndFiles},
		{"the plain form", lookAtTheForm},
	} {
		t.Run(step.name, func(t *testing.T) {
			step.look(t, b)
			b.settled(t)
		})
	}
}
