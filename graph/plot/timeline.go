package plot

import (
	"fmt"
	"math"
	"strconv"
)

// The bounds of a time line.
const (
	MaxRows    = 12
	MaxPeriods = 1_000
)

// A Timeline has a row of bars for each group, all on one scale. What lies in one
// period is a full bar; what falls to it of dates that lie in several, a hollow one
// beside it, which is never added.
type Timeline struct {
	Frame
	Periods []string // their names
	Rows    []TimelineRow
}

// A TimelineRow is one group: a value for each period.
type TimelineRow struct {
	Label  string
	Counts []int
	Spread []float64
}

// SVG draws it.
func (t *Timeline) SVG() ([]byte, error) {
	b, _, err := t.draw()
	return b, err
}

func (t *Timeline) draw() ([]byte, []Box, error) {
	c := newCanvas(t.Frame)
	rows := t.Rows[:min(len(t.Rows), MaxRows)]
	n := min(len(t.Periods), MaxPeriods)
	if len(rows) == 0 || n == 0 {
		c.nothing()
		return c.finish(t.Frame)
	}
	most, spread := 1.0, false
	for _, r := range rows {
		for i := range n {
			most = max(most, float64(r.Counts[i]), r.Spread[i])
			spread = spread || r.Spread[i] > 0
		}
	}
	top, step := scaleTo(most)
	c.legend(spread)
	const gutter = 56.0
	left, right := margin+gutter, width-margin-8
	pitch := (right - left) / float64(n)
	height := 150.0
	if len(rows) > 1 {
		height = 64
	}
	for _, r := range rows {
		if r.Label != "" {
			c.y += noteSize + 4
			c.label(left, c.y, atStart, noteSize, r.Label, right-left, black)
			c.y += 6
		}
		base := c.y + height
		for v := 0.0; v <= top; v += step {
			y := base - height*v/top
			c.rule(left, y, right, y, `stroke="#dddddd"`, `stroke-width="0.7"`)
			if len(rows) == 1 || v == 0 || v+step > top {
				c.text(left-6, y+3.5, atEnd, smallSize, strconv.FormatFloat(v, 'f', -1, 64), grey)
			}
		}
		for i := range n {
			x, share := left+float64(i)*pitch, 0.86
			if spread {
				share = 0.5
			}
			if h := height * float64(r.Counts[i]) / top; h > 0 {
				c.box(x+pitch*0.07, base-h, max(pitch*share, 0.6), h, `fill="#1b4f8a"`)
			}
			if h := height * r.Spread[i] / top; h > 0 {
				c.box(x+pitch*0.6, base-h, max(pitch*0.34, 0.5), h, `fill="#ffffff"`, `stroke="#b35900"`, `stroke-width="0.8"`)
			}
		}
		c.rule(left, base, right, base, `stroke="#000000"`, `stroke-width="0.8"`)
		c.y = base + 4
	}
	c.axis(t.Periods[:n], left, pitch)
	return c.finish(t.Frame)
}

// axis names as many periods as there is room for, each under its middle.
func (c *canvas) axis(periods []string, left, pitch float64) {
	c.y += smallSize + 4
	widest := 0.0
	for _, p := range periods {
		widest = max(widest, widthOf(p, smallSize))
	}
	every := max(1, int(math.Ceil((widest+14)/pitch)))
	for i := 0; i < len(periods); i += every {
		x := left + (float64(i)+0.5)*pitch
		x = min(max(x, margin+widest/2), width-margin-widest/2)
		if i > 0 && len(periods)-i < every/2 {
			break
		}
		c.rule(left+(float64(i)+0.5)*pitch, c.y-smallSize-4, left+(float64(i)+0.5)*pitch, c.y-smallSize, `stroke="#000000"`, `stroke-width="0.7"`)
		c.text(x, c.y, atMiddle, smallSize, periods[i], grey)
	}
	c.y += 6
}

// legend says what full and hollow bars are.
func (c *canvas) legend(spread bool) {
	x := margin
	entry := func(s string, attributes ...string) {
		c.box(x, c.y, 10, 10, attributes...)
		c.text(x+15, c.y+9, atStart, smallSize, s, black)
		x += 15 + widthOf(s, smallSize) + 22
	}
	entry(c.words[wordStatements], `fill="#1b4f8a"`)
	if spread {
		entry(c.words[wordSpread], `fill="#ffffff"`, `stroke="#b35900"`)
	}
	c.y += 24
}

// scaleTo is a round number that is not below the largest, and steps to it.
func scaleTo(most float64) (top, step float64) {
	for tens := 1.0; ; tens *= 10 {
		for _, f := range []float64{1, 2, 5} {
			if step = f * tens; most/step <= 4 {
				return step * math.Ceil(most/step), step
			}
		}
	}
}

// number writes a count.
func number(n int) string { return fmt.Sprintf("%d", n) }
