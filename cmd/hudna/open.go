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

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/badgerkv"
)

// This is the one file that names the engine.

// What is in the directory of a graph.
const (
	storeName   = "store"   // the engine's own directory
	witnessName = "witness" // the last acknowledged revision, outside of the engine
	purgeName   = "purge"   // how far a purge has come that was not ended
	freshName   = "fresh"   // the store that it writes
	// What analysis is answered from, as it was when the graph was closed: a cache.
	checkpointName = "projection"
)

// An engine opens the store in a directory.
type engine func(ctx context.Context, dir string, o engineOptions) (storage.Store, error)

type engineOptions struct {
	readOnly bool
	bulk     bool // for many updates in a row
	floor    int64
	ballast  int64
	log      *slog.Logger
}

func openEngine(ctx context.Context, dir string, o engineOptions) (storage.Store, error) {
	return badgerkv.Open(ctx, dir, badgerkv.Options{ReadOnly: o.readOnly, Bulk: o.bulk, Floor: o.floor, Ballast: o.ballast, Logger: o.log})
}

// leastFloor is how many MiB the engine needs free at the least.
const leastFloor = badgerkv.DefaultFloor >> 20

// ballast is what the ballast of a graph takes up, in bytes.
func ballast(dir string) float64 {
	s, err := os.Stat(filepath.Join(dir, storeName, badgerkv.BallastFile))
	if err != nil {
		return 0
	}
	return float64(s.Size())
}

// openFlags say how a graph is opened.
type openFlags struct {
	readOnly bool
	existing bool // as for reading, it has to be there
	check    bool // to be checked, also where the witness is damaged
	verify   bool // compare the tables with their checksums first, whatever the last stop was like
	bulk     bool // for many commits in a row
	older    bool // also where its format is older, to read its commits
	// ownReview lets reviewers publish drafts that they have written.
	ownReview bool
	// floor and ballast are how many bytes of the disk have to be free for writing, and
	// how many are kept to be given back; as the engine has it unless given.
	floor, ballast int64
}

// open opens the graph in a directory. To be written to it is made where there
// is none; to be read it has to be there. After a stop that was not clean the
// engine's tables are verified first, in a child process, and the graph is
// opened for writing once even where it is only to be read: what is in the
// engine's logs can be read in no other way.
func (p *program) open(ctx context.Context, dir string, o openFlags) (*ledger.Ledger, error) {
	store := filepath.Join(dir, storeName)
	if err := p.settlePurge(ctx, dir); err != nil {
		return nil, notOpened(dir, err)
	}
	var err error
	if o.readOnly || o.existing {
		_, err = os.Stat(store)
	} else if err = os.MkdirAll(dir, 0o700); errors.Is(err, fs.ErrPermission) {
		err = fmt.Errorf("%w: %w", err, storage.ErrReadOnly)
	}
	if gone := lost(dir); errors.Is(gone, graph.ErrCorrupt) {
		err = gone
	}
	if err != nil {
		return nil, notOpened(dir, err)
	}
	unclean, err := notClosed(store)
	if err != nil {
		return nil, notOpened(dir, err)
	}
	verified := false
	if unclean && o.readOnly {
		if verified, err = p.repair(ctx, dir, o); err != nil {
			return nil, err
		}
	}
	if (o.verify || unclean && !o.readOnly) && !verified {
		if err := p.verify(ctx, dir); err != nil {
			return nil, err
		}
	}
	l, err := p.openLedger(ctx, dir, o)
	if o.readOnly && errors.Is(err, storage.ErrLocked) {
		// Perhaps by who repairs it, and then not for long.
		if _, err := p.repair(ctx, dir, o); err != nil {
			return nil, err
		}
		l, err = p.openLedger(ctx, dir, o)
	}
	if err != nil {
		return nil, notOpened(dir, whereUnclean(unclean, err))
	}
	return l, nil
}

// whereUnclean says of a graph that was not closed cleanly, and cannot be written
// to, that it cannot be read either.
func whereUnclean(unclean bool, err error) error {
	if unclean && errors.Is(err, storage.ErrReadOnly) {
		return fmt.Errorf("%w: %w", storage.ErrUnclean, err)
	}
	return err
}

// lost refuses a directory whose witness knows of revisions and that holds no
// store: the engine would begin an empty one.
func lost(dir string) error {
	seen, err := ledger.FileWitness(filepath.Join(dir, witnessName)).Load()
	if err != nil || seen == 0 {
		return nil //nolint:nilerr // a damaged witness is the ledger's to refuse, or to report
	}
	there, err := badgerkv.Exists(filepath.Join(dir, storeName))
	if err == nil && !there {
		if _, cut := os.Stat(filepath.Join(dir, upgradeName, storeName)); cut == nil {
			return &graph.CorruptError{What: "store", Err: errors.New("an upgrade was cut off, and goes on when `hudna upgrade` is run again")}
		}
		err = &graph.CorruptError{What: "store", Err: fmt.Errorf("it is missing or empty, but revision %d had been acknowledged", seen)}
	}
	return err
}

func (p *program) openLedger(ctx context.Context, dir string, o openFlags) (*ledger.Ledger, error) {
	opts := p.ledger
	opts.Open = func(ctx context.Context) (storage.Store, error) {
		store, err := p.engine(ctx, filepath.Join(dir, storeName), engineOptions{readOnly: o.readOnly, bulk: o.bulk, floor: o.floor, ballast: o.ballast, log: p.log})
		if err != nil {
			return nil, err
		}
		// What was locked just now may be about to be replaced.
		if err := notReplaced(dir); err != nil {
			return nil, errors.Join(err, store.Close())
		}
		return store, nil
	}
	opts.Witness = ledger.FileWitness(filepath.Join(dir, witnessName))
	opts.Unwitnessed = func(err error) {
		p.log.Warn("the witness cannot be written; revisions that are lost from now on may not be missed", "dir", dir, "cause", err)
	}
	opts.Checkpoint = filepath.Join(dir, checkpointName)
	opts.Unsaved = func(err error) {
		p.log.Warn("the projection is not left for the next start, which makes it anew", "dir", dir, "cause", err)
	}
	opts.DespiteWitness, opts.ReadOnly, opts.Bulk, opts.Clock = o.check, o.readOnly, o.bulk, p.now
	opts.OwnReview, opts.Older = o.ownReview, o.older
	return ledger.Open(ctx, opts)
}

// replaceStore puts the store that a purge has written into the place of the
// other one; see [badgerkv.Replace].
func replaceStore(dir string) error {
	return badgerkv.Replace(filepath.Join(dir, storeName), filepath.Join(dir, freshName))
}

// eachPiece gives what the files of the store that a purge has written hold.
func eachPiece(dir string, give func(file, what string, piece []byte) error) error {
	return badgerkv.Content(filepath.Join(dir, freshName), ledger.Overlap, func(p badgerkv.Piece) error {
		return give(p.File, p.What, p.Bytes)
	})
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
