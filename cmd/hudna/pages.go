package main

import (
	"net/http"

	"hudna/docs"
	"hudna/graph/web"
	"hudna/graph/web/handbook"
	"hudna/graph/web/playground"
	front "hudna/graph/web/start"
	"hudna/schema"
)

// pages adds what a server has for people: the page at /, the documentation and the
// playground.
func (c *serveCommand) pages(o *web.Options) error {
	asks := general
	if c.Demo {
		asks = questions
	}
	if !c.NoPlayground {
		var err error
		if o.Playground, err = playground.Handler(tabs(asks)); err != nil {
			return err
		}
	}
	leads := front.Options{Playground: !c.NoPlayground, Schema: !c.NoIntrospection, Docs: true}
	for _, q := range asks {
		leads.Questions = append(leads.Questions, front.Question{Title: q.title, Query: q.query})
	}
	page, err := front.New(leads)
	if err != nil {
		return err
	}
	sdl := ""
	if !c.NoIntrospection {
		sdl = schema.SDL()
	}
	written, err := handbook.Handler(docs.Files, sdl)
	if err != nil {
		return err
	}
	files := http.NewServeMux()
	files.Handle("/start/", page)
	files.Handle("/docs/", written)
	o.Start, o.Files = page, files
	return nil
}
