package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"hudna/cmd/hudna/sample"
	"hudna/graph"
	"hudna/graph/ingest"
	"hudna/graph/ledger"
	"hudna/graph/web"
	"hudna/graph/web/playground"
)

type serveCommand struct {
	dataFlag
	clearanceFlag
	writerFlags
	accessFlags
	limitFlags
	spaceFlags
	Listen          string        `config:"" default:"127.0.0.1:8080" placeholder:"ADDR" help:"Where to listen: an address and a port; port 0 takes a free one. Default: ${default}."`
	Demo            bool          `help:"Import the sample first: into a directory that is removed afterwards, or into that of --data where it is given. Whoever can connect from this machine may read it."`
	NoPlayground    bool          `help:"Serve no playground."`
	NoIntrospection bool          `help:"Refuse questions about the schema, and suggest no names of it in errors. The playground then knows no names either."`
	Documents       string        `config:"" enum:"any,listed" default:"any" placeholder:"WHICH" help:"Which documents are answered: any, or only those that \"hudna documents\" has listed. Default: ${default}."`
	AnswerCache     int           `config:"" default:"64" placeholder:"MIB" help:"How many MiB of answers are kept, to be given again to equal questions as long as nothing changes that they depend on; 0 keeps none. Default: ${default}."`
	HeapRoom        int64         `config:"" default:"384" placeholder:"MIB" help:"How many MiB of garbage are let come together before it is collected, if that is more than Go would let, but no more than an eighth of the memory that there is; 0 leaves it to Go, and so does GOGC. Default: ${default}."`
	OwnReview       bool          `help:"Let reviewers publish drafts that they have written themselves."`
	Verify          bool          `help:"Compare the engine's tables with their checksums first."`
	TLSCert         string        `name:"tls-cert" placeholder:"FILE" help:"Encrypt with the certificate in this file (PEM), which is read again when it changes; with --tls-key."`
	TLSKey          string        `name:"tls-key" placeholder:"FILE" help:"The file with its private key."`
	Drain           time.Duration `config:"" default:"10s" placeholder:"TIME" help:"How long requests at work may go on when the server is told to stop. Default: ${default}."`
	OTLP            string        `name:"otlp" config:"" placeholder:"URL" help:"Send traces to a collector of OpenTelemetry, by OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces. Default: nowhere."`
	OTLPShare       float64       `name:"otlp-share" config:"" default:"1" placeholder:"SHARE" help:"Of which share of all requests. Default: ${default}."`
	DebugListen     string        `placeholder:"ADDR" help:"Where to serve metrics for Prometheus (/metrics) and profiles of the process (/debug/pprof/): another loopback address and port. Default: nowhere."`
	Slow            time.Duration `config:"" default:"1s" placeholder:"TIME" help:"Log operations that take so long, by the hashes of their documents; 0 logs none. Default: ${default}."`
}

// mostAnswers bounds --answer-cache: a terabyte, in MiB.
const mostAnswers = 1 << 20

// Help is the end of the command's help.
func (serveCommand) Help() string {
	return `The endpoint is /graphql; / is a page for people, /playground a place to ask, /docs/ what is written about the program; /livez and /readyz are for probes. Who asks shows a token: one of "hudna token create", or one of an issuer of identities (--oidc-issuer). What it lets them see and do is said by the token, or by the --oidc-grant rules.

Who shows no token may do nothing, unless --anonymous read lets them read up to --clearance, or --as NAME takes them for somebody who changes the graph. Either is for this machine alone: beyond it, or through a --proxy, or by a --host of another name, --anonymous read-from-anywhere has to say so, for what is PUBLIC, and nobody changes anything without a token.

Reads of what is hidden from others, changes and refusals stand in the audit log (--audit).

SIGINT and SIGTERM stop it: requests at work are answered, the graph is closed, and the exit code is 0. A second signal ends it at once.

Examples:

    hudna serve --demo
    hudna serve --data ./syria --anonymous read
    hudna serve --data ./syria --as "A. Coder" --role coder
    hudna token create --data ./syria --role coder "A. Coder" && hudna serve --data ./syria
    hudna serve --data ./syria --oidc-issuer https://id.example.org --oidc-audience hudna --oidc-grant groups=coders:coder:RESTRICTED
    hudna serve --data ./syria --listen 0.0.0.0:8443 --host hudna.example.org --tls-cert cert.pem --tls-key key.pem
    curl -s http://127.0.0.1:8080/graphql --json '{"query": "{ head { number time } }"}'
`
}

// Run serves.
func (c *serveCommand) Run(ctx context.Context, p *program) (err error) {
	if c.AnswerCache < 0 || c.AnswerCache > mostAnswers {
		return failed(codeUsage, "--answer-cache %d: is not between 0 and %d", c.AnswerCache, mostAnswers)
	}
	if c.HeapRoom < 0 || c.HeapRoom > mostSpace {
		return failed(codeUsage, "--heap-room %d: is not between 0 and %d", c.HeapRoom, mostSpace)
	}
	if err := c.limitFlags.check(); err != nil {
		return err
	}
	if err := c.spaceFlags.sound(); err != nil {
		return err
	}
	by, err := c.principal(c.marking())
	if err != nil {
		return err
	}
	if err := c.consider(c, p); err != nil {
		return err
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return failed(codeUsage, "--tls-cert and --tls-key go together")
	}
	if c.Drain <= 0 {
		return failed(codeUsage, "--drain %s: is not more than nothing", c.Drain)
	}
	dir, remove, err := c.directory(p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	// Before the graph is opened, so that a port in use costs nothing.
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err
		}
		if errors.Is(err, unix.EADDRINUSE) {
			err = fmt.Errorf("%w; port 0 takes a free one", err)
		}
		return failed(codeFailed, "--listen %s: %v", c.Listen, err)
	}
	defer func() {
		if e := listener.Close(); !errors.Is(e, net.ErrClosed) {
			err = errors.Join(err, e)
		}
	}()
	scheme, serving := "http", listener
	if c.TLSCert != "" {
		certificate, err := newCertificate(c.TLSCert, c.TLSKey, p.now, p.log)
		if err != nil {
			return err
		}
		scheme, serving = "https", certificate.listen(listener)
	}
	g, err := p.open(ctx, dir, c.in(openFlags{verify: c.Verify, ownReview: c.OwnReview}))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	if c.Demo {
		if err := p.demo(ctx, g); err != nil {
			return err
		}
	}
	p.project(ctx, g)
	registry, err := newRegistry(g, dir, c.DiskFloor<<20)
	if err != nil {
		return err
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	if c.HeapRoom > 0 && p.getenv("GOGC") == "" {
		defer leaveRoom(roomIn(memory, uint64(c.HeapRoom)<<20))()
	}
	listed, err := listedDocuments(watching, dir, p.log)
	if err != nil {
		return err
	}
	spans, unspan, err := spansTo(ctx, c.OTLP, c.OTLPShare, p.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unspan()) }()
	options := web.Options{
		Tracing:         spans,
		NoIntrospection: c.NoIntrospection, Answers: c.AnswerCache << 20, Salt: tagSalt(g), Slow: c.Slow, Explain: explained, Metrics: registry,
		Timeouts:  web.Timeouts{Drain: c.Drain},
		Documents: web.Documents{Listed: listed.text, Only: c.Documents == "listed"},
	}
	c.limitFlags.apply(&options)
	if err := c.pages(&options); err != nil {
		return err
	}
	door, err := c.door(ctx, p, dir, g, by)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, door.Close()) }()
	server, err := door.server(p, options)
	if err != nil {
		return err
	}
	go door.watch(watching, p.log)
	undebug, err := serveDebugging(ctx, c.DebugListen, registry)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, undebug()) }()
	head, err := g.Head(ctx)
	if err != nil {
		return err
	}
	c.announce(p.stdout, dir, scheme+"://"+listener.Addr().String(), door.who())
	if head.Revision == 0 { // perhaps a directory whose name was mistyped
		fmt.Fprintf(p.stdout, "Nothing is in %s yet: stop this, then hudna import --data %s FILE\n", dir, dir)
	}
	if err := server.Serve(ctx, serving); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout, "stopped")
	return nil
}

// project has analysis answered from memory from the beginning. Where that cannot
// be, all else is served, and who asks for it is told why.
func (p *program) project(ctx context.Context, g *ledger.Ledger) {
	began := p.now()
	if err := g.Project(ctx); err != nil {
		p.log.Warn("the projection could not be made; who asks for an analysis has it tried again", "error", err)
		return
	}
	versions, size := g.Projected()
	p.log.Debug("the projection is made", "versions", versions, "bytes", size, "took", p.now().Sub(began).Round(time.Millisecond))
}

// directory is where the graph is. That of a demonstration is removed
// afterwards, unless it was given.
func (c *serveCommand) directory(p *program) (dir string, remove func() error, err error) {
	if !c.Demo || p.given["data"] {
		return c.dir(), func() error { return nil }, nil
	}
	if dir, err = os.MkdirTemp("", "hudna-demo-*"); err != nil {
		return "", nil, fmt.Errorf("making a directory for the demonstration: %w", err)
	}
	return dir, func() error { return os.RemoveAll(dir) }, nil
}

// demo imports the sample.
func (p *program) demo(ctx context.Context, g graph.Graph) error {
	entries, err := sample.FS.ReadDir(".") // in the order of the names
	if err != nil {
		return err
	}
	var inputs []ingest.Input
	for _, e := range entries {
		inputs = append(inputs, ingest.Input{Name: "sample/" + e.Name(), Open: func() (io.ReadCloser, error) { return sample.FS.Open(e.Name()) }})
	}
	report, err := ingest.Run(ctx, g, inputs, ingest.Options{Principal: operator("demonstration"), Clock: p.now})
	if err != nil {
		return fmt.Errorf("importing the sample: %w", err)
	}
	if !report.OK() {
		printReport(p.stderr, report)
		return failed(codeRefused, "the sample does not fit what is in the directory: %s", wentIn(report))
	}
	return nil
}

// announce says where it can be reached, and what can be asked.
func (c *serveCommand) announce(w io.Writer, dir, address, who string) {
	fmt.Fprintf(w, "hudna serves %s\n  start page  %s/\n  GraphQL     %s/graphql\n  access      %s\n", dir, address, address, who)
	if !c.NoPlayground {
		fmt.Fprintf(w, "  playground  %s/playground\n", address)
		if !playground.Complete() {
			fmt.Fprintln(w, "              (a plain form: this program was built without the full page, see `make playground`)")
		}
	}
	if c.Demo {
		fmt.Fprintln(w, "Three questions to try:")
		for _, q := range questions[:3] {
			fmt.Fprintf(w, "\n# %s\n%s\n", q.title, q.query)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, "Stop with Ctrl-C.")
}
