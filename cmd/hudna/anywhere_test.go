package main

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScriptAnywhere runs the manual of what is the same for a directory and for
// a server, once for each. Besides what the other scripts have, these have
//
//	work DIR NAME ROLE [FLAG…]  from here on NAME works on a graph; of a server
//	                            the flags are those of hudna serve
//	rest                        nobody does, and the directory is free
//
// and $AT, which is the flag that says where the graph is.
func TestScriptAnywhere(t *testing.T) {
	samples, article := besides(t)
	for name, work := range map[string]func(*testscript.TestScript, string, []string){
		"directory": func(ts *testscript.TestScript, dir string, as []string) {
			ts.Setenv("AT", "--data="+dir)
			ts.Setenv("HUDNA_AS", as[0])
			ts.Setenv("HUDNA_ROLE", as[1])
		},
		"server": serving,
	} {
		t.Run(name, func(t *testing.T) {
			if os.Getenv("HUDNA_RACE") != "" && name == "directory" {
				t.Skip("nothing runs beside: the run without the race detector has it")
			}
			params := manual("testdata/script/anywhere", samples, article)
			params.Cmds["work"] = func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) < 3 {
					ts.Fatalf("usage: work DIR NAME ROLE [FLAG…]")
				}
				resting(ts)
				work(ts, args[0], args[1:])
			}
			params.Cmds["rest"] = func(ts *testscript.TestScript, _ bool, _ []string) { resting(ts) }
			setup := params.Setup
			params.Setup = func(env *testscript.Env) error {
				env.Values[servedKey{}] = &served{}
				return setup(env)
			}
			testscript.Run(t, params)
		})
	}
}

type servedKey struct{}

// served is the server that a script has begun, in the values of the script.
type served struct {
	process *exec.Cmd
	said    bytes.Buffer
}

// ofScript is the server of a script.
func ofScript(ts *testscript.TestScript) *served {
	s, ok := ts.Value(servedKey{}).(*served)
	if !ok {
		ts.Fatalf("the script has no place for a server")
	}
	return s
}

// serving begins a server, and waits until it answers.
func serving(ts *testscript.TestScript, dir string, as []string) {
	hudna, err := exec.LookPath("hudna")
	ts.Check(err)
	s := ofScript(ts)
	address := ts.Getenv("ADDR")
	args := append([]string{"serve", "--data", dir, "--listen", address, "--no-playground", "--as", as[0], "--role", as[1]}, as[2:]...)
	s.process = exec.Command(hudna, args...)
	s.said.Reset()
	s.process.Dir, s.process.Stdout, s.process.Stderr = ts.MkAbs("."), &s.said, &s.said
	s.process.Env = append(os.Environ(), "HUDNA_DATA=", "HUDNA_AS=", "HUDNA_CONFIG=")
	ts.Check(s.process.Start())
	ts.Defer(func() { resting(ts) })
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		answer, err := http.Get("http://" + address + "/readyz")
		if err == nil {
			ts.Check(answer.Body.Close())
			break
		}
		if !errors.Is(err, syscall.ECONNREFUSED) || time.Now().After(end) {
			ts.Fatalf("the server does not answer: %v", err)
		}
	}
	ts.Setenv("AT", "--server=http://"+address)
}

// resting ends the server of a script, if there is one.
func resting(ts *testscript.TestScript) {
	s := ofScript(ts)
	if s.process == nil {
		return
	}
	ended := s.process
	s.process = nil
	ts.Check(ended.Process.Signal(os.Interrupt))
	if err := ended.Wait(); err != nil {
		ts.Fatalf("the server ended with %v: %s", err, s.said.String())
	}
}
