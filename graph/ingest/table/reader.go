package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// The limits of a table.
const (
	MaxRow     = 1 << 20 // bytes of a row
	MaxColumns = 2000
	// MaxStray is how many quotation marks may stay open before the rest of a
	// file is given up: each costs reading [MaxRow] again.
	MaxStray = 100
)

// A Dialect says how cells are set apart.
type Dialect struct {
	Comma  byte // between cells
	Quoted bool // whether quotation marks enclose cells
}

// A Fault is what is wrong with a row or a cell of it.
type Fault struct {
	Line   int    // from 1
	Column string // the name of the column, or its number; "" for the row as a whole
	Value  string // of the cell, shortened
	Reason string
}

func (f *Fault) Error() string {
	s := fmt.Sprintf("line %d", f.Line)
	if f.Column != "" {
		s += ", " + f.Column
	}
	if f.Value != "" {
		s += fmt.Sprintf(", %q", f.Value)
	}
	return s + ": " + f.Reason
}

// Shorten cuts a value for a message.
func Shorten(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// A Row is a row as it stands in the text.
type Row struct {
	Line  int    // on which it begins, from 1
	Raw   string // with its line end
	Cells []string
	Fault *Fault // why it cannot be read; it has no cells then
}

// A Reader reads rows. It holds at most two rows of the greatest length.
type Reader struct {
	// Columns is how many cells a row has: of the first row unless set.
	Columns int
	most    int // bytes of a row
	r       io.Reader
	d       Dialect
	buf     []byte
	at, end int
	eof     error // io.EOF, or what reading ended with
	line    int
	stray   int
	ends    [3]int64 // rows that ended in LF, CRLF and CR
}

// NewReader reads the rows of a text in UTF-8.
func NewReader(r io.Reader, d Dialect) *Reader { return NewLongReader(r, d, MaxRow) }

// NewLongReader reads rows of at most so many bytes instead of [MaxRow].
func NewLongReader(r io.Reader, d Dialect, most int) *Reader {
	return &Reader{r: r, d: d, buf: make([]byte, 2*most), line: 1, most: most}
}

// Mixed says whether lines end in more than one way.
func (r *Reader) Mixed() bool {
	ways := 0
	for _, n := range r.ends {
		if n > 0 {
			ways++
		}
	}
	return ways > 1
}

// fill makes sure that a row of the greatest length is in the buffer, if the
// text goes on so far.
func (r *Reader) fill() {
	if r.eof != nil || r.end-r.at > r.most {
		return
	}
	copy(r.buf, r.buf[r.at:r.end])
	r.at, r.end = 0, r.end-r.at
	for r.eof == nil && r.end < len(r.buf) {
		var n int
		n, r.eof = r.r.Read(r.buf[r.end:])
		r.end += n
	}
}

// Read gives the next row, [io.EOF] after the last. A row at fault is no error:
// its Fault says why. Another error is how the text ends; what is left of a row
// before it is dropped. Lines without anything on them are passed over.
func (r *Reader) Read() (Row, error) {
	for {
		r.fill()
		data := r.buf[r.at:r.end]
		if len(data) == 0 {
			return Row{}, r.eof
		}
		if r.stray > MaxStray {
			return Row{}, &Fault{Line: r.line, Reason: fmt.Sprintf("more than %d quotation marks are not closed: is this the right separator?", MaxStray)}
		}
		if n := lineEnd(data, 0); n > 0 && n == endLength(data, 0) {
			r.advance(n)
			continue
		}
		return r.row(data)
	}
}

// advance goes on behind so many bytes.
func (r *Reader) advance(n int) {
	data := r.buf[r.at : r.at+n]
	r.at += n
	if bytes.IndexByte(data, '\r') < 0 {
		r.line += bytes.Count(data, []byte{'\n'})
		return
	}
	for i := 0; i < len(data); i++ {
		if k := endLength(data, i); k > 0 {
			r.line++
			i += k - 1
		}
	}
}

// endLength is the length of the line end at i, 0 for none.
func endLength(data []byte, i int) int {
	switch {
	case data[i] == '\n':
		return 1
	case data[i] != '\r':
		return 0
	case i+1 < len(data) && data[i+1] == '\n':
		return 2
	}
	return 1
}

// lineEnd is the position behind the next line end from i, or 0 for none.
func lineEnd(data []byte, i int) int {
	n := bytes.IndexByte(data[i:], '\n')
	short := data[i:]
	if n >= 0 {
		short = data[i : i+n]
	}
	if c := bytes.IndexByte(short, '\r'); c >= 0 && (n < 0 || c < n-1) {
		return i + c + 1
	}
	if n < 0 {
		return 0
	}
	return i + n + 1
}

// row reads the row at the beginning of data.
func (r *Reader) row(data []byte) (Row, error) {
	row := Row{Line: r.line}
	if len(data) > r.most {
		data = data[:r.most]
	}
	last := r.eof != nil && r.at+len(data) == r.end // the text ends with data
	cut := last && !errors.Is(r.eof, io.EOF)
	cells, n, opened := r.split(data)
	switch {
	case n < 0 && opened >= 0: // a quotation mark is at fault
		r.stray++
		reason := "a quotation mark is opened here and not closed"
		if n == afterQuote {
			reason = "text follows the closing quotation mark of this cell"
		} else if len(data) == r.most {
			reason += fmt.Sprintf(" within %d bytes", r.most)
		}
		if cut && n == unclosed && len(data) < r.most {
			return Row{}, r.eof
		}
		line := r.line + lines(data[:opened])
		row.Fault = &Fault{Line: line, Column: number(len(cells)), Value: Shorten(string(data[opened:min(opened+80, len(data))])), Reason: reason}
		row.Raw = string(data[:r.skip(data, opened)])
		return row, nil
	case n < 0: // no line end
		if !last {
			row.Fault = &Fault{Line: r.line, Reason: fmt.Sprintf("the row is longer than %d bytes", r.most)}
			row.Raw = string(data[:r.skip(data, 0)])
			return row, nil
		}
		if cut {
			r.at = r.end
			return Row{}, r.eof
		}
		n = len(data)
	}
	if r.Columns == 0 {
		r.Columns = len(cells)
	}
	raw := data[:n]
	row.Raw = string(raw)
	if row.Fault = r.sound(raw, cells); row.Fault != nil {
		// Its line ends may be those of other rows that an open quotation mark took.
		n = r.skip(data, 0)
		row.Raw = row.Raw[:n]
		return row, nil //nolint:nilerr // it is the row's
	}
	for len(cells) > r.Columns { // surplus separators with nothing between them
		cells = cells[:len(cells)-1]
	}
	r.note(raw)
	r.advance(n)
	row.Cells = cells
	return row, nil
}

// note counts how a row ended.
func (r *Reader) note(raw []byte) {
	switch {
	case bytes.HasSuffix(raw, []byte("\r\n")):
		r.ends[1]++
	case bytes.HasSuffix(raw, []byte{'\n'}):
		r.ends[0]++
	case bytes.HasSuffix(raw, []byte{'\r'}):
		r.ends[2]++
	}
}

func lines(data []byte) int {
	if bytes.IndexByte(data, '\r') < 0 {
		return bytes.Count(data, []byte{'\n'})
	}
	n := 0
	for i := 0; i < len(data); i++ {
		if k := endLength(data, i); k > 0 {
			n++
			i += k - 1
		}
	}
	return n
}

// skip goes on behind the line on which data[from] stands, and gives how much of
// data that is. A line that is longer than a row is read to its end.
func (r *Reader) skip(data []byte, from int) int {
	if n := lineEnd(data, from); n > 0 {
		r.advance(n)
		return n
	}
	n := len(data)
	r.advance(n)
	for {
		r.fill()
		rest := r.buf[r.at:r.end]
		if len(rest) == 0 {
			return n
		}
		if end := lineEnd(rest, 0); end > 0 {
			r.advance(end)
			return n
		}
		r.at = r.end
	}
}

// What split gives instead of a length.
const (
	unclosed   = -1 // or no line end
	afterQuote = -2
)

// split takes a row apart, and gives how many bytes it has, with its line end.
// Where a quotation mark is at fault it says where that was opened.
func (r *Reader) split(data []byte) (cells []string, n, opened int) {
	cells = make([]string, 0, max(r.Columns, 8))
	for i := 0; ; {
		from, quoted := i, r.d.Quoted && i < len(data) && data[i] == '"'
		if quoted {
			cell, next := quotedCell(data, i)
			if next < 0 {
				return cells, next, i
			}
			cells = append(cells, cell)
			if i = next; i == len(data) {
				return cells, unclosed, -1
			}
		} else {
			k := i
			for k < len(data) && data[k] != r.d.Comma && data[k] != '\n' && data[k] != '\r' {
				k++
			}
			cells = append(cells, string(data[i:k]))
			if i = k; i == len(data) {
				return cells, unclosed, -1
			}
		}
		if k := endLength(data, i); k > 0 {
			return cells, i + k, -1
		}
		if quoted && data[i] != r.d.Comma {
			return cells[:len(cells)-1], afterQuote, from
		}
		i++
	}
}

// quotedCell reads a cell in quotation marks, and gives what it holds and where
// it ends.
func quotedCell(data []byte, i int) (cell string, next int) {
	doubled := false
	for k := i + 1; ; k++ {
		m := bytes.IndexByte(data[k:], '"')
		if m < 0 {
			return "", unclosed
		}
		k += m
		if k+1 < len(data) && data[k+1] == '"' {
			doubled = true
			k++
			continue
		}
		cell = string(data[i+1 : k])
		if doubled {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		k++
		// Some writers leave blanks behind the mark.
		for k < len(data) && data[k] == ' ' {
			k++
		}
		return cell, k
	}
}

// sound says what is wrong with a row as a row.
func (r *Reader) sound(raw []byte, cells []string) *Fault {
	empty := func(cells []string) bool {
		for _, c := range cells {
			if c != "" {
				return false
			}
		}
		return true
	}
	fault := func(column, value, format string, args ...any) *Fault {
		return &Fault{Line: r.line, Column: column, Value: Shorten(value), Reason: fmt.Sprintf(format, args...)}
	}
	if n := len(cells); n > MaxColumns {
		return fault("", "", "the row has %d cells; at most %d are read", n, MaxColumns)
	}
	if n := len(cells); n < r.Columns || n > r.Columns && !empty(cells[r.Columns:]) {
		return fault("", strings.TrimRight(string(raw[:min(len(raw), 80)]), "\r\n"), "the row has %d cells, and there are %d columns", n, r.Columns)
	}
	if bytes.IndexByte(raw, 0) < 0 && utf8.Valid(raw) {
		return nil
	}
	for i, c := range cells {
		switch {
		case strings.IndexByte(c, 0) >= 0:
			return fault(number(i), strings.ReplaceAll(c, "\x00", "␀"), "holds a NUL")
		case !utf8.ValidString(c):
			return fault(number(i), strings.ToValidUTF8(c, "�"), "is not UTF-8")
		}
	}
	return fault("", "", "is not UTF-8, or holds a NUL")
}

// number names a column that has no name yet.
func number(i int) string { return fmt.Sprintf("column %d", i+1) }
