package graphtest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"hudna/graph"
)

// edit lies about a query for statements by asking another one.
func edit(lie func(*graph.StatementQuery)) liar {
	return liar{statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
		lie(&q)
		return r.Statements(ctx, q, p)
	}}
}

// bring lies about who brings a change, or about the change.
func bring(lie func(*graph.Principal, *graph.Change)) liar {
	return liar{commit: func(ctx context.Context, g graph.Graph, by graph.Principal, c graph.Change) (graph.Revision, error) {
		lie(&by, &c)
		return g.Commit(ctx, by, c)
	}}
}

// refuse lies about why a change is refused.
func refuse(lie func(error) error) liar {
	return liar{commit: func(ctx context.Context, g graph.Graph, by graph.Principal, c graph.Change) (graph.Revision, error) {
		r, err := g.Commit(ctx, by, c)
		if err != nil {
			err = lie(err)
		}
		return r, err
	}}
}

func everySet(q *graph.StatementQuery, lie func(*graph.ActorSet)) {
	for _, set := range []**graph.ActorSet{&q.By, &q.To, &q.Via} {
		if *set != nil {
			other := **set
			lie(&other)
			*set = &other
		}
	}
}

func everyAbout(q *graph.StatementQuery, lie func(*graph.AboutSet)) {
	q.About = slices.Clone(q.About)
	for i := range q.About {
		lie(&q.About[i])
	}
}

// lies are the wrong things, one at a time.
func lies() map[string]liar {
	return map[string]liar{
		"drops the last row of a page": {statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
			l, err := r.Statements(ctx, q, p)
			l.Items = l.Items[:max(0, len(l.Items)-1)]
			return l, err
		}},
		"never says that there is more": {statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
			l, err := r.Statements(ctx, q, p)
			l.More = false
			return l, err
		}},
		"says that there is more after the last": {statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
			l, err := r.Statements(ctx, q, p)
			l.More = len(l.Items) == p.First
			return l, err
		}},
		"begins again after a cursor": {statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
			p.After = ""
			return r.Statements(ctx, q, p)
		}},
		"takes any cursor": {statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
			l, err := r.Statements(ctx, q, p)
			if errors.Is(err, graph.ErrInvalidCursor) {
				p.After = ""
				return r.Statements(ctx, q, p)
			}
			return l, err
		}},
		"takes any size of a page": {statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
			p.First = min(max(p.First, 1), graph.MaxPage)
			return r.Statements(ctx, q, p)
		}},
		"swaps two of one day": {statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
			l, err := r.Statements(ctx, q, p)
			for i := 1; i < len(l.Items); i++ {
				a, b := l.Items[i-1].Value, l.Items[i].Value
				if a.Said != nil && b.Said != nil && a.Said.EDTF != "" && a.Said.EDTF == b.Said.EDTF && a.Said.Zone == b.Said.Zone {
					l.Items[i-1].Value, l.Items[i].Value = b, a
					break
				}
			}
			return l, err
		}},
		"answers nothing for what is not there": {statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
			l, err := r.Statements(ctx, q, p)
			if errors.Is(err, graph.ErrInvalid) && !errors.Is(err, graph.ErrInvalidCursor) && p.First == 1 {
				return l, nil
			}
			return l, err
		}},
		"finds by the post in no list": {statements: func(ctx context.Context, r graph.Reader, q graph.StatementQuery, p graph.Page) (graph.List[*graph.Statement], error) {
			l, err := r.Statements(ctx, q, p)
			if q.By != nil && len(q.By.AnyOf) > 0 {
				l.Items = slices.DeleteFunc(l.Items, func(i graph.Item[*graph.Statement]) bool {
					return !slices.ContainsFunc(i.Value.Speakers, func(s graph.Speaker) bool { return slices.Contains(q.By.AnyOf, s.Actor) })
				})
			}
			return l, err
		}},
		"lets coders decide": bring(func(by *graph.Principal, _ *graph.Change) {
			if by.Role == graph.RoleCoder {
				by.Role = graph.RoleReviewer
			}
		}),
		"lets authors decide":                 bring(func(by *graph.Principal, _ *graph.Change) { by.Name += ", another one" }),
		"does not look at the clearance":      {view: func(_ graph.Graph, v graph.View) graph.View { v.Clearance = protected; return v }},
		"shows what is hidden in what is not": {uncut: true},
		"answers from the head": {view: func(g graph.Graph, v graph.View) graph.View {
			if head, err := g.Head(context.Background()); err == nil && v.Revision < head.Revision {
				v.Revision = head.Revision
			}
			return v
		}},
		"answers from a revision before": {view: func(_ graph.Graph, v graph.View) graph.View { v.Revision = max(v.Revision, 1) - 1; return v }},
		"answers beyond the head": {view: func(g graph.Graph, v graph.View) graph.View {
			if head, err := g.Head(context.Background()); err == nil {
				v.Revision = min(v.Revision, head.Revision)
			}
			return v
		}},
		"reads a record without its date": {record: func(r graph.Record) graph.Record {
			if s, ok := r.(*graph.Statement); ok {
				other := *s
				other.Said = nil
				return &other
			}
			return r
		}},
		"lists drafts": edit(func(q *graph.StatementQuery) {
			if len(q.Statuses) == 0 {
				q.Statuses = []graph.Status{graph.StatusPublished, graph.StatusDraft}
			}
		}),
		"lists what a machine coded": edit(func(q *graph.StatementQuery) {
			if len(q.Bases) == 0 {
				q.Bases = graph.Bases()
			}
		}),
		"lists the oldest last when asked for it first": edit(func(q *graph.StatementQuery) { q.Order = graph.SaidDescending }),
		"does not look at who spoke":                    edit(func(q *graph.StatementQuery) { q.By = nil }),
		"does not look at who was told":                 edit(func(q *graph.StatementQuery) { q.To = nil }),
		"does not look at the relays":                   edit(func(q *graph.StatementQuery) { q.Via = nil }),
		"takes none of some as no condition": edit(func(q *graph.StatementQuery) {
			everySet(q, func(s *graph.ActorSet) { s.NoneOf = nil })
		}),
		"takes all of some as one of them": edit(func(q *graph.StatementQuery) {
			everySet(q, func(s *graph.ActorSet) { s.AnyOf, s.AllOf = append(slices.Clone(s.AnyOf), s.AllOf...), nil })
		}),
		"looks at the first of about alone": edit(func(q *graph.StatementQuery) { q.About = q.About[:min(1, len(q.About))] }),
		"does not look at roles": edit(func(q *graph.StatementQuery) {
			everyAbout(q, func(a *graph.AboutSet) { a.Roles = nil })
		}),
		"does not look at stances": edit(func(q *graph.StatementQuery) {
			everyAbout(q, func(a *graph.AboutSet) { a.Stance = nil })
		}),
		"does not look at the event": edit(func(q *graph.StatementQuery) {
			everyAbout(q, func(a *graph.AboutSet) { a.Event = nil })
		}),
		"does not look at the topic": edit(func(q *graph.StatementQuery) {
			everyAbout(q, func(a *graph.AboutSet) { a.Topic = "" })
		}),
		"does not look at the main act": edit(func(q *graph.StatementQuery) {
			q.Acts = slices.Clone(q.Acts)
			for i := range q.Acts {
				q.Acts[i].Main = false
			}
		}),
		"does not look at the force": edit(func(q *graph.StatementQuery) {
			q.Acts = slices.Clone(q.Acts)
			for i := range q.Acts {
				q.Acts[i].Force = ""
			}
		}),
		"does not look at the depth":     edit(func(q *graph.StatementQuery) { q.Depth = nil }),
		"does not look at documents":     edit(func(q *graph.StatementQuery) { q.Document = nil }),
		"does not look at the utterance": edit(func(q *graph.StatementQuery) { q.Utterance = "" }),
		"does not look at the occasion":  edit(func(q *graph.StatementQuery) { q.Occasion = "" }),
		"takes concerning for on the occasion of": edit(func(q *graph.StatementQuery) {
			if q.Concerning != "" && q.Occasion == "" {
				q.Occasion, q.Concerning = q.Concerning, ""
			}
		}),
		"takes certainly for possibly": edit(func(q *graph.StatementQuery) {
			if q.Said != nil {
				said := *q.Said
				said.Certainty = graph.DatePossibly
				q.Said = &said
			}
		}),
		"forgets the undated": edit(func(q *graph.StatementQuery) {
			if q.Said != nil {
				said := *q.Said
				said.Undated = false
				q.Said = &said
			}
		}),
		"counts utterances as statements": {count: func(c graph.StatementCount) graph.StatementCount { c.Utterances = c.Statements; return c }},
		"counts sources as utterances":    {count: func(c graph.StatementCount) graph.StatementCount { c.Sources = c.Utterances; return c }},
		"counts one too many":             {count: func(c graph.StatementCount) graph.StatementCount { c.Statements++; return c }},
		"knows one source of everything":  {sources: func(int) int { return 1 }},
		"finds the first of two by a code": {byCode: func(ctx context.Context, r graph.Reader, k graph.Kind, c graph.Code) (graph.Record, error) {
			found, err := r.ByCode(ctx, k, c)
			var ambiguous *graph.AmbiguousCode
			if errors.As(err, &ambiguous) {
				return r.Record(ctx, ambiguous.IDs[0])
			}
			return found, err
		}},
		"finds the retracted by a code": {byCode: func(ctx context.Context, r graph.Reader, k graph.Kind, c graph.Code) (graph.Record, error) {
			found, err := r.ByCode(ctx, k, c)
			if errors.Is(err, graph.ErrNotFound) {
				for record, err := range r.Scan(ctx, k, graph.StatusRetracted) {
					if err == nil && slices.ContainsFunc(record.Shared().Codes, func(o graph.Code) bool { return o.System == c.System && o.Code == c.Code }) {
						return record, nil
					}
				}
			}
			return found, err
		}},
		"looks for names as they are written": {actors: func(ctx context.Context, r graph.Reader, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
			l, err := r.Actors(ctx, q, p)
			if q.Name != "" {
				l.Items = slices.DeleteFunc(l.Items, func(i graph.Item[*graph.Actor]) bool {
					return !slices.ContainsFunc(i.Value.Names, func(n graph.Name) bool { return strings.Contains(n.Text, q.Name) })
				})
			}
			return l, err
		}},
		"does not look at the kinds of actors": {actors: func(ctx context.Context, r graph.Reader, q graph.ActorQuery, p graph.Page) (graph.List[*graph.Actor], error) {
			q.Kinds = nil
			return r.Actors(ctx, q, p)
		}},
		"scans backwards": {scan: func(records []graph.Record) []graph.Record {
			slices.Reverse(records)
			return records
		}},
		"scans no drafts": {scan: func(records []graph.Record) []graph.Record {
			return slices.DeleteFunc(records, func(r graph.Record) bool { return r.Shared().Status == graph.StatusDraft })
		}},
		"tells the history from the beginning": {history: func(l graph.List[graph.Version]) graph.List[graph.Version] {
			slices.Reverse(l.Items)
			return l
		}},
		"says that everything was created": {history: func(l graph.List[graph.Version]) graph.List[graph.Version] {
			for i := range l.Items {
				l.Items[i].Value.Verb = graph.VerbCreate
			}
			return l
		}},
		"forgets messages": {commits: func(l graph.List[graph.Commit]) graph.List[graph.Commit] {
			for i := range l.Items {
				l.Items[i].Value.Message = ""
			}
			return l
		}},
		"feeds the hidden": {changes: func(ctx context.Context, g graph.Graph, v graph.View, after graph.Revision) iter.Seq2[graph.Commit, error] {
			v.Clearance = protected
			return g.Changes(ctx, v, after)
		}},
		"feeds one commit again": {changes: func(ctx context.Context, g graph.Graph, v graph.View, after graph.Revision) iter.Seq2[graph.Commit, error] {
			return g.Changes(ctx, v, max(after, 1)-1)
		}},
		"feeds no reasons": {changes: func(ctx context.Context, g graph.Graph, v graph.View, after graph.Revision) iter.Seq2[graph.Commit, error] {
			return func(yield func(graph.Commit, error) bool) {
				for c, err := range g.Changes(ctx, v, after) {
					c.Ops = slices.Clone(c.Ops)
					for i := range c.Ops {
						c.Ops[i].Reason = ""
					}
					if !yield(c, err) {
						return
					}
				}
			}
		}},
		"finds the revision before a time and not at it": {at: func(ctx context.Context, g graph.Graph, t time.Time) (graph.Commit, error) {
			return g.RevisionAt(ctx, t.Add(-1))
		}},
		"lets readers commit": bring(func(by *graph.Principal, _ *graph.Change) {
			if by.Role == graph.RoleReader {
				by.Role = graph.RoleCoder
			}
		}),
		"does not look at the clearance of who commits": bring(func(by *graph.Principal, _ *graph.Change) { by.Clearance = protected }),
		"does not look at what was expected": bring(func(_ *graph.Principal, c *graph.Change) {
			c.Ops = slices.Clone(c.Ops)
			for i := range c.Ops {
				c.Ops[i].Expected = 0
			}
		}),
		"writes what it is only to validate": {validate: func(ctx context.Context, g graph.Graph, by graph.Principal, c graph.Change) error {
			_, err := g.Commit(ctx, by, c)
			return err
		}},
		"finds nothing wrong":      {validate: func(context.Context, graph.Graph, graph.Principal, graph.Change) error { return nil }},
		"finds something wrong":    {validate: func(context.Context, graph.Graph, graph.Principal, graph.Change) error { return graph.ErrInvalid }},
		"forgets keys":             bring(func(_ *graph.Principal, c *graph.Change) { c.IdempotencyKey = "" }),
		"takes the clock's time":   bring(func(_ *graph.Principal, c *graph.Change) { c.Time = time.Time{} }),
		"forgets who commits":      bring(func(by *graph.Principal, _ *graph.Change) { by.Name += "." }),
		"leaves out an operation":  bring(func(_ *graph.Principal, c *graph.Change) { c.Ops = c.Ops[:max(0, len(c.Ops)-1)] }),
		"turns the operations":     bring(func(_ *graph.Principal, c *graph.Change) { c.Ops = slices.Clone(c.Ops); slices.Reverse(c.Ops) }),
		"does not say what failed": refuse(func(err error) error { return fmt.Errorf("%w", graph.ErrInvalid) }),
		"does not say which operation failed": refuse(func(err error) error {
			var op *graph.OpError
			if errors.As(err, &op) {
				return op.Err
			}
			return err
		}),
		"does not say who still refers": refuse(func(err error) error {
			var still *graph.StillReferred
			if errors.As(err, &still) {
				still.By = nil
			}
			return err
		}),
		"accepts what it refuses": refuse(func(error) error { return nil }),
		"does half of what it refuses": {commit: func(ctx context.Context, g graph.Graph, by graph.Principal, c graph.Change) (graph.Revision, error) {
			r, err := g.Commit(ctx, by, c)
			if err != nil && len(c.Ops) > 1 {
				_, _ = g.Commit(ctx, by, graph.Change{Ops: c.Ops[:1]})
			}
			return r, err
		}},
	}
}
