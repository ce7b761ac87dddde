package gql_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
)

// subscribing begins a subscription as the transport does.
func subscribing(ctx context.Context, api *gql.API, query string, watching ...graphql.HandlerExtension) (*gql.Subscription, error) {
	return pacing(ctx, api, nil, query, watching...)
}

func pacing(ctx context.Context, api *gql.API, pace gql.Pace, query string, watching ...graphql.HandlerExtension) (*gql.Subscription, error) {
	exec := executor.New(api.Schema())
	exec.SetErrorPresenter(gql.Present)
	for _, w := range watching {
		exec.Use(w)
	}
	params := &graphql.RawParams{Query: query}
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := exec.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		return nil, errs
	}
	return api.Subscribe(ctx, op, func(ctx context.Context, op *graphql.OperationContext, extensions map[string]any) ([]byte, error) {
		next, within := exec.DispatchOperation(ctx, op)
		r := next(within)
		switch {
		case r == nil:
			return nil, nil
		case len(r.Errors) > 0:
			return nil, r.Errors
		}
		r.Extensions = extensions
		return json.Marshal(r)
	}, pace)
}

func subscribed(t *testing.T, api *gql.API, clearance graph.Marking, query string, watching ...graphql.HandlerExtension) *gql.Subscription {
	t.Helper()
	by := graph.Principal{Name: "made-up reader", Role: graph.RoleReader, Clearance: clearance}
	s, err := subscribing(graph.WithPrincipal(t.Context(), by), api, query, watching...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// A heard is what tests read of an event.
type heard struct {
	Data struct {
		Revision struct {
			Number uint64
			Author *string
		}
		Changed struct {
			Revision            struct{ Number uint64 }
			Came, Went, Changed int
			Statements          []struct {
				Move  string
				After *struct{ Text string }
			}
		}
	}
	Extensions struct{ Revision struct{ Number uint64 } }
}

func next(t *testing.T, s *gql.Subscription) heard {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	event, err := s.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var h heard
	decode(t, event, &h)
	if s.After() != h.Extensions.Revision.Number {
		t.Errorf("after revision %d it is to begin again after %d", h.Extensions.Revision.Number, s.After())
	}
	return h
}

// quietly fails where something comes.
func quietly(t *testing.T, s *gql.Subscription) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if event, err := s.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%s, %v", event, err)
	}
}

// saying is a statement of a made-up actor that is made up as well.
func saying(n int, by graph.ID, marking graph.Marking) *graph.Statement {
	return &graph.Statement{
		Meta:     graph.Meta{ID: graph.ID(fmt.Sprintf("statement/00000000-0000-7000-8000-%012d", n)), Marking: marking},
		Speakers: []graph.Speaker{{Actor: by}}, Attribution: graph.AttributionNamed, Acts: []graph.SpeechAct{{Act: graph.ActAssert}},
		Text: fmt.Sprintf("The made-up council keeps quiet for the time number %d", n), Evidence: []graph.Evidence{minuted(19, 38, graph.PartClause)},
	}
}

func creating(r graph.Record) graph.Change {
	return graph.Change{Message: "made up", Ops: []graph.Op{{Verb: graph.VerbCreate, Record: r}}}
}

const (
	allRevisions = `subscription { revision%s { number author } }`
	ofTheCouncil = `subscription { changed(where: {by: {anyOf: ["actor/lake-council"]}}%s) { revision { number } came went changed statements { move after { text } } } }`
)

// fed is what the change feed tells: all revisions after one, and those of them that
// did something to what the council says.
func fed(t *testing.T, g graph.Graph, after graph.Revision) (all, changed []uint64) {
	t.Helper()
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for c, err := range g.Changes(t.Context(), graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}, after) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, uint64(c.Revision))
		if slices.ContainsFunc(c.Ops, func(op graph.Op) bool {
			s, ok := op.Record.(*graph.Statement)
			return ok && slices.ContainsFunc(s.Speakers, func(s graph.Speaker) bool { return s.Actor == council })
		}) {
			changed = append(changed, uint64(c.Revision))
		}
	}
	return all, changed
}

// TestSubscriptionsAreCutAndResumed: a hundred cuts at random places while revisions
// are made, and each time the subscriber begins again where it stopped. Altogether it is
// told what the feed tells, nothing else, and everything once.
func TestSubscriptionsAreCutAndResumed(t *testing.T) {
	const cuts, commits = 100, 120
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			api := servingWith(t, g, gql.Options{})
			begin := graph.Revision(lakeCorrected)
			written := make(chan struct{})
			go func() {
				defer close(written)
				for i := range commits {
					c := creating(saying(i, []graph.ID{council, graphtest.Avaria}[i%2], []graph.Marking{graph.MarkingPublic, graph.MarkingPublic, graph.MarkingRestricted}[i%3]))
					if i%10 == 9 {
						c = graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: saying(i-3, "", "").ID, Reason: "made up"}}}
					}
					if _, err := g.Commit(t.Context(), graphtest.Curator(), c); err != nil {
						t.Error(i, err)
						return
					}
					runtime.Gosched()
				}
			}()
			dice := rand.New(rand.NewPCG(8, 2)) //nolint:gosec // so that it can be repeated
			told := [2][]uint64{}
			after := [2]uint64{uint64(begin), uint64(begin)}
			resume := func(i, most int, patience time.Duration) {
				query := fmt.Sprintf([]string{allRevisions, ofTheCouncil}[i], fmt.Sprintf([]string{"(after: %d)", ", after: %d"}[i], after[i]))
				s := subscribed(t, api, graph.MarkingPublic, query)
				defer s.Close()
				for range most {
					ctx, cancel := context.WithTimeout(t.Context(), patience)
					event, err := s.Next(ctx)
					cancel()
					if err != nil {
						break
					}
					var h heard
					decode(t, event, &h)
					told[i] = append(told[i], h.Data.Revision.Number+h.Data.Changed.Revision.Number)
				}
				after[i] = s.After()
			}
			for cut := range cuts {
				resume(cut%2, dice.IntN(5), 10*time.Millisecond)
			}
			<-written
			all, changed := fed(t, g, begin)
			for i, want := range [][]uint64{all, changed} {
				resume(i, len(want)-len(told[i]), 10*time.Second)
				resume(i, 1, 10*time.Millisecond) // there is nothing more
			}
			if !slices.Equal(told[0], all) || !slices.Equal(told[1], changed) {
				t.Errorf("told %v\nof %v\nand %v\nof %v", told[0], all, told[1], changed)
			}
			// Whoever begins anywhere is told the rest.
			for range 10 {
				after = [2]uint64{uint64(begin) + dice.Uint64N(commits), uint64(begin) + dice.Uint64N(commits)}
				told = [2][]uint64{}
				wantAll, _ := fed(t, g, graph.Revision(after[0]))
				_, wantChanged := fed(t, g, graph.Revision(after[1]))
				resume(0, len(wantAll), 10*time.Second)
				resume(1, len(wantChanged), 10*time.Second)
				if !slices.Equal(told[0], wantAll) || !slices.Equal(told[1], wantChanged) {
					t.Errorf("told %v\nof %v\nand %v\nof %v", told[0], wantAll, told[1], wantChanged)
				}
			}
		})
	}
}

// TestSubscribersAreToldWhatTheyMaySee: what is hidden comes to those who may see it,
// and to the others as if nothing was there.
func TestSubscribersAreToldWhatTheyMaySee(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			api := servingWith(t, g, gql.Options{})
			query := fmt.Sprintf(ofTheCouncil, "")
			open, secret := subscribed(t, api, graph.MarkingPublic, query), subscribed(t, api, graph.MarkingRestricted, query)
			every := subscribed(t, api, graph.MarkingPublic, fmt.Sprintf(allRevisions, ""))
			for _, s := range []*gql.Subscription{open, secret, every} {
				quietly(t, s) // and from now on they are told together, if they may be
			}
			hidden := saying(1, council, graph.MarkingRestricted)
			r := commit(t, g, creating(hidden))
			h := next(t, secret)
			if h.Data.Changed.Revision.Number != uint64(r) || h.Data.Changed.Came != 1 || h.Data.Changed.Statements[0].Move != "CAME" ||
				h.Data.Changed.Statements[0].After.Text != hidden.Text {
				t.Errorf("%+v", h)
			}
			if h := next(t, every); h.Data.Revision.Number != uint64(r) || h.Data.Revision.Author != nil {
				t.Errorf("%+v", h)
			}
			quietly(t, open)
			if open.After() != uint64(r) {
				t.Errorf("it is to begin again after %d", open.After())
			}
			shown := commit(t, g, creating(saying(2, council, graph.MarkingPublic)))
			for _, s := range []*gql.Subscription{open, secret} {
				if h := next(t, s); h.Data.Changed.Revision.Number != uint64(shown) || h.Data.Changed.Came != 1 {
					t.Errorf("%+v", h)
				}
			}
			gone := commit(t, g, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: saying(2, "", "").ID, Reason: "made up"}}})
			if h := next(t, open); h.Data.Changed.Revision.Number != uint64(gone) || h.Data.Changed.Went != 1 {
				t.Errorf("%+v", h)
			}
		})
	}
}

// TestSubscriptionsThatAreRefused: a filter that names who is hidden is refused like
// one that names nobody.
func TestSubscriptionsThatAreRefused(t *testing.T) {
	api := servingWith(t, loaded(t), gql.Options{})
	for name, c := range map[string]struct{ query, code, message string }{
		"after what is not there yet": {`subscription { revision(after: 99) { number } }`, "BAD_USER_INPUT", "after: is 99; the newest revision is 17"},
		"after no number":             {`subscription { revision(after: "x") { number } }`, "BAD_USER_INPUT", "after"},
		"of nobody":                   {`subscription { changed(where: {by: {anyOf: ["actor/nobody"]}}) { came } }`, "BAD_USER_INPUT", "comparison: where.by.anyOf[0]: there is no actor/nobody"},
		"of somebody hidden": {
			fmt.Sprintf(`subscription { changed(where: {by: {anyOf: [%q]}}) { came } }`, graphtest.HiddenWitness), "BAD_USER_INPUT",
			"comparison: where.by.anyOf[0]: there is no " + string(graphtest.HiddenWitness),
		},
		"of who was not there yet": {
			`subscription { changed(where: {by: {anyOf: ["actor/lake-council"]}}, after: 3) { came } }`, "BAD_USER_INPUT",
			"comparison: where.by.anyOf[0]: there is no actor/lake-council",
		},
		"as of a revision": {`subscription @asOf(revision: 3) { revision { number } }`, "", ""},
		"of its type":      {`subscription { __typename }`, "BAD_USER_INPUT", "a subscription has one field"},
		"of nothing":       {`subscription { revision @skip(if: true) { number } }`, "BAD_USER_INPUT", "a subscription has one field"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := subscribing(t.Context(), api, c.query)
			if err == nil {
				s.Close()
				t.Fatal("it is not refused")
			}
			if errors.As(err, new(gqlerror.List)) {
				return // the document is not valid
			}
			shown := gql.Present(t.Context(), err)
			if fmt.Sprint(shown.Extensions["code"]) != c.code || !strings.HasPrefix(strings.TrimPrefix(shown.Message, "input: "), strings.TrimPrefix(c.message, "comparison: ")) &&
				!strings.HasPrefix(shown.Message, c.message) {
				t.Errorf("%v %q, want %s %q", shown.Extensions["code"], shown.Message, c.code, c.message)
			}
		})
	}
}

// TestASlowSubscriberIsCut: what was waiting is still given, then why there is no more;
// and whoever begins again misses nothing.
func TestASlowSubscriberIsCut(t *testing.T) {
	g := graphs(t)["ledger"]
	api := servingWith(t, g, gql.Options{})
	s := subscribed(t, api, graph.MarkingPublic, fmt.Sprintf(allRevisions, ""))
	brisk := subscribed(t, api, graph.MarkingPublic, fmt.Sprintf(allRevisions, ""))
	commit(t, g, creating(saying(0, council, "")))
	next(t, s)
	quietly(t, s) // and from now on it is told with the others
	next(t, brisk)
	const many = 300
	for i := range many {
		commit(t, g, creating(saying(i+1, council, "")))
		next(t, brisk)
	}
	told := 0
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		_, err := s.Next(ctx)
		if err == nil {
			told++
			continue
		}
		if shown := gql.Present(t.Context(), err); shown.Extensions["code"] != "OVERLOADED" {
			t.Errorf("%v", shown)
		}
		break
	}
	if told != 256 || s.After() != lakeCorrected+1+256 {
		t.Errorf("told %d, to begin again after %d", told, s.After())
	}
	again := subscribed(t, api, graph.MarkingPublic, fmt.Sprintf(allRevisions, fmt.Sprintf("(after: %d)", s.After())))
	for i := range uint64(many - 256) {
		if h := next(t, again); h.Data.Revision.Number != s.After()+i+1 {
			t.Fatalf("%+v after %d", h, s.After())
		}
	}
}

// TestNothingIsToldOnceTheContextEnds: also not what waited.
func TestNothingIsToldOnceTheContextEnds(t *testing.T) {
	g := loaded(t)
	s := subscribed(t, servingWith(t, g, gql.Options{}), graph.MarkingPublic, fmt.Sprintf(allRevisions, "(after: 1)"))
	next(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if event, err := s.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%s, %v", event, err)
	}
}

// TestWhatWasCutOffIsNotNothing: a revision of which the telling was cut off is told to
// who begins again, though whatever runs it gave nothing and no error.
func TestWhatWasCutOffIsNotNothing(t *testing.T) {
	g := loaded(t)
	api := servingWith(t, g, gql.Options{})
	exec := executor.New(api.Schema())
	ctx := graphql.StartOperationTrace(t.Context())
	op, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: fmt.Sprintf(allRevisions, "(after: 3)")})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	within, cancel := context.WithCancel(t.Context())
	begun := false
	s, err := api.Subscribe(ctx, op, func(ctx context.Context, _ *graphql.OperationContext, _ map[string]any) ([]byte, error) {
		if begun {
			cancel()
			<-ctx.Done()
		}
		begun = true
		return nil, nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if event, err := s.Next(within); !errors.Is(err, context.Canceled) || s.After() != 3 {
		t.Errorf("%s, %v; to begin again after %d", event, err, s.After())
	}
}

// TestEventsAreGivenAtAPace: each event waits for the allowance of who asks, be it of a
// revision that has gone by or of one that happens. It is not lost where they leave while
// it waits, and others who ask the same do not wait with them.
func TestEventsAreGivenAtAPace(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			api := servingWith(t, g, gql.Options{})
			covered, asked := make(chan struct{}, 10), 0
			by := graph.Principal{Name: "made-up reader", Role: graph.RoleReader, Clearance: graph.MarkingPublic}
			query := fmt.Sprintf(allRevisions, "")
			s, err := pacing(graph.WithPrincipal(t.Context(), by), api, func(ctx context.Context, gone bool) error {
				if gone {
					t.Error("it has not gone by")
				}
				asked++
				select {
				case <-covered:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			}, query)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			other := subscribed(t, api, graph.MarkingPublic, query)
			quietly(t, s)
			quietly(t, other)
			if asked != 0 {
				t.Errorf("%d times paid for nothing", asked)
			}
			before := s.After()
			for i := range 2 {
				if _, err := g.Commit(t.Context(), graphtest.Curator(), creating(saying(i, council, ""))); err != nil {
					t.Fatal(err)
				}
			}
			for i := range uint64(2) {
				if got := next(t, other).Data.Revision.Number; got != before+1+i {
					t.Errorf("revision %d, want %d", got, before+1+i)
				}
				quietly(t, s) // it leaves while the event waits
				if s.After() != before+i {
					t.Errorf("what was not given is taken for given: %d, want %d", s.After(), before+i)
				}
				covered <- struct{}{}
				if got := next(t, s).Data.Revision.Number; got != before+1+i {
					t.Errorf("revision %d, want %d", got, before+1+i)
				}
			}
			if asked != 4 {
				t.Errorf("asked %d times, want 4", asked)
			}
		})
	}
}
