package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"hudna/graph"
	"hudna/storage"
)

// A purgeStage is how far a purge has come. It stands in a file beside the
// store, which says nothing of what is purged, from before another store is
// begun until the old one is gone.
type purgeStage string

const (
	// stageNone: nobody is purging anything.
	stageNone purgeStage = ""
	// stageWriting: the other store is not whole. Nothing has been purged.
	stageWriting purgeStage = "hudna purge 1: writing\n"
	// stageReplacing: the other store is whole, and the one that counts, wherever
	// it lies.
	stageReplacing purgeStage = "hudna purge 1: replacing\n"
)

// stageOf reads the stage. A file that is none of ours is damage: what counts
// cannot be told then.
func stageOf(dir string) (purgeStage, error) {
	data, err := os.ReadFile(filepath.Join(dir, purgeName))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return stageNone, nil // that there is no directory is for who opens it to say
	}
	if err != nil {
		return stageNone, err
	}
	switch s := purgeStage(data); s {
	case stageWriting, stageReplacing:
		return s, nil
	}
	return stageNone, &graph.CorruptError{What: purgeName, Err: errors.New("it does not say how far a purge has come")}
}

// set makes the stage durable.
func (s purgeStage) set(dir string) error {
	path := filepath.Join(dir, purgeName)
	if s == stageNone {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return syncDir(dir)
	}
	next := path + ".new"
	f, err := os.OpenFile(next, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(string(s))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return errors.Join(os.Rename(next, path), syncDir(dir))
}

// settlePurge ends a purge that was stopped, where all that is left of it is to
// put its store into the place of the other one. One that was stopped before is
// told of: whoever began it has to begin it again, as nothing says what it was
// to purge.
func (p *program) settlePurge(ctx context.Context, dir string) error {
	stage, err := stageOf(dir)
	if err == nil && stage == stageWriting {
		p.log.Warn("a purge was stopped, or is under way, and nothing has been purged yet; run `hudna purge` again where it was stopped", "dir", dir)
	}
	if err != nil || stage != stageReplacing {
		return err
	}
	done, err := soleRepairer(ctx, dir)
	if err != nil {
		return err
	}
	err = replaceBy(dir)
	return errors.Join(err, done())
}

// replaceBy ends a purge, by who is alone in doing so.
func replaceBy(dir string) error {
	stage, err := stageOf(dir)
	if err != nil || stage != stageReplacing {
		return err // somebody else has done so meanwhile
	}
	if err := replaceStore(dir); err != nil {
		return err
	}
	// It is of the store that was replaced.
	if err := os.Remove(filepath.Join(dir, checkpointName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return stageNone.set(dir)
}

// notReplaced refuses a store that is open and that a purge is about to put
// another one into the place of.
func notReplaced(dir string) error {
	stage, err := stageOf(dir)
	if err == nil && stage == stageReplacing {
		err = fmt.Errorf("a purge is replacing the store: %w", storage.ErrLocked)
	}
	return err
}
