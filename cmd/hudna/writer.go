package main

import (
	"cmp"
	"errors"
	"strings"

	"github.com/google/uuid"

	"hudna/graph"
)

// writerFlags say who changes the graph over the API. As long as there is no
// access control, that is whom the operator names.
type writerFlags struct {
	As   string `placeholder:"NAME" help:"Who changes something: the author of the revisions. Without it nothing can be changed."`
	Role string `placeholder:"ROLE" enum:"reader,coder,reviewer,admin," default:"" help:"What they may do: reader, coder (records), reviewer (decides about the work of others) or admin. With --as a coder unless given."`
}

// principal is who changes something, nobody where no name is given.
func (f *writerFlags) principal(clearance graph.Marking) (graph.Principal, error) {
	if f.As == "" {
		if f.Role != "" {
			return graph.Principal{}, failed(codeUsage, "--role %s: says what somebody may do whom --as names, and it names nobody", f.Role)
		}
		return graph.Principal{Clearance: clearance}, nil
	}
	return principalOf(f.As, cmp.Or(f.Role, "coder"), clearance)
}

// authorFlags say who changes a directory: whoever can write to it can say so.
type authorFlags struct {
	As   string `config:"" default:"operator" placeholder:"NAME" help:"Who changes the directory: the author of the revision. Default: ${default}."`
	Role string `config:"" default:"coder" enum:"reader,coder,reviewer,admin" placeholder:"ROLE" help:"What they may do there: reader, coder (records), reviewer (decides about the work of others) or admin. Default: ${default}."`
}

// principalOf is the one who has a name and a role, if somebody can.
func principalOf(name, role string, clearance graph.Marking) (graph.Principal, error) {
	by := graph.Principal{Name: name, Role: graph.Role(strings.ToUpper(role)), Clearance: clearance}
	err := graph.ValidatePrincipal(by)
	var field *graph.FieldError
	if errors.As(err, &field) {
		return by, failed(codeUsage, "--as: %s", field.Reason)
	}
	return by, err
}

// newID makes an id for a record that comes without one. It grows with time, so
// that what is recorded together lies together; that of a record which is not
// for everybody does not tell even that.
func newID(k graph.Kind, m graph.Marking) (graph.ID, error) {
	draw := uuid.NewV7
	if m != graph.MarkingPublic {
		draw = uuid.NewRandom
	}
	id, err := draw()
	return graph.ID(string(k) + "/" + id.String()), err
}
