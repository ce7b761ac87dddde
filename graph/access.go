package graph

import (
	"context"
	"slices"
)

// A Marking says who may read a record. It is also a clearance: one reads what
// is marked at most as high as one's own. The zero value is not valid; use
// [MarkingPublic].
type Marking string

// The markings, from open to closed.
const (
	MarkingPublic     Marking = "PUBLIC"
	MarkingRestricted Marking = "RESTRICTED"
	MarkingProtected  Marking = "PROTECTED"
)

// Level orders the markings: 0 for PUBLIC, 1 for RESTRICTED, 2 for PROTECTED,
// and 3, above every clearance, for anything else.
func (m Marking) Level() int {
	switch m {
	case MarkingPublic:
		return 0
	case MarkingRestricted:
		return 1
	case MarkingProtected:
		return 2
	}
	return 3
}

// Covers reports whether a reader with clearance m may read what is marked n.
// An unknown clearance covers nothing.
func (m Marking) Covers(n Marking) bool {
	return m.Valid() && n.Level() <= m.Level()
}

// A Role says what a principal may do. Each role may do what the one before it
// may.
type Role string

// The roles, from least to most.
const (
	RoleReader   Role = "READER"
	RoleCoder    Role = "CODER"    // commits records, and raises markings
	RoleReviewer Role = "REVIEWER" // decides about the work of others, and lowers markings
	RoleAdmin    Role = "ADMIN"    // imports with given times, purges, upgrades
)

// Allows reports whether the role r includes what the role o may do.
func (r Role) Allows(o Role) bool {
	return o.Valid() && slices.Index(valuesRole, r) >= slices.Index(valuesRole, o)
}

// A Principal is who asks for a change.
type Principal struct {
	Name      string  // recorded as the author of the revision; 1 to 256 bytes
	Role      Role    // what they may do
	Clearance Marking // what they may see
}

// A View is for whom, and as of when, a question is answered.
type View struct {
	Revision  Revision // 0 is the empty graph before the first commit
	Clearance Marking
}

type principalKey struct{}

// WithPrincipal says in a context who asks whatever is asked with it: the one
// place from which every way in takes for whom it answers, and in whose name
// something is changed.
func WithPrincipal(ctx context.Context, by Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, by)
}

// PrincipalOf is who asks; false where the context does not say.
func PrincipalOf(ctx context.Context) (by Principal, ok bool) {
	by, ok = ctx.Value(principalKey{}).(Principal)
	return by, ok
}
