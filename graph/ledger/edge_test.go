package ledger_test

import (
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// edges are records to which nobody refers, in every list that is not one of
// statements.
func edges() []graph.Record {
	member := actor("edge-member")
	member.Affiliations = []graph.Affiliation{
		{Organisation: graphtest.Avaria, Kind: graph.AffiliationMember, SpeaksFor: true},
		{Organisation: graphtest.ValleyMilitia, Kind: graph.AffiliationPartOf},
	}
	inside := &graph.Location{Kind: graph.LocationSite, Names: []graph.Name{{Text: "Made-up site"}}, Within: graphtest.School}
	inside.ID = "location/edge-site"
	happened := &graph.Event{
		Kind: graph.EventMeeting, Basis: graph.EventReported, When: &graph.Date{EDTF: "2019-05"}, Under: graphtest.Truce,
		Places:       []graph.EventPlace{{Location: graphtest.KarvelaCity, Precision: graph.PlaceAround}, {Location: graphtest.KarvelaCity}},
		Participants: []graph.Participant{{Actor: graphtest.Monitor, Role: graph.ParticipantHost}},
	}
	happened.ID = "event/edge-meeting"
	return []graph.Record{member, inside, happened}
}

// What stands under a node is in the way of its retraction, by whatever list.
func TestEveryListIsInTheWayOfARetraction(t *testing.T) {
	for _, record := range edges() {
		t.Run(string(record.RecordKind()), func(t *testing.T) {
			refer := graph.Clone(record)
			graph.References(refer, func(ref graph.Reference) {
				t.Run(ref.Path(), func(t *testing.T) {
					l := open(t, memkv.New())
					owner := graph.New(ref.ID.Kind())
					owner.Shared().ID = ref.ID
					var others []graph.Record
					graph.References(refer, func(other graph.Reference) {
						for _, o := range append(others, owner) {
							if o.Shared().ID == other.ID {
								return
							}
						}
						o := graph.New(other.ID.Kind())
						o.Shared().ID = other.ID
						others = append(others, o)
					})
					commit(t, l, create(append(others, owner, graph.Clone(record))...))
					refuseRetraction(t, l, ref.ID)
				})
			})
		})
	}
}

func refuseRetraction(tb testing.TB, l *ledger.Ledger, id graph.ID) {
	tb.Helper()
	_, err := l.Commit(tb.Context(), coder(), graph.Change{Ops: []graph.Op{{Verb: graph.VerbRetract, ID: id, Reason: "to try"}}})
	if err == nil {
		tb.Errorf("%s was retracted, though it is referred to", id)
	}
}
