package ledger_test

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"testing"
	"time"

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

// A forgery edits a whole store in ways that a fault of the program could have
// had, with checksums that fit.
type forgery struct {
	*testing.T
	all  []storage.Pair
	rows map[string]storage.Pair
	ids  map[keys.Node]string
	done map[string]int // how often each was tried
}

func forge(t *testing.T) *forgery {
	t.Helper()
	f := &forgery{T: t, all: damageable(t), rows: map[string]storage.Pair{}, done: map[string]int{}}
	for _, p := range f.all {
		f.rows[string(p.Key)] = p
	}
	f.ids = idsOf(t, f.all)
	return f
}

// edits are rows to be set, or, without a value, to be taken away.
type edits map[string][]byte

// try makes some edits, the first few times for each sort, and wants a finding
// with the words.
func (f *forgery) try(what, words string, e edits) {
	f.Helper()
	if f.done[what]++; f.done[what] > 3 {
		return
	}
	disk := diskOf(f, f.all, func(tx storage.WriteTx) error {
		for key, value := range e {
			err := tx.Delete([]byte(key))
			if value != nil {
				err = tx.Set([]byte(key), value)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if found := findings(f, disk); !slices.ContainsFunc(found, func(one string) bool { return strings.Contains(one, words) }) {
		f.Errorf("%s: want %q, found %q", what, words, found)
	}
}

// each goes over the rows of a tag.
func (f *forgery) each(space keys.Space, tag keys.Tag, fn func(keys.Key, storage.Pair)) {
	f.Helper()
	for _, p := range f.all {
		key, err := keys.Parse(p.Key)
		if err != nil {
			f.Fatal(err)
		}
		if key.Space == space && (tag == 0 || key.Tag == tag) {
			fn(key, p)
		}
	}
}

// tried wants that so many sorts of edits were tried.
func (f *forgery) tried(sorts int) {
	f.Helper()
	if len(f.done) != sorts {
		f.Errorf("not all was tried: %v", f.done)
	}
}

// Checksums find what a disk does. What a fault of the program would have
// written, with checksums that fit, is found by what the rows say of each other.
func TestCheckProvesMoreThanChecksums(t *testing.T) {
	f := forge(t)
	f.each(keys.Live, 0, func(key keys.Key, p storage.Pair) {
		hot, err := keys.ParseHot(p.Value[:len(p.Value)-2])
		if err != nil {
			t.Fatal(err)
		}
		closed := keys.AppendClosed(nil, p.Key, hot.Revision)
		if _, there := f.rows[string(closed)]; there {
			return
		}
		ended := hot
		ended.Revision++
		f.try("an entry that holds and has ended", f.ids[key.Node], edits{string(closed): forgedEntry(closed, ended)})
	})
	f.each(keys.Row, keys.Record, func(key keys.Key, p storage.Pair) {
		version := func(what, words string, at []byte, change func(*pb.Version)) {
			m := parsed[pb.Version](t, p)
			change(m)
			f.try(what, words, edits{string(at): forged(t, at, m)})
		}
		old := parsed[pb.Version](t, p)
		version("a version in a class of its own", "has class", p.Key, func(m *pb.Version) { m.Class ^= 1 })
		version("a version that would be restored as what it was not", "would be restored as", p.Key, func(m *pb.Version) { m.Restored = m.Restored%3 + 1 })
		version("a version of another date", "stands at", p.Key, func(m *pb.Version) { m.Bucket = (m.Bucket + 1) % uint32(keys.Buckets) })
		version("a version that the record began later than", "does not follow from the first", p.Key, func(m *pb.Version) { m.Created++ })
		before := keys.AppendRecordAt(nil, key.Node, keys.Revision(old.Since)-1)
		if _, there := f.rows[string(before)]; old.Since > 1 && !there {
			version("a version that no revision tells of", f.ids[key.Node], before, func(m *pb.Version) { m.Since-- })
		}
		f.each(keys.Row, keys.RecordAt, func(earlier keys.Key, _ storage.Pair) {
			if earlier.Node == key.Node && old.Chunks == 0 && len(old.Body) > 0 {
				version("a version that is as old as the one before", "does not follow from the first", p.Key, func(m *pb.Version) { m.Since = uint64(earlier.Since) })
			}
		})
		if f.ids[key.Node] == "document/texted" {
			f.each(keys.Row, keys.Record, func(other keys.Key, q storage.Pair) {
				if f.ids[other.Node] == "document/short" {
					version("a text that does not fit what is quoted from it", "statement/quoting: evidence[0].end: is 28, and the text of document/texted has 5",
						p.Key, func(m *pb.Version) { m.Body = parsed[pb.Version](t, q).Body })
				}
			})
		}
	})
	f.each(keys.Row, keys.IDOfNode, func(key keys.Key, p storage.Pair) {
		m := parsed[pb.Identity](t, p)
		m.Marking ^= 1
		f.try("a node that is marked otherwise than its record", f.ids[key.Node]+": the version", edits{string(p.Key): forged(t, p.Key, m)})
	})
	f.tried(9)
}

// The rows of the revisions fit each other.
func TestCheckProvesTheRevisions(t *testing.T) {
	f := forge(t)
	times := map[keys.Revision]time.Time{}
	f.each(keys.Row, keys.Commit, func(key keys.Key, p storage.Pair) {
		times[key.Revision] = time.Unix(0, parsed[pb.Commit](t, p).Time).UTC()
	})
	newest := keys.Revision(len(times))
	f.each(keys.Row, keys.Commit, func(key keys.Key, p storage.Pair) {
		r := key.Revision
		m := parsed[pb.Commit](t, p)
		m.Ops++
		f.try("a revision with another count of operations", fmt.Sprintf("revision %d had %d operations", r, m.Ops), edits{string(p.Key): forged(t, p.Key, m)})
		for _, change := range []func(*pb.Commit){
			func(m *pb.Commit) { m.LatestSaid++ }, func(m *pb.Commit) { m.LatestWhen-- }, func(m *pb.Commit) { m.NextNode++ },
		} {
			m := parsed[pb.Commit](t, p)
			change(m)
			f.try("a revision whose lists reach elsewhere", fmt.Sprintf("revision %d says that its lists reach to", r), edits{string(p.Key): forged(t, p.Key, m)})
		}
		if m := parsed[pb.Commit](t, p); len(m.Words) > 0 {
			m.Words[0]++
			f.try("a revision whose texts have a word more", fmt.Sprintf("the statistics of texts of revision %d do not fit", r), edits{string(p.Key): forged(t, p.Key, m)})
			if next := f.rows[string(keys.AppendCommit(nil, r+1))]; next.Key != nil && r+1 < newest {
				n := parsed[pb.Commit](t, next)
				n.Words[0]++
				f.try("two revisions whose texts have a word more", fmt.Sprintf("the statistics of texts of revisions %d to %d do not fit", r, r+1),
					edits{string(p.Key): forged(t, p.Key, m), string(next.Key): forged(t, next.Key, n)})
			}
			if r == newest {
				f.try("a head whose texts have a word more", fmt.Sprintf("the statistics of texts of revision %d do not fit", r), edits{string(p.Key): forged(t, p.Key, m)})
			}
		}
		if r == 1 || r == newest {
			return
		}
		m = parsed[pb.Commit](t, p)
		m.Time = times[r-1].UnixNano()
		at := keys.AppendRevisionTime(nil, times[r-1], r)
		row := binary.BigEndian.AppendUint32([]byte{1}, checksum(at, []byte{1}))
		f.try("a revision of the time of the one before", fmt.Sprintf("revision %d is not later than the one before", r), edits{
			string(p.Key): forged(t, p.Key, m), string(at): row,
			string(keys.AppendRevisionTime(nil, times[r], r)): nil,
		})
	})
	f.each(keys.Row, keys.RevisionTime, func(key keys.Key, p storage.Pair) {
		f.try("a revision without its time", fmt.Sprintf("time of revision %d: ", key.Revision), edits{string(p.Key): nil})
	})
	f.each(keys.Row, keys.Head, func(_ keys.Key, p storage.Pair) {
		m := parsed[pb.Head](t, p)
		m.Time++
		f.try("a head of another time", "head: it is of", edits{string(p.Key): forged(t, p.Key, m)})
	})
	f.each(keys.Row, keys.Idempotency, func(_ keys.Key, p storage.Pair) {
		m := parsed[pb.Idempotency](t, p)
		f.try("a revision without a key", fmt.Sprintf("no idempotency row names revision %d", m.Revision), edits{string(p.Key): nil})
		if m.Revision > 1 {
			m.Revision--
			f.try("two keys of one revision", fmt.Sprintf("names revision %d, as another does", m.Revision), edits{string(p.Key): forged(t, p.Key, m)})
		}
	})
	f.each(keys.Row, keys.Feed, func(key keys.Key, p storage.Pair) {
		m := parsed[pb.Feed](t, p)
		if len(m.Ops) > 1 {
			m.Ops[0] = m.Ops[1]
			f.try("a revision that tells of a record twice", fmt.Sprintf("revision %d tells of node %d twice", key.Revision, m.Ops[0].Node), edits{string(p.Key): forged(t, p.Key, m)})
		}
	})
	f.tried(11)
}

// The rows by which texts are searched are those that the records ask for.
func TestCheckProvesTheTexts(t *testing.T) {
	f := forge(t)
	last := func(p storage.Pair) int { return len(p.Value) - 5 } // the byte before the checksum
	f.each(keys.Row, keys.Posting, func(key keys.Key, p storage.Pair) {
		// The last number of the last posting is a place in a text, and the row
		// after the version begins with a node.
		f.try("a word that stands elsewhere in its text", fmt.Sprintf("the word %q", key.Text), edits{string(p.Key): reforged(p, last(p))})
		f.try("a word in the text of another node", key.Text, edits{string(p.Key): reforged(p, 1)})
		other := keys.AppendPosting(keys.AppendPostings(nil, key.Text, key.Kind, key.Class^1), key.Revision, 0)
		f.try("a block of another class", key.Text, edits{string(other): resealed(other, p.Value)})
	})
	f.each(keys.Row, keys.Pending, func(_ keys.Key, p storage.Pair) {
		f.try("a text that waits and is none of its record", "of the record asks for", edits{string(p.Key): reforged(p, last(p))})
	})
	f.each(keys.Row, keys.Ended, func(key keys.Key, p storage.Pair) {
		f.try("a text that has ended in another revision", "end of its text", edits{string(p.Key): reforged(p, last(p))})
		second := keys.AppendEnded(nil, key.Node, 1)
		f.try("ends of texts that there are twice", "end of", edits{string(second): resealed(second, p.Value)})
	})
	f.each(keys.Row, keys.Word, func(key keys.Key, p storage.Pair) {
		other := keys.AppendWord(nil, key.Form+"x", key.Text)
		f.try("a word that is found by another", key.Form+"x", edits{string(other): resealed(other, p.Value)})
		other = keys.AppendWord(nil, "nowhere", "nowhere")
		f.try("a word that no text has", "nowhere", edits{string(other): resealed(other, p.Value)})
	})
	f.tried(8)
}

// Counters say how long the lists of their node are, and nothing else.
func TestCheckProvesTheCounters(t *testing.T) {
	f := forge(t)
	type row struct {
		p storage.Pair
		m *pb.Counters
	}
	var all []row
	f.each(keys.Row, keys.Counter, func(_ keys.Key, p storage.Pair) { all = append(all, row{p, parsed[pb.Counters](t, p)}) })
	add := func(r row, list, by int) []byte {
		m := &pb.Counters{Lists: slices.Clone(r.m.Lists), Counts: slices.Clone(r.m.Counts)}
		m.Counts[list] = uint64(int(m.Counts[list]) + by)
		return forged(t, r.p.Key, m)
	}
	none := func(r row, count uint64) []byte {
		hidden := uint32(keys.Referrer)<<16 | uint32(keys.ClassOf(keys.Superseded, keys.Protected))
		m := &pb.Counters{Lists: append(slices.Clone(r.m.Lists), hidden), Counts: append(slices.Clone(r.m.Counts), count)}
		return forged(t, r.p.Key, m)
	}
	for i, r := range all {
		key, err := keys.Parse(r.p.Key)
		if err != nil {
			t.Fatal(err)
		}
		says := fmt.Sprintf("counters of node %d: they say that", key.Node)
		f.try("a list without entries", says+" referrer of class superseded/protected has 3 entries, and it has none", edits{string(r.p.Key): none(r, 3)})
		f.try("a list that counts nothing", says+" referrer of class superseded/protected has no entries", edits{string(r.p.Key): none(r, 0)})
		if i == 0 {
			continue
		}
		// What one has too many another has too few.
		other := all[i-1]
		f.try("one entry too many", says, edits{string(r.p.Key): add(r, 0, 1), string(other.p.Key): add(other, 0, -1)})
		f.try("a list without entries, and one with an entry too few", says+" referrer of class superseded/protected", edits{
			string(r.p.Key): none(r, 1), string(other.p.Key): add(other, 0, -1),
		})
	}
	empty := keys.AppendCounter(nil, 10_000)
	f.try("counters of a node that there is not", "counters of node 10000: there is no such node", edits{string(empty): forged(t, empty, all[1].m)})
	for n, id := range f.ids {
		key := keys.AppendCounter(nil, n)
		if _, there := f.rows[string(key)]; !there && id != "" {
			f.try("counters that count nothing", fmt.Sprintf("counters of node %d: they are empty", n), edits{string(key): forged(t, key, new(pb.Counters))})
		}
	}
	f.tried(6)
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
