package search

// Stood is of how many words it is kept where they stand.
func (f *Finder) Stood() int { return f.stood.Len() }
