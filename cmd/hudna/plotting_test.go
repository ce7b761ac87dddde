package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The metadata of a picture hold a citation of what it was drawn from, which holds,
// and the question, the seed and the definition.
func TestAPictureCitesWhatItIsDrawnFrom(t *testing.T) {
	do := citing(t)
	// A network of nothing is refused, and so has no picture.
	for _, name := range []string{"timeline", "positions", "map"} {
		code, picture, stderr := do("plot", name, "--revision", "1")
		if code != codeOK {
			t.Fatal(name, stderr)
		}
		var svg struct {
			Metadata string `xml:"metadata"`
		}
		if err := xml.Unmarshal([]byte(picture), &svg); err != nil {
			t.Fatal(err)
		}
		var about struct {
			Definition, Picture, Query, Clearance string
			Seed, Revision                        int
			Citation                              json.RawMessage
		}
		if err := json.Unmarshal([]byte(svg.Metadata), &about); err != nil {
			t.Fatal(err)
		}
		if about.Definition != plotDefinition || about.Picture != name || about.Seed != 1 || about.Revision != 1 || about.Clearance != "PUBLIC" || about.Query != plotKinds()[name].document {
			t.Errorf("%s: %s", name, svg.Metadata)
		}
		file := filepath.Join(t.TempDir(), "citation.json")
		if err := os.WriteFile(file, about.Citation, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, stdout, stderr := do("verify-citation", file); code != codeOK || !strings.HasPrefix(stdout, "SAME ") {
			t.Errorf("%s: %d %s%s", name, code, stdout, stderr)
		}
	}
}
