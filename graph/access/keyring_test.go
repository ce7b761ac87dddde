package access_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hudna/graph"
	"hudna/graph/access"
)

var coder = graph.Principal{Name: "A. Coder", Role: graph.RoleCoder, Clearance: graph.MarkingRestricted}

func opened(t *testing.T, path string) *access.Keyring {
	t.Helper()
	k, err := access.Open(path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func created(t *testing.T, k *access.Keyring, lasts time.Duration) (string, access.Token) {
	t.Helper()
	text, token, err := k.Create(coder, lasts)
	if err != nil {
		t.Fatal(err)
	}
	return text, token
}

func TestVerify(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	k := opened(t, path)
	text, token := created(t, k, time.Hour)
	other := opened(t, path) // as another process has it
	for name, k := range map[string]*access.Keyring{"who gave it out": k, "another process": other} {
		c, err := k.Verify(text)
		if err != nil || c.Principal != coder || c.Key != "token/"+token.ID || !c.Expires.Equal(token.Expires) || c.Gone == nil {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	second, _ := created(t, k, 0)
	cut := strings.LastIndexByte(text, '_')
	for name, bad := range map[string]string{
		"nothing":                   "",
		"another text":              "Bearer",
		"no secret":                 text[:cut],
		"the secret of another one": text[:cut] + second[strings.LastIndexByte(second, '_'):],
		"one letter less":           text[:len(text)-1],
		"one letter more":           text + "a",
		"in capital letters":        strings.ToUpper(text),
		"one that was not given":    strings.Replace(text, token.ID, strings.Repeat("a", len(token.ID)), 1),
		"the hash":                  text[:cut+1] + token.Hash[:52],
	} {
		if c, err := k.Verify(bad); !errors.Is(err, access.ErrUnknown) || c.Name != "" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	stored, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(stored), text[cut+1:]) {
		t.Errorf("the file holds the secret: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
}

func TestTokensEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "tokens.json")
		k := opened(t, path)
		short, _ := created(t, k, time.Minute)
		forGood, token := created(t, k, 0)
		if _, err := k.Verify(short); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Minute - time.Nanosecond)
		if _, err := k.Verify(short); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Nanosecond)
		if _, err := k.Verify(short); !errors.Is(err, access.ErrUnknown) {
			t.Errorf("after its end: %v", err)
		}
		time.Sleep(1000 * time.Hour)
		c, err := k.Verify(forGood)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := opened(t, path).Revoke(token.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Verify(forGood); !errors.Is(err, access.ErrUnknown) {
			t.Errorf("after another process revoked it: %v", err)
		}
		select {
		case <-c.Gone:
		default:
			t.Error("who waits for its end is not told")
		}
		if _, err := k.Revoke(token.ID); err != nil {
			t.Errorf("revoked twice: %v", err)
		}
		if _, err := k.Revoke("nowhere"); !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("one that was not given out: %v", err)
		}
	})
}

// TestWatch: what waits is told although nobody shows a token meanwhile.
func TestWatch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	k := opened(t, path)
	text, token := created(t, k, 0)
	c, err := k.Verify(text)
	if err != nil {
		t.Fatal(err)
	}
	var watching sync.WaitGroup
	defer watching.Wait()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	watching.Go(func() { k.Watch(ctx, time.Millisecond, func(err error) { t.Error(err) }) })
	if _, err := opened(t, path).Revoke(token.ID); err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.Gone:
	case <-time.After(10 * time.Second):
		t.Error("nobody was told")
	}
}

// TestFileThatIsNoGood: where the file cannot be believed, no token is good.
func TestFileThatIsNoGood(t *testing.T) {
	for name, spoil := range map[string]func(*testing.T, string){
		"others may read it": func(t *testing.T, path string) {
			t.Helper()
			if err := os.Chmod(path, 0o640); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, time.Now(), time.Now().Add(time.Second)); err != nil {
				t.Fatal(err)
			}
		},
		"it is cut off": func(t *testing.T, path string) {
			t.Helper()
			if err := os.Truncate(path, 40); err != nil {
				t.Fatal(err)
			}
		},
		"it is empty": func(t *testing.T, path string) {
			t.Helper()
			if err := os.Truncate(path, 0); err != nil {
				t.Fatal(err)
			}
		},
		"it is newer": func(t *testing.T, path string) {
			t.Helper()
			if err := os.WriteFile(path, []byte(`{"version": 2, "tokens": []}`), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "tokens.json")
			k := opened(t, path)
			text, token := created(t, k, 0)
			spoil(t, path)
			if _, err := k.Verify(text); err == nil || errors.Is(err, access.ErrUnknown) {
				t.Errorf("verified: %v", err)
			}
			if _, err := access.Open(path, time.Now); err == nil {
				t.Error("opened")
			}
			if _, err := k.Revoke(token.ID); err == nil {
				t.Error("what could not be read was written anew")
			}
		})
	}
}

// TestChangesAtOnce: what several processes change at one time holds, all of it.
func TestChangesAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	const processes, each = 4, 5
	var all sync.WaitGroup
	for range processes {
		all.Go(func() {
			k := opened(t, path)
			for range each {
				if _, _, err := k.Create(coder, 0); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	list, err := opened(t, path).List()
	if err != nil || len(list) != processes*each {
		t.Errorf("%d tokens, %v", len(list), err)
	}
	left, err := filepath.Glob(path + ".*.new")
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestCreateRefuses(t *testing.T) {
	k := opened(t, filepath.Join(t.TempDir(), "tokens.json"))
	for name, to := range map[string]graph.Principal{
		"nobody":       {Role: graph.RoleReader, Clearance: graph.MarkingPublic},
		"no role":      {Name: "x", Clearance: graph.MarkingPublic},
		"no clearance": {Name: "x", Role: graph.RoleReader},
	} {
		if _, _, err := k.Create(to, 0); !errors.Is(err, graph.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list, err := k.List(); err != nil || len(list) > 0 {
		t.Errorf("%v, %v", list, err)
	}
}
