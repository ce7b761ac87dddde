package graph

import (
	"fmt"
	"slices"
)

// Candidates are records that may be about the same thing as one, and why. They
// are for somebody to look at: nothing is merged but by a [Judgement].
type Candidates struct {
	Found []Candidate // the likeliest first; equals in the order in which they were recorded
	More  bool        // there are others, less likely
	// Frequent are the words, codes and posts of the record by which nothing was
	// looked for, as more than [MaxAlike] others have them.
	Frequent []string
}

// MaxAlike is how many records are looked at as candidates: where there are more,
// those with the most in common.
const MaxAlike = 1000

// A Candidate is a record that may be about the same thing as another one.
type Candidate struct {
	Record Record
	// Score ranks candidates: 1 for each code that they share, how much of the
	// names sounds alike, and 1/2 for each post that they held at one time.
	Score    float64
	Evidence []Likeness // at least one
	// Unsure: a judgement on the two says that it is not known.
	Unsure bool
}

// A Likeness is one thing that speaks for two records being about the same.
type Likeness struct {
	Kind LikenessKind
	// Own and Other are the names that sound alike, of a NAME, and Alike how much
	// of them does: 1, or for parts of the names of persons at least 1/2.
	Own, Other *Name
	Alike      float64
	Code       *Code // that both carry, of a CODE
	Post       ID    // that both held, perhaps at one time, of a POST
}

// A LikenessKind says what two records have in common.
type LikenessKind string

// The kinds of likenesses.
const (
	LikeName LikenessKind = "NAME"
	LikeCode LikenessKind = "CODE"
	LikePost LikenessKind = "POST"
)

// LikenessKinds lists all of them.
func LikenessKinds() []LikenessKind { return []LikenessKind{LikeCode, LikeName, LikePost} }

// Tells reports whether a name by itself may tell what something is: that of a
// capital for a government does not, nor does "the ministry".
func (n Name) Tells() bool { return n.Kind != NameGeneric && n.Kind != NameMetonym }

// CheckSimilar refuses to look for candidates of what is not judged, or for a
// number of them that there is not.
func CheckSimilar(id ID, first int) error {
	if k := id.Kind(); k.Valid() && !slices.Contains(judged, k) {
		return &FieldError{Path: "id", Reason: fmt.Sprintf("is %s; the same as others may be %s", article(k), articles(judged))}
	}
	if first < 1 || first > MaxPage {
		return &FieldError{Path: "first", Reason: fmt.Sprintf("is %d; 1 to %d candidates are given", first, MaxPage)}
	}
	return nil
}
