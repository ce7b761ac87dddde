package plot

import (
	"fmt"
	"slices"
)

// The bounds of a heat map.
const (
	MaxHeatRows    = 40
	MaxHeatColumns = 15
)

// A HeatMap says who takes which positions: the lighter a cell, the more of what
// takes a side is for it, and the darker, the more is against. How much that is, the
// numbers in it say.
type HeatMap struct {
	Frame
	Rows, Columns []string
	Cells         []HeatCell
}

// A HeatCell counts the statements of one cell.
type HeatCell struct {
	Row, Column           int
	For, Against, Neutral int
}

// SVG draws it.
func (h *HeatMap) SVG() ([]byte, error) {
	b, _, err := h.draw()
	return b, err
}

func (h *HeatMap) draw() ([]byte, []Box, error) {
	c := newCanvas(h.Frame)
	rows, columns := h.Rows[:min(len(h.Rows), MaxHeatRows)], h.Columns[:min(len(h.Columns), MaxHeatColumns)]
	if len(rows) == 0 || len(columns) == 0 {
		c.nothing()
		return c.finish(h.Frame)
	}
	c.shades()
	// Columns have numbers, and their names stand below: names upright are hard to
	// read, in Arabic more than in Latin letters.
	names := 60.0
	for _, r := range rows {
		names = max(names, widthOf(r, noteSize)+10)
	}
	names = min(names, 300)
	const rowHeight = 26.0
	pitch := min((width-2*margin-names)/float64(len(columns)), 120)
	c.y += noteSize + 2
	for i := range columns {
		c.text(margin+names+(float64(i)+0.5)*pitch, c.y, atMiddle, noteSize, number(i+1), `font-weight="bold"`)
	}
	c.y += 6
	for i, r := range rows {
		c.label(margin+names-8, c.y+rowHeight*float64(i)+17, atEnd, noteSize, r, names-8, black)
	}
	cells := slices.DeleteFunc(slices.Clone(h.Cells), func(cell HeatCell) bool { return cell.Row >= len(rows) || cell.Column >= len(columns) })
	for i := range rows {
		for j := range columns {
			c.box(margin+names+float64(j)*pitch, c.y+rowHeight*float64(i), pitch, rowHeight, none, `stroke="#dddddd"`)
		}
	}
	for _, cell := range cells {
		x, y := margin+names+float64(cell.Column)*pitch, c.y+rowHeight*float64(cell.Row)
		fill, ink := shade(cell.For, cell.Against)
		c.box(x+1, y+1, pitch-2, rowHeight-2, `fill="`+fill+`"`)
		c.count(x, y, pitch, cell, `fill="`+ink+`"`)
	}
	c.y += rowHeight*float64(len(rows)) + 10
	for i, name := range columns {
		c.y += noteSize + 5
		c.text(margin+26, c.y, atEnd, noteSize, number(i+1), `font-weight="bold"`)
		c.label(margin+34, c.y, atStart, noteSize, name, width-2*margin-40, black)
	}
	c.y += 6
	return c.finish(h.Frame)
}

// count writes the numbers of a cell: in one line, or what is neutral below.
func (c *canvas) count(x, y, pitch float64, cell HeatCell, ink string) {
	sides := fmt.Sprintf("+%d −%d", cell.For, cell.Against)
	if cell.Neutral == 0 {
		c.text(x+pitch/2, y+17, atMiddle, smallSize, cutTo(sides, smallSize, pitch-2), ink)
		return
	}
	neutral := fmt.Sprintf("○%d", cell.Neutral)
	if both := sides + " " + neutral; widthOf(both, smallSize) <= pitch-4 {
		c.text(x+pitch/2, y+17, atMiddle, smallSize, both, ink)
		return
	}
	const size = 9
	c.text(x+pitch/2, y+11.5, atMiddle, size, cutTo(sides, size, pitch-2), ink)
	c.text(x+pitch/2, y+22.5, atMiddle, size, cutTo(neutral, size, pitch-2), ink)
}

// The shades are those of cividis (Nuñez, Anderton and Renslow 2018), which grow
// lighter all the way, for who sees no red or green as well.
var heat = []struct{ fill, ink string }{
	{"#00224e", "#ffffff"}, {"#575d6d", "#ffffff"}, {"#7c7b78", "#ffffff"}, {"#bcae6c", "#000000"}, {"#fee838", "#000000"},
}

// shade is that of a cell, and what is written on it.
func shade(agree, against int) (fill, ink string) {
	if agree+against == 0 {
		return "#f2f2f2", "#000000"
	}
	i := (4*agree + (agree+against)/2) / (agree + against)
	return heat[i].fill, heat[i].ink
}

// shades say what dark and light are.
func (c *canvas) shades() {
	c.text(margin, c.y+9, atStart, smallSize, c.words[wordForAgainst], black)
	c.y += 18
	x := margin
	entry := func(fill, s string) {
		c.box(x, c.y, 16, 11, `fill="`+fill+`"`, `stroke="#999999"`, `stroke-width="0.5"`)
		c.text(x+21, c.y+9.5, atStart, smallSize, s, black)
		x += 21 + widthOf(s, smallSize) + 20
	}
	entry(heat[0].fill, c.words[wordAgainst])
	entry(heat[2].fill, c.words[wordBoth])
	entry(heat[4].fill, c.words[wordFor])
	entry("#f2f2f2", c.words[wordNobody])
	c.y += 22
}
