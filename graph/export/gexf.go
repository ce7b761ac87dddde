package export

import (
	"encoding/xml"
	"fmt"
	"strings"

	"hudna/graph"
)

// gexf writes a network as GEXF 1.2 (https://gexf.net) with time: an edge begins
// and ends with the days on which it may have been said. One without a date
// lasts for ever.
type gexf struct{}

type gexfNode struct {
	XMLName xml.Name    `xml:"node"`
	ID      graph.ID    `xml:"id,attr"`
	Label   string      `xml:"label,attr"`
	Values  *gexfValues `xml:"attvalues"`
}

type gexfEdge struct {
	XMLName xml.Name    `xml:"edge"`
	ID      string      `xml:"id,attr"`
	Source  graph.ID    `xml:"source,attr"`
	Target  graph.ID    `xml:"target,attr"`
	Start   string      `xml:"start,attr,omitempty"`
	End     string      `xml:"end,attr,omitempty"`
	Values  *gexfValues `xml:"attvalues"`
}

type gexfValues struct {
	List []gexfValue `xml:"attvalue"`
}

type gexfValue struct {
	For   string `xml:"for,attr"`
	Value string `xml:"value,attr"`
}

func (gexf) open() string {
	var b strings.Builder
	b.WriteString(`<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">` + "\n")
	b.WriteString(`<graph mode="dynamic" timeformat="date" defaultedgetype="directed">` + "\n")
	declare := func(of string, attributes []attribute) {
		fmt.Fprintf(&b, `<attributes class="%s" mode="static">`+"\n", of)
		for _, a := range attributes {
			fmt.Fprintf(&b, `<attribute id="%s-%s" title="%s" type="%s"/>`+"\n", of, a.name, a.name, strings.Replace(a.kind, "int", "integer", 1))
		}
		b.WriteString("</attributes>\n")
	}
	declare("node", gexfOwn(nodeAttributes()))
	declare("edge", gexfOwn(edgeAttributes()))
	b.WriteString("<nodes>\n")
	return b.String()
}

// gexfOwn are the attributes for which GEXF has no place of its own.
func gexfOwn(all []attribute) (own []attribute) {
	for _, a := range all {
		if a.name != "label" && a.name != "start" && a.name != "end" {
			own = append(own, a)
		}
	}
	return own
}

func (gexf) node(id graph.ID, l label) any {
	name := l.name
	if name == "" {
		name = string(id)
	}
	return gexfNode{ID: id, Label: name, Values: gexfValuesOf("node", nodeAttributes(), l.value)}
}

func (gexf) between() string { return "</nodes>\n<edges>\n" }

func (gexf) edge(e *edge) any {
	return gexfEdge{
		ID: e.id, Source: e.from, Target: e.to, Start: e.first, End: e.last,
		Values: gexfValuesOf("edge", edgeAttributes(), e.value),
	}
}

func (gexf) close() string { return "</edges>\n</graph>\n</gexf>\n" }

func gexfValuesOf(of string, attributes []attribute, value func(string) string) *gexfValues {
	var values gexfValues
	for _, a := range gexfOwn(attributes) {
		if v := value(a.name); v != "" {
			values.List = append(values.List, gexfValue{of + "-" + a.name, v})
		}
	}
	if values.List == nil {
		return nil
	}
	return &values
}
