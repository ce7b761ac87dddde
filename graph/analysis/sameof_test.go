package analysis

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"hudna/graph"
)

// Statements of one document are no reports of one utterance. That there are many
// is noticed all the same: by who went away, and by the bound.
func TestStatementsThatMayNotBeOne(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	said := &graph.Date{EDTF: "2016-03-01"}
	made := func(ctx context.Context, meetings int) *likening {
		l := &likening{reporting: reportingOf(ctx, nil), out: &SameUtterances{}, meetings: meetings, done: map[[2]int32]bool{}}
		l.sides = newSides(nil, nil)
		for i := range 100 {
			s := &graph.Statement{Meta: graph.Meta{ID: graph.ID(fmt.Sprintf("statement/s%03d", i))}, Occasion: "event/made-up", Said: said}
			l.reports = append(l.reports, &report{
				s: s, when: boundsOf(said), voices: []graph.ID{"actor/rikard"}, reach: []graph.ID{"actor/rikard"}, documents: []graph.ID{"document/made-up"},
			})
		}
		return l
	}
	for name, c := range map[string]struct {
		ctx      context.Context
		meetings int
		want     error
	}{
		"who waits is told":    {t.Context(), 0, nil},
		"who went away":        {gone, 0, context.Canceled},
		"as many as may be":    {t.Context(), maxMeetings - 100*99/2, nil},
		"one more than may be": {t.Context(), maxMeetings - 100*99/2 + 1, graph.ErrTooComplex},
	} {
		for way, step := range map[string]func(*likening) error{"by speaker": (*likening).bySpeaker, "by occasion": (*likening).byOccasion} {
			l := made(c.ctx, c.meetings)
			if err := step(l); !errors.Is(err, c.want) {
				t.Errorf("%s, %s: %v, want %v", name, way, err, c.want)
			}
			if l.compared > 0 {
				t.Errorf("%s, %s: %d were compared", name, way, l.compared)
			}
		}
	}
}
