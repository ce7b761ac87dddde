package web

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
)

// A Page answers at / for people.
type Page interface {
	// ServePage writes the page. Whatever of the graph it shows it asks for.
	ServePage(w http.ResponseWriter, r *http.Request, ask Ask)
}

// An Ask answers one query for whoever asked for the page: with their clearance,
// out of their allowance and within every limit of the endpoint, from the answers
// that are kept too. Nothing else leads from a page to the graph.
type Ask func(query string, variables map[string]any) Said

// Said is what a page was answered.
type Said struct {
	Data json.RawMessage // nil where nothing was answered
	// Code is that of the first error, also of a field, and Status that of an answer over
	// HTTP which fails like that.
	Code   string
	Status int
	// Header is what such an answer has in its header besides.
	Header http.Header
}

// page serves the page for people.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	s.options.Start.ServePage(w, r, func(query string, variables map[string]any) Said {
		return s.endpoint.ask(r, query, variables)
	})
}

// pageless serves the page to who is not admitted: it is told why, whatever it asks.
func (s *Server) pageless(w http.ResponseWriter, r *http.Request, f *failure) {
	s.options.Start.ServePage(w, r, func(string, map[string]any) Said { return s.endpoint.said(r, f) })
}

// ask answers a query of a page.
func (e *endpoint) ask(r *http.Request, query string, variables map[string]any) Said {
	ctx, cancel := context.WithTimeout(r.Context(), e.timeouts.Operation)
	defer cancel()
	response, f := e.answer(ctx, r, &graphql.RawParams{Query: query, Variables: variables}, http.Header{}, mediaResponse)
	if f == nil && len(response.Data) == 0 {
		f = &failure{errors: response.Errors}
	}
	if f != nil {
		return e.said(r, f)
	}
	said := Said{Data: response.Data, Status: http.StatusOK}
	if errs := e.disclose(reportFrom(r.Context()), response.Errors); len(errs) > 0 {
		said.Code = codeOf(errs[0])
	}
	return said
}

// said is what a page is told of a failure: no more than who asks the endpoint.
func (e *endpoint) said(r *http.Request, f *failure) Said {
	said := Said{Status: f.statusFor(mediaResponse), Header: f.header}
	if errs := e.disclose(reportFrom(r.Context()), f.errors); len(errs) > 0 {
		said.Code = codeOf(errs[0])
	}
	return said
}
