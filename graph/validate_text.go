package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"mime"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// text holds a text to what all texts keep to: UTF-8 without NUL, not blank, and
// no longer than its limit.
func (v *validator) text(name, s string, limit int, p presence) {
	if s == "" {
		if p == needed {
			v.report(name, "is missing")
		}
		return
	}
	if len(s) > limit {
		v.report(name, "is longer than %d bytes", limit)
		return
	}
	size, nul := jsonSize(s)
	v.size += fieldCost + size
	switch {
	case !utf8.ValidString(s):
		v.report(name, "is not UTF-8")
	case nul:
		v.report(name, "contains a NUL character")
	case strings.TrimSpace(s) == "":
		v.report(name, "is blank")
	}
}

// jsonSize is how many bytes s takes up between the quotation marks of a JSON
// string, and whether there is a NUL in it.
func jsonSize(s string) (size int, nul bool) {
	size = len(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"', c == '\\', '\b' <= c && c <= '\r' && c != '\v':
			size++
		case c < ' ':
			size += len(`\u0000`) - 1
			nul = nul || c == 0
		}
	}
	return size, nul
}

// variable checks that a variable's value is of its type.
func (v *validator) variable(x *Variable) {
	v.text("name", x.Name, MaxShort, needed)
	oneOf(v, "type", x.Type, valuesVariableType, optional)
	if x.Value == "" && (x.Type == VariableText || x.Type == "") {
		v.size += fieldCost
		return
	}
	v.text("value", x.Value, MaxValue, needed)
	switch {
	case x.Value == "" || len(x.Value) > MaxValue:
		return
	case x.Type == VariableInteger:
		if _, err := strconv.ParseInt(x.Value, 10, 64); err != nil || !jsonNumber(x.Value) {
			v.report("value", "%s is no %s of 64 bits", quoted(x.Value), x.Type)
		}
	case x.Type == VariableNumber:
		if _, err := strconv.ParseFloat(x.Value, 64); err != nil || !jsonNumber(x.Value) {
			v.report("value", "%s is no %s of 64 bits", quoted(x.Value), x.Type)
		}
	case x.Type == VariableBoolean:
		if x.Value != "true" && x.Value != "false" {
			v.report("value", "%s is no %s: true or false", quoted(x.Value), x.Type)
		}
	case x.Type == VariableDate:
		if _, err := EDTF(x.Value).Parse(); err != nil {
			v.report("value", "%s", reasonOf(err))
		}
	}
}

// jsonNumber reports whether s is a number as RFC 8259 writes it, and not one of
// the other ways in which Go would read one ("0x1p-2", "1_000", "Inf", "+5").
func jsonNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole := leadingDigits(s)
	if whole == 0 || whole > 1 && s[0] == '0' {
		return false
	}
	s = s[whole:]
	if after, ok := strings.CutPrefix(s, "."); ok {
		n := leadingDigits(after)
		if n == 0 {
			return false
		}
		s = after[n:]
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		n := leadingDigits(s)
		return n > 0 && n == len(s)
	}
	return s == ""
}

func leadingDigits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }

// url checks an address of the web. Others, above all javascript:, could do harm
// where a page makes a link of them.
func (v *validator) url(name, s string) {
	v.text(name, s, MaxURL, optional)
	if s == "" || len(s) > MaxURL {
		return
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		v.report(name, "%s is no address", quoted(s))
	case u.Scheme != "http" && u.Scheme != "https":
		v.report(name, "%s is no address that begins with http:// or https://", quoted(s))
	case u.Hostname() == "":
		v.report(name, "%s names no host", quoted(s))
	case u.User != nil:
		v.report(name, "carries the name of a user")
	case strings.ContainsAny(s, " \t\r\n\\\"<>"):
		v.report(name, "%s contains a character that no address has", quoted(s))
	}
}

// mediaType checks a media type, as in "text/html; charset=utf-8".
func (v *validator) mediaType(name, s string) {
	v.text(name, s, MaxShort, optional)
	if s == "" || len(s) > MaxShort {
		return
	}
	base, _, err := mime.ParseMediaType(s)
	if kind, sub, found := strings.Cut(base, "/"); err != nil || !found || kind == "" || sub == "" {
		v.report(name, "%s is no media type such as text/html", quoted(s))
	}
}

// digest checks the form of a SHA-256 sum.
func (v *validator) digest(name, s string) {
	v.size += fieldCost + len(s)
	if s == "" {
		return
	}
	if len(s) != hex.EncodedLen(sha256.Size) || strings.Trim(s, "0123456789abcdef") != "" {
		v.report(name, "%s is no SHA-256: 64 hexadecimal digits in lower case", quoted(s))
	}
}

// digestOf is the SHA-256 of a text in the form in which records keep it.
func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// zone checks the name of a time zone.
func (v *validator) zone(name, s string) {
	v.size += fieldCost + len(s)
	if s == "" {
		return
	}
	if _, err := loadZone(s); err != nil {
		v.report(name, "%s", reasonOf(err))
	}
}

// reasonOf is the reason of a FieldError without its path.
func reasonOf(err error) string {
	var f *FieldError
	if errors.As(err, &f) {
		return f.Reason
	}
	return err.Error()
}

// date checks a date and what is within it.
func (v *validator) date(name string, d *Date) {
	if d == nil {
		return
	}
	v.size += objectCost + len(d.EDTF) + 6*len(d.Words) + len(d.Basis) + len(d.Zone) + 4*fieldCost
	if d.Anchor != nil {
		v.size += objectCost + 6*len(d.Anchor.Words) + fieldCost
	}
	if d.IsZero() {
		v.report(name, "is empty")
		return
	}
	err := d.Validate()
	if err == nil {
		return
	}
	problems := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		problems = joined.Unwrap()
	}
	for _, p := range problems {
		path := name
		var f *FieldError
		if errors.As(p, &f) && f.Path != "" {
			path += "." + f.Path
		}
		v.report(path, "%s", reasonOf(p))
	}
}

// period checks from when to when something held.
func (v *validator) period(from, to *Date) {
	v.date("from", from)
	v.date("to", to)
	if from == nil || to == nil {
		return
	}
	begin, err := from.Bounds()
	if err != nil || begin.Undated {
		return
	}
	if end, err := to.Bounds(); err == nil && !end.Undated && end.Latest < begin.Earliest {
		v.report("to", "is before from")
	}
}

// dateKey makes dates comparable, for finding what is repeated.
func dateKey(d *Date) Date {
	if d == nil {
		return Date{}
	}
	key := *d
	key.Anchor = nil
	return key
}

// between checks a number that lies between two others. What is no number lies
// nowhere.
func (v *validator) between(name string, x, low, high float64) {
	if !(low <= x && x <= high) {
		v.report(name, "is %v, not from %v to %v", x, low, high)
	}
}
