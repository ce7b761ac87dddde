package access_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"hudna/graph"
	"hudna/graph/access"
)

// A token is good until it is revoked.
func Example() {
	dir, err := os.MkdirTemp("", "tokens")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir) //nolint:errcheck // of the example
	keys, err := access.Open(filepath.Join(dir, "tokens.json"), time.Now)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, token, err := keys.Create(graph.Principal{Name: "A. Reader", Role: graph.RoleReader, Clearance: graph.MarkingPublic}, time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	caller, err := keys.Verify(text)
	fmt.Println(caller.Name, caller.Role, caller.Clearance, err)
	if _, err := keys.Revoke(token.ID); err != nil {
		fmt.Println(err)
		return
	}
	_, err = keys.Verify(text)
	fmt.Println(err)
	// Output:
	// A. Reader READER PUBLIC <nil>
	// the token is not good
}
