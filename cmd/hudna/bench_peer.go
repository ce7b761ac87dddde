package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"hudna/cmd/hudna/peer"
	"hudna/graph"
)

// peerTables writes the graph of the directory as the tables of the peer.
func (c *benchCommand) peerTables(ctx context.Context, p *program) (err error) {
	g, err := p.open(ctx, c.dir(), openFlags{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	head, err := g.Head(ctx)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.PeerRows, 0o755); err != nil { //nolint:gosec // the database reads it under another name
		return failed(codeFailed, "--peer-tables: %v", err)
	}
	rows, err := peer.Write(ctx, g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}), c.PeerRows)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(p.stdout, "%s\t%d\n", name, rows[name])
	}
	return nil
}
