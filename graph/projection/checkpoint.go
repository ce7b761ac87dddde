package projection

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"

	"hudna/graph"
)

// A checkpoint is a table in a file:
//
//	magic, binding, columns, SHA-256 of all before it
//
// The binding says of which graph it is and as of when. Numbers are
// little-endian, and each column begins with its length. What refers to the rows
// is found out of them.
const checkpointMagic = "hudna projection 2\n"

// A Binding says what a checkpoint is of. One that is of something else is of no
// use.
type Binding [sha256.Size]byte

// ErrNoCheckpoint says that a file is no checkpoint of what was asked for, or
// not what was written.
var ErrNoCheckpoint = errors.New("it is not the checkpoint that was asked for")

// A saver writes columns.
type saver struct {
	w   *bufio.Writer
	err error
	buf []byte
}

func (s *saver) write(b []byte) {
	if s.err == nil {
		_, s.err = s.w.Write(b)
	}
}

func (s *saver) number(n int) { s.write(binary.LittleEndian.AppendUint64(nil, uint64(n))) } //nolint:gosec // a length

// save writes a column.
func save[T any](s *saver, column []T, add func(dst []byte, v *T) []byte) {
	s.number(len(column))
	for i := range column {
		s.buf = add(s.buf[:0], &column[i])
		s.write(s.buf)
	}
}

// Save writes the table. Nothing is applied meanwhile.
func (t *Table) Save(w io.Writer, b Binding) error {
	sum := sha256.New()
	s := &saver{w: bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<16)}
	s.write([]byte(checkpointMagic))
	s.write(b[:])
	s.number(int(t.revision))
	s.number(t.ordered)
	for _, column := range [][]uint32{t.node, t.since, t.until, t.before, t.start, t.newest, t.stands} {
		save(s, column, func(dst []byte, v *uint32) []byte { return binary.LittleEndian.AppendUint32(dst, *v) })
	}
	save(s, t.facts, appendFacts)
	save(s, t.parts, appendPart)
	save(s, t.editions, appendEdition)
	save(s, t.judged, func(dst []byte, v *uint64) []byte { return binary.LittleEndian.AppendUint64(dst, *v) })
	save(s, t.lang, func(dst []byte, v *uint16) []byte { return binary.LittleEndian.AppendUint16(dst, *v) })
	for _, column := range [][]uint8{t.hides, t.marking} {
		s.number(len(column))
		s.write(column)
	}
	save(s, t.dates, func(dst []byte, d *graph.Date) []byte { return appendString(appendString(dst, string(d.EDTF)), d.Zone) })
	save(s, t.whens, appendWhen)
	for _, list := range [][]string{t.scales.list, t.langs.list} {
		save(s, list, func(dst []byte, name *string) []byte { return appendString(dst, *name) })
	}
	if s.err == nil {
		s.err = s.w.Flush()
	}
	if s.err == nil {
		_, s.err = w.Write(sum.Sum(nil))
	}
	return s.err
}

func appendString(dst []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint32(dst, uint32(len(s))), s...) //nolint:gosec // of a record, which is shorter
}

const factsLen = 8 + 4 + 4

func appendFacts(dst []byte, f *Facts) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, f.Acts)
	dst = binary.LittleEndian.AppendUint32(dst, f.Date)
	return append(dst, f.Status, f.Main, f.Depth, f.Basis)
}

func factsOf(b []byte) Facts {
	return Facts{
		Acts: binary.LittleEndian.Uint64(b), Date: binary.LittleEndian.Uint32(b[8:]),
		Status: b[12], Main: b[13], Depth: b[14], Basis: b[15],
	}
}

const whenLen = 8 + 8 + 2

func appendWhen(dst []byte, w *When) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, uint64(w.Earliest)) //nolint:gosec // the same bits
	dst = binary.LittleEndian.AppendUint64(dst, uint64(w.Latest))   //nolint:gosec // likewise
	undated := byte(0)
	if w.Undated {
		undated = 1
	}
	return append(dst, w.Bucket, undated)
}

func whenOf(b []byte) When {
	return When{
		Earliest: int64(binary.LittleEndian.Uint64(b)),     //nolint:gosec // the same bits
		Latest:   int64(binary.LittleEndian.Uint64(b[8:])), //nolint:gosec // likewise
		Bucket:   b[16], Undated: b[17] != 0,
	}
}

func appendPart(dst []byte, p *Part) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, p.Node)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(p.Stance)) //nolint:gosec // the same bits
	dst = binary.LittleEndian.AppendUint16(dst, p.Scale)
	return append(dst, byte(p.As), p.Role)
}

func partOf(b []byte) Part {
	return Part{
		Node:   binary.LittleEndian.Uint32(b),
		Stance: int32(binary.LittleEndian.Uint32(b[4:])), //nolint:gosec // the same bits
		Scale:  binary.LittleEndian.Uint16(b[8:]),
		As:     As(b[10]), Role: b[11],
	}
}

func appendEdition(dst []byte, e *edition) []byte {
	for _, n := range []uint32{e.Since, e.Publisher, e.CopyOf, e.before} {
		dst = binary.LittleEndian.AppendUint32(dst, n)
	}
	return dst
}

func editionOf(b []byte) edition {
	return edition{
		Edition: Edition{Since: binary.LittleEndian.Uint32(b), Publisher: binary.LittleEndian.Uint32(b[4:]), CopyOf: binary.LittleEndian.Uint32(b[8:])},
		before:  binary.LittleEndian.Uint32(b[12:]),
	}
}

// A loader reads columns. What it reads is only believed when the sum fits.
type loader struct {
	r    *bufio.Reader
	sum  hash.Hash
	left int64 // bytes of the file
	err  error
}

// read reads so many bytes, which the file has to have.
func (l *loader) read(n int64) []byte {
	if l.err == nil && (n < 0 || n > l.left) {
		l.err = ErrNoCheckpoint
	}
	if l.err != nil {
		return nil
	}
	b := make([]byte, n)
	if _, l.err = io.ReadFull(l.r, b); l.err != nil {
		return nil
	}
	l.left -= n
	l.sum.Write(b)
	return b
}

func (l *loader) number() uint64 {
	if b := l.read(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// loadStep is how many values are read at a time.
const loadStep = 1 << 14

// load reads a column whose values are all as long.
func load[T any](l *loader, size int, of func([]byte) T) []T {
	n := l.number()
	if l.err != nil || n > uint64(l.left)/uint64(size) { //nolint:gosec // neither is below 0
		l.err = errors.Join(l.err, ErrNoCheckpoint)
		return nil
	}
	column := make([]T, 0, n)
	for uint64(len(column)) < n && l.err == nil {
		some := l.read(int64(size) * int64(min(n-uint64(len(column)), loadStep))) //nolint:gosec // at most the file
		for ; len(some) > 0; some = some[size:] {
			column = append(column, of(some))
		}
	}
	return column
}

func (l *loader) text() string {
	if b := l.read(4); b != nil {
		return string(l.read(int64(binary.LittleEndian.Uint32(b))))
	}
	return ""
}

func (l *loader) texts() (list []string) {
	for range l.number() {
		if list = append(list, l.text()); l.err != nil {
			break
		}
	}
	return list
}

// Load reads a table of a file of so many bytes. Anything that is not what was
// written for the binding is [ErrNoCheckpoint].
func Load(r io.Reader, size int64, b Binding) (*Table, error) {
	l := &loader{r: bufio.NewReaderSize(r, 1<<16), sum: sha256.New(), left: size - sha256.Size}
	if !bytes.Equal(l.read(int64(len(checkpointMagic))), []byte(checkpointMagic)) || !bytes.Equal(l.read(int64(len(b))), b[:]) {
		return nil, errors.Join(ErrNoCheckpoint, l.err)
	}
	t := New()
	revision, ordered := l.number(), l.number()
	for _, column := range []*[]uint32{&t.node, &t.since, &t.until, &t.before, &t.start, &t.newest, &t.stands} {
		*column = load(l, 4, binary.LittleEndian.Uint32)
	}
	t.facts, t.parts = load(l, factsLen, factsOf), load(l, partBytes, partOf)
	t.editions, t.judged = load(l, docBytes, editionOf), load(l, 8, binary.LittleEndian.Uint64)
	t.lang = load(l, 2, binary.LittleEndian.Uint16)
	for _, column := range []*[]uint8{&t.hides, &t.marking} {
		*column = l.read(int64(l.number())) //nolint:gosec // what is below 0 is refused
	}
	for range l.number() {
		if t.dates = append(t.dates, graph.Date{EDTF: graph.EDTF(l.text()), Zone: l.text()}); l.err != nil {
			break
		}
	}
	t.whens = load(l, whenLen, whenOf)
	t.scales.set(l.texts())
	t.langs.set(l.texts())
	if l.err != nil {
		return nil, errors.Join(ErrNoCheckpoint, l.err)
	}
	sum := make([]byte, sha256.Size)
	if _, err := io.ReadFull(l.r, sum); err != nil || l.left != 0 || !bytes.Equal(sum, l.sum.Sum(nil)) || revision > math.MaxUint32 {
		return nil, errors.Join(ErrNoCheckpoint, err)
	}
	if len(t.start) != len(t.node)+1 || len(t.facts) != len(t.node) || len(t.whens) != len(t.dates) || ordered > uint64(len(t.node)) {
		return nil, fmt.Errorf("%w: its columns are not of one length", ErrNoCheckpoint)
	}
	t.revision, t.ordered = Revision(revision), int(ordered) //nolint:gosec // both checked right above
	for i, d := range t.dates {
		t.dateOf[d] = uint32(i) //nolint:gosec // numbered so before
	}
	t.index()
	return t, nil
}
