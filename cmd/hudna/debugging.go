package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sys/unix"

	"hudna/graph/ledger"
	"hudna/graph/web"
)

// The profiles and metrics of a server are no business of those who ask it: they have a
// port of their own, on this machine alone.

// newRegistry has the metrics of the process and of the graph that it serves, below whose
// floor of free bytes nothing is written. The server adds its own.
func newRegistry(g *ledger.Ledger, dir string, floor int64) (*prometheus.Registry, error) {
	registry := prometheus.NewRegistry()
	gauge := func(name, help string, read func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read)
	}
	for _, c := range []prometheus.Collector{
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		gauge("hudna_head_revision", "The number of the newest revision; -1 while it cannot be read.", func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			head, err := g.Head(ctx)
			if err != nil {
				return -1
			}
			return float64(head.Revision)
		}),
		gauge("hudna_projection_versions", "Versions of statements that analysis has in memory.", func() float64 {
			versions, _ := g.Projected()
			return float64(versions)
		}),
		gauge("hudna_projection_bytes", "The memory that these take.", func() float64 {
			_, bytes := g.Projected()
			return float64(bytes)
		}),
		gauge("hudna_disk_free_bytes", "What the disk has left for the graph; -1 while it cannot be found out.", func() float64 { return freeSpace(dir) }),
		gauge("hudna_ballast_bytes", "What the file BALLAST takes up, to be given back when the disk is full.", func() float64 { return ballast(dir) }),
		web.LimitGauge(web.FloorLimit, float64(floor)),
	} {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("metrics: %w", err)
		}
	}
	return registry, nil
}

// freeSpace is what the file system of a directory has left for this process, in bytes.
func freeSpace(dir string) float64 {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return -1
	}
	return float64(s.Bavail) * float64(s.Bsize)
}

// debugging is what that port serves, to who asks this machine by a name of its own.
func debugging(metrics prometheus.Gatherer) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A page of another site can make its own name point at this machine.
		if !namesLoopback(r.Host) {
			http.Error(w, "this port does not answer to that host name", http.StatusMisdirectedRequest)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// serveDebugging serves metrics and profiles at a loopback address until the function
// that it gives is called; with no address it serves nothing.
func serveDebugging(ctx context.Context, address string, metrics prometheus.Gatherer) (stop func() error, err error) {
	if address == "" {
		return func() error { return nil }, nil
	}
	if err := loopback("--debug-listen", address); err != nil {
		return nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, failed(codeFailed, "--debug-listen %s: %v", address, err)
	}
	server := &http.Server{Handler: debugging(metrics), ReadHeaderTimeout: 5 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	return func() error {
		err := server.Close()
		if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
		if err != nil {
			return fmt.Errorf("ending the profiles: %w", err)
		}
		return nil
	}, nil
}
