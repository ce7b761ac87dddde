package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A result is what go test -json told of one package.
type result struct {
	unbuilt bool     // it does not compile
	failed  bool     // also where no test is to blame: the process died
	passed  int      // tests
	blamed  []string // tests that failed, without those that only hold them
	running string   // the last test that began and did not end
	output  string   // of the compiler, or the last lines of a process that died
}

// readResult reads the events of go test -json (go doc test2json) for one package.
func readResult(events []byte) (result, error) {
	var r result
	var failed, open []string
	var built, printed bytes.Buffer
	for dec := json.NewDecoder(bytes.NewReader(events)); dec.More(); {
		var event struct{ Action, Test, Output, FailedBuild string }
		if err := dec.Decode(&event); err != nil {
			return result{}, fmt.Errorf("test2json: %w", err)
		}
		switch {
		case event.Action == "build-output":
			built.WriteString(event.Output)
		case event.Action == "output":
			printed.WriteString(event.Output)
		case event.Action == "fail" && event.Test == "":
			r.failed = true
			r.unbuilt = r.unbuilt || event.FailedBuild != ""
		case event.Action == "run":
			open = append(open, event.Test)
		case event.Action == "pass" && event.Test != "":
			r.passed++
			open = without(open, event.Test)
		case event.Action == "fail":
			failed = append(failed, event.Test)
			open = without(open, event.Test)
		case event.Action == "skip":
			open = without(open, event.Test)
		}
	}
	for _, test := range failed {
		holds := slices.ContainsFunc(failed, func(other string) bool { return strings.HasPrefix(other, test+"/") })
		if !holds {
			r.blamed = append(r.blamed, test)
		}
	}
	if len(open) > 0 {
		r.running = open[len(open)-1]
	}
	r.output = strings.TrimSpace(printed.String())
	if r.unbuilt {
		r.output = strings.TrimSpace(built.String())
	}
	return r, nil
}

func without(names []string, name string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return n == name })
}

// verdict says where a failure was seen.
func (r result) verdict() string {
	switch {
	case len(r.blamed) > 1:
		return fmt.Sprintf("FAIL seen in %s and %d more", r.blamed[0], len(r.blamed)-1)
	case len(r.blamed) == 1 && strings.Contains(r.output, "panic: test timed out"):
		return fmt.Sprintf("FAIL seen in %s, which hung", r.blamed[0])
	case len(r.blamed) == 1:
		return "FAIL seen in " + r.blamed[0]
	case r.running != "":
		return "FAIL seen in " + r.running + ", where the process died"
	default:
		return "FAIL seen, no test is named"
	}
}
