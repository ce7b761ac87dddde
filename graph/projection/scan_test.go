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
		found := map[int]int{} // by their steps
		for _, from := range []projection.Node{611, 820, 913, 952, 1015, 1050, 1117, 1150, 1222, 1287, 1312, 1361, 1420, 1550} {
			scan := pathScan(from, from+5, 4)
			scan.Revision, scan.Roles, scan.Directed = table.Revision(), ^uint64(0), directed
			if from%2 == 0 { // of each hundred actors the first ten are the same
				scan.Canonical = func(n projection.Node) (projection.Node, error) {
					if n%100 < 10 {
						n -= n % 100
					}
					return n, nil
				}
				scan.Members = func(n projection.Node) (same []projection.Node, err error) {
					for i := range projection.Node(10) {
						if same = append(same, n+i); n%100 > 0 {
							break
						}
					}
					return same, nil
				}
			}
			paths, err := table.Paths(scan, onAndOn)
			if err != nil {
				t.Fatal(err)
			}
			if want := walked(table, scan); !slices.EqualFunc(paths, want, slices.Equal[projection.Path]) {
				t.Fatalf("from %d, directed %t: %v\nwanted %v", from, directed, paths, want)
			}
			for _, p := range paths {
				found[len(p)-1]++
				for i := range len(p) - 1 {
					all, count, err := table.Between(scan, p[i], p[i+1], table.Rows(), onAndOn)
					if err != nil || len(all) == 0 || len(all) != count {
						t.Fatalf("%d statements lead from %d to %d, %d of them named: %v", count, p[i], p[i+1], len(all), err)
					}
					few, again, err := table.Between(scan, p[i], p[i+1], 2, onAndOn)
					if err != nil || again != count || !slices.Equal(few, all[:min(2, count)]) {
						t.Fatalf("the first of %v are %v, of %d: %v", all, few, again, err)
					}
				}
			}
		}
		if found[3] < 20 || found[4] < 50 {
			t.Errorf("directed %t: only %v were found", directed, found)
		}
	}
}

// walked finds the first paths by going everywhere, with one step more each time.
func walked(t *projection.Table, scan projection.PathScan) (found []projection.Path) {
	near := map[projection.Node][]projection.Node{}
	for row := range t.Rows() {
		if !t.Sees(scan.View, row) {
			continue
		}
		for _, p := range t.Parts(row)[1:] {
			if p.As != projection.AboutActor || !t.Shows(scan.Clearance, p.Node) {
				continue
			}
			from, _ := scan.Canonical(t.Parts(row)[0].Node)
			to, _ := scan.Canonical(p.Node)
			near[from] = append(near[from], to)
			if !scan.Directed {
				near[to] = append(near[to], from)
			}
		}
	}
	for n := range near {
		slices.Sort(near[n])
		near[n] = slices.Compact(near[n])
	}
	var walk func(p projection.Path, left int)
	walk = func(p projection.Path, left int) {
		at := p[len(p)-1]
		if left == 0 && at == scan.To {
			found = append(found, slices.Clone(p))
		}
		if left == 0 || at == scan.To {
			return
		}
		for _, n := range near[at] {
			if len(found) < scan.First && !slices.Contains(p, n) {
				walk(append(p, n), left-1)
			}
		}
	}
	for steps := 1; steps <= scan.MaxSteps && len(found) < scan.First; steps++ {
		walk(projection.Path{scan.From}, steps)
	}
	return found
}
