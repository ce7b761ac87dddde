package projection_test

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"testing"

	"hudna/graph/projection"
)

// inOrder are the cells of a matrix in one order.
func inOrder(tb testing.TB, t *projection.Table, scan projection.MatrixScan) projection.Matrix {
	tb.Helper()
	m, err := t.Matrix(scan, onAndOn)
	if err != nil {
		tb.Fatal(err)
	}
	slices.SortFunc(m.Cells, func(a, b projection.Cell) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column))
	})
	return m
}

// A matrix that is asked for again is that of rows that are looked at for the first
// time, stances included: in every window, as of every revision, after more was
// said, and after one of whom much is said was hidden.
func TestAMatrixAskedAgainIsTheSame(t *testing.T) {
	table := made(t, 20_000)
	kept := sides()
	same := func(when string) {
		t.Helper()
		for _, said := range []*projection.Window{nil, {From: 800 * aDay, To: 1100 * aDay}, nil, nil} {
			for _, revision := range []projection.Revision{2, 3, table.Revision()} {
				again, fresh := scanOf(table, said), scanOf(table, said)
				again.Rows, again.Columns = kept, kept
				again.Revision, fresh.Revision = revision, revision
				got, want := inOrder(t, table, again), inOrder(t, table, fresh)
				if !reflect.DeepEqual(got, want) || len(want.Cells) == 0 {
					t.Fatalf("%s: in %v as of %d: %d statements and %d without in %d cells, not %d and %d in %d",
						when, said, revision, got.Statements, got.Without, len(got.Cells), want.Statements, want.Without, len(want.Cells))
				}
			}
		}
	}
	same("at first")
	statement := projection.Node(madeActors + 1001 + 20_000)
	say := func(n int) {
		t.Helper()
		var changes []projection.Change
		for range n {
			v := projection.Version{Since: table.Revision() + 1, Parts: []projection.Part{
				{Node: 1, As: projection.Speaker},
				{Node: 3, As: projection.AboutActor, Role: 1, Stance: projection.StanceOf(0.5)},
				{Node: 3, As: projection.AboutActor, Role: 2, Stance: projection.StanceOf(-1)},
				{Node: 5, As: projection.AboutActor, Role: 1},
			}, Scales: []string{"", "made-up", "another", ""}}
			changes = append(changes, projection.Change{Node: statement, Version: &v})
			statement++
		}
		if err := table.Apply(table.Revision()+1, changes); err != nil {
			t.Fatal(err)
		}
	}
	say(10)
	same("after more was said")
	if err := table.Apply(table.Revision()+1, []projection.Change{{Node: 3, Marking: 1}}); err != nil {
		t.Fatal(err)
	}
	same("after one was hidden")
	say(21_000)
	same("after much more was said")
}

// Rows are laid out as far as was asked for, by whoever asks next.
func TestALayoutIsGivenUp(t *testing.T) {
	table, enough := made(t, 34_000), errors.New("enough")
	kept := sides()
	scan := scanOf(table, nil)
	scan.Rows, scan.Columns = kept, kept
	want := inOrder(t, table, scan)
	inOrder(t, table, scan)
	asked := 0
	if _, err := table.Matrix(scan, func() error {
		if asked++; asked > 2 {
			return enough
		}
		return nil
	}); !errors.Is(err, enough) {
		t.Fatalf("the third one: %v", err)
	}
	for range 2 {
		if got := inOrder(t, table, scan); !reflect.DeepEqual(got, want) {
			t.Fatalf("%d statements in %d cells, not %d in %d", got.Statements, len(got.Cells), want.Statements, len(want.Cells))
		}
	}
}
