package resolve_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/formats"
	"hudna/graph/ingest/mapped"
	"hudna/graph/ingest/resolve"
	"hudna/graph/ingest/source"
)

// gazetteer is made up: what is in the graph before a file comes.
func gazetteer(tb testing.TB, more ...graph.Record) graph.Graph {
	tb.Helper()
	g := graphtest.NewNaive(time.Now)
	records := append([]graph.Record{
		actor("actor/avaria", graph.ActorState, "Avaria", "METONYM Karvela", "GENERIC the Government"),
		actor("actor/saman", graph.ActorPerson, "Tariq Saman", "Saman"),
		actor("actor/league", graph.ActorOrganisation, "The Hill League", "ACRONYM HL"),
		actor("actor/ministry", graph.ActorOrganisation, "Foreign Ministry of Avaria", "GENERIC وزارة الخارجية"),
		actor("actor/twin-1", graph.ActorOrganisation, "Army of the River"),
		actor("actor/twin-2", graph.ActorOrganisation, "Army of the River"),
		&graph.Actor{
			Meta: graph.Meta{ID: "actor/front"}, Kind: graph.ActorOrganisation,
			Names: []graph.Name{{Text: "Eastern Front", Lang: "en", To: &graph.Date{EDTF: "2015-12-31"}}},
		},
		place("location/avaria", graph.LocationCountry, "Avaria", ""),
		place("location/karvela-province", graph.LocationGovernorate, "Karvela", "location/avaria"),
		place("location/karvela", graph.LocationSettlement, "Karvela", "location/karvela-province"),
	}, more...)
	commit(tb, g, records...)
	return g
}

func commit(tb testing.TB, g graph.Graph, records ...graph.Record) {
	tb.Helper()
	change := graph.Change{}
	for _, r := range records {
		change.Ops = append(change.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
	}
	if _, err := g.Commit(tb.Context(), graphtest.Curator(), change); err != nil {
		tb.Fatal(err)
	}
}

// actor has names of a kind where one stands before them in capitals.
func actor(id graph.ID, kind graph.ActorKind, names ...string) *graph.Actor {
	a := &graph.Actor{Meta: graph.Meta{ID: id}, Kind: kind}
	for _, name := range names {
		n := graph.Name{Text: name}
		if before, rest, ok := strings.Cut(name, " "); ok && graph.NameKind(before).Valid() {
			n = graph.Name{Text: rest, Kind: graph.NameKind(before)}
		}
		a.Names = append(a.Names, n)
	}
	return a
}

func place(id graph.ID, kind graph.LocationKind, name string, within graph.ID) *graph.Location {
	return &graph.Location{Meta: graph.Meta{ID: id}, Kind: kind, Names: []graph.Name{{Text: name}}, Within: within}
}

func head(tb testing.TB, g graph.Graph) graph.Reader {
	tb.Helper()
	at, err := g.Head(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return g.At(graph.View{Revision: at.Revision, Clearance: graph.MarkingPublic})
}

// judged says what is judged of a record: "SAME actor/x 1.00".
func judged(tb testing.TB, g graph.Graph, meant graph.Record, when *graph.Date) string {
	tb.Helper()
	all, err := resolve.Names{}.Judge(tb.Context(), head(tb, g), meant, when)
	if err != nil {
		tb.Fatal(err)
	}
	var said []string
	for _, j := range all {
		said = append(said, fmt.Sprintf("%s %s %s", j.Verdict, j.B, j.Variables[0].Value))
	}
	slices.Sort(said)
	return strings.Join(said, ", ")
}

func TestWhatANameProves(t *testing.T) {
	g := gazetteer(t)
	for what, c := range map[string]struct {
		meant graph.Record
		when  string
		want  string
	}{
		"the same letters":                     {meant: actor("actor/new", "", "Avaria"), want: "SAME actor/avaria 1.00"},
		"another spelling":                     {meant: actor("actor/new", "", "hill league"), want: "SAME actor/league 0.95"},
		"a metonym":                            {meant: actor("actor/new", "", "Karvela"), want: "UNSURE actor/avaria 0.50"},
		"a generic name":                       {meant: actor("actor/new", "", "وزارة الخارجية"), want: "UNSURE actor/ministry 0.50"},
		"a name that the source calls generic": {meant: actor("actor/new", "", "GENERIC Avaria"), want: "UNSURE actor/avaria 0.50"},
		"an acronym":                           {meant: actor("actor/new", "", "HL"), want: "UNSURE actor/league 0.85"},
		"a part of a name":                     {meant: actor("actor/new", "", "Saman"), want: "UNSURE actor/saman 0.85"},
		"a name that two have":                 {meant: actor("actor/new", "", "Army of the River"), want: "UNSURE actor/twin-1 1.00, UNSURE actor/twin-2 1.00"},
		"a person of the name of a state":      {meant: actor("actor/new", graph.ActorPerson, "Avaria"), want: "UNSURE actor/avaria 0.50"},
		"a group, of whatever war":             {meant: actor("actor/new", graph.ActorGroup, "Hill League"), want: "UNSURE actor/league 0.85"},
		"at a time when it was borne":          {meant: actor("actor/new", "", "Eastern Front"), when: "2015-06", want: "SAME actor/front 1.00"},
		"at a time when it was not":            {meant: actor("actor/new", "", "Eastern Front"), when: "2016-04-15", want: "UNSURE actor/front 0.50"},
		"nothing like it":                      {meant: actor("actor/new", "", "Northern Bloc")},
		"a country":                            {meant: place("location/new", graph.LocationCountry, "Avaria", ""), want: "SAME location/avaria 1.00"},
		"a governorate, and not its city": {
			meant: place("location/new", graph.LocationGovernorate, "Karvela", "location/avaria"), want: "SAME location/karvela-province 1.00, UNSURE location/karvela 0.50",
		},
		"a place of no kind": {
			meant: place("location/new", "", "Karvela", ""), want: "UNSURE location/karvela 0.85, UNSURE location/karvela-province 0.85",
		},
		"a city within another place": {
			meant: place("location/new", graph.LocationSettlement, "Karvela", "location/avaria"), want: "UNSURE location/karvela 0.85, UNSURE location/karvela-province 0.50",
		},
	} {
		t.Run(what, func(t *testing.T) {
			var when *graph.Date
			if c.when != "" {
				when = &graph.Date{EDTF: graph.EDTF(c.when)}
			}
			want := c.want
			if strings.HasPrefix(want, "SAME") {
				want, _, _ = strings.Cut(want, ",") // what is certain is judged alone
			}
			if got := judged(t, g, c.meant, when); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func coded[R graph.Record](r R, codes ...string) R {
	for _, code := range codes {
		system, code, _ := strings.Cut(code, " ")
		r.Shared().Codes = append(r.Shared().Codes, graph.Code{System: system, Code: code})
	}
	return r
}

func in(country string, a *graph.Actor) *graph.Actor {
	a.Variables = []graph.Variable{{Name: ingest.VariableCountry, Value: country}}
	return a
}

// A name does not decide against codes, nor for a country of which nothing else
// tells.
func TestWhatContradicts(t *testing.T) {
	g := gazetteer(
		t,
		coded(place("location/orra", graph.LocationCountry, "Orra", ""), "iso3166 OR", "iso3166 ORR"),
		coded(actor("actor/orra", graph.ActorState, "Orra"), "iso3166 OR", "iso3166 ORR"),
		actor("actor/tolls", graph.ActorOrganisation, "Ministry of Tolls"),
		in("ORR", actor("actor/roads", graph.ActorOrganisation, "Ministry of Roads")),
		coded(actor("actor/sea", graph.ActorOrganisation, "Sea Guard"), "made 1"),
		actor("actor/sea-2", graph.ActorOrganisation, "Guard of the Sea"),
		&graph.Judgement{Meta: graph.Meta{ID: "judgement/sea"}, A: "actor/sea-2", B: "actor/sea", Verdict: graph.VerdictSame, Why: "it is"},
	)
	for what, c := range map[string]struct {
		meant graph.Record
		want  string
	}{
		"another code of the system":       {meant: coded(place("location/new", graph.LocationCountry, "Orra", ""), "iso3166 OX"), want: "UNSURE location/orra 0.50"},
		"one code of the system":           {meant: coded(place("location/new", graph.LocationCountry, "Orra", ""), "iso3166 OX", "iso3166 orr"), want: "SAME location/orra 1.00"},
		"a code of another system":         {meant: coded(place("location/new", graph.LocationCountry, "Orra", ""), "made OX"), want: "SAME location/orra 1.00"},
		"another code of what is the same": {meant: coded(actor("actor/new", "", "Guard of the Sea"), "made 2"), want: "UNSURE actor/sea 0.50"},
		"one code of what is the same":     {meant: coded(actor("actor/new", "", "Guard of the Sea"), "made 1"), want: "SAME actor/sea 1.00"},
		"in a country, and where else":     {meant: in("ORR", actor("actor/new", "", "Ministry of Tolls")), want: "UNSURE actor/tolls 0.85"},
		"anywhere, and in a country":       {meant: actor("actor/new", "", "Ministry of Roads"), want: "UNSURE actor/roads 0.85"},
		"in that country":                  {meant: in("ORR", actor("actor/new", "", "Ministry of Roads")), want: "SAME actor/roads 1.00"},
		"in another country":               {meant: in("AVA", actor("actor/new", "", "Ministry of Roads")), want: "UNSURE actor/roads 0.50"},
		"the country itself":               {meant: in("ORR", actor("actor/new", "", "Orra")), want: "SAME actor/orra 1.00"},
		"of a country, and another":        {meant: in("AVA", actor("actor/new", "", "Orra")), want: "UNSURE actor/orra 0.50"},
		"a state whose code is not known":  {meant: in("AVA", actor("actor/new", "", "Avaria")), want: "SAME actor/avaria 1.00"},
	} {
		t.Run(what, func(t *testing.T) {
			if got := judged(t, g, c.meant, nil); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// One letter tells كيري from كيربي.
func TestKerryIsNotKirby(t *testing.T) {
	g := gazetteer(t, actor("actor/kirby", graph.ActorPerson, "جون كيربي"), actor("actor/kerry", graph.ActorPerson, "جون كيري"))
	if got := judged(t, g, actor("actor/new", graph.ActorPerson, "جون كيربي"), nil); got != "SAME actor/kirby 1.00" {
		t.Error(got)
	}
	if got := judged(t, g, actor("actor/new", graph.ActorPerson, "جون لكيري"), nil); strings.Contains(got, "SAME") || strings.Contains(got, "kirby") {
		t.Error(got)
	}
}

const mapping = `name: %s
version: "1"
records:
  - {type: Actor, once: true, id: "{code}", set: {"names[0].text": "{speaker}"}}
  - type: Event
    id: "{no}"
    set:
      kind: TALKS
      basis: REPORTED
      participants[0].actor: {ref: actor, of: "{code}"}
      participants[0].role: PARTICIPANT
`

// load imports rows of a code and a name of a speaker, all made up.
func load(tb testing.TB, g graph.Graph, scheme string, rows ...string) *ingest.Report {
	tb.Helper()
	m, err := mapped.Parse(strings.NewReader(fmt.Sprintf(mapping, scheme)))
	if err != nil {
		tb.Fatal(err)
	}
	text := "no,code,speaker\n"
	for i, row := range rows {
		text += fmt.Sprintf("%d,%s\n", i, row)
	}
	report, err := ingest.Load(tb.Context(), g, source.Of(scheme+".csv", text), ingest.LoadOptions{
		Principal: graphtest.Curator(), Format: m, Resolver: resolve.Names{}, Spare: -1,
	})
	if err != nil || !report.OK() {
		tb.Fatalf("%v %+v", err, report)
	}
	return report
}

func canonical(tb testing.TB, g graph.Graph, id graph.ID) graph.ID {
	tb.Helper()
	of, err := head(tb, g).Canonical(tb.Context(), []graph.ID{id})
	if err != nil {
		tb.Fatal(err)
	}
	return of[0]
}

// A name that is certain is read as what it means; the source's record is there
// all the same. One that is not waits, and what is decided about it holds for the
// next file, of this source or of another.
func TestADecisionHoldsForTheNextFile(t *testing.T) {
	g := gazetteer(t)
	report := load(t, g, "first", "a,Hill League", "b,Tarek Samman")
	if len(report.Notes) != 1 || !strings.HasPrefix(report.Notes[0], "by their names 1 actors and places are judged to be the same as others, and 1 pairs may be") {
		t.Error(report.Notes)
	}
	if got := canonical(t, g, "actor/first-a"); got != "actor/league" {
		t.Errorf("the league is read as %s", got)
	}
	if got := canonical(t, g, "actor/first-b"); got != "actor/first-b" {
		t.Errorf("Saman is read as %s before anybody decided it", got)
	}
	waiting := func() []graph.Item[graph.Undecided] {
		list, all, err := graph.UndecidedOf(t.Context(), head(t, g), graph.UndecidedSet{}, graph.Page{First: 10})
		if err != nil || all != len(list.Items) {
			t.Fatalf("%v: %d of %d", err, len(list.Items), all)
		}
		return list.Items
	}
	open := waiting()
	if len(open) != 1 || open[0].Value.Judgement.A != "actor/first-b" || open[0].Value.Judgement.B != "actor/saman" || open[0].Value.Score != 0.75 {
		t.Fatalf("%+v", open)
	}
	change, err := graph.Decide(graph.VerdictSame, "it is he", graph.SeenJudgement{Judgement: open[0].Value.Judgement})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Commit(t.Context(), graphtest.Curator(), change); err != nil {
		t.Fatal(err)
	}
	load(t, g, "first", "a,Hill League", "b,Tarek Samman", "b,Tarek Samman")
	load(t, g, "second", "x,Tarek Samman")
	if open := waiting(); len(open) != 0 {
		t.Errorf("%+v wait", open)
	}
	if got := canonical(t, g, "actor/second-x"); got != "actor/saman" {
		t.Errorf("Saman of another source is read as %s", got)
	}
	if got := canonical(t, g, "actor/first-b"); got != "actor/saman" {
		t.Errorf("Saman is read as %s", got)
	}
}

// pending are the pairs that wait.
func pending(t *testing.T, g graph.Graph) string {
	t.Helper()
	list, _, err := graph.UndecidedOf(t.Context(), head(t, g), graph.UndecidedSet{}, graph.Page{First: 10})
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for _, item := range list.Items {
		pairs = append(pairs, fmt.Sprintf("%s %s", item.Value.Judgement.A, item.Value.Judgement.B))
	}
	slices.Sort(pairs)
	return strings.Join(pairs, ", ")
}

// What a source tells apart is not one, in whatever order it comes and in whatever
// batch: neither is.
func TestASourceTellsApart(t *testing.T) {
	for _, rows := range [][]string{{"a,Hill League", "b,The Hill League"}, {"b,The Hill League", "a,Hill League"}} {
		g := gazetteer(t)
		report := load(t, g, "third", rows...)
		if len(report.Notes) != 1 || !strings.HasPrefix(report.Notes[0], "by their names 0 actors and places are judged to be the same as others, and 2 pairs may be") {
			t.Error(report.Notes)
		}
		for _, id := range []graph.ID{"actor/third-a", "actor/third-b"} {
			if got := canonical(t, g, id); got != id {
				t.Errorf("%s is read as %s", id, got)
			}
		}
		load(t, g, "third", "c,hill league")
		if got := canonical(t, g, "actor/third-c"); got != "actor/third-c" {
			t.Errorf("a third one is read as %s", got)
		}
		if got := pending(t, g); got != "actor/third-a actor/league, actor/third-b actor/league, actor/third-c actor/league" {
			t.Errorf("%s wait", got)
		}
	}
	g := gazetteer(t) // without the rivals
	load(t, g, "fourth", "a,Hill League")
	if got := canonical(t, g, "actor/fourth-a"); got != "actor/league" {
		t.Errorf("the first is read as %s", got)
	}
	load(t, g, "fourth", "b,hill league")
	for _, id := range []graph.ID{"actor/fourth-a", "actor/fourth-b"} {
		if got := canonical(t, g, id); got != id {
			t.Errorf("with one of a later file, %s is read as %s", id, got)
		}
	}
	if got := pending(t, g); got != "actor/fourth-a actor/league, actor/fourth-b actor/league" {
		t.Errorf("%s wait", got)
	}
}

// What somebody has decided stays, whatever a later file brings.
func TestWhatIsDecidedIsInNoDoubt(t *testing.T) {
	g := gazetteer(t)
	load(t, g, "sixth", "a,Hill League", "b,The Hill League")
	list, _, err := graph.UndecidedOf(t.Context(), head(t, g), graph.UndecidedSet{Of: "actor/sixth-a"}, graph.Page{First: 10})
	if err != nil || len(list.Items) != 1 {
		t.Fatalf("%v %+v", err, list)
	}
	change, err := graph.Decide(graph.VerdictSame, "it is that one", graph.SeenJudgement{Judgement: list.Items[0].Value.Judgement})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Commit(t.Context(), graphtest.Curator(), change); err != nil {
		t.Fatal(err)
	}
	load(t, g, "sixth", "c,hill league")
	if got := canonical(t, g, "actor/sixth-a"); got != "actor/league" {
		t.Errorf("what was decided is read as %s", got)
	}
	if got := canonical(t, g, "actor/sixth-c"); got != "actor/sixth-c" {
		t.Errorf("a third one is read as %s", got)
	}
}

// What a file's names are judged to mean depends neither on the order of its rows
// nor on where a batch, or a file, ends: whether the names come at once, one by one
// or in parts, those that wait and those that are the same are the same.
func TestNamesAreJudgedInAnyOrder(t *testing.T) {
	rows := []string{
		"a,Hill League", "b,The Hill League", "c,HL", "d,Avaria", "e,Eastern Front", "f,the eastern front", "g,Army of the River",
		"h,Foreign Ministry of Avaria", "i,Sea Guard", "j,Guard of the Sea",
	}
	known := []graph.Record{
		actor("actor/sea", graph.ActorOrganisation, "Sea Guard"),
		actor("actor/sea-2", graph.ActorOrganisation, "Guard of the Sea"),
		&graph.Judgement{Meta: graph.Meta{ID: "judgement/sea"}, A: "actor/sea-2", B: "actor/sea", Verdict: graph.VerdictSame, Why: "it is"},
	}
	verdicts := func(g graph.Graph) string {
		var all []string
		for record, err := range head(t, g).Scan(t.Context(), graph.KindJudgement) {
			if err != nil {
				t.Fatal(err)
			}
			if j, ok := record.(*graph.Judgement); ok {
				all = append(all, fmt.Sprintf("%s %s %s", j.A, j.B, j.Verdict))
			}
		}
		slices.Sort(all)
		return strings.Join(all, "\n")
	}
	g := gazetteer(t, known...)
	load(t, g, "fifth", rows...)
	want := verdicts(g)
	for _, line := range []string{
		"actor/fifth-a actor/league UNSURE", "actor/fifth-b actor/league UNSURE", "actor/fifth-d actor/avaria SAME", "actor/fifth-h actor/ministry SAME",
		"actor/fifth-e actor/front UNSURE", "actor/fifth-f actor/front UNSURE", "actor/fifth-i actor/sea UNSURE", "actor/fifth-j actor/sea UNSURE",
	} {
		if !strings.Contains(want, line) {
			t.Errorf("%s is missing in\n%s", line, want)
		}
	}
	for seed := range uint64(20) {
		d := rand.New(rand.NewPCG(seed, 1))
		mixed := slices.Clone(rows)
		d.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		g := gazetteer(t, known...)
		var files []string
		for len(mixed) > 0 {
			n := 1 + d.IntN(len(mixed))
			load(t, g, "fifth", mixed[:n]...)
			files = append(files, strings.Join(mixed[:n], "; "))
			mixed = mixed[n:]
		}
		if got := verdicts(g); got != want {
			t.Fatalf("in %q\ngot\n%s\nwant\n%s", files, got, want)
		}
	}
}

// listed imports rows of GeoNames, all made up.
func listed(t *testing.T, g graph.Graph, text string) {
	t.Helper()
	report, err := ingest.Load(t.Context(), g, source.Of("AV.txt", text), ingest.LoadOptions{
		Principal: graphtest.Curator(), Format: formats.Named("geonames"), Resolver: resolve.Names{}, Spare: -1,
	})
	if err != nil || !report.OK() {
		t.Fatalf("%v %+v", err, report)
	}
}

// Two villages of a list in one district are not both the one that is there, nor
// the first of them, however far apart they stand; that there are two is told.
// Another list may name the same.
func TestAListTellsApart(t *testing.T) {
	village := func(id string) string {
		return id + "\tWest Hill\tWest Hill\t\t10.5\t20.5\tP\tPPL\tAV\t\t07\t01\t\t\t50\t\t12\tAsia/Dubai\t2020-01-02\n"
	}
	var many strings.Builder // more than a batch of those that are nothing else's
	for i := range 400 {
		many.WriteString(strings.ReplaceAll(village(fmt.Sprint(1000+i)), "West Hill", fmt.Sprintf("Well %d", i)))
	}
	for what, c := range map[string]struct {
		files []string
		want  string
	}{
		"one":                  {files: []string{village("1")}},
		"two of other batches": {files: []string{village("1") + many.String() + village("2")}, want: "location/geonames-1 location/hill, location/geonames-2 location/hill"},
		"two of a file":        {files: []string{village("1") + village("2")}, want: "location/geonames-1 location/hill, location/geonames-2 location/hill"},
		"one of another file":  {files: []string{village("1"), village("2")}, want: "location/geonames-2 location/hill"},
		"two of another file":  {files: []string{village("1"), village("2") + village("3")}, want: "location/geonames-2 location/hill, location/geonames-3 location/hill"},
	} {
		t.Run(what, func(t *testing.T) {
			g := graphtest.NewNaive(time.Now)
			commit(
				t, g,
				place("location/division-av", graph.LocationCountry, "Avaria", ""),
				place("location/division-av.07", graph.LocationGovernorate, "Karvela", "location/division-av"),
				place("location/division-av.07.01", graph.LocationDistrict, "Shore", "location/division-av.07"),
				place("location/hill", graph.LocationSettlement, "West Hill", "location/division-av.07.01"),
			)
			for _, text := range c.files {
				listed(t, g, text)
			}
			if got := pending(t, g); got != c.want {
				t.Errorf("%s wait, want %s", got, c.want)
			}
		})
	}
}

// A country and a province are judged by the row that names them, though what is
// made first is a place in them.
func TestWhatIsNamedLaterIsJudged(t *testing.T) {
	rows := []string{
		"1\tWest Hill\tWest Hill\t\t10.5\t20.5\tP\tPPL\tAV\t\t07\t\t\t\t50\t\t12\tAsia/Dubai\t2020-01-02\n",
		"2\tAvaria\tAvaria\t\t10\t20\tA\tPCLI\tAV\t\t00\t\t\t\t0\t\t12\tAsia/Dubai\t2020-01-02\n",
	}
	for what, files := range map[string][]string{
		"before":           {rows[1] + rows[0]},
		"behind":           {rows[0] + rows[1]},
		"in a file behind": {rows[0], rows[1]},
	} {
		t.Run(what, func(t *testing.T) {
			g := gazetteer(t)
			for _, text := range files {
				listed(t, g, text)
			}
			if got := canonical(t, g, "location/division-av"); got != "location/avaria" {
				t.Errorf("the country is read as %s", got)
			}
		})
	}
	g := gazetteer(t)
	listed(t, g, rows[0])
	commit(t, g, &graph.Judgement{Meta: graph.Meta{ID: "judgement/no"}, A: "location/division-av", B: "location/avaria", Verdict: graph.VerdictDifferent, Why: "it is another"})
	listed(t, g, rows[1])
	if got := canonical(t, g, "location/division-av"); got != "location/division-av" {
		t.Errorf("against a judgement the country is read as %s", got)
	}
}

func Example() {
	g := graphtest.NewNaive(time.Now)
	league := &graph.Actor{Meta: graph.Meta{ID: "actor/league"}, Kind: graph.ActorOrganisation, Names: []graph.Name{{Text: "The Hill League"}}}
	if _, err := g.Commit(context.Background(), graphtest.Curator(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbCreate, Record: league}}}); err != nil {
		fmt.Println(err)
	}
	meant := &graph.Actor{Meta: graph.Meta{ID: "actor/file-7"}, Names: []graph.Name{{Text: "HILL LEAGUE"}}}
	all, many, err := resolve.Candidates(context.Background(), g.At(graph.View{Revision: 1, Clearance: graph.MarkingPublic}), meant, nil)
	if sure, ok := resolve.Decide(all, many); err == nil && ok {
		fmt.Println(sure.ID, sure.Score, sure.Why)
	}
	// Output:
	// actor/league 0.95 "HILL LEAGUE" and "The Hill League" are one name but for the spelling
}
