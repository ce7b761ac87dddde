// Package schema holds the released language of the API: the GraphQL schema,
// one documented file for each concept. The names in it are those of the
// domain model; what it does not name is not offered.
package schema

import (
	"embed"
	"io/fs"
	"strings"
)

// FS holds the files of the schema, all in its root and named after their
// concept: statement.graphqls.
//
//go:embed *.graphqls
var FS embed.FS

// SDL is the whole schema as one document, its files in the order of their
// names, each after a comment with its name.
func SDL() string {
	// The pattern and the embedded names cannot be wrong at run time, so
	// there is no error to hand on.
	names, _ := fs.Glob(FS, "*.graphqls")
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteByte('\n')
		}
		text, _ := FS.ReadFile(name)
		b.WriteString("# " + name + "\n\n")
		b.Write(text)
	}
	return b.String()
}
