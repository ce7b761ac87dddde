package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"hudna/graph"
)

type placesCommand struct {
	whereFlags
	resultFlags
	Where    string  `placeholder:"JSON" help:"Which events count: the argument where of the field eventPlaces, as a JSON object, or @FILE."`
	Level    string  `placeholder:"KIND" help:"Count by the nearest place of this kind, such as GOVERNORATE, that is the place or lies around it; by the places themselves unless given."`
	First    int     `default:"500" placeholder:"N" help:"How many places, those with most events first: 1 to 500. Default: ${default}."`
	Revision *uint64 `placeholder:"N" help:"As of this revision; without it as of the newest."`
	JSON     bool    `name:"json" help:"A JSON object a line, for machines."`
}

// Help is the end of the command's help.
func (placesCommand) Help() string {
	return `Where events happened, as CSV: a line for each place, how many events, how near to a place they are put (exact, near, around, within, or not said), and how they came to be known. What is alleged stands beside what was observed.

Examples:

    hudna places > places.csv
    hudna places --level GOVERNORATE --where '{"kinds": ["SHELLING", "AIRSTRIKE"]}'
`
}

const placesQuestion = `query($where: EventFilter, $level: LocationKind, $first: Int) {
  eventPlaces(where: $where, level: $level, first: $first) {
    places { location { id kind name point { lat lon } } events precisions { precision events } bases { basis events } }
    definition distinct events nowhere outside
  }
}`

// placesTold is what the answer tells of places.
type placesTold struct {
	Places []struct {
		Location struct {
			ID         graph.ID
			Kind, Name string
			Point      *graph.Point
		}
		Events     int
		Precisions []struct {
			Precision string
			Events    int
		}
		Bases []struct {
			Basis  string
			Events int
		}
	}
	Definition                         string
	Distinct, Events, Nowhere, Outside int
}

// Run prints the places.
func (c *placesCommand) Run(ctx context.Context, p *program) (err error) {
	asked := map[string]any{"first": c.First}
	if c.Level != "" {
		asked["level"] = strings.ToUpper(c.Level)
	}
	if err := objectFlag(p, asked, "where", c.Where); err != nil {
		return err
	}
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	op := operation{document: placesQuestion, variables: asked, asOf: (*graph.Revision)(c.Revision)}
	answer, revision, err := ask[struct{ EventPlaces placesTold }](ctx, at, op)
	if err != nil {
		return err
	}
	told := &answer.EventPlaces
	if told.Nowhere+told.Outside > 0 {
		fmt.Fprintf(p.stderr, "hudna: not on the map: %d events without a place, %d in no place of the level\n", told.Nowhere, told.Outside)
	}
	if more := told.Distinct - len(told.Places); more > 0 {
		fmt.Fprintf(p.stderr, "hudna: there are %d places more; see --first\n", more)
	}
	lines := told.sheet()
	return c.print(ctx, p, at, op, lines, !c.JSON, c.JSON, resultProvenance{Result: "places", Revision: revision, Version: told.Definition})
}

func (t *placesTold) sheet() *sheet {
	precisions, bases := []string{"EXACT", "NEAR", "AROUND", "WITHIN", ""}, []string{"OBSERVED", "REPORTED", "ALLEGED", "MACHINE_CODED", ""}
	out := &sheet{columns: []string{
		"location", "kind", "name", "lat", "lon", "events", "exact", "near", "around", "within", "precision not said",
		"observed", "reported", "alleged", "machine coded", "basis not said",
	}}
	for i := range t.Places {
		l := &t.Places[i]
		row := []string{string(l.Location.ID), l.Location.Kind, l.Location.Name, "", "", strconv.Itoa(l.Events)}
		if at := l.Location.Point; at != nil {
			row[3], row[4] = strconv.FormatFloat(at.Lat, 'f', -1, 64), strconv.FormatFloat(at.Lon, 'f', -1, 64)
		}
		counts := map[string]int{}
		for _, c := range l.Precisions {
			counts["precision "+c.Precision] = c.Events
		}
		for _, c := range l.Bases {
			counts["basis "+c.Basis] = c.Events
		}
		for _, name := range precisions {
			row = append(row, strconv.Itoa(counts["precision "+name]))
		}
		for _, name := range bases {
			row = append(row, strconv.Itoa(counts["basis "+name]))
		}
		out.add(row...)
	}
	return out
}
