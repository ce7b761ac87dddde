package mapped

import (
	"fmt"
	"strings"
	"time"

	"hudna/graph"
	"hudna/graph/ingest/table"
)

// A dateForm is how a date is written: what package time reads, and what is
// known of the date then.
type dateForm struct {
	text, layout, gives string
}

// edtfForm is the form of a cell that holds EDTF.
const edtfForm = "EDTF"

// parseForm reads a form such as DD/MM/YYYY. Years have four digits: whoever
// wrote two has to say which century is meant.
func parseForm(text string) (dateForm, error) {
	f := dateForm{text: text}
	if text == edtfForm {
		return f, nil
	}
	layout := text
	for _, part := range []struct{ token, layout string }{
		{"YYYY", "2006"}, {"MMMM", "January"}, {"MMM", "Jan\x00"}, {"MM", "01"}, {"DD", "02"},
	} {
		layout = strings.Replace(layout, part.token, part.layout, 1)
	}
	layout = lone(lone(layout, 'M', "1"), 'D', "2")
	f.layout = strings.ReplaceAll(layout, "\x00", "")
	year := strings.Contains(text, "YYYY")
	month, day := strings.Contains(text, "M"), strings.Contains(text, "D")
	switch {
	case !year || day && !month:
		return f, fmt.Errorf("%q is no form of dates: it has YYYY, perhaps MM, M, MMM or MMMM, and perhaps DD or D; or is %s", text, edtfForm)
	case day:
		f.gives = time.DateOnly
	case month:
		f.gives = "2006-01"
	default:
		f.gives = "2006"
	}
	return f, nil
}

// lone replaces a letter that stands by itself.
func lone(s string, letter byte, by string) string {
	for i := range len(s) {
		if s[i] != letter {
			continue
		}
		before, after := i > 0 && isLetter(s[i-1]), i+1 < len(s) && isLetter(s[i+1])
		if !before && !after {
			return s[:i] + by + s[i+1:]
		}
	}
	return s
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// read reads a date, and says why it is none of the forms.
func readDate(s string, forms []dateForm) (edtf graph.EDTF, reason string) {
	var names []string
	for _, f := range forms {
		names = append(names, f.text)
		if f.text == edtfForm {
			if _, err := (graph.Date{EDTF: graph.EDTF(s)}).Bounds(); err == nil {
				return graph.EDTF(s), ""
			}
			continue
		}
		t, err := time.Parse(f.layout, s)
		if err != nil {
			continue
		}
		if y := t.Year(); y < table.FirstYear || y > table.LastYear {
			return "", fmt.Sprintf("is in the year %04d of its calendar; years from %d to %d are taken, of the Gregorian one", y, table.FirstYear, table.LastYear)
		}
		return graph.EDTF(t.Format(f.gives)), ""
	}
	return "", "is no day of the calendar in the form " + strings.Join(names, " or ")
}
