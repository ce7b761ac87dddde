package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"hudna/graph"
	"hudna/graph/ingest/table"
)

// maxSlug is how much of a source's own code stands in an id.
const maxSlug = 40

// NewID derives an id from a source's code for a record: the same for the same
// code. A code that cannot stand in an id as it is has its sum beside what can.
func NewID(kind graph.Kind, source, code string) graph.ID {
	var b strings.Builder
	lossy := false
	for _, c := range code {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
			b.WriteRune(c)
		case c >= 'A' && c <= 'Z':
			b.WriteRune(c - 'A' + 'a')
			lossy = true
		default:
			if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
				b.WriteByte('-')
			}
			lossy = true
		}
	}
	slug := b.String()
	if len(slug) > maxSlug {
		slug, lossy = slug[:maxSlug], true
	}
	if lossy || slug == "" {
		sum := sha256.Sum256([]byte(code))
		if slug = strings.Trim(slug, "-"); slug != "" {
			slug += "-"
		}
		slug += hex.EncodeToString(sum[:8])
	}
	return graph.ID(string(kind) + "/" + source + "-" + slug)
}

// Rest are the cells that the model does not carry, as variables.
func Rest(c *table.Cells) (rest []graph.Variable) {
	for name, value := range c.Rest() {
		if len(value) > graph.MaxValue {
			c.Refuse(name, "is longer than %d bytes", graph.MaxValue)
			continue
		}
		rest = append(rest, graph.Variable{Name: name, Type: graph.VariableText, Value: value})
	}
	return rest
}

// CodedBy is the coding of what an importer makes.
func CodedBy(scheme, version string) *graph.Coding {
	return &graph.Coding{Coder: "import", Scheme: scheme, Version: version}
}

// Called is the one name of something.
func Called(text, lang string) []graph.Name {
	if text == "" {
		return nil
	}
	return []graph.Name{{Text: table.Cut(text, graph.MaxName), Lang: lang}}
}
