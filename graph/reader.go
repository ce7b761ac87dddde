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
	// Validate says why Commit would refuse a change, and writes nothing: nil, or
	// every reason, joined. The reason of an operation is an [*OpError]; one that
	// hides others, such as that there is no such record, is the only one that
	// is told of its operation. An idempotency key that was used for the same
	// change is no reason. What Validate lets pass Commit may still refuse: the
	// graph goes on meanwhile.
	Validate(ctx context.Context, by Principal, c Change) error
	// Changes gives the commits after a revision, up to v.Revision, oldest
	// first, with their operations as far as v.Clearance may see them.
	Changes(ctx context.Context, v View, after Revision) iter.Seq2[Commit, error]
	// Await waits until there is a revision after one, and gives the newest.
	Await(ctx context.Context, after Revision) (Commit, error)
	// Policy is the last revision after which other things are shown of those
	// before it: that of the last purge or change of a marking, 0 where there was
	// none. An answer as of a revision that is not before it is the one that was
	// always given.
	Policy(ctx context.Context) (Revision, error)
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
	// Commits lists the revisions up to the view's that are wanted, newest first.
	Commits(ctx context.Context, q CommitQuery, p Page) (List[Commit], error)

	// Record reads one record of any status, or [ErrNotFound]; [*PurgedError] for
	// the id of a tombstone.
	Record(ctx context.Context, id ID) (Record, error)
	// Records reads several at once: nil at the place of one that is not there.
	Records(ctx context.Context, ids []ID) ([]Record, error)
	// Renamed gives for each id that a record had before its marking was raised
	// the one that it has now; an empty one for others, and where the view does
	// not see the record. It is for who brings records in under the ids of their
	// source; nothing else leads from one id to the other.
	Renamed(ctx context.Context, ids []ID) ([]ID, error)
	// ByCode finds the record of a kind that carries a code (its version is
	// not compared): [ErrNotFound] for none, [*AmbiguousCode] for several.
	// Retracted records are not found.
	ByCode(ctx context.Context, k Kind, c Code) (Record, error)
	// Scan gives every record of a kind that has one of the statuses, in the
	// order in which they were first recorded. No status means every status.
	Scan(ctx context.Context, k Kind, statuses ...Status) iter.Seq2[Record, error]

	// Actors lists actors in the order in which they were first recorded. So
	// do Locations, Agreements, Documents and Topics. Records that are judged
	// the same as another one are listed by themselves.
	Actors(ctx context.Context, q ActorQuery, p Page) (List[*Actor], error)
	Locations(ctx context.Context, q LocationSet, p Page) (List[*Location], error)
	Agreements(ctx context.Context, q AgreementSet, p Page) (List[*Agreement], error)
	Documents(ctx context.Context, q DocumentSet, p Page) (List[*Document], error)
	Topics(ctx context.Context, q TopicSet, p Page) (List[*Topic], error)
	// Events lists events by when they happened.
	Events(ctx context.Context, q EventQuery, p Page) (List[*Event], error)
	// Statements lists statements by when they were said.
	Statements(ctx context.Context, q StatementQuery, p Page) (List[*Statement], error)
	// Search lists records of several kinds by how well they match a text, the
	// best first; among equals by their kinds, and those of a kind in the order
	// in which they were first recorded. Records that are judged the same as
	// another one are listed by themselves.
	//
	// Relevance is reckoned from the records of the same revision, clearance,
	// kinds, statuses and bases, so that a ranking can be repeated: how rare a
	// word is, among all of them; how long a text is, by the average of its own
	// kind. So a name and a statement compare. Scores are rounded to 2^-30, so
	// that what matches as well has the same score however it was added up.
	Search(ctx context.Context, q SearchQuery, p Page) (List[Record], error)
	// Count counts what one of the lists above holds on all its pages. The
	// query is one of theirs, a CommitQuery among them; of a StatementQuery it is
	// the Statements of CountStatements.
	Count(ctx context.Context, query any) (int, error)
	// CountStatements counts what Statements lists on all its pages.
	CountStatements(ctx context.Context, q StatementQuery) (StatementCount, error)
	// Facets counts what Statements lists on all its pages by the values of a
	// facet, and gives the first, 1 to MaxPage.
	Facets(ctx context.Context, q StatementQuery, by Facet, first int) (FacetCount, error)
	// Matrix counts who spoke how of whom, and gives the first cells, 1 to
	// [MaxCells].
	Matrix(ctx context.Context, q MatrixQuery, first int) (Matrix, error)
	// Series counts statements by when they were said, and gives the first groups.
	Series(ctx context.Context, q SeriesQuery) (Series, error)
	// Positions gives who takes which positions, statement by statement.
	Positions(ctx context.Context, q PositionQuery) (Positions, error)
	// Paths finds the shortest paths between two actors, the first of them, 1 to
	// [MaxPaths]: by how many steps they have, and then by the actors on them, one
	// after the other, in the order in which they were first recorded. There are
	// none where the two are not connected.
	Paths(ctx context.Context, q PathQuery, first int) ([]Path, error)
	// SourcesOf counts the distinct outermost acts of telling by which the
	// utterance of s reached us; see [StatementCount].
	SourcesOf(ctx context.Context, s *Statement) (int, error)

	// Canonical gives for each id the record that stands for all that are
	// judged the SAME as it, at the view's revision and as far as its
	// clearance sees the judgements and what they join: the one first
	// recorded. What is not there, or judged the same as nothing, is itself.
	Canonical(ctx context.Context, ids []ID) ([]ID, error)
	// Identity says what a record is judged to be the same as.
	Identity(ctx context.Context, id ID) (Identity, error)

	// Similar gives the first, 1 to MaxPage, of the records that may be about the
	// same thing as one of a kind that is judged, and why: that they carry the
	// same code, that their names sound alike, in whatever script, or that both
	// held a post. Names that do not tell ([Name.Tells]) are not listened to; of
	// persons parts of a name are enough. What is retracted, and what is judged to
	// be the SAME as the record or DIFFERENT from it, by whatever chain, is left
	// out. Each record is a candidate by itself, with its own names, codes and
	// posts.
	Similar(ctx context.Context, id ID, first int) (Candidates, error)

	// Authors says for each id who made the record what it is: as far as the
	// view sees its versions, nil at the place of one that is not there.
	Authors(ctx context.Context, ids []ID) ([]*Authorship, error)
	// History lists the versions of a record up to the view's revision, newest
	// first. Versions that the clearance does not cover are left out.
	History(ctx context.Context, id ID, p Page) (List[Version], error)
	// Differences lists the records that were changed after a revision, up to
	// the view's, and that differ for it between the two, by their last change:
	// the newest first, and those of one revision in the order in which they
	// were first recorded. What was changed and changed back does not differ;
	// neither does what only refers to a record that came into sight or went
	// out of it.
	// From a revision after the view's is [ErrInvalid].
	Differences(ctx context.Context, from Revision, p Page) (List[Difference], error)
	// Compare lists what a filter finds at only one of two revisions, the view's
	// and an earlier one, and what it finds at both and was changed in between:
	// in the order SAID_DESC, by the later version where there is one. The
	// records that the filter names have to be there at the view's revision; as
	// of the earlier one, those that were not there yet are met by nothing.
	Compare(ctx context.Context, q StatementSet, from Revision, p Page) (Comparison, error)
}

// A Follower is a [Reader] that says at once where ids lead, as [Follow] does.
type Follower interface {
	Follow(ctx context.Context, ids []ID) (leads []ID, records []Record, err error)
}

// Follow gives for each id which record stands for it, by [Reader.Canonical], and that
// record, by [Reader.Records].
func Follow(ctx context.Context, r Reader, ids []ID) (leads []ID, records []Record, err error) {
	if f, ok := r.(Follower); ok {
		return f.Follow(ctx, ids)
	}
	if leads, err = r.Canonical(ctx, ids); err != nil {
		return nil, nil, err
	}
	records, err = r.Records(ctx, leads)
	return leads, records, err
}
