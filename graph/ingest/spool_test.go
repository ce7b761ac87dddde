package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ndjson"
)

// cramped takes no change of more records than it has room for, which it says
// when it commits; onto is called when the first change is prepared.
type cramped struct {
	graph.Graph
	room int
	onto func()
}

func (g *cramped) Prepare(by graph.Principal, c graph.Change) (func(context.Context) (graph.Revision, error), error) {
	if g.onto != nil {
		g.onto()
		g.onto = nil
	}
	return func(ctx context.Context) (graph.Revision, error) {
		if len(c.Ops) > g.room {
			return 0, graph.ErrTooLarge
		}
		return g.Commit(ctx, by, c)
	}, nil
}

// TestTheSpoolOutlivesWhatIsInTheAir has the second batch of loose records be
// unreadable while the first is being written, which turns out to be too large.
// What is read of the first again is still there.
func TestTheSpoolOutlivesWhatIsInTheAir(t *testing.T) {
	var s *spool
	g := &cramped{Graph: graphtest.NewNaive(time.Now), room: graph.MaxOps / 2, onto: func() { s.items[graph.MaxOps].length = 1 }}
	r := &run{ctx: t.Context(), g: g, o: Options{Principal: graphtest.Curator(), Clock: time.Now}, report: new(Report)}
	if err := r.gather(); err != nil {
		t.Fatal(err)
	}
	s = r.loose
	for i := range graph.MaxOps + 1 {
		encoded := fmt.Sprintf(`{"type":"Location","id":"location/%d"}`, i)
		line, err := ndjson.Decode([]byte(encoded))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.add(r.report, placed{Place: Place{"f", i + 1}, Line: line, encoded: []byte(encoded + "\n")}); err != nil {
			t.Fatal(err)
		}
	}
	err := r.flush()
	if err == nil || errors.Is(err, os.ErrClosed) || !strings.HasPrefix(err.Error(), "ingest: reading gathered lines: ") {
		t.Error(err)
	}
	if r.flight != nil || r.report.New != graph.MaxOps || r.report.NotReached != 1 {
		t.Errorf("%+v", r.report)
	}
}
