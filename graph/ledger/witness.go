package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"

	"hudna/graph"
)

// A Witness remembers the last acknowledged revision outside of the store, so
// that a store which has lost revisions is found out when it is opened. It is
// not synced: it may be behind, never ahead.
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
		return 0, &graph.CorruptError{What: "witness " + string(w), Err: errors.New("it is not what was written; `hudna check` says whether the store is whole, and then the file may be removed")}
	}
	return graph.Revision(binary.BigEndian.Uint64(data[len(witnessMagic):])), nil
}

// Store writes the file in place: it always has one size, and one page of it
// is written at once.
func (w FileWitness) Store(r graph.Revision) error {
	data := make([]byte, 0, witnessLen)
	data = append(data, witnessMagic...)
	data = binary.BigEndian.AppendUint64(data, uint64(r))
	data = binary.BigEndian.AppendUint32(data, crc32.Checksum(data, castagnoli))
	f, err := os.OpenFile(string(w), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("writing the witness: %w", err)
	}
	if _, err := f.WriteAt(data, 0); err != nil {
		return errors.Join(fmt.Errorf("writing the witness: %w", err), f.Close())
	}
	return f.Close()
}
