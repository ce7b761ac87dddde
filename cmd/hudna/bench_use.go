package main

import (
	"os"
	"strconv"
	"strings"
	"time"

	"hudna/cmd/hudna/bench"
)

// ticks is in how many parts of a second the system counts what processes use.
const ticks = 100

// used is what some processes have used, with all that they have started: those
// that ended count in the one that waited for them. Memory that processes share
// counts once, as far as it is that of the largest.
func used(roots []int) bench.Use {
	var u bench.Use
	var shared uint64
	for _, pid := range descendants(roots) {
		text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil {
			continue // it has ended
		}
		fields := statFields(string(text))
		if len(fields) < 15 {
			continue
		}
		for _, n := range fields[11:15] { // utime, stime, cutime, cstime
			count, err := strconv.ParseInt(n, 10, 64)
			if err == nil {
				u.CPU += time.Duration(count) * time.Second / ticks
			}
		}
		m := resident(pid)
		u.Resident += m.Own
		shared = max(shared, m.All-m.Own)
	}
	u.Resident += shared
	return u
}

// statFields are the fields of a process from its state on: what comes before
// is its name, which may hold anything.
func statFields(stat string) []string {
	_, rest, _ := cutLast(stat, ")")
	return strings.Fields(rest)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// descendants are some processes and all that they have started, and these.
func descendants(roots []int) []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return roots
	}
	started := map[int][]int{}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		text, err := os.ReadFile("/proc/" + e.Name() + "/stat")
		if err != nil {
			continue
		}
		if fields := statFields(string(text)); len(fields) > 1 {
			if parent, err := strconv.Atoi(fields[1]); err == nil {
				started[parent] = append(started[parent], pid)
			}
		}
	}
	var all []int
	for next := roots; len(next) > 0; next = next[1:] {
		all = append(all, next[0])
		next = append(next, started[next[0]]...)
	}
	return all
}
