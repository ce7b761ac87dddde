// Package graph is the domain of hudna: ceasefires, and who said what about
// whom. It holds the records ([Actor], [Statement], [Event], [Location],
// [Agreement], [Document], [Topic] and the working records [ImportRun],
// [Judgement] and [Codebook]), what makes each of them valid, the dates they
// carry, and the two ports through which the rest of the program works on
// them: [Graph], which takes a [Change] and makes a revision of it, and
// [Reader], which answers from one revision for one clearance.
//
// A statement claims only that words were uttered. Nothing in this package
// turns an allegation into a fact: what is said of a violation is a
// statement, and whether it happened is never stored as true or false.
//
// The package imports nothing of the program and no engine. Names are the
// names in the API and in NDJSON, there in lowerCamelCase.
package graph
