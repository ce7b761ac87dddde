// Package table reads delimited text: rows, and their cells by the names of
// the columns.
//
// A row that is at fault costs nobody else anything: it is told with its line
// and column, and reading goes on with the next. Where a quotation mark is not
// closed, or text follows one that is, the next row is looked for on the line
// after the one where the mark was opened, so that one stray mark does not
// swallow the rest of a file. Lines may end in LF, CRLF or CR, and in several of
// these; line ends within quotation marks belong to the cell.
package table
