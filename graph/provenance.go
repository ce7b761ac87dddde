package graph

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The variables by which a record says where it comes from.
const (
	VariableRun  = "import.run"  // the id of the import run
	VariableLine = "import.line" // the line on which its row begins
	VariableRow  = "import.row"  // the row itself, packed, where it was asked for; see [PackRow]
	VariableFlag = "import.flag" // what is odd about the row
)

// A Provenance says which import of rows made a record what it is.
type Provenance struct {
	Run  ID     // the import run, which knows the file
	Line int64  // on which the row begins; 0 where it is not known
	Row  string // the row itself as [PackRow] packs it, empty where it was not kept
	Flag string // what is odd about the row
}

// Provenance reads where a record comes from; nil for a record that no import of
// rows brought.
func (m *Meta) Provenance() *Provenance {
	var p Provenance
	for _, v := range m.Variables {
		switch v.Name {
		case VariableRun:
			p.Run = ID(v.Value)
		case VariableLine:
			p.Line, _ = strconv.ParseInt(v.Value, 10, 64) // 0 where it is no number
		case VariableRow:
			p.Row = v.Value
		case VariableFlag:
			p.Flag = v.Value
		}
	}
	if p.Run == "" {
		return nil
	}
	return &p
}

// MaxRow bounds what a packed row may unpack to, in bytes.
const MaxRow = 2 << 20

// PackRow compresses a row (RFC 1951) and writes it as text (RFC 4648).
func PackRow(row string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		panic(err) // the level is one
	}
	_, _ = io.WriteString(w, strings.TrimRight(row, "\r\n")) // a buffer takes everything
	_ = w.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// UnpackRow reads what [PackRow] wrote. Whoever codes a record can give it a
// variable of that name: what is no row is [ErrInvalid] or [ErrTooLarge].
func UnpackRow(packed string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		return "", fmt.Errorf("%w: a row is not packed as rows are: %w", ErrInvalid, err)
	}
	row, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), MaxRow+1))
	if err != nil {
		return "", fmt.Errorf("%w: a row is not packed as rows are: %w", ErrInvalid, err)
	}
	if !utf8.Valid(row) {
		return "", fmt.Errorf("%w: a row is not UTF-8", ErrInvalid)
	}
	if len(row) > MaxRow {
		return "", fmt.Errorf("%w: a row unpacks to more than %d bytes", ErrTooLarge, MaxRow)
	}
	return string(row), nil
}
