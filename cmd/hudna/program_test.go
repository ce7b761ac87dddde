package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
	"hudna/storage/badgerkv"
	"hudna/storage/memkv"
)

// says runs a command line in this process.
func says(t *testing.T, p *program, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p.stdout, p.stderr = &out, &errs
	code = run(args, p)
	return code, out.String(), errs.String()
}

// place writes a file with one made-up record.
func place(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "place.ndjson")
	if err := os.WriteFile(path, []byte(`{"type":"Location","id":"location/`+name+`"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWhatCannotBeOpened hands in engines that refuse.
func TestWhatCannotBeOpened(t *testing.T) {
	cases := map[string]struct {
		err  error
		code int
		says string // DIR stands for the directory
	}{
		"read-only":   {fmt.Errorf("badgerkv: DIR cannot be written to: %w", storage.ErrReadOnly), codeNotOpened, "DIR cannot be written to; export, query and check need only read it"},
		"locked":      {fmt.Errorf("badgerkv: %w", storage.ErrLocked), codeNotOpened, "DIR is in use by another process, perhaps `hudna serve`: stop that first, or ask it over HTTP, with --server http://127.0.0.1:8080 where a command has that"},
		"full":        {fmt.Errorf("badgerkv: DIR has 3 MiB free and needs 256: free some: %w", storage.ErrFull), codeFull, "the storage of DIR is full: badgerkv: DIR has 3 MiB free and needs 256: free some: storage full"},
		"damaged":     {errors.Join(fmt.Errorf("one: %w", storage.ErrCorrupt), fmt.Errorf("two: %w", storage.ErrCorrupt)), codeDamage, "DIR is damaged, and was not opened: one: corrupt; two: corrupt"},
		"unclean":     {fmt.Errorf("badgerkv: %w", storage.ErrUnclean), codeNotOpened, "DIR was not closed cleanly, and has to be opened once where it can be written to"},
		"newer":       {&ledger.FormatError{Found: 7, Supported: 1}, codeNotOpened, "DIR was written by a newer hudna: it has format 7, and this program knows formats up to 1; use that newer program"},
		"older":       {&ledger.FormatError{Found: 1, Supported: 7}, codeNotOpened, "DIR was written by an older hudna: it has format 1, and this program works on format 7; `hudna upgrade` makes it anew"},
		"missing":     {fmt.Errorf("badgerkv: %w", fs.ErrNotExist), codeNotOpened, "there is no graph in DIR: `hudna import` or `hudna serve` makes one"},
		"who knows":   {errors.New("the disk is gone"), codeNotOpened, "DIR cannot be opened: the disk is gone"},
		"interrupted": {context.Canceled, codeNotOpened, "DIR cannot be opened: context canceled"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p, dir := tested(t), t.TempDir()
			p.engine = func(context.Context, string, engineOptions) (storage.Store, error) { return nil, c.err }
			code, stdout, stderr := says(t, p, "import", "--data", dir, place(t, "karvela"))
			want := "hudna: " + strings.ReplaceAll(c.says, "DIR", dir) + "\n"
			if code != c.code || strings.ReplaceAll(stderr, "DIR", dir) != want || stdout != "" {
				t.Errorf("exit code %d, %q, %q; want %d, %q", code, stdout, stderr, c.code, want)
			}
		})
	}
}

// filling is a store that is full after some updates.
type filling struct {
	storage.Store
	left int
}

func (f *filling) Update(ctx context.Context, fn func(storage.WriteTx) error) error {
	if f.left == 0 {
		return fmt.Errorf("made-up engine: %w", storage.ErrFull)
	}
	f.left--
	return f.Store.Update(ctx, fn)
}

// inMemoryEngine keeps every directory in one store.
func inMemoryEngine(wrap func(storage.Store) storage.Store) engine {
	disk := memkv.New()
	return func(ctx context.Context, _ string, _ engineOptions) (storage.Store, error) {
		s, err := disk.Open(ctx)
		if err != nil {
			return nil, err
		}
		return wrap(s), nil
	}
}

func TestStorageThatFillsUpInTheMiddleOfAnImport(t *testing.T) {
	p := tested(t)
	// One update opens the graph, one makes the first commit.
	p.engine = inMemoryEngine(func(s storage.Store) storage.Store { return &filling{Store: s, left: 2} })
	path := filepath.Join(t.TempDir(), "two.ndjson")
	lines := `{"type":"Commit","message":"one"}
{"type":"Location","id":"location/karvela"}
{"type":"Commit","message":"two"}
{"type":"Location","id":"location/school"}
`
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := says(t, p, "import", "--data", t.TempDir(), path)
	if code != codeFull || !strings.Contains(stderr, "storage full") || !strings.HasSuffix(stdout, "\nrevision 1\n") {
		t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
	}
}

// TestAFullDiskIsMetByTheEngine demands more room than any disk has.
func TestAFullDiskIsMetByTheEngine(t *testing.T) {
	p, dir := tested(t), t.TempDir()
	p.engine = func(ctx context.Context, dir string, o engineOptions) (storage.Store, error) {
		return badgerkv.Open(ctx, dir, badgerkv.Options{ReadOnly: o.readOnly, Logger: o.log, Floor: 1 << 60})
	}
	code, _, stderr := says(t, p, "import", "--data", dir, place(t, "karvela"))
	if want := "hudna: the storage of " + dir + " is full: "; code != codeFull || !strings.HasPrefix(stderr, want) {
		t.Errorf("exit code %d, %q, want %s…", code, stderr, want)
	}
	// Reading goes on.
	p.engine = openEngine
	if code, _, stderr := says(t, p, "import", "--data", dir, place(t, "karvela")); code != codeOK {
		t.Fatalf("exit code %d, %q", code, stderr)
	}
	p.engine = func(ctx context.Context, dir string, o engineOptions) (storage.Store, error) {
		return badgerkv.Open(ctx, dir, badgerkv.Options{ReadOnly: o.readOnly, Logger: o.log, Floor: 1 << 60})
	}
	if code, stdout, stderr := says(t, p, "export", "--data", dir); code != codeOK || !strings.Contains(stdout, "karvela") {
		t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
	}
}

// TestTheOneWhoVerifiesMayDie puts other programs in the place of the child that
// verifies tables.
func TestTheOneWhoVerifiesMayDie(t *testing.T) {
	cases := map[string]struct {
		script string
		code   int
		says   string
	}{
		"it finds nothing":        {"exit 0", codeOK, ""},
		"it finds damage":         {"echo 'hudna: table 7 is damaged' >&2; exit 4", codeDamage, "DIR is damaged, and was not opened: table 7 is damaged"},
		"it cannot look":          {"exit 3", codeOK, ""},
		"it panics":               {"exit 2", codeDamage, "DIR is damaged, and was not opened: reading its tables ended the process that read them (exit status 2)"},
		"the disk takes it along": {"kill -BUS $$", codeDamage, "DIR is damaged, and was not opened: reading its tables ended the process that read them (signal: bus error"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p, dir := tested(t), t.TempDir()
			if code, _, stderr := says(t, p, "import", "--data", dir, place(t, "karvela")); code != codeOK {
				t.Fatal(stderr)
			}
			child := filepath.Join(t.TempDir(), "child")
			if err := os.WriteFile(child, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil { //nolint:gosec // it is run
				t.Fatal(err)
			}
			p.executable = func() (string, error) { return child, nil }
			code, _, stderr := says(t, p, "check", "--files", "--data", dir)
			want := ""
			if c.says != "" {
				want = "hudna: " + strings.ReplaceAll(c.says, "DIR", dir)
			}
			if code != c.code || !strings.HasPrefix(stderr, want) || want == "" && stderr != "" {
				t.Errorf("exit code %d, %q; want %d, %q", code, stderr, c.code, want)
			}
		})
	}
}

// TestExitCodes maps what the graph says to what the shell is told.
func TestExitCodes(t *testing.T) {
	cases := map[string]struct {
		err  error
		code int
	}{
		"damage in the graph":  {&graph.CorruptError{What: "head"}, codeDamage},
		"damage in the engine": {fmt.Errorf("read: %w", storage.ErrCorrupt), codeDamage},
		"a full graph":         {fmt.Errorf("commit: %w", graph.ErrFull), codeFull},
		"a full engine":        {storage.ErrFull, codeFull},
		"an invalid request":   {&graph.FieldError{Reason: "is missing"}, codeRefused},
		"a conflict":           {&graph.RecordConflict{}, codeRefused},
		"what is forbidden":    {graph.ErrForbidden, codeRefused},
		"too much":             {graph.ErrTooLarge, codeRefused},
		"an unknown outcome":   {graph.ErrUnknown, codeFailed},
		"anything else":        {errors.New("the disk is gone"), codeFailed},
		"what was said before": {fmt.Errorf("export: %w", failure{code: codeDamage}), codeDamage},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := failureOf(c.err); got.code != c.code {
				t.Errorf("exit code %d, want %d", got.code, c.code)
			}
		})
	}
	for _, code := range []int{codeOK, codeRefused, codeUsage, codeNotOpened, codeDamage, codeFull, codeFailed, codeInterrupted} {
		if !strings.Contains(exitCodes(), fmt.Sprintf("%3d  ", code)) {
			t.Errorf("the help does not explain the exit code %d", code)
		}
	}
}

// TestProgressIsALineNowAndThen, where nobody looks at a terminal.
func TestProgressIsALineNowAndThen(t *testing.T) {
	var out bytes.Buffer
	at := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	p := &program{stderr: &out, now: func() time.Time { return at }}
	s := p.progress("import", 200)
	s.bytes(50, "5 lines read")
	at = at.Add(every - 1)
	s.bytes(80, "8 lines read")
	at = at.Add(1)
	s.bytes(100, "10 lines read")
	s.bytes(120, "12 lines read")
	at = at.Add(every)
	s.line("soon done")
	s.done()
	if want := "import: 10 lines read, 50 % of 200 bytes\nimport: soon done\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
