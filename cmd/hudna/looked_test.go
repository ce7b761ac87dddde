package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
)

// What tells of what is hidden, in whatever is said.
var hiddenMarks = [][]byte{[]byte("maro-ilinn"), []byte("Ilinn"), []byte(minted), []byte(unheard), []byte("statement/said-"), []byte("in danger")}

// lookedFor reads all that is said, and gives the first of the marks in it.
func lookedFor(r io.Reader) (told string, err error) {
	buffer := make([]byte, 0, 1<<20)
	for {
		n, err := r.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		for _, mark := range hiddenMarks {
			if told == "" && bytes.Contains(buffer, mark) {
				told = string(mark)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return told, nil
		case err != nil:
			return told, err
		case len(buffer) > cap(buffer)/2: // a mark may stand in two parts
			kept := copy(buffer, buffer[len(buffer)-64:])
			buffer = buffer[:kept]
		}
	}
}

// A summed keeps the beginning of what is written to it, and of all of it a sum.
type summed struct {
	begins []byte
	sum    hash.Hash
}

func newSummed() *summed { return &summed{sum: sha256.New()} }

func (s *summed) Write(b []byte) (int, error) {
	if left := 1<<16 - len(s.begins); left > 0 {
		s.begins = append(s.begins, b[:min(left, len(b))]...)
	}
	return s.sum.Write(b)
}

func (s *summed) bytes() []byte { return append(s.begins, s.sum.Sum(nil)...) }
