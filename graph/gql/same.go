package gql

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/gql/model"
)

const (
	// costCompared is the cost of looking for reports of one utterance, or for
	// copies: all that may be compared is read.
	costCompared = 5_000
	// costLosses is the cost of holding two documents against each other, or what
	// was said on one occasion.
	costLosses = 1_000

	maxJudgedAtOnce = 100 // statements of one judgement
)

func costOfCompared(child int, _ map[string]any) int { return plus(costCompared, child) }

func costOfLosses(child int, _ map[string]any) int { return plus(costLosses, child) }

// sameUtterance looks for reports of one utterance.
func sameUtterance(ctx context.Context, of *graph.ID, where *model.StatementFilter, above *float64) (*analysis.SameUtterances, error) {
	f := &filtering{}
	q := analysis.SameQuestion{Of: given(of), Where: all("where", where, f.statements), Above: above}
	if of != nil {
		if err := kindIs("of", *of, graph.KindStatement); err != nil {
			return nil, err
		}
	}
	if f.err != nil {
		return nil, f.err
	}
	op := at(ctx)
	found, err := analysis.SameOf(ctx, op.reader, q)
	if err != nil {
		return nil, fmt.Errorf("sameUtterance: %w", orBlame(ctx, op, f, err))
	}
	return found, nil
}

// copies looks for copies.
func copies(ctx context.Context, of *graph.ID, where *model.DocumentFilter) (*analysis.Copies, error) {
	f := &filtering{}
	q := analysis.CopyQuestion{Of: given(of), Where: all("where", where, f.documents)}
	if of != nil {
		if err := kindIs("of", *of, graph.KindDocument); err != nil {
			return nil, err
		}
	}
	if f.err != nil {
		return nil, f.err
	}
	op := at(ctx)
	found, err := analysis.CopiesOf(ctx, op.reader, q)
	if err != nil {
		return nil, fmt.Errorf("copies: %w", orBlame(ctx, op, f, err))
	}
	return found, nil
}

// behind are the first of a list that stand behind the one with a key.
func behind[T any](list []T, key func(*T) string, first *int32, after *string) ([]*T, error) {
	if after != nil {
		i := slices.IndexFunc(list, func(one T) bool { return key(&one) == *after })
		if i < 0 {
			return nil, &graph.FieldError{Path: "after", Reason: "is the key of nothing in the list"}
		}
		list = list[i+1:]
	}
	return following(list, nil, first)
}

func samePairs(found *analysis.SameUtterances, first *int32, after *string) ([]*analysis.SamePair, error) {
	return behind(found.Pairs, (*analysis.SamePair).Key, first, after)
}

// copyPairs are the first of the candidates. The documents of all are read
// together.
func copyPairs(ctx context.Context, found *analysis.Copies, first *int32, after *string) ([]*analysis.CopyPair, error) {
	list, err := behind(found.Pairs, (*analysis.CopyPair).Key, first, after)
	for _, p := range list {
		at(ctx).records.await(amongAnalysed, p.Original, p.Copy)
	}
	return list, err
}

// losses says what a document left out of what it is a copy of.
func losses(ctx context.Context, original, copied graph.ID) (*analysis.Losses, error) {
	found, err := analysis.LossesOf(ctx, at(ctx).reader, original, copied)
	if err != nil {
		return nil, fmt.Errorf("losses: %w", err)
	}
	return found, nil
}

func lossesOf(ctx context.Context, d *graph.Document) (*analysis.Losses, error) {
	if d.CopyOf == nil || d.CopyOf.Document == "" {
		return nil, nil
	}
	return losses(ctx, d.CopyOf.Document, d.ID)
}

func foundLosses(ctx context.Context, l *analysis.Losses, first *int32) ([]*analysis.Loss, error) {
	list, err := following(l.Losses, nil, first)
	for _, one := range list {
		at(ctx).records.await(amongAnalysed, one.Actor, one.Node)
	}
	return list, err
}

// readouts sets side by side what was told of an occasion.
func readouts(ctx context.Context, e *graph.Event) (*analysis.Readouts, error) {
	found, err := analysis.ReadoutsOf(ctx, at(ctx).reader, e.ID)
	if err != nil {
		return nil, fmt.Errorf("readouts: %w", err)
	}
	for i := range found.Sides {
		s := &found.Sides[i]
		at(ctx).records.await(amongAnalysed, s.Actor)
		at(ctx).records.await(amongAnalysed, s.Tellers...)
		at(ctx).records.await(amongAnalysed, s.Documents...)
	}
	return found, nil
}

func givenBy(c *analysis.ReadoutClause) []*model.ReadoutGiven {
	list := make([]*model.ReadoutGiven, len(c.Given))
	for i, statements := range c.Given {
		list[i] = &model.ReadoutGiven{Side: int32(i), Statements: append([]*graph.Statement{}, statements...)} //nolint:gosec // at most analysis.MaxReadout
	}
	return list
}

// uttered judges whether statements report one utterance. All that report one of
// those that become one take part.
func uttered(ctx context.Context, in *model.Deciding) (*model.CommitPayload, error) {
	d := &decision{said: in.Said, kind: graph.KindStatement, expected: in.ExpectedRevision}
	for i, id := range in.IDs {
		d.add(id, inInput("ids", strconv.Itoa(i)))
	}
	switch {
	case in.Verdict == graph.VerdictSame && len(in.IDs) >= 2 && len(in.IDs) <= maxJudgedAtOnce:
		if err := d.together(ctx); err != nil {
			return nil, err
		}
		d.decide = ofStatements(func(list []graph.Seen) (graph.Change, error) { return graph.SameUtterance(in.Utterance, list...) })
	case in.Verdict == graph.VerdictDifferent && len(in.IDs) == 2 && in.IDs[0] != in.IDs[1]:
		reader, err := d.asOf(ctx)
		if err != nil {
			return nil, err
		}
		d.decide = ofStatements(func(list []graph.Seen) (graph.Change, error) {
			one, err := hides(ctx, reader, list[0].Statement)
			if err != nil {
				return graph.Change{}, err
			}
			other, err := hides(ctx, reader, list[1].Statement)
			if err != nil {
				return graph.Change{}, err
			}
			return graph.DifferentUtterance(list[0], list[1], other > one)
		})
	default:
		d.decide = func([]seen) (graph.Change, error) {
			return graph.Change{}, &graph.FieldError{Path: "ids", Reason: fmt.Sprintf("are %d, with %s; one judges 2 to %d statements SAME, or 2 DIFFERENT", len(in.IDs), in.Verdict, maxJudgedAtOnce)}
		}
	}
	return decided(ctx, d)
}

// together adds the other statements that share an utterance with those that are
// judged.
func (d *decision) together(ctx context.Context) error {
	reader, err := d.asOf(ctx)
	if err != nil {
		return err
	}
	known := map[graph.ID]bool{}
	for _, id := range d.ids {
		known[id] = true
	}
	joined := map[graph.ID]bool{}
	for i := range slices.Clone(d.ids) {
		record, err := reader.Record(ctx, d.ids[i])
		if errors.Is(err, graph.ErrNotFound) {
			continue // and is refused when it is read
		}
		if err != nil {
			return fmt.Errorf("judging %s: %w", d.ids[i], err)
		}
		s, ok := record.(*graph.Statement)
		if !ok || s.Utterance == "" || joined[s.Utterance] {
			continue
		}
		joined[s.Utterance] = true
		q := graph.StatementQuery{StatementSet: graph.StatementSet{
			Utterance: s.Utterance, Bases: graph.Bases(), Statuses: []graph.Status{graph.StatusPublished, graph.StatusDraft}, Superseded: []bool{false, true},
		}}
		list, err := reader.Statements(ctx, q, graph.Page{First: graph.MaxPage})
		if err != nil {
			return fmt.Errorf("judging %s: %w", d.ids[i], err)
		}
		if list.More {
			return fmt.Errorf("%w: more than %d statements share %s", graph.ErrTooLarge, graph.MaxPage, s.Utterance)
		}
		for _, item := range list.Items {
			if id := item.Value.ID; !known[id] {
				known[id] = true
				d.add(id, d.places[i])
			}
		}
	}
	return nil
}

// hides says by which marking a statement is hidden: its own, or the highest of
// what guards it.
func hides(ctx context.Context, r graph.Reader, s *graph.Statement) (int, error) {
	var ids []graph.ID
	graph.Guards(s, func(id graph.ID) { ids = append(ids, id) })
	found, err := r.Records(ctx, ids)
	if err != nil {
		return 0, fmt.Errorf("judging %s: %w", s.ID, err)
	}
	highest := slices.Index(graph.Markings(), s.Marking)
	for _, record := range found {
		if record != nil {
			highest = max(highest, slices.Index(graph.Markings(), record.Shared().Marking))
		}
	}
	return highest, nil
}
