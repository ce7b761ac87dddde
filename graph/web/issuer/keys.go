package issuer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// How the keys of an issuer are kept.
const (
	// freshFor is how long they are used before they are fetched again.
	freshFor = 15 * time.Minute
	// staleFor is how long they are used where the issuer cannot be reached.
	staleFor = 24 * time.Hour
	// betweenFetches is how long nobody asks again, whatever tokens come: anybody
	// can make up a token that names a key which there is not.
	betweenFetches = 10 * time.Second
	maxKeys        = 64
	maxAnswer      = 1 << 20 // bytes of an answer of the issuer
)

// keys are those of an issuer, as it published them last. It is the key set of a
// verifier.
type keys struct {
	url        string
	client     *http.Client
	algorithms []jose.SignatureAlgorithm
	now        func() time.Time

	fetching sync.Mutex // one asks, the others wait for the answer

	mu      sync.RWMutex
	set     []jose.JSONWebKey
	fetched time.Time // when they were published so
	asked   time.Time // when the issuer was asked last
}

func newKeys(url string, client *http.Client, algorithms []string, now func() time.Time) *keys {
	k := &keys{url: url, client: client, now: now}
	for _, a := range algorithms {
		k.algorithms = append(k.algorithms, jose.SignatureAlgorithm(a))
	}
	return k
}

// VerifySignature gives what a token holds, if one of the keys has signed it.
func (k *keys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	signed, err := jose.ParseSignedCompact(token, k.algorithms)
	if err != nil {
		return nil, err
	}
	if len(signed.Signatures) != 1 {
		return nil, errors.New("it has not one signature")
	}
	now := k.now()
	set, age := k.current(now)
	if age > freshFor {
		// The old ones do where the issuer does not answer, for a time.
		err = k.renew(ctx, now)
		if set, age = k.current(now); age > staleFor {
			return nil, fmt.Errorf("the keys of the issuer are too old: %w", err)
		}
	}
	if text, ok := verifiedBy(set, signed); ok {
		return text, nil
	}
	// It may be signed by a key that is newer than what is known.
	if err := k.renew(ctx, now); err != nil {
		return nil, err
	}
	set, _ = k.current(now)
	if text, ok := verifiedBy(set, signed); ok {
		return text, nil
	}
	return nil, errors.New("it is signed by none of the issuer's keys")
}

func verifiedBy(set []jose.JSONWebKey, signed *jose.JSONWebSignature) ([]byte, bool) {
	header := signed.Signatures[0].Header
	for i := range set {
		key := &set[i]
		if header.KeyID != "" && key.KeyID != header.KeyID || key.Algorithm != "" && key.Algorithm != header.Algorithm {
			continue
		}
		if text, err := signed.Verify(key); err == nil {
			return text, true
		}
	}
	return nil, false
}

func (k *keys) current(now time.Time) (set []jose.JSONWebKey, age time.Duration) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.set, now.Sub(k.fetched)
}

// renew fetches the keys, unless somebody did just now.
func (k *keys) renew(ctx context.Context, now time.Time) error {
	k.fetching.Lock()
	defer k.fetching.Unlock()
	k.mu.RLock()
	asked := k.asked
	k.mu.RUnlock()
	if now.Sub(asked) < betweenFetches {
		return nil
	}
	// Who asked first may leave; the others need the answer all the same.
	return k.fetch(context.WithoutCancel(ctx))
}

// fetch asks the issuer for its keys.
func (k *keys) fetch(ctx context.Context) error {
	k.mu.Lock()
	k.asked = k.now()
	k.mu.Unlock()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, k.url, nil)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	answer, err := k.client.Do(request)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	text, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	var published jose.JSONWebKeySet
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("keys: the issuer answers %s", answer.Status)
	}
	if err := json.Unmarshal(text, &published); err != nil || len(published.Keys) > maxKeys {
		return errors.New("keys: the issuer does not answer with a set of keys")
	}
	var set []jose.JSONWebKey
	for _, key := range published.Keys {
		if key.Valid() && key.IsPublic() && key.Use != "enc" {
			set = append(set, key)
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.set, k.fetched = set, k.now()
	return nil
}

// bounded cuts off the answers of an issuer that has too much to say.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	next := b.next
	if next == nil {
		next = http.DefaultTransport
	}
	answer, err := next.RoundTrip(r)
	if err == nil {
		answer.Body = limited{io.LimitReader(answer.Body, maxAnswer), answer.Body}
	}
	return answer, err
}

type limited struct {
	io.Reader
	io.Closer
}
