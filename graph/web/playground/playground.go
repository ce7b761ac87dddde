// Package playground serves a page for asking GraphQL questions in a browser.
//
// The page is ours, around GraphiQL, and loads nothing from elsewhere: what it
// needs of other projects (GraphiQL, React) is pinned as npm packages in
// package-lock.json and in SHA256SUMS, put into dist/ by the recipe
// "playground" of the Makefile, and embedded in the program. None of it is
// committed. A program built without it serves a plain form in its place, which
// says how to get the full page.
//
// Neither page has a script or a style in its text, so that its content security
// policy allows none, and what a string of an answer contains stays text. Header
// fields that a visitor types are not kept in the browser.
package playground

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// Policy is the content security policy of the pages. Images and fonts in
// data: are GraphiQL's, in its style sheet.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

//go:embed index.html plain.html ask.js link.js playground.js plain.js playground.css icon.svg
var ours embed.FS

// all: because an empty folder cannot be embedded, and .gitignore is what keeps
// it from being empty.
//
//go:embed all:dist
var theirs embed.FS

//go:embed SHA256SUMS
var sums string

// A Tab is an example question.
type Tab struct {
	Title     string         // for the plain form; GraphiQL shows the operation's name
	Query     string         // the document, as it is shown
	Variables map[string]any // its variables, nil if it has none
}

// Complete reports whether the full page was built in.
func Complete() bool { return complete(theirs) }

// Handler serves the full page, or the plain form where it was not built in: at
// /playground the page, with the questions of tabs, and below /assets/ what it loads. It
// expects the endpoint at /graphql beside it, and the page for people at /. It fails if the variables of a tab
// are not JSON.
func Handler(tabs []Tab) (http.Handler, error) { return handler(theirs, tabs) }

// Form is Handler for the plain form in any case.
func Form(tabs []Tab) (http.Handler, error) { return handler(embed.FS{}, tabs) }

func handler(dist fs.FS, tabs []Tab) (http.Handler, error) {
	h := make(files)
	names, page := []string{"ask.js", "link.js", "playground.css", "icon.svg", "plain.js"}, "plain.html"
	if complete(dist) {
		names, page = []string{"ask.js", "link.js", "playground.css", "icon.svg", "playground.js"}, "index.html"
		for _, f := range listed() {
			if err := h.add("/assets/"+f.name, dist, "dist/"+f.name); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range names {
		if err := h.add("/assets/"+name, ours, name); err != nil {
			return nil, err
		}
	}
	if err := h.add("/playground", ours, page); err != nil {
		return nil, err
	}
	questions, err := encode(tabs)
	if err != nil {
		return nil, err
	}
	h.put("/assets/tabs.json", "application/json", questions)
	return h, nil
}

// encode is the tabs as the pages read them.
func encode(tabs []Tab) ([]byte, error) {
	type tab struct {
		Title     string `json:"title"`
		Query     string `json:"query"`
		Variables string `json:"variables"` // JSON in a string, as GraphiQL has it
	}
	out := make([]tab, 0, len(tabs))
	for _, t := range tabs {
		var variables bytes.Buffer
		if len(t.Variables) > 0 {
			e := json.NewEncoder(&variables)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(t.Variables); err != nil {
				return nil, fmt.Errorf("playground: variables of %q: %w", t.Title, err)
			}
		}
		out = append(out, tab{Title: t.Title, Query: t.Query, Variables: strings.TrimSuffix(variables.String(), "\n")})
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("playground: tabs: %w", err)
	}
	return text, nil
}

// A pinned file is one of another project.
type pinned struct{ name, sum string }

// listed reads SHA256SUMS.
func listed() []pinned {
	var out []pinned
	for line := range strings.Lines(sums) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		out = append(out, pinned{name: name, sum: sum})
	}
	return out
}

// complete reports whether every listed file is in dist as it was listed. One
// that differs is as good as none: it belongs to other versions, or to somebody
// else.
func complete(dist fs.FS) bool {
	for _, f := range listed() {
		text, err := fs.ReadFile(dist, "dist/"+f.name)
		if err != nil {
			return false
		}
		sum := sha256.Sum256(text)
		if hex.EncodeToString(sum[:]) != f.sum {
			return false
		}
	}
	return true
}

// files serves files from memory by their paths.
type files map[string]file

type file struct {
	text  []byte
	media string
	tag   string
}

func (f files) add(at string, from fs.FS, name string) error {
	text, err := fs.ReadFile(from, name)
	if err != nil {
		return fmt.Errorf("playground: %w", err)
	}
	f.put(at, mediaTypes[path.Ext(name)], text)
	return nil
}

func (f files) put(at, media string, text []byte) {
	sum := sha256.Sum256(text)
	f[at] = file{
		text:  text,
		media: mime.FormatMediaType(media, map[string]string{"charset": "utf-8"}),
		// Weak, because the file may be compressed on its way.
		tag: `W/"` + hex.EncodeToString(sum[:12]) + `"`,
	}
}

// mediaTypes is our own: the system's table differs from machine to machine.
var mediaTypes = map[string]string{
	".html": "text/html",
	".css":  "text/css",
	".js":   "text/javascript",
	".svg":  "image/svg+xml",
	".txt":  "text/plain",
}

func (f files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	found, ok := f[r.URL.Path]
	switch {
	case !ok:
		http.NotFound(w, r)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "the method must be GET or HEAD", http.StatusMethodNotAllowed)
		return
	}
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	// Kept by the browser, but asked for each time whether it still holds: the
	// next version of the program has the same addresses.
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Type", found.media)
	h.Set("Etag", found.tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(found.text))
}
