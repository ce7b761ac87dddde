package graphtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
)

// Options say how much [Run] does.
type Options struct {
	Seed      uint64 // of the first history; the others count on from it
	Histories int    // 50 unless given
	Commits   int    // accepted in each history; 50 unless given
}

// enoughForAll is how many histories it takes before everything has to have
// taken part.
const enoughForAll = 10

// Run holds a graph against the oracle: it opens an empty one for each history,
// brings every change of the history to both, those that are refused included,
// and compares after each of them the head, all records for every clearance,
// and drawn questions as of the head and of earlier revisions.
//
// Given a *testing.T, each history is a test of its own, named after its seed.
// A difference ends the history, and its message holds the seed, the step, the
// question and both answers. At the end Run logs what took part and how often;
// when 10 histories or more were compared, it fails if any kind of change,
// refusal, question or filter never did.
func Run(tb testing.TB, open func(testing.TB) graph.Graph, o Options) Stats {
	tb.Helper()
	if o.Histories == 0 {
		o.Histories = 50
	}
	stats := newStats(o.Seed)
	for i := range o.Histories {
		seed := o.Seed + uint64(i)
		history := func(tb testing.TB) {
			tb.Helper()
			if err := try(context.Background(), open(tb), seed, o.Commits, &stats); err != nil {
				tb.Fatal(err)
			}
		}
		if t, ok := tb.(*testing.T); ok {
			t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { history(t) })
			continue
		}
		history(tb)
	}
	tb.Log(stats.String())
	if missing := stats.missing(); len(missing) > 0 && stats.Histories >= enoughForAll && !tb.Failed() {
		tb.Errorf("never took part: %s", strings.Join(missing, "; "))
	}
	return stats
}

// Stats count what took part in a run.
type Stats struct {
	Seed      uint64
	Histories int
	Commits   int // accepted
	Repeats   int // answered with the revision of an earlier change
	Refusals  int // of changes
	Questions int // drawn, besides the scans after every step
	Compared  int // records and items held against each other
	Answered  int // lists with something in them
	Empty     int // lists without
	Largest   int // page, in items
	Pages     map[int]int
	Took      map[string]int // how often each kind of change, refusal, question and filter took part
}

func newStats(seed uint64) Stats {
	return Stats{Seed: seed, Pages: map[int]int{}, Took: map[string]int{}}
}

func (s *Stats) take(what string) { s.Took[what]++ }

// takeError counts a question by the error that it was answered with.
func (s *Stats) takeError(what string, err error) {
	for _, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			s.take(what + ", " + sentinel.Error())
		}
	}
}

func (s *Stats) pageSizes(size int) {
	s.Pages[size]++
	s.Largest = max(s.Largest, size)
}

// String lists the counts.
func (s *Stats) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d histories from seed %d: %d commits, %d repeats, %d refusals; %d questions, %d records and items compared\n",
		s.Histories, s.Seed, s.Commits, s.Repeats, s.Refusals, s.Questions, s.Compared)
	fmt.Fprintf(&b, "lists: %d with something in them, %d empty; %d sizes of pages from 1 to %d\n", s.Answered, s.Empty, len(s.Pages), s.Largest)
	for _, what := range slices.Sorted(maps.Keys(s.Took)) {
		fmt.Fprintf(&b, "%8d  %s\n", s.Took[what], what)
	}
	return b.String()
}

// missing lists what never took part.
func (s *Stats) missing() []string {
	var missing []string
	for _, what := range everything() {
		if s.Took[what] == 0 {
			missing = append(missing, what)
		}
	}
	return missing
}

// everything lists what has to take part.
func everything() []string {
	var all []string
	for _, step := range slices.Concat(beginnings(), acceptedSteps()) {
		all = append(all, "change: "+step.what)
	}
	for _, step := range refusedSteps() {
		all = append(all, "change: "+step.what)
	}
	all = append(all, "change: repeat a change by its key")
	for _, m := range graph.Markings() {
		all = append(all, "clearance of who commits: "+string(m))
	}
	for _, what := range []string{
		"View", "Commit", "Commits", "Record", "Records", "ByCode", "ByCode, not found", "ByCode, conflicting change", "Scan", "Scan by status",
		"Scan, left early", "Actors", "Statements", "CountStatements", "SourcesOf", "History",
	} {
		all = append(all, "reader: "+what)
	}
	all = append(all, "graph: Changes", "graph: Changes, left early", "graph: RevisionAt", "a cursor at another revision")
	for _, what := range []string{
		"statements by an actor that is not there", "statements by a hidden record", "a count of statements by a hidden record",
		"statements in a range of dates that is none", "a page of a size that is not allowed", "a page of actors of a size that is not allowed",
		"a page of commits of a size that is not allowed", "a revision beyond the head", "statements beyond the head", "a scan beyond the head",
		"changes beyond the head", "a broken cursor", "the cursor of another query", "the cursor of another list", "a cursor with a letter changed",
	} {
		all = append(all, "refused: "+what)
	}
	all = append(all, "actors by name", "actors by kind", "actors by status")
	for _, what := range []string{
		"by status", "by basis", "newest first", "oldest first", "by depth", "by document", "by utterance", "by occasion", "concerning an event",
		"about several things", "about something in a role", "about something with a stance", "by act", "by main act", "by force", "by date",
		"certainly by date", "by date or undated",
	} {
		all = append(all, "statements "+what)
	}
	for _, of := range []string{"by", "to", "via", "about"} {
		for _, set := range []string{"any", "all", "none"} {
			all = append(all, "statements "+of+" "+set+" of some actors")
		}
	}
	for _, k := range []graph.Kind{
		graph.KindActor, graph.KindEvent, graph.KindAgreement, graph.KindLocation, graph.KindTopic, graph.KindStatement,
	} {
		all = append(all, "statements about "+string(k))
	}
	return all
}
