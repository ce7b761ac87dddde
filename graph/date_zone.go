package graph

import (
	"fmt"
	"math"
	"sync"
	"time"
)

// maxZones bounds the zones kept loaded. The IANA time zone database has about
// 600 names, so in practice it is never reached; beyond it zones are loaded
// anew each time.
const maxZones = 1024

// zones keeps loaded time zones, because [time.LoadLocation] reads and decodes
// the database each time, which would be most of the cost of a date. It is the
// only state of the package, and no result depends on it.
var zones = zoneCache{loaded: make(map[string]*time.Location)}

type zoneCache struct {
	mu     sync.RWMutex
	loaded map[string]*time.Location
}

// loadZone returns the time zone of an IANA name, or a [*FieldError] with the
// path "zone".
func loadZone(name string) (*time.Location, error) {
	zones.mu.RLock()
	loc, ok := zones.loaded[name]
	zones.mu.RUnlock()
	if ok {
		return loc, nil
	}
	// To LoadLocation "" is UTC and "Local" is wherever the program runs.
	if name == "" || name == "Local" || len(name) > 64 {
		return nil, unknownZone(name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, unknownZone(name)
	}
	zones.mu.Lock()
	defer zones.mu.Unlock()
	if len(zones.loaded) < maxZones {
		zones.loaded[name] = loc
	}
	return loc, nil
}

func unknownZone(name string) error {
	return &FieldError{Path: "zone", Reason: fmt.Sprintf("%.64q is no time zone of the IANA database", name)}
}

// zoneReach is further than any zone has ever been from UTC (16 hours), and
// than any clock was ever set in one go (24 hours).
const zoneReach = 26 * 60 * 60

// A zonePeriod is a stretch of instants, end exclusive, in which the clocks of
// a zone are a fixed number of seconds ahead of UTC.
type zonePeriod struct{ start, end, ahead int64 }

func periodAt(loc *time.Location, t int64) zonePeriod {
	p := zonePeriod{start: math.MinInt64, end: math.MaxInt64}
	at := time.Unix(t, 0).In(loc)
	start, end := at.ZoneBounds()
	if !start.IsZero() {
		p.start = start.Unix()
	}
	if u := end.Unix(); !end.IsZero() && u > t {
		p.end = u
	}
	_, ahead := at.Zone()
	p.ahead = int64(ahead)
	return p
}

// firstInstant returns the first instant at which the clocks of loc show the
// civil second c or later. An open civil second is an open instant.
func firstInstant(loc *time.Location, c int64) int64 {
	if c == openPast || c == openFuture {
		return c
	}
	for t := c - zoneReach; ; {
		p := periodAt(loc, t)
		if p.end == math.MaxInt64 || p.end+p.ahead > c {
			return max(t, c-p.ahead)
		}
		t = p.end
	}
}

// lastInstant returns the last instant at which the clocks of loc show the
// civil second c or earlier, before they pass it for good.
func lastInstant(loc *time.Location, c int64) int64 {
	if c == openPast || c == openFuture {
		return c
	}
	last := int64(math.MinInt64)
	for t := c - zoneReach; t <= c+zoneReach; {
		p := periodAt(loc, t)
		if t+p.ahead <= c {
			last = max(last, min(p.end-1, c-p.ahead))
		}
		if p.end == math.MaxInt64 {
			break
		}
		t = p.end
	}
	return last
}

// localTime returns the civil second that the clocks of loc show at an instant.
// An open instant is an open civil second.
func localTime(loc *time.Location, t int64) int64 {
	if t == openPast || t == openFuture {
		return t
	}
	return t + periodAt(loc, t).ahead
}
