package ledger

import (
	"testing"

	"hudna/graph"
	"hudna/storage"
	"hudna/storage/keys"
)

// What is kept of moments costs a question as many keys as it took to find out,
// and is nothing to go by for who writes or checks.
func TestWhatIsKeptCountsAsRead(t *testing.T) {
	l := opened(t, "words")
	view := graph.View{Revision: 1, Clearance: graph.MarkingPublic}
	look := func(asked bool) (reads int) {
		err := l.view(t.Context(), func(tx storage.ReadTx) error {
			s, err := l.snapshot(tx)
			if err != nil {
				return err
			}
			s.reading = asked
			v, err := s.version(1, 1)
			if err != nil {
				return err
			}
			if list, err := s.versionsAt([]keys.Node{1, 1}, 1); err != nil || list[0] != v || list[1] != v {
				t.Errorf("%v, error %v, and one by one %v", list, err, v)
			}
			s.same = &sameAs{view: view, clusters: map[keys.Node][]keys.Node{}}
			if same, err := s.cluster(1, view); err != nil || len(same) != 1 || same[0] != 1 {
				t.Errorf("%v, error %v", same, err)
			}
			reads = s.reads
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return reads
	}
	look(false) // ids are kept by themselves, and by whoever looks
	first := look(false)
	if kept := l.known.Load().moments.Len() + l.known.Load().alike.Len(); kept != 0 {
		t.Errorf("%d moments are kept of who checks", kept)
	}
	for range 3 {
		if again := look(true); again != first {
			t.Errorf("%d keys, and %d before", again, first)
		}
	}
	if known := l.known.Load(); known.moments.Len() != 1 || known.alike.Len() != 1 {
		t.Errorf("%d versions and %d clusters are kept", known.moments.Len(), known.alike.Len())
	}
}
