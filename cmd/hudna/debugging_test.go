package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// Profiles are served at a loopback address until they are stopped, and at no other.
func TestProfilesHaveAPortOfTheirOwn(t *testing.T) {
	var config net.ListenConfig
	free, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if _, err := serveDebugging(t.Context(), address); err == nil || !strings.Contains(err.Error(), "--debug-listen "+address) {
		t.Errorf("a port in use: %v", err)
	}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{"0.0.0.0:0", "192.0.2.1:80", "nowhere"} {
		if _, err := serveDebugging(t.Context(), other); err == nil || !strings.Contains(err.Error(), "--debug-listen "+other) {
			t.Errorf("%s: %v", other, err)
		}
	}
	stop, err := serveDebugging(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	get := func() (string, error) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/debug/pprof/cmdline", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return "", err
		}
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		return string(body), err
	}
	if body, err := get(); err != nil || !strings.Contains(body, "-test.") {
		t.Errorf("%q, %v", body, err)
	}
	if err := stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	if _, err := get(); err == nil {
		t.Error("they are served after they were stopped")
	}
}
