package network

import (
	"fmt"
	"slices"

	"hudna/graph"
)

// What one network may cost.
const (
	MaxWeights = 8_000_000     // of the matrices of all slices together
	MaxSlices  = 10_000        // of a network over time
	MaxTies    = 50_000_000    // pairs of uses of a concept that are weighed in a slice
	MaxPairs   = 100 * MaxTies // the same, in all slices together
	MaxVisits  = 1_000_000_000 // uses of concepts, of all slices together
	MaxWindow  = 10_000        // units of a window
	MaxExclude = 10_000        // values of an exclusion
	maxLevels  = 31            // values of a qualifier that COMBINE tells apart
)

// A Definition says by whose reading of the method a network is computed.
type Definition string

// The definitions.
const (
	DNA       Definition = "DNA"
	Corrected Definition = "CORRECTED"
)

// Version names the definitions that this package computes by. It changes when
// the same rows would give other numbers.
const Version = "network/3"

// A Mode says what the nodes of a network are.
type Mode string

// The modes.
const (
	Actors   Mode = "ACTORS"   // actors, tied by concepts
	Concepts Mode = "CONCEPTS" // concepts, tied by actors
	TwoMode  Mode = "TWO_MODE" // actors, tied to concepts
)

// A Qualifier says what the qualifiers of the rows are.
type Qualifier string

// The kinds of qualifiers.
const (
	NoQualifier Qualifier = "NONE"
	Boolean     Qualifier = "BOOLEAN"
	Integer     Qualifier = "INTEGER"
	Text        Qualifier = "TEXT"
)

// An Aggregation says what the qualifiers do to a weight.
type Aggregation string

// The aggregations.
const (
	Ignore     Aggregation = "IGNORE"
	Congruence Aggregation = "CONGRUENCE" // of one mode: how far the qualifiers are alike
	Conflict   Aggregation = "CONFLICT"   // of one mode: how far they are not
	Subtract   Aggregation = "SUBTRACT"   // of one mode: congruence less conflict; of two: for less against
	Combine    Aggregation = "COMBINE"    // of two modes: which qualifiers there are
)

// A Normalization says by what a weight is divided.
type Normalization string

// The normalizations.
const (
	NoNormalization Normalization = "NONE"
	Average         Normalization = "AVERAGE"    // of one mode: by how active the two are on average
	Jaccard         Normalization = "JACCARD"    // of one mode
	Cosine          Normalization = "COSINE"     // of one mode
	Activity        Normalization = "ACTIVITY"   // of two modes: by the row
	Prominence      Normalization = "PROMINENCE" // of two modes: by the column
)

// A DuplicateRule says within what the same counts once.
type DuplicateRule string

// The rules. All but UTTERANCE are DNA's.
const (
	Include      DuplicateRule = "INCLUDE"
	PerDocument  DuplicateRule = "DOCUMENT"
	PerUtterance DuplicateRule = "UTTERANCE" // however many documents report it
	PerWeek      DuplicateRule = "WEEK"
	PerMonth     DuplicateRule = "MONTH"
	PerYear      DuplicateRule = "YEAR"
	AcrossTheLot DuplicateRule = "ACROSS_RANGE"
)

// A Joint says what a statement of several actors counts for.
type Joint string

// The ways to count joint statements.
const (
	Split  Joint = "SPLIT" // as one of each of them, which ties them
	Drop   Joint = "DROP"  // for nothing
	AsUnit Joint = "UNIT"  // as one of each of them, but ties them to others only
)

// A Kernel weighs a statement by how far it lies from the middle of a window.
type Kernel string

// The kernels.
const (
	NoKernel     Kernel = "NONE"
	Uniform      Kernel = "UNIFORM"
	Gaussian     Kernel = "GAUSSIAN"
	Epanechnikov Kernel = "EPANECHNIKOV"
	Triangular   Kernel = "TRIANGULAR"
)

// A Neutrality says what becomes of who neither agrees nor disagrees.
type Neutrality string

// The ways to treat neutral positions.
const (
	NeutralCounts  Neutrality = "COUNT"  // midway between the others; not by DNA
	NeutralDropped Neutrality = "DROP"   // is left out
	NeutralRefused Neutrality = "REFUSE" // there must be none
)

// A Field is something of a row by which it is excluded.
type Field string

// The fields.
const (
	ByActor     Field = "ACTOR"
	ByConcept   Field = "CONCEPT"
	ByQualifier Field = "QUALIFIER" // a number as it is written, or the text
	ByDocument  Field = "DOCUMENT"
)

// An Exclusion leaves rows out by one of their fields: those with any of the
// values or, inverted, those with none of them.
type Exclusion struct {
	Field  Field
	Values []string
	Invert bool
}

// A Window says which slices of time networks are made of.
type Window struct {
	Unit   Unit
	Size   int // units
	Kernel Kernel
	// Indent leaves out what lies in the middle of a kernel's window that is not
	// wholly within the range. Other windows always are within it.
	Indent bool
}

// A Query says how a network is made of rows. What is left empty is the first of
// its kind, and the definition CORRECTED.
type Query struct {
	Mode          Mode
	Qualifier     Qualifier
	Aggregation   Aggregation
	Normalization Normalization
	Duplicates    DuplicateRule
	Joint         Joint
	// Neutral is COUNT unless given, and REFUSE by DNA.
	Neutral    Neutrality
	Definition Definition
	// From and To bound when the rows were said, in seconds since 1970, the first
	// included and the second not; nil for no bound.
	From, To *int64
	Window   *Window
	Exclude  []Exclusion
	// Firsthand leaves out what is known from nobody but those to whom it was
	// said.
	Firsthand bool
	// Isolates gives each slice the nodes of all of them. Otherwise it has those of
	// which it has a row.
	Isolates bool
	// Seed draws which of the statements of one instant a window of events holds
	// by DNA. Otherwise their ids say.
	Seed uint64
}

// Filled is the query with all that it left empty.
func (q Query) Filled() Query {
	fill(&q.Mode, Actors)
	fill(&q.Qualifier, NoQualifier)
	fill(&q.Aggregation, Ignore)
	fill(&q.Normalization, NoNormalization)
	fill(&q.Duplicates, Include)
	fill(&q.Joint, Split)
	fill(&q.Definition, Corrected)
	neutral := NeutralCounts
	if q.Definition == DNA {
		neutral = NeutralRefused
	}
	fill(&q.Neutral, neutral)
	if q.Window != nil {
		w := *q.Window
		fill(&w.Kernel, NoKernel)
		q.Window = &w
	}
	return q
}

func fill[T ~string](value *T, unless T) {
	if *value == "" {
		*value = unless
	}
}

// Check says what is wrong with a query that is filled, as a [graph.FieldError]
// that says what would work.
func (q *Query) Check() error {
	one := q.Mode != TwoMode
	aggregations, normalizations := []Aggregation{Ignore, Subtract, Combine}, []Normalization{NoNormalization, Activity, Prominence}
	if one {
		aggregations, normalizations = []Aggregation{Ignore, Congruence, Conflict, Subtract}, []Normalization{NoNormalization, Average, Jaccard, Cosine}
	}
	neutral := []Neutrality{NeutralCounts, NeutralDropped, NeutralRefused}
	if q.Definition == DNA {
		neutral = neutral[1:]
	}
	if q.Qualifier == NoQualifier {
		aggregations = aggregations[:1]
	}
	if q.Window != nil && q.Window.Kernel != NoKernel {
		aggregations = slices.DeleteFunc(aggregations, func(a Aggregation) bool { return a == Combine })
		normalizations = slices.DeleteFunc(normalizations, func(n Normalization) bool { return n != NoNormalization && n != Average })
	}
	return firstOf(
		among("mode", q.Mode, []Mode{Actors, Concepts, TwoMode}, ""),
		among("definition", q.Definition, []Definition{DNA, Corrected}, ""),
		among("qualifier", q.Qualifier, []Qualifier{NoQualifier, Boolean, Integer, Text}, ""),
		among("aggregation", q.Aggregation, aggregations, q.circumstances()),
		among("normalization", q.Normalization, normalizations, q.circumstances()),
		among("duplicates", q.Duplicates, []DuplicateRule{Include, PerDocument, PerUtterance, PerWeek, PerMonth, PerYear, AcrossTheLot}, ""),
		among("joint", q.Joint, []Joint{Split, Drop, AsUnit}, ""),
		among("neutral", q.Neutral, neutral, " by "+string(q.Definition)),
		q.checkWindow(),
		q.checkExclusions(),
		q.checkRange(),
	)
}

// circumstances are what an aggregation or a normalization depends on, in words.
func (q *Query) circumstances() string {
	s := " in mode " + string(q.Mode)
	if q.Qualifier == NoQualifier {
		s += " without a qualifier"
	}
	if q.Window != nil && q.Window.Kernel != NoKernel {
		s += " with a kernel"
	}
	return s
}

func (q *Query) checkWindow() error {
	w := q.Window
	if w == nil {
		return nil
	}
	err := firstOf(
		among("window.unit", w.Unit, Units(), ""),
		among("window.kernel", w.Kernel, []Kernel{NoKernel, Uniform, Gaussian, Epanechnikov, Triangular}, ""),
	)
	switch {
	case err != nil:
		return err
	case w.Size < 1 || w.Size > MaxWindow:
		return &graph.FieldError{Path: "window.size", Reason: fmt.Sprintf("is %d; a window has 1 to %d units", w.Size, MaxWindow)}
	case w.Kernel != NoKernel && w.Unit == Events:
		return &graph.FieldError{Path: "window.kernel", Reason: fmt.Sprintf("is %s, and the window counts events; a kernel needs %v", w.Kernel, Units()[1:])}
	case w.Indent && w.Kernel == NoKernel:
		return &graph.FieldError{Path: "window.indent", Reason: "is for kernels; without one, windows lie within the range anyway"}
	}
	return nil
}

func (q *Query) checkExclusions() error {
	for i, e := range q.Exclude {
		path := fmt.Sprintf("exclude[%d]", i)
		if err := among(path+".field", e.Field, []Field{ByActor, ByConcept, ByQualifier, ByDocument}, ""); err != nil {
			return err
		}
		if len(e.Values) > MaxExclude {
			return &graph.FieldError{Path: path + ".values", Reason: fmt.Sprintf("has %d values; an exclusion has %d at most", len(e.Values), MaxExclude)}
		}
	}
	return nil
}

func (q *Query) checkRange() error {
	if q.From != nil && q.To != nil && *q.From >= *q.To {
		return &graph.FieldError{Path: "to", Reason: "is not after from"}
	}
	return nil
}

func among[T ~string](path string, value T, all []T, when string) error {
	if slices.Contains(all, value) {
		return nil
	}
	return &graph.FieldError{Path: path, Reason: fmt.Sprintf("is %q; it may be one of %v%s", value, all, when)}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
