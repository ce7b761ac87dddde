package bench

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Plots draws runs against a peer, from small to large graphs, as SVG by the
// names of their files: how many times as fast hudna is, how long answers took,
// and how that grows.
//
// A library for plots would bring writers of fonts, PDF and LaTeX into the
// program; bars and lines need none.
func Plots(runs []*Contest) map[string]string {
	all := map[string]string{}
	for _, run := range runs {
		all[fmt.Sprintf("ratio-%d.svg", run.Statements)] = run.ratioPlot()
		all[fmt.Sprintf("latency-%d.svg", run.Statements)] = run.latencyPlot()
	}
	if len(runs) > 1 {
		all["growth.svg"] = growthPlot(runs)
	}
	return all
}

const (
	ownColour  = "#1b6ca8"
	peerColour = "#d1495b"
)

// A drawing is an SVG in the making.
type drawing struct {
	strings.Builder
	width, height float64
}

func draw(width, height float64, title string) *drawing {
	d := &drawing{width: width, height: height}
	fmt.Fprintf(d, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="12">`+"\n", width, height, width, height)
	fmt.Fprintf(d, `<rect width="%.0f" height="%.0f" fill="white"/>`+"\n", width, height)
	d.text(10, 20, "start", "#000", title)
	return d
}

func (d *drawing) text(x, y float64, anchor, colour, words string) {
	fmt.Fprintf(d, `<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s">%s</text>`+"\n", x, y, anchor, colour, plain.Replace(words))
}

// plain are the characters that are not themselves in XML.
var plain = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func (d *drawing) bar(x, y, width, height float64, colour string) {
	fmt.Fprintf(d, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n", x, y, max(width, 0.5), height, colour)
}

func (d *drawing) rule(x1, y1, x2, y2 float64, colour string) {
	fmt.Fprintf(d, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s"/>`+"\n", x1, y1, x2, y2, colour)
}

func (d *drawing) line(points [][2]float64, colour string) {
	var at []string
	for _, p := range points {
		at = append(at, fmt.Sprintf("%.1f,%.1f", p[0], p[1]))
	}
	fmt.Fprintf(d, `<polyline points="%s" fill="none" stroke="%s" stroke-width="1.5"/>`+"\n", strings.Join(at, " "), colour)
}

func (d *drawing) svg() string { return d.String() + "</svg>\n" }

// A scale places values by their logarithms.
type scale struct{ low, high, from, to float64 }

// scaleOf makes a scale of whole powers of ten around values above 0.
func scaleOf(values []float64, from, to float64) scale {
	s := scale{low: 1, high: 10, from: from, to: to}
	values = slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return v <= 0 })
	if len(values) > 0 {
		s.low = math.Pow10(int(math.Floor(math.Log10(slices.Min(values)))))
		s.high = math.Pow10(int(math.Ceil(math.Log10(slices.Max(values)))))
		if s.high <= s.low {
			s.high = s.low * 10
		}
	}
	return s
}

func (s scale) at(v float64) float64 {
	v = min(max(v, s.low), s.high)
	return s.from + (s.to-s.from)*(math.Log10(v)-math.Log10(s.low))/(math.Log10(s.high)-math.Log10(s.low))
}

// marks are the powers of ten on the scale.
func (s scale) marks() (all []float64) {
	for v := s.low; v <= s.high*1.001; v *= 10 {
		all = append(all, v)
	}
	return all
}

// ratioPlot has a bar for each question: the answers in a second of hudna in
// relation to the peer's.
func (c *Contest) ratioPlot() string {
	const left, right, row = 190, 80, 20
	d := draw(760, 60+row*float64(len(c.Scores)), fmt.Sprintf("How many times as many answers in a second as the peer, %d statements", c.Statements))
	values := []float64{1, 10}
	for i := range c.Scores {
		values = append(values, c.Scores[i].PerSecond)
	}
	x := scaleOf(values, left, d.width-right)
	bottom := d.height - 25
	for _, v := range x.marks() {
		d.rule(x.at(v), 30, x.at(v), bottom, "#ddd")
		d.text(x.at(v), bottom+15, "middle", "#555", number10(v)+"x")
	}
	for i := range c.Scores {
		s := &c.Scores[i]
		y := 35 + row*float64(i)
		d.text(left-8, y+11, "end", "#000", fmt.Sprintf("%s, %d clients", s.Question, s.Clients))
		colour := ownColour
		if s.PerSecond < 1 {
			colour = peerColour
		}
		from, to := min(x.at(1), x.at(s.PerSecond)), max(x.at(1), x.at(s.PerSecond))
		d.bar(from, y, to-from, row-6, colour)
		d.text(to+5, y+11, "start", "#000", times(s.PerSecond))
	}
	d.rule(x.at(1), 30, x.at(1), bottom, "#000")
	return d.svg()
}

func number10(v float64) string { return fmt.Sprintf("%g", math.Round(v*1e6)/1e6) }

// latencyPlot has a panel for each question: within which time which part of
// the answers came.
func (c *Contest) latencyPlot() string {
	const across, width, height = 3, 300.0, 170.0
	d := draw(across*width+20, 40+height*float64((len(c.Scores)+across-1)/across), fmt.Sprintf("Within which time which part of the answers came (ms), %d statements", c.Statements))
	d.key(d.width - 160)
	for i := range c.Scores {
		s := &c.Scores[i]
		left, top := 10+width*float64(i%across), 35+height*float64(i/across)
		d.text(left+45, top+12, "start", "#000", fmt.Sprintf("%s, %d clients", s.Question, s.Clients))
		var values []float64
		for _, t := range []*Taken{&s.Own, &s.Peer} {
			for _, v := range t.Quantiles {
				values = append(values, v/1000)
			}
		}
		y := scaleOf(values, top+height-30, top+20)
		for _, v := range y.marks() {
			d.rule(left+45, y.at(v), left+width-15, y.at(v), "#ddd")
			d.text(left+40, y.at(v)+4, "end", "#555", number10(v))
		}
		x := func(perMille int) float64 { // what is left, by its logarithm: each nine is as wide
			return left + 45 + (width-60)*-math.Log10(1-float64(perMille)/1000)/3
		}
		for _, p := range []int{500, 900, 990, 999} {
			d.text(x(p), top+height-15, "middle", "#555", fmt.Sprintf("%g%%", float64(p)/10))
		}
		for _, side := range []struct {
			t      *Taken
			colour string
		}{{&s.Own, ownColour}, {&s.Peer, peerColour}} {
			var points [][2]float64
			for j, v := range side.t.Quantiles {
				points = append(points, [2]float64{x(perMilles[min(j, len(perMilles)-1)]), y.at(v / 1000)})
			}
			d.line(points, side.colour)
		}
	}
	return d.svg()
}

func (d *drawing) key(x float64) {
	d.bar(x, 10, 12, 12, ownColour)
	d.text(x+16, 20, "start", "#000", "hudna")
	d.bar(x+75, 10, 12, 12, peerColour)
	d.text(x+91, 20, "start", "#000", "peer")
}

// growthPlot has a panel for each question: the median time by how many
// statements there are.
func growthPlot(runs []*Contest) string {
	const across, width, height = 3, 300.0, 170.0
	last := runs[len(runs)-1]
	d := draw(across*width+20, 40+height*float64((len(last.Scores)+across-1)/across), "Half of the answers came within (ms), by the number of statements")
	d.key(d.width - 160)
	var sizes []float64
	for _, run := range runs {
		sizes = append(sizes, float64(run.Statements))
	}
	for i := range last.Scores {
		s := &last.Scores[i]
		left, top := 10+width*float64(i%across), 35+height*float64(i/across)
		d.text(left+45, top+12, "start", "#000", fmt.Sprintf("%s, %d clients", s.Question, s.Clients))
		var own, theirs [][2]float64 // size and milliseconds
		var values []float64
		for _, run := range runs {
			if at := run.score(s.Question, s.Clients); at != nil {
				own = append(own, [2]float64{float64(run.Statements), at.Own.P50 / 1000})
				theirs = append(theirs, [2]float64{float64(run.Statements), at.Peer.P50 / 1000})
				values = append(values, at.Own.P50/1000, at.Peer.P50/1000)
			}
		}
		x, y := scaleOf(sizes, left+45, left+width-25), scaleOf(values, top+height-30, top+20)
		for _, v := range y.marks() {
			d.rule(left+45, y.at(v), left+width-15, y.at(v), "#ddd")
			d.text(left+40, y.at(v)+4, "end", "#555", number10(v))
		}
		for _, size := range sizes {
			d.text(x.at(size), top+height-15, "middle", "#555", fmt.Sprintf("%.0f", size))
		}
		for _, side := range []struct {
			points [][2]float64
			colour string
		}{{own, ownColour}, {theirs, peerColour}} {
			for j := range side.points {
				side.points[j] = [2]float64{x.at(side.points[j][0]), y.at(side.points[j][1])}
			}
			d.line(side.points, side.colour)
		}
	}
	return d.svg()
}

func (c *Contest) score(question string, clients int) *Score {
	for i := range c.Scores {
		if s := &c.Scores[i]; s.Question == question && s.Clients == clients {
			return s
		}
	}
	return nil
}
