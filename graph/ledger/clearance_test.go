package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hudna/graph"
	"hudna/storage/memkv"
)

// public may do everything, and sees what everybody sees.
func public() graph.Principal {
	by := coder()
	by.Clearance = graph.MarkingPublic
	return by
}

func hiddenID(k graph.Kind, n byte) graph.ID {
	return graph.ID(k) + "/0c4e9d1a-7b52-4f7e-9a35-00000000000" + graph.ID('0'+n)
}

func ptr[T any](v T) *T { return &v }

// spoken is a statement in a document, at a place in its text.
func spoken(id graph.ID, document graph.ID, start, end int) *graph.Statement {
	s := &graph.Statement{
		Acts: []graph.SpeechAct{{Act: graph.ActAssert}}, Text: "Made up.", Lang: "en", Wording: graph.WordingParaphrase,
		Attribution: graph.AttributionPublisher, Transmission: graph.TransmissionDirect,
		Evidence: []graph.Evidence{{Document: document, Start: ptr(start), End: ptr(end), Part: graph.PartClause}},
	}
	s.ID = id
	return s
}

// A text that does not fit what others have taken from it is refused without a
// word on those of them that the one who brings it may not see.
func TestATextIsRefusedWithoutNamingTheHidden(t *testing.T) {
	l := open(t, memkv.New())
	d := document("open", "")
	secret := document("x", "")
	secret.ID, secret.Marking = hiddenID(graph.KindDocument, 1), graph.MarkingProtected
	hidden := spoken(hiddenID(graph.KindStatement, 2), d.ID, 0, 900)
	hidden.Marking = graph.MarkingProtected
	partly := actor("partly") // is seen, but for one of its affiliations
	partly.Affiliations = []graph.Affiliation{{
		Organisation: "actor/org", Kind: graph.AffiliationMember,
		Evidence: []graph.Evidence{
			{Document: secret.ID, Start: ptr(0), End: ptr(900), Part: graph.PartClause},
			{Document: d.ID, Start: ptr(0), End: ptr(800), Part: graph.PartClause},
		},
	}}
	other := spoken(hiddenID(graph.KindStatement, 3), d.ID, 0, 900)
	other.Marking = graph.MarkingProtected
	commit(t, l, create(d, secret, actor("org"), hidden, other, partly))
	texted := *d
	texted.Text = "Too short."
	_, err := l.Commit(t.Context(), public(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &texted}}})
	if err == nil {
		t.Fatal("a text that does not fit was taken")
	}
	for _, told := range []string{string(hidden.ID), string(secret.ID), "900", "evidence[1]"} {
		if strings.Contains(err.Error(), told) {
			t.Errorf("it tells of %s: %v", told, err)
		}
	}
	if strings.Count(err.Error(), "does not fit a passage") != 1 {
		t.Errorf("it does not say what is wrong, or how many are hidden: %v", err)
	}
}

// How a question is answered, and what is told of it, does not depend on what is
// hidden from who asks.
func TestPlansDoNotTellOfTheHidden(t *testing.T) {
	named := func(i int) []graph.Name { return []graph.Name{{Text: fmt.Sprintf("Zelk number%d", i%7), Lang: "en"}} }
	seen := []graph.Record{document("d", "")}
	for i := range 100 {
		a, e := actor(fmt.Sprintf("a-%d", i)), &graph.Event{Kind: graph.EventShelling, Names: named(i)}
		a.Names, e.ID = named(i), graph.ID(fmt.Sprintf("event/e-%d", i))
		s := spoken(graph.ID(fmt.Sprintf("statement/s-%d", i)), "document/d", 0, 5)
		s.About = []graph.About{{Node: e.ID, Role: graph.AboutSubject}}
		seen = append(seen, a, e, s)
	}
	var hidden []graph.Record
	for i := range 3000 {
		var r graph.Record = &graph.Event{Kind: graph.EventCall, Names: named(i)}
		if i%2 == 0 {
			r = &graph.Actor{Kind: graph.ActorPerson, Names: named(i)}
		}
		meta := r.Shared()
		meta.ID, meta.Marking = graph.ID(fmt.Sprintf("%s/0195a000-0000-7000-8000-%012x", r.RecordKind(), i)), graph.MarkingProtected
		hidden = append(hidden, r)
	}
	graphs := map[bool]graph.Reader{}
	for _, more := range []bool{false, true} {
		l := open(t, memkv.New())
		commit(t, l, create(seen...))
		if more {
			for some := range slices.Chunk(hidden, graph.MaxOps) {
				commit(t, l, create(some...))
			}
		}
		graphs[more] = l.At(graph.View{Revision: mustHead(t, l), Clearance: graph.MarkingPublic})
	}
	page := graph.Page{First: 3}
	for what, ask := range map[string]func(context.Context, graph.Reader) error{
		"a word of names": func(ctx context.Context, r graph.Reader) error {
			_, err := r.Actors(ctx, graph.ActorQuery{Name: "zelk number3"}, page)
			return err
		},
		"a word of names of events": func(ctx context.Context, r graph.Reader) error {
			_, err := r.Events(ctx, graph.EventQuery{EventSet: graph.EventSet{Name: "zelk"}}, page)
			return err
		},
		"about events of a kind": func(ctx context.Context, r graph.Reader) error {
			q := graph.StatementSet{About: []graph.AboutSet{{Event: &graph.EventSet{Kinds: []graph.EventKind{graph.EventShelling}}}}}
			_, err := r.Statements(ctx, graph.StatementQuery{StatementSet: q}, page)
			return err
		},
	} {
		plans := map[bool]*graph.PlanStep{}
		for more, r := range graphs {
			var trace graph.Trace
			if err := ask(graph.WithTrace(t.Context(), &trace), r); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			questions, _ := trace.Questions()
			plans[more] = questions[0].Plan
		}
		if diff := cmp.Diff(plans[false], plans[true]); diff != "" {
			t.Errorf("%s, with and without what is hidden:\n%s", what, diff)
		}
	}
}

// A record is restored by somebody who sees only parts of it. What stands in
// the way may be among the others.
func TestARestorationIsRefusedWithoutNamingTheHidden(t *testing.T) {
	l := open(t, memkv.New())
	secret := document("x", "")
	secret.ID, secret.Marking = hiddenID(graph.KindDocument, 1), graph.MarkingProtected
	topic := &graph.Topic{Kind: graph.TopicProposition}
	topic.ID, topic.Marking = hiddenID(graph.KindTopic, 2), graph.MarkingProtected
	d := document("open", "")
	quoting := actor("quoting")
	quoting.Affiliations = []graph.Affiliation{{
		Organisation: "actor/org", Kind: graph.AffiliationMember,
		Evidence: []graph.Evidence{{Document: secret.ID, Start: ptr(0), End: ptr(900), Part: graph.PartClause}},
	}}
	agreeing := spoken("statement/agreeing", d.ID, 0, 5)
	agreeing.Positions = []graph.Stand{{Topic: topic.ID, Agreement: graph.Agree}}
	// Two that are hidden and one that is seen are away when it comes back.
	away := []graph.Record{actor("a"), actor("b"), actor("seen")}
	for i, r := range away[:2] {
		r.Shared().ID, r.Shared().Marking = hiddenID(graph.KindActor, byte(3+i)), graph.MarkingProtected
	}
	addressed := spoken("statement/addressed", d.ID, 0, 5)
	for _, r := range away {
		addressed.Addressees = append(addressed.Addressees, graph.Addressee{Actor: r.Shared().ID})
	}
	commit(t, l, create(secret, topic, d, actor("org"), quoting, agreeing, away[0], away[1], away[2], addressed))
	commit(t, l, retract(quoting.ID, agreeing.ID, addressed.ID))
	commit(t, l, retract(away[0].Shared().ID, away[1].Shared().ID, away[2].Shared().ID))
	texted, turned := *secret, *topic
	texted.Text, turned.Kind = "Too short.", graph.TopicIssue
	commit(t, l, graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &texted}, {Verb: graph.VerbCorrect, Record: &turned}}})
	for _, id := range []graph.ID{quoting.ID, agreeing.ID, addressed.ID} {
		_, err := l.Commit(t.Context(), public(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbRestore, ID: id}}})
		if err == nil {
			t.Errorf("%s was restored", id)
			continue
		}
		for _, told := range []string{
			string(secret.ID), string(topic.ID), string(away[0].Shared().ID), string(away[1].Shared().ID),
			"900", "affiliations", "positions", "addressees", "[",
		} {
			if strings.Contains(err.Error(), told) {
				t.Errorf("it tells of %s: %v", told, err)
			}
		}
	}
	restore := graph.Change{Ops: []graph.Op{{Verb: graph.VerbRestore, ID: addressed.ID}}}
	const hidden, seen = "something that it refers to has been retracted", "actor/seen has been retracted"
	if _, err := l.Commit(t.Context(), public(), restore); err == nil || strings.Count(err.Error(), hidden) != 1 || strings.Count(err.Error(), seen) != 1 {
		t.Errorf("want %q and %q, once each: %v", hidden, seen, err)
	}
	// Who sees all of it is told where.
	if _, err := l.Commit(t.Context(), coder(), restore); err == nil || !strings.Contains(err.Error(), "addressees[2].actor: "+seen) {
		t.Errorf("who sees all of it: %v", err)
	}
}
