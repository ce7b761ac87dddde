package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"hudna/graph"
)

// periodFlags say into which periods time is cut.
type periodFlags struct {
	Period  string `default:"month" enum:"hour,day,week,month,year" placeholder:"PERIOD" help:"How long each period is: ${enum}. Default: ${default}."`
	Zone    string `placeholder:"ZONE" help:"Of which IANA time zone the periods are, such as Asia/Damascus; of each date's own clock unless given."`
	Inexact string `default:"aside" enum:"aside,spread" placeholder:"HOW" help:"What becomes of a date that lies in several periods: it is set apart (aside), or each has its share of it (spread). It is never taken to lie in the first. Default: ${default}."`
	Periods int    `default:"400" placeholder:"N" help:"How many periods at most: 1 to 10,000. Default: ${default}."`
}

func (f *periodFlags) variables() map[string]any {
	v := map[string]any{"period": strings.ToUpper(f.Period), "inexact": strings.ToUpper(f.Inexact), "periods": f.Periods}
	if f.Zone != "" {
		v["zone"] = f.Zone
	}
	return v
}

type seriesCommand struct {
	whereFlags
	resultFlags
	periodFlags
	By       string  `placeholder:"FACET" xor:"by" help:"By what the statements are grouped: act, role, speaker, relay, about, addressee, place, topic, position, publisher, lang or attestor; events by kind, basis, place or actor. One group unless given."`
	Where    string  `placeholder:"JSON" help:"Which statements count: the argument where of the field series, as a JSON object, or @FILE; with --events that of eventSeries."`
	Disputes string  `placeholder:"AGREEMENT" xor:"by,of" help:"Count what is alleged under this agreement, by the state that each allegation is in."`
	Events   bool    `xor:"of" help:"Count events, by when they happened."`
	Level    string  `placeholder:"KIND" help:"With --events --by place: by the nearest place of this kind, such as GOVERNORATE, that is the place or lies around it."`
	Window   int     `placeholder:"N" help:"Add up each run of N periods: a moving window."`
	Gaps     bool    `help:"A line also for what has nothing in a period."`
	First    int     `default:"10" placeholder:"N" help:"How many groups, those with most statements first: 1 to 500. Default: ${default}."`
	Revision *uint64 `placeholder:"N" help:"As of this revision; without it as of the newest."`
	JSON     bool    `name:"json" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (seriesCommand) Help() string {
	return `When it was said or, with --events, when it happened, as CSV unless told otherwise: a line for each period and group, how many statements lie in it (count) and, with --inexact spread, how much falls to it of those whose date lies in several (spread). The two are never added up. What lies in no period standard error counts.

Examples:

    hudna series --period day --zone Asia/Damascus --periods 4400 --gaps > days.csv
    hudna series --by act --period week --window 4
    hudna series --disputes agreement/syria-cessation-2016 --period day --inexact spread
    hudna series --events --by basis --period month
`
}

const seriesQuestion = `query($where: StatementFilter, $period: Period!, $zone: String, $inexact: Inexact, $by: Facet, $first: Int, $periods: Int, %s) {
  series(where: $where, period: $period, zone: $zone, inexact: $inexact, by: $by, first: $first, periods: $periods) { ...timeline }
}
`

const eventsQuestion = `query($where: EventFilter, $period: Period!, $zone: String, $inexact: Inexact, $by: EventFacet, $level: LocationKind, $first: Int, $periods: Int, %s) {
  eventSeries(where: $where, period: $period, zone: $zone, inexact: $inexact, by: $by, level: $level, first: $first, periods: $periods) { ...timeline }
}
`

const statesQuestion = `query($agreement: ID!, $period: Period!, $zone: String, $inexact: Inexact, $periods: Int, %s) {
  agreement(id: $agreement) { disputes { series(period: $period, zone: $zone, inexact: $inexact, periods: $periods) { ...timeline } } }
}
`

// What is asked of a series, and the variable that it takes: its rows, or its moving
// windows.
const (
	seriesRows    = `fragment timeline on Series { definition flat(gaps: $gaps) { time key agreement count spread } distinct statements spread without undated spanning }`
	seriesWindows = `fragment timeline on Series { definition groups { value agreement windows(of: $window) { from to statements spread mean } } distinct statements spread without undated spanning }`
	eventRows     = `fragment timeline on EventSeries { definition flat(gaps: $gaps) { time key count spread } distinct events spread without undated spanning }`
	eventWindows  = `fragment timeline on EventSeries { definition groups { value windows(of: $window) { from to statements: events spread mean } } distinct events spread without undated spanning }`
)

// seriesTold is what the answer tells of a series.
type seriesTold struct {
	Definition string
	Flat       []struct {
		Time, Key, Agreement string
		Count                int
		Spread               float64
	}
	Groups []struct {
		Value, Agreement string
		Windows          []struct {
			From, To     string
			Statements   int
			Spread, Mean float64
		}
	}
	Distinct, Spread, Without, Undated, Spanning int
}

// question is what is asked, and its variables.
func (c *seriesCommand) question() (document string, asked map[string]any) {
	asked = c.variables()
	variable, rows, moving := "$gaps: Boolean", seriesRows, seriesWindows
	if c.Events {
		rows, moving = eventRows, eventWindows
	}
	fields := rows
	if c.Window != 0 {
		variable, fields = "$window: Int!", moving
		asked["window"] = c.Window
	} else {
		asked["gaps"] = c.Gaps
	}
	switch {
	case c.Disputes != "":
		asked["agreement"] = c.Disputes
		return fmt.Sprintf(statesQuestion, variable) + fields, asked
	case c.Events:
		document = eventsQuestion
		if c.Level != "" {
			asked["level"] = strings.ToUpper(c.Level)
		}
	default:
		document = seriesQuestion
	}
	asked["first"] = c.First
	if c.By != "" {
		asked["by"] = strings.ToUpper(c.By)
	}
	return fmt.Sprintf(document, variable) + fields, asked
}

// Run prints the series.
func (c *seriesCommand) Run(ctx context.Context, p *program) (err error) {
	document, asked := c.question()
	if c.Level != "" && !c.Events {
		return failed(codeUsage, "--level goes with --events")
	}
	if c.Disputes != "" && c.Where != "" {
		return failed(codeUsage, "--where and --disputes do not go together: what concerns an agreement is found by itself")
	}
	if err := objectFlag(p, asked, "where", c.Where); err != nil {
		return err
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	op := operation{document: document, variables: asked, asOf: (*graph.Revision)(c.Revision)}
	answer, revision, err := ask[struct {
		Series, EventSeries *seriesTold
		Agreement           *struct {
			Disputes *struct{ Series *seriesTold }
		}
	}](ctx, at, op)
	if err != nil {
		return err
	}
	told := answer.Series
	switch {
	case c.Events:
		told = answer.EventSeries
	case c.Disputes != "":
		if answer.Agreement == nil || answer.Agreement.Disputes == nil {
			return failed(codeRefused, "there is no agreement %s", c.Disputes)
		}
		told = answer.Agreement.Disputes.Series
	}
	first := c.First
	if c.Disputes != "" {
		first = told.Distinct // a series of states has them all
	}
	told.tell(p, first)
	lines := told.sheet(c.Window != 0)
	return c.print(ctx, p, at, op, lines, !c.JSON, c.JSON, resultProvenance{Result: "series", Revision: revision, Version: told.Definition})
}

// tell says what the lines do not hold.
func (s *seriesTold) tell(p *program, first int) {
	left := []string{}
	for _, l := range []struct {
		n    int
		what string
	}{{s.Undated, "undated"}, {s.Spanning, "with a date that lies in several periods or is open"}, {s.Without, "without a value"}} {
		if l.n > 0 {
			left = append(left, fmt.Sprintf("%d %s", l.n, l.what))
		}
	}
	if len(left) > 0 {
		fmt.Fprintf(p.stderr, "hudna: not in the series: %s\n", strings.Join(left, ", "))
	}
	if more := s.Distinct - first; more > 0 {
		fmt.Fprintf(p.stderr, "hudna: there are %d groups more; see --first\n", more)
	}
}

func (s *seriesTold) sheet(moving bool) *sheet {
	decimal := func(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }
	if !moving {
		out := &sheet{columns: []string{"time", "key", "agreement", "count", "spread"}}
		for _, r := range s.Flat {
			out.add(r.Time, r.Key, r.Agreement, strconv.Itoa(r.Count), decimal(r.Spread))
		}
		return out
	}
	out := &sheet{columns: []string{"from", "to", "key", "agreement", "count", "spread", "mean"}}
	// One window after the other, and in each the groups: all have the same ones.
	for i, more := 0, true; more; i++ {
		more = false
		for _, g := range s.Groups {
			if i < len(g.Windows) {
				w := &g.Windows[i]
				out.add(w.From, w.To, g.Value, g.Agreement, strconv.Itoa(w.Statements), decimal(w.Spread), decimal(w.Mean))
				more = true
			}
		}
	}
	return out
}
