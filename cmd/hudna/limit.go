package main

import (
	"time"

	"hudna/graph/web"
)

// limitFlags bound what clients may ask of a server. docs/operations.md has each with
// its code and its metric.
type limitFlags struct {
	MaxBody       int           `config:"" default:"1048576" placeholder:"BYTES" help:"The most bytes of a request's body. Default: ${default}."`
	MaxValues     int           `config:"" default:"20000" placeholder:"N" help:"The most JSON values in a body. Default: ${default}."`
	MaxNesting    int           `config:"" default:"64" placeholder:"N" help:"How deep JSON values of a body may be nested. Default: ${default}."`
	MaxTokens     int           `config:"" default:"2000" placeholder:"N" help:"The most words and signs of a document. Default: ${default}."`
	MaxName       int           `config:"" default:"256" placeholder:"BYTES" help:"The most bytes of a name in a document. Default: ${default}."`
	MaxDepth      int           `config:"" default:"15" placeholder:"N" help:"How deep fields may be nested. Default: ${default}."`
	MaxAliases    int           `config:"" default:"100" placeholder:"N" help:"The most aliases of a document. Default: ${default}."`
	MaxRootFields int           `config:"" default:"20" placeholder:"N" help:"The most fields at the top of an operation. Default: ${default}."`
	MaxRepeats    int           `config:"" default:"50" placeholder:"N" help:"How often the same name may stand in one selection. Default: ${default}."`
	MaxDirectives int           `config:"" default:"50" placeholder:"N" help:"The most directives of a document. Default: ${default}."`
	MaxSelections int           `config:"" default:"10000" placeholder:"N" help:"The most fields of a document, with its fragments written out. Default: ${default}."`
	MaxObjects    int           `config:"" default:"50000" placeholder:"N" help:"The most objects that may be in an answer, by the sizes of the pages that are asked for. Default: ${default}."`
	MaxTime       time.Duration `config:"" default:"30s" placeholder:"TIME" help:"How long an operation may take. Default: ${default}."`
	MaxOperations int           `config:"" default:"64" placeholder:"N" help:"How many operations work at one time; one caller has half of them at most. Default: ${default}."`
	MaxWaiting    int           `config:"" default:"256" placeholder:"N" help:"How many wait for their turn; one caller has a quarter of these places at most. Default: ${default}."`
	MaxFeeds      int           `config:"" default:"32" placeholder:"N" help:"How many feeds of changes there are at one time. Default: ${default}."`
	MaxExports    int           `config:"" default:"4" placeholder:"N" help:"How many exports there are at one time. Default: ${default}."`

	MaxIntrospectionDepth int `config:"" default:"20" placeholder:"N" help:"How deep fields of questions about the schema may be nested. Default: ${default}."`

	MaxSubscriptions       int `config:"" default:"8192" placeholder:"N" help:"How many subscriptions there are at one time; one caller has a quarter of them at most. Default: ${default}."`
	MaxSocketSubscriptions int `config:"" default:"32" placeholder:"N" help:"How many of them on one WebSocket. Default: ${default}."`
	MaxSockets             int `config:"" default:"1024" placeholder:"N" help:"How many WebSockets there are at one time. Default: ${default}."`

	MaxPersisted int `config:"" default:"8388608" placeholder:"BYTES" help:"How many bytes of documents are kept that clients name by their hashes. Default: ${default}."`
}

// A boundedFlag is one that says how much of something there may be.
type boundedFlag struct {
	name  string
	value *int
	most  int // that can be said
}

func (f *limitFlags) numbers() []boundedFlag {
	const mib, many = 1 << 20, 1_000_000
	return []boundedFlag{
		{"max-body", &f.MaxBody, 64 * mib},
		{"max-values", &f.MaxValues, 10 * many},
		{"max-nesting", &f.MaxNesting, 1_000},
		{"max-tokens", &f.MaxTokens, many},
		{"max-name", &f.MaxName, many},
		{"max-depth", &f.MaxDepth, 1_000},
		{"max-introspection-depth", &f.MaxIntrospectionDepth, 1_000},
		{"max-aliases", &f.MaxAliases, many},
		{"max-root-fields", &f.MaxRootFields, many},
		{"max-repeats", &f.MaxRepeats, many},
		{"max-directives", &f.MaxDirectives, many},
		{"max-selections", &f.MaxSelections, 100 * many},
		{"max-objects", &f.MaxObjects, 100 * many},
		{"max-operations", &f.MaxOperations, many},
		{"max-waiting", &f.MaxWaiting, many},
		{"max-feeds", &f.MaxFeeds, many},
		{"max-exports", &f.MaxExports, many},
		{"max-subscriptions", &f.MaxSubscriptions, many},
		{"max-socket-subscriptions", &f.MaxSocketSubscriptions, many},
		{"max-sockets", &f.MaxSockets, many},
		{"max-persisted", &f.MaxPersisted, 1024 * mib},
	}
}

// mostTime bounds --max-time.
const mostTime = time.Hour

// check refuses what is no limit.
func (f *limitFlags) check() error {
	for _, n := range f.numbers() {
		if *n.value < 1 || *n.value > n.most {
			return failed(codeUsage, "--%s %d: is not between 1 and %d", n.name, *n.value, n.most)
		}
	}
	if f.MaxTime <= 0 || f.MaxTime > mostTime {
		return failed(codeUsage, "--max-time %s: is not between 0 and %s", f.MaxTime, mostTime)
	}
	return nil
}

// apply has a server keep the limits.
func (f *limitFlags) apply(o *web.Options) {
	l := &o.Limits
	l.Body, l.Tokens, l.Depth, l.Aliases, l.RootFields, l.Directives = f.MaxBody, f.MaxTokens, f.MaxDepth, f.MaxAliases, f.MaxRootFields, f.MaxDirectives
	l.Values, l.Nesting, l.Name, l.IntrospectionDepth, l.Repeats, l.Selections = f.MaxValues, f.MaxNesting, f.MaxName, f.MaxIntrospectionDepth, f.MaxRepeats, f.MaxSelections
	l.Complexity, l.Operations, l.Waiting = f.MaxObjects, f.MaxOperations, f.MaxWaiting
	l.Feeds, l.Exports, l.Persisted = f.MaxFeeds, f.MaxExports, f.MaxPersisted
	l.Subscriptions, l.SocketSubscriptions, l.Sockets = f.MaxSubscriptions, f.MaxSocketSubscriptions, f.MaxSockets
	o.Timeouts.Operation = f.MaxTime
}
