package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"hudna/graph"
)

// An Act is the kind of thing that a line tells of.
type Act string

// The acts.
const (
	ActRead   Act = "read"   // of what is hidden from others
	ActWrite  Act = "write"  // a revision was made
	ActDenied Act = "denied" // something was refused, or somebody
)

// An Entry is one line.
type Entry struct {
	Time      time.Time     `json:"time"`
	Act       Act           `json:"act"`
	Request   string        `json:"request"`
	Path      string        `json:"path,omitempty"`
	Status    int           `json:"status,omitempty"`
	Caller    string        `json:"caller,omitempty"`
	Name      string        `json:"name,omitempty"`
	Role      graph.Role    `json:"role,omitempty"`
	Clearance graph.Marking `json:"clearance,omitempty"`

	Protected  []graph.ID `json:"protected,omitempty"`  // that were read
	Restricted []graph.ID `json:"restricted,omitempty"` // that were read
	More       int        `json:"more,omitempty"`       // hidden records that were read besides
	Questions  []string   `json:"questions,omitempty"`  // whose answers add up what is hidden

	Written []Written `json:"written,omitempty"`
	Codes   []string  `json:"codes,omitempty"`   // why it was denied
	Omitted int       `json:"omitted,omitempty"` // denials before this one that have no line
}

// Options says where a log is, and how much of it is kept.
type Options struct {
	Path string
	Now  func() time.Time
	// Bytes is how large a file grows before the next one is begun; 16 MiB unless
	// given. Keep is how many of those before it are kept; 64 unless given.
	Bytes int64
	Keep  int
}

// A Log is a file that lines are put at the end of, one that only its owner may
// read. It is safe for use by several goroutines.
type Log struct {
	o         Options
	strangers *rate.Limiter

	mu      sync.Mutex
	callers *simplelru.LRU[string, *rate.Limiter]
	file    *os.File
	size    int64
	omitted int
	failed  error // of the last line
}

// How many denials a second of a caller, or of all those whom nobody knows, get a line,
// and how many at once: else anybody could fill a disk, and push out of the log what
// matters. Of so many callers the account is kept.
const (
	denialsPerSecond = 5
	denialsAtOnce    = 50
	mostCallers      = 10_000
)

// Open opens a log, or begins one.
func Open(o Options) (*Log, error) {
	if o.Bytes == 0 {
		o.Bytes = 16 << 20
	}
	if o.Keep == 0 {
		o.Keep = 64
	}
	callers, err := simplelru.NewLRU[string, *rate.Limiter](mostCallers, nil)
	if err != nil {
		return nil, fmt.Errorf("audit log: %w", err)
	}
	l := &Log{o: o, strangers: rate.NewLimiter(denialsPerSecond, denialsAtOnce), callers: callers}
	err = l.open()
	return l, err
}

func (l *Log) open() error {
	f, err := os.OpenFile(l.o.Path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(fmt.Errorf("audit log: %w", err), f.Close())
	}
	l.file, l.size = f, info.Size()
	return nil
}

// Write puts a line at the end. It is on its way to the disk then: it outlives the
// process, and the last seconds may not outlive a loss of power.
func (l *Log) Write(e Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Time = l.o.Now().UTC()
	if e.Act == ActDenied && !l.limiter(e).AllowN(e.Time, 1) {
		l.omitted++
		return nil
	}
	if e.Act == ActDenied {
		e.Omitted, l.omitted = l.omitted, 0
	}
	l.failed = l.write(e)
	return l.failed
}

// limiter bounds the denials of whom an entry tells of.
func (l *Log) limiter(e Entry) *rate.Limiter {
	if e.Name == "" {
		return l.strangers
	}
	key := e.Caller + "\x00" + e.Name
	limiter, known := l.callers.Get(key)
	if !known {
		limiter = rate.NewLimiter(denialsPerSecond, denialsAtOnce)
		l.callers.Add(key, limiter)
	}
	return limiter
}

func (l *Log) write(e Entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	line = append(line, '\n')
	if l.file == nil || l.size > 0 && l.size+int64(len(line)) > l.o.Bytes {
		if err := l.rotate(); err != nil {
			return err
		}
	}
	n, err := l.file.Write(line)
	l.size += int64(n)
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	return nil
}

// rotate puts the file aside, begins another one, and removes the oldest beyond
// those that are kept.
func (l *Log) rotate() error {
	if l.file != nil {
		err := errors.Join(l.file.Sync(), l.file.Close())
		if l.file = nil; err != nil {
			return fmt.Errorf("audit log: %w", err)
		}
		aside := l.o.Path + "." + l.o.Now().UTC().Format("20060102T150405.000000000Z")
		if err := os.Rename(l.o.Path, aside); err != nil {
			return fmt.Errorf("audit log: %w", err)
		}
	}
	if err := l.open(); err != nil {
		return err
	}
	old, err := filepath.Glob(l.o.Path + ".*Z")
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	slices.Sort(old)
	for _, name := range old[:max(0, len(old)-l.o.Keep)] {
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("audit log: %w", err)
		}
	}
	return nil
}

// Err is why the last line could not be written, nil if it was.
func (l *Log) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}

// Close closes the file.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	err := errors.Join(l.file.Sync(), l.file.Close())
	l.file = nil
	return err
}
