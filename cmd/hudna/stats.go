package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"text/tabwriter"

	"hudna/graph/ledger"
)

type statsCommand struct {
	dataFlag
}

// Help is the end of the command's help.
func (statsCommand) Help() string {
	return `It reads every key, and counts keys and bytes by class, also for each statement. Bytes are those of keys and values; what the engine makes of them on the disk stands at the end.

Examples:

    hudna stats
    hudna stats --data ./syria
`
}

// Run counts.
func (c *statsCommand) Run(ctx context.Context, p *program) (err error) {
	g, err := p.open(ctx, c.dir(), openFlags{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	shown := p.progress("stats", 0)
	sizes, err := g.Sizes(ctx, func(n uint64) { shown.line(fmt.Sprintf("%d keys read", n)) })
	shown.done()
	if err != nil {
		return err
	}
	disk, err := onDisk(filepath.Join(c.dir(), storeName))
	if err != nil {
		return err
	}
	return printSizes(p.stdout, sizes, disk)
}

// onDisk adds up the files of a store, but for those that only take up space.
func onDisk(store string) (bytes uint64, err error) {
	err = filepath.WalkDir(store, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || entry.Name() == "BALLAST" {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			bytes += uint64(info.Size())
		}
		return err
	})
	return bytes, err
}

func printSizes(w io.Writer, sizes []ledger.Size, disk uint64) error {
	var all, postings ledger.Size
	statements := uint64(0)
	for _, s := range sizes {
		all.Keys += s.Keys
		all.KeyBytes += s.KeyBytes
		all.ValueBytes += s.ValueBytes
		switch s.Class {
		case ledger.StatementClass:
			statements += s.Keys
		case ledger.PostingClass:
			postings = s
		}
	}
	each := func(n uint64) string {
		if statements == 0 {
			return "-"
		}
		return fmt.Sprintf("%.2f", float64(n)/float64(statements))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "class\tkeys\tkey bytes\tvalue bytes\tkeys each\tbytes each\t")
	row := func(class string, s ledger.Size) {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\t%s\t\n", class, s.Keys, s.KeyBytes, s.ValueBytes, each(s.Keys), each(s.KeyBytes+s.ValueBytes))
	}
	for _, s := range sizes {
		row(s.Class, s)
	}
	row("all", all)
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%d statements, %s keys each without postings, %d bytes on disk, %s each\n",
		statements, each(all.Keys-postings.Keys), disk, each(disk))
	return err
}
