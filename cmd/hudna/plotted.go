package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/graph/plot"
)

const timelineQuery = `query timeline($where: StatementFilter, $period: Period!, $zone: String, $inexact: Inexact, $by: Facet, $first: Int, $periods: Int, $lang: [String!]) {
  series(where: $where, period: $period, zone: $zone, inexact: $inexact, by: $by, first: $first, periods: $periods) {
    groups { value agreement node { id ... on Named { name(lang: $lang) } } points { period statements spread } }
    distinct statements spread without undated spanning
  }
}`

func fillTimeline(variables map[string]any, parameters map[string]string) {
	for _, name := range []string{"period", "inexact", "by"} {
		if parameters[name] != "" {
			variables[name] = strings.ToUpper(parameters[name])
		}
	}
	if variables["period"] == nil {
		variables["period"] = "MONTH"
	}
	if variables["periods"] == nil {
		variables["periods"] = 366
	}
	if variables["first"] == nil {
		variables["first"] = 6
	}
}

// timelineAnswer is what a time line is drawn from.
type timelineAnswer struct {
	Series struct {
		Groups []struct {
			Value, Agreement string
			Node             *calledBy
			Points           []graph.SeriesPoint
		}
		Distinct, Statements, Spread, Without, Undated, Spanning int
	}
}

func drawTimeline(data json.RawMessage, r *plotRequest) (drawable, error) {
	a, err := answerOf[timelineAnswer](data)
	if err != nil {
		return nil, err
	}
	t := &plot.Timeline{}
	s := &a.Series
	for _, g := range s.Groups[:min(len(s.Groups), plot.MaxRows)] {
		row := plot.TimelineRow{Label: strings.TrimSpace(g.Node.label(g.Value) + " " + g.Agreement)}
		for _, p := range g.Points {
			row.Counts, row.Spread = append(row.Counts, p.Statements), append(row.Spread, p.Spread)
		}
		t.Rows = append(t.Rows, row)
	}
	if len(s.Groups) > 0 {
		for _, p := range s.Groups[0].Points {
			t.Periods = append(t.Periods, p.Period)
		}
		if len(t.Periods) > plot.MaxPeriods {
			return nil, fmt.Errorf("%w: a picture has room for %d periods: ask for longer ones, or for less time", graph.ErrTooComplex, plot.MaxPeriods)
		}
	}
	period, _ := r.variables["period"].(string)
	said := fmt.Sprintf(r.say("%d statements by %s", "%d من الأقوال بحسب %s"), s.Statements, r.say(strings.ToLower(period), map[string]string{
		"HOUR": "الساعة", "DAY": "اليوم", "WEEK": "الأسبوع", "MONTH": "الشهر", "YEAR": "السنة",
	}[period]))
	if zone := r.parameters["zone"]; zone != "" {
		said += r.say(" of ", " في ") + zone
	}
	r.note(said + ".")
	r.left(
		leftOut{s.Undated, "undated", "بلا تاريخ"}, leftOut{s.Spanning, "in no single period", "في أكثر من فترة"},
		leftOut{s.Without, "without a value", "بلا قيمة"}, leftOut{s.Distinct - len(t.Rows), "more groups", "مجموعات أخرى"},
	)
	t.Frame = r.frame
	return t, nil
}

const heatQuery = `query positions($where: StatementFilter, $on: PositionOn, $actors: MatrixSideBy, $targets: MatrixSideBy, $scale: String, $lang: [String!]) {
  positions(where: $where, on: $on, actors: $actors, targets: $targets, scale: $scale, first: 1000) {
    cells { actor { id name(lang: $lang) } target { id ... on Named { name(lang: $lang) } } all { count for against neutral } }
    distinct statements without
  }
}`

func fillHeat(variables map[string]any, parameters map[string]string) {
	if on := parameters["on"]; on != "" {
		variables["on"] = strings.ToUpper(on)
	}
	for from, to := range map[string]string{"kinds": "actors", "targetKinds": "targets"} {
		if given, ok := variables[from]; ok {
			variables[to] = map[string]any{"kinds": given}
			delete(variables, from)
		}
	}
}

func drawHeat(data json.RawMessage, r *plotRequest) (drawable, error) {
	a, err := answerOf[struct {
		Positions struct {
			Cells []struct {
				Actor, Target *calledBy
				All           struct{ Count, For, Against, Neutral int }
			}
			Distinct, Statements, Without int
		}
	}](data)
	if err != nil {
		return nil, err
	}
	rows, columns := &ranking{}, &ranking{}
	for i := range a.Positions.Cells {
		c := &a.Positions.Cells[i]
		if c.Actor != nil && c.Target != nil {
			rows.add(c.Actor, c.All.Count)
			columns.add(c.Target, c.All.Count)
		}
	}
	h := &plot.HeatMap{}
	rowOf, columnOf := rows.first(plot.MaxHeatRows, &h.Rows), columns.first(plot.MaxHeatColumns, &h.Columns)
	shown := 0
	for i := range a.Positions.Cells {
		c := &a.Positions.Cells[i]
		if c.Actor == nil || c.Target == nil {
			continue
		}
		row, ok := rowOf[c.Actor.ID]
		column, ok2 := columnOf[c.Target.ID]
		if ok && ok2 {
			shown++
			if c.All.For+c.All.Against+c.All.Neutral == 0 {
				continue // it takes no position that is coded
			}
			h.Cells = append(h.Cells, plot.HeatCell{Row: row, Column: column, For: c.All.For, Against: c.All.Against, Neutral: c.All.Neutral})
		}
	}
	r.note(fmt.Sprintf(r.say("%d statements that take a position.", "%d من الأقوال التي تتخذ موقفا."), a.Positions.Statements))
	r.left(leftOut{a.Positions.Distinct - shown, "more cells", "خانات أخرى"})
	h.Frame = r.frame
	return h, nil
}

// A ranking puts records in the order of how often they are met.
type ranking struct {
	all   []*calledBy
	count map[string]int
}

func (k *ranking) add(n *calledBy, times int) {
	if k.count == nil {
		k.count = map[string]int{}
	}
	if _, met := k.count[n.ID]; !met {
		k.all = append(k.all, n)
	}
	k.count[n.ID] += times
}

// first gives the places of the first, and their names.
func (k *ranking) first(n int, names *[]string) map[string]int {
	slices.SortFunc(k.all, func(a, b *calledBy) int {
		return cmp.Or(cmp.Compare(k.count[b.ID], k.count[a.ID]), cmp.Compare(a.ID, b.ID))
	})
	at := map[string]int{}
	for i, one := range k.all[:min(n, len(k.all))] {
		at[one.ID] = i
		*names = append(*names, one.label(one.ID))
	}
	return at
}

const netQuery = `query network($where: StatementFilter, $by: NetworkBy, $lang: [String!]) {
  network(where: $where, by: $by) {
    version parameters notes left sliceCount
    slices(first: 1) {
      from to
      rows { id uses node { id ... on Named { name(lang: $lang) } } }
      columns { id uses node { id ... on Named { name(lang: $lang) } } }
      tieCount ties(first: 600) { row column weight }
    }
  }
}`

func drawNetwork(data json.RawMessage, r *plotRequest) (drawable, error) {
	type node struct {
		ID     string
		Uses   int
		Node   *calledBy
		second bool // in a network of two modes, it is a column
	}
	a, err := answerOf[struct {
		Network struct {
			Version, Parameters, Left string
			Notes                     []string
			SliceCount                int
			Slices                    []struct {
				From, To      string
				Rows, Columns []node
				TieCount      int
				Ties          []struct {
					Row, Column string
					Weight      float64
				}
			}
		}
	}](data)
	if err != nil {
		return nil, err
	}
	n := &plot.Network{}
	n.Seed, _ = r.seed() // which was read before
	if len(a.Network.Slices) > 0 {
		s := &a.Network.Slices[0]
		// Of two modes, who speaks is another node than who is spoken of. Of one, the
		// columns are the rows.
		type placed struct {
			id     string
			second bool
		}
		by, _ := r.variables["by"].(map[string]any)
		twoMode := by["mode"] == "TWO_MODE"
		nodes := s.Rows
		for _, one := range s.Columns {
			if one.second = true; twoMode {
				nodes = append(nodes, one)
			}
		}
		slices.SortStableFunc(nodes, func(a, b node) int { return cmp.Or(cmp.Compare(b.Uses, a.Uses), cmp.Compare(a.ID, b.ID)) })
		at := map[placed]int{}
		for i, one := range nodes[:min(len(nodes), plot.MaxNodes)] {
			at[placed{one.ID, one.second}] = i
			n.Nodes = append(n.Nodes, plot.NetworkNode{Label: one.Node.label(one.ID), Uses: one.Uses, Second: one.second})
		}
		for _, t := range s.Ties {
			from, ok := at[placed{t.Row, false}]
			to, ok2 := at[placed{t.Column, twoMode}]
			if ok && ok2 {
				n.Ties = append(n.Ties, plot.NetworkTie{From: from, To: to, Weight: t.Weight})
			}
		}
		r.note(fmt.Sprintf(r.say("%d nodes, %d ties. Definition %s.", "%d عقدة، %d رابطا. التعريف %s."), len(nodes), s.TieCount, a.Network.Version))
		r.left(
			leftOut{len(nodes) - len(n.Nodes), "more nodes", "عقد أخرى"}, leftOut{s.TieCount - len(n.Ties), "more ties", "روابط أخرى"},
			leftOut{a.Network.SliceCount - 1, "later slices", "شرائح لاحقة"},
		)
	}
	n.Frame = r.frame
	return n, nil
}

const mapQuery = `query map($where: EventFilter, $level: LocationKind, $lang: [String!]) {
  eventPlaces(where: $where, level: $level, first: 80) {
    places { location { id name(lang: $lang) point { lat lon } } events exact bases { basis events } }
    distinct events nowhere outside
  }
}`

// anyLevel is the level of a map on which each event stands at its own place, of
// whatever kind that is.
const anyLevel = "ANY"

func fillMap(variables map[string]any, parameters map[string]string) {
	variables["level"] = strings.ToUpper(cmp.Or(parameters["level"], string(graph.LocationGovernorate)))
	if variables["level"] == anyLevel {
		delete(variables, "level")
	}
	if country := parameters["country"]; country != "" {
		within := map[string]any{"place": map[string]any{"anyOf": []string{country}, "descendants": true}}
		if where := variables["where"]; where != nil {
			within["and"] = []any{where}
		}
		variables["where"] = within
	}
}

func drawMap(data json.RawMessage, r *plotRequest) (drawable, error) {
	a, err := answerOf[struct {
		EventPlaces struct {
			Places []struct {
				Location *struct {
					calledBy
					Point *graph.Point
				}
				Events, Exact int
				Bases         []struct {
					Basis  graph.EventBasis
					Events int
				}
			}
			Distinct, Events, Nowhere, Outside int
		}
	}](data)
	if err != nil {
		return nil, err
	}
	m, apart := &plot.Map{}, false
	for _, p := range a.EventPlaces.Places {
		if p.Location == nil {
			continue
		}
		place := plot.MapPlace{Label: p.Location.label(p.Location.ID), Events: p.Events, Exact: p.Exact}
		if at := p.Location.Point; at != nil {
			place.Located, place.Lat, place.Lon = true, at.Lat, at.Lon
		}
		for _, n := range p.Bases {
			switch n.Basis {
			case graph.EventAlleged:
				place.Alleged = n.Events
			case graph.EventMachineCoded:
				place.Coded = n.Events
			default: // somebody saw it, or reported that it happened
			}
		}
		apart = apart || place.Alleged+place.Coded > 0
		m.Places = append(m.Places, place)
	}
	if level, some := r.variables["level"].(string); some {
		r.note(fmt.Sprintf(r.say("%d events by the places of kind %s.", "%d من الأحداث بحسب الأماكن من نوع %s."), a.EventPlaces.Events, level))
	} else {
		r.note(fmt.Sprintf(r.say("%d events by the places where they happened.", "%d من الأحداث بحسب أماكن وقوعها."), a.EventPlaces.Events))
	}
	if apart {
		r.note(r.say(
			"Each place says how many of its events are only alleged, and how many a machine coded; a place with no others has a broken line.",
			"يُذكر عند كل مكان كم من أحداثه مزعوم فقط وكم منها رمّزته آلة؛ والمكان الذي ليس فيه غيرها خطه متقطع.",
		))
	}
	r.left(
		leftOut{a.EventPlaces.Nowhere, "events without a place", "أحداث بلا مكان"}, leftOut{a.EventPlaces.Outside, "in no such place", "في غير هذه الأماكن"},
		leftOut{a.EventPlaces.Distinct - len(m.Places), "more places", "أماكن أخرى"},
	)
	m.Frame = r.frame
	return m, nil
}
