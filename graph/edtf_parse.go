package graph

import (
	"fmt"
	"strings"
	"time"
)

// parseEDTF returns what s says, or the reason why it is refused. Reasons
// are made only when something is wrong, so that a good date costs no
// allocation.
func parseEDTF(s string) (p ParsedEDTF, reason string) {
	switch {
	case s == "":
		return p, "is empty"
	case len(s) > MaxEDTF:
		return p, fmt.Sprintf("is longer than %d bytes", MaxEDTF)
	case s[0] == '[':
		return parseOneOf(s)
	case s[0] == '{':
		return p, fmt.Sprintf("%q is a set of dates, which is level 2", s)
	}
	if a, b, ok := strings.Cut(s, "/"); ok {
		return parseInterval(s, a, b)
	}
	if p.start, reason = parseDate(s); reason != "" && strings.Contains(s, "..") {
		reason = fmt.Sprintf("%q is no date: one day of several is [a..b], an interval is a/b", s)
	}
	p.end = p.start
	return p, reason
}

func parseInterval(s, a, b string) (p ParsedEDTF, reason string) {
	if strings.Contains(b, "/") {
		return p, fmt.Sprintf("%q has more than two ends; one day is written 2016-04-15", s)
	}
	p.form = edtfInterval
	if p.start, reason = parseEnd(a, openPast); reason != "" {
		return p, reason
	}
	if p.end, reason = parseEnd(b, openFuture); reason != "" {
		return p, reason
	}
	if p.start.end != endGiven && p.end.end != endGiven {
		return p, fmt.Sprintf("%q names no date at either end", s)
	}
	return p, checkOrder(s, p)
}

// parseEnd reads one end of an interval.
func parseEnd(s string, open int64) (d edtfDate, reason string) {
	switch s {
	case "..":
		return edtfDate{end: endOpen, first: open, last: open}, ""
	case "":
		return edtfDate{end: endUnknown, first: open, last: open}, ""
	}
	if d, reason = parseDate(s); reason != "" {
		return d, reason
	}
	switch {
	case d.hasTime:
		return d, fmt.Sprintf("%q is no end of an interval, which has no time of day", s)
	case d.hasUnspecified():
		return d, fmt.Sprintf("%q in an interval is level 2: name the month or year alone", s)
	}
	return d, ""
}

func parseOneOf(s string) (p ParsedEDTF, reason string) {
	inner, ok := strings.CutSuffix(s[1:], "]")
	if !ok {
		return p, fmt.Sprintf("%q has no closing bracket at its end", s)
	}
	if strings.Contains(inner, ",") {
		return p, fmt.Sprintf("%q lists several dates, which is level 2", s)
	}
	a, b, ok := strings.Cut(inner, "..")
	switch {
	case !ok:
		return p, fmt.Sprintf("%q has brackets around one date: write it without", s)
	case a == "" && b == "":
		return p, fmt.Sprintf("%q names no date at either end", s)
	}
	p.form = edtfOneOf
	if p.start, reason = parseChoice(a, openPast); reason != "" {
		return p, reason
	}
	if p.end, reason = parseChoice(b, openFuture); reason != "" {
		return p, reason
	}
	return p, checkOrder(s, p)
}

// parseChoice reads one end of [a..b].
func parseChoice(s string, open int64) (d edtfDate, reason string) {
	if s == "" {
		return edtfDate{end: endOpen, first: open, last: open}, ""
	}
	if d, reason = parseDate(s); reason != "" {
		return d, reason
	}
	if d.hasTime || d.hasUnspecified() || d.qualifier != 0 || d.month > 12 {
		return d, fmt.Sprintf("%q between brackets must be a plain year, month or day", s)
	}
	return d, ""
}

func (d edtfDate) hasUnspecified() bool {
	return d.unknown > 0 || d.month == unspecified || d.day == unspecified
}

func checkOrder(s string, p ParsedEDTF) (reason string) {
	if p.start.first > p.end.last {
		return fmt.Sprintf("%q ends before it starts", s)
	}
	return ""
}

// parseDate reads one date, with or without time of day and qualifier.
func parseDate(s string) (d edtfDate, reason string) {
	rest := s
	if n := len(rest) - 1; n >= 0 && isQualifier(rest[n]) {
		d.qualifier, rest = rest[n], rest[:n]
	}
	if reason = d.parse(s, rest); reason != "" {
		if i := strings.IndexAny(rest, "?~%"); i >= 0 {
			reason = fmt.Sprintf("%q qualifies a part of a date, which is level 2: %c belongs at the end", s, rest[i])
		}
		return d, reason
	}
	d.first, d.last = d.span()
	return d, ""
}

// parse reads rest, which is s without its qualifier.
func (d *edtfDate) parse(s, rest string) (reason string) {
	if long, ok := strings.CutPrefix(rest, "Y"); ok {
		return d.parseLongYear(s, long)
	}
	if rest, reason = d.parseYear(s, rest); reason != "" || rest == "" {
		return reason
	}
	if rest, reason = d.parseMonth(s, rest); reason != "" || rest == "" {
		return reason
	}
	if rest, reason = d.parseDay(s, rest); reason != "" || rest == "" {
		return reason
	}
	return d.parseTime(s, rest)
}

func isQualifier(c byte) bool { return c == '?' || c == '~' || c == '%' }

// parseYear reads four digits, of which the last one or two may be X. Like the
// parts that follow it, it returns the rest of the string, which begins with
// the separator of the next part or is empty.
func (d *edtfDate) parseYear(s, rest string) (_, reason string) {
	rest, d.negative = strings.CutPrefix(rest, "-")
	n := 0
	for ; n < 4 && n < len(rest) && isDigit(rest[n]); n++ {
		d.year = d.year*10 + int64(rest[n]-'0')
	}
	for ; n < 4 && n < len(rest) && rest[n] == 'X'; n++ {
		d.year *= 10
		d.unknown++
	}
	switch {
	case n < 4 && (n >= len(rest) || rest[n] == '-'):
		return "", fmt.Sprintf("%q is no date: a year has four digits", s)
	case n < 4 && d.unknown > 0:
		return "", fmt.Sprintf("%q has an unspecified digit before a known one, which is level 2", s)
	case n < 4:
		return "", fmt.Sprintf("%q is no date: unexpected %q", s, rest[n:])
	case d.unknown > 2:
		return "", fmt.Sprintf("%q leaves more than two digits of the year unspecified, which is level 2", s)
	case d.negative && d.year == 0 && d.unknown == 0:
		return "", fmt.Sprintf("%q is no date: year 0000 has no sign", s)
	}
	if d.negative {
		d.year = -d.year
	}
	rest = rest[4:]
	switch {
	case rest == "":
		return "", ""
	case isDigit(rest[0]):
		return "", fmt.Sprintf("%q is no date: a year of more than four digits begins with Y", s)
	case rest[0] == 'S':
		return "", fmt.Sprintf("%q counts significant digits, which is level 2", s)
	case rest[0] != '-':
		return "", fmt.Sprintf("%q is no date: unexpected %q", s, rest)
	case d.unknown > 0:
		return "", fmt.Sprintf("%q goes on after an unspecified year, which is level 2", s)
	}
	return rest, ""
}

// parseMonth reads a hyphen and a month, a season or XX.
func (d *edtfDate) parseMonth(s, rest string) (_, reason string) {
	n, reason := twoDigits(s, rest[1:], "month")
	if reason != "" {
		return "", reason
	}
	d.month, rest = n, rest[3:]
	switch {
	case n == unspecified, 1 <= n && n <= 12:
	case 21 <= n && n <= 24:
		if rest != "" {
			return "", fmt.Sprintf("%q goes on after a season", s)
		}
	case 25 <= n && n <= 41:
		return "", fmt.Sprintf("%q names a part of the year (%d) that is level 2", s, n)
	default:
		return "", fmt.Sprintf("%q is no date: there is no month %02d", s, n)
	}
	if rest != "" && rest[0] != '-' {
		return "", fmt.Sprintf("%q is no date: unexpected %q", s, rest)
	}
	return rest, ""
}

// parseDay reads a hyphen and a day of the month or XX.
func (d *edtfDate) parseDay(s, rest string) (_, reason string) {
	n, reason := twoDigits(s, rest[1:], "day")
	if reason != "" {
		return "", reason
	}
	d.day, rest = n, rest[3:]
	switch {
	case n == unspecified:
	case d.month == unspecified:
		return "", fmt.Sprintf("%q knows the day and not the month, which is level 2", s)
	case n < 1 || int(n) > daysIn(d.year, int(d.month)):
		return "", fmt.Sprintf("%q is no date: %s %d has %d days", s,
			time.Month(d.month), d.year, daysIn(d.year, int(d.month)))
	}
	switch {
	case rest == "":
		return "", ""
	case rest[0] != 'T':
		return "", fmt.Sprintf("%q is no date: unexpected %q", s, rest)
	case n == unspecified:
		return "", fmt.Sprintf("%q has a time of day and no day", s)
	case d.qualifier != 0:
		return "", fmt.Sprintf("%q qualifies a time of day: %c follows a date alone", s, d.qualifier)
	}
	return rest, ""
}

// parseTime reads T, hh:mm:ss and, if there is one, the offset.
func (d *edtfDate) parseTime(s, rest string) (reason string) {
	h, m, sec, rest, ok := clock(rest[1:])
	switch {
	case !ok:
		return fmt.Sprintf("%q is no date and time: the time of day is hh:mm:ss", s)
	case h > 23 || m > 59 || sec > 59:
		return fmt.Sprintf("%q is no date and time: there is no %02d:%02d:%02d", s, h, m, sec)
	}
	d.hour, d.minute, d.second, d.hasTime = h, m, sec, true
	if rest == "" {
		return ""
	}
	d.hasOffset = true
	if rest == "Z" {
		return ""
	}
	hours, minutes, ok := shift(rest)
	switch {
	case !ok:
		return fmt.Sprintf("%q is no date and time: after the seconds stands nothing, Z, ±hh or ±hh:mm", s)
	case hours > 23 || minutes > 59:
		return fmt.Sprintf("%q is no date and time: there is no offset %s", s, rest)
	case rest[0] == '-' && hours == 0 && minutes == 0:
		return fmt.Sprintf("%q is no date and time: an offset of zero is Z or +00:00", s)
	}
	d.offset = int32(hours)*3600 + int32(minutes)*60
	if rest[0] == '-' {
		d.offset = -d.offset
	}
	return ""
}

// clock reads hh:mm:ss.
func clock(s string) (h, m, sec uint8, rest string, ok bool) {
	if len(s) < 8 || s[2] != ':' || s[5] != ':' {
		return 0, 0, 0, s, false
	}
	h, ok1 := pair(s[0:2])
	m, ok2 := pair(s[3:5])
	sec, ok3 := pair(s[6:8])
	return h, m, sec, s[8:], ok1 && ok2 && ok3
}

// shift reads ±hh or ±hh:mm.
func shift(s string) (hours, minutes uint8, ok bool) {
	if (len(s) != 3 && len(s) != 6) || (s[0] != '+' && s[0] != '-') {
		return 0, 0, false
	}
	if hours, ok = pair(s[1:3]); !ok || len(s) == 3 {
		return hours, 0, ok
	}
	minutes, ok = pair(s[4:6])
	return hours, minutes, ok && s[3] == ':'
}

// parseLongYear reads what follows the letter Y: a year of more than four
// digits, or one with an exponent.
func (d *edtfDate) parseLongYear(s, rest string) (reason string) {
	d.long = true
	rest, d.negative = strings.CutPrefix(rest, "-")
	digits, exponent, hasExponent := strings.Cut(rest, "E")
	year, ok := number(digits)
	power, okPower := int64(0), true
	if hasExponent {
		power, okPower = number(exponent)
	}
	switch {
	case strings.Contains(rest, "S"):
		return fmt.Sprintf("%q counts significant digits, which is level 2", s)
	case !ok || !okPower:
		return fmt.Sprintf("%q is no year: after Y stand digits alone", s)
	case digits[0] == '0' || (hasExponent && exponent[0] == '0'):
		return fmt.Sprintf("%q is no year: a year after Y begins with no zero", s)
	}
	for ; power > 0 && year <= MaxEDTFYear; power-- {
		year *= 10
	}
	switch {
	case year > MaxEDTFYear:
		return fmt.Sprintf("%q is beyond the year %d", s, int64(MaxEDTFYear))
	case year <= 9999:
		return fmt.Sprintf("%q is no year: Y is for years of more than four digits", s)
	}
	if d.negative {
		year = -year
	}
	d.year = year
	return ""
}

// number reads a string of digits; beyond MaxEDTFYear it returns some number
// that is also beyond.
func number(s string) (n int64, ok bool) {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
		if n <= MaxEDTFYear {
			n = n*10 + int64(s[i]-'0')
		}
	}
	return n, s != ""
}

// twoDigits reads the two digits or XX with which rest begins.
func twoDigits(s, rest, what string) (n uint8, reason string) {
	if len(rest) < 2 {
		return 0, fmt.Sprintf("%q is no date: a %s has two digits", s, what)
	}
	if rest[:2] == "XX" {
		return unspecified, ""
	}
	n, ok := pair(rest[:2])
	if ok {
		return n, ""
	}
	if (rest[0] == 'X' || isDigit(rest[0])) && (rest[1] == 'X' || isDigit(rest[1])) {
		return 0, fmt.Sprintf("%q leaves one digit of the %s unspecified, which is level 2", s, what)
	}
	return 0, fmt.Sprintf("%q is no date: a %s has two digits", s, what)
}

func pair(s string) (n uint8, ok bool) {
	return (s[0]-'0')*10 + s[1] - '0', isDigit(s[0]) && isDigit(s[1])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
