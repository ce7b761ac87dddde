package badgerkv

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/table"
	"google.golang.org/protobuf/proto"

	"hudna/storage"
)

// compactionFile is the inventory of what there was before the compaction that is
// under way, or that went wrong. It is written before that compaction changes
// anything, and removed when all is known to be there.
const compactionFile = "COMPACTION"

// copySuffix is behind the name of a table in the name of its copy, and
// copyingSuffix behind that of a copy that may not be whole.
const (
	copySuffix    = ".kept"
	copyingSuffix = ".keeping"
)

// An inventory is what a store consisted of before a compaction.
type inventory struct {
	Tables []listed `json:"tables"`
	Newest uint64   `json:"newest"` // the highest version in them
}

type listed struct {
	ID    uint64 `json:"id"`
	Level int    `json:"level"`
}

// add adds tables that are newer than what v has.
func (v *inventory) add(tables []badger.TableInfo) {
	newest := v.Newest
	for _, t := range tables {
		if t.MaxVersion > newest || newest == 0 {
			v.Tables = append(v.Tables, listed{t.ID, t.Level})
			v.Newest = max(v.Newest, t.MaxVersion)
		}
	}
}

var errInventory = errors.New("it is not as it was written")

// writeInventory writes it durably, in the place of one that is there.
func (d *directory) writeInventory(v *inventory) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	sum := binary.BigEndian.AppendUint32(nil, crc32.Checksum(text, castagnoli))
	return d.put(compactionFile, append(sum, text...))
}

// inventory reads it; nil if there is none.
func (d *directory) inventory() (*inventory, error) {
	b, err := os.ReadFile(d.file(compactionFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("badgerkv: %w", err)
	}
	v := new(inventory)
	if len(b) < 4 || binary.BigEndian.Uint32(b) != crc32.Checksum(b[4:], castagnoli) {
		err = errInventory
	} else {
		err = json.Unmarshal(b[4:], v)
	}
	if err != nil {
		return nil, fmt.Errorf("badgerkv: %s: %w: %w", d.file(compactionFile), err, storage.ErrCorrupt)
	}
	return v, nil
}

// dropInventory removes it, before anything that it lists.
func (d *directory) dropInventory() error {
	return errors.Join(os.Remove(d.file(compactionFile)), d.sync())
}

// copyTables copies tables, durably. That of a table has its name and copySuffix behind it,
// and is always whole.
func (d *directory) copyTables(ids []uint64) error {
	for _, id := range ids {
		path := table.NewFilename(id, d.path)
		if there, err := d.has(filepath.Base(path) + copySuffix); err != nil || there {
			if err != nil {
				return err
			}
			continue
		}
		if err := copyFile(path+copyingSuffix, path); err != nil {
			return err
		}
		if err := os.Rename(path+copyingSuffix, path+copySuffix); err != nil {
			return err
		}
	}
	return nil // writing the inventory syncs their names
}

func copyFile(to, from string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }() // it was only read
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	return errors.Join(err, dst.Sync(), dst.Close())
}

// dropCopies removes all copies.
func (d *directory) dropCopies() error {
	var errs []error
	for _, suffix := range []string{copySuffix, copyingSuffix} {
		copies, err := filepath.Glob(d.file("*.sst" + suffix))
		errs = append(errs, err)
		for _, c := range copies {
			errs = append(errs, os.Remove(c))
		}
	}
	return errors.Join(errs...)
}

// tableFile is where a table is read: its copy if it has one, as Badger may have
// removed the table itself.
func (d *directory) tableFile(id uint64) string {
	path := table.NewFilename(id, d.path)
	if _, err := os.Stat(path + copySuffix); err == nil {
		return path + copySuffix
	}
	return path
}

// recall gives the changes that make a list of tables again what v has, and what was
// flushed since. To go back as a whole leaves newer entries above older ones, as
// they were: to add again what is missing, beside what was made of it, would not, and Badger
// drops a deletion when there is nothing below it.
func (v *inventory) recall(d *directory, tables map[uint64]badger.TableManifest) (changes []*pb.ManifestChange, err error) {
	had := make(map[uint64]struct{}, len(v.Tables))
	for _, t := range v.Tables {
		had[t.ID] = struct{}{}
		if _, there := tables[t.ID]; there {
			continue
		}
		changes = append(changes, &pb.ManifestChange{
			Op: pb.ManifestChange_CREATE, Id: t.ID, Level: uint32(t.Level), //nolint:gosec // there are 7 levels
			EncryptionAlgo: pb.EncryptionAlgo_aes, // which Badger says of all, encrypted or not
		})
	}
	for id, t := range tables {
		if _, old := had[id]; old {
			continue
		}
		if t.Level == 0 { // else a compaction has made it, and may have removed it since
			path := d.tableFile(id)
			newest, err := tableVersion(path)
			if err != nil {
				return nil, fmt.Errorf("badgerkv: %s: %w: %w", path, err, storage.ErrCorrupt)
			}
			if newest > v.Newest {
				continue // flushed
			}
		}
		changes = append(changes, &pb.ManifestChange{Op: pb.ManifestChange_DELETE, Id: id})
	}
	slices.SortFunc(changes, func(a, b *pb.ManifestChange) int { return cmp.Compare(a.Id, b.Id) })
	return changes, nil
}

// settle goes back to what there was before a compaction that went wrong, or that
// a stop cut short. Stopped itself, it is begun again.
func (d *directory) settle() error {
	v, err := d.inventory()
	if err != nil {
		return err
	}
	if v == nil {
		return d.dropCopies() // before the engine gives their names to other tables
	}
	m, end, err := d.replay()
	if err != nil {
		return err
	}
	if m.Tables == nil {
		return fmt.Errorf("badgerkv: %s: there is no list of tables beside it: %w", d.file(compactionFile), storage.ErrCorrupt)
	}
	changes, err := v.recall(d, m.Tables)
	if err != nil {
		return err
	}
	back := badger.Manifest{Tables: make(map[uint64]badger.TableManifest)}
	apply(changes, back.Tables)
	if err := d.verify(back, whole); err != nil {
		return err
	}
	if err := d.markUnclean(); err != nil { // it may have been taken away
		return denied(d.path, err)
	}
	if err := d.restoreCopies(); err != nil {
		return denied(d.path, err)
	}
	if err := d.amend(changes, end); err != nil {
		return denied(d.path, err)
	}
	if err := errors.Join(d.dropInventory(), d.dropCopies()); err != nil {
		return denied(d.path, err)
	}
	return nil
}

// takeStock writes the inventory of what there is before logs are replayed. Badger
// keeps the log of a memtable for as long as an iterator has stood on that,
// and after a stop replays it although it was flushed: what was deleted since, and compacted
// away, would be back. What comes of such a log is not newer than what there was.
func (d *directory) takeStock(m badger.Manifest) error {
	v := new(inventory)
	for id, t := range m.Tables {
		version, err := tableVersion(d.tableFile(id))
		if err != nil {
			return err
		}
		v.Tables = append(v.Tables, listed{id, int(t.Level)})
		v.Newest = max(v.Newest, version)
	}
	return d.writeInventory(v)
}

// restoreCopies puts copies into the places of what they are copies of.
func (d *directory) restoreCopies() error {
	copies, err := filepath.Glob(d.file("*.sst" + copySuffix))
	if err != nil {
		return err
	}
	for _, c := range copies {
		if err := os.Rename(c, c[:len(c)-len(copySuffix)]); err != nil {
			return err
		}
	}
	return d.sync()
}

// amend adds changes to the list of tables, which is whole up to end.
func (d *directory) amend(changes []*pb.ManifestChange, end int64) error {
	if len(changes) == 0 {
		return nil
	}
	list, err := os.ReadFile(d.file(badger.ManifestFilename))
	if err != nil {
		return err
	}
	set, err := proto.Marshal(&pb.ManifestChangeSet{Changes: changes})
	if err != nil {
		return err
	}
	list = binary.BigEndian.AppendUint32(list[:end], uint32(len(set))) //nolint:gosec // a dozen bytes for each table
	list = binary.BigEndian.AppendUint32(list, crc32.Checksum(set, castagnoli))
	return d.put(badger.ManifestFilename, append(list, set...))
}

// apply makes changes.
func apply(changes []*pb.ManifestChange, tables map[uint64]badger.TableManifest) {
	for _, c := range changes {
		if c.Op == pb.ManifestChange_DELETE {
			delete(tables, c.Id)
		} else {
			tables[c.Id] = badger.TableManifest{Level: uint8(c.Level)} //nolint:gosec // there are 7 levels
		}
	}
}
