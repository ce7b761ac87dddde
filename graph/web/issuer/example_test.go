package issuer_test

import (
	"context"
	"fmt"

	"hudna/graph/web/issuer"
)

// Whom a token was not made for is not let in by it, so an audience is needed.
func Example() {
	_, err := issuer.New(context.Background(), issuer.Options{URL: "https://id.example.org"})
	fmt.Println(err)
	// Output:
	// issuer: without an audience every token that it ever made would be good
}
