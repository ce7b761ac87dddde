// Package resolve finds out which actor or place a source means by a name.
//
// A code decides by itself. A name never moves anything: the source's own record
// is made, and a judgement says what it is the same as where a name is certain,
// with the evidence; where it is not, a judgement is UNSURE, and waits in a queue
// for somebody to decide. A decision stands in the graph, so that it holds for
// every later file: the same source has the same id for it, and another source
// that has the name finds it under both records, which are one by then.
//
// How much a name proves is a score from 0 to 1. Two names that are the same
// letter for letter prove most, and folded (package text) a little less; all else
// lowers that to a cap, as the constants of the package say. [Certain] is the
// score from which a name is believed, if nothing else comes near it. docs/import.md
// says how well that does on names of real files.
package resolve
