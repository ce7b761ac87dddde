package graph

import "slices"

// A SearchQuery looks for words in the texts and translations of statements, in
// names, and in the titles and texts of documents. Superseded statements are
// not among them.
type SearchQuery struct {
	// Text is what is looked for, and has to be given: words, of which a record
	// has each in one of its forms, and phrases in quotation marks, each of
	// which stands as it is in one text of the record.
	Text string
	// Kinds are those of the records, out of [SearchKinds]; all of these unless
	// given.
	Kinds    []Kind
	Statuses []Status // PUBLISHED unless given
	// Bases are those of statements: CODED and EXTRACTED unless given. They say
	// nothing of records of other kinds.
	Bases []Basis
}

// SearchKinds are the kinds of records that have words to look for, in the order
// in which a search lists what matches as well.
func SearchKinds() []Kind {
	return []Kind{KindActor, KindLocation, KindAgreement, KindTopic, KindEvent, KindStatement, KindDocument}
}

// check says what is wrong with the query but for its text.
func (q *SearchQuery) check(c *filterCheck) {
	for _, k := range q.Kinds {
		if !slices.Contains(SearchKinds(), k) {
			c.refuse("kinds", "has %q, which has no words to look for", k)
		}
	}
}
