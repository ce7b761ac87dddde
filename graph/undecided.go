package graph

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// MaxUndecided bounds the judgements that are read to list what is not decided,
// settled ones among them.
const MaxUndecided = 200_000

// VariableScore is the variable of a judgement that says how much its evidence
// proves, from 0 to 1. What judges by names sets it.
const VariableScore = "resolve.score"

// An Undecided is a judgement that it is not known whether two actors or two
// locations are one, which waits for somebody to decide. A is what a source named.
type Undecided struct {
	Judgement *Judgement
	Score     float64 // how much the evidence proves, 0 where it is not said
}

// An UndecidedSet says which judgements of those that wait are wanted.
type UndecidedSet struct {
	// Of is a record that the judgement is about, as one of its two; empty for
	// whatever.
	Of ID
	// Above is the score that it has at least.
	Above float64
}

// UndecidedOf lists the judgements that wait, the likeliest first, equals by their
// ids, and says how many there are on all pages. What is judged SAME or DIFFERENT
// since, by whatever judgement on the two or chain of SAME, waits no more.
func UndecidedOf(ctx context.Context, r Reader, set UndecidedSet, p Page) (list List[Undecided], all int, err error) {
	from, err := undecidedCursor(p)
	if err != nil {
		return list, 0, err
	}
	waiting, err := undecided(ctx, r, set)
	if err != nil {
		return list, 0, err
	}
	slices.SortFunc(waiting, compareUndecided)
	return undecidedPage(waiting, p, from), len(waiting), nil
}

// undecided reads the judgements that wait.
func undecided(ctx context.Context, r Reader, set UndecidedSet) (waiting []Undecided, err error) {
	settled := map[[2]ID]bool{}
	read := 0
	for record, err := range r.Scan(ctx, KindJudgement, StatusPublished) {
		if err != nil {
			return nil, err
		}
		if read++; read > MaxUndecided {
			return nil, fmt.Errorf("%w: there are more than %d judgements", ErrTooLarge, MaxUndecided)
		}
		j, ok := record.(*Judgement)
		if !ok {
			return nil, fmt.Errorf("%w: %s is no judgement", ErrCorrupt, record.Shared().ID)
		}
		u := Undecided{j, scoreOf(j)}
		switch {
		case j.Verdict != VerdictUnsure:
			settled[pairOf(j)] = true
		case j.A.Kind() != KindActor && j.A.Kind() != KindLocation, u.Score < set.Above, set.Of != "" && j.A != set.Of && j.B != set.Of:
		default:
			waiting = append(waiting, u)
		}
	}
	waiting = slices.DeleteFunc(waiting, func(u Undecided) bool { return settled[pairOf(u.Judgement)] })
	return apart(ctx, r, waiting)
}

// apart leaves out the pairs that are one by now.
func apart(ctx context.Context, r Reader, waiting []Undecided) (left []Undecided, err error) {
	for some := range slices.Chunk(waiting, MaxPage/2) {
		var ids []ID
		for _, u := range some {
			ids = append(ids, u.Judgement.A, u.Judgement.B)
		}
		now, err := r.Canonical(ctx, ids)
		if err != nil {
			return nil, err
		}
		for i, u := range some {
			if now[2*i] != now[2*i+1] {
				left = append(left, u)
			}
		}
	}
	return left, nil
}

func compareUndecided(a, b Undecided) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Judgement.ID, b.Judgement.ID))
}

func pairOf(j *Judgement) [2]ID { return [2]ID{min(j.A, j.B), max(j.A, j.B)} }

// scoreOf is how much the evidence of a judgement proves, 0 where it does not say.
func scoreOf(j *Judgement) float64 {
	for _, v := range j.Variables {
		if v.Name == VariableScore {
			if score, err := strconv.ParseFloat(v.Value, 64); err == nil && score >= 0 && score <= 1 {
				return score
			}
		}
	}
	return 0
}

// undecidedPage is the part of a list that a page wants. From is where its cursor
// stands in the order, nil for none: what stood there may wait no more.
func undecidedPage(waiting []Undecided, p Page, from *Undecided) (list List[Undecided]) {
	begin, end := 0, len(waiting)
	if from != nil {
		at, found := slices.BinarySearchFunc(waiting, *from, compareUndecided)
		switch {
		case p.Backward():
			end = at
		case found:
			begin = at + 1
		default:
			begin = at
		}
	}
	if p.Backward() {
		list.More = end > p.Last
		begin = max(0, end-p.Last)
	} else {
		list.More = end-begin > p.First
		end = min(end, begin+p.First)
	}
	for _, u := range waiting[begin:end] {
		cursor := strconv.FormatFloat(u.Score, 'g', -1, 64) + " " + string(u.Judgement.ID)
		list.Items = append(list.Items, Item[Undecided]{Value: u, Cursor: base64.RawURLEncoding.EncodeToString([]byte(cursor))})
	}
	return list
}

// undecidedCursor reads where the cursor of a page stands.
func undecidedCursor(p Page) (*Undecided, error) {
	cursor := cmp.Or(p.After, p.Before)
	if cursor == "" {
		return nil, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, ErrInvalidCursor
	}
	number, id, ok := strings.Cut(string(text), " ")
	score, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || !(score >= 0 && score <= 1) || ID(id).Kind() != KindJudgement {
		return nil, ErrInvalidCursor
	}
	return &Undecided{&Judgement{Meta: Meta{ID: ID(id)}}, score}, nil
}

// A SeenJudgement is a judgement as who decides about it has read it, and the
// revision in which it had last changed then, as in [Seen].
type SeenJudgement struct {
	Judgement *Judgement
	Revision  Revision
}

// Decide makes the change that says of judgements that wait what is true: SAME or
// DIFFERENT. Why takes the place of the evidence, unless it is empty.
func Decide(verdict Verdict, why string, waiting ...SeenJudgement) (Change, error) {
	var c Change
	if verdict != VerdictSame && verdict != VerdictDifferent {
		return c, &FieldError{Path: "verdict", Reason: fmt.Sprintf("is %q; a decision is %s or %s", verdict, VerdictSame, VerdictDifferent)}
	}
	for i, seen := range waiting {
		j := *seen.Judgement
		if j.Verdict != VerdictUnsure {
			return c, &OpError{Index: i, ID: j.ID, Err: fmt.Errorf("%w: %s is decided: %s; a decision is taken back by revoking it", ErrConflict, j.ID, j.Verdict)}
		}
		j.Verdict = verdict
		if why != "" {
			j.Why = why
		}
		c.Ops = append(c.Ops, Op{Verb: VerbCorrect, Record: &j, Expected: seen.Revision})
	}
	return c, nil
}
