package graph_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hudna/graph"
)

// An edtfOracle knows every day from 1999 to 2101 by its name and decides what
// EDTF strings mean by comparing letters. It knows nothing of how they are
// parsed or how days are counted.
type edtfOracle struct{ days []string }

func newEDTFOracle() edtfOracle {
	var o edtfOracle
	for day := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() <= 2101; day = day.AddDate(0, 0, 1) {
		o.days = append(o.days, day.Format(time.DateOnly))
	}
	return o
}

// is reports whether a day can be what one date of an EDTF string names.
func (o edtfOracle) is(day, date string) bool {
	date = strings.TrimRight(date, "?~%")
	seasons := map[string]string{"21": "03 04 05", "22": "06 07 08", "23": "09 10 11", "24": "12 01 02"}
	if months, ok := seasons[strings.TrimPrefix(date[4:], "-")]; ok && len(date) == 7 {
		year := day[:4]
		if date[5:] == "24" && day[5:7] < "03" {
			var y int
			if _, err := fmt.Sscan(year, &y); err != nil {
				panic(err)
			}
			year = fmt.Sprint(y - 1)
		}
		return year == date[:4] && strings.Contains(months, day[5:7])
	}
	for i := range len(date) {
		if date[i] != 'X' && date[i] != day[i] {
			return false
		}
	}
	return true
}

// span returns the first and the last day that an EDTF string can mean, "" where
// it is open.
func (o edtfOracle) span(edtf string) (first, last string) {
	a, b, ok := strings.Cut(edtf, "/")
	if !ok {
		a, b, ok = strings.Cut(strings.Trim(edtf, "[]"), "..")
	}
	if !ok {
		b = a
	}
	a, b = strings.Trim(a, "."), strings.Trim(b, ".")
	for _, day := range o.days {
		if a != "" && first == "" && o.is(day, a) {
			first = day
		}
		if b != "" && o.is(day, b) {
			last = day
		}
	}
	return first, last
}

// drawDate draws one date of the years 2010 to 2019; only the plain ones may
// stand between brackets, only the definite ones in an interval.
func drawDate(t *rapid.T, shapes ...string) string {
	year := rapid.IntRange(2010, 2019).Draw(t, "year")
	month := rapid.IntRange(1, 12).Draw(t, "month")
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	day := rapid.IntRange(1, last).Draw(t, "day")
	switch rapid.SampledFrom(shapes).Draw(t, "shape") {
	case "year":
		return fmt.Sprintf("%04d", year)
	case "month":
		return fmt.Sprintf("%04d-%02d", year, month)
	case "season":
		return fmt.Sprintf("%04d-%02d", year, 21+month%4)
	case "decade":
		return fmt.Sprintf("%03dX", year/10)
	case "century":
		return fmt.Sprintf("%02dXX", year/100)
	case "some month":
		return fmt.Sprintf("%04d-XX", year)
	case "some day":
		return fmt.Sprintf("%04d-%02d-XX", year, month)
	case "some month and day":
		return fmt.Sprintf("%04d-XX-XX", year)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	}
}

var (
	plainShapes    = []string{"year", "month", "day", "day", "day"}
	definiteShapes = append([]string{"season"}, plainShapes...)
	allShapes      = append([]string{"decade", "century", "some month", "some day", "some month and day"}, definiteShapes...)
)

// drawEDTF draws an EDTF string without time of day, which may end before it
// starts.
func drawEDTF(t *rapid.T) string {
	qualifier := rapid.SampledFrom([]string{"", "", "", "?", "~", "%"})
	definite := func() string { return drawDate(t, definiteShapes...) + qualifier.Draw(t, "qualifier") }
	switch rapid.IntRange(0, 7).Draw(t, "form") {
	case 0:
		return definite() + "/" + definite()
	case 1:
		return definite() + rapid.SampledFrom([]string{"/..", "/"}).Draw(t, "end")
	case 2:
		return rapid.SampledFrom([]string{"../", "/"}).Draw(t, "start") + definite()
	case 3:
		return "[" + drawDate(t, plainShapes...) + ".." + drawDate(t, plainShapes...) + "]"
	case 4:
		date := drawDate(t, plainShapes...)
		return rapid.SampledFrom([]string{"[.." + date + "]", "[" + date + "..]"}).Draw(t, "open side")
	default:
		return drawDate(t, allShapes...) + qualifier.Draw(t, "qualifier")
	}
}

func TestEDTFMeansWhatTheOracleSays(t *testing.T) {
	oracle := newEDTFOracle()
	rapid.Check(t, func(t *rapid.T) {
		edtf := drawEDTF(t)
		first, last := oracle.span(edtf)
		p, err := graph.EDTF(edtf).Parse()
		if first > last && last != "" {
			if err == nil {
				t.Fatalf("%s is accepted", edtf)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.String() != edtf {
			t.Fatalf("%s prints as %s", edtf, p)
		}
		gotFirst, gotLast := p.Civil()
		name := func(civil int64) string {
			if civil == math.MinInt64 || civil == math.MaxInt64 {
				return ""
			}
			return time.Unix(civil, 0).UTC().Format(time.DateTime)
		}
		if first != "" {
			first += " 00:00:00"
		}
		if last != "" {
			last += " 23:59:59"
		}
		if name(gotFirst) != first || name(gotLast) != last {
			t.Fatalf("%s is from %q to %q, want %q to %q", edtf, name(gotFirst), name(gotLast), first, last)
		}
	})
}
