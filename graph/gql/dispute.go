package gql

import (
	"context"
	"fmt"
	"slices"
	"time"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/gql/model"
)

// costDisputes is the cost of saying what is in dispute: all that concerns the
// agreement is read.
const costDisputes = 5_000

func costOfDisputes(child int, _ map[string]any) int { return plus(costDisputes, child) }

// costOfDisputeChange is that of two revisions.
func costOfDisputeChange(child int, _ map[string]any) int { return plus(2*costDisputes, child) }

func costOfOverlaps(child int, _ map[string]any) int {
	return times(analysis.MaxOverlapping, plus(1, child))
}

// disputes says what is in dispute under an agreement.
func disputes(ctx context.Context, agreement graph.ID, said *model.DateMatch, bases []graph.Basis) (*analysis.Disputes, error) {
	f := &filtering{}
	q := analysis.DisputeQuestion{Agreement: agreement, Said: sub("", "said", said, f.dates), Bases: distinctOf(bases)}
	op := at(ctx)
	d, err := analysis.DisputesOf(ctx, op.reader, q)
	if err != nil {
		return nil, fmt.Errorf("disputes: %w", err)
	}
	return d, nil
}

// statesOf counts the disputes in each state.
func statesOf(d *analysis.Disputes) (list []*model.DisputeStateCount) {
	for _, state := range analysis.DisputeStates() {
		list = append(list, &model.DisputeStateCount{State: state, Count: countOf(d.Disputes, func(one *analysis.Dispute) bool { return one.State == state })})
	}
	return list
}

func countOf[T any](list []T, is func(T) bool) (n int32) {
	for _, one := range list {
		if is(one) {
			n++
		}
	}
	return n
}

// length is how long a list is that an analysis has bounded.
func length[T any](list []T) int32 { return int32(len(list)) } //nolint:gosec // at most analysis.MaxDisputed of statements

// foundDisputes are the first of the disputes that are wanted.
func foundDisputes(ctx context.Context, d *analysis.Disputes, states []analysis.DisputeState, accused []graph.ID, unanswered, excluded *bool, first *int32, after *string) ([]*analysis.Dispute, error) {
	n, err := pageSize("first", first)
	if err != nil {
		return nil, err
	}
	whom, err := standFor(ctx, "accused", accused)
	if err != nil {
		return nil, err
	}
	list := d.Disputes
	if after != nil {
		i := slices.IndexFunc(list, func(one *analysis.Dispute) bool { return one.Key() == *after })
		if i < 0 {
			return nil, &graph.FieldError{Path: "after", Reason: "is the key of no dispute of the agreement"}
		}
		list = list[i+1:]
	}
	found := []*analysis.Dispute{}
	op := at(ctx)
	for _, one := range list {
		if states != nil && !slices.Contains(states, one.State) || accused != nil && !slices.Contains(whom, one.Accused) ||
			unanswered != nil && *unanswered != one.Unanswered() || excluded != nil && *excluded != one.Excluded {
			continue
		}
		if len(found) == n {
			break
		}
		found = append(found, one)
		op.records.await(amongAnalysed, one.Accused, one.Event)
	}
	return found, nil
}

// standFor gives what stands for actors, which have to be there.
func standFor(ctx context.Context, path string, ids []graph.ID) (stand []graph.ID, err error) {
	if len(ids) > graph.MaxFilterIDs {
		return nil, tooMany(path, graph.MaxFilterIDs)
	}
	for i, id := range ids {
		if err := kindIs(fmt.Sprintf("%s[%d]", path, i), id, graph.KindActor); err != nil {
			return nil, err
		}
	}
	found, err := at(ctx).records.get(ctx, "", ids...)
	if err != nil {
		return nil, err
	}
	for i, r := range found {
		if r == nil {
			return nil, &graph.FieldError{Path: fmt.Sprintf("%s[%d]", path, i), Reason: fmt.Sprintf("there is no %s", ids[i])}
		}
		stand = append(stand, r.Shared().ID)
	}
	return stand, nil
}

// tallies are the first of what was counted, by who did.
func tallies(ctx context.Context, d *analysis.Disputes, skip, first *int32) ([]*analysis.Tally, error) {
	list, err := following(d.Tallies, skip, first)
	for _, t := range list {
		at(ctx).records.await(amongAnalysed, t.Counter)
	}
	return list, err
}

func biases(ctx context.Context, d *analysis.Disputes, skip, first *int32) ([]*analysis.Bias, error) {
	list, err := following(d.Biases, skip, first)
	for _, b := range list {
		at(ctx).records.await(amongAnalysed, b.By, b.Of)
	}
	return list, err
}

// truceDays are the first rows of the ledger between two days.
func truceDays(ctx context.Context, d *analysis.Disputes, from, to *string, skip, first *int32) (_ []*analysis.TruceDay, err error) {
	for _, side := range []struct {
		name string
		day  *string
	}{{"from", from}, {"to", to}} {
		if side.day == nil {
			continue
		}
		if _, err := time.Parse(time.DateOnly, *side.day); err != nil {
			return nil, &graph.FieldError{Path: side.name, Reason: fmt.Sprintf("%.32q is no day such as 2016-04-11", *side.day)}
		}
	}
	found := []*analysis.TruceDay{}
	for _, day := range d.Days {
		if (from != nil || to != nil) && day.Day == "" || from != nil && day.Day < *from || to != nil && day.Day > *to {
			continue
		}
		found = append(found, day)
	}
	if found, err = passing(found, skip, first); err != nil {
		return nil, err
	}
	for _, day := range found {
		at(ctx).records.await(amongAnalysed, day.Accused, day.Place)
	}
	return found, nil
}

func dayRange(from, to int) *model.DayRange {
	if from == 0 {
		return nil
	}
	return &model.DayRange{From: int32(from), To: int32(to)} //nolint:gosec // days of a truce, not of the calendar
}

// filled is what is given, nil for nothing.
func filled[T ~string](v T) *T {
	if v == "" {
		return nil
	}
	return &v
}

// passing are the first of a list behind those that are passed over.
func passing[T any](list []T, skip, first *int32) ([]T, error) {
	if given(skip) < 0 {
		return nil, &graph.FieldError{Path: "skip", Reason: fmt.Sprintf("is %d; one passes over 0 or more", *skip)}
	}
	return leading(list[min(int(given(skip)), len(list)):], first)
}

// following is passing for a list of values.
func following[T any](list []T, skip, first *int32) ([]*T, error) {
	list, err := passing(list, skip, first)
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out, err
}

// leading are the first of a list of records.
func leading[T any](list []T, first *int32) ([]T, error) {
	n, err := pageSize("first", first)
	if err != nil {
		return nil, err
	}
	return append([]T{}, list[:min(n, len(list))]...), nil
}
