package plot

import "math"

// A spot is a circle that wants a label.
type spot struct {
	x, y, r float64 // on paper
	label   string
	keyed   bool // it had no room, and has a number
	box     Box
}

// place finds room for the labels of spots, the first ones first: beside, below or
// above their circles, over no other circle and no other label. A label that finds
// none is keyed. Within are the edges of what may be drawn upon.
func place(spots []*spot, within Box, size float64) {
	var taken []Box
	for _, s := range spots {
		taken = append(taken, Box{X: s.x - s.r, Y: s.y - s.r, Width: 2 * s.r, Height: 2 * s.r})
	}
	const most = 190.0 // of a label
	for i, s := range spots {
		s.label = clean(s.label)
		text := cutTo(s.label, size, most)
		w, h := widthOf(text, size), size*1.2
		d := s.r + 3
		corner := d * math.Sqrt2 / 2
		found := false
		for _, at := range [][2]float64{
			{s.x + d, s.y - h/2},
			{s.x - d - w, s.y - h/2},
			{s.x - w/2, s.y + d},
			{s.x - w/2, s.y - d - h},
			{s.x + corner, s.y + corner},
			{s.x + corner, s.y - corner - h},
			{s.x - corner - w, s.y + corner},
			{s.x - corner - w, s.y - corner - h},
		} {
			b := Box{X: at[0], Y: at[1], Width: w, Height: h, Text: text}
			if b.X < within.X || b.Y < within.Y || b.X+w > within.X+within.Width || b.Y+h > within.Y+within.Height {
				continue
			}
			others := func(j int, o Box) bool { return j != i && b.overlaps(o) }
			if !containsIndexed(taken, others) {
				s.box, found = b, true
				taken = append(taken, b)
				break
			}
		}
		s.keyed = !found
	}
}

func containsIndexed(list []Box, is func(int, Box) bool) bool {
	for i, b := range list {
		if is(i, b) {
			return true
		}
	}
	return false
}

// halo keeps a label apart from the lines behind it.
var halo = []string{black, `stroke="#ffffff"`, `stroke-width="3"`, `stroke-linejoin="round"`, `paint-order="stroke"`}

// labels writes the labels that were placed, a number where there was no room, and
// below the picture what the numbers stand for.
func (c *canvas) labels(spots []*spot, size float64) {
	var keyed []*spot
	for _, s := range spots {
		if s.keyed {
			keyed = append(keyed, s)
			c.text(c.real(s.x), s.y+smallSize*0.36, atMiddle, smallSize, number(len(keyed)), `font-weight="bold"`, `fill="#ffffff"`)
			continue
		}
		x := s.box.X
		if c.rtl {
			x = width - s.box.X - s.box.Width
		}
		if s.box.Text == s.label {
			c.text(x, s.box.Y+size*0.95, atStart, size, s.label, halo...)
			continue
		}
		c.Group(`class="cut"`)
		c.Title(s.label)
		c.text(x, s.box.Y+size*0.95, atStart, size, s.box.Text, halo...)
		c.Gend()
	}
	if len(keyed) == 0 {
		return
	}
	c.y += noteSize + 6
	c.text(margin, c.y, atStart, noteSize, c.words[wordKey], `font-weight="bold"`)
	const columns = 2
	room := (width - 2*margin) / columns
	lines := (len(keyed) + columns - 1) / columns
	for i, s := range keyed {
		x, y := margin+room*float64(i/lines), c.y+float64(i%lines+1)*(size+5)
		c.text(x+22, y, atEnd, size, number(i+1), `font-weight="bold"`)
		c.label(x+28, y, atStart, size, s.label, room-36, black)
	}
	c.y += float64(lines)*(size+5) + 6
}

// part pushes circles apart that overlap, within what may be drawn upon, and for so
// long as it helps.
func part(spots []*spot, within Box) {
	const gap = 3.0
	for range 300 {
		moved := false
		for i, a := range spots {
			for j, b := range spots[:i] {
				dx, dy := a.x-b.x, a.y-b.y
				d, want := math.Hypot(dx, dy), a.r+b.r+gap
				if d >= want {
					continue
				}
				moved = true
				if d < 0.01 { // in the same place: each pair another way
					dx, dy, d = math.Cos(float64(i*7+j)), math.Sin(float64(i*7+j)), 1
				}
				by := (want - d) / 2 / d
				a.x, a.y, b.x, b.y = a.x+dx*by, a.y+dy*by, b.x-dx*by, b.y-dy*by
			}
		}
		for _, s := range spots {
			s.x = min(max(s.x, within.X+s.r), within.X+within.Width-s.r)
			s.y = min(max(s.y, within.Y+s.r), within.Y+within.Height-s.r)
		}
		if !moved {
			return
		}
	}
}
