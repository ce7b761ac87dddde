package analysis_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

// Where and when events happened, when was alleged what is in dispute, and which
// reports and documents are alike and how, are what the oracle counts one by one, at
// random revisions of random histories.
func TestEventsAreTheOracles(t *testing.T) { happenedIn(t, 93_000, 4) }

func TestSoakEventsAreTheOracles(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes half an hour: make soak")
	}
	happenedIn(t, 94_000, 1_000)
}

func happenedIn(t *testing.T, seed uint64, histories int) {
	t.Helper()
	h := happened{took: map[string]int{}}
	for i := range histories {
		h.seed = seed + uint64(i) //nolint:gosec // it counts histories
		h.dice = graphtest.NewDice(h.seed)
		t.Run(fmt.Sprintf("seed=%d", h.seed), h.history)
		if t.Failed() {
			return
		}
		if (i+1)%50 == 0 {
			t.Logf("%d histories are equal", i+1)
		}
	}
	t.Log(h.took)
	for _, what := range []string{
		"places", "series", "series that are spread", "series of allegations", "pairs of reports", "pairs that were refused", "copies", "copies that were refused",
		"clauses of several sides", "relabels", "losses: RELAY", "losses: HEDGE", "losses: QUOTATION_MARKS", "losses: LABEL",
	} {
		if h.took[what] == 0 {
			t.Errorf("never took part: %s", what)
		}
	}
}

// A happened is what is compared.
type happened struct {
	seed   uint64
	dice   *graphtest.Dice
	ledger *ledger.Ledger
	naive  *graphtest.Naive
	took   map[string]int
	// toldSince is when all of the tale is there.
	toldSince graph.Revision
}

func (h *happened) history(t *testing.T) {
	disk := memkv.New()
	var err error
	if h.ledger, err = ledger.Open(context.WithoutCancel(t.Context()), ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.ledger.Close(); err != nil {
			t.Error(err)
		}
	}()
	var now time.Time
	h.naive = graphtest.NewNaive(func() time.Time { return now })
	commit := func(by graph.Principal, change graph.Change) {
		t.Helper()
		_, err := h.ledger.Commit(t.Context(), by, change)
		head, headErr := h.ledger.Head(t.Context())
		if headErr != nil {
			t.Fatal(headErr)
		}
		if now = head.Time; !change.Time.IsZero() {
			now = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		if _, naiveErr := h.naive.Commit(t.Context(), by, change); (err == nil) != (naiveErr == nil) {
			t.Fatalf("%v, the oracle %v", err, naiveErr)
		}
	}
	for history := graphtest.NewHistory(h.seed, graphtest.HistoryOptions{Commits: 30}); ; {
		step, ok := history.Next()
		if !ok {
			break
		}
		if step.Want == nil {
			commit(step.By, step.Change)
		}
	}
	curator := graphtest.Curator()
	curator.Role, curator.Clearance = graph.RoleAdmin, graph.MarkingProtected
	commit(curator, graphtest.DebateBase())
	commit(curator, h.scene())
	for i := range 6 {
		commit(curator, h.happens(i))
	}
	for _, c := range h.tale() {
		commit(curator, c)
	}
	told, err := h.ledger.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.toldSince = told.Revision - 3 // before anything was judged
	commit(curator, graph.Change{Ops: []graph.Op{
		{Verb: graph.VerbRetract, ID: "statement/tale-04", Reason: "made up"}, {Verb: graph.VerbRetract, ID: "judgement/tale-apart", Reason: "made up"},
	}, Message: "some of it is taken back"})
	commit(curator, graph.Change{Ops: []graph.Op{
		{Verb: graph.VerbMark, ID: "location/scene-town", Marking: graph.MarkingProtected},
		{Verb: graph.VerbMark, ID: "event/scene-0-1", Marking: graph.MarkingProtected},
		{Verb: graph.VerbMark, ID: "document/tale-2", Marking: graph.MarkingProtected},
		{Verb: graph.VerbMark, ID: "actor/debater-1", Marking: graph.MarkingRestricted},
	}, Message: "a town is hidden"})
	head, err := h.ledger.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 12 {
		back := drawnOf(h.dice, 8, int(head.Revision))                                                                                          //nolint:gosec // there are some forty
		v := graph.View{Revision: head.Revision - graph.Revision(h.dice.N(back)), Clearance: graph.Markings()[h.dice.N(len(graph.Markings()))]} //nolint:gosec // there are some thirty
		h.places(t, v)
		h.series(t, v)
		h.alleged(t, v)
		h.told(t, v)
	}
}

// scene makes places within each other, and a truce. All of it is made up.
func (h *happened) scene() (c graph.Change) {
	place := func(id graph.ID, kind graph.LocationKind, within graph.ID) {
		c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: &graph.Location{
			Meta: graph.Meta{ID: id}, Kind: kind, Names: []graph.Name{{Text: "A made-up place", Lang: "en"}}, Within: within,
		}})
	}
	place("location/scene", graph.LocationCountry, "")
	place("location/scene-province", graph.LocationGovernorate, "location/scene")
	place("location/scene-town", graph.LocationSettlement, "location/scene-province")
	place("location/scene-village", graph.LocationSettlement, "location/scene-province")
	c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: &graph.Agreement{
		Meta: graph.Meta{ID: "agreement/scene-truce"}, Names: []graph.Name{{Text: "A made-up truce", Lang: "en"}},
		Parties: []graph.Party{{Actor: "actor/debater-0", Role: graph.PartySignatory}, {Actor: "actor/debater-1", Role: graph.PartySignatory}},
	}})
	c.Message = "a scene that is made up"
	return c
}

// happens makes events on the scene, and statements that allege something of them.
func (h *happened) happens(nth int) (c graph.Change) {
	d := h.dice
	when := func() *graph.Date {
		if d.Chance(10) {
			return nil
		}
		date := &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("2016-0%d-%02d", 3+d.N(2), 1+d.N(28)))}
		switch d.N(6) {
		case 0:
			date.EDTF = drawnOf(d, graph.EDTF("2016-03"), "2016-03-30/2016-04-02", "2016-04/..", "2016")
		case 1:
			date.EDTF += graph.EDTF(fmt.Sprintf("T%02d:30:00", 4+d.N(18)))
			date.Zone = drawnOf(d, "", "Asia/Damascus")
		}
		return date
	}
	who := func() graph.ID { return graph.ID(fmt.Sprintf("actor/debater-%d", d.N(4))) }
	for i := range 3 + d.N(4) {
		e := &graph.Event{
			Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("event/scene-%d-%d", nth, i))}, When: when(), Under: drawnOf(d, "", graph.ID("agreement/scene-truce")),
			Kind: drawnOf(d, graph.EventShelling, graph.EventBattle, graph.EventSiege), Basis: drawnOf(d, graph.EventReported, graph.EventMachineCoded),
		}
		for _, at := range []graph.ID{"location/scene", "location/scene-province", "location/scene-town", "location/scene-village"} {
			if d.Chance(35) {
				e.Places = append(e.Places, graph.EventPlace{Location: at, Precision: drawnOf(d, "", graph.PlaceExact, graph.PlaceNear, graph.PlaceWithin)})
			}
		}
		if d.Chance(60) {
			e.Participants = []graph.Participant{{Actor: who(), Role: graph.ParticipantSideA}}
		}
		s := &graph.Statement{
			Meta:     graph.Meta{ID: graph.ID(fmt.Sprintf("statement/scene-%d-%d", nth, i)), Coding: &graph.Coding{Coder: "made-up coder", Scheme: "scene", Version: "1"}},
			Speakers: []graph.Speaker{{Actor: who()}}, Said: when(), Acts: []graph.SpeechAct{{Act: graph.ActAccuse, Force: graph.ForceStated}},
			Text: "Made-up words.", Lang: "en", Evidence: []graph.Evidence{{Document: "document/debate-1"}},
			About: []graph.About{{Node: who(), Role: graph.AboutAccused}, {Node: e.ID, Role: graph.AboutSubject}, {Node: "agreement/scene-truce", Role: graph.AboutBreached}},
		}
		if d.Chance(50) {
			s.Utterance = graph.ID(fmt.Sprintf("utterance/scene-%d", d.N(4)))
		}
		if i > 0 && d.Chance(40) {
			s.Links = []graph.Link{{Kind: drawnOf(d, graph.LinkDenies, graph.LinkConfirms, graph.LinkWithdraws), Statement: graph.ID(fmt.Sprintf("statement/scene-%d-%d", nth, i-1))}}
		}
		c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: e}, graph.Op{Verb: graph.VerbCreate, Record: s})
	}
	c.Message = "what happens is made up"
	return c
}

func (h *happened) set() (s graph.EventSet) {
	if h.dice.Chance(25) {
		s.Bases = drawnOf(h.dice, []graph.EventBasis{graph.EventReported, graph.EventAlleged}, []graph.EventBasis{graph.EventObserved})
	}
	if h.dice.Chance(60) {
		s.When = &graph.DateRange{From: "2016-03", To: "2016-05"}
	}
	return s
}

func (h *happened) level() graph.LocationKind {
	return drawnOf(h.dice, "", "", graph.LocationCountry, graph.LocationGovernorate, graph.LocationSettlement)
}

func (h *happened) places(t *testing.T, v graph.View) {
	t.Helper()
	q := analysis.PlaceQuestion{EventSet: h.set(), Level: h.level(), First: graph.MaxPage}
	got, err := analysis.PlacesOf(t.Context(), h.ledger.At(v), q)
	want, nowhere, outside, wantErr := h.naive.HappenedAt(t.Context(), v, q.EventSet, q.Level)
	asking := fmt.Sprintf("%+v of %+v", v, q)
	if err != nil || wantErr != nil {
		t.Fatalf("%s: %v, the oracle %v", asking, err, wantErr)
	}
	if got.Nowhere != nowhere || got.Outside != outside || got.Distinct != len(want) || len(got.Places) != len(want) {
		t.Fatalf("%s: %+v, want %d nowhere, %d outside and %v", asking, got, nowhere, outside, want)
	}
	if !slices.IsSortedFunc(got.Places, func(a, b analysis.EventPlace) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.Location, b.Location))
	}) {
		t.Fatalf("%s: %+v are out of order", asking, got.Places)
	}
	for _, p := range got.Places {
		is := graphtest.HappenedAt{Events: p.Events, Exact: p.Exact, Precisions: map[graph.PlacePrecision]int{}, Bases: map[graph.EventBasis]int{}}
		for _, c := range p.Precisions {
			is.Precisions[c.Precision] = c.Events
		}
		for _, c := range p.Bases {
			is.Bases[c.Basis] = c.Events
		}
		if !reflect.DeepEqual(is, want[p.Location]) {
			t.Fatalf("%s: at %s %+v, want %+v", asking, p.Location, is, want[p.Location])
		}
		h.took["places"]++
	}
}

// cut draws how time is cut.
func (h *happened) cut() analysis.SeriesQuestion {
	return analysis.SeriesQuestion{
		Period: drawnOf(h.dice, graph.Periods()...), Zone: drawnOf(h.dice, "", "", "Asia/Damascus", "America/New_York"),
		Inexact: drawnOf(h.dice, "", graph.InexactAside, graph.InexactSpread), Periods: drawnOf(h.dice, 20, 200),
	}
}

func (h *happened) series(t *testing.T, v graph.View) {
	t.Helper()
	q := analysis.EventSeriesQuestion{EventSet: h.set(), SeriesQuestion: h.cut(), By: drawnOf(h.dice, append(analysis.EventFacets(), "")...), First: drawnOf(h.dice, 3, 100)}
	if q.By == analysis.EventsByPlace {
		q.Level = h.level()
	}
	got, err := analysis.EventSeriesOf(t.Context(), h.ledger.At(v), q)
	want, wantErr := h.naive.Happened(t.Context(), v, graphtest.HappenedQuery{
		EventSet: q.EventSet, By: string(q.By), Level: q.Level, Period: q.Period, Zone: q.Zone, Spread: q.Inexact == graph.InexactSpread, First: q.First, Periods: q.Periods,
	})
	h.equal(t, fmt.Sprintf("%+v of %+v", v, q), "series", got, want, err, wantErr)
}

func (h *happened) alleged(t *testing.T, v graph.View) {
	t.Helper()
	r := h.ledger.At(v)
	agreements, err := r.Agreements(t.Context(), graph.AgreementSet{}, graph.Page{First: graph.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range agreements.Items[max(0, len(agreements.Items)-3):] {
		d, err := analysis.DisputesOf(t.Context(), r, analysis.DisputeQuestion{Agreement: a.Value.ID})
		if err != nil {
			t.Fatal(err)
		}
		states := map[graph.ID]map[string]bool{}
		statements := map[graph.ID]*graph.Statement{}
		for _, one := range d.Disputes {
			for _, x := range one.Allegations {
				if statements[x.Statement.ID] = x.Statement; states[x.Statement.ID] == nil {
					states[x.Statement.ID] = map[string]bool{}
				}
				if !x.Withdrawn {
					states[x.Statement.ID][string(x.State)] = true
				}
			}
		}
		var claims []graphtest.Claimed
		for id, s := range statements {
			claims = append(claims, graphtest.Claimed{Statement: s, States: slices.Collect(maps.Keys(states[id]))})
		}
		q := h.cut()
		got, err := d.Series(q)
		want, wantErr := h.naive.Claimed(t.Context(), v, claims, q.Period, q.Zone, q.Inexact == graph.InexactSpread, q.Periods)
		slices.SortFunc(want.Groups, func(a, b graph.SeriesGroup) int {
			return slices.Index(analysis.DisputeStates(), analysis.DisputeState(a.Value)) - slices.Index(analysis.DisputeStates(), analysis.DisputeState(b.Value))
		})
		h.equal(t, fmt.Sprintf("%+v of what is alleged under %s, %+v", v, a.Value.ID, q), "series of allegations", got, want, err, wantErr)
	}
}

func (h *happened) equal(t *testing.T, asking, what string, got, want graph.Series, err, wantErr error) {
	t.Helper()
	if err != nil || wantErr != nil {
		if !errors.Is(err, graph.ErrTooComplex) || !errors.Is(wantErr, graph.ErrTooComplex) {
			t.Fatalf("%s: %v, the oracle %v", asking, err, wantErr)
		}
		return
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\n%+v, want\n%+v", asking, got, want)
	}
	if len(want.Groups) > 0 {
		h.took[what]++
	}
	if want.Spread > 0 {
		h.took["series that are spread"]++
	}
}
