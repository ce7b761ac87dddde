package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage"
)

// The exit codes.
const (
	codeOK          = 0
	codeRefused     = 1
	codeUsage       = 2
	codeNotOpened   = 3
	codeDamage      = 4
	codeFull        = 5
	codeFailed      = 6
	codeInterrupted = 130
)

// exitCodes lists them for people.
func exitCodes() string {
	var b strings.Builder
	for _, c := range []struct {
		code int
		says string
	}{
		{codeOK, "done"},
		{codeRefused, "what was brought is refused, or the answer has errors"},
		{codeUsage, "the command line makes no sense"},
		{codeNotOpened, "the graph cannot be opened or reached: it is missing, in use, read-only, or of another format"},
		{codeDamage, "stored data is damaged or missing"},
		{codeFull, "the storage is full"},
		{codeFailed, "something else failed"},
		{codeInterrupted, "interrupted before it was done (serve stops with 0)"},
	} {
		fmt.Fprintf(&b, "    %3d  %s\n", c.code, c.says)
	}
	return b.String()
}

// A failure is the end of a command: what is said, in one sentence, and the
// exit code. What has been said already has nothing to say.
type failure struct {
	code int
	say  string
	err  error
}

func (f failure) Error() string { return f.say }

func (f failure) Unwrap() error { return f.err }

func failed(code int, format string, args ...any) error {
	return failure{code: code, say: fmt.Sprintf(format, args...)}
}

// failureOf finds the exit code for an error.
func failureOf(err error) failure {
	var known failure
	if errors.As(err, &known) {
		return known
	}
	f := failure{code: codeFailed, say: err.Error(), err: err}
	for _, c := range []struct {
		is   error
		code int
	}{
		{graph.ErrCorrupt, codeDamage},
		{storage.ErrCorrupt, codeDamage},
		{graph.ErrFull, codeFull},
		{storage.ErrFull, codeFull},
		{graph.ErrInvalid, codeRefused},
		{graph.ErrNotFound, codeRefused},
		{graph.ErrConflict, codeRefused},
		{graph.ErrForbidden, codeRefused},
		{graph.ErrTooLarge, codeRefused},
		{graph.ErrTooComplex, codeRefused},
	} {
		if errors.Is(err, c.is) {
			f.code = c.code
			break
		}
	}
	return f
}

// notOpened says in one sentence why the graph in a directory cannot be opened.
func notOpened(dir string, err error) error {
	var other *ledger.FormatError
	f := failure{code: codeNotOpened, err: err}
	switch {
	case errors.As(err, &other) && other.Found < other.Supported:
		f.say = fmt.Sprintf("%s was written by an older hudna: it has format %d, and this program works on format %d; `hudna upgrade` makes it anew", dir, other.Found, other.Supported)
	case errors.As(err, &other):
		f.say = fmt.Sprintf("%s was written by a newer hudna: it has format %d, and this program knows formats up to %d; use that newer program", dir, other.Found, other.Supported)
	case errors.Is(err, storage.ErrLocked):
		f.say = fmt.Sprintf("%s is in use by another process, perhaps `hudna serve`: stop that first, or ask it over HTTP, with --server http://127.0.0.1:8080 where a command has that", dir)
	case errors.Is(err, storage.ErrUnclean):
		f.say = fmt.Sprintf("%s was not closed cleanly, and has to be opened once where it can be written to", dir)
	case errors.Is(err, storage.ErrReadOnly):
		f.say = fmt.Sprintf("%s cannot be written to; export, query and check need only read it", dir)
	case errors.Is(err, storage.ErrFull), errors.Is(err, graph.ErrFull):
		f.code, f.say = codeFull, fmt.Sprintf("the storage of %s is full: %v", dir, err)
	case errors.Is(err, storage.ErrCorrupt), errors.Is(err, graph.ErrCorrupt):
		f.code, f.say = codeDamage, fmt.Sprintf("%s is damaged, and was not opened: %s", dir, oneLine(err))
	case errors.Is(err, fs.ErrNotExist):
		f.say = fmt.Sprintf("there is no graph in %s: `hudna import` or `hudna serve` makes one", dir)
	default:
		f.say = fmt.Sprintf("%s cannot be opened: %s", dir, oneLine(err))
	}
	return f
}

// oneLine writes joined errors in one line.
func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }
