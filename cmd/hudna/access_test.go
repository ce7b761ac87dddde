package main

import (
	"strings"
	"testing"
)

// TestBeyondThisMachine: who listens on this machine and says that others come through a
// proxy, or by a name of their own, lets them in no further than who listens beyond it.
func TestBeyondThisMachine(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*serveCommand)
		want string // the beginning of why it is refused; empty where it is not
	}{
		"somebody, on this machine":          {func(c *serveCommand) { c.As = "A. Coder" }, ""},
		"somebody, by a name of it":          {func(c *serveCommand) { c.As, c.Host = "A. Coder", []string{"localhost:8080", "127.0.0.1", "[::1]:80"} }, ""},
		"somebody, through a proxy":          {func(c *serveCommand) { c.As, c.Proxy = "A. Coder", []string{"127.0.0.1"} }, "--proxy 127.0.0.1: others can connect there, and --as would let"},
		"somebody, by another name":          {func(c *serveCommand) { c.As, c.Host = "A. Coder", []string{"localhost", "hudna.example.org"} }, "--host hudna.example.org: others can connect there, and --as would let"},
		"somebody, at another address":       {func(c *serveCommand) { c.As, c.Host = "A. Coder", []string{"192.0.2.7:80"} }, "--host 192.0.2.7:80: others can connect there, and --as would let"},
		"somebody who reads, by a proxy":     {func(c *serveCommand) { c.As, c.Role, c.Proxy = "A. Reader", "reader", []string{"::1"} }, "--proxy ::1: others"},
		"everybody, on this machine":         {func(c *serveCommand) { c.Anonymous = anonymousRead }, ""},
		"everybody, through a proxy":         {func(c *serveCommand) { c.Anonymous, c.Proxy = anonymousRead, []string{"127.0.0.1"} }, "--proxy 127.0.0.1: others can connect there, and would read without a token"},
		"everybody, by another name":         {func(c *serveCommand) { c.Anonymous, c.Host = anonymousRead, []string{"hudna.example.org"} }, "--host hudna.example.org: others can connect there, and would read without a token"},
		"the demonstration, by a proxy":      {func(c *serveCommand) { c.Demo, c.Proxy = true, []string{"127.0.0.1"} }, "--proxy 127.0.0.1: others can connect there, and would read"},
		"everybody by proxy, and it is said": {func(c *serveCommand) { c.Anonymous, c.Proxy = anonymousAnywhere, []string{"127.0.0.1"} }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			command := &serveCommand{Listen: "127.0.0.1:8080"}
			command.Clearance = "PUBLIC"
			c.edit(command)
			got := ""
			if err := command.consider(command, tested(t)); err != nil {
				got = failureOf(err).say
			}
			if (c.want == "") != (got == "") || !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestARateIsSaid also where the environment says it, or the configuration file.
func TestARateIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		given  map[string]bool
		values map[string]string
		want   bool
	}{
		"nowhere":                 {nil, nil, false},
		"on the command line":     {map[string]bool{"rate": true}, nil, true},
		"in the environment":      {nil, map[string]string{"HUDNA_RATE": "500"}, true},
		"something else is there": {nil, map[string]string{"HUDNA_AUDIT": "none"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := tested(t)
			p.given, p.getenv = c.given, func(name string) string { return c.values[name] }
			var err error
			if p.config, err = p.configure("", map[string]setting{"rate": {name: "rate", env: "HUDNA_RATE"}, "audit": {name: "audit", env: "HUDNA_AUDIT"}}); err != nil {
				t.Fatal(err)
			}
			g := opened(t, t.TempDir(), openFlags{})
			command := &serveCommand{}
			command.Audit = "none"
			d, err := command.door(t.Context(), p, t.TempDir(), g, operator("A. Coder"))
			if err != nil {
				t.Fatal(err)
			}
			if d.bound != c.want {
				t.Errorf("whoever is on this machine is bounded: %t", d.bound)
			}
		})
	}
}
