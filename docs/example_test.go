package docs_test

import (
	"fmt"
	"io/fs"

	"hudna/docs"
)

func Example() {
	text, err := fs.ReadFile(docs.Files, "index.md")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text[:2]))
	// Output: #
}
