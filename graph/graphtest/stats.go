package graphtest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hudna/graph"
)

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
	Filters   int // of statements, compared
	Met       int // of these, with something in the answer
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

// takeOps counts what an accepted change did: each verb, each kind of record,
// each marking and status with which one was created, and the dates of
// statements.
func (s *Stats) takeOps(ops []graph.Op) {
	for _, op := range ops {
		s.take("verb: " + string(op.Verb) + " of " + string(op.Target().Kind()))
		if op.Record == nil {
			continue
		}
		r := clone(op.Record)
		graph.Normalize(r)
		if op.Verb == graph.VerbCreate {
			s.take("created: " + string(r.Shared().Marking))
			s.take("created: " + string(r.Shared().Status))
		}
		statement, ok := r.(*graph.Statement)
		switch {
		case !ok:
		case statement.Said == nil:
			s.take("said: not said when")
		case statement.Said.EDTF == "":
			s.take("said: in words alone")
		default:
			s.take("said: " + string(statement.Said.EDTF))
			if statement.Said.Zone != "" {
				s.take("said: in a zone")
			}
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
	fmt.Fprintf(&b, "%d filters of statements, %d with something in the answer\n", s.Filters, s.Met)
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

// rarer lists the fields of queries that took part less often than so many
// times.
func (s *Stats) rarer(than int) []string {
	var rare []string
	for _, what := range everyField() {
		if s.Took[what] < than {
			rare = append(rare, fmt.Sprintf("%s: %d", what, s.Took[what]))
		}
	}
	return rare
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
	all = append(all, "change: "+placeholder, "change: repeat a change by its key", "as of the head", "as of an earlier revision")
	for _, verb := range []graph.Verb{graph.VerbCreate, graph.VerbCorrect, graph.VerbRetract, graph.VerbRestore, graph.VerbMark} {
		for _, k := range graph.Kinds() {
			all = append(all, "verb: "+string(verb)+" of "+string(k))
		}
	}
	for _, s := range graph.Statuses() {
		all = append(all, "created: "+string(s))
	}
	for _, m := range graph.Markings() {
		all = append(all, "created: "+string(m), "for "+string(m))
	}
	all = append(all, "said: not said when", "said: in words alone", "said: in a zone")
	for _, e := range slices.Concat(edtfs, dstDays) {
		all = append(all, "said: "+string(e))
	}
	for _, m := range graph.Markings() {
		all = append(all, "clearance of who commits: "+string(m))
	}
	for _, what := range []string{
		"View", "Commit", "Commits", "Record", "Records", "ByCode", "ByCode, not found", "ByCode, conflicting change", "Scan", "Scan by status",
		"Scan, left early", "Actors", "Locations", "Agreements", "Documents", "Topics", "Events", "Statements", "Search", "CountStatements", "Count",
		"Facets", "Matrix", "Series", "Positions", "Paths", "SourcesOf", "Canonical", "Follow", "Renamed", "Identity", "Similar", "History", "Authors", "Differences", "Compare", "Count of Commits",
	} {
		all = append(all, "reader: "+what)
	}
	for _, what := range graph.LikenessKinds() {
		all = append(all, "likeness: "+string(what))
	}
	all = append(all, "likeness: unsure", "a matrix without cells", "a matrix with stances", "a matrix without stances", "a series of nothing", "a series with stances",
		"a series without stances", "a series with gaps", "a series with dates that are spread", "a series that spans too much", "no path", "a path of a step or none",
		"a path of several steps", "paths of several lengths")
	for _, move := range []string{"came", "went", "changed"} {
		all = append(all, "comparison: "+move)
	}
	for _, how := range []string{"came", "went out of sight", "changed"} {
		all = append(all, "difference: "+how)
	}
	all = append(all, "graph: Changes", "graph: Changes, left early", "graph: RevisionAt", "graph: Await", "pages from the end", "a cursor at another revision",
		"a cursor at another revision, backwards")
	for _, what := range amissCards() {
		all = append(all, "refused: "+what.name)
	}
	return slices.Concat(all, everyPart())
}

// everyPart lists what has to take part in queries.
func everyPart() []string {
	all := append(everyField(), "an empty list of which one has to hold", "order: ", "order of events: ")
	for _, o := range orders {
		all = append(all, "order: "+string(o))
	}
	for _, o := range whenOrders {
		all = append(all, "order of events: "+string(o))
	}
	for _, f := range facets {
		all = append(all, "facet: "+string(f))
	}
	for _, s := range scopes {
		all = append(all, "scope: "+string(s))
	}
	all = append(all, "through one affiliation", "through several affiliations", "a cluster of two", "a cluster of more", "highlights",
		"a score")
	for _, k := range searched {
		all = append(all, "found: "+string(k))
	}
	all = append(all, "found: several kinds on a page", "names highlighted")
	for _, c := range certain {
		all = append(all, "certainty: "+string(c))
	}
	for _, shape := range []string{
		"of no list", "of one list", "of two lists", "of three lists", "of four lists or more", "who spoke, with what of", "with a union",
		"without what is in a list", "with who stands for an actor", "within a range of dates",
	} {
		all = append(all, "join: "+shape)
	}
	return all
}
