package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"hudna/schema"
)

// asksByGenqlient generates a Go client for the questions of .ci/genqlient, builds it and
// has it ask a server.
func asksByGenqlient(t *testing.T, url string) {
	t.Helper()
	generator, err := filepath.Abs(filepath.Join("..", "..", ".ci", "bin", "genqlient"))
	if err == nil {
		_, err = os.Stat(generator)
	}
	if err != nil {
		needed(t, "genqlient is built by `make tools`: %v", err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", ".ci", "genqlient"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "schema.graphql"), []byte(schema.SDL()), 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(program string, args ...string) string {
		command := exec.CommandContext(t.Context(), program, args...) //nolint:gosec // the generator, and what it makes of our questions
		command.Dir = dir
		command.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", program, args, err, out)
		}
		return string(out)
	}
	run(generator)
	run("go", "build", "-o", "asks", ".")
	contains(t, run(filepath.Join(dir, "asks"), url), "ok genqlient: ")
}
