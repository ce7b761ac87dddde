package main

import (
	"os"
	"strings"
	"testing"
	"time"
)

// TestUsedCountsWhatWasStarted reads this process and what it started.
func TestUsedCountsWhatWasStarted(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("the system tells nothing of processes: ", err)
	}
	u := used([]int{os.Getpid()})
	for began := time.Now(); u.CPU == 0 && time.Since(began) < time.Minute; { // the system counts in ticks
		u = used([]int{os.Getpid()})
	}
	if u.CPU <= 0 || u.Resident < 1<<20 {
		t.Errorf("%+v", u)
	}
	if all := descendants([]int{os.Getppid()}); len(all) < 2 || all[0] != os.Getppid() {
		t.Errorf("%v do not hold %d", all, os.Getpid())
	}
	if got := statFields("7 (a (b) c) S 3 4"); strings.Join(got, ",") != "S,3,4" {
		t.Errorf("%q", got)
	}
}
