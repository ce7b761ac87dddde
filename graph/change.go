package graph

import "time"

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
	// ID is the record of a RETRACT or RESTORE.
	ID ID
	// Expected is the revision as of which the caller saw the record. When it is
	// not 0 and the record has changed since, or the revision has not been made
	// yet, the change is refused with a [RecordConflict].
	Expected Revision
	// Reason says why, for a RETRACT (where it is required) or RESTORE.
	Reason string
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
