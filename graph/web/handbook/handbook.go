// Package handbook makes pages of what is written about the program, for a server to have
// beside its graph: so that the documentation is that of the version that answers.
package handbook

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

// Policy is the content security policy of the pages: they have no script.
const Policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

//go:embed page.html docs.css
var files embed.FS

// A handler serves the pages below /docs/, each made when it is first asked for.
type handler struct {
	pages  fs.FS
	page   *template.Template
	sdl    string
	render goldmark.Markdown

	mu   sync.Mutex
	made map[string][]byte // by the names of files; as many as there are files
}

// Handler serves pages in Markdown below /docs/, and the text of the schema at
// /docs/schema.graphql unless it is empty; then there is no page about it either.
func Handler(pages fs.FS, sdl string) (http.Handler, error) {
	page, err := template.ParseFS(files, "page.html")
	if err != nil {
		return nil, fmt.Errorf("handbook: %w", err)
	}
	return &handler{
		pages: pages, page: page, sdl: sdl, made: map[string][]byte{},
		// The policy takes no style in a page, by which cells would be aligned otherwise.
		render: goldmark.New(goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))), goldmark.WithParserOptions(parser.WithAutoHeadingID())),
	}, nil
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", Policy)
	w.Header().Set("Cache-Control", "no-cache")
	name := strings.TrimPrefix(r.URL.Path, "/docs/")
	text, media, err := h.file(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", media)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text))
}

// file is what there is under a name.
func (h *handler) file(name string) (text []byte, media string, err error) {
	switch {
	case name == "docs.css":
		text, err = files.ReadFile(name)
		return text, "text/css; charset=utf-8", err
	case name == "schema.graphql" && h.sdl != "":
		return []byte(h.sdl), "text/plain; charset=utf-8", nil
	case strings.HasSuffix(name, ".svg"):
		text, err = fs.ReadFile(h.pages, name)
		return text, "image/svg+xml", err
	case name == "":
		name = "index"
	}
	if name == "schema" && h.sdl == "" {
		return nil, "", fs.ErrNotExist
	}
	text, err = h.rendered(name)
	return text, "text/html; charset=utf-8", err
}

// rendered is one page.
func (h *handler) rendered(name string) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if text, ok := h.made[name]; ok {
		return text, nil
	}
	source, err := fs.ReadFile(h.pages, name+".md")
	if err != nil {
		return nil, err
	}
	var body, page bytes.Buffer
	if err := h.render.Convert(source, &body); err != nil {
		return nil, err
	}
	title, _, _ := strings.Cut(strings.TrimPrefix(string(source), "# "), "\n")
	up := strings.Repeat("../", strings.Count(name, "/"))
	err = h.page.ExecuteTemplate(&page, "page.html", map[string]any{
		"Title": title, "Up": up, "Body": template.HTML(h.leads(body.String(), path.Dir(name))), //nolint:gosec // our own pages; goldmark lets no markup through
	})
	if err != nil {
		return nil, err
	}
	h.made[name] = page.Bytes()
	return h.made[name], nil
}

var link = regexp.MustCompile(`href="([^"#:]*)(#[^"]*)?"`)

// leads has links between the pages lead to where the server has them. What the server
// has not, such as the source, is named without a link.
func (h *handler) leads(body, dir string) string {
	return link.ReplaceAllStringFunc(body, func(whole string) string {
		m := link.FindStringSubmatch(whole)
		if m[1] == "" {
			return whole
		}
		to := path.Join(dir, m[1])
		if strings.HasSuffix(m[1], "/") {
			to = path.Join(to, "README.md")
		}
		if _, err := fs.Stat(h.pages, to); err != nil {
			return `class="elsewhere" title="` + template.HTMLEscapeString(to) + `, beside the source of the program"`
		}
		return `href="` + strings.Repeat("../", strings.Count(path.Join(dir, "x"), "/")) + strings.TrimSuffix(to, ".md") + m[2] + `"`
	})
}
