// Package source opens a file for import and gives its text in UTF-8, whatever
// it is packed in and however it is written.
//
// A file may be plain, gzip, zstd, or a zip archive with one member. What comes
// out of it may be at most [MaxRatio] times as large as what went in, so that a
// small file cannot fill a machine; archives in archives, members with paths
// that lead elsewhere and links are refused.
//
// The encoding is told by a byte order mark, by the zeros of UTF-16, by being
// UTF-8, or by which letters are frequent (windows-1256 for Arabic, windows-1251
// for Cyrillic). What it cannot tell it refuses, and asks to be told: text is
// never read as something that it may not be.
package source
