package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"hudna/storage"
	"hudna/storage/badgerkv"
)

// TestScript runs the manual. Besides the usual commands its scripts have
//
//	exits CODE COMMAND…     runs a command that has to end with an exit code
//	ask ADDR QUERY          asks a server over HTTP, as soon as it answers
//	fetch ADDR PATH         gets a file of a server that answers
//	storing DIR drop HEX    takes out the first key that begins with HEX
//	storing DIR newer       makes the format of a store newer
//	flip FILE               changes a bit in the middle of a file (of the first that fits a pattern)
//	cut FILE                takes the second half off a file (of the first that fits a pattern)
//	until FILE              waits until a file is there
//	comes FILE LIKE         waits until a file holds what another one does
//
// the variables SAMPLE, ARTICLE, ADDR, a free address, and FORMAT1, a directory
// that a program of format 1 made of the made.ndjson in it; and the conditions [article], where the unpublished article of the sample is
// at hand, and [root], where the user may do everything.
func TestScript(t *testing.T) {
	samples, article := besides(t)
	testscript.Run(t, manual("testdata/script", samples, article))
}

// besides is where the sample lies, and where its unpublished article would.
func besides(t *testing.T) (samples, article string) {
	t.Helper()
	samples, err := filepath.Abs("sample")
	if err != nil {
		t.Fatal(err)
	}
	if article, err = filepath.Abs("../../../shared/data/seed/article-ar.txt"); err != nil {
		t.Fatal(err)
	}
	return samples, article
}

// manual is how the scripts of a folder are run.
func manual(folder, samples, article string) testscript.Params {
	return testscript.Params{
		Dir:                 folder,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			address, err := freeAddress(context.Background())
			if err != nil {
				return err
			}
			env.Setenv("SAMPLE", samples)
			env.Setenv("FORMAT1", filepath.Join(filepath.Dir(samples), "testdata", "format-1"))
			env.Setenv("ARTICLE", article)
			env.Setenv("ADDR", address)
			env.Setenv(raceOptions, os.Getenv(raceOptions))
			return nil
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "article":
				_, err := os.Stat(article)
				return err == nil, nil
			case "root":
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("there is no condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   scriptExits,
			"ask":     scriptAsk,
			"fetch":   scriptFetch,
			"storing": scriptStoring,
			"flip":    scriptFlip,
			"cut":     scriptCut,
			"there":   scriptThere,
			"until":   scriptUntil,
			"comes":   scriptComes,
		},
	}
}

// freeAddress is an address that nobody listens on just now.
func freeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("the exit code is %d, not %d", code, want)
	}
}

// patience bounds how long a script waits for a server.
const patience = 30 * time.Second

func scriptAsk(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ask ADDR QUERY")
	}
	body, err := json.Marshal(map[string]string{"query": args[1]})
	ts.Check(err)
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		answer, err := http.Post("http://"+args[0]+"/graphql", "application/json", bytes.NewReader(body))
		if errors.Is(err, syscall.ECONNREFUSED) && time.Now().Before(end) {
			continue
		}
		ts.Check(err)
		text, err := io.ReadAll(answer.Body)
		ts.Check(errors.Join(err, answer.Body.Close()))
		ts.Check(os.WriteFile(ts.MkAbs("answer"), text, 0o600))
		return
	}
}

func scriptFetch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fetch ADDR PATH")
	}
	answer, err := http.Get("http://" + args[0] + args[1])
	ts.Check(err)
	text, err := io.ReadAll(answer.Body)
	ts.Check(errors.Join(err, answer.Body.Close()))
	if answer.StatusCode != http.StatusOK {
		ts.Fatalf("%s", answer.Status)
	}
	ts.Check(os.WriteFile(ts.MkAbs("answer"), text, 0o600))
}

// scriptUntil waits until a file is there.
func scriptUntil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: until FILE")
	}
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s does not come", args[0])
		}
	}
}

// scriptComes waits until a file that somebody writes holds what another one does.
func scriptComes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: comes FILE LIKE")
	}
	want := ts.ReadFile(args[1])
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		got, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && string(got) == want {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s does not come to %s, but to %v %s", args[0], args[1], err, got)
		}
	}
}

func scriptStoring(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: storing DIR drop HEX | storing DIR newer")
	}
	ctx := context.Background()
	s, err := badgerkv.Open(ctx, filepath.Join(ts.MkAbs(args[0]), storeName), badgerkv.Options{})
	ts.Check(err)
	err = s.Update(ctx, func(tx storage.WriteTx) error {
		for pair, err := range tx.Scan(storage.Range{}) {
			if err != nil {
				return err
			}
			switch {
			case args[1] == "newer" && bytes.HasPrefix(pair.Value, []byte("hudna format ")):
				return tx.Set(pair.Key, []byte("hudna format 99"))
			case args[1] == "drop" && strings.HasPrefix(fmt.Sprintf("%x", pair.Key), args[2]):
				ts.Logf("dropped %x", pair.Key)
				return tx.Delete(pair.Key)
			}
		}
		return errors.New("there is no such key")
	})
	ts.Check(errors.Join(err, s.Close()))
}

func scriptFlip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: flip FILE")
	}
	scriptChange(ts, args[0], func(text []byte) []byte { text[len(text)/2] ^= 1; return text })
}

func scriptCut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: cut FILE")
	}
	scriptChange(ts, args[0], func(text []byte) []byte { return text[:len(text)/2] })
}

// scriptThere fails where no file fits a pattern.
func scriptThere(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: there PATTERN")
	}
	scriptChange(ts, args[0], func(text []byte) []byte { return text })
}

// scriptChange changes the first file that fits a pattern.
func scriptChange(ts *testscript.TestScript, pattern string, change func([]byte) []byte) {
	found, err := filepath.Glob(ts.MkAbs(pattern))
	ts.Check(err)
	if len(found) == 0 {
		ts.Fatalf("there is no %s", pattern)
	}
	text, err := os.ReadFile(found[0])
	ts.Check(err)
	ts.Check(os.WriteFile(found[0], change(text), 0o600))
}
