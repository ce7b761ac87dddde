package graph

import (
	"fmt"
	"slices"
)

// MaxCells bounds the cells that one [Matrix] gives.
const MaxCells = 2500

// A MatrixQuery asks who spoke how of whom: which statements count, and which
// actors stand at the two sides.
type MatrixQuery struct {
	StatementSet
	// Rows are the actors who spoke, Columns those of whom they spoke.
	Rows, Columns MatrixSide
	// Roles are those of the about entries whose actors make the columns, and
	// whose stances are added up; all unless given.
	Roles []AboutRole
}

// A MatrixSide says which actors stand at one side of a matrix: those that a
// statement names, or those for whom they stand.
type MatrixSide struct {
	// Kinds, when given, are those of the actors that stand at the side:
	// published ones for whom somebody stands that the statement names, in the
	// post in which they spoke as well. Otherwise, who is named stands there.
	Kinds []ActorKind
	// Include says who stands for an actor of the kinds, as of when the words
	// were said; SELF, REPRESENTATIVES and PARTS unless given. ON_BEHALF is not
	// among them.
	Include   []ActorScope
	Certainty DateCertainty // of the affiliations: POSSIBLY unless given
}

// A Matrix counts statements by who spoke and of whom.
type Matrix struct {
	// Cells are the first: by the count from high to low; among equals by the
	// row's id, and then by the column's.
	Cells []MatrixCell
	// Distinct is how many cells there are in all.
	Distinct int
	// Statements is how many statements count in one cell or more, and Without
	// how many meet the filter and count in none.
	Statements, Without int
}

// A MatrixCell is what one actor said of another. A statement counts once in
// each cell that it has.
type MatrixCell struct {
	Row, Column ID // canonical
	Count       int
	Stances     []MeanStance // by scale, in the order of the scales' names
}

// A MeanStance adds up how the about entries of a cell evaluate its column, as
// far as they give a stance on the scale. Values count in steps of 2^-30, so
// that the mean is the same in whatever order they are added up.
type MeanStance struct {
	Scale string
	Count int // of about entries
	Mean  float64
}

// MatrixScopes are the scopes of a side unless it gives others.
func MatrixScopes() []ActorScope {
	return []ActorScope{ScopeSelf, ScopeRepresentatives, ScopeParts}
}

// Check says what is wrong with the query by itself, as [CheckQuery] does.
func (q *MatrixQuery) Check() error {
	for _, side := range []struct {
		path string
		*MatrixSide
	}{{"rows", &q.Rows}, {"columns", &q.Columns}} {
		if err := side.check(side.path); err != nil {
			return err
		}
	}
	if err := checkRoles(q.Roles); err != nil {
		return err
	}
	return CheckQuery(q.StatementSet)
}

func (s *MatrixSide) check(path string) error {
	for _, k := range s.Kinds {
		if !k.Valid() {
			return &FieldError{Path: path + ".kinds", Reason: fmt.Sprintf("there is no %q", k)}
		}
	}
	for _, scope := range s.Include {
		if !slices.Contains(MatrixScopes(), scope) {
			return &FieldError{Path: path + ".include", Reason: fmt.Sprintf("has %q, which is none of %v", scope, MatrixScopes())}
		}
	}
	switch s.Certainty {
	case "", DatePossibly, DateCertainly:
		return nil
	}
	return &FieldError{Path: path + ".certainty", Reason: fmt.Sprintf("is %q, not %s or %s", s.Certainty, DatePossibly, DateCertainly)}
}

func checkRoles(roles []AboutRole) error {
	for _, r := range roles {
		if !r.Valid() {
			return &FieldError{Path: "roles", Reason: fmt.Sprintf("there is no %q", r)}
		}
	}
	return nil
}
