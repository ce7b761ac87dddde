package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"hudna/graph/projection"
)

// firstSeen is what the store was like when it was opened first, before anything of
// it was changed.
type firstSeen struct {
	head  *head
	epoch uint64
}

// binding says of which graph, as of when, a checkpoint of the projection is.
// The epoch counts how often the store was opened to be written to: a
// checkpoint is of use only to the next who opens it, and only where the one
// before had closed it.
func (l *Ledger) binding(h *head, epoch uint64) projection.Binding {
	c := &h.commit
	said := fmt.Sprintf("%d %d %d %d %d", epoch, c.Revision, c.Time.UnixNano(), h.policy, h.nextNode)
	return projection.Binding(l.keyedHash("projection", []byte(said)))
}

// checkpointed is the projection that was left behind when the store was closed
// last, or nil: it is a cache, and thrown away when in doubt.
func (l *Ledger) checkpointed() *projection.Table {
	if l.opts.Checkpoint == "" || l.first.head.commit.Revision == 0 {
		return nil
	}
	f, err := os.Open(l.opts.Checkpoint)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return nil
	}
	t, err := projection.Load(f, info.Size(), l.binding(l.first.head, l.first.epoch))
	if err != nil {
		return nil
	}
	t.Tidy()
	return t
}

// leave writes the projection for who opens the store next. What was left before
// is of no use to them.
func (l *Ledger) leave() error {
	path := l.opts.Checkpoint
	if path == "" || l.opts.ReadOnly {
		return nil
	}
	t, h := l.project.table.Load(), l.head.Load()
	if t == nil || uint64(t.Revision()) != uint64(h.commit.Revision) || h.commit.Revision == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing the checkpoint: %w", err)
		}
		return nil
	}
	next := path + ".new"
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err == nil {
		err = errors.Join(t.Save(f, l.binding(h, l.epoch)), f.Close())
	}
	if err == nil {
		err = os.Rename(next, path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing the checkpoint: %w", err), os.Remove(next))
	}
	return nil
}
