package web

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/sync/singleflight"
)

// answers keeps answers without errors that were given of late, within a number
// of bytes. One is known by all that it depends on: the document, the operation,
// the variables, the state that [Options.State] names, and the media type. Of
// requests that are alike and come together, one is answered, and the others are
// given its answer.
type answers struct {
	most    int
	flights singleflight.Group

	mu    sync.Mutex
	kept  *simplelru.LRU[string, *keptAnswer]
	bytes int
}

type keptAnswer struct {
	response *graphql.Response // shared: nobody may change it
	made     time.Time
	size     int
}

// cacheHeader tells whether an answer was kept, "hit", or made, "miss"; answers
// that are not kept have none.
const cacheHeader = "Hudna-Cache"

// mostOfAll is how much of the room one answer may take: an eighth.
const mostOfAll = 8

func newAnswers(most int) *answers {
	a := &answers{most: most}
	var err error
	a.kept, err = simplelru.NewLRU(math.MaxInt, func(_ string, gone *keptAnswer) { a.bytes -= gone.size })
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return a
}

// key is what an answer is known by, empty where it depends on more; kept is false where
// it is to be made anew all the same.
func (e *endpoint) key(ctx context.Context, op *graphql.OperationContext, media string) (key string, kept bool, err error) {
	if e.state == nil || e.answers == nil && ctx.Value(taggedKey{}) == nil {
		return "", false, nil
	}
	state, kept, err := e.state(ctx)
	if state == "" || err != nil || !kept && ctx.Value(taggedKey{}) == nil {
		return "", false, err
	}
	variables, err := json.Marshal(op.Variables) // which sorts the names
	if err != nil {
		return "", false, fmt.Errorf("variables: %w", err)
	}
	h := sha256.New()
	for _, part := range [][]byte{[]byte(op.RawQuery), []byte(op.Operation.Name), variables, []byte(state), []byte(media)} {
		fmt.Fprintf(h, "%d:", len(part))
		h.Write(part)
	}
	return string(h.Sum(nil)), kept, nil
}

// answer gives the answer that is kept under a key, or has it made.
func (a *answers) answer(h http.Header, key string, execute func() (*graphql.Response, *failure)) (*graphql.Response, *failure) {
	if k := a.get(key); k != nil {
		return hit(h, k), nil
	}
	type made struct {
		response *graphql.Response
		failure  *failure
	}
	mine := false
	// Who waits began later than who makes it, and so is not cut off before.
	v, _, _ := a.flights.Do(key, func() (any, error) {
		mine = true
		response, f := execute()
		a.keep(key, response, f)
		return made{response, f}, nil
	})
	if !mine {
		// Errors are not shared: they may be of who was cut off.
		if k := a.get(key); k != nil {
			return hit(h, k), nil
		}
		h.Set(cacheHeader, "miss")
		return execute()
	}
	h.Set(cacheHeader, "miss")
	m, _ := v.(made)
	return m.response, m.failure
}

func hit(h http.Header, k *keptAnswer) *graphql.Response {
	h.Set(cacheHeader, "hit")
	h.Set("Age", strconv.Itoa(int(time.Since(k.made)/time.Second)))
	return k.response
}

func (a *answers) get(key string) *keptAnswer {
	a.mu.Lock()
	defer a.mu.Unlock()
	k, _ := a.kept.Get(key)
	return k
}

// keep keeps an answer without errors, if there is room for it.
func (a *answers) keep(key string, response *graphql.Response, f *failure) {
	if f != nil || len(response.Errors) > 0 || len(response.Data) == 0 {
		return
	}
	const beside = 1 << 10 // what is kept besides the data

	if data := response.Data; cap(data) > 2*len(data) { // there was room for a longer one
		shorter := *response
		shorter.Data = slices.Clip(slices.Clone(data))
		response = &shorter
	}
	k := &keptAnswer{response: response, made: time.Now(), size: cap(response.Data) + beside}
	if k.size > a.most/mostOfAll {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.kept.Contains(key) {
		return
	}
	a.kept.Add(key, k)
	for a.bytes += k.size; a.bytes > a.most; {
		a.kept.RemoveOldest()
	}
}
