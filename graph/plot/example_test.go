package plot_test

import (
	"fmt"
	"strings"

	"hudna/graph/plot"
)

// A time line of two made-up actors, who said things in 2019 and 2020.
func ExampleTimeline() {
	t := plot.Timeline{
		Frame:   plot.Frame{Title: "When it was said", Sources: []string{"A made-up graph, revision 7"}},
		Periods: []string{"2019", "2020"},
		Rows: []plot.TimelineRow{
			{Label: "Avaria", Counts: []int{3, 5}, Spread: []float64{0, 0}},
			{Label: "Berun", Counts: []int{0, 2}, Spread: []float64{0.5, 0.5}},
		},
	}
	picture, err := t.SVG()
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(string(picture)) {
		if strings.Contains(line, "Avaria") || strings.HasPrefix(line, "<title>") {
			fmt.Print(line)
		}
	}
	// Output:
	// <title>When it was said</title>
	// <text x="80.0" y="98.1" font-size="12.0" text-anchor="start" direction="ltr" unicode-bidi="embed" fill="#000000" >Avaria</text>
}
