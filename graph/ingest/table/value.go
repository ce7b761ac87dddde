package table

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Cut shortens a text to so many bytes, at the end of a character.
func Cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}

// Integer takes a whole number, nil where the cell is empty. What is no number,
// or not between the two, is refused.
func (c *Cells) Integer(name string, least, most int64) *int64 {
	s := c.Take(name)
	if s == "" {
		return nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		// Statistics programs write whole numbers with a fraction of zeros.
		whole, zeros, ok := strings.Cut(s, ".")
		if n, err = strconv.ParseInt(whole, 10, 64); err != nil || !ok || strings.Trim(zeros, "0") != "" {
			c.Refuse(name, "is no whole number%s", oddities(s))
			return nil
		}
	}
	if n < least || n > most {
		c.Refuse(name, "is not between %d and %d", least, most)
		return nil
	}
	return &n
}

// Number takes a number, false where the cell is empty or at fault.
func (c *Cells) Number(name string, least, most float64) (float64, bool) {
	s := c.Take(name)
	if s == "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || math.IsNaN(f) || math.IsInf(f, 0):
		c.Refuse(name, "is no number%s", oddities(s))
		return 0, false
	case f < least || f > most:
		c.Refuse(name, "is not between %v and %v", least, most)
		return 0, false
	}
	return f, true
}

// oddities says what may be behind a number that is none.
func oddities(s string) string {
	for _, r := range s {
		if r > unicode.MaxASCII && unicode.IsDigit(r) {
			return ": its digits are not 0 to 9"
		}
	}
	if strings.Count(s, ",") == 1 {
		return ": it has a comma"
	}
	return ""
}

// The years that a date of a source may have. The year 25 has something left
// out, and 1437 is more likely one of the Hijra than one long ago.
const (
	FirstYear = 1800
	LastYear  = 2200
)

// Day takes a day as YYYY-MM-DD, with a time of midnight behind it or without,
// or in another of some layouts of package time. It gives it as YYYY-MM-DD, ""
// where the cell is empty or at fault.
func (c *Cells) Day(name string, layouts ...string) string {
	s := c.Take(name)
	if s == "" {
		return ""
	}
	day, reason := ReadDay(s, layouts...)
	if reason != "" {
		c.Refuse(name, "%s", reason)
	}
	return day
}

// ReadDay reads a day, and says why it is none. It knows no calendar but the
// Gregorian one.
func ReadDay(s string, layouts ...string) (day, reason string) {
	date, clock, _ := strings.Cut(strings.Replace(s, "T", " ", 1), " ")
	if strings.Trim(clock, "0:.Z") == "" {
		layouts = append([]string{time.DateOnly}, layouts...)
	} else {
		date = s
	}
	for _, layout := range layouts {
		in := date
		if strings.ContainsAny(layout, " ") {
			in = s
		}
		t, err := time.Parse(layout, in)
		if err != nil {
			continue
		}
		if y := t.Year(); y < FirstYear || y > LastYear {
			return "", fmt.Sprintf("is in the year %04d of its calendar; years from %d to %d are taken, of the Gregorian one", y, FirstYear, LastYear)
		}
		return t.Format(time.DateOnly), ""
	}
	if o := oddities(s); strings.HasPrefix(o, ": its digits") {
		return "", "is no date" + o
	}
	if looksLikeDay(date) {
		return "", "is no day of the calendar"
	}
	return "", "is no date of the form that belongs here"
}

// looksLikeDay says whether something has the form YYYY-MM-DD.
func looksLikeDay(s string) bool {
	if len(s) != len(time.DateOnly) {
		return false
	}
	for i, c := range []byte(s) {
		if dash := i == 4 || i == 7; dash != (c == '-') || !dash && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
