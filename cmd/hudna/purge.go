package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
)

type purgeCommand struct {
	ID string `arg:"" help:"The id of the record, such as statement/denial."`
	directoryFlag
	writerFlags
	JSON    bool   `name:"json" help:"Print what became of it as a JSON object, for machines."`
	Reason  string `required:"" placeholder:"TEXT" help:"Why. It stays, and everybody reads it: it is not to tell of what goes."`
	Cascade bool   `help:"Purge what cannot stand without the record as well."`
}

// Help is the end of the command's help.
func (purgeCommand) Help() string {
	return `For a person in danger, or a court: leaves nothing of a record but tombstones under a new id that tells nothing, in the place of all its versions. The store is written anew without it, and that takes as long as reading all of it twice and writing it once, and as much room as it has. Before the new store takes the place of the old one it is proved, and all its files are looked through for every eight bytes of what has gone. Nobody may have the graph open meanwhile; stopped at any point, it is either not done, and to be run again, or is ended by the next command that opens the graph.

Gone are: the record in every version, its id, codes and hashes, the words by which it was found, the messages of the revisions that changed it or that hold words of it, and their idempotency keys. A record that refers to it loses the reference. What cannot stand without it, because it says, relays or prints it, judges about it or answers instead of it, is listed, and nothing is done; --cascade purges that too. A revision tells who purged, when and why. Citations of what has gone resolve to WITHHELD.

Not gone are: copies, exports and mirrors of the graph, backups and snapshots of the disk, and blocks that a disk keeps of files that were removed. The source, imported again, brings the record back.

Example:

    hudna purge statement/denial --reason "order 12/2020" --as "A. Keeper" --role admin
`
}

// Run purges.
func (c *purgeCommand) Run(ctx context.Context, p *program) (err error) {
	by, err := c.principal(graph.MarkingProtected)
	if err != nil {
		return err
	}
	if by.Name == "" {
		return failed(codeUsage, "purge: --as says who purges, and is missing")
	}
	id := graph.ID(c.ID)
	if err := id.Validate(); err != nil {
		return failed(codeRefused, "%v", err)
	}
	if err := c.elsewhere(); err != nil {
		return err
	}
	g, err := p.open(ctx, c.dir(), openFlags{existing: true})
	if err != nil {
		return err
	}
	open := true
	defer func() {
		if open {
			err = errors.Join(err, g.Close())
		}
	}()
	shown := p.progress("purge", 0)
	purged, err := g.Purge(ctx, ledger.Purge{
		By: by, ID: id, Reason: c.Reason, Cascade: c.Cascade,
		NewID: func(k graph.Kind) (graph.ID, error) {
			drawn, err := uuid.NewRandom()
			return graph.ID(string(k) + "/" + drawn.String()), err
		},
		Progress: func(step string, rows uint64) { shown.line(fmt.Sprintf("%s, %d rows", step, rows)) },
	}, func(ctx context.Context) (storage.Store, error) { return p.begin(ctx, c.dir()) })
	if err == nil {
		err = p.prove(ctx, c.dir(), purged, shown)
	}
	shown.done()
	if err != nil {
		return errors.Join(c.refused(err), discard(c.dir()))
	}
	// From here on the new store counts. Others may open the old one until they
	// see that.
	if err := stageReplacing.set(c.dir()); err != nil {
		return err
	}
	open = false
	if err := errors.Join(g.Close(), p.settlePurge(ctx, c.dir())); err != nil {
		return fmt.Errorf("%w; the purge is done when another command has opened the graph", err)
	}
	if err := ledger.FileWitness(filepath.Join(c.dir(), witnessName)).Store(purged.Revision); err != nil {
		p.log.Warn("the witness cannot be written", "dir", c.dir(), "cause", err)
	}
	return c.tell(p.stdout, purged)
}

// elsewhere refuses to purge from a store beside which another one lies that
// holds the same: what an upgrade has kept, or has not ended.
func (c *purgeCommand) elsewhere() error {
	others, err := filepath.Glob(filepath.Join(c.dir(), storeName+".format-*"))
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(c.dir(), upgradeName)); err == nil {
		others = append(others, filepath.Join(c.dir(), upgradeName))
	}
	if len(others) > 0 {
		return failed(codeRefused, "%s holds the record, too: end the upgrade, and remove what it has kept, first; nothing was purged", others[0])
	}
	return nil
}

// maxTold is how many tombstones are told of one by one.
const maxTold = 100

func (c *purgeCommand) tell(w io.Writer, purged *ledger.Purged) error {
	pieces, more := purged.Traces.Len()
	if c.JSON {
		return printJSON(w, map[string]any{
			"tombstones": purged.Tombstones, "cut": purged.Cut, "withheld": purged.Withheld, "revision": purged.Revision,
			"pieces": pieces, "morePieces": more,
		})
	}
	for i, tombstone := range purged.Tombstones {
		if i == maxTold {
			fmt.Fprintf(w, "and %d more\n", len(purged.Tombstones)-maxTold)
			break
		}
		fmt.Fprintf(w, "purged; a tombstone is left as %s\n", tombstone)
	}
	of := ""
	if more {
		of = ", of more than are looked for,"
	}
	fmt.Fprintf(w, "%s lost a reference; %s withheld; %d pieces of words%s looked for in every file, and none found\n",
		amount(purged.Cut, "record", "records"), amount(purged.Withheld, "message was", "messages were"), pieces, of)
	_, err := fmt.Fprintf(w, "revision %d\n", purged.Revision)
	return err
}

func amount(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// refused says what stands against a purge.
func (c *purgeCommand) refused(err error) error {
	var referred *graph.StillReferred
	switch {
	case errors.As(err, &referred):
		return failed(codeRefused, "%v: purge that first, or with --cascade; nothing was purged", err)
	case errors.Is(err, graph.ErrNotFound):
		return failed(codeRefused, "%v", err)
	}
	return err
}

// begin opens an empty store to purge into. What an earlier purge left of one
// is removed.
func (p *program) begin(ctx context.Context, dir string) (storage.Store, error) {
	fresh := filepath.Join(dir, freshName)
	stage, err := stageOf(dir)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(fresh); err == nil && stage == stageNone {
		return nil, failed(codeRefused, "%s is in the way of a purge, which writes there", fresh)
	}
	if err := stageWriting.set(dir); err != nil {
		return nil, err
	}
	if err := os.RemoveAll(fresh); err != nil {
		return nil, err
	}
	return p.engine(ctx, fresh, engineOptions{log: p.log})
}

// discard removes what a purge has begun that came to nothing.
func discard(dir string) error {
	stage, err := stageOf(dir)
	if err != nil || stage != stageWriting {
		return err
	}
	if err := os.RemoveAll(filepath.Join(dir, freshName)); err != nil {
		return err
	}
	return stageNone.set(dir)
}

// prove checks the store that a purge has written, and looks for what was purged
// in all of its files.
func (p *program) prove(ctx context.Context, dir string, purged *ledger.Purged, shown *progress) error {
	opts := p.ledger
	opts.ReadOnly = true
	opts.Open = func(ctx context.Context) (storage.Store, error) {
		return p.engine(ctx, filepath.Join(dir, freshName), engineOptions{readOnly: true, log: p.log})
	}
	g, err := ledger.Open(ctx, opts)
	if err != nil {
		return err
	}
	report, err := g.Check(ctx, func(done, of uint64) { shown.line(fmt.Sprintf("proving, %d of %d records", done, of)) })
	if err := errors.Join(err, g.Close()); err != nil {
		return err
	}
	if !report.Clean() {
		return failed(codeDamage, "nothing was purged: what would be left is damaged, beginning with: %s", report.Findings[0])
	}
	return eachPiece(dir, func(file, what string, piece []byte) error {
		find := purged.Traces.Find
		if what == "bytes" {
			find = purged.Traces.FindPlain
		}
		if _, found := find(piece); found {
			return failed(codeFailed, "nothing was purged: words of it would still be found, in the %s of %s", what, file)
		}
		shown.line("looking through " + file)
		return ctx.Err()
	})
}
