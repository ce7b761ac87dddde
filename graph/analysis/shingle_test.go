package analysis

import (
	"slices"
	"strings"
	"testing"
)

// The mark that ends what is too long, or has an empty line in it, opens nothing.
func TestQuotationsThatAreGivenUp(t *testing.T) {
	long := strings.Repeat("made-up words ", 200)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"a long one":                       {`"` + long + `end." He called it "a raid" on Monday.`, []string{"a raid"}},
		"a long one in angles":             {"«" + long + "end.» He called it «a raid» on Monday.", []string{"a raid"}},
		"an empty line":                    {"\"The first.\n\nThe second.\" He called it \"a raid\" on Monday.", []string{"a raid"}},
		"an empty line, low marks":         {"„The first.\n\nThe second.“ He called it „a raid“ on Monday.", []string{"a raid"}},
		"others stand in it":               {"«The first.\n\nThe “second” one.» He called it «a raid» on Monday.", []string{"second", "a raid"}},
		"it is opened anew":                {"\"The first.\n\n\"The second.\" He called it \"a raid\" on Monday.", []string{"The second.", "a raid"}},
		"it is never ended":                {"He called it \"a raid.\n\nNobody used (\"that\") word.", []string{"that"}},
		"it is never ended, angles":        {"He called it «a raid.\n\nNobody used «that» word.", []string{"that"}},
		"two one after the other are long": {`"` + long + `end." "` + long + `end." He called it "a raid".`, []string{"a raid"}},
	} {
		var got []string
		for _, e := range quotations(c.text) {
			got = append(got, string([]rune(c.text)[e.start:e.end]))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %.200q, want %q", name, got, c.want)
		}
	}
}
