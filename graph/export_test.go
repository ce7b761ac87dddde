package graph

// SizeOf is how large the JSON form of a record is reckoned to be at most.
func SizeOf(r Record) int {
	var v validator
	v.record(r)
	return v.size
}
