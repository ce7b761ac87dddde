package ledger_test

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"testing"

	"hudna/graph"
	"hudna/graph/graphtest"
	"hudna/graph/ledger"
	"hudna/graph/ledger/pb"
	"hudna/storage"
	"hudna/storage/keys"
)

// forged is a row with a checksum that fits, as a fault of the program would
// write it.
func forged(tb testing.TB, key []byte, m interface{ MarshalVT() ([]byte, error) }) []byte {
	tb.Helper()
	payload, err := m.MarshalVT()
	if err != nil {
		tb.Fatal(err)
	}
	row := append([]byte{1}, payload...)
	return binary.BigEndian.AppendUint32(row, checksum(key, row))
}

func forgedEntry(key []byte, h keys.Hot) []byte {
	value := keys.AppendHot(nil, h)
	return binary.BigEndian.AppendUint16(value, uint16(checksum(key, value)))
}

// reforged is a row of which one byte has another value, with a checksum that
// fits.
func reforged(p storage.Pair, at int) []byte {
	row := slices.Clone(p.Value)
	row[at] ^= 1
	return resealed(p.Key, row)
}

// resealed is a row with the checksum that it has under a key.
func resealed(key, row []byte) []byte {
	row = slices.Clone(row[:len(row)-4])
	return binary.BigEndian.AppendUint32(row, checksum(key, row))
}

func checksum(key, value []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum(key, table), table, value)
}

// parsed reads a row.
func parsed[M any, P interface {
	*M
	UnmarshalVT([]byte) error
}](tb testing.TB, p storage.Pair) P {
	tb.Helper()
	m := P(new(M))
	if err := m.UnmarshalVT(p.Value[1 : len(p.Value)-4]); err != nil {
		tb.Fatal(err)
	}
	return m
}

// Checksums find what a disk does. What a fault of the program would have
// written, with checksums that fit, is found by what the rows say of each other.
func TestCheckProvesMoreThanChecksums(t *testing.T) {
	all := damageable(t)
	type rows map[string][]byte
	found := map[string]int{}
	try := func(what string, p storage.Pair, edit rows) {
		t.Helper()
		for key := range edit {
			if key != string(p.Key) {
				for _, q := range all {
					if string(q.Key) == key {
						return // is there already
					}
				}
			}
		}
		found[what]++
		if found[what] > 3 {
			return
		}
		disk := diskOf(t, all, func(tx storage.WriteTx) error {
			for key, value := range edit {
				if err := tx.Set([]byte(key), value); err != nil {
					return err
				}
			}
			return nil
		})
		if len(findings(t, disk)) == 0 {
			key, _ := keys.Parse(p.Key)
			t.Errorf("%s: %s: nothing was found", what, key)
		}
	}
	for _, p := range all {
		key, err := keys.Parse(p.Key)
		if err != nil {
			t.Fatal(err)
		}
		version := func(what string, at []byte, change func(*pb.Version)) {
			m := parsed[pb.Version](t, p)
			change(m)
			try(what, p, rows{string(at): forged(t, at, m)})
		}
		switch {
		case key.Space == keys.Live:
			hot, err := keys.ParseHot(p.Value[:len(p.Value)-2])
			if err != nil {
				t.Fatal(err)
			}
			closed := keys.AppendClosed(nil, p.Key, hot.Revision)
			ended := hot
			ended.Revision++
			try("an entry that holds and has ended", p, rows{string(closed): forgedEntry(closed, ended)})
		case key.Tag == keys.Record:
			version("a version in a class of its own", p.Key, func(m *pb.Version) { m.Class ^= 1 })
			version("a version that would be restored as what it was not", p.Key, func(m *pb.Version) { m.Restored = m.Restored%3 + 1 })
			version("a version of another date", p.Key, func(m *pb.Version) { m.Bucket = (m.Bucket + 1) % uint32(keys.Buckets) })
			before := keys.Revision(parsed[pb.Version](t, p).Since) - 1
			if before > 0 {
				version("a version that no revision tells of", keys.AppendRecordAt(nil, key.Node, before), func(m *pb.Version) { m.Since = uint64(before) })
			}
		case key.Tag == keys.IDOfNode:
			m := parsed[pb.Identity](t, p)
			m.Marking ^= 1
			try("a node that is marked otherwise than its record", p, rows{string(p.Key): forged(t, p.Key, m)})
		case key.Tag == keys.Commit:
			m := parsed[pb.Commit](t, p)
			if len(m.Words) > 0 {
				m.Words[0]++
				try("a revision whose texts have a word more", p, rows{string(p.Key): forged(t, p.Key, m)})
			}
			for _, change := range []func(*pb.Commit){
				func(m *pb.Commit) { m.LatestSaid++ }, func(m *pb.Commit) { m.LatestWhen-- }, func(m *pb.Commit) { m.NextNode++ },
			} {
				m := parsed[pb.Commit](t, p)
				change(m)
				try("a revision whose lists reach elsewhere", p, rows{string(p.Key): forged(t, p.Key, m)})
			}
		case key.Tag == keys.Posting:
			// The last number of the last posting is a place in a text.
			try("a word that stands elsewhere in its text", p, rows{string(p.Key): reforged(p, len(p.Value)-5)})
			// The row after the version begins with a node.
			try("a word in the text of another node", p, rows{string(p.Key): reforged(p, 1)})
			list := keys.AppendPostings(nil, key.Text, key.Kind, key.Class^1)
			other := keys.AppendPosting(list, key.Revision, 0)
			try("a block of another class", p, rows{string(other): resealed(other, p.Value)})
		case key.Tag == keys.Pending:
			try("a text that waits and is none of its record", p, rows{string(p.Key): reforged(p, len(p.Value)-5)})
		case key.Tag == keys.Ended:
			try("a text that has ended in another revision", p, rows{string(p.Key): reforged(p, len(p.Value)-5)})
			second := keys.AppendEnded(nil, key.Node, 1)
			try("ends of texts that there are twice", p, rows{string(second): resealed(second, p.Value)})
		case key.Tag == keys.Word:
			other := keys.AppendWord(nil, key.Form+"x", key.Text)
			try("a word that is found by another", p, rows{string(other): resealed(other, p.Value)})
			other = keys.AppendWord(nil, "nowhere", "nowhere")
			try("a word that no text has", p, rows{string(other): resealed(other, p.Value)})
		case key.Tag == keys.Idempotency:
			m := parsed[pb.Idempotency](t, p)
			if m.Revision > 1 {
				m.Revision--
				try("two keys of one revision", p, rows{string(p.Key): forged(t, p.Key, m)})
			}
		case key.Tag == keys.Feed:
			m := parsed[pb.Feed](t, p)
			if len(m.Ops) > 1 {
				m.Ops[0] = m.Ops[1]
				try("a revision that tells of a record twice", p, rows{string(p.Key): forged(t, p.Key, m)})
			}
		}
	}
	if len(found) != 18 {
		t.Errorf("not all was tried: %v", found)
	}
}

// A record may have any number of versions.
func TestCheckFollowsALongHistory(t *testing.T) {
	l, _ := world(t)
	const corrections = 300
	for i := range corrections {
		s := graphtest.RelayChain()
		s.Said = &graph.Date{EDTF: graph.EDTF(fmt.Sprintf("20%02d-01", i%100))}
		s.Text, s.Wording = fmt.Sprintf("Made-up text %d", i), graph.WordingParaphrase
		commit(t, l, graph.Change{Message: "again", Ops: []graph.Op{{Verb: graph.VerbCorrect, Record: s}}})
	}
	report, err := l.Check(t.Context(), nil)
	if err != nil || !report.Clean() {
		t.Fatalf("%v, %v", report.Findings, err)
	}
	if report.Closed < 10*corrections || report.Versions < corrections {
		t.Errorf("%d closed entries of %d versions", report.Closed, report.Versions)
	}
}

// A check of a graph that is written to meanwhile is one of the graph as it was.
func TestCheckIsOfTheMomentItBegan(t *testing.T) {
	w := new(remembering)
	l, hook := interrupted(t, func(o *ledger.Options) { o.Witness = w })
	commit(t, l, create(actor("first")))
	meanwhile := func() { commit(t, l, create(actor("second"))) }
	hook.Store(&meanwhile)
	report, err := l.Check(t.Context(), nil)
	if err != nil || !report.Clean() || report.Revision != 1 {
		t.Errorf("revision %d, %v, %v", report.Revision, report.Findings, err)
	}
	w.at = 9
	report, err = l.Check(t.Context(), nil)
	if err != nil || len(report.Findings) != 1 || !strings.Contains(report.Findings[0].What, "revision 9 acknowledged") {
		t.Errorf("%v, %v", report.Findings, err)
	}
}

// remembering is a witness in memory.
type remembering struct{ at graph.Revision }

func (r *remembering) Load() (graph.Revision, error) { return r.at, nil }

func (r *remembering) Store(at graph.Revision) error {
	r.at = at
	return nil
}
