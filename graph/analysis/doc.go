// Package analysis draws conclusions from records. They follow from what was
// read and from nothing else: the functions that read, such as [AgreementOf],
// hand it to functions that are pure.
//
// [Agree] says how far coders agree who have coded the same documents: their
// codings are aligned passage by passage ([Align]), and for each field
// Krippendorff's alpha is computed ([Alpha]).
//
// [Tabulate] says who takes which positions, and [NetworkOf] makes networks of
// the same positions.
package analysis
