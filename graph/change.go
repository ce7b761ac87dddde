package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// A Revision numbers the commits of a graph from 1 on. It never has a gap.
type Revision uint64

// A Verb says what one operation of a change does.
type Verb string

// The verbs.
const (
	VerbCreate  Verb = "CREATE"  // a record whose id is not taken
	VerbCorrect Verb = "CORRECT" // a new version of a record
	VerbRetract Verb = "RETRACT" // withdraws a record; it stays readable in its class
	VerbRestore Verb = "RESTORE" // takes a retraction back
	VerbMark    Verb = "MARK"    // raises or lowers the marking of a record; stands alone in its change
	// VerbPurge leaves nothing of a record but a tombstone, in every version. No
	// change can ask for it, as it takes writing the store anew.
	VerbPurge Verb = "PURGE"
)

// The limits of a change.
const (
	MaxOps            = 1000    // operations in one change
	MaxMessage        = 4 << 10 // bytes of a message
	MaxReason         = 1 << 10 // bytes of a reason
	MaxIdempotencyKey = 256     // bytes of an idempotency key
)

// An Op is one operation of a [Change].
type Op struct {
	Verb Verb
	// Record is the whole new record of a CREATE or CORRECT. The graph keeps
	// it: the caller no longer changes it.
	Record Record
	// ID is the record of a RETRACT, RESTORE or MARK.
	ID ID
	// Marking is what a MARK gives the record. It holds for every version of
	// it, the earlier ones as well, and hides or shows with them all versions of
	// others that the record guards; see [Guards].
	Marking Marking `json:",omitzero"`
	// NewID is the id that the record has once its marking was raised: opaque
	// and never used before; the graph makes one up where none is given. The
	// record has it in all versions, and the old id leads nowhere. Only a
	// [RoleAdmin] may give the id that the record has already. Nothing else than
	// raising a marking changes an id.
	NewID ID `json:",omitzero"`
	// Former tells who had the record under its former id, of a MARK that gave it
	// another one, that it is the same: [FormerHash] of that id. Nobody else
	// learns the id from it. [Graph.Changes] fills it; a change gives it only
	// where NewID is the id that the record has already, in a mirror that had the
	// record under it from the beginning.
	Former string `json:",omitzero"`
	// Expected is the revision as of which the caller saw the record. When it is
	// not 0 and the record has changed since, or the revision has not been made
	// yet, the change is refused with a [RecordConflict].
	Expected Revision
	// Reason says why, for a RETRACT (where it is required), RESTORE or MARK.
	Reason string
}

// FormerHash is what is told of the id that a record had before a change of its
// marking that was recorded at a time: SHA-256 of both, in hexadecimal digits.
func FormerHash(at time.Time, id ID) string {
	sum := sha256.Sum256([]byte(at.UTC().Format(time.RFC3339Nano) + " " + string(id)))
	return hex.EncodeToString(sum[:])
}

// Target is the id of the record that the operation is about.
func (o Op) Target() ID {
	if isNil(o.Record) {
		return o.ID
	}
	return o.Record.Shared().ID
}

// A Change is what one commit does, all or nothing. A record takes part in at
// most one operation of it. Records of one change may refer to each other in
// any order.
type Change struct {
	Ops     []Op
	Message string
	// IdempotencyKey makes a repeated change harmless: the same key with the
	// same change answers with the revision it made, the same key with another
	// change is a conflict. Empty for none.
	IdempotencyKey string
	// Time is when the commit was recorded, for an import that carries its own
	// times; only an [RoleAdmin] may give it. It has to lie after the head's
	// time and not after the clock's. Zero for the clock.
	Time time.Time
	// Placeholder keeps the number of a revision of which whoever mirrors a graph
	// sees nothing: it has no operations and no message, and nobody made it. Only
	// a [RoleAdmin] may give it.
	Placeholder bool `json:",omitzero"`
}

// A Commit is one revision: who made it, when, why, and what it did.
type Commit struct {
	Revision Revision
	Time     time.Time // UTC, strictly later than the revision before
	Author   string
	Message  string
	// Ops are what the commit did, as far as the view may see it, with the
	// records as they were then. Only [Graph.Changes] fills it.
	Ops []Op
}

// A Version is one state of a record.
type Version struct {
	Commit Commit // without Ops
	Verb   Verb
	Record Record // nil where the record was purged
	// Before is the version before it that the view may see, nil for the first:
	// what was changed is [Diff] of the two.
	Before Record
}
