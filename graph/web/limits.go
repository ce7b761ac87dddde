package web

import (
	"fmt"
	"time"
)

// Limits bounds what a request may cost. A zero field takes its default; a
// negative one is refused by [New].
type Limits struct {
	// The request.

	Body    int // bytes of a POST body; default 1 MiB
	Values  int // JSON values in a body or a parameter; default 20,000
	Nesting int // nested JSON arrays and objects; default 64
	Header  int // bytes of the request line and header fields; default 32 KiB

	// The document, counted on our own parse before validation. Fragments count
	// as if they were written out at each spread, except where said otherwise.

	Tokens             int // lexical tokens; default 2,000
	Name               int // bytes of one name; default 256
	Depth              int // nested fields; default 15
	RootFields         int // fields of an operation itself, a fragment counting once; default 20
	Repeats            int // fields of one name in one selection, a fragment counting once; default 50
	Aliases            int // aliased fields; default 100
	Directives         int // uses of directives; default 50
	Selections         int // fields in all; default 10,000
	IntrospectionDepth int // nested fields below __schema and __type, which do not count as Depth; default 20

	// The operation, counted after validation.

	Complexity int // objects that may be in the answer; default 50,000

	// The answer.

	RequestErrors int // errors of a document or of variables; default 10
	FieldErrors   int // errors of fields; default 100

	// The server.

	Operations  int // at work at one time; default 64
	Waiting     int // waiting for their turn; default 256
	Connections int // open at one time; default 1,024
	Feeds       int // answers of /changes under way at one time; default 32
	Exports     int // answers of /export/ under way at one time; default 4

	Subscriptions       int // under way at one time, in all; default 8,192
	SocketSubscriptions int // under way at one time on one WebSocket; default 32

	Sockets   int // WebSockets open at one time; default 1,024
	Cache     int // bytes of validated documents kept, an estimate; default 32 MiB
	Persisted int // bytes of documents kept that clients name by their hashes; default 8 MiB
}

// Timeouts bounds how long things take. A zero field takes its default; a
// negative one is refused by [New].
type Timeouts struct {
	Header    time.Duration // reading a header; default 5 s
	Body      time.Duration // reading a body; default 10 s
	Wait      time.Duration // waiting for a turn; default 5 s
	Operation time.Duration // an operation, its wait included; default 30 s
	Write     time.Duration // writing an answer; default 30 s
	Idle      time.Duration // an idle connection; default 2 min
	Ready     time.Duration // a readiness check; default 2 s
	Init      time.Duration // the first message over a WebSocket; default 3 s
	Beat      time.Duration // between two signs of life to a subscriber; default 15 s
	Drain     time.Duration // requests at work when the server is told to stop; default 10 s
	Close     time.Duration // the same requests after their contexts were cancelled; default 2 s
}

func (l Limits) withDefaults() (Limits, error) {
	for _, f := range []struct {
		name  string
		value *int
		def   int
	}{
		{"Body", &l.Body, 1 << 20},
		{"Values", &l.Values, 20_000},
		{"Nesting", &l.Nesting, 64},
		{"Header", &l.Header, 32 << 10},
		{"Tokens", &l.Tokens, 2_000},
		{"Name", &l.Name, 256},
		{"Depth", &l.Depth, 15},
		{"RootFields", &l.RootFields, 20},
		{"Repeats", &l.Repeats, 50},
		{"Aliases", &l.Aliases, 100},
		{"Directives", &l.Directives, 50},
		{"Selections", &l.Selections, 10_000},
		{"IntrospectionDepth", &l.IntrospectionDepth, 20},
		{"Complexity", &l.Complexity, 50_000},
		{"RequestErrors", &l.RequestErrors, 10},
		{"FieldErrors", &l.FieldErrors, 100},
		{"Operations", &l.Operations, 64},
		{"Waiting", &l.Waiting, 256},
		{"Connections", &l.Connections, 1_024},
		{"Feeds", &l.Feeds, 32},
		{"Exports", &l.Exports, 4},
		{"Sockets", &l.Sockets, 1_024},
		{"Subscriptions", &l.Subscriptions, 8_192},
		{"SocketSubscriptions", &l.SocketSubscriptions, 32},
		{"Cache", &l.Cache, 32 << 20},
		{"Persisted", &l.Persisted, 8 << 20},
	} {
		if err := settle(f.name, f.value, f.def); err != nil {
			return l, fmt.Errorf("limits: %w", err)
		}
	}
	return l, nil
}

func (t Timeouts) withDefaults() (Timeouts, error) {
	for _, f := range []struct {
		name  string
		value *time.Duration
		def   time.Duration
	}{
		{"Header", &t.Header, 5 * time.Second},
		{"Body", &t.Body, 10 * time.Second},
		{"Wait", &t.Wait, 5 * time.Second},
		{"Operation", &t.Operation, 30 * time.Second},
		{"Write", &t.Write, 30 * time.Second},
		{"Idle", &t.Idle, 2 * time.Minute},
		{"Ready", &t.Ready, 2 * time.Second},
		{"Init", &t.Init, 3 * time.Second},
		{"Beat", &t.Beat, 15 * time.Second},
		{"Drain", &t.Drain, 10 * time.Second},
		{"Close", &t.Close, 2 * time.Second},
	} {
		if err := settle(f.name, f.value, f.def); err != nil {
			return t, fmt.Errorf("timeouts: %w", err)
		}
	}
	return t, nil
}

// settle gives a zero value its default and refuses a negative one.
func settle[T ~int | ~int64](name string, value *T, def T) error {
	switch {
	case *value < 0:
		return fmt.Errorf("%s is negative", name)
	case *value == 0:
		*value = def
	}
	return nil
}
