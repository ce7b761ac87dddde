package ledger

import (
	"fmt"
	"math"
	"slices"

	"hudna/graph"
	"hudna/storage/keys"
)

// maxUnion bounds how many lists one walk goes through at once.
const maxUnion = 1000

// maxQueryIDs bounds the ids of one query.
const maxQueryIDs = 10_000

// A compiled is a statement query made ready for one view.
type compiled struct {
	q       *graph.StatementQuery
	nothing bool // no statement can meet it
	classes []keys.Class
	bases   uint32 // bits of the bases wanted
	acts    uint64 // bits of acts of which an entry has to have one; 0 for no matter
	said    *graph.CompiledDateRange
	sources []source // the lists that the walk goes through
	span    span
}

// compile checks a query against what is there for the view, and chooses the
// lists to walk: the shortest that hold every answer, by the counters.
func (s *snapshot) compile(q *graph.StatementQuery, view graph.View) (*compiled, error) {
	c := &compiled{q: q}
	if q.Order != "" && !q.Order.Valid() {
		return nil, &graph.FieldError{Path: "orderBy", Reason: fmt.Sprintf("%q is no order", q.Order)}
	}
	if err := c.choose(view); err != nil {
		return nil, err
	}
	nodes, err := s.queried(q, view)
	if err != nil {
		return nil, err
	}
	c.span = span{
		classes: c.classes, lo: math.MinInt64, hi: math.MaxInt64,
		dated: true, undated: true, reverse: q.Order == graph.SaidAscending,
	}
	if q.Said != nil {
		said, err := q.Said.Compile()
		if err != nil {
			return nil, err
		}
		c.said = &said
		c.span.lo, c.span.hi = said.Window()
		c.span.undated = said.Match(graph.Date{})
	}
	for _, set := range q.Acts {
		c.acts |= 1 << actNumbers[set.Act]
	}
	c.nothing = c.nothing || empty(q)
	if c.nothing {
		return c, nil
	}
	if err := c.plan(s, nodes); err != nil {
		return nil, err
	}
	return c, nil
}

// choose settles the classes: only what is asked for is walked.
func (c *compiled) choose(view graph.View) error {
	statuses, bases := c.q.Statuses, c.q.Bases
	if statuses == nil {
		statuses = []graph.Status{graph.StatusPublished}
	}
	if bases == nil {
		bases = []graph.Basis{graph.BasisCoded, graph.BasisExtracted}
	}
	coded := false
	for _, b := range bases {
		n, ok := basisNumbers[b]
		if !ok {
			return &graph.FieldError{Path: "basis", Reason: fmt.Sprintf("%q is no basis", b)}
		}
		c.bases |= 1 << n
		coded = coded || b != graph.BasisMachineCoded
	}
	var wanted []keys.Status
	for _, status := range statuses {
		switch status {
		case graph.StatusPublished:
			if coded {
				wanted = append(wanted, keys.Curated)
			}
			if slices.Contains(bases, graph.BasisMachineCoded) {
				wanted = append(wanted, keys.MachineCoded)
			}
		case graph.StatusDraft:
			wanted = append(wanted, keys.Draft)
		case graph.StatusRetracted:
			wanted = append(wanted, keys.Retracted)
		default:
			return &graph.FieldError{Path: "status", Reason: fmt.Sprintf("%q is no status", status)}
		}
	}
	slices.Sort(wanted)
	c.classes = classes(view.Clearance, slices.Compact(wanted)...)
	c.nothing = len(c.classes) == 0
	return nil
}

// empty finds the queries that nothing can meet.
func empty(q *graph.StatementQuery) bool {
	none := func(a *graph.ActorSet) bool { return a != nil && a.AnyOf != nil && len(a.AnyOf) == 0 }
	if none(q.By) || none(q.To) || none(q.Via) {
		return true
	}
	for i := range q.About {
		a := &q.About[i]
		if none(a.Actor) || a.Roles != nil && len(a.Roles) == 0 ||
			a.Stance != nil && a.Stance.Min != nil && a.Stance.Max != nil && *a.Stance.Min > *a.Stance.Max {
			return true
		}
	}
	return q.Acts != nil && len(q.Acts) == 0 || q.Document != nil && len(q.Document.AnyOf) == 0 ||
		q.Depth != nil && q.Depth.Min != nil && q.Depth.Max != nil && *q.Depth.Min > *q.Depth.Max
}

// queried finds the numbers of the records that a query names. One that the
// view does not have is refused, in the same words whether it is hidden or
// never was.
func (s *snapshot) queried(q *graph.StatementQuery, view graph.View) (map[graph.ID]keys.Node, error) {
	var ids []graph.ID
	var paths []string
	var problem error
	name := func(path string, kind graph.Kind, named ...graph.ID) {
		for _, id := range named {
			if id == "" {
				continue
			}
			if err := id.Validate(); err != nil || id.Kind() != kind {
				if problem == nil {
					problem = &graph.FieldError{Path: path, Reason: fmt.Sprintf("%q is no id of %s", id, article(kind))}
				}
				return
			}
			ids, paths = append(ids, id), append(paths, path)
		}
	}
	set := func(path string, a *graph.ActorSet) {
		if a != nil {
			name(path+".anyOf", graph.KindActor, a.AnyOf...)
			name(path+".allOf", graph.KindActor, a.AllOf...)
			name(path+".noneOf", graph.KindActor, a.NoneOf...)
		}
	}
	set("by", q.By)
	set("to", q.To)
	set("via", q.Via)
	for i := range q.About {
		a := &q.About[i]
		path := fmt.Sprintf("about[%d]", i)
		for j, role := range a.Roles {
			if !role.Valid() {
				return nil, &graph.FieldError{Path: fmt.Sprintf("%s.roles[%d]", path, j), Reason: fmt.Sprintf("%q is no role", role)}
			}
		}
		set(path+".actor", a.Actor)
		if a.Event != nil {
			name(path+".event", graph.KindEvent, a.Event.AnyOf...)
		}
		name(path+".agreement", graph.KindAgreement, a.Agreement)
		if a.Location != nil {
			name(path+".location", graph.KindLocation, a.Location.AnyOf...)
		}
		name(path+".topic", graph.KindTopic, a.Topic)
		name(path+".statement", graph.KindStatement, a.Statement)
	}
	for i := range q.Acts {
		if !q.Acts[i].Act.Valid() {
			return nil, &graph.FieldError{Path: fmt.Sprintf("acts[%d].act", i), Reason: fmt.Sprintf("%q is no act", q.Acts[i].Act)}
		}
		if f := q.Acts[i].Force; f != "" && !f.Valid() {
			return nil, &graph.FieldError{Path: fmt.Sprintf("acts[%d].force", i), Reason: fmt.Sprintf("%q is no force", f)}
		}
	}
	if q.Document != nil {
		name("document", graph.KindDocument, q.Document.AnyOf...)
	}
	name("occasion", graph.KindEvent, q.Occasion)
	name("concerning", graph.KindEvent, q.Concerning)
	if problem == nil && q.Utterance != "" && (q.Utterance.Validate() != nil || q.Utterance.Kind() != graph.KindUtterance) {
		problem = &graph.FieldError{Path: "utterance", Reason: fmt.Sprintf("%q is no id of an utterance", q.Utterance)}
	}
	if problem != nil {
		return nil, problem
	}
	if len(ids) > maxQueryIDs {
		return nil, fmt.Errorf("%w: the query names %d records, more than %d", graph.ErrTooComplex, len(ids), maxQueryIDs)
	}
	nodes, err := s.nodesOf(ids)
	if err != nil {
		return nil, err
	}
	found := make(map[graph.ID]keys.Node, len(ids))
	for i, n := range nodes {
		if n != 0 {
			visible, err := s.there(n, view)
			if err != nil {
				return nil, err
			}
			if visible {
				found[ids[i]] = n
				continue
			}
		}
		return nil, &graph.FieldError{Path: paths[i], Reason: fmt.Sprintf("there is no record %s", ids[i])}
	}
	return found, nil
}

func article(k graph.Kind) string {
	if slices.Contains([]byte("aeiou"), k[0]) {
		return "an " + string(k)
	}
	return "a " + string(k)
}

// there says whether a view has a node.
func (s *snapshot) there(n keys.Node, view graph.View) (bool, error) {
	row, err := s.row(n, keys.Revision(view.Revision))
	if err != nil || row == nil {
		return false, err
	}
	return keys.Class(row.Class).Marking() <= markingNumber(view.Clearance), nil
}

// A candidate is a union of lists that holds every answer.
type candidate struct {
	sources []source
	cost    uint64
}

// plan chooses the shortest union.
func (c *compiled) plan(s *snapshot, nodes map[graph.ID]keys.Node) error {
	all, err := readCounters(s.tx, 0)
	if err != nil {
		return err
	}
	best := candidate{
		sources: []source{{list: keys.AppendSaidDateList}},
		cost:    all.length(keys.SaidDate, kindNumber(graph.KindStatement), c.classes),
	}
	consider := func(roles uint32, tags []keys.Tag, ids ...graph.ID) error {
		if len(ids) == 0 || len(ids)*len(tags) > maxUnion {
			return nil
		}
		var next candidate
		for _, id := range ids {
			counters, err := readCounters(s.tx, nodes[id])
			if err != nil {
				return err
			}
			for _, tag := range tags {
				src := ownerList(tag, nodes[id])
				src.roles = roles
				next.sources = append(next.sources, src)
				next.cost += counters.length(tag, 0, c.classes)
			}
		}
		if next.cost < best.cost {
			best = next
		}
		return s.spend(len(ids))
	}
	actors := func(roles uint32, tag keys.Tag, a *graph.ActorSet) error {
		if a == nil {
			return nil
		}
		if err := consider(roles, []keys.Tag{tag}, a.AnyOf...); err != nil {
			return err
		}
		for _, id := range a.AllOf {
			if err := consider(roles, []keys.Tag{tag}, id); err != nil {
				return err
			}
		}
		return nil
	}
	one := func(roles uint32, tag keys.Tag, id graph.ID) error {
		if id == "" {
			return nil
		}
		return consider(roles, []keys.Tag{tag}, id)
	}
	q := c.q
	steps := []func() error{
		func() error { return actors(0, keys.SaidBy, q.By) },
		func() error { return actors(0, keys.SaidTo, q.To) },
		func() error { return actors(0, keys.RelayedBy, q.Via) },
		func() error {
			if q.Document == nil {
				return nil
			}
			return consider(0, []keys.Tag{keys.InDocument}, q.Document.AnyOf...)
		},
		func() error { return one(0, keys.SaidOn, q.Occasion) },
		func() error {
			if q.Concerning == "" {
				return nil
			}
			return consider(0, []keys.Tag{keys.About, keys.SaidOn}, q.Concerning)
		},
	}
	for i := range q.About {
		a := &q.About[i]
		var roles uint32
		for _, r := range a.Roles {
			roles |= 1 << roleNumbers[r]
		}
		steps = append(steps, func() error { return actors(roles, keys.About, a.Actor) })
		for _, id := range []graph.ID{a.Agreement, a.Topic, a.Statement} {
			steps = append(steps, func() error { return one(roles, keys.About, id) })
		}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	if q.Utterance != "" { // as short a list as there is
		best.sources = []source{{list: func(dst []byte, space keys.Space) []byte {
			return keys.AppendUtteranceList(dst, space, string(q.Utterance))
		}}}
	}
	c.sources = best.sources
	return nil
}

// mayMatch looks at what the index entry tells. It refuses only what the record
// would be refused for.
func (c *compiled) mayMatch(e *entryAt) bool {
	if c.bases&(1<<e.hot.Basis) == 0 || c.acts != 0 && c.acts&e.hot.Acts == 0 {
		return false
	}
	if d := c.q.Depth; d != nil {
		depth := int(e.hot.Depth)
		if depth == keys.NoDepth {
			return false
		}
		if d.Min != nil && depth < *d.Min || d.Max != nil && depth > *d.Max {
			return false
		}
	}
	return true
}

// matches looks at the record, as the view sees it.
func (c *compiled) matches(s *graph.Statement) bool {
	q := c.q
	if c.said != nil && !c.said.Match(saidOf(s)) {
		return false
	}
	if q.Utterance != "" && s.Utterance != q.Utterance || q.Occasion != "" && s.Occasion != q.Occasion {
		return false
	}
	if q.Concerning != "" && s.Occasion != q.Concerning &&
		!slices.ContainsFunc(s.About, func(a graph.About) bool { return a.Node == q.Concerning }) {
		return false
	}
	if q.Document != nil && !slices.ContainsFunc(s.Evidence, func(e graph.Evidence) bool { return slices.Contains(q.Document.AnyOf, e.Document) }) {
		return false
	}
	if q.Acts != nil && !slices.ContainsFunc(q.Acts, func(a graph.ActSet) bool { return doesAct(s, a) }) {
		return false
	}
	if d := q.Depth; d != nil {
		depth, ok := s.Depth()
		if !ok || d.Min != nil && depth < *d.Min || d.Max != nil && depth > *d.Max {
			return false
		}
	}
	var ids []graph.ID
	if q.By != nil {
		for i := range s.Speakers {
			ids = append(ids, s.Speakers[i].Actor, s.Speakers[i].Post)
		}
		if !meets(q.By, ids) {
			return false
		}
	}
	if q.Via != nil {
		ids = ids[:0]
		for i := range s.Relays {
			ids = append(ids, s.Relays[i].Actor, s.Relays[i].Post)
		}
		if !meets(q.Via, ids) {
			return false
		}
	}
	if q.To != nil {
		ids = ids[:0]
		for i := range s.Addressees {
			ids = append(ids, s.Addressees[i].Actor, s.Addressees[i].Post)
		}
		if !meets(q.To, ids) {
			return false
		}
	}
	for i := range q.About {
		if !speaksOf(s, &q.About[i]) {
			return false
		}
	}
	return true
}

func saidOf(s *graph.Statement) graph.Date {
	if s.Said == nil {
		return graph.Date{}
	}
	return *s.Said
}

func meets(want *graph.ActorSet, have []graph.ID) bool {
	if want.AnyOf != nil && !slices.ContainsFunc(want.AnyOf, func(id graph.ID) bool { return slices.Contains(have, id) }) {
		return false
	}
	for _, id := range want.AllOf {
		if !slices.Contains(have, id) {
			return false
		}
	}
	for _, id := range want.NoneOf {
		if slices.Contains(have, id) {
			return false
		}
	}
	return true
}

func doesAct(s *graph.Statement, want graph.ActSet) bool {
	for i, a := range s.Acts {
		if a.Act == want.Act && (want.Force == "" || a.Force == want.Force) && (!want.Main || i == 0) {
			return true
		}
	}
	return false
}

// speaksOf looks at the about entries that have one of the roles and a stance
// in the range: each node wanted has to be met by one of them.
func speaksOf(s *graph.Statement, want *graph.AboutSet) bool {
	var nodes, actors []graph.ID
	for i := range s.About {
		a := &s.About[i]
		if want.Roles != nil && !slices.Contains(want.Roles, a.Role) {
			continue
		}
		if r := want.Stance; r != nil &&
			(a.Stance == nil || r.Min != nil && a.Stance.Value < *r.Min || r.Max != nil && a.Stance.Value > *r.Max) {
			continue
		}
		nodes = append(nodes, a.Node)
		if a.Node.Kind() == graph.KindActor {
			actors = append(actors, a.Node)
		}
	}
	if len(nodes) == 0 {
		return false
	}
	held := func(id graph.ID) bool { return slices.Contains(nodes, id) }
	if want.Event != nil && !slices.ContainsFunc(want.Event.AnyOf, held) || want.Location != nil && !slices.ContainsFunc(want.Location.AnyOf, held) {
		return false
	}
	for _, id := range []graph.ID{want.Agreement, want.Topic, want.Statement} {
		if id != "" && !slices.Contains(nodes, id) {
			return false
		}
	}
	return want.Actor == nil || len(actors) > 0 && meets(want.Actor, actors)
}
