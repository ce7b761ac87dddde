package graph

// MaxPage bounds [Page.First] and [Page.Last].
const MaxPage = 500

// A Page says which part of a list is wanted: the first items of it or those
// after a cursor, or the last items or those before one.
type Page struct {
	First int    // how many items from the beginning, 1 to [MaxPage]; 0 where Last is given
	After string // the cursor of the item before the first; empty for the beginning
	// Last and Before ask for the same from the other end. The items come in
	// the order of the list all the same.
	Last   int
	Before string
	// Bare lets the reader leave out what many do not look at: the highlights of
	// matches, through whom they were met, and the cursors of items other than the
	// first and the last.
	Bare bool
	// Unmarked lets it leave out those of the first and the last as well.
	Unmarked bool
}

// Backward reports whether the page is counted from the end of the list.
func (p Page) Backward() bool { return p.Last != 0 || p.Before != "" }

// A List is one page of a list. A cursor is opaque, stays valid at every
// revision, and belongs to the query that it came from; with another one it is
// [ErrInvalidCursor].
type List[T any] struct {
	Items []Item[T]
	// More: there are items beyond the page in the direction in which it was
	// counted: after the last, or, of a page counted from the end, before the
	// first.
	More bool
}

// An Item is one entry of a [List].
type Item[T any] struct {
	Value  T
	Cursor string
	Match  *Match // why it is in the list, where that takes saying
}

// A Match says why an item is in a list.
type Match struct {
	// Score is the relevance to the text that was looked for, where the list
	// is ordered by it.
	Score float64
	// Highlights are the words that were looked for, by a text or by a name, in
	// the order of the record's texts. Of names, only those are marked that meet
	// the filter; where it asks how one begins, the whole word that does so is.
	Highlights []Highlight
	// Through says by which affiliations the roll-up of a filter was met, an
	// entry for each actor asked for that was not met by itself.
	Through []Through
}

// A Highlight is a stretch of one of a record's texts: Unicode code points,
// half-open, of the text as it is stored.
type Highlight struct {
	Path       string // "text", "translations[0].text", "names[2].text", "title"
	Start, End int
}

// A Through says that an actor stands for another one by affiliations that
// held, as far as was asked, when the record is dated. Of several ways it tells
// the one of the fewest affiliations; among equals, the one whose holders were
// recorded first, beginning with Matched's, and then that of the first
// affiliations of a holder.
type Through struct {
	Path    string // the part of the filter: "by", "about[0].actor"
	Asked   ID     // the actor that the filter names
	Matched ID     // the actor that the record names in its place
	// Steps lead from Matched to Asked: the holder of each affiliation, and
	// which of the holder's affiliations it is.
	Steps []ThroughStep
}

// A ThroughStep is one affiliation on the way.
type ThroughStep struct {
	Holder      ID
	Index       int // in Holder's affiliations, as the view sees them
	Affiliation Affiliation
}
