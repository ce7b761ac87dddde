// Package analysis draws conclusions from records that have been read. Its
// functions are pure: what they are given decides what they answer.
//
// [Agree] says how far coders agree who have coded the same documents: their
// codings are aligned passage by passage ([Align]), and for each field
// Krippendorff's alpha is computed ([Alpha]).
package analysis
