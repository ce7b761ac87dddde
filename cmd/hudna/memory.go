package main

import "runtime/debug"

// limitMemory has the collector keep the process below so many bytes, as far as it
// can, unless whoever started the process asked for fewer (GOMEMLIMIT), until the
// function that it gives is called.
func limitMemory(bytes int64) func() {
	was := debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(was, bytes))
	return func() { debug.SetMemoryLimit(was) }
}
