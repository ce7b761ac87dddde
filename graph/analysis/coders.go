package analysis

import (
	"context"
	"fmt"
	"slices"

	"hudna/graph"
)

// MaxCodings is how many statements may be read to say how far coders agree.
const MaxCodings = 5000

// A CodersQuestion asks how far coders agree on some documents.
type CodersQuestion struct {
	Documents []graph.ID
	Scheme    string   // any unless given
	Coders    []string // all unless given
}

// Statements are the statements to be read: drafts, published and superseded
// ones, of whatever basis.
func (q *CodersQuestion) Statements() graph.StatementQuery {
	set := graph.StatementSet{
		Document: &graph.DocumentSet{AnyOf: q.Documents},
		Statuses: []graph.Status{graph.StatusDraft, graph.StatusPublished}, Bases: graph.Bases(), Superseded: []bool{false, true},
	}
	if q.Scheme != "" {
		set.Coding = &graph.CodingSet{Scheme: q.Scheme}
	}
	return graph.StatementQuery{StatementSet: set, Order: graph.RecordedAscending}
}

// AgreementOf reads what coders have coded in some documents, and says how far
// they agree. Records that are judged to be the same are one. More than
// [MaxCodings] statements are [graph.ErrTooComplex].
func AgreementOf(ctx context.Context, r graph.Reader, q CodersQuestion) (*Agreement, error) {
	var codings []Coding
	uncoded, read := 0, 0
	for page := (graph.Page{First: graph.MaxPage}); ; {
		list, err := r.Statements(ctx, q.Statements(), page)
		if err != nil {
			return nil, err
		}
		for _, item := range list.Items {
			s := item.Value
			switch {
			case s.Coding == nil:
				uncoded++
			case q.Coders == nil || slices.Contains(q.Coders, s.Coding.Coder):
				codings = append(codings, Coding{Coder: s.Coding.Coder, Statement: s})
			}
		}
		if read += len(list.Items); read > MaxCodings {
			return nil, fmt.Errorf("%w: the documents hold more than %d statements: ask for fewer of them", graph.ErrTooComplex, MaxCodings)
		}
		if !list.More {
			break
		}
		page.After = list.Items[len(list.Items)-1].Cursor
	}
	same, err := standing(ctx, r, codings)
	if err != nil {
		return nil, err
	}
	a, err := Agree(codings, same)
	if err != nil {
		return nil, err
	}
	a.Uncoded = uncoded
	return a, nil
}

// standing finds what stands for the records that the codings name.
func standing(ctx context.Context, r graph.Reader, codings []Coding) (map[graph.ID]graph.ID, error) {
	same := map[graph.ID]graph.ID{}
	var ids []graph.ID
	for _, c := range codings {
		graph.References(c.Statement, func(ref graph.Reference) {
			if _, known := same[ref.ID]; !known {
				same[ref.ID] = ref.ID
				ids = append(ids, ref.ID)
			}
		})
	}
	return same, represent(ctx, r, same, ids)
}

// represent notes what stands for each of ids.
func represent(ctx context.Context, r graph.Reader, same map[graph.ID]graph.ID, ids []graph.ID) error {
	for batch := range slices.Chunk(ids, graph.MaxPage) {
		found, err := r.Canonical(ctx, batch)
		if err != nil {
			return err
		}
		for i, id := range batch {
			same[id] = found[i]
		}
	}
	return nil
}
