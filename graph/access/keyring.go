package access

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"

	"hudna/graph"
)

// The bounds of a keyring.
const (
	MaxTokens = 10_000
	maxFile   = 8 << 20
)

// A Keyring knows the tokens in a file. Several processes may use one file: what
// one of them changes holds for the others from their next look at it, which is
// with every token that they are shown. It is safe for use by several goroutines.
type Keyring struct {
	path string
	now  func() time.Time

	mu    sync.RWMutex
	seen  os.FileInfo // of the file that was read; nil where there was none
	known map[string]*entry
}

// An entry is a token with what is told to those who wait for its end.
type entry struct {
	token Token
	hash  []byte
	gone  chan struct{}
}

// Open reads a keyring. A file that is not there has no tokens.
func Open(path string, now func() time.Time) (*Keyring, error) {
	k := &Keyring{path: path, now: now, known: map[string]*entry{}}
	err := k.refresh()
	return k, err
}

// Verify says whose token a text is, or [ErrUnknown]. Any other error means that the
// file cannot be read; nobody's token is good then.
func (k *Keyring) Verify(text string) (Caller, error) {
	id, secret, ok := partsOf(text)
	if !ok {
		return Caller{}, ErrUnknown
	}
	if err := k.refresh(); err != nil {
		return Caller{}, err
	}
	k.mu.RLock()
	e := k.known[id]
	k.mu.RUnlock()
	hash := hashOf(secret)
	if e == nil || !same(hash[:], e.hash) || !e.token.Good(k.now()) {
		return Caller{}, ErrUnknown
	}
	t := &e.token
	return Caller{
		Principal: graph.Principal{Name: t.Name, Role: t.Role, Clearance: t.Clearance},
		Key:       "token/" + t.ID, Expires: t.Expires, Gone: e.gone,
	}, nil
}

// Watch looks at the file from time to time until the context ends, so that a
// revocation reaches those who wait for it while nobody shows a token.
func (k *Keyring) Watch(ctx context.Context, every time.Duration, failed func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := k.refresh(); err != nil {
				failed(err)
			}
		}
	}
}

// List gives the tokens in the order in which they were created.
func (k *Keyring) List() ([]Token, error) {
	if err := k.refresh(); err != nil {
		return nil, err
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.tokens(), nil
}

func (k *Keyring) tokens() []Token {
	all := make([]Token, 0, len(k.known))
	for _, e := range k.known {
		all = append(all, e.token)
	}
	slices.SortFunc(all, func(a, b Token) int {
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		return slices.Compare([]byte(a.ID), []byte(b.ID))
	})
	return all
}

// Create gives out a token for somebody, which ends after a while; 0 is never. The
// text is told once, here: it is kept nowhere.
func (k *Keyring) Create(to graph.Principal, lasts time.Duration) (text string, t Token, err error) {
	id, secret := draw()
	hash := hashOf(secret)
	now := k.now().UTC().Truncate(time.Second)
	t = Token{ID: id, Name: to.Name, Role: to.Role, Clearance: to.Clearance, Created: now, Hash: hex.EncodeToString(hash[:])}
	if lasts > 0 {
		t.Expires = now.Add(lasts)
	}
	if err := t.validate(); err != nil {
		return "", t, err
	}
	err = k.change(func(all []Token) ([]Token, error) {
		if len(all) >= MaxTokens {
			// What cannot be used any more makes room.
			all = slices.DeleteFunc(all, func(t Token) bool { return !t.Good(now) })
		}
		if len(all) >= MaxTokens {
			return nil, fmt.Errorf("there are %d tokens already: %w", MaxTokens, graph.ErrTooLarge)
		}
		return append(all, t), nil
	})
	return textOf(id, secret), t, err
}

// Revoke ends a token, by its id. What was revoked before stays so.
func (k *Keyring) Revoke(id string) (t Token, err error) {
	err = k.change(func(all []Token) ([]Token, error) {
		i := slices.IndexFunc(all, func(t Token) bool { return t.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("there is no token of the id %q: %w", id, graph.ErrNotFound)
		}
		if all[i].Revoked.IsZero() {
			all[i].Revoked = k.now().UTC().Truncate(time.Second)
		}
		t = all[i]
		return all, nil
	})
	return t, err
}

// change rewrites the file, while no other process does.
func (k *Keyring) change(change func([]Token) ([]Token, error)) (err error) {
	unlock, err := lock(k.path + ".lock")
	if err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := k.refresh(); err != nil {
		return err
	}
	k.mu.RLock()
	all := k.tokens()
	k.mu.RUnlock()
	if all, err = change(all); err != nil {
		return err
	}
	if err := writeFile(k.path, all); err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	return k.refresh()
}

// refresh reads the file anew if it is another one than before.
func (k *Keyring) refresh() error {
	now, err := os.Stat(k.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("tokens: %w", err)
	}
	k.mu.RLock()
	unchanged := alike(k.seen, now)
	k.mu.RUnlock()
	if unchanged {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	all, info, err := readFile(k.path)
	if err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	known := make(map[string]*entry, len(all))
	for _, t := range all {
		hash, _ := hex.DecodeString(t.Hash) // it was validated
		e := &entry{token: t, hash: hash, gone: make(chan struct{})}
		if before := k.known[t.ID]; before != nil {
			e.gone = before.gone
		}
		known[t.ID] = e
	}
	for id, before := range k.known {
		if now := known[id]; before.token.Revoked.IsZero() && (now == nil || !now.token.Revoked.IsZero()) {
			close(before.gone)
		}
	}
	k.known, k.seen = known, info
	return nil
}

// alike reports whether two looks at the file saw the same one.
func alike(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
