package graph

import (
	"context"
	"iter"
	"time"
)

// A Graph takes changes and makes revisions of them. It is safe for use by
// several goroutines.
type Graph interface {
	// Head is the newest revision. The zero Commit stands for the empty graph.
	Head(ctx context.Context) (Commit, error)
	// At answers questions as of a view. It holds no resources and does not
	// fail; a revision beyond the head is [ErrInvalid] on the first question.
	At(v View) Reader
	// Commit makes one revision of a change, all or nothing. When it returns
	// without an error, the revision is on disk. An error wraps one of the
	// sentinels of this package; [ErrUnknown] means that the change may have
	// been written, and that repeating it with the same idempotency key is
	// safe.
	Commit(ctx context.Context, by Principal, c Change) (Revision, error)
	// Changes gives the commits after a revision, up to v.Revision, oldest
	// first, with their operations as far as v.Clearance may see them.
	Changes(ctx context.Context, v View, after Revision) iter.Seq2[Commit, error]
	// RevisionAt is the newest revision that was recorded at t or before.
	RevisionAt(ctx context.Context, t time.Time) (Commit, error)
}

// A Reader answers from one revision, for one clearance. What it returns is
// shared: it is not to be changed. A record that the clearance does not cover
// is as if it were not there, and references to it are left out of what is
// returned.
type Reader interface {
	View() View
	// Commit describes a revision at or before the view's. The author and the
	// message of one that changed nothing that the clearance covers are empty,
	// here, in Commits and in [Graph.Changes].
	Commit(ctx context.Context, r Revision) (Commit, error)
	// Commits lists the revisions up to the view's, newest first.
	Commits(ctx context.Context, p Page) (List[Commit], error)

	// Record reads one record of any status, or [ErrNotFound].
	Record(ctx context.Context, id ID) (Record, error)
	// Records reads several at once: nil at the place of one that is not there.
	Records(ctx context.Context, ids []ID) ([]Record, error)
	// ByCode finds the record of a kind that carries a code (its version is
	// not compared): [ErrNotFound] for none, [*AmbiguousCode] for several.
	// Retracted records are not found.
	ByCode(ctx context.Context, k Kind, c Code) (Record, error)
	// Scan gives every record of a kind that has one of the statuses, in the
	// order in which they were first recorded. No status means every status.
	Scan(ctx context.Context, k Kind, statuses ...Status) iter.Seq2[Record, error]

	// Actors lists actors in the order in which they were first recorded.
	Actors(ctx context.Context, q ActorQuery, p Page) (List[*Actor], error)
	// Statements lists statements by when they were said.
	Statements(ctx context.Context, q StatementQuery, p Page) (List[*Statement], error)
	// CountStatements counts what Statements lists on all its pages.
	CountStatements(ctx context.Context, q StatementQuery) (StatementCount, error)
	// SourcesOf counts the distinct outermost acts of telling by which the
	// utterance of s reached us; see [StatementCount].
	SourcesOf(ctx context.Context, s *Statement) (int, error)

	// History lists the versions of a record up to the view's revision, newest
	// first. Versions that the clearance does not cover are left out.
	History(ctx context.Context, id ID, p Page) (List[Version], error)
}

// MaxPage bounds [Page.First].
const MaxPage = 500

// A Page says which part of a list is wanted.
type Page struct {
	First int    // how many items, 1 to [MaxPage]
	After string // the cursor of the item before the first; empty for the beginning
}

// A List is one page of a list. A cursor is opaque, stays valid at every
// revision, and belongs to the query that it came from; with another one it is
// [ErrInvalidCursor].
type List[T any] struct {
	Items []Item[T]
	More  bool // there are items after the last
}

// An Item is one entry of a [List].
type Item[T any] struct {
	Value  T
	Cursor string
}

// An ActorQuery says which actors are wanted: all that meet every part given.
type ActorQuery struct {
	// Name is matched against the names after folding (package text): every
	// token of it has to be a token of one name.
	Name     string
	Kinds    []ActorKind
	Statuses []Status // PUBLISHED unless given
}

// A StatementQuery says which statements are wanted: all that meet every part
// given. An id in it that is not there for the view is [ErrInvalid], whether
// it never was or is hidden. Hidden entries of a statement's lists meet
// nothing.
type StatementQuery struct {
	By  *ActorSet // the speakers: their actors and posts
	To  *ActorSet // the addressees: their actors and posts
	Via *ActorSet // the relays: their actors and posts
	// About: every entry has to be met.
	About []AboutSet
	// Acts: one of them has to be met.
	Acts []ActSet
	Said *DateRange
	// Depth: statements whose depth is not known are left out when given.
	Depth     *IntRange
	Documents []ID // the evidence stands in one of them
	Utterance ID
	Occasion  ID
	// Concerning: the statement is about this event, or was said on its
	// occasion.
	Concerning ID
	Statuses   []Status // PUBLISHED unless given
	// Bases: CODED and EXTRACTED unless given. Machine-coded statements are
	// never listed unless asked for.
	Bases []Basis
	Order StatementOrder // SAID_DESC unless given
}

// An ActorSet says which actors a set of them has to hold: one of AnyOf when
// it is given, each of AllOf, and none of NoneOf.
type ActorSet struct{ AnyOf, AllOf, NoneOf []ID }

// An AboutSet looks at those about entries of a statement that have one of the
// roles and a stance in the range, as far as these are given. There has to be
// one; and each node given has to be met by one of them, not necessarily the
// same.
type AboutSet struct {
	Roles     []AboutRole
	Actor     *ActorSet // of the nodes that are actors; there has to be one
	Event     ID
	Agreement ID
	Location  ID
	Topic     ID
	Statement ID
	Stance    *FloatRange // entries without a stance are outside every range
}

// An ActSet is met by a statement that does the act, with the force and as its
// main act when these are given.
type ActSet struct {
	Act   Act
	Force Force
	Main  bool
}

// An IntRange holds the numbers from Min to Max, both included; nil is open.
type IntRange struct{ Min, Max *int }

// A FloatRange holds the numbers from Min to Max, both included; nil is open.
type FloatRange struct{ Min, Max *float64 }

// A StatementOrder says in which order statements are listed. In both, undated
// statements come last.
type StatementOrder string

// The orders. SAID_DESC: the earliest instant that the date can mean, newest
// first; among equals the narrower date first, then the order in which they
// were first recorded. SAID_ASC is the reverse of it among the dated ones, and
// again among the undated ones.
const (
	SaidDescending StatementOrder = "SAID_DESC"
	SaidAscending  StatementOrder = "SAID_ASC"
)

// A StatementCount counts a list of statements in three ways.
type StatementCount struct {
	Statements int
	// Utterances counts the acts of speaking: statements that share an
	// utterance count once, one without an utterance counts by itself.
	Utterances int
	// Sources counts the distinct outermost acts of telling by which the
	// statements reached us. A relay's telling with an utterance of its own is
	// one source in whatever document it is reported; otherwise a telling is
	// one outermost relay in one document, or, without relays, the document.
	// Copies of a document are the document they copy.
	Sources int
}
