package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/maphash"
	"io"

	"hudna/graph"
	"hudna/graph/ingest/source"
)

// LoadOptions say how to import the rows of a file.
type LoadOptions struct {
	Principal graph.Principal
	Format    Format
	// Resolver finds out whom a source means; [ByCode] unless given. One that is a
	// [Judge] judges by names, too.
	Resolver Resolver
	// DryRun writes nothing, and reports what would be written.
	DryRun bool
	// Limit is how many rows are read; 0 for all.
	Limit int64
	// Since passes over rows that are about nothing after the beginning of a
	// date; empty for none.
	Since graph.EDTF
	// Complete says that the file holds everything of its kind: what an earlier
	// import of the format brought and this file does not have is retracted.
	Complete bool
	// KeepRows keeps each row with the record that it became.
	KeepRows bool
	// Spare is how many rows may be at fault while the others go in: if there are
	// more, nothing does. Negative for any number.
	Spare int
	// Rejects takes the rows that are refused, as they stand, to be corrected and
	// imported; nil for none.
	Rejects io.Writer
	// Settings are what else decides what rows become, such as the sum of a
	// mapping; part of what tells one import run from another.
	Settings string
	// Given are the options as the operator gave them, for the record.
	Given    string
	Progress func(Progress)
}

// Load imports the rows of a file, in batches, each one revision. With every
// batch the import run is written that says how many rows are in: a load that
// was broken off anywhere goes on behind them when it is called again, and one
// that has ended is not done twice.
//
// A record whose id is new is created; one that differs from the newest version
// corrects it, unless an earlier version was like it; one that is the same does
// nothing. Where a record comes from is left out of the comparison.
func Load(ctx context.Context, g graph.Graph, s *source.Source, o LoadOptions) (*Report, error) {
	if err := graph.ValidatePrincipal(o.Principal); err != nil {
		return new(Report), fmt.Errorf("ingest: the principal: %w", err)
	}
	if o.Resolver == nil {
		o.Resolver = ByCode{}
	}
	l := &load{
		g: g, s: s, o: o, report: &Report{Rows: &RowReport{Dry: o.DryRun, Kinds: map[graph.Kind]int64{}}},
		seed: maphash.MakeSeed(), ids: map[uint64]int32{}, sound: map[graph.ID]bool{}, known: map[graph.ID]bool{}, moved: map[graph.ID]graph.ID{},
	}
	if o.Since != "" {
		bounds, err := graph.Date{EDTF: o.Since}.Bounds()
		if err != nil {
			return l.report, err
		}
		l.since = &bounds.Earliest
	}
	done, err := l.begin(ctx)
	if done || err != nil {
		return l.report, err
	}
	if o.Spare >= 0 {
		if enough, err := l.rehearse(ctx); !enough || err != nil {
			return l.report, err
		}
	}
	err = l.rows(ctx)
	if err == nil && o.Complete {
		err = l.complete(ctx)
	}
	if err == nil {
		err = l.hear(ctx)
	}
	if err == nil {
		err = l.finish(ctx)
	}
	return l.report, err
}

// MaxTracked bounds the ids of rows that are held, 20 bytes each, to find one
// that stands in a file twice. Among rows beyond it the later one counts.
const MaxTracked = 5_000_000

// maxKnown bounds the ids of actors and places that are known to be there.
const maxKnown = 200_000

// A load is one import of rows.
type load struct {
	g      graph.Graph
	s      *source.Source
	o      LoadOptions
	report *Report
	id     graph.ID         // of the import run
	run    *graph.ImportRun // as it is after the last batch
	there  bool             // the run is in the graph
	before int64            // rows that are in already, of a load that was broken off
	since  *int64

	seed   maphash.Seed
	ids    map[uint64]int32      // of rows, by their hashes: the lines
	sound  map[graph.ID]bool     // what rows refer to and was looked at, by the one that decodes
	known  map[graph.ID]bool     // what rows refer to and is there
	moved  map[graph.ID]graph.ID // ids of the source that stand for other ones
	seen   Progress
	header string // the line that rejects need before them
	large  int64  // rows that are too large to keep
	// certain and unsure count the judgements on names, and doubted those that were
	// certain until another batch was read.
	certain, unsure, doubted int64
}

// begin finds the import run of the file, or makes one. It reports true for one
// that has ended.
func (l *load) begin(ctx context.Context) (done bool, err error) {
	settings := fmt.Sprintf("limit=%d since=%s complete=%t keep=%t encoding=%s %s", l.o.Limit, l.o.Since, l.o.Complete, l.o.KeepRows, l.s.Encoding, l.o.Settings)
	sum := sha256.Sum256([]byte(l.o.Format.Name() + " " + l.s.SHA256 + " " + settings))
	id := graph.ID(fmt.Sprintf("%s/%s-%s", graph.KindImportRun, l.o.Format.Name(), hex.EncodeToString(sum[:8])))
	l.id, l.report.Rows.Run = id, id
	head, err := l.g.Head(ctx)
	if err != nil {
		return false, err
	}
	found, err := l.g.At(graph.View{Revision: head.Revision, Clearance: l.o.Principal.Clearance}).Record(ctx, id)
	switch {
	case errors.Is(err, graph.ErrNotFound):
		l.run = l.newRun(id)
		return false, nil
	case err != nil:
		return false, err
	}
	l.there = true
	run, ok := graph.Clone(found).(*graph.ImportRun)
	if !ok {
		return false, fmt.Errorf("%w: %s is no import run", graph.ErrCorrupt, id)
	}
	l.run = run
	l.before = number(run, variableRows)
	if text(run, variableState) == stateDone {
		l.report.Same = int(run.New + run.Same + run.Changed)
		l.report.Rows.Read = l.before
		l.report.note("the same file was imported before, with the same options: nothing is done (%s)", id)
		return true, nil
	}
	l.report.note("an import that was broken off goes on after row %d (%s)", l.before, id)
	return false, nil
}

// rehearse decodes everything and writes nothing, to see whether few enough rows
// are at fault.
func (l *load) rehearse(ctx context.Context) (enough bool, err error) {
	rehearsal := &load{
		g: l.g, s: l.s, o: l.o, report: &Report{Rows: &RowReport{Kinds: map[graph.Kind]int64{}}}, id: l.id, run: l.run, since: l.since,
		seed: l.seed, ids: map[uint64]int32{}, sound: map[graph.ID]bool{},
	}
	rehearsal.o.Rejects = nil
	rows := 0
	err = rehearsal.decode(ctx, func(r *row) error {
		if rehearsal.look(r) {
			rows++
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	if rehearsal.report.Rows.Refused <= int64(l.o.Spare) {
		return true, nil
	}
	l.report = rehearsal.report
	l.report.NotReached = rows
	l.report.Rows.Run, l.report.Rows.Dry = l.run.ID, l.o.DryRun
	return false, nil
}
