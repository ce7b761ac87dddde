package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/badgerkv"
)

// This is the one file that names the engine.

// What is in the directory of a graph.
const (
	storeName   = "store"   // the engine's own directory
	witnessName = "witness" // the last acknowledged revision, outside of the engine
)

// An engine opens the store in a directory.
type engine func(ctx context.Context, dir string, o engineOptions) (storage.Store, error)

type engineOptions struct {
	readOnly bool
	log      *slog.Logger
}

func openEngine(ctx context.Context, dir string, o engineOptions) (storage.Store, error) {
	return badgerkv.Open(ctx, dir, badgerkv.Options{ReadOnly: o.readOnly, Logger: o.log})
}

// openFlags say how a graph is opened.
type openFlags struct {
	readOnly bool
	existing bool // as for reading, it has to be there
	verify   bool // compare the tables with their checksums first, whatever the last stop was like
	bulk     bool // for many commits in a row
}

// open opens the graph in a directory. To be written to it is made where there
// is none; to be read it has to be there. After a stop that was not clean the
// engine's tables are verified first, in a child process, and the graph is
// opened for writing once even where it is only to be read: what is in the
// engine's logs can be read in no other way.
func (p *program) open(ctx context.Context, dir string, o openFlags) (*ledger.Ledger, error) {
	store := filepath.Join(dir, storeName)
	if o.readOnly || o.existing {
		if _, err := os.Stat(store); err != nil {
			return nil, notOpened(dir, err)
		}
	} else if err := os.MkdirAll(dir, 0o700); err != nil {
		if errors.Is(err, fs.ErrPermission) {
			err = fmt.Errorf("%w: %w", err, storage.ErrReadOnly)
		}
		return nil, notOpened(dir, err)
	}
	unclean, err := notClosed(store)
	if err != nil {
		return nil, notOpened(dir, err)
	}
	if o.verify || unclean {
		if err := p.verify(ctx, dir); err != nil {
			return nil, err
		}
	}
	if unclean && o.readOnly {
		p.log.Info("the graph was not closed cleanly; it is opened for writing once", "dir", dir)
		l, err := p.openLedger(ctx, dir, openFlags{})
		if err != nil {
			return nil, notOpened(dir, err)
		}
		if err := l.Close(); err != nil {
			return nil, notOpened(dir, err)
		}
	}
	l, err := p.openLedger(ctx, dir, o)
	if err != nil {
		return nil, notOpened(dir, err)
	}
	return l, nil
}

func (p *program) openLedger(ctx context.Context, dir string, o openFlags) (*ledger.Ledger, error) {
	opts := p.ledger
	opts.Open = func(ctx context.Context) (storage.Store, error) {
		return p.engine(ctx, filepath.Join(dir, storeName), engineOptions{readOnly: o.readOnly, log: p.log})
	}
	opts.Witness = ledger.FileWitness(filepath.Join(dir, witnessName))
	opts.ReadOnly, opts.Bulk, opts.Clock = o.readOnly, o.bulk, p.now
	return ledger.Open(ctx, opts)
}

// notClosed says whether the last writer of a store was stopped before it could
// close it, by the file that the engine leaves then.
func notClosed(store string) (bool, error) {
	_, err := os.Stat(filepath.Join(store, "UNCLEAN"))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// verify compares the engine's tables with their checksums in a child process:
// whatever damage does to the one who reads it, this process lives on and can
// say what happened.
func (p *program) verify(ctx context.Context, dir string) error {
	self, err := p.executable()
	if err != nil {
		return fmt.Errorf("finding the program itself: %w", err)
	}
	var said strings.Builder
	child := exec.CommandContext(ctx, self, "tables", filepath.Join(dir, storeName)) //nolint:gosec // the program itself
	child.Stderr = &said
	err = child.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case !errors.As(err, &exit):
		return fmt.Errorf("verifying the tables of %s: %w", dir, err)
	case exit.ExitCode() == codeDamage:
		return failed(codeDamage, "%s is damaged, and was not opened: %s", dir, strings.TrimPrefix(strings.TrimSpace(said.String()), "hudna: "))
	case exit.ExitCode() == codeNotOpened:
		return nil // in use, say: whoever opens it now will be told so too
	}
	return failed(codeDamage, "%s is damaged, and was not opened: reading its tables ended the process that read them (%v)", dir, err)
}

// tablesCommand is the child of verify.
type tablesCommand struct {
	Store string `arg:"" help:"The engine's directory."`
}

// Run verifies the tables.
func (c *tablesCommand) Run() error {
	err := badgerkv.VerifyTables(c.Store)
	switch {
	case errors.Is(err, storage.ErrCorrupt):
		return failed(codeDamage, "%s", oneLine(err))
	case err != nil:
		return notOpened(c.Store, err)
	}
	return nil
}
