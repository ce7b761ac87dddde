package gql

import (
	"context"
	"errors"
	"math"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"hudna/graph"
	"hudna/graph/gql/exec"
	"hudna/graph/gql/scalar"
)

// What fields cost, in objects that may be in the answer. A field costs one
// and what is selected below it, unless it is here.
const (
	// costList is how many entries a list inside a record is taken to have. Most
	// have one or none, and some have many.
	costList = 2
	// costText is the cost of a long text: it may be a mebibyte.
	costText = 1_000
	// costSources is the cost of counting the sources of one utterance, whose
	// every telling is looked at.
	costSources = 10
	// costChanges is the cost of comparing two versions, field by field.
	costChanges = 50
	// costFacet is the cost of counting a list by a facet, besides the values:
	// every statement of it is looked at.
	costFacet = 1_000
	// costCoders is the cost of reckoning how far coders agree: all that they
	// coded is read.
	costCoders = 5_000
	// costSimilar is the cost of looking for candidates, besides what is shown of
	// them: up to 1,000 records are looked at.
	costSimilar = 1_000
	// costUndecided is the cost of listing what waits, besides the page: every
	// judgement is looked at.
	costUndecided = 2_000
	// costRow is the cost of a row as it stood in its file, which is unpacked.
	costRow = 50
	// costCitedQuery is the cost of a query that is cited: it may cost as much as
	// an operation, and a few are what one operation may ask.
	costCitedQuery = 20_000
	// codedFields is how many fields of statements they are compared by.
	codedFields = 17
	// costChange is the cost of one operation of a change: it is checked, written
	// and synced, or held against the graph.
	costChange = 10
)

// A schema is the generated schema with the cost of its fields, which are read
// from the schema itself, so that a new list cannot be forgotten. It runs only
// operations that were prepared.
type schema struct {
	graphql.ExecutableSchema
	costs map[string]cost // by type and field: "Actor.names"
	plans *plans          // nil where every operation is for the executor
}

// A cost says what a field costs, given what is selected below it.
type cost func(child int, args map[string]any) int

func newSchema() *schema {
	s := &schema{
		ExecutableSchema: exec.NewExecutableSchema(exec.Config{Resolvers: &resolver{}}),
		costs: map[string]cost{
			"Query.nodes":                  costOfNodes,
			"Document.text":                fixed(costText),
			"Codebook.text":                fixed(costText),
			"Statement.sources":            fixed(costSources),
			"Statement.authorship":         costOfAuthors,
			"Query.coderAgreement":         costOfCoders,
			"Query.similar":                costOfSimilar,
			"Candidates.found":             costOfValues, // they are counted where they are asked for
			"Query.undecided":              costOfUndecided,
			"Provenance.row":               fixed(costRow),
			"Query.cite":                   costOfCite,
			"Query.resolve":                costOfResolve,
			"CoderAgreement.unmatched":     costOfFirst,
			"Agreement.disputes":           costOfDisputes,
			"Query.trace":                  costOfTrace,
			"Query.sameUtterance":          costOfCompared,
			"SameUtterances.found":         costOfFirst,
			"Query.copies":                 costOfCompared,
			"Copies.found":                 costOfFirst,
			"CopyCandidate.losses":         costOfLosses,
			"Document.losses":              costOfLosses,
			"CopyLosses.found":             costOfFirst,
			"Event.readouts":               costOfLosses,
			"Readouts.clauses":             costOfFirst,
			"Trace.trails":                 costOfValues, // they are counted where the trace is
			"Trail.steps":                  costOfTrailSteps,
			"Trace.carried":                costOfFirst,
			"Trace.tellings":               costOfFirst,
			"Disputes.found":               costOfFirst,
			"Disputes.tallies":             costOfFirst,
			"Disputes.biases":              costOfFirst,
			"Disputes.days":                costOfFirst,
			"Dispute.allegations":          costOfFirst,
			"Dispute.admissions":           costOfFirst,
			"Dispute.answers":              costOfFirst,
			"CounterTally.counts":          costOfFirst,
			"CounterCount.overlaps":        costOfOverlaps,
			"BiasPair.statements":          costOfFirst,
			"TruceDay.statements":          costOfFirst,
			"TruceDay.events":              costOfFirst,
			"CoderAgreement.unplaced":      costOfFirst,
			"CoderAgreement.fields":        costOfFields,
			"FieldAgreement.disagreements": costOfFirst,
			"StatementConnection.facets":   costOfFacet,
			"FacetCount.values":            costOfValues,
			"Query.matrix":                 costOfMatrix,
			"Matrix.cells":                 costOfValues, // they are counted where the matrix is
			"Query.positions":              costOfMatrix,
			"PositionTable.cells":          costOfValues, // they are counted where the table is
			"PositionSums.statements":      costOfParts,
			"Query.network":                costOfNetwork,
			"Network.slices":               costOfSlices,
			"Network.edge":                 costOfNetwork,
			"Network.phases":               costOfNetwork,
			"Network.backbone":             fixed(costBackbone),
			"Network.camps":                costOfNetwork,
			"Network.file":                 fixed(costAnalysis),
			"NetworkSlice.ties":            costOfTies,
			"NetworkEdge.parts":            costOfParts,
			"NetworkEdge.statements":       costOfParts,
			"Query.series":                 costOfSeries,
			"Series.groups":                costOfGroups,
			"SeriesGroup.points":           costOfValues, // they are counted where the series is
			"SeriesGroup.windows":          costOfValues, // and are no more than the points
			"Series.flat":                  costOfGroups,
			"Disputes.series":              costOfStateSeries,
			"Query.eventSeries":            costOfEventSeries,
			"EventSeries.groups":           costOfGroups,
			"EventSeries.flat":             costOfGroups,
			"EventSeriesGroup.points":      costOfValues, // they are counted where the series is
			"EventSeriesGroup.windows":     costOfValues, // and are no more than the points
			"Query.eventPlaces":            costOfEventPlaces,
			"EventPlaces.places":           costOfValues, // they are counted where they are asked for
			"Query.shortestPaths":          costOfPaths,
			"Path.steps":                   costOfSteps,
			"PathStep.statements":          costOfStepStatements,
			"Mutation.commit":              costOfCommit,
			"Query.validate":               costOfCommit,
			"CommitPayload.records":        costOfValues, // they are counted where the changes are
			"Version.changes":              fixed(costChanges),
			"Difference.changes":           fixed(costChanges),
			"ComparedStatement.changes":    fixed(costChanges),
			"StatementChange.statements":   costOfFirst,
			"Subscription.disputeChanged":  costOfDisputeChange,
			"DisputeChange.disputes":       costOfFirst,
		},
	}
	for _, field := range s.Schema().Mutation.Fields {
		if name := "Mutation." + field.Name; s.costs[name] == nil {
			s.costs[name] = costOfOneChange
		}
	}
	for _, def := range s.Schema().Types {
		if def.Kind != ast.Object || def.BuiltIn {
			continue
		}
		for _, field := range def.Fields {
			name := def.Name + "." + field.Name
			if s.costs[name] == nil {
				s.costs[name] = s.costOf(def, field)
			}
		}
	}
	return s
}

// costOf is the cost that the type of a field tells; nil for the usual one.
func (s *schema) costOf(def *ast.Definition, field *ast.FieldDefinition) cost {
	result := s.Schema().Types[field.Type.Name()]
	switch {
	case strings.HasSuffix(result.Name, "Connection"):
		return costOfPage
	case strings.HasSuffix(def.Name, "Connection"), field.Type.Elem == nil, result.IsLeafType():
		return nil // the page is counted where it is selected
	}
	return func(child int, _ map[string]any) int { return times(costList, 1+child) }
}

func fixed(n int) cost { return func(int, map[string]any) int { return n } }

// costOfPage is the cost of a page: all of its items.
func costOfPage(child int, args map[string]any) int { return plus(1, times(size(args), child)) }

// costOfFacet is the cost of counting by a facet, and of all of its values. The
// values cost what is selected on one of them.
func costOfFacet(child int, args map[string]any) int {
	return plus(costFacet, times(size(args), child))
}

func costOfValues(child int, _ map[string]any) int { return plus(1, child) }

// costOfAuthors is that of looking at versions, as of telling sources.
func costOfAuthors(child int, _ map[string]any) int { return plus(costSources, child) }

func costOfCoders(child int, _ map[string]any) int { return plus(costCoders, child) }

func costOfSimilar(child int, args map[string]any) int {
	return plus(costSimilar, times(size(args), child))
}

func costOfUndecided(child int, args map[string]any) int {
	return plus(costUndecided, costOfPage(child, args))
}

func costOfFields(child int, _ map[string]any) int { return times(codedFields, plus(1, child)) }

// costOfFirst is the cost of the first items of a list that is no page.
func costOfFirst(child int, args map[string]any) int { return times(size(args), plus(1, child)) }

func costOfOneChange(child int, _ map[string]any) int { return plus(costChange, child) }

// costOfCommit is the cost of several changes, and of as many records with what
// is selected on them.
func costOfCommit(child int, args map[string]any) int {
	in, _ := args["input"].(map[string]any)
	n := 1 // a list of one may be given without its brackets
	if changes, ok := in["changes"].([]any); ok {
		n = len(changes)
	}
	return plus(1, times(n, plus(costChange, child)))
}

// size is how many items the arguments of a field ask for. A number of items
// that is refused when the field is resolved counts as the largest page.
func size(args map[string]any) int {
	n := 0
	for _, name := range []string{"first", "last"} {
		given := args[name]
		if given == nil {
			continue
		}
		items, err := scalar.UnmarshalInt64(given)
		if err != nil || items < 1 || items > graph.MaxPage {
			items = graph.MaxPage
		}
		n = max(n, int(items))
	}
	if n == 0 {
		return defaultPage
	}
	return n
}

func costOfNodes(child int, args map[string]any) int {
	ids, _ := args["ids"].([]any)
	return times(min(len(ids), graph.MaxPage), plus(1, child))
}

// Complexity is the cost of one field, given that of what is selected below
// it.
func (s *schema) Complexity(_ context.Context, typeName, field string, child int, args map[string]any) (int, bool) {
	of := s.costs[typeName+"."+field]
	if of == nil {
		return 0, false
	}
	return max(1, of(child, args)), true
}

var errUnprepared = errors.New("the operation was not prepared")

// Exec runs an operation whose context was prepared.
func (s *schema) Exec(ctx context.Context) graphql.ResponseHandler {
	if at(ctx) == nil {
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{Present(ctx, errUnprepared)}})
	}
	if s.plans == nil {
		return s.ExecutableSchema.Exec(ctx)
	}
	data, again := s.plans.answer(ctx)
	if data != nil {
		return graphql.OneShot(&graphql.Response{Data: data})
	}
	responses := s.ExecutableSchema.Exec(ctx)
	if again == nil {
		return responses
	}
	return func(ctx context.Context) *graphql.Response { return responses(again.within(ctx)) }
}

// times and plus stop at the largest number.
func times(a, b int) int {
	if a > 0 && b > math.MaxInt/a {
		return math.MaxInt
	}
	return a * b
}

func plus(a, b int) int {
	if b > math.MaxInt-a {
		return math.MaxInt
	}
	return a + b
}
