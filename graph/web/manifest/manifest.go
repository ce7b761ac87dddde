// Package manifest keeps the list of the GraphQL documents that an operator has a server
// answer, and reads the lists that clients are built with: the manifests of Apollo, the
// maps of Relay and of the client preset of GraphQL Code Generator, and plain documents.
package manifest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
)

// The bounds of a list.
const (
	MaxDocuments = 10_000
	MaxText      = 1 << 20  // bytes of one document
	MaxFile      = 32 << 20 // bytes of a file
	maxID        = 256
)

// ErrInvalid is of what is no list, or no document of one.
var ErrInvalid = errors.New("no list of documents")

// A Document is known by its id, and by the SHA-256 of its text.
type Document struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Hash is the SHA-256 of a text in hexadecimal digits.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// A Manifest is a list of documents, in the order of their ids. It is not changed.
type Manifest struct {
	documents []Document
	texts     map[string]string // by id and by hash
}

// version is the form of the list in its file; another one is refused.
const version = 1

type file struct {
	Version   int        `json:"version"`
	Documents []Document `json:"documents"`
}

// Decode reads what Encode wrote. Nothing at all is an empty list.
func Decode(text []byte) (*Manifest, error) {
	if len(text) == 0 {
		return Of(nil)
	}
	var f file
	if len(text) > MaxFile || json.Unmarshal(text, &f, json.RejectUnknownMembers(true)) != nil || f.Version != version {
		return nil, fmt.Errorf("%w: damaged, or of another version of the program", ErrInvalid)
	}
	return Of(f.Documents)
}

// Encode writes the list.
func (m *Manifest) Encode() ([]byte, error) {
	text, err := json.Marshal(file{Version: version, Documents: m.documents}, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("list of documents: %w", err)
	}
	if len(text) >= MaxFile {
		return nil, fmt.Errorf("%w: it has more than %d bytes", ErrInvalid, MaxFile)
	}
	return append(text, '\n'), nil
}

// Of is the list of some documents. Those that stand there twice are taken once; of two
// that have one id, neither.
func Of(documents []Document) (*Manifest, error) {
	m := &Manifest{documents: slices.Clone(documents), texts: make(map[string]string, 2*len(documents))}
	slices.SortFunc(m.documents, func(a, b Document) int { return strings.Compare(a.ID+"\x00"+a.Text, b.ID+"\x00"+b.Text) })
	m.documents = slices.Compact(m.documents)
	if len(m.documents) > MaxDocuments {
		return nil, fmt.Errorf("%w: it has more than %d", ErrInvalid, MaxDocuments)
	}
	for _, d := range m.documents {
		if err := d.validate(); err != nil {
			return nil, err
		}
		hash := Hash(d.Text)
		for _, name := range []string{d.ID, hash} {
			if other, ok := m.texts[name]; ok && other != d.Text {
				return nil, fmt.Errorf("%w: two documents are named %s", ErrInvalid, name)
			}
			m.texts[name] = d.Text
		}
	}
	return m, nil
}

func (d Document) validate() error {
	switch {
	case d.ID == "" || len(d.ID) > maxID || strings.ContainsFunc(d.ID, func(r rune) bool { return r <= ' ' || r == 0x7f || r == utf8.RuneError }):
		return fmt.Errorf("%w: a document has an id that is none", ErrInvalid)
	case strings.TrimSpace(d.Text) == "" || len(d.Text) > MaxText || !utf8.ValidString(d.Text):
		return fmt.Errorf("%w: %s has no text, or one of more than %d bytes", ErrInvalid, d.ID, MaxText)
	}
	return nil
}

// Text is the text that an id or a hash names.
func (m *Manifest) Text(id string) (string, bool) {
	text, ok := m.texts[id]
	return text, ok
}

// Documents are all of them, in the order of their ids.
func (m *Manifest) Documents() []Document { return slices.Clone(m.documents) }

// With is the list with others besides, and how many of these were not in it.
func (m *Manifest) With(documents ...Document) (*Manifest, int, error) {
	next, err := Of(append(m.Documents(), documents...))
	if err != nil {
		return nil, 0, err
	}
	return next, len(next.documents) - len(m.documents), nil
}

// Without is the list without those of some ids or hashes, all of which have to be there.
func (m *Manifest) Without(ids ...string) (*Manifest, error) {
	for _, id := range ids {
		if _, ok := m.texts[id]; !ok {
			return nil, fmt.Errorf("%w: there is no document of the id %q", ErrInvalid, id)
		}
	}
	return Of(slices.DeleteFunc(m.Documents(), func(d Document) bool {
		return slices.Contains(ids, d.ID) || slices.Contains(ids, Hash(d.Text))
	}))
}

// Read gives the documents in a file of a client, by its name: a .json file is a manifest
// of Apollo, or a map of ids and texts as Relay and GraphQL Code Generator write it; any
// other is one document, whose id is its hash.
func Read(name string, text []byte) ([]Document, error) {
	if len(text) > MaxFile {
		return nil, fmt.Errorf("%w: %s has more than %d bytes", ErrInvalid, name, MaxFile)
	}
	if filepath.Ext(name) != ".json" {
		return []Document{{ID: Hash(string(text)), Text: string(text)}}, nil
	}
	var apollo struct {
		Format     string `json:"format"`
		Version    int    `json:"version"`
		Operations []struct {
			ID   string `json:"id"`
			Body string `json:"body"`
			Name string `json:"name"`
			Type string `json:"type"`
		} `json:"operations"`
	}
	if json.Unmarshal(text, &apollo) == nil && apollo.Format == "apollo-persisted-query-manifest" {
		if apollo.Version != 1 {
			return nil, fmt.Errorf("%w: %s is a manifest of version %d", ErrInvalid, name, apollo.Version)
		}
		var all []Document
		for _, o := range apollo.Operations {
			all = append(all, Document{ID: o.ID, Text: o.Body})
		}
		return all, nil
	}
	var texts map[string]string
	if json.Unmarshal(text, &texts) != nil {
		return nil, fmt.Errorf("%w: %s is neither a manifest of Apollo nor an object of ids and texts", ErrInvalid, name)
	}
	all := make([]Document, 0, len(texts))
	for id, text := range texts {
		all = append(all, Document{ID: id, Text: text})
	}
	slices.SortFunc(all, func(a, b Document) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}
