package graphtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"hudna/graph"
)

// ErrNoDiscourse says that there is no network of what was asked for.
var ErrNoDiscourse = errors.New("no discourse")

// A DiscourseQuery asks the oracle for a discourse network. Its words are those of
// the schema.
type DiscourseQuery struct {
	graph.PositionQuery
	Topics                                                                     []graph.ID
	Scale                                                                      string
	Mode, Qualifier, Aggregation, Normalization, Duplicates, Joint, Definition string
	DropNeutral, Firsthand, Isolates                                           bool
	From, To                                                                   *int64
	Unit, Kernel                                                               string // of a window; empty for none
	Size                                                                       int
	Indent                                                                     bool
	Exclude                                                                    map[string]DiscourseExclusion // by field
}

// A DiscourseExclusion leaves out what has one of the values, or what has none.
type DiscourseExclusion struct {
	Values []string
	Invert bool
}

// A DiscourseSlice is one slice of a network. Weights have those that are not 0.
type DiscourseSlice struct {
	Rows, Columns []string
	Weights       map[[2]string]float64
	Raw           map[[2]string]float64 // before they are normalized
}

// A voiced is one use of a concept by an actor.
type voiced struct {
	statement       int
	actor, concept  string
	value           float64
	word            string
	said            graph.SaidBetween
	document, text  int
	joint, byOthers bool
	zeta            float64
}

// Discourse makes a network by the definitions alone: every pair of uses by itself,
// every slice from all uses.
func (n *Naive) Discourse(ctx context.Context, v graph.View, q DiscourseQuery) ([]DiscourseSlice, error) {
	q.Details = graph.PositionDetails{Document: true, Text: true, Counterpart: true}
	for _, id := range q.Exclude["DOCUMENT"].Values {
		q.Documents = append(q.Documents, graph.ID(id))
	}
	p, err := n.At(v).Positions(ctx, q.PositionQuery)
	if err != nil {
		return nil, err
	}
	topics := q.Topics
	if topics != nil {
		if topics, err = n.At(v).Canonical(ctx, topics); err != nil {
			return nil, err
		}
	}
	all := q.voiced(&p, topics)
	spread := 0.0
	for _, a := range all {
		for _, b := range all {
			spread = max(spread, a.value-b.value)
		}
	}
	d := &debated{q: &q, spread: spread, documents: p.Documents}
	kept := d.kept(all)
	if len(kept) == 0 {
		return nil, ErrNoDiscourse
	}
	d.all = kept
	return d.slices(kept)
}

// voiced are the uses that positions make.
func (q *DiscourseQuery) voiced(p *graph.Positions, topics []graph.ID) (all []voiced) {
	for _, u := range p.Uses {
		if topics != nil && !slices.Contains(topics, p.Targets[u.Target]) {
			continue
		}
		s := p.Statements[u.Statement]
		use := voiced{
			statement: int(u.Statement), actor: string(p.Actors[u.Actor]), concept: string(p.Targets[u.Target]), said: p.Dates[s.Date],
			document: int(s.Document), text: int(s.Text), joint: s.Joint, byOthers: s.Counterpart, zeta: 1,
		}
		switch {
		case q.On == graph.OnTopics:
			use.word = string(u.Agreement())
			use.value = map[string]float64{"AGREE": 1, "DISAGREE": -1}[use.word]
		case q.Qualifier != "INTEGER":
			use.word = string(u.Role())
		case u.Scale == 0 || p.Scales[u.Scale-1] != q.Scale:
			continue
		default:
			use.value = float64(u.Stance) / graph.StanceSteps
		}
		all = append(all, use)
	}
	slices.SortStableFunc(all, func(a, b voiced) int {
		if a.said.Dated != b.said.Dated {
			return map[bool]int{true: -1, false: 1}[a.said.Dated]
		}
		return cmp.Or(
			cmp.Compare(a.said.First, b.said.First), cmp.Compare(a.said.Last, b.said.Last), cmp.Compare(a.statement, b.statement),
			cmp.Compare(a.actor, b.actor), cmp.Compare(a.concept, b.concept), cmp.Compare(a.value, b.value), cmp.Compare(a.word, b.word),
		)
	})
	return all
}

// A debated network is one that is made.
type debated struct {
	q         *DiscourseQuery
	all       []voiced
	spread    float64
	documents []int // the numbers of those that are excluded
}

// level is a qualifier as it is written.
func (d *debated) level(s *voiced) string {
	switch d.q.Qualifier {
	case "TEXT":
		return s.word
	case "BOOLEAN", "INTEGER":
		return strconv.FormatFloat(s.value, 'g', -1, 64)
	}
	return ""
}

func (d *debated) counted(s *voiced) string {
	if d.q.Aggregation == "IGNORE" {
		return ""
	}
	return d.level(s)
}

// kept are the uses that count.
func (d *debated) kept(all []voiced) (kept []voiced) {
	q := d.q
	once, first := map[string]bool{}, map[string]bool{}
	for _, s := range all {
		out := false
		for field, e := range q.Exclude {
			has := slices.Contains(e.Values, map[string]string{"ACTOR": s.actor, "CONCEPT": s.concept, "QUALIFIER": d.level(&s)}[field])
			if field == "DOCUMENT" {
				has = slices.Contains(d.documents, s.document)
			}
			out = out || has != e.Invert
		}
		heard := slices.ContainsFunc(all, func(o voiced) bool { return o.text == s.text && !o.byOthers })
		switch {
		case out, q.Joint == "DROP" && s.joint, q.DropNeutral && (s.word == "NEUTRAL" || q.Qualifier == "BOOLEAN" && s.value == 0), q.Firsthand && !heard:
			continue
		case q.From != nil && (!s.said.Dated || s.said.First < *q.From), q.To != nil && (!s.said.Dated || s.said.Last >= *q.To):
			continue
		case !d.datable(&s):
			continue
		}
		is := fmt.Sprint(s.statement, "|", s.actor, "|", s.concept, "|", d.counted(&s))
		if once[is] {
			continue
		}
		once[is] = true
		if q.Duplicates != "INCLUDE" {
			is := fmt.Sprint(s.actor, "|", s.concept, "|", d.counted(&s), "|", d.within(&s))
			if first[is] {
				continue
			}
			first[is] = true
		}
		kept = append(kept, s)
	}
	return kept
}

func (d *debated) datable(s *voiced) bool {
	for _, unit := range []string{map[string]string{"WEEK": "WEEKS", "MONTH": "MONTHS", "YEAR": "YEARS"}[d.q.Duplicates], map[string]string{"EVENTS": "DAYS"}[d.q.Unit], d.q.Unit} {
		if unit != "" && unit != "EVENTS" && (!s.said.Dated || ordinalOf(unit, s.said.First) != ordinalOf(unit, s.said.Last)) {
			return false
		}
	}
	return true
}

// within is what a rule of duplicates looks at.
func (d *debated) within(s *voiced) any {
	at := time.Unix(s.said.First, 0).UTC()
	year, week := at.ISOWeek()
	months := at.Year()*12 + int(at.Month())
	if d.q.Definition == "DNA" {
		year, months = 0, int(at.Month())
	}
	switch d.q.Duplicates {
	case "DOCUMENT":
		return s.document
	case "UTTERANCE":
		return s.text
	case "WEEK":
		return [2]int{year, week}
	case "MONTH":
		return months
	case "YEAR":
		return at.Year()
	}
	return 0
}

// fromMonday is the second in which a week begins.
const fromMonday = 4 * 86_400

// ordinalOf is the number of the unit in which an instant lies.
func ordinalOf(unit string, second int64) int {
	at := time.Unix(second, 0).UTC()
	midnight := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	switch unit {
	case "WEEKS":
		monday := midnight.AddDate(0, 0, -(int(at.Weekday())+6)%7)
		return int(monday.Unix()-fromMonday) / (7 * 86_400) // which is whole
	case "MONTHS":
		return at.Year()*12 + int(at.Month())
	case "YEARS":
		return at.Year()
	}
	return int(midnight.Unix()-fromMonday) / 86_400
}

// slices are those of a network.
func (d *debated) slices(kept []voiced) (all []DiscourseSlice, err error) {
	windows, err := d.windows(kept)
	if err != nil {
		return nil, err
	}
	for _, uses := range windows {
		s, err := d.slice(uses)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// windows are the uses of each slice.
func (d *debated) windows(kept []voiced) (all [][]voiced, err error) {
	q := d.q
	half := q.Size / 2
	switch q.Unit {
	case "":
		return [][]voiced{kept}, nil
	case "EVENTS":
		events := []voiced{}
		for _, s := range kept {
			if !slices.ContainsFunc(events, func(e voiced) bool { return e.statement == s.statement }) {
				events = append(events, s)
			}
		}
		slices.SortStableFunc(events, func(a, b voiced) int {
			return cmp.Or(cmp.Compare(a.said.First, b.said.First), cmp.Compare(a.statement, b.statement))
		})
		for middle := half; middle+half < len(events); middle++ {
			all = append(all, slices.DeleteFunc(slices.Clone(kept), func(s voiced) bool {
				return !slices.ContainsFunc(events[middle-half:middle+half+1], func(e voiced) bool { return e.statement == s.statement })
			}))
		}
	default:
		first, last := math.MaxInt, math.MinInt
		for _, s := range kept {
			first, last = min(first, ordinalOf(q.Unit, s.said.First)), max(last, ordinalOf(q.Unit, s.said.First))
		}
		if q.From != nil { // the first unit that begins in the range
			if first = ordinalOf(q.Unit, *q.From); ordinalOf(q.Unit, *q.From-1) == first {
				first++
			}
		}
		if q.To != nil { // the last one that ends in it
			last = ordinalOf(q.Unit, *q.To) - 1
		}
		reach := half
		if q.Kernel != "NONE" {
			if half = (q.Size + 1) / 2; q.Size > last-first+1 {
				return nil, ErrNoDiscourse
			}
			if reach = 0; q.Indent {
				reach = half
			}
		}
		for middle := first + reach; middle <= last-reach; middle++ {
			var uses []voiced
			for _, s := range kept {
				away := ordinalOf(q.Unit, s.said.First) - middle
				if s.zeta = d.zeta(away, half); s.zeta > 0 {
					uses = append(uses, s)
				}
			}
			all = append(all, uses)
		}
	}
	if all == nil {
		return nil, ErrNoDiscourse
	}
	return all, nil
}

// zeta is how much weighs what is so far from the middle.
func (d *debated) zeta(away, half int) float64 {
	u := float64(away) / float64(half)
	within := away >= -half && away <= half
	switch k := d.q.Kernel; {
	case k == "GAUSSIAN":
		return math.Exp(-u*u/2) / math.Sqrt(2*math.Pi)
	case !within:
		return 0
	case k == "UNIFORM":
		return 0.5
	case k == "EPANECHNIKOV":
		return 0.75 * (1 - u*u)
	case k == "TRIANGULAR" && d.q.Definition == "DNA":
		return math.Abs(1 + u)
	case k == "TRIANGULAR":
		return 1 - math.Abs(u)
	}
	return 1
}

func (d *debated) node(s *voiced) string {
	if d.q.Mode == "CONCEPTS" {
		return s.concept
	}
	return s.actor
}

func (d *debated) thing(s *voiced) string {
	if d.q.Mode == "CONCEPTS" {
		return s.actor
	}
	return s.concept
}

// slice is the network of some uses.
func (d *debated) slice(uses []voiced) (DiscourseSlice, error) {
	of := uses
	if d.q.Isolates {
		of = d.all
	}
	nodes, things := map[string]bool{}, map[string]bool{}
	for i := range of {
		nodes[d.node(&of[i])], things[d.thing(&of[i])] = true, true
	}
	s := DiscourseSlice{Rows: slices.Sorted(maps.Keys(nodes)), Weights: map[[2]string]float64{}, Raw: map[[2]string]float64{}}
	if s.Columns = s.Rows; d.q.Mode == "TWO_MODE" {
		s.Columns = slices.Sorted(maps.Keys(things))
		err := d.twoMode(&s, uses)
		return s, err
	}
	for i, a := range s.Rows {
		for _, b := range s.Rows[i+1:] {
			mine := slices.DeleteFunc(slices.Clone(uses), func(u voiced) bool { return d.node(&u) != a })
			yours := slices.DeleteFunc(slices.Clone(uses), func(u voiced) bool { return d.node(&u) != b })
			raw, unsigned := d.tie(mine, yours)
			if math.Abs(raw) <= 1e-12*unsigned { // what rounding leaves
				continue
			}
			s.Raw[[2]string{a, b}] = raw
			if by := d.divisor(mine, yours); by != 0 {
				s.Weights[[2]string{a, b}] = raw / by
			}
		}
	}
	return s, nil
}

// tie is the weight of two nodes: of each two of their uses of one thing.
func (d *debated) tie(mine, yours []voiced) (sum, unsigned float64) {
	q := d.q
	words := q.Qualifier == "TEXT" && (q.Kernel == "NONE" || q.Unit == "")
	for i := range mine {
		for j := range yours {
			x, y := &mine[i], &yours[j]
			if d.thing(x) != d.thing(y) || q.Joint == "UNIT" && q.Mode == "ACTORS" && x.text == y.text {
				continue
			}
			apart := math.Abs(x.value-y.value) / d.spread
			switch {
			case q.Qualifier == "NONE" || d.level(x) == d.level(y):
				apart = 0
			case q.Qualifier == "TEXT":
				apart = 1
			case q.Qualifier == "BOOLEAN":
				apart = math.Abs(x.value-y.value) / 2
			}
			alike := map[string]float64{"IGNORE": 1, "CONGRUENCE": 1 - apart, "CONFLICT": apart, "SUBTRACT": 1 - 2*apart}[q.Aggregation]
			if words && apart > 0 && q.Aggregation != "IGNORE" { // a conflict is counted below
				alike = 0
			}
			sum += alike * math.Sqrt(x.zeta) * math.Sqrt(y.zeta)
			unsigned += math.Abs(alike) * math.Sqrt(x.zeta) * math.Sqrt(y.zeta)
		}
	}
	if !words || q.Aggregation != "CONFLICT" && q.Aggregation != "SUBTRACT" {
		return sum, unsigned
	}
	alone := 0.0
	for _, sides := range [][2][]voiced{{mine, yours}, {yours, mine}} {
		for i := range sides[0] {
			if !d.has(sides[1], &sides[0][i]) {
				alone++
			}
		}
	}
	if q.Aggregation == "CONFLICT" {
		return alone, alone
	}
	return sum - alone, unsigned + alone
}

// has says whether one of some uses is of the same thing with the same qualifier.
func (d *debated) has(uses []voiced, x *voiced) bool {
	return slices.ContainsFunc(uses, func(y voiced) bool { return d.thing(&y) == d.thing(x) && d.level(&y) == d.level(x) })
}

// tally counts uses by a key.
func tally(uses []voiced, key func(*voiced) string) map[string]float64 {
	counts := map[string]float64{}
	for i := range uses {
		counts[key(&uses[i])] += uses[i].zeta
	}
	return counts
}

// divisor is by what the weight of two nodes is divided.
func (d *debated) divisor(mine, yours []voiced) float64 {
	q := d.q
	total := func(*voiced) string { return "" }
	full := func(s *voiced) string { return d.thing(s) + "|" + d.level(s) }
	n, m := tally(mine, total)[""], tally(yours, total)[""]
	a, b := tally(mine, full), tally(yours, full)
	switch q.Normalization {
	case "AVERAGE":
		if q.Definition != "DNA" || q.Unit == "" || q.Kernel == "NONE" {
			return (n + m) / 2
		}
		for i := range mine { // by how many statements there are, whatever they weigh
			mine[i].zeta = 1
		}
		for i := range yours {
			yours[i].zeta = 1
		}
		a, b = tally(mine, full), tally(yours, full)
		sum := 0.0
		for _, key := range slices.Sorted(maps.Keys(a)) {
			sum += 2 / (a[key] + b[key])
		}
		for key := range b {
			if a[key] == 0 {
				sum += 2 / b[key]
			}
		}
		if sum == 0 {
			return 0
		}
		return 1 / sum
	case "JACCARD":
		sum := 0.0
		for key := range a {
			if b[key] > 0 {
				sum += a[key] * b[key]
			} else {
				sum += a[key]
			}
		}
		for key := range b {
			if a[key] == 0 {
				sum += b[key]
			}
		}
		return sum
	case "COSINE":
		if q.Definition == "DNA" {
			return n * m
		}
		if q.Aggregation == "IGNORE" {
			a, b = tally(mine, d.thing), tally(yours, d.thing)
		}
		length := func(counts map[string]float64) (sum float64) {
			for _, n := range counts {
				sum += n * n
			}
			return math.Sqrt(sum)
		}
		return length(a) * length(b)
	}
	return 1
}

// twoMode gives the weights from nodes to things.
func (d *debated) twoMode(s *DiscourseSlice, uses []voiced) error {
	q := d.q
	levels := map[string]bool{}
	for i := range d.all {
		levels[d.level(&d.all[i])] = true
	}
	order := slices.Collect(maps.Keys(levels))
	slices.SortFunc(order, func(a, b string) int {
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		if errX == nil && errY == nil {
			return cmp.Compare(x, y)
		}
		return cmp.Compare(a, b)
	})
	if q.Qualifier == "BOOLEAN" { // both are levels even where one is nowhere
		if order = []string{"-1", "1"}; levels["0"] {
			order = []string{"-1", "0", "1"}
		}
	}
	total := map[[2]string]float64{}
	for _, row := range s.Rows {
		for _, column := range s.Columns {
			at := [2]string{row, column}
			seen, unsigned := map[string]bool{}, 0.0
			for i := range uses {
				u := &uses[i]
				if d.node(u) != row || d.thing(u) != column {
					continue
				}
				total[at] += u.zeta
				switch {
				case q.Aggregation == "SUBTRACT" && q.Qualifier != "TEXT" && q.Qualifier != "NONE":
					s.Raw[at] += u.zeta * u.value
					unsigned += u.zeta * math.Abs(u.value)
				case q.Aggregation == "COMBINE":
					if level := d.level(u); !seen[level] {
						seen[level] = true
						s.Raw[at] += math.Pow(2, float64(len(order)-1-slices.Index(order, level)))
					}
				default:
					s.Raw[at] += u.zeta
				}
			}
			if math.Abs(s.Raw[at]) <= 1e-12*unsigned {
				delete(s.Raw, at)
			}
			if q.Aggregation == "COMBINE" && total[at] > 0 {
				total[at] = 1
			}
		}
	}
	if q.Normalization == "PROMINENCE" && q.Aggregation == "COMBINE" && q.Definition == "DNA" {
		return ErrNoDiscourse // divides columns by rows of the same number
	}
	for at, raw := range s.Raw {
		by := 0.0
		for other, n := range total {
			if q.Normalization == "ACTIVITY" && other[0] == at[0] || q.Normalization == "PROMINENCE" && other[1] == at[1] {
				by += n
			}
		}
		if q.Normalization == "NONE" {
			by = 1
		}
		if by != 0 {
			s.Weights[at] = raw / by
		}
	}
	return nil
}
