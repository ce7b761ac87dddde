package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// A Plot finds out which picture is asked for as /plot/NAME, with the parameters of
// the address, each of which is given once. An error is shown by
// [Options.Present].
type Plot func(ctx context.Context, name string, parameters map[string]string) (*Picture, error)

// A Picture is drawn from the answer to one operation, which is bounded, prepared
// and refused as if it had been asked of /graphql.
type Picture struct {
	Query     string
	Variables map[string]any
	// Revision is what Hudna-Revision names, where the address does.
	Revision string
	// Draw makes SVG of the data and the extensions of an answer without errors. Equal
	// answers give equal bytes.
	Draw func(data json.RawMessage, extensions map[string]any) ([]byte, error)
}

// revisionField names the revision that is read.
const revisionField = "Hudna-Revision"

// plot answers with a picture. What is refused is answered like an operation that
// is.
func (s *Server) plot(w http.ResponseWriter, r *http.Request) {
	e := s.endpoint
	h := w.Header()
	h.Set("Cache-Control", "private, no-cache") // one may keep it, and has to ask whether it still holds
	h.Add("Vary", "Authorization, Hudna-Revision")
	refuse := func(f *failure) {
		if f.status == 0 {
			f.status = http.StatusBadRequest
		}
		e.write(w, r, mediaJSON, nil, f)
	}
	parameters, f := s.parametersOf(r, "a picture")
	if f != nil {
		refuse(f)
		return
	}
	p, err := s.options.Plot(r.Context(), strings.TrimPrefix(r.URL.Path, "/plot/"), parameters)
	if err != nil {
		refuse(e.unprepared(r.Context(), err))
		return
	}
	asked := r.Clone(r.Context())
	if p.Revision != "" {
		if given := r.Header.Get(revisionField); given != "" && given != p.Revision {
			refuse(fail(http.StatusBadRequest, CodeBadUserInput, "the address and "+revisionField+" name different revisions"))
			return
		}
		asked.Header.Set(revisionField, p.Revision)
	}
	ctx, cancel := context.WithTimeout(withOwnDocument(r.Context()), e.timeouts.Operation)
	defer cancel()
	response, f := e.answer(ctx, asked, &graphql.RawParams{Query: p.Query, Variables: p.Variables}, h, mediaJSON)
	if f == nil && (len(response.Errors) > 0 || len(response.Data) == 0) {
		f = &failure{errors: response.Errors}
	}
	if f != nil {
		refuse(f)
		return
	}
	picture, err := p.Draw(response.Data, response.Extensions)
	if err != nil {
		refuse(e.unprepared(ctx, err))
		return
	}
	sum := sha256.Sum256(picture)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h.Set("Etag", tag)
	if matches(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "image/svg+xml; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(picture)))
	e.writeDeadline(w)
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(picture) // the client may have left; nothing can be told to it
}

// matches reports whether one of the tags that a client has is this one.
func matches(given []string, tag string) bool {
	for _, list := range given {
		for one := range strings.SplitSeq(list, ",") {
			one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
			if one == tag || one == "*" {
				return true
			}
		}
	}
	return false
}
