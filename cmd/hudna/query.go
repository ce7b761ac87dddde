package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"hudna/graph"
	"hudna/graph/audit"
	"hudna/graph/export"
	"hudna/graph/gql"
	"hudna/graph/gql/model"
	"hudna/graph/web"
)

type queryCommand struct {
	Question string `arg:"" name:"query" default:"-" help:"A GraphQL document, @FILE, or - for standard input (the default)."`
	whereFlags
	writerFlags
	Revision  *uint64 `placeholder:"N" help:"Answer as of this revision; without it as of the newest."`
	Variables string  `placeholder:"JSON" help:"The variables: a JSON object, or @FILE."`
	Operation string  `placeholder:"NAME" help:"Which operation of the document to run, if it has several."`
	Pretty    bool    `help:"Indent the answer."`
	Explain   bool    `help:"Tell in extensions.explain how each question was answered: its plan, and what was read."`
}

// Help is the end of the command's help.
func (queryCommand) Help() string {
	return `The answer is what the server would give over HTTP, with the same limits. Where it has errors, or a change was refused, the exit code is 1.

A mutation of a directory needs --as, which names the author of the revision that it makes; the directory is opened for writing then. Over a server, the author is who its operator named.

Examples:

    hudna query '{ actor(id: "actor/john-kerry") { name(lang: ["ar", "en"]) } }'
    hudna query --pretty --revision 3 @who-said-it.graphql
    hudna query --variables '{"name": "كيري"}' @find.graphql
    hudna query --explain --pretty '{ statements(where: {text: "الهدنة"}) { totalCount } }'
    hudna query < question.graphql
    hudna query --server http://127.0.0.1:8080 '{ head { number time } }'
    hudna query --as "A. Coder" 'mutation { retract(input: {id: "event/twice", reason: "entered twice"}) { errors { message } } }'
`
}

// Run asks.
func (c *queryCommand) Run(ctx context.Context, p *program) (err error) {
	body, err := c.request(p)
	if err != nil {
		return err
	}
	by, err := c.principal(c.marking())
	if err != nil {
		return err
	}
	at, err := c.endpoint(ctx, p, by, openFlags{readOnly: by.Name == "", existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	said, err := at.post(ctx, body, c.Revision)
	if err != nil {
		return err
	}
	return c.print(p.stdout, said)
}

// answered is what a server answers to the body of a request, as of a revision
// where one is given, through all of it but the network.
func answered(ctx context.Context, server *web.Server, body []byte, revision *uint64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.RequestURI, request.RemoteAddr = "/graphql", "localhost"
	request.Header.Set("Content-Type", "application/json")
	if revision != nil {
		request.Header.Set("Hudna-Revision", strconv.FormatUint(*revision, 10))
	}
	var answer answer
	server.ServeHTTP(&answer, request)
	return answer.body.Bytes(), nil
}

// server is what answers, over HTTP and here, and changes nothing.
func (p *program) server(g graph.Graph, clearance graph.Marking, o web.Options) (*web.Server, error) {
	return p.writingServer(g, graph.Principal{Clearance: clearance}, o)
}

// writingServer is a server over which somebody changes the graph. Without a
// name it is one that changes nothing. Where the context of a request says who
// asks, it answers for them instead.
func (p *program) writingServer(g graph.Graph, by graph.Principal, o web.Options) (*web.Server, error) {
	ask := p.asker(g, web.Options{NoIntrospection: o.NoIntrospection, Documents: o.Documents})
	api, err := gql.New(g, gql.Options{Clearance: by.Clearance, By: by, NewID: newID, Ask: ask, Rate: allowance})
	if err != nil {
		return nil, err
	}
	o.Schema, o.Present, o.Log = api.Schema(), gql.Present, p.log
	for _, code := range gql.Codes() {
		o.Codes = append(o.Codes, string(code))
	}
	o.Prepare = withoutRequest(api.Prepare)
	o.State = func(ctx context.Context) (string, bool, error) {
		state, kept, err := api.State(ctx)
		if audit.AccountOf(ctx) != nil && clearanceOf(ctx, by) != graph.MarkingPublic {
			kept = false // who reads what is hidden from others reads it anew, for the account
		}
		return state, kept, err
	}
	o.Spent = gql.Spent
	o.Feed = func(ctx context.Context, after uint64, follow bool) iter.Seq2[[]byte, error] {
		return export.Feed(ctx, g, export.FeedOptions{After: graph.Revision(after), Clearance: clearanceOf(ctx, by), Follow: follow, Beat: feedBeat})
	}
	o.Subscribe = subscribing(api.Subscribe)
	o.Export = func(ctx context.Context, name string, parameters map[string]string) (*web.Download, error) {
		return download(ctx, g, clearanceOf(ctx, by), name, parameters)
	}
	o.Plot = plotting(func(ctx context.Context) graph.Marking { return clearanceOf(ctx, by) })
	ready := o.Ready
	o.Ready = func(ctx context.Context) error {
		if ready != nil {
			if err := ready(ctx); err != nil {
				return err
			}
		}
		_, err := g.Head(ctx)
		return err
	}
	return web.New(o)
}

// clearanceOf is for whom is answered: for the one who asks or, where the context
// does not say, for another one.
func clearanceOf(ctx context.Context, otherwise graph.Principal) graph.Marking {
	if by, ok := graph.PrincipalOf(ctx); ok {
		return by.Clearance
	}
	return otherwise.Clearance
}

// allowance is what the one who asks has left.
func allowance(ctx context.Context) (*model.RateLimit, bool) {
	a, ok := web.AllowanceOf(ctx)
	if !ok || export.Asked(ctx) {
		return nil, false // what is cited says the same whenever it is asked
	}
	return &model.RateLimit{Cost: int32Of(a.Cost), Limit: int32Of(a.Most), Remaining: int32Of(a.Left), ResetAt: a.Full}, true
}

// int32Of is a number as GraphQL has it.
func int32Of(n int) int32 { return int32(min(n, math.MaxInt32)) } //nolint:gosec // it fits

// feedBeat is after how long an empty line is sent to whoever follows the
// changes: so soon that nothing on the way takes the connection for dead.
const feedBeat = 15 * time.Second

// withoutRequest makes of a function of an operation one that is handed the
// request as well, and does not look at it.
func withoutRequest[O any](prepare func(context.Context, O) (context.Context, map[string]any, error)) func(context.Context, *http.Request, O) (context.Context, map[string]any, error) {
	return func(ctx context.Context, _ *http.Request, op O) (context.Context, map[string]any, error) {
		return prepare(ctx, op)
	}
}

// subscribing makes of what begins a subscription one that gives none where it fails.
func subscribing[O any](begin func(context.Context, O, gql.Run, gql.Pace) (*gql.Subscription, error)) func(context.Context, O, web.Run, func(ctx context.Context, gone bool) error) (web.Subscription, error) {
	return func(ctx context.Context, op O, run web.Run, pace func(ctx context.Context, gone bool) error) (web.Subscription, error) {
		s, err := begin(ctx, op, gql.Run(run), pace)
		if err != nil {
			return nil, err
		}
		return s, nil
	}
}

// request is the body of the request.
func (c *queryCommand) request(p *program) ([]byte, error) {
	query, err := argument(c.Question, p.stdin)
	if err != nil {
		return nil, failed(codeUsage, "query: %v", err)
	}
	body := map[string]any{"query": query}
	if c.Operation != "" {
		body["operationName"] = c.Operation
	}
	if c.Explain {
		body["extensions"] = map[string]any{"explain": true}
	}
	if c.Variables != "" {
		if body["variables"], err = variables(c.Variables, p.stdin); err != nil {
			return nil, err
		}
	}
	return json.Marshal(body)
}

// variables are those that --variables gives: a JSON object, or where it is.
func variables(given string, stdin io.Reader) (json.RawMessage, error) {
	text, err := argument(given, stdin)
	if err != nil {
		return nil, failed(codeUsage, "--variables: %v", err)
	}
	if text = strings.TrimSpace(text); !json.Valid([]byte(text)) || !strings.HasPrefix(text, "{") {
		return nil, failed(codeUsage, "--variables: is no JSON object")
	}
	return json.RawMessage(text), nil
}

// maxArgument bounds what is read from a file or standard input for one
// request: more than the transport takes, so that it says what is too much.
const maxArgument = 4 << 20

// argument is what was given, or what is in the file or on standard input that
// was given.
func argument(given string, stdin io.Reader) (string, error) {
	from := stdin
	if name, named := strings.CutPrefix(given, "@"); named {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer f.Close() //nolint:errcheck // it was only read
		from = f
	} else if given != "-" {
		return given, nil
	}
	text, err := io.ReadAll(io.LimitReader(from, maxArgument+1))
	if err != nil {
		return "", err
	}
	if len(text) > maxArgument {
		return "", fmt.Errorf("has more than %d bytes", maxArgument)
	}
	return string(text), nil
}

// print shows an answer. One with errors ends the command with its exit code.
func (c *queryCommand) print(w io.Writer, body []byte) error {
	shown := body
	if c.Pretty {
		var b bytes.Buffer
		if err := json.Indent(&b, body, "", "  "); err != nil {
			return fmt.Errorf("the answer is no JSON: %w", err)
		}
		shown = b.Bytes()
	}
	if _, err := w.Write(shown); err != nil {
		return err
	}
	var said struct {
		Data   map[string]json.RawMessage `json:"data"`
		Errors []struct {
			Extensions struct {
				Code string `json:"code"`
			} `json:"extensions"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return fmt.Errorf("the answer is no JSON: %w", err)
	}
	code := codeOK
	for _, field := range said.Data {
		if refuses(field) {
			code = codeRefused
		}
	}
	for _, e := range said.Errors {
		if code = codeRefused; e.Extensions.Code == string(gql.CodeCorrupt) {
			code = codeDamage
			break
		}
	}
	if code != codeOK {
		return failure{code: code}
	}
	return nil
}

// refuses reports whether the answer of a field says why a change was not made.
func refuses(field json.RawMessage) bool {
	var payload struct {
		Errors []json.RawMessage `json:"errors"`
	}
	return json.Unmarshal(field, &payload) == nil && len(payload.Errors) > 0
}

// An answer is a response that is kept.
type answer struct {
	header http.Header
	body   bytes.Buffer
}

func (a *answer) Header() http.Header {
	if a.header == nil {
		a.header = http.Header{}
	}
	return a.header
}

func (a *answer) WriteHeader(int) {}

func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }
