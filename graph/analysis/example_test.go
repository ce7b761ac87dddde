package analysis_test

import (
	"fmt"

	"hudna/graph"
	"hudna/graph/analysis"
)

// Two coders agree that something is asked in a passage, and do not agree what
// is done in another one.
func ExampleAgree() {
	coded := func(coder string, id graph.ID, act graph.Act, start, end int) analysis.Coding {
		return analysis.Coding{Coder: coder, Statement: &graph.Statement{
			Meta: graph.Meta{ID: id}, Acts: []graph.SpeechAct{{Act: act}},
			Evidence: []graph.Evidence{{Document: "document/notice", Start: &start, End: &end, Part: graph.PartClause}},
		}}
	}
	a, err := analysis.Agree([]analysis.Coding{
		coded("ada", "statement/a1", graph.ActAsk, 0, 20), coded("bo", "statement/b1", graph.ActAsk, 0, 18),
		coded("ada", "statement/a2", graph.ActDemand, 30, 50), coded("bo", "statement/b2", graph.ActUrge, 31, 50),
	}, nil)
	if err != nil {
		panic(err)
	}
	for _, f := range a.Fields {
		if f.Field == "acts[0]" {
			fmt.Printf("%d passages, %d alike, alpha %.2f\n", f.Units, f.Agreeing, f.Alpha)
			fmt.Println(f.Disagreements[0].Values)
		}
	}
	// Output:
	// 2 passages, 1 alike, alpha 0.40
	// [DEMAND URGE]
}
