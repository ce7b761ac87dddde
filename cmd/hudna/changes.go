package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/ledger"
	"hudna/storage"
)

type changesCommand struct {
	whereFlags
	After  uint64 `placeholder:"R" help:"Only what came after this revision."`
	Follow bool   `help:"Go on with what comes, until a signal."`
}

// Help is the end of the command's help.
func (changesCommand) Help() string {
	return `Every commit after a revision, oldest first, as NDJSON: a Commit line with its number, author, message, time and how many operations it has, and a line for each of them. hudna import --replay makes the same graph of it. It can be cut anywhere and resumed after the last commit that was whole.

Every revision is given, so that the numbers have no gap. Of one that did nothing that the clearance covers there is the number and the time.

While a server has the directory open, ask the server. A directory that is followed is opened when there is something new, and may be written to by others meanwhile.

Examples:

    hudna changes --data ./syria > feed.ndjson
    hudna changes --data ./syria --after 120
    hudna changes --server http://127.0.0.1:8080 --after 120 --follow | hudna import --data ./mirror --replay -
`
}

// Run writes the feed.
func (c *changesCommand) Run(ctx context.Context, p *program) error {
	out := bufio.NewWriter(p.stdout)
	var err error
	switch {
	case c.Server != "":
		err = c.fromServer(ctx, p, out)
	case c.Follow:
		err = c.follow(ctx, p, out)
	default:
		_, err = c.fromDirectory(ctx, p, out, graph.Revision(c.After))
	}
	err = errors.Join(err, out.Flush())
	if c.Follow && ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil // that is how it ends
	}
	return err
}

// fromDirectory writes what a directory holds after a revision, and gives the
// revision with which that ends. When the end of it is handed on, others can
// open the directory again.
func (c *changesCommand) fromDirectory(ctx context.Context, p *program, out *bufio.Writer, after graph.Revision) (graph.Revision, error) {
	g, err := p.open(ctx, c.dir(), openFlags{readOnly: true})
	if err != nil {
		return after, err
	}
	head, err := g.Head(ctx)
	if err == nil {
		err = feedTo(ctx, g, out, export.FeedOptions{After: after, Clearance: c.marking()})
	}
	return head.Revision, errors.Join(err, g.Close(), out.Flush())
}

// feedTo writes a feed that does not follow into a buffer.
func feedTo(ctx context.Context, g graph.Graph, out *bufio.Writer, o export.FeedOptions) error {
	for lines, err := range export.Feed(ctx, g, o) {
		if err != nil {
			return err
		}
		if _, err := out.Write(lines); err != nil {
			return err
		}
	}
	return nil
}

// lookEvery is how often a directory that is followed is looked at.
const lookEvery = 500 * time.Millisecond

// follow writes what a directory holds, and what comes: the witness, which is
// read without opening anything, tells that there is something. Whoever writes
// meanwhile is let finish.
func (c *changesCommand) follow(ctx context.Context, p *program, out *bufio.Writer) error {
	last, err := c.fromDirectory(ctx, p, out, graph.Revision(c.After))
	if err != nil {
		return err
	}
	witness := ledger.FileWitness(filepath.Join(c.dir(), witnessName))
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		seen, err := witness.Load()
		if err != nil {
			return err
		}
		if seen <= last {
			continue
		}
		next, err := c.fromDirectory(ctx, p, out, last)
		switch {
		case err == nil:
			last = next
		case !errors.Is(err, storage.ErrLocked):
			return err
		}
	}
}

// fromServer writes what a server gives.
func (c *changesCommand) fromServer(ctx context.Context, p *program, out *bufio.Writer) (err error) {
	from, err := c.remote(p)
	if err != nil {
		return err
	}
	base := from.base.JoinPath("changes")
	base.RawQuery = url.Values{
		"after": {strconv.FormatUint(c.After, 10)}, "follow": {strconv.FormatBool(c.Follow)},
	}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base.String(), nil)
	if err != nil {
		return err
	}
	answer, err := from.send(ctx, request)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	if answer.StatusCode != http.StatusOK {
		return from.refusal(answer)
	}
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/x-ndjson") {
		return from.stranger(answer.Status)
	}
	buffer := make([]byte, 32<<10)
	for {
		n, err := answer.Body.Read(buffer)
		if _, e := out.Write(buffer[:n]); e != nil {
			return e
		}
		if e := out.Flush(); e != nil { // it may be long until more comes
			return e
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: the feed was cut off: %w", c.Server, err)
		}
	}
}

// maxSaid bounds what is read of an answer that refuses.
const maxSaid = 64 << 10

// refusal says why there is no feed: what a server of ours said, or that it is
// none.
func (r *remote) refusal(answer *http.Response) error {
	var said struct{ Errors []answerError }
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxSaid)).Decode(&said); err != nil || len(said.Errors) == 0 {
		return r.stranger(answer.Status)
	}
	return fmt.Errorf("%s: %w", r.name, &said.Errors[0])
}
