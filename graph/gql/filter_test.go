package gql_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// The statements that everybody is shown, newest first, by what they are.
var shown = []struct {
	name string
	id   graph.ID
}{
	{"promise", promise},
	{"thanks", graphtest.ToldToMediatorID},
	{"denial", graphtest.DenialID},
	{"hope", graphtest.NestedHopeID},
	{"own voice", graphtest.OwnVoiceID},
	{"answer", graphtest.DraftID},
	{"relay chain", graphtest.RelayChainID},
	{"readout", graphtest.RelayChainReadoutID},
	{"joint", graphtest.JointStatementID},
	{"count", graphtest.CountID},
	{"copy", graphtest.RelayChainCopyID},
	{"unnamed", graphtest.AnonymousID},
}

// named puts names to the statements of a list.
func named(t *testing.T, nodes any) string {
	t.Helper()
	list, ok := nodes.([]any)
	if !ok {
		t.Fatalf("%v is no list", nodes)
	}
	var names []string
	for i := range list {
		id := fmt.Sprint(at(t, list, i, "id"))
		for _, s := range shown {
			if string(s.id) == id {
				id = s.name
			}
		}
		names = append(names, id)
	}
	return strings.Join(names, ", ")
}

const listed = `query ($where: StatementFilter) {
  statements(where: $where, first: 500) { nodes { id } totalCount }
}`

func TestStatementFilter(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testStatementFilter(t, g) })
	}
}

func testStatementFilter(t *testing.T, g graph.Graph) {
	t.Helper()
	api := serving(t, g, graph.MarkingPublic)
	const all = "promise, thanks, denial, hope, own voice, answer, relay chain, readout, joint, count, copy, unnamed"
	for what, c := range map[string]struct{ where, want string }{
		"no filter":                       {`null`, all},
		"an empty filter":                 {`{}`, all},
		"parts that are null":             {`{"by": null, "to": null, "via": null, "about": null, "acts": null, "said": null, "depth": null, "document": null, "utterance": null, "occasion": null, "status": null, "basis": null}`, all},
		"parts that say nothing":          {`{"by": {}, "about": [], "said": {}, "document": {}}`, all},
		"lists that ask nothing":          {`{"by": {"anyOf": null, "allOf": [], "noneOf": []}}`, all},
		"one of nobody spoke":             {`{"by": {"anyOf": []}}`, ""},
		"one of no acts":                  {`{"acts": []}`, ""},
		"one of no statuses":              {`{"status": []}`, ""},
		"one of no bases":                 {`{"basis": []}`, ""},
		"in one of no documents":          {`{"document": {"anyOf": []}}`, ""},
		"in one of no roles":              {`{"about": [{"roles": []}]}`, ""},
		"about one of nobody":             {`{"about": [{"actor": {"anyOf": []}}]}`, ""},
		"who spoke":                       {`{"by": {"anyOf": ["actor/anton-rikard"]}}`, "relay chain, readout, joint, copy"},
		"in which post":                   {`{"by": {"anyOf": ["actor/ruritania-foreign-minister"]}}`, "relay chain, readout, joint"},
		"who spoke together":              {`{"by": {"allOf": ["actor/anton-rikard", "actor/saher-noman"]}}`, "joint"},
		"who spoke without another":       {`{"by": {"anyOf": ["actor/anton-rikard"], "noneOf": ["actor/saher-noman"]}}`, "relay chain, readout, copy"},
		"who did not speak":               {`{"by": {"noneOf": ["actor/anton-rikard"]}}`, "promise, thanks, denial, hope, own voice, answer, count, unnamed"},
		"one of several spoke":            {`{"by": {"anyOf": ["actor/meridian-monitor", "actor/lake-council"]}}`, "promise, count"},
		"to whom":                         {`{"to": {"anyOf": ["actor/saher-noman"]}}`, "relay chain, readout"},
		"to whom in a post":               {`{"to": {"anyOf": ["actor/ruritania-foreign-minister"]}}`, "promise"},
		"to whom besides somebody hidden": {`{"to": {"allOf": ["actor/karvela-gazette"]}}`, "thanks"},
		"through whom":                    {`{"via": {"anyOf": ["actor/mira-dolan"]}}`, "relay chain, copy"},
		"through whom in a post":          {`{"via": {"anyOf": ["actor/avaria-foreign-minister"]}}`, "promise"},
		"through neither":                 {`{"via": {"noneOf": ["actor/mira-dolan", "actor/avaria-government"]}, "depth": {"min": 1}}`, "promise"},
		"about somebody":                  {`{"about": [{"actor": {"anyOf": ["actor/avaria"]}}]}`, "denial, hope, relay chain, readout, copy"},
		"about somebody in a role":        {`{"about": [{"actor": {"anyOf": ["actor/avaria"]}, "roles": ["ACCUSED"]}]}`, "relay chain"},
		"about two things":                {`{"about": [{"actor": {"anyOf": ["actor/avaria"]}, "roles": ["ASKED"]}, {"agreement": "agreement/karvela-truce", "roles": ["BREACHED"]}]}`, "relay chain, readout"},
		"about a topic":                   {`{"about": [{"topic": "topic/aid-to-karvela"}]}`, "joint"},
		"about a place":                   {`{"about": [{"location": {"anyOf": ["location/karvela-school"]}}]}`, "unnamed"},
		"about a statement":               {`{"about": [{"statement": "statement/rikard-to-noman-as-avaria-tells-it"}]}`, "answer"},
		"about an event":                  {`{"about": [{"event": {"anyOf": ["event/school-shelling-2019-04"]}}]}`, ""},
		"against somebody":                {`{"about": [{"stance": {"max": 0}}]}`, "relay chain"},
		"for somebody":                    {`{"about": [{"stance": {"min": 0.25}}]}`, "promise, own voice"},
		"of one stance":                   {`{"about": [{"stance": {"min": 0.25, "max": 0.25}}]}`, "own voice"},
		"what it does":                    {`{"acts": [{"act": "ACCUSE"}]}`, "relay chain, readout"},
		"what it does, stated":            {`{"acts": [{"act": "ACCUSE", "force": "STATED"}]}`, ""},
		"what it does, presupposed":       {`{"acts": [{"act": "ACCUSE", "force": "PRESUPPOSED", "main": null}]}`, "relay chain, readout"},
		"what it does above all":          {`{"acts": [{"act": "ACCUSE", "main": true}]}`, ""},
		"one of two acts":                 {`{"acts": [{"act": "URGE", "main": true}, {"act": "WELCOME"}]}`, "denial, readout, copy"},
		"possibly on a day":               {`{"said": {"from": "2019-04-19", "to": "2019-04-19"}}`, "denial, hope, own voice, count"},
		"certainly on a day":              {`{"said": {"from": "2019-04-19", "to": "2019-04-19", "certainty": "CERTAINLY"}}`, "denial, hope, own voice"},
		"on a day or nobody knows when":   {`{"said": {"from": "2019-05", "undated": true}}`, "promise, copy, unnamed"},
		"until a day":                     {`{"said": {"to": "2019-04-18", "certainty": null, "undated": null}}`, "answer, relay chain, readout, joint, count"},
		"through somebody":                {`{"depth": {"min": 1}}`, "promise, answer, relay chain, readout, copy"},
		"through a number that is known":  {`{"depth": {}}`, "promise, thanks, denial, hope, own voice, answer, relay chain, readout, count, copy, unnamed"},
		"for or against anything":         {`{"about": [{"stance": {}}]}`, "promise, own voice, relay chain"},
		"first-hand":                      {`{"depth": {"max": 0}}`, "thanks, denial, hope, own voice, count, unnamed"},
		"through one and no more":         {`{"depth": {"min": 1, "max": 1}, "basis": ["EXTRACTED"]}`, "promise"},
		"in a document":                   {`{"document": {"anyOf": ["document/avaria-readout-2019-04-18"]}}`, "answer, readout"},
		"in one of two documents":         {`{"document": {"anyOf": ["document/avaria-readout-2019-04-18", "document/ostovia-wire-2019-04-19"]}}`, "answer, readout, copy"},
		"of an utterance":                 {`{"utterance": "utterance/rikard-on-the-call"}`, "relay chain, readout, copy"},
		"of no utterance there is":        {`{"utterance": "utterance/never-was"}`, ""},
		"on an occasion":                  {`{"occasion": "event/call-2019-04-18"}`, "promise, answer, relay chain, readout, joint"},
		"withdrawn":                       {`{"status": ["RETRACTED"]}`, string(graphtest.CodedTwiceID)},
		"withdrawn or not":                {`{"status": ["RETRACTED", "PUBLISHED", "RETRACTED"], "acts": [{"act": "STRESS"}]}`, "joint, " + string(graphtest.CodedTwiceID)},
		"drafts":                          {`{"status": ["DRAFT"]}`, "statement/so-it-was, statement/somewhere"},
		"drafts that somebody is to read": {`{"status": ["DRAFT"], "assignedTo": "made-up reviewer"}`, "statement/so-it-was"},
		"superseded":                      {`{"superseded": true}`, "statement/council-is-quiet"},
		"in place of others":              {`{"superseded": [false, true], "by": {"anyOf": ["actor/lake-council"]}}`, "promise, statement/council-is-quiet"},
		"not superseded, in a set":        {`{"superseded": [false, true], "by": {"anyOf": ["actor/lake-council"]}, "not": {"superseded": true}}`, "promise"},
		"by an author":                    {`{"author": "made-up curator", "by": {"anyOf": ["actor/lake-council"]}}`, "promise"},
		"by no author":                    {`{"author": "nobody"}`, ""},
		"coded by a machine":              {`{"basis": ["MACHINE_CODED"]}`, string(graphtest.MachineCodedID)},
		"extracted":                       {`{"basis": ["EXTRACTED"]}`, "promise"},
		"several parts":                   {`{"by": {"anyOf": ["actor/anton-rikard"]}, "via": {"anyOf": ["actor/mira-dolan"]}, "said": {"to": "2019-04-18"}}`, "relay chain"},
	} {
		t.Run(what, func(t *testing.T) {
			got := data(t, api, listed, `{"where": `+c.where+`}`)
			if names := named(t, at(t, got, "statements", "nodes")); names != c.want {
				t.Errorf("got  %s\nwant %s", names, c.want)
			}
			n := 0
			if c.want != "" {
				n = len(strings.Split(c.want, ", "))
			}
			if total := fmt.Sprint(at(t, got, "statements", "totalCount")); total != fmt.Sprint(n) {
				t.Errorf("counted %s of %d", total, n)
			}
		})
	}
}

// TestListsOfRecords: the list of a record has to do with the record, whatever
// else the filter asks.
func TestListsOfRecords(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testListsOfRecords(t, g) })
	}
}

func testListsOfRecords(t *testing.T, g graph.Graph) {
	t.Helper()
	api := serving(t, g, graph.MarkingPublic)
	for what, c := range map[string]struct{ query, want string }{
		"what an actor said":                     {`actor(id: "actor/saher-noman") { list: statements { nodes { id } } }`, "answer, joint"},
		"what an actor said with another":        {`actor(id: "actor/saher-noman") { list: statements(where: {by: {anyOf: ["actor/anton-rikard"]}}) { nodes { id } } }`, "joint"},
		"what an actor said without another":     {`actor(id: "actor/saher-noman") { list: statements(where: {by: {noneOf: ["actor/anton-rikard"]}}) { nodes { id } } }`, "answer"},
		"what was said in a post":                {`actor(id: "actor/avaria-foreign-minister") { list: statements { nodes { id } } }`, "promise, answer, joint"},
		"what was said about an actor":           {`actor(id: "actor/valley-militia") { list: mentions { nodes { id } } }`, "promise, hope"},
		"what was said about an actor and more":  {`actor(id: "actor/valley-militia") { list: mentions(where: {about: [{agreement: "agreement/karvela-truce"}]}) { nodes { id } } }`, "hope"},
		"what was said about an actor by itself": {`actor(id: "actor/lake-council") { list: mentions(where: {by: {anyOf: ["actor/lake-council"]}}) { nodes { id } } }`, "promise"},
		"what was said about an agreement":       {`actor: agreement(id: "agreement/karvela-truce") { list: statements(where: {about: [{roles: [BREACHED]}]}) { nodes { id } } }`, "denial, relay chain, readout, count"},
		"what was said on an occasion or of it":  {`actor: event(id: "event/call-2019-04-18") { list: statements(where: {depth: {min: 0}}) { nodes { id } } }`, "promise, answer, relay chain, readout"},
		"what stands in a document":              {`actor: document(id: "document/avaria-readout-2019-04-18") { list: statements(orderBy: SAID_ASC, where: {document: {}}) { nodes { id } } }`, "readout, answer"},
		"nothing that an actor said":             {`actor(id: "actor/saher-noman") { list: statements(where: {acts: []}) { nodes { id } } }`, ""},
	} {
		t.Run(what, func(t *testing.T) {
			got := data(t, api, "{"+c.query+"}", "")
			if names := named(t, at(t, got, "actor", "list", "nodes")); names != c.want {
				t.Errorf("got  %s\nwant %s", names, c.want)
			}
		})
	}
}

func TestActorFilter(t *testing.T) {
	for of, g := range graphs(t) {
		t.Run(of, func(t *testing.T) { testActorFilter(t, g) })
	}
}

func testActorFilter(t *testing.T, g graph.Graph) {
	t.Helper()
	api := serving(t, g, graph.MarkingPublic)
	for what, c := range map[string]struct{ where, want string }{
		"a name":                            {`{"name": "Anton Rikard"}`, "actor/anton-rikard"},
		"one word of a name":                {`{"name": "rikard"}`, "actor/anton-rikard, actor/a-rikard"},
		"a name without its marks":          {`{"name": "سمان"}`, "actor/tariq-saman"},
		"a name in another script":          {`{"name": "рикард"}`, "actor/anton-rikard"},
		"a name of nobody":                  {`{"name": "rikardo"}`, ""},
		"words of different names":          {`{"name": "Антон Rikard"}`, ""},
		"kinds":                             {`{"kinds": ["STATE", "GROUP"]}`, "actor/avaria, actor/ruritania, actor/valley-militia"},
		"kinds and a name":                  {`{"kinds": ["STATE"], "name": "avaria"}`, "actor/avaria"},
		"one of no kinds":                   {`{"kinds": []}`, ""},
		"one of no statuses":                {`{"status": [], "kinds": ["STATE"]}`, ""},
		"a status":                          {`{"status": ["RETRACTED"]}`, "actor/withdrawn"},
		"parts that are null":               {`{"name": null, "kinds": ["UNKNOWN"], "status": null}`, "actor/unnamed-source"},
		"a name of somebody who is hidden":  {`{"name": "witness"}`, ""},
		"an empty name, which asks nothing": {`{"name": "", "kinds": ["COLLECTIVE"]}`, "actor/all-parties-of-karvela, actor/lake-council"},
	} {
		t.Run(what, func(t *testing.T) {
			got := data(t, api, `query ($where: ActorFilter) { actors(where: $where, first: 500) { nodes { id } } }`, `{"where": `+c.where+`}`)
			if names := named(t, at(t, got, "actors", "nodes")); names != c.want {
				t.Errorf("got  %s\nwant %s", names, c.want)
			}
		})
	}
}

// many repeats a JSON value in a list.
func many(n int, value string) string {
	return "[" + strings.Join(slices.Repeat([]string{value}, n), ", ") + "]"
}

// TestFilterLimits: a list of each kind is read up to its limit and refused
// beyond it.
func TestFilterLimits(t *testing.T) {
	api := serving(t, loaded(t), graph.MarkingPublic)
	for what, c := range map[string]struct {
		where func(n int) string
		most  int
	}{
		"where.by.anyOf":       {func(n int) string { return `{"by": {"anyOf": ` + many(n, `"actor/avaria"`) + `}}` }, 500},
		"where.to.allOf":       {func(n int) string { return `{"to": {"allOf": ` + many(n, `"actor/avaria"`) + `}}` }, 500},
		"where.via.noneOf":     {func(n int) string { return `{"via": {"noneOf": ` + many(n, `"actor/avaria"`) + `}}` }, 500},
		"where.document.anyOf": {func(n int) string { return `{"document": {"anyOf": ` + many(n, `"document/lake-minutes"`) + `}}` }, 500},
		"where.lang":           {func(n int) string { return `{"lang": ` + many(n, `"ar"`) + `}` }, 500},
		"where.or[0].saidAt.anyOf": {func(n int) string {
			return `{"or": [{"saidAt": {"anyOf": ` + many(n, `"location/lake"`) + `}}]}`
		}, 500},
	} {
		t.Run(what, func(t *testing.T) {
			data(t, api, listed, `{"where": `+c.where(c.most)+`}`)
			code, message, extensions := failure(t, ask(t, api, listed, `{"where": `+c.where(c.most+1)+`}`))
			if want := fmt.Sprintf("%s: has more than %d entries", what, c.most); code != "TOO_LARGE" || message != want {
				t.Errorf("got %s %q, want %q", code, message, want)
			}
			if extensions["limit"] != what || fmt.Sprint(extensions["max"]) != fmt.Sprint(c.most) {
				t.Errorf("got %v", extensions)
			}
		})
	}
	nodes := func(n int) string { return `{"ids": ` + many(n, `"actor/avaria"`) + `}` }
	const question = `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`
	if got := at(t, data(t, api, question, nodes(500)), "nodes"); len(got.([]any)) != 500 { //nolint:errcheck // or it panics
		t.Errorf("got %d nodes", len(got.([]any))) //nolint:errcheck // as above
	}
	if code, message, _ := failure(t, ask(t, api, question, nodes(501))); code != "TOO_LARGE" || message != "ids: has more than 500 entries" {
		t.Errorf("got %s %q", code, message)
	}
}
