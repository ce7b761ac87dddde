package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"text/tabwriter"

	"hudna/graph"
	"hudna/graph/ledger"
)

type statsCommand struct {
	whereFlags
	JSON bool `name:"json" help:"Print it as a JSON object, for machines."`
}

// Help is the end of the command's help.
func (statsCommand) Help() string {
	return `How many records there are of each kind, as they are listed: published, and of statements neither superseded nor coded by a machine; and how many drafts.

Of a directory it also says what the store is made of: it reads every key, and counts keys and bytes by class, also for each statement. Bytes are those of keys and values; what the engine makes of them on the disk stands at the end.

Examples:

    hudna stats
    hudna stats --data ./syria
    hudna stats --server http://127.0.0.1:8080 --json
`
}

// A statistic is what is told of a graph and, where it is in a directory, of its
// store.
type statistic struct {
	Revision graph.Revision `json:"revision"`
	Records  []counted      `json:"records"`
	Store    *storeSize     `json:"store,omitempty"`
}

// A counted is how many records of a kind there are; nil where they are too many
// to be counted in one answer.
type counted struct {
	Kind  string `json:"kind"`
	Count *int64 `json:"count"`
}

// A storeSize is what a store is made of.
type storeSize struct {
	Classes   []classSize `json:"classes"`
	DiskBytes uint64      `json:"diskBytes"`
}

type classSize struct {
	Class      string `json:"class"`
	Keys       uint64 `json:"keys"`
	KeyBytes   uint64 `json:"keyBytes"`
	ValueBytes uint64 `json:"valueBytes"`
}

// countedLists are the lists of the API that are counted.
var countedLists = []string{"actors", "statements", "drafts", "events", "locations", "agreements", "documents", "topics"}

// Run counts.
func (c *statsCommand) Run(ctx context.Context, p *program) (err error) {
	at, err := c.reading(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, at.Close()) }()
	told, err := countRecords(ctx, at)
	if err != nil {
		return err
	}
	d, here := at.(*directory)
	if !here {
		return c.print(p.stdout, told, nil)
	}
	shown := p.progress("stats", 0)
	sizes, err := d.Sizes(ctx, func(n uint64) { shown.line(fmt.Sprintf("%d keys read", n)) })
	shown.done()
	if err != nil {
		return err
	}
	disk, err := onDisk(filepath.Join(c.dir(), storeName))
	if err != nil {
		return err
	}
	told.Store = &storeSize{DiskBytes: disk}
	for _, s := range sizes {
		told.Store.Classes = append(told.Store.Classes, classSize(s))
	}
	return c.print(p.stdout, told, sizes)
}

// countRecords counts the records of each kind, all as of one revision.
func countRecords(ctx context.Context, at endpoint) (*statistic, error) {
	now, err := newest(ctx, at)
	if err != nil {
		return nil, err
	}
	told := &statistic{Revision: now}
	for _, kind := range countedLists {
		data, _, err := ask[struct{ List struct{ TotalCount int64 } }](ctx, at, operation{document: `{ list: ` + kind + ` { totalCount } }`, asOf: &now})
		n := &data.List.TotalCount
		switch {
		case errors.Is(err, graph.ErrTooComplex), errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
			n = nil
		case err != nil:
			return nil, err
		}
		told.Records = append(told.Records, counted{kind, n})
	}
	return told, nil
}

func (c *statsCommand) print(w io.Writer, told *statistic, sizes []ledger.Size) error {
	if c.JSON {
		return printJSON(w, told)
	}
	fmt.Fprintf(w, "revision %d\n", told.Revision)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range told.Records {
		n := "too many to be counted at once"
		if r.Count != nil {
			n = strconv.FormatInt(*r.Count, 10)
		}
		fmt.Fprintf(t, "  %s\t%s\n", r.Kind, n)
	}
	if err := t.Flush(); err != nil || told.Store == nil {
		return err
	}
	fmt.Fprintln(w)
	return printSizes(w, sizes, told.Store.DiskBytes)
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
