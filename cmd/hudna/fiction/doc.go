// Package fiction makes up graphs of any size, to measure and to test with.
//
// Nothing in them is real. The states, offices, people, armed groups, places,
// agreements and words are put together from syllables, and the data says so:
// the codebook [Codebook] explains it and lists what can be asked for, every
// actor carries the variable "invented", and everything is coded by coders of
// the scheme "invented".
//
// What is like real data is the shape: few actors of whom most is said and many
// who appear once, posts that change holders over twelve years, reports that
// tell one utterance in several languages, relays who tell what others said,
// dates as vague as those of newspapers, words with the frequencies of a
// language, and coders who correct and withdraw what they entered.
//
// The same options give the same bytes, on every machine.
package fiction
