// Package access says who asks: by a token that the operator gave out, or by what
// an issuer of identities claims of somebody.
//
// A token is a random secret of 256 bits with the name of whoever it was given to,
// a role, a clearance and, where it is to end, a time. A [Keyring] keeps them in one
// file beside the graph: no export, feed or query can reach it. The file holds a
// hash of each secret and not the secret, so that whoever reads it can use none of
// them; a fast hash is enough, since nobody can try 2^256 secrets.
//
// What an issuer claims is given a role by [Rule]s: where nothing of it is
// mentioned in a rule, somebody is known, and may do nothing.
package access

import (
	"errors"
	"time"

	"hudna/graph"
)

// ErrUnknown means that a token is not good: it is malformed, was never given out,
// was revoked or has expired. Which of these it is, nobody is told.
var ErrUnknown = errors.New("the token is not good")

// A Caller is who asks, as far as that is certain.
type Caller struct {
	graph.Principal
	// Key tells callers apart, in a table of rates and in an audit log.
	Key string
	// Expires is when the caller is not known any more; the zero time is never.
	Expires time.Time
	// Gone is closed when what the caller showed was revoked; nil where it cannot be.
	Gone <-chan struct{}
}
