package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/graph/web"
)

// An endpoint answers GraphQL: that of a directory in this process, or that of a
// server over HTTP. What a command asks is the same operation for both.
type endpoint interface {
	// post gives the answer to the body of a request, as of a revision where one
	// is given.
	post(ctx context.Context, body []byte, revision *uint64) ([]byte, error)
	// get gives the picture at an address.
	get(ctx context.Context, address string) ([]byte, error)
	Close() error
}

// whereFlags say which graph is meant: the one in a directory, or that of a
// server.
type whereFlags struct {
	dataFlag
	clearanceFlag
	Server    string `placeholder:"URL" help:"Ask a server that runs, such as http://127.0.0.1:8080, rather than a directory. What is shown and who changes something there, its operator has said."`
	TokenFile string `config:"" placeholder:"FILE" help:"With --server: the file with the token that is shown to it; without it $$HUDNA_TOKEN is shown."`
}

// reading is the endpoint of a graph that is only asked.
func (f *whereFlags) reading(ctx context.Context, p *program) (endpoint, error) {
	return f.endpoint(ctx, p, graph.Principal{Clearance: f.marking()}, openFlags{readOnly: true})
}

// endpoint opens the directory for somebody, or names the server.
func (f *whereFlags) endpoint(ctx context.Context, p *program, by graph.Principal, o openFlags) (endpoint, error) {
	if f.Server != "" {
		return f.remote(p)
	}
	return p.directory(ctx, f.dir(), by, o)
}

// ofDirectories are the flags that say something of a directory. A server has
// been told the same when it was started.
var ofDirectories = []string{"data", "clearance", "as", "role", "own-review"}

// remote is the server that is named.
func (f *whereFlags) remote(p *program) (*remote, error) {
	for _, name := range ofDirectories {
		if p.given[name] {
			return nil, failed(codeUsage, "--%s and --server do not go together: it is for a directory, and was said to the server when that was started", name)
		}
	}
	base, err := url.Parse(f.Server)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, failed(codeUsage, "--server %s: is no address such as http://127.0.0.1:8080", f.Server)
	}
	base.Path = strings.TrimSuffix(strings.TrimSuffix(base.Path, "/"), "/graphql") // as hudna serve prints it
	token, err := f.token(p, base)
	if err != nil {
		return nil, err
	}
	return &remote{name: f.Server, base: base, token: token, most: mostAnswered, patience: patienceWith, client: &http.Client{
		// A change that is sent again elsewhere could be made twice.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// maxTokenFile bounds the file of a token.
const maxTokenFile = 32 << 10

// token is what is shown to the server, empty where nothing is. It is sent to
// nobody who could read it on the way.
func (f *whereFlags) token(p *program, to *url.URL) (string, error) {
	token := p.getenv("HUDNA_TOKEN")
	if f.TokenFile != "" {
		file, err := os.Open(f.TokenFile)
		if err != nil {
			return "", failed(codeUsage, "--token-file: %v", err)
		}
		defer file.Close() //nolint:errcheck // it was only read
		text, err := io.ReadAll(io.LimitReader(file, maxTokenFile))
		if err != nil {
			return "", failed(codeUsage, "--token-file: %v", err)
		}
		token = string(text)
	}
	token = strings.TrimSpace(token)
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", failed(codeUsage, "the token has characters that no token has")
	}
	if token != "" && to.Scheme != "https" && !isLoopback(to.Hostname()) {
		return "", failed(codeUsage, "--server %s: a token would go over the network for all to read; give an https address", f.Server)
	}
	return token, nil
}

// A directory is the endpoint of a graph that this process has opened.
type directory struct {
	*ledger.Ledger
	server *web.Server
}

func (p *program) directory(ctx context.Context, dir string, by graph.Principal, o openFlags) (*directory, error) {
	g, err := p.open(ctx, dir, o)
	if err != nil {
		return nil, err
	}
	// A refused question is told by its answer; what is logged is our fault.
	p.level.Set(slog.LevelWarn)
	server, err := p.writingServer(g, by, web.Options{})
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return &directory{g, server}, nil
}

func (d *directory) post(ctx context.Context, body []byte, revision *uint64) ([]byte, error) {
	return answered(ctx, d.server, body, revision)
}

// The bounds of what a server is given time and room for.
const (
	// patienceWith is for how long an answer is waited for: longer than a server
	// works on one.
	patienceWith = 2 * time.Minute
	// mostAnswered bounds an answer in bytes: its texts alone may have 32 MiB, and
	// JSON may take six bytes for one.
	mostAnswered = 256 << 20
)

// A remote is the endpoint of a server.
type remote struct {
	name     string
	base     *url.URL
	token    string
	client   *http.Client
	most     int // bytes of an answer
	patience time.Duration
}

// Close lets go of the connections.
func (r *remote) Close() error {
	r.client.CloseIdleConnections()
	return nil
}

func (r *remote) post(ctx context.Context, body []byte, revision *uint64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, r.patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.base.JoinPath("graphql").String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if revision != nil {
		request.Header.Set("Hudna-Revision", strconv.FormatUint(*revision, 10))
	}
	answer, err := r.send(ctx, request)
	if err != nil {
		return nil, err
	}
	said, err := io.ReadAll(io.LimitReader(answer.Body, int64(r.most)+1))
	switch err = errors.Join(err, answer.Body.Close()); {
	case err != nil:
		return nil, r.cutOff(ctx, err)
	case len(said) > r.most:
		return nil, failed(codeFailed, "%s: its answer has more than %d bytes", r.name, r.most)
	case !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json"):
		return nil, r.stranger(answer.Status)
	}
	return said, nil
}

// send sends a request, and says in one sentence why there is no answer.
func (r *remote) send(ctx context.Context, request *http.Request) (*http.Response, error) {
	if r.token != "" {
		request.Header.Set("Authorization", "Bearer "+r.token)
	}
	answer, err := r.client.Do(request)
	if err == nil {
		return answer, nil
	}
	if ctx.Err() != nil {
		return nil, r.cutOff(ctx, err)
	}
	var inner *url.Error
	if errors.As(err, &inner) {
		err = inner.Err
	}
	return nil, failure{code: codeNotOpened, say: fmt.Sprintf("%s cannot be reached: %v", r.name, err), err: err}
}

// cutOff says that an answer did not come, or not all of it. What was to be
// changed may have been.
func (r *remote) cutOff(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("%s: there was no answer within %s: %w", r.name, r.patience, ctx.Err())
	case ctx.Err() != nil:
		err = ctx.Err()
	}
	return fmt.Errorf("%s: the answer did not come whole: %w", r.name, err)
}

// stranger says that something else answers there.
func (r *remote) stranger(said string) error {
	return failed(codeNotOpened, "%s does not answer as hudna does: %s", r.name, said)
}
