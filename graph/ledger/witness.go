package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"

	"hudna/graph"
)

// A Witness remembers the last acknowledged revision outside of the store, so
// that a store which has lost revisions is found out when it is opened. What it
// remembers is not synced: it may be behind, never ahead.
type Witness interface {
	// Load gives the revision, 0 when none was ever stored.
	Load() (graph.Revision, error)
	Store(graph.Revision) error
}

// A FileWitness is a witness in a file of its own.
type FileWitness string

const witnessMagic = "hudna witness 1\n"

const witnessLen = len(witnessMagic) + 8 + 4

// Load reads the file. A file that is damaged or cut short says nothing, and is
// refused with [graph.ErrCorrupt]: to take it away is the operator's decision.
func (w FileWitness) Load() (graph.Revision, error) {
	data, err := os.ReadFile(string(w))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("reading the witness: %w", err)
	}
	n := witnessLen - 4
	if len(data) != witnessLen || string(data[:len(witnessMagic)]) != witnessMagic ||
		binary.BigEndian.Uint32(data[n:]) != crc32.Checksum(data[:n], castagnoli) {
		return 0, &graph.CorruptError{What: "witness " + string(w), Err: errors.New("it is not what was written; where `hudna check` finds nothing but this, the file can be removed, and is made again, but whether newer revisions were lost cannot be told any more")}
	}
	return graph.Revision(binary.BigEndian.Uint64(data[len(witnessMagic):])), nil
}

// Store writes the file in place: it always has one size, and one page of it
// is written at once. A file that is not there yet is put there whole and
// synced, so that no loss of power leaves an empty one.
func (w FileWitness) Store(r graph.Revision) error {
	data := make([]byte, 0, witnessLen)
	data = append(data, witnessMagic...)
	data = binary.BigEndian.AppendUint64(data, uint64(r))
	data = binary.BigEndian.AppendUint32(data, crc32.Checksum(data, castagnoli))
	f, err := os.OpenFile(string(w), os.O_WRONLY, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = w.create(data)
	case err == nil:
		_, err = f.WriteAt(data, 0)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fmt.Errorf("writing the witness: %w", err)
	}
	return nil
}

// create writes the file under another name, syncs it, gives it its name, and
// syncs the directory.
func (w FileWitness) create(data []byte) error {
	next := string(w) + ".new"
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(next, string(w)); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(string(w)))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
