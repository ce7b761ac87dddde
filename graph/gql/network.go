package gql

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"hudna/graph"
	"hudna/graph/analysis"
	"hudna/graph/analysis/network"
	"hudna/graph/export"
	"hudna/graph/gql/model"
)

// What is given of a network unless something else is asked for, and at most.
const (
	defaultTies    = 100
	maxTies        = 2_500
	defaultSteps   = 1_000
	defaultCamps   = 2
	maxNetworkFile = 16 << 20 // bytes
)

// discourse makes a network of the positions that a filter finds.
func discourse(ctx context.Context, where *model.StatementFilter, by *model.NetworkBy) (*model.Network, error) {
	f := &filtering{}
	if by == nil {
		by = &model.NetworkBy{}
	}
	q := analysis.NetworkQuestion{
		PositionQuery: graph.PositionQuery{
			StatementSet: all("", "where", where, f.statements), On: cmp.Or(given(by.On), graph.OnTopics),
			Actors: matrixSide(by.Actors), Targets: matrixSide(by.Targets), Roles: distinctOf(by.Roles),
		},
		Scale: given(by.Scale), Query: networkQuery(by),
	}
	if by.Topics != nil {
		q.Topics = f.ids("", "by.topics", by.Topics, graph.KindTopic)
	}
	if f.err != nil {
		return nil, f.err
	}
	if by.Seed != nil && *by.Seed < 0 {
		return nil, &graph.FieldError{Path: "by.seed", Reason: fmt.Sprintf("is %d; a seed is 0 or more", *by.Seed)}
	}
	span, err := analysis.StretchOf("", given(by.From), given(by.To))
	if err != nil {
		return nil, ofArgument("by", err)
	}
	if q.From = span.From; span.To != nil {
		end := *span.To + 1
		q.To = &end
	}
	if err := q.PositionQuery.Check(); err != nil {
		return nil, ofArgument("by", err)
	}
	op := at(ctx)
	d, err := analysis.NetworkOf(ctx, op.reader, q)
	if err != nil {
		return nil, ofArgument("by", orBlame(ctx, op, f, err))
	}
	n := &model.Network{Discourse: d}
	if w := d.Network.Query.Window; w != nil && w.Unit == network.Events {
		if err := nameMiddles(ctx, n); err != nil {
			return nil, err
		}
	}
	n.Parameters, err = parametersOf(by, &d.Network.Query)
	return n, err
}

// networkQuery is how a network is made.
func networkQuery(by *model.NetworkBy) network.Query {
	q := network.Query{
		Mode: given(by.Mode), Qualifier: given(by.Qualifier), Aggregation: given(by.Aggregation), Normalization: given(by.Normalization),
		Duplicates: given(by.Duplicates), Joint: given(by.Joint), Neutral: given(by.Neutral), Definition: given(by.Definition),
		Firsthand: given(by.Firsthand), Isolates: given(by.Isolates), Seed: uint64(max(0, given(by.Seed))), //nolint:gosec // it is not negative
	}
	if w := by.Window; w != nil {
		q.Window = &network.Window{Unit: w.Unit, Size: int(w.Size), Kernel: given(w.Kernel), Indent: given(w.Indent)}
	}
	for _, e := range by.Exclude {
		q.Exclude = append(q.Exclude, network.Exclusion{Field: e.Field, Values: e.Values, Invert: given(e.Invert)})
	}
	return q
}

// nameMiddles finds the statements in the middle of slices.
func nameMiddles(ctx context.Context, n *model.Network) error {
	var middles []string
	for i := range n.Network.Slices {
		middles = append(middles, n.Network.Slices[i].Middle)
	}
	named, err := n.Named(ctx, at(ctx).reader, middles)
	n.Middles = named
	return err
}

// parametersOf are how a network was made, with all that was not given.
func parametersOf(by *model.NetworkBy, q *network.Query) (string, error) {
	told := *by
	told.Mode, told.Qualifier, told.Aggregation, told.Normalization = &q.Mode, &q.Qualifier, &q.Aggregation, &q.Normalization
	told.Duplicates, told.Joint, told.Neutral, told.Definition = &q.Duplicates, &q.Joint, &q.Neutral, &q.Definition
	seed := int32(min(q.Seed, math.MaxInt32)) //nolint:gosec // bounded right here
	told.Seed, told.Firsthand, told.Isolates = &seed, &q.Firsthand, &q.Isolates
	on := cmp.Or(given(by.On), graph.OnTopics)
	told.On = &on
	b, err := json.Marshal(&told)
	return string(b), err
}

// ofArgument puts the argument before the path of what is wrong with a field of it;
// what is wrong with the filter stays where it is.
func ofArgument(argument string, err error) error {
	var f *graph.FieldError
	var placed *placedError
	if errors.As(err, &placed) || !errors.As(err, &f) || strings.HasPrefix(f.Path, "where") || strings.HasPrefix(f.Path, argument+".") {
		return err
	}
	if isOf(f.Path) {
		return &graph.FieldError{Path: strings.TrimPrefix(argument+"."+f.Path, "."), Reason: f.Reason}
	}
	return asked(err)
}

// isOf says whether a path is one of an argument of positions or networks, and not
// of their filter.
func isOf(path string) bool {
	head, _, _ := strings.Cut(path, ".")
	head, _, _ = strings.Cut(head, "[")
	switch head {
	case "mode", "on", "actors", "targets", "roles", "topics", "qualifier", "scale", "aggregation", "normalization", "duplicates", "joint", "neutral",
		"definition", "from", "to", "window", "exclude", "slice", "size", "penalty", "steps", "states", "distance", "isolates", "camps", "earlier", "later", "first":
		return true
	}
	return false
}

// orBlame says what the filter names that is not there, unless an argument is
// wrong.
func orBlame(ctx context.Context, op *operation, f *filtering, err error) error {
	var wrong *graph.FieldError
	if errors.As(err, &wrong) && (isOf(wrong.Path) || wrong.Path == "where") {
		return wrong
	}
	return op.blame(ctx, f.names, err)
}

// slicesOf are some slices of a network.
func slicesOf(n *model.Network, first, from *int32) ([]*model.NetworkSlice, error) {
	size, err := pageSize("first", first)
	if err != nil {
		return nil, err
	}
	begin := given(from)
	if begin < 0 {
		return nil, &graph.FieldError{Path: "from", Reason: fmt.Sprintf("is %d; slices are counted from 0", begin)}
	}
	var out []*model.NetworkSlice
	for i := int(begin); i < len(n.Network.Slices) && len(out) < size; i++ {
		out = append(out, &model.NetworkSlice{Slice: &n.Network.Slices[i], Of: n, Number: i})
	}
	return out, nil
}

// nodesOf are the nodes of a side of a slice, which are read together if they are
// asked for.
func nodesOf(ctx context.Context, names []string, counts []int) []*model.NetworkNode {
	out := make([]*model.NetworkNode, len(names))
	for i, name := range names {
		out[i] = &model.NetworkNode{ID: graph.ID(name), Uses: counts[i]}
		at(ctx).records.await(amongValues, graph.ID(name))
	}
	return out
}

// tiesOf are the weights of a slice that are not 0, the greatest first.
func tiesOf(s *model.NetworkSlice) (ties []*model.NetworkTie) {
	one := s.Of.Network.Query.Mode != network.TwoMode
	for i, row := range s.Weights {
		for j, w := range row {
			if w != 0 && (!one || j > i) {
				ties = append(ties, &model.NetworkTie{Row: graph.ID(s.Rows[i]), Column: graph.ID(s.Columns[j]), Weight: w})
			}
		}
	}
	slices.SortStableFunc(ties, func(a, b *model.NetworkTie) int { return cmp.Compare(b.Weight, a.Weight) })
	return ties
}

func someTies(s *model.NetworkSlice, first *int32) ([]*model.NetworkTie, error) {
	n := defaultTies
	if first != nil {
		n = int(*first)
	}
	if n < 1 || n > maxTies {
		return nil, &graph.FieldError{Path: "first", Reason: fmt.Sprintf("is %d; a slice gives 1 to %d ties", n, maxTies)}
	}
	ties := tiesOf(s)
	return ties[:min(n, len(ties))], nil
}

// measured says what there is to say of the nodes of a slice.
func measured(ctx context.Context, s *model.NetworkSlice) (*model.NetworkMeasures, error) {
	m, err := network.Measure(ctx, s.Slice, s.Of.Network.Query.Mode, s.Of.Network.Query.Seed)
	if err != nil {
		return nil, ofArgument("by", err)
	}
	out := &model.NetworkMeasures{Modularity: m.Modularity, Communities: int32(m.Clusters), Nodes: make([]*model.NetworkMeasure, len(m.Nodes))} //nolint:gosec // no more than nodes
	for i, n := range m.Nodes {
		out.Nodes[i] = &model.NetworkMeasure{
			ID: graph.ID(n.Node), Community: int32(n.Community), Degree: int32(n.Degree), //nolint:gosec // no more than nodes
			Strength: n.Strength, Betweenness: n.Betweenness, Eigenvector: n.Eigenvector,
		}
	}
	return out, nil
}

// edgeOf says what makes up one weight.
func edgeOf(ctx context.Context, n *model.Network, slice *int32, row, column graph.ID) (*model.NetworkEdge, error) {
	e, err := n.Discourse.Edge(ctx, at(ctx).reader, int(given(slice)), row, column)
	if err != nil {
		return nil, ofArgument("", err)
	}
	return &model.NetworkEdge{Edge: e}, nil
}

func partsOf(e *model.NetworkEdge, first *int32) ([]*model.NetworkPart, error) {
	some, err := beginning(e.Edge.Parts, first)
	out := make([]*model.NetworkPart, len(some))
	for i, p := range some {
		out[i] = &model.NetworkPart{Thing: graph.ID(p.Thing), Statement: graph.ID(p.Statement), Weight: p.Weight}
		if p.Other != "" {
			other := graph.ID(p.Other)
			out[i].Other = &other
		}
	}
	return out, err
}

func statementsOf(ctx context.Context, e *model.NetworkEdge, first *int32) ([]*graph.Statement, error) {
	n, err := pageSize("first", first)
	if err != nil {
		return nil, err
	}
	return followAll[*graph.Statement](ctx, amongSteps, asIDs(e.Edge.Statements[:min(n, len(e.Edge.Statements))]))
}

func asIDs(names []string) []graph.ID {
	ids := make([]graph.ID, len(names))
	for i, n := range names {
		ids[i] = graph.ID(n)
	}
	return ids
}

func numbersOf(list []int) []int32 {
	out := make([]int32, len(list))
	for i, n := range list {
		out[i] = int32(n) //nolint:gosec // numbers of nodes and slices
	}
	return out
}

func phasesOf(ctx context.Context, n *model.Network, distance network.Distance, states int32) (*model.NetworkPhases, error) {
	p, err := n.Discourse.Phases(ctx, distance, int(states))
	if err != nil {
		return nil, ofArgument("", err)
	}
	steps := make([]float64, len(p.Of))
	for i := 1; i < len(steps); i++ {
		steps[i] = p.Distances[i][i-1]
	}
	return &model.NetworkPhases{States: numbersOf(p.Of), Changes: numbersOf(p.Changes), Steps: steps}, nil
}

func backboneOf(ctx context.Context, n *model.Network, size *int32, penalty *float64, steps *int32) (*model.NetworkBackbone, error) {
	q := network.BackboneQuery{Size: int(given(size)), Penalty: given(penalty), Steps: defaultSteps, Seed: n.Network.Query.Seed}
	if steps != nil {
		q.Steps = int(*steps)
	}
	b, err := n.Discourse.Backbone(ctx, q)
	if err != nil {
		return nil, ofArgument("", err)
	}
	return &model.NetworkBackbone{Concepts: asIDs(b.Concepts), Redundant: asIDs(b.Redundant), Loss: b.Loss, Penalized: b.Penalized}, nil
}

func campsOf(ctx context.Context, n *model.Network, count, slice *int32) (*model.NetworkCamps, error) {
	camps := defaultCamps
	if count != nil {
		camps = int(*count)
	}
	actors, c, err := n.Discourse.Camps(ctx, int(given(slice)), camps, n.Network.Query.Seed)
	if err != nil {
		return nil, ofArgument("", err)
	}
	return &model.NetworkCamps{Actors: asIDs(actors), Camps: numbersOf(c.Of), Distance: c.Distance, Polarization: c.Polarization, Notes: c.Notes}, nil
}

// written is a network as a file.
func written(ctx context.Context, n *model.Network, format export.NetworkFormat, slice *int32) (string, error) {
	op := at(ctx)
	var ids []graph.ID
	for i := range n.Network.Slices {
		s := &n.Network.Slices[i]
		ids = append(ids, asIDs(s.Rows)...)
		ids = append(ids, asIDs(s.Columns)...)
	}
	slices.Sort(ids)
	labels, err := export.LabelsOf(ctx, op.reader, slices.Compact(ids))
	if err != nil {
		return "", err
	}
	f := export.DiscourseFile{
		Network: n.Network, Format: format, Labels: labels,
		About: fmt.Sprintf("revision %d, %s, %s", op.commit.Revision, network.Version, n.Parameters),
	}
	if slice != nil {
		number := int(*slice)
		f.Slice = &number
	}
	var b limited
	if err := export.WriteDiscourse(&b, &f); err != nil {
		return "", ofArgument("", err)
	}
	return b.String(), op.texts.take(b.Len())
}

// A limited buffer refuses more than one file may have.
type limited struct{ bytes.Buffer }

// Write takes in what there is room for.
func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > maxNetworkFile {
		return 0, fmt.Errorf("%w: the file has more than %d bytes: ask for one slice, or for fewer nodes", graph.ErrTooLarge, maxNetworkFile)
	}
	return l.Buffer.Write(p)
}

// textOrNull is a text, null where it is empty.
func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// costBackbone is that of a search, which takes long.
const costBackbone = 10 * costAnalysis

func costOfNetwork(child int, _ map[string]any) int { return plus(costAnalysis, child) }

// costOfSlices is the cost of some slices, whose nodes cost as lists do.
func costOfSlices(child int, args map[string]any) int { return times(size(args), child) }

func costOfTies(child int, args map[string]any) int {
	return times(sizeUpTo(args, "first", defaultTies, maxTies), child)
}

// costOfParts is the cost of what makes up an edge, which is found anew.
func costOfParts(child int, args map[string]any) int { return times(size(args), plus(1, child)) }
