package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hudna/graph"
)

// What is hidden, and what nobody may find without the clearance. All of it is made
// up.
const leakHidden = "actor/0195b000-0000-7000-8000-000000000001"

var leakSecrets = []string{"0195b000", "Zorvath", "Quellin", "Q-77", "vexillum", "zinnober"}

// leakCorrected are records that the second commit corrects.
var leakCorrected = []graph.ID{"actor/anton", "statement/s-3", "statement/s-4"}

// A leakWay is how what is hidden is related to what is not: what it puts into the
// lines of others, by the names of the gaps in them, and lines of its own.
type leakWay struct {
	says  string
	gaps  map[string]string
	lines string
}

// leakActor is somebody hidden.
const leakActor = `{"type":"Actor","id":"` + leakHidden + `","marking":"MARKING","kind":"PERSON","codes":[{"system":"made-up","code":"Q-77"}],"names":[{"text":"Zorvath Quellin","lang":"en"}]AFFILIATED}
`

// leakSaid is a statement that is hidden by something else.
func leakSaid(n int, rest string) string {
	return fmt.Sprintf(`{"type":"Statement","id":"statement/0195b000-0000-7000-8000-00000000001%d","text":"The vexillum of Karvela burns.","lang":"en","wording":"PARAPHRASE","acts":[{"act":"ACCUSE"}],"said":{"edtf":"2019-05-03"},"utterance":"utterance/hidden-%d","occasion":"event/shelling","place":"location/karvela","about":[{"node":"actor/berun","role":"ACCUSED","level":0,"stance":{"value":-1,"scale":"made-up"}},{"node":"agreement/karvela-truce","role":"BREACHED","level":0}],"positions":[{"topic":"topic/quiet","agreement":"DISAGREE"}],%s}
`, n, n, rest)
}

const leakGazette = `"evidence":[{"document":"document/gazette"}]`

// leakReport is what several documents tell in the same words: all of it is made up.
const leakReport = "The envoy of Berun arrived in Karvela before noon and went to the town hall at once. According to the guard at the bridge " +
	"nobody fired that morning, and the market stayed open until the evening. The mayor reportedly asked both sides to keep to what they had signed in April, " +
	"and said that he would write down every shot that he heard."

var leakWays = map[string]leakWay{
	"speaker": {
		"it speaks: the statement is hidden with it",
		nil, leakActor + leakSaid(1, `"speakers":[{"actor":"`+leakHidden+`"}],`+leakGazette),
	},
	"relay": {
		"it passed on what somebody else said: the statement is hidden with it",
		nil, leakActor + leakSaid(2, `"speakers":[{"actor":"actor/anton"}],"relays":[{"actor":"`+leakHidden+`"}],"transmission":"RELAYED",`+leakGazette),
	},
	"document": {
		"a document in which a statement stands: the statement is hidden with it",
		nil, `{"type":"Document","id":"document/0195b000-0000-7000-8000-000000000003","marking":"MARKING","kind":"REPORT","title":"Zorvath papers","lang":"en","publisher":"actor/avaria","text":"` + leakReport + `"}
` + leakSaid(3, `"speakers":[{"actor":"actor/avaria"}],"evidence":[{"document":"document/0195b000-0000-7000-8000-000000000003"}]`),
	},
	"itself": {
		"a statement that is marked itself, of people who are not",
		nil, strings.Replace(leakSaid(4, `"speakers":[{"actor":"actor/avaria"}],"links":[{"kind":"DENIES","statement":"statement/s-1","of":"CONTENT"}],`+leakGazette), `","text"`, `","marking":"MARKING","text"`, 1),
	},
	"answer": {
		"what a hidden speaker denies, confirms and repeats",
		nil, leakActor + leakSaid(5, `"speakers":[{"actor":"`+leakHidden+`"}],"links":[{"kind":"REPEATS","statement":"statement/s-1","of":"CONTENT"}],`+leakGazette),
	},
	"addressee": {
		"it was told: it is left out of a statement that is seen",
		map[string]string{"TOLD": `,{"actor":"` + leakHidden + `","term":"zinnober"}`},
		leakActor,
	},
	"about": {
		"a statement that is seen is about it: it is left out there",
		map[string]string{"ABOUT": `,{"node":"` + leakHidden + `","role":"CRITICISED","level":0,"term":"zinnober","stance":{"value":-1,"scale":"made-up"}}`},
		leakActor,
	},
	"participant": {
		"it took part in an event and signed an agreement that are seen",
		map[string]string{"PART": `,{"actor":"` + leakHidden + `","role":"TARGET"}`, "PARTY": `,{"actor":"` + leakHidden + `","role":"MEDIATOR"}`},
		leakActor,
	},
	"organisation": {
		"somebody who is seen belongs to it, and it belongs to somebody who is seen and speaks for them",
		map[string]string{"BELONGS": `,{"organisation":"` + leakHidden + `","kind":"MEMBER"}`, "AFFILIATED": `,"affiliations":[{"organisation":"actor/avaria","kind":"HOLDS_POST","speaksFor":true}]`},
		leakActor + leakSaid(6, `"speakers":[{"actor":"`+leakHidden+`"}],`+leakGazette),
	},
	"publisher": {
		"it published a document that is seen",
		map[string]string{"PUBLISHER": `,"publisher":"` + leakHidden + `"`},
		leakActor,
	},
	"same": {
		"it is judged to be the same as somebody who is seen",
		nil, leakActor + leakSaid(7, `"speakers":[{"actor":"`+leakHidden+`"}],`+leakGazette) +
			`{"type":"Judgement","id":"judgement/0195b000-0000-7000-8000-000000000004","marking":"MARKING","a":"actor/anton","b":"` + leakHidden + `","verdict":"SAME","why":"zinnober"}
`,
	},
	"event": {
		"an event under an agreement that is seen, at which something was said",
		map[string]string{"OCCASION": `,"occasion":"event/0195b000-0000-7000-8000-000000000005"`},
		`{"type":"Event","id":"event/0195b000-0000-7000-8000-000000000005","marking":"MARKING","kind":"MEETING","names":[{"text":"Zorvath talks","lang":"en"}],"when":{"edtf":"2019-05-01"},"under":"agreement/karvela-truce","places":[{"location":"location/karvela","precision":"EXACT"}],"participants":[{"actor":"actor/berun","role":"PERPETRATOR"}],"basis":"REPORTED"}
`,
	},
	"place": {
		"a place within one that is seen, in which something was said that is seen",
		map[string]string{"PLACE": `"location/0195b000-0000-7000-8000-000000000006"`},
		`{"type":"Location","id":"location/0195b000-0000-7000-8000-000000000006","marking":"MARKING","kind":"SITE","names":[{"text":"Zorvath mill","lang":"en"}],"within":"location/karvela"}
`,
	},
	"topic": {
		"a topic on which somebody who is seen took a position",
		map[string]string{"POSITION": `,{"topic":"topic/0195b000-0000-7000-8000-000000000007","agreement":"DISAGREE"}`},
		`{"type":"Topic","id":"topic/0195b000-0000-7000-8000-000000000007","marking":"MARKING","kind":"PROPOSITION","names":[{"text":"Zorvath shall go","lang":"en"}],"broader":"topic/quiet"}
`,
	},
}

// leakLines are the lines of the two commits of a graph.
func leakLines(marking graph.Marking, ways []string) []string {
	first := `{"type":"Actor","id":"actor/avaria","kind":"STATE","names":[{"text":"Avaria","lang":"en"}]}
{"type":"Actor","id":"actor/berun","kind":"STATE","names":[{"text":"Berun","lang":"en"}]}
{"type":"Actor","id":"actor/anton","kind":"PERSON","names":[{"text":"Anton Zorn","lang":"en"}],"codes":[{"system":"made-up","code":"A-1"}],"affiliations":[{"organisation":"actor/berun","kind":"MEMBER"}BELONGS]}
{"type":"Location","id":"location/karvela","kind":"REGION","names":[{"text":"Karvela","lang":"en"}],"point":{"lat":10,"lon":20}}
{"type":"Agreement","id":"agreement/karvela-truce","kind":"CEASEFIRE","names":[{"text":"Karvela truce","lang":"en"}],"inForce":{"edtf":"2019-04-01"},"parties":[{"actor":"actor/avaria","role":"PARTY"},{"actor":"actor/berun","role":"PARTY"}PARTY]}
{"type":"Topic","id":"topic/quiet","kind":"PROPOSITION","names":[{"text":"Keep quiet","lang":"en"}]}
{"type":"Document","id":"document/gazette","kind":"REPORT","title":"Gazette","lang":"en","text":"` + leakReport + `"PUBLISHER}
{"type":"Document","id":"document/courier","kind":"REPORT","title":"Courier","lang":"en","copyOf":{"document":"document/gazette","how":"ABRIDGED"}}
{"type":"Event","id":"event/shelling","kind":"SHELLING","when":{"edtf":"2019-05-01"},"under":"agreement/karvela-truce","places":[{"location":"location/karvela","precision":"EXACT"}],"participants":[{"actor":"actor/berun","role":"PERPETRATOR"}PART],"basis":"REPORTED"}
{"type":"Statement","id":"statement/s-1","text":"Berun shelled Karvela.","lang":"en","wording":"PARAPHRASE","speakers":[{"actor":"actor/avaria"}],"addressees":[{"actor":"actor/anton"}TOLD],"acts":[{"act":"ACCUSE"}],"said":{"edtf":"2019-05-02"}OCCASION,"about":[{"node":"actor/berun","role":"ACCUSED","level":0,"stance":{"value":-0.5,"scale":"made-up"}},{"node":"event/shelling","role":"SUBJECT","level":0},{"node":"agreement/karvela-truce","role":"BREACHED","level":0}ABOUT],"positions":[{"topic":"topic/quiet","agreement":"AGREE"}POSITION],"utterance":"utterance/u-1",` + leakGazette + `}
{"type":"Statement","id":"statement/s-2","text":"Berun did not shell Karvela.","lang":"en","wording":"PARAPHRASE","speakers":[{"actor":"actor/berun"}],"acts":[{"act":"DENY"}],"said":{"edtf":"2019-05-04"},"about":[{"node":"actor/avaria","role":"CRITICISED","level":0}],"positions":[{"topic":"topic/quiet","agreement":"DISAGREE"}],"links":[{"kind":"DENIES","statement":"statement/s-1","of":"CONTENT"}],` + leakGazette + `}
{"type":"Statement","id":"statement/s-3","text":"Anton hopes for quiet.","lang":"en","wording":"PARAPHRASE","speakers":[{"actor":"actor/anton"}],"acts":[{"act":"URGE"}],"said":{"edtf":"2019-05-05"}SAIDAT,"about":[{"node":"actor/avaria","role":"ASKED","level":0}],"positions":[{"topic":"topic/quiet","agreement":"AGREE"}],` + leakGazette + `}
{"type":"Statement","id":"statement/s-4","text":"Berun holds the bridge.","lang":"en","wording":"PARAPHRASE","speakers":[{"actor":"actor/avaria"}],"acts":[{"act":"ACCUSE"}],"said":{"edtf":"2019-05-06"},"utterance":"utterance/hidden-1","about":[{"node":"actor/berun","role":"ACCUSED","level":0}],` + leakGazette + `}
`
	corrected := `{"type":"Statement","id":"statement/s-4","text":"Berun holds the bridge.","lang":"en","wording":"PARAPHRASE","speakers":[{"actor":"actor/avaria"}],"acts":[{"act":"ACCUSE"}],"said":{"edtf":"2019-05-06"},"utterance":"utterance/hidden-1","about":[{"node":"actor/berun","role":"ACCUSED","level":0},{"node":"agreement/karvela-truce","role":"BREACHED","level":0}],` + leakGazette + `}
{"type":"Statement","id":"statement/s-3","text":"Anton hopes for more quiet.","lang":"en","wording":"PARAPHRASE","speakers":[{"actor":"actor/anton"}],"acts":[{"act":"URGE"}],"said":{"edtf":"2019-05-05"}SAIDAT,"about":[{"node":"actor/avaria","role":"ASKED","level":0}],"positions":[{"topic":"topic/quiet","agreement":"AGREE"}],` + leakGazette + `}
`
	hidden, gaps := "", map[string]string{
		"TOLD": "", "ABOUT": "", "PARTY": "", "PART": "", "BELONGS": "", "AFFILIATED": "", "PUBLISHER": "", "OCCASION": "", "PLACE": "", "POSITION": "",
	}
	for _, name := range ways {
		way := leakWays[name]
		maps.Copy(gaps, way.gaps)
		lines := way.lines
		if strings.Contains(hidden, leakActor) {
			lines = strings.ReplaceAll(lines, leakActor, "")
		}
		hidden += lines
	}
	fill := func(text string) string {
		saidAt := ""
		if gaps["PLACE"] != "" {
			saidAt = `,"place":` + gaps["PLACE"]
		}
		text = strings.ReplaceAll(text, "SAIDAT", saidAt)
		for _, name := range slices.Backward(slices.Sorted(maps.Keys(gaps))) { // PARTY before PART
			if name != "PLACE" {
				text = fillGap(text, name, gaps[name])
			}
		}
		return strings.ReplaceAll(text, "MARKING", string(marking))
	}
	return []string{fill(first + hidden), fill(corrected)}
}

// fillGap puts something into the gaps of a name: where it stands behind a bracket, a
// brace or a quotation mark, so that values of the same name are left alone.
func fillGap(text, name, with string) string {
	for _, before := range []string{`}`, `"`, `]`} {
		text = strings.ReplaceAll(text, before+name+`]`, before+with+`]`)
		text = strings.ReplaceAll(text, before+name+`}`, before+with+`}`)
		text = strings.ReplaceAll(text, before+name+`,`, before+with+`,`)
	}
	return text
}

const leakEverySort = `basis: [CODED, EXTRACTED, MACHINE_CODED], status: [DRAFT, PUBLISHED, RETRACTED]`

// leakFollowed and leakFollowedHidden are what is subscribed to; of the latter, what is
// hidden is named.
var (
	leakFollowed = []string{
		`subscription { revision(after: 0) { number author message } }`,
		`subscription { changed(where: {` + leakEverySort + `}, after: 0) { came went changed statements(first: 50) { move changes { path before after } before { id } after { id text addressees { actor { id } term } about { node { ... on Node { id } } term } positions { topic { id } } occasion { id } place { id } attestedBy { id } sources } } } }`,
		`subscription { changed(where: {or: [{by: {anyOf: ["actor/anton"]}}, {about: [{actor: {anyOf: ["actor/berun"]}}]}]}, after: 1) { came went changed statements(first: 50) { move after { id place { id } } } } }`,
		`subscription { disputeChanged(agreement: "agreement/karvela-truce", after: 1) { came went changed disputes(first: 50) { key move before after dispute { state allegationCount allegations { statement { id } } answerCount } } } }`,
	}
	leakFollowedHidden = []string{
		`subscription { changed(where: {or: [{by: {anyOf: ["actor/anton"]}}, {by: {anyOf: ["HIDDEN"]}}]}, after: 1) { came went changed } }`,
		`subscription { disputeChanged(agreement: "HIDDEN") { came } }`,
	}
)

var leakChannels = []channel{
	leakAsked("record by id", `{ node(id: "HIDDEN") { id } nodes(ids: ["HIDDEN", "actor/avaria"]) { id } actor(id: "HIDDEN") { id kind } }`),
	leakAsked("record by code", `{ actor(code: {system: "made-up", code: "Q-77"}) { id } }`),
	leakAsked("fields of what is seen", `{
		a: actor(id: "actor/anton") { affiliations { organisation { id } kind } names { text } codes { code } }
		g: agreement(id: "agreement/karvela-truce") { parties { actor { id } role } }
		e: event(id: "event/shelling") { participants { actor { id } role } }
		d: document(id: "document/gazette") { publisher { id } }
		s: statement(id: "statement/s-1") { addressees { actor { id } term } about { node { ... on Node { id } } term role } positions { topic { id } } occasion { id } attestedBy { id } sources authorship { created { author number } } }
		p: statement(id: "statement/s-3") { place { id } } }`),
	leakAsked("lists", `{ actors { nodes { id } } locations { nodes { id } } agreements { nodes { id } } documents { nodes { id } } topics { nodes { id } } events { nodes { id } }
		statements(where: {`+leakEverySort+`}) { nodes { id text } } }`,
		`{ actor(id: "actor/berun") { mentions { nodes { id } } } location(id: "location/karvela") { statements { nodes { id } } } document(id: "document/gazette") { statements { nodes { id } } } topic(id: "topic/quiet") { statements { nodes { id } } } }`),
	leakAsked("counts", `{ actors { totalCount } locations { totalCount } documents { totalCount } topics { totalCount } events { totalCount }
		statements { totalCount utterances sources } revisions { totalCount } actor(id: "actor/berun") { mentions { totalCount utterances sources } } }`),
	leakAsked("facets",
		`{ statements(first: 1) { facets(by: SPEAKER, first: 10) { values { node { ... on Node { id } } count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: RELAY, first: 10) { values { node { ... on Node { id } } count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: ATTESTOR, first: 10) { values { node { ... on Node { id } } count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: ADDRESSEE, first: 10) { values { node { ... on Node { id } } count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: ABOUT, first: 10) { values { node { ... on Node { id } } count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: TOPIC, first: 10) { values { node { ... on Node { id } } count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: PUBLISHER, first: 10) { values { node { ... on Node { id } } count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: PLACE, first: 10) { values { node { ... on Node { id } } count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: ROLE, first: 10) { values { value count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: ACT, first: 10) { values { value count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: POSITION, first: 10) { values { value count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: DAY, first: 10) { values { value count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: WEEK, first: 10) { values { value count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: MONTH, first: 10) { values { value count } distinct without } } }`,
		`{ statements(first: 1) { facets(by: LANG, first: 10) { values { value count } distinct without } } }`,
	),
	leakAsked("order and cursors", `{ a: statements(first: 1) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } b: statements(last: 1, orderBy: RECORDED_DESC) { edges { cursor node { id } } pageInfo { hasPreviousPage startCursor } }
		c: events(last: 1) { edges { cursor node { id } } pageInfo { hasPreviousPage } } d: actors(last: 1) { edges { cursor } pageInfo { hasPreviousPage } } }`),
	leakAsked("filters that name what is seen", `{ a: statements(where: {by: {anyOf: ["actor/avaria"], include: [SELF, REPRESENTATIVES, PARTS]}}) { edges { node { id } matchedThrough { path } } totalCount }
		b: statements(where: {about: [{actor: {anyOf: ["actor/berun"], include: [SELF, PARTS, REPRESENTATIVES]}}]}) { nodes { id } totalCount } c: statements(where: {saidAt: {anyOf: ["location/karvela"], descendants: true}}) { nodes { id } totalCount }
		d: statements(where: {links: {kinds: [DENIES, REPEATS], anyOf: ["statement/s-1"]}}) { nodes { id } totalCount } e: events(where: {under: "agreement/karvela-truce"}) { nodes { id } totalCount }
		f: statements(where: {not: {by: {anyOf: ["actor/berun"]}}}) { nodes { id } totalCount } g: statements(where: {document: {publisher: {anyOf: ["actor/avaria"]}}}) { totalCount } }`),
	leakAsked("a filter that names what is hidden", `{ statements(where: {by: {anyOf: ["HIDDEN"]}}) { totalCount } }`, `{ statements(where: {about: [{actor: {anyOf: ["HIDDEN"]}}]}) { totalCount } }`),
	leakAsked("a question that names what is hidden", `{ similar(id: "HIDDEN") { more } }`, `{ shortestPaths(from: "HIDDEN", to: "actor/avaria") { length } }`, `{ diff(id: "HIDDEN", from: 0, to: 1) { changes { path } } }`,
		`{ revisions(where: {touches: "HIDDEN"}) { nodes { number } } }`, `{ undecided(of: "HIDDEN") { totalCount } }`, `{ trace(from: "statement/0195b000-0000-7000-8000-000000000014") { read } }`,
		`{ coderAgreement(documents: ["document/0195b000-0000-7000-8000-000000000003"]) { units } }`, `{ search(text: "karvela") { totalCount } network(where: {by: {anyOf: ["HIDDEN"]}}) { uses } }`),
	leakAsked("a change that names what is hidden", `{ validate(input: {changes: [{retract: {id: "HIDDEN", reason: "x"}}]}) { errors { code path message } } }`,
		`{ validate(input: {changes: [{create: {event: {id: "event/new", kind: MEETING, basis: REPORTED, participants: [{actor: "HIDDEN"}]}}}]}) { errors { code path message } } }`),
	leakAsked("search, scores and highlights", `{ search(text: "karvela") { edges { score cursor node { ... on Node { id } } highlights { path start end text } } totalCount } }`,
		`{ search(text: "vexillum") { totalCount } z: search(text: "zorvath") { totalCount edges { score } } }`,
		`{ statements(where: {text: "karvela"}, orderBy: RELEVANCE) { edges { score node { id } highlights { text } } totalCount } }`),
	leakAsked("suggestions of names", `{ actors(where: {startsWith: "zor"}) { edges { node { id } highlights { text } } totalCount } locations(where: {startsWith: "zor"}) { totalCount } topics(where: {startsWith: "zor"}) { totalCount } }`),
	leakAsked("matrix", `{ matrix(first: 100) { cells { row { id } column { id } count stances { scale count mean } } distinct statements without } }`),
	leakAsked("series", `{ series(period: DAY, by: SPEAKER, first: 5, periods: 100) { groups { value points { period statements utterances stances { count mean } } } distinct statements without undated spanning } }`),
	leakAsked("events over time and by place", `{ eventSeries(period: YEAR, by: ACTOR, first: 5, periods: 100) { groups { value events points { period events } } distinct events without undated spanning } k: eventSeries(period: YEAR, by: PLACE, first: 5, periods: 100) { flat { time key count } distinct without }
		eventPlaces { places { location { id } events exact precisions { precision events } bases { basis events } } distinct events nowhere outside } c: eventPlaces(level: COUNTRY) { places { location { id } events } nowhere outside } }`),
	leakAsked("reports of one utterance and copies", `{ sameUtterance(above: 0.1) { read total refused found(first: 50) { a { id } b { id } score } } copies { read without total refused found(first: 50) { original { id } copy { id } score } } }`),
	leakAsked("positions", `{ positions(first: 100) { cells { actor { id } target { id } all { count for against sources } } distinct statements without } t: positions(on: TARGETS, first: 100) { cells { actor { id } target { id } all { count for against } } statements without } }`),
	leakAsked("network", `{ network(by: {on: TARGETS, qualifier: TEXT, aggregation: CONGRUENCE}) { uses left notes slices { rows { id uses } ties(first: 100) { row column weight } } file(format: GRAPHML) } t: network { uses slices { rows { id } ties(first: 100) { row column weight } } file(format: CSV) } }`),
	leakAsked("paths", `{ shortestPaths(from: "actor/avaria", to: "actor/anton", first: 20) { length steps { from { id } to { id } count statements { id } } } }`,
		`{ shortestPaths(from: "actor/anton", to: "actor/berun", links: [SPOKE_OF, SPOKE_TO], first: 20) { length steps { count statements { id } } } }`),
	leakAsked("disputes by time", `{ agreement(id: "agreement/karvela-truce") { disputes { read series(period: DAY) { groups { value points { period statements } } statements without undated } tallies(first: 20) { counter { id } total }
		biases(first: 20) { by { id } of { id } allegations total } days(first: 50) { day place { id } accused { id } statements { id } events { id } } } } }`),
	leakAsked("reports of one utterance", `{ sameUtterance(above: 0) { read total refused cut found(first: 50) { key score a { id } b { id } evidence { kind a b nodes } } } one: sameUtterance(of: "statement/s-1", above: 0) { read total found { key score } } }`),
	leakAsked("copies of documents", `{ copies { read without total refused found(first: 50) { key how score shared others original { id } copy { id } } } one: copies(of: "document/gazette") { read without total found { key } } }`),
	leakAsked("what copies left out", `{ document(id: "document/courier") { losses { texts statements more found(first: 50) { kind words actor { id } originalStatement { id } copyStatement { id } } } } copies { found(first: 2) { losses { statements found { kind words } } } } }`),
	leakAsked("readouts", `{ event(id: "event/shelling") { readouts { read clauseCount sides { actor { id } tellers { id } documents { id } statementCount } clauses(first: 50) { given { side statements { id } } omittedBy sameActs relabels { node { ... on Node { id } } sideA termA sideB termB } } } } }`),
	leakAsked("places of events", `{ eventPlaces(first: 50) { places { location { id } events exact precisions { precision events } bases { basis events } } distinct events nowhere outside } r: eventPlaces(level: REGION) { places { location { id } events } events outside } }`),
	leakFetched("pictures", "/plot/timeline.svg", "/plot/timeline.svg?by=SPEAKER", "/plot/positions.svg", "/plot/network.svg", "/plot/map.svg"),
	leakFetched("earlier and narrowed pictures", "/plot/timeline.svg?revision=1&lang=ar", "/plot/positions.svg?on=TARGETS&revision=1", "/plot/network.svg?revision=1&seed=2", "/plot/map.svg?revision=1&level=COUNTRY",
		"/plot/timeline.svg?by=ADDRESSEE&where=%7B%22about%22:%5B%7B%22actor%22:%7B%22anyOf%22:%5B%22actor/berun%22%5D%7D%7D%5D%7D"),
	leakFetched("a picture that names what is hidden", "/plot/timeline.svg?where=%7B%22by%22:%7B%22anyOf%22:%5B%22HIDDEN%22%5D%7D%7D", "/plot/positions.svg?where=%7B%22by%22:%7B%22anyOf%22:%5B%22HIDDEN%22%5D%7D%7D",
		"/plot/map.svg?country=location/0195b000-0000-7000-8000-000000000006"),
	leakFetched("tags of answers", "/graphql?query=%7Bstatements%7BtotalCount%7Dactors%7BtotalCount%7D%7D", "/graphql?query=%7Bactor(id:%22actor/berun%22)%7Bmentions%7BtotalCount%7D%7D%7D",
		"/graphql?query=query%20%40asOf(revision:1)%7Bstatements%7BtotalCount%7D%7D"),
	leakAsked("error texts, of what names what is hidden", `{ sameUtterance(of: "statement/0195b000-0000-7000-8000-000000000011") { read } }`, `{ copies(of: "document/0195b000-0000-7000-8000-000000000003") { read } }`,
		`{ event(id: "event/0195b000-0000-7000-8000-000000000005") { readouts { read } } }`, `{ document(id: "document/0195b000-0000-7000-8000-000000000003") { losses { more } } }`,
		`{ agreement(id: "HIDDEN") { id } }`, `{ network(where: {via: {anyOf: ["HIDDEN"]}}) { uses } }`, `{ statements(where: {document: {publisher: {anyOf: ["HIDDEN"]}}}) { totalCount } }`,
		`{ events(where: {place: {anyOf: ["location/0195b000-0000-7000-8000-000000000006"]}}) { totalCount } }`, `{ statements(where: {positions: [{topic: "topic/0195b000-0000-7000-8000-000000000007"}]}) { totalCount } }`,
		`{ actr(id: "HIDDEN") { zorvath } }`, `{ node(id: 7.5) { id } }`),
	leakAsked("disputes", `{ agreement(id: "agreement/karvela-truce") { disputes { total unanswered states { state count } found { key state allegationCount allegations { statement { id } } answers { statement { id } } } days { events { id } } } } }`),
	leakAsked("trails", `{ trace(from: "statement/s-1") { read carriedCount carried { id } tellingCount tellings { actor { id } } first { id } } }`),
	leakAsked("identity and candidates", `{ actor(id: "actor/anton") { id identity { canonical { ... on Node { id } } members { ... on Node { id } } judgements { id } } } similar(id: "actor/anton") { found { record { ... on Node { id } } score } more } undecided { totalCount } }`),
	leakAsked("agreement of coders", `{ coderAgreement(documents: ["document/gazette"]) { coders units unmatchedCount unplacedCount uncoded } }`),
	leakAsked("history", `{ statement(id: "statement/s-3") { history { nodes { verb revision { number author } changes { path before after } record { ... on Statement { text place { id } } } } } } a: actor(id: "actor/anton") { history { nodes { changes { after } record { ... on Actor { affiliations { organisation { id } } } } } } } r: node(id: "HIDDEN") { id } }`),
	leakAsked("diff", `{ diff(id: "statement/s-3", from: 1, to: 2) { changes { path before after } } differences(from: 0) { nodes { id } } comparison(where: {}, from: 0) { came went changed nodes { after { id } } } }`),
	leakAsked("earlier revisions", `query @asOf(revision: 1) { statements { totalCount nodes { id } } actors { totalCount } matrix { statements cells { count } } search(text: "karvela") { totalCount edges { score } } }`),
	leakAsked("citations", `{ cite(id: "HIDDEN") { id } s: cite(id: "statement/s-1") { resultHash } q: cite(query: "{ statements { totalCount nodes { id } } }") { resultHash json } }`),
	leakAsked("explanations", `#explain
		{ statements(where: {about: [{actor: {anyOf: ["actor/berun"]}}]}) { totalCount nodes { id } } }`, `#explain
		{ statements(where: {by: {anyOf: ["actor/avaria"], include: [SELF, REPRESENTATIVES]}}) { nodes { id } } }`, `#explain
		{ search(text: "karvela") { totalCount nodes: edges { node { ... on Node { id } } } } }`, `#explain
		{ events { nodes { id participants { actor { id } } } totalCount } }`),
	leakAsked("cost", `{ rateLimit { cost limit } statements { totalCount } }`),
	leakFetched("export of tables", "/export/statements.csv", "/export/actors.tsv", "/export/events.csv", "/export/documents.csv", "/export/locations.csv", "/export/statements.csv"+leakFilter(`{about:[{actor:{anyOf:["actor/berun"]}}]}`)),
	leakFetched("export of linked data and maps", "/export/statements.jsonld", "/export/events.geojson", "/export/locations.geojson"),
	leakFetched("an export that names what is hidden", "/export/statements.csv?filter=%7Bby:%7BanyOf:%5B%22HIDDEN%22%5D%7D%7D"),
	leakFetched("export of networks", "/export/network.graphml", "/export/network.gexf"),
	leakFetched("feed of commits", "/changes", "/changes?after=1"),
	leakSubscribed("subscriptions", leakFollowed...),
	leakSocketed("subscriptions over WebSocket", leakFollowed...),
	leakSubscribed("a subscription that names what is hidden", leakFollowedHidden...),
	leakSocketed("a subscription over WebSocket that names what is hidden", leakFollowedHidden...),
	leakFetched("answers that are kept", "/graphql?query="+leakKept),
	leakFetched("the start page and its search", "/?lang=en", "/?q=karvela", "/?q=vexillum", "/?q=zorvath&lang=ar"),
}

// leakKept is a question by GET, which is kept for who asks next.
const leakKept = "%7B%20statements%20%7B%20totalCount%20nodes%20%7B%20id%20%7D%20%7D%20%7D"
