package analysis

import (
	"slices"

	"hudna/graph"
)

// What two clauses that say the same have in common: what is done with the words,
// of whom they speak, and the words themselves, where they can be compared.
const (
	clauseAct    = 0.25
	clauseFamily = 0.15 // the acts are of one kind
	clauseNodes  = 0.35
	clauseText   = 0.40

	clauseThreshold = 0.5
)

// actFamilies are acts by which one party may call what the other calls otherwise.
func actFamilies() [][]graph.Act {
	return [][]graph.Act{
		{graph.ActAssert, graph.ActStress, graph.ActReaffirm, graph.ActConfirm, graph.ActAcknowledge, graph.ActAnnounce},
		{graph.ActAsk, graph.ActUrge, graph.ActDemand, graph.ActExpect, graph.ActPropose},
		{graph.ActAccuse, graph.ActCriticise, graph.ActCondemn},
		{graph.ActWarn, graph.ActThreaten, graph.ActExpressConcern},
		{graph.ActPraise, graph.ActWelcome, graph.ActThank, graph.ActExpressSupport, graph.ActDefend},
		{graph.ActPromise, graph.ActAgree, graph.ActReaffirm},
		{graph.ActDeny, graph.ActReject},
	}
}

func mainAct(s *graph.Statement) graph.Act {
	if len(s.Acts) == 0 {
		return ""
	}
	return s.Acts[0].Act
}

// clauseLikeness says how far two statements are the same clause of what was
// said, from 0 to 1.
func clauseLikeness(a, b *report) (likeness float64) {
	whole := clauseNodes
	if x, y := mainAct(a.s), mainAct(b.s); x != "" && y != "" {
		whole += clauseAct
		switch {
		case x == y:
			likeness += clauseAct
		case slices.ContainsFunc(actFamilies(), func(f []graph.Act) bool { return slices.Contains(f, x) && slices.Contains(f, y) }):
			likeness += clauseFamily
		}
	}
	if n := len(a.nodes) + len(b.nodes); n > 0 {
		both := shared(a.nodes, b.nodes)
		likeness += clauseNodes * float64(both) / float64(n-both)
	}
	if words, read := sharedWords(a, b); read {
		whole += clauseText
		likeness += clauseText * max(0, words.Weight) / weighWords
	}
	return rounded(likeness / whole)
}
