package web

import (
	"net/http"
	"testing"
	"time"
)

// TestDates asks for the dates of moments that go on, and once back.
func TestDates(t *testing.T) {
	var d dates
	at := time.Date(2026, 11, 28, 23, 59, 58, 0, time.FixedZone("", 2*3600))
	for _, step := range []time.Duration{0, time.Millisecond, 999 * time.Millisecond, time.Second, time.Hour, -time.Minute} {
		at = at.Add(step)
		got, err := http.ParseTime(d.at(at)[0])
		if err != nil || !got.Equal(at.Truncate(time.Second)) {
			t.Errorf("%v is told as %v, %v", at, got, err)
		}
	}
}
