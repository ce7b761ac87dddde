package plot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	svg "github.com/ajstarks/svgo/float"
)

// The bounds of a picture.
const (
	MaxBytes  = 4 << 20 // of its SVG
	maxTitle  = 3       // lines
	maxNotes  = 6       // lines, of the notes and of the sources each
	width     = 900.0
	margin    = 24.0
	titleSize = 18.0
	noteSize  = 12.0
	smallSize = 10.0
)

// ErrTooLarge means that a picture would have more than [MaxBytes].
var ErrTooLarge = errors.New("the picture is too large: ask for fewer rows, periods or places")

// A Frame is what stands around every picture.
type Frame struct {
	Title string
	// Notes stand below the title: what was counted, and what is not shown.
	Notes []string
	// Sources stand below the picture: where it comes from, and as of when.
	Sources []string
	// Lang is ar for a picture that is read from the right; any other one is in
	// English.
	Lang string
	// About goes into the metadata of the picture as JSON: how it is made again.
	About any
}

// A Box is the room that a text is taken to have.
type Box struct {
	X, Y, Width, Height float64
	Text                string
}

func (b Box) overlaps(o Box) bool {
	return b.X < o.X+o.Width && o.X < b.X+b.Width && b.Y < o.Y+o.Height && o.Y < b.Y+b.Height
}

// A canvas draws a picture. Its x runs from the side at which one begins to read.
type canvas struct {
	*svg.SVG
	body  bytes.Buffer
	words map[word]string
	rtl   bool
	y     float64 // where the next thing stands
	boxes []Box
	about any
	title string
}

func newCanvas(f Frame) *canvas {
	c := &canvas{words: english, rtl: f.Lang == "ar", about: f.About, title: f.Title}
	if c.rtl {
		c.words = arabic
	}
	c.SVG = svg.New(&c.body)
	c.Decimals = 1
	c.y = margin
	c.lines([]string{f.Title}, titleSize, maxTitle, `font-weight="bold"`)
	c.lines(f.Notes, noteSize, maxNotes)
	c.y += 8
	return c
}

// lines writes paragraphs, as long as there is room. Where there is none, the last
// line ends in an ellipsis.
func (c *canvas) lines(paragraphs []string, size float64, most int, attributes ...string) {
	const room = width - 2*margin
	var all []string
	for _, p := range paragraphs {
		all = append(all, wrapped(p, size, room)...)
	}
	if len(all) > most {
		all = all[:most]
		all[most-1] = strings.TrimSuffix(cutTo(all[most-1], size, room-advance('…')*size), "…") + "…"
	}
	for _, line := range all {
		c.y += size
		c.text(margin, c.y, atStart, size, line, attributes...)
		c.y += size * 0.45
	}
}

// finish writes what stands below the picture, and gives the whole.
func (c *canvas) finish(f Frame) ([]byte, []Box, error) {
	c.y += 10
	c.lines(f.Sources, smallSize, maxNotes, grey)
	c.y += margin - 10
	about, err := json.Marshal(c.about)
	if err != nil {
		return nil, nil, fmt.Errorf("what a picture is about: %w", err)
	}
	var out bytes.Buffer
	whole := svg.New(&out)
	whole.Decimals = 1
	lang := "en"
	if c.rtl {
		lang = "ar"
	}
	whole.Start(width, c.y, fmt.Sprintf(`viewBox="0 0 %.1f %.1f"`, width, c.y), `role="img"`, `xml:lang="`+lang+`"`, `font-family="DejaVu Sans, Noto Sans, Noto Sans Arabic, Arial, sans-serif"`)
	whole.Title(clean(c.title))
	out.WriteString("<metadata>")
	if err := escape(&out, string(about)); err != nil {
		return nil, nil, err
	}
	out.WriteString("</metadata>\n")
	whole.Rect(0, 0, width, c.y, `fill="#ffffff"`)
	if _, err := c.body.WriteTo(&out); err != nil {
		return nil, nil, err
	}
	whole.End()
	if out.Len() > MaxBytes {
		return nil, nil, ErrTooLarge
	}
	return out.Bytes(), c.boxes, nil
}

// The colours that carry no meaning.
const (
	black = `fill="#000000"`
	grey  = `fill="#555555"`
	none  = `fill="none"`
)

// side is where a text stands by the place that is given: it begins, has its middle
// or ends there, as one reads the picture.
type side int

const (
	atStart side = iota
	atMiddle
	atEnd
)

// real is where something stands on paper.
func (c *canvas) real(x float64) float64 {
	if c.rtl {
		return width - x
	}
	return x
}

// boxOf is the room that a text takes.
func (c *canvas) boxOf(x, y float64, at side, size float64, s string) Box {
	b := Box{Width: widthOf(s, size), Height: size * 1.2, Y: y - size*0.95, Text: s}
	switch at {
	case atMiddle:
		b.X = c.real(x) - b.Width/2
	case atEnd:
		if b.X = x - b.Width; c.rtl {
			b.X = width - x
		}
	default:
		if b.X = x; c.rtl {
			b.X = width - x - b.Width
		}
	}
	return b
}

// text writes a text in the direction of its first letter that has one. In a picture
// that is read from the right, one with words in Arabic is so too: a name in Latin letters
// at its beginning does not turn a sentence about.
func (c *canvas) text(x, y float64, at side, size float64, s string, attributes ...string) {
	c.boxes = append(c.boxes, c.boxOf(x, y, at, size, s))
	rtl := readsLeft(s) || c.rtl && strings.ContainsFunc(s, leftward)
	anchor := "middle"
	if at != atMiddle {
		// What begins at the right of paper is the end of a text that is read to the right.
		if anchor = "start"; (at == atEnd) != (rtl != c.rtl) {
			anchor = "end"
		}
	}
	direction := "ltr"
	if rtl {
		direction, s = "rtl", inOrder(s)
	}
	all := []string{fmt.Sprintf(`font-size="%.1f"`, size), `text-anchor="` + anchor + `"`, `direction="` + direction + `"`, `unicode-bidi="embed"`}
	if len(attributes) == 0 {
		attributes = []string{black}
	}
	c.Text(c.real(x), y, clean(s), append(all, attributes...)...)
}

// label writes a text that is cut where it has no room, and tells it in whole to who
// points at it.
func (c *canvas) label(x, y float64, at side, size float64, s string, room float64, attributes ...string) {
	cut := cutTo(s, size, room)
	if cut == s {
		c.text(x, y, at, size, s, attributes...)
		return
	}
	c.Group(`class="cut"`)
	c.Title(clean(s))
	c.text(x, y, at, size, cut, attributes...)
	c.Gend()
}

// box draws a rectangle.
func (c *canvas) box(x, y, w, h float64, attributes ...string) {
	if c.rtl {
		x = width - x - w
	}
	c.Rect(x, y, w, h, attributes...)
}

func (c *canvas) rule(x1, y1, x2, y2 float64, attributes ...string) {
	c.Line(c.real(x1), y1, c.real(x2), y2, attributes...)
}

// nothing says that there is nothing to be shown.
func (c *canvas) nothing() {
	c.y += 60
	c.text(width/2, c.y, atMiddle, 14, c.words[wordNothing], grey)
	c.y += 50
}
