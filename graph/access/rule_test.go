package access_test

import (
	"encoding/json"
	"errors"
	"testing"

	"hudna/graph"
	"hudna/graph/access"
)

func rules(t *testing.T, texts ...string) []access.Rule {
	t.Helper()
	var out []access.Rule
	for _, text := range texts {
		r, err := access.ParseRule(text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func TestGranted(t *testing.T) {
	const claims = `{"sub": "7", "groups": ["coders", "urn:x:guards", 5], "scope": "openid read", "admin": true,
		"realm_access": {"roles": ["reviewer"]}, "https://made.up/roles": "guard", "a.b": "whole"}`
	for name, c := range map[string]struct {
		rules []string
		want  string
	}{
		"one of a list":                    {[]string{"groups=coders:coder:RESTRICTED"}, "CODER RESTRICTED"},
		"a value with colons":              {[]string{"groups=urn:x:guards:reader:protected"}, "READER PROTECTED"},
		"a word of the scope":              {[]string{"scope=read:reader:PUBLIC"}, "READER PUBLIC"},
		"a part of a word":                 {[]string{"scope=rea:reader:PUBLIC"}, ""},
		"a word of something else":         {[]string{"sub=7 8:reader:PUBLIC"}, ""},
		"within another claim":             {[]string{"realm_access.roles=reviewer:reviewer:PUBLIC"}, "REVIEWER PUBLIC"},
		"a name that is an address":        {[]string{"https://made.up/roles=guard:admin:PUBLIC"}, "ADMIN PUBLIC"},
		"a name with a dot":                {[]string{"a.b=whole:reader:PUBLIC"}, "READER PUBLIC"},
		"nothing holds":                    {[]string{"groups=admins:admin:PROTECTED"}, ""},
		"a claim that is no text":          {[]string{"admin=true:admin:PROTECTED", "groups=5:admin:PROTECTED"}, ""},
		"the most of what holds":           {[]string{"sub=7:reader:PROTECTED", "groups=coders:coder:PUBLIC"}, "CODER PROTECTED"},
		"in whatever order":                {[]string{"groups=coders:coder:PUBLIC", "sub=7:reader:PROTECTED"}, "CODER PROTECTED"},
		"what does not hold gives nothing": {[]string{"sub=7:reader:PUBLIC", "sub=8:admin:PROTECTED"}, "READER PUBLIC"},
	} {
		var said map[string]any
		if err := json.Unmarshal([]byte(claims), &said); err != nil {
			t.Fatal(err)
		}
		role, clearance, ok := access.Granted(rules(t, c.rules...), said)
		if got := string(role) + " " + string(clearance); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s: %q, %t", name, got, ok)
		}
	}
}

func TestParseRuleRefuses(t *testing.T) {
	for _, text := range []string{"", "groups", "groups=coders", "groups=coders:coder", "groups=coders:king:PUBLIC", "groups=coders:coder:SECRET", "=x:coder:PUBLIC", "groups=:coder:PUBLIC"} {
		if r, err := access.ParseRule(text); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%q: %+v, %v", text, r, err)
		}
	}
}

func FuzzParseRule(f *testing.F) {
	f.Add("groups=urn:x:guards:reader:protected")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := access.ParseRule(text)
		if err != nil {
			return
		}
		again, err := access.ParseRule(r.Claim + "=" + r.Value + ":" + string(r.Role) + ":" + string(r.Clearance))
		if err != nil || again != r {
			t.Errorf("%q is %+v, and that %+v, %v", text, r, again, err)
		}
	})
}
