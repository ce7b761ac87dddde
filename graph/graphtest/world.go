package graphtest

import (
	"context"
	"fmt"
	"time"

	"hudna/graph"
)

// The ids of the made-up world, for tests that ask for its records. Who and
// what they are is said where the records are built.
const (
	Avaria             graph.ID = "actor/avaria"
	AvariaMinister     graph.ID = "actor/saher-noman"
	AvariaSpokesman    graph.ID = "actor/tariq-saman"
	AvariaMinisterPost graph.ID = "actor/avaria-foreign-minister"
	AvariaGovernment   graph.ID = "actor/avaria-government"

	Ruritania             graph.ID = "actor/ruritania"
	RuritaniaMinistry     graph.ID = "actor/ruritania-foreign-ministry"
	RuritaniaMinister     graph.ID = "actor/anton-rikard"
	RuritaniaMinisterPost graph.ID = "actor/ruritania-foreign-minister"
	RuritaniaSpokeswoman  graph.ID = "actor/mira-dolan"

	ValleyMilitia  graph.ID = "actor/valley-militia"
	Monitor        graph.ID = "actor/meridian-monitor"
	Gazette        graph.ID = "actor/karvela-gazette"
	Wire           graph.ID = "actor/ostovia-wire"
	UnnamedSource  graph.ID = "actor/unnamed-source"
	AllParties     graph.ID = "actor/all-parties-of-karvela"
	Doubtful       graph.ID = "actor/a-rikard" // perhaps the minister again
	HiddenWitness  graph.ID = "actor/0195a000-0000-7000-8000-000000000001"
	HiddenMediator graph.ID = "actor/0195a000-0000-7000-8000-000000000002"

	KarvelaLand graph.ID = "location/karvela-province"
	KarvelaCity graph.ID = "location/karvela"
	School      graph.ID = "location/karvela-school"

	Truce graph.ID = "agreement/karvela-truce"

	Report      graph.ID = "document/gazette-2019-04-19"
	Readout     graph.ID = "document/avaria-readout-2019-04-18"
	Dispatch    graph.ID = "document/ostovia-wire-2019-04-19"
	Dataset     graph.ID = "document/coded-rows-2019"
	HiddenNotes graph.ID = "document/0195a000-0000-7000-8000-000000000003"

	Call     graph.ID = "event/call-2019-04-18"
	Shelling graph.ID = "event/school-shelling-2019-04"

	AvariaBreached graph.ID = "topic/avaria-breached-the-truce"
	Aid            graph.ID = "topic/aid-to-karvela"

	RelayChainID        graph.ID = "statement/rikard-to-noman-stop-breaches"
	RelayChainReadoutID graph.ID = "statement/rikard-to-noman-as-avaria-tells-it"
	RelayChainCopyID    graph.ID = "statement/rikard-to-noman-as-the-wire-has-it"
	NestedHopeID        graph.ID = "statement/dolan-hopes-avaria-urges-militia"
	JointStatementID    graph.ID = "statement/ministers-stress-aid"
	CodedTwiceID        graph.ID = "statement/ministers-stress-aid-again"
	DenialID            graph.ID = "statement/saman-denies-breach"
	CountID             graph.ID = "statement/monitor-counts-seven"
	AnonymousID         graph.ID = "statement/unnamed-school-hit"
	OwnVoiceID          graph.ID = "statement/gazette-truce-holds"
	MachineCodedID      graph.ID = "statement/coded-row-17"
	DraftID             graph.ID = "statement/noman-asks-for-list"
	WitnessID           graph.ID = "statement/0195a000-0000-7000-8000-000000000004"
	ToldToMediatorID    graph.ID = "statement/saman-to-mediator"
	NotesID             graph.ID = "statement/from-hidden-notes"

	CallUtterance   graph.ID = "utterance/rikard-on-the-call"
	DolanBriefing   graph.ID = "utterance/dolan-briefing-2019-04-19"
	NomanUtterance  graph.ID = "utterance/noman-on-the-call"
	SameMinister    graph.ID = "judgement/a-rikard-is-anton-rikard"
	HiddenJudgement graph.ID = "judgement/mediator-and-witness"
	KarvelaScheme   graph.ID = "codebook/karvela-2019"
	FirstImport     graph.ID = "import-run/rows-2019"
)

// Curator is who records the world: a made-up administrator who sees
// everything.
func Curator() graph.Principal {
	return graph.Principal{Name: "made-up curator", Role: graph.RoleAdmin, Clearance: graph.MarkingProtected}
}

// World is the history of a small made-up truce, one commit after the other:
// who speaks through whom, who denies, what is only asked for, what a machine
// coded, what is a draft, and what not everybody may see. It makes the records
// anew each time.
//
//	1  the actors
//	2  places, topics, the codebook and the import
//	3  the agreement and the documents
//	4  the call between the ministers
//	5  what the minister said on the call, as told by three documents
//	6  what both said, what was hoped, denied, counted, told without a name
//	7  the shelling that was alleged
//	8  a machine's row, a draft, and a passage coded a second time
//	9  what not everybody may see
//	10 two records that may be one
//	11 a correction: the date of the call gets its anchor
//	12 the draft is published
//	13 the second coding is retracted
//	14 the import is retracted by mistake
//	15 and restored
func World() []graph.Change {
	create := func(records ...graph.Record) []graph.Op {
		ops := make([]graph.Op, len(records))
		for i, r := range records {
			ops[i] = graph.Op{Verb: graph.VerbCreate, Record: r}
		}
		return ops
	}
	change := func(message string, ops []graph.Op) graph.Change { return graph.Change{Message: message, Ops: ops} }
	draft := Draft()
	published := Draft()
	published.Status = graph.StatusPublished
	undated := RelayChain()
	undated.Said.Anchor = nil
	changes := []graph.Change{
		change("name the actors", create(actors()...)),
		change("name places and topics, cite the codebook", create(places()...)),
		change("enter the truce and the documents", create(sources()...)),
		change("enter the call", create(CallBetweenMinisters())),
		change("code the call", create(undated, RelayChainReadout(), RelayChainCopy())),
		change("code the rest of the report", create(JointStatement(), NestedHope(), Denial(), Count(), Anonymous(), OwnVoice())),
		change("enter the alleged shelling", create(SchoolShelling())),
		change("take over a row, begin a draft", create(MachineCoded(), draft, CodedTwice())),
		change("enter what is not for everybody", create(Witness(), ToldToMediator(), FromNotes())),
		change("judge who is who", create(JudgedSame(), JudgedHidden())),
		change("say from which words the day of the call was worked out", []graph.Op{{
			Verb: graph.VerbCorrect, Record: RelayChain(), Expected: 5,
		}}),
		change("publish the draft", []graph.Op{{Verb: graph.VerbCorrect, Record: published, Expected: 8}}),
		change("withdraw the second coding of one passage", []graph.Op{{
			Verb: graph.VerbRetract, ID: CodedTwiceID, Reason: "the passage is repeated and was coded twice",
		}}),
		change("withdraw the import", []graph.Op{{Verb: graph.VerbRetract, ID: FirstImport, Reason: "by mistake"}}),
		change("take the import back", []graph.Op{{Verb: graph.VerbRestore, ID: FirstImport, Reason: "withdrawn by mistake"}}),
	}
	for i := range changes {
		changes[i].Time = WorldTime(graph.Revision(i + 1))
	}
	return changes
}

// WorldTime is when a commit of the world was recorded, when it is loaded into
// an empty graph.
func WorldTime(r graph.Revision) time.Time {
	return time.Date(2020, time.May, int(r), 9, 30, 0, 0, time.UTC)
}

// LoadWorld commits the world to an empty graph.
func LoadWorld(ctx context.Context, g graph.Graph) error {
	for i, c := range World() {
		if _, err := g.Commit(ctx, Curator(), c); err != nil {
			return fmt.Errorf("commit %d of the world, %q: %w", i+1, c.Message, err)
		}
	}
	return nil
}

// WorldRecords are the records of the world as they stand at its end, in the
// order in which they were first recorded.
func WorldRecords() []graph.Record {
	var records []graph.Record
	for _, c := range World() {
		for _, op := range c.Ops {
			for i, r := range records {
				switch {
				case r.Shared().ID != op.Target():
				case op.Verb == graph.VerbCorrect:
					records[i] = op.Record
				case op.Verb == graph.VerbRetract:
					r.Shared().Status, r.Shared().StatusReason = graph.StatusRetracted, op.Reason
				case op.Verb == graph.VerbRestore:
					r.Shared().Status, r.Shared().StatusReason = graph.StatusPublished, ""
				}
			}
			if op.Verb == graph.VerbCreate {
				records = append(records, op.Record)
			}
		}
	}
	return records
}
