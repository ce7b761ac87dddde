package main

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"hudna/graph/web"
)

// TestEveryLimitFlagIsKept: each flag bounds the server by a limit of its own, at its
// ends as well, and one beyond is refused.
func TestEveryLimitFlagIsKept(t *testing.T) {
	sound := func() *limitFlags {
		f := &limitFlags{MaxTime: time.Second}
		for i, n := range f.numbers() {
			*n.value = i + 1
		}
		return f
	}
	if fields := reflect.TypeFor[limitFlags]().NumField(); fields != len(sound().numbers())+1 {
		t.Errorf("%d flags, of which %d and the time are checked", fields, len(sound().numbers()))
	}
	var o web.Options
	sound().apply(&o)
	seen := map[int64]bool{}
	for _, v := range reflect.ValueOf(o.Limits).Fields() {
		if v.Int() != 0 {
			seen[v.Int()] = true
		}
	}
	for i, n := range sound().numbers() {
		if !seen[int64(i+1)] {
			t.Errorf("--%s reaches no limit", n.name)
		}
	}
	if o.Timeouts.Operation != time.Second {
		t.Errorf("--max-time is %v", o.Timeouts.Operation)
	}
	for i, n := range sound().numbers() {
		for value, good := range map[int]bool{0: false, 1: true, n.most: true, n.most + 1: false} {
			f := sound()
			*f.numbers()[i].value = value
			err := f.check()
			if (err == nil) != good || err != nil && !strings.HasPrefix(err.Error(), "--"+n.name+" ") {
				t.Errorf("--%s %d: %v", n.name, value, err)
			}
		}
	}
	for value, good := range map[time.Duration]bool{0: false, 1: true, time.Hour: true, time.Hour + 1: false} {
		f := sound()
		f.MaxTime = value
		if err := f.check(); (err == nil) != good {
			t.Errorf("--max-time %v: %v", value, err)
		}
	}
}
