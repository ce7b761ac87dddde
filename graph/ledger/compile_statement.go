package ledger

import (
	"fmt"
	"slices"

	"hudna/graph"
	"hudna/graph/projection"
	"hudna/storage/keys"
)

var (
	statementKind = kindNumber(graph.KindStatement)
	eventKind     = kindNumber(graph.KindEvent)
	documentKind  = kindNumber(graph.KindDocument)
)

// statementQuery makes a query for statements ready: the condition that they
// have to meet, and the span in which they lie.
func (c *compiler) statementQuery(q *graph.StatementQuery) (*condition, span, error) {
	set := q.StatementSet
	bases := set.Bases
	if bases == nil {
		bases = []graph.Basis{graph.BasisCoded, graph.BasisExtracted}
	}
	superseded := set.Superseded
	if superseded == nil {
		superseded = []bool{false}
	}
	answers, instead := slices.Contains(superseded, false), slices.Contains(superseded, true)
	machine := slices.Contains(bases, graph.BasisMachineCoded)
	coded := slices.ContainsFunc(bases, func(b graph.Basis) bool { return b != graph.BasisMachineCoded })
	statuses := set.Statuses
	if !answers && statuses == nil {
		statuses = []graph.Status{graph.StatusPublished}
	}
	if !answers { // nothing else is ever superseded
		statuses = slices.DeleteFunc(slices.Clone(statuses), func(s graph.Status) bool { return s != graph.StatusPublished })
	}
	sp := unbounded(statusesOf(statuses, kept{coded && answers, machine && answers, (coded || machine) && instead}, c.s.walked(c.view.Clearance)))
	// Of published statements that answer, the classes tell what machines coded
	// from the rest, and of others they tell nothing of the basis.
	some := coded && !(slices.Contains(bases, graph.BasisCoded) && slices.Contains(bases, graph.BasisExtracted))
	others := instead || slices.ContainsFunc(statuses, func(s graph.Status) bool { return s != graph.StatusPublished })
	untold := some || others && !(coded && machine)
	set.Statuses, set.Bases, set.Superseded = nil, nil, nil
	c.scored = q.Order == graph.ByRelevance
	own, err := c.statements("", &set)
	if err != nil {
		return nil, sp, err
	}
	if untold {
		own = all("", own, basisIs("bases", bases))
	}
	switch {
	case !c.scored || own.op == opNever:
	case own.op == opAlways && c.paged:
		c.alone = bases
	default:
		ranked, err := c.ranked(bases, sp.classes)
		if err != nil {
			return nil, sp, err
		}
		own = all("", own, ranked)
	}
	return own, sp, nil
}

func basisIs(part string, bases []graph.Basis) *condition {
	switch {
	case bases == nil:
		return always
	case len(bases) == 0:
		return never
	}
	return onEntry(part,
		func(s *stop) bool {
			return slices.ContainsFunc(bases, func(b graph.Basis) bool { return basisNumbers[b] == s.hot.Basis })
		},
		func(s *graph.Statement) bool { return slices.Contains(bases, s.Basis) })
}

// statements makes a set of statements ready.
func (c *compiler) statements(path string, set *graph.StatementSet) (*condition, error) {
	at := func(name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	}
	var kids []*condition
	var failed error
	add := func(k *condition, err error) {
		if failed == nil {
			failed = err
		}
		if err == nil && k.op != opAlways { // as most are, of what is not asked for
			kids = append(kids, k)
		}
	}
	actors := func(name string, set *graph.ActorSet, of func(*graph.Statement) who, p placing) {
		a, err := c.actors(at(name), set, ofStatement(of))
		if err != nil {
			add(nil, err)
			return
		}
		c.rolled(a)
		add(a.condition(p))
	}
	actors("by", set.By, speaking, placing{tag: keys.SaidBy, behalf: keys.OnBehalfOf})
	// Of an addressee that is left out because the actor is hidden, the post
	// is left out as well, and has its entry all the same.
	actors("to", set.To, addressed, placing{tag: keys.SaidTo, unsure: !c.whole})
	actors("via", set.Via, relaying, placing{tag: keys.RelayedBy, behalf: keys.RelayedFor})
	for i := range set.About {
		add(c.about(at(fmt.Sprintf("about[%d]", i)), &set.About[i]))
	}
	add(actsOf(at("acts"), set.Acts), nil)
	add(c.content(at("content"), set.Content))
	add(c.positions(at("positions"), set.Positions))
	if set.Said != nil {
		k, err := dated(at("said"), set.Said, func(r graph.Record) *graph.Date {
			s, _ := r.(*graph.Statement)
			return s.Said
		})
		add(k, pathed(at("said"), err))
	}
	add(c.saidAt(at("saidAt"), set.SaidAt))
	add(c.occasion(at("occasion"), set.Occasion))
	add(c.concerning(at("concerning"), set.Concerning))
	add(depthIn(at("depth"), set.Depth), nil)
	add(oneOf(at("attributions"), set.Attributions, func(s *graph.Statement) graph.Attribution { return s.Attribution }), nil)
	add(transmitted(at("transmissions"), set.Transmissions), nil)
	add(c.inDocument(at("document"), set.Document))
	if set.Utterance != "" {
		add(&condition{
			op: opLists, part: at("utterance"), lists: []*list{{tag: keys.Utterance, text: string(set.Utterance)}},
			match: matching(func(s *graph.Statement) bool { return s.Utterance == set.Utterance }),
		}, nil)
	}
	add(statuses(at("statuses"), set.Statuses), nil)
	add(basisIs(at("bases"), set.Bases), nil)
	add(supersededIs(at("superseded"), set.Superseded), nil)
	add(assignedIs(at("assignedTo"), set.AssignedTo), nil)
	add(c.author(at("author"), set.Author), nil)
	add(coding(at("coding"), set.Coding), nil)
	add(confidenceIn(at("confidence"), set.Confidence), nil)
	add(onRow(langs(at("langs"), set.Langs, func(s *graph.Statement) string { return s.Lang }), spokenIn(set.Langs)), nil)
	if set.Text != "" {
		add(c.text(at("text"), graph.KindStatement, set.Text))
	}
	add(c.answered(at("answered"), set.Answered), nil)
	add(c.linked(at("linked"), set.Linked))
	add(c.links(at("links"), set.Links))
	add(c.figures(at("figures"), set.Figures))
	if failed != nil {
		return nil, failed
	}
	return nested(c, path, kids, set.And, set.Or, set.Not, c.statements)
}

// pathed puts a path before that of a field error.
func pathed(path string, err error) error {
	if f, ok := err.(*graph.FieldError); ok { //nolint:errorlint // it comes from a check of one value, not wrapped
		return &graph.FieldError{Path: path + "." + f.Path, Reason: f.Reason}
	}
	return err
}

func ofStatement(of func(*graph.Statement) who) func(graph.Record) who {
	return func(r graph.Record) who {
		s, ok := r.(*graph.Statement)
		if !ok {
			return who{}
		}
		w := of(s)
		w.date = s.Said
		return w
	}
}

func speaking(s *graph.Statement) (w who) {
	w.ids, w.behalf = make([]graph.ID, 0, 2*len(s.Speakers)), make([]graph.ID, 0, len(s.Speakers))
	for i := range s.Speakers {
		w.ids = append(w.ids, s.Speakers[i].Actor, s.Speakers[i].Post)
		w.behalf = append(w.behalf, s.Speakers[i].OnBehalfOf)
	}
	return w
}

func relaying(s *graph.Statement) (w who) {
	w.ids, w.behalf = make([]graph.ID, 0, 2*len(s.Relays)), make([]graph.ID, 0, len(s.Relays))
	for i := range s.Relays {
		w.ids = append(w.ids, s.Relays[i].Actor, s.Relays[i].Post)
		w.behalf = append(w.behalf, s.Relays[i].OnBehalfOf)
	}
	return w
}

func addressed(s *graph.Statement) (w who) {
	for i := range s.Addressees {
		w.ids = append(w.ids, s.Addressees[i].Actor, s.Addressees[i].Post)
	}
	return w
}

// standsIn is a condition on the lists of members of one index or several.
func standsIn(part string, members []member, match func(*graph.Statement, map[graph.ID]bool) bool, tags ...keys.Tag) *condition {
	if len(members) == 0 {
		return never
	}
	ids := make(map[graph.ID]bool, len(members))
	c := &condition{op: opLists, part: part}
	for _, tag := range tags {
		for _, m := range members {
			ids[m.id] = true
			c.lists = append(c.lists, &list{tag: tag, owner: m.node})
		}
	}
	c.match = matching(func(s *graph.Statement) bool { return match(s, ids) })
	return c
}

// same gives the members that are the same as a record.
func (c *compiler) same(id graph.ID) ([]member, error) {
	found, err := c.s.clusters([]graph.ID{id}, c.view)
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

func (c *compiler) occasion(part string, id graph.ID) (*condition, error) {
	if id == "" {
		return always, nil
	}
	members, err := c.same(id)
	return standsIn(part, members, func(s *graph.Statement, ids map[graph.ID]bool) bool { return ids[s.Occasion] }, keys.SaidOn), err
}

func (c *compiler) concerning(part string, id graph.ID) (*condition, error) {
	if id == "" {
		return always, nil
	}
	members, err := c.same(id)
	return standsIn(part, members, func(s *graph.Statement, ids map[graph.ID]bool) bool {
		return ids[s.Occasion] || slices.ContainsFunc(s.About, func(a graph.About) bool { return ids[a.Node] })
	}, keys.About, keys.SaidOn), err
}

func (c *compiler) saidAt(part string, set *graph.PlaceSet) (*condition, error) {
	switch {
	case set == nil:
		return always, nil
	case set.Precisions != nil: // which are not known of it
		return never, nil
	case set.AnyOf == nil:
		return onRow(onRecord(part, func(s *graph.Statement) bool { return s.Place != "" }), nameIn(0, projection.SaidAt)), nil
	}
	members, err := c.s.lying(set, c.view)
	return standsIn(part, members, func(s *graph.Statement, ids map[graph.ID]bool) bool { return ids[s.Place] }, keys.SaidAt), err
}

func (c *compiler) positions(part string, sets []graph.StandSet) (*condition, error) {
	if sets == nil {
		return always, nil
	}
	var kids []*condition
	for i := range sets {
		set, at := &sets[i], fmt.Sprintf("%s[%d]", part, i)
		if set.Topic == "" {
			kids = append(kids, onRow(onRecord(at, func(s *graph.Statement) bool {
				return slices.ContainsFunc(s.Positions, func(p graph.Stand) bool { return set.Agreement == "" || p.Agreement == set.Agreement })
			}), nameIn(bitOf(standNumbers, set.Agreement), projection.PositionOn)))
			continue
		}
		members, err := c.same(set.Topic)
		if err != nil {
			return nil, err
		}
		k := standsIn(at, members, func(s *graph.Statement, ids map[graph.ID]bool) bool {
			return slices.ContainsFunc(s.Positions, func(p graph.Stand) bool {
				return ids[p.Topic] && (set.Agreement == "" || p.Agreement == set.Agreement)
			})
		}, keys.PositionOn)
		for _, l := range k.lists {
			l.roles = bitOf(standNumbers, set.Agreement)
		}
		kids = append(kids, k)
	}
	return anyOf(part, kids...), nil
}

// actsOf: the entries tell of the acts and of the main one, and nothing of
// their force.
func actsOf(part string, acts []graph.ActSet) *condition {
	if acts == nil {
		return always
	}
	if len(acts) == 0 {
		return never
	}
	vague := slices.ContainsFunc(acts, func(a graph.ActSet) bool { return a.Force != "" })
	return &condition{
		op: opEntry, part: part, vague: vague, column: true,
		tell: func(s *stop) (verdict, error) {
			if !s.told {
				return maybe, nil
			}
			found := no
			for _, a := range acts {
				n := actNumbers[a.Act]
				switch {
				case s.hot.Acts&(1<<n) == 0 || a.Main && s.hot.Main != n:
				case a.Force == "":
					return yes, nil
				default:
					found = maybe
				}
			}
			return found, nil
		},
		match: matching(func(s *graph.Statement) bool {
			return slices.ContainsFunc(acts, func(a graph.ActSet) bool { return doesAct(s, a) })
		}),
	}
}

func doesAct(s *graph.Statement, want graph.ActSet) bool {
	for i, a := range s.Acts {
		if a.Act == want.Act && (want.Force == "" || a.Force == want.Force) && (!want.Main || i == 0) {
			return true
		}
	}
	return false
}

func depthIn(part string, r *graph.IntRange) *condition {
	if r == nil {
		return always
	}
	if r.Min != nil && r.Max != nil && *r.Min > *r.Max || r.Max != nil && *r.Max < 0 {
		return never
	}
	in := func(n int) bool { return (r.Min == nil || n >= *r.Min) && (r.Max == nil || n <= *r.Max) }
	return onEntry(part,
		func(s *stop) bool { return s.hot.Depth != keys.NoDepth && in(int(s.hot.Depth)) },
		func(s *graph.Statement) bool {
			depth, ok := s.Depth()
			return ok && in(depth)
		})
}

// transmitted: the entries know a depth of what was heard or relayed only.
func transmitted(part string, values []graph.Transmission) *condition {
	c := oneOf(part, values, func(s *graph.Statement) graph.Transmission { return s.Transmission })
	if c.op != opRecord {
		return c
	}
	known := func(t graph.Transmission) bool {
		return t == graph.TransmissionDirect || t == graph.TransmissionRelayed
	}
	some := slices.ContainsFunc(values, known)
	others := slices.ContainsFunc(values, func(t graph.Transmission) bool { return !known(t) })
	c.op, c.vague, c.column = opEntry, true, true
	c.tell = func(s *stop) (verdict, error) {
		if s.told && !some && s.hot.Depth != keys.NoDepth || s.told && !others && s.hot.Depth == keys.NoDepth {
			return no, nil
		}
		return maybe, nil
	}
	return c
}

func confidenceIn(part string, r *graph.FloatRange) *condition {
	if r == nil {
		return always
	}
	if emptyRange(r) {
		return never
	}
	return onRecord(part, func(s *graph.Statement) bool { return s.Confidence != nil && inRange(r, *s.Confidence) })
}

func emptyRange(r *graph.FloatRange) bool {
	return r != nil && r.Min != nil && r.Max != nil && *r.Min > *r.Max
}

func inRange(r *graph.FloatRange, v float64) bool {
	return r == nil || (r.Min == nil || v >= *r.Min) && (r.Max == nil || v <= *r.Max)
}
