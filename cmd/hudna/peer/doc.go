// Package peer writes the newest revision of a graph as the tables of a
// relational database, which hudna is measured against.
//
// [Write] makes a file for each table of docs/bench/peer/schema.sql, in the
// format of COPY. What the domain derives is written as it comes out, so that
// the database need not derive it again: what records are judged to be the same
// as is what references lead to, who stands for whom is a table, words are
// folded. Of what was corrected there is only the newest; the history stays
// behind. All of that is in favour of the database.
//
// [Lexemes] and [Query] are how the words of texts are kept and looked for.
package peer
