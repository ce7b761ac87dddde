// Package plot draws what was counted as SVG, without a front end: time lines, heat
// maps of positions, networks, and maps of points. A picture says its title, its
// sources and how it was made; its text is text, in the direction of its language.
// No two labels overlap, by an estimate of their widths that holds for wide fonts:
// what finds no room gets a number and stands in the key, and what is too long is
// cut and told in whole by its title. Nothing is told by colour alone: shades grow
// lighter or darker all the way, as on grey paper, and numbers stand beside them.
// The same picture gives the same bytes.
package plot
