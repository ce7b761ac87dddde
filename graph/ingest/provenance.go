package ingest

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"io"
	"slices"
	"strconv"
	"strings"

	"hudna/graph"
)

// A Provenance says where a record comes from.
type Provenance struct {
	Run  graph.ID // an import run, which knows the file
	Line int
	Row  string // the row itself, "" where it was not kept
	Flag string // what is odd about it
}

// ProvenanceOf reads where a record comes from. It reports false for a record
// that no import of rows brought.
func ProvenanceOf(r graph.Record) (Provenance, bool) {
	var p Provenance
	for _, v := range r.Shared().Variables {
		switch v.Name {
		case VariableRun:
			p.Run = graph.ID(v.Value)
		case VariableLine:
			p.Line, _ = strconv.Atoi(v.Value)
		case VariableRow:
			p.Row, _ = unpackRow(v.Value)
		case VariableFlag:
			p.Flag = v.Value
		}
	}
	return p, p.Run != ""
}

// ofProvenance tells the variables apart that say where a record comes from.
func ofProvenance(v graph.Variable) bool {
	return v.Name == VariableRun || v.Name == VariableLine || v.Name == VariableRow
}

// withProvenance gives a record those variables instead of others of the kind.
func withProvenance(r graph.Record, from []graph.Variable) {
	m := r.Shared()
	m.Variables = slices.DeleteFunc(m.Variables, ofProvenance)
	m.Variables = append(m.Variables, from...)
}

// provenanceIn are those variables of a record.
func provenanceIn(r graph.Record) (from []graph.Variable) {
	for _, v := range r.Shared().Variables {
		if ofProvenance(v) {
			from = append(from, v)
		}
	}
	return from
}

// provenance makes those variables. A row that is too long even packed is not
// kept, and kept reports that.
func provenance(run graph.ID, d *Draft, keep bool) (from []graph.Variable, kept bool) {
	from = []graph.Variable{
		{Name: VariableRun, Type: graph.VariableText, Value: string(run)},
		{Name: VariableLine, Type: graph.VariableInteger, Value: strconv.Itoa(d.Line)},
	}
	if !keep || d.Raw == "" {
		return from, true
	}
	packed := packRow(d.Raw)
	if len(packed) > graph.MaxValue {
		return from, false
	}
	return append(from, graph.Variable{Name: VariableRow, Type: graph.VariableText, Value: packed}), true
}

// packRow compresses a row (RFC 1951) and writes it as text (RFC 4648).
func packRow(row string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is one
	}
	_, _ = io.WriteString(w, strings.TrimRight(row, "\r\n")) // a buffer takes everything
	_ = w.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// maxRowBytes bounds what a packed row may unpack to.
const maxRowBytes = 2 << 20

// unpackRow reads what packRow wrote.
func unpackRow(packed string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		return "", err
	}
	row, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), maxRowBytes))
	return string(row), err
}

// UnpackRow reads the value of the variable [VariableRow].
func UnpackRow(value string) (string, error) { return unpackRow(value) }
