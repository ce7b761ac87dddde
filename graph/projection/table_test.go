package projection_test

import (
	"bytes"
	"errors"
	"testing"

	"hudna/graph"
	"hudna/graph/projection"
)

// small is a table of two versions of a statement.
func small(tb testing.TB) *projection.Table {
	tb.Helper()
	t := projection.New()
	for i, changes := range [][]projection.Change{
		{{Node: speaker, Stands: true}, {Node: target, Stands: true}, {Node: document}},
		{{Node: statement, Version: said(2, "2019-04-18", -1)}},
		{{Node: 5, Stands: true, Judged: []projection.Node{speaker, target}}},
		{{Node: statement, Version: said(4, "2019-04", 0.5)}},
	} {
		if err := t.Apply(projection.Revision(i+1), changes); err != nil {
			tb.Fatal(err)
		}
	}
	return t
}

// seen is how many versions of the statement a view sees.
func seen(t *projection.Table, at projection.Revision, clearance uint8) (n int) {
	for i := range t.Rows() {
		if t.Sees(projection.View{Revision: at, Clearance: clearance, Statuses: 1}, i) {
			n++
		}
	}
	return n
}

func TestAVersionHoldsUntilTheNext(t *testing.T) {
	table := small(t)
	for at, want := range []int{0, 0, 1, 1, 1} {
		if got := seen(table, projection.Revision(at), 2); got != want {
			t.Errorf("as of %d, %d versions are seen, not %d", at, got, want)
		}
	}
}

// A marking is obeyed at all revisions at once, and as much when it is lowered.
func TestAMarkingIsObeyedAtAllRevisions(t *testing.T) {
	for what, n := range map[string]projection.Node{"the statement": statement, "who spoke": speaker, "the document": document} {
		table := small(t)
		for i, marking := range []uint8{2, 1, 0} {
			if err := table.Apply(projection.Revision(5+i), []projection.Change{{Node: n, Marking: marking}}); err != nil {
				t.Fatal(err)
			}
			for at := projection.Revision(2); at < 5; at++ {
				for clearance := range uint8(3) {
					if got, want := seen(table, at, clearance) == 1, marking <= clearance; got != want {
						t.Errorf("%s marked %d: as of %d for %d seen %t", what, marking, at, clearance, got)
					}
				}
			}
		}
	}
	table := small(t)
	if err := table.Apply(5, []projection.Change{{Node: target, Marking: 2}}); err != nil {
		t.Fatal(err)
	}
	if seen(table, 4, 0) != 1 || table.Shows(0, target) {
		t.Error("of whom is spoken hides the statement, or is not hidden")
	}
}

func TestRevisionsComeInOrder(t *testing.T) {
	table := small(t)
	for _, r := range []projection.Revision{4, 6} {
		if err := table.Apply(r, nil); err == nil {
			t.Errorf("revision %d is taken after 4", r)
		}
	}
}

func TestWhoStandsForWhomMayChange(t *testing.T) {
	table := small(t)
	for r, want := range []projection.Revision{0, 1, 1, 3, 3} {
		if got := table.StandsSince(projection.Revision(r)); got != want {
			t.Errorf("as of %d since %d, not %d", r, got, want)
		}
	}
}

// The memory that is stated is what is documented, per statement and node.
func TestBytesOfAStatement(t *testing.T) {
	table := projection.New()
	if err := table.Apply(1, []projection.Change{{Node: speaker}, {Node: target}, {Node: document}}); err != nil {
		t.Fatal(err)
	}
	const statements = 100_000
	var changes []projection.Change
	for i := range projection.Node(statements) {
		changes = append(changes, projection.Change{Node: 4 + i, Version: said(2, "2019-04-18", 1)})
	}
	if err := table.Apply(2, changes); err != nil {
		t.Fatal(err)
	}
	if each := table.Bytes() / statements; each < 39+3*12+5+2*8 || each > 2*(39+3*12+5+2*8) {
		t.Errorf("%d bytes a statement", each)
	}
}

func TestACheckpointIsWhatWasSaved(t *testing.T) {
	table := small(t)
	of := projection.Binding{1}
	var file bytes.Buffer
	if err := table.Save(&file, of); err != nil {
		t.Fatal(err)
	}
	got, err := projection.Load(bytes.NewReader(file.Bytes()), int64(file.Len()), of)
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := got.Save(&again, of); err != nil || !bytes.Equal(again.Bytes(), file.Bytes()) {
		t.Errorf("what was loaded is not what was saved, %v", err)
	}
	for at := range projection.Revision(5) {
		for clearance := range uint8(3) {
			if got, want := seen(got, at, clearance), seen(table, at, clearance); got != want {
				t.Errorf("as of %d for %d, %d versions are seen, not %d", at, clearance, got, want)
			}
		}
	}
	if _, err := projection.Load(bytes.NewReader(file.Bytes()), int64(file.Len()), projection.Binding{2}); !errors.Is(err, projection.ErrNoCheckpoint) {
		t.Errorf("of something else: %v", err)
	}
	for i := range file.Len() {
		spoilt := bytes.Clone(file.Bytes())
		spoilt[i] ^= 4
		if _, err := projection.Load(bytes.NewReader(spoilt), int64(len(spoilt)), of); !errors.Is(err, projection.ErrNoCheckpoint) {
			t.Fatalf("byte %d is another: %v", i, err)
		}
		if _, err := projection.Load(bytes.NewReader(spoilt[:i]), int64(i), of); !errors.Is(err, projection.ErrNoCheckpoint) {
			t.Fatalf("%d bytes of it: %v", i, err)
		}
	}
}

// FuzzLoad: no file makes a table but one that was saved.
func FuzzLoad(f *testing.F) {
	var file bytes.Buffer
	if err := small(f).Save(&file, projection.Binding{}); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add(file.Bytes()[:len(file.Bytes())-1])
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := projection.Load(bytes.NewReader(data), int64(len(data)), projection.Binding{})
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := table.Save(&again, projection.Binding{}); err != nil || !bytes.Equal(again.Bytes(), data) {
			t.Errorf("what is loaded is saved as something else, %v", err)
		}
	})
}

// chain is a table in which each of some nodes speaks of the next.
func chain(tb testing.TB, nodes ...projection.Node) *projection.Table {
	tb.Helper()
	t := projection.New()
	var changes []projection.Change
	for i := range len(nodes) - 1 {
		changes = append(changes, projection.Change{Node: 1000 + projection.Node(i), Version: &projection.Version{
			Since: 1, Said: graph.Date{EDTF: "2019"},
			Parts: []projection.Part{{Node: nodes[i], As: projection.Speaker}, {Node: nodes[i+1], As: projection.AboutActor}},
		}})
	}
	if err := t.Apply(1, changes); err != nil {
		tb.Fatal(err)
	}
	return t
}

func pathScan(from, to projection.Node, steps int) projection.PathScan {
	return projection.PathScan{
		Selection: projection.Selection{View: projection.View{Revision: 1, Statuses: 1}, Keep: every}, From: from, To: to, Canonical: self,
		Members: func(n projection.Node) ([]projection.Node, error) { return []projection.Node{n}, nil },
		Allowed: func(projection.Node) bool { return true },
		Links:   1 << projection.AboutActor, Roles: 1, MaxSteps: steps, First: 20, Budget: projection.MaxLooked,
	}
}

func TestPathsOfAChain(t *testing.T) {
	table := chain(t, 1, 2, 3, 4, 5, 6, 7, 8)
	for _, directed := range []bool{true, false} {
		scan := pathScan(1, 7, 6)
		scan.Directed = directed
		paths, err := table.Paths(scan, onAndOn)
		if err != nil || len(paths) != 1 || len(paths[0]) != 7 {
			t.Errorf("directed %t: %v, %v", directed, paths, err)
		}
		scan.MaxSteps = 5
		if paths, err := table.Paths(scan, onAndOn); err != nil || len(paths) != 0 {
			t.Errorf("directed %t, 5 steps: %v, %v", directed, paths, err)
		}
		scan = pathScan(7, 1, 6)
		scan.Directed = directed
		if paths, err := table.Paths(scan, onAndOn); err != nil || (len(paths) == 0) != directed {
			t.Errorf("directed %t, back: %v, %v", directed, paths, err)
		}
	}
}

// A search stops at its budget, and says so.
func TestASearchForPathsHasABudget(t *testing.T) {
	table := chain(t, 1, 2, 3, 4, 5, 6, 7)
	scan := pathScan(1, 7, 6)
	scan.Budget = 5
	if _, err := table.Paths(scan, onAndOn); !errors.Is(err, graph.ErrTooComplex) {
		t.Errorf("with a budget of 5: %v", err)
	}
	// That one has not spoken of another takes a look, too.
	many := made(t, 5000)
	scan = pathScan(1000, 1005, 1)
	scan.Revision, scan.Roles = many.Revision(), ^uint64(0)
	for budget, want := range map[int]error{0: graph.ErrTooComplex, 10: nil} {
		scan.Budget = budget
		if paths, err := many.Paths(scan, onAndOn); !errors.Is(err, want) || len(paths) > 0 {
			t.Errorf("with a budget of %d: %v, %v", budget, paths, err)
		}
	}
}
