package analysis

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"hudna/graph"
	"hudna/graph/analysis/network"
)

// A NetworkQuestion asks for a discourse network: of which positions, and how it
// is made of them.
type NetworkQuestion struct {
	graph.PositionQuery
	Topics []graph.ID // all unless given
	// Scale is that of the stances on targets that are a qualifier which is a
	// number. What has no stance on it is left out.
	Scale string
	network.Query
}

// A Discourse is a network with what it was made of.
type Discourse struct {
	*network.Network
	Question NetworkQuestion
	// Unqualified is how many uses have no qualifier and are left out.
	Unqualified int
	uses        *network.Uses
}

// NetworkOf reads who takes which positions, and makes a network of it. The
// qualifier of topics is whether one agrees: a BOOLEAN, a number (-1, 0 or 1) or a
// text (AGREE, DISAGREE or NEUTRAL). That of targets is a stance, as a number, or
// the role, as a text.
func NetworkOf(ctx context.Context, r graph.Reader, q NetworkQuestion) (*Discourse, error) {
	q.Query = q.Filled()
	if err := q.check(); err != nil {
		return nil, err
	}
	if err := Propositions(ctx, r, q.Topics); err != nil {
		return nil, err
	}
	q.Details = graph.PositionDetails{
		Document: q.Duplicates == network.PerDocument, Text: q.Duplicates == network.PerUtterance || q.Joint == network.AsUnit || q.Firsthand, Counterpart: q.Firsthand,
	}
	documents := map[graph.ID]bool{}
	for _, e := range q.Exclude {
		if e.Field == network.ByDocument {
			q.Details.Document = true
			for _, id := range e.Values {
				documents[graph.ID(id)] = true
			}
		}
	}
	asked := q.PositionQuery
	if asked.Documents = slices.Sorted(maps.Keys(documents)); len(asked.Documents) > graph.MaxIdentify {
		return nil, &graph.FieldError{Path: "exclude", Reason: fmt.Sprintf("names %d documents; %d at most are excluded", len(asked.Documents), graph.MaxIdentify)}
	}
	p, err := r.Positions(ctx, asked)
	if err != nil {
		return nil, err
	}
	topics, err := r.Canonical(ctx, q.Topics)
	if err != nil {
		return nil, err
	}
	d := &Discourse{Question: q}
	d.use(&p, topics)
	for i, id := range asked.Documents {
		d.uses.Documents[string(id)] = p.Documents[i]
	}
	d.Network, err = network.Compute(ctx, d.uses, q.Query)
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (q *NetworkQuestion) check() error {
	if err := q.Query.Check(); err != nil {
		return err
	}
	switch on := q.On; {
	case on == graph.OnTargets && q.Qualifier == network.Boolean:
		return &graph.FieldError{Path: "qualifier", Reason: "is BOOLEAN, and one does not agree with targets; ask for INTEGER, which is a stance, or for TEXT, which is a role"}
	case on == graph.OnTargets && q.Qualifier == network.Integer && q.Scale == "":
		return &graph.FieldError{Path: "scale", Reason: "is not given; stances compare on one scale only"}
	case q.Scale != "" && (on != graph.OnTargets || q.Qualifier != network.Integer):
		return &graph.FieldError{Path: "scale", Reason: "is given; it goes with positions on TARGETS whose qualifier is INTEGER"}
	case on == graph.OnTargets && q.Topics != nil:
		return &graph.FieldError{Path: "topics", Reason: "are given, and positions on TARGETS are asked for; ask for TOPICS, or leave them out"}
	}
	return nil
}

// use makes columns of positions.
func (d *Discourse) use(p *graph.Positions, topics []graph.ID) {
	q := &d.Question
	d.uses = &network.Uses{
		Actors: asStrings(p.Actors), Concepts: asStrings(p.Targets), Dates: p.Dates, Statements: p.Statements,
		Documents: map[string]int{}, List: make([]network.Use, 0, len(p.Uses)),
	}
	wanted := make([]bool, len(p.Targets))
	for i, id := range p.Targets {
		wanted[i] = q.Topics == nil || slices.Contains(topics, id)
	}
	scale := uint16(slices.Index(p.Scales, q.Scale) + 1) //nolint:gosec // the scales have numbers of 16 bits
	values := map[graph.Concurring]float64{graph.Agree: 1, graph.Disagree: -1}
	// The qualifiers are numbered as they come, and put into their order at the end.
	numbers := map[qualifier]uint32{}
	var qualifiers []network.Qualified
	for i := range p.Uses {
		u := &p.Uses[i]
		if !wanted[u.Target] {
			continue
		}
		of := qualifier{says: u.Says}
		if q.On == graph.OnTargets && q.Qualifier == network.Integer {
			if scale == 0 || u.Scale != scale {
				d.Unqualified++
				continue
			}
			of = qualifier{stance: u.Stance}
		}
		n, known := numbers[of]
		if !known {
			n = uint32(len(qualifiers)) //nolint:gosec // there are no more than uses
			numbers[of] = n
			switch {
			case q.On == graph.OnTopics:
				qualifiers = append(qualifiers, network.Qualified{Value: values[u.Agreement()], Text: string(u.Agreement())})
			case q.Qualifier == network.Integer:
				qualifiers = append(qualifiers, network.Qualified{Value: float64(u.Stance) / graph.StanceSteps, Scale: q.Scale})
			default:
				qualifiers = append(qualifiers, network.Qualified{Text: string(u.Role())})
			}
		}
		d.uses.List = append(d.uses.List, network.Use{Statement: u.Statement, Actor: u.Actor, Concept: u.Target, Qualifier: n})
	}
	d.uses.Qualify(qualifiers)
}

// A qualifier is what two uses share that have the same one.
type qualifier struct {
	says   uint8
	stance int32
}

func asStrings(ids []graph.ID) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return names
}

// Edge says what one weight of a slice is made of. The statements of its parts are
// named by their ids.
func (d *Discourse) Edge(ctx context.Context, r graph.Reader, slice int, row, column graph.ID) (*network.Edge, error) {
	e, err := network.Drill(ctx, d.uses, d.Question.Query, slice, string(row), string(column))
	if err != nil {
		return nil, err
	}
	ids, err := d.Named(ctx, r, e.Statements)
	if err != nil {
		return nil, err
	}
	for i := range e.Parts {
		e.Parts[i].Statement, e.Parts[i].Other = ids[e.Parts[i].Statement], ids[e.Parts[i].Other]
	}
	for i, s := range e.Statements {
		e.Statements[i] = ids[s]
	}
	slices.Sort(e.Statements)
	return e, nil
}

// Named gives the ids of statements of the network, however many.
func (d *Discourse) Named(ctx context.Context, r graph.Reader, statements []string) (map[string]string, error) {
	ids := map[string]string{}
	for some := range slices.Chunk(statements, graph.MaxIdentify) {
		q := d.Question.PositionQuery
		for _, s := range some {
			n, err := strconv.Atoi(s)
			if err != nil {
				return nil, fmt.Errorf("the statement %q of a network: %w", s, err)
			}
			q.Identify = append(q.Identify, n)
		}
		p, err := r.Positions(ctx, q)
		if err != nil {
			return nil, err
		}
		for i, s := range some {
			ids[s] = string(p.IDs[i])
		}
	}
	return ids, nil
}

// Phases are those of the network.
func (d *Discourse) Phases(ctx context.Context, by network.Distance, states int) (*network.Phases, error) {
	return network.PhasesOf(ctx, d.Network, by, states)
}

// Backbone is that of the network.
func (d *Discourse) Backbone(ctx context.Context, b network.BackboneQuery) (*network.Backbone, error) {
	return network.BackboneOf(ctx, d.uses, d.Question.Query, b)
}

// Camps are those into which the actors fall in a slice, by how they agree and by
// how they are in conflict, averaged, whatever the weights of the network are.
func (d *Discourse) Camps(ctx context.Context, slice, camps int, seed uint64) ([]string, *network.Camps, error) {
	q := d.Question.Query
	q.Mode, q.Normalization = network.Actors, network.Average
	if q.Qualifier == network.NoQualifier {
		return nil, nil, &graph.FieldError{Path: "qualifier", Reason: "is NONE; camps need to know who agrees: ask for BOOLEAN, INTEGER or TEXT"}
	}
	var both [2]*network.Network
	for i, a := range []network.Aggregation{network.Congruence, network.Conflict} {
		var err error
		q.Aggregation = a
		if both[i], err = network.Compute(ctx, d.uses, q); err != nil {
			return nil, nil, err
		}
	}
	if slice < 0 || slice >= len(both[0].Slices) {
		return nil, nil, &graph.FieldError{Path: "slice", Reason: fmt.Sprintf("is %d; the network has those from 0 to %d", slice, len(both[0].Slices)-1)}
	}
	c, err := network.Polarize(ctx, &both[0].Slices[slice], &both[1].Slices[slice], camps, seed, q.Definition)
	return both[0].Slices[slice].Rows, c, err
}
