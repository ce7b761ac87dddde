package sample_test

import (
	"fmt"
	"io/fs"

	"hudna/cmd/hudna/sample"
	"hudna/graph"
	"hudna/graph/ndjson"
)

// The sample is read file by file, in the order of their names.
func Example() {
	names, err := fs.Glob(sample.FS, "*.ndjson")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range names {
		f, err := sample.FS.Open(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		for line, err := range ndjson.NewReader(f).Lines() {
			if err != nil {
				fmt.Println(err)
				return
			}
			if s, ok := line.Record.(*graph.Statement); ok && s.ID == "statement/damascus-must-stop-its-violations" {
				fmt.Printf("%s, told by %s:\n", s.Speakers[0].Actor, s.Relays[0].Actor)
				fmt.Println(s.Translations[0].Text)
				fmt.Println(s.Acts[1].Force, s.Acts[1].Act)
			}
		}
	}
	// Output:
	// actor/john-kerry, told by actor/john-kirby:
	// There is a pressing need for the Syrian government to stop breaching the truce.
	// PRESUPPOSED ACCUSE
}
