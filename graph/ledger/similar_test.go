package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/storage/memkv"
)

// town is a place with names.
func town(name string, names ...string) *graph.Location {
	l := &graph.Location{Kind: graph.LocationSettlement}
	l.ID = graph.ID("location/" + name)
	for _, n := range names {
		l.Names = append(l.Names, graph.Name{Text: n})
	}
	return l
}

// person is somebody with names.
func person(name string, names ...string) *graph.Actor {
	a := &graph.Actor{Kind: graph.ActorPerson}
	a.ID = graph.ID("actor/" + name)
	for _, n := range names {
		a.Names = append(a.Names, graph.Name{Text: n})
	}
	return a
}

// similar tells the candidates of a record at the head, in short.
func similar(tb testing.TB, g graph.Graph, id graph.ID, first int, edit ...func(*graph.View)) string {
	tb.Helper()
	head, err := g.Head(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	v := graph.View{Revision: head.Revision, Clearance: graph.MarkingProtected}
	for _, e := range edit {
		e(&v)
	}
	found, err := g.At(v).Similar(tb.Context(), id, first)
	if err != nil {
		tb.Fatal(err)
	}
	var told []string
	for _, c := range found.Found {
		line := fmt.Sprintf("%s %.2f", c.Record.Shared().ID.Name(), c.Score)
		for _, e := range c.Evidence {
			switch e.Kind {
			case graph.LikeName:
				line += fmt.Sprintf(" %s~%s", e.Own.Text, e.Other.Text)
			case graph.LikeCode:
				line += " " + e.Code.System + ":" + e.Code.Code
			case graph.LikePost:
				line += " " + string(e.Post)
			}
		}
		if c.Unsure {
			line += " unsure"
		}
		told = append(told, line)
	}
	if found.More {
		told = append(told, "and more")
	}
	if found.Frequent != nil {
		told = append(told, "frequent: "+strings.Join(found.Frequent, ", "))
	}
	return strings.Join(told, "; ")
}

func TestPlacesOfOneNameAreCandidatesInEveryScript(t *testing.T) {
	l := open(t, memkv.New())
	commit(t, l, create(
		town("homs", "Homs"), town("homs-ar", "حمص"), town("homs-ru", "Хомс"), town("hama", "Hama", "حماة", "Хама"),
		town("aleppo", "Aleppo", "حلب"), town("aleppo-ru", "Алеппо"), town("halab", "Ḥalab"),
		town("zor", "Deir ez-Zor"), town("zor-ar", "دير الزور"), town("zor-ru", "Дейр-эз-Зор"), town("province", "Deir ez-Zor Governorate"),
	))
	for id, want := range map[graph.ID]string{
		"location/homs":    "homs-ar 1.00 Homs~حمص; homs-ru 1.00 Homs~Хомс",
		"location/homs-ru": "homs 1.00 Хомс~Homs; homs-ar 1.00 Хомс~حمص",
		"location/hama":    "",
		"location/aleppo":  "aleppo-ru 1.00 Aleppo~Алеппо; halab 1.00 حلب~Ḥalab",
		"location/zor-ar":  "zor 1.00 دير الزور~Deir ez-Zor; zor-ru 1.00 دير الزور~Дейр-эз-Зор",
	} {
		if got := similar(t, l, id, 10); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	if got := similar(t, l, "location/homs", 1); got != "homs-ar 1.00 Homs~حمص; and more" {
		t.Error(got)
	}
	wantClean(t, l)
}

func TestCandidatesAreRankedByWhatTheyShare(t *testing.T) {
	for name, g := range both(t) {
		post := func(name graph.ID, from, to graph.EDTF) graph.Affiliation {
			f := graph.Affiliation{Post: name, Kind: graph.AffiliationHoldsPost}
			if from != "" {
				f.From = &graph.Date{EDTF: from}
			}
			if to != "" {
				f.To = &graph.Date{EDTF: to}
			}
			return f
		}
		desk := &graph.Actor{Kind: graph.ActorPost, Meta: graph.Meta{ID: "actor/desk"}}
		a := person("a", "Tavorik Melitan", "تافوريك")
		a.Codes = []graph.Code{{System: "made-up", Code: "1"}, {System: "made-up", Code: "2"}}
		a.Affiliations = []graph.Affiliation{post("actor/desk", "2001", "2003")}
		twin := person("twin", "Таворик")
		twin.Codes, twin.Affiliations = []graph.Code{{System: "made-up", Code: "1", Version: "7"}}, []graph.Affiliation{post("actor/desk", "2002", "")}
		successor := person("successor", "Sorvena")
		successor.Affiliations = []graph.Affiliation{post("actor/desk", "2004", "")}
		colleague := person("colleague", "Sorvena")
		colleague.Affiliations = []graph.Affiliation{post("actor/desk", "", "2001-05")}
		called := person("called", "Melitan")
		called.Names[0].Kind = graph.NameGeneric
		council := person("council", "Tavorik")
		council.Kind = graph.ActorOrganisation
		for _, change := range []graph.Change{
			create(desk), create(a, twin, successor, colleague, called, council, person("half", "Tavorik"), person("two", "Melitan Tavorik")),
		} {
			if _, err := g.Commit(t.Context(), coder(), change); err != nil {
				t.Fatal(err)
			}
		}
		want := "twin 2.50 made-up:1 تافوريك~Таворик actor/desk; council 1.00 تافوريك~Tavorik; half 1.00 تافوريك~Tavorik; " +
			"two 1.00 Tavorik Melitan~Melitan Tavorik; colleague 0.50 actor/desk"
		if got := similar(t, g, "actor/a", 10); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if got := similar(t, g, "actor/council", 10); got != "a 1.00 Tavorik~تافوريك; twin 1.00 Tavorik~Таворик; half 1.00 Tavorik~Tavorik" {
			t.Errorf("%s: of an organisation: %s", name, got)
		}
	}
}

func TestWhatIsJudgedIsNoCandidate(t *testing.T) {
	for name, g := range both(t) {
		verdict := func(a, b string, says graph.Verdict) *graph.Judgement {
			return &graph.Judgement{
				Meta: graph.Meta{ID: graph.ID("judgement/" + a + b)}, A: graph.ID("location/" + a), B: graph.ID("location/" + b), Verdict: says,
			}
		}
		hidden := town("10000000-0000-7000-8000-000000000000", "Doverna")
		hidden.Marking = graph.MarkingRestricted
		for _, change := range []graph.Change{
			create(town("ka", "Doverna"), town("kb", "دوفيرنا"), town("kc", "DOVERNA"), town("kd", "Doverna"), town("ke", "Doverna"), hidden),
			create(verdict("ka", "kb", graph.VerdictSame), verdict("kc", "kd", graph.VerdictSame)),
			create(verdict("kb", "kd", graph.VerdictDifferent), verdict("ka", "ke", graph.VerdictUnsure)),
			{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: "judgement/kbkd", Reason: "made up"}}},
		} {
			if _, err := g.Commit(t.Context(), coder(), change); err != nil {
				t.Fatal(err)
			}
		}
		head, err := g.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		at := func(back graph.Revision, clearance graph.Marking) func(*graph.View) {
			return func(v *graph.View) { v.Revision, v.Clearance = head.Revision-back, clearance }
		}
		for _, test := range []struct {
			edit func(*graph.View)
			want string
		}{
			{at(3, graph.MarkingPublic), "kb 1.00; kc 1.00; kd 1.00; ke 1.00"},
			{at(2, graph.MarkingPublic), "kc 1.00; kd 1.00; ke 1.00"},
			{at(1, graph.MarkingPublic), "ke 1.00 unsure"},
			{at(0, graph.MarkingPublic), "kc 1.00; kd 1.00; ke 1.00 unsure"},
			{at(0, graph.MarkingRestricted), "kc 1.00; kd 1.00; ke 1.00 unsure; 10000000-0000-7000-8000-000000000000 1.00"},
		} {
			got := similar(t, g, "location/ka", 10, test.edit)
			for _, names := range []string{" Doverna~دوفيرنا", " Doverna~DOVERNA", " Doverna~Doverna"} {
				got = strings.ReplaceAll(got, names, "")
			}
			if got != test.want {
				t.Errorf("%s: %s, want %s", name, got, test.want)
			}
		}
		r := g.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic})
		for id, want := range map[graph.ID]error{
			hidden.ID: graph.ErrNotFound, "location/never-was": graph.ErrNotFound, "statement/never-was": graph.ErrInvalid, "": graph.ErrNotFound,
		} {
			if _, err := r.Similar(t.Context(), id, 1); !errors.Is(err, want) {
				t.Errorf("%s, %s: %v, want %v", name, id, err, want)
			}
		}
		for _, first := range []int{0, -1, graph.MaxPage + 1} {
			if _, err := r.Similar(t.Context(), "location/ka", first); !errors.Is(err, graph.ErrInvalid) {
				t.Errorf("%s, the first %d: %v", name, first, err)
			}
		}
	}
}

// A word that so many have tells nothing, and costs no more; what only few have
// costs what these cost.
func TestCandidatesCostWhatTheyAre(t *testing.T) {
	l := open(t, memkv.New())
	reads := func(id graph.ID) int {
		trace := &graph.Trace{}
		head, err := l.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}).Similar(graph.WithTrace(t.Context(), trace), id, 10); err != nil {
			t.Fatal(err)
		}
		n := 0
		questions, _ := trace.Questions()
		for _, asked := range questions {
			n += asked.KeysRead
		}
		return n
	}
	many := func(from, to int, hidden bool) (records []graph.Record) {
		for i := from; i < to; i++ {
			r := town(fmt.Sprintf("%08x-0000-7000-8000-000000000000", i), "Karvela "+strings.Repeat("x", 1+i%50)+fmt.Sprint(i))
			if hidden {
				r.Marking = graph.MarkingRestricted
			}
			records = append(records, r)
		}
		return records
	}
	commit(t, l, create(town("a", "Karvela", "Dolanda"), town("b", "دولاندا")))
	const alone = "b 1.00 Dolanda~دولاندا"
	if got := similar(t, l, "location/a", 10); got != alone {
		t.Fatal(got)
	}
	commit(t, l, create(many(0, 1000, false)...))
	if got := similar(t, l, "location/a", 10); got != alone {
		t.Error(got)
	}
	commit(t, l, create(many(1000, 1500, true)...))
	public := func(v *graph.View) { v.Clearance = graph.MarkingPublic }
	if got := similar(t, l, "location/a", 10, public); got != alone {
		t.Errorf("with hidden ones: %s", got)
	}
	few := reads("location/b")
	commit(t, l, create(many(1500, 1501, false)...))
	if got, want := similar(t, l, "location/a", 10, public), alone+"; frequent: karvela"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	commit(t, l, create(many(2000, 3000, false)...))
	if got := reads("location/b"); got > few {
		t.Errorf("%d keys were read, and %d when there were fewer others", got, few)
	}
	if got := reads("location/a"); got > 3000 {
		t.Errorf("%d keys were read for a word that is frequent", got)
	}
}
