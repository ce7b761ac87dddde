package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
)

// An answer to a GET has a tag that is made of all that it depends on and of nothing that
// is in it, so that whether it still holds can be said before anything runs. It is a weak
// one: the same answer may come compressed. Another graph or another program has other tags,
// which [Options.Salt] is for.

// unchanged is what is answered where the client has the answer already.
var unchanged = &failure{status: http.StatusNotModified}

type taggedKey struct{}

// withTags says in the context of a GET that its answer is to have a tag.
func withTags(ctx context.Context, r *http.Request) context.Context {
	if r.Method != http.MethodGet {
		return ctx
	}
	return context.WithValue(ctx, taggedKey{}, true)
}

// tag is the tag of the answer to an operation, by the key that it is known by; empty
// where it has none.
func (e *endpoint) tag(ctx context.Context, r *http.Request, key string) string {
	if key == "" || r.Method != http.MethodGet || ctx.Value(taggedKey{}) == nil {
		return ""
	}
	sum := sha256.Sum256([]byte(e.salt + key))
	const enough = 16
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:enough]) + `"`
}

// tagged answers an operation that may have a tag. What need not be accounted for is not
// even run where the client has it.
func (e *endpoint) tagged(r *http.Request, h http.Header, tag string, skip bool, run func() (*graphql.Response, *failure)) (*graphql.Response, *failure) {
	if tag == "" {
		return run()
	}
	known := matches(r.Header.Values("If-None-Match"), tag[len("W/"):])
	set := func() {
		h.Set("Etag", tag)
		h.Set("Cache-Control", "private, no-cache") // one may keep it, and has to ask whether it still holds
	}
	if known && skip {
		set()
		return nil, unchanged
	}
	response, f := run()
	if f != nil || len(response.Errors) > 0 {
		return response, f
	}
	set()
	if known {
		return nil, unchanged
	}
	return response, nil
}
