package ingest

import (
	"context"
	"errors"
	"fmt"

	"hudna/graph"
)

// A Judge is a [Resolver] that also judges by names, which prove less than codes:
// the source's own record is made in any case, and a judgement says what it is
// the same as, or may be. So it can be told apart again, and what somebody
// decides about it holds for every later file, in which it has the same id.
type Judge interface {
	Resolver
	// Judge gives judgements on a record that a row brings and that is not there
	// yet, at most [MaxJudged]. When is the date of the row, nil for none.
	Judge(ctx context.Context, r graph.Reader, made graph.Record, when *graph.Date) ([]Judged, error)
	// Hear gives judgements, at most [MaxJudged], on a record that is there, by
	// what takes longer to find: that names sound alike. None of them is SAME.
	Hear(ctx context.Context, r graph.Reader, made graph.Record) ([]*graph.Judgement, error)
}

// A Judged is a judgement on a record of a source, and what follows of it for
// others of that source.
type Judged struct {
	*graph.Judgement
	// Claims says that the name by itself is certain. Two records of a source that
	// lay claim to one are both not it, in whatever order they come and wherever a
	// batch ends: the source tells them apart, and nothing tells which of them it is.
	Claims bool
	// Apart says that it would be SAME if nobody else of the source claimed it.
	Apart bool
	// Doubts are judgements of earlier changes by which others that claim it are the
	// same as it, and about which nobody has decided, as they are to be now: UNSURE.
	Doubts []*graph.Judgement
}

// VariableCountry is the variable of an actor that says in which country its source
// has it, by the three letters of ISO 3166, where that is a part of what tells it
// from others of its name.
const VariableCountry = "country"

// MaxJudged bounds the judgements that are made on one record at a time.
const MaxJudged = 5

// maxHeard bounds the records of which an import listens to the names.
const maxHeard = 20_000

// A Gazetteer is a format that lists what there is, and is no account of anything.
// Of what it names only what is certain is judged, or would be if the list did not
// have two of it: nothing waits for somebody just because it is in a list.
type Gazetteer interface {
	Format
	Gazetteer()
}

func (l *load) lists() bool {
	_, lists := l.o.Format.(Gazetteer)
	return lists
}

// judges is the judge of a load, nil for none.
func (l *load) judges() Judge {
	j, ok := l.o.Resolver.(Judge)
	if !ok {
		return nil
	}
	return j
}

// isNamed says whether a record is of a kind that is judged by its names. What is
// hidden is not: a judgement on it would tell of it.
func isNamed(r graph.Record) bool {
	k := r.RecordKind()
	return (k == graph.KindActor || k == graph.KindLocation) && (r.Shared().Marking == "" || r.Shared().Marking == graph.MarkingPublic)
}

// judge adds to a change what is judged of a record that it makes. Of two records
// of a source that would be the same as a third one neither is, in whatever order
// they come: the source tells them apart, and both wait for somebody.
func (l *load) judge(ctx context.Context, c *change, r *row, made graph.Record) error {
	judge := l.judges()
	if judge == nil || !isNamed(made) {
		return nil
	}
	judged, err := judge.Judge(ctx, c.public, made, r.When)
	if err != nil {
		return err
	}
	for _, j := range judged {
		if l.lists() && j.Verdict != graph.VerdictSame && !j.Apart {
			continue
		}
		if j.Claims {
			if other := c.claimed[j.B]; other != nil && other.A != j.A {
				j.Verdict = graph.VerdictUnsure
				c.doubt(other)
			}
			for _, doubted := range j.Doubts {
				if err := l.doubtEarlier(ctx, c, doubted, r); err != nil {
					return err
				}
			}
		}
		if err := l.put(ctx, c, j.Judgement, r); err != nil {
			return err
		}
		if j.Claims {
			c.claimed[j.B] = j.Judgement
		}
	}
	return nil
}

// judgeNamed judges a record to which a row gives its first names: what is around
// a place is made before the row that names it. What somebody has judged already
// is left alone. Such judgements are rare, and not counted when a batch is cut: a
// change that becomes too large by them goes in as two.
func (l *load) judgeNamed(ctx context.Context, c *change, r *row, before, then graph.Record) error {
	if l.judges() == nil || hasName(before) || !hasName(then) {
		return nil
	}
	id := then.Shared().ID
	there, err := c.public.Record(ctx, id)
	if err != nil && !errors.Is(err, graph.ErrNotFound) {
		return err
	}
	if err == nil && there != nil {
		identity, err := c.public.Identity(ctx, id)
		if err != nil || len(identity.Judgements) > 0 {
			return err
		}
	}
	return l.judge(ctx, c, r, then)
}

func hasName(r graph.Record) bool {
	switch r := r.(type) {
	case *graph.Actor:
		return len(r.Names) > 0
	case *graph.Location:
		return len(r.Names) > 0
	}
	return false
}

// doubt takes back that a judgement of the change is certain.
func (c *change) doubt(j *graph.Judgement) {
	if c.now[j.ID] != j || j.Verdict != graph.VerdictSame {
		return // it is not of the change, or in doubt already
	}
	j.Verdict = graph.VerdictUnsure
	c.tally.certain--
	c.tally.unsure++
}

// doubtEarlier takes back that a judgement of an earlier change is certain. Two
// lists may well name the same, in two languages say: of lists it is only what one
// and the same tells apart.
func (l *load) doubtEarlier(ctx context.Context, c *change, j *graph.Judgement, r *row) error {
	if c.now[j.ID] != nil {
		return nil // by another row of the change
	}
	if l.lists() {
		there, err := c.public.Records(ctx, []graph.ID{j.A})
		if err != nil {
			return err
		}
		if from := there[0].Shared().Provenance(); from == nil || from.Run != l.id {
			return nil
		}
	}
	c.put(graph.VerbCorrect, j, r)
	c.tally.doubted++
	return nil
}

// put adds a judgement to a change, unless it is there.
func (l *load) put(ctx context.Context, c *change, j *graph.Judgement, r *row) error {
	if c.now[j.ID] != nil {
		return nil // found from the other side, too
	}
	there, err := c.reader.Records(ctx, []graph.ID{j.ID})
	if err != nil || there[0] != nil {
		return err
	}
	c.put(graph.VerbCreate, j, r)
	if j.Verdict == graph.VerdictSame {
		c.tally.certain++
	} else {
		c.tally.unsure++
	}
	return nil
}

// hear looks for what sounds like the actors and places that the import made.
// What it finds is written in batches, so that a load that is broken off here
// goes on with what is left.
func (l *load) hear(ctx context.Context) error {
	judge := l.judges()
	if judge == nil || l.o.DryRun || l.lists() || number(l.run, variableMade) == 0 {
		return nil
	}
	head, err := l.g.Head(ctx)
	if err != nil {
		return err
	}
	c := l.changing(head.Revision)
	heard := 0
	for _, kind := range []graph.Kind{graph.KindActor, graph.KindLocation} {
		for record, err := range c.public.Scan(ctx, kind, graph.StatusPublished) {
			if err != nil {
				return err
			}
			if from := record.Shared().Provenance(); from == nil || from.Run != l.run.ID {
				continue
			}
			if heard++; heard > maxHeard {
				l.report.note("only the first %d actors and places that were made are compared by how they sound", maxHeard)
				return l.heard(ctx, c)
			}
			judged, err := judge.Hear(ctx, c.public, record)
			if err != nil {
				return err
			}
			for _, j := range judged {
				if err := l.put(ctx, c, j, nil); err != nil {
					return err
				}
			}
			if len(c.ops) > batchRecords-MaxJudged {
				if err := l.heard(ctx, c); err != nil {
					return err
				}
				c = l.changing(head.Revision)
			}
		}
	}
	return l.heard(ctx, c)
}

// heard writes what hear has found.
func (l *load) heard(ctx context.Context, c *change) error {
	if len(c.ops) == 0 {
		return nil
	}
	next := l.advanced(c.tally, stateRunning)
	revision, err := l.write(ctx, c, next)
	if err != nil {
		return fmt.Errorf("ingest: the judgements of names: %w", err)
	}
	l.accept(c, next, revision)
	return nil
}
