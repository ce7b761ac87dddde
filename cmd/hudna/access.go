package main

import (
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/graph/access"
	"hudna/graph/web"
	"hudna/graph/web/issuer"
)

// accessFlags say who may ask a server.
type accessFlags struct {
	Anonymous string   `config:"" enum:"none,read,read-from-anywhere," default:"" placeholder:"WHAT" help:"What those may do who show no token: none (nothing), read (from this machine), or read-from-anywhere, which lets everybody read what is PUBLIC who can reach the address. Default: none, and with --demo read."`
	Host      []string `config:"" placeholder:"NAME" help:"A name or address, with or without a port, by which others reach the server; those of this machine need not be said."`
	Proxy     []string `config:"" placeholder:"NETWORK" help:"A network, such as 10.0.0.0/8, or an address from which a proxy hands on requests: the X-Forwarded-For of these is believed."`
	Rate      int      `config:"" default:"100000" placeholder:"OBJECTS" help:"How many objects a second each caller may ask for, and ten times as many at once; 0 bounds nobody. Those without a token on this machine are bounded only if it is said. Default: ${default}."`
	Audit     string   `config:"" placeholder:"FILE" help:"Where it is written who read what is hidden from others, who changed something and who was refused, or none. Default: audit.ndjson in the directory."`

	OidcIssuer     string   `config:"" placeholder:"URL" help:"An issuer of identities (OpenID Connect) whose tokens are believed."`
	OidcAudience   string   `config:"" placeholder:"NAME" help:"For whom its tokens have to be made: this server, as the issuer knows it."`
	OidcAlgorithms []string `config:"" placeholder:"ALG" help:"How they may be signed, by public keys. Default: RS256,ES256."`
	OidcGrant      []string `config:"" sep:"none" placeholder:"RULE" help:"What somebody may do of whom it claims something: CLAIM=VALUE:ROLE:CLEARANCE, such as groups=coders:coder:RESTRICTED. Without a rule that holds, nothing."`
	OidcName       string   `config:"" default:"sub" placeholder:"CLAIM" help:"The claim that names the author of what is changed. Default: ${default}."`

	// What is settled of them when the command begins.
	rules   []access.Rule
	proxies []netip.Prefix
	beyond  bool // others than those on this machine can connect
}

// What those may do who show no token.
const (
	anonymousNone     = "none"
	anonymousRead     = "read"
	anonymousAnywhere = "read-from-anywhere"
)

// maxRate bounds --rate, so that ten times as much can be counted.
const maxRate = 100_000_000

// isLoopback reports whether a host is this machine, whoever else there is.
func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Zone() == "" && addr.Unmap().IsLoopback()
}

// namesLoopback is isLoopback of what may have a port.
func namesLoopback(name string) bool {
	host, _, err := net.SplitHostPort(name)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	}
	return isLoopback(strings.ToLower(host))
}

// loopback refuses an address that others could reach, for what is never served to them.
func loopback(flag, address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return failed(codeUsage, "%s %s: is no address with a port, such as 127.0.0.1:8080", flag, address)
	}
	if !isLoopback(host) {
		return failed(codeUsage, "%s %s: only a loopback address such as 127.0.0.1:8080 is served", flag, address)
	}
	return nil
}

// consider refuses what would let in more than the operator may have meant, and
// what would let in nobody.
func (f *accessFlags) consider(c *serveCommand, p *program) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return failed(codeUsage, "--listen %s: is no address with a port, such as 127.0.0.1:8080", c.Listen)
	}
	if f.Anonymous == "" {
		f.Anonymous = anonymousNone
		if c.Demo {
			f.Anonymous = anonymousRead
		}
	}
	if f.Rate < 0 || f.Rate > maxRate {
		return failed(codeUsage, "--rate %d: is not between 0 and %d", f.Rate, maxRate)
	}
	if err := f.parse(); err != nil {
		return err
	}
	f.beyond = !isLoopback(host)
	if err := f.outside(c, host, port); err != nil {
		return err
	}
	if f.Anonymous != anonymousNone || c.As != "" || f.OidcIssuer != "" {
		return nil
	}
	keys, err := p.keyring(c.dir())
	if err != nil {
		return err
	}
	all, err := keys.List()
	if err != nil {
		return err
	}
	now := p.now()
	if !slices.ContainsFunc(all, func(t access.Token) bool { return t.Good(now) }) {
		return failed(codeUsage, "nobody could ask: give out a token (`hudna token create`), or let those read who connect from this machine (--anonymous read)")
	}
	return nil
}

// parse reads the rules and the networks.
func (f *accessFlags) parse() error {
	for _, text := range f.OidcGrant {
		rule, err := access.ParseRule(text)
		if err != nil {
			return failed(codeUsage, "--oidc-grant: %v", err)
		}
		f.rules = append(f.rules, rule)
	}
	if (f.OidcIssuer == "") != (f.OidcAudience == "") || f.OidcIssuer == "" && len(f.rules) > 0 || f.OidcIssuer != "" && len(f.rules) == 0 {
		return failed(codeUsage, "--oidc-issuer, --oidc-audience and --oidc-grant go together: whom to believe, of tokens for whom, and what somebody may do")
	}
	for _, a := range f.OidcAlgorithms {
		if !slices.Contains(issuer.Algorithms(), a) {
			return failed(codeUsage, "--oidc-algorithms: %q is not among %v", a, issuer.Algorithms())
		}
	}
	for _, text := range f.Proxy {
		network, err := netip.ParsePrefix(text)
		if addr, e := netip.ParseAddr(text); e == nil {
			network, err = netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()), nil
		}
		if err != nil {
			return failed(codeUsage, "--proxy %s: is neither a network such as 10.0.0.0/8 nor an address", text)
		}
		f.proxies = append(f.proxies, network.Masked())
	}
	return nil
}

// wayIn is the flag that says how others than those on this machine can connect, empty
// where none does: who comes through a proxy, or a tunnel that has a name of its own,
// seems to be on this machine.
func (f *accessFlags) wayIn(listen string) string {
	if f.beyond {
		return "--listen " + listen
	}
	if len(f.Proxy) > 0 {
		return "--proxy " + f.Proxy[0]
	}
	for _, name := range f.Host {
		if !namesLoopback(name) {
			return "--host " + name
		}
	}
	return ""
}

// outside refuses what is for this machine alone where others can connect.
func (f *accessFlags) outside(c *serveCommand, host, port string) error {
	if f.Anonymous == anonymousAnywhere && c.marking() != graph.MarkingPublic {
		return failed(codeUsage, "--anonymous %s shows what is PUBLIC, and no more: --clearance %s needs tokens", anonymousAnywhere, c.Clearance)
	}
	way := f.wayIn(c.Listen)
	switch {
	case way == "":
		return nil
	case c.As != "":
		return failed(codeUsage, "%s: others can connect there, and --as would let all of them change the graph in one name: give out tokens instead", way)
	case f.Anonymous == anonymousRead:
		return failed(codeUsage, "%s: others can connect there, and would read without a token: say so with --anonymous %s, or give out tokens", way, anonymousAnywhere)
	case !f.beyond:
		return nil
	}
	if addr, err := netip.ParseAddr(host); err == nil && !addr.IsUnspecified() && port != "0" {
		f.Host = append(f.Host, c.Listen)
	}
	if len(f.Host) == 0 {
		return failed(codeUsage, "--listen %s: say with --host by which name or address others reach it", c.Listen)
	}
	return nil
}

// allowances is how much each caller may ask, where an operation may cost so much.
func (f *accessFlags) allowances(operation int) web.Rate {
	if f.Rate == 0 {
		return web.Rate{}
	}
	const atOnce, atLeast = 10, 100_000
	return web.Rate{PerSecond: f.Rate, Most: max(atOnce*f.Rate, atLeast, operation)}
}

// auditFile is where the audit log is, empty where there is none.
func (f *accessFlags) auditFile(dir string) string {
	switch f.Audit {
	case "":
		return filepath.Join(dir, "audit.ndjson")
	case "none":
		return ""
	}
	return f.Audit
}
