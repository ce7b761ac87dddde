package web

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// hosts are the names that this server answers to. A page of another site can
// make its own name point at this machine (DNS rebinding) and is then, to a
// browser, of the same origin as this server; the Host header gives it away.
// Loopback names and addresses cannot be made to point elsewhere, and are
// always among them.
type hosts map[string]bool

// newHosts takes names, addresses, and either with a port, which must then be
// the port asked for.
func newHosts(names []string) (hosts, error) {
	h := make(hosts, len(names))
	for _, name := range names {
		host, port, err := splitHost(name)
		if err != nil {
			return nil, fmt.Errorf("host %q: %w", name, err)
		}
		h[joinHost(host, port)] = true
	}
	return h, nil
}

// allow reports whether the value of a Host header is among the hosts.
func (h hosts) allow(header string) bool {
	host, port, err := splitHost(header)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	if addr, err := netip.ParseAddr(host); err == nil && addr.Zone() == "" && addr.Unmap().IsLoopback() {
		return true
	}
	return h[host] || h[joinHost(host, port)]
}

// splitHost takes a host and an optional port apart and brings the host to one
// spelling.
func splitHost(text string) (host, port string, err error) {
	if i := strings.LastIndexByte(text, ':'); i >= 0 && !strings.HasSuffix(text, "]") && (strings.Count(text, ":") == 1 || text[0] == '[') {
		if host, port, err = net.SplitHostPort(text); err != nil {
			return "", "", errors.New("is not a host with a port")
		}
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return "", "", errors.New("has no port after its colon")
		}
	} else {
		host = strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if addr, err := netip.ParseAddr(host); err == nil {
		host = addr.String()
	}
	if host == "" || strings.ContainsAny(host, " /\\@?#[]") {
		return "", "", errors.New("is not a host")
	}
	return host, port, nil
}

func joinHost(host, port string) string {
	if port == "" {
		return host
	}
	return net.JoinHostPort(host, port)
}

// checkSource refuses a request to the endpoint that a page of another origin
// made: with any method, because an answer to a GET costs as much, and because
// Go's own check lets it pass. A browser names no origin where it loads a picture or a
// script, but it says of which site the page is that asks.
func checkSource(cross *http.CrossOriginProtection, r *http.Request) *failure {
	refuse := func() *failure {
		return fail(http.StatusForbidden, CodeForbidden, "a request from a page of another origin is refused")
	}
	if cross.Check(r) != nil {
		return refuse()
	}
	for _, site := range r.Header.Values("Sec-Fetch-Site") {
		if site != "same-origin" && site != "none" && !followed(r) {
			return refuse()
		}
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return nil
	}
	origin, err := url.Parse(origins[0])
	if len(origins) > 1 || err != nil || origin.Host == "" || !strings.EqualFold(origin.Host, r.Host) {
		return refuse()
	}
	return nil
}

// followed reports whether somebody followed a link to an export or a picture: no page
// learns what it leads to.
func followed(r *http.Request) bool {
	return r.Method == http.MethodGet && (strings.HasPrefix(r.URL.Path, "/export/") || strings.HasPrefix(r.URL.Path, "/plot/")) &&
		r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
}
