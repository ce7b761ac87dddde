package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/ingest"
	"hudna/graph/ledger"
)

type upgradeCommand struct {
	directoryFlag
	Check bool `help:"Say what is needed, and do nothing."`
	JSON  bool `name:"json" help:"Print what became of it as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (upgradeCommand) Help() string {
	return `A store has a format, and this program works on one of them. A store of an older one is made anew: the commits are read from it and made again in DIR/upgrade, with their numbers, times, authors and messages; the new store is checked, its feed is compared with that of the old one, and then it takes the old one's place. The old one is kept as DIR/store.format-N, to be removed when nobody needs it. Cut off at any time, the same command goes on.

Two things are not carried over: cursors that were given out before are not taken any more, and neither are idempotency keys known that were used before. Of a store whose format is the current one nothing is changed; one of a newer format is refused.

It takes as much space as the store again. Nothing else may have the directory open.

Examples:

    hudna upgrade --check --data ./syria
    hudna upgrade --data ./syria
`
}

// upgradeName is where in the directory of a graph the new store is made.
const upgradeName = "upgrade"

// An upgrade makes the store of a directory anew.
type upgrade struct {
	p    *program
	dir  string
	from uint32 // the format that is there
}

// Run upgrades.
func (c *upgradeCommand) Run(ctx context.Context, p *program) (err error) {
	u := &upgrade{p: p, dir: c.dir()}
	done, err := soleRepairer(ctx, u.dir)
	if err != nil {
		return notOpened(u.dir, err)
	}
	// The lock is let go of while the format is found out, which may repair.
	if err := errors.Join(u.resume(c.Check), done()); err != nil {
		return err
	}
	if u.from, err = u.format(ctx); err != nil {
		return err
	}
	switch {
	case u.from == ledger.FormatVersion:
		return c.print(p.stdout, u, 0, fmt.Sprintf("%s has format %d, the current one: there is nothing to do", u.dir, u.from))
	case c.Check:
		return c.print(p.stdout, u, 0, fmt.Sprintf("%s has format %d, and this program works on format %d: hudna upgrade makes it anew", u.dir, u.from, ledger.FormatVersion))
	}
	if _, err := os.Stat(u.kept()); err == nil {
		return failed(codeRefused, "%s is there already, from another upgrade: move it away first", u.kept())
	}
	if done, err = soleRepairer(ctx, u.dir); err != nil {
		return notOpened(u.dir, err)
	}
	defer func() { err = errors.Join(err, done()) }()
	head, err := u.rebuild(ctx)
	if err != nil {
		return err
	}
	if err := u.swap(); err != nil {
		return fmt.Errorf("upgrade: %w", err)
	}
	return c.print(p.stdout, u, head, fmt.Sprintf("%s has format %d now, and all of revision %d; what it was is kept in %s", u.dir, ledger.FormatVersion, head, u.kept()))
}

func (c *upgradeCommand) print(w io.Writer, u *upgrade, head graph.Revision, say string) error {
	if !c.JSON {
		_, err := fmt.Fprintln(w, say)
		return err
	}
	shape := map[string]any{"found": u.from, "current": ledger.FormatVersion, "upgraded": head > 0}
	if head > 0 {
		shape["revision"], shape["kept"] = head, u.kept()
	}
	return printJSON(w, shape)
}

// kept is where the old store lies afterwards.
func (u *upgrade) kept() string {
	return filepath.Join(u.dir, fmt.Sprintf("%s.format-%d", storeName, u.from))
}

// format is the format of the store that is there.
func (u *upgrade) format(ctx context.Context) (uint32, error) {
	g, err := u.p.open(ctx, u.dir, openFlags{readOnly: true})
	var other *ledger.FormatError
	switch {
	case err == nil:
		return ledger.FormatVersion, g.Close()
	case errors.As(err, &other) && other.Found >= ledger.OldestFormat && other.Found < other.Supported:
		return other.Found, nil
	}
	return 0, err
}

// rebuild makes the commits again in a store of the current format, checks it,
// and gives its newest revision.
func (u *upgrade) rebuild(ctx context.Context) (head graph.Revision, err error) {
	if err := u.recover(ctx); err != nil {
		return 0, err
	}
	old, err := u.p.openLedger(ctx, u.dir, openFlags{readOnly: true, older: true})
	if err != nil {
		return 0, notOpened(u.dir, err)
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	fresh, err := u.p.open(ctx, filepath.Join(u.dir, upgradeName), openFlags{bulk: true, ownReview: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, fresh.Close()) }()
	if err := u.replay(ctx, old, fresh); err != nil {
		return 0, err
	}
	return u.prove(ctx, old, fresh)
}

// recover opens the old engine once for writing, where it was not closed
// cleanly, to take over what is in its logs.
func (u *upgrade) recover(ctx context.Context) error {
	store := filepath.Join(u.dir, storeName)
	unclean, err := notClosed(store)
	if err != nil || !unclean {
		return err
	}
	if err := u.p.verify(ctx, u.dir); err != nil {
		return err
	}
	s, err := u.p.engine(ctx, store, engineOptions{log: u.p.log})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		return notOpened(u.dir, err)
	}
	return nil
}

// replay brings the commits of the old store into the new one, as far as they
// are not there yet.
func (u *upgrade) replay(ctx context.Context, old, fresh *ledger.Ledger) error {
	out, in := io.Pipe()
	over := make(chan struct{})
	go func() {
		defer close(over)
		_, err := feedInto(ctx, old, in)
		_ = in.CloseWithError(err) // io.EOF for none
	}()
	defer func() {
		_ = out.Close() // whatever of the feed was not asked for
		<-over
	}()
	shown := u.p.progress("upgrade", 0)
	report, err := ingest.Replay(ctx, fresh, ingest.Input{Name: "the store", Open: func() (io.ReadCloser, error) { return out, nil }}, ingest.Options{
		Principal: operator("upgrade"), Clock: u.p.now,
		Progress: func(now ingest.Progress) {
			shown.line(fmt.Sprintf("%d lines read, %d records committed", now.Lines, now.Committed))
		},
	})
	shown.done()
	if err != nil {
		return fmt.Errorf("upgrade: %w", err)
	}
	if !report.OK() {
		printReport(u.p.stderr, report)
		return failed(codeRefused, "%s is not upgraded, and is as it was: its commits cannot be made again in %s", u.dir, filepath.Join(u.dir, upgradeName))
	}
	return fresh.Merge(ctx)
}

// prove makes sure that the new store holds what the old one does.
func (u *upgrade) prove(ctx context.Context, old, fresh *ledger.Ledger) (graph.Revision, error) {
	report, err := fresh.Check(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("upgrade: %w", err)
	}
	before, err := feedInto(ctx, old, io.Discard)
	if err != nil {
		return 0, fmt.Errorf("upgrade: %w", err)
	}
	after, err := feedInto(ctx, fresh, io.Discard)
	if err != nil {
		return 0, fmt.Errorf("upgrade: %w", err)
	}
	if !report.Clean() || !bytes.Equal(before, after) {
		return 0, failed(codeFailed, "%s is not upgraded, and is as it was: the store in %s, which can be removed, does not hold the same",
			u.dir, filepath.Join(u.dir, upgradeName))
	}
	return report.Revision, nil
}

// feedInto writes all commits of a graph, and gives the SHA-256 of what it wrote.
func feedInto(ctx context.Context, g graph.Graph, w io.Writer) ([]byte, error) {
	sum := sha256.New()
	for lines, err := range export.Feed(ctx, g, export.FeedOptions{Clearance: graph.MarkingProtected}) {
		if err != nil {
			return nil, err
		}
		if _, err := io.MultiWriter(sum, w).Write(lines); err != nil {
			return nil, err
		}
	}
	return sum.Sum(nil), nil
}

// swap puts the new store into the place of the old one. It can be cut off
// between any two steps: see resume.
func (u *upgrade) swap() error {
	store := filepath.Join(u.dir, storeName)
	if err := os.Rename(store, u.kept()); err != nil {
		return err
	}
	return u.place()
}

// place puts the new store into the place that is free.
func (u *upgrade) place() error {
	fresh := filepath.Join(u.dir, upgradeName)
	if err := syncDir(u.dir); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(fresh, storeName), filepath.Join(u.dir, storeName)); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(fresh), syncDir(u.dir))
}

// resume ends a swap that was cut off. The witness of the directory holds for
// the new store as well, which has the same revisions.
func (u *upgrade) resume(lookOnly bool) error {
	there := func(path ...string) bool {
		_, err := os.Stat(filepath.Join(append([]string{u.dir}, path...)...))
		return !errors.Is(err, fs.ErrNotExist)
	}
	kept, err := filepath.Glob(filepath.Join(u.dir, storeName+".format-*"))
	switch {
	case err != nil || len(kept) == 0 || !there(upgradeName) || lookOnly:
		return err
	case !there(storeName) && there(upgradeName, storeName):
		return u.place()
	case there(storeName) && !there(upgradeName, storeName):
		return os.RemoveAll(filepath.Join(u.dir, upgradeName))
	}
	return nil
}

// syncDir makes sure that the names in a folder are on the disk.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
