package analysis

import (
	"cmp"
	"slices"

	"hudna/graph"
)

// An Account says whether somebody says something themselves or passes on what
// another one said.
type Account string

// The accounts.
const (
	AccountOwn     Account = "OWN"     // they are among the speakers
	AccountRelayed Account = "RELAYED" // they are a relay: the words are another's
)

// A Telling is that somebody said or passed on a claim.
type Telling struct {
	Actor     graph.ID
	Account   Account
	Statement *graph.Statement
	// When is when they did, as far as it is known: of a relay, when the relay
	// told it.
	When *graph.Date
	// After are from whom they had it: the speaker or relay whom they pass on, or
	// the speakers of the statement that theirs repeats.
	After []graph.ID
}

// carried are the statements that carry the same claim as the first one: reports
// of the same utterance, copies and repetitions, one after the other.
// The oldest come first.
func (n *Neighbourhood) carried() (list []*graph.Statement) {
	steps, uttered := n.steps()
	for _, reports := range uttered { // it does not matter from which of them the others are reached
		for _, s := range reports[1:] {
			steps.add(reports[0], s, StepSameUtterance, true)
		}
	}
	met := map[graph.ID]bool{n.From: true}
	list = append(list, n.Statements[n.From])
	for i := 0; i < len(list); i++ {
		for _, s := range steps[list[i].ID] {
			if s.Kind.carries() && !met[s.To.ID] {
				met[s.To.ID] = true
				list = append(list, s.To)
			}
		}
	}
	slices.SortFunc(list, bySaid)
	return list
}

// First is the first known statement of a claim; it is certain where no other
// one, unless it reports the same utterance, can have been said as early.
func First(carried []*graph.Statement) (first *graph.Statement, certain bool) {
	first = carried[0]
	latest := boundsOf(first.Said)
	if latest.Undated {
		return first, len(carried) == 1
	}
	return first, !slices.ContainsFunc(carried[1:], func(s *graph.Statement) bool {
		return (s.Utterance == "" || s.Utterance != first.Utterance) && boundsOf(s.Said).Earliest <= latest.Latest
	})
}

// Tellings are who said or passed on a claim, by when they did. However many
// statements report one utterance, who spoke in it told it once, in the first of
// them.
func Tellings(carried []*graph.Statement) (list []Telling) {
	type uttered struct{ actor, utterance graph.ID }
	met := map[uttered]int{}
	known := map[graph.ID]*graph.Statement{}
	for _, s := range carried {
		known[s.ID] = s
	}
	for _, s := range carried {
		var after []graph.ID
		for _, l := range s.Links {
			if from := known[l.Statement]; from != nil && l.Kind == graph.LinkRepeats {
				after = appendNew(after, speakersOf(from)...)
			}
		}
		for _, id := range speakersOf(s) {
			once := uttered{id, cmp.Or(s.Utterance, s.ID)}
			if i, ok := met[once]; ok {
				list[i].After = appendNew(list[i].After, after...)
				continue
			}
			met[once] = len(list)
			list = append(list, Telling{Actor: id, Account: AccountOwn, Statement: s, When: s.Said, After: slices.Clone(after)})
		}
		had := speakersOf(s)
		for i := len(s.Relays) - 1; i >= 0; i-- { // the innermost was the first to tell
			r := &s.Relays[i]
			who := firstOf(r.Actor, r.Post)
			if who == "" {
				continue
			}
			list = append(list, Telling{Actor: who, Account: AccountRelayed, Statement: s, When: r.Said, After: had})
			had = []graph.ID{who}
		}
	}
	slices.SortStableFunc(list, func(a, b Telling) int {
		x, y := a.when(), b.when()
		switch {
		case x.Undated && y.Undated, x.Earliest == y.Earliest && !x.Undated && !y.Undated:
			return 0
		case x.Undated || !y.Undated && x.Earliest > y.Earliest:
			return 1
		}
		return -1
	})
	return list
}

// when is when something was told; of a relay that does not say, no earlier than
// it was said.
func (t *Telling) when() graph.Bounds {
	if t.When != nil {
		return boundsOf(t.When)
	}
	return boundsOf(t.Statement.Said)
}

func speakersOf(s *graph.Statement) (ids []graph.ID) {
	for i := range s.Speakers {
		if id := firstOf(s.Speakers[i].Actor, s.Speakers[i].Post); id != "" {
			ids = appendNew(ids, id)
		}
	}
	return ids
}

func firstOf(ids ...graph.ID) graph.ID {
	for _, id := range ids {
		if id != "" {
			return id
		}
	}
	return ""
}

func appendNew(list []graph.ID, ids ...graph.ID) []graph.ID {
	for _, id := range ids {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}
