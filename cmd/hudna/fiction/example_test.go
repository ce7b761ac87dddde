package fiction_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"

	"hudna/cmd/hudna/fiction"
	"hudna/graph"
	"hudna/graph/ndjson"
)

func ExampleWrite() {
	var b bytes.Buffer
	made, err := fiction.Write(context.Background(), &b, fiction.Options{Statements: 50, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(made.Records[graph.KindStatement], "statements,", made.Corrections, "corrections")

	lines := bufio.NewScanner(&b)
	for range 2 { // a Commit line, and the codebook
		lines.Scan()
	}
	line, err := ndjson.Decode(lines.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	if c, ok := line.Record.(*graph.Codebook); ok {
		fmt.Printf("%s: %.36s\n", c.ID, c.Text)
	}
	// Output:
	// 50 statements, 5 corrections
	// codebook/invented: Everything in this graph is invented
}
