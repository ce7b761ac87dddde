// Command hudna keeps a graph of ceasefires and of who said what about whom, in
// a directory, and answers questions about it in GraphQL.
//
// docs/commands.md is its manual; the scripts in testdata/script are the manual
// that is run.
package main

import (
	"os"
	"time"
	_ "time/tzdata" // time zones, also on machines that have none
)

func main() {
	os.Exit(run(os.Args[1:], &program{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		getenv: os.Getenv, now: time.Now, executable: os.Executable, engine: openEngine,
	}))
}
