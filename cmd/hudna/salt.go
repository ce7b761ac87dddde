package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"hudna/graph/ledger"
)

// tagSalt is what the tags of answers are made with: the same as long as the store and the
// program are, since another program may answer otherwise. It is empty where it cannot be
// found out which program this is; tags are then good until it stops.
func tagSalt(g *ledger.Ledger) string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	return saltOf(g, path)
}

func saltOf(g *ledger.Ledger, program string) string {
	f, err := os.Open(program)
	if err != nil {
		return ""
	}
	defer f.Close() //nolint:errcheck // it is only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return g.Salt("tags of answers/" + hex.EncodeToString(h.Sum(nil)))
}
