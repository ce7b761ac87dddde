package analysis

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"hudna/graph"
)

// A Case is what was read to say what is in dispute under an agreement.
type Case struct {
	Agreement *graph.Agreement
	// Statements concern the agreement; Answers link to these, or to other
	// answers. A statement may be among both.
	Statements, Answers []*graph.Statement
	// Events are those under the agreement, and all others of which the
	// statements speak.
	Events map[graph.ID]*graph.Event
	// Actors are all who speak, are accused or are parties, and for whom they
	// stand.
	Actors map[graph.ID]*graph.Actor
	// Publishers are those of documents that speak in their own voice.
	Publishers map[graph.ID]graph.ID
	// Same leads from records to what stands for them.
	Same map[graph.ID]graph.ID
}

// A court finds out what is in dispute in a case.
type court struct {
	*Case
	*sides
	agreement graph.ID
	parties   []graph.ID // those that are bound, and those that are excluded
	excluded  []graph.ID
	// events are by what stands for them: that one or, where it was not read, the
	// first by its id.
	events  map[graph.ID]*graph.Event
	answers map[graph.ID][]*graph.Statement // by what they link to
	ordered []*graph.Statement              // those of the case that say anything, the oldest first
	charged [][]charge                      // what each of them says
	heard   map[*graph.Statement]heard      // all of them, and those that answer
}

// What is heard of a statement is asked time and again: when it was said, and who
// speaks in it.
type heard struct {
	at     graph.Bounds
	voices []voice
}

func newCourt(ctx context.Context, c *Case) (*court, error) {
	j := &court{Case: c, sides: newSides(c.Actors, c.Same), events: map[graph.ID]*graph.Event{}, answers: map[graph.ID][]*graph.Statement{}}
	j.heard = make(map[*graph.Statement]heard, len(c.Statements)+len(c.Answers))
	j.agreement = j.canonical(c.Agreement.ID)
	for _, p := range c.Agreement.Parties {
		switch p.Role {
		case graph.PartyDeclarer, graph.PartySignatory, graph.PartyParty, graph.PartyAcceded:
			j.parties = append(j.parties, j.canonical(p.Actor))
		case graph.PartyExcluded:
			j.parties = append(j.parties, j.canonical(p.Actor))
			j.excluded = append(j.excluded, j.canonical(p.Actor))
		default: // who sponsors, guarantees, mediates or endorses it is no side of it
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.Events)) {
		to := j.canonical(id)
		if _, known := j.events[to]; !known || id == to {
			j.events[to] = c.Events[id]
		}
	}
	met := make(map[graph.ID]bool, len(c.Statements)+len(c.Answers))
	for i, s := range slices.Concat(c.Statements, c.Answers) {
		if err := wanted(ctx, i); err != nil {
			return nil, err
		}
		j.heard[s] = heard{boundsOf(s.Said), j.voices(s)}
		if met[s.ID] {
			continue
		}
		met[s.ID] = true
		for i := range s.Links {
			if to := s.Links[i].Statement; !slices.Contains(j.answers[to], s) {
				j.answers[to] = append(j.answers[to], s)
			}
		}
	}
	for _, list := range j.answers {
		j.sortBySaid(list)
	}
	j.ordered = slices.DeleteFunc(slices.Clone(c.Statements), func(s *graph.Statement) bool { return !listed(s) })
	j.sortBySaid(j.ordered)
	j.ordered = slices.CompactFunc(j.ordered, func(a, b *graph.Statement) bool { return a.ID == b.ID })
	for i, s := range j.ordered {
		if err := wanted(ctx, i); err != nil {
			return nil, err
		}
		j.charged = append(j.charged, j.charges(s))
	}
	return j, nil
}

// sortBySaid puts statements of the case in the order of [bySaid].
func (j *court) sortBySaid(list []*graph.Statement) {
	if len(list) < 2 {
		return
	}
	type dated struct {
		s  *graph.Statement
		at graph.Bounds
	}
	all := make([]dated, len(list))
	for i, s := range list {
		all[i] = dated{s, j.heard[s].at}
	}
	slices.SortFunc(all, func(a, b dated) int { return compareSaid(a.s, b.s, a.at, b.at) })
	for i := range all {
		list[i] = all[i].s
	}
}

// bySaid is the order of statements: by when they were said, the oldest first;
// among equals by their ids, the undated last.
func bySaid(a, b *graph.Statement) int {
	return compareSaid(a, b, boundsOf(a.Said), boundsOf(b.Said))
}

func compareSaid(a, b *graph.Statement, x, y graph.Bounds) int {
	if x.Undated != y.Undated {
		if x.Undated {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(x.Earliest, y.Earliest), cmp.Compare(x.Latest, y.Latest), cmp.Compare(a.ID, b.ID))
}

// disputes are those of a case, by the accused, and those of one accused with
// the latest allegation first.
func (j *court) disputes(ctx context.Context) ([]*Dispute, error) {
	found := map[charge]*Dispute{}
	dispute := func(c charge) *Dispute {
		c.admitted = false
		d := found[c]
		if d == nil {
			d = &Dispute{Accused: c.accused, Event: c.event, Utterance: c.utterance}
			found[c] = d
		}
		return d
	}
	for i, s := range j.ordered {
		if err := wanted(ctx, i); err != nil {
			return nil, err
		}
		for _, c := range j.charged[i] {
			d := dispute(c)
			d.latest = i
			if c.admitted {
				d.Admissions = append(d.Admissions, Admission{Statement: s, Withdrawn: j.withdrawn(s, nil)})
				continue
			}
			a := Allegation{Statement: s, Withdrawn: j.withdrawn(s, nil)}
			answers := j.answersTo(s, c.accused)
			a.Answered = slices.ContainsFunc(answers, func(a Answer) bool { return a.Link.Of != graph.LinkOfHavingSaid && !a.Withdrawn })
			if !a.Withdrawn {
				a.State = stateOf(answers)
			}
			d.Allegations = append(d.Allegations, a)
			d.Answers = append(d.Answers, answers...)
		}
	}
	list := slices.Collect(maps.Values(found))
	for _, d := range list {
		d.State = d.furthest()
		d.Excluded = j.isExcluded(d.Accused, graph.Bounds{Earliest: math.MinInt64, Latest: math.MaxInt64})
	}
	slices.SortFunc(list, func(a, b *Dispute) int {
		return cmp.Or(cmp.Compare(a.Accused, b.Accused), cmp.Compare(b.latest, a.latest), cmp.Compare(a.About(), b.About()))
	})
	return list, nil
}

func (j *court) isExcluded(id graph.ID, at graph.Bounds) bool {
	return len(j.excluded) > 0 && intersects(j.reach([]graph.ID{id}, at, false), j.excluded)
}

// A charge is what a statement says of one accused.
type charge struct {
	accused, event, utterance graph.ID
	admitted                  bool // by the accused's own side
}

// charges are what a statement alleges, and what it admits. See docs/analysis.md.
func (j *court) charges(s *graph.Statement) (charges []charge) {
	if !listed(s) || s.Polarity == graph.PolarityNegated || s.Condition != "" {
		return nil
	}
	events, concerned := j.concerns(s)
	if !concerned {
		return nil
	}
	at, voices := j.heard[s].at, j.heard[s].voices
	accuses := does(s, graph.ActAccuse)
	admits := (states(s, graph.ActClaimResponsibility) || states(s, graph.ActAcknowledge)) && !contests(s)
	for i := range s.About {
		a := &s.About[i]
		if a.Role != graph.AboutAccused || a.Node.Kind() != graph.KindActor {
			continue
		}
		accused := j.canonical(a.Node)
		own := slices.ContainsFunc(voices, func(v voice) bool { return j.own(v, []graph.ID{accused}, j.parties, at) })
		itself := slices.ContainsFunc(voices, func(v voice) bool { return j.speaksFor(v, accused, at) })
		c := charge{accused: accused}
		switch {
		case own && admits && !feared(s, a.Level):
			c.admitted = true
		case itself, !accuses && (feared(s, a.Level) || answersOnly(s)):
			continue
		}
		if len(events) == 0 {
			c.utterance = cmp.Or(s.Utterance, s.ID)
			charges = append(charges, c)
		}
		for _, e := range events {
			c.event = e
			charges = append(charges, c)
		}
	}
	slices.SortFunc(charges, func(a, b charge) int {
		return cmp.Or(cmp.Compare(a.accused, b.accused), cmp.Compare(a.event, b.event))
	})
	return slices.Compact(charges)
}

// listed: drafts, what was retracted, and what another coding answers for say
// nothing. Of what basis they may be was asked when they were read.
func listed(s *graph.Statement) bool {
	return (s.Status == graph.StatusPublished || s.Status == "") && !s.Superseded()
}

// concerns gives the events of which a statement says that somebody did something,
// as far as they are no other agreement's; and whether it concerns this one: it
// says that it was breached, or one of the events is under it.
func (j *court) concerns(s *graph.Statement) (events []graph.ID, concerned bool) {
	for i := range s.About {
		a := &s.About[i]
		switch a.Node.Kind() {
		case graph.KindAgreement:
			concerned = concerned || a.Role == graph.AboutBreached && j.canonical(a.Node) == j.agreement
		case graph.KindEvent:
			switch a.Role {
			case "", graph.AboutSubject, graph.AboutAccused, graph.AboutCriticised, graph.AboutBreached:
			default:
				continue
			}
			id := j.canonical(a.Node)
			e := j.events[id]
			if e == nil || e.Under != "" && j.canonical(e.Under) != j.agreement || slices.Contains(events, id) {
				continue
			}
			concerned = concerned || e.Under != ""
			events = append(events, id)
		default:
		}
	}
	return events, concerned
}

// does says whether a statement does an act, with whatever force.
func does(s *graph.Statement, act graph.Act) bool {
	return slices.ContainsFunc(s.Acts, func(a graph.SpeechAct) bool { return a.Act == act })
}

// states says whether a statement states that it does an act.
func states(s *graph.Statement, act graph.Act) bool {
	return slices.ContainsFunc(s.Acts, func(a graph.SpeechAct) bool {
		return a.Act == act && (a.Force == graph.ForceStated || a.Force == "")
	})
}

// feared says whether what stands at a level of the content, or around it, is
// feared or only supposed.
func feared(s *graph.Statement, level int) bool {
	for c := s.Content; c != nil && level >= 0; c, level = c.Content, level-1 {
		if c.Mood == graph.MoodFeared || c.Mood == graph.MoodHypothetical {
			return true
		}
	}
	return false
}

// answering are the kinds of links that say something of the content of a
// statement.
func answering() []graph.LinkKind {
	return []graph.LinkKind{graph.LinkDenies, graph.LinkDisputes, graph.LinkConfirms, graph.LinkDoesNotConfirm, graph.LinkWithdraws}
}

// answersOnly says whether a statement denies, asks or answers another one: it
// alleges nothing unless it accuses as well.
func answersOnly(s *graph.Statement) bool {
	if len(s.Acts) > 0 {
		switch s.Acts[0].Act {
		case graph.ActDeny, graph.ActReject, graph.ActQuestion, graph.ActDeclineComment:
			return true
		default:
		}
	}
	return slices.ContainsFunc(s.Links, func(l graph.Link) bool {
		return l.Of != graph.LinkOfHavingSaid && slices.Contains(answering(), l.Kind)
	})
}

// contests says whether a statement mainly denies or rejects, or denies or
// disputes what another one says: what it acknowledges besides is no admission.
// Who mainly claims responsibility may deny that it was another.
func contests(s *graph.Statement) bool {
	if len(s.Acts) > 0 {
		switch s.Acts[0].Act {
		case graph.ActDeny, graph.ActReject:
			return true
		case graph.ActClaimResponsibility:
			return false
		default:
		}
	}
	return slices.ContainsFunc(s.Links, func(l graph.Link) bool {
		return l.Of != graph.LinkOfHavingSaid && (l.Kind == graph.LinkDenies || l.Kind == graph.LinkDisputes)
	})
}

// voices are who speaks in a statement. A document that speaks itself speaks as
// its publisher.
func (j *court) voices(s *graph.Statement) (voices []voice) {
	for i := range s.Speakers {
		var v voice
		for _, id := range []graph.ID{s.Speakers[i].Actor, s.Speakers[i].Post, s.Speakers[i].OnBehalfOf} {
			if a := j.Actors[id]; id != "" && (a == nil || a.Kind != graph.ActorUnknown) {
				v = append(v, j.canonical(id))
			}
		}
		if len(v) > 0 {
			voices = append(voices, v)
		}
	}
	if s.Attribution != graph.AttributionPublisher {
		return voices
	}
	for i := range s.Evidence {
		if p := j.Publishers[s.Evidence[i].Document]; p != "" {
			voices = append(voices, voice{j.canonical(p)})
		}
	}
	return voices
}

// answersTo are the answers to an allegation.
func (j *court) answersTo(s *graph.Statement, accused graph.ID) (answers []Answer) {
	var accusers []graph.ID
	for _, v := range j.heard[s].voices {
		accusers = append(accusers, v...)
	}
	for _, from := range j.answers[s.ID] {
		if !listed(from) || from.ID == s.ID {
			continue
		}
		for _, l := range from.Links {
			if l.Statement != s.ID || !slices.Contains(answering(), l.Kind) || l.Kind == graph.LinkWithdraws && !j.ownWithdrawal(from, s) {
				continue
			}
			answers = append(answers, Answer{Statement: from, Link: l, By: j.relations(from, accused, accusers), Withdrawn: j.withdrawn(from, []graph.ID{s.ID})})
		}
	}
	return answers
}

// relations are those in which the speakers of an answer stand to an
// allegation.
func (j *court) relations(s *graph.Statement, accused graph.ID, accusers []graph.ID) (by []Relation) {
	at := j.heard[s].at
	for _, v := range j.heard[s].voices {
		r := RelationThird
		switch {
		case j.own(v, []graph.ID{accused}, j.parties, at):
			r = RelationAccused
		case j.own(v, accusers, j.parties, at):
			r = RelationAccuser
		case slices.ContainsFunc(j.parties, func(p graph.ID) bool { return j.own(v, []graph.ID{p}, nil, at) }):
			r = RelationParty
		}
		by = append(by, r)
	}
	if len(by) == 0 {
		return []Relation{RelationUnknown}
	}
	order := []Relation{RelationAccused, RelationAccuser, RelationParty, RelationThird}
	slices.SortFunc(by, func(a, b Relation) int { return slices.Index(order, a) - slices.Index(order, b) })
	return slices.Compact(by)
}

// ownWithdrawal says whether a statement is of the side that made another one.
func (j *court) ownWithdrawal(from, of *graph.Statement) bool {
	at := j.heard[from].at
	return slices.ContainsFunc(j.heard[from].voices, func(v voice) bool {
		return slices.ContainsFunc(j.heard[of].voices, func(w voice) bool { return j.own(v, w, j.parties, at) })
	})
}

// maxWithdrawals bounds how far withdrawals of withdrawals are followed.
const maxWithdrawals = 3

// withdrawn says whether the side that made a statement has withdrawn it, by a
// statement that was not withdrawn in its turn. The chain is what leads to it.
func (j *court) withdrawn(s *graph.Statement, chain []graph.ID) bool {
	if len(chain) > maxWithdrawals || slices.Contains(chain, s.ID) {
		return false
	}
	chain = append(slices.Clone(chain), s.ID)
	return slices.ContainsFunc(j.answers[s.ID], func(from *graph.Statement) bool {
		return listed(from) && from.ID != s.ID && slices.ContainsFunc(from.Links, func(l graph.Link) bool {
			return l.Kind == graph.LinkWithdraws && l.Statement == s.ID && l.Of != graph.LinkOfHavingSaid
		}) && j.ownWithdrawal(from, s) && !j.withdrawn(from, chain)
	})
}
