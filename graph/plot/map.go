package plot

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// MaxPlaces bounds the places of a map.
const MaxPlaces = 80

// A Map shows places by the points that their records give and by nothing else: no
// borders are drawn. The area of a circle says how many events there were, and that
// of the full one in it how many of them were put exactly there.
type Map struct {
	Frame
	Places []MapPlace
}

// A MapPlace is a place, and what happened there.
type MapPlace struct {
	Label         string
	Lat, Lon      float64
	Located       bool // it has a position
	Events, Exact int
	// Of the events, so many are only alleged, and so many a machine coded.
	Alleged, Coded int
}

// counted says how many events a place has, and how many of them nobody reported as
// having happened.
func (c *canvas) counted(p *MapPlace) string {
	s := fmt.Sprintf("%s: %d", p.Label, p.Events)
	var apart []string
	if p.Alleged > 0 {
		apart = append(apart, fmt.Sprintf("%s %d", c.words[wordAlleged], p.Alleged))
	}
	if p.Coded > 0 {
		apart = append(apart, fmt.Sprintf("%s %d", c.words[wordCoded], p.Coded))
	}
	if len(apart) > 0 {
		s += " (" + strings.Join(apart, ", ") + ")"
	}
	return s
}

// SVG draws it.
func (m *Map) SVG() ([]byte, error) {
	b, _, err := m.draw()
	return b, err
}

func (m *Map) draw() ([]byte, []Box, error) {
	c := newCanvas(m.Frame)
	var found, lost []MapPlace
	for _, p := range m.Places[:min(len(m.Places), MaxPlaces)] {
		if p.Located {
			found = append(found, p)
		} else {
			lost = append(lost, p)
		}
	}
	if len(found)+len(lost) == 0 {
		c.nothing()
		return c.finish(m.Frame)
	}
	if len(found) > 0 {
		c.points(found)
	}
	if len(lost) > 0 {
		names := make([]string, len(lost))
		for i := range lost {
			names[i] = c.counted(&lost[i])
		}
		c.y += 6
		c.lines([]string{c.words[wordNoPoint] + " " + strings.Join(names, " · ")}, smallSize+1, maxNotes)
	}
	return c.finish(m.Frame)
}

// points draws the places that have a position, north above.
func (c *canvas) points(places []MapPlace) {
	x := margin
	key := func(s string, attributes ...string) {
		c.Circle(c.real(x+6), c.y+5, 5.5, attributes...)
		c.text(x+17, c.y+9, atStart, smallSize, s, black)
		x += 17 + widthOf(s, smallSize) + 22
	}
	key(c.words[wordEvents], `fill="#c9d8ea"`, `stroke="#1b4f8a"`)
	key(c.words[wordExact], `fill="#1b4f8a"`)
	c.y += 18
	c.lines([]string{c.words[wordNoBorders]}, smallSize, 2, grey)
	c.y += 10
	at := projected(places)
	const axes = 34.0
	field := Box{X: margin + axes, Y: c.y + 4, Width: width - 2*margin - 2*axes, Height: at.height(width - 2*margin - 2*axes)}
	c.Rect(field.X, field.Y, field.Width, field.Height, `fill="#fafafa"`, `stroke="#999999"`)
	c.graticule(at, field)
	most := 1
	for _, p := range places {
		most = max(most, p.Events)
	}
	spots := make([]*spot, len(places))
	for i, p := range places {
		s := &spot{r: 8 + 18*math.Sqrt(float64(p.Events)/float64(most)), label: c.counted(&places[i])}
		s.x, s.y = at.on(p.Lat, p.Lon, field)
		spots[i] = s
	}
	part(spots, field)
	for i, s := range spots {
		if tx, ty := at.on(places[i].Lat, places[i].Lon, field); math.Hypot(tx-s.x, ty-s.y) > 1 { // it was moved
			c.Line(tx, ty, s.x, s.y, `stroke="#555555"`, `stroke-width="0.8"`)
			c.Circle(tx, ty, 1.6, black)
		}
	}
	order := make([]int, len(spots))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(spots[b].r, spots[a].r) })
	place(spots, field, noteSize-1)
	for _, i := range order {
		s := spots[i]
		fill := `fill="#c9d8ea"`
		if s.keyed {
			fill = `fill="#5a7ca3"` // its number is white
		}
		line := []string{fill, `stroke="#1b4f8a"`}
		if places[i].Alleged+places[i].Coded == places[i].Events {
			line = append(line, `stroke-dasharray="3 2"`)
		}
		c.Circle(s.x, s.y, s.r, line...)
		if places[i].Exact > 0 {
			c.Circle(s.x, s.y, s.r*math.Sqrt(float64(places[i].Exact)/float64(places[i].Events)), `fill="#1b4f8a"`)
		}
	}
	c.y = field.Y + field.Height + smallSize + 8
	c.labels(spots, noteSize-1)
}

// A projection puts degrees on paper, so that a circle in the middle stays one.
type projection struct{ south, north, west, east, shrink float64 }

func projected(places []MapPlace) projection {
	p := projection{south: 90, north: -90, west: 180, east: -180}
	for _, place := range places {
		p.south, p.north = min(p.south, place.Lat), max(p.north, place.Lat)
		p.west, p.east = min(p.west, place.Lon), max(p.east, place.Lon)
	}
	p.shrink = max(0.1, math.Cos((p.south+p.north)/2*math.Pi/180))
	// A map has some room around it, and is no line.
	high, wide := max(p.north-p.south, 0.5), max((p.east-p.west)*p.shrink, 0.5)
	high, wide = max(high, wide/2.2), max(wide, high/0.9)
	lat, lon := (p.south+p.north)/2, (p.west+p.east)/2
	p.south, p.north = lat-high*0.6, lat+high*0.6
	p.west, p.east = lon-wide*0.6/p.shrink, lon+wide*0.6/p.shrink
	return p
}

func (p projection) height(wide float64) float64 {
	return wide * (p.north - p.south) / ((p.east - p.west) * p.shrink)
}

func (p projection) on(lat, lon float64, field Box) (x, y float64) {
	return field.X + (lon-p.west)/(p.east-p.west)*field.Width, field.Y + (p.north-lat)/(p.north-p.south)*field.Height
}

// graticule draws lines of whole parts of degrees. East is right in every language.
func (c *canvas) graticule(p projection, field Box) {
	step := 10.0
	for _, s := range []float64{5, 2, 1, 0.5, 0.2, 0.1} {
		if (p.east-p.west)/step < 4 {
			step = s
		}
	}
	degrees := func(v float64, positive, negative string) string {
		s := strconv.FormatFloat(math.Abs(math.Round(v*10)/10), 'f', -1, 64) + "°"
		switch {
		case v > 0.05:
			return s + positive
		case v < -0.05:
			return s + negative
		}
		return s
	}
	for lon := math.Ceil(p.west/step) * step; lon <= p.east; lon += step {
		x, _ := p.on(0, lon, field)
		c.Line(x, field.Y, x, field.Y+field.Height, `stroke="#e2e2e2"`)
		if x > field.X+20 && x < field.X+field.Width-20 {
			c.text(c.real(x), field.Y+field.Height+smallSize+3, atMiddle, smallSize, degrees(lon, "E", "W"), grey)
		}
	}
	for lat := math.Ceil(p.south/step) * step; lat <= p.north; lat += step {
		_, y := p.on(lat, 0, field)
		c.Line(field.X, y, field.X+field.Width, y, `stroke="#e2e2e2"`)
		if y > field.Y+10 && y < field.Y+field.Height-10 {
			c.text(c.real(field.X-17), y+3.5, atMiddle, smallSize, degrees(lat, "N", "S"), grey)
		}
	}
}

// decimal writes a number of an attribute.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
