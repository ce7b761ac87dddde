package export

import (
	"encoding/xml"
	"fmt"
	"strings"

	"hudna/graph"
)

// graphML writes a network as GraphML (http://graphml.graphdrawing.org): time is
// in the data "start" and "end" of an edge.
type graphML struct{}

type graphMLNode struct {
	XMLName xml.Name      `xml:"node"`
	ID      graph.ID      `xml:"id,attr"`
	Data    []graphMLData `xml:"data"`
}

type graphMLEdge struct {
	XMLName xml.Name      `xml:"edge"`
	ID      string        `xml:"id,attr"`
	Source  graph.ID      `xml:"source,attr"`
	Target  graph.ID      `xml:"target,attr"`
	Data    []graphMLData `xml:"data"`
}

type graphMLData struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

func (graphML) open() string {
	var b strings.Builder
	b.WriteString(`<graphml xmlns="http://graphml.graphdrawing.org/xmlns">` + "\n")
	keys := func(of string, attributes []attribute) {
		for _, a := range attributes {
			fmt.Fprintf(&b, `<key id="%s-%s" for="%s" attr.name="%s" attr.type="%s"/>`+"\n", of, a.name, of, a.name, a.kind)
		}
	}
	keys("node", nodeAttributes())
	keys("edge", edgeAttributes())
	b.WriteString(`<graph id="network" edgedefault="directed">` + "\n")
	return b.String()
}

func (graphML) node(id graph.ID, l label) any {
	return graphMLNode{ID: id, Data: graphMLDataOf("node", nodeAttributes(), l.value)}
}

func (graphML) between() string { return "" }

func (graphML) edge(e *edge) any {
	return graphMLEdge{ID: e.id, Source: e.from, Target: e.to, Data: graphMLDataOf("edge", edgeAttributes(), e.value)}
}

func (graphML) close() string { return "</graph>\n</graphml>\n" }

func graphMLDataOf(of string, attributes []attribute, value func(string) string) (data []graphMLData) {
	for _, a := range attributes {
		if v := value(a.name); v != "" {
			data = append(data, graphMLData{of + "-" + a.name, v})
		}
	}
	return data
}
