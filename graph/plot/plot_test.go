package plot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A picture draws itself.
type picture interface {
	draw() ([]byte, []Box, error)
}

var (
	latin = Frame{
		Title: "A made-up title about what the made-up states of Avaria and Berun said of each other",
		Notes: []string{"Statements by month, of invented actors. 3 are undated, and 2 lie in several periods."}, Sources: []string{"Source: a made-up graph, revision 7 of 2024-01-01. A statement claims only that words were uttered."},
		About: map[string]any{"revision": 7},
	}
	levantine = Frame{
		Title: "عنوان مختلق عما قالته دولتا أفاريا وبيرون المختلقتان إحداهما عن الأخرى", Lang: "ar",
		Notes: []string{"أقوال بحسب الشهر، لفاعلين مختلقين. 3 منها بلا تاريخ، و2 تمتد على عدة فترات (Avaria 2016)."}, Sources: []string{"المصدر: رسم بياني مختلق، المراجعة 7 بتاريخ 2024-01-01."},
	}
)

const (
	longName   = "The Permanent Made-up Commission for the Supervision of the Truce between Avaria, Berun and the Valley Militia, Northern Section"
	longArabic = "اللجنة الدائمة المختلقة للإشراف على الهدنة بين أفاريا وبيرون وميليشيا الوادي، القسم الشمالي، فرع كارفيلا"
)

// standard are the cases in which a picture has to be readable.
func standard() map[string]picture {
	cases := map[string]picture{}
	for lang, f := range map[string]Frame{"en": latin, "ar": levantine} {
		name := func(i int) string {
			switch {
			case i == 1 && lang == "ar":
				return longArabic
			case i == 1:
				return longName
			case lang == "ar" && i%4 != 3:
				return fmt.Sprintf("فاعل مختلق %d", i)
			}
			return fmt.Sprintf("Made-up actor %d", i)
		}
		line := func(rows, periods int, spread bool) *Timeline {
			t := &Timeline{Frame: f}
			for i := range periods {
				t.Periods = append(t.Periods, fmt.Sprintf("%d-%02d", 2012+i/12, i%12+1))
			}
			for r := range rows {
				row := TimelineRow{Counts: make([]int, periods), Spread: make([]float64, periods)}
				if rows > 1 {
					row.Label = name(r)
				}
				for i := range periods {
					row.Counts[i] = (i*7 + r*13) % 23 * (r + 1)
					if spread {
						row.Spread[i] = float64(i%5) * 1.3
					}
				}
				t.Rows = append(t.Rows, row)
			}
			return t
		}
		heat := func(rows, columns int) *HeatMap {
			h := &HeatMap{Frame: f}
			for i := range rows {
				h.Rows = append(h.Rows, name(i))
				for j := range columns {
					if (i+j)%3 > 0 {
						h.Cells = append(h.Cells, HeatCell{i, j, (i * 3) % 11, (j * 40) % 107, (i + j) % 4})
					}
				}
			}
			for j := range columns {
				h.Columns = append(h.Columns, name(j+1))
			}
			return h
		}
		net := func(nodes int) *Network {
			n := &Network{Frame: f, Seed: 1}
			for i := range nodes {
				n.Nodes = append(n.Nodes, NetworkNode{Label: name(i), Uses: 100 / (i + 1), Second: i%5 == 4})
				for _, j := range []int{i * 2 / 3, i / 2, (i * 7) % (i + 1)} {
					n.Ties = append(n.Ties, NetworkTie{i, j, float64(i%5) - 1.5})
				}
			}
			return n
		}
		places := func(n int, together bool) *Map {
			m := &Map{Frame: f}
			for i := range n {
				p := MapPlace{Label: name(i), Lat: 32.5 + math.Mod(float64(i)*1.37, 4.5), Lon: 35.9 + math.Mod(float64(i)*2.71, 6), Located: i%9 != 8, Events: 1 + i*i%97, Exact: i % 2}
				if together {
					p.Lat, p.Lon = 33.5, 36.3
				}
				m.Places = append(m.Places, p)
			}
			return m
		}
		for what, p := range map[string]picture{
			"timeline of one": line(1, 140, false), "timeline spread": line(1, 24, true), "timeline of many": line(20, 48, true), "timeline of one period": line(2, 1, true), "timeline empty": line(0, 0, false),
			"timeline long": line(3, 1000, false),
			"heat map":      heat(12, 6), "heat map large": heat(60, 30), "heat map of one": heat(1, 1), "heat map empty": heat(0, 0),
			"network": net(20), "network large": net(90), "network of two": net(2), "network of one": net(1), "network empty": net(0),
			"map": places(14, false), "map large": places(100, false), "map of one": places(1, false), "map of one point": places(20, true), "map empty": places(0, false),
		} {
			cases[what+" "+lang] = p
		}
	}
	return cases
}

// No two texts overlap, none leaves the picture, and each is XML. HUDNA_PICTURES names
// a folder in which to leave the pictures for whoever looks at them.
func TestPicturesAreReadable(t *testing.T) {
	for name, p := range standard() {
		t.Run(name, func(t *testing.T) {
			b, boxes, err := p.draw()
			if err != nil {
				t.Fatal(err)
			}
			if dir := os.Getenv("HUDNA_PICTURES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".svg"), b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for i, a := range boxes {
				if a.X < 0 || a.X+a.Width > width+0.1 {
					t.Errorf("%q leaves the picture: %.0f to %.0f", a.Text, a.X, a.X+a.Width)
				}
				for _, b := range boxes[:i] {
					if a.overlaps(b) {
						t.Errorf("%q and %q overlap", a.Text, b.Text)
					}
				}
			}
			d := xml.NewDecoder(bytes.NewReader(b))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
			}
			if bytes.Contains(b, []byte("NaN")) || bytes.Contains(b, []byte("style=")) {
				t.Error("it has what is no number, or a style that no strict page shows")
			}
		})
	}
}

// The same picture gives the same bytes; another seed settles a network elsewhere.
func TestPicturesAreTheSame(t *testing.T) {
	again := standard()
	for name, p := range standard() {
		a, _, err := p.draw()
		if err != nil {
			t.Fatal(err)
		}
		b, _, _ := again[name].draw() // it worked before
		if !bytes.Equal(a, b) {
			t.Errorf("%s: differs", name)
		}
	}
	n, _ := again["network en"].(*Network)
	a, _ := n.SVG() // it worked before
	n.Seed = 2
	if b, _ := n.SVG(); bytes.Equal(a, b) {
		t.Error("the seed changes nothing")
	}
}

// A name is no markup, and does not turn the text around it.
func TestNamesAreText(t *testing.T) {
	p := &Map{Frame: Frame{Title: "<script>alert(1)</script> & \x00\u202e"}, Places: []MapPlace{{Label: `"><a href="x">`, Located: true, Events: 1}}}
	b, err := p.SVG()
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script", "<a ", "\x00", "\u202e"} {
		if bytes.Contains(b, []byte(bad)) {
			t.Errorf("it holds %q", bad)
		}
	}
	if !bytes.Contains(b, []byte("&lt;script&gt;")) {
		t.Error("the title is not there as text")
	}
}

// The shades grow lighter all the way, so that they do on grey paper too.
func TestShadesSurviveGreyPrint(t *testing.T) {
	last := -1.0
	for agree := range 5 {
		fill, ink := shade(agree, 4-agree)
		light, of := lightness(t, fill), lightness(t, ink)
		if light <= last+0.08 {
			t.Errorf("%s is hardly lighter than the one before", fill)
		}
		if contrast := (max(light, of) + 0.05) / (min(light, of) + 0.05); contrast < 4 {
			t.Errorf("%s on %s cannot be read: %.1f", ink, fill, contrast)
		}
		last = light
	}
}

// lightness is the relative luminance of WCAG.
func lightness(t *testing.T, colour string) float64 {
	t.Helper()
	var r, g, b int
	if _, err := fmt.Sscanf(colour, "#%02x%02x%02x", &r, &g, &b); err != nil {
		t.Fatal(err)
	}
	part := func(v int) float64 {
		if s := float64(v) / 255; s > 0.04045 {
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return float64(v) / 255 / 12.92
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func TestScale(t *testing.T) {
	for most, want := range map[float64][2]float64{1: {1, 1}, 3: {3, 1}, 7: {8, 2}, 23: {25, 0}, 1000: {1000, 500}} {
		top, step := scaleTo(most)
		if top < most || most/step > 4 || math.Mod(top, step) != 0 || want[1] != 0 && (top != want[0] || step != want[1]) {
			t.Errorf("to %v: %v by %v", most, top, step)
		}
	}
}

// A sentence in Arabic that begins with a name in Latin letters is read from the right,
// and the date in it stays as it is; an identifier is read from the left.
func TestASentenceThatBeginsInLatinLetters(t *testing.T) {
	f := Frame{Title: "هدنة", Lang: "ar", Sources: []string{"hudna، المراجعة 20 بتاريخ 2026-09-18.", "hudna:cite:00ff"}}
	b, err := (&Timeline{Frame: f}).SVG()
	if err != nil {
		t.Fatal(err)
	}
	for said, direction := range map[string]string{"المراجعة 20 بتاريخ \u200E2026-09-18\u200E.": "rtl", "hudna:cite:00ff": "ltr"} {
		found := false
		for line := range strings.Lines(string(b)) {
			if strings.Contains(line, said) {
				found = strings.Contains(line, `direction="`+direction+`"`)
			}
		}
		if !found {
			t.Errorf("no %q from %s in\n%s", said, direction, b)
		}
	}
}
