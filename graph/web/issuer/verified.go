package issuer

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// verified remembers tokens that were found good of late, by a keyed hash: nobody
// can choose tokens that meet in it, and it holds none of them.
type verified struct {
	secret [32]byte
	kept   *lru.Cache[[sha256.Size]byte, found]
}

type found struct {
	claims Claims
	until  time.Time
}

// The bounds of what is remembered.
const (
	maxVerified = 4_096
	rememberFor = time.Minute
)

func newVerified() (*verified, error) {
	v := &verified{}
	_, _ = rand.Read(v.secret[:]) // it never fails
	kept, err := lru.New[[sha256.Size]byte, found](maxVerified)
	if err != nil {
		return nil, fmt.Errorf("remembering tokens: %w", err)
	}
	v.kept = kept
	return v, nil
}

func (v *verified) key(token string) (key [sha256.Size]byte) {
	h := hmac.New(sha256.New, v.secret[:])
	h.Write([]byte(token))
	h.Sum(key[:0])
	return key
}

func (v *verified) get(key [sha256.Size]byte, now time.Time) (Claims, bool) {
	f, ok := v.kept.Get(key)
	return f.claims, ok && now.Before(f.until)
}

func (v *verified) put(key [sha256.Size]byte, c Claims, now time.Time) {
	until := now.Add(rememberFor)
	if c.Expires.Before(until) {
		until = c.Expires
	}
	v.kept.Add(key, found{c, until})
}
