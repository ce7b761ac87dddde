// Package graphtest says what every [graph.Graph] has to do, in code: it holds
// a graph against an oracle that does the same by the simplest means.
//
// [Run] is for the tests of an implementation. It makes up histories, applies
// each to the graph under test and to [Naive], and compares what both answer
// after every commit, at the head and at earlier revisions, for every
// clearance. A history comes from a seed, so that a difference can be seen
// again.
//
// [World] is a small made-up truce for the tests of everything above a graph:
// its records are built by functions that are named after what they show, as in
// [RelayChain] or [Denial]. [Realistic] makes statements of the usual size for
// benchmarks.
//
// The oracle takes from package graph its types and what makes a record valid.
// What it checks it does by itself: it reads dates, folds names, matches
// queries, cuts what is hidden and counts with code of its own, which is
// written to be seen through and not to be fast.
//
// All countries, people, places and words in this package are made up.
package graphtest
