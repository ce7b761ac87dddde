// Package analysis draws conclusions from records. They follow from what was
// read and from nothing else: the functions that read, such as [AgreementOf],
// hand it to functions that are pure.
//
// [Agree] says how far coders agree who have coded the same documents: their
// codings are aligned passage by passage ([Align]), and for each field
// Krippendorff's alpha is computed ([Alpha]).
//
// [Settle] says what is in dispute under an agreement ([DisputesOf] reads what
// it takes): each allegation with its state, by what links to it and by whom,
// what was counted, and a ledger by day.
//
// [TraceOf] reads what lies around a statement, and says how its claim
// travelled: the best trails to another one ([Neighbourhood.Trails]), the first
// that is known ([First]), and who passed it on ([Tellings]).
// [Tabulate] says who takes which positions, and [NetworkOf] makes networks of
// the same positions.
package analysis
