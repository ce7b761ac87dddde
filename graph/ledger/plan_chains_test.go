package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/storage/memkv"
)

// A record that would stand above itself is refused, whatever the relation, and
// the message names the way back.
func TestNothingLeadsBackToItself(t *testing.T) {
	part := func(name string, of ...string) graph.Record {
		a := actor(name)
		for _, of := range of {
			a.Affiliations = append(a.Affiliations, graph.Affiliation{Organisation: graph.ID("actor/" + of), Kind: graph.AffiliationPartOf})
		}
		return a
	}
	phase := func(name string, of ...string) graph.Record {
		e := &graph.Event{Kind: graph.EventTalks}
		e.ID = graph.ID("event/" + name)
		for _, of := range of {
			e.Links = append(e.Links, graph.EventLink{Kind: graph.EventPartOf, Event: graph.ID("event/" + of)})
		}
		return e
	}
	statement := func(name string) *graph.Statement {
		return &graph.Statement{
			Meta: graph.Meta{ID: graph.ID("statement/" + name)}, Text: "Made-up words.", Lang: "en",
			Attribution: graph.AttributionPublisher, Evidence: []graph.Evidence{{Document: "document/d"}},
		}
	}
	corrects := func(name string, others ...string) *graph.Statement {
		s := statement(name)
		for _, other := range others {
			s.Links = append(s.Links, graph.Link{Kind: graph.LinkCorrects, Statement: graph.ID("statement/" + other), Of: graph.LinkOfContent})
		}
		return s
	}
	supersededBy := func(s *graph.Statement, by string) *graph.Statement {
		s.SupersededBy = graph.ID("statement/" + by)
		return s
	}
	follows := phase("a").(*graph.Event) //nolint:errcheck // it is one
	follows.Links = []graph.EventLink{{Kind: graph.EventFollows, Event: "event/c"}}
	ally := actor("a")
	ally.Affiliations = []graph.Affiliation{{Organisation: "actor/c", Kind: graph.AffiliationAllied}}
	once := actor("a")
	once.Affiliations = []graph.Affiliation{
		{Organisation: "actor/elsewhere", Kind: graph.AffiliationPartOf},
		{Organisation: "actor/c", Kind: graph.AffiliationPartOf, From: &graph.Date{EDTF: "1901"}, To: &graph.Date{EDTF: "1902"}},
	}
	for name, test := range map[string]struct {
		before []graph.Record
		last   graph.Record
		want   string
	}{
		"parts of organisations": {
			[]graph.Record{part("elsewhere"), part("a"), part("b", "elsewhere", "a"), part("c", "b")},
			part("a", "elsewhere", "c"),
			"affiliations[1].organisation: leads back to actor/a itself: actor/a, actor/c, actor/b, actor/a",
		},
		"at another time": {
			[]graph.Record{part("elsewhere"), part("a"), part("b", "a"), part("c", "b")},
			once,
			"affiliations[1].organisation: leads back to actor/a itself: actor/a, actor/c, actor/b, actor/a",
		},
		"another tie than that of a part": {[]graph.Record{part("a"), part("b", "a"), part("c", "b")}, ally, ""},
		"two ways up": {
			[]graph.Record{part("a"), part("b", "a"), part("c", "a")}, part("d", "b", "c"), "",
		},
		"parts of events": {
			[]graph.Record{phase("a"), phase("b", "a"), phase("c", "b")},
			phase("a", "c"),
			"links[0].event: leads back to event/a itself: event/a, event/c, event/b, event/a",
		},
		"what follows": {[]graph.Record{phase("a"), phase("b", "a"), phase("c", "b")}, follows, ""},
		"corrections": {
			[]graph.Record{corrects("a"), corrects("b", "a"), corrects("c", "b")},
			corrects("a", "c"),
			"links[0].statement: leads back to statement/a itself: statement/a, statement/c, statement/b, statement/a",
		},
		"a correction by what answers instead": {
			[]graph.Record{statement("answer"), supersededBy(statement("other"), "answer")}, corrects("answer", "other"), "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, memkv.New())
			commit(t, l, create(actor("x"), document("d", "")))
			by := coder()
			by.Role = graph.RoleReviewer
			if _, err := l.Commit(t.Context(), by, create(test.before...)); err != nil {
				t.Fatal(err)
			}
			op := graph.Op{Verb: graph.VerbCorrect, Record: test.last}
			if test.last.Shared().ID == "actor/d" {
				op.Verb = graph.VerbCreate
			}
			change := graph.Change{Ops: []graph.Op{op}}
			validated := l.Validate(t.Context(), by, change)
			_, err := l.Commit(t.Context(), by, change)
			if test.want == "" {
				if err != nil || validated != nil {
					t.Errorf("%v, validated: %v", err, validated)
				}
				return
			}
			if !errors.Is(err, graph.ErrInvalid) || !strings.HasSuffix(err.Error(), test.want) || !strings.HasSuffix(fmt.Sprint(validated), test.want) {
				t.Errorf("%v, validated: %v; want %s", err, validated, test.want)
			}
			wantClean(t, l)
		})
	}
}
