package badgerkv

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"

	"github.com/dgraph-io/badger/v4"
	"golang.org/x/sys/unix"

	"hudna/storage"
)

// A journal makes a commit durable before the engine has it, so that the next
// update can run while the engine takes this one in. The engine syncs what it
// takes in as it always does, and has one commit at most to take in: a journal
// that holds the last two has all that the engine may lack. It is a file with two
// places, which are written in turns.
//
// Who opens a store that has one, because a writer was stopped, gives the engine
// what is in it: the older of the two first, as the engine may have the newer, or
// neither. That may be done again from the beginning as long as nothing has been
// written that is newer. So the journal is removed before that, and whenever the
// store is closed.
type journal struct {
	file *os.File
	last uint64 // the number of the last commit
	buf  []byte
}

// journalFile is the journal's name, and journalPlace where the second of its
// places begins: behind the longest commit, with what is written beside the bytes
// of keys and values.
const (
	journalFile  = "JOURNAL"
	journalPlace = 8 << 20

	journalHead = 16 // bytes before a commit: its length, its checksum and its number
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// makeJournal makes an empty one.
func (d *directory) makeJournal() (*journal, error) {
	f, err := os.OpenFile(d.file(journalFile), os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("badgerkv: %w", err)
	}
	if err := d.sync(); err != nil {
		return nil, errors.Join(fmt.Errorf("badgerkv: %w", err), f.Close())
	}
	return &journal{file: f}, nil
}

// dropJournal removes the journal, if there is one, before anything is written
// that it does not have.
func (d *directory) dropJournal() error {
	err := os.Remove(d.file(journalFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, d.sync())
}

// add writes a commit and syncs it. An error says that it may be there or not.
func (j *journal) add(w *writes) error {
	j.last++
	b := append(j.buf[:0], make([]byte, journalHead)...)
	w.tree.Scan(func(p storage.Pair) bool {
		b = binary.AppendUvarint(b, uint64(len(p.Key)))
		b = append(b, p.Key...)
		b = binary.AppendUvarint(b, uint64(len(p.Value))) // 0 for a deletion: no value is empty
		b = append(b, p.Value...)
		return true
	})
	j.buf = b
	if len(b) > journalPlace {
		return fmt.Errorf("a commit takes %d bytes", len(b))
	}
	binary.BigEndian.PutUint32(b, uint32(len(b)-journalHead))
	binary.BigEndian.PutUint64(b[8:], j.last)
	binary.BigEndian.PutUint32(b[4:], crc32.Checksum(b[8:], castagnoli))
	if _, err := j.file.WriteAt(b, int64(j.last%2)*journalPlace); err != nil {
		return err
	}
	return unix.Fdatasync(int(j.file.Fd()))
}

func (j *journal) close() error { return j.file.Close() }

// A kept is a commit in a journal.
type kept struct {
	number uint64
	pairs  []byte
}

// readJournal gives what is whole in a journal, the older first. A commit that is
// not whole was never acknowledged.
func (d *directory) readJournal() (commits []kept, err error) {
	b, err := os.ReadFile(d.file(journalFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("badgerkv: %w", err)
	}
	for at := 0; at+journalHead <= len(b) && at <= journalPlace; at += journalPlace {
		place := b[at:]
		size := int(binary.BigEndian.Uint32(place))
		if size == 0 || size > len(place)-journalHead || crc32.Checksum(place[8:journalHead+size], castagnoli) != binary.BigEndian.Uint32(place[4:]) {
			continue
		}
		commits = append(commits, kept{binary.BigEndian.Uint64(place[8:]), place[journalHead : journalHead+size]})
	}
	if len(commits) == 2 && commits[0].number > commits[1].number {
		commits[0], commits[1] = commits[1], commits[0]
	}
	return commits, nil
}

var errJournal = errors.New("badgerkv: the journal is not as it is written")

// replay gives a commit to the engine, which syncs it.
func (k kept) replay(db *badger.DB) error {
	txn := db.NewTransaction(true)
	defer txn.Discard()
	b := k.pairs
	cut := func() []byte {
		n, length := binary.Uvarint(b)
		if length <= 0 || n > uint64(len(b)-length) {
			b = nil
			return nil
		}
		piece := b[length : length+int(n) : length+int(n)] //nolint:gosec // no more than there is
		b = b[length+int(n):]
		return piece
	}
	for len(b) > 0 {
		key, value := cut(), cut()
		var err error
		switch {
		case len(key) == 0 || value == nil:
			err = errJournal
		case len(value) == 0:
			err = txn.Delete(escape(key))
		default:
			err = txn.Set(escape(key), value)
		}
		if err != nil {
			return err
		}
	}
	return txn.Commit()
}

// replayJournal gives the engine what a writer that was stopped has left in its
// journal, and removes that.
func (d *directory) replayJournal(db *badger.DB) error {
	commits, err := d.readJournal()
	if err != nil {
		return err
	}
	for _, k := range commits {
		if err := k.replay(db); err != nil {
			return fmt.Errorf("badgerkv: replaying the journal: %w", err)
		}
	}
	return d.dropJournal()
}
