package ledger

import "strings"

// inLang says whether a language tag is in a range, by basic filtering as in
// RFC 4647, 3.3.1: it is the range, or goes on behind it with a hyphen.
func inLang(tag, within string) bool {
	if tag == "" {
		return false
	}
	n := len(within)
	return within == "*" || len(tag) >= n && strings.EqualFold(tag[:n], within) && (len(tag) == n || tag[n] == '-')
}
