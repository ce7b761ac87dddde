package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// Who works on the codings of these tests.
func coding() graph.Principal {
	return graph.Principal{Name: "made-up coder", Role: graph.RoleCoder, Clearance: graph.MarkingProtected}
}

func reviewing() graph.Principal {
	return graph.Principal{Name: "made-up reviewer", Role: graph.RoleReviewer, Clearance: graph.MarkingProtected}
}

// notice is a document of which no text is held.
const notice graph.ID = "document/notice"

// codedBy is one coding of a passage of the notice.
func codedBy(name, coder, text string) *graph.Statement {
	start, end := 0, 20
	return &graph.Statement{
		Meta:     graph.Meta{ID: graph.ID("statement/" + name), Coding: &graph.Coding{Coder: coder, Scheme: "karvela"}},
		Speakers: []graph.Speaker{{Actor: graphtest.Monitor}}, Transmission: graph.TransmissionDirect,
		About: []graph.About{{Node: graphtest.Avaria, Role: graph.AboutAccused}}, Acts: []graph.SpeechAct{{Act: graph.ActAccuse}},
		Text: text, Lang: "en", Said: &graph.Date{EDTF: "2019-04-20"}, Evidence: []graph.Evidence{{Document: notice, Start: &start, End: &end, Part: graph.PartClause}},
	}
}

// both are the graphs that have to answer alike.
func both(t *testing.T, edit ...func(*ledger.Options)) map[string]graph.Graph {
	t.Helper()
	l := open(t, memkv.New(), edit...)
	graphs := map[string]graph.Graph{
		"ledger": l, "oracle": graphtest.NewNaive(func() time.Time { return time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) }),
	}
	for _, g := range graphs {
		if err := graphtest.LoadWorld(t.Context(), g); err != nil {
			t.Fatal(err)
		}
		commit(t, g, create(document("notice", "")))
	}
	t.Cleanup(func() { wantClean(t, l) })
	return graphs
}

// lastSeen is a statement at the head, as who decides about it has read it.
func lastSeen(t *testing.T, g graph.Graph, name string) graph.Seen {
	t.Helper()
	r := at(t, g)
	record, err := r.Record(t.Context(), graph.ID("statement/"+name))
	if err != nil {
		t.Fatal(err)
	}
	history, err := r.History(t.Context(), record.Shared().ID, graph.Page{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := record.(*graph.Statement)
	return graph.Seen{Statement: s, Revision: history.Items[0].Value.Commit.Revision}
}

// decide commits what a verb made.
func decide(t *testing.T, g graph.Graph, by graph.Principal) func(graph.Change, error) error {
	t.Helper()
	return func(c graph.Change, err error) error {
		if err == nil {
			_, err = g.Commit(t.Context(), by, c)
		}
		return err
	}
}

// Before somebody has adjudicated, the designated coding of a passage answers,
// afterwards the one that was decided on: in every list and number there is, and
// at every revision as it was then.
func TestOneCodingOfAPassageAnswers(t *testing.T) {
	for of, g := range both(t) {
		t.Run(of, func(t *testing.T) {
			ours := graph.StatementSet{Document: &graph.DocumentSet{AnyOf: []graph.ID{notice}}, By: one(graphtest.Monitor), Text: "mortar"}
			var score float64 // of the last that answers
			answers := func(want string, as ...graph.Revision) {
				t.Helper()
				head, err := g.Head(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if as == nil {
					as = []graph.Revision{head.Revision}
				}
				r := g.At(graph.View{Revision: as[0], Clearance: graph.MarkingPublic})
				for _, order := range graph.StatementOrders() {
					list, err := r.Statements(t.Context(), graph.StatementQuery{StatementSet: ours, Order: order}, graph.Page{First: 10})
					if err != nil {
						t.Fatal(err)
					}
					var names []string
					for _, item := range list.Items {
						names = append(names, item.Value.ID.Name())
						if order == graph.ByRelevance {
							score = item.Match.Score
						}
					}
					if got := strings.Join(names, " "); got != want {
						t.Errorf("%s at %d: %s, want %s", order, as[0], got, want)
					}
				}
				n := len(strings.Fields(want))
				c, err := r.CountStatements(t.Context(), graph.StatementQuery{StatementSet: ours})
				if err != nil || c.Statements != n || c.Utterances != n {
					t.Errorf("counted %+v, %v", c, err)
				}
				f, err := r.Facets(t.Context(), graph.StatementQuery{StatementSet: ours}, graph.FacetSpeaker, 5)
				if err != nil || len(f.Values) != 1 || f.Values[0].Count != n {
					t.Errorf("facets %+v, %v", f, err)
				}
			}
			mustHold := func(err error) graph.Revision {
				t.Helper()
				head, failed := g.Head(t.Context())
				if err := errors.Join(err, failed); err != nil {
					t.Fatal(err)
				}
				return head.Revision
			}
			first := codedBy("coded-first", "ada", "A mortar hit the school")
			again := codedBy("coded-again", "bo", "The school was hit by mortar")
			again.SupersededBy = first.ID // the first is designated
			_, err := g.Commit(t.Context(), coding(), create(first))
			mustHold(err)
			answers("coded-first")
			alone := score // by the statistics of the texts that answer
			_, err = g.Commit(t.Context(), coding(), create(again))
			designated := mustHold(err)
			if answers("coded-first"); score != alone {
				t.Errorf("a score of %v beside a coding that is superseded, %v without", score, alone)
			}

			adjudicated := codedBy("adjudicated", "cy", "Somebody hit the school by mortar")
			adjudicated.Status = graph.StatusDraft
			_, err = g.Commit(t.Context(), coding(), create(adjudicated))
			mustHold(err)
			answers("coded-first")
			mustHold(decide(t, g, reviewing())(graph.Publish(lastSeen(t, g, "adjudicated"))))
			mustHold(decide(t, g, reviewing())(graph.Adjudicate(lastSeen(t, g, "adjudicated"), lastSeen(t, g, "coded-first"), lastSeen(t, g, "coded-again"))))
			answers("adjudicated")
			answers("coded-first", designated)

			// What links to a statement counts where it is listed, and not where another
			// coding answers instead.
			links := codedBy("coded-link", "ada", "That is denied")
			links.Links = []graph.Link{{Kind: graph.LinkDenies, Statement: adjudicated.ID}}
			_, err = g.Commit(t.Context(), coding(), create(links))
			before := mustHold(err)
			mustHold(decide(t, g, reviewing())(graph.Adjudicate(lastSeen(t, g, "adjudicated"), lastSeen(t, g, "coded-link"))))
			head := mustHold(nil)
			for revision, want := range map[graph.Revision]int{before: 1, head: 0} {
				for what, set := range map[string]graph.StatementSet{
					"answered": {Answered: ptr(true), Text: "mortar"}, "linked": {Linked: &graph.LinkedSet{Kinds: []graph.LinkKind{graph.LinkDenies}}, Text: "mortar"},
					"linked by": {Linked: &graph.LinkedSet{By: one(graphtest.Monitor)}, Text: "mortar"},
				} {
					n, err := g.At(graph.View{Revision: revision, Clearance: graph.MarkingPublic}).Count(t.Context(), graph.StatementQuery{StatementSet: set})
					if err != nil || n != want {
						t.Errorf("%s at %d: %d, %v", what, revision, n, err)
					}
				}
			}

			// On request, those are listed for which it answers, and all of them.
			for want, superseded := range map[string][]bool{
				"coded-again coded-first": {true}, "adjudicated coded-again coded-first": {true, false}, "adjudicated": {false}, "": {},
			} {
				set := ours
				set.Superseded = superseded
				var names []string
				for _, id := range idsIn(t, at(t, g), set) {
					names = append(names, id.Name())
				}
				slices.Sort(names)
				if got := strings.Join(names, " "); got != want {
					t.Errorf("superseded %v: %s, want %s", superseded, got, want)
				}
			}

			// The first answers again when the decision is taken back.
			mustHold(decide(t, g, reviewing())(graph.Adjudicate(lastSeen(t, g, "coded-first"), lastSeen(t, g, "adjudicated"))))
			if answers("coded-first"); score != alone {
				t.Errorf("a score of %v beside codings that are superseded, %v without", score, alone)
			}
		})
	}
}

func idsIn(t *testing.T, r graph.Reader, set graph.StatementSet) (found []graph.ID) {
	t.Helper()
	found, err := ids(t.Context(), r, graph.StatementQuery{StatementSet: set}, 2)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// What is not listed is not walked through either.
func TestSupersededStatementsAreNotRead(t *testing.T) {
	l, _ := world(t)
	commit(t, l, create(document("notice", "")))
	answer := codedBy("answer", "ada", "words")
	commit(t, l, create(answer))
	set := graph.StatementQuery{StatementSet: graph.StatementSet{By: one(graphtest.Monitor)}}
	cost := func() int {
		_, took := traced(t.Context(), t, at(t, l), set, graph.Page{First: 20})
		return took.KeysRead + took.Records
	}
	before := cost()
	var others []graph.Record
	for i := range 500 {
		s := codedBy(fmt.Sprintf("other-%d", i), "bo", "words")
		s.SupersededBy = answer.ID
		others = append(others, s)
	}
	commit(t, l, create(others...))
	if after := cost(); after > before+10 {
		t.Errorf("%d keys and records with 500 superseded statements, %d without", after, before)
	}
}

// Decisions about drafts and codings that are refused, and why.
func TestWhoDecides(t *testing.T) {
	draft := func(name string) *graph.Statement {
		s := codedBy(name, "ada", "words")
		s.Status = graph.StatusDraft
		return s
	}
	published := func(t *testing.T, g graph.Graph, name string) graph.Change {
		t.Helper()
		c, err := graph.Publish(lastSeen(t, g, name))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	superseded := func(t *testing.T, g graph.Graph, name, by string) graph.Change {
		t.Helper()
		s := *lastSeen(t, g, name).Statement
		if s.SupersededBy = ""; by != "" {
			s.SupersededBy = graph.ID("statement/" + by)
		}
		return graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &s}}}
	}
	as := func(name string, role graph.Role) graph.Principal {
		return graph.Principal{Name: name, Role: role, Clearance: graph.MarkingProtected}
	}
	for of, g := range both(t) {
		hidden := codedBy("hidden", "bo", "words")
		hidden.Marking, hidden.ID = graph.MarkingRestricted, hiddenID(graph.KindStatement, 7)
		if _, err := g.Commit(t.Context(), coding(), create(draft("draft"), draft("another"), codedBy("one", "ada", "words"), codedBy("two", "bo", "words"), hidden)); err != nil {
			t.Fatal(err)
		}
		changed := *lastSeen(t, g, "another").Statement
		changed.Condition = "made up"
		if _, err := g.Commit(t.Context(), as("made-up second", graph.RoleCoder), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: &changed}}}); err != nil {
			t.Fatal(err)
		}
		if err := decide(t, g, as("made-up third", graph.RoleCoder))(graph.Assign("made-up reviewer", lastSeen(t, g, "another"))); err != nil {
			t.Fatal(err) // who assigns a draft is no author
		}
		if _, err := g.Commit(t.Context(), reviewing(), superseded(t, g, "one", "two")); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			by     graph.Principal
			change graph.Change
			is     error
			says   string // by the ledger
		}{
			"a coder publishes": {
				as("made-up third", graph.RoleCoder), published(t, g, "draft"), graph.ErrForbidden,
				"forbidden: to publish a draft takes a REVIEWER, and made-up third is a CODER",
			},
			"who created it publishes": {
				as("made-up coder", graph.RoleReviewer), published(t, g, "draft"), graph.ErrForbidden,
				"forbidden: made-up coder has written the draft; somebody else has to publish it",
			},
			"who created it publishes, as an administrator": {
				as("made-up coder", graph.RoleAdmin), published(t, g, "another"), graph.ErrForbidden, "made-up coder has written the draft",
			},
			"who changed it publishes": {
				as("made-up second", graph.RoleReviewer), published(t, g, "another"), graph.ErrForbidden, "made-up second has written the draft",
			},
			"a coder decides which one answers": {
				coding(), superseded(t, g, "two", "one"), graph.ErrForbidden, "to say which coding of a passage answers takes a REVIEWER",
			},
			"a coder takes it back": {coding(), superseded(t, g, "one", ""), graph.ErrForbidden, "to say which coding"},
			"a draft answers":       {reviewing(), superseded(t, g, "two", "draft"), graph.ErrInvalid, "supersededBy: is a draft: what answers instead has to be published"},
			"one that some may not see answers": {
				reviewing(), superseded(t, g, "two", hidden.ID.Name()), graph.ErrInvalid, "supersededBy: is hidden from some who may read this statement",
			},
			"each answers instead of the other": {reviewing(), superseded(t, g, "two", "one"), graph.ErrInvalid, "supersededBy: leads back to statement/two itself"},
			"it answers instead of itself":      {reviewing(), superseded(t, g, "two", "two"), graph.ErrInvalid, "supersededBy: is the record itself"},
			"what answers is retracted":         {reviewing(), retract("statement/two"), graph.ErrConflict, "statement/one"},
		} {
			t.Run(of+"/"+name, func(t *testing.T) {
				_, err := g.Commit(t.Context(), c.by, c.change)
				if !errors.Is(err, c.is) {
					t.Fatalf("%v, want %v", err, c.is)
				}
				if of == "ledger" && !strings.Contains(err.Error(), c.says) {
					t.Errorf("%v\nwant: %s", err, c.says)
				}
			})
		}
	}
}

// The operator may let reviewers publish what they have written; and a change
// that carries its own time says what was decided elsewhere.
func TestOwnReview(t *testing.T) {
	allow := func(o *ledger.Options) { o.OwnReview = true }
	for name, c := range map[string]struct {
		edit func(*ledger.Options)
		role graph.Role
		at   time.Time
		is   error
	}{
		"not allowed":            {func(*ledger.Options) {}, graph.RoleReviewer, time.Time{}, graph.ErrForbidden},
		"allowed":                {allow, graph.RoleReviewer, time.Time{}, nil},
		"allowed, to a coder":    {allow, graph.RoleCoder, time.Time{}, graph.ErrForbidden},
		"with a time of its own": {func(*ledger.Options) {}, graph.RoleAdmin, graphtest.WorldTime(20), nil},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, memkv.New(), c.edit)
			if err := graphtest.LoadWorld(t.Context(), l); err != nil {
				t.Fatal(err)
			}
			s := codedBy("draft", "ada", "words")
			s.Status, s.AssignedTo = graph.StatusDraft, "made-up reviewer"
			by := graph.Principal{Name: "made-up coder", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
			first := create(document("notice", ""), s)
			first.Time = graphtest.WorldTime(19)
			if _, err := l.Commit(t.Context(), by, first); err != nil {
				t.Fatal(err)
			}
			change, err := graph.Publish(lastSeen(t, l, "draft"))
			if err != nil {
				t.Fatal(err)
			}
			by.Role, change.Time = c.role, c.at
			if _, err = l.Commit(t.Context(), by, change); !errors.Is(err, c.is) {
				t.Fatalf("%v, want %v", err, c.is)
			}
			now := lastSeen(t, l, "draft").Statement
			if published := now.Status == graph.StatusPublished && now.AssignedTo == ""; published != (c.is == nil) {
				t.Errorf("%s, assigned to %q", now.Status, now.AssignedTo)
			}
		})
	}
}

// A draft that was rejected is withdrawn with the reason, and is a draft again
// once it is restored.
func TestReject(t *testing.T) {
	for of, g := range both(t) {
		t.Run(of, func(t *testing.T) {
			s := codedBy("draft", "ada", "words")
			s.Status = graph.StatusDraft
			commit(t, g, create(s))
			if err := decide(t, g, reviewing())(graph.Reject(lastSeen(t, g, "draft"), "")); !errors.Is(err, graph.ErrInvalid) {
				t.Errorf("without a reason: %v", err)
			}
			before := lastSeen(t, g, "draft")
			if err := decide(t, g, reviewing())(graph.Reject(before, "it says more than the passage")); err != nil {
				t.Fatal(err)
			}
			if r := lastSeen(t, g, "draft").Statement; r.Status != graph.StatusRetracted || r.StatusReason != "it says more than the passage" {
				t.Errorf("%s, %q", r.Status, r.StatusReason)
			}
			if err := decide(t, g, reviewing())(graph.Publish(before)); !errors.Is(err, graph.ErrConflict) {
				t.Errorf("published as it was seen before: %v", err)
			}
			commit(t, g, graph.Change{Ops: []graph.Op{{Verb: graph.VerbRestore, ID: s.ID}}})
			if r := lastSeen(t, g, "draft").Statement; r.Status != graph.StatusDraft || r.StatusReason != "" {
				t.Errorf("%s, %q", r.Status, r.StatusReason)
			}
			authors, err := at(t, g).Authors(t.Context(), []graph.ID{s.ID, "statement/nobody"})
			if err != nil || authors[1] != nil || !authors[0].By(coder().Name) || authors[0].By(reviewing().Name) {
				t.Errorf("%+v, %v", authors, err)
			}
		})
	}
}
