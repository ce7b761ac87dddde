package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// An Export finds out what is asked for as /export/NAME, with the parameters of
// the address, each of which is given once. An error is shown by
// [Options.Present].
type Export func(ctx context.Context, name string, parameters map[string]string) (*Download, error)

// A Download is what is written to whoever asked for an export.
type Download struct {
	MediaType string
	FileName  string // in plain ASCII letters
	// Header holds further fields of the header.
	Header map[string]string
	// Trailer names the fields that Write ends with.
	Trailer []string
	// Write writes, and gives the fields that are known when all is written. An
	// error before the first byte is shown; one that comes later cuts the answer
	// off.
	Write func(ctx context.Context, w http.ResponseWriter) (map[string]string, error)
}

// export streams an export. What is refused before it begins is answered like an
// operation that is; one that fails later is cut off, so that nobody takes it
// for a whole one.
func (s *Server) export(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Add("Vary", "Authorization")
	ctx, cancel := asLong(r.Context())
	defer cancel()
	r = r.WithContext(ctx)
	parameters, f := s.parametersOf(r, "an export")
	if f == nil {
		_, _, f = s.endpoint.rates.take(ctx, costOfExport)
	}
	if f == nil {
		var back func()
		if back, f = s.exports.take(ctx, "exports", "5"); f == nil {
			defer back()
		}
	}
	if f != nil {
		s.endpoint.write(w, r, mediaJSON, nil, f)
		return
	}
	refuse := func(err error) {
		f := s.endpoint.unprepared(r.Context(), err)
		if f.status == 0 {
			f.status = http.StatusBadRequest
		}
		s.endpoint.write(w, r, mediaJSON, nil, f)
	}
	d, err := s.options.Export(r.Context(), strings.TrimPrefix(r.URL.Path, "/export/"), parameters)
	if err != nil {
		refuse(err)
		return
	}
	// It may last; a writer that knows no deadlines is a test's.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	out := &downloading{ResponseWriter: w, server: s, d: d, settle: func() { s.settle(ctx) }}
	last, err := d.Write(r.Context(), out)
	switch {
	case err != nil && !out.begun && r.Context().Err() == nil && !errors.Is(err, errUnsent):
		refuse(err)
		return
	case err != nil:
		if r.Context().Err() == nil && !errors.Is(err, errUnsent) {
			reportFrom(r.Context()).cause(fmt.Errorf("export: %w", err))
		}
		panic(http.ErrAbortHandler)
	}
	out.begin()
	for name, value := range last {
		w.Header().Set(name, value)
	}
}

// errUnsent means that whoever asked has left.
var errUnsent = errors.New("it could not be sent")

// downloading begins the answer with the first byte, which it hands on at once,
// and gives each write its time.
type downloading struct {
	http.ResponseWriter
	server *Server
	d      *Download
	settle func() // accounts for what was read so far
	begun  bool
}

func (w *downloading) begin() {
	if w.begun {
		return
	}
	w.begun = true
	h := w.Header()
	for name, value := range w.d.Header {
		h.Set(name, value)
	}
	h.Set("Content-Type", w.d.MediaType)
	h.Set("Content-Disposition", `attachment; filename="`+w.d.FileName+`"`)
	h.Set("Trailer", strings.Join(w.d.Trailer, ", "))
	w.WriteHeader(http.StatusOK)
}

func (w *downloading) Write(b []byte) (int, error) {
	first := !w.begun
	w.begin()
	if first {
		w.settle()
	}
	w.server.endpoint.writeDeadline(w.ResponseWriter)
	n, err := w.ResponseWriter.Write(b)
	if err != nil {
		return n, fmt.Errorf("%w: %w", errUnsent, err)
	}
	if first {
		_ = http.NewResponseController(w.ResponseWriter).Flush() // what cannot be flushed has been written
	}
	return n, nil
}

// parametersOf reads the parameters of what is asked for by its address alone.
func (s *Server) parametersOf(r *http.Request, what string) (map[string]string, *failure) {
	if r.Method != http.MethodGet {
		return nil, fail(http.StatusMethodNotAllowed, CodeBadRequest, what+" is asked for with GET").with("Allow", "GET")
	}
	if f := checkSource(s.cross, r); f != nil {
		return nil, f
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fail(http.StatusBadRequest, CodeBadRequest, "the parameters of the address cannot be read")
	}
	parameters := map[string]string{}
	for name, given := range values {
		if len(given) > 1 {
			return nil, fail(http.StatusBadRequest, CodeBadRequest, brief(name)+" is given more than once")
		}
		parameters[name] = given[0]
	}
	return parameters, nil
}
