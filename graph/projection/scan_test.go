package projection_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"

	"hudna/graph"
	"hudna/graph/projection"
)

const (
	madeActors = 2000
	madeHeads  = 40
	madeDays   = 4383 // of twelve years
	aDay       = 86_400
)

// made draws a table of so many statements, of which each tenth was corrected:
// one part is loaded, as when a graph is opened, and the rest is applied. The
// actors are the nodes from 1 on; some are spoken of much more than others.
func made(tb testing.TB, statements int) *projection.Table {
	tb.Helper()
	dice := rand.New(rand.NewPCG(uint64(statements), 7)) //nolint:gosec // made up
	actor := func() projection.Node {
		return projection.Node(1 + int(float64(madeActors)*dice.Float64()*dice.Float64()*dice.Float64()))
	}
	version := func(since projection.Revision) projection.Version {
		day := dice.IntN(madeDays)
		v := projection.Version{Since: since, Said: graph.Date{EDTF: graph.EDTF(fmt.Sprint("day ", day))}}
		v.When = projection.When{Earliest: int64(day) * aDay, Latest: int64(day+1)*aDay - 1}
		switch dice.IntN(50) {
		case 0:
			v.Said.EDTF, v.When.Latest = v.Said.EDTF+" and a year", v.When.Earliest+365*aDay
		case 1:
			v.Said.EDTF, v.When = "", projection.When{Undated: true}
		}
		v.Acts = 1 << dice.IntN(30)
		v.Parts = append(v.Parts, projection.Part{Node: actor(), As: projection.Speaker})
		for range 1 + dice.IntN(2) {
			v.Parts = append(v.Parts, projection.Part{Node: actor(), As: projection.AboutActor, Role: uint8(1 + dice.IntN(4)), Stance: projection.StanceOf(dice.Float64()*2 - 1)})
		}
		v.Parts = append(v.Parts, projection.Part{Node: projection.Node(madeActors + 1 + dice.IntN(1000)), As: projection.Document})
		v.Scales = make([]string, len(v.Parts))
		v.Scales[1] = "made-up"
		return v
	}
	const first = madeActors + 1001 // statement
	t := projection.New()
	t.Begin(2, first+statements)
	loaded := statements * 9 / 10
	for n := projection.Node(1); n < first; n++ {
		if err := t.Load(&projection.Record{Node: n, Marking: uint8(dice.IntN(100) / 98)}); err != nil {
			tb.Fatal(err)
		}
	}
	for i := range loaded {
		versions := []projection.Version{version(1)}
		if i%10 == 0 {
			versions = append(versions, version(2))
		}
		if err := t.Load(&projection.Record{Node: projection.Node(first + i), Versions: versions}); err != nil {
			tb.Fatal(err)
		}
	}
	t.Settle()
	for r, i := projection.Revision(3), loaded; i < statements; r++ {
		var changes []projection.Change
		for ; i < statements && len(changes) < 1000; i++ {
			v := version(r)
			changes = append(changes, projection.Change{Node: projection.Node(first + i), Version: &v})
		}
		if err := t.Apply(r, changes); err != nil {
			tb.Fatal(err)
		}
	}
	return t
}

// sides puts the actors under heads, half of them for some years only.
func sides() projection.Side {
	g := &projection.Groups{}
	for h := range madeHeads {
		g.Heads = append(g.Heads, projection.Node(1+h))
	}
	for n := projection.Node(1); n <= madeActors; n++ {
		group := projection.Group{Head: int(n) % madeHeads}
		if n%2 == 0 {
			from := int64(n%8) * 365 * aDay
			group.Ways = []projection.Window{{From: from, To: from + 4*365*aDay}}
		}
		g.Add(n, group)
	}
	return projection.Side{Groups: g}
}

// scanOf asks for what was said in a window, or all.
func scanOf(t *projection.Table, said *projection.Window) projection.MatrixScan {
	scan := projection.MatrixScan{
		Selection: projection.Selection{View: projection.View{Revision: t.Revision(), Statuses: 1}, Said: said, Keep: every},
		Rows:      sides(), Columns: sides(), Roles: ^uint64(0),
	}
	if said != nil {
		scan.Keep = func() projection.Keep {
			return func(row int) (bool, error) {
				w := t.When(row)
				return !w.Undated && w.Earliest <= said.To && w.Latest >= said.From, nil
			}
		}
	}
	return scan
}

// byRow counts who spoke of whom row by row.
func byRow(tb testing.TB, t *projection.Table, scan projection.MatrixScan) map[[2]projection.Node]int {
	tb.Helper()
	under := func(n projection.Node, w *projection.When) projection.Node {
		head := projection.Node(1 + int(n)%madeHeads)
		if n%2 == 1 {
			return head
		}
		from := int64(n%8) * 365 * aDay
		if w.Undated || w.Earliest <= from+4*365*aDay && w.Latest >= from {
			return head
		}
		return 0
	}
	counts := map[[2]projection.Node]int{}
	for row := range t.Rows() {
		w := t.When(row)
		if scan.Said != nil && (w.Undated || w.Earliest > scan.Said.To || w.Latest < scan.Said.From) || !t.Sees(scan.View, row) {
			continue
		}
		mine := map[[2]projection.Node]bool{}
		for _, p := range t.Parts(row)[1:] {
			from, to := under(t.Parts(row)[0].Node, w), under(p.Node, w)
			if p.As == projection.AboutActor && t.Shows(scan.Clearance, p.Node) && from != 0 && to != 0 {
				mine[[2]projection.Node{from, to}] = true
			}
		}
		for pair := range mine {
			counts[pair]++
		}
	}
	return counts
}

// What several goroutines count, of the zones that a window reaches, is what is
// counted row by row, at every revision.
func TestAMatrixIsWhatIsCountedRowByRow(t *testing.T) {
	table := made(t, 60_000)
	windows := []*projection.Window{nil, {From: 800 * aDay, To: 830 * aDay}, {From: -10, To: 0}, {From: 10 * aDay, To: 4000 * aDay}}
	for _, said := range windows {
		for _, revision := range []projection.Revision{1, 2, 3, table.Revision()} {
			scan := scanOf(table, said)
			scan.Revision = revision
			m, err := table.Matrix(scan, onAndOn)
			if err != nil {
				t.Fatal(err)
			}
			want := byRow(t, table, scan)
			if len(m.Cells) != len(want) || len(want) == 0 && (said == nil || said.To > 0) {
				t.Fatalf("in %v as of %d, %d cells, not %d", said, revision, len(m.Cells), len(want))
			}
			for _, c := range m.Cells {
				if c.Count != want[[2]projection.Node{c.Row, c.Column}] {
					t.Fatalf("in %v as of %d, %d of %d %d times, not %d", said, revision, c.Row, c.Column, c.Count, want[[2]projection.Node{c.Row, c.Column}])
				}
			}
		}
	}
}

// What is asked of some days looks at few rows beside theirs.
func TestAWindowReachesFewRows(t *testing.T) {
	table := made(t, 60_000)
	var looked []int
	var mu sync.Mutex
	scan := scanOf(table, &projection.Window{From: 800 * aDay, To: 830 * aDay})
	scan.Keep = func() projection.Keep {
		return func(row int) (bool, error) {
			mu.Lock()
			defer mu.Unlock()
			looked = append(looked, row)
			return false, nil
		}
	}
	if _, err := table.Matrix(scan, onAndOn); err != nil {
		t.Fatal(err)
	}
	// A tenth is in no order, and a zone has 2048 rows.
	if most := 60_000/10 + 8*2048; len(looked) > most {
		t.Errorf("looked at %d rows, not at most %d", len(looked), most)
	}
}

// A scan ends at the first error, of whoever reads, and where nobody waits.
func TestAScanEndsAtAnError(t *testing.T) {
	table, made := made(t, 60_000), errors.New("made up")
	scan := scanOf(table, nil)
	scan.Keep = func() projection.Keep {
		return func(row int) (bool, error) {
			if row == 40_000 {
				return false, made
			}
			return true, nil
		}
	}
	if _, err := table.Matrix(scan, onAndOn); !errors.Is(err, made) {
		t.Errorf("of a row: %v", err)
	}
	if _, err := table.Matrix(scanOf(table, nil), func() error { return made }); !errors.Is(err, made) {
		t.Errorf("of who asks: %v", err)
	}
	for range runtime.GOMAXPROCS(0) { // of whom none keeps the turn that others wait for
		if _, err := table.Matrix(scan, onAndOn); !errors.Is(err, made) {
			t.Errorf("of a row, again: %v", err)
		}
	}
	if _, err := table.Matrix(scanOf(table, nil), onAndOn); err != nil {
		t.Errorf("after errors: %v", err)
	}
}

// Paths are the same whether the links of actors were put into order or came one
// by one, and as those that are found by walking.
func TestPathsThroughManyLinks(t *testing.T) {
	table := made(t, 20_000)
	for _, directed := range []bool{true, false} {
		for from := projection.Node(1900); from < 1990; from += 9 {
			scan := pathScan(from, from+5, 4)
			scan.Revision, scan.Roles, scan.Directed = table.Revision(), ^uint64(0), directed
			paths, err := table.Paths(scan, onAndOn)
			if err != nil {
				t.Fatal(err)
			}
			if want := steps(table, scan); len(paths) == 0 && want > 0 || len(paths) > 0 && len(paths[0])-1 != want {
				t.Fatalf("from %d: %d paths, and it takes %d steps", from, len(paths), want)
			}
			if !slices.IsSortedFunc(paths, func(a, b projection.Path) int {
				if len(a) != len(b) {
					return len(a) - len(b)
				}
				return slices.Compare(a, b)
			}) {
				t.Errorf("from %d: they are in no order: %v", from, paths)
			}
			for _, p := range paths {
				for i := range len(p) - 1 {
					statements, err := table.Between(scan, p[i], p[i+1], onAndOn)
					if err != nil || len(statements) == 0 {
						t.Fatalf("nothing leads from %d to %d: %v", p[i], p[i+1], err)
					}
				}
			}
		}
	}
}

// steps is how many a path takes at least, or 0 where it takes too many.
func steps(t *projection.Table, scan projection.PathScan) int {
	edge, seen := []projection.Node{scan.From}, map[projection.Node]bool{scan.From: true}
	for n := 1; n <= scan.MaxSteps; n++ {
		var next []projection.Node
		for row := range t.Rows() {
			if !t.Sees(scan.View, row) {
				continue
			}
			speaker := t.Parts(row)[0].Node
			for _, p := range t.Parts(row)[1:] {
				if p.As != projection.AboutActor || !t.Shows(scan.Clearance, p.Node) {
					continue
				}
				if slices.Contains(edge, speaker) && !seen[p.Node] {
					seen[p.Node] = true
					next = append(next, p.Node)
				}
				if !scan.Directed && slices.Contains(edge, p.Node) && !seen[speaker] {
					seen[speaker] = true
					next = append(next, speaker)
				}
			}
		}
		if seen[scan.To] {
			return n
		}
		edge = next
	}
	return 0
}
