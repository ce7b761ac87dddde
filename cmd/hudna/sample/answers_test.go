package sample_test

import (
	"slices"
	"testing"

	"hudna/graph"
)

// The ids that the answers are about.
const (
	kerry         = graph.ID("actor/john-kerry")
	kirby         = graph.ID("actor/john-kirby")
	lavrov        = graph.ID("actor/sergey-lavrov")
	department    = graph.ID("actor/us-state-department")
	unitedStates  = graph.ID("actor/united-states")
	russia        = graph.ID("actor/russia")
	turkey        = graph.ID("actor/turkey")
	damascus      = graph.ID("actor/syrian-government")
	syrianForces  = graph.ID("actor/syrian-armed-forces")
	opposition    = graph.ID("actor/syrian-opposition")
	allParties    = graph.ID("actor/all-parties-to-syria-cessation-2016")
	cessation     = graph.ID("agreement/syria-cessation-2016")
	laterTruce    = graph.ID("agreement/syria-ceasefire-2016-12-30")
	call          = graph.ID("event/kerry-lavrov-call")
	pressDamascus = graph.ID("statement/kerry-asks-lavrov-to-press-damascus")
	urgeDamascus  = graph.ID("statement/us-expects-russia-to-urge-damascus")
	withOthers    = graph.ID("statement/us-will-work-with-opposition")
	worried       = graph.ID("statement/kerry-worried-about-threats-to-truce")
	mustStop      = graph.ID("statement/damascus-must-stop-its-violations")
	thereWasACall = graph.ID("statement/kirby-on-the-call")
	offensive     = graph.ID("statement/us-concern-over-aleppo-offensive")
	stressed      = graph.ID("statement/kerry-and-lavrov-stress-the-cessation")
	urgedAll      = graph.ID("statement/kerry-and-lavrov-urge-all-parties")
	threatened    = graph.ID("statement/truce-threatened-by-fighting")
	displaced     = graph.ID("statement/fighting-drives-people-from-homes")
	overTalks     = graph.ID("statement/fighting-overshadows-talks")
	channel       = graph.ID("statement/kerry-and-lavrov-as-channel")
	russiaCounts  = graph.ID("statement/russia-counts-12")
	turkeyCounts  = graph.ID("statement/turkey-counts-9")
	confirmsNone  = graph.ID("statement/russia-confirms-none-of-the-9")
	tassReport    = graph.ID("document/tass-report-2017-05-01")
)

// The key to questions that one would put to the report itself: each answer is
// exactly these statements, and the other tests say what is in them.
func TestAnswers(t *testing.T) {
	tests := map[string]struct {
		asks func(*graph.Statement) bool
		want []graph.ID
	}{
		"who accuses Damascus of breaching the cessation": {
			func(s *graph.Statement) bool {
				return isAbout(s, graph.AboutAccused, damascus) && isAbout(s, graph.AboutBreached, cessation)
			},
			[]graph.ID{mustStop},
		},
		"who accuses anybody of anything": {
			func(s *graph.Statement) bool {
				return does(s, graph.ActAccuse) || slices.ContainsFunc(s.About, func(a graph.About) bool { return a.Role == graph.AboutAccused })
			},
			[]graph.ID{mustStop},
		},
		"what did Kerry tell Lavrov in the call, by Kirby's account": {
			func(s *graph.Statement) bool {
				return speaks(s, kerry) && isTold(s, lavrov) && s.Occasion == call && s.Transmission == graph.TransmissionRelayed
			},
			[]graph.ID{urgeDamascus, withOthers, worried, mustStop},
		},
		"what belongs to that one act of speaking": {
			func(s *graph.Statement) bool { return s.Utterance == "utterance/kerry-to-lavrov-2016-04-15" },
			[]graph.ID{pressDamascus, urgeDamascus, withOthers, worried, mustStop},
		},
		"what did both say together": {
			func(s *graph.Statement) bool { return speaks(s, kerry) && speaks(s, lavrov) },
			[]graph.ID{stressed, urgedAll},
		},
		"what did Lavrov say": {
			func(s *graph.Statement) bool { return speaks(s, lavrov) },
			[]graph.ID{stressed, urgedAll},
		},
		"what is Russia asked to do": {
			func(s *graph.Statement) bool { return isAbout(s, graph.AboutAsked, russia) },
			[]graph.ID{pressDamascus, urgeDamascus},
		},
		"what is Damascus asked to do": {
			func(s *graph.Statement) bool { return isAbout(s, graph.AboutAsked, damascus) },
			[]graph.ID{pressDamascus, urgeDamascus, mustStop},
		},
		"who else is asked something": {
			func(s *graph.Statement) bool { return isAbout(s, graph.AboutAsked, allParties) },
			[]graph.ID{urgedAll},
		},
		"what did the United States say of the Syrian forces": {
			func(s *graph.Statement) bool { return speaks(s, unitedStates) && isAbout(s, "", syrianForces) },
			[]graph.ID{offensive},
		},
		"what is said in the name of the United States": {
			func(s *graph.Statement) bool {
				return slices.ContainsFunc(s.Speakers, func(sp graph.Speaker) bool { return sp.OnBehalfOf == unitedStates })
			},
			[]graph.ID{urgeDamascus, withOthers},
		},
		"what did Kirby say himself": {
			func(s *graph.Statement) bool { return speaks(s, kirby) },
			[]graph.ID{thereWasACall},
		},
		"what does Kirby relay": {
			func(s *graph.Statement) bool { return isVia(s, kirby) },
			[]graph.ID{urgeDamascus, withOthers, worried, mustStop},
		},
		"what does the State Department relay": {
			func(s *graph.Statement) bool { return isVia(s, department) },
			[]graph.ID{pressDamascus},
		},
		"what is promised": {
			func(s *graph.Statement) bool { return does(s, graph.ActPromise) },
			[]graph.ID{withOthers},
		},
		"what threatens the truce": {
			func(s *graph.Statement) bool { return isAbout(s, graph.AboutThreatened, cessation) },
			[]graph.ID{threatened, worried},
		},
		"what does the report say in its own voice": {
			func(s *graph.Statement) bool {
				return s.Attribution == graph.AttributionPublisher && s.Evidence[0].Document == report
			},
			[]graph.ID{threatened, displaced, overTalks, channel},
		},
		"what does TASS say in its own voice": {
			func(s *graph.Statement) bool {
				return s.Attribution == graph.AttributionPublisher && s.Evidence[0].Document == tassReport
			},
			[]graph.ID{russiaCounts, turkeyCounts},
		},
		"what did Russia or Turkey say": {
			func(s *graph.Statement) bool { return speaks(s, russia) || speaks(s, turkey) },
			[]graph.ID{confirmsNone},
		},
		"what is said of the displaced": {
			func(s *graph.Statement) bool { return isAbout(s, "", "event/aleppo-displacement") },
			[]graph.ID{displaced},
		},
		"what was discussed, denied, confirmed, condemned, threatened or warned of": {
			func(s *graph.Statement) bool {
				return does(s, graph.ActDiscuss) || does(s, graph.ActDeny) || does(s, graph.ActConfirm) ||
					does(s, graph.ActCondemn) || does(s, graph.ActThreaten) || does(s, graph.ActWarn)
			},
			nil,
		},
		"what was said on 15 April": {
			func(s *graph.Statement) bool { return s.Said != nil && s.Said.EDTF == "2016-04-15" },
			[]graph.ID{pressDamascus, urgeDamascus, withOthers, worried, mustStop},
		},
		"whose depth is not known, in the report": {
			func(s *graph.Statement) bool {
				_, known := s.Depth()
				return !known && s.Evidence[0].Document == report
			},
			[]graph.ID{pressDamascus, threatened, offensive, stressed, urgedAll},
		},
	}
	statements := of[*graph.Statement](head(t))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []graph.ID
			for _, s := range statements {
				if test.asks(s) {
					got = append(got, s.ID)
				}
			}
			slices.Sort(test.want)
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
		})
	}
}

func speaks(s *graph.Statement, actor graph.ID) bool {
	return slices.ContainsFunc(s.Speakers, func(sp graph.Speaker) bool { return sp.Actor == actor })
}

func isVia(s *graph.Statement, actor graph.ID) bool {
	return slices.ContainsFunc(s.Relays, func(r graph.Relay) bool { return r.Actor == actor })
}

func isTold(s *graph.Statement, actor graph.ID) bool {
	return slices.ContainsFunc(s.Addressees, func(a graph.Addressee) bool { return a.Actor == actor })
}

func isAbout(s *graph.Statement, role graph.AboutRole, node graph.ID) bool {
	return slices.ContainsFunc(s.About, func(a graph.About) bool { return a.Node == node && (role == "" || a.Role == role) })
}

func does(s *graph.Statement, act graph.Act) bool {
	return slices.ContainsFunc(s.Acts, func(a graph.SpeechAct) bool { return a.Act == act })
}
