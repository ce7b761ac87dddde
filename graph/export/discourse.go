package export

import (
	"bufio"
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
	discourse "hudna/graph/analysis/network"
)

// A NetworkFormat is a way to write a discourse network.
type NetworkFormat string

// The formats.
const (
	NetworkCSV     NetworkFormat = "CSV"     // a matrix for each slice
	NetworkDL      NetworkFormat = "DL"      // a full matrix of UCINET
	NetworkGraphML NetworkFormat = "GRAPHML" // one slice
	NetworkGEXF    NetworkFormat = "GEXF"    // all slices, with time
)

// A DiscourseFile says what is written of a discourse network.
type DiscourseFile struct {
	Network *discourse.Network
	Format  NetworkFormat
	Slice   *int // all, or the first, unless given
	// Labels are what nodes are called and what sort they are; their ids where
	// nothing is given.
	Labels map[string]Label
	// About says what it is: revision, definition, parameters. GraphML and GEXF keep
	// it; a matrix has no place for it.
	About string
}

// A Label is what a record is called and, of an actor, its kind and its sectors.
type Label struct{ Name, Kind, Sectors string }

// LabelsOf are those of records, for people.
func LabelsOf(ctx context.Context, r graph.Reader, ids []graph.ID) (map[string]Label, error) {
	l, found := newLabels(r), map[string]Label{}
	for some := range slices.Chunk(ids, step) {
		called, err := l.read(ctx, some)
		if err != nil {
			return nil, err
		}
		for id, label := range called {
			found[string(id)] = Label{label.name, label.kind, label.sectors}
		}
	}
	return found, nil
}

// WriteDiscourse writes a discourse network. The same network gives the same
// bytes. Weights have six decimals, or none.
func WriteDiscourse(to io.Writer, f *DiscourseFile) error {
	all := f.Network.Slices
	if f.Slice != nil {
		if *f.Slice < 0 || *f.Slice >= len(all) {
			return &graph.FieldError{Path: "slice", Reason: fmt.Sprintf("is %d; the network has those from 0 to %d", *f.Slice, len(all)-1)}
		}
		all = all[*f.Slice : *f.Slice+1]
	} else if f.Format == NetworkDL || f.Format == NetworkGraphML {
		all = all[:1]
	}
	w := bufio.NewWriter(to)
	var err error
	switch f.Format {
	case NetworkCSV:
		for i := range all {
			f.csv(w, &all[i])
		}
	case NetworkDL:
		f.dl(w, &all[0])
	case NetworkGraphML:
		err = f.graphML(w, &all[0])
	case NetworkGEXF:
		err = f.gexf(w, all)
	default:
		return &graph.FieldError{Path: "format", Reason: fmt.Sprintf("there is no %q", f.Format)}
	}
	if err != nil {
		return err
	}
	return w.Flush()
}

// weight is a number as it is written.
func weight(n float64) string {
	s := strconv.FormatFloat(n, 'f', 6, 64)
	if whole, ok := strings.CutSuffix(s, ".000000"); ok {
		s = whole
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// inQuotes is a text between quotation marks; those within are halved, as DNA does.
func inQuotes(s string) string {
	return `"` + strings.NewReplacer(`"`, `'`, "\n", " ", "\r", " ").Replace(s) + `"`
}

// csv writes a matrix, after a line that says when it is of where there is a
// window.
func (f *DiscourseFile) csv(w *bufio.Writer, s *discourse.Slice) {
	fmt.Fprint(w, inQuotes(strings.Trim(s.From+"/"+s.To, "/")))
	for _, c := range s.Columns {
		fmt.Fprint(w, ";", inQuotes(c))
	}
	fmt.Fprintln(w)
	for i, row := range s.Weights {
		fmt.Fprint(w, inQuotes(s.Rows[i]))
		for _, n := range row {
			fmt.Fprint(w, ";", weight(n))
		}
		fmt.Fprintln(w)
	}
}

// dl writes a full matrix as UCINET reads it.
func (f *DiscourseFile) dl(w *bufio.Writer, s *discourse.Slice) {
	list := func(title string, nodes []string) {
		fmt.Fprintln(w, title)
		for _, n := range nodes {
			fmt.Fprintln(w, inQuotes(n))
		}
	}
	if f.two() {
		fmt.Fprintf(w, "dl nr = %d, nc = %d, format = fullmatrix\n", len(s.Rows), len(s.Columns))
		list("row labels:", s.Rows)
		list("col labels:", s.Columns)
	} else {
		fmt.Fprintf(w, "dl n = %d, format = fullmatrix\n", len(s.Rows))
		list("labels:", s.Rows)
	}
	fmt.Fprintln(w, "data:")
	for _, row := range s.Weights {
		for j, n := range row {
			if j > 0 {
				fmt.Fprint(w, " ")
			}
			fmt.Fprint(w, weight(n))
		}
		fmt.Fprintln(w)
	}
}

func (f *DiscourseFile) two() bool { return f.Network.Query.Mode == discourse.TwoMode }

// columnIDs are those of the columns whose names rows have, too, in whatever slice:
// an actor of whom is spoken is another node than the same one who speaks.
func (f *DiscourseFile) columnIDs() map[string]string {
	ids, rows := map[string]string{}, map[string]bool{}
	if !f.two() {
		return ids
	}
	for i := range f.Network.Slices {
		for _, name := range f.Network.Slices[i].Rows {
			rows[name] = true
		}
	}
	for i := range f.Network.Slices {
		for _, name := range f.Network.Slices[i].Columns {
			if rows[name] {
				ids[name] = "column:" + name
			}
		}
	}
	return ids
}

// eachTie gives the weights that are not 0, those of one mode once, by the ids of
// the nodes.
func (f *DiscourseFile) eachTie(s *discourse.Slice, columns map[string]string, give func(row, column string, w float64) error) error {
	for i, row := range s.Weights {
		for j, n := range row {
			if n == 0 || !f.two() && j <= i {
				continue
			}
			if err := give(s.Rows[i], cmp.Or(columns[s.Columns[j]], s.Columns[j]), n); err != nil {
				return err
			}
		}
	}
	return nil
}

// A discourseNode is one that is written.
type discourseNode struct {
	id, name, side string
	uses           int
}

// nodes are those of a slice with how often they count, each once.
func (f *DiscourseFile) nodes(s *discourse.Slice, columns map[string]string, give func(discourseNode) error) error {
	for i, name := range s.Rows {
		if err := give(discourseNode{name, name, "row", s.RowCounts[i]}); err != nil {
			return err
		}
	}
	if !f.two() {
		return nil
	}
	for i, name := range s.Columns {
		if err := give(discourseNode{cmp.Or(columns[name], name), name, "column", s.ColumnCounts[i]}); err != nil {
			return err
		}
	}
	return nil
}

// label is what a node is called.
func (f *DiscourseFile) label(id string) string {
	return cmp.Or(f.Labels[id].Name, id)
}

// value is an attribute of a node; empty where it has none.
func (f *DiscourseFile) value(n discourseNode, name string) string {
	switch name {
	case "label":
		return f.label(n.name)
	case "side":
		return n.side
	case "kind":
		return f.Labels[n.name].Kind
	case "sectors":
		return f.Labels[n.name].Sectors
	}
	return strconv.Itoa(n.uses)
}

// discourseAttributes are those of nodes.
func discourseAttributes() []attribute {
	return []attribute{{"label", "string"}, {"side", "string"}, {"kind", "string"}, {"sectors", "string"}, {"frequency", "int"}}
}

func (f *DiscourseFile) graphML(w *bufio.Writer, s *discourse.Slice) error {
	fmt.Fprint(w, xml.Header, `<graphml xmlns="http://graphml.graphdrawing.org/xmlns">`, "\n")
	key := func(of string, a attribute) {
		fmt.Fprintf(w, `<key id="%s-%s" for="%s" attr.name="%s" attr.type="%s"/>`+"\n", of, a.name, of, a.name, a.kind)
	}
	for _, a := range discourseAttributes() {
		key("node", a)
	}
	key("edge", attribute{"weight", "double"})
	fmt.Fprint(w, `<graph id="network" edgedefault="undirected">`, "\n")
	if err := element(w, xmlDesc{Text: f.About}); err != nil {
		return err
	}
	columns := f.columnIDs()
	err := f.nodes(s, columns, func(n discourseNode) error {
		var data []graphMLData
		for _, a := range discourseAttributes() {
			if v := f.value(n, a.name); v != "" {
				data = append(data, graphMLData{"node-" + a.name, v})
			}
		}
		return element(w, graphMLNode{ID: graph.ID(n.id), Data: data})
	})
	if err != nil {
		return err
	}
	number := 0
	err = f.eachTie(s, columns, func(row, column string, n float64) error {
		number++
		return element(w, graphMLEdge{
			ID: "e" + strconv.Itoa(number), Source: graph.ID(row), Target: graph.ID(column), Data: []graphMLData{{"edge-weight", weight(n)}},
		})
	})
	if err != nil {
		return err
	}
	fmt.Fprint(w, "</graph>\n</graphml>\n")
	return nil
}

// xmlDesc is a description in GraphML.
type xmlDesc struct {
	XMLName xml.Name `xml:"desc"`
	Text    string   `xml:",chardata"`
}

// weighedEdge is an edge of GEXF with a weight.
type weighedEdge struct {
	XMLName xml.Name `xml:"edge"`
	ID      string   `xml:"id,attr"`
	Source  string   `xml:"source,attr"`
	Target  string   `xml:"target,attr"`
	Weight  string   `xml:"weight,attr"`
	Start   string   `xml:"start,attr,omitempty"`
	End     string   `xml:"end,attr,omitempty"`
}

// gexf writes an edge for each weight of each slice, from the first day of the
// slice to the last one.
func (f *DiscourseFile) gexf(w *bufio.Writer, all []discourse.Slice) error {
	fmt.Fprint(w, xml.Header, `<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">`, "\n")
	if err := element(w, gexfMeta{Text: f.About}); err != nil {
		return err
	}
	fmt.Fprint(w, `<graph mode="dynamic" timeformat="date" defaultedgetype="undirected">`, "\n", `<attributes class="node">`, "\n")
	sorts := []attribute{{"side", "string"}, {"kind", "string"}, {"sectors", "string"}}
	for _, a := range sorts {
		fmt.Fprintf(w, `<attribute id="node-%s" title="%s" type="%s"/>`+"\n", a.name, a.name, a.kind)
	}
	fmt.Fprint(w, "</attributes>\n<nodes>\n")
	columns, written := f.columnIDs(), map[string]bool{}
	for i := range all {
		err := f.nodes(&all[i], columns, func(n discourseNode) error {
			if written[n.id] {
				return nil
			}
			written[n.id] = true
			return element(w, gexfNode{
				ID: graph.ID(n.id), Label: f.label(n.name), Values: gexfValuesOf("node", sorts, func(name string) string { return f.value(n, name) }),
			})
		})
		if err != nil {
			return err
		}
	}
	fmt.Fprint(w, "</nodes>\n<edges>\n")
	number := 0
	for i := range all {
		s := &all[i]
		err := f.eachTie(s, columns, func(row, column string, n float64) error {
			number++
			return element(w, weighedEdge{ID: "e" + strconv.Itoa(number), Source: row, Target: column, Weight: weight(n), Start: s.From, End: s.To})
		})
		if err != nil {
			return err
		}
	}
	fmt.Fprint(w, "</edges>\n</graph>\n</gexf>\n")
	return nil
}

type gexfMeta struct {
	XMLName xml.Name `xml:"meta"`
	Text    string   `xml:"description"`
}
