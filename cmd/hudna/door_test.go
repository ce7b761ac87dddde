package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"hudna/graph"
	"hudna/graph/access"
	"hudna/graph/audit"
	"hudna/graph/web"
	"hudna/graph/web/issuer"
)

// issuing is an issuer of identities on this machine, and what makes tokens of it.
func issuing(t *testing.T) (url string, sign func(map[string]any) string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	say := func(path string, what any) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(what) })
	}
	say("/.well-known/openid-configuration", map[string]any{"issuer": server.URL, "jwks_uri": server.URL + "/keys"})
	say("/keys", jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return server.URL, func(claims map[string]any) string {
		all := map[string]any{"iss": server.URL, "aud": "hudna", "sub": "user-7", "exp": time.Now().Add(time.Hour).Unix()}
		for name, value := range claims {
			all[name] = value
		}
		text, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := signer.Sign(text)
		if err != nil {
			t.Fatal(err)
		}
		token, err := signed.CompactSerialize()
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
}

// TestDoor: who is let in as whom.
func TestDoor(t *testing.T) {
	url, sign := issuing(t)
	keys, err := tested(t).keyring(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ours, _, err := keys.Create(graph.Principal{Name: "A. Coder", Role: graph.RoleCoder, Clearance: graph.MarkingRestricted}, 0)
	if err != nil {
		t.Fatal(err)
	}
	believed, err := issuer.New(t.Context(), issuer.Options{URL: url, Audience: "hudna"})
	if err != nil {
		t.Fatal(err)
	}
	var rules []access.Rule
	for _, text := range []string{"groups=guards:reviewer:PROTECTED", "scope=read:reader:PUBLIC"} {
		rule, err := access.ParseRule(text)
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, rule)
	}
	for name, c := range map[string]struct {
		anonymous bool
		given     []string // of Authorization
		err       error
		want      string
	}{
		"nothing":                       {false, nil, web.ErrUnauthenticated, ""},
		"nothing, where that is enough": {true, nil, nil, "'' READER PUBLIC"},
		"a token of ours":               {false, []string{"Bearer " + ours}, nil, "'A. Coder' CODER RESTRICTED"},
		"in small letters":              {false, []string{"bearer " + ours}, nil, "'A. Coder' CODER RESTRICTED"},
		"a bad token is not nobody's":   {true, []string{"Bearer " + ours + "x"}, web.ErrUnauthenticated, ""},
		"another scheme":                {true, []string{"Basic " + ours}, web.ErrUnauthenticated, ""},
		"no scheme":                     {true, []string{ours}, web.ErrUnauthenticated, ""},
		"an empty field":                {true, []string{""}, web.ErrUnauthenticated, ""},
		"twice":                         {true, []string{"Bearer " + ours, "Bearer " + ours}, web.ErrUnauthenticated, ""},
		"of the issuer":                 {false, []string{"Bearer " + sign(map[string]any{"groups": []string{"guards"}, "name": "G. Uard"})}, nil, "'G. Uard' REVIEWER PROTECTED"},
		"of the issuer, without a name": {false, []string{"Bearer " + sign(map[string]any{"scope": "read write"})}, web.ErrNameless, ""},
		"of the issuer, an empty name":  {false, []string{"Bearer " + sign(map[string]any{"scope": "read write", "name": ""})}, web.ErrNameless, ""},
		"of the issuer, a name of many": {false, []string{"Bearer " + sign(map[string]any{"scope": "read write", "name": []string{"G. Uard"}})}, web.ErrNameless, ""},
		"of the issuer, without a role": {true, []string{"Bearer " + sign(nil)}, web.ErrNobody, ""},
		"of the issuer, for another":    {true, []string{"Bearer " + sign(map[string]any{"aud": "another", "scope": "read"})}, web.ErrUnauthenticated, ""},
		"of the issuer, with no name that can be": {
			true, []string{"Bearer " + sign(map[string]any{"scope": "read", "name": strings.Repeat("x", 300)})}, web.ErrNobody, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := &door{
				flags: &accessFlags{rules: rules, OidcName: "name"}, keys: keys, issuer: believed, lost: tested(t).log, open: c.anonymous,
				by: graph.Principal{Role: graph.RoleReader, Clearance: graph.MarkingPublic}, log: &audit.Log{},
			}
			r := httptest.NewRequest(http.MethodPost, "http://localhost/graphql", nil)
			r.Header["Authorization"] = c.given
			a, err := d.admit(t.Context(), r)
			if !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
				t.Fatalf("%v, not %v", err, c.err)
			}
			by, ok := graph.PrincipalOf(a.Context)
			if got := "'" + by.Name + "' " + string(by.Role) + " " + string(by.Clearance); err == nil && got != c.want || !ok {
				t.Errorf("let in as %s, %t", got, ok)
			}
			if err != nil && (by.Name != "" || by.Role.Allows(graph.RoleCoder) || by.Clearance.Covers(graph.MarkingRestricted)) {
				t.Errorf("who is not let in is %+v", by)
			}
			if account := audit.AccountOf(a.Context); account == nil || account.By != by || account.Caller == "" {
				t.Errorf("the account is %+v", account)
			}
		})
	}
}

// TestAddress: who shows no token is told apart by where they come from, and what a
// proxy says of that is believed of a proxy alone.
func TestAddress(t *testing.T) {
	for name, c := range map[string]struct{ remote, forwarded, want string }{
		"an address":             {"192.0.2.7:4711", "", "192.0.2.7"},
		"a subscriber":           {"[2001:db8:1:2:3:4:5:6]:4711", "", "2001:db8:1:2::/64"},
		"this machine":           {"[::1]:4711", "", "::1"},
		"the proxy":              {"10.0.0.1:4711", "", "10.0.0.1"},
		"through the proxy":      {"10.0.0.1:4711", "192.0.2.7", "192.0.2.7"},
		"through two of them":    {"10.0.0.1:4711", "203.0.113.9, 192.0.2.7, 10.0.0.2", "192.0.2.7"},
		"a claim of a stranger":  {"192.0.2.7:4711", "203.0.113.9", "192.0.2.7"},
		"what is no address":     {"10.0.0.1:4711", "unknown", "10.0.0.1"},
		"an old address as new":  {"[::ffff:192.0.2.7]:4711", "", "192.0.2.7"},
		"of no network at all":   {"pipe", "192.0.2.7", "unknown"},
		"nothing but proxies":    {"10.0.0.1:4711", "10.0.0.3", "10.0.0.3"},
		"with a zone of its own": {"[fe80::1%eth0]:4711", "", "fe80::/64"},
	} {
		d := &door{flags: &accessFlags{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
		r := httptest.NewRequest(http.MethodGet, "http://localhost/graphql", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := d.address(r); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

// BenchmarkDoor is what it costs a request to be let in, and to be accounted for.
func BenchmarkDoor(b *testing.B) {
	keys, err := access.Open(b.TempDir()+"/tokens.json", time.Now)
	if err != nil {
		b.Fatal(err)
	}
	token, _, err := keys.Create(graph.Principal{Name: "A. Reader", Role: graph.RoleReader, Clearance: graph.MarkingPublic}, 0)
	if err != nil {
		b.Fatal(err)
	}
	log, err := audit.Open(audit.Options{Path: b.TempDir() + "/audit", Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := log.Close(); err != nil {
			b.Error(err)
		}
	})
	for name, authorization := range map[string]string{"token": "Bearer " + token, "nobody": ""} {
		b.Run(name, func(b *testing.B) {
			d := &door{flags: &accessFlags{}, keys: keys, open: true, lost: tested(b).log, log: log}
			r := httptest.NewRequest(http.MethodPost, "http://localhost/graphql", nil)
			if authorization != "" {
				r.Header.Set("Authorization", authorization)
			}
			for b.Loop() {
				a, err := d.admit(b.Context(), r)
				if err != nil {
					b.Fatal(err)
				}
				d.settle(a.Context, web.Outcome{Status: http.StatusOK})
			}
		})
	}
}
