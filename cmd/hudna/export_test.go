package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func fresh(w io.Writer) error {
	_, err := io.WriteString(w, "new")
	return err
}

// wantText wants a file to be there, in itself and not by a link.
func wantText(t *testing.T, path, want string) {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Error(err)
		return
	}
	text, err := os.ReadFile(path)
	if err != nil || string(text) != want || !info.Mode().IsRegular() {
		t.Errorf("%s is %v and holds %q, %v, want %q", path, info.Mode(), text, err, want)
	}
}

// wantFiles wants as many files in a directory.
func wantFiles(t *testing.T, dir string, want int) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) != want {
		t.Errorf("%v, %v, want %d files", left, err, want)
	}
}

func TestReplace(t *testing.T) {
	gone := errors.New("the disk is gone")
	cases := map[string]struct {
		write func(io.Writer) error
		want  string
		is    error
	}{
		"all is written":    {fresh, "new", nil},
		"half of it is not": {func(w io.Writer) error { return errors.Join(fresh(w), gone) }, "old", gone},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "file")
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := replace(path, c.write); !errors.Is(err, c.is) {
				t.Errorf("error %v, want %v", err, c.is)
			}
			wantText(t, path, c.want)
			wantFiles(t, dir, 1)
		})
	}
}

// TestReplaceFollowsLinks to a file that is there, and to one that is not yet,
// one link after another, and through a directory that is a link.
func TestReplaceFollowsLinks(t *testing.T) {
	for name, there := range map[string]bool{"a file": true, "nothing yet": false} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			links, files := filepath.Join(dir, "links"), filepath.Join(dir, "far", "files")
			file, link := filepath.Join(files, "file"), filepath.Join(dir, "short", "second")
			err := errors.Join(
				os.Mkdir(links, 0o700), os.MkdirAll(files, 0o700), os.Symlink(files, filepath.Join(dir, "short")),
				os.Symlink("../files/file", filepath.Join(files, "second")), os.Symlink(link, filepath.Join(links, "first")),
			)
			if there {
				err = errors.Join(err, os.WriteFile(file, []byte("old"), 0o600))
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := replace(filepath.Join(links, "first"), fresh); err != nil {
				t.Fatal(err)
			}
			wantText(t, file, "new")
			wantFiles(t, links, 1)
			wantFiles(t, files, 2)
			for _, path := range []string{filepath.Join(links, "first"), filepath.Join(files, "second")} {
				if info, err := os.Lstat(path); err != nil || info.Mode().Type() != os.ModeSymlink {
					t.Errorf("%s is no link any more: %v", path, err)
				}
			}
		})
	}
}

func TestReplaceFollowsNoCircle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "circle")
	if err := os.Symlink("circle", path); err != nil {
		t.Fatal(err)
	}
	if err := replace(path, fresh); err == nil {
		t.Error("it was written")
	}
	// As long as this a chain may be, and no longer.
	dir := t.TempDir()
	name := func(i int) string { return filepath.Join(dir, string(rune('A'+i))) }
	for i := range maxLinks {
		if err := os.Symlink(name(i+1), name(i)); err != nil {
			t.Fatal(err)
		}
	}
	if to, err := followed(name(1)); err != nil || to != name(maxLinks) {
		t.Errorf("%s, %v", to, err)
	}
	if to, err := followed(name(0)); err == nil {
		t.Errorf("%s after %d links", to, maxLinks)
	}
}

// TestReplaceWritesToAPipe, also by a link, and leaves it where it is.
func TestReplaceWritesToAPipe(t *testing.T) {
	dir := t.TempDir()
	pipe, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "link")
	if err := errors.Join(unix.Mkfifo(pipe, 0o600), os.Symlink("pipe", link)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, link} {
		// A reader and a writer at once, so that nobody has to wait for the other.
		end, err := os.OpenFile(pipe, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := replace(path, fresh); err != nil {
			t.Fatal(err)
		}
		wantFiles(t, dir, 2)
		for path, kind := range map[string]os.FileMode{pipe: os.ModeNamedPipe, link: os.ModeSymlink} {
			if info, err := os.Lstat(path); err != nil || info.Mode().Type() != kind {
				t.Fatalf("%s is not what it was: %v", path, err)
			}
		}
		got := make([]byte, 3)
		if _, err := io.ReadFull(end, got); err != nil || string(got) != "new" {
			t.Errorf("the pipe gives %q, %v", got, err)
		}
		if err := end.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestAnExportIsOnTheDiskBeforeItIsInPlace reads the trace of an export: the file
// that was written is synced, whole, before it gets its name.
func TestAnExportIsOnTheDiskBeforeItIsInPlace(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		unavailable(t, "strace is not installed")
	}
	dir, p := t.TempDir(), tested(t)
	data, file, trace := filepath.Join(dir, "data"), filepath.Join(dir, "all.ndjson"), filepath.Join(dir, "trace")
	if code, _, stderr := says(t, p, "import", "--data", data, place(t, "karvela")); code != codeOK {
		t.Fatal(stderr)
	}
	cmd := exec.CommandContext(t.Context(), strace, "-f", "-y", "-o", trace, "-e", "trace=fsync,fdatasync,write,rename,renameat,renameat2",
		"hudna", "export", "--data", data, "-o", file)
	if out, err := cmd.CombinedOutput(); err != nil {
		if strings.Contains(string(out), "ptrace") {
			unavailable(t, "this machine does not let processes be traced: %s", out)
		}
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	// Which of the three comes when, of the calls on that file.
	calls := regexp.MustCompile(`(?:(write|fsync)\(\d+<[^>]*/all\.ndjson\.\d+>|(rename)(?:at2?)?\([^)]*/all\.ndjson\.\d+")`).FindAllStringSubmatch(string(text), -1)
	var order []string
	for _, c := range calls {
		if name := c[1] + c[2]; len(order) == 0 || order[len(order)-1] != name {
			order = append(order, name)
		}
	}
	if got := strings.Join(order, " "); got != "write fsync rename" {
		t.Errorf("the calls are %q in\n%s", got, text)
	}
}
