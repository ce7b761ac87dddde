package ledger

import (
	"slices"

	"hudna/storage/keys"
)

// mergeNodes gives the first nodes of ascending lists, each once.
func mergeNodes(lists [][]keys.Node, most int) []keys.Node {
	merged := slices.Concat(lists...)
	slices.Sort(merged)
	merged = slices.Compact(merged)
	return merged[:min(most, len(merged))]
}
