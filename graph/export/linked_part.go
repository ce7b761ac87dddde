package export

import (
	"strconv"

	"hudna/graph"
)

// contentNode is what words ask, expect, promise or fear, one node for each level.
// Schema.org has actions, but none that is only asked for or feared.
func contentNode(c *graph.Content) any {
	if c == nil {
		return nil
	}
	o := object{"@type": "hudna:Content"}
	o.put("hudna:mood", string(c.Mood))
	o.put("hudna:actor", ref(c.Actor))
	o.put("hudna:act", string(c.Act))
	o.put("hudna:eventKind", string(c.EventKind))
	o.put("hudna:action", string(c.Action))
	o.put("hudna:polarity", string(c.Polarity))
	o.put("hudna:condition", c.Condition)
	o.put("hudna:toward", refs(c.Toward, same))
	o.put("hudna:object", ref(c.Object))
	o.put("hudna:words", c.Words)
	o.put("hudna:content", contentNode(c.Content))
	return o
}

// figures puts figures in. A figure is a quantity with bounds, of whoever counted
// it: two of one record are never to be added up.
func (o object) figures(figures []graph.Figure) {
	for i := range figures {
		f := &figures[i]
		node := object{"@type": []any{"schema:QuantitativeValue", "prov:Entity"}}
		node.put("hudna:what", string(f.What))
		node.put("hudna:of", ref(f.Of))
		node.put("hudna:words", f.Words)
		node.put("schema:minValue", whole(f.Low))
		node.put("schema:value", whole(f.Best))
		node.put("schema:maxValue", whole(f.High))
		node.put("schema:unitText", string(f.Unit))
		node.put("hudna:bound", string(f.Bound))
		node.put("prov:wasAttributedTo", ref(f.CountedBy))
		node.put("hudna:blamed", ref(f.Blamed))
		for _, what := range f.Includes {
			node.add("hudna:includes", string(what))
		}
		node.put("hudna:window", dateNode(f.Window))
		node.put("hudna:place", ref(f.Place))
		if f.Cumulative != nil {
			node["hudna:cumulative"] = *f.Cumulative
		}
		o.add("hudna:figure", node)
	}
}

// whole is a whole number as text, which no reader rounds.
func whole(n *int64) any {
	if n == nil {
		return nil
	}
	return typed(strconv.FormatInt(*n, 10), "xsd:integer")
}
