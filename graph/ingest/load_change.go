package ingest

import (
	"context"
	"fmt"
	"hash/maphash"
	"slices"

	"hudna/graph"
)

// change finds out what a batch has to do.
func (l *load) change(ctx context.Context, batch []*row) (*change, error) {
	head, err := l.g.Head(ctx)
	if err != nil {
		return nil, err
	}
	c := l.changing(head.Revision)
	reader := c.reader
	if err := l.fetch(ctx, reader, c, batch); err != nil {
		return nil, err
	}
	for _, r := range batch {
		c.tally.row = r.number
		switch {
		case r.passed:
			c.tally.passed++
			continue
		case len(r.invalid) > 0:
			c.tally.rowsRefused++
			continue
		}
		if err := l.row(ctx, reader, c, r); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// changing begins a change of what is there at a revision.
func (l *load) changing(at graph.Revision) *change {
	return &change{
		slots: map[graph.ID]int{}, now: map[graph.ID]graph.Record{}, claimed: map[graph.ID]*graph.Judgement{},
		reader: l.g.At(graph.View{Revision: at, Clearance: l.o.Principal.Clearance}),
		public: l.g.At(graph.View{Revision: at, Clearance: graph.MarkingPublic}),
	}
}

// fetch reads what the rows of a batch are about and refer to.
func (l *load) fetch(ctx context.Context, reader graph.Reader, c *change, batch []*row) error {
	var ids []graph.ID
	asked := map[graph.ID]bool{}
	ask := func(id graph.ID) {
		if !asked[id] && !l.known[id] {
			asked[id] = true
			ids = append(ids, id)
		}
	}
	for _, r := range batch {
		if r.passed || len(r.invalid) > 0 {
			continue
		}
		for _, with := range r.With {
			ask(with.Shared().ID)
		}
		for _, record := range r.Records {
			ask(record.Shared().ID)
		}
		for _, amend := range r.Amends {
			for _, id := range amend.IDs {
				delete(l.known, id) // it has to be read
				delete(l.known, l.at(id))
				ask(l.at(id))
			}
		}
	}
	var absent []graph.ID
	read := func(ids []graph.ID) error {
		found, err := reader.Records(ctx, ids)
		if err != nil {
			return err
		}
		for i, record := range found {
			if record != nil {
				c.now[record.Shared().ID] = record
			} else {
				absent = append(absent, ids[i])
			}
		}
		return nil
	}
	if err := read(ids); err != nil || len(absent) == 0 {
		return err
	}
	gone := absent
	now, err := reader.Renamed(ctx, gone)
	if err != nil {
		return err
	}
	var renamed []graph.ID
	for i, id := range now {
		if id != "" {
			l.moved[gone[i]] = id
			renamed = append(renamed, id)
		}
	}
	if len(renamed) == 0 {
		return nil
	}
	return read(renamed)
}

// at is the id under which a record is in the graph.
func (l *load) at(id graph.ID) graph.ID {
	if now, ok := l.moved[id]; ok {
		return now
	}
	return id
}

// moving gives a record the ids that it and what it refers to have in the graph.
func (l *load) moving(r graph.Record) graph.Record {
	if len(l.moved) == 0 {
		return r
	}
	return graph.Rename(r, l.moved)
}

// row adds to a change what one row has to do.
func (l *load) row(ctx context.Context, reader graph.Reader, c *change, r *row) error {
	if missing := l.missing(c, r); missing != "" {
		r.invalid = []Refusal{{Place: Place{l.s.Name, r.Line}, Reason: fmt.Sprintf("there is no record %s: import it first", missing)}}
		l.report.Rows.Refused++
		l.report.refuse(r.invalid[0])
		c.tally.rowsRefused++
		return l.reject(r)
	}
	for _, with := range r.With {
		id := with.Shared().ID
		if l.known[id] || l.known[l.at(id)] || c.now[l.at(id)] != nil {
			if _, made := c.slots[l.at(id)]; !made {
				l.known[id] = true
			}
			continue
		}
		meant, err := l.o.Resolver.Resolve(ctx, reader, l.moving(with))
		if err != nil {
			return err
		}
		if meant != "" {
			l.moved[id] = meant
			l.known[id] = true
			if err := c.read(ctx, r, meant); err != nil {
				return err
			}
			continue
		}
		with = l.moving(with)
		c.put(graph.VerbCreate, with, r)
		c.made = append(c.made, with.Shared().ID)
		c.tally.made++
		if err := l.judge(ctx, c, r, with); err != nil {
			return err
		}
	}
	for _, record := range r.Records {
		if err := l.record(ctx, reader, c, r, l.moving(record)); err != nil {
			return err
		}
	}
	if err := l.amend(ctx, c, r); err != nil {
		return err
	}
	if r.Flagged != "" {
		c.tally.flagged++
	}
	if r.tooLarge {
		c.tally.keptApart++
	}
	return nil
}

// read takes a record into a change that a row may add to.
func (c *change) read(ctx context.Context, r *row, id graph.ID) error {
	if len(r.Amends) == 0 || c.now[id] != nil {
		return nil
	}
	there, err := c.reader.Record(ctx, id)
	if err == nil {
		c.now[id] = there
	}
	return err
}

// put makes an operation of a record, or changes the one that there is.
func (c *change) put(verb graph.Verb, record graph.Record, r *row) {
	id := record.Shared().ID
	c.now[id] = record
	if i, there := c.slots[id]; there {
		c.ops[i].Record = record
		return
	}
	c.slots[id] = len(c.ops)
	c.ops, c.of = append(c.ops, graph.Op{Verb: verb, Record: record}), append(c.of, r)
}

// record compares what a row is about with what is in the graph.
func (l *load) record(ctx context.Context, reader graph.Reader, c *change, r *row, record graph.Record) error {
	now := c.now[record.Shared().ID]
	if l.moved[r.Records[0].Shared().ID] != "" {
		l.ids[maphash.String(l.seed, string(record.Shared().ID))] = int32(r.Line)
	}
	if now == nil {
		c.put(graph.VerbCreate, record, r)
		c.tally.new++
		return nil
	}
	m := now.Shared()
	if m.Status == graph.StatusRetracted && m.StatusReason == goneReason {
		c.restores = append(c.restores, graph.Op{Verb: graph.VerbRestore, ID: m.ID, Reason: "the file has it again"})
	}
	if record.Shared().Marking != m.Marking {
		// What it was given since it was imported holds.
		record.Shared().Marking = m.Marking
	}
	if sameButFor(record, now) {
		c.tally.same++
		return nil
	}
	if m.Status == graph.StatusRetracted {
		l.report.note("%s: %s was retracted by somebody: it stays so", Place{l.s.Name, r.Line}, m.ID)
		c.tally.same++
		return nil
	}
	since, err := earlierBut(ctx, reader, record)
	if err != nil {
		return err
	}
	if since > 0 {
		l.report.note("%s: %s was like this in revision %d and has been changed since: it stays as it is now", Place{l.s.Name, r.Line}, m.ID, since)
		c.tally.same++
		return nil
	}
	c.put(graph.VerbCorrect, record, r)
	c.tally.changed++
	return nil
}

// sameButFor compares two records, but for where they come from and for a
// retraction. The first gets back what it had.
func sameButFor(record, now graph.Record) bool {
	m := record.Shared()
	mine, status, reason := provenanceIn(record), m.Status, m.StatusReason
	withProvenance(record, provenanceIn(now))
	m.Status, m.StatusReason = now.Shared().Status, now.Shared().StatusReason
	same := graph.Equal(record, now)
	withProvenance(record, mine)
	m.Status, m.StatusReason = status, reason
	return same
}

// earlierBut finds the revision in which a record was what a row says, though it
// no longer is: 0 for none.
func earlierBut(ctx context.Context, reader graph.Reader, record graph.Record) (graph.Revision, error) {
	page := graph.Page{First: 20}
	for {
		versions, err := reader.History(ctx, record.Shared().ID, page)
		if err != nil {
			return 0, err
		}
		for _, v := range versions.Items {
			if v.Value.Record != nil && v.Value.Record.Shared().Status != graph.StatusRetracted && sameButFor(record, v.Value.Record) {
				return v.Value.Commit.Revision, nil
			}
			page.After = v.Cursor
		}
		if !versions.More {
			return 0, nil
		}
	}
}

// amended finds the record that a row adds to, nil for none.
func (l *load) amended(c *change, amend Amend) graph.Record {
	for _, id := range amend.IDs {
		if now := c.now[l.at(id)]; now != nil {
			return now
		}
	}
	return nil
}

// missing is the id of a record that a row adds to and that is not there.
func (l *load) missing(c *change, r *row) graph.ID {
	brings := func(id graph.ID) bool {
		of := func(record graph.Record) bool { return record.Shared().ID == id }
		return slices.ContainsFunc(r.With, of) || slices.ContainsFunc(r.Records, of)
	}
	for _, amend := range r.Amends {
		if l.amended(c, amend) == nil && !slices.ContainsFunc(amend.IDs, brings) {
			return amend.IDs[0]
		}
	}
	return ""
}

// amend adds what a row says of records that are there.
func (l *load) amend(ctx context.Context, c *change, r *row) error {
	for _, amend := range r.Amends {
		now := l.amended(c, amend)
		if now.Shared().Status == graph.StatusRetracted {
			continue
		}
		then := amend.Add(now)
		if then == now || graph.Equal(then, now) {
			c.tally.same++
			continue
		}
		then = l.moving(then)
		c.put(graph.VerbCorrect, then, r)
		c.tally.changed++
		if err := l.judgeNamed(ctx, c, r, now, then); err != nil {
			return err
		}
	}
	return nil
}
