package graph

import (
	"slices"
	"strings"
)

// lang checks the form of a language tag.
func (v *validator) lang(tag string, p presence) {
	v.size += fieldCost + len(tag)
	switch {
	case tag == "":
		if p == needed {
			v.report("lang", "is missing")
		}
	case len(tag) > MaxLang:
		v.report("lang", "is longer than %d bytes", MaxLang)
	case !wellFormedLang(tag):
		v.report("lang", "%s is no language tag (BCP 47) such as ar or ar-SY", quoted(tag))
	}
}

// irregularTags are the tags that were registered before the grammar and do not
// follow it (RFC 5646, section 2.1, "irregular").
var irregularTags = []string{
	"en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo",
	"i-navajo", "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de",
}

// wellFormedLang reports whether a tag follows the grammar of RFC 5646, section
// 2.1, in any case, and repeats no variant and no extension. Whether its parts
// are registered is not asked: the register grows.
func wellFormedLang(tag string) bool {
	tag = strings.ToLower(tag)
	if slices.Contains(irregularTags, tag) {
		return true
	}
	parts := strings.Split(tag, "-")
	for _, p := range parts {
		if len(p) < 1 || len(p) > 8 || !consistsOf(p, letters+digits) {
			return false
		}
	}
	if parts[0] != "x" {
		// The language, with up to three extended languages after a short one.
		if len(parts[0]) < 2 || !consistsOf(parts[0], letters) {
			return false
		}
		short := len(parts[0]) <= 3
		parts = parts[1:]
		for n := 0; short && n < 3 && len(parts) > 0 && len(parts[0]) == 3 && consistsOf(parts[0], letters); n++ {
			parts = parts[1:]
		}
		if len(parts) > 0 && len(parts[0]) == 4 && consistsOf(parts[0], letters) { // script
			parts = parts[1:]
		}
		if len(parts) > 0 && isRegion(parts[0]) {
			parts = parts[1:]
		}
		var seen []string
		for len(parts) > 0 && isVariant(parts[0]) {
			if slices.Contains(seen, parts[0]) {
				return false
			}
			seen = append(seen, parts[0])
			parts = parts[1:]
		}
		for len(parts) > 0 && len(parts[0]) == 1 && parts[0] != "x" { // extensions
			if slices.Contains(seen, parts[0]) {
				return false
			}
			seen = append(seen, parts[0])
			parts = parts[1:]
			n := 0
			for n < len(parts) && len(parts[n]) >= 2 {
				n++
			}
			if n == 0 {
				return false
			}
			parts = parts[n:]
		}
	}
	return len(parts) == 0 || parts[0] == "x" && len(parts) > 1 // for private use
}

const (
	letters = "abcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
)

func consistsOf(s, chars string) bool { return strings.Trim(s, chars) == "" }

func isRegion(s string) bool {
	return len(s) == 2 && consistsOf(s, letters) || len(s) == 3 && consistsOf(s, digits)
}

func isVariant(s string) bool {
	return len(s) >= 5 || len(s) == 4 && consistsOf(s[:1], digits)
}
