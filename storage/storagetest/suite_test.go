package storagetest

import (
	"flag"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func naiveWith(flaw string) Engine {
	return func(testing.TB) Open { return (&naive{flaw: flaw}).open }
}

func TestNaiveEngineKeepsEveryLaw(t *testing.T) { Run(t, naiveWith("")) }

// flaws names, for each law, what an engine could do wrong to break it.
var flaws = map[string][]string{
	"an absent key is not found":                              {"takes absent for empty", "leaves out what is absent"},
	"bytes handed out are the caller's own":                   {"lends what it gets", "shares repeated values"},
	"bytes handed in are copied":                              {"keeps the caller's bytes", "keeps the caller's bounds"},
	"keys are ordered as bytes":                               {"orders shorter keys first"},
	"a range holds its start and not its end":                 {"includes the end"},
	"a prefix holds what begins with it":                      {"ends no prefix above 0xff", "hides 0x00 after a key"},
	"a cursor steps and leaps":                                {"seeks only forth", "goes on after a seek in vain"},
	"a reversed cursor steps and leaps back":                  {"seeks above when reversed"},
	"many cursors walk at once":                               {"has one cursor at a time", "moves closed cursors"},
	"a scan can be left and run again":                        {"scans only once"},
	"an update reads its own writes":                          {"gets none of its own writes", "gets none of its own writes in bulk", "scans none of its own writes"},
	"a cursor keeps to the writes before it":                  {"shows a cursor later writes"},
	"an error rolls back":                                     {"commits on error", "wraps the function's error"},
	"a panic rolls back and is seen as itself":                {"commits on panic", "masks a panic"},
	"leaving the goroutine rolls back":                        {"keeps the turn on exit", "commits on panic"},
	"a refused write cannot be swallowed":                     {"commits without what it refused"},
	"empty keys and values are refused":                       {"takes empty values"},
	"keys and values have a limit":                            {"takes longer keys"},
	"transactions have a limit of writes":                     {"counts no writes"},
	"transactions have a limit of bytes":                      {"counts no bytes"},
	"a view after an update sees it":                          {"shows the last but one update"},
	"a snapshot stays what it was":                            {"reads the head"},
	"a snapshot that is told from others stays the same":      {"takes snapshots of one size for one", "takes each view for a snapshot", "tells an update from others"},
	"a snapshot is never half an update":                      {"shows half an update"},
	"no update is lost":                                       {"loses updates"},
	"an update runs its function again from a fresh snapshot": {"runs again after any error"},
	"a done context runs nothing":                             {"ignores a done context"},
	"cancelling ends the wait for a turn":                     {"waits for its turn for ever"},
	"cancelling ends reads and writes":                        {"reads on after cancelling", "commits though cancelled"},
	"a transaction ends with its function":                    {"lets transactions live on"},
	"a closed store refuses":                                  {"answers after close"},
	"closing waits for transactions":                          {"closes at once"},
	"a store is opened once at a time":                        {"opens twice"},
	"what was committed is durable":                           {"forgets on close", "forgets what was deleted"},
	"equals a model at every step of random histories":        {"includes the end", "reads the head", "scans none of its own writes", "commits on panic", "forgets on close"},
}

// TestEveryLawBites shows that no law can be kept by an engine that breaks it.
func TestEveryLawBites(t *testing.T) {
	// The random test would look for the shortest failing history, and keep it.
	for name, value := range map[string]string{"rapid.nofailfile": "true", "rapid.shrinktime": "0s"} {
		old := flag.Lookup(name).Value.String()
		set := func(value string) {
			if err := flag.Set(name, value); err != nil {
				t.Fatal(err)
			}
		}
		set(value)
		t.Cleanup(func() { set(old) })
	}
	random := law{"equals a model at every step of random histories", func(s *subject) {
		equalsModel(s.TB, func(testing.TB) Open { return s.open })
	}}
	for _, law := range append([]law{random}, laws...) {
		if len(flaws[law.name]) == 0 {
			t.Errorf("no flaw breaks the law: %s", law.name)
		}
		for _, flaw := range flaws[law.name] {
			t.Run(law.name+"/"+flaw, func(t *testing.T) {
				r := &recorder{TB: t}
				r.run(func() {
					if law.name == random.name {
						equalsModel(r, naiveWith(flaw))
						return
					}
					s := newSubject(r, naiveWith(flaw))
					s.patience = 100 * time.Millisecond
					law.check(s)
				})
				if !r.Failed() {
					t.Errorf("an engine that %s keeps the law: %s", flaw, law.name)
				}
				t.Log(r)
			})
		}
	}
}

// A recorder takes the failures of a test without failing.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	failures []string
}

// run runs test in a goroutine of its own, so that it can be left half-way, and
// takes a panic for a failure.
func (r *recorder) run(test func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if p := recover(); p != nil {
				r.fail(fmt.Sprint("panic: ", p))
			}
		}()
		test()
	}()
	select {
	case <-done:
	case <-time.After(2 * time.Second):
		r.fail("does not come to an end")
	}
}

func (r *recorder) fail(message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = append(r.failures, strings.TrimSpace(message))
}

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.failures) > 0
}

func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.failures) == 0 {
		return "no failure"
	}
	return fmt.Sprintf("%d failures, the first: %.300s", len(r.failures), r.failures[0])
}

func (r *recorder) Helper()                      {}
func (r *recorder) Cleanup(func())               {} // what is flawed need not be closed
func (r *recorder) Log(...any)                   {}
func (r *recorder) Logf(string, ...any)          {}
func (r *recorder) Error(args ...any)            { r.fail(fmt.Sprint(args...)) }
func (r *recorder) Errorf(f string, args ...any) { r.fail(fmt.Sprintf(f, args...)) }
func (r *recorder) Fail()                        { r.fail("failed") }
func (r *recorder) FailNow()                     { r.fail("failed"); runtime.Goexit() }
func (r *recorder) Fatal(args ...any)            { r.Error(args...); runtime.Goexit() }
func (r *recorder) Fatalf(f string, args ...any) { r.Errorf(f, args...); runtime.Goexit() }
