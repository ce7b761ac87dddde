package ingest

import (
	"context"
	"slices"

	"hudna/graph"
)

// A renaming leads from ids that records had, which a source may still know them
// by, to those that they have since their markings were raised.
type renaming map[graph.ID]graph.ID

// learn looks some ids up.
func (n renaming) learn(ctx context.Context, reader graph.Reader, ids []graph.ID) error {
	for some := range slices.Chunk(ids, renameStep) {
		now, err := reader.Renamed(ctx, some)
		if err != nil {
			return err
		}
		for i, id := range now {
			if id != "" {
				n[some[i]] = id
			}
		}
	}
	return nil
}

// renameStep is how many ids are looked up at once.
const renameStep = 10_000

// apply gives the record of a line, and what it refers to, the ids that they
// have now.
func (n renaming) apply(p *placed) {
	if len(n) == 0 {
		return
	}
	_, former := n[p.id()]
	p.former = p.former || former
	of := func(id *graph.ID) {
		if now, ok := n[*id]; ok {
			*id = now
		}
	}
	switch {
	case p.Record != nil:
		p.Record = graph.Rename(p.Record, n)
	case p.Retract != nil:
		of(&p.Retract.ID)
	case p.Restore != nil:
		of(&p.Restore.ID)
	case p.Mark != nil:
		of(&p.Mark.ID)
	}
}

// kept is a line whose record keeps the marking that it was given since.
func (p *placed) kept(now graph.Record) {
	if p.former && p.Record != nil && now != nil {
		p.Record.Shared().Marking = now.Shared().Marking
	}
}

// rename gives the lines of a commit the ids that records have now.
func (r *run) rename(reader graph.Reader, lines []placed) error {
	var ids []graph.ID
	for i := range lines {
		ids = append(ids, lines[i].id())
		if lines[i].Record != nil {
			graph.References(lines[i].Record, func(ref graph.Reference) { ids = append(ids, ref.ID) })
		}
	}
	slices.Sort(ids)
	now := renaming{}
	if err := now.learn(r.ctx, reader, slices.Compact(ids)); err != nil {
		return err
	}
	for i := range lines {
		now.apply(&lines[i])
	}
	return nil
}

// rename gives what is in the spool the ids that records have now.
func (s *spool) rename(ctx context.Context, reader graph.Reader) error {
	s.renamed = renaming{}
	if err := s.renamed.learn(ctx, reader, s.ids); err != nil {
		return err
	}
	for old, now := range s.renamed {
		n := s.numbers[old]
		s.ids[n] = now
		if m, numbered := s.numbers[now]; !numbered {
			s.numbers[now] = n
		} else if s.of[m] == nobody {
			s.of[m] = s.of[n]
		}
	}
	return nil
}
