package resolve_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ingest"
	"hudna/graph/ingest/formats"
	"hudna/graph/ingest/resolve"
	"hudna/graph/ingest/source"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/memkv"
)

const shared = "../../../../shared/data/"

// dictionaries are what names are looked up in. None of the labelled names was
// taken from them.
var dictionaries = []string{
	"countries-en.csv", "countries-ar.csv", "country-wikidata.csv", "Phoenix.Countries.actors.txt", "Phoenix.International.actors.txt",
	"Phoenix.MilNonState.actors.txt", "Phoenix.agents.txt", "actor_dict_ar_v4.txt",
}

// A label is a name of a file, and what it means: an id, "phoenix NAME" for the
// entry of a dictionary, "-" for what must not be decided by the name alone, as it
// is generic, an acronym, a part of a name, a place's, or of nothing in the
// dictionaries.
type label struct{ file, kind, date, lang, name, means string }

func labels(t *testing.T) (all []label) {
	t.Helper()
	text, err := os.ReadFile("testdata/names.tsv")
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]string{}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		c := strings.Split(line, "\t")
		if len(c) != 6 {
			t.Fatalf("line %d has %d columns", i+2, len(c))
		}
		l := label{c[0], c[1], c[2], c[3], c[4], c[5]}
		if held[l.file] == "" {
			b, err := os.ReadFile(filepath.Join(shared, filepath.FromSlash(l.file)))
			if err != nil {
				t.Fatal(err)
			}
			held[l.file] = strings.Join(strings.Fields(string(b)), " ")
		}
		if !strings.Contains(held[l.file], l.name) {
			t.Errorf("%s is not in %s", l.name, l.file)
		}
		if head, ok := strings.CutPrefix(l.means, "phoenix "); ok {
			l.means = string(ingest.NewID(graph.KindActor, "phoenix", strings.ToLower(head)))
		}
		all = append(all, l)
	}
	return all
}

// meant is the record that a source makes of a name.
func (l label) meant() graph.Record {
	names := []graph.Name{{Text: l.name, Lang: l.lang}}
	of := graph.Meta{ID: graph.ID("actor/labelled"), Coding: ingest.CodedBy("labelled", "1")}
	switch k := graph.LocationKind(l.kind); {
	case k == graph.LocationGovernorate:
		of.ID = "location/labelled"
		return &graph.Location{Meta: of, Kind: k, Names: names, Within: "location/wikidata-q858"}
	case k.Valid() && k != "", strings.HasPrefix(l.means, "location/"):
		of.ID = "location/labelled"
		return &graph.Location{Meta: of, Kind: k, Names: names}
	}
	return &graph.Actor{Meta: of, Kind: graph.ActorKind(l.kind), Names: names}
}

// filled is a graph with the dictionaries, and with the governorates and their
// capitals as a gazetteer has them: none is shared, so that these were made up.
func filled(t *testing.T) graph.Graph {
	t.Helper()
	disk := memkv.New()
	g, err := ledger.Open(context.WithoutCancel(t.Context()), ledger.Options{Open: func(ctx context.Context) (storage.Store, error) { return disk.Open(ctx) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, name := range dictionaries {
		s, err := source.Open(t.Context(), filepath.Join(shared, "gazetteer", name), source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		best := formats.Guesses(s)
		if len(best) == 0 || best[0].Fit < formats.Sure {
			t.Fatalf("%s is not told: %+v", name, best)
		}
		report, err := ingest.Load(t.Context(), g, s, ingest.LoadOptions{Principal: graphtest.Curator(), Format: best[0].Format, Resolver: resolve.Names{}, Spare: -1})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if r := report.Rows; r.Refused*100 > r.Read {
			t.Errorf("%s: %d of %d entries are refused: %v", name, r.Refused, r.Read, report.Refused[0])
		}
	}
	var places []graph.Record
	for _, name := range []string{"Aleppo", "Homs", "Idlib", "Daraa", "Latakia", "Damascus", "Rif Dimashq", "Al Hasakah"} {
		id := "location/made-" + strings.ToLower(strings.ReplaceAll(name, " ", "-"))
		places = append(places,
			place(graph.ID(id+"-governorate"), graph.LocationGovernorate, name+" Governorate", "location/wikidata-q858"),
			place(graph.ID(id), graph.LocationSettlement, name, graph.ID(id+"-governorate")))
	}
	commit(t, g, places...)
	return g
}

// TestLabelledNames measures how well names of real files are resolved. No name
// is decided wrongly, and of those that can be decided four of five are.
func TestLabelledNames(t *testing.T) {
	if os.Getenv("HUDNA_RACE") != "" {
		t.Skip("one goroutine does it all: the race detector has nothing to find")
	}
	if _, err := os.Stat(shared); errors.Is(err, fs.ErrNotExist) && os.Getenv("HUDNA_CI") == "" {
		t.Skip("the shared data is not here")
	}
	g, names := filled(t), labels(t)
	r := head(t, g)
	type outcome struct {
		label
		all  []resolve.Candidate
		many bool
		want graph.ID
	}
	var outcomes []outcome
	for _, l := range names {
		o := outcome{label: l}
		var when *graph.Date
		if l.date != "" {
			when = &graph.Date{EDTF: graph.EDTF(l.date)}
		}
		var err error
		if o.all, o.many, err = resolve.Candidates(t.Context(), r, l.meant(), when); err != nil {
			t.Fatal(err)
		}
		if l.means != "-" {
			if there, err := r.Record(t.Context(), graph.ID(l.means)); err != nil {
				t.Fatalf("%s: %v %v", l.name, there, err)
			}
			o.want = canonical(t, g, graph.ID(l.means))
		}
		outcomes = append(outcomes, o)
	}
	for _, threshold := range []float64{0.5, 0.75, 0.85, resolve.Certain, 0.95, 1} {
		decided, right, known := 0, 0, 0
		for _, o := range outcomes {
			if o.want != "" {
				known++
			}
			sure, ok := resolve.DecideFrom(o.all, o.many, threshold)
			if !ok {
				if o.want != "" && threshold == resolve.Certain {
					t.Logf("not decided: %s %s: %+v", o.kind, o.name, o.all[:min(2, len(o.all))])
				}
				continue
			}
			decided++
			if sure.ID == o.want {
				right++
			} else if threshold == resolve.Certain {
				t.Errorf("%s %s in %s is decided to be %s: %s", o.kind, o.name, o.file, sure.ID, sure.Why)
			}
		}
		precision, recall := float64(right)/float64(max(decided, 1)), float64(right)/float64(known)
		t.Logf("threshold %.2f: %d names, %d can be decided, %d decided, %d right: precision %.3f, recall %.3f", threshold, len(outcomes), known, decided, right, precision, recall)
		if threshold == resolve.Certain && recall < 0.8 {
			t.Errorf("recall is %.3f", recall)
		}
	}
	waiting := 0
	for _, o := range outcomes {
		if _, ok := resolve.Decide(o.all, o.many); !ok && len(o.all) > 0 && o.all[0].Score >= 0.5 {
			waiting++
		}
	}
	t.Logf("%d wait in the queue", waiting)
}
