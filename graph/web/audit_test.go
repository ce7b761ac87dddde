package web_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheAuditsOfGraphQLOverHTTP runs those of the npm package graphql-http,
// which follow the specification of GraphQL over HTTP.
func TestTheAuditsOfGraphQLOverHTTP(t *testing.T) {
	dir := filepath.Join("..", "..", ".ci", "js")
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join(dir, "node_modules", "graphql-http"))
	}
	if err != nil {
		need(t, "the audits need node and, once, npm ci in .ci/js: %v", err)
	}
	s := httptest.NewServer(open(t))
	defer s.Close()
	run := exec.CommandContext(t.Context(), node, "audit.mjs", s.URL+"/graphql")
	run.Dir = dir
	out, err := run.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "\n61 of 61 audits ok\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

// need skips a test for want of a tool, except where all tools must be.
func need(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("HUDNA_CI") == "1" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}
