package access

import (
	"fmt"
	"strings"

	"hudna/graph"
)

// A Rule gives a role and a clearance to everybody of whom an issuer claims
// something.
type Rule struct {
	// Claim is the name of a claim or, where none has it, the way to one within
	// others: realm_access.roles.
	Claim string
	// Value is what it is or, of a list, what is on it. Of the claim scope it is one
	// of the words.
	Value     string
	Role      graph.Role
	Clearance graph.Marking
}

// ParseRule reads CLAIM=VALUE:ROLE:CLEARANCE, such as
// groups=coders:coder:RESTRICTED. The value may have colons.
func ParseRule(text string) (Rule, error) {
	claim, rest, ok := strings.Cut(text, "=")
	last := strings.LastIndexByte(rest, ':')
	if !ok || last < 0 {
		return Rule{}, malformed(text)
	}
	middle := strings.LastIndexByte(rest[:last], ':')
	if middle < 0 {
		return Rule{}, malformed(text)
	}
	r := Rule{
		Claim: claim, Value: rest[:middle],
		Role: graph.Role(strings.ToUpper(rest[middle+1 : last])), Clearance: graph.Marking(strings.ToUpper(rest[last+1:])),
	}
	if r.Claim == "" || r.Value == "" || !r.Role.Valid() || !r.Clearance.Valid() {
		return Rule{}, malformed(text)
	}
	return r, nil
}

func malformed(text string) error {
	return &graph.FieldError{Reason: fmt.Sprintf("%q is not CLAIM=VALUE:ROLE:CLEARANCE, such as groups=coders:coder:RESTRICTED", text)}
}

// maxValues bounds how many values of one claim are looked at.
const maxValues = 1_000

// Granted is the most that the rules which hold of somebody give: the highest role
// among them, and the highest clearance. It is false where none of them holds.
func Granted(rules []Rule, claims map[string]any) (role graph.Role, clearance graph.Marking, ok bool) {
	for _, r := range rules {
		if !r.holds(claims) {
			continue
		}
		if !ok || r.Role.Allows(role) {
			role = r.Role
		}
		if !ok || r.Clearance.Covers(clearance) {
			clearance = r.Clearance
		}
		ok = true
	}
	return role, clearance, ok
}

func (r *Rule) holds(claims map[string]any) bool {
	switch value := find(claims, r.Claim).(type) {
	case string:
		if value == r.Value {
			return true
		}
		if r.Claim == "scope" {
			for word := range strings.FieldsSeq(value) {
				if word == r.Value {
					return true
				}
			}
		}
	case []any:
		for _, v := range value[:min(len(value), maxValues)] {
			if v == any(r.Value) {
				return true
			}
		}
	}
	return false
}

// find is the claim of a name, or at the end of a way.
func find(claims map[string]any, name string) any {
	if value, ok := claims[name]; ok {
		return value
	}
	first, rest, ok := strings.Cut(name, ".")
	inner, is := claims[first].(map[string]any)
	if !ok || !is {
		return nil
	}
	return find(inner, rest)
}

// Text is the claim of a name that is a text, empty where there is none.
func Text(claims map[string]any, name string) string {
	text, _ := find(claims, name).(string)
	return text
}
