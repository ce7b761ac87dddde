// Package mapped decodes tables that a mapping explains: which column stands in
// which field of which record.
//
// A mapping is YAML. It has a name, which is part of the ids that it makes and is
// the scheme of their coding, and says what records a row becomes:
//
//	name: truces-2016
//	version: "1"
//	dates: [DD/MM/YYYY, YYYY-MM]
//	tables:
//	  acts: {accuses: ACCUSE, denies: DENY}
//	records:
//	  - type: Actor
//	    once: true
//	    id: "{speaker}"
//	    set:
//	      names[0].text: "{speaker}"
//	  - type: Statement
//	    id: "{number}"
//	    set:
//	      speakers[0].actor: {ref: actor, of: "{speaker}"}
//	      said: {date: "{day}"}
//	      acts[0].act: {table: acts, of: "{verb}"}
//	      evidence[0].document: {ref: document, of: "{source}"}
//
// A value is a constant, or a text with the names of columns in braces. All of a
// mapping is checked before the first row: that there are such fields, columns
// and tables, and that constants are values of their fields. Where the columns of
// a value are empty the field is left out, and with it the part of the record
// whose fields are all left out or constant. Columns that nothing names are kept
// as variables of the row's first record that is not made once.
package mapped
