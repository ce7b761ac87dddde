package network

import "time"

// Faults are where DNA computes something else than the method means. Each
// concerns some queries only.
type faults struct {
	cosine      bool // the weight is divided by the product of the activities
	yearless    bool // duplicates within a week or month are so in that of any year
	triangular  bool // the kernel is |1-u|, which weighs the past more than the future
	ties        bool // which statements of one instant a window of events holds is drawn
	transposed  bool // prominence of combined weights counts rows for columns
	kernelMeans bool // averages with a kernel are sums over concepts and qualifiers
}

// A fault is one of them: what to say of it, what it concerns, and how it is
// turned on.
type fault struct {
	note     string
	concerns func(*Query) bool
	on       func(*faults)
}

func allFaults() []fault {
	kernel := func(q *Query) bool { return q.Window != nil && q.Window.Kernel != NoKernel }
	return []fault{
		{
			"DNA divides by the product of the numbers of statements where a cosine has the lengths of the vectors",
			func(q *Query) bool { return q.Normalization == Cosine },
			func(f *faults) { f.cosine = true },
		},
		{
			"DNA takes the same week or month of different years for one when it looks for duplicates",
			func(q *Query) bool { return q.Duplicates == PerWeek || q.Duplicates == PerMonth },
			func(f *faults) { f.yearless = true },
		},
		{
			"DNA's triangular kernel is |1-u| and not 1-|u|: what came before weighs otherwise than what came after",
			func(q *Query) bool { return kernel(q) && q.Window.Kernel == Triangular },
			func(f *faults) { f.triangular = true },
		},
		{
			"DNA draws by chance which statements of one instant a window of events holds; here the seed draws",
			func(q *Query) bool { return q.Window != nil && q.Window.Unit == Events },
			func(f *faults) { f.ties = true },
		},
		{
			"DNA divides a column of combined weights by what the row of the same number has",
			func(q *Query) bool { return q.Aggregation == Combine && q.Normalization == Prominence },
			func(f *faults) { f.transposed = true },
		},
		{
			"DNA multiplies by the sum of 2/(x+y) over concepts and qualifiers where an average divides by (x+y)/2 over all of them",
			func(q *Query) bool { return kernel(q) && q.Normalization == Average },
			func(f *faults) { f.kernelMeans = true },
		},
	}
}

// faultsOf are those of the definition of a query.
func (q *Query) faultsOf() (f faults) {
	if q.Definition == DNA {
		for _, one := range allFaults() {
			one.on(&f)
		}
	}
	return f
}

// isoWeek is the number of a week within its year, by ISO 8601.
func isoWeek(week int) int {
	_, n := time.Unix(Weeks.begin(week), 0).UTC().ISOWeek()
	return n
}
