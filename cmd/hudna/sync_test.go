package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEachAcknowledgementComesAfterASync runs commits, one after the other,
// under strace, and reads the trace: between one acknowledgement and the next,
// the log of the engine was synced, and the sync had ended. Badger syncs its
// logs, which are mapped into memory, by msync.
func TestEachAcknowledgementComesAfterASync(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		unavailable(t, "strace is not installed")
	}
	dir := t.TempDir()
	trace := filepath.Join(dir, "trace")
	const commits = 20
	cmd := exec.CommandContext(t.Context(), strace, "-f", "-y", "-s", "200", "-o", trace, "-e", "trace=mmap,munmap,msync,fsync,fdatasync,write",
		"hudna-committer", filepath.Join(dir, "data"), "traced", "1", strconv.Itoa(commits))
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && strings.Contains(string(exit.Stderr), "ptrace"):
		unavailable(t, "this machine does not let processes be traced: %s", exit.Stderr)
	case err != nil:
		t.Fatalf("%v: %s", err, exit.Stderr)
	}
	if n := strings.Count(string(out), "\n"); n != commits || strings.Count(string(out), "ack ") != commits {
		t.Fatalf("%d lines, want %d acknowledgements:\n%s", n, commits, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	read, err := readTrace(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range read.unsynced {
		t.Errorf("acknowledged without a sync before: %s", a)
	}
	if read.acks != commits {
		t.Errorf("the trace shows %d acknowledgements, want %d", read.acks, commits)
	}
	for what, file := range map[string]string{"the witness": `witness\.new`, "its directory": "data"} {
		if n := len(regexp.MustCompile(`(?m)fsync\(\d+<[^>]*/`+file+`>`).FindAllString(string(text), -1)); n != 1 {
			t.Errorf("%s was synced %d times when it was made, want once", what, n)
		}
	}
	t.Logf("%d acknowledgements, each after a sync of the log; %d syncs of logs in all", read.acks, read.syncs)
}

// unavailable skips a test for what the machine lacks, but not where everything
// has to be there.
func unavailable(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("HUDNA_CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// tracing is what was read from a trace.
type tracing struct {
	acks, syncs int
	unsynced    []string // acknowledgements without a sync before

	synced bool            // since the last acknowledgement
	maps   map[uint64]bool // where logs are mapped
	begun  map[string]bool // processes that are in the sync of a log
	opens  map[string]bool // processes that are mapping one
}

var (
	mapped   = regexp.MustCompile(`^mmap\(.*<[^>]*\.mem>, 0(?:x0)?(?:\) = 0x([0-9a-f]+)| <unfinished \.\.\.>)$`)
	mappedAt = regexp.MustCompile(`^<\.\.\. mmap resumed>\) += 0x([0-9a-f]+)$`)
	unmapped = regexp.MustCompile(`^munmap\(0x([0-9a-f]+),`)
	msync    = regexp.MustCompile(`^msync\(0x([0-9a-f]+), .*MS_SYNC(.*)$`)
	fsync    = regexp.MustCompile(`^(?:fsync|fdatasync)\(\d+<[^>]*\.mem>(.*)$`)
	resumed  = regexp.MustCompile(`^<\.\.\. (?:msync|fsync|fdatasync) resumed>(.*)$`)
	written  = regexp.MustCompile(`^write\(1<[^>]*>, "ack `)
)

// readTrace reads what strace -f -y has written: a process, its call, and where
// others came between, the end of the call on a line of its own.
func readTrace(text string) (*tracing, error) {
	r := &tracing{maps: map[uint64]bool{}, begun: map[string]bool{}, opens: map[string]bool{}}
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		process, call, ok := strings.Cut(lines.Text(), " ")
		if !ok {
			return nil, fmt.Errorf("%q is no line of a trace", lines.Text())
		}
		if err := r.call(process, strings.TrimSpace(call)); err != nil {
			return nil, err
		}
	}
	return r, lines.Err()
}

func (r *tracing) call(process, call string) error {
	address := func(hex string) (uint64, error) { return strconv.ParseUint(hex, 16, 64) }
	m := mapped.FindStringSubmatch(call)
	switch {
	case len(m) == 2 && m[1] == "":
		r.opens[process] = true
		return nil
	case m == nil && r.opens[process]:
		if m = mappedAt.FindStringSubmatch(call); m != nil {
			delete(r.opens, process)
		}
	}
	if m != nil {
		at, err := address(m[1])
		r.maps[at] = true
		return err
	}
	if m := unmapped.FindStringSubmatch(call); m != nil {
		at, err := address(m[1])
		delete(r.maps, at)
		return err
	}
	if m := msync.FindStringSubmatch(call); m != nil {
		at, err := address(m[1])
		if err == nil && r.maps[at] {
			r.sync(process, m[2])
		}
		return err
	}
	if m := fsync.FindStringSubmatch(call); m != nil {
		r.sync(process, m[1])
	}
	if m := resumed.FindStringSubmatch(call); m != nil && r.begun[process] {
		delete(r.begun, process)
		r.ended(m[1])
	}
	if written.MatchString(call) {
		if r.acks++; !r.synced {
			r.unsynced = append(r.unsynced, call)
		}
		r.synced = false
	}
	return nil
}

func (r *tracing) sync(process, rest string) {
	if strings.Contains(rest, "<unfinished") {
		r.begun[process] = true
		return
	}
	r.ended(rest)
}

// ended takes the end of a sync: one that failed is none.
func (r *tracing) ended(rest string) {
	if strings.HasSuffix(rest, "= 0") {
		r.synced = true
		r.syncs++
	}
}

// TestTheReaderOfTracesSeesAMissingSync shows that the test above can fail.
func TestTheReaderOfTracesSeesAMissingSync(t *testing.T) {
	const opened = `7 mmap(NULL, 134217728, PROT_READ|PROT_WRITE, MAP_SHARED, 9</d/00001.mem>, 0) = 0x7f00` + "\n"
	const cut = `7 mmap(NULL, 134217728, PROT_READ|PROT_WRITE, MAP_SHARED, 9</d/00001.mem>, 0 <unfinished ...>` + "\n" +
		"8 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, -1, 0 <unfinished ...>\n8 <... mmap resumed>) = 0x7e00\n7 <... mmap resumed>) = 0x7f00\n"
	const acked = `8 write(1<pipe:[1]>, "ack 1 location/a a\n", 19) = 19` + "\n"
	const synced = `7 msync(0x7f00, 134217728, MS_SYNC) = 0` + "\n"
	cases := map[string]struct {
		trace string
		lost  int
	}{
		"a sync before":                      {opened + synced + acked, 0},
		"a log whose opening is cut in two":  {cut + synced + acked, 0},
		"one, and another is opened":         {cut + strings.ReplaceAll(synced, "7f00", "7e00") + acked, 1},
		"no sync at all":                     {opened + acked, 1},
		"a sync afterwards":                  {opened + acked + synced, 1},
		"one sync for two":                   {opened + synced + acked + acked, 1},
		"a sync each":                        {opened + synced + acked + synced + acked, 0},
		"a sync of something else":           {opened + `7 msync(0x8800, 4096, MS_SYNC) = 0` + "\n" + acked, 1},
		"a sync that does not wait":          {opened + `7 msync(0x7f00, 4096, MS_ASYNC) = 0` + "\n" + acked, 1},
		"a sync that failed":                 {opened + `7 msync(0x7f00, 4096, MS_SYNC) = -1 EIO (Input/output error)` + "\n" + acked, 1},
		"a sync that ends too late":          {opened + `7 msync(0x7f00, 4096, MS_SYNC <unfinished ...>` + "\n" + acked + `7 <... msync resumed>) = 0` + "\n", 1},
		"a sync that ends in time":           {opened + `7 msync(0x7f00, 4096, MS_SYNC <unfinished ...>` + "\n" + `7 <... msync resumed>) = 0` + "\n" + acked, 0},
		"an fsync of the log's file":         {opened + `7 fdatasync(9</d/00001.mem>) = 0` + "\n" + acked, 0},
		"an fsync of another file":           {opened + `7 fsync(9</d/witness>) = 0` + "\n" + acked, 1},
		"a sync of what is not mapped now":   {opened + `7 munmap(0x7f00, 134217728) = 0` + "\n" + synced + acked, 1},
		"the end of another process's sync":  {opened + `7 msync(0x8800, 4096, MS_SYNC <unfinished ...>` + "\n" + `7 <... msync resumed>) = 0` + "\n" + acked, 1},
		"two acknowledgements with one sync": {opened + synced + acked + `8 write(1<pipe:[1]>, "ack 2 location/b b\n", 19 <unfinished ...>` + "\n", 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			read, err := readTrace(c.trace)
			if err != nil {
				t.Fatal(err)
			}
			if len(read.unsynced) != c.lost {
				t.Errorf("%d acknowledgements without a sync, want %d: %s", len(read.unsynced), c.lost, read.unsynced)
			}
		})
	}
}
