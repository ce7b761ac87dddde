package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"net/http"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Documents says which documents are answered, and which are known by what names them.
// The zero value answers all of them.
type Documents struct {
	// Listed gives the text of a document that the operator has listed, by its id or by
	// the SHA-256 of its text, in hexadecimal digits; nil lists none.
	Listed func(id string) (text string, ok bool)
	// Only has nothing answered but what is listed.
	Only bool
}

// persisted are documents by what names them: those that are listed, and those that a
// client has sent of late together with their hashes. The latter are known to that
// client alone: else a hash would tell whether somebody else has asked about a person.
type persisted struct {
	Documents
	most int

	mu    sync.Mutex
	kept  *simplelru.LRU[string, string] // texts, by caller and hash
	bytes int
}

// documentMember names the member of a request, or the parameter of an address, that
// names a document. What it says is looked for among the extensions.
const documentMember = "documentId"

const (
	persistedExtension = "persistedQuery"
	hashPrefix         = "sha256:"
	mostDocumentID     = 256
)

func newPersisted(d Documents, most int) *persisted {
	p := &persisted{Documents: d, most: most}
	var err error
	p.kept, err = simplelru.NewLRU(math.MaxInt, func(key, text string) { p.bytes -= sizeOfPersisted(key, text) })
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return p
}

// sizeOfPersisted is what a text takes, with what is kept besides.
func sizeOfPersisted(key, text string) int {
	const beside = 256
	return len(key) + len(text) + beside
}

// document is the document that a request means, which may name it instead of having it.
func (e *endpoint) document(ctx context.Context, params *graphql.RawParams) (*document, *failure) {
	hash, f := e.persisted.find(ctx, params)
	if f != nil {
		return nil, f
	}
	doc, f := e.documents.get(params.Query)
	if f == nil && hash != "" {
		e.persisted.keep(ctx, hash, params.Query)
	}
	return doc, f
}

// find gives a request the text that it names, and the hash under which the text that it
// brings is to be kept; none where it need not be.
func (p *persisted) find(ctx context.Context, params *graphql.RawParams) (hash string, f *failure) {
	if ownDocument(ctx) {
		return "", nil
	}
	id, byHash, f := namedBy(params)
	if f != nil {
		return "", f
	}
	if params.Query == "" {
		text, ok := p.text(ctx, id)
		if !ok {
			return "", fail(0, CodePersistedQueryNotFound, "PersistedQueryNotFound")
		}
		params.Query = text
		return "", nil
	}
	if id == "" && !p.Only {
		return "", nil
	}
	sum := sha256.Sum256([]byte(params.Query))
	own := hex.EncodeToString(sum[:])
	if id != "" && own != id {
		if listed, ok := p.listed(id); byHash || !ok || listed != params.Query {
			return "", fail(http.StatusBadRequest, CodeBadRequest, "the document is not the one that is named beside it")
		}
	}
	if p.Only {
		if _, ok := p.listed(own); !ok {
			return "", fail(http.StatusForbidden, CodeForbidden, "only documents that the operator has listed are answered here")
		}
		return "", nil
	}
	if byHash {
		hash = own
	}
	return hash, nil
}

// namedBy is what a request names its document by, and whether that is how automatic
// persisted queries do it: by the hash of what is to be kept.
func namedBy(params *graphql.RawParams) (id string, byHash bool, f *failure) {
	if len(params.Extensions) == 0 {
		return "", false, nil
	}
	wrong := func(why string) (string, bool, *failure) {
		return "", false, fail(http.StatusBadRequest, CodeBadRequest, why)
	}
	if given := params.Extensions[documentMember]; given != nil {
		text, ok := given.(string)
		if !ok || text == "" || len(text) > mostDocumentID {
			return wrong(`"documentId" must be a short string`)
		}
		return strings.TrimPrefix(text, hashPrefix), false, nil
	}
	given := params.Extensions[persistedExtension]
	if given == nil {
		return "", false, nil
	}
	members, _ := given.(map[string]any)
	text, _ := members["sha256Hash"].(string)
	if !isHash(text) {
		return wrong(`"persistedQuery" must have a "sha256Hash" of 64 hexadecimal digits`)
	}
	return strings.ToLower(text), true, nil
}

func isHash(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sha256.Size
}

func (p *persisted) listed(id string) (string, bool) {
	if p.Listed == nil {
		return "", false
	}
	return p.Listed(id)
}

// text is the text that something names.
func (p *persisted) text(ctx context.Context, id string) (string, bool) {
	if text, ok := p.listed(id); ok {
		return text, ok
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept.Get(persistedKey(ctx, id))
}

// persistedKey is what is kept for whom.
func persistedKey(ctx context.Context, hash string) string {
	return callerOf(ctx) + "\x00" + hash
}

// keep keeps a text that passed the limits and the validation.
func (p *persisted) keep(ctx context.Context, hash, text string) {
	key := persistedKey(ctx, hash)
	size := sizeOfPersisted(key, text)
	if size > p.most {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.kept.Get(key); ok { // it is used again
		return
	}
	p.kept.Add(key, text)
	for p.bytes += size; p.bytes > p.most; {
		p.kept.RemoveOldest()
	}
}

// size is how many bytes are kept.
func (p *persisted) size() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return float64(p.bytes)
}

type ownDocumentKey struct{}

// withOwnDocument says that the document that is asked is one of ours.
func withOwnDocument(ctx context.Context) context.Context {
	return context.WithValue(ctx, ownDocumentKey{}, true)
}

func ownDocument(ctx context.Context) bool { return ctx.Value(ownDocumentKey{}) != nil }
