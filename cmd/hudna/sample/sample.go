// Package sample is a small graph, coded by hand, by which one can see what
// hudna keeps. It is what the demonstration imports.
//
// It renders one Arabic news report about 15 April 2016, in which a spokesman
// tells what the American Secretary of State told the Russian Foreign Minister
// by telephone about the cessation of hostilities in Syria, and a few counts
// of breaches, each with who counted. What each passage became, and why not
// something else, stands in docs/coding-guide.md.
//
// # What it must not be taken for
//
//   - It is no source. The people, offices and organisations in it are real,
//     and what they are recorded as saying was read in the documents named as
//     evidence; but every text is a paraphrase written for the sample, never
//     their words, and must not be shown in quotation marks.
//   - It is no record of what happened. That somebody said a thing does not
//     make it so: the violations in it are alleged, and there is no event for
//     them.
//   - It is not complete. The report is coded from its own words alone, and of
//     the other documents only single facts were carried over. What is absent
//     here was not given there, or was not read.
//   - The report itself is not in it, because it is not ours to publish. A
//     passage is known by its offsets and by the SHA-256 of its words; who has
//     the text can attach it, and then sees the words themselves.
//   - The coders are made up, and so are the times of the commits.
package sample

import "embed"

// FS holds the sample, all in its root: files of numbered names, to be read in
// that order, in the form of package graph/ndjson. Each begins with a line
// "Commit", and a file may hold several commits. The history has a correction
// and a retraction in it, and no revision of it, old ones included, says of
// anybody what the documents do not.
//
//go:embed *.ndjson
var FS embed.FS
