package export

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"

	"hudna/graph"
)

// The kinds of edges of a network. Each stands for one statement, and its
// beginning and end are the days on which that may have been said.
const (
	edgeAbout   = "ABOUT"   // from who spoke to whom was spoken of
	edgeTo      = "TO"      // from who spoke to whom was spoken
	edgeThrough = "THROUGH" // from who spoke to the innermost relay, and from each relay to the next one outwards
)

// An edge ties two actors, each the canonical one of those judged the same.
type edge struct {
	id       string
	from, to graph.ID
	kind     string
	role     string // of an ABOUT
	level    int    // of an ABOUT
	stance   string // of an ABOUT
	act      string // the main one
	of       *graph.Statement
	edtf     string
	first    string
	last     string
}

// A dialect is one of the ways to write a network as XML.
type dialect interface {
	open() string
	node(id graph.ID, l label) any
	between() string // the nodes and the edges
	edge(e *edge) any
	close() string
}

// A network writes who is related to whom. Its nodes come first: the statements
// are read once for them, and once more for the edges.
type network struct {
	r       graph.Reader
	q       Request
	maxIDs  int
	dialect dialect
	labels  *labels
	nodes   int
	edges   int
}

func newNetwork(r graph.Reader, q Request) *network {
	n := &network{r: r, q: q, maxIDs: MaxIDs, dialect: graphML{}, labels: newLabels(r)}
	if q.Format == GEXF {
		n.dialect = gexf{}
	}
	return n
}

func (n *network) head(ctx context.Context, w *bufio.Writer) error {
	if _, err := w.WriteString(xml.Header + n.dialect.open()); err != nil {
		return err
	}
	if err := w.Flush(); err != nil { // the nodes take a while
		return err
	}
	ids, err := n.actors(ctx)
	if err != nil {
		return err
	}
	n.nodes = len(ids)
	for some := range slices.Chunk(ids, step) {
		called, err := n.labels.read(ctx, some)
		if err != nil {
			return err
		}
		for _, id := range some {
			if err := element(w, n.dialect.node(id, called[id])); err != nil {
				return err
			}
		}
	}
	_, err = w.WriteString(n.dialect.between())
	return err
}

// actors are those that an edge begins or ends at, sorted.
func (n *network) actors(ctx context.Context) ([]graph.ID, error) {
	met := map[graph.ID]bool{}
	licences := newLicensing(n.r)
	for records, err := range n.q.pages(ctx, n.r) {
		if err != nil {
			return nil, err
		}
		if records, _, err = licences.pass(ctx, records, n.q.IncludeRestricted); err != nil {
			return nil, err
		}
		edges, err := n.edgesOf(ctx, records)
		if err != nil {
			return nil, err
		}
		for i := range edges {
			met[edges[i].from], met[edges[i].to] = true, true
		}
		if len(met) > n.maxIDs {
			return nil, fmt.Errorf("%w: the network has more than %d actors", graph.ErrTooLarge, n.maxIDs)
		}
	}
	ids := make([]graph.ID, 0, len(met))
	for id := range met {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, nil
}

func (n *network) page(ctx context.Context, records []graph.Record) (func(io.Writer) error, error) {
	edges, err := n.edgesOf(ctx, records)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for i := range edges {
		if err := element(&b, n.dialect.edge(&edges[i])); err != nil {
			return nil, err
		}
	}
	return func(w io.Writer) error {
		n.edges += len(edges)
		return plainly(b.Bytes())(w)
	}, nil
}

func (n *network) tail(w io.Writer, p *Provenance) error {
	p.Nodes, p.Edges = n.nodes, n.edges
	_, err := io.WriteString(w, n.dialect.close())
	return err
}

func element(w io.Writer, v any) error {
	b, err := xml.Marshal(v)
	if err != nil {
		return err
	}
	return plainly(append(b, '\n'))(w)
}

// edgesOf are the edges of statements, between canonical actors.
func (n *network) edgesOf(ctx context.Context, records []graph.Record) ([]edge, error) {
	var edges []edge
	for _, r := range records {
		if s, ok := r.(*graph.Statement); ok {
			edges = append(edges, edgesOf(s)...)
		}
	}
	ids := make([]graph.ID, 0, 2*len(edges))
	for i := range edges {
		ids = append(ids, edges[i].from, edges[i].to)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	canonical, err := n.r.Canonical(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range edges {
		edges[i].from, edges[i].to = canonical[2*i], canonical[2*i+1]
	}
	return edges, nil
}

// edgesOf are the edges of one statement. What nobody is named as having said
// has none but those between its relays.
func edgesOf(s *graph.Statement) (edges []edge) {
	common := edge{act: first(s.Acts, actOf), of: s}
	if s.Said != nil {
		common.edtf = string(s.Said.EDTF)
		common.first, common.last = days(s.Said)
	}
	add := func(kind string, from, to graph.ID, more func(*edge)) {
		e := common
		e.id, e.kind, e.from, e.to = string(s.ID)+"-"+strconv.Itoa(len(edges)+1), kind, from, to
		if more != nil {
			more(&e)
		}
		edges = append(edges, e)
	}
	for _, speaker := range s.Speakers {
		for _, a := range s.About {
			if a.Node.Kind() != graph.KindActor {
				continue
			}
			add(edgeAbout, speaker.Actor, a.Node, func(e *edge) {
				e.role, e.level = string(a.Role), a.Level
				if a.Stance != nil {
					e.stance = strconv.FormatFloat(a.Stance.Value, 'g', -1, 64)
				}
			})
		}
		for _, a := range s.Addressees {
			add(edgeTo, speaker.Actor, a.Actor, nil)
		}
		if last := len(s.Relays) - 1; last >= 0 {
			add(edgeThrough, speaker.Actor, s.Relays[last].Actor, nil)
		}
	}
	for i := len(s.Relays) - 1; i > 0; i-- {
		add(edgeThrough, s.Relays[i].Actor, s.Relays[i-1].Actor, nil)
	}
	return edges
}

// An attribute is one of the things that a network says of a node or an edge.
type attribute struct{ name, kind string }

// nodeAttributes and edgeAttributes are declared in front, and given where they
// are known.
func nodeAttributes() []attribute {
	return []attribute{{"label", "string"}, {"kind", "string"}, {"sectors", "string"}}
}

func edgeAttributes() []attribute {
	return []attribute{
		{"kind", "string"},
		{"role", "string"},
		{"level", "int"},
		{"act", "string"},
		{"stance", "double"},
		{"statement", "string"},
		{"edtf", "string"},
		{"start", "string"},
		{"end", "string"},
	}
}

func (l label) value(name string) string {
	switch name {
	case "label":
		return l.name
	case "kind":
		return l.kind
	}
	return l.sectors
}

func (e *edge) value(name string) string {
	switch name {
	case "kind":
		return e.kind
	case "role":
		return e.role
	case "level":
		if e.kind == edgeAbout {
			return strconv.Itoa(e.level)
		}
	case "act":
		return e.act
	case "stance":
		return e.stance
	case "statement":
		return string(e.of.ID)
	case "edtf":
		return e.edtf
	case "start":
		return e.first
	case "end":
		return e.last
	}
	return ""
}
