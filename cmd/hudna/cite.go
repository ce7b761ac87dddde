package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/gql"
	"hudna/graph/ndjson"
	"hudna/graph/web"
)

type citeCommand struct {
	ID string `arg:"" optional:"" help:"The id of the record that is cited."`
	whereFlags
	Query     string  `placeholder:"DOCUMENT" help:"Cite the answer to a GraphQL document instead: the document, @FILE, or - for standard input."`
	Variables string  `placeholder:"JSON" help:"The variables of the document: a JSON object, or @FILE."`
	Operation string  `placeholder:"NAME" help:"Which operation of the document is meant, if it has several."`
	Revision  *uint64 `placeholder:"N" help:"Cite it as of this revision; without it as of the newest."`
	Title     string  `placeholder:"TEXT" help:"What it is called. Default: the name or the words of the record; the name of the operation."`
	Style     string  `enum:"json,plain,bibtex,csl-json" default:"json" placeholder:"STYLE" help:"How it is written: ${enum}. Only json can be verified. Default: ${default}."`
}

// Help is the end of the command's help.
func (citeCommand) Help() string {
	return `A citation says what was read, as of which revision, and the SHA-256 of it. Revisions never change, so whoever has the citation can ask again, here or of a copy, and see whether the answer is the same byte for byte: see ` + "`hudna verify-citation`" + `.

Examples:

    hudna cite statement/kerry-asks-lavrov > kerry.json
    hudna cite --style bibtex actor/john-kerry
    hudna cite --revision 12 --query @who-said-it.graphql --title "Who said it" > table-2.json
    hudna cite --server http://127.0.0.1:8080 --style plain actor/john-kerry
`
}

// citeQuestion asks for a citation, in every style.
const citeQuestion = `query($id: ID, $query: String, $variables: String, $operation: String, $at: Revision64, $title: String) {
  cite(id: $id, query: $query, variables: $variables, operationName: $operation, at: $at, title: $title) { json plain bibtex cslJson }
}`

// Run cites.
func (c *citeCommand) Run(ctx context.Context, p *program) (err error) {
	asked, err := c.asked(p)
	if err != nil {
		return err
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	data, _, err := ask[struct {
		Cite *struct{ JSON, Plain, Bibtex, CSLJSON string }
	}](ctx, at, operation{document: citeQuestion, variables: asked})
	switch {
	case err == nil && data.Cite == nil:
		return failed(codeRefused, "nothing can be cited: %s: %v", c.ID, graph.ErrNotFound)
	case errors.Is(err, graph.ErrInvalid):
		return failed(codeRefused, "nothing can be cited: %v", err)
	case err != nil:
		return err
	}
	made := map[string]string{"json": data.Cite.JSON, "plain": data.Cite.Plain, "bibtex": data.Cite.Bibtex, "csl-json": data.Cite.CSLJSON}[c.Style]
	_, err = fmt.Fprintln(p.stdout, strings.TrimSuffix(made, "\n"))
	return err
}

// asked is what is to be cited.
func (c *citeCommand) asked(p *program) (map[string]any, error) {
	if (c.ID == "") == (c.Query == "") {
		return nil, failed(codeUsage, "cite: give either an id or --query, exactly one of the two")
	}
	asked := map[string]any{"title": given(c.Title), "at": c.Revision}
	if c.ID != "" {
		if c.Variables != "" || c.Operation != "" {
			return nil, failed(codeUsage, "cite: --variables and --operation go with --query")
		}
		asked["id"] = c.ID
		return asked, nil
	}
	document, err := argument(c.Query, p.stdin)
	if err != nil {
		return nil, failed(codeUsage, "--query: %v", err)
	}
	asked["query"], asked["operation"] = document, given(c.Operation)
	if c.Variables != "" {
		given, err := variables(c.Variables, p.stdin)
		if err != nil {
			return nil, err
		}
		asked["variables"] = string(given)
	}
	return asked, nil
}

// asker answers queries as a server would that changes nothing, within its
// limits: one server for each clearance.
func (p *program) asker(g graph.Graph, o web.Options) export.Asker {
	var mu sync.Mutex
	servers := map[graph.Marking]*web.Server{}
	serverFor := func(clearance graph.Marking) (*web.Server, error) {
		mu.Lock()
		defer mu.Unlock()
		if servers[clearance] == nil {
			server, err := p.server(g, clearance, o)
			if err != nil {
				return nil, err
			}
			servers[clearance] = server
		}
		return servers[clearance], nil
	}
	return func(ctx context.Context, q export.Query, v graph.View) ([]byte, error) {
		server, err := serverFor(v.Clearance)
		if err != nil {
			return nil, err
		}
		body, err := json.Marshal(map[string]any{"query": q.Document, "operationName": q.OperationName, "variables": json.RawMessage(orObject(q.Variables))})
		if err != nil {
			return nil, err
		}
		// For whom it was read, whoever asks.
		ctx = graph.WithPrincipal(ctx, graph.Principal{Clearance: v.Clearance})
		said, err := answered(ctx, server, body, (*uint64)(&v.Revision))
		if err != nil {
			return nil, err
		}
		return dataOf(said)
	}
}

func orObject(variables []byte) []byte {
	if len(variables) == 0 {
		return []byte("{}")
	}
	return variables
}

// dataOf is the data of an answer. One with errors is an error.
func dataOf(body []byte) ([]byte, error) {
	var a struct {
		Data   json.RawMessage
		Errors []struct {
			Message    string
			Extensions struct{ Code gql.Code }
		}
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, fmt.Errorf("the answer: %w", err)
	}
	if len(a.Errors) == 0 {
		return a.Data, nil
	}
	e := a.Errors[0]
	fault := faults[e.Extensions.Code]
	switch {
	case fault == nil:
		return nil, fmt.Errorf("the query is not answered: %s (%s)", e.Message, e.Extensions.Code)
	case errors.Is(fault, graph.ErrInvalid):
		return nil, &graph.FieldError{Path: "query", Reason: e.Message}
	case errors.Is(fault, graph.ErrForbidden):
		return nil, &graph.FieldError{Path: "query", Reason: "a query that is cited only reads, as everybody may: " + e.Message}
	}
	return nil, fmt.Errorf("%w: the query is not answered: %s", fault, e.Message)
}

// faults are the errors for which codes of an answer stand that tell what a query
// asked amiss, or asked too much.
var faults = map[gql.Code]error{
	gql.CodeBadUserInput:     graph.ErrInvalid,
	gql.CodeNotFound:         graph.ErrInvalid,
	gql.CodePurged:           graph.ErrInvalid,
	gql.CodeParseFailed:      graph.ErrInvalid,
	gql.CodeValidationFailed: graph.ErrInvalid,
	gql.CodeInvalidCursor:    graph.ErrInvalid,
	gql.CodeForbidden:        graph.ErrForbidden,
	gql.CodeTooComplex:       graph.ErrTooComplex,
	gql.CodeTooLarge:         graph.ErrTooLarge,
	gql.CodeTimeout:          context.DeadlineExceeded,
	gql.CodeCorrupt:          graph.ErrCorrupt,
	gql.CodeUnavailable:      graph.ErrClosed,
}

type verifyCitationCommand struct {
	Citation string `arg:"" name:"file" default:"-" help:"The citation, as \"hudna cite\" writes it, or the provenance of a result: a file, or - for standard input (the default)."`
	whereFlags
	Export string `placeholder:"FILE" help:"Look the record up in an export instead of a graph: one of the revision that is cited, or one with --history that reaches it."`
	JSON   bool   `name:"json" help:"Print the outcome as JSON."`
}

// Help is the end of the command's help.
func (verifyCitationCommand) Help() string {
	return `Asks again what the citation says was read, as of its revision, and compares. It prints one of

    SAME       it is there, byte for byte
    DIFFERENT  the same question has another answer: of another program, or because it asks for the
               newest revision, as the field head does
    WITHHELD   some of it is not shown any more, or not to this clearance

and the exit code is 0 only for SAME. A citation that was edited, or that is of another graph, is refused.

Examples:

    hudna verify-citation kerry.json
    hudna verify-citation --data ./syria < table-2.json
    hudna verify-citation --server http://127.0.0.1:8080 kerry.json
    hudna verify-citation --export all.ndjson kerry.json
`
}

// Run verifies.
func (c *verifyCitationCommand) Run(ctx context.Context, p *program) error {
	cited, err := c.read(p)
	if errors.Is(err, graph.ErrInvalid) {
		return failed(codeRefused, "INVALID: %v", err)
	}
	if err != nil {
		return err
	}
	resolution, err := c.resolve(ctx, p, cited)
	if errors.Is(err, graph.ErrInvalid) {
		return failed(codeRefused, "INVALID: %v", err)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		err = json.NewEncoder(p.stdout).Encode(map[string]any{"resolution": resolution, "id": cited.ID, "revision": cited.Revision})
	} else {
		_, err = fmt.Fprintf(p.stdout, "%s %s\n", resolution, cited.ID)
	}
	if err == nil && resolution != export.ResolutionSame {
		return failed(codeRefused, "%s is %s", cited.ID, resolution)
	}
	return err
}

func (c *verifyCitationCommand) read(p *program) (*export.Citation, error) {
	if c.Citation == "-" {
		return citationIn(p.stdin)
	}
	f, err := os.Open(c.Citation)
	if err != nil {
		return nil, failed(codeUsage, "%v", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	return citationIn(f)
}

func (c *verifyCitationCommand) resolve(ctx context.Context, p *program, cited *export.Citation) (_ export.Resolution, err error) {
	if c.Export != "" {
		if c.Server != "" {
			return "", failed(codeUsage, "--export and --server do not go together")
		}
		return c.inExport(cited)
	}
	text, err := cited.JSON()
	if err != nil {
		return "", err
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	data, _, err := ask[struct{ Resolve *export.Resolution }](ctx, at, operation{
		document: `query($citation: String!) { resolve(citation: $citation) }`, variables: map[string]any{"citation": string(text)},
	})
	if err == nil && data.Resolve == nil {
		err = errors.New("the answer does not say what became of it")
	}
	if err != nil {
		return "", err
	}
	return *data.Resolve, nil
}

// inExport looks a record up in an export.
func (c *verifyCitationCommand) inExport(cited *export.Citation) (export.Resolution, error) {
	if cited.Query != nil {
		return "", failed(codeUsage, "--export: the answer to a query is cited; import the export into an empty directory, and verify there")
	}
	f, err := os.Open(c.Export)
	if err != nil {
		return "", failed(codeUsage, "%v", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	found, err := export.LookUp(cited, ndjson.NewReader(f).Lines())
	if err != nil {
		return "", fmt.Errorf("%s: %w", c.Export, err)
	}
	return found, nil
}
