package peer_test

import (
	"fmt"

	"hudna/cmd/hudna/peer"
)

func ExampleQuery() {
	fmt.Println(peer.Lexemes("Ceasefires hold, a ceasefire held"))
	fmt.Println(peer.Query("ceasefire"))
	// Output:
	// 'ceasefir':1,4 'hold':2 'a':3 'held':5
	// ('ceasefir' | '+ceasefir' | '*ceasefir')
}
