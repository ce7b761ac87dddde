package export

import (
	"fmt"
	"slices"

	"hudna/graph"
)

// A Format is a form in which records are written.
type Format string

// The formats.
const (
	NDJSON  Format = "ndjson"  // canonical, a record a line
	CSV     Format = "csv"     // a table, as in RFC 4180, with LF
	TSV     Format = "tsv"     // the same with tabs
	JSONLD  Format = "jsonld"  // linked data: schema.org, PROV-O, Web Annotation
	GeoJSON Format = "geojson" // of events and locations, RFC 7946
	Parquet Format = "parquet" // the columns of the table, typed
	GraphML Format = "graphml" // of statements: who about whom, to whom, through whom
	GEXF    Format = "gexf"    // the same with time, for Gephi
)

// Formats lists every format.
func Formats() []Format { return []Format{NDJSON, CSV, TSV, JSONLD, GeoJSON, Parquet, GraphML, GEXF} }

// Valid reports whether f is one of [Formats].
func (f Format) Valid() bool { return slices.Contains(Formats(), f) }

// MediaType is how the format is called in an answer over HTTP.
func (f Format) MediaType() string {
	switch f {
	case NDJSON:
		return "application/x-ndjson"
	case CSV:
		return "text/csv; charset=utf-8; header=present"
	case TSV:
		return "text/tab-separated-values; charset=utf-8"
	case JSONLD:
		return "application/ld+json"
	case GeoJSON:
		return "application/geo+json"
	case Parquet:
		return "application/vnd.apache.parquet"
	case GraphML:
		return "application/graphml+xml"
	case GEXF:
		return "application/gexf+xml"
	}
	return "application/octet-stream"
}

// Network reports whether the format holds who is related to whom, and not the
// records themselves.
func (f Format) Network() bool { return f == GraphML || f == GEXF }

// Holds says why records of a kind cannot be written in the format, or nil.
func (f Format) Holds(k graph.Kind) error {
	switch {
	case !f.Valid():
		return &graph.FieldError{Path: "format", Reason: fmt.Sprintf("%q is no format of an export", f)}
	case !k.Valid():
		return &graph.FieldError{Path: "kind", Reason: fmt.Sprintf("%q is no kind of record", k)}
	case f.Network() && k != graph.KindStatement:
		return &graph.FieldError{Path: "format", Reason: fmt.Sprintf("%s is of statements: who said something of whom, to whom and through whom", f)}
	case f == GeoJSON && k != graph.KindEvent && k != graph.KindLocation:
		return &graph.FieldError{Path: "format", Reason: fmt.Sprintf("%s is of events and locations", f)}
	}
	return nil
}
