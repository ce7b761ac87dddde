package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"hudna/storage/keys"
)

// rowVersion is the first byte of every row.
const rowVersion = 1

const (
	rowSumLen   = 4 // bytes of the checksum at the end of a row
	entrySumLen = 2 // and of an index entry, of which there are many
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A message is what the generated rows have in common.
type message interface {
	SizeVT() int
	MarshalToSizedBufferVT(dst []byte) (int, error)
	UnmarshalVT(src []byte) error
}

// sealRow encodes the row that stands under key. The key takes part in the
// checksum, so that a row cannot stand in another's place.
func sealRow(key []byte, m message) ([]byte, error) {
	size := m.SizeVT()
	row := make([]byte, 1+size+rowSumLen)
	row[0] = rowVersion
	if _, err := m.MarshalToSizedBufferVT(row[1 : 1+size]); err != nil {
		return nil, fmt.Errorf("encoding a row: %w", err)
	}
	binary.BigEndian.PutUint32(row[1+size:], sum(key, row[:1+size]))
	return row, nil
}

// openRow decodes the row that stands under key. An error says that the row is
// damaged.
func openRow(key, row []byte, m message) error {
	payload, err := checkRow(key, row)
	if err != nil {
		return err
	}
	return m.UnmarshalVT(payload)
}

// checkRow gives what is between the version and the checksum.
func checkRow(key, row []byte) ([]byte, error) {
	n := len(row) - rowSumLen
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

// sealChunk encodes a piece of a body that is too long for one value.
func sealChunk(key, piece []byte) []byte {
	row := make([]byte, 0, 1+len(piece)+rowSumLen)
	row = append(append(row, rowVersion), piece...)
	return binary.BigEndian.AppendUint32(row, sum(key, row))
}

// sealHot encodes the value of an index entry.
func sealHot(key []byte, h keys.Hot) []byte {
	value := keys.AppendHot(make([]byte, 0, keys.MaxHot+entrySumLen), h)
	return binary.BigEndian.AppendUint16(value, uint16(sum(key, value)))
}

// openHot decodes the value of an index entry.
func openHot(key, value []byte) (keys.Hot, error) {
	n := len(value) - entrySumLen
	if n < 1 || uint32(binary.BigEndian.Uint16(value[n:])) != sum(key, value[:n])&0xffff {
		return keys.Hot{}, errors.New("the checksum does not fit")
	}
	return keys.ParseHot(value[:n])
}

func sum(key, value []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)
}
