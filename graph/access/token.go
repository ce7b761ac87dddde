package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"hudna/graph"
)

// A Token is what is kept of one that was given out.
type Token struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"` // whom it was given to: the author of what is changed with it
	Role      graph.Role    `json:"role"`
	Clearance graph.Marking `json:"clearance"`
	Created   time.Time     `json:"created"`
	Expires   time.Time     `json:"expires,omitzero"`
	Revoked   time.Time     `json:"revoked,omitzero"`
	// Hash is the SHA-256 of the secret, in hexadecimal digits.
	Hash string `json:"hash"`
}

// Good reports whether a token can be used at a time.
func (t *Token) Good(now time.Time) bool {
	return t.Revoked.IsZero() && (t.Expires.IsZero() || now.Before(t.Expires))
}

// validate refuses what no token can be.
func (t *Token) validate() error {
	if err := graph.ValidatePrincipal(graph.Principal{Name: t.Name, Role: t.Role, Clearance: t.Clearance}); err != nil {
		return fmt.Errorf("token %s: %w", t.ID, err)
	}
	if hash, err := hex.DecodeString(t.Hash); err != nil || len(hash) != sha256.Size || len(t.ID) != idLength {
		return fmt.Errorf("token %s: its id or its hash is damaged", t.ID)
	}
	return nil
}

// The parts of the text of a token: hudna_ID_SECRET. The prefix lets a scanner of
// published files find one that was published by mistake.
const (
	tokenPrefix  = "hudna_"
	idBytes      = 8
	idLength     = 13
	secretBytes  = 32
	secretLength = 52
)

// letters write random bytes in small letters and digits: a double click selects
// all of a token.
var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// draw makes the id and the secret of a token.
func draw() (id, secret string) {
	var random [idBytes + secretBytes]byte
	_, _ = rand.Read(random[:]) //nolint:forbidigo // it never fails, and a secret is never drawn from anything else
	return letters.EncodeToString(random[:idBytes]), letters.EncodeToString(random[idBytes:])
}

// textOf is the text that is given to somebody.
func textOf(id, secret string) string { return tokenPrefix + id + "_" + secret }

// partsOf takes the text of a token apart.
func partsOf(text string) (id, secret string, ok bool) {
	rest, ok := strings.CutPrefix(text, tokenPrefix)
	if !ok {
		return "", "", false
	}
	id, secret, ok = strings.Cut(rest, "_")
	return id, secret, ok && len(id) == idLength && len(secret) == secretLength
}

// Ours reports whether a text looks like a token of a [Keyring].
func Ours(text string) bool { return strings.HasPrefix(text, tokenPrefix) }

// hashOf is what is kept of a secret.
func hashOf(secret string) [sha256.Size]byte { return sha256.Sum256([]byte(secret)) }

// same compares two hashes in a time that tells nothing of them.
func same(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
