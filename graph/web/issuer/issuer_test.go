package issuer_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"hudna/graph/web/issuer"
)

// An authority is an issuer on this machine, with a clock that can be set.
type authority struct {
	*httptest.Server
	mu      sync.Mutex
	keys    []jose.JSONWebKey
	fetched int
	broken  bool
	now     time.Time
}

func founded(t *testing.T) *authority {
	t.Helper()
	a := &authority{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{
			"issuer": a.URL, "jwks_uri": a.URL + "/keys", "authorization_endpoint": a.URL + "/a", "token_endpoint": a.URL + "/t",
			"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.fetched++
		if a.broken {
			http.Error(w, "broken", http.StatusInternalServerError)
			return
		}
		var set jose.JSONWebKeySet
		for _, k := range a.keys {
			set.Keys = append(set.Keys, k.Public())
		}
		_ = json.NewEncoder(w).Encode(set)
	})
	a.Server = httptest.NewServer(mux)
	t.Cleanup(a.Close)
	return a
}

// clock is the time of the authority, and of who believes it.
func (a *authority) clock() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

func (a *authority) wait(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = a.now.Add(d)
}

func (a *authority) publish(keys ...jose.JSONWebKey) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keys = keys
}

func (a *authority) times() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.fetched
}

func made(t *testing.T, id, algorithm string) jose.JSONWebKey {
	t.Helper()
	var key crypto.PrivateKey
	var err error
	if algorithm == "ES256" {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	} else {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		t.Fatal(err)
	}
	return jose.JSONWebKey{Key: key, KeyID: id, Algorithm: algorithm, Use: "sig"}
}

// claims are those of a token that is good, changed.
func (a *authority) claims(edit ...func(map[string]any)) map[string]any {
	now := a.clock()
	c := map[string]any{
		"iss": a.URL, "aud": "hudna", "sub": "made-up", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "groups": []string{"coders"},
	}
	for _, e := range edit {
		e(c)
	}
	return c
}

func signed(t *testing.T, algorithm jose.SignatureAlgorithm, key any, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	s, err := signer.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	token, err := s.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func believing(t *testing.T, a *authority, edit ...func(*issuer.Options)) *issuer.Issuer {
	t.Helper()
	o := issuer.Options{URL: a.URL, Audience: "hudna", Now: a.clock}
	for _, e := range edit {
		e(&o)
	}
	i, err := issuer.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestVerify(t *testing.T) {
	a := founded(t)
	one, two, strange := made(t, "one", "RS256"), made(t, "two", "ES256"), made(t, "one", "RS256")
	a.publish(one, two)
	i := believing(t, a)
	for _, token := range []string{signed(t, jose.RS256, one, a.claims()), signed(t, jose.ES256, two, a.claims())} {
		for range 2 {
			c, err := i.Verify(t.Context(), token)
			if err != nil || c.Subject != "made-up" || c.All["groups"] == nil || !c.Expires.Equal(a.clock().Add(time.Hour)) {
				t.Errorf("%+v, %v", c, err)
			}
		}
	}
	good := signed(t, jose.RS256, one, a.claims())
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	body := strings.Split(good, ".")[1]
	text, err := json.Marshal(one.Public())
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{
		"nothing":               "",
		"no token":              "made-up",
		"unsigned":              encode(`{"alg":"none"}`) + "." + body + ".",
		"signed by nothing":     encode(`{"alg":"RS256","kid":"one"}`) + "." + body + ".",
		"another body":          strings.Replace(good, body, encode(`{"sub":"king"}`), 1),
		"a key of no issuer":    signed(t, jose.RS256, strange, a.claims()),
		"the public key as one": signed(t, jose.HS256, text, a.claims()),
		"another algorithm":     signed(t, jose.PS256, jose.JSONWebKey{Key: one.Key, KeyID: "one"}, a.claims()),
		"over":                  signed(t, jose.RS256, one, a.claims(func(c map[string]any) { c["exp"] = a.clock().Add(-time.Second).Unix() })),
		"without an end":        signed(t, jose.RS256, one, a.claims(func(c map[string]any) { delete(c, "exp") })),
		"not yet":               signed(t, jose.RS256, one, a.claims(func(c map[string]any) { c["nbf"] = a.clock().Add(time.Hour).Unix() })),
		"for somebody else":     signed(t, jose.RS256, one, a.claims(func(c map[string]any) { c["aud"] = "another" })),
		"for nobody":            signed(t, jose.RS256, one, a.claims(func(c map[string]any) { delete(c, "aud") })),
		"of another issuer":     signed(t, jose.RS256, one, a.claims(func(c map[string]any) { c["iss"] = "https://id.example.org" })),
		"about nobody":          signed(t, jose.RS256, one, a.claims(func(c map[string]any) { delete(c, "sub") })),
		"too long":              signed(t, jose.RS256, one, a.claims(func(c map[string]any) { c["x"] = strings.Repeat("x", 16<<10) })),
	} {
		if c, err := i.Verify(t.Context(), token); !errors.Is(err, issuer.ErrUnknown) || c.Subject != "" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	a.wait(2 * time.Hour)
	if _, err := i.Verify(t.Context(), good); !errors.Is(err, issuer.ErrUnknown) {
		t.Errorf("what was good is good for good: %v", err)
	}
}

// TestKeysAreRotated: new keys are found, old ones forgotten, and nobody can have the
// issuer asked as often as they like.
func TestKeysAreRotated(t *testing.T) {
	a := founded(t)
	one, two := made(t, "one", "ES256"), made(t, "two", "ES256")
	a.publish(one)
	i := believing(t, a)
	byOne := signed(t, jose.ES256, one, a.claims())
	if _, err := i.Verify(t.Context(), byOne); err != nil || a.times() != 1 {
		t.Errorf("%v after %d fetches", err, a.times())
	}
	a.publish(two)
	a.wait(10 * time.Second)
	if _, err := i.Verify(t.Context(), signed(t, jose.ES256, two, a.claims())); err != nil || a.times() != 2 {
		t.Errorf("a new key: %v after %d fetches", err, a.times())
	}
	stranger := made(t, "three", "ES256")
	for range 50 {
		if _, err := i.Verify(t.Context(), signed(t, jose.ES256, stranger, a.claims())); !errors.Is(err, issuer.ErrUnknown) {
			t.Error(err)
		}
	}
	if a.times() != 2 {
		t.Errorf("strangers had the issuer asked %d times", a.times()-2)
	}
	a.wait(time.Minute)
	if _, err := i.Verify(t.Context(), byOne); !errors.Is(err, issuer.ErrUnknown) {
		t.Errorf("a key that was taken back: %v", err)
	}
	// Where the issuer does not answer, its keys are good for a day.
	a.mu.Lock()
	a.broken = true
	a.mu.Unlock()
	a.wait(23 * time.Hour)
	if _, err := i.Verify(t.Context(), signed(t, jose.ES256, two, a.claims())); err != nil {
		t.Errorf("the issuer does not answer: %v", err)
	}
	a.wait(2 * time.Hour)
	if _, err := i.Verify(t.Context(), signed(t, jose.ES256, two, a.claims())); !errors.Is(err, issuer.ErrUnknown) {
		t.Errorf("the issuer has not answered for a day: %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	a := founded(t)
	a.publish(made(t, "one", "ES256"))
	for name, o := range map[string]issuer.Options{
		"in the clear":        {URL: "http://id.example.org", Audience: "hudna"},
		"no address":          {URL: "id.example.org", Audience: "hudna"},
		"for everybody":       {URL: a.URL},
		"a secret for all":    {URL: a.URL, Audience: "hudna", Algorithms: []string{"HS256"}},
		"no signature at all": {URL: a.URL, Audience: "hudna", Algorithms: []string{"none"}},
		"another issuer":      {URL: a.URL + "/other", Audience: "hudna"},
	} {
		if _, err := issuer.New(t.Context(), o); err == nil {
			t.Errorf("%s is believed", name)
		}
	}
}

// TestOnlyHTTPS: neither the address of the keys nor one that is handed on leads away
// from https, or this machine.
func TestOnlyHTTPS(t *testing.T) {
	var server *httptest.Server
	keys, on := "", ""
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": server.URL, "jwks_uri": keys})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{}) })
	mux.HandleFunc("/on", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, on, http.StatusFound) })
	server = httptest.NewServer(mux)
	t.Cleanup(server.Close)
	// What would be asked of another machine is answered by this one, so that it is seen.
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}}
	for name, c := range map[string]struct{ keys, on, want string }{
		"on this machine":          {server.URL + "/keys", "", ""},
		"handed on, on it":         {server.URL + "/on", server.URL + "/keys", ""},
		"keys for all to change":   {"http://id.example.org/keys", "", "is no https address"},
		"keys of a file":           {"file:///keys", "", "is no https address"},
		"no address of keys":       {"", "", "is no https address"},
		"handed on for all to see": {server.URL + "/on", "http://id.example.org/keys", "is no https address"},
		"handed on for ever":       {server.URL + "/on", server.URL + "/on", "redirects"},
	} {
		keys, on = c.keys, c.on
		_, err := issuer.New(t.Context(), issuer.Options{URL: server.URL, Audience: "hudna", Client: &http.Client{Transport: transport}})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
