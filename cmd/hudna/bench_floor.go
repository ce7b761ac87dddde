package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"

	"hudna/cmd/hudna/bench"
	"hudna/graph"
	"hudna/graph/web"
)

// A grounded graph is asked over HTTP on this machine, and so is what answers
// again what it has answered.
type grounded struct {
	reader graph.Reader
	server *http.Server
	url    string
	wires  []*bench.Wire
	ended  chan error

	// What is answered again, by the body of the request. It is set before it is
	// asked for, and stays until then.
	bytes   map[string][]byte
	records map[string][]graph.Record
}

// maxRequest bounds a request of the benchmark.
const maxRequest = 1 << 20

// ground serves a graph and its floors until it is closed.
func (p *program) ground(ctx context.Context, g graph.Graph) (*grounded, error) {
	by := graph.Principal{Clearance: graph.MarkingPublic}
	head, err := g.Head(ctx)
	if err != nil {
		return nil, err
	}
	api, err := p.writingServer(g, by, web.Options{})
	if err != nil {
		return nil, err
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, failed(codeFailed, "--floors: %v", err)
	}
	f := &grounded{
		reader: g.At(graph.View{Revision: head.Revision, Clearance: by.Clearance}),
		url:    "http://" + l.Addr().String(), ended: make(chan error, 1),
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", api)
	mux.HandleFunc("/bytes", f.again(func(body string) ([]byte, error) { return f.bytes[body], nil }))
	mux.HandleFunc("/json", f.again(func(body string) ([]byte, error) { return json.Marshal(f.records[body]) }))
	f.server = &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { f.ended <- f.server.Serve(l) }()
	return f, nil
}

// again answers what is known to be the answer to the body of a request.
func (f *grounded) again(answer func(body string) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		var said []byte
		if err == nil {
			said, err = answer(string(body))
		}
		if err != nil {
			http.Error(w, `{"errors":[{"message":"it cannot be answered again"}]}`, http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(said) // who asked has left otherwise
	}
}

// over asks for a path.
func (f *grounded) over(path string) (bench.Ask, error) {
	w, err := bench.NewWire(f.url + path)
	if err != nil {
		return nil, err
	}
	f.wires = append(f.wires, w)
	return w.Ask, nil
}

func (f *grounded) close() error {
	var err error
	for _, w := range f.wires {
		err = errors.Join(err, w.Close())
	}
	err = errors.Join(err, f.server.Close())
	if ended := <-f.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}

// floors are what the questions are held against: (a) the same bytes, which are
// there already; (b) the records that an answer names, which are there already,
// written by encoding/json; (c) these records found in the store and decoded, in
// this process and without writing anything.
func (f *grounded) floors() []bench.Floor {
	return []bench.Floor{
		{Name: "bytes", Over: func(_ context.Context, held []bench.Held) (bench.Ask, error) {
			f.bytes = make(map[string][]byte, len(held))
			for _, h := range held {
				f.bytes[string(h.Request.Body)] = h.Answer
			}
			return f.over("/bytes")
		}},
		{Name: "JSON", Over: func(ctx context.Context, held []bench.Held) (bench.Ask, error) {
			f.records = make(map[string][]graph.Record, len(held))
			for _, h := range held {
				ids, err := namedIn(h.Answer)
				if err != nil {
					return nil, err
				}
				if f.records[string(h.Request.Body)], err = f.reader.Records(ctx, ids); err != nil {
					return nil, err
				}
			}
			return f.over("/json")
		}},
		{Name: "decoding", Over: func(_ context.Context, held []bench.Held) (bench.Ask, error) {
			ids := make(map[string][]graph.ID, len(held))
			for _, h := range held {
				var err error
				if ids[string(h.Request.Body)], err = namedIn(h.Answer); err != nil {
					return nil, err
				}
			}
			return func(ctx context.Context, r bench.Request) ([]byte, error) {
				_, err := f.reader.Records(ctx, ids[string(r.Body)])
				return nil, err
			}, nil
		}},
	}
}

// namedIn are the ids of the records that an answer names, each once.
func namedIn(answer []byte) (ids []graph.ID, err error) {
	var body any
	if err := json.Unmarshal(answer, &body); err != nil {
		return nil, fmt.Errorf("an answer: %w", err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		case map[string]any:
			if id, ok := v["id"].(string); ok {
				ids = append(ids, graph.ID(id))
			}
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(body)
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// benchFloors serves the graph and writes how far its answers are from the
// floors.
func (p *program) benchFloors(ctx context.Context, g graph.Graph, clients, requests int, limit time.Duration) (err error) {
	f, err := p.ground(ctx, g)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	ask, err := f.over("/graphql")
	if err != nil {
		return err
	}
	survey, err := bench.Look(ctx, ask)
	if err != nil {
		return err
	}
	shown := p.progress("bench", 0)
	defer shown.done()
	all, err := bench.MeasureFloors(ctx, ask, survey, f.floors(), bench.Options{Clients: clients, Requests: requests, Limit: limit, Progress: shown.line})
	if err != nil {
		return err
	}
	return bench.FloorTable(p.stdout, f.floors(), all)
}
