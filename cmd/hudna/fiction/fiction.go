package fiction

import (
	"context"
	"errors"
	"fmt"
	"io"

	"hudna/graph"
)

// An Order says in which order the reports of a made-up graph are recorded.
type Order string

// The orders. ByDate: as they were published, so that what is recorded last is
// the newest. AtRandom: in no order, as old sources are that are coded late.
const (
	ByDate   Order = "date"
	AtRandom Order = "random"
)

// MaxStatements bounds the statements of one graph.
const MaxStatements = 100_000_000

// Options say what to make up.
type Options struct {
	Statements int // 1 to MaxStatements
	Seed       uint64
	Order      Order // ByDate unless given
	// Progress, when given, is told now and then how many statements are done.
	Progress func(statements int)
}

// A Manifest counts what was made up.
type Manifest struct {
	Commits     int
	Records     map[graph.Kind]int // without later versions
	Corrections int                // of statements
	Retractions int                // of records of any kind
	Words       []Word
}

// Write makes up a graph and writes it as lines of package ndjson, all in
// commits. What it holds in memory does not grow with the graph.
func Write(ctx context.Context, w io.Writer, o Options) (*Manifest, error) {
	switch {
	case o.Statements < 1 || o.Statements > MaxStatements:
		return nil, fmt.Errorf("%d statements: from 1 to %d can be made up", o.Statements, MaxStatements)
	case o.Order == "":
		o.Order = ByDate
	case o.Order != ByDate && o.Order != AtRandom:
		return nil, fmt.Errorf("there is no order %q", o.Order)
	}
	m := newMaker(w, o)
	m.opening()
	for next := 0; m.made < o.Statements && m.out.err == nil; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m.step()
		if m.made >= next && o.Progress != nil {
			next += max(o.Statements/1000, 1)
			o.Progress(m.made)
		}
	}
	m.out.end()
	if err := errors.Join(m.out.err, m.out.w.Flush()); err != nil {
		return nil, err
	}
	m.out.manifest.Words = m.words.asked(o.Statements)
	return &m.out.manifest, nil
}

// Shape is what follows from the number of statements alone.
type shape struct {
	states       int // each with a country, a rival group, posts and ministries
	perCommit    int // statements
	perAgreement int // statements
	perStranger  int // statements for each person who appears once or twice
}

func shapeOf(statements int) shape {
	return shape{
		states: min(max(statements/200, 3), 40),
		// At least 1,000 commits, from 4,000 statements on: a commit ends with
		// a report, which has three or four of them.
		perCommit:    min(max(statements/1000-3, 1), 300),
		perAgreement: min(max(statements/40, 1), 1000),
		perStranger:  100,
	}
}

// A maker makes up one graph.
type maker struct {
	o     Options
	shape shape
	dice  *dice
	out   *output
	words *lexicon
	made  int // statements

	sides     []*side
	ranks     *skew // of the sides: who speaks and is spoken of
	others    others
	changes   []change // of the cast, by the day, those to come
	topics    []graph.ID
	treaties  int
	strange   int // strangers made
	docs      int
	events    int
	judged    int
	retracted int

	eras  [months]era
	kept  reservoir
	later []withdrawn
}

func newMaker(w io.Writer, o Options) *maker {
	m := &maker{o: o, shape: shapeOf(o.Statements), dice: newDice(o.Seed, 1), words: newLexicon()}
	m.out = newOutput(w, m)
	m.cast()
	return m
}

// opening records what everything else refers to.
func (m *maker) opening() {
	m.out.message = "The codebook, and the places and actors known from the beginning"
	m.put(m.codebook())
	m.recordPlaces()
	m.recordCast()
	m.recordTopics()
	m.out.end()
}

// step makes one report, and what is done beside it.
func (m *maker) step() {
	day := m.today()
	now := day // of the work, which goes on while old sources are coded
	if m.o.Order == AtRandom {
		now = days - 1
		day = m.dice.n(days)
	}
	m.recordChanges(now)
	for m.treaties*m.shape.perAgreement <= m.made {
		m.agree(day)
	}
	m.report(day)
	if m.out.full() {
		m.corrections()
		m.out.end()
	}
}

// today is how far the twelve years have gone.
func (m *maker) today() int { return min(m.made*days/m.o.Statements, days-1) }

// put writes a record down.
func (m *maker) put(r graph.Record) { m.out.record(r, false) }
