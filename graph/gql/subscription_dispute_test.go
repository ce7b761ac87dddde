package gql_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/gql"
	"hudna/graph/graphtest"
)

const underTheTruce = `subscription { disputeChanged(agreement: "agreement/karvela-truce"%s) {
	revision { number } came went changed disputes(first: 5) { key move before after dispute { accused { id } state allegationCount answerCount } } } }`

// disputesHeard is the next event without its revision, as JSON.
func disputesHeard(t *testing.T, s *gql.Subscription) (graph.Revision, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	event, err := s.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var h struct {
		Data struct {
			DisputeChanged map[string]json.RawMessage
		}
	}
	decode(t, event, &h)
	var of struct{ Number uint64 }
	decode(t, h.Data.DisputeChanged["revision"], &of)
	if s.After() != of.Number {
		t.Errorf("after revision %d it is to begin again after %d", of.Number, s.After())
	}
	delete(h.Data.DisputeChanged, "revision")
	text, err := json.Marshal(h.Data.DisputeChanged)
	if err != nil {
		t.Fatal(err)
	}
	return graph.Revision(of.Number), string(text)
}

// TestDisputesAreToldOf: what a revision does to what is in dispute, to who hears it while
// it happens and to who asks for it afterwards; nothing of what does nothing to it, and of
// what is hidden only to who may see it.
func TestDisputesAreToldOf(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) {
			api := servingWith(t, g, gql.Options{})
			begin, err := g.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			open, secret := subscribed(t, api, graph.MarkingPublic, fmt.Sprintf(underTheTruce, "")), subscribed(t, api, graph.MarkingRestricted, fmt.Sprintf(underTheTruce, ""))
			for _, s := range []*gql.Subscription{open, secret} {
				quietly(t, s)
			}
			said := func(n int, by graph.ID, marking graph.Marking) *graph.Statement {
				s := saying(n, by, marking)
				s.Said = edtf("2019-04-20")
				return s
			}
			accuses := said(1, graphtest.Monitor, graph.MarkingPublic)
			accuses.About = []graph.About{{Node: "event/school-shelling-2019-04", Role: graph.AboutSubject}, {Node: graphtest.ValleyMilitia, Role: graph.AboutAccused}}
			accuses.Acts = []graph.SpeechAct{{Act: graph.ActAccuse}}
			denies := said(2, graphtest.ValleyMilitia, graph.MarkingPublic)
			denies.Links, denies.Acts = []graph.Link{{Kind: graph.LinkDenies, Statement: accuses.ID}}, []graph.SpeechAct{{Act: graph.ActDeny}}
			hidden := said(3, graphtest.Monitor, graph.MarkingRestricted)
			hidden.About, hidden.Acts = accuses.About, accuses.Acts

			const key = `"key":"actor/valley-militia event/school-shelling-2019-04"`
			dispute := func(state string, alleged, answered int) string {
				return fmt.Sprintf(`"dispute":{"accused":{"id":"actor/valley-militia"},"state":%q,"allegationCount":%d,"answerCount":%d}`, state, alleged, answered)
			}
			all := map[graph.Revision]string{}
			hears := func(r graph.Revision, want string, listeners ...*gql.Subscription) {
				t.Helper()
				for _, s := range listeners {
					if at, got := disputesHeard(t, s); at != r || !sameJSON(t, got, want) {
						t.Errorf("of revision %d\n%s\nwant, of %d\n%s", at, got, r, want)
					}
				}
				all[r] = want
			}
			hears(commit(t, g, creating(accuses)), `{"came":1,"went":0,"changed":0,"disputes":[{`+key+`,"move":"CAME","before":null,"after":"ALLEGED",`+dispute("ALLEGED", 1, 0)+`}]}`, open, secret)
			commit(t, g, creating(said(9, graphtest.Monitor, graph.MarkingPublic))) // which does nothing to it
			hears(commit(t, g, creating(denies)), `{"came":0,"went":0,"changed":1,"disputes":[{`+key+`,"move":"CHANGED","before":"ALLEGED","after":"DENIED",`+dispute("DENIED", 1, 1)+`}]}`, open, secret)
			r := commit(t, g, creating(hidden))
			hears(r, `{"came":0,"went":0,"changed":1,"disputes":[{`+key+`,"move":"CHANGED","before":"DENIED","after":"DENIED",`+dispute("DENIED", 2, 1)+`}]}`, secret)
			delete(all, r) // for the others there is no such thing
			quietly(t, open)
			commit(t, g, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: hidden.ID, Reason: "made up"}}})
			disputesHeard(t, secret)
			commit(t, g, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: denies.ID, Reason: "made up"}}})
			disputesHeard(t, secret)
			disputesHeard(t, open)
			hears(commit(t, g, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: accuses.ID, Reason: "made up"}}}),
				`{"came":0,"went":1,"changed":0,"disputes":[{`+key+`,"move":"WENT","before":"ALLEGED","after":null,"dispute":null}]}`, open, secret)

			again := subscribed(t, api, graph.MarkingPublic, fmt.Sprintf(underTheTruce, fmt.Sprintf(", after: %d", begin.Revision)))
			for range 4 {
				at, got := disputesHeard(t, again)
				if want, known := all[at]; known && !sameJSON(t, got, want) {
					t.Errorf("of revision %d afterwards\n%s\nwant\n%s", at, got, want)
				}
			}
			quietly(t, again)
		})
	}
}

// TestDisputesOfNoAgreement: an agreement that is hidden is refused like one that never
// was.
func TestDisputesOfNoAgreement(t *testing.T) {
	g := loaded(t)
	hidden := &graph.Agreement{Meta: graph.Meta{ID: "agreement/00000000-0000-7000-8000-000000000001", Marking: graph.MarkingRestricted}, Kind: graph.AgreementCeasefire, Names: []graph.Name{{Text: "Made-up hidden truce", Lang: "en"}}}
	commit(t, g, creating(hidden))
	api := servingWith(t, g, gql.Options{})
	said := map[string]string{}
	for _, id := range []string{"agreement/00000000-0000-7000-8000-000000000001", "agreement/00000000-0000-7000-8000-000000000002", "actor/avaria"} {
		s, err := subscribing(t.Context(), api, fmt.Sprintf(`subscription { disputeChanged(agreement: %q) { came } }`, id))
		if err == nil {
			s.Close()
			t.Fatalf("%s is not refused", id)
		}
		if !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%s: %v", id, err)
		}
		said[id] = strings.ReplaceAll(gql.Present(t.Context(), err).Message, id, "ID")
	}
	if said["agreement/00000000-0000-7000-8000-000000000001"] != said["agreement/00000000-0000-7000-8000-000000000002"] || said["actor/avaria"] == said["agreement/00000000-0000-7000-8000-000000000002"] {
		t.Errorf("%v", said)
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	canonical := func(text string) string {
		var v any
		decode(t, []byte(text), &v)
		out, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	return canonical(a) == canonical(b)
}
