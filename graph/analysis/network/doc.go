// Package network makes discourse networks of who takes which position: actors
// who say the same of the same concepts are tied, or actors to concepts.
//
// [Compute] is a pure function of columns of uses. It follows the definitions of the
// Discourse Network Analyzer, DNA (Philip Leifeld, Discourse Network Analysis:
// Policy Debates as Dynamic Networks, 2017, and DNA's sources), in one of two
// ways: DNA, as that program computes, with its faults; and CORRECTED, as the
// method means it. Where the two give different numbers for what is at hand, a
// network says so in its notes.
package network
