package export

import (
	"maps"
	"slices"
	"time"

	"hudna/graph"
)

// A Provenance says what an export is: it goes beside a file, or into the header
// of an answer.
type Provenance struct {
	Format Format     `json:"format"`
	Kind   graph.Kind `json:"kind,omitempty"`
	// Filter is the filter as it was asked for.
	Filter    string         `json:"filter,omitempty"`
	Revision  graph.Revision `json:"revision"`
	Time      time.Time      `json:"time,omitzero"` // of the revision
	Clearance graph.Marking  `json:"clearance"`
	// Records counts what was written, and Withheld what was left out because
	// it may not be passed on. What may not be and was included all the same is
	// counted as Restricted.
	Records    int `json:"records"`
	Withheld   int `json:"withheld,omitzero"`
	Restricted int `json:"restricted,omitzero"`
	// Edges counts the edges of a network, and Nodes its nodes.
	Nodes int `json:"nodes,omitzero"`
	Edges int `json:"edges,omitzero"`
	// Formulas counts the cells that a spreadsheet would take for a formula:
	// they begin with one of = + - @, a tab or a carriage return. Quoted says
	// that they were given an apostrophe.
	Formulas int  `json:"formulas,omitzero"`
	Quoted   bool `json:"quoted,omitzero"`
	// Licences are the lines of the sources that were touched, sorted.
	Licences []string `json:"licences,omitempty"`
	// MoreLicences counts mentions of further lines.
	MoreLicences int `json:"moreLicences,omitzero"`
	// Bytes and SHA256 are of what was written.
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// told takes the licence lines that were met.
func (p *Provenance) told(l *licensing) {
	p.Licences, p.MoreLicences = slices.Sorted(maps.Keys(l.lines)), l.more
}
