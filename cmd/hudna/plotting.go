package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hudna/graph"
	"hudna/graph/export"
	"hudna/graph/plot"
	"hudna/graph/web"
)

// plotDefinition names the version of the rules by which pictures are drawn.
const plotDefinition = "plot/1"

// A plotKind is a sort of picture: what is asked for it, and how that is drawn.
type plotKind struct {
	document string
	// takes are the parameters that it has beside those of all; those that are JSON
	// objects end in a brace, those that are lists in a bracket.
	takes []string
	// fill completes the variables.
	fill func(variables map[string]any, parameters map[string]string)
	// draw makes the picture of an answer.
	draw func(data json.RawMessage, r *plotRequest) (drawable, error)
}

// A drawable is a picture of package plot.
type drawable interface{ SVG() ([]byte, error) }

// everyPlot are the parameters that all pictures take.
var everyPlot = []string{"title", "lang", "source", "revision"}

// plotKinds are the pictures by their names.
func plotKinds() map[string]plotKind {
	return map[string]plotKind{
		"timeline":  {timelineQuery, []string{"where{", "period", "zone", "inexact", "by", "first#", "periods#"}, fillTimeline, drawTimeline},
		"positions": {heatQuery, []string{"where{", "on", "kinds[", "targetKinds[", "scale"}, fillHeat, drawHeat},
		"network":   {netQuery, []string{"where{", "by{", "seed"}, nil, drawNetwork},
		"map":       {mapQuery, []string{"where{", "level", "country"}, fillMap, drawMap},
	}
}

// A plotRequest is a picture that somebody wants.
type plotRequest struct {
	name       string
	parameters map[string]string
	variables  map[string]any
	frame      plot.Frame
}

// plotting draws what is asked for as /plot/NAME.svg. Seen is who may look.
func plotting(clearance func(context.Context) graph.Marking) web.Plot {
	return func(ctx context.Context, path string, parameters map[string]string) (*web.Picture, error) {
		seen := clearance(ctx)
		name, isSVG := strings.CutSuffix(path, ".svg")
		kind, known := plotKinds()[name]
		if !known || !isSVG {
			return nil, &graph.FieldError{Path: "picture", Reason: fmt.Sprintf("%.64q is none: there are timeline.svg, positions.svg, network.svg and map.svg", path)}
		}
		r := &plotRequest{name: name, parameters: parameters, variables: map[string]any{}}
		if err := r.take(&kind); err != nil {
			return nil, err
		}
		if kind.fill != nil {
			kind.fill(r.variables, parameters)
		}
		return &web.Picture{
			Query: kind.document, Variables: r.variables, Revision: parameters["revision"],
			Draw: func(data json.RawMessage, extensions map[string]any) ([]byte, error) {
				if err := r.describe(&kind, data, extensions, seen); err != nil {
					return nil, err
				}
				d, err := kind.draw(data, r)
				if err != nil {
					return nil, err
				}
				b, err := d.SVG()
				if errors.Is(err, plot.ErrTooLarge) {
					return nil, fmt.Errorf("%w: %s", graph.ErrTooComplex, plot.ErrTooLarge.Error())
				}
				return b, err
			},
		}, nil
	}
}

// maxPlotText bounds a title or a source that is given, in bytes.
const maxPlotText = 512

// take reads the parameters.
func (r *plotRequest) take(kind *plotKind) error {
	for name, value := range r.parameters {
		i := slices.IndexFunc(kind.takes, func(t string) bool { return strings.TrimRight(t, "{[#") == name })
		switch {
		case i < 0 && slices.Contains(everyPlot, name):
			if len(value) > maxPlotText {
				return &graph.FieldError{Path: name, Reason: fmt.Sprintf("is longer than %d bytes", maxPlotText)}
			}
			continue
		case i < 0:
			names := []string{}
			for _, t := range kind.takes {
				names = append(names, strings.TrimRight(t, "{[#"))
			}
			return &graph.FieldError{Path: name, Reason: fmt.Sprintf("is no parameter of %s: there are %s", r.name, strings.Join(append(names, everyPlot...), ", "))}
		}
		var given any = value
		var err error
		switch kind.takes[i][len(kind.takes[i])-1] {
		case '{':
			var object map[string]any
			d := json.NewDecoder(strings.NewReader(value))
			d.UseNumber()
			if err = d.Decode(&object); err == nil && (object == nil || d.More()) {
				err = strconv.ErrSyntax
			}
			given = object
		case '[':
			given = strings.Split(value, ",")
		case '#':
			var n int64
			n, err = strconv.ParseInt(value, 10, 32)
			given = n
		}
		if err != nil {
			return &graph.FieldError{Path: name, Reason: fmt.Sprintf("%.64q is not what it takes", value)}
		}
		if name != "seed" && name != "country" {
			r.variables[name] = given
		}
	}
	if lang := r.parameters["lang"]; lang != "" && lang != "en" && lang != "ar" {
		return &graph.FieldError{Path: "lang", Reason: fmt.Sprintf("is %.16q; pictures speak en and ar", lang)}
	}
	if _, err := r.seed(); err != nil {
		return &graph.FieldError{Path: "seed", Reason: fmt.Sprintf("%.32q is no number from 0", r.parameters["seed"])}
	}
	r.variables["lang"] = []string{"en"}
	if r.arabic() {
		r.variables["lang"] = []string{"ar", "en"}
	}
	return nil
}

func (r *plotRequest) arabic() bool { return r.parameters["lang"] == "ar" }

// say chooses between what is said in English and in Arabic.
func (r *plotRequest) say(english, arabic string) string {
	if r.arabic() {
		return arabic
	}
	return english
}

func (r *plotRequest) seed() (uint64, error) {
	return strconv.ParseUint(cmp.Or(r.parameters["seed"], "1"), 10, 63)
}

// describe says in the frame where the picture comes from, and how it is made
// again.
func (r *plotRequest) describe(kind *plotKind, data json.RawMessage, extensions map[string]any, seen graph.Marking) error {
	text, err := json.Marshal(extensions["revision"])
	if err != nil {
		return err
	}
	var read struct {
		Number graph.Revision
		Time   time.Time
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return fmt.Errorf("the revision that was read: %w", err)
	}
	variables, err := json.Marshal(r.variables) // which sorts the names
	if err != nil {
		return err
	}
	seed, _ := r.seed() // which was read before
	title := map[string]string{
		"timeline": r.say("When it was said", "متى قيل"), "positions": r.say("Who takes which positions", "من يتخذ أي موقف"),
		"network": r.say("A discourse network", "شبكة خطاب"), "map": r.say("Where events happened", "أين وقعت الأحداث"),
	}[r.name]
	if r.parameters["title"] != "" {
		title = r.parameters["title"]
	}
	about := map[string]any{
		"definition": plotDefinition, "picture": r.name, "parameters": r.parameters, "seed": seed, "revision": read.Number, "clearance": seen,
		"query": kind.document, "variables": json.RawMessage(variables),
	}
	r.frame = plot.Frame{Title: title, Lang: r.parameters["lang"], About: about}
	// What is given comes last: where it is too long, it is cut, and not the citation.
	defer func() {
		if source := r.parameters["source"]; source != "" {
			r.frame.Sources = append(r.frame.Sources, source)
		}
	}()
	from := fmt.Sprintf(r.say("hudna, revision %d of %s, as shown for %s.", "hudna، المراجعة %d بتاريخ %s، كما تُعرض لمستوى %s."), read.Number, read.Time.UTC().Format(time.DateOnly), seen)
	r.frame.Sources = append(r.frame.Sources, from, r.say("A statement claims only that words were uttered.", "القول لا يعني إلا أن كلمات قيلت."))
	if read.Number == 0 {
		return nil // nothing was recorded yet that could be cited
	}
	cited, err := export.Cite(export.Citation{
		Title: title, Revision: read.Number, Time: read.Time, Clearance: seen, Query: &export.Query{Document: kind.document, Variables: variables},
	}, data)
	if err != nil {
		return fmt.Errorf("citing what the picture is drawn from: %w", err)
	}
	about["citation"] = cited
	r.frame.Sources = append(r.frame.Sources, cited.ID)
	return nil
}

// note adds a line below the title.
func (r *plotRequest) note(text string) { r.frame.Notes = append(r.frame.Notes, text) }

// left says of what is not shown how much there is of each sort, nothing where
// there is none.
func (r *plotRequest) left(what ...leftOut) {
	var parts []string
	for _, w := range what {
		if w.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", r.say(w.english, w.arabic), w.n))
		}
	}
	if len(parts) > 0 {
		r.note(r.say("Not shown: ", "لا يُعرض: ") + strings.Join(parts, r.say(", ", "، ")) + ".")
	}
}

// A leftOut is a sort of what a picture does not show.
type leftOut struct {
	n               int
	english, arabic string
}

// answerOf reads what a picture is drawn from.
func answerOf[T any](data json.RawMessage) (out T, err error) {
	if err = json.NewDecoder(bytes.NewReader(data)).Decode(&out); err != nil {
		err = fmt.Errorf("what a picture is drawn from: %w", err)
	}
	return out, err
}

// A calledBy is a record by its name, or by its id where it has none.
type calledBy struct {
	ID   string
	Name string
}

func (n *calledBy) label(otherwise string) string {
	if n == nil {
		return otherwise
	}
	return cmp.Or(n.Name, n.ID, otherwise)
}
