package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"

	"hudna/graph"
	"hudna/storage/keys"
)

// rowVersion is the first byte of every row, and sumLen the length of the
// checksum at its end, which is of the key too: no row can stand in the place
// of another.
const (
	rowVersion = 1
	sumLen     = 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// begin begins a row of about a size.
func begin(size int) []byte { return append(make([]byte, 0, 1+size+sumLen), rowVersion) }

// seal ends a row.
func seal(key, row []byte) []byte { return binary.BigEndian.AppendUint32(row, sum(key, row)) }

func sum(key, row []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, row)
}

// open gives what is between the version and the checksum.
func open(key, row []byte) ([]byte, error) {
	n := len(row) - sumLen
	switch {
	case n < 1:
		return nil, errors.New("the row is too short")
	case binary.BigEndian.Uint32(row[n:]) != sum(key, row[:n]):
		return nil, errors.New("the checksum does not fit")
	case row[0] != rowVersion:
		return nil, fmt.Errorf("the row has version %d, not %d", row[0], rowVersion)
	}
	return row[1:n], nil
}

// corrupt says which row is damaged.
func corrupt(key []byte, err error) error {
	what := fmt.Sprintf("row %x", key)
	if k, parseErr := keys.Parse(key); parseErr == nil {
		what = k.String()
	}
	return &graph.CorruptError{What: what, Err: err}
}

// A decoder reads the fields of a row. After an error it gives zeros.
type decoder struct {
	b   []byte
	err error
}

var errCutOff = errors.New("the row is cut off, or not as it is written")

func (d *decoder) fail() { d.b, d.err = nil, errCutOff }

func (d *decoder) number() uint64 {
	if len(d.b) > 0 && d.b[0] < 0x80 { // as most are
		v := d.b[0]
		d.b = d.b[1:]
		return uint64(v)
	}
	return d.longNumber()
}

func (d *decoder) longNumber() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

// size reads a number of things, or of bytes.
func (d *decoder) size() uint64 {
	v := d.number()
	if v > maxSize {
		d.fail()
		return 0
	}
	return v
}

func (d *decoder) signed() int64 {
	v := d.number()
	return int64(v>>1) ^ -int64(v&1) //nolint:gosec // as [binary.Varint] does
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.fail()
		return 0
	}
	v := d.b[0]
	d.b = d.b[1:]
	return v
}

// bytes reads n bytes, which it shares.
func (d *decoder) bytes(n uint64) []byte {
	if n > uint64(len(d.b)) {
		d.fail()
		return nil
	}
	v := d.b[:n]
	d.b = d.b[n:]
	return v
}

const maxSize = math.MaxInt32

// steps encodes places as the steps from one to the next.
func steps(places []uint32) []byte {
	dst := make([]byte, 0, len(places)+4)
	last := uint32(0)
	for _, p := range places {
		dst = binary.AppendUvarint(dst, uint64(p-last))
		last = p
	}
	return dst
}

// places decodes what steps wrote.
func places(dst []uint32, b []byte) []uint32 {
	last := uint32(0)
	for len(b) > 0 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return dst
		}
		last += uint32(v)
		dst = append(dst, last)
		b = b[n:]
	}
	return dst
}
