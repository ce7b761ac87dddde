// Package docs is what is written about the program, to be read by the program itself:
// graph/web/handbook makes pages of it.
package docs

import "embed"

// Files are the pages, and the pictures on them.
//
//go:embed *.md adr/*.md bench/*.md *.svg
var Files embed.FS
