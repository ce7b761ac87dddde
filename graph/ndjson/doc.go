// Package ndjson is the canonical JSON form of records and commits: one JSON
// object a line, in UTF-8. Import, export and the feed share it.
//
// The first member of a line in canonical form is "type". It is the name of a
// record's type ("Actor", "Statement", "Event", "Location", "Agreement",
// "Document", "Topic", "ImportRun", "Judgement", "Codebook"), and the other
// members are the record's fields as package graph names them; or it is
//
//	{"type":"Commit","author":…,"message":…,"time":…}     begins a commit, which the lines that follow make; in a feed
//	                                                      with its "revision" and how many "operations" it has
//	{"type":"Retract","id":…,"reason":…,"expected":…}     withdraws a record
//	{"type":"Restore","id":…,"reason":…,"expected":…}     takes a withdrawal back
//	{"type":"Purge","id":…}                               in a feed: something was purged
//
// [Decode] is strict, so that nothing that somebody wrote is dropped without a
// word: an unknown or repeated field, a field in another case, a number where a
// string belongs, and text that is not UTF-8 are refused with the path of the
// field. A field that is null is a field that is left out. What a record means
// is not looked at; that is [graph.Record].Validate.
//
// [Encode] is deterministic: the same line always gives the same bytes, and
// records that are normalized ([graph.Normalize]) and equal give equal bytes.
// What is decoded is normalized, so that decoding and encoding a line gives
// its canonical form.
package ndjson
