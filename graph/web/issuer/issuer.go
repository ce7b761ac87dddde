// Package issuer believes what an issuer of identities (OpenID Connect) claims of
// somebody, if it is signed by one of the issuer's keys of the day, meant for this
// program and not over.
package issuer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// ErrUnknown means that a token is not to be believed. Why, only the cause says.
var ErrUnknown = errors.New("the token is not good")

// Algorithms are those by which a token may be signed: public keys alone, so that
// nobody who knows how to verify a token can make one.
func Algorithms() []string {
	return []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}
}

// Options says whom to believe, and how.
type Options struct {
	// URL is the issuer, as its tokens name it: https, or http on this machine.
	URL string
	// Audience is for whom a token has to be made: this program, as the issuer
	// knows it.
	Audience string
	// Algorithms are some of [Algorithms]; RS256 and ES256 unless given.
	Algorithms []string
	// Client asks the issuer; one that waits 10 s unless given.
	Client *http.Client
	Now    func() time.Time
}

// An Issuer verifies tokens. It is safe for use by several goroutines.
type Issuer struct {
	url      string
	verifier *oidc.IDTokenVerifier
	kept     *verified
	now      func() time.Time
}

// Claims is what a token says of somebody.
type Claims struct {
	Subject string
	Expires time.Time
	All     map[string]any
}

// The bounds of the way to the issuer.
const (
	patience = 10 * time.Second
	maxToken = 16 << 10 // bytes of a token
)

// New asks an issuer where its keys are.
func New(ctx context.Context, o Options) (*Issuer, error) {
	if at, err := url.Parse(o.URL); err != nil || !private(at) {
		return nil, fmt.Errorf("issuer %q: is no https address", o.URL)
	}
	if o.Audience == "" {
		return nil, errors.New("issuer: without an audience every token that it ever made would be good")
	}
	if len(o.Algorithms) == 0 {
		o.Algorithms = []string{oidc.RS256, oidc.ES256}
	}
	for _, a := range o.Algorithms {
		if !slices.Contains(Algorithms(), a) {
			return nil, fmt.Errorf("issuer: tokens that are signed by %q are not believed", a)
		}
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: patience}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	client := *o.Client
	client.Transport = bounded{client.Transport}
	client.CheckRedirect = redirected(client.CheckRedirect)
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, &client), o.URL)
	if err != nil {
		return nil, fmt.Errorf("issuer %s: %w", o.URL, err)
	}
	var said struct {
		Keys string `json:"jwks_uri"`
	}
	if err := provider.Claims(&said); err != nil {
		return nil, fmt.Errorf("issuer %s: %w", o.URL, err)
	}
	if at, err := url.Parse(said.Keys); err != nil || !private(at) {
		return nil, fmt.Errorf("issuer %s: its keys are at %q, which is no https address", o.URL, said.Keys)
	}
	keys := newKeys(said.Keys, &client, o.Algorithms, o.Now)
	if err := keys.fetch(ctx); err != nil {
		return nil, fmt.Errorf("issuer %s: %w", o.URL, err)
	}
	kept, err := newVerified()
	if err != nil {
		return nil, fmt.Errorf("issuer: %w", err)
	}
	verifier := oidc.NewVerifier(o.URL, keys, &oidc.Config{ClientID: o.Audience, SupportedSigningAlgs: o.Algorithms, Now: o.Now})
	return &Issuer{url: o.URL, verifier: verifier, kept: kept, now: o.Now}, nil
}

// private reports whether nobody on the way to an address can change what it answers: it
// is https, or http on this machine.
func private(at *url.URL) bool {
	return at.Host != "" && (at.Scheme == "https" || at.Scheme == "http" && slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, at.Hostname()))
}

// redirected has a client follow no redirect to an address that is not private, and
// otherwise do what it did, or follow ten.
func redirected(next func(*http.Request, []*http.Request) error) func(*http.Request, []*http.Request) error {
	return func(r *http.Request, via []*http.Request) error {
		const most = 10
		switch {
		case !private(r.URL):
			return fmt.Errorf("it redirects to %q, which is no https address", r.URL.Redacted())
		case next != nil:
			return next(r, via)
		case len(via) >= most:
			return fmt.Errorf("it redirects more than %d times", most)
		}
		return nil
	}
}

// Verify gives what a token says, or an error: [ErrUnknown] where the token is at
// fault. A token that was found good is good again until it is over, and for a
// minute at most, so that a key that the issuer takes back is not believed for long.
func (i *Issuer) Verify(ctx context.Context, token string) (Claims, error) {
	if len(token) > maxToken {
		return Claims{}, ErrUnknown
	}
	key := i.kept.key(token)
	if c, ok := i.kept.get(key, i.now()); ok {
		return c, nil
	}
	said, err := i.verifier.Verify(ctx, token)
	if err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	c := Claims{Subject: said.Subject, Expires: said.Expiry}
	if err := said.Claims(&c.All); err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	if c.Subject == "" {
		return Claims{}, fmt.Errorf("%w: it is about nobody", ErrUnknown)
	}
	i.kept.put(key, c, i.now())
	return c, nil
}
