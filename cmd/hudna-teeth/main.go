// Hudna-teeth shows that the tests bite. It takes lines of behaviour out of a package, one at a time, runs the test that
// is said to defend them, and demands that it fails.
//
// What is taken out is listed under .ci/teeth, a file for each package (graph/ledger.txt for graph/ledger), written by
// those who wrote the package; CONTRIBUTING.md shows the form, and [parse] settles it. Nothing in the tree is changed:
// the altered file is laid over the original for the one run (go help build, -overlay).
//
// Usage:
//
//	hudna-teeth [-dir MODULE] [-min N] [PACKAGE...]
//
// It prints a line for each entry and exits with 1 if a test failed to fail, if an entry does not fit its file or does
// not compile, or if a package has fewer entries than N.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main with its surroundings handed in. It returns the exit code: 0 all seen, 1 not so, 2 wrong usage.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("hudna-teeth", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dir := flags.String("dir", ".", "the module's root")
	least := flags.Int("min", 5, "how many entries each package has at least")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: hudna-teeth [-dir MODULE] [-min N] [PACKAGE...]")
		fmt.Fprintln(stderr, "takes lines of behaviour out of the packages (default: all), one at a time, and demands that a test fails")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return 2
	}

	m := module{dir: *dir}
	lists, err := m.lists(ctx, flags.Args())
	if err != nil {
		fmt.Fprintln(stderr, "hudna-teeth:", err)
		return 2
	}

	seen, faults := 0, 0
	for _, l := range lists {
		if l.exempt == "" && len(l.entries) < *least {
			faults++
			fmt.Fprintf(stdout, "%s: %d entries, at least %d are wanted\n", l.pkg, len(l.entries), *least)
		}
		if l.exempt != "" {
			fmt.Fprintf(stdout, "%s: exempt: %s\n", l.pkg, l.exempt)
		}
		for _, e := range l.entries {
			verdict, err := m.try(ctx, e)
			if ctx.Err() != nil {
				fmt.Fprintln(stderr, "hudna-teeth: interrupted")
				return 1
			}
			if err != nil {
				faults++
				fmt.Fprintf(stdout, "%s: %s: NOT SHOWN: %v\n", l.pkg, e.sentence, err)
				continue
			}
			seen++
			fmt.Fprintf(stdout, "%s: %s: %s\n", l.pkg, e.sentence, verdict)
		}
	}
	fmt.Fprintf(stdout, "taken out and seen: %d; packages: %d; faults: %d\n", seen, len(lists), faults)
	if faults > 0 {
		return 1
	}
	return 0
}
