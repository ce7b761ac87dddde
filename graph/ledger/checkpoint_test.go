package ledger_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"hudna/graph"
	"hudna/graph/ledger"
	"hudna/storage/memkv"
)

// leaving opens a ledger that leaves its projection in a file.
func leaving(tb testing.TB, disk *memkv.Disk, file string, edit ...func(*ledger.Options)) *ledger.Ledger {
	tb.Helper()
	return open(tb, disk, append(edit, func(o *ledger.Options) {
		o.Checkpoint = file
		o.Unsaved = func(err error) { tb.Error(err) }
	})...)
}

func closed(tb testing.TB, l *ledger.Ledger) {
	tb.Helper()
	if err := l.Close(); err != nil {
		tb.Fatal(err)
	}
}

// A projection that was left behind answers as one that is read, and follows the
// graph from there.
func TestACheckpointIsTheProjection(t *testing.T) {
	disk, file := memkv.New(), filepath.Join(t.TempDir(), "projection")
	l := leaving(t, disk, file)
	commitHistory(t, l, 900, 60)
	want := analyses(t, l)
	closed(t, l)
	for _, readOnly := range []bool{true, false} {
		l = leaving(t, disk, file, func(o *ledger.Options) { o.ReadOnly = readOnly })
		if !l.UsesCheckpoint() {
			t.Errorf("read only %t: what was left is not used", readOnly)
		}
		if got := analyses(t, l); !reflect.DeepEqual(got, want) {
			t.Errorf("read only %t: what was left differs from what there was", readOnly)
		}
		if !readOnly {
			stage(t, l)
			commit(t, l, create(said("statement/one", "actor/one", "document/stage", "Made up.")))
			head, err := l.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			n, err := l.At(graph.View{Revision: head.Revision, Clearance: graph.MarkingPublic}).Matrix(t.Context(), graph.MatrixQuery{
				StatementSet: graph.StatementSet{By: &graph.ActorSet{AnyOf: []graph.ID{"actor/one"}}},
			}, 1)
			if err != nil || n.Without+n.Statements != 1 {
				t.Errorf("what was left did not follow: %+v, %v", n, err)
			}
		}
		closed(t, l)
	}
}

// A checkpoint that may not be of what is in the store is thrown away.
func TestACheckpointInDoubtIsThrownAway(t *testing.T) {
	for what, spoil := range map[string]func(t *testing.T, disk *memkv.Disk, file string) *memkv.Disk{
		"a byte of it is another": func(t *testing.T, disk *memkv.Disk, file string) *memkv.Disk {
			t.Helper()
			data := read(t, file)
			data[len(data)/2] ^= 1
			write(t, file, data)
			return disk
		},
		"it is cut short": func(t *testing.T, disk *memkv.Disk, file string) *memkv.Disk {
			t.Helper()
			data := read(t, file)
			write(t, file, data[:len(data)-40])
			return disk
		},
		"it is empty": func(t *testing.T, disk *memkv.Disk, file string) *memkv.Disk {
			t.Helper()
			write(t, file, nil)
			return disk
		},
		"the store was written to since, and not closed": func(t *testing.T, disk *memkv.Disk, _ string) *memkv.Disk {
			t.Helper()
			l := open(t, disk) // which knows of no checkpoint, as one that was killed
			commit(t, l, create(actor("late")))
			closed(t, l)
			return disk
		},
		"the store was opened since": func(t *testing.T, disk *memkv.Disk, _ string) *memkv.Disk {
			t.Helper()
			closed(t, open(t, disk))
			return disk
		},
		"another store of the same history is in its place": func(t *testing.T, _ *memkv.Disk, _ string) *memkv.Disk {
			t.Helper()
			other := memkv.New()
			l := open(t, other)
			commitHistory(t, l, 900, 60)
			closed(t, l)
			return other
		},
	} {
		t.Run(what, func(t *testing.T) {
			disk, file := memkv.New(), filepath.Join(t.TempDir(), "projection")
			l := leaving(t, disk, file)
			commitHistory(t, l, 900, 60)
			if err := l.Project(t.Context()); err != nil {
				t.Fatal(err)
			}
			closed(t, l)
			disk = spoil(t, disk, file)
			l = leaving(t, disk, file)
			if l.UsesCheckpoint() {
				t.Error("it is used")
			}
			got := analyses(t, l)
			closed(t, l)
			fresh := open(t, disk)
			if want := analyses(t, fresh); !reflect.DeepEqual(got, want) {
				t.Error("the answers are others")
			}
		})
	}
}

func read(tb testing.TB, file string) []byte {
	tb.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func write(tb testing.TB, file string, data []byte) {
	tb.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		tb.Fatal(err)
	}
}
