package web

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// A Feed gives the commits after a revision as NDJSON, whole commits at a time,
// in bytes that are good until the next ones. Where it begins to wait for the
// next commit, which it does if it is to follow, it gives nothing, for what it
// gave to be handed on; and an empty line from time to time while it waits. It
// ends when the context does.
type Feed func(ctx context.Context, after uint64, follow bool) iter.Seq2[[]byte, error]

const mediaNDJSON = "application/x-ndjson"

// changes streams the feed. What is refused before it begins is answered like an
// operation that is; a feed that fails later is cut off, so that nobody takes it
// for a whole one. It ends by itself when the server stops.
func (s *Server) changes(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Add("Vary", "Authorization")
	after, follow, f := s.feedOf(r)
	if f == nil {
		_, _, f = s.endpoint.rates.take(r.Context(), costOfFeed)
	}
	if f == nil {
		var back func()
		if back, f = s.feeds.take(r.Context(), "feeds", "1"); f == nil {
			defer back()
		}
	}
	if f != nil {
		s.endpoint.write(w, r, mediaJSON, nil, f)
		return
	}
	ctx, cancel := asLong(r.Context())
	defer cancel()
	go func() {
		select {
		case <-s.stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	c := http.NewResponseController(w)
	// A feed may last; a writer that knows no deadlines is a test's.
	_ = c.SetReadDeadline(time.Time{})
	begun := false
	begin := func() {
		if !begun {
			begun = true
			w.Header().Set("Content-Type", mediaNDJSON)
			w.WriteHeader(http.StatusOK)
		}
	}
	for lines, err := range s.options.Feed(ctx, after, follow) {
		switch {
		case err != nil && ctx.Err() != nil:
			return // whoever listened has left, or the server stops
		case err != nil && !begun:
			f := s.endpoint.unprepared(ctx, err)
			if f.status == 0 {
				f.status = http.StatusBadRequest
			}
			s.endpoint.write(w, r, mediaJSON, nil, f)
			return
		case err != nil:
			reportFrom(r.Context()).cause(fmt.Errorf("feed: %w", err))
			panic(http.ErrAbortHandler)
		}
		first := !begun
		begin()
		if first || len(lines) <= len("\n") {
			s.settle(ctx) // it may last for days
		}
		s.endpoint.writeDeadline(w)
		if _, err := w.Write(lines); err != nil {
			return // the listener has left
		}
		if len(lines) <= len("\n") {
			_ = c.Flush() // what cannot be flushed has been written
		}
	}
	begin()
}

// feedOf reads which feed is asked for.
func (s *Server) feedOf(r *http.Request) (after uint64, follow bool, f *failure) {
	refuse := func(message string, args ...any) (uint64, bool, *failure) {
		return 0, false, fail(http.StatusBadRequest, CodeBadRequest, fmt.Sprintf(message, args...))
	}
	if r.Method != http.MethodGet {
		return 0, false, fail(http.StatusMethodNotAllowed, CodeBadRequest, "the feed is asked for with GET").with("Allow", "GET")
	}
	if f := checkSource(s.cross, r); f != nil {
		return 0, false, f
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return refuse("the parameters of the address cannot be read")
	}
	for name, given := range values {
		if len(given) > 1 {
			return refuse("%s is given more than once", brief(name))
		}
		switch name {
		case "after":
			if after, err = strconv.ParseUint(given[0], 10, 63); err != nil {
				return refuse("after is no number of a revision")
			}
		case "follow":
			if follow = given[0] == "true"; !follow && given[0] != "false" {
				return refuse("follow is neither true nor false")
			}
		default:
			return refuse("there is no parameter %s: there are after and follow", brief(name))
		}
	}
	return after, follow, nil
}
