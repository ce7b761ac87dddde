package gql_test

import (
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
)

// inDispute are the graphs of the world, with what else may be in dispute there:
// an event, somebody who claims to have done it, and counts that overlap.
func inDispute(t *testing.T) map[string]graph.Graph {
	t.Helper()
	both := graphs(t)
	said := func(id graph.ID, speaker graph.ID, act graph.Act, about ...graph.About) *graph.Statement {
		return &graph.Statement{
			Meta: meta(id), Speakers: []graph.Speaker{{Actor: speaker}}, Acts: []graph.SpeechAct{{Act: act}},
			Text: "made-up words", About: about, Said: edtf("2019-04-20"), Evidence: []graph.Evidence{minuted(0, 5, graph.PartClause)},
		}
	}
	shelling := graph.About{Node: "event/school-shelling-2019-04", Role: graph.AboutSubject}
	seven, nine := int64(7), int64(9)
	count := func(id graph.ID, best *int64, window graph.EDTF) *graph.Statement {
		s := said(id, graphtest.Monitor, graph.ActAssert, graph.About{Node: "agreement/karvela-truce", Role: graph.AboutBreached})
		s.Figures = []graph.Figure{{What: graph.FigureBreaches, Unit: graph.UnitBreach, Best: best, CountedBy: graphtest.Monitor, Blamed: graphtest.Avaria, Window: edtf(window)}}
		return s
	}
	for _, g := range both {
		var c graph.Change
		for _, s := range []*graph.Statement{
			said("statement/monitor-accuses", graphtest.Monitor, graph.ActAccuse, shelling, graph.About{Node: graphtest.ValleyMilitia, Role: graph.AboutAccused}),
			said("statement/militia-claims", graphtest.ValleyMilitia, graph.ActClaimResponsibility, shelling, graph.About{Node: graphtest.ValleyMilitia, Role: graph.AboutAccused}),
			count("statement/monitor-counts-7", &seven, "2019-04-01/2019-04-15"), count("statement/monitor-counts-9", &nine, "2019-04-10/2019-04-18"),
		} {
			c.Ops = append(c.Ops, graph.Op{Verb: graph.VerbCreate, Record: s})
		}
		commit(t, g, c)
	}
	return both
}

// disputeQuestion asks for all there is to be asked of disputes.
const disputeQuestion = `{ agreement(id: "agreement/karvela-truce") { disputes {
	total unanswered found { key event { id } state admissions { statement { id } withdrawn } }
	tallies { counts { blamed { id } overlaps { id } } } days { events { id } dating }
	series(period: MONTH) { flat { time key count } }
} } }`

func TestDisputes(t *testing.T) {
	for name, c := range map[string]struct{ query, want string }{
		"the furthest state is that of the event": {`found { accused { id } event { id } state unanswered }`, `{"found": [
			{"accused": {"id": "actor/avaria"}, "event": null, "state": "DENIED", "unanswered": false},
			{"accused": {"id": "actor/valley-militia"}, "event": {"id": "event/school-shelling-2019-04"}, "state": "ADMITTED", "unanswered": true}]}`},
		"in a state":    {`found(state: [ADMITTED]) { key }`, `{"found": [{"key": "actor/valley-militia event/school-shelling-2019-04"}]}`},
		"in no state":   {`found(state: []) { key }`, `{"found": []}`},
		"of an accused": {`found(accused: ["actor/avaria"]) { key }`, `{"found": [{"key": "actor/avaria utterance/rikard-on-the-call"}]}`},
		"unanswered":    {`unanswered found(unanswered: true) { state }`, `{"unanswered": 1, "found": [{"state": "ADMITTED"}]}`},
		"excluded":      {`found(excluded: true) { state }`, `{"found": []}`},
		"after another": {`found(first: 1, after: "actor/avaria utterance/rikard-on-the-call") { state }`, `{"found": [{"state": "ADMITTED"}]}`},
		"counts overlap": {`tallies { total counts { figure { best } blamed { id } overlapping overlaps { id } } }`, `{"tallies": [{"total": 3, "counts": [
			{"figure": {"best": null}, "blamed": null, "overlapping": 0, "overlaps": []},
			{"figure": {"best": 7}, "blamed": {"id": "actor/avaria"}, "overlapping": 1, "overlaps": [{"id": "statement/monitor-counts-9"}]},
			{"figure": {"best": 9}, "blamed": {"id": "actor/avaria"}, "overlapping": 1, "overlaps": [{"id": "statement/monitor-counts-7"}]}]}]}`},
		"over time, by state": {`series(period: DAY, periods: 30) { flat { time key count } statements spanning without }`, `{"series": {
			"flat": [{"time": "2019-04-18", "key": "DENIED", "count": 1}, {"time": "2019-04-20", "key": "ALLEGED", "count": 1}], "statements": 2, "spanning": 0, "without": 0}}`},
		"the rows after the first": {`days(skip: 1, first: 1) { day }`, `{"days": [{"day": null}]}`},
		"of some days": {`days(from: "2019-04-18", to: "2019-04-18") { day dayOfTruce { from to } alleged statements { id } events { id } }`, `{"days": [
			{"day": "2019-04-18", "dayOfTruce": {"from": 51, "to": 51}, "alleged": 1, "statements": [{"id": "statement/rikard-to-noman-stop-breaches"}], "events": []}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			for of, g := range inDispute(t) {
				api := serving(t, g, graph.MarkingPublic)
				got := answerOf(t, answered(t.Context(), api, request(`{ agreement(id: "agreement/karvela-truce") { disputes { `+c.query+` } } }`)))
				var want any
				decode(t, []byte(`{"agreement": {"disputes": `+c.want+`}}`), &want)
				if got["errors"] != nil {
					t.Fatal(of, got["errors"])
				}
				same(t, got["data"], want)
			}
		})
	}
}
