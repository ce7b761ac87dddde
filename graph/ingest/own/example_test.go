package own_test

import (
	"context"
	"fmt"
	"io"

	"hudna/graph/ingest/own"
	"hudna/graph/ingest/source"
)

func Example() {
	s := source.Of("codebooks.csv", "id,codes,marking,status,statusReason,coding,variables,scheme,version,title,url,text\n"+
		`codebook/made,,PUBLIC,,,,,made,1,"A made-up ""codebook""",,`+"\n")
	lines, err := own.Lines(context.Background(), s)
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := io.ReadAll(lines)
	fmt.Println(string(b), err, lines.Close())
	// Output:
	//
	// {"type":"Codebook","id":"codebook/made","marking":"PUBLIC","scheme":"made","version":"1","title":"A made-up \"codebook\""}
	//  <nil> <nil>
}
