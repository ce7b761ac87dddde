package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A change may make a test hang: then go test ends it, and that counts as seen.
const testTimeout = 2 * time.Minute

// A module is a Go module on disk and what is known of its tests.
type module struct {
	dir   string
	sound map[string]error // by package and pattern: how the tests do while nothing is changed
}

// lists reads the lists of the packages, or of all packages that have code of their own. One that has none is empty.
func (m *module) lists(ctx context.Context, pkgs []string) ([]list, error) {
	known, err := m.packages(ctx)
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(m.dir, ".ci", "teeth")
	written, err := filesBelow(folder)
	if err != nil {
		return nil, err
	}
	for _, name := range written {
		if pkg := strings.TrimSuffix(name, ".txt"); !slices.Contains(known, pkg) {
			return nil, fmt.Errorf(".ci/teeth/%s: there is no package %s", name, pkg)
		}
	}
	if len(pkgs) == 0 {
		pkgs = known
	}
	var all []list
	for _, pkg := range pkgs {
		if !slices.Contains(known, pkg) {
			return nil, fmt.Errorf("there is no package %s", pkg)
		}
		text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(pkg)+".txt"))
		if errors.Is(err, fs.ErrNotExist) {
			all = append(all, list{pkg: pkg})
			continue
		}
		if err != nil {
			return nil, err
		}
		l, err := parse(pkg, text)
		if err != nil {
			return nil, fmt.Errorf(".ci/teeth/%s.txt: %w", pkg, err)
		}
		all = append(all, l)
	}
	return all, nil
}

// filesBelow names the files below a folder, which need not exist.
func filesBelow(folder string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == folder {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(folder, name)
		names = append(names, filepath.ToSlash(rel))
		return err
	})
	return names, err
}

// packages are the folders of the packages that have Go code which nobody generated.
func (m *module) packages(ctx context.Context) ([]string, error) {
	out, err := m.command(ctx, "list", "-json=Dir,ImportPath,GoFiles,Module", "./...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, stderrOf(err))
	}
	var folders []string
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p struct {
			Dir, ImportPath string
			GoFiles         []string
			Module          struct{ Path string }
		}
		if err := dec.Decode(&p); err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		own := slices.ContainsFunc(p.GoFiles, func(name string) bool {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
			return err != nil || !ast.IsGenerated(f)
		})
		if own && p.ImportPath != p.Module.Path {
			folders = append(folders, strings.TrimPrefix(p.ImportPath, p.Module.Path+"/"))
		}
	}
	return folders, nil
}

// try makes the change of e, runs its test and says how it was seen. The error says why the test shows nothing: the
// change does not fit or does not compile, the test fails without it too, or passes with it.
func (m *module) try(ctx context.Context, e entry) (string, error) {
	if err := m.check(ctx, e.testPkg, e.pattern); err != nil {
		return "", err
	}

	original, err := filepath.Abs(filepath.Join(m.dir, filepath.FromSlash(e.file)))
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(original)
	if err != nil {
		return "", err
	}
	changed, err := e.apply(text)
	if err != nil {
		return "", err
	}

	scratch, err := os.MkdirTemp("", "hudna-teeth")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	replacement := filepath.Join(scratch, filepath.Base(e.file))
	if err := os.WriteFile(replacement, changed, 0o600); err != nil {
		return "", err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {original: replacement}})
	if err != nil {
		return "", err
	}
	overlayFile := filepath.Join(scratch, "overlay.json")
	if err := os.WriteFile(overlayFile, overlay, 0o600); err != nil {
		return "", err
	}

	r, err := m.test(ctx, e.testPkg, e.pattern, overlayFile)
	switch {
	case err != nil:
		return "", err
	case r.unbuilt:
		return "", fmt.Errorf("does not compile: %s", strings.ReplaceAll(r.output, replacement, e.file))
	case !r.failed:
		return "", fmt.Errorf("%s %s passes without it", e.testPkg, e.pattern)
	}
	return r.verdict(), nil
}

// check sees to it that the tests run and pass while nothing is changed, once for all entries that name them.
func (m *module) check(ctx context.Context, pkg, pattern string) error {
	key := pkg + " " + pattern
	if err, known := m.sound[key]; known {
		return err
	}
	if m.sound == nil {
		m.sound = map[string]error{}
	}
	r, err := m.test(ctx, pkg, pattern, "")
	switch {
	case err != nil:
	case r.unbuilt:
		err = fmt.Errorf("%s does not compile as it stands: %s", pkg, r.output)
	case r.failed:
		err = fmt.Errorf("%s fails as it stands: %s", key, r.verdict())
	case r.passed == 0:
		err = fmt.Errorf("%s runs no test", key)
	}
	m.sound[key] = err
	return err
}

// test runs tests of a package, with the overlay if one is named. Commands that the tests start see it too.
func (m *module) test(ctx context.Context, pkg, pattern, overlay string) (result, error) {
	args := []string{"test", "-json", "-vet=off", "-timeout", testTimeout.String(), "-run", pattern}
	if overlay != "" {
		args = append(args, "-count=1")
	}
	cmd := m.command(ctx, append(args, "./"+pkg)...)
	if overlay != "" {
		cmd.Env = append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -overlay="+overlay)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return result{}, fmt.Errorf("go test: %w", err)
	}
	r, parseErr := readResult(out)
	if parseErr != nil || (err != nil && !r.failed) {
		return result{}, fmt.Errorf("go test: %w: %s", errors.Join(err, parseErr), stderr.Bytes())
	}
	return r, nil
}

// command is a go command in the module. Interrupted, it is asked to end what it started before it is killed.
func (m *module) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = m.dir
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

func stderrOf(err error) string {
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return string(exit.Stderr)
	}
	return ""
}
