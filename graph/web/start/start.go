// Package start is the page of a graph for people: what is in it, how far it reaches,
// what was recorded last, and a box to search it with.
//
// The page is made on the server and needs no script. It asks for what it shows in
// GraphQL, by the way that it is handed ([web.Ask]), so that it shows whoever asks
// just what the endpoint would, and costs what that costs: one operation of a few
// hundred keys however large the graph is, and one for a search. It speaks English and
// Arabic. What is quoted runs in the direction of its own letters.
package start

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"hudna/graph/web"
)

// Policy is the content security policy of the page: it has no script, and its form
// leads to itself.
const Policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

//go:embed start.html start.css icon.svg start.graphql search.graphql
var files embed.FS

// Options say what the page leads to.
type Options struct {
	// Playground, Schema and Docs are whether there are the playground, the schema and the
	// documentation to lead to.
	Playground, Schema, Docs bool
	// Questions are examples, for the playground.
	Questions []Question
}

// A Question is an example of what can be asked.
type Question struct{ Title, Query string }

// A Page is a [web.Page], and serves the files that it loads below /start/.
type Page struct {
	options        Options
	page           *template.Template
	overview, find string
	assets         map[string]asset
}

type asset struct {
	media, tag string
	text       []byte
}

// New makes a Page.
func New(o Options) (*Page, error) {
	p := &Page{options: o, assets: map[string]asset{}}
	var err error
	if p.page, err = template.ParseFS(files, "start.html"); err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	for name, query := range map[string]*string{"start.graphql": &p.overview, "search.graphql": &p.find} {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("start: %w", err)
		}
		*query = string(text)
	}
	for name, media := range map[string]string{"start.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml; charset=utf-8"} {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("start: %w", err)
		}
		sum := sha256.Sum256(text)
		p.assets["/start/"+name] = asset{media: media, text: text, tag: `W/"` + hex.EncodeToString(sum[:12]) + `"`}
	}
	return p, nil
}

// ServeHTTP serves what the page loads.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	found, ok := p.assets[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", found.media)
	h.Set("Cache-Control", "no-cache")
	h.Set("Etag", found.tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(found.text))
}

// maxText bounds what is looked for, in bytes, as the search does.
const maxText = 1024

// ServePage writes the page: /?q=WORDS&after=CURSOR&lang=ar, all of it optional.
func (p *Page) ServePage(w http.ResponseWriter, r *http.Request, ask web.Ask) {
	asked := r.URL.Query()
	lang := chosen(asked.Get("lang"), r.Header.Get("Accept-Language"))
	text := strings.TrimSpace(strings.ToValidUTF8(asked.Get("q"), ""))
	v := &view{Options: p.options, T: words[lang], Lang: lang, Query: text, status: http.StatusOK}
	if v.Dir = "ltr"; lang == "ar" {
		v.Dir = "rtl"
	}
	preferred := []any{lang, "en", "ar"}
	if said := ask(p.overview, map[string]any{"lang": preferred}); said.Data != nil {
		if err := json.Unmarshal(said.Data, &v.Graph); err != nil {
			said = web.Said{Status: http.StatusInternalServerError, Code: "INTERNAL"}
		}
		v.refused(said)
	} else {
		v.refused(said)
	}
	v.dress(lang)
	if text != "" && v.Refused == "" {
		p.search(v, ask, text, asked.Get("after"), preferred)
	}
	p.write(w, r, v)
}

// search adds what was looked for.
func (p *Page) search(v *view, ask web.Ask, text, after string, preferred []any) {
	v.Found = &found{}
	if len(text) > maxText {
		v.Found.Why = v.T["toolong"]
		return
	}
	variables := map[string]any{"text": text, "lang": preferred}
	if after != "" {
		variables["after"] = after
	}
	said := ask(p.find, variables)
	switch {
	case said.Code == "BAD_USER_INPUT" || said.Code == "INVALID" || said.Code == "INVALID_CURSOR":
		v.Found.Why, v.status = v.T["unsearchable"], http.StatusBadRequest
		return
	case said.Data == nil || said.Code != "":
		v.Found.Why, v.status = v.T["busy"]+" ("+said.Code+")", max(said.Status, http.StatusBadRequest)
		return
	}
	if err := json.Unmarshal(said.Data, v.Found); err != nil {
		v.Found.Why, v.status = v.T["busy"], http.StatusInternalServerError
		return
	}
	for i := range v.Found.Search.Edges {
		v.Found.Search.Edges[i].dress(v.T, v.Lang)
	}
	if at := v.Found.Search.PageInfo; at.HasNextPage {
		v.Found.Next = "?" + url.Values{"q": {text}, "after": {at.EndCursor}, "lang": {v.Lang}}.Encode()
	}
}

// write sends the page whole, or the fault that kept it from being made.
func (p *Page) write(w http.ResponseWriter, r *http.Request, v *view) {
	h := w.Header()
	h.Set("Content-Security-Policy", Policy)
	h.Set("Cache-Control", "private, no-store")
	h.Add("Vary", "Authorization, Accept-Language")
	for key, values := range v.header {
		h[key] = values
	}
	var page bytes.Buffer
	if err := p.page.ExecuteTemplate(&page, "start.html", v); err != nil {
		panic(fmt.Errorf("start: %w", err)) // which the server answers for, and logs
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(v.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(page.Bytes()) // the client may have left
	}
}

// cut gives the characters from one place to another, as highlights count.
func cut(text string, start, end int) (before, within, after string) {
	at := func(n int) int {
		i := 0
		for ; n > 0 && i < len(text); n-- {
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
		}
		return i
	}
	from, to := at(start), at(max(start, end))
	return text[:from], text[from:to], text[to:]
}
