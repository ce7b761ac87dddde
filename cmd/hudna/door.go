package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hudna/graph"
	"hudna/graph/access"
	"hudna/graph/audit"
	"hudna/graph/gql"
	"hudna/graph/web"
	"hudna/graph/web/issuer"
)

// A door finds out who asks a server, and keeps account of what they do.
type door struct {
	flags  *accessFlags
	graph  graph.Graph // what the server asks: watched where there is an audit log
	plain  graph.Graph
	by     graph.Principal // who asks without a token
	open   bool            // somebody may
	bound  bool            // and is bounded
	keys   *access.Keyring
	issuer *issuer.Issuer // nil where none is believed
	log    *audit.Log     // nil where none is kept
	lost   *slog.Logger
}

// door opens what the flags of a server say.
func (c *serveCommand) door(ctx context.Context, p *program, dir string, g graph.Graph, by graph.Principal) (*door, error) {
	d := &door{
		flags: &c.accessFlags, graph: g, plain: g, by: by, lost: p.log,
		open: c.Anonymous != anonymousNone || c.As != "", bound: c.beyond || len(c.proxies) > 0 || p.said("rate"),
	}
	if d.by.Name == "" {
		d.by.Role = graph.RoleReader
	}
	var err error
	if d.keys, err = p.keyring(dir); err != nil {
		return nil, err
	}
	if c.OidcIssuer != "" {
		d.issuer, err = issuer.New(ctx, issuer.Options{URL: c.OidcIssuer, Audience: c.OidcAudience, Algorithms: c.OidcAlgorithms, Now: p.now})
		if err != nil {
			return nil, failed(codeFailed, "--oidc-issuer: %v", err)
		}
	}
	if file := c.auditFile(dir); file != "" {
		if d.log, err = audit.Open(audit.Options{Path: file, Now: p.now}); err != nil {
			return nil, failed(codeFailed, "--audit: %v", err)
		}
		d.graph = audit.Watch(g)
	}
	return d, nil
}

// Close closes the audit log.
func (d *door) Close() error {
	if d.log == nil {
		return nil
	}
	return d.log.Close()
}

// server is what answers those who are let in.
func (d *door) server(p *program, o web.Options) (*web.Server, error) {
	o.Admit, o.Hosts, o.Rate, o.Cost = d.admit, d.flags.Host, d.flags.allowances(o.Limits.Complexity), true
	if d.log != nil {
		o.Settle = d.settle
		o.Ready = func(context.Context) error { return d.log.Err() }
	}
	return p.writingServer(d.graph, graph.Principal{Clearance: graph.MarkingPublic}, o)
}

// revokedWithin is how long what lasts goes on at most after its token was revoked.
const revokedWithin = time.Second

// watch looks after the tokens while the server runs.
func (d *door) watch(ctx context.Context, log *slog.Logger) {
	said := ""
	d.keys.Watch(ctx, revokedWithin, func(err error) {
		if text := err.Error(); text != said { // once, and not every second
			said = text
			log.Error("the tokens cannot be read; none is good until they can", "cause", err)
		}
	})
}

// who says who may ask.
func (d *door) who() string {
	var ways []string
	switch {
	case d.by.Name != "":
		ways = append(ways, fmt.Sprintf("whoever connects from this machine is %s, a %s", d.by.Name, d.by.Role))
	case d.flags.Anonymous == anonymousRead:
		ways = append(ways, fmt.Sprintf("whoever connects from this machine reads what is %s", d.by.Clearance))
	case d.flags.Anonymous == anonymousAnywhere:
		ways = append(ways, "everybody who can reach it reads what is PUBLIC")
	}
	ways = append(ways, "tokens of `hudna token`")
	if d.issuer != nil {
		ways = append(ways, "tokens of "+d.flags.OidcIssuer)
	}
	return strings.Join(ways, "; ")
}

// admit finds out who sent a request.
func (d *door) admit(ctx context.Context, r *http.Request) (web.Admission, error) {
	from := d.address(r)
	caller, err := d.caller(ctx, r)
	a := web.Admission{Expires: caller.Expires, Gone: caller.Gone, Caller: caller.Key}
	key, operator := caller.Key, err == nil && caller.Key == "" && d.by.Name != ""
	if key == "" {
		if key = "address/" + from; d.bound {
			a.Caller = key
		}
	}
	a.Context = graph.WithPrincipal(ctx, caller.Principal)
	if operator {
		a.Context = gql.WithCounts(a.Context) // who said --as has the directory
	}
	if d.log != nil {
		a.Context = audit.WithAccount(a.Context, &audit.Account{Caller: key, By: caller.Principal})
	}
	return a, err
}

// caller is who a request says has sent it, if that can be believed. A token that is
// no good is no reason to take somebody for nobody.
func (d *door) caller(ctx context.Context, r *http.Request) (access.Caller, error) {
	given := r.Header.Values("Authorization")
	if len(given) == 0 {
		if d.open {
			return access.Caller{Principal: d.by}, nil
		}
		return access.Caller{}, web.ErrUnauthenticated
	}
	scheme, token, _ := strings.Cut(given[0], " ")
	token = strings.TrimSpace(token)
	if len(given) > 1 || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return access.Caller{}, web.ErrUnauthenticated
	}
	if d.issuer == nil || access.Ours(token) {
		c, err := d.keys.Verify(token)
		if errors.Is(err, access.ErrUnknown) {
			err = web.ErrUnauthenticated
		}
		return c, err
	}
	return d.issued(ctx, token)
}

// maxSubject bounds what names a caller of an issuer.
const maxSubject = 200

// issued is of whom a token of the issuer speaks.
func (d *door) issued(ctx context.Context, token string) (access.Caller, error) {
	claims, err := d.issuer.Verify(ctx, token)
	if err != nil {
		d.lost.Debug("a token of the issuer is not believed", "cause", err)
		return access.Caller{}, web.ErrUnauthenticated
	}
	// Nobody is named by another claim than their revisions were before: else who leaves
	// theirs out would be somebody else, and could publish what they wrote.
	name := access.Text(claims.All, d.flags.OidcName)
	c := access.Caller{Expires: claims.Expires, Key: "issuer/" + claims.Subject[:min(len(claims.Subject), maxSubject)]}
	role, clearance, ok := access.Granted(d.flags.rules, claims.All)
	c.Principal = graph.Principal{Name: name, Role: role, Clearance: clearance}
	switch {
	case !ok:
		err = web.ErrNobody
	case name == "":
		d.lost.Warn("a token of the issuer lacks the claim that names its holder", "claim", d.flags.OidcName, "caller", c.Key)
		err = web.ErrNameless
	case graph.ValidatePrincipal(c.Principal) != nil:
		err = web.ErrNobody
	}
	if err != nil {
		c.Principal = graph.Principal{Name: "", Role: graph.RoleReader, Clearance: graph.MarkingPublic}
	}
	return c, err
}

// address is where a request comes from: a network of the size that one subscriber
// has, where it is IPv6. Of what a proxy hands on, the last address that is none of
// the proxies.
func (d *door) address(r *http.Request) string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "unknown"
	}
	from := at.Addr().Unmap()
	if d.proxied(from) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for _, hop := range slices.Backward(hops) {
			addr, err := netip.ParseAddr(strings.TrimSpace(hop))
			if err != nil {
				break
			}
			if from = addr.Unmap().WithZone(""); !d.proxied(from) {
				break
			}
		}
	}
	const subscriber = 64
	if from.Is6() && !from.IsLoopback() {
		if network, err := from.WithZone("").Prefix(subscriber); err == nil {
			return network.String()
		}
	}
	return from.String()
}

func (d *door) proxied(addr netip.Addr) bool {
	return slices.ContainsFunc(d.flags.proxies, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// settleWithin is how long the account of a request may take.
const settleWithin = 5 * time.Second

// settle writes the account of a request down.
func (d *door) settle(ctx context.Context, o web.Outcome) {
	var denied []string
	for _, code := range []string{web.CodeUnauthenticated, web.CodeForbidden, web.CodeRateLimited} {
		if slices.Contains(o.Codes, code) {
			denied = append(denied, code)
		}
	}
	account := audit.AccountOf(ctx)
	if len(denied) == 0 && account.Empty() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	err := d.log.Settle(ctx, d.plain, account, audit.Request{Number: o.Request, Path: o.Path, Status: o.Status, Denied: denied})
	if err != nil {
		d.lost.Error("the audit log cannot be written", "request", o.Request, "cause", err)
	}
}
