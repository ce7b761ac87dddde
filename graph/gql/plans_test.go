package gql_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/vektah/gqlparser/v2"

	"hudna/graph"
	"hudna/graph/gql"
)

// TestPlansAnswerLikeTheExecutor draws documents over the whole schema and
// compares the answers, byte for byte, for two clearances.
func TestPlansAnswerLikeTheExecutor(t *testing.T) { testDrawn(t, 300) }

// TestSoakPlansAnswerLikeTheExecutor does so for many.
func TestSoakPlansAnswerLikeTheExecutor(t *testing.T) {
	if os.Getenv("HUDNA_SOAK") == "" {
		t.Skip("takes some minutes: make soak")
	}
	testDrawn(t, 100_000)
}

func testDrawn(t *testing.T, documents int) {
	t.Helper()
	g := graphs(t)["ledger"]
	head, err := g.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	apis := []*gql.API{serving(t, g, graph.MarkingPublic), serving(t, g, graph.MarkingRestricted)}
	d := &drawer{Rand: rand.New(rand.NewPCG(1, 2)), schema: apis[0].Schema().Schema(), revisions: int(head.Revision)}
	asked, failed, invalid := 0, 0, 0
	for asked < documents {
		params := d.document()
		if _, errs := gqlparser.LoadQueryWithRules(d.schema, params.Query, nil); len(errs) > 0 {
			if invalid++; invalid > documents/2 {
				t.Fatalf("%s\n%v", params.Query, errs)
			}
			continue // such as two fields of one name that cannot be merged
		}
		asked++
		if r := answered(t.Context(), apis[asked%2], params); len(r.Errors) > 0 {
			failed++
		}
	}
	planned := 0
	for _, api := range apis {
		planned += api.Planned()
	}
	t.Logf("of %d documents %d were answered by their plans and %d failed; %d were not valid", asked, planned, failed, invalid)
	if planned < asked*6/10 {
		t.Errorf("of %d documents only %d were answered by their plans", asked, planned)
	}
	if failed < asked/50 {
		t.Errorf("of %d documents only %d failed", asked, failed)
	}
}
