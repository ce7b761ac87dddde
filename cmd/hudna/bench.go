package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"runtime/metrics"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"hudna/cmd/hudna/bench"
	"hudna/graph"
	"hudna/graph/web"
)

type benchCommand struct {
	dataFlag
	peerFlags
	URL      string        `placeholder:"URL" help:"Ask a server, such as http://127.0.0.1:8080/graphql, rather than the directory."`
	PID      int           `name:"pid" placeholder:"N" help:"The process of that server, to tell its memory."`
	Check    int           `default:"1000" placeholder:"N" help:"First make up a graph of so many statements, and compare what is answered with what walking through all of it says; 0 for not. Default: ${default}."`
	Oracle   string        `placeholder:"FILE" help:"Compare the answers of the graph that is measured, which was imported from this file: for some ten thousand statements at most."`
	At       []int         `default:"5,50,95" placeholder:"PERCENT" help:"As of which part of the revisions is asked, beside the newest. Default: ${default}."`
	Clients  int           `default:"1" placeholder:"N" help:"How many ask at a time in the closed loop. Default: ${default}."`
	Rate     float64       `placeholder:"N" help:"How many requests a second the open loop makes. Default: half of what the closed loop reached."`
	Requests int           `default:"1000" placeholder:"N" help:"How often each question is asked as of each revision, in each loop. Default: ${default}."`
	Limit    time.Duration `default:"10s" placeholder:"TIME" help:"How long each loop lasts at most. Default: ${default}."`
	Write    bool          `help:"Measure writing, too (Q8), which changes the graph: new statements by 1, 8 and 64 clients, and corrections."`
	JSON     string        `name:"json" placeholder:"FILE" help:"Write the results as JSON lines, too."`
	Against  string        `placeholder:"FILE" help:"Compare with the results of a smaller graph, which --json wrote."`
	Floors   bool          `help:"Measure the floors, too: the same answers from memory, by encoding/json, and decoded only, over HTTP on this machine."`
	CPU      string        `name:"cpu" placeholder:"FILE" help:"Write a CPU profile of this process while the questions are asked, without writing and floors."`
	Heap     string        `placeholder:"FILE" help:"Write a heap profile of this process at the end."`
}

// Help is the end of the command's help.
func (benchCommand) Help() string {
	return `The graph has to be one that "hudna generate" made. It is asked for one statement whole (Q1), what A or who speaks for it said about B (Q2), all about B (Q3), three hops from a speaker to the parties of agreements (Q4), and a rare, a middling and a common word (Q7), as of the newest revision and of older ones; by some clients one request after the other (a closed loop), and at a rate that waits for nobody (an open loop). docs/bench/README.md says how to read the table.

With --write, new statements with a span, a chain and two entries of whom they are about are entered (Q8), and corrected, until each is synced; in the directory, the engine alone writes the same bytes in turn with that, to another store beside. The statements stay there. A server has to be one at which something can be changed (serve --as).

With --floors, each question is asked once more, over HTTP on this machine, in turn with what no graph could do without: (a) the same bytes, which are in memory already; (b) the records that the answer names, in memory already, written by encoding/json; both by the same server; and (c) these records found and decoded, without a server. The floor of a write is told with --write.

Answers are compared first, with those of an oracle that has no index: one that differs ends the command with exit code 1.

Examples:

    hudna bench --data ./large
    hudna bench --data ./small --oracle small.ndjson --json small.jsonl
    hudna bench --data ./large --json large.jsonl --against small.jsonl > large.md
    hudna bench --data ./large --write --check 0
    hudna bench --data ./large --floors --check 0
    hudna bench --url http://127.0.0.1:8080/graphql --pid 4711 --clients 8
`
}

// Run measures.
func (c *benchCommand) Run(ctx context.Context, p *program) (err error) {
	if err := c.refused(); err != nil {
		return err
	}
	p.level.Set(levelOfQuestions)
	switch {
	case c.Rows != "":
		return c.peerTables(ctx, p)
	case len(c.Results) > 0:
		return c.results(p)
	case c.Peer != "":
		return c.duel(ctx, p)
	}
	smaller, err := c.smaller()
	if err != nil {
		return err
	}
	if c.Check > 0 && c.Oracle == "" {
		if err := p.benchSelf(ctx, c.Check, c.At); err != nil {
			return err
		}
	}
	run := &bench.Run{Machine: machine()}
	var beside *parallel
	if c.Write && c.URL == "" {
		if beside, err = writeBeside(ctx, p, c.dir()); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, beside.close()) }()
	}
	ask, g, done, err := c.target(ctx, p, run, beside)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	if c.Oracle != "" {
		if err := p.benchOracle(ctx, c.Oracle, ask, c.At); err != nil {
			return err
		}
	}
	if err := c.measure(ctx, p, ask, run, beside); err != nil {
		return err
	}
	if c.Heap != "" {
		if err := writeFile(c.Heap, heap); err != nil {
			return err
		}
	}
	if err := run.Table(p.stdout, smaller); err != nil || !c.Floors {
		return err
	}
	return p.benchFloors(ctx, g, c.Clients, c.Requests, c.Limit)
}

// heap writes a heap profile of what is in use.
func heap(w io.Writer) error {
	runtime.GC()
	return pprof.WriteHeapProfile(w)
}

// refused says what of the flags makes no sense.
func (c *benchCommand) refused() error {
	switch {
	case c.URL != "" && c.Data != "":
		return failed(codeUsage, "--url and --data: one of the two can be measured")
	case c.URL != "" && c.Floors:
		return failed(codeUsage, "--floors: goes with a directory")
	case c.PID != 0 && c.URL == "":
		return failed(codeUsage, "--pid: goes with --url")
	case c.Peer != "" && c.URL == "":
		return failed(codeUsage, "--peer: goes with --url, as both are asked over HTTP")
	case c.Rounds < 1 || c.Rounds > 1000:
		return failed(codeUsage, "--rounds: has to be from 1 to 1000")
	case c.Slice <= 0:
		return failed(codeUsage, "--slice: has to be above 0")
	case c.Clients < 1 || c.Clients > 1000:
		return failed(codeUsage, "--clients: has to be from 1 to 1000")
	case c.Requests < 1 || c.Requests > 10_000_000:
		return failed(codeUsage, "--requests: has to be from 1 to 10000000")
	case c.Rate < 0:
		return failed(codeUsage, "--rate: has to be above 0")
	case c.Check < 0 || c.Check > maxChecked:
		return failed(codeUsage, "--check: has to be from 0 to %d", maxChecked)
	}
	for _, percent := range c.At {
		if percent < 1 || percent > 99 {
			return failed(codeUsage, "--at: has to be from 1 to 99")
		}
	}
	return nil
}

func (c *benchCommand) smaller() (run *bench.Run, err error) {
	if c.Against == "" {
		return nil, nil
	}
	f, err := os.Open(c.Against)
	if err != nil {
		return nil, failed(codeUsage, "--against: %v", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if run, err = bench.ReadRun(f); err != nil {
		return nil, failed(codeUsage, "--against %s: %v", c.Against, err)
	}
	return run, nil
}

// target opens what is measured.
func (c *benchCommand) target(ctx context.Context, p *program, run *bench.Run, beside *parallel) (bench.Ask, graph.Graph, func() error, error) {
	if c.URL != "" {
		wire, err := bench.NewWire(c.URL)
		if err != nil {
			return nil, nil, nil, failed(codeUsage, "--url: %v", err)
		}
		return wire.Ask, nil, wire.Close, nil
	}
	start := p.now()
	opened, err := p.open(ctx, c.dir(), openFlags{readOnly: !c.Write, existing: true})
	if err != nil {
		return nil, nil, nil, err
	}
	run.OpenedMS = float64(p.now().Sub(start).Microseconds()) / 1000
	g, by := graph.Graph(opened), graph.Principal{Clearance: graph.MarkingPublic}
	if c.Write {
		g = timedGraph{opened, beside}
		by.Name, by.Role = "hudna bench", graph.RoleCoder
	}
	ask, err := p.inProcess(g, by)
	if err != nil {
		return nil, nil, nil, errors.Join(err, opened.Close())
	}
	return ask, opened, opened.Close, nil
}

func (c *benchCommand) measure(ctx context.Context, p *program, ask bench.Ask, run *bench.Run, beside *parallel) (err error) {
	survey, err := bench.Look(ctx, ask)
	if err != nil {
		return failed(codeRefused, "%v", err)
	}
	run.Statements, run.Seed, run.Order, run.Revisions = survey.Statements, survey.Seed, survey.Order, survey.Head
	lines, done, err := c.lines()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	if err := run.WriteHead(lines); err != nil {
		return err
	}
	shown := p.progress("bench", 0)
	defer shown.done()
	o := bench.Options{
		Percents: c.At, Clients: c.Clients, Rate: c.Rate, Requests: c.Requests, Limit: c.Limit,
		Resident: func() bench.Memory { return resident(c.PID) },
		Progress: shown.line,
	}
	if c.URL == "" {
		o.Allocated = allocated
		o.Resident = func() bench.Memory { return resident(os.Getpid()) }
	}
	keep := func(r bench.Result) error {
		run.Results = append(run.Results, r)
		return bench.WriteResult(lines, r)
	}
	if err := c.profiled(func() error { return bench.Measure(ctx, ask, survey, o, keep) }); err != nil || !c.Write {
		return err
	}
	w := bench.WriteOptions{Requests: c.Requests, Limit: c.Limit, Clients: []int{1, 8, 64}, Resident: o.Resident, Progress: shown.line}
	if beside != nil {
		w.Again = beside.again
	}
	return bench.MeasureWrites(ctx, ask, survey, w, keep)
}

// profiled does something, and writes a CPU profile of it where that is wanted.
func (c *benchCommand) profiled(do func() error) error {
	if c.CPU == "" {
		return do()
	}
	return writeFile(c.CPU, func(w io.Writer) error {
		if err := pprof.StartCPUProfile(w); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
		return do()
	})
}

// inProcess asks a graph in this process, through all of the server but the
// network.
func (p *program) inProcess(g graph.Graph, by graph.Principal) (bench.Ask, error) {
	server, err := p.writingServer(g, by, web.Options{})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, r bench.Request) ([]byte, error) {
		request, err := asked(ctx, "http://localhost/graphql", r)
		if err != nil {
			return nil, err
		}
		request.RequestURI, request.RemoteAddr = "/graphql", "localhost"
		var answer answer
		server.ServeHTTP(&answer, request)
		return answer.body.Bytes(), nil
	}, nil
}

func asked(ctx context.Context, url string, r bench.Request) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if r.Revision > 0 {
		request.Header.Set("Hudna-Revision", strconv.FormatUint(r.Revision, 10))
	}
	return request, nil
}

// allocated is what this process has allocated since it began.
func allocated() (objects, bytes uint64) {
	samples := []metrics.Sample{{Name: "/gc/heap/allocs:objects"}, {Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64(), samples[1].Value.Uint64()
}

// resident is the memory of a process, as far as the system tells it.
func resident(pid int) bench.Memory {
	var m bench.Memory
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return m
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		kib, err := strconv.ParseUint(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		switch {
		case err != nil:
		case name == "VmRSS":
			m.All = kib << 10
		case name == "RssAnon":
			m.Own = kib << 10
		}
	}
	return m
}

// machine says in a few words on what is measured.
func machine() string {
	return fmt.Sprintf("%s, %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
}
