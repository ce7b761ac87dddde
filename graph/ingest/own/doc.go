// Package own reads back the tables that an export has written: CSV and TSV by
// the names of their columns, and Parquet. What it gives is canonical NDJSON, so
// that a record comes in by the same door, and is held to the same rules, whatever
// it was written as.
package own
