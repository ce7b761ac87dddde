package gql_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

const sheetOfWatch graph.ID = "document/untold"

// watched are records with the word "watch", in names and in what was said, and
// others of their kinds that lack it; among them one that is hidden.
func watched() []graph.Record {
	names := func(texts ...string) (list []graph.Name) {
		for _, text := range texts {
			list = append(list, graph.Name{Text: text})
		}
		return list
	}
	own := func(id graph.ID) graph.Meta { return graph.Meta{ID: id} }
	hidden := graph.Meta{ID: "actor/0195f2a0-0000-7000-8000-0000000000aa", Marking: graph.MarkingProtected}
	said := func(id graph.ID, text string) *graph.Statement {
		return &graph.Statement{
			Meta: own(id), Text: text, Attribution: graph.AttributionPublisher, Evidence: []graph.Evidence{{Document: sheetOfWatch}},
		}
	}
	draft := said("statement/draft", "A watch, a watch!")
	draft.Status = graph.StatusDraft
	coded := said("statement/by-machine", "watch")
	coded.Basis = graph.BasisMachineCoded
	return []graph.Record{
		&graph.Document{Meta: own(sheetOfWatch)}, // without a word
		&graph.Actor{Meta: hidden, Names: names("Watch of the watch")},
		&graph.Agreement{Meta: own("agreement/watch"), Names: names("Watch truce")},
		&graph.Actor{Meta: own("actor/karvela-watch"), Names: names("Karvela Watch")},
		&graph.Actor{Meta: own("actor/watch"), Names: names("WATCH")},
		&graph.Actor{Meta: own("actor/dolan"), Names: names("Dolan")},
		&graph.Location{Meta: own("location/watch-hill"), Names: names("Watch Hill, North")},
		said("statement/seen", "The watch saw it."), said("statement/other", "Nothing else was said here."),
		draft, coded,
	}
}

// searchFor asks a search, and gives what it finds as lines.
func searchFor(what string) string {
	return `{ list: search(` + what + `) { totalCount edges { score node { ... on Node { id } } highlights { path start end text } } } }`
}

func searched(t *testing.T, list any) string {
	t.Helper()
	edges, _ := at(t, list, "edges").([]any)
	var lines []string
	for i := range edges {
		number, _ := at(t, edges, i, "score").(json.Number)
		score, err := number.Float64()
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%.5f %v %s", score, at(t, edges, i, "node", "id"), marks(t, at(t, edges, i, "highlights"))))
	}
	if count := at(t, list, "totalCount"); fmt.Sprint(count) != fmt.Sprint(len(edges)) {
		t.Errorf("totalCount is %v of %d", count, len(edges))
	}
	return strings.Join(lines, "\n")
}

// In all, seven records have words that anybody may see, of which five have the
// word once: it is worth ln(1 + 2.5/5.5) = 0.37469 in a text of the usual length
// of its kind, which is 4/3 words for actors, and 4.5 for statements. The shorter
// a text is by that, the more it is worth. What is hidden counts for nothing.
const watchFirst = `0.41738 actor/watch names[0].text[0:5] WATCH
0.39254 statement/seen text[4:9] watch
0.37469 location/watch-hill names[0].text[0:5] Watch
0.37469 agreement/watch names[0].text[0:5] Watch
0.31107 actor/karvela-watch names[0].text[8:13] Watch`

func TestSearch(t *testing.T) {
	for of, g := range bare(t) {
		var create, correct graph.Change
		for _, r := range watched() {
			create.Ops = append(create.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
		}
		commit(t, g, create)
		api := serving(t, g, graph.MarkingPublic)
		t.Run(of+"/by relevance", func(t *testing.T) {
			same(t, searched(t, at(t, data(t, api, searchFor(`text: "watches"`), ""), "list")), watchFirst)
		})
		t.Run(of+"/of one kind as by relevance", func(t *testing.T) {
			// ln(1 + 1.5/1.5) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 4/4.5))
			const want = "0.72615 statement/seen text[4:9] watch"
			same(t, searched(t, at(t, data(t, api, searchFor(`text: "watch", kinds: [STATEMENT]`), ""), "list")), want)
			list := at(t, data(t, api, `{ list: statements(where: {text: "watch"}, orderBy: RELEVANCE) {
				totalCount edges { score node { id } highlights { path start end text } } } }`, ""), "list")
			same(t, searched(t, list), want)
		})
		for what, c := range map[string]struct{ ask, want string }{
			"no kinds":              {`text: "watch", kinds: []`, ""},
			"kinds":                 {`text: "watch", kinds: [AGREEMENT, LOCATION, LOCATION]`, "location/watch-hill agreement/watch"},
			"drafts":                {`text: "watch", status: [DRAFT]`, "statement/draft"},
			"what a machine coded":  {`text: "watch", basis: [MACHINE_CODED], kinds: [STATEMENT]`, "statement/by-machine"},
			"bases are statements'": {`text: "hill", basis: []`, "location/watch-hill"},
			"a phrase in a name":    {`text: "\"hill north\""`, "location/watch-hill"},
			"no phrase the other way": {
				`text: "\"north hill\""`, "",
			},
			"both words":       {`text: "watch truce"`, "agreement/watch"},
			"a hidden word":    {`text: "\"of the watch\""`, ""},
			"an unknown word":  {`text: "lighthouse"`, ""},
			"a part of a word": {`text: "wat"`, ""},
		} {
			t.Run(of+"/"+what, func(t *testing.T) {
				var ids []string
				edges, _ := at(t, data(t, api, searchFor(c.ask), ""), "list", "edges").([]any)
				for i := range edges {
					ids = append(ids, fmt.Sprint(at(t, edges, i, "node", "id")))
				}
				same(t, strings.Join(ids, " "), c.want)
			})
		}
		t.Run(of+"/for who may see more", func(t *testing.T) {
			list := at(t, data(t, serving(t, g, graph.MarkingProtected), searchFor(`text: "\"of the watch\""`), ""), "list")
			if got := searched(t, list); !strings.HasSuffix(got, "names[0].text[6:18] of the watch") {
				t.Error(got)
			}
		})
		t.Run(of+"/as of an old revision", func(t *testing.T) {
			renamed := &graph.Actor{Meta: graph.Meta{ID: "actor/watch"}, Names: []graph.Name{{Text: "Guard"}}}
			correct.Ops = []graph.Op{
				{Verb: graph.VerbCorrect, Record: renamed},
				{Verb: graph.VerbRetract, ID: "location/watch-hill", Reason: "made up"},
			}
			commit(t, g, correct)
			then := at(t, data(t, api, "query @asOf(revision: 1) "+searchFor(`text: "watch"`), ""), "list")
			same(t, searched(t, then), watchFirst)
			now := searched(t, at(t, data(t, api, searchFor(`text: "watch"`), ""), "list"))
			if strings.Contains(now, "actor/watch") || strings.Contains(now, "watch-hill") || !strings.Contains(now, "karvela-watch") {
				t.Errorf("now it finds %s", now)
			}
			guard := searchFor(`text: "guard"`)
			same(t, len(searched(t, at(t, data(t, api, guard, ""), "list"))) > 0, true)
			same(t, searched(t, at(t, data(t, api, "query @asOf(revision: 1) "+guard, ""), "list")), "")
		})
	}
}

// TestSearchInNamesOfThreeScripts: what readers take for the same letters is the
// same, in each script; no word is found by one of another script, nor by one
// that is but like it. What is judged to be the same is listed by itself.
func TestSearchInNamesOfThreeScripts(t *testing.T) {
	actors := map[graph.ID][]string{
		"actor/keri":     {"سامر كيري", "Samer Keri", "Самер Кери"},
		"actor/keri-2":   {"Kéri, S."},
		"actor/kerbi":    {"سامر كِيرْبِي", "Samer Kerbi", "Самер Керби"},
		"actor/fyodor":   {"Фёдор Йорк"},
		"actor/ministry": {"وزارة الخارجية في أفاريا"},
	}
	for of, g := range bare(t) {
		var c graph.Change
		for _, id := range []graph.ID{"actor/keri", "actor/keri-2", "actor/kerbi", "actor/fyodor", "actor/ministry"} {
			a := &graph.Actor{Meta: graph.Meta{ID: id}}
			for _, name := range actors[id] {
				a.Names = append(a.Names, graph.Name{Text: name})
			}
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: a})
		}
		same := &graph.Judgement{Meta: graph.Meta{ID: "judgement/keri"}, A: "actor/keri", B: "actor/keri-2", Verdict: graph.VerdictSame, Why: "made up"}
		c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: same})
		commit(t, g, c)
		api := serving(t, g, graph.MarkingPublic)
		for text, want := range map[string]string{
			"كيري":           "actor/keri",
			"كيربي":          "actor/kerbi",
			"ولكيري":         "actor/keri",
			"کیــری":         "actor/keri",
			"سامر":           "actor/kerbi actor/keri",
			"بيري":           "",
			"keri":           "actor/keri actor/keri-2",
			"KERBI":          "actor/kerbi",
			"kéri samer":     "actor/keri",
			"«samer keri»":   "actor/keri",
			"«keri samer»":   "",
			"кери":           "actor/keri",
			"федор":          "actor/fyodor",
			"Иорк":           "",
			"للخارجية":       "actor/ministry",
			"«وزارة خارجية»": "",
		} {
			t.Run(of+"/"+text, func(t *testing.T) {
				list := at(t, data(t, api, `query($text: String!) { list: search(text: $text) { nodes { ... on Node { id } } } }`, fmt.Sprintf(`{"text": %q}`, text)), "list", "nodes")
				found, _ := list.([]any)
				got := map[string]bool{}
				for i := range found {
					got[fmt.Sprint(at(t, found, i, "id"))] = true
				}
				if len(got) != len(strings.Fields(want)) {
					t.Errorf("got %v, want %q", got, want)
				}
				for _, id := range strings.Fields(want) {
					if !got[id] {
						t.Errorf("%s is not found", id)
					}
				}
			})
		}
	}
}

// TestSearchPages: pages of a search go on where the last one ended, from either
// end, also where matches are as good as each other.
func TestSearchPages(t *testing.T) {
	for of, g := range bare(t) {
		var c graph.Change
		for _, r := range watched() {
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: r})
		}
		commit(t, g, c)
		api := serving(t, g, graph.MarkingPublic)
		page := func(t *testing.T, args string) (ids, start, end string, info any) {
			t.Helper()
			list := at(t, data(t, api, `{ list: search(text: "watch", `+args+`) { nodes { ... on Node { id } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`, ""), "list")
			nodes, _ := at(t, list, "nodes").([]any)
			for i := range nodes {
				ids += fmt.Sprint(at(t, nodes, i, "id")) + " "
			}
			start, _ = at(t, list, "pageInfo", "startCursor").(string)
			end, _ = at(t, list, "pageInfo", "endCursor").(string)
			return strings.TrimSpace(ids), start, end, fmt.Sprint(at(t, list, "pageInfo", "hasPreviousPage"), at(t, list, "pageInfo", "hasNextPage"))
		}
		t.Run(of, func(t *testing.T) {
			ids, _, end, info := page(t, `first: 3`)
			same(t, ids, "actor/watch statement/seen location/watch-hill")
			same(t, info, "false true")
			ids, start, _, info := page(t, fmt.Sprintf(`first: 3, after: %q`, end))
			same(t, ids, "agreement/watch actor/karvela-watch")
			same(t, info, "true false")
			ids, _, _, info = page(t, fmt.Sprintf(`last: 2, before: %q`, start))
			same(t, ids, "statement/seen location/watch-hill")
			same(t, info, "true true")
			ids, _, _, _ = page(t, `last: 2`)
			same(t, ids, "agreement/watch actor/karvela-watch")
			for _, other := range []string{`search(text: "truce", after: %q)`, `search(text: "watch", kinds: [ACTOR], after: %q)`, `actors(after: %q)`} {
				if code, _, _ := failure(t, ask(t, api, "{ "+fmt.Sprintf(other, end)+" { totalCount } }", "")); code != "INVALID_CURSOR" {
					t.Errorf("%s: %s", other, code)
				}
			}
		})
	}
}

// TestSearchForNothing: what cannot be looked for is said at its argument.
func TestSearchForNothing(t *testing.T) {
	for of, g := range bare(t) {
		api := serving(t, g, graph.MarkingPublic)
		for what, text := range map[string]string{
			"nothing": "", "no word": " — ", "an open quotation": `"watch`, "too much": strings.Repeat("w", 1025), "too many words": strings.Repeat("w ", 33),
		} {
			t.Run(of+"/"+what, func(t *testing.T) {
				answer := ask(t, api, `query($text: String!) { search(text: $text) { totalCount } }`, fmt.Sprintf(`{"text": %q}`, text))
				code, message, extensions := failure(t, answer)
				if code != "BAD_USER_INPUT" || extensions["field"] != "text" {
					t.Errorf("%s: %s, %v", code, message, extensions)
				}
			})
		}
	}
	same(t, searched(t, at(t, data(t, serving(t, graphtest.NewNaive(clock), graph.MarkingPublic), searchFor(`text: "watch"`), ""), "list")), "")
}

// TestSearchIsExplained: the page of a search and its count are told with their
// plans.
func TestSearchIsExplained(t *testing.T) {
	got := explained(t, graphs(t)["ledger"], `{ search(text: "lake", first: 2) { nodes { ... on Node { id } } totalCount } }`, true)
	questions, _ := at(t, got, "extensions", "explain", "questions").([]any)
	var told []string
	for i := range questions {
		q := func(path ...any) any { return at(t, questions[i], path...) }
		told = append(told, fmt.Sprintf("%v: %v of %v, %v rows", q("question"), q("plan", "op"), q("plan", "length"), q("rows")))
	}
	// The council, the lake, the rest, the quiet and the clash.
	same(t, strings.Join(told, "; "), "Search: order of 5, 2 rows; Count: hits of 5, 5 rows")
}
