package gql

import (
	"context"
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

	maxJudgedAtOnce = 100   // statements of one judgement
	maxConcerned    = 5_000 // statements that are looked at, whether it concerns them
)

func costOfCompared(child int, _ map[string]any) int { return plus(costCompared, child) }

func costOfLosses(child int, _ map[string]any) int { return plus(costLosses, child) }

// sameUtterance looks for reports of one utterance.
func sameUtterance(ctx context.Context, of *graph.ID, where *model.StatementFilter, above *float64) (*analysis.SameUtterances, error) {
	f := &filtering{}
	q := analysis.SameQuestion{Of: given(of), Where: all("", "where", where, f.statements), Above: above}
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
	q := analysis.CopyQuestion{Of: given(of), Where: all("", "where", where, f.documents)}
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
// those that become one take part, and what these tell.
func uttered(ctx context.Context, in *model.Deciding) (*model.CommitPayload, error) {
	d := &decision{said: in.Said, kind: graph.KindStatement, expected: in.ExpectedRevision}
	for i, id := range in.IDs {
		d.add(id, inInput("ids", strconv.Itoa(i)))
	}
	n := len(in.IDs)
	same := in.Verdict == graph.VerdictSame && n >= 2 && n <= maxJudgedAtOnce
	if !same && (in.Verdict != graph.VerdictDifferent || n != 2) {
		d.decide = func([]seen) (graph.Change, error) {
			return graph.Change{}, &graph.FieldError{Path: "ids", Reason: fmt.Sprintf("are %d, with %s; one judges 2 to %d statements SAME, or 2 DIFFERENT", n, in.Verdict, maxJudgedAtOnce)}
		}
		return decided(ctx, d)
	}
	reader, err := d.asOf(ctx)
	if err != nil {
		return nil, err
	}
	if same {
		err = d.together(ctx, reader)
	} else {
		err = d.apart(ctx, reader)
	}
	if err != nil {
		return nil, err
	}
	d.decide = ofStatements(func(list []graph.Seen) (graph.Change, error) {
		if same {
			return graph.SameUtterance(in.Utterance, list[:n], list[n:]...)
		}
		one, err := hides(ctx, reader, list[0].Statement)
		if err != nil {
			return graph.Change{}, err
		}
		other, err := hides(ctx, reader, list[1].Statement)
		if err != nil {
			return graph.Change{}, err
		}
		return graph.DifferentUtterance(list[0], list[1], other > one, list[n:]...)
	})
	return decided(ctx, d)
}

// together adds the other statements that share an utterance with those that are
// judged, and those of their documents that name it as the telling of a relay.
func (d *decision) together(ctx context.Context, r graph.Reader) error {
	judged, err := d.judged(ctx, r)
	if err != nil {
		return err
	}
	done := map[graph.ID]bool{}
	for i, s := range judged {
		if s == nil || s.Utterance == "" || done[s.Utterance] {
			continue
		}
		done[s.Utterance] = true
		shared, err := everyStatement(ctx, r, graph.StatementSet{Utterance: s.Utterance})
		if err != nil {
			return err
		}
		d.join(i, shared, func(*graph.Statement) bool { return true })
		if err := d.telling(ctx, r, i, s.Utterance, shared...); err != nil {
			return err
		}
	}
	return nil
}

// apart adds those of the second statement's documents that name its utterance as
// the telling of a relay.
func (d *decision) apart(ctx context.Context, r graph.Reader) error {
	judged, err := d.judged(ctx, r)
	if err != nil || judged[1] == nil || judged[1].Utterance == "" {
		return err
	}
	return d.telling(ctx, r, 1, judged[1].Utterance, judged[1])
}

// judged are the statements that are judged; nil at the place of one that is not
// there, which is refused when it is read.
func (d *decision) judged(ctx context.Context, r graph.Reader) ([]*graph.Statement, error) {
	found, err := r.Records(ctx, d.ids)
	if err != nil {
		return nil, fmt.Errorf("judging utterances: %w", err)
	}
	list := make([]*graph.Statement, len(found))
	for i, record := range found {
		list[i], _ = record.(*graph.Statement)
	}
	return list, nil
}

// telling adds the statements of some documents through whose relays an utterance
// reached us.
func (d *decision) telling(ctx context.Context, r graph.Reader, i int, utterance graph.ID, told ...*graph.Statement) error {
	var documents []graph.ID
	for _, s := range told {
		for k := range s.Evidence {
			if id := s.Evidence[k].Document; !slices.Contains(documents, id) {
				documents = append(documents, id)
			}
		}
	}
	if len(documents) == 0 {
		return nil
	}
	all, err := everyStatement(ctx, r, graph.StatementSet{Document: &graph.DocumentSet{AnyOf: documents}})
	if err != nil {
		return err
	}
	d.join(i, all, func(s *graph.Statement) bool { return s.Retells(utterance) })
	return nil
}

// join adds statements to those that are decided about.
func (d *decision) join(i int, list []*graph.Statement, which func(*graph.Statement) bool) {
	for _, s := range list {
		if which(s) && !slices.Contains(d.ids, s.ID) {
			d.add(s.ID, d.places[i])
		}
	}
}

// everyStatement are the statements of a set, of whatever basis and superseded or
// not, drafts among them.
func everyStatement(ctx context.Context, r graph.Reader, set graph.StatementSet) (list []*graph.Statement, err error) {
	set.Bases, set.Superseded = graph.Bases(), []bool{false, true}
	set.Statuses = []graph.Status{graph.StatusPublished, graph.StatusDraft}
	for page := (graph.Page{First: graph.MaxPage}); ; {
		found, err := r.Statements(ctx, graph.StatementQuery{StatementSet: set}, page)
		if err != nil {
			return nil, fmt.Errorf("judging utterances: %w", err)
		}
		for _, item := range found.Items {
			list = append(list, item.Value)
		}
		if !found.More {
			return list, nil
		}
		if len(list) > maxConcerned {
			return nil, fmt.Errorf("%w: more than %d statements share an utterance or its documents", graph.ErrTooLarge, maxConcerned)
		}
		page.After = found.Items[len(found.Items)-1].Cursor
	}
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
