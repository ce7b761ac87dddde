package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// A told is a question as README.md puts it, with what it says of the answer.
type told struct{ title, query, prose string }

// fiveQuestions reads them out of README.md.
func fiveQuestions(t *testing.T) []told {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n## Five questions\n")
	section, _, _ := strings.Cut(rest, "\n## ")
	var all []told
	for _, part := range strings.Split(section, "\n**")[1:] {
		title, rest, _ := strings.Cut(part, "**\n")
		_, rest, _ = strings.Cut(rest, "```graphql\n")
		query, prose, ok := strings.Cut(rest, "```\n")
		if !ok {
			t.Fatalf("README.md gives no query for %q", title)
		}
		all = append(all, told{title, query, strings.Join(strings.Fields(prose), " ")})
	}
	return all
}

// TestReadmeIsAnsweredAsItSays asks the five questions of README.md of the
// sample, and looks for what it says of each answer: in its words, and in what
// comes back.
func TestReadmeIsAnsweredAsItSays(t *testing.T) {
	type pair struct {
		says, answer string
		times        int // that the answer has it; 0 for any number but none
	}
	want := [][]pair{
		{
			{"John Kerry, once", `"speakers":[{"actor":{"name":"John Kerry"}}]`, 1},
			{"a DEMAND that presupposes the accusation (`ACCUSE`, `PRESUPPOSED`)", `"acts":[{"act":"DEMAND","force":"STATED"},{"act":"ACCUSE","force":"PRESUPPOSED"}]`, 1},
			{"told by John Kirby (`depth` 1)", `"relays":[{"actor":{"name":"John Kirby"}}]`, 1},
			{"(`depth` 1)", `"depth":1`, 1},
			{"at code points 624–687", `"part":"CLAUSE","start":624,"end":687,`, 1},
			{"again 1566–1629", `"part":"CLAUSE","start":1566,"end":1629,`, 1},
		},
		{
			{"Five statements of one utterance, from one source", `"utterances":1,"sources":1`, 1},
			{"Five statements", `"translations":`, 5},
			{"Four were told by Kirby", `"depth":1,"transmission":"RELAYED","relays":[{"actor":{"name":"John Kirby"}}]`, 4},
			{"(EXPECT)", `"acts":[{"act":"EXPECT"}]`, 1},
			{"(PROMISE)", `"acts":[{"act":"PROMISE"}]`, 1},
			{"(EXPRESS_CONCERN)", `"acts":[{"act":"EXPRESS_CONCERN"}]`, 1},
			{"the demand above", `"acts":[{"act":"DEMAND"},{"act":"ACCUSE"}]`, 1},
			{"The fifth (ASK: press Damascus) is laid at the State Department's door in words whose reach is unclear, so its depth is null", `"acts":[{"act":"ASK"}],"depth":null,"transmission":"UNCLEAR","relays":[{"actor":{"name":"US State Department"}}]`, 1},
		},
		{
			{"preserved and made firmer (STRESS)", `firmer."}],"acts":[{"act":"STRESS"}]`, 1},
			{"all parties keep to it (URGE)", `"All parties should keep to the truce."}],"acts":[{"act":"URGE"}]`, 1},
			{"nobody who told it (`UNSTATED`): that is not first-hand, and no number of relays is known", `"transmission":"UNSTATED","depth":null`, 2},
		},
		{
			{"Twice, by Kerry", `"speakers":[{"actor":{"name":"John Kerry"},`, 2},
			{"to put pressure on the Syrian government (ASK)", `"acts":[{"act":"ASK"}],"content":{"mood":"REQUESTED","act":null,"action":"PRESSURE","actor":{"name":"Sergey Lavrov"},"toward":[{"name":"Syrian government"}]`, 1},
			{"for the United States, to urge it to abide (EXPECT)", `"onBehalfOf":{"name":"United States"}}],"acts":[{"act":"EXPECT"}],"content":{"mood":"EXPECTED","act":"URGE"`, 1},
			{"the government is to COMPLY", `"action":"COMPLY","actor":{"name":"Syrian government"}`, 2},
		},
		{
			{"strong concern about an offensive around Aleppo", `strong concern about an offensive by Syrian forces around the city of Aleppo."}],"acts":[{"act":"EXPRESS_CONCERN"}]`, 1},
			{"on 2016-04-14: DERIVED from «الخميس الماضي»", `"edtf":"2016-04-14","words":"الخميس الماضي","basis":"DERIVED"`, 1},
			{"anchored in «الجمعة 15 أبريل/نيسان 2016»", `"anchor":{"words":"الجمعة 15 أبريل/نيسان 2016"}`, 1},
			{"day 48 of the truce", `"dayOfTruce":{"from":48,"to":48}`, 1},
		},
	}
	asked := fiveQuestions(t)
	if len(asked) != len(want) {
		t.Fatalf("README.md asks %d questions, want %d", len(asked), len(want))
	}
	dir, p := sampled(t), tested(t)
	for i, q := range asked {
		t.Run(q.title, func(t *testing.T) {
			code, out, errs := says(t, p, "query", "--data", dir, q.query)
			if code != codeOK || errs != "" {
				t.Fatalf("exit code %d, %q, %s", code, errs, out)
			}
			for _, w := range want[i] {
				if !strings.Contains(q.prose, w.says) {
					t.Errorf("README.md does not say %q", w.says)
				}
				if n := strings.Count(out, w.answer); n != w.times {
					t.Errorf("README.md says %q: %d times %s in %s", w.says, n, w.answer, out)
				}
			}
		})
	}
	// It also names a revision in which one answer was another.
	before := regexp.MustCompile("`query @asOf\\(revision: (\\d+)\\)` shows the record before the anchor was added").FindStringSubmatch(asked[4].prose)
	if before == nil {
		t.Fatal("README.md names no revision before the anchor was added")
	}
	_, out, _ := says(t, p, "query", "--data", dir, fmt.Sprintf("query @asOf(revision: %s) %s", before[1], asked[4].query))
	if !strings.Contains(out, `"anchor":null`) {
		t.Errorf("revision %s: %s", before[1], out)
	}
}

// TestTheTabsAreTheQuestionsOfReadme: the same five, in the same order, but for
// the layout and the name of the operation, which is the title of the tab.
func TestTheTabsAreTheQuestionsOfReadme(t *testing.T) {
	named := regexp.MustCompile(`^query \w+ `)
	var want, got []string
	for _, q := range fiveQuestions(t) {
		want = append(want, q.title+": "+plainQuery(q.query))
	}
	for _, q := range questions {
		if !named.MatchString(q.query) {
			t.Errorf("%s: the operation has no name", q.title)
		}
		got = append(got, q.title+": "+plainQuery(named.ReplaceAllString(q.query, "")))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the tabs are\n%s\nand the questions\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// plainQuery is a query without its layout. No string of ours holds a comma or
// a bracket.
func plainQuery(query string) string {
	query = strings.ReplaceAll(query, ",", " ")
	query = regexp.MustCompile(`[{}()\[\]:]`).ReplaceAllString(query, " $0 ")
	return strings.Join(strings.Fields(query), " ")
}
